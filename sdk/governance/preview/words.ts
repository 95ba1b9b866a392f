import { formatUnits, getAddress, id, type Interface, type LogDescription, type ParamType } from "ethers";

import { parseCall, parseLog } from "../../legible.ts";
import { NATIVE, type TokenView } from "../../treasury/tokens.ts";
import { formatDuration, formatMoment, formatShare } from "../../units.ts";
import type { AmountChange, ViewChange } from "./changes.ts";
import type { PlainLog } from "./copy.ts";
import type { Simulated } from "./simulate.ts";
import { STANDARD, TOKEN } from "./standards.ts";

// What a simulated decision changes, in words. Nothing here asks a chain.

/** A contract of the nation. */
export interface Known {
  readonly address: string;
  /** Its Solidity name. */
  readonly name: string;
  readonly abi: Interface;
}

/** Whom and what the words are about. */
export interface Vocabulary {
  readonly contracts: readonly Known[];
  /** Agents by the address of their key or account, such as `agent 3`. */
  readonly agents: ReadonlyMap<string, string>;
  readonly tokens: ReadonlyMap<string, TokenView>;
}

/** What a decision changes, one line each. */
export interface Effects {
  readonly balances: string[];
  readonly parameters: string[];
  /** Who holds a role, sits in a seat or owns a contract. */
  readonly powers: string[];
  /** What the contracts say of it, in order. */
  readonly records: string[];
  /** What changes without a word: of no contract that we know, or code. */
  readonly unread: string[];
}

const UNKNOWN = "a contract outside the nation";
/** Later than this a `uint40` means never. */
const FOR_EVER = 253_402_300_800n;
/** Before this a `uint40` is no date but a count. */
const FIRST_DATE = 1_000_000_000n;

const DURATIONS =
  /(delay|period|window|term|interval|length|validity|grace|halfLife|rest|probation|notice|longest\w*)_?$/i;
const POWERS = /(seat|role|owner|holder|admin|officer|founder|issuer|timelock|implementation|speaker|Seat\w*)(\(|_|$)/i;
const POWER_EVENTS = /(Role|Seat|Ownership|Officer|Issuer|Admin|Upgraded|Speaker|Seated|Appointed|Dismissed)/;

const ROLES = new Map(
  ["PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE", "MINTER_ROLE", "PAUSER_ROLE", "UPGRADER_ROLE"]
    .map((name): [string, string] => [id(name), name])
    .concat([[`0x${"0".repeat(64)}`, "DEFAULT_ADMIN_ROLE"]]),
);

/** An account as people know it. */
export function accountInWords(address: string, { contracts, agents }: Vocabulary): string {
  const contract = contracts.find((one) => one.address === address);
  if (contract?.name === "TimelockController") return "the nation's timelock";
  return contract?.name ?? agents.get(address) ?? address;
}

/** Everything a decision changes. */
export function effectsInWords(simulated: Simulated, words: Vocabulary): Effects {
  const views = simulated.views.flatMap((change) => viewInWords(change, words));
  const records = simulated.logs.map((log) => recordInWords(log, words));
  return {
    balances: simulated.amounts.map((change) => amountInWords(change, words)),
    parameters: views.filter(({ power }) => !power).map(({ line }) => line),
    powers: [
      ...views.filter(({ power }) => power).map(({ line }) => line),
      ...records.filter(({ power }) => power).map(({ line }) => line),
    ],
    records: records.map(({ line }) => line),
    unread: unreadInWords(simulated, words),
  };
}

/** `Reserve: 10 ETH → 7 ETH (-3 ETH)`. */
function amountInWords({ token, account, spender, before, after }: AmountChange, words: Vocabulary): string {
  const view = tokenIn(token, words);
  const whose =
    spender === undefined
      ? accountInWords(account, words)
      : `what ${accountInWords(spender, words)} may take from ${accountInWords(account, words)}`;
  const change = `${after > before ? "+" : "-"}${units(after > before ? after - before : before - after, view)}`;
  // Everybody may call their token as they like.
  const where = token === NATIVE || view.symbol === token ? "" : ` at ${token}`;
  return `${whose}: ${units(before, view)} → ${units(after, view)} (${change})${where}`;
}

function tokenIn(token: string, { tokens }: Vocabulary): TokenView {
  return tokens.get(token) ?? { address: token, symbol: token, decimals: 0 };
}

/** Every digit that there is: what is shown is what is paid. */
function units(amount: bigint, { decimals, symbol }: TokenView): string {
  if (amount === 2n ** 256n - 1n) return `no limit of ${symbol}`;
  return `${formatUnits(amount, decimals).replace(/\.0$/, "")} ${symbol}`;
}

interface Line {
  readonly line: string;
  readonly power: boolean;
}

function viewInWords(change: ViewChange, words: Vocabulary): Line[] {
  const contract = words.contracts.find(({ address }) => address === change.address);
  const name = contract?.name ?? change.address;
  const before = leaves(change.outputs, change.before);
  const after = leaves(change.outputs, change.after);
  const token = tokenNamed(change.inputs, change.args);
  const view = `${change.view}${argumentsInWords(change, words)}`;
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was !== undefined && is !== undefined && was.raw === is.raw) return [];
    const told = (leaf: Leaf | undefined) =>
      leaf === undefined ? "nothing" : leafInWords(leaf, token, words, change.view);
    return [
      {
        line: `${name}.${view}${path}: ${told(was)} → ${told(is)}`,
        power: POWERS.test(`${change.view}${path}`),
      },
    ];
  });
}

