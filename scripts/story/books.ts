import { ZeroAddress } from "ethers";

import { formatMinutes } from "../../sdk/units.ts";
import { coins, FIRST_SEASON as SEASON, STUDIO } from "./scene.ts";
import { MEMBERS, type Stage } from "./stage.ts";

const LIVELIHOOD = 0;

/** The closing books of the season as a table; its last line proves that the sum is exact in the smallest unit. */
export async function closingBooks(stage: Stage): Promise<string[]> {
  const { ledger, surplus } = stage.nation.contracts;
  const books = await surplus.booksOf(STUDIO, SEASON, ZeroAddress);
  const rows: string[][] = [["", "hours that count", "share"]];
  for (const name of MEMBERS) {
    const member = await stage.id(name);
    const [credits, { amount }] = await Promise.all([
      ledger.eligibleCreditsOf(STUDIO, member, SEASON),
      surplus.shareOf(STUDIO, SEASON, ZeroAddress, member),
    ]);
    rows.push([name, formatMinutes(credits[LIVELIHOOD]), coins(amount)]);
  }
  const surplusTotal = books.income - books.costs;
  const parts = books.toReserve + books.toAccounts + books.collected + books.lent + books.uncollected + books.remainder;
  if (parts !== surplusTotal) throw new Error(`the books do not add up: ${parts} of ${surplusTotal}`);
  rows.push(["Members together", "", coins(books.lent + books.collected)]);
  rows.push(["Reserve", "", coins(books.toReserve)]);
  rows.push(["Left by rounding", "", `${books.remainder} of the smallest unit`]);
  rows.push(["Surplus", "", coins(surplusTotal)]);
  return table(rows);
}

/** Columns wide enough for their cells; all but the first are aligned to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   "),
  );
}
