import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";

// How long a chain with a journal takes to come back: writes a journal of 10,000 transactions, then replays it.
//     npx hardhat run --no-compile bench/replay.ts

const TRANSACTIONS = 10_000;
const LIMIT_SECONDS = 15;
/** Keeps the second word of its call data under the first, and logs the first. */
const KEEPER = "0x6b6020355f35555f355f5fa1005f52600c6014f3";

const directory = mkdtempSync(join(tmpdir(), "neoguild-bench-"));
const journal = join(directory, "chain.jsonl");
try {
  const written = await timed(write);
  const replayed = await timed(headAfterReplay);
  const megabytes = statSync(journal).size / 1e6;
  console.log(`wrote ${TRANSACTIONS} transactions in ${written.seconds.toFixed(1)} s, ${megabytes.toFixed(1)} MB`);
  console.log(`replayed them in ${replayed.seconds.toFixed(1)} s (limit ${LIMIT_SECONDS} s)`);
  if (replayed.value !== written.value) throw new Error("the replay ended at another block");
  if (replayed.seconds > LIMIT_SECONDS) throw new Error("the replay took too long");
} finally {
  rmSync(directory, { recursive: true });
}

async function write(): Promise<string | undefined> {
  const connection = await hre.network.create({ network: "node", override: { journal } });
  const { ethers } = connection;
  const sender = await ethers.provider.getSigner(0);
  const receipt = await (await sender.sendTransaction({ data: KEEPER })).wait();
  const to = receipt?.contractAddress ?? undefined;
  for (let i = 1; i < TRANSACTIONS; i++) {
    const data = ethers.concat([ethers.toBeHex(i % 500, 32), ethers.toBeHex(i, 32)]);
    await ethers.provider.send("eth_sendTransaction", [{ from: sender.address, to, data, gas: "0x186a0" }]);
  }
  const head = await ethers.provider.getBlock("latest");
  await connection.close();
  return head?.hash ?? undefined;
}

async function headAfterReplay(): Promise<string | undefined> {
  const connection = await hre.network.create({ network: "node", override: { journal } });
  const { ethers } = connection;
  const head = await ethers.provider.getBlock("latest");
  await connection.close();
  return head?.hash ?? undefined;
}

async function timed<Value>(run: () => Promise<Value>): Promise<{ value: Value; seconds: number }> {
  const start = performance.now();
  const value = await run();
  return { value, seconds: (performance.now() - start) / 1000 };
}
