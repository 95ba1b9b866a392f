import { config as loadEnvironment } from "dotenv";
import type { Signer } from "ethers";
import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskDefinition } from "hardhat/types/tasks";
import { errorResult, successfulResult } from "hardhat/utils/result";
import { z } from "zod";

import { perform, send, signAct, type Act, type ArgumentsOf, type Author, type Outcome } from "../sdk/acts.ts";
import type { ContractName, Contracts, Nation } from "../sdk/connect.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { unknownAgent } from "../sdk/membership/agents.ts";
import { plain } from "../sdk/plain.ts";
import { connectTo, plugged } from "./network.ts";
import { hintsFor, toJson, writeOwn } from "./output.ts";
import { askPassphrase } from "./prompt.ts";

// What only a running task needs (ethers, the bindings) is imported when it runs: `npx hardhat --help` stays quick.

/** What a task found or did: lines for people, and the same as data for programs (`--json`). */
export interface Report {
  readonly lines: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  /** What the task checked is not as it should be: the report is printed whole, and the exit code is 1. */
  readonly fault?: NeoguildError | undefined;
}

/** What a task works with. */
export interface TaskContext<Options> {
  readonly options: Options;
  readonly hre: HardhatRuntimeEnvironment;
  /** Connects to the nation on the chosen network; made at the first call. */
  readonly nation: () => Promise<Nation>;
  /** The author of an act: agent `id` with the wallet that holds its key. */
  readonly author: (id: bigint) => Promise<Author>;
  /** The account that sends what is no act: the keystore's, or the local node's first. */
  readonly carrier: () => Promise<Signer>;
  /** The signer of a key: the keystore named, or an account of a local node. */
  readonly signer: (key: string) => Promise<Signer>;
  /** Performs an act of agent `by`, or with `--sign FILE` writes it signed into a file for anybody to carry. */
  readonly perform: (by: bigint, act: Act, telling: Telling) => Promise<Report>;
  /** Sends what anybody may send, from the carrier's account; or what is no act but agent `from`'s, from theirs. */
  readonly transact: <C extends ContractName, M extends keyof Contracts[C] & string>(
    contract: C,
    method: M,
    args: ArgumentsOf<C, M>,
    telling: Telling & { readonly from?: bigint },
  ) => Promise<Report>;
}

/** How a task tells what became of what it sent. */
export interface Telling {
  readonly tell: (outcome: Outcome) => Report;
  /** Refusals that mean the chain is already as asked, by the error's name, and what to say then. */
  readonly already?: Readonly<Record<string, string>>;
  /** Coin sent along, in wei. */
  readonly value?: bigint | undefined;
  /** Most gas to use, where an estimate would be too low: a batch that skips what fails succeeds with too little. */
  readonly gasLimit?: bigint;
}

interface TaskSpec<Shape extends z.ZodRawShape> {
  readonly name: `${string}:${string}`;
  /** What it does, in a sentence; what it needs; an example of a call. */
  readonly description: string;
  /** Options by name; a description is shown by `--help`, `.optional()` and `.default()` as in zod. */
  readonly options: Shape;
  /** Options that are written without their names, right after the task's: a file to read, or two things to compare. */
  readonly positional?: (keyof Shape & string) | readonly (keyof Shape & string)[];
  readonly run: (context: TaskContext<OptionsOf<Shape>>) => Promise<Report>;
}

/** A task's own options and those of every task, parsed. */
type OptionsOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>> & z.output<z.ZodObject<typeof common>>;

/** The option of every task that performs an act. */
export const signing = {
  sign: z.string().optional().describe("Send nothing: write the signed act to this file, for 'statement:carry'"),
};

/** Options every task has; one may describe them as its own. */
const common = {
  json: z.boolean().default(false).describe("Print one JSON object instead of text"),
  nation: z.string().optional().describe("Name of the nation, where the chain has more than one"),
  keystore: z
    .string()
    .optional()
    .describe("Encrypted keystore of who acts (or NEOGUILD_KEYSTORE); local accounts need none"),
};

/**
 * A Hardhat task: options are parsed by zod before anything is sent, the result is printed as text or JSON, and a failure
 * is one sentence with its remedy and exit code 1. Called from code, it returns Hardhat's `Result` with the data or the
 * error.
 */
export function defineTask<Shape extends z.ZodRawShape>(spec: TaskSpec<Shape>): NewTaskDefinition {
  const all: z.ZodRawShape = { ...common, ...spec.options };
  const positional: readonly string[] = [spec.positional ?? []].flat();
  let builder = task(spec.name, spec.description);
  for (const [name, schema] of Object.entries(all)) {
    const description = z.globalRegistry.get(schema)?.description ?? "";
    const argument = { name, description, type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined };
    if (isFlag(schema)) builder = builder.addFlag({ name, description });
    else if (positional.includes(name)) builder = builder.addPositionalArgument(argument);
    else builder = builder.addOption(argument);
  }
  return builder
    .setInlineAction(async (raw: Record<string, unknown>, hre) => {
      loadEnvironment({ quiet: true });
      const json = raw["json"] === true;
      const hinted = (text: string) => hintsFor(raw["nation"] as string | undefined, text);
      try {
        const options = parseOptions(spec, all, raw);
        const report = await spec.run(contextOf(options as OptionsOf<Shape>, raw, hre));
        console.log(json ? toJson(report.data) : hinted(report.lines.map(plain).join("\n")));
        if (report.fault !== undefined) return errorResult(report.fault);
        return successfulResult<Report["data"]>(report.data);
      } catch (error) {
        return errorResult(await reportFailure(error, { json, hinted }));
      }
    })
    .build();
}

