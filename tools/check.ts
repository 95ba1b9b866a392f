// `npm run check [-- steps...] [-- --except step]`: what every change must pass, the same on a laptop and in CI. Runs
// every step, also after one failed, and ends with the list of those that did.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";

interface Step {
  run: () => boolean;
  remedy: string;
}

/** Runs a command line; true if it succeeded. */
function succeeds(command: string): boolean {
  console.log(`$ ${command}`);
  return spawnSync(command, { shell: true, stdio: "inherit" }).status === 0;
}

/** Rebuilds the bindings from nothing, and compares them with what is committed or staged. */
function bindingsInStep(): boolean {
  rmSync("typechain-types", { recursive: true, force: true }); // so that the types of a contract that is gone go too
  if (!succeeds("hardhat build --quiet")) return false;
  const status = execFileSync("git", ["status", "--porcelain", "--", "typechain-types"], { encoding: "utf8" });
  const unstaged = status.split("\n").filter((line) => line.length > 0 && line[1] !== " ");
  for (const line of unstaged) console.log(line);
  return unstaged.length === 0;
}

const gas: Step = {
  run: () => succeeds("npm run --silent bench -- --check"),
  remedy: "Run 'npm run bench' and commit bench/gas.json, if the change is meant.",
};

const STEPS: Record<string, Step> = {
  bindings: {
    run: bindingsInStep,
    remedy: "typechain-types is out of step with the contracts: run 'npm run build' and commit typechain-types.",
  },
  format: { run: () => succeeds("npm run --silent format:check"), remedy: "Run 'npm run format'." },
  lint: { run: () => succeeds("npm run --silent lint"), remedy: "See above." },
  types: { run: () => succeeds("npm run --silent types"), remedy: "See above." },
  ...(existsSync("bench/run.ts") ? { gas } : {}),
  tests: { run: () => succeeds("npm test --silent"), remedy: "See above." },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { except: { type: "string", multiple: true, default: [] } },
});
const unknown = [...positionals, ...values.except].filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(", ")}. The steps are: ${Object.keys(STEPS).join(", ")}.`);
  process.exit(1);
}

const failed: string[] = [];
for (const [name, step] of Object.entries(STEPS)) {
  if (values.except.includes(name) || (positionals.length > 0 && !positionals.includes(name))) continue;
  console.log(`\n── ${name}`);
  const started = performance.now();
  const ok = step.run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`── ${name} ${ok ? "ok" : "FAILED"} in ${seconds} s${ok ? "" : `. ${step.remedy}`}`);
  if (!ok) failed.push(name);
}
console.log(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join(", ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
