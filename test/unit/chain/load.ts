// A chain with a journal under a load that never ends: `kill.long.test.ts` runs it as a process of its own and kills it. It
// prints a line once the chain is up, and one for every transaction that was answered.
import { writeSync } from "node:fs";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { z } from "zod";
import journalPlugin from "../../../chain/plugin.ts";

/** Bytes of the longest transactions: their lines take several pages, so that a kill can fall into the middle of one. */
const LONG = 24_000;

const [journal = "", run = "", clients = ""] = process.argv.slice(2);

await load();

async function load(): Promise<never> {
  // Without the rest of the project's configuration, and with two accounts, a start takes half the time.
  const accounts = ["11", "22"].map((byte) => ({
    privateKey: `0x${byte.repeat(32)}`,
    balance: "1000000000000000000000",
  }));
  const node = { type: "edr-simulated", chainType: "l1", chainId: 31_337, accounts } as const;
  const hre = await createHardhatRuntimeEnvironment({ plugins: [journalPlugin], networks: { node } });
  const { provider } = await hre.network.create({ network: "node", override: { journal } });
  const ask = (method: string, ...params: readonly unknown[]): Promise<unknown> => provider.request({ method, params });

  const [from, to] = z.array(z.string()).parse(await ask("eth_accounts"));
  const { hash } = z.object({ hash: z.string() }).parse(await ask("eth_getBlockByNumber", "latest", false));
  say("up", hash, BigInt(String(await ask("eth_getTransactionCount", from, "latest"))));

  let count = 0;
  const client = async (): Promise<never> => {
    for (;;) {
      count += 1;
      const mark = `0x${run.padStart(8, "0")}${count.toString(16).padStart(8, "0")}`;
      const data = count % 3 === 0 ? mark.padEnd(2 * LONG, "0") : mark;
      await ask("eth_sendTransaction", { from, to, value: "0x1", gas: "0x7a120", data });
      say("done", mark);
    }
  };
  return Promise.race(Array.from({ length: Number(clients) }, client));
}

/** Straight to the reader: what waits in a buffer dies with the process. */
function say(...words: readonly unknown[]): void {
  writeSync(1, `${words.join(" ")}\n`);
}
