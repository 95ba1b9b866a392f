import { isHexString, parseUnits, type Interface, type ParamType } from "ethers";
import { z } from "zod";

import { solidityName, type Nation } from "../connect.ts";
import { everyContract } from "../contracts.ts";
import { NeoguildError } from "../errors.ts";
import { parseDuration, parseShare } from "../units.ts";

/**
 * What a decision would do, as people write it: `{ "contract": "ContributionLedger", "function": "setTerms", "arguments":
 * { … } }`, with the arguments by their names in the contract, durations as `90d` and shares as `80%`; or a payment or
 * call to any address.
 */
const action = z.union([
  z.strictObject({
    contract: z.string(),
    function: z.string(),
    arguments: z.record(z.string(), z.unknown()).default({}),
    /** Coin sent along, such as "1.5". */
    value: z.string().default("0"),
  }),
  z.strictObject({
    to: z.string().regex(/^0x[0-9a-fA-F]{40}$/, "an address is 0x and 40 hexadecimal digits"),
    value: z.string().default("0"),
    data: z.string().default("0x"),
  }),
]);

/** The file of a decision: what it is for, and what it does, in order. */
export const decisionFile = z.strictObject({
  description: z.string().min(1, "say what is to be decided, and why"),
  actions: z.array(action).min(1, "a decision does at least one thing"),
});

export type Action = z.output<typeof action>;

/** Calls as the contracts take and the logs give them. */
export interface PlainCalls {
  readonly targets: string[];
  readonly values: bigint[];
  readonly calldatas: string[];
}

/**
 * The calls of actions.
 * @param by For an act of a guild: its agent id, filled in where an act names its author.
 * @throws NeoguildError `ActionInvalid` with the path of what is wrong
 */
export function callsOf(nation: Nation, actions: readonly Action[], by?: bigint): PlainCalls {
  const calls = actions.map((one, index) => {
    const path = `actions.${index}`;
    const value = coin(one.value, `${path}.value`);
    if ("to" in one) return { target: one.to, value, data: bytesOf(one.data, `${path}.data`) };
    const all = everyContract(nation);
    const found = all.find(({ name }) => name === one.contract || solidityName(name) === one.contract);
    if (found === undefined) {
      const names = all.map(({ name }) => solidityName(name)).join(", ");
      throw invalid(`${path}.contract`, `there is no contract "${one.contract}": ${names}`);
    }
    const { name, address: target } = found;
    const abi: Interface = found.contract.interface;
    const fragment = abi.getFunction(one.function);
    if (fragment === null) throw invalid(`${path}.function`, `${solidityName(name)} has no function "${one.function}"`);
    const args = fragment.inputs.map((input) =>
      argument(input, withAuthor(one.arguments, input, by), `${path}.arguments`),
    );
    return {
      target,
      value,
      data: abi.encodeFunctionData(fragment, args),
    };
  });
  return {
    targets: calls.map(({ target }) => target),
    values: calls.map(({ value }) => value),
    calldatas: calls.map(({ data }) => data),
  };
}

/** An act's author, nonce, deadline and (empty) signature need not be written: the guild's account itself sends it. */
function withAuthor(
  given: Readonly<Record<string, unknown>>,
  input: ParamType,
  by: bigint | undefined,
): Record<string, unknown> {
  const isAct = input.components?.[0]?.name === "by";
  if (by === undefined) return given;
  if (input.name === "signature") return { signature: "0x", ...given };
  if (!isAct) return given;
  const defaults = { by: by.toString(), nonce: "0", deadline: ((1n << 40n) - 1n).toString() };
  return { [input.name]: { ...defaults, ...((given[input.name] ?? given) as Record<string, unknown>) } };
}

function argument(type: ParamType, given: Readonly<Record<string, unknown>>, path: string): unknown {
  const here = `${path}.${type.name}`;
  if (!(type.name in given)) throw invalid(here, `is missing (${type.type})`);
  return coerced(type, given[type.name], here);
}

function coerced(type: ParamType, value: unknown, path: string): unknown {
  if (type.baseType === "tuple") {
    if (typeof value !== "object" || value === null) throw invalid(path, "an object with named fields is due here");
    const fields = value as Readonly<Record<string, unknown>>;
    return (type.components ?? []).map((field) => argument(field, fields, path));
  }
  const { arrayChildren } = type;
  if (arrayChildren !== null) {
    if (!Array.isArray(value)) throw invalid(path, "a list is due here");
    return value.map((item, index) => coerced(arrayChildren, item, `${path}.${index}`));
  }
  if (/^u?int/.test(type.type)) return integer(value, path);
  if (type.type === "bool") {
    if (typeof value !== "boolean") throw invalid(path, "true or false is due here");
    return value;
  }
  if (typeof value !== "string") throw invalid(path, `a text in quotes is due here (${type.type})`);
  if (type.type !== "string" && !isHexString(value))
    throw invalid(path, `0x and hexadecimal digits are due here (${type.type})`);
  return value;
}

/** Coin in wei. */
function coin(text: string, path: string): bigint {
  if (/^\d+(\.\d{1,18})?$/.test(text)) return parseUnits(text, 18);
  throw invalid(path, 'coin is written like "1.5", with up to 18 decimals');
}

function bytesOf(text: string, path: string): string {
  if (isHexString(text, true)) return text;
  throw invalid(path, "0x and pairs of hexadecimal digits are due here");
}

function integer(value: unknown, path: string): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^\d+$/.test(value)) return BigInt(value);
  if (typeof value === "string" && value.endsWith("%")) return parseShare(value);
  if (typeof value === "string") return parseDuration(value);
  throw invalid(path, "a whole number, a duration such as 90d or a share such as 80% is due here");
}

function invalid(path: string, rule: string): NeoguildError {
  return new NeoguildError({
    code: "ActionInvalid",
    message: `${path}: ${rule}`,
    remedy: "Mend this place in the file and run the command again; nothing was sent.",
  });
}
