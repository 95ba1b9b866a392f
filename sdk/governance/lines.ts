/**
 * The lines of a nation that moves: what it says of each agent as of the last second before the freeze, in a Merkle tree of
 * OpenZeppelin's standard format. Anybody makes the same tree of the same logs.
 */
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { AbiCoder, getAddress, keccak256 } from "ethers";

import { NeoguildError } from "../errors.ts";

type ByTrack = readonly [bigint, bigint, bigint];

/** As `Line` on the chain. */
export interface Line {
  readonly agent: bigint;
  readonly key: string;
  readonly member: boolean;
  /** Minutes by track: livelihood, love, care. */
  readonly accepted: ByTrack;
  readonly standing: ByTrack;
  readonly detail: string;
  /** Of each token of the plan, in its smallest unit. */
  readonly amounts: readonly bigint[];
}

/** What a line's `detail` is the hash of. */
export interface Detail {
  /** In the order of their ids; those in which the agent has a place or a record. */
  readonly guilds: readonly {
    readonly guild: bigint;
    readonly rank: bigint;
    readonly accepted: ByTrack;
    readonly standing: ByTrack;
  }[];
  /** Owed or lent in `Surplus` at the freeze, in the order of the tokens' addresses; it stays there. */
  readonly stays: readonly { readonly token: string; readonly owed: bigint; readonly lent: bigint }[];
}

/** One way from a nation to another. */
export interface Passage {
  readonly fromChain: bigint;
  readonly moving: string;
  readonly move: bigint;
  readonly toChain: bigint;
}

/** The fields of a leaf: the passage, then those of the line. */
const LEAF = ["bytes32", "uint32", "address", "bool", "uint64[3]", "uint64[3]", "bytes32", "uint128[]"];
const DETAIL = [
  "tuple(uint32 guild, uint8 rank, uint64[3] accepted, uint64[3] standing)[]",
  "tuple(address token, uint256 owed, uint256 lent)[]",
];
const abi = AbiCoder.defaultAbiCoder();

/** The hash of the way a nation goes: from which chain and contract, in which move, to which chain. */
export function passageHash({ fromChain, moving, move, toChain }: Passage): string {
  return keccak256(abi.encode(["uint256", "address", "uint256", "uint256"], [fromChain, moving, move, toChain]));
}

/** The hash of what a line says of an agent in single guilds and of what stays behind. */
export function detailHash({ guilds, stays }: Detail): string {
  return keccak256(
    abi.encode(DETAIL, [
      guilds.map(({ guild, rank, accepted, standing }) => [guild, rank, accepted, standing]),
      stays.map(({ token, owed, lent }) => [token, owed, lent]),
    ]),
  );
}

export type LinesTree = StandardMerkleTree<unknown[]>;

/** The tree of all lines, whose root is published. @throws TypeError without a line */
export function linesTree(lines: readonly Line[], passage: Passage): LinesTree {
  if (lines.length === 0) throw new TypeError("a nation without a line");
  const way = passageHash(passage);
  return StandardMerkleTree.of(
    lines.map((line) => leafOf(line, way)),
    LEAF,
  );
}

function leafOf({ agent, key, member, accepted, standing, detail, amounts }: Line, way: string): unknown[] {
  return [way, agent, getAddress(key), member, accepted, standing, detail, amounts];
}

/**
 * The line of an agent with its proof.
 * @throws NeoguildError `LineMissing`
 */
export function proofFor(lines: readonly Line[], tree: LinesTree, agent: bigint): { line: Line; proof: string[] } {
  const index = lines.findIndex((line) => line.agent === agent);
  const line = lines[index];
  if (line === undefined) {
    throw new NeoguildError({
      code: "LineMissing",
      message: `there is no line of agent ${agent} in this file`,
      remedy:
        "Reckon the lines yourself with 'npx hardhat nation:export'; if one is missing there too, say so in the vote.",
      docs: "docs/moving.md",
    });
  }
  return { line, proof: tree.getProof(index) };
}

/** A line as the contracts take it. */
export const asArgument = ({ agent, key, member, accepted, standing, detail, amounts }: Line) => ({
  agent,
  key,
  member,
  accepted: [...accepted] as [bigint, bigint, bigint],
  standing: [...standing] as [bigint, bigint, bigint],
  detail,
  amounts: [...amounts],
});
