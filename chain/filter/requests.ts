import { Transaction } from "ethers";
import { z } from "zod";

import type { Bounds } from "./bounds.ts";
import { passageOf } from "./methods.ts";
import type { Chain } from "./pace.ts";
import { CODES, Refusal } from "./refusal.ts";

/** Types of transactions that get through: legacy with EIP-155, access list, EIP-1559. None that brings blobs or code. */
const TYPES = [0, 1, 2];

const requestSchema = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string(), z.number(), z.null()]),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
type Request = z.output<typeof requestSchema>;

export interface Answer {
  readonly jsonrpc: "2.0";
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export function failure(code: keyof typeof CODES, message: string, id: Answer["id"] = null): Answer {
  return { jsonrpc: "2.0", id, error: { code: CODES[code], message } };
}

/** What a body costs in requests: as many as a batch holds, and one if that is none. */
export function countOf(body: unknown): number {
  return Array.isArray(body) ? Math.max(1, body.length) : 1;
}

/** Kept free in a batch's answers, so that nobody misses an error, or the hash of a transaction that was sent. */
const ROOM = 100_000;

/** Answers a body: one request, or a batch whose requests run in their order until their answers are too long. */
export async function answer(chain: Chain, body: unknown, bounds: Bounds): Promise<Answer | Answer[]> {
  if (!Array.isArray(body)) return answerOne(chain, body, bounds);
  const batch = body as unknown[];
  if (batch.length === 0) return failure("invalid", "an empty batch");
  if (batch.length > bounds.batch) {
    return failure("limit", `a batch holds at most ${bounds.batch} requests, and this one ${batch.length}; split it`);
  }
  const answers: Answer[] = [];
  let left = bounds.answerBytes - ROOM;
  for (const one of batch) {
    const answered = left > 0 ? await answerOne(chain, one, bounds) : undefined;
    if (answered !== undefined) left -= Buffer.byteLength(JSON.stringify(answered));
    answers.push(answered !== undefined && left > -ROOM ? answered : tooLong(one, bounds));
  }
  return answers;
}

function tooLong(body: unknown, { answerBytes }: Bounds): Answer {
  const id = requestSchema.safeParse(body).data?.id;
  return failure("limit", `the answers of a batch have at most ${answerBytes} bytes; split it`, id);
}

async function answerOne(chain: Chain, body: unknown, bounds: Bounds): Promise<Answer> {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) return failure("invalid", "no JSON-RPC 2.0 request with an id, a method and a list of params");
  const { id } = parsed.data;
  try {
    return { jsonrpc: "2.0", id, result: (await perform(chain, parsed.data, bounds)) ?? null };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: errorOf(error) };
  }
}

async function perform(chain: Chain, { method, params }: Request, bounds: Bounds): Promise<unknown> {
  const passage = passageOf(method);
  switch (passage.kind) {
    case "refused":
      throw new Refusal("method", passage.why);
    case "constant":
      return passage.result;
    case "fees":
      return withoutFees(await chain.request({ method, params: historyParams(params, bounds) }));
    case "raw":
      return chain.request({ method, params: [await checkedTransaction(chain, params)] });
    case "read":
      if (params.length > passage.mostParams) {
        throw new Refusal("params", `${method} takes at most ${passage.mostParams} parameters here`);
      }
      if (method === "eth_getLogs") await requireFewBlocks(chain, params[0], bounds);
      if (method === "eth_getProof") requireFewSlots(params[1], bounds);
      return chain.request({ method, params: readParams(method, params) });
  }
}

function readParams(method: string, params: readonly unknown[]): readonly unknown[] {
  // A quiet chain has no block for days. What holds now is what the next block would say, not the last one.
  const asOfNow = method === "eth_call" || method === "eth_estimateGas";
  return asOfNow && (params[1] ?? "latest") === "latest" ? [params[0], "pending"] : params;
}

const rangeSchema = z.object({ fromBlock: z.string().optional(), toBlock: z.string().optional() });

