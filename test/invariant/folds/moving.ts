import type { Stage } from "../../../scripts/story/stage.ts";
import { act, perform } from "../../../sdk/acts.ts";
import {
  carriedKey,
  declarationKey,
  fundsKey,
  MOVE_STATES,
  movedTo,
  moveState,
} from "../../../sdk/governance/movingFold.ts";
import { COIN } from "../../fixtures/treasury.ts";
import { agentsOf, cross, each, one, upTo, type Views } from "./cases.ts";
import { asNation } from "./elections.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const ROOT = `0x${"5c".repeat(32)}`;
const NO_HASH = `0x${"0".repeat(64)}`;
const NO_DETAIL = [0n, 0n, false, [0n, 0n, 0n], [0n, 0n, 0n], NO_HASH];

/** What the story of npm start leaves out: a move that is called off, and one that is frozen. */
export async function liveMoving(stage: Stage): Promise<void> {
  const { moving } = stage.nation.contracts;
  const there = `0x${"70".repeat(20)}`;
  const plan = async () => {
    const freezeAt = (await stage.now()) + 2n * DAY;
    const periods = { checkPeriod: DAY, attestBy: freezeAt + 30n * DAY, releasePeriod: 7n * DAY };
    return { toChain: 777n, freezeAt, ...periods, tokens: [{ here: COIN, there }] };
  };
  await asNation(stage, "moving", "announce", [await plan()]);
  await asNation(stage, "moving", "callOff", []);
  await asNation(stage, "moving", "announce", [await plan()]);
  const courier = stage.account("the courier");
  for (const name of ["Amara", "Bo"] as const) {
    const author = await stage.author(name);
    const key = await author.signer.getAddress();
    await perform(
      stage.nation,
      author,
      act("moving", "declare", { move: 2, key, comes: name === "Amara", order: 1 }, "0x"),
    );
    await (await courier.sendTransaction({ to: await moving.satchelOf(author.id), value: 9n })).wait();
    await (await moving.connect(courier).gather(author.id, COIN)).wait();
  }
  await perform(stage.nation, await stage.author("Bo"), act("moving", "takeBack", { move: 2, token: COIN }));
  await stage.waitUntil((await moving.moveOf(2)).freezeAt);
  const lines = { move: 2, root: ROOT, file: NO_HASH, lines: 2 };
  await perform(stage.nation, await stage.author("Amara"), act("moving", "publish", lines));
  const reason = ROOT;
  await perform(stage.nation, await stage.author("Bo"), act("moving", "objectTo", { publication: 1, reason }));
  // The same root once more, of another file.
  await perform(stage.nation, await stage.author("Amara"), act("moving", "publish", { ...lines, file: ROOT }));
}

const movesOf = ({ moving }: World): bigint[] => upTo(moving.moves.size);
const publicationsOf = ({ moving }: World): bigint[] => upTo(moving.publications.size);
const NO_MOVE = [0n, 0n, 0n, 0n, 0n, false, 0n, 0n, COIN, COIN];
const NO_PUBLICATION = [NO_HASH, NO_HASH, 0n, 0n, 0n, 0n, 0n, 0n];

export const movingViews: Views = {
  lastMove: ({ moving }) => one(BigInt(moving.moves.size)),
  moveOf: (world) =>
    each(movesOf(world), (move) => {
      const made = world.moving.moves.get(move);
      if (made === undefined) return NO_MOVE;
      const { toChain, freezeAt, attestBy, checkPeriod, releasePeriod } = made;
      const { calledOff, attestedAt, publication, opening, carrier } = made;
      const plan = [toChain, freezeAt, attestBy, checkPeriod, releasePeriod];
      return [...plan, calledOff, attestedAt, publication, opening, carrier];
    }),
  stateOf: (world) => each(movesOf(world), (move) => MOVE_STATES.indexOf(moveState(world.moving, move, world.now))),
  tokensOf: (world) =>
    each(movesOf(world), (move) =>
      (world.moving.moves.get(move)?.tokens ?? []).map(({ here, there }) => [here, there]),
    ),
  declarationOf: (world) =>
    cross(movesOf(world), agentsOf(world), (move, agent) => {
      const known = world.moving.declarations.get(declarationKey(move, agent));
      const { key, comes, order, keyEpoch } = known ?? { key: COIN, comes: false, order: 0n, keyEpoch: 0n };
      return [key, comes, order, keyEpoch];
    }),
  carriedOf: (world) =>
    cross(
      movesOf(world),
      agentsOf(world),
      (move, agent) => world.moving.carried.get(carriedKey(move, agent, COIN)) ?? 0n,
    ).map(({ args, is }) => ({ args: [...args, COIN], is })),
  movedTo: ({ moving }) => one(movedTo(moving)),
  lastPublication: ({ moving }) => one(BigInt(moving.publications.size)),
  publicationOf: (world) =>
    each(publicationsOf(world), (number) => {
      const known = world.moving.publications.get(number);
      if (known === undefined) return NO_PUBLICATION;
      const { root, file, move, lines, objectors, publishedAt, by, refuted } = known;
      return [root, file, move, lines, BigInt(objectors.size), publishedAt, by, refuted];
    }),
  hasObjected: (world) =>
    cross(publicationsOf(world), agentsOf(world), (number, agent) =>
      Boolean(world.moving.publications.get(number)?.objectors.has(agent)),
    ),
};

export const openingViews: Views = {
  openingOf: (world) =>
    each(agentsOf(world), (agent) => {
      const known = world.opening.openings.get(agent);
      if (known === undefined) return NO_DETAIL;
      const { former, openedAt, member, accepted, standing, detail } = known;
      return [former, openedAt, member, accepted, standing, detail];
    }),
  openedBy: (world) => each(agentsOf(world), (former) => world.opening.openedBy.get(former) ?? 0n),
  fundsOf: (world) =>
    cross(agentsOf(world), [0n, 1n], (former, token) => {
      const { brought, paid } = world.opening.funds.get(fundsKey(former, token)) ?? { brought: 0n, paid: 0n };
      return [brought, paid];
    }),
};
