import type { DecodedLog } from "../logs.ts";
import type * as Brake from "../../typechain-types/contracts/governance/Brake.ts";

/** As `BrakeTerms`: an office, counts and seconds. */
export interface BrakeTerms {
  readonly office: bigint;
  readonly officers: bigint;
  readonly members: bigint;
  readonly gathers: bigint;
  readonly lasts: bigint;
}

/** The state of `Brake`, rebuilt from its logs alone; the fields of `BrakeState`, and who pulled in each round. */
export interface BrakeFold {
  terms: BrakeTerms | undefined;
  round: bigint;
  openedAt: bigint;
  officers: bigint;
  members: bigint;
  stopsUntil: bigint;
  armed: boolean;
  readonly pulls: Map<bigint, Set<bigint>>;
}

interface Events {
  BrakeTermsSet: Brake.BrakeTermsSetEvent.OutputObject;
  BrakeRoundBegan: Brake.BrakeRoundBeganEvent.OutputObject;
  BrakePulled: Brake.BrakePulledEvent.OutputObject;
  BrakeStopped: Brake.BrakeStoppedEvent.OutputObject;
  BrakeReleased: Brake.BrakeReleasedEvent.OutputObject;
  BrakeArmed: Brake.BrakeArmedEvent.OutputObject;
}

type Reducer = (state: BrakeFold, args: unknown, at: bigint) => void;

const REDUCERS: { [Name in keyof Events]: (state: BrakeFold, args: Events[Name], at: bigint) => void } = {
  BrakeTermsSet(state, { terms: { office, officers, members, gathers, lasts } }) {
    state.terms = { office, officers, members, gathers, lasts };
  },
  BrakeRoundBegan(state, { round }) {
    Object.assign(state, { round, openedAt: 0n, officers: 0n, members: 0n });
  },
  BrakePulled(state, { round, by, asOfficer, asMember }, at) {
    if (state.openedAt === 0n) state.openedAt = at;
    if (asOfficer) ++state.officers;
    if (asMember) ++state.members;
    state.pulls.set(round, (state.pulls.get(round) ?? new Set()).add(by));
  },
  BrakeStopped(state, { stopsUntil }) {
    Object.assign(state, { stopsUntil, armed: false });
  },
  BrakeReleased(state, { releasedAt }) {
    state.stopsUntil = releasedAt;
  },
  BrakeArmed(state) {
    state.armed = true;
  },
};

/** Folds the logs of `Brake`, in the order of the chain. */
export function foldBrake(logs: Iterable<DecodedLog>): BrakeFold {
  const state: BrakeFold = {
    ...{ terms: undefined, round: 0n, openedAt: 0n, officers: 0n, members: 0n, stopsUntil: 0n, armed: true },
    pulls: new Map(),
  };
  for (const { name, args, blockTimestamp } of logs) {
    (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args, blockTimestamp);
  }
  return state;
}
