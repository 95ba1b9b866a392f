import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { decodePayload, type Entry } from "./payload.ts";

/** The words of `BatchState`, in its order. */
export const BATCH_STATES = ["none", "open", "withdrawn", "settled", "settling"] as const;

/** A batch with its entries, which stand in the log. */
export interface BatchView {
  readonly batch: string;
  readonly guild: bigint;
  readonly by: bigint;
  readonly season: bigint;
  /** Unix seconds. */
  readonly submittedAt: bigint;
  readonly payload: string;
  readonly entries: readonly Entry[];
}

/** A batch by its id. @throws NeoguildError `LedgerUnknownBatch` */
export async function batchView({ contracts: { ledger } }: Nation, batch: string): Promise<BatchView> {
  const [log] = await ledger.queryFilter(ledger.filters.BatchSubmitted(batch));
  if (log !== undefined) return { ...viewOf(log.args) };
  throw new NeoguildError({
    code: "LedgerUnknownBatch",
    message: `there is no batch ${batch}`,
    remedy: "See a guild's batches with 'npx hardhat contribution:show --guild ID'.",
    docs: "docs/errors.md#ledgerunknownbatch",
  });
}

/** The batches of a guild, in the order of submission. */
export async function batchesOf({ contracts: { ledger } }: Nation, guild: bigint): Promise<BatchView[]> {
  const logs = await ledger.queryFilter(ledger.filters.BatchSubmitted(undefined, guild));
  return logs.map(({ args }) => viewOf(args));
}

function viewOf(args: Omit<BatchView, "entries">): BatchView {
  const { batch, guild, by, season, submittedAt, payload } = args;
  return { batch, guild, by, season, submittedAt, payload, entries: decodePayload(payload) };
}
