import { hexlify } from "ethers";

import type { Nation } from "../../connect.ts";
import type { Calls } from "../proposals.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { callInWords } from "./words.ts";

/** Calls as people read them, one line each: what every voter should see before a vote. */
export async function callsInWords(nation: Nation, calls: Calls): Promise<string[]> {
  const words = await vocabularyOf(nation, calls);
  return calls.targets.map((target, index) => {
    const call = { target, value: calls.values[index] ?? 0n, data: hexlify(calls.calldatas[index] ?? "0x") };
    return callInWords(call, words).line;
  });
}
