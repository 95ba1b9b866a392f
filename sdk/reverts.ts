import { ErrorFragment, isError, isHexString, type ErrorDescription } from "ethers";

import { NeoguildError, type Problem } from "./errors.ts";
import { LegibleInterface } from "./legible.ts";
import { plain } from "./plain.ts";
import { nodeRefused } from "./provider.ts";
import { remedyFor } from "./remedies.ts";
import * as bindings from "../typechain-types/index.ts";

/** Of the tokens that nations are paid in (ERC-6093); none of our contracts declares them. */
const TOKEN_ERRORS = [
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
  "error ERC20InvalidApprover(address approver)",
  "error ERC20InvalidReceiver(address receiver)",
  "error ERC20InvalidSender(address sender)",
  "error ERC20InvalidSpender(address spender)",
];

/** Every custom error of every contract, ours and the libraries' we build on: one that bubbles up is decoded too. */
const errors = new LegibleInterface([
  ...TOKEN_ERRORS,
  ...Object.values(bindings)
    .flatMap((binding) => ("abi" in binding ? (binding.abi as readonly { type: string; name?: string }[]) : []))
    .filter(({ type }) => type === "error"),
]);

/** The custom error in revert data, or `undefined` if it is none of ours or lacks some of its arguments. */
export function decodeRevert(data: string): ErrorDescription | undefined {
  try {
    const decoded = errors.parseError(data) ?? undefined;
    // Arguments are decoded when they are read.
    decoded?.args.toArray(true);
    return decoded;
  } catch {
    return undefined;
  }
}

/** The names of those errors, with their arguments' names. */
export function knownErrors(): { name: string; args: string[] }[] {
  return errors.fragments.flatMap((fragment) =>
    fragment instanceof ErrorFragment ? [{ name: fragment.name, args: fragment.inputs.map(({ name }) => name) }] : [],
  );
}

/** What a custom error means and what to do about it. Its words may be anybody's, so they move no cursor. */
export function problemOf(error: ErrorDescription): Problem {
  const args = error.fragment.inputs.map(({ name }, index): [string, unknown] => [
    name || `${index}`,
    told(error.args[index]),
  ]);
  const known = remedyFor(error.name, Object.fromEntries(args));
  const docs = `docs/errors.md#${error.name.toLowerCase()}`;
  if (known !== undefined) return { code: error.name, ...known, docs };
  const message = `the contract refused: ${error.name}(${args.map(([, value]) => String(value)).join(", ")})`;
  return {
    code: error.name,
    message,
    remedy: "It is no error of the nation's contracts: ask who wrote the one called.",
  };
}

/**
 * Turns whatever a call or a transaction threw into a `NeoguildError`: a contract's refusal with its remedy, or a fault of
 * the node or the account in plain words. What we cannot explain is returned as it came.
 */
export function explainRevert(error: unknown): unknown {
  if (error instanceof NeoguildError) return error;
  const data = revertDataIn(error);
  const decoded = data === undefined ? undefined : decodeRevert(data);
  if (decoded !== undefined) return new NeoguildError(problemOf(decoded), { cause: error });
  if (isError(error, "CALL_EXCEPTION")) return refusedUnknown(error, data);
  if (isError(error, "INVALID_ARGUMENT")) {
    const problem = { code: "ArgumentInvalid", message: plain(`${error.shortMessage}: ${String(error.value)}`) };
    return new NeoguildError(
      { ...problem, remedy: "Check the options; mixed case in an address must match its checksum." },
      { cause: error },
    );
  }
  if (isError(error, "INSUFFICIENT_FUNDS") || saysNoFunds(error)) {
    const problem = { code: "FundsMissing", message: "the account that sends has not enough coin for amount and gas" };
    const remedy = "Send it some or send less; an act that pays nothing can be signed, and carried by somebody else.";
    return new NeoguildError({ ...problem, remedy }, { cause: error });
  }
  if (isError(error, "BAD_DATA")) {
    const problem = { code: "AnswerUnreadable", message: "what was asked gave no answer that can be read" };
    return new NeoguildError(
      {
        ...problem,
        remedy: "Check each address, a token's above all: is a contract of that kind there, on this chain?",
      },
      { cause: error },
    );
  }
  if (isError(error, "SERVER_ERROR")) {
    return nodeRefused((error.response as { statusCode?: number } | undefined)?.statusCode);
  }
  if (isError(error, "NETWORK_ERROR") || (error as { code?: string }).code === "ECONNREFUSED") {
    const problem = { code: "NodeUnreachable", message: "the node does not answer" };
    return new NeoguildError(
      { ...problem, remedy: "Start it with 'npm start', or check the network." },
      { cause: error },
    );
  }
  return data === undefined ? error : refusedUnknown(error, data);
}

/** Hardhat's node says it in words that ethers does not know. */
function saysNoFunds(error: unknown): boolean {
  if (!isError(error, "UNKNOWN_ERROR")) return false;
  const { message } = (error as { error?: { message?: unknown } }).error ?? {};
  return typeof message === "string" && /enough funds|insufficient funds/i.test(message);
}

function refusedUnknown(cause: unknown, data: string | undefined): NeoguildError {
  return new NeoguildError(
    {
      code: "RevertUnknown",
      message: `the contract refused without a reason we know${data === undefined ? "" : `: ${data}`}`,
      remedy: "Check that the contract is the one you mean, on the right chain.",
    },
    { cause },
  );
}

/** An argument as it may be shown: numbers as they are, everything else as a text of one line. */
function told(value: unknown): unknown {
  return typeof value === "bigint" ? value : plain(String(value));
}

/** Revert data sits at different depths, depending on who wrapped the error. */
function revertDataIn(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 5) return undefined;
  const { data, info, error: inner, cause } = error as Record<string, unknown>;
  if (typeof data === "string" && isHexString(data) && data.length >= 10) return data;
  for (const next of [data, info, inner, cause]) {
    const found = revertDataIn(next, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
