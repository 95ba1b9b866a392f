import { BOOK_PARTS } from "../../../treasury/books.ts";
import type { Folio } from "../../../treasury/folio.ts";
import { POOL_RULES, shareOf, workShareOf } from "../shares.ts";
import { foliosIn, peopleOf, type BooksWorld } from "../world.ts";
import { everyFolio, fields, pairs, type FigureKind } from "./kind.ts";

/** What each guild took in and shared, season by season. */
export const SURPLUS_FIGURES: readonly FigureKind[] = [
  {
    kind: "books",
    contract: "surplus",
    view: "booksOf",
    figures: (world) =>
      everyFolio(world).map(({ guild, season, token }) => {
        const books = world.surplus.booksOf(guild, season, token);
        const names = ["income", ...BOOK_PARTS, "equation"] as const;
        return {
          who: `guild ${guild}, season ${season}, token ${token}`,
          args: [guild, season, token],
          says: Object.fromEntries(names.map((name) => [name, books[name]])),
        };
      }),
    read: fields("income", ...BOOK_PARTS, "equation"),
  },
  {
    kind: "pools",
    contract: "surplus",
    view: "poolOf",
    figures: (world) =>
      closedFolios(world).flatMap(({ guild, season, token }) =>
        POOL_RULES.map(({ pool }, place) => {
          const { amount, total, counted } = world.surplus.poolOf(guild, season, token, place);
          return {
            who: `${pool} of guild ${guild}, season ${season}, token ${token}`,
            args: [guild, season, token, place],
            says: { amount, total, counted },
          };
        }),
      ),
    read: fields("amount", "total", "counted"),
  },
  {
    kind: "shares",
    contract: "surplus",
    view: "shareOf",
    figures: (world) =>
      closedFolios(world).flatMap((folio) =>
        peopleOf(world, folio.guild).flatMap((member) => {
          const share = shareOf(world, folio, member);
          if (share === undefined) return [];
          const { guild, season, token } = folio;
          const says = { amount: share.amount, collected: share.collected };
          const who = `agent ${member}, guild ${guild}, season ${season}, token ${token}`;
          return [{ who, args: [guild, season, token, member], says }];
        }),
      ),
    read: ([amount, collected]) => ({ amount: amount as bigint, collected: collected as boolean }),
  },
  {
    kind: "shares by work",
    contract: "surplus",
    view: "workShareOf",
    figures: (world) =>
      everyFolio(world).flatMap((folio) => {
        const { guild, season, token } = folio;
        return pairs(world.surplus.worksOf(guild, season, token), peopleOf(world, guild)).map(([work, member]) => {
          const { income, part, total, counted, amount, collected } = workShareOf(world, folio, work, member);
          const who = `agent ${member}, work ${work}, guild ${guild}, season ${season}, token ${token}`;
          const says = { income, part, total, counted, amount, collected };
          return { who, args: [guild, season, token, work, member], says };
        });
      }),
    read: fields("income", "part", "total", "counted", "amount", "collected"),
  },
  {
    kind: "owed",
    contract: "surplus",
    view: "owedTo",
    figures: (world) =>
      pairs([0n, ...world.members.agents.keys()], world.tokens).map(([agent, token]) => ({
        who: agent === 0n ? `the reserve, token ${token}` : `agent ${agent}, token ${token}`,
        args: [agent, token],
        says: { owed: world.surplus.owedTo(agent, token) },
      })),
    read: ([owed]) => ({ owed: owed as bigint }),
  },
  {
    kind: "members' loans",
    contract: "surplus",
    view: "loanOf",
    figures: (world) =>
      pairs([...world.members.agents.keys()], world.tokens).map(([agent, token]) => ({
        who: `agent ${agent}, token ${token}`,
        args: [agent, token],
        says: { lent: world.surplus.loanOf(agent, token) },
      })),
    read: ([lent]) => ({ lent: lent as bigint }),
  },
  {
    kind: "losses",
    contract: "surplus",
    view: "lossOf",
    figures: (world) =>
      closedFolios(world).map(({ guild, season, token }) => ({
        who: `guild ${guild}, season ${season}, token ${token}`,
        args: [guild, season, token],
        says: { ...world.surplus.losses.lossOf(guild, season, token) },
      })),
    read: fields("due", "fromIncome", "byReserve", "byMembers", "collected", "paid", "total", "counted"),
  },
  {
    kind: "members' debts",
    contract: "surplus",
    view: "debtOf",
    figures: (world) =>
      pairs([...world.members.agents.keys()], world.tokens).map(([agent, token]) => ({
        who: `agent ${agent}, token ${token}`,
        args: [agent, token],
        says: { ...world.surplus.losses.debtOf(agent, token) },
      })),
    read: ([open, withheld]) => ({ open: open as bigint, withheld: withheld as bigint }),
  },
];

function closedFolios(world: BooksWorld): Folio[] {
  return foliosIn(world).filter(
    ({ guild, season, token }) => world.surplus.booksOf(guild, season, token).equation !== 0n,
  );
}
