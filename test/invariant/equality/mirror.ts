import { concat, dataLength, dataSlice, toBeHex } from "ethers";

/** A parameter as the compiler describes it; `internalType` tells an agent's id from any other number. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly internalType?: string;
  readonly components?: readonly Parameter[];
  /** The event it is of: `report` means something else in each. */
  readonly of?: string;
}

const ID_MASK = 0xffff_ffffn;

/**
 * The looking glass between two histories in which two members changed roles: what a value of the one must be in the
 * other. Whatever it does not know stays as it is, so a rule that looks at anything but the role is seen.
 */
export class Mirror {
  /** What words that pack ids or keys with something else become, by the parameter's name. */
  readonly #packed: Readonly<Record<string, (value: unknown) => unknown>> = {
    /** A passport's is an agent's id, a grant's its number. */
    tokenId: (id) => (isOfGrant(id) ? this.#grant(id) : this.#id(id as bigint)),
    number: (number) => (isOfGrant(number) ? this.#grant(number) : number),
    /** `Recovery`: trusted contacts are a set, named in the order of their ids; as such they are `barred` from a lot. */
    contacts: (ids) => (Array.isArray(ids) ? this.#set(ids as bigint[]) : ids),
    barred: (ids) => this.#set(ids as bigint[]),
    /** `Members.electorsAt`: key, epoch and eligibility in a word; of councils they are a number. */
    electors: (words) =>
      Array.isArray(words)
        ? (words as bigint[]).map((word) => (this.#key(word >> 16n) << 16n) | (word & 0xffffn))
        : words,
    /** `ContributionLedger.batchOf`: three ids. */
    firstAppraisers: (word) =>
      [0n, 32n, 64n].reduce((sum, at) => sum | (this.#id(((word as bigint) >> at) & ID_MASK) << at), 0n),
    /** `Surplus.SharesCollected`: the member in the low bits of every first word. */
    shares: (words) =>
      (words as bigint[]).map((word, place) =>
        place % 2 === 1 ? word : ((word >> 32n) << 32n) | this.#id(word & ID_MASK),
      ),
    /** Whom a carrier brought into a vote, in the order of their ids. */
    voters: (ids) => this.#set(ids as bigint[]),
    /** An id first, whatever follows; sorted by author, as every carrier packs them. Of an election they are a number. */
    ballots: (report) => (typeof report === "string" ? this.#lines(report, 5) : report),
    "BallotsOpened.report": (report) => this.#lines(report as string, 5),
    "ChoiceCarried.report": (report) => this.#lines(report as string, 5),
    "ApprovalsCarried.report": (report) => this.#lines(report as string, 9),
    /** The commitment has an id in it. */
    "CommitmentsCarried.report": (report) =>
      this.#lines(report as string, 37, (rest) => concat([dataSlice(rest, 0, 1), this.#word(dataSlice(rest, 1))])),
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
    const { name, of, type, internalType = "", components } = parameter;
    const unpack = this.#packed[`${of ?? ""}.${name}`] ?? this.#packed[name];
    if (unpack !== undefined) return unpack(Array.isArray(value) ? [...(value as unknown[])] : value);
    if (type.endsWith("]")) {
      const item = { ...parameter, name: "", type: withoutLength(type), internalType: withoutLength(internalType) };
      return Array.from(value as unknown[], (one) => this.one(item, one));
    }
    if (components !== undefined) return this.all(components, value as unknown[]);
    if (internalType === "AgentId") return this.#id(value as bigint);
    return typeof value === "string" ? this.#word(value) : value;
  }

  #word(word: string): string {
    return this.words.get(word) ?? word;
  }

  /** Lines of a packed report that begin with an id. */
  #lines(report: string, size: number, rest = (bytes: string) => bytes): string {
    const items = Array.from({ length: dataLength(report) / size }, (_, index) =>
      dataSlice(report, index * size, (index + 1) * size),
    );
    const mirrored = items.map((item) => [this.#id(BigInt(dataSlice(item, 0, 4))), rest(dataSlice(item, 4))] as const);
    return concat(
      mirrored.sort(([one], [other]) => Number(one - other)).map(([by, said]) => concat([toBeHex(by, 4), said])),
    );
  }

  /** work << 40 | licensee << 8 | purpose. */
  #grant(number: bigint): bigint {
    return ((number >> 40n) << 40n) | (this.#id((number >> 8n) & ID_MASK) << 8n) | (number & 0xffn);
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

/** Whether this is the number of a grant, which is larger than any id or round. */
function isOfGrant(value: unknown): value is bigint {
  return typeof value === "bigint" && value >> 40n !== 0n;
}

/** `uint256[4][]` is an array of `uint256[4]`. */
function withoutLength(type: string): string {
  return type.replace(/\[\d*\]$/, "");
}