/** What a view is asked about: `(Reserve, setTerms)`. */
function argumentsInWords({ inputs, args }: ViewChange, words: Vocabulary): string {
  if (inputs.length === 0) return "";
  return `(${inputs.map((input, index) => valueInWords(input, args[index], words)).join(", ")})`;
}

/** What a view says of a token is an amount of it. */
function leafInWords({ param, value, path }: Leaf, token: string | undefined, words: Vocabulary, view: string): string {
  if (token !== undefined && path === "" && /^uint(128|256)$/.test(param.type)) {
    return units(value as bigint, tokenIn(token, words));
  }
  return valueInWords(param, value, words, path === "" ? view : path);
}

interface Leaf {
  readonly path: string;
  readonly param: ParamType;
  readonly value: unknown;
  readonly raw: string;
}

/** The single values in what a view returns, by their path. */
function leaves(outputs: readonly ParamType[], values: readonly unknown[] | undefined): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  const walk = (param: ParamType, value: unknown, path: string): void => {
    if (param.baseType === "tuple") {
      (param.components ?? []).forEach((field, index) => {
        walk(field, (value as readonly unknown[])[index], `${path}.${field.name}`);
      });
      return;
    }
    const { arrayChildren } = param;
    if (arrayChildren !== null) {
      (value as readonly unknown[]).forEach((item, index) => walk(arrayChildren, item, `${path}[${index}]`));
      return;
    }
    found.set(path, { path, param, value, raw: String(value) });
  };
  values?.forEach((value, index) => {
    const output = outputs[index];
    if (output === undefined) return;
    walk(output, value, outputs.length === 1 || output.name === "" ? "" : `.${output.name}`);
  });
  return found;
}

/** A value with what it means: `8000 (80%)`, `604800 (7 days)`, `the nation's timelock`. The bytes are shown beside. */
export function valueInWords(param: ParamType, value: unknown, words: Vocabulary, path = param.name): string {
  if (param.baseType === "tuple") {
    return `(${fieldsInWords(param.components ?? [], value as readonly unknown[], words)})`;
  }
  const { arrayChildren } = param;
  if (arrayChildren !== null) {
    return `[${(value as readonly unknown[]).map((item) => valueInWords(arrayChildren, item, words, path)).join(", ")}]`;
  }
  if (param.type === "address") {
    const address = getAddress(String(value));
    if (address === NATIVE) return /token/i.test(path) ? "the native coin" : "nobody";
    const account = accountInWords(address, words);
    return account === address ? address : account;
  }
  if (param.type === "bytes32") return ROLES.get(String(value)) ?? String(value);
  if (param.type === "bytes4") return selectorInWords(String(value), words);
  if (param.type === "string") return `"${String(value)}"`;
  if (typeof value !== "bigint") return String(value);
  const meaning = meaningOf(param, value, path);
  return meaning === undefined ? value.toString() : `${value} (${meaning})`;
}

/** Values with their names; what stands beside a token is an amount of it. */
function fieldsInWords(
  params: readonly ParamType[],
  values: readonly unknown[],
  words: Vocabulary,
  token = tokenNamed(params, values),
): string {
  return params
    .map((param, index) => {
      const value = values[index];
      const isAmount = token !== undefined && typeof value === "bigint" && isSum(param);
      return `${param.name}: ${isAmount ? units(value, tokenIn(token, words)) : valueInWords(param, value, words)}`;
    })
    .join(", ");
}

function meaningOf({ type }: ParamType, value: bigint, path: string): string | undefined {
  if (/bps$/i.test(path)) return formatShare(value);
  if (type === "uint40" || /(At|Until|eta|snapshot|deadline)$/.test(path)) {
    if (value < FIRST_DATE) return undefined;
    return value >= FOR_EVER ? "for ever" : formatMoment(value);
  }
  if (type === "uint32" && DURATIONS.test(path) && value >= 60n) return formatDuration(value);
  return undefined;
}

