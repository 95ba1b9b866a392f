import { FunctionFragment, getAddress, zeroPadValue, type Interface, type ParamType } from "ethers";

import { solidityName, type Nation } from "../../connect.ts";
import { everyContract } from "../../contracts.ts";
import { parseCall, parseLog } from "../../legible.ts";
import { NATIVE } from "../../treasury/tokens.ts";
import type { PlainCalls } from "../actions.ts";
import type { Copy, PlainLog } from "./copy.ts";
import { PROXY, STANDARD, TOKEN } from "./standards.ts";

// Compares a copy of the chain before and after a run. What is read is found in what the run left: the state it changed
// and the events it wrote.

/** A setting or an entry that anybody can read, before and after. */
export interface ViewChange {
  readonly address: string;
  /** Its name, such as `terms` or `ruleAt`, and what it is asked about. */
  readonly view: string;
  readonly inputs: readonly ParamType[];
  readonly args: readonly unknown[];
  readonly outputs: readonly ParamType[];
  /** The values, as the ABI decodes them; undefined where the contract refuses to say. */
  readonly before: readonly unknown[] | undefined;
  readonly after: readonly unknown[] | undefined;
}

/** What an account holds of a token, or may take of another's, before and after. */
export interface AmountChange {
  /** The zero address for the native coin. */
  readonly token: string;
  readonly account: string;
  /** Of an allowance, who may take it. */
  readonly spender?: string;
  readonly before: bigint;
  readonly after: bigint;
}

/** Words of an account's storage that changed, and whether its code did. */
export interface StateChange {
  readonly address: string;
  readonly slots: number;
  readonly code: boolean;
}

/** All that a run changed. */
export interface Changes {
  readonly views: readonly ViewChange[];
  readonly amounts: readonly AmountChange[];
  readonly state: readonly StateChange[];
}

/** Accounts before and after a transaction, as the node's tracer tells them: only what differs. */
export interface StateDiff {
  readonly pre: Accounts;
  readonly post: Accounts;
}

interface Accounts {
  readonly [address: string]: {
    readonly balance?: string;
    readonly code?: string;
    readonly storage?: Readonly<Record<string, string>>;
  };
}

/** What was run, between which two blocks, and what of it is no change of the decision's. */
interface Run {
  readonly calls: PlainCalls;
  readonly logs: readonly PlainLog[];
  readonly diff: StateDiff;
  /** A word that the trial itself leaves behind. */
  readonly footprint: { readonly address: string; readonly slot: string };
  readonly before: string;
  readonly after: string;
}

/** Where to look for changes. */
interface Reading extends Pick<Run, "calls" | "logs" | "before" | "after"> {
  readonly touched: readonly Touched[];
}

/** A contract whose state changed or that spoke or was called. */
interface Touched {
  readonly address: string;
  readonly abi: Interface;
  /** Its Solidity name, if it is the nation's. */
  readonly known: string | undefined;
}

/** Compares what anybody can read of the copy before and after a run. */
export async function changesOf(copy: Copy, nation: Nation, run: Run): Promise<Changes> {
  const state = stateChanges(run.diff, run.footprint);
  const reading = { ...run, touched: touchedBy(nation, run, state) };
  const views = await changedViews(copy, reading);
  return { views, amounts: [...coinChanges(run.diff), ...(await tokenChanges(copy, nation, reading))], state };
}

function stateChanges({ pre, post }: StateDiff, footprint: Run["footprint"]): StateChange[] {
  const all = [...new Set([...Object.keys(pre), ...Object.keys(post)])];
  return all.flatMap((account) => {
    const address = getAddress(account);
    const slots = new Set([...Object.keys(pre[account]?.storage ?? {}), ...Object.keys(post[account]?.storage ?? {})]);
    if (address === footprint.address) slots.delete(footprint.slot);
    // Code is named in `post` only where it is new; an account that is gone is named in `pre` alone.
    const code = post[account]?.code !== undefined || (post[account] === undefined && pre[account]?.code !== undefined);
    return slots.size === 0 && !code ? [] : [{ address, slots: slots.size, code }];
  });
}

function coinChanges({ pre, post }: StateDiff): AmountChange[] {
  return Object.entries(post).flatMap(([account, { balance }]) => {
    const [before, after] = [BigInt(pre[account]?.balance ?? 0), BigInt(balance ?? pre[account]?.balance ?? 0)];
    return before === after ? [] : [{ token: NATIVE, account: getAddress(account), before, after }];
  });
}

function touchedBy(nation: Nation, { calls, logs }: Run, state: readonly StateChange[]): Touched[] {
  const addresses = new Set([
    ...state.map(({ address }) => address),
    ...logs.map(({ address }) => address),
    ...calls.targets.map((target) => getAddress(target)),
  ]);
  return [...addresses].map((address) => {
    const found = everyContract(nation).find((one) => one.address === address);
    return {
      address,
      abi: found?.contract.interface ?? STANDARD,
      known: found === undefined ? undefined : solidityName(found.name),
    };
  });
}

