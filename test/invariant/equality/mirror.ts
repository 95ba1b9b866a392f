import { concat, dataLength, dataSlice, toBeHex } from "ethers";

/** A parameter as the compiler describes it; `internalType` tells an agent's id from any other number. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly internalType?: string;
  readonly components?: readonly Parameter[];
}

const REPORT_BYTES = 5;
const ID_MASK = 0xffff_ffffn;

/**
 * The looking glass between two histories in which two members changed roles: what a value of the one must be in the
 * other. Whatever it does not know stays as it is, so a rule that looks at anything but the role is seen.
 */
export class Mirror {
  /** What words that pack ids or keys with something else become, by the parameter's name. */
  readonly #packed: Readonly<Record<string, (value: unknown) => unknown>> = {
    tokenId: (id) => this.#id(id as bigint),
    /** `Recovery`: trusted contacts are a set, named in the order of their ids; as such they are `barred` from a lot. */
    contacts: (ids) => (Array.isArray(ids) ? this.#set(ids as bigint[]) : ids),
    barred: (ids) => this.#set(ids as bigint[]),
    /** `Members.electorsAt`: key, epoch and eligibility in a word. */
    electors: (words) => (words as bigint[]).map((word) => (this.#key(word >> 16n) << 16n) | (word & 0xffffn)),
    /** `ContributionLedger.batchOf`: three ids. */
    firstAppraisers: (word) =>
      [0n, 32n, 64n].reduce((sum, at) => sum | (this.#id(((word as bigint) >> at) & ID_MASK) << at), 0n),
    /** `Surplus.SharesCollected`: the member in the low bits of every first word. */
    shares: (words) =>
      (words as bigint[]).map((word, place) =>
        place % 2 === 1 ? word : ((word >> 32n) << 32n) | this.#id(word & ID_MASK),
      ),
    /** `Assembly.BallotsCast`: sorted by author, as every carrier packs them. */
    ballots: (report) => {
      const items = Array.from({ length: dataLength(report as string) / REPORT_BYTES }, (_, index) =>
        dataSlice(report as string, index * REPORT_BYTES, (index + 1) * REPORT_BYTES),
      );
      const mirrored = items.map((item) => [this.#id(BigInt(dataSlice(item, 0, 4))), dataSlice(item, 4)] as const);
      return concat(
        mirrored.sort(([one], [other]) => Number(one - other)).map(([by, rest]) => concat([toBeHex(by, 4), rest])),
      );
    },
  };

  /**
   * @param ids Agents of the one history by those of the other.
   * @param words The same of addresses, digests and whatever bytes name a person.
   */
  constructor(
    readonly ids: ReadonlyMap<bigint, bigint>,
    readonly words: ReadonlyMap<string, string>,
  ) {}

  /** Values of parameters, in plain arrays. */
  all(parameters: readonly Parameter[], values: Iterable<unknown>): unknown[] {
    const given = [...values];
    return parameters.map((parameter, place) => this.one(parameter, given[place]));
  }

  one(parameter: Parameter, value: unknown): unknown {
    const { name, type, internalType = "", components } = parameter;
    const unpack = this.#packed[name];
    if (unpack !== undefined) return unpack(Array.isArray(value) ? [...(value as unknown[])] : value);
    if (type.endsWith("]")) {
      const item = { ...parameter, name: "", type: withoutLength(type), internalType: withoutLength(internalType) };
      return Array.from(value as unknown[], (one) => this.one(item, one));
    }
    if (components !== undefined) return this.all(components, value as unknown[]);
    if (internalType === "AgentId") return this.#id(value as bigint);
    return typeof value === "string" ? (this.words.get(value) ?? value) : value;
  }

  #id(id: bigint): bigint {
    return this.ids.get(id) ?? id;
  }

  #set(ids: readonly bigint[]): bigint[] {
    return ids.map((id) => this.#id(id)).sort((one, other) => Number(one - other));
  }

  #key(key: bigint): bigint {
    for (const [from, to] of this.words) {
      if (dataLength(from) === 20 && BigInt(from) === key) return BigInt(to);
    }
    return key;
  }
}

/** Through which everything is what it is. */
export const PLAIN = new Mirror(new Map(), new Map());

/** `uint256[4][]` is an array of `uint256[4]`. */
function withoutLength(type: string): string {
  return type.replace(/\[\d*\]$/, "");
}
