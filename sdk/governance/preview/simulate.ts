import { AbiCoder, getAddress, id, keccak256, toBeHex, ZeroHash } from "ethers";

import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { plain } from "../../plain.ts";
import type { Eip1193Provider } from "../../provider.ts";
import { explainRevert } from "../../reverts.ts";
import type { PlainCalls } from "../actions.ts";
import { listsOf } from "../proposals.ts";
import { changesOf, type Changes, type StateDiff } from "./changes.ts";
import { Copy, type PlainLog, type Receipt } from "./copy.ts";

// Runs the calls of a decision on a copy of the chain, through the nation's own timelock.

/** A call of the decision that failed, and why. With it the whole decision fails, and nothing changes. */
export interface FailedCall {
  /** Undefined where every call works alone, but not all of them together. */
  readonly index: number | undefined;
  readonly why: NeoguildError;
}

/** What a decision would do now. */
export interface Simulated extends Changes {
  /** Unix seconds of the run. */
  readonly moment: bigint;
  readonly failure: FailedCall | undefined;
  readonly gasUsed: bigint;
  readonly logs: readonly PlainLog[];
  /** Whether the nation is its assembly's alone afterwards: what `Articles.holds` asks after every execution. */
  readonly articlesHold: boolean;
}

/** Its slot of `TimelockController`, where a batch is noted as done. */
const TIMESTAMPS_SLOT = 1n;
/** Tells the trial from the decision itself, should that wait in the timelock. */
const TRIAL = id("proposal:preview");
/** What the timelock says of every call, which says nothing of this one. */
const CALL_EXECUTED = id("CallExecuted(bytes32,uint256,address,uint256,bytes)");

/**
 * Runs the calls as of now in a copy of the chain, which is left changed.
 * @throws NeoguildError `NodeRefused` where the node stops answering: half a preview would be a false one
 */
export async function simulate(nation: Nation, calls: PlainCalls, provider: Eip1193Provider): Promise<Simulated> {
  const copy = new Copy(provider);
  const { timelock, assembly, articles } = nation.addresses;
  const { interface: abi } = nation.contracts.timelock;
  const lists = listsOf(calls);
  const [minDelay, start] = await Promise.all([nation.contracts.timelock.getMinDelay(), nation.clock()]);
  await copy.send(
    assembly,
    timelock,
    abi.encodeFunctionData("scheduleBatch", [...lists, ZeroHash, TRIAL, minDelay]),
    0n,
    start,
  );
  const moment = start + minDelay;
  const before = await copy.mine(moment);
  const holdsNow = async (block: string) =>
    (await copy.read(articles, nation.contracts.articles.interface.encodeFunctionData("holds", [assembly]), block)) ===
    toBeHex(1n, 32);

  let hash: string;
  let receipt: Receipt;
  try {
    [hash, receipt] = await copy.send(
      assembly,
      timelock,
      abi.encodeFunctionData("executeBatch", [...lists, ZeroHash, TRIAL]),
      0n,
      moment,
    );
  } catch (error) {
    const failure = await failedCall(copy, timelock, calls, moment, error);
    const articlesHold = await holdsNow(before);
    return { moment, failure, gasUsed: 0n, logs: [], views: [], amounts: [], state: [], articlesHold };
  }
  const after = String(await copy.ask("eth_blockNumber"));
  const tracing = { tracer: "prestateTracer", tracerConfig: { diffMode: true } };
  const diff = (await copy.ask("debug_traceTransaction", hash, tracing)) as StateDiff;
  const logs = receipt.logs
    .map(({ address, topics, data }) => ({ address: getAddress(address), topics, data }))
    .filter(({ address, topics }) => address !== timelock || topics[0] !== CALL_EXECUTED);
  const footprint = { address: timelock, slot: operationSlot(lists) };
  return {
    moment,
    failure: undefined,
    gasUsed: BigInt(receipt.gasUsed),
    logs,
    ...(await changesOf(copy, nation, { calls, logs, diff, footprint, before, after })),
    articlesHold: await holdsNow(after),
  };
}

/** Whether a member could make this proposal now, and if not, why. Nothing stays of the trial. */
export async function tryMaking(
  nation: Nation,
  proposal: { readonly key: string; readonly calls: PlainCalls; readonly description: string },
  provider: Eip1193Provider,
): Promise<NeoguildError | undefined> {
  const copy = new Copy(provider);
  const { interface: abi } = nation.contracts.assembly;
  const data = abi.encodeFunctionData("propose", [...listsOf(proposal.calls), proposal.description]);
  const moment = await nation.clock();
  return copy.trying(() =>
    copy.send(proposal.key, nation.addresses.assembly, data, 0n, moment).then(
      () => undefined,
      (error: unknown) => refusal(error),
    ),
  );
}

/** Makes the calls one by one, as the timelock would, until one fails. */
async function failedCall(
  copy: Copy,
  timelock: string,
  calls: PlainCalls,
  moment: bigint,
  whole: unknown,
): Promise<FailedCall> {
  for (const [index, to] of calls.targets.entries()) {
    try {
      await copy.send(timelock, to, calls.calldatas[index] ?? "0x", calls.values[index] ?? 0n, moment);
    } catch (error) {
      return { index, why: refusal(error) };
    }
  }
  return { index: undefined, why: refusal(whole) };
}

function refusal(error: unknown): NeoguildError {
  const explained = explainRevert(error);
  const known = explained instanceof NeoguildError;
  // Says nothing of the call.
  if (known && explained.code === "NodeRefused") throw explained;
  // Whose coin is missing we know better here.
  if (known && explained.code !== "FundsMissing") return explained;
  const message = error instanceof Error ? error.message : String(error);
  const short = known || /insufficient|funds|balance/i.test(message);
  return new NeoguildError(
    short
      ? {
          code: "FundsMissing",
          message: "the nation's timelock does not hold the coin that this call carries",
          remedy: "Pay it in first (to the address of TimelockController), or propose a smaller sum.",
        }
      : {
          code: "RevertUnknown",
          message: plain(`the contract refused without a reason we know: ${message}`),
          remedy: "Check that the contract is the one you mean, on the right chain.",
        },
    { cause: error },
  );
}

/** Where the timelock notes that this trial was done, which is no change of the decision's. */
function operationSlot(lists: ReturnType<typeof listsOf>): string {
  const coder = AbiCoder.defaultAbiCoder();
  const types = ["address[]", "uint256[]", "bytes[]", "bytes32", "bytes32"];
  const operation = keccak256(coder.encode(types, [...lists, ZeroHash, TRIAL]));
  return keccak256(coder.encode(["bytes32", "uint256"], [operation, TIMESTAMPS_SLOT]));
}
