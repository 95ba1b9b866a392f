import type { Nation } from "../../sdk/connect.ts";
import { openedSeason } from "../../sdk/contributions/seasons.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import type { BookPart } from "../../sdk/treasury/books.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import type { TokenView } from "../../sdk/treasury/tokens.ts";
import { guildId, oneToken, seasonId } from "../options.ts";
import { defineTask, type Report } from "../task.ts";
import { columnTable, tokenOffline } from "./columns.ts";

const PARTS: Readonly<Record<BookPart, string>> = {
  costs: "costs",
  available: "available for costs",
  unweighed: "waiting to be weighed",
  toReserve: "to the reserve",
  toAccounts: "to accounts",
  collected: "collected by members",
  lent: "lent by members to the nation",
  uncollected: "not yet collected",
  remainder: "left by rounding",
};

export const booksShow = defineTask({
  name: "books:show",
  description:
    "Shows the books: for each guild and token what came in, the costs, what was booked out to the reserve and to accounts, " +
    "claimed, owed, lent, and left by rounding. The columns add up to what came in, and agree with the log, or the task " +
    "fails. With --guild it shows one season of that guild, and each member's share. " +
    "Examples: npx hardhat books:show · npx hardhat books:show --guild 10 --season 1",
  options: {
    guild: guildId.optional().describe("The guild's agent id; all guilds unless given"),
    season: seasonId.optional().describe("The season; with --guild the last one unless given, otherwise all"),
    token: oneToken.describe("Address of an ERC-20, or native; all tokens unless given"),
  },
  async run({ options, nation }) {
    const connected = await nation();
    const { guild, token, season } = options;
    // Books that nobody can have are not shown as empty.
    if (season !== undefined) await openedSeason(connected, season);
    if (guild !== undefined) await requireGuild(connected, guild);
    return guild === undefined ? showAll(connected, { token, season }) : showOne(connected, { guild, token, season });
  },
});

interface Choice {
  readonly token: string | undefined;
  readonly season: bigint | undefined;
}

async function showAll(nation: Nation, { token, season }: Choice): Promise<Report> {
  const { columnsOf, sumLines } = await import("../../sdk/treasury/books.ts");
  const { checkLogged, loggedBooks } = await import("../../sdk/treasury/booksLogged.ts");
  const { columnsChecked } = await import("../../sdk/books/recompute/ledger.ts");
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const folios = (await foliosOf(nation)).filter(
    (folio) => isToken(folio.token, token) && (season === undefined || folio.season === season),
  );
  const logged = await loggedBooks(nation);
  const lines = await Promise.all(
    folios.map(async (folio) => {
      const books = await nation.contracts.surplus.booksOf(folio.guild, folio.season, folio.token);
      const columns = columnsChecked(folio, () => {
        checkLogged(folio, books, logged);
        return columnsOf(books);
      });
      return { ...folio, closed: books.equation !== 0n, columns };
    }),
  );
  const tokens = [...new Set(lines.map((line) => line.token))];
  const views = new Map(await Promise.all(tokens.map(async (one) => [one, await tokenView(nation, one)] as const)));
  const open = lines.filter(({ closed }) => !closed).length;
  return {
    lines: [
      ...(lines.length === 0
        ? ["Nothing came in yet."]
        : columnTable(lines, (one) => views.get(one) ?? tokenOffline(one))),
      ...(lines.length === 0 ? [] : [`Books: ${lines.length}, of which open: ${open}. Each adds up to what came in.`]),
    ],
    data: { books: lines, sums: Object.fromEntries(sumLines(lines, (line) => line.token)) },
  };
}

/** Whether a token is the one that is meant; addresses are written in capitals or not. */
function isToken(token: string, meant: string | undefined): boolean {
  return meant === undefined || token.toLowerCase() === meant.toLowerCase();
}

/** The books in which money came in, or that closed with a loss, in the order of guild, season and token. */
async function foliosOf({ contracts: { surplus } }: Nation) {
  const [deposits, losses] = await Promise.all([
    surplus.queryFilter(surplus.filters.Deposited()),
    surplus.queryFilter(surplus.filters.LossBooked()),
  ]);
  const folios = new Map(
    [...deposits, ...losses].map(({ args: { guild, season, token } }) => [
      `${guild}/${season}/${token}`,
      { guild, season, token },
    ]),
  );
  return [...folios.values()].sort((a, b) => Number(a.guild - b.guild) || Number(a.season - b.season));
}

