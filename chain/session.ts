import type { EthereumProvider, FailedJsonRpcResponse, JsonRpcRequest, JsonRpcResponse } from "hardhat/types/providers";
import { z } from "zod";
import { clockOf, headOf, lagBehind, requestOf } from "./engine.ts";
import type { Entry, Head } from "./format.ts";
import { treatmentOf } from "./methods.ts";
import type { Replayed } from "./replay.ts";
import type { JournalStore } from "./store.ts";

/** JSON-RPC's code for a method that is not supported. */
const NOT_SUPPORTED = -32004;
const INTERNAL_ERROR = -32603;

/** Requests that move the clock on purpose, unlike one whose block pushes it a second to stay apart from the last. */
const MOVES_CLOCK = new Set(["evm_increaseTime", "evm_revert", "hardhat_mine"]);

/** Where an error tells the hash of the transaction that reverted; Hardhat has it in either place. */
const revertedSchema = z.union([
  z.object({ transactionHash: z.string() }).transform((error) => error.transactionHash),
  z.object({ data: z.object({ transactionHash: z.string() }) }).transform((error) => error.data.transactionHash),
]);

export interface SessionParams {
  readonly provider: EthereumProvider;
  readonly store: JournalStore;
  readonly state: Replayed;
  /** Number of entries replayed at the start. */
  readonly replayed: number;
  /** Says which line was dropped at the start, if one was torn. */
  readonly torn: string | undefined;
}

type Run = (request: JsonRpcRequest) => Promise<JsonRpcResponse>;
type Outcome = { readonly response: JsonRpcResponse; readonly error?: never } | { readonly error: unknown };

/**
 * A running chain and its journal. Requests that change state run one after the other, and each is on the disk before
 * it is answered. Once a change could not be written the session refuses all further ones: the chain in memory is then
 * ahead of its journal, and only a restart brings the two together.
 */
export class Session {
  public readonly provider: EthereumProvider;
  public readonly replayed: number;
  public readonly torn: string | undefined;
  readonly #store: JournalStore;
  readonly #snapshots: Replayed["snapshots"];
  #head: Head;
  #due: number | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #broken: string | undefined;

  public constructor({ provider, store, state, replayed, torn }: SessionParams) {
    this.provider = provider;
    this.replayed = replayed;
    this.torn = torn;
    this.#store = store;
    this.#snapshots = state.snapshots;
    this.#head = state.head;
    this.#due = state.due;
  }

  /** The latest block that is in the journal. */
  public get head(): Head {
    return this.#head;
  }

  public async handle(request: JsonRpcRequest, run: Run): Promise<JsonRpcResponse> {
    const treatment = treatmentOf(request);
    if (treatment.kind === "read") return run(request);
    if (treatment.kind === "refused") return refusal(request, NOT_SUPPORTED, treatment.why);
    const turn = this.#queue.then(() => this.#perform(request, run));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for the request under way, then gives the file and its lock back. */
  public async close(): Promise<void> {
    this.#broken ??= "The chain is closed.";
    await this.#queue;
    this.#store.close();
  }

  async #perform(request: JsonRpcRequest, run: Run): Promise<JsonRpcResponse> {
    if (this.#broken !== undefined) return refusal(request, INTERNAL_ERROR, this.#broken);
    await this.#levelClock(request, run);
    const outcome = await this.#run(request, run);
    try {
      await this.#record(request, outcome);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#broken =
        `${reason} This request is not kept, and the chain takes no more changes: stop it, mend the cause ` +
        "and start it again. It comes back as it was before this request.";
      return refusal(request, INTERNAL_ERROR, this.#broken);
    }
    if ("error" in outcome) throw outcome.error;
    return outcome.response;
  }

  /**
   * Brings a clock that stands behind the latest block level with it. That happens when the machine's clock is set back,
   * and after `hardhat_mine` with no time between blocks; the engine would go on with a block older than its parent, which
   * no replay can repeat.
   */
  async #levelClock(request: JsonRpcRequest, run: Run): Promise<void> {
    const seconds = await lagBehind(this.provider, this.#head);
    if (seconds > 0) await run({ ...request, method: "evm_increaseTime", params: [seconds] });
  }

  /** Runs the request, with ids of snapshots put in the engine's terms and back. */
  async #run(request: JsonRpcRequest, run: Run): Promise<Outcome> {
    const [id] = paramsOf(request);
    try {
      if (request.method === "evm_revert") {
        const engineId = this.#snapshots.engineIdOf(id);
        if (engineId === undefined) return { response: answer(request, false) };
        const response = await run({ ...request, params: [engineId] });
        this.#snapshots.reverted(id);
        return { response };
      }
      const response = await run(structuredClone(request));
      if (request.method !== "evm_snapshot" || "error" in response) return { response };
      return { response: answer(request, this.#snapshots.taken(response.result)) };
    } catch (error) {
      return { error };
    }
  }

  /** Adds the request to the journal if it changed anything. */
  async #record(request: JsonRpcRequest, outcome: Outcome): Promise<void> {
    const { method } = request;
    const response = "response" in outcome ? outcome.response : undefined;
    const succeeded = response !== undefined && "result" in response;
    const result: unknown = succeeded ? response.result : undefined;
    const before = this.#head;
    const head = await headOf(this.provider);
    // `false` is the answer of a revert, a drop or a stop that found nothing to undo.
    const changed = succeeded ? result !== false : head.hash !== before.hash;
    if (!changed) return;

    const mined = await this.#minedBy(method, before, head);
    const dated = method === "evm_mine" ? paramsOf(request).length > 0 : MOVES_CLOCK.has(method);
    const onPurpose = dated || (mined.length > 0 && mined[0] === this.#due);
    this.#store.append({
      method,
      params: await this.#paramsToKeep(request, succeeded ? result : revertedSchema.safeParse(outcome.error).data),
      ...(succeeded ? {} : { failed: true }),
      ...(mined.length === 0 ? {} : { mined }),
      ...(onPurpose ? { clock: await clockOf(this.provider) } : {}),
      head,
    });
    this.#head = head;
    if (method === "evm_setNextBlockTimestamp") this.#due = Number(paramsOf(request)[0]);
    else if (mined.length > 0) this.#due = undefined;
  }

  async #minedBy(method: string, before: Head, head: Head): Promise<number[]> {
    if (method === "evm_revert" || head.number <= before.number) return [];
    if (head.number === before.number + 1) return [head.timestamp];
    const last = method === "hardhat_mine" ? before.number + 1 : head.number;
    const timestamps: number[] = [];
    for (let number = before.number + 1; number <= last; number++) {
      timestamps.push((await headOf(this.provider, number)).timestamp);
    }
    return timestamps;
  }

  async #paramsToKeep(request: JsonRpcRequest, hash: unknown): Promise<Entry["params"]> {
    if (request.method !== "eth_sendTransaction") return paramsOf(request);
    return [await requestOf(this.provider, z.string("the node did not tell the transaction's hash").parse(hash))];
  }
}

function paramsOf(request: JsonRpcRequest): unknown[] {
  return Array.isArray(request.params) ? request.params : [];
}

function answer({ id }: JsonRpcRequest, result: unknown): JsonRpcResponse {
  return { jsonrpc: "2.0", id, result };
}

function refusal({ id }: JsonRpcRequest, code: number, message: string): FailedJsonRpcResponse {
  return { jsonrpc: "2.0", id, error: { code, message } };
}
