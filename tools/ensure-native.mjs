// Root `postinstall`. npm leaves out an optional dependency whose `engines` does not match the Node that runs npm, so
// an install started by Node 20 lacks Hardhat's native binding (it asks for Node 22), although the Node this project
// pins can load it. This finishes the install with that Node, and marks it as complete.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { markInstalled, pinnedNode } from "./installed.mjs";

const SECOND_PASS = "NEOGUILD_ENSURE_NATIVE";

function fail(message) {
  console.error(message);
  process.exit(1);
}

const loads = await import("@nomicfoundation/edr").then(
  () => true,
  () => false,
);
if (loads) {
  markInstalled();
} else {
  if (process.env[SECOND_PASS] !== undefined) {
    fail("Hardhat's native binding is still missing after a second install. See README, 'Which Node'.");
  }
  const npm = process.env.npm_execpath ?? fail("Run this through npm: 'npm install' or 'npm ci'.");
  const node = pinnedNode() ?? process.execPath;
  const env = { ...process.env, [SECOND_PASS]: "1" };
  const run = (args) => spawnSync(node, args, { stdio: "inherit", env }).status ?? 1;
  console.log("Finishing the install with the pinned Node.");
  const status = run([npm, "install", "--no-save", "--ignore-scripts", "--loglevel=error"]);
  process.exit(status === 0 ? run([fileURLToPath(import.meta.url)]) : status);
}
