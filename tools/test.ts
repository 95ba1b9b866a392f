// `npm test [-- files...]`: the Solidity tests, then the Mocha tests, in one process.
// The last line is `N passed, N failed`, counted from the runners' results and never from their text.
import hre from "hardhat";
import Mocha from "mocha";

interface Tally {
  passed: number;
  failed: number;
}

/** What Hardhat's Solidity runner returns, as far as it is read here. */
interface SolidityRun {
  suiteResults: { testResults: { status: "Success" | "Failure" | "Skipped" }[] }[];
}

type Result<T> = { success: true; value: T } | { success: false; error: T };

/** Mocha's tree, plus its exact figures: Hardhat's summary derives `passed`, and is wrong once a hook fails. */
class CountingSpec extends Mocha.reporters.Spec {
  static readonly tally: Tally = { passed: 0, failed: 0 };

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on("pass", () => (CountingSpec.tally.passed += 1));
    runner.on("fail", () => (CountingSpec.tally.failed += 1));
  }
}

/** A runner that broke down without a failed test to show for it counts as one failure. */
const atLeastOne = ({ passed, failed }: Tally): Tally => ({ passed, failed: Math.max(failed, 1) });

async function runSolidity(testFiles: string[]): Promise<Tally> {
  const task = hre.tasks.getTask(["test", "solidity"]);
  const result = (await task.run({ testFiles, noCompile: true })) as Result<SolidityRun>;
  const { suiteResults } = result.success ? result.value : result.error;
  const statuses = suiteResults.flatMap(({ testResults }) => testResults.map(({ status }) => status));
  const passed = statuses.filter((status) => status === "Success").length;
  const tally = { passed, failed: statuses.length - passed };
  return result.success ? tally : atLeastOne(tally);
}

async function runMocha(testFiles: string[]): Promise<Tally> {
  // An exclusive or a skipped test would make the total a lie: both fail.
  Object.assign(hre.config.test.mocha, { reporter: CountingSpec, forbidOnly: true, forbidPending: true });
  const task = hre.tasks.getTask(["test", "mocha"]);
  const result = (await task.run({ testFiles, noCompile: true })) as Result<unknown>;
  return result.success ? CountingSpec.tally : atLeastOne(CountingSpec.tally);
}

/** The tally of `run`; when it throws (a file that does not compile or load), that is one failure, and is shown. */
async function countErrors(run: () => Promise<Tally>): Promise<Tally> {
  try {
    return await run();
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

const files = process.argv.slice(2);
const solidity = files.filter((file) => file.endsWith(".sol"));
const mocha = files.filter((file) => !file.endsWith(".sol"));
const all = files.length === 0;

const build = await countErrors(async () => {
  await hre.tasks.getTask("build").run({});
  return { passed: 0, failed: 0 };
});
const tallies = [build];
if (build.failed === 0) {
  if (all || solidity.length > 0) tallies.push(await countErrors(() => runSolidity(solidity)));
  if (all || mocha.length > 0) tallies.push(await countErrors(() => runMocha(mocha)));
}

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
if (passed + failed === 0) console.error("No test ran.");
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
