import { addUpLoss, type Loss } from "../../sdk/treasury/losses.ts";

type Row = readonly [string, bigint];

/** A loss as people read it. @throws RangeError If its parts are not what was due. */
export function lossRows(loss: Loss): {
  readonly rows: readonly Row[];
  readonly data: Readonly<Record<string, bigint>>;
} {
  const parts = addUpLoss(loss);
  const rows: readonly Row[] = [
    ["set aside of the income", parts.fromIncome],
    ["borne by the reserve", parts.byReserve],
    ["borne by members, collected", parts.collected],
    ["borne by members, open", parts.open],
    ["borne by nobody", parts.uncovered],
    ["paid out", loss.paid],
    ["collected, waits to be paid", parts.held],
  ];
  return { rows: rows.filter(([, units]) => units !== 0n), data: { due: loss.due, paid: loss.paid, ...parts } };
}
