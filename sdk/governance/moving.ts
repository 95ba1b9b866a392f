import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { MOVE_STATES, type MoveState } from "./movingFold.ts";

/** A move with what was published of its lines. Times in Unix seconds. */
export interface MoveView {
  readonly move: bigint;
  readonly state: MoveState;
  readonly toChain: bigint;
  readonly freezeAt: bigint;
  readonly attestBy: bigint;
  readonly checkPeriod: bigint;
  readonly releasePeriod: bigint;
  readonly attestedAt: bigint;
  readonly publication: bigint;
  readonly opening: string;
  readonly carrier: string;
  readonly tokens: readonly { readonly here: string; readonly there: string }[];
  readonly publications: readonly PublicationView[];
}

export interface PublicationView {
  readonly publication: bigint;
  readonly root: string;
  readonly file: string;
  readonly by: bigint;
  readonly lines: bigint;
  readonly objections: bigint;
  readonly publishedAt: bigint;
  /** As `Fault`; 0 = nobody has refuted it. */
  readonly refuted: bigint;
}

/** The last move of a nation, or `undefined` if it never announced one. */
export async function lastMove({ contracts: { moving } }: Nation): Promise<MoveView | undefined> {
  const move = await moving.lastMove();
  if (move === 0n) return undefined;
  const [made, state, tokens, last] = await Promise.all([
    moving.moveOf(move),
    moving.stateOf(move),
    moving.tokensOf(move),
    moving.lastPublication(),
  ]);
  const numbers = Array.from({ length: Number(last) }, (_, index) => BigInt(index + 1));
  const all = await Promise.all(numbers.map((number) => moving.publicationOf(number)));
  const publications = all.flatMap((one, index) => {
    if (one.move !== move) return [];
    const { root, file, by, lines, objections, publishedAt, refuted } = one;
    return [{ publication: BigInt(index + 1), root, file, by, lines, objections, publishedAt, refuted }];
  });
  const { toChain, freezeAt, attestBy, checkPeriod, releasePeriod, attestedAt, publication, opening, carrier } = made;
  return {
    ...{ move, state: MOVE_STATES[Number(state)] ?? "none", toChain, freezeAt, attestBy, checkPeriod },
    ...{ releasePeriod, attestedAt, publication, opening, carrier, publications },
    tokens: tokens.map(({ here, there }) => ({ here, there })),
  };
}

/** What an agent has in a move, token by token. `isFormer`: a former key of theirs declared it, and nothing is released. */
export async function luggageOf(nation: Nation, { move, tokens }: MoveView, agent: bigint) {
  const { moving, members } = nation.contracts;
  const [{ key, comes, keyEpoch }, present, satchel, carried] = await Promise.all([
    moving.declarationOf(move, agent),
    members.keyOf(agent),
    moving.satchelOf(agent),
    Promise.all(tokens.map(({ here }) => moving.carriedOf(move, agent, here))),
  ]);
  return {
    ...{ key, comes, satchel },
    isFormer: BigInt(key) !== 0n && keyEpoch !== present.keyEpoch,
    carried: tokens.map(({ here }, place) => ({ token: here, amount: carried[place] ?? 0n })),
  };
}

/** What whoever changed their key since they declared is told. */
export const declaredBefore = (agent: bigint, key: string): string =>
  `WARNING: agent ${agent} declared ${key} with a former key. Nothing is released by that: until the freeze, declare anew ` +
  "with 'npx hardhat moving:declare'; after it, what is carried goes back when the release period is over.";

/** Where a nation went, if it has moved. */
export async function whereTo({
  contracts: { moving },
}: Nation): Promise<{ chain: bigint; opening: string; root: string; since: bigint } | undefined> {
  const { chain, opening, root, since } = await moving.movedTo();
  return since === 0n ? undefined : { chain, opening, root, since };
}

/** @throws NeoguildError `NoMove` */
export async function someMove(nation: Nation): Promise<MoveView> {
  const move = await lastMove(nation);
  if (move !== undefined) return move;
  throw new NeoguildError({
    code: "NoMove",
    message: "this nation has announced no move",
    remedy: "Announce one: 'npx hardhat proposal:create' with Moving.announce.",
    docs: "docs/moving.md",
  });
}
