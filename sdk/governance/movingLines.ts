/**
 * Reckons the lines of a nation that moves from the logs up to its freeze, which no later act can change. Whoever does it
 * on any node gets the same file and the same root.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

import type { Nation } from "../connect.ts";
import { recordOf, standingOf } from "../contributions/views.ts";
import { NeoguildError } from "../errors.ts";
import { rankOf, wasActive } from "../membership/views.ts";
import { must } from "../must.ts";
import { addressesOf, blockAt, digestOf, logsUpTo, type BooksExport } from "../books/export.ts";
import { guildsIn, peopleOf, worldOf, type BooksWorld } from "../books/recompute/world.ts";
import { detailHash, linesTree, type Detail, type Line, type LinesTree, type Passage } from "./lines.ts";
import { carriedKey, declarationKey, foldMoving, type MovingState } from "./movingFold.ts";
import type { Origin } from "./origin.ts";

const whole = z.string().regex(/^\d{1,78}$/, "a whole number is due here");
const byTrack = z.tuple([whole, whole, whole]);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "an address is 0x and 40 hexadecimal digits");
const hash = z.string().regex(/^0x[0-9a-f]{64}$/, "a hash is 0x and 64 lower-case hexadecimal digits");

const FileLine = z.strictObject({
  agent: whole,
  key: address,
  member: z.boolean(),
  /** Whether the agent declared that it comes along. */
  comes: z.boolean(),
  /** Minutes by track: livelihood, love, care. */
  accepted: byTrack,
  standing: byTrack,
  guilds: z.array(z.strictObject({ guild: whole, rank: whole, accepted: byTrack, standing: byTrack })),
  stays: z.array(z.strictObject({ token: address, owed: whole, lent: whole })),
  /** Of each token, in their order. */
  amounts: z.array(whole).max(8),
});

/** The lines of a nation, as everybody passes them on. */
export const LinesFile = z.strictObject({
  format: z.literal("neoguild-lines-1"),
  fromChain: whole,
  moving: address,
  move: whole,
  toChain: whole,
  tokens: z.array(z.strictObject({ here: address, there: address })).max(8),
  /** Unix seconds; the lines say what was in the second before. */
  freezeAt: whole,
  /** The last block before the freeze. */
  block: z.strictObject({ number: z.int().min(0), hash }),
  root: hash,
  lines: z.array(FileLine).min(1),
});

export type LinesFile = z.output<typeof LinesFile>;
export type FileLine = z.output<typeof FileLine>;

/** As text: the same for everybody, to the byte. */
export const textOfLines = (file: LinesFile): string => `${JSON.stringify(file, null, 2)}\n`;

/** SHA-256 of the file, as it is published. */
export const hashOfFile = (file: LinesFile): string =>
  `0x${createHash("sha256").update(textOfLines(file)).digest("hex")}`;

/** A file's lines as the chain takes them, with their tree. */
export interface OpenedFile {
  readonly lines: readonly Line[];
  readonly tree: LinesTree;
  readonly passage: Passage;
}

/**
 * Reads the lines out of a file and makes their tree.
 * @throws NeoguildError `LinesDamaged` if the root is not that of the lines
 */
export function openFile(file: LinesFile): OpenedFile {
  const lines = file.lines.map(lineIn);
  const passage = {
    fromChain: BigInt(file.fromChain),
    moving: file.moving,
    move: BigInt(file.move),
    toChain: BigInt(file.toChain),
  };
  const tree = linesTree(lines, passage);
  if (tree.root === file.root) return { lines, tree, passage };
  throw new NeoguildError({
    code: "LinesDamaged",
    message: `the file names the root ${file.root}, and its lines have ${tree.root}`,
    remedy: "Make the file anew with 'npx hardhat nation:export', or take it from somebody else.",
    docs: "docs/moving.md",
  });
}

const numbers = ([a, b, c]: readonly [string, string, string]) => [BigInt(a), BigInt(b), BigInt(c)] as const;

function lineIn({ agent, key, member, accepted, standing, guilds, stays, amounts }: FileLine): Line {
  const detail: Detail = {
    guilds: guilds.map((one) => ({
      guild: BigInt(one.guild),
      rank: BigInt(one.rank),
      accepted: numbers(one.accepted),
      standing: numbers(one.standing),
    })),
    stays: stays.map(({ token, owed, lent }) => ({ token, owed: BigInt(owed), lent: BigInt(lent) })),
  };
  return {
    agent: BigInt(agent),
    key,
    member,
    accepted: numbers(accepted),
    standing: numbers(standing),
    detail: detailHash(detail),
    amounts: amounts.map(BigInt),
  };
}