/** The report of a task that finds the chain as it should be: nothing is sent, and that is no failure. */
export function unchanged(line: string, data: Report["data"] = {}): Report {
  return { lines: [line, "Nothing was sent."], data: { ...data, changed: false } };
}

function contextOf<Options>(
  options: Options,
  raw: Record<string, unknown>,
  hre: HardhatRuntimeEnvironment,
): TaskContext<Options> {
  let connected: Promise<Nation> | undefined;
  const nation = () => (connected ??= connectTo(hre, raw["nation"] as string | undefined));
  const keystore = keystoreFor(raw);
  const signer = async (key: string) => {
    const { signerFor } = await import("../sdk/signers.ts");
    return signerFor((await nation()).provider, key, {
      keystore,
      passphrase: askPassphrase,
      others: () => plugged(hre),
    });
  };
  const author = async (id: bigint): Promise<Author> => {
    const { contracts } = await nation();
    const { key } = await contracts.members.keyOf(id);
    if (BigInt(key) === 0n) throw unknownAgent(id);
    return { id, signer: await signer(key) };
  };
  const carrier = async () => {
    const { provider } = await nation();
    const { firstAccount, openKeystore } = await import("../sdk/signers.ts");
    if (keystore === undefined) return firstAccount(provider);
    return (await openKeystore(keystore, askPassphrase)).connect(provider);
  };
  return {
    options,
    hre,
    nation,
    signer,
    author,
    carrier,
    async perform(by, act, telling) {
      const file = raw["sign"] as string | undefined;
      if (file === undefined) {
        const [connection, signedBy] = [await nation(), await author(by)];
        return sayMoved(connection, await reportOf(telling, () => perform(connection, signedBy, act, telling.value)));
      }
      const signedBy = await author(by);
      writeOwn(file, await signAct(await nation(), signedBy, act));
      const next = await handOn(
        signedBy.signer,
        file,
        `Anybody can carry it: npx hardhat statement:carry --from ${file}`,
      );
      return { lines: [`Signed by agent ${by}, not sent: ${file}`, next], data: { signed: file, changed: false } };
    },
    async transact(contract, method, args, telling) {
      const connection = await nation();
      const { from, value, gasLimit } = telling;
      const sender = from === undefined ? await carrier() : (await author(from)).signer;
      const connected = connection.contracts[contract].connect(sender);
      const overrides = { ...(value === undefined ? {} : { value }), ...(gasLimit === undefined ? {} : { gasLimit }) };
      return reportOf(telling, () => send(connection, connected, method, [...(args as unknown[]), overrides]));
    },
  };
}

/** Adds to an act's report that the nation has moved: what is done here is done on the side that was left. */
async function sayMoved(nation: Nation, report: Report): Promise<Report> {
  const { chain, opening, since } = await nation.contracts.moving.movedTo();
  if (since === 0n) return report;
  const line = `This nation has moved to chain ${chain} (opening ${opening}): see 'npx hardhat moving:show'.`;
  return { ...report, lines: [...report.lines, line] };
}

/** Sends, and tells what happened and in which transaction. */
async function reportOf({ tell, already = {} }: Telling, sending: () => Promise<Outcome>): Promise<Report> {
  let outcome: Outcome;
  try {
    outcome = await sending();
  } catch (error) {
    const done = error instanceof NeoguildError ? already[error.code] : undefined;
    if (done === undefined) throw error;
    return unchanged(done);
  }
  const { lines, data } = tell(outcome);
  const { hash: transaction, gasUsed, blockNumber: block } = outcome.receipt;
  return {
    lines: [...lines, `Transaction ${transaction} in block ${block}, ${gasUsed.toLocaleString("en")} gas.`],
    data: { ...data, changed: true, transaction, block, gasUsed },
  };
}

/** What to do next with a file: pass it to a Safe's other owners while one of them is not enough, else what is said. */
export async function handOn(signer: Signer, file: string, next: string): Promise<string> {
  const { SafeOwner } = await import("../sdk/safe.ts");
  if (!(signer instanceof SafeOwner) || signer.safe.threshold === 1) return next;
  const { threshold } = signer.safe;
  return `1 of ${threshold} owners signed; hand it to the next: npx hardhat wallet:safe-sign --file ${file}`;
}

/** The keystore of who acts, if one was named. */
export function keystoreFor(raw: Record<string, unknown>): string | undefined {
  return (raw["keystore"] as string | undefined) ?? process.env["NEOGUILD_KEYSTORE"];
}

function parseOptions(spec: { name: string }, shape: z.ZodRawShape, raw: Record<string, unknown>): unknown {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return `  --${kebab(name)}: ${name in given ? message : "is needed"}`;
  });
  throw new NeoguildError({
    code: "OptionsInvalid",
    message: `${spec.name} cannot run with these options:\n${faults.join("\n")}`,
    remedy: `See 'npx hardhat ${spec.name} --help'; nothing was sent.`,
  });
}

/** Says what went wrong, in plain words; what nobody foresaw is thrown on, with its stack. */
async function reportFailure(
  thrown: unknown,
  { json, hinted }: { json: boolean; hinted: (text: string) => string },
): Promise<NeoguildError> {
  const { explainRevert } = await import("../sdk/reverts.ts");
  const error = explainRevert(thrown);
  if (!(error instanceof NeoguildError)) throw error;
  const { code, message, remedy, docs } = error;
  if (json) console.log(toJson({ error: { code, message, remedy, docs } }));
  else console.error(hinted(`${message}\n→ ${remedy}${docs === undefined ? "" : `\n  More: ${docs}`}`));
  return error;
}

function isFlag(schema: unknown): boolean {
  return (
    schema instanceof z.ZodBoolean || (schema instanceof z.ZodDefault && schema.def.innerType instanceof z.ZodBoolean)
  );
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
