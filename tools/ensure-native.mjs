// Root `postinstall`. npm leaves out an optional dependency whose `engines` does not match the Node that runs npm, so
// an install started by Node 20 lacks Hardhat's native binding (it asks for Node 22), although the Node this project
// pins (`node_modules/.bin/node`, first on PATH in npm scripts) can load it. This finishes the install with that Node.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SECOND_PASS = "NEOGUILD_ENSURE_NATIVE";

const loads = await import("@nomicfoundation/edr").then(
  () => true,
  () => false,
);
if (!loads) {
  if (process.env[SECOND_PASS] !== undefined) {
    console.error("Hardhat's native binding is still missing after a second install. See README, 'Which Node'.");
    process.exit(1);
  }
  console.log(`Finishing the install with the pinned Node ${process.version}.`);
  const env = { ...process.env, [SECOND_PASS]: "1" };
  const run = (args) => spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
  const npm = process.env.npm_execpath;
  if (npm === undefined) {
    console.error("Run this through npm: 'npm install' or 'npm ci'.");
    process.exit(1);
  }
  const status = run([npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
  process.exit(status === 0 ? run([fileURLToPath(import.meta.url)]) : status);
}
