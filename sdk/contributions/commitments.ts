import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { COMMITMENT_STATES, type CommitmentState } from "./commitmentsFold.ts";
import { decodePayload, type Entry } from "./payload.ts";

/** A commitment with its entries, which stand in the log, and where it stands now. */
export interface CommitmentView {
  readonly commitment: string;
  readonly guild: bigint;
  readonly by: bigint;
  /** Unix seconds. */
  readonly madeAt: bigint;
  readonly dueAt: bigint;
  readonly state: CommitmentState;
  /** The batch it became; `undefined` while there is none. */
  readonly batch: string | undefined;
  readonly entries: readonly Entry[];
}

/** The commitments to a guild, by their due date. */
export async function commitmentsTo(nation: Nation, guild: bigint): Promise<CommitmentView[]> {
  const { commitments } = nation.contracts;
  const logs = await commitments.queryFilter(commitments.filters.CommitmentMade(undefined, guild));
  const views = await Promise.all(logs.map(({ args }) => viewOf(nation, args)));
  return views.sort((a, b) => Number(a.dueAt - b.dueAt));
}

/** A commitment by its id. @throws NeoguildError `CommitmentsUnknown` */
export async function commitmentView(nation: Nation, commitment: string): Promise<CommitmentView> {
  const { commitments } = nation.contracts;
  const [log] = await commitments.queryFilter(commitments.filters.CommitmentMade(commitment));
  if (log !== undefined) return viewOf(nation, log.args);
  throw new NeoguildError({
    code: "CommitmentsUnknown",
    message: `there is no commitment ${commitment}`,
    remedy: "See a guild's commitments with 'npx hardhat commitment:list --guild ID'.",
    docs: "docs/errors.md#commitmentsunknown",
  });
}

interface Made {
  readonly commitment: string;
  readonly guild: bigint;
  readonly by: bigint;
  readonly madeAt: bigint;
  readonly dueAt: bigint;
  readonly payload: string;
}

async function viewOf({ contracts: { commitments } }: Nation, args: Made): Promise<CommitmentView> {
  const { commitment, guild, by, madeAt, dueAt, payload } = args;
  const [code, { batch }] = await Promise.all([commitments.stateOf(commitment), commitments.commitmentOf(commitment)]);
  const state = COMMITMENT_STATES[Number(code)] ?? "none";
  const entries = decodePayload(payload);
  return { commitment, guild, by, madeAt, dueAt, state, batch: state === "fulfilled" ? batch : undefined, entries };
}