/**
 * Reckons the lines of the nation's last move.
 * @throws NeoguildError `MoveNotFrozen`, `ChainMoved`
 */
export async function takeLines(nation: Nation): Promise<LinesFile> {
  const { moving } = nation.contracts;
  const move = await moving.lastMove();
  const { freezeAt, toChain } = await moving.moveOf(move);
  const { timestamp } = await nation.now();
  if (move === 0n || timestamp < freezeAt) throw notFrozen(move, freezeAt);
  const block = await lastBlockBefore(nation, freezeAt);
  const logs = await logsUpTo(nation, block.number);
  const again = await blockAt(nation, block.number);
  if (again.hash !== block.hash) throw chainMoved(block.number);

  const head = { ...block, time: (freezeAt - 1n).toString() };
  const world = worldOf(booksOf(nation, head, logs));
  const moves = foldMoving(world.logs.filter(({ contract }) => contract === "moving"));
  const { tokens } = must(moves.moves.get(move), `move ${move}`);
  const agents = [...world.members.agents.keys()].sort((a, b) => Number(a - b));
  const lines = linesOf(world, moves, { move, agents });
  const passage = { fromChain: nation.chainId, moving: nation.addresses.moving, move, toChain };
  return {
    format: "neoguild-lines-1",
    fromChain: passage.fromChain.toString(),
    moving: passage.moving,
    move: move.toString(),
    toChain: toChain.toString(),
    tokens: tokens.map(({ here, there }) => ({ here, there })),
    freezeAt: freezeAt.toString(),
    block,
    root: linesTree(lines.map(lineIn), passage).root,
    lines,
  };
}

function linesOf(
  world: BooksWorld,
  moves: MovingState,
  { move, agents }: { move: bigint; agents: readonly bigint[] },
): FileLine[] {
  const { tokens } = must(moves.moves.get(move), `move ${move}`);
  const guildsOf = placesByAgent(world);
  return agents.map((agent): FileLine => {
    const declared = moves.declarations.get(declarationKey(move, agent));
    const guilds = (guildsOf.get(agent) ?? []).map((guild) => ({
      guild: guild.toString(),
      rank: rankOf(world.members, guild, agent, world.now).toString(),
      accepted: texts(recordOf(world.ledger, guild, agent)),
      standing: texts(wholeMinutes(standingOf(world.ledger, { guild, member: agent, now: world.now }))),
    }));
    const stays = [...world.tokens]
      .sort()
      .map((token) => ({ token, owed: world.surplus.owedTo(agent, token), lent: world.surplus.loanOf(agent, token) }))
      .filter(({ owed, lent }) => owed !== 0n || lent !== 0n)
      .map(({ token, owed, lent }) => ({ token, owed: owed.toString(), lent: lent.toString() }));
    return {
      agent: agent.toString(),
      key: declared?.key ?? must(world.members.agents.get(agent), `agent ${agent}`).key,
      member: wasActive(world.members, agent, world.now),
      comes: declared?.comes ?? false,
      accepted: sumOf(guilds.map(({ accepted }) => accepted)),
      standing: sumOf(guilds.map(({ standing }) => standing)),
      guilds,
      stays,
      amounts: tokens.map(({ here }) => (moves.carried.get(carriedKey(move, agent, here)) ?? 0n).toString()),
    };
  });
}

type Texts = [string, string, string];

const texts = ([a, b, c]: readonly [bigint, bigint, bigint]): Texts => [a.toString(), b.toString(), c.toString()];

function sumOf(all: readonly Texts[]): Texts {
  const sum = (track: 0 | 1 | 2) => all.reduce((total, one) => total + BigInt(one[track]), 0n).toString();
  return [sum(0), sum(1), sum(2)];
}

/** Below what a fold's own arithmetic may lack of a whole minute. */
const A_MILLIONTH = 1e-6;

const wholeMinutes = ([a, b, c]: readonly number[]): [bigint, bigint, bigint] => {
  const down = (minutes = 0) => BigInt(Math.floor(minutes + A_MILLIONTH));
  return [down(a), down(b), down(c)];
};

