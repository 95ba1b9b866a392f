import {
  AbiCoder,
  getBytes,
  Interface,
  ParamType,
  Result,
  type BytesLike,
  type LogDescription,
  type TransactionDescription,
} from "ethers";

// Names, descriptions and references are bytes to a contract, and it takes any. ethers throws where those that are no UTF-8
// are read, so that one text written by anybody hides all that stands beside it. Here such bytes read as U+FFFD.

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** A text as people read it, whatever its bytes. */
export function legible(bytes: BytesLike): string {
  return utf8.decode(getBytes(bytes));
}

/** The same type with bytes wherever it has a text: what was sent, as it was sent. */
export function textAsBytes(type: ParamType): ParamType {
  const plain: unknown = JSON.parse(type.format("json"), (key, value: unknown) => {
    if (key === "indexed") return undefined;
    return key === "type" ? String(value).replace(/^string/, "bytes") : value;
  });
  return ParamType.from(plain);
}

class LegibleCoder extends AbiCoder {
  override decode(types: readonly (string | ParamType)[], data: BytesLike, loose?: boolean): Result {
    const decoded = super.decode(types, data, loose);
    const params = types.map((type) => ParamType.from(type));
    if (!params.some((param) => /string/.test(param.format("sighash"))) || isRead(decoded)) return decoded;
    const plain = super.decode(params.map(textAsBytes), data, loose);
    // Something else than a text is wrong: that is for whoever reads it.
    if (!isRead(plain)) return decoded;
    return Result.fromItems(
      params.map((param, index) => withText(param, plain[index])),
      params.map(({ name }) => name || null),
    );
  }
}

function withText(type: ParamType, value: unknown): unknown {
  const { arrayChildren, components } = type;
  if (arrayChildren !== null) return Result.fromItems((value as Result).map((item) => withText(arrayChildren, item)));
  if (components !== null) {
    return Result.fromItems(
      components.map((field, index) => withText(field, (value as Result)[index])),
      components.map(({ name }) => name || null),
    );
  }
  return type.type === "string" ? legible(value as string) : value;
}

/** Whether everything in it could be decoded: a `Result` throws where it is read, not where it is made. */
function isRead(result: Result): boolean {
  try {
    result.toArray(true);
    return true;
  } catch {
    return false;
  }
}

const coder = new LegibleCoder();

/** An ABI that reads every text. */
export class LegibleInterface extends Interface {
  override getAbiCoder(): AbiCoder {
    return coder;
  }
}

/** Null for a log of another event, also of one that only shares its name and types. */
export function parseLog(
  abi: Interface,
  log: { readonly topics: readonly string[]; readonly data: string },
): LogDescription | null {
  return whole(() => abi.parseLog(log));
}

/** Null for bytes that are no call of one of the functions with all its arguments. */
export function parseCall(abi: Interface, data: string): TransactionDescription | null {
  return whole(() => abi.parseTransaction({ data }));
}

function whole<T extends { readonly args: Result }>(parse: () => T | null): T | null {
  try {
    const parsed = parse();
    return parsed === null || isRead(parsed.args) ? parsed : null;
  } catch {
    return null;
  }
}
