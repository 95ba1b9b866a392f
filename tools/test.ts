// `npm test [-- files...]`: the Solidity tests and, in parts beside them, the Mocha tests; of named files just those.
// What failed is named once more at the end. The last line is `N passed, N failed`, counted from the runners' results
// and never from their text.
import { fork } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import hre from "hardhat";
import Mocha from "mocha";

/** Set in the process that runs one part. */
const WORKER = "NEOGUILD_TEST_PART";

interface Tally {
  passed: number;
  failed: number;
  /** What failed and why, for the end, where nobody has to search for it. */
  failures: string[];
}

/** Where a test is, a line per level, and the first lines of what went wrong. */
function failure(titles: readonly string[], reason: unknown): string {
  const lines = reason instanceof Error ? (reason.stack ?? reason.message).split("\n") : [String(reason)];
  return `  ${titles.join(" › ")}\n${lines
    .slice(0, 12)
    .map((line) => `      ${line}`)
    .join("\n")}`;
}

/** What Hardhat's Solidity runner returns, as far as it is read here. */
interface SolidityRun {
  suiteResults: {
    id: { name: string };
    testResults: { name: string; status: "Success" | "Failure" | "Skipped"; reason: string | undefined }[];
  }[];
}

type Result<T> = { success: true; value: T } | { success: false; error: T };

/** Mocha's tree, plus its exact figures: Hardhat's summary derives `passed`, and is wrong once a hook fails. */
class CountingSpec extends Mocha.reporters.Spec {
  static readonly tally: Tally = { passed: 0, failed: 0, failures: [] };

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on("pass", () => (CountingSpec.tally.passed += 1));
    runner.on("fail", (test, error: unknown) => {
      CountingSpec.tally.failed += 1;
      CountingSpec.tally.failures.push(failure(test.titlePath(), error));
    });
  }
}

/** A runner that broke down without a failed test to show for it counts as one failure. */
function atLeastOne(what: string, tally: Tally): Tally {
  if (tally.failed > 0) return tally;
  return { ...tally, failed: 1, failures: [failure([what], "broke down, and no test failed")] };
}

/** One failure that no test stands for. */
const broken = (where: string, reason: unknown): Tally => ({
  passed: 0,
  failed: 1,
  failures: [failure([where], reason)],
});

async function runSolidity(testFiles: string[]): Promise<Tally> {
  const task = hre.tasks.getTask(["test", "solidity"]);
  const result = (await task.run({ testFiles, noCompile: true })) as Result<SolidityRun>;
  const { suiteResults } = result.success ? result.value : result.error;
  const tests = suiteResults.flatMap(({ id, testResults }) => testResults.map((test) => ({ suite: id.name, test })));
  const failures = tests
    .filter(({ test }) => test.status !== "Success")
    .map(({ suite, test }) => failure([suite, test.name], test.reason ?? test.status));
  const tally = { passed: tests.length - failures.length, failed: failures.length, failures };
  return result.success ? tally : atLeastOne("Solidity", tally);
}

async function runMocha(testFiles: string[]): Promise<Tally> {
  // An exclusive or a skipped test would make the total a lie: both fail.
  Object.assign(hre.config.test.mocha, { reporter: CountingSpec, forbidOnly: true, forbidPending: true });
  const task = hre.tasks.getTask(["test", "mocha"]);
  const result = (await task.run({ testFiles, noCompile: true })) as Result<unknown>;
  return result.success ? CountingSpec.tally : atLeastOne("Mocha", CountingSpec.tally);
}

/** The tally of `run`; when it throws (a file that does not compile or load), that is one failure, and is shown. */
async function countErrors(what: string, run: () => Promise<Tally>): Promise<Tally> {
  try {
    return await run();
  } catch (error) {
    console.error(error);
    return broken(what, error);
  }
}