/** The guilds, in the order of their ids, in which each agent has a place or a record. */
function placesByAgent(world: BooksWorld): Map<bigint, bigint[]> {
  const places = new Map<bigint, bigint[]>();
  for (const guild of guildsIn(world)) {
    for (const person of peopleOf(world, guild)) places.set(person, [...(places.get(person) ?? []), guild]);
  }
  return places;
}

function booksOf(nation: Nation, block: BooksExport["block"], logs: BooksExport["logs"]): BooksExport {
  return {
    format: "neoguild-books-1",
    nation: nation.name,
    chainId: nation.chainId.toString(),
    charter: { version: 0, contentHash: `0x${"0".repeat(64)}`, uri: "" },
    block,
    contracts: Object.fromEntries(addressesOf(nation)),
    logs,
    digest: digestOf(logs),
  };
}

/** The last block before a moment, found by halving. */
async function lastBlockBefore(nation: Nation, moment: bigint): Promise<{ number: number; hash: string }> {
  let [low, high] = [0, (await nation.now()).number];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const { timestamp } = await blockAt(nation, middle);
    if (BigInt(timestamp) < moment) low = middle;
    else high = middle - 1;
  }
  const { hash } = await blockAt(nation, low);
  return { number: low, hash };
}

function notFrozen(move: bigint, freezeAt: bigint): NeoguildError {
  return new NeoguildError({
    code: "MoveNotFrozen",
    message: move === 0n ? "this nation has announced no move" : `move ${move} is not frozen yet`,
    remedy:
      move === 0n
        ? "Announce one: 'npx hardhat proposal:create' with Moving.announce."
        : `Wait until ${new Date(Number(freezeAt) * 1_000).toISOString()}; until then what is in the lines can change.`,
    docs: "docs/moving.md",
  });
}

function chainMoved(block: number): NeoguildError {
  return new NeoguildError({
    code: "ChainMoved",
    message: `the chain took block ${block} back while it was read`,
    remedy: "Run the command again; nothing was written.",
    docs: "docs/moving.md",
  });
}

/** A difference between a file and what one reckons oneself, of an agent or of the whole. */
export interface LineDifference {
  readonly agent: string;
  readonly inFile: string;
  readonly here: string;
}

/** Compares a file with one that was reckoned from the chain, line by line. */
export function compareFiles(given: LinesFile, own: LinesFile): LineDifference[] {
  const differences: LineDifference[] = [];
  const heads = ["fromChain", "moving", "move", "toChain", "tokens", "freezeAt", "block", "root"] as const;
  for (const field of heads) {
    const [inFile, here] = [JSON.stringify(given[field]), JSON.stringify(own[field])];
    if (inFile !== here) differences.push({ agent: field, inFile, here });
  }
  const byAgent = (lines: readonly FileLine[]) => new Map(lines.map((line) => [line.agent, JSON.stringify(line)]));
  const [theirs, ours] = [byAgent(given.lines), byAgent(own.lines)];
  for (const agent of new Set([...theirs.keys(), ...ours.keys()])) {
    const [inFile, here] = [theirs.get(agent) ?? "no line", ours.get(agent) ?? "no line"];
    if (inFile !== here) differences.push({ agent: `agent ${agent}`, inFile, here });
  }
  if (given.lines.length !== theirs.size) {
    differences.push({ agent: "lines", inFile: "somebody has two", here: "each has one" });
  }
  return differences;
}

/** The keys of the members who come along, in the order of their ids: the founders of the new nation. */
export function foundersIn({ lines }: LinesFile): string[] {
  return lines.filter(({ member, comes }) => member && comes).map(({ key }) => key);
}

/** What a nation says of where it came from that is not as in a file: fields of its origin; none if all agree. */
export function originFaults(file: LinesFile, origin: Origin): string[] {
  const expected = originIn(file);
  const same = {
    chain: BigInt(expected.chain) === origin.chain,
    moving: BigInt(expected.moving) === BigInt(origin.moving),
    move: BigInt(expected.move) === origin.move,
    root: expected.root === origin.root,
    tokens:
      expected.tokens.length === origin.tokens.length &&
      expected.tokens.every((token, place) => BigInt(token) === BigInt(origin.tokens[place] ?? 0)),
  };
  return Object.entries(same).flatMap(([field, isSame]) => (isSame ? [] : [field]));
}

/** What the new nation's charter says of where it came from. */
export function originIn({ fromChain, moving, move, root, tokens }: LinesFile) {
  return { chain: fromChain, moving, move: Number(move), root, tokens: tokens.map(({ there }) => there) };
}