async function requireFewBlocks(chain: Chain, filter: unknown, { logBlocks }: Bounds): Promise<void> {
  const range = rangeSchema.safeParse(filter);
  if (!range.success) throw new Refusal("params", "eth_getLogs takes one filter with fromBlock and toBlock");
  const head = Number(await chain.request({ method: "eth_blockNumber" }));
  const from = numberOf(range.data.fromBlock, head);
  const to = Math.min(numberOf(range.data.toBlock, head), head);
  if (to - from < logBlocks) return;
  throw new Refusal("limit", `eth_getLogs spans at most ${logBlocks} blocks; ask for them in several requests`);
}

function requireFewSlots(slots: unknown, { proofSlots }: Bounds): void {
  if (!Array.isArray(slots)) throw new Refusal("params", "eth_getProof takes an address, a list of slots and a block");
  if (slots.length <= proofSlots) return;
  throw new Refusal("limit", `eth_getProof shows at most ${proofSlots} slots; ask for them in several requests`);
}

function numberOf(tag: string | undefined, head: number): number {
  if (tag === "earliest") return 0;
  return tag?.startsWith("0x") === true ? Number(tag) : head;
}

function historyParams(params: readonly unknown[], { feeBlocks, percentiles }: Bounds): readonly unknown[] {
  const [blocks, newest, wanted] = params;
  if (Number(blocks) > feeBlocks || (Array.isArray(wanted) && wanted.length > percentiles)) {
    throw new Refusal("limit", `eth_feeHistory tells of at most ${feeBlocks} blocks and ${percentiles} percentiles`);
  }
  return [blocks, newest, wanted];
}

const historySchema = z.looseObject({
  baseFeePerGas: z.array(z.string()),
  reward: z.array(z.array(z.string())).optional(),
});

/** Nothing costs gas here, whatever a sender may have offered. */
function withoutFees(history: unknown): unknown {
  const { reward, baseFeePerGas, ...rest } = historySchema.parse(history);
  const zeros = (fees: readonly string[]) => fees.map(() => "0x0");
  return {
    ...rest,
    baseFeePerGas: zeros(baseFeePerGas),
    ...(reward === undefined ? {} : { reward: reward.map(zeros) }),
  };
}

/** The one transaction of the parameters, spelled anew, so that the chain reads exactly what was checked. */
async function checkedTransaction(chain: Chain, params: readonly unknown[]): Promise<string> {
  const transaction = parseTransaction(params);
  if (!transaction.isSigned()) throw new Refusal("params", "the transaction is not signed");
  if (!TYPES.includes(transaction.type)) {
    throw new Refusal(
      "params",
      `a transaction of type ${transaction.type} is not taken here; send one of type 0, 1 or 2`,
    );
  }
  const chainId = BigInt(String(await chain.request({ method: "eth_chainId" })));
  if (transaction.chainId !== chainId) {
    const found = transaction.chainId === 0n ? "for no chain (not EIP-155)" : `for chain ${transaction.chainId}`;
    throw new Refusal(
      "params",
      `the transaction is signed ${found}, and this is chain ${chainId}; sign it for this one`,
    );
  }
  return transaction.serialized;
}

function parseTransaction([raw, ...more]: readonly unknown[]): Transaction {
  if (typeof raw !== "string" || more.length > 0) {
    throw new Refusal("params", "eth_sendRawTransaction takes one signed transaction in hex");
  }
  try {
    return Transaction.from(raw);
  } catch {
    throw new Refusal("params", "these bytes are no signed transaction");
  }
}

const chainError = z.object({ code: z.number(), message: z.string(), data: z.unknown() });
/** The code of an error that says how a call reverted; its data are the bytes the contract gave. */
const REVERTED = 3;

/** An error of the chain in the shape every node gives it: with the bytes of a revert, and with nothing of our insides. */
function errorOf(error: unknown): NonNullable<Answer["error"]> {
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  const known = chainError.safeParse(error);
  if (!known.success) return { code: CODES.internal, message: "the node could not answer this" };
  const { code, message, data } = known.data;
  return code === REVERTED && typeof data === "string" ? { code, message, data } : { code, message };
}
