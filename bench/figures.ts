/** What was measured: a key such as `treasury.claim.own`, and the gas of one such act (or of one item of a batch). */
export type Figures = Readonly<Record<string, number>>;

/** A figure that moved, is missing from the run or is new in it. */
export interface Difference {
  readonly key: string;
  /** As committed; absent for a new key. */
  readonly committed?: number;
  /** As measured now; absent for a key that is no longer measured. */
  readonly now?: number;
}

/** A figure may move by so much, in thousandths of what is committed, without being committed again. */
const TOLERANCE_PER_MILLE = 10;

/** What must be committed again, sorted by key. */
export function compare(committed: Figures, measured: Figures): Difference[] {
  const keys = [...new Set([...Object.keys(committed), ...Object.keys(measured)])].sort();
  return keys
    .map((key) => ({ key, committed: committed[key], now: measured[key] }))
    .filter(({ committed: before, now }) => before === undefined || now === undefined || hasMoved(before, now))
    .map(({ key, committed: before, now }) => ({
      key,
      ...(before !== undefined && { committed: before }),
      ...(now !== undefined && { now }),
    }));
}

function hasMoved(before: number, now: number): boolean {
  return Math.abs(now - before) * 1_000 > before * TOLERANCE_PER_MILLE;
}

/** `+2.4 %`, or why there is no percentage. */
export function changeOf({ committed, now }: Difference): string {
  if (committed === undefined) return "new";
  if (now === undefined) return "missing";
  const percent = ((now - committed) / committed) * 100;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(1)} %`;
}

/** The file's text: sorted by key, one figure a line, so that a change of one is a change of one line. */
export function serialize(figures: Figures): string {
  const sorted = Object.fromEntries(Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

/** Rows under a head, in columns: the first to the left, the others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) =>
      widths
        .map((width, column) => (column === 0 ? (row[0] ?? "").padEnd(width) : (row[column] ?? "").padStart(width)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
