/** What an export says the books are, without asking a chain: for people, and for programs. */
import { NeoguildError } from "../../errors.ts";
import { columnsOf, type BooksLine, type ColumnAmounts } from "../books.ts";
import type { Folio } from "../folio.ts";
import { foliosIn, type BooksWorld } from "./world.ts";

/** The columns of all books in which money came in. @throws NeoguildError `BooksDoNotAddUp` */
export function bookLines(world: BooksWorld): BooksLine[] {
  return foliosIn(world).map((folio) => {
    const books = world.surplus.booksOf(folio.guild, folio.season, folio.token);
    return { ...folio, closed: books.equation !== 0n, columns: columnsChecked(folio, () => columnsOf(books)) };
  });
}

/** What the treasury must hold of a token: what is in open books, not collected, left by rounding, owed and lent. */
export function dueIn(world: BooksWorld, token: string): bigint {
  const books = foliosIn(world)
    .filter((folio) => folio.token === token)
    .map(({ guild, season }) => world.surplus.booksOf(guild, season, token));
  const inBooks = books.reduce(
    (sum, { available, unweighed, uncollected, remainder }) => sum + available + unweighed + uncollected + remainder,
    0n,
  );
  const agents = [...world.members.agents.keys()];
  const owed = [0n, ...agents].reduce((sum, agent) => sum + world.surplus.owedTo(agent, token), 0n);
  return inBooks + owed + agents.reduce((sum, agent) => sum + world.surplus.loanOf(agent, token), 0n);
}

/** What waits in Commons on the way from works to those that they build on. */
export function waitingIn({ licensing }: BooksWorld, token: string): bigint {
  const suffix = `:${token.toLowerCase()}`;
  const here = [...licensing.waiting].filter(([edge]) => edge.endsWith(suffix));
  return here.reduce((sum, [, amount]) => sum + amount, 0n);
}

/** @throws NeoguildError `BooksDoNotAddUp`, which names the books */
export function columnsChecked({ guild, season, token }: Folio, columns: () => ColumnAmounts): ColumnAmounts {
  try {
    return columns();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new NeoguildError(
      {
        code: "BooksDoNotAddUp",
        message: `guild ${guild}, season ${season}, token ${token}: ${cause.message}`,
        remedy: "Tell everybody, and the authors of this version; see whether the export or the chain is wrong first.",
        docs: "docs/books.md",
      },
      { cause },
    );
  }
}
