import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { Mapping } from "../../sdk/contributions/exchange/mapping.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import type { ComparedPerson, Step } from "../../sdk/books/compare/explain.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import type { BooksWorld } from "../../sdk/books/recompute/world.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { privateNames } from "../membership/names.ts";
import { file, guildId, oneToken, readCsv, readJson, seasonId } from "../options.ts";
import { defineTask } from "../task.ts";

export const booksCompare = defineTask({
  name: "books:compare",
  description:
    "Compares the co-op's own spreadsheet of a season with the nation's books, and explains every cent of difference: hours " +
    "never entered, not accepted, below the minimum, rounding … The head line has columns such as name, hours and share; for " +
    "other words use the mapping of docs/import.md. Rows nobody on the chain answers to are listed, and the reverse; what " +
    "nothing explains is said, and then the exit code is 1. " +
    "Example: npx hardhat books:compare last-season.csv --guild 10 --season 1",
  options: {
    sheet: file.describe("The spreadsheet (CSV): names or ids, hours, share"),
    guild: guildId,
    season: seasonId.describe("The season"),
    token: oneToken.describe("Address of an ERC-20, or native; needed where these books are in several"),
    mapping: file.optional().describe("How the spreadsheet is read (JSON, docs/import.md), with the column `share`"),
    from: file.optional().describe("Take the books from this export instead of the chain"),
    all: z.boolean().default(false).describe("Also list who has no difference"),
  },
  positional: "sheet",
  async run({ options, nation }) {
    const { explain, CAUSES } = await import("../../sdk/books/compare/explain.ts");
    const { plainSheetMapping, readSheet } = await import("../../sdk/books/compare/sheet.ts");
    const connected = options.from === undefined ? await nation() : undefined;
    const world = await worldFor(connected, options.from);
    const { guild, season } = options;
    const token = tokenOf(world, options);
    const { decimals, symbol } = await tokenFor(connected, token);
    const records = readCsv(options.sheet);
    const mapping =
      options.mapping === undefined ? plainSheetMapping(records[0] ?? []) : readJson(options.mapping, Mapping);
    const names = connected === undefined ? new Map<bigint, string>() : privateNames(connected);
    const sheet = readSheet(records, { source: options.sheet, mapping, names, decimals });
    const folio = { guild, season, token };
    const grain = 10n ** BigInt(Math.max(decimals - 2, 0));
    const found = explain(world, folio, sheet, { cent: grain });

    /** What is less than half a cent is shown with more decimals, so that it is not taken for nothing. */
    const money = (units: bigint) => {
      if (units === 0n || 2n * units >= grain) return `${formatAmount(units, decimals)} ${symbol}`;
      const shown = Math.min(6, decimals);
      return 2n * units < 10n ** BigInt(decimals - shown)
        ? `${units} units`
        : `${formatAmount(units, decimals, { shown })} ${symbol}`;
    };
    const signed = (units: bigint) =>
      units === 0n ? "±0" : `${units < 0n ? "−" : "+"}${money(units < 0n ? -units : units)}`;
    const shown = found.people.filter((one) => options.all || one.difference !== 0n || isUnmatched(one));
    const strangers = found.people.filter(({ agent }) => agent === undefined);
    const missing = found.people.filter(({ rows, agent }) => rows.length === 0 && agent !== undefined);
    const lineOf = (one: ComparedPerson) => [
      `${whoIs(one)}: spreadsheet ${money(one.sheet.share)} for ${formatMinutes(one.sheet.minutes)}, books ${money(one.books.share)} for ${formatMinutes(one.books.minutes)}${one.books.collected ? ", collected" : ""}: ${signed(one.difference)}`,
      ...one.steps
        .filter(isTold)
        .map((step) => `  ${signed(step.amount).padStart(22)}  ${causeOf(step, CAUSES[step.cause])}`),
    ];
    const same = found.people.length - shown.length;
    return {
      lines: [
        `Guild ${guild}, season ${season}: the spreadsheet shares out ${money(found.sheetTotal)}, the books ${money(found.booksTotal)}.`,
        ...shown.flatMap(lineOf),
        ...(same > 0 ? [`${same} more, without a difference (--all lists them).`] : []),
        ...(strangers.length === 0
          ? []
          : [`Nobody on the chain answers to: ${strangers.map(whoIs).join("; ")}. Name them in the mapping.`]),
        ...(missing.length === 0 ? [] : [`Not in the spreadsheet: ${missing.map(whoIs).join("; ")}.`]),
        `Together ${signed(found.difference)}:`,
        ...[...found.byCause].map(([cause, amount]) => `  ${signed(amount).padStart(22)}  ${CAUSES[cause]}`),
        found.unexplained === 0n ? "Every unit is explained." : `${money(found.unexplained)} remain unexplained.`,
      ],
      data: { guild, season, token, ...found, byCause: Object.fromEntries(found.byCause) },
      fault: found.unexplained === 0n ? undefined : unexplained(money(found.unexplained)),
    };
  },
});

