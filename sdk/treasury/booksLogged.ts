/**
 * What the log says of closed books, beside what the contract reckons. `Surplus.booksOf` finds what went to the reserve and
 * to accounts as what is left over; so its columns would add up also where money went elsewhere. The log is the witness.
 */
import type { Nation } from "../connect.ts";
import type { Books } from "./books.ts";
import type { Folio } from "./folio.ts";

/** By folio, what went to the reserve at the close or with a work nobody shares, and to accounts. */
export type Logged = ReadonlyMap<string, { readonly toReserve: bigint; readonly toAccounts: bigint }>;

const keyOf = ({ guild, season, token }: Folio) => `${guild}/${season}/${token.toLowerCase()}`;

/** Reads the witness: everything that logs of `Surplus` say went to the reserve and to accounts. */
export async function loggedBooks({ contracts: { surplus } }: Nation): Promise<Logged> {
  const [closed, credited, opened] = await Promise.all([
    surplus.queryFilter(surplus.filters.BooksClosed()),
    surplus.queryFilter(surplus.filters.AccountCredited()),
    surplus.queryFilter(surplus.filters.WorkOpened()),
  ]);
  const logged = new Map<string, { toReserve: bigint; toAccounts: bigint }>();
  const add = (folio: Folio, toReserve: bigint, toAccounts: bigint) => {
    const before = logged.get(keyOf(folio)) ?? { toReserve: 0n, toAccounts: 0n };
    logged.set(keyOf(folio), {
      toReserve: before.toReserve + toReserve,
      toAccounts: before.toAccounts + toAccounts,
    });
  };
  for (const { args } of closed) add(args, args.toReserve, 0n);
  for (const { args } of credited) add(args, 0n, args.amount);
  for (const { args } of opened) if (args.total === 0n) add(args, args.part, 0n);
  return logged;
}

/**
 * Compares books with the log. To the reserve may have gone more than the log says of these books: what members forfeit
 * where no account takes it is logged for the token alone.
 * @throws RangeError If they differ.
 */
export function checkLogged(folio: Folio, books: Books, logged: Logged): void {
  const { toReserve, toAccounts } = logged.get(keyOf(folio)) ?? { toReserve: 0n, toAccounts: 0n };
  if (books.toAccounts !== toAccounts) {
    throw new RangeError(`the books show ${books.toAccounts} for accounts, and the log ${toAccounts}`);
  }
  if (books.toReserve < toReserve) {
    throw new RangeError(`the books show ${books.toReserve} for the reserve, and the log ${toReserve}`);
  }
}