/** Of each touched contract all it says unasked, and what it says of the things that its calls and events named. */
async function changedViews(copy: Copy, reading: Reading): Promise<ViewChange[]> {
  const { touched, before, after } = reading;
  const changes: ViewChange[] = [];
  for (const { address, abi, known } of touched) {
    const named = namedThings(reading, address, abi);
    for (const { fragment, args } of viewsOf(abi, named)) {
      const data = abi.encodeFunctionData(fragment, args);
      const [was, is] = await Promise.all([copy.read(address, data, before), copy.read(address, data, after)]);
      if (was === is) continue;
      const { name: view, inputs, outputs } = fragment;
      const decoded = (answer: string | undefined) => decodedBy(abi, fragment, answer);
      changes.push({ address, view, inputs, args, outputs, before: decoded(was), after: decoded(is) });
    }
    if (known !== undefined) continue;
    for (const [view, slot] of PROXY) {
      const words = await Promise.all(
        [before, after].map(async (block) => String(await copy.ask("eth_getStorageAt", address, slot, block))),
      );
      if (words[0] === words[1]) continue;
      const [was, is] = words.map((word) => [getAddress(`0x${word.slice(-40)}`)]);
      const outputs = STANDARD.getFunction("owner")?.outputs ?? [];
      changes.push({ address, view, inputs: [], args: [], outputs, before: was, after: is });
    }
  }
  return changes;
}

function decodedBy(abi: Interface, fragment: FunctionFragment, answer: string | undefined): unknown[] | undefined {
  if (answer === undefined || answer === "0x") return undefined;
  try {
    return abi.decodeFunctionResult(fragment, answer).toArray(true) as unknown[];
  } catch {
    return undefined;
  }
}

/** What a contract's own events and the calls made to it name: `rule`, `token`, `loan` … with their types and values. */
function namedThings({ calls, logs }: Reading, address: string, abi: Interface): Map<string, unknown>[] {
  const fromLogs = logs.flatMap((log) => {
    const parsed = log.address === address ? parseLog(abi, log) : null;
    return parsed === null ? [] : [thingsIn(parsed.fragment.inputs, parsed.args)];
  });
  const fromCalls = calls.targets.flatMap((target, index) => {
    if (getAddress(target) !== address) return [];
    const parsed = parseCall(abi, calls.calldatas[index] ?? "0x");
    return parsed === null ? [] : [thingsIn(parsed.fragment.inputs, parsed.args)];
  });
  return [...fromLogs, ...fromCalls];
}

function thingsIn(inputs: readonly ParamType[], values: readonly unknown[]): Map<string, unknown> {
  return new Map(inputs.map((input, index) => [thing(input), values[index]]));
}

function thing({ name, type }: ParamType): string {
  return `${type} ${name.replace(/_$/, "")}`;
}

/** The views of a contract that need nothing, and those whose every argument is among the things named together. */
function viewsOf(
  abi: Interface,
  named: readonly ReadonlyMap<string, unknown>[],
): { fragment: FunctionFragment; args: unknown[] }[] {
  const views = abi.fragments.filter((fragment) => FunctionFragment.isFragment(fragment)).filter(isView);
  return views.flatMap((fragment) => {
    if (fragment.inputs.length === 0) return [{ fragment, args: [] }];
    const keys = fragment.inputs.map(thing);
    const found = named.filter((things) => keys.every((key) => things.has(key)));
    const each = new Map(found.map((things) => keys.map((key) => things.get(key))).map((args) => [String(args), args]));
    return [...each.values()].map((args) => ({ fragment, args }));
  });
}

function isView({ stateMutability, outputs }: FunctionFragment): boolean {
  return stateMutability === "view" && outputs.length > 0;
}

/** Balances and allowances in every token that was touched, of everybody who was named. */
async function tokenChanges(copy: Copy, nation: Nation, reading: Reading): Promise<AmountChange[]> {
  const { touched, logs, calls, before, after } = reading;
  const tokens = touched.filter(({ known }) => known === undefined).map(({ address }) => address);
  if (tokens.length === 0) return [];
  const accounts = new Set(everyContract(nation).map(({ address }) => address));
  const pairs = new Map<string, [owner: string, spender: string]>();
  for (const log of logs) {
    for (const topic of log.topics.slice(1)) if (isAddress(topic)) accounts.add(getAddress(`0x${topic.slice(-40)}`));
    const parsed = parseLog(TOKEN, log);
    if (parsed?.name === "Approval") {
      const pair: [string, string] = [String(parsed.args[0]), String(parsed.args[1])];
      pairs.set(String(pair), pair);
    }
  }
  for (const data of calls.calldatas) {
    const words = data.slice(10).match(/.{64}/g) ?? [];
    for (const word of words) if (isAddress(`0x${word}`)) accounts.add(getAddress(`0x${word.slice(-40)}`));
  }
  for (const { address } of touched) accounts.add(address);
  for (const spender of accounts)
    pairs.set(`${nation.addresses.timelock},${spender}`, [nation.addresses.timelock, spender]);

  const amount = async (token: string, data: string, block: string) => {
    const answer = await copy.read(token, data, block);
    return answer?.length === 66 ? BigInt(answer) : undefined;
  };
  const changes: AmountChange[] = [];
  const compare = async (token: string, data: string, of: Pick<AmountChange, "account" | "spender">) => {
    const [was, is] = await Promise.all([amount(token, data, before), amount(token, data, after)]);
    if (was !== undefined && is !== undefined && was !== is) changes.push({ token, ...of, before: was, after: is });
  };
  for (const token of tokens) {
    if ((await amount(token, TOKEN.encodeFunctionData("balanceOf", [token]), after)) === undefined) continue;
    for (const account of accounts) await compare(token, TOKEN.encodeFunctionData("balanceOf", [account]), { account });
    for (const [account, spender] of pairs.values()) {
      await compare(token, TOKEN.encodeFunctionData("allowance", [account, spender]), { account, spender });
    }
  }
  return changes;
}

/** A word whose first twelve bytes are zero and that is not small: most likely an account. */
function isAddress(word: string): boolean {
  return word.startsWith(zeroPadValue("0x", 12)) && BigInt(word) > 2n ** 64n;
}
