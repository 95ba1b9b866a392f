import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import hre from "hardhat";
import type { NetworkConfigOverride } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { connect, type Nation } from "../../../sdk/connect.ts";
import type { NeoguildError } from "../../../sdk/errors.ts";
import { initialDate } from "../../fixtures/initialDate.ts";

/** What a task left behind: its data or its error, and what it printed. */
export interface Ran {
  readonly data: Readonly<Record<string, unknown>>;
  readonly error: NeoguildError | undefined;
  readonly output: string;
}

/** A real chain served over HTTP in this process, with a folder for records and files that ends with it. */
export interface Served {
  readonly url: string;
  readonly folder: string;
  /** Path of a file in the folder. */
  path(name: string): string;
  /** Writes a JSON file and returns its path. */
  write(name: string, content: unknown): string;
  rpc(method: string, ...params: unknown[]): Promise<unknown>;
  /** Lets time pass on the chain (seconds). */
  pass(seconds: bigint): Promise<void>;
  /**
   * Runs a task as the command line does, against this chain; with `runtime` under another configuration of Hardhat, and
   * with `other` before its environment.
   */
  run(
    task: string,
    options?: Readonly<Record<string, unknown>>,
    runtime?: HardhatRuntimeEnvironment,
    other?: Readonly<Record<string, string>>,
  ): Promise<Ran>;
  /** Runs a task that must succeed, and returns its data. */
  succeed(task: string, options?: Readonly<Record<string, unknown>>): Promise<Ran["data"]>;
  /** Runs a command of Hardhat in a process of its own. */
  command(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  nation(): Promise<Nation>;
  close(): Promise<void>;
}

export async function serve(override: NetworkConfigOverride = {}): Promise<Served> {
  const params = { network: "node", override: { initialDate, ...override } };
  const server = await hre.network.createServer(params, "127.0.0.1", 0);
  const { port } = await server.listen();
  return servedAt(`http://127.0.0.1:${port}`, () => server.close());
}

/** The same for a node that runs elsewhere. */
export function servedAt(url: string, stop: () => Promise<void>): Served {
  const folder = mkdtempSync(join(tmpdir(), "neoguild-tasks-"));
  const deployments = join(folder, "deployments");

  const environment = { NEOGUILD_RPC_URL: url, NEOGUILD_DEPLOYMENTS: deployments };

  const served: Served = {
    url,
    folder,
    path: (name) => join(folder, name),
    write(name, content) {
      writeFileSync(join(folder, name), JSON.stringify(content));
      return join(folder, name);
    },
    async rpc(method, ...params) {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
      return ((await response.json()) as { result: unknown }).result;
    },
    async pass(seconds) {
      await served.rpc("evm_increaseTime", `0x${seconds.toString(16)}`);
      await served.rpc("evm_mine");
    },
    run: (task, options = {}, runtime = hre, other = {}) =>
      runTask({ ...environment, ...other }, task, options, runtime),
    async succeed(task, options) {
      const { data, error, output } = await served.run(task, options);
      expect(error, output).to.equal(undefined);
      return data;
    },
    command: (...args) => runCommand(environment, args),
    nation: () => connect({ rpcUrl: url, deployments }),
    async close() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
  return served;
}

/** A served chain with a nation on it, that of the charter. */
export async function serveNation(
  charter: Readonly<Record<string, unknown>> = shortCharter(),
  override: NetworkConfigOverride = {},
): Promise<Served> {
  const chain = await serve(override);
  await chain.succeed("nation:deploy", { charter: chain.write("charter.json", charter) });
  return chain;
}

/** The example charter, with the ways in made short. */
export function shortCharter(): Record<string, unknown> {
  const charter = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Record<string, Record<string, unknown>>;
  Object.assign(charter["membership"] ?? {}, { probation: "0", acceptance: "0%", keyInterval: "0" });
  return { ...charter, name: "Short example" };
}

/** The same, in which one member alone makes a proposal. */
export function loneCharter(): Record<string, unknown> {
  const charter = shortCharter();
  const { rules } = charter["governance"] as { rules: Record<string, Record<string, unknown>> };
  for (const rule of Object.values(rules)) delete rule["sponsors"];
  return charter;
}

/** Runs a task in this process as the command line does, with these variables in its environment. */
export async function runTask(
  environment: Readonly<Record<string, string>>,
  task: string,
  options: Readonly<Record<string, unknown>>,
  runtime: HardhatRuntimeEnvironment = hre,
): Promise<Ran> {
  const before = { ...process.env };
  const { log, error: warn } = console;
  const printed: string[] = [];
  const keep = (text: unknown) => printed.push(String(text));
  Object.assign(process.env, environment);
  Object.assign(console, { log: keep, error: keep });
  try {
    const result = (await runtime.tasks.getTask(task).run({ ...options })) as Result;
    const output = printed.join("\n");
    return result.success
      ? { data: result.value, error: undefined, output }
      : { data: {}, error: result.error, output };
  } finally {
    Object.assign(console, { log, error: warn });
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

async function runCommand(environment: Readonly<Record<string, string>>, args: readonly string[]) {
  const command = spawn(process.execPath, ["node_modules/hardhat/dist/src/cli.js", ...args], {
    env: { ...process.env, ...environment },
    timeout: 900_000,
  });
  const [stdout, stderr] = await Promise.all([text(command.stdout), text(command.stderr)]);
  const code = command.exitCode ?? ((await once(command, "close")) as [number | null])[0];
  return { code, stdout, stderr };
}

type Result = { success: true; value: Ran["data"] } | { success: false; error: NeoguildError };