async function showOne(nation: Nation, { guild, token, season: named }: Choice & { guild: bigint }): Promise<Report> {
  const { NATIVE } = await import("../../sdk/treasury/tokens.ts");
  const season = named ?? (await nation.contracts.ledger.lastSeason());
  const here = (await foliosOf(nation)).filter((folio) => folio.guild === guild && folio.season === season);
  const found = token === undefined ? here.map((folio) => folio.token) : [token];
  const all = [];
  for (const one of found.length === 0 ? [NATIVE] : found) all.push(await bookOf(nation, guild, season, one));
  const [first] = all;
  return {
    lines: all.flatMap(({ lines }) => lines),
    // The first token's stand on top, where programs have always found them.
    data: { ...first?.data, tokens: all.map(({ data }) => data) },
  };
}

async function bookOf(nation: Nation, guild: bigint, season: bigint, token: string): Promise<Report> {
  const { rosterEver } = await import("../../sdk/membership/register.ts");
  const { addUp, BOOK_PARTS, columnsOf } = await import("../../sdk/treasury/books.ts");
  const { checkLogged, loggedBooks } = await import("../../sdk/treasury/booksLogged.ts");
  const { columnsChecked } = await import("../../sdk/books/recompute/ledger.ts");
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const { lossRows } = await import("../treasury/lossRows.ts");
  const { surplus } = nation.contracts;
  const [books, loss, view, accounts] = await Promise.all([
    surplus.booksOf(guild, season, token),
    surplus.lossOf(guild, season, token),
    tokenView(nation, token),
    accountsOf(nation, guild, season, token),
  ]);
  const folio = { guild, season, token };
  const logged = await loggedBooks(nation);
  const columns = columnsChecked(folio, () => {
    checkLogged(folio, books, logged);
    return columnsOf(books);
  });
  const closed = books.equation !== 0n;
  const { pass } = await surplus.weighingOf(guild, season, token);
  const sharing = closed && pass === 0n ? await rosterEver(nation, guild) : [];
  const found = await Promise.all(sharing.map((member) => surplus.shareOf(guild, season, token, member)));
  const shares = sharing.map((member, index) => ({
    member,
    amount: found[index]?.amount ?? 0n,
    collected: found[index]?.collected ?? false,
  }));
  const parts = BOOK_PARTS.map((part) => [PARTS[part], books[part]] as const);
  const row = rowIn(view);
  const due = shares.filter(({ amount }) => amount > 0n);
  const sum = addUp(books);
  const { rows: lossParts, data: lossData } = lossRows(loss);
  return {
    lines: [
      `Guild ${guild}, season ${season}, in ${view.symbol}: books ${closed ? `closed by equation ${books.equation}` : "open"}`,
      row("income", books.income),
      `  ${"─".repeat(52)}`,
      ...parts.filter(([, units]) => units > 0n).map(([name, units]) => row(name, units)),
      `  ${"─".repeat(52)}`,
      row("sum", sum),
      ...(accounts.length === 0 ? [] : ["Accounts:"]),
      ...accounts.map(({ account, amount }) => row(`agent ${account}`, amount)),
      ...(loss.due === 0n ? [] : [`Loss: ${formatAmount(loss.due, view.decimals)} approved and unpaid at the close`]),
      ...lossParts.map(([name, units]) => row(name, units)),
      ...(due.length === 0 ? [] : ["Members' shares:"]),
      ...due.map(({ member, amount, collected }) => row(`agent ${member}${collected ? ", collected" : ""}`, amount)),
    ],
    data: {
      ...{ guild, season, token, closed, income: books.income, parts: Object.fromEntries(parts), sum },
      ...{ columns, accounts, shares, loss: lossData },
    },
  };
}

const rowIn =
  ({ decimals }: TokenView) =>
  (name: string, units: bigint) =>
    `  ${name.padEnd(32)}${formatAmount(units, decimals).padStart(20)}`;

/** What these books credited to each account, of its bucket and of what members forfeited. */
async function accountsOf({ contracts: { surplus } }: Nation, guild: bigint, season: bigint, token: string) {
  const credited = await surplus.queryFilter(surplus.filters.AccountCredited(undefined, guild, token));
  const sums = new Map<bigint, bigint>();
  for (const { args } of credited) {
    if (args.season === season) sums.set(args.account, (sums.get(args.account) ?? 0n) + args.amount);
  }
  return Array.from(sums, ([account, amount]) => ({ account, amount }));
}
