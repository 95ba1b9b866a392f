import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";

import journal from "./chain/plugin.ts";
import { tasks } from "./scripts/index.ts";
import { buildHooks } from "./tools/build-hooks.ts";

// The compiler comes from npm, pinned by the lock file, so a build needs no download of its own.
const path = createRequire(import.meta.url).resolve("solc/soljson.js");
const version = "0.8.37";
// Without the metadata hash, which depends on what else a compile job holds, the same source gives the same bytecode.
const metadata = { bytecodeHash: "none" } as const;
const settings = { optimizer: { enabled: true, runs: 200 }, evmVersion: "prague", metadata };

// Tests go as far as pays in CI, and less far while somebody waits for `npm test`.
const thorough = Boolean(process.env["CI"]);

export default defineConfig({
  plugins: [toolbox, buildHooks, journal],
  tasks,
  solidity: {
    profiles: {
      default: { version, path, settings },
      production: { version, path, settings },
    },
    npmFilesToBuild: [
      "@openzeppelin/contracts/governance/TimelockController.sol",
      "@openzeppelin/contracts/governance/IGovernor.sol",
    ],
  },
  paths: {
    // `test/actors` holds the odd tokens and hostile receivers that tests send against the contracts.
    sources: { solidity: ["contracts", "test/actors"] },
    tests: { mocha: "./test", solidity: "./test/solidity" },
  },
  test: {
    // Ends what hangs, and fails nothing for being slow: a busy machine takes many times as long as a quiet one.
    mocha: { timeout: 1_800_000 },
    solidity: {
      fuzz: { runs: thorough ? 256 : 64, seed: "0x6e656f67" },
      invariant: { runs: thorough ? 64 : 16, depth: 50, failOnRevert: false },
    },
  },
  networks: {
    // The in-process chain of the tests. A fixed gas limit (EIP-7825's cap) saves running each transaction many times
    // over to estimate one; a fixed beginning, a Monday far from holidays, lets no outcome depend on the day of a run.
    default: { type: "edr-simulated", chainType: "l1", gas: 2n ** 24n, initialDate: "2026-09-07T12:00:00Z" },
    localhost: { type: "http", chainType: "l1", url: "http://127.0.0.1:8545" },
    // The chain `npm start` and `hardhat node` run, and the one tests use in-process.
    node: { type: "edr-simulated", chainType: "l1", chainId: 31337 },
  },
  // `buildHooks` writes them instead.
  typechain: { outDir: "typechain-types", dontOverrideCompile: true },
});
