import { cpus } from "node:os";

import { bestLies, collude, deployVillage, NO_GUARDS, type Guards, type Spoils } from "../test/fixtures/rings.ts";
import { newChain } from "./chain.ts";

// What a ring of colluders gets, with each guard off and on: docs/gaming.md says how to read it.
//     npx hardhat run --no-compile bench/rings.ts

const HONEST = 20;
const HOURS_EACH = 300;
/** Every hour of a season of 90 days, day and night. */
const MOST = 90 * 24;
const RINGS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20];

const ALL: Partial<Guards> = { pairLimit: 40, cap: 400, budget: 7_200, isChallenged: true };
const COLUMNS: readonly (readonly [name: string, guards: Partial<Guards>])[] = [
  ["none", {}],
  ["pair limit", { pairLimit: 40 }],
  ["cap", { cap: 400 }],
  ["budget, ring first", { budget: 7_200 }],
  ["budget, ring last", { budget: 7_200, ringFirst: false }],
  ["challenge", { isChallenged: true }],
  ["cap and budget, ring first", { cap: 400, budget: 7_200 }],
  ["all, ring first", ALL],
  ["all, ring last", { ...ALL, ringFirst: false }],
];

const start = performance.now();
const columns: Spoils[][] = [];
for (const [, guards] of COLUMNS) columns.push(await measure({ ...NO_GUARDS, ...guards }));
print("Fabricated hours that share in the season, for each of the ring (mean)", hoursEach);
print("What the ring gets of the surplus", ({ share }) => `${(100 * share).toFixed(1)} %`);
print("Honest hours that still count, of 6,000", ({ honest }) => grouped(honest / 60));
const seconds = ((performance.now() - start) / 1000).toFixed(0);
const today = new Date().toISOString().slice(0, 10);
console.log(`${today}, ${seconds} s on ${cpus()[0]?.model ?? "an unknown processor"}, Node ${process.versions.node}`);

async function measure(guards: Guards): Promise<Spoils[]> {
  const largest = Math.max(...RINGS);
  const { ethers, networkHelpers } = await newChain(HONEST + largest + 5);
  const options = { honest: HONEST, hoursEach: HOURS_EACH, ring: largest, guards };
  const village = await deployVillage(ethers, networkHelpers, options);
  const spoils: Spoils[] = [];
  for (const ring of RINGS) {
    const snapshot = await networkHelpers.takeSnapshot();
    spoils.push(await collude(village, networkHelpers, bestLies(village, ring, MOST)));
    await snapshot.restore();
  }
  return spoils;
}

function hoursEach({ credits }: Spoils): string {
  return grouped(credits.reduce((sum, minutes) => sum + minutes, 0) / credits.length / 60);
}

function grouped(hours: number): string {
  return Math.round(hours).toLocaleString("en-US");
}

/** A table in Markdown. */
function print(title: string, cell: (spoils: Spoils) => string): void {
  const head = ["Ring", ...COLUMNS.map(([name]) => name)];
  const rows = RINGS.map((ring, row) => [
    String(ring),
    ...columns.flatMap((column) => column.slice(row, row + 1).map(cell)),
  ]);
  const lines = [head, head.map(() => "---:"), ...rows];
  console.log(`${title}\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`);
}
