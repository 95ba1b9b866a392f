import { randomBytes } from "node:crypto";
import type { BaseContract, FunctionFragment, Overrides, Signer, TransactionReceipt } from "ethers";
import { z } from "zod";

import type { BankName, ContractName, Contracts, Nation } from "./connect.ts";
import { contractNamed, everyContract } from "./contracts.ts";
import { NeoguildError } from "./errors.ts";
import { ampleGas } from "./gas.ts";
import { signStatement, type ActFields } from "./statements.ts";
import { waitForReceipt } from "./wait.ts";
import type { TypedContractMethod } from "../typechain-types/common.ts";

/** Who acts: an agent's id and the signer that holds its key. */
export interface Author {
  readonly id: bigint;
  readonly signer: Signer;
}

/** The arguments of a contract's function, as the bindings type them. */
export type ArgumentsOf<C extends ContractName, M extends keyof Contracts[C]> =
  Contracts[C][M] extends TypedContractMethod<infer A, infer _Output, infer _Mutability> ? A : never;

/** At least one byte in hex. */
const SIGNED = /^0x([0-9a-f]{2})+$/i;

/** Names of the functions of a contract that take an act: a struct with an author, and a signature. */
export type ActMethod<C extends ContractName> = {
  [M in keyof Contracts[C]]: ArgumentsOf<C, M> extends [{ by: unknown }, unknown, ...unknown[]] ? M : never;
}[keyof Contracts[C]] &
  string;

/** The fields of an act that its author decides; `by`, `nonce` and `deadline` are filled in. */
export type ActFieldsOf<C extends ContractName, M extends ActMethod<C>> =
  ArgumentsOf<C, M> extends [infer Struct, ...unknown[]]
    ? Omit<Struct, "by" | "nonce" | "deadline"> & { deadline?: bigint; nonce?: bigint }
    : never;

/** What a function takes after the act and its signature. */
type RestOf<C extends ContractName, M extends ActMethod<C>> =
  ArgumentsOf<C, M> extends [unknown, unknown, ...infer Rest] ? Rest : never;

/** An act to be performed or signed. Made by `act`, which checks it against the contract's own types. */
export interface Act {
  readonly contract: ContractName | BankName;
  readonly method: string;
  readonly fields: ActFields;
  readonly rest: readonly unknown[];
}

/** An act of a contract, checked by the compiler: `act("members", "vouch", { subject: 12n })`. */
export function act<C extends ContractName, M extends ActMethod<C>>(
  contract: C,
  method: M,
  fields: ActFieldsOf<C, M>,
  ...rest: RestOf<C, M>
): Act {
  return { contract, method, fields: fields, rest: rest };
}

/** Whole numbers stand in files as decimal strings. */
const whole = z.union([z.bigint(), z.string().regex(/^\d{1,78}$/)]);

/** A signed act as it is stored in a file and carried by anybody; it comes from strangers. */
export const signedAct = z.strictObject({
  format: z.literal("neoguild-act-1"),
  chainId: z.string(),
  contract: z.custom<ContractName | BankName>((name) => typeof name === "string", "the name of a contract is due here"),
  address: z.string(),
  method: z.string(),
  act: z
    .record(z.string(), z.unknown())
    .refine(({ by }) => whole.safeParse(by).success, "needs its author: an agent's id in `by`")
    .refine(({ nonce }) => whole.optional().safeParse(nonce).success, "its `nonce` must be a whole number"),
  signature: z.string().regex(SIGNED, "is missing: without it the act would be the carrier's own"),
  rest: z.array(z.unknown()),
});

export type SignedAct = z.output<typeof signedAct>;

/** What happened: the transaction and the events of all the nation's contracts in it, decoded. */
export interface Outcome {
  readonly receipt: TransactionReceipt;
  readonly events: readonly NationEvent[];
}

