import type { DecodedLog } from "../logs.ts";
import type * as SealedBallots from "../../typechain-types/contracts/governance/SealedBallots.ts";
import { unpackCommitments, unpackOpenings } from "./sealedBallots.ts";

/** The state of `SealedBallots`, rebuilt from its logs alone. */
export interface SealedState {
  /** By proposal, what each member committed to and is not opened. */
  readonly committed: Map<bigint, Map<bigint, string>>;
}

interface Events {
  BallotCommitted: SealedBallots.BallotCommittedEvent.OutputObject;
  CommitmentsCarried: SealedBallots.CommitmentsCarriedEvent.OutputObject;
  BallotsOpened: SealedBallots.BallotsOpenedEvent.OutputObject;
}

type Reducer = (state: SealedState, args: unknown) => void;

const REDUCERS: { [Name in keyof Events]: (state: SealedState, args: Events[Name]) => void } = {
  BallotCommitted(state, { proposal, by, newCommitment }) {
    boxOf(state, proposal).set(by, newCommitment);
  },
  CommitmentsCarried(state, { proposal, report }) {
    for (const { by, commitment, outcome } of unpackCommitments(report)) {
      if (outcome === "committed") boxOf(state, proposal).set(by, commitment);
    }
  },
  BallotsOpened(state, { proposal, report }) {
    for (const { by, outcome } of unpackOpenings(report)) {
      if (outcome === "opened") boxOf(state, proposal).delete(by);
    }
  },
};

/** Folds the logs of `SealedBallots`, in the order of the chain. */
export function foldSealed(logs: Iterable<DecodedLog>): SealedState {
  const state: SealedState = { committed: new Map() };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args);
  return state;
}

/** `committedBy`, folded. */
export function committedBy({ committed }: SealedState, proposal: bigint, member: bigint): string {
  return committed.get(proposal)?.get(member) ?? `0x${"00".repeat(32)}`;
}

function boxOf({ committed }: SealedState, proposal: bigint): Map<bigint, string> {
  const box = committed.get(proposal) ?? new Map<bigint, string>();
  committed.set(proposal, box);
  return box;
}
