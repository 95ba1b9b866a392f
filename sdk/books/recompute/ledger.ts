/** What an export says the books are, without asking a chain: for people, and for programs. */
import { NeoguildError } from "../../errors.ts";
import { edgeKey } from "../../licensing/fold.ts";
import { WHOLE_BPS } from "../../units.ts";
import { columnsOf, type BooksLine, type ColumnAmounts } from "../../treasury/books.ts";
import { heldFor } from "../../treasury/losses.ts";
import type { Folio } from "../../treasury/folio.ts";
import { foliosIn, type BooksWorld } from "./world.ts";

/** The columns of all books in which money came in. @throws NeoguildError `BooksDoNotAddUp` */
export function bookLines(world: BooksWorld): BooksLine[] {
  return foliosIn(world).map((folio) => {
    const books = world.surplus.booksOf(folio.guild, folio.season, folio.token);
    return { ...folio, closed: books.equation !== 0n, columns: columnsChecked(folio, () => columnsOf(books)) };
  });
}

/**
 * What the treasury must hold of a token: what is in open books, not collected, left by rounding, owed, lent, withheld
 * from shares for losses, and collected for them.
 */
export function dueIn(world: BooksWorld, token: string): bigint {
  const { surplus } = world;
  const inBooks = foliosIn(world)
    .filter((folio) => folio.token === token)
    .map(({ guild, season }) => {
      const { available, unweighed, uncollected, remainder } = surplus.booksOf(guild, season, token);
      const held = heldFor(surplus.losses.lossOf(guild, season, token));
      return available + unweighed + uncollected + remainder + held;
    });
  const withAgents = [...world.members.agents.keys()].map(
    (agent) =>
      surplus.owedTo(agent, token) + surplus.loanOf(agent, token) + surplus.losses.debtOf(agent, token).withheld,
  );
  return [...inBooks, ...withAgents].reduce((sum, amount) => sum + amount, surplus.owedTo(0n, token));
}

/** What waits in Commons on the way from works to those that they build on; the fractions of a work are kept whole. */
export function waitingIn({ licensing }: BooksWorld, token: string): bigint {
  const held = [...licensing.works].map(([work, { edges }]) => {
    const keys = edges.map(({ parent }) => edgeKey(work, parent, token));
    const fractions = keys.reduce((sum, key) => sum + (licensing.fractions.get(key) ?? 0n), 0n);
    const whole = keys.reduce((sum, key) => sum + (licensing.waiting.get(key) ?? 0n), 0n);
    return whole + (fractions + WHOLE_BPS - 1n) / WHOLE_BPS;
  });
  return held.reduce((sum, amount) => sum + amount, 0n);
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
