import { COLUMN_NAMES, sumLines, type BooksLine, type ColumnAmounts } from "../../sdk/treasury/books.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { NATIVE } from "../../sdk/treasury/tokens.ts";

/** A token as it is shown: decimals and symbol. */
export interface ShownToken {
  readonly decimals: number;
  readonly symbol: string;
}

/** Without a chain to ask: the native coin has 18 decimals, and others are shown in their smallest unit. */
export function tokenOffline(address: string): ShownToken {
  return address === NATIVE ? { decimals: 18, symbol: "ETH" } : { decimals: 0, symbol: address };
}

const HEAD = ["", "in", ...COLUMN_NAMES] as const;

/** One table for each token: a row for each guild, its columns, and their sum. */
export function columnTable(
  lines: readonly BooksLine[],
  tokenOf: (address: string) => ShownToken = tokenOffline,
): string[] {
  const tokens = [...new Set(lines.map(({ token }) => token))];
  return tokens.flatMap((token) => {
    const shown = tokenOf(token);
    const here = lines.filter((line) => line.token === token);
    const rows = sumLines(here, ({ guild }) => guild);
    const [[, sum] = []] = sumLines(here, () => "sum");
    const cells = [
      [...HEAD],
      ...rows.map(([guild, amounts]) => [`guild ${guild}`, ...cellsOf(amounts, shown)]),
      ...(sum === undefined ? [] : [["together", ...cellsOf(sum, shown)]]),
    ];
    return [`In ${shown.symbol}:`, ...aligned(cells).map((row) => `  ${row}`)];
  });
}

function cellsOf(amounts: ColumnAmounts, { decimals }: ShownToken): string[] {
  const shown = Math.min(2, decimals);
  return (["in", ...COLUMN_NAMES] as const).map((name) =>
    name === "remainder" && amounts[name] !== 0n
      ? `${amounts[name]} units`
      : formatAmount(amounts[name], decimals, { shown }),
  );
}

/** Columns wide enough for their cells; all but the first are aligned to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
