/** What a season owed beyond its income and who bears it, as people read it. */
import type { LossState } from "./lossFold.ts";

export type Loss = Readonly<LossState>;

/** The parts of a loss, in whose order they bear it; they add up to what was due. */
export interface LossRows {
  readonly fromIncome: bigint;
  readonly byReserve: bigint;
  readonly collected: bigint;
  /** Members' parts that are not collected yet. */
  readonly open: bigint;
  /** Borne by nobody, since nobody had hours. */
  readonly uncovered: bigint;
  /** Collected and not yet paid out. */
  readonly held: bigint;
}

/** What was collected for a loss and is not paid out. */
export function heldFor({ fromIncome, byReserve, collected, paid }: Loss): bigint {
  return fromIncome + byReserve + collected - paid;
}

/** @throws RangeError If the parts are not exactly what was due, or more was paid than collected. */
export function addUpLoss(loss: Loss): LossRows {
  const { due, fromIncome, byReserve, byMembers, collected, paid } = loss;
  const uncovered = due - fromIncome - byReserve - byMembers;
  const [open, held] = [byMembers - collected, heldFor(loss)];
  if (uncovered < 0n || open < 0n || held < 0n) {
    throw new RangeError(
      `the loss shows ${fromIncome} + ${byReserve} + ${byMembers} of ${due} due, ${paid} of it paid`,
    );
  }
  return { fromIncome, byReserve, collected, open, uncovered, held };
}