/** Parts of the Mocha tests, the longest in CI first; a file outside of them fails the run. */
const PARTS = [
  ["test/scenario"],
  ["test/invariant"],
  ["test/unit/scripts", "test/findings"],
  ["test/unit/contributions", "test/unit/membership", "test/unit/treasury"],
  [
    "test/unit/bench",
    "test/unit/chain",
    "test/unit/governance",
    "test/unit/justice",
    "test/unit/licensing",
    "test/unit/sdk",
    "test/unit/types",
  ],
];

/** Runs a part in a process of its own and shows what it printed when it is done, so that two never mix. */
async function runApart(name: string, files: readonly string[]): Promise<Tally> {
  const started = Date.now();
  const child = fork(fileURLToPath(import.meta.url), [...files], {
    env: { ...process.env, [WORKER]: "1", FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => printed.push(chunk));
  let tally: Tally | undefined;
  child.on("message", (message) => (tally = message as Tally));
  const [code] = (await once(child, "close")) as [number | null];
  process.stdout.write(Buffer.concat(printed));
  console.log(`${name}: done in ${Math.round((Date.now() - started) / 1000)} s\n`);
  if (tally === undefined) return broken(name, `the process ended with code ${code}, without a result`);
  return code === 0 ? tally : atLeastOne(name, tally);
}

/** Every Mocha file, part by part; those called `.long.test.ts` take minutes, and wait for CI. */
function mochaParts(): string[][] {
  const all = globSync("test/**/*.test.ts").map((file) => file.replaceAll("\\", "/"));
  const files = process.env["CI"] ? all : all.filter((file) => !file.endsWith(".long.test.ts"));
  const parts = PARTS.map((folders) => files.filter((file) => folders.some((folder) => file.startsWith(`${folder}/`))));
  const homeless = files.filter((file) => !parts.flat().includes(file));
  if (homeless.length > 0) throw new Error(`no part of tools/test.ts runs ${homeless.join(", ")}`);
  return parts;
}

/** Runs one part more at once than there are processors, since each waits now and then. */
async function runParts(parts: readonly string[][]): Promise<Tally[]> {
  const tallies: Tally[] = [];
  const waiting = [...parts.entries()];
  const take = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, files] = next;
      const name = `Part ${index + 1} of ${parts.length}`;
      tallies.push(await countErrors(name, () => runApart(name, files)));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, take));
  return tallies;
}

const files = process.argv.slice(2);
const solidity = files.filter((file) => file.endsWith(".sol"));
const mocha = files.filter((file) => !file.endsWith(".sol"));
const tallies: Tally[] = [];

if (process.env[WORKER] !== undefined) {
  const tally = await countErrors("Mocha", () => runMocha(mocha));
  process.send?.(tally, () => process.exit(tally.failed === 0 ? 0 : 1));
} else {
  const build = await countErrors("build", async () => {
    await hre.tasks.getTask("build").run({});
    return { passed: 0, failed: 0, failures: [] };
  });
  tallies.push(build);
  if (build.failed === 0 && files.length === 0) {
    console.log("The Mocha tests run in parts, two or more at once; each part is shown when it is done.\n");
    const [solidityTally, mochaTallies] = await Promise.all([
      countErrors("Solidity", () => runSolidity([])),
      runParts(mochaParts()).catch((error: unknown) => {
        console.error(error);
        return [broken("Mocha", error)];
      }),
    ]);
    tallies.push(solidityTally, ...mochaTallies);
  } else if (build.failed === 0) {
    if (solidity.length > 0) tallies.push(await countErrors("Solidity", () => runSolidity(solidity)));
    if (mocha.length > 0) tallies.push(await countErrors("Mocha", () => runMocha(mocha)));
  }

  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const failures = tallies.flatMap((tally) => tally.failures);
  if (passed + failed === 0) console.error("No test ran.");
  if (failures.length > 0) console.log(`What failed, once more:\n\n${failures.join("\n\n")}\n`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
