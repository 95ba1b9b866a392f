import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import hre from "hardhat";

import { deployNation } from "../ignition/deploy.ts";
import { closingBooks } from "../scripts/story/books.ts";
import { SEASON } from "../scripts/story/season.ts";
import { setStage } from "../scripts/story/stage.ts";
import { deploymentsFolder } from "../scripts/task.ts";
import { readCharter } from "../sdk/charter.ts";
import { connect, deploymentId, type Nation } from "../sdk/connect.ts";
import { proveNobodyElse, requireProven } from "../sdk/deployment.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { rpcProvider, unlockedProvider } from "../sdk/provider.ts";
import { formatMoment } from "../sdk/units.ts";
import { serveChain, type ServedChain } from "./serve.ts";

/**
 * `npm start`: the chain, the nation of `charters/hypha.json` on it, and one season of its life. It can be stopped at any
 * point, also with kill -9; the next start finds everything where it was and goes on from there.
 */

const CHARTER = "charters/hypha.json";
const CHAIN_ID = 31_337n;
const DAY_MS = 86_400_000;
/** The season of the example takes this long on the chain's clock, so that it ends about today. */
const STORY_DAYS = 430;

const { values: options } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    port: { type: "string", default: "8545" },
    /** Folder of the chain's journal; NEOGUILD_DEPLOYMENTS names that of the records. */
    data: { type: "string", default: ".neoguild" },
  },
});

try {
  await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`\n${error.message}`);
  if (error instanceof NeoguildError) console.error(`→ ${error.remedy}`);
  else if (process.env["DEBUG"] !== undefined) console.error(error.stack);
  process.exit(1);
}

async function main(): Promise<void> {
  const charter = readCharter(CHARTER);
  const id = deploymentId(charter.rules.name, CHAIN_ID);
  console.log(`Neoguild — ${charter.rules.name}\n${charter.rules.about}\n`);

  await step("Compiling the contracts", async () => {
    await hre.tasks.getTask("build").run({ quiet: true });
  });
  const chain = await startChain(id);
  const nation = await standingNation(charter, id, chain);
  const played = await live(nation);
  await tell(nation, chain, played);
  if (options.once) {
    nation.provider.destroy();
    await chain.close();
    process.exit(0);
  }
  stayUp(chain);
}

async function startChain(id: string): Promise<ServedChain> {
  const folder = join(options.data, id);
  const journal = join(folder, "journal.jsonl");
  const fresh = !existsSync(journal);
  const record = join(deploymentsFolder(), id);
  if (fresh && existsSync(record)) {
    // The record names contracts of a chain whose journal is gone; it is set aside, not deleted.
    renameSync(record, `${record}-gone-${Date.now()}`);
  }
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const chain = await step(fresh ? "Starting a new chain" : "Replaying the chain's journal", async () =>
    serveChain({
      journal,
      port: Number(options.port),
      hre,
      ...(fresh ? { initialDate: new Date(midnight - STORY_DAYS * DAY_MS) } : {}),
    }),
  );
  if (!fresh) console.log(`  ${chain.replayed} requests replayed; head ${chain.head.number} ${chain.head.hash}`);
  return chain;
}

async function standingNation(
  charter: ReturnType<typeof readCharter>,
  id: string,
  chain: ServedChain,
): Promise<Nation> {
  const provider = rpcProvider(chain.url, CHAIN_ID);
  await step("Deploying the nation", async (progress) =>
    deployNation({
      charter,
      provider: unlockedProvider(provider),
      artifacts: hre.artifacts,
      deploymentDir: join(deploymentsFolder(), id),
      local: true,
      onProgress: (done) => progress(`${done} transactions`),
    }),
  );
  provider.destroy();
  const nation = await connect({ rpcUrl: chain.url, nation: charter.rules.name, deployments: deploymentsFolder() });
  requireProven(await proveNobodyElse(nation));
  return nation;
}

/** Plays the scenes that the chain does not show yet; returns how many that were. */
async function live(nation: Nation): Promise<number> {
  const stage = await setStage(nation);
  let played = 0;
  for (const scene of SEASON) {
    if (await scene.done(stage)) continue;
    const lines = await scene.play(stage);
    played += 1;
    console.log(
      `\n${formatMoment(await stage.now())} · ${scene.title}\n${lines.map((line) => `  ${line}`).join("\n")}`,
    );
  }
  return played;
}

async function tell(nation: Nation, chain: ServedChain, played: number): Promise<void> {
  const stage = await setStage(nation);
  if (played === 0) console.log("\nThe season was lived before; the nation is where you left it.");
  console.log(
    `\nClosing books of season 1, Studio\n${(await closingBooks(stage)).map((row) => `  ${row}`).join("\n")}`,
  );
  const { number, timestamp } = await nation.now();
  const block = await nation.provider.getBlock(number);
  console.log(`\nRehearsal date ${formatMoment(timestamp)} · block ${number} · head ${block?.hash ?? ""}`);
  if (options.once) return;
  console.log(`
The chain stays up. Connect a wallet or a program:
  RPC address  ${chain.url}    chain id ${nation.chainId}    coin ETH (rehearsal money)
In another terminal, try:
  npx hardhat nation:show
  npx hardhat member:show --id 5
  npx hardhat books:show --guild 10 --season 1
  npx hardhat licence:check --work 1 --agent 13 --purpose manufacture
Ctrl-C ends it; 'npm start' goes on where it was. To begin anew, remove the folder ${options.data}.`);
}

function stayUp(chain: ServedChain): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      console.log("\nStopping; the nation is in the journal.");
      chain.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

/** A long step: says that it began, how far it is (on a terminal) and how long it took. */
async function step<T>(title: string, work: (progress: (state: string) => void) => Promise<T>): Promise<T> {
  const started = Date.now();
  const terminal = process.stdout.isTTY;
  process.stdout.write(`${title} …${terminal ? "" : "\n"}`);
  const result = await work((state) => {
    if (terminal) process.stdout.write(`\r${title} … ${state}   `);
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(terminal ? `\r${title} … done in ${seconds} s        \n` : `  done in ${seconds} s\n`);
  return result;
}
