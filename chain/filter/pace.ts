import { Transaction, toQuantity } from "ethers";
import { z } from "zod";

import type { Bounds } from "./bounds.ts";
import { Allowance, Turnstile } from "./rate.ts";
import { BUSY, Refusal } from "./refusal.ts";

/** A chain, as EIP-1193. */
export interface Chain {
  request(request: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

/** While the chain runs code or searches its blocks it answers nobody. */
const WORK = ["eth_call", "eth_estimateGas", "eth_feeHistory", "eth_getLogs", "eth_getProof", "eth_sendRawTransaction"];

/**
 * The chain at a pace, for each caller: its work is done one piece at a time, each of bounded gas, so that others get in
 * between. None is done for a caller who is gone when its turn comes.
 */
export function paced(chain: Chain, bounds: Bounds): (isGone: () => boolean) => Chain {
  const turnstile = new Turnstile(bounds);
  const gas = new Allowance(bounds.gas);

  const send = async (params: readonly unknown[]): Promise<unknown> => {
    // The chain says itself what is wrong with one above the cap.
    const limit = Math.min(Number(Transaction.from(String(params[0])).gasLimit), bounds.callGas);
    if (!gas.take(limit)) throw spent(limit, bounds);
    try {
      return await chain.request({ method: "eth_sendRawTransaction", params });
    } catch (error) {
      gas.giveBack(limit);
      throw error;
    }
  };

  const work = (method: string, params: readonly unknown[]): Promise<unknown> => {
    if (method === "eth_sendRawTransaction") return send(params);
    const runsCode = method === "eth_call" || method === "eth_estimateGas";
    return chain.request({ method, params: runsCode ? capped(params, bounds.callGas) : params });
  };

  return (isGone) => ({
    async request({ method, params = [] }) {
      if (!WORK.includes(method)) return chain.request({ method, params });
      const done = turnstile.pass(async () => {
        if (isGone()) throw new Refusal("limit", "nobody waits for this any more");
        return work(method, params);
      });
      if (done === undefined) throw new Refusal("limit", BUSY);
      return done;
    },
  });
}

const callSchema = z.looseObject({
  gas: z
    .string()
    .regex(/^0x[0-9a-f]{1,64}$/i)
    .nullish(),
});

/** The call's parameters with a limit of gas, which is the cap unless a smaller one was asked for. */
function capped([call, ...rest]: readonly unknown[], cap: number): readonly unknown[] {
  const { success, data } = callSchema.safeParse(call);
  if (!success) throw new Refusal("params", "a call is an object, and its gas a hex number");
  const gas = data.gas == null || BigInt(data.gas) > cap ? cap : BigInt(data.gas);
  return [{ ...data, gas: toQuantity(gas) }, ...rest];
}

function spent(limit: number, { gas: { burst, perSecond } }: Bounds): Refusal {
  const seconds = Math.ceil(limit / perSecond);
  return new Refusal(
    "limit",
    `all transactions together have ${burst} gas, and regain ${perSecond} each second; what is left is less than the ` +
      `${limit} of this one, so send it again in about ${seconds} seconds`,
  );
}