function selectorInWords(selector: string, { contracts }: Vocabulary): string {
  const names = new Set(
    contracts.flatMap(({ abi }) => {
      const fragment = abi.getFunction(selector);
      return fragment === null ? [] : [fragment.name];
    }),
  );
  return names.size === 0 ? selector : `${selector} (${[...names].join(" or ")})`;
}

/** What a contract wrote about it: `Reserve says Spent: to 5 (agent 5), token …`. */
function recordInWords(log: PlainLog, words: Vocabulary): Line {
  const address = getAddress(log.address);
  const contract = words.contracts.find((one) => one.address === address);
  const parsed = eventIn(log, contract);
  const who = contract?.name ?? `${tokenName(address, words) ?? UNKNOWN} ${address}`;
  if (parsed === null) {
    return { line: `${who} writes what we cannot read: ${log.topics.join(" ")} ${log.data}`, power: false };
  }
  const token = tokenNamed(parsed.fragment.inputs, parsed.args) ?? (contract === undefined ? address : undefined);
  const fields = parsed.fragment.inputs.map((input, index) => {
    const value: unknown = parsed.args[index];
    const isAmount = token !== undefined && typeof value === "bigint" && isSum(input);
    const shown = isAmount ? units(value, tokenIn(token, words)) : valueInWords(input, value, words);
    return `${input.name} ${shown}`;
  });
  const power = POWER_EVENTS.test(parsed.name);
  return { line: `${who}: ${parsed.name}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`, power };
}

function eventIn(log: PlainLog, contract: Known | undefined): LogDescription | null {
  if (contract !== undefined) return parseLog(contract.abi, log);
  return parseLog(TOKEN, log) ?? parseLog(STANDARD, log);
}

/** The token that some arguments name. */
function tokenNamed(inputs: readonly ParamType[], args: readonly unknown[]): string | undefined {
  const index = inputs.findIndex(({ name, type }) => /^token_?$/.test(name) && type === "address");
  return index === -1 ? undefined : getAddress(String(args[index]));
}

function isSum({ name, type }: ParamType): boolean {
  return /^uint(128|256)$/.test(type) && /^(amount|value|wad|fee|sum|received|paid)$/i.test(name);
}

function tokenName(address: string, { tokens }: Vocabulary): string | undefined {
  const symbol = tokens.get(address)?.symbol;
  return symbol === undefined || symbol === address ? undefined : `token ${symbol}`;
}

/** What no view and no event of ours explains. */
function unreadInWords({ state, logs }: Simulated, words: Vocabulary): string[] {
  return state.flatMap(({ address, slots, code }) => {
    const known = words.contracts.find((one) => one.address === address);
    const name = known?.name ?? `${tokenName(address, words) ?? UNKNOWN} ${address}`;
    const silent = known !== undefined && !logs.some((log) => getAddress(log.address) === address);
    return [
      ...(code ? [`${name}: its code changes`] : []),
      ...(slots > 0 && (known === undefined || silent)
        ? [`${name}: ${slots} ${slots === 1 ? "word" : "words"} of its storage ${slots === 1 ? "changes" : "change"}`]
        : []),
    ];
  });
}

/** A call as people read it, and whether it leaves the nation's own contracts. */
export function callInWords(
  call: { readonly target: string; readonly value: bigint; readonly data: string },
  words: Vocabulary,
): { line: string; outside: boolean } {
  const target = getAddress(call.target);
  const contract = words.contracts.find(({ address }) => address === target);
  const coin = call.value === 0n ? "" : `, with ${units(call.value, tokenIn(NATIVE, words))}`;
  if (call.data === "0x" && call.value > 0n) {
    const to = accountInWords(target, words);
    const outside = contract === undefined;
    return {
      line: `pay ${units(call.value, tokenIn(NATIVE, words))} to ${to}${to === target ? "" : ` (${target})`}`,
      outside,
    };
  }
  const parsed = parseCall(contract?.abi ?? TOKEN, call.data);
  if (parsed === null) {
    return { line: `call ${contract?.name ?? target} with ${call.data}${coin}`, outside: contract === undefined };
  }
  const isToken = contract === undefined;
  const args = fieldsInWords(parsed.fragment.inputs, parsed.args, words, isToken ? target : undefined);
  const name = contract?.name ?? tokenName(target, words) ?? target;
  return {
    line: `${name}.${parsed.name}(${args})${coin}${isToken ? ` at ${target}, read as a token's` : ""}`,
    outside: isToken,
  };
}