export interface NationEvent {
  readonly contract: ContractName | BankName;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Seconds for which a signed act stays valid unless said otherwise: time to bring it in from a place without network. */
export const ACT_VALIDITY = 7n * 86_400n;

/**
 * Performs an act by sending it from its author's own account.
 * @param value Coin sent along, in wei; only where the function is payable.
 * @throws NeoguildError what the contract refused, why, and what to do
 */
export async function perform(nation: Nation, author: Author, act: Act, value?: bigint): Promise<Outcome> {
  const contract = contractOf(nation, act.contract);
  const fields = await completed(nation, author, act);
  const overrides = value === undefined ? [] : [{ value }];
  const args = [fields, "0x", ...act.rest, ...overrides];
  return send(nation, contract.connect(author.signer), act.method, args);
}

/** Signs an act for anybody to carry. Nothing is sent. */
export async function signAct(nation: Nation, author: Author, act: Act): Promise<SignedAct> {
  const contract = contractOf(nation, act.contract);
  const fields = await completed(nation, author, act);
  const { keyEpoch } = await nation.contracts.members.keyOf(author.id);
  const { signature } = await signStatement({
    contract,
    method: act.method,
    act: fields,
    keyEpoch,
    signer: author.signer,
  });
  return {
    format: "neoguild-act-1",
    chainId: nation.chainId.toString(),
    contract: act.contract,
    address: await contract.getAddress(),
    method: act.method,
    act: fields,
    signature,
    rest: [...act.rest],
  };
}

/**
 * Carries signed acts of one contract in one transaction; what fails is skipped and named in the outcome's events.
 * @throws NeoguildError `ActElsewhere`, `ActUnsigned`, `ActMalformed`
 */
export async function carry(nation: Nation, carrier: Signer, acts: readonly SignedAct[]): Promise<Outcome> {
  const [first] = acts;
  if (first === undefined) throw new TypeError("nothing to carry");
  for (const signed of acts) checkDestination(nation, signed);
  const contract = contractOf(nation, first.contract);
  const calls = acts.map((signed) => callOf(contract, signed));
  return send(nation, contract.connect(carrier), "carry", [calls]);
}

/**
 * The call that carries a signed act. To the contracts an act or a consent without a signature is that of whoever sends
 * it, so carrying a stranger's file could make the carrier resign, pay or give their key away: neither may be empty.
 */
function callOf(contract: BaseContract, signed: SignedAct): string {
  const { method, act, signature, rest } = signed;
  const [fragment, data] = encoded(contract, signed, [act, signature, ...rest]);
  const unsigned = fragment.inputs.slice(1).find(({ name }, index) => {
    const bytes = [signature, ...rest][index];
    return (name === "signature" || name === "consent") && !(typeof bytes === "string" && SIGNED.test(bytes));
  });
  if (unsigned === undefined) return data;
  throw new NeoguildError({
    code: "ActUnsigned",
    message: `an act "${method}" of ${signed.contract} comes without its ${unsigned.name}: it would be the carrier's own`,
    remedy: "Nothing was sent. Ask its author to sign it, and do not carry what you cannot trust.",
  });
}

function encoded(contract: BaseContract, signed: SignedAct, args: readonly unknown[]): [FunctionFragment, string] {
  try {
    const fragment = contract.interface.getFunction(signed.method);
    if (fragment !== null) return [fragment, contract.interface.encodeFunctionData(fragment, args)];
  } catch (cause) {
    throw malformed(signed, cause);
  }
  throw malformed(signed);
}

function malformed({ contract, method }: SignedAct, cause?: unknown): NeoguildError {
  return new NeoguildError(
    {
      code: "ActMalformed",
      message: `"${method}" with these fields is no act of ${contract}`,
      remedy: "Nothing was sent. Have the act signed again with the option --sign of its task.",
    },
    { cause },
  );
}

/**
 * Sends a transaction that is no act (anybody may call it) and waits for what happened.
 * @throws NeoguildError what the contract refused, why, and what to do
 */
export async function send(
  nation: Nation,
  contract: BaseContract,
  method: string,
  args: readonly unknown[],
): Promise<Outcome> {
  try {
    const response = await contract.getFunction(method).send(...(await withGas(contract, method, args)));
    const receipt = await waitForReceipt(nation.provider, response.hash);
    if (receipt.status === 0) {
      // Asked again, the contract says why; unless it would no longer refuse.
      await contract.getFunction(method).staticCall(...args);
      throw reverted(receipt.hash);
    }
    return { receipt, events: eventsOf(nation, receipt) };
  } catch (error) {
    const { explainRevert } = await import("./reverts.ts");
    throw explainRevert(error);
  }
}

/** The arguments, with a limit of gas that will do also when it is mined a little later, unless they have one. */
async function withGas(contract: BaseContract, method: string, args: readonly unknown[]): Promise<unknown[]> {
  const called = contract.getFunction(method);
  const takes = called.fragment.inputs.length;
  const overrides = (args[takes] ?? {}) as Overrides;
  const gasLimit = overrides.gasLimit ?? ampleGas(await called.estimateGas(...args));
  return [...args.slice(0, takes), { ...overrides, gasLimit }];
}

function reverted(hash: string): NeoguildError {
  return new NeoguildError({
    code: "TransactionReverted",
    message: `transaction ${hash} failed on chain, for a reason that is gone by now`,
    remedy: "Nothing was changed. Run the command again; if it fails again, it says why.",
  });
}

/** The events of the nation's contracts in a receipt, in order; the logs of others are left out. */
export function eventsOf(nation: Nation, receipt: TransactionReceipt): NationEvent[] {
  const known = new Map(everyContract(nation).map((one) => [one.address, one]));
  return receipt.logs.flatMap((log) => {
    const found = known.get(log.address);
    const parsed = found?.contract.interface.parseLog(log) ?? null;
    return found === undefined || parsed === null
      ? []
      : [{ contract: found.name, name: parsed.name, args: parsed.args.toObject() as Record<string, unknown> }];
  });
}

/** The events of a name in an outcome, in order. */
export function eventsNamed(outcome: Outcome, name: string): NationEvent[] {
  return outcome.events.filter((event) => event.name === name);
}

/** The event of a name that an outcome must hold. @throws TypeError if it does not */
export function eventNamed(outcome: Outcome, name: string): NationEvent {
  const event = outcome.events.find((candidate) => candidate.name === name);
  if (event === undefined) throw new TypeError(`no event ${name} in transaction ${outcome.receipt.hash}`);
  return event;
}

/** The contract that an act is of. @throws NeoguildError `ContractUnknown` */
export function contractOf(nation: Nation, name: ContractName | BankName): BaseContract {
  const found = contractNamed(nation, name);
  if (found !== undefined) return found.contract;
  throw new NeoguildError({
    code: "ContractUnknown",
    message: `${nation.name} has no contract ${name}`,
    remedy: "See which there are with 'npx hardhat nation:show'.",
  });
}

async function completed(nation: Nation, author: Author, act: Act): Promise<Record<string, unknown>> {
  return {
    by: author.id,
    nonce: BigInt(`0x${randomBytes(32).toString("hex")}`),
    deadline: (await nation.clock()) + ACT_VALIDITY,
    ...act.fields,
  };
}

/** Checks that a signed act is for this nation on this chain. @throws NeoguildError `ActElsewhere` */
export function checkDestination(nation: Nation, signed: SignedAct): void {
  const address = contractNamed(nation, signed.contract)?.address;
  if (signed.chainId === nation.chainId.toString() && signed.address === address) return;
  throw new NeoguildError({
    code: "ActElsewhere",
    message: `this act was signed for ${signed.contract} at ${signed.address} on chain ${signed.chainId}`,
    remedy: `Here is chain ${nation.chainId}, ${signed.contract} at ${address ?? "no address"}; carry it to where it was signed for.`,
  });
}
