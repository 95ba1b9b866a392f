/** Compares recomputed books with the chain: log by log, and figure by figure at the export's block. */
import { Interface } from "ethers";

import type { ContractName, Nation } from "../../connect.ts";
import { contractNamed } from "../../contracts.ts";
import { NeoguildError } from "../../errors.ts";
import { must } from "../../must.ts";
import { addressesOf, blockAt, logsUpTo, type BooksExport, type ExportedLog } from "../export.ts";
import { callMany } from "./batch.ts";
import { FIGURE_KINDS } from "./figures.ts";
import type { Figure, FigureKind, Value } from "./figures/kind.ts";
import { NATIVE } from "../../treasury/tokens.ts";
import { dueIn, waitingIn } from "./ledger.ts";
import type { BooksWorld } from "./world.ts";

/** A figure of which the export says one thing and the chain another. */
export interface Difference {
  readonly kind: string;
  readonly who: string;
  readonly what: string;
  readonly inExport: string;
  readonly onChain: string;
}

export interface Comparison {
  /** How many figures of each kind were compared. */
  readonly counted: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

/** @throws NeoguildError `BooksOfOther` if the export is of another chain or another nation */
export function requireSame(nation: Nation, books: BooksExport): void {
  const other = addressesOf(nation).find(([name, address]) => books.contracts[name] !== address);
  if (books.chainId === nation.chainId.toString() && other === undefined) return;
  throw new NeoguildError({
    code: "BooksOfOther",
    message:
      books.chainId === nation.chainId.toString()
        ? `the export is of another nation (${books.nation}): its ${other?.[0] ?? ""} has another address`
        : `the export is of chain ${books.chainId} (${books.nation}), and this is chain ${nation.chainId}`,
    remedy: "Name the right network with --network and the right nation with --nation, or add --offline.",
    docs: "docs/books.md",
  });
}

/** Compares every log of the export with those the chain has up to the same block. */
export async function compareLogs(nation: Nation, books: BooksExport): Promise<Comparison> {
  const { number, hash } = books.block;
  const [head, there] = await Promise.all([blockAt(nation, number), logsUpTo(nation, number)]);
  const nameAt = new Map(addressesOf(nation).map(([name, address]) => [address, name]));
  const placeOf = ({ block, index }: ExportedLog) => `${block}/${index}`;
  const onChain = new Map(there.map((log) => [placeOf(log), log]));
  const inExport = new Map(books.logs.map((log) => [placeOf(log), log]));
  const differences: Difference[] = [];
  const differ = ({ block, index, address, transaction }: ExportedLog, what: string, ours: string, theirs: string) => {
    const who = `${nameAt.get(address) ?? address}, block ${block}, index ${index}, transaction ${transaction}`;
    differences.push({ kind: "logs", who, what, inExport: ours, onChain: theirs });
  };
  if (head.hash !== hash) {
    differences.push({ kind: "logs", who: `block ${number}`, what: "hash", inExport: hash, onChain: head.hash });
  }
  for (const [place, log] of inExport) {
    const other = onChain.get(place);
    if (other === undefined) differ(log, "log", "there", "not there");
    else {
      for (const what of ["time", "transaction", "address", "data"] as const) {
        if (log[what] !== other[what]) differ(other, what, log[what], other[what]);
      }
      const [ours, theirs] = [log.topics.join(" "), other.topics.join(" ")];
      if (ours !== theirs) differ(other, "topics", ours, theirs);
    }
  }
  for (const [place, log] of onChain) if (!inExport.has(place)) differ(log, "log", "not there", "there");
  if (books.logs.length !== inExport.size) {
    const twice = books.logs.find((log, at) => books.logs.findIndex((one) => placeOf(one) === placeOf(log)) !== at);
    if (twice !== undefined) differ(twice, "log", "there twice", "there once");
  }
  return { counted: new Map([["logs", Math.max(there.length, inExport.size)]]), differences };
}

/** Compares every figure with the view that answers it at the export's block. */
export async function compareFigures(
  nation: Nation,
  world: BooksWorld,
  block: number,
  kinds: readonly FigureKind[] = FIGURE_KINDS,
): Promise<Comparison> {
  const counted = new Map<string, number>();
  const differences: Difference[] = [];
  for (const kind of kinds) {
    const figures = figuresOrFault(kind, world, differences);
    const asked = figures.map(({ bank, args }) => {
      const { address, contract } = must(contractNamed(nation, bank ?? kind.contract), `contract ${kind.contract}`);
      const abi: Interface = contract.interface;
      return { abi, to: address, data: abi.encodeFunctionData(kind.view, args) };
    });
    const answers = await callMany(nation, asked, block);
    for (const [place, figure] of figures.entries()) {
      const answer = answers[place];
      const abi = asked[place]?.abi;
      const seen = answer === undefined ? undefined : abi?.decodeFunctionResult(kind.view, answer);
      differences.push(...differencesOf(kind.kind, figure, seen && kind.read(seen)));
      counted.set(kind.kind, (counted.get(kind.kind) ?? 0) + Object.keys(figure.says).length);
    }
  }
  return { counted, differences };
}

/** The figures of a kind; where the logs contradict each other, that is a difference, and the other kinds go on. */
function figuresOrFault(kind: FigureKind, world: BooksWorld, differences: Difference[]): Figure[] {
  try {
    return kind.figures(world);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const found = { kind: kind.kind, who: "everybody", what: kind.view };
    differences.push({ ...found, inExport: `the logs contradict each other: ${error.message}`, onChain: "not asked" });
    return [];
  }
}

/** Compares what a contract must hold by the books with what it held of each token at the export's block. */
export async function compareHoldings(nation: Nation, world: BooksWorld, block: number): Promise<Comparison> {
  const balance = new Interface(["function balanceOf(address) view returns (uint256)"]);
  const due = HOLDERS.flatMap(({ contract, dueIn }) =>
    world.tokens.map((token) => ({ contract, token, amount: dueIn(world, token) })),
  );
  const calls = due.map(({ contract, token }) => ({
    to: token,
    data: balance.encodeFunctionData("balanceOf", [nation.addresses[contract]]),
  }));
  const answers = await callMany(nation, calls, block);
  const differences: Difference[] = [];
  for (const [place, { contract, token, amount }] of due.entries()) {
    const held = token === NATIVE ? await coinsOf(nation, contract, block) : uintIn(answers[place]);
    if (held >= amount) continue;
    const who = `${contract}, token ${token}`;
    differences.push({ kind: "holdings", who, what: "held", inExport: `at least ${amount}`, onChain: String(held) });
  }
  return { counted: new Map([["holdings", due.length]]), differences };
}

/** Contracts that keep others' money, and how much of a token that is by the books. */
const HOLDERS: readonly { contract: ContractName; dueIn: (world: BooksWorld, token: string) => bigint }[] = [
  { contract: "surplus", dueIn },
  { contract: "commons", dueIn: waitingIn },
];

function coinsOf({ provider, addresses }: Nation, contract: ContractName, block: number): Promise<bigint> {
  return provider.getBalance(addresses[contract], block);
}

/** A token that gives no number holds nothing. */
function uintIn(answer: string | undefined): bigint {
  return answer?.length === 66 ? BigInt(answer) : 0n;
}

/** What of a figure the chain answers otherwise; `seen` is undefined where it refuses to answer. */
export function differencesOf(
  kind: string,
  { who, says }: Figure,
  seen: Readonly<Record<string, Value>> | undefined,
): Difference[] {
  return Object.entries(says).flatMap(([what, ours]) => {
    const theirs = seen?.[what];
    if (theirs !== undefined && agree(ours, theirs)) return [];
    return [{ kind, who, what, inExport: show(ours), onChain: theirs === undefined ? "no answer" : show(theirs) }];
  });
}

function agree(ours: Value, theirs: Value): boolean {
  if (typeof ours !== "object" || typeof theirs !== "object") return ours === theirs;
  return Math.abs(ours.near - theirs.near) <= ours.within + theirs.within;
}

function show(value: Value): string {
  return typeof value === "object" ? String(value.near) : String(value);
}
