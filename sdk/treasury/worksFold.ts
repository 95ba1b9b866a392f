/** What works earned of a guild's season in a token, and who has collected of it, from logs alone. As `Works` on the chain. */
import type { Books } from "./books.ts";

/** A work in these books. */
interface WorkPart {
  income: bigint;
  /** Known once somebody has asked for it. */
  opened?: { readonly part: bigint; readonly total: bigint };
  counted: bigint;
  readonly collected: Set<bigint>;
}

/** As `ISurplus.WorkShare`. */
export interface WorkShare {
  readonly income: bigint;
  readonly part: bigint;
  readonly total: bigint;
  readonly counted: bigint;
  readonly amount: bigint;
  readonly collected: boolean;
}

export class WorksFold {
  readonly #parts = new Map<bigint, WorkPart>();
  #tagged = 0n;
  /** Of the buckets, what works share. */
  #amount = 0n;

  /** Works that income names. */
  get works(): readonly bigint[] {
    return [...this.#parts.keys()];
  }

  /** Income that names a work. */
  note(work: bigint, amount: bigint): void {
    this.#tagged += amount;
    this.#at(work).income += amount;
  }

  share(amount: bigint): void {
    this.#amount = amount;
  }

  open(work: bigint, opened: { readonly part: bigint; readonly total: bigint }): void {
    this.#at(work).opened = opened;
  }

  count(work: bigint, member: bigint, weight: bigint): void {
    const part = this.#at(work);
    part.counted += weight;
    part.collected.add(member);
  }

  /** @param ledger What the ledger says of the work through the season: the member's credits, and all. */
  shareOf(work: bigint, member: bigint, ledger: { readonly weight: bigint; readonly total: bigint }): WorkShare {
    const { income, counted, collected } = this.#parts.get(work) ?? { income: 0n, counted: 0n, collected: new Set() };
    const none = { income, part: 0n, total: 0n, counted, amount: 0n, collected: false };
    if (this.#amount === 0n) return none;
    const part = (this.#amount * income) / this.#tagged;
    const { total, weight } = ledger;
    const amount = total === 0n ? 0n : (part * weight) / total;
    return { ...none, part, total, amount, collected: collected.has(member) };
  }

  /** @param given Members' shares, as they were collected. */
  addTo(books: Books, given: bigint, lends: boolean): Books {
    if (this.#amount === 0n) return books;
    const sum = (of: (part: WorkPart) => bigint) => [...this.#parts.values()].reduce((all, part) => all + of(part), 0n);
    const opened = (this.#amount * sum((part) => (part.opened ? part.income : 0n))) / this.#tagged;
    const parted = sum(({ opened: known }) => known?.part ?? 0n);
    const toReserve = sum(({ opened: known }) => (known?.total === 0n ? known.part : 0n));
    const taken = sum(({ opened: known, counted }) =>
      known === undefined || known.total === 0n ? 0n : (known.part * counted) / known.total,
    );
    return {
      ...books,
      toReserve: books.toReserve + toReserve,
      uncollected: books.uncollected + this.#amount - opened + parted - taken - toReserve,
      remainder: books.remainder + opened - parted + taken - given,
      collected: books.collected + (lends ? 0n : given),
      lent: books.lent + (lends ? given : 0n),
      toAccounts: books.toAccounts - this.#amount,
    };
  }

  #at(work: bigint): WorkPart {
    const part = this.#parts.get(work) ?? { income: 0n, counted: 0n, collected: new Set<bigint>() };
    this.#parts.set(work, part);
    return part;
  }
}
