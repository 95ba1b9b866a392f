// `npm run bench [-- --check]`: what every act costs, measured by real transactions on chains in this process, with
// OpenZeppelin's contracts beside ours. Writes bench/gas.json; with `--check` it compares instead, and fails if a figure
// moved. bench/README.md says how each is measured.
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import hre from "hardhat";

import { GROUPS } from "./groups.ts";
import { changeOf, compare, serialize, table, type Figures } from "./figures.ts";

const FILE = "bench/gas.json";

/** What OpenZeppelin's contracts do in an act's place. */
const PEER_OF: Readonly<Record<string, string>> = {
  "membership.admit.single": "peer.oz721votes.mintAndDelegate",
  "membership.admit.batch100": "peer.oz721votes.mintAndDelegate",
  "governance.vote.own": "peer.oz.vote.own",
  "governance.vote.batch100": "peer.oz.voteBySig",
  "governance.vote.batch1000": "peer.oz.voteBySig",
  "governance.life100": "peer.oz.life100",
};

/** Measures a group in a process of its own. */
async function measureApart(name: string): Promise<Figures> {
  const started = performance.now();
  const child = fork(fileURLToPath(new URL("group.ts", import.meta.url)), [name]);
  let figures: Figures | undefined;
  child.on("message", (message) => (figures = message as Figures));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 || figures === undefined) throw new Error(`${name} could not be measured`);
  console.log(`${name} measured in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return figures;
}

/** Measures all groups, as many at once as there are processors; those that take longest first. */
async function measureAll(): Promise<Figures> {
  const waiting = Object.keys(GROUPS);
  const measured: Figures[] = [];
  const take = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      measured.push(await measureApart(next));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, take));
  return Object.assign({}, ...measured) as Figures;
}

function readCommitted(): Figures {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Figures) : {};
}

function show(gas: number | undefined): string {
  return gas === undefined ? "" : gas.toLocaleString("en");
}

/** Builds the project, and beside it the peers, which nothing else needs. */
async function build(): Promise<void> {
  await hre.tasks.getTask("build").run({ quiet: true });
  const peers = globSync("bench/contracts/*.sol").map((file) => resolve(file));
  const built = await hre.solidity.build(peers, { quiet: true });
  if (!hre.solidity.isSuccessfulBuildResult(built)) throw new Error("bench/contracts does not compile");
}

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
await build();
const figures = await measureAll();
const rows = Object.entries(figures)
  .sort(([a], [b]) => a.localeCompare(b))
  .filter(([key]) => !key.startsWith("peer."))
  .map(([key, gas]) => {
    const peer = PEER_OF[key];
    return [key, show(gas), peer === undefined ? "" : show(figures[peer]), peer ?? ""];
  });
console.log(`\n${table(["act", "gas", "OpenZeppelin", "by"], rows)}\n`);

if (values.check) {
  const differences = compare(readCommitted(), figures);
  if (differences.length === 0) {
    console.log(`Every figure is within 1 % of ${FILE}.`);
  } else {
    const changes = differences.map((one) => [one.key, show(one.committed), show(one.now), changeOf(one)]);
    console.error(table(["key", "committed", "now", "change"], changes));
    console.error(`\nThese differ from ${FILE} by more than 1 %. If that is meant, run 'npm run bench' and commit it.`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, serialize(figures));
  console.log(`Wrote ${FILE}.`);
}
