import { readFileSync, writeFileSync } from "node:fs";
import type { Signer } from "ethers";
import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskDefinition } from "hardhat/types/tasks";
import { z } from "zod";

import { perform, signAct, type Act, type Author, type Outcome } from "../sdk/acts.ts";
import { connect, type Nation } from "../sdk/connect.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { explainRevert } from "../sdk/reverts.ts";
import { openKeystore, signerFor } from "../sdk/signers.ts";
import { askPassphrase } from "./prompt.ts";

/** What a task found or did: lines for people, and the same as data for programs (`--json`). */
export interface Report {
  readonly lines: readonly string[];
  readonly data: unknown;
}

/** What a task works with. */
export interface TaskContext<Options> {
  readonly options: Options;
  readonly hre: HardhatRuntimeEnvironment;
  /** Connects to the nation on the chosen network; made at the first call. */
  nation(): Promise<Nation>;
  /** The author of an act: agent `id` with the wallet that holds its key. */
  author(id: bigint): Promise<Author>;
  /** The account that sends what is no act: the keystore's, or the local node's first. */
  carrier(): Promise<Signer>;
  /** Performs an act of agent `by`, or with `--sign FILE` writes it signed into a file for anybody to carry. */
  perform(by: bigint, act: Act, tell: (outcome: Outcome) => Report, value?: bigint): Promise<Report>;
}

interface TaskSpec<Shape extends z.ZodRawShape> {
  readonly name: `${string}:${string}`;
  /** What it does, in a sentence; what it needs; an example of a call. */
  readonly description: string;
  /** Options by name; a description is shown by `--help`, `.optional()` and `.default()` as in zod. */
  readonly options: Shape;
  readonly run: (context: TaskContext<z.output<z.ZodObject<Shape>>>) => Promise<Report>;
}

/** The option of every task that performs an act. */
export const signing = {
  sign: z.string().optional().describe("Send nothing: write the signed act to this file, for 'statement:carry'"),
};

/** Options every task has. */
const common = {
  json: z.boolean().default(false).describe("Print one JSON object instead of text"),
  nation: z.string().optional().describe("Name of the nation, where the chain has more than one"),
  keystore: z.string().optional().describe("Encrypted keystore of who acts (or NEOGUILD_KEYSTORE); local accounts need none"),
};

/**
 * A Hardhat task: options are parsed by zod before anything is sent, the result is printed as text or JSON, and a failure
 * is one sentence with its remedy and an exit code that is not 0.
 */
export function defineTask<Shape extends z.ZodRawShape>(spec: TaskSpec<Shape>): NewTaskDefinition {
  const all: z.ZodRawShape = { ...spec.options, ...common };
  let builder = task(spec.name, spec.description);
  for (const [name, schema] of Object.entries(all)) {
    const description = z.globalRegistry.get(schema as z.ZodType)?.description ?? "";
    builder = isFlag(schema as z.ZodType)
      ? builder.addFlag({ name, description })
      : builder.addOption({ name, description, type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined });
  }
  return builder
    .setInlineAction(async (raw: Record<string, unknown>, hre) => {
      const json = raw["json"] === true;
      try {
        const options = parseOptions(spec, all, raw);
        const report = await spec.run(contextOf(options as z.output<z.ZodObject<Shape>>, raw, hre));
        console.log(json ? toJson(report.data) : report.lines.join("\n"));
      } catch (error) {
        reportFailure(explainRevert(error), json);
      }
    })
    .build();
}

/** JSON of data with big integers, which are written as decimal strings. */
export function toJson(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value), 2);
}

function contextOf<Options>(
  options: Options,
  raw: Record<string, unknown>,
  hre: HardhatRuntimeEnvironment,
): TaskContext<Options> {
  let connected: Promise<Nation> | undefined;
  const nation = () =>
    (connected ??= rpcUrlOf(hre).then((rpcUrl) => connect({ rpcUrl, nation: raw["nation"] as string | undefined })));
  const keystore = (raw["keystore"] as string | undefined) ?? process.env["NEOGUILD_KEYSTORE"];
  const author = async (id: bigint): Promise<Author> => {
    const { provider, contracts } = await nation();
    const { key } = await contracts.members.keyOf(id);
    if (BigInt(key) === 0n) throw unknownAgent(id);
    return { id, signer: await signerFor(provider, key, { keystore, passphrase: askPassphrase }) };
  };
  return {
    options,
    hre,
    nation,
    author,
    async carrier() {
      const { provider } = await nation();
      if (keystore === undefined) return provider.getSigner(0);
      return (await openKeystore(keystore, askPassphrase)).connect(provider);
    },
    async perform(by, act, tell, value) {
      const file = raw["sign"] as string | undefined;
      if (file === undefined) return tell(await perform(await nation(), await author(by), act, value));
      const signed = await signAct(await nation(), await author(by), act);
      writeFileSync(file, `${toJson(signed)}\n`);
      return {
        lines: [`Signed by agent ${by}, not sent: ${file}`, `Anybody can carry it: npx hardhat statement:carry --file ${file}`],
        data: { signed: file },
      };
    },
  };
}

function unknownAgent(id: bigint): NeoguildError {
  return new NeoguildError({
    code: "MembersUnknownAgent",
    message: `there is no agent ${id}`,
    remedy: "See who there is with 'npx hardhat member:list'.",
  });
}

/** The RPC address of `--network`, else NEOGUILD_RPC_URL, else the local chain that `npm start` runs. */
export async function rpcUrlOf(hre: HardhatRuntimeEnvironment): Promise<string> {
  const chosen = hre.globalOptions.network;
  if (chosen === undefined && process.env["NEOGUILD_RPC_URL"] !== undefined) return process.env["NEOGUILD_RPC_URL"];
  const config = hre.config.networks[chosen ?? "localhost"];
  if (config?.type !== "http") {
    throw new NeoguildError({
      code: "NetworkUnsuitable",
      message: `the network "${chosen}" has no RPC address`,
      remedy: "Name a network of type http from hardhat.config.ts, for example --network localhost.",
    });
  }
  return config.url.getUrl();
}

function parseOptions(spec: { name: string }, shape: z.ZodRawShape, raw: Record<string, unknown>): unknown {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `  --${kebab(String(path[0]))}: ${message}`);
  throw new NeoguildError({
    code: "OptionsInvalid",
    message: `${spec.name} cannot run with these options:\n${faults.join("\n")}`,
    remedy: `See 'npx hardhat ${spec.name} --help'; nothing was sent.`,
  });
}

function reportFailure(error: unknown, json: boolean): void {
  process.exitCode = 1;
  if (!(error instanceof NeoguildError)) throw error;
  const { code, message, remedy, docs } = error;
  if (json) console.log(toJson({ error: { code, message, remedy, docs } }));
  else console.error(`${message}\n→ ${remedy}${docs === undefined ? "" : `\n  More: ${docs}`}`);
}

function isFlag(schema: z.ZodType): boolean {
  return schema instanceof z.ZodBoolean || (schema instanceof z.ZodDefault && schema.def.innerType instanceof z.ZodBoolean);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

// Kinds of options that several tasks take.

export const agentId = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, "an agent's id is a whole number from 1, as 'member:list' shows it")
  .transform((text) => BigInt(text));

export const file = z.string().min(1, "name a file");

/** A JSON file a task takes, read and parsed. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const message = `${path} cannot be read as JSON: ${(cause as Error).message}`;
    throw new NeoguildError({ code: "FileUnreadable", message, remedy: "Check the path and the file." }, { cause });
  }
}
