import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import type * as Commitments from "../../typechain-types/contracts/contributions/Commitments.ts";
import { decodePayload } from "./payload.ts";

/** The words of `CommitmentState`, in its order. */
export const COMMITMENT_STATES = ["none", "open", "overdue", "cancelled", "fulfilled"] as const;
export type CommitmentState = (typeof COMMITMENT_STATES)[number];

const NO_BATCH = `0x${"0".repeat(64)}`;

/** As `ICommitments.Commitment`. Times in Unix seconds. */
export interface Commitment {
  readonly guild: bigint;
  readonly by: bigint;
  readonly madeAt: bigint;
  readonly dueAt: bigint;
  readonly count: bigint;
  cancelled: boolean;
  /** The batch linked last, or zero. */
  batch: string;
}

/** The state of `Commitments`, rebuilt from its logs alone. */
export interface CommitmentsState {
  readonly commitments: Map<string, Commitment>;
}

interface Events {
  CommitmentMade: Commitments.CommitmentMadeEvent.OutputObject;
  CommitmentCancelled: Commitments.CommitmentCancelledEvent.OutputObject;
  CommitmentFulfilled: Commitments.CommitmentFulfilledEvent.OutputObject;
}

type Reducer = (state: CommitmentsState, args: unknown) => void;

const REDUCERS: { [Name in keyof Events]: (state: CommitmentsState, args: Events[Name]) => void } = {
  CommitmentMade({ commitments }, { commitment, guild, by, madeAt, dueAt, payload }) {
    const count = BigInt(decodePayload(payload).length);
    commitments.set(commitment, { guild, by, madeAt, dueAt, count, cancelled: false, batch: NO_BATCH });
  },
  CommitmentCancelled({ commitments }, { commitment }) {
    must(commitments.get(commitment), "a commitment").cancelled = true;
  },
  CommitmentFulfilled({ commitments }, { commitment, batch }) {
    must(commitments.get(commitment), "a commitment").batch = batch;
  },
};

/** Folds the logs of `Commitments`, in the order of the chain. */
export function foldCommitments(logs: Iterable<DecodedLog>): CommitmentsState {
  const state: CommitmentsState = { commitments: new Map() };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args);
  return state;
}

/** `commitmentOf`, folded. */
export function commitmentOf(state: CommitmentsState, commitment: string): Commitment {
  return state.commitments.get(commitment) ?? NOTHING;
}

/**
 * `stateOf`, folded.
 * @param params.isWithdrawn Whether a batch of the ledger is withdrawn: what it was linked to stands open again.
 */
export function commitmentState(
  state: CommitmentsState,
  params: { commitment: string; now: bigint; isWithdrawn: (batch: string) => boolean },
): CommitmentState {
  const known = state.commitments.get(params.commitment);
  if (known === undefined) return "none";
  if (known.cancelled) return "cancelled";
  if (known.batch !== NO_BATCH && !params.isWithdrawn(known.batch)) return "fulfilled";
  return params.now < known.dueAt ? "open" : "overdue";
}

const NOTHING: Commitment = {
  guild: 0n,
  by: 0n,
  madeAt: 0n,
  dueAt: 0n,
  count: 0n,
  cancelled: false,
  batch: NO_BATCH,
};