async function worldFor(nation: Nation | undefined, from: string | undefined): Promise<BooksWorld> {
  const { BooksExport, takeBooks } = await import("../../sdk/books/export.ts");
  const { worldOf } = await import("../../sdk/books/recompute/world.ts");
  if (nation !== undefined) return worldOf(await takeBooks(nation));
  return worldOf(readJson(from ?? "", BooksExport));
}

/** The token that is named, or the only one of these closed books. */
function tokenOf(
  world: BooksWorld,
  { guild, season, token }: { guild: bigint; season: bigint; token?: string | undefined },
): string {
  const here = [...world.closings.values()].filter((one) => one.guild === guild && one.season === season);
  const found = here.filter((one) => token === undefined || one.token.toLowerCase() === token.toLowerCase());
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0 && world.surplus.weighingOf(guild, season, only.token).pass === 0n) {
    return only.token;
  }
  throw new NeoguildError(
    only === undefined || others.length === 0
      ? {
          code: "BooksNotClosed",
          message: `the books of guild ${guild}, season ${season}, are not closed, so nobody has a share yet`,
          remedy: `See 'npx hardhat books:show --guild ${guild} --season ${season}', and close them with 'npx hardhat surplus:close'.`,
          docs: "docs/books.md",
        }
      : {
          code: "TokenAmbiguous",
          message: `guild ${guild}, season ${season}, has books in ${found.length} tokens: ${found.map((one) => one.token).join(", ")}`,
          remedy: "Name one with --token.",
          docs: "docs/books.md",
        },
  );
}

async function tokenFor(nation: Nation | undefined, token: string) {
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const { tokenOffline } = await import("./columns.ts");
  return nation === undefined ? tokenOffline(token) : tokenView(nation, token);
}

function isUnmatched({ agent, rows }: ComparedPerson): boolean {
  return agent === undefined || rows.length === 0;
}

/** Steps that changed nothing for this person are left out, unless they tell of their own hours. */
function isTold({ amount, own, minutes }: Step): boolean {
  return amount !== 0n || (own && minutes !== 0n);
}

function whoIs({ agent, name, rows }: ComparedPerson): string {
  const row = rows.length === 0 ? "" : ` (row ${rows.join(", ")})`;
  if (agent === undefined) return `"${name ?? ""}"${row}`;
  return `Agent ${agent}${name === undefined || name === agent.toString() ? "" : ` "${name}"`}${row}`;
}

/** Causes that are about people or money, and not about hours. */
const NO_HOURS = ["roster", "nobody", "collected"];

function causeOf({ cause, own, minutes }: Step, words: string): string {
  if (!own) return `others: ${words}`;
  if (minutes === 0n || NO_HOURS.includes(cause)) return words;
  return `${words}: ${minutes < 0n ? "−" : "+"}${formatMinutes(minutes < 0n ? -minutes : minutes)}`;
}

function unexplained(amount: string): NeoguildError {
  return new NeoguildError({
    code: "BooksUnexplained",
    message: `${amount} of difference remain unexplained`,
    remedy: "Look at the people marked UNEXPLAINED: what else does the spreadsheet reckon with?",
    docs: "docs/books.md",
  });
}
