import { existsSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { closingBooks } from "../scripts/story/books.ts";
import { SEASON } from "../scripts/story/season.ts";
import { setStage } from "../scripts/story/stage.ts";
import { readCharter } from "../sdk/charter.ts";
import type { Nation } from "../sdk/connect.ts";
import { rpcProvider, unlockedProvider } from "../sdk/provider.ts";
import { formatMoment } from "../sdk/units.ts";
import { journalOf, keepNation, nationFolder, REHEARSAL_CHAIN_ID } from "./nations.ts";
import type { Running } from "./own.ts";
import { step } from "./progress.ts";
import { serveChain } from "./serve.ts";
import { connectProven, deployLocal, portOf, setAsideOrphan } from "./standing.ts";

/** The example: the nation of `charters/hypha.json`, and one season of its life. */

const CHARTER = "charters/hypha.json";
const DAY_MS = 86_400_000;
/** The season of the example takes this long on the chain's clock, so that it ends about today. */
const STORY_DAYS = 430;

export interface ExampleParams {
  readonly hre: HardhatRuntimeEnvironment;
  readonly home: string;
  readonly deployments: string;
  readonly port: number | undefined;
}

/** Starts the example where it was, and lives what is left of its season. */
export async function startExample({ hre, home, deployments, port: wanted }: ExampleParams): Promise<Running> {
  const charter = readCharter(CHARTER);
  const { name, about } = charter.rules;
  console.log(`Neoguild — ${name}\n${about}\n`);
  const place = { name, chainId: REHEARSAL_CHAIN_ID, deployments };
  const journal = journalOf(name, "rehearsal", home);
  const port = await portOf({ name, wanted, home });
  keepNation(
    { format: "neoguild-nation/1", name, charter: CHARTER, kind: "rehearsal", chainId: REHEARSAL_CHAIN_ID, port },
    home,
  );
  setAsideOrphan(place, journal);

  const fresh = !existsSync(journal);
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const date = fresh ? { initialDate: new Date(midnight - STORY_DAYS * DAY_MS) } : {};
  const chain = await step(fresh ? "Starting a new chain" : "Replaying the chain's journal", async () =>
    serveChain({ journal, port, hre, ...date }),
  );
  if (!fresh) console.log(`  ${chain.replayed} requests replayed; head ${chain.head.number} ${chain.head.hash}`);

  const provider = rpcProvider(chain.url, BigInt(REHEARSAL_CHAIN_ID));
  await deployLocal({ ...place, hre, charter, provider: unlockedProvider(provider) });
  provider.destroy();
  const nation = await connectProven(chain.url, place);
  const played = await live(nation);
  return {
    nation,
    chain,
    summary: await told(nation, played),
    lines: nextCommands(nation, chain.url, nationFolder(name, home)),
  };
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

async function told(nation: Nation, played: number): Promise<string[]> {
  const stage = await setStage(nation);
  const { number, timestamp } = await nation.now();
  const block = await nation.provider.getBlock(number);
  return [
    ...(played === 0 ? ["", "The season was lived before; the nation is where you left it."] : []),
    "",
    "Closing books of season 1, Studio",
    ...(await closingBooks(stage)).map((row) => `  ${row}`),
    "",
    `Rehearsal date ${formatMoment(timestamp)} · block ${number} · head ${block?.hash ?? ""}`,
  ];
}

function nextCommands(nation: Nation, url: string, folder: string): string[] {
  return [
    "",
    "The chain stays up. Connect a wallet or a program:",
    `  RPC address  ${url}    chain id ${nation.chainId}    coin ETH (rehearsal money)`,
    "In another terminal, try:",
    "  npx hardhat nation:show",
    "  npx hardhat member:show --id 5",
    "  npx hardhat books:show --guild 10 --season 1",
    "  npx hardhat licence:check --work 1 --agent 13 --purpose manufacture",
    `Ctrl-C ends it; 'npm start' goes on where it was. To begin anew, remove the folder ${folder}.`,
  ];
}
