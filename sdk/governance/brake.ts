import type { Nation } from "../connect.ts";
import { titleOf } from "./elections.ts";

/** The brake as people see it. Times in Unix seconds, periods in seconds. */
export interface BrakeView {
  /** Whether the nation has one. */
  readonly on: boolean;
  readonly armed: boolean;
  readonly stopping: boolean;
  readonly stopsUntil: bigint;
  /** The office whose holders pull it, or "". */
  readonly office: string;
  readonly officersNeeded: bigint;
  readonly membersNeeded: bigint;
  readonly gathers: bigint;
  readonly lasts: bigint;
  /** Pulls count in this round, until `gathersUntil`; 0 = nobody has pulled in it. */
  readonly round: bigint;
  readonly officers: bigint;
  readonly members: bigint;
  readonly gathersUntil: bigint;
}

/** The brake as it stands now. */
export async function brakeView(nation: Nation): Promise<BrakeView> {
  const { brake } = nation.contracts;
  const [terms, state, round, stopping] = await Promise.all([
    brake.terms(),
    brake.state(),
    brake.round(),
    brake.isStopping(),
  ]);
  const runs = round === state.round && state.openedAt !== 0n;
  return {
    on: terms.officers !== 0n || terms.members !== 0n,
    armed: state.armed,
    stopping,
    stopsUntil: state.stopsUntil,
    office: terms.office === 0n ? "" : await titleOf(nation, terms.office),
    officersNeeded: terms.officers,
    membersNeeded: terms.members,
    gathers: terms.gathers,
    lasts: terms.lasts,
    round,
    officers: runs ? state.officers : 0n,
    members: runs ? state.members : 0n,
    gathersUntil: runs ? state.openedAt + terms.gathers : 0n,
  };
}
