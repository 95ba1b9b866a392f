// `npm start | test | check | bench | run nation:new`: installs what is missing, then runs it on the Node this project pins.
// Plain JavaScript without a dependency, because it must work in a bare clone under Node 20.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { isInstalled, pinnedNode } from "./installed.mjs";

const HARDHAT = "node_modules/hardhat/dist/src/cli.js";
const VERBS = {
  start: ["chain/start.ts"],
  test: ["tools/test.ts"],
  check: ["tools/check.ts"],
  bench: ["bench/run.ts"],
  "nation:new": [HARDHAT, "nation:new"],
};
const OLDEST = [22, 13]; // what Hardhat 3 asks for
const root = fileURLToPath(new URL("..", import.meta.url));

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** `npm ci`, unless `node_modules` already follows the lock file. */
function install() {
  if (isInstalled()) return;
  const why = existsSync(join(root, "node_modules")) ? "node_modules is out of step" : "node_modules is missing";
  console.log(`${why}: running 'npm ci' (about a minute, once).`);
  const started = Date.now();
  const { status } = spawnSync("npm", ["ci", "--include=dev", "--include=optional", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) fail("'npm ci' failed; what it printed above says why. Nothing was run.");
  if (!isInstalled())
    fail("'npm ci' ended without the postinstall step. Is 'ignore-scripts' set in your npm settings?");
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

/** The pinned Node, or the one running now where npm has none for this platform. */
function chooseNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const recent = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  const platform = `${process.platform}-${process.arch}`;
  return (
    pinnedNode() ??
    (recent ? process.execPath : undefined) ??
    fail(
      `npm has no Node for ${platform}, and ${process.version} is too old: install Node ${OLDEST.join(".")} or newer.`,
    )
  );
}

/** The npm that runs this script: its parent, or the parent of the shell between them, which outlives a killed npm. */
function findNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return undefined;
  const { stdout } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(process.ppid)], { encoding: "utf8" });
  const [, above, name] = /^\s*(\d+)\s+(\S*)/.exec(stdout ?? "") ?? [];
  return name?.endsWith("sh") ? Number(above) : process.ppid;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Runs `file` in the foreground: its output, its signals and its exit code are ours. */
function run(node, file, args) {
  const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  // What a program of many processes loads is compiled once.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, "node_modules", ".cache", "node");
  const env = { ...process.env, PATH: path, NODE_COMPILE_CACHE };
  const child = spawn(node, ["--import", "./tools/with-parent.mjs", "--import", "tsx/esm", file, ...args], {
    cwd: root,
    stdio: "inherit",
    env,
  });
  // A terminal sends Ctrl-C to the child as well; anybody else sends it to this process only.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const npm = findNpm();
  if (npm !== undefined) setInterval(() => isAlive(npm) || process.exit(1), 250).unref(); // the child follows
  child.on("error", (error) => fail(`Could not start ${node}: ${error.message}`));
  child.on("close", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

const [verb = "", ...args] = process.argv.slice(2);
if (!Object.hasOwn(VERBS, verb)) fail(`Say one of: ${Object.keys(VERBS).join(", ")}.`);
install();
const [file, ...first] = VERBS[verb];
run(chooseNode(), file, [...first, ...args]);
