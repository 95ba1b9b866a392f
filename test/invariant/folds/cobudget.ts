import { id } from "ethers";

import { STUDIO } from "../../../scripts/story/scene.ts";
import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, type Act } from "../../../sdk/acts.ts";
import {
  BUCKET_STATES,
  bucketsOf,
  bucketState,
  giftOf,
  givenTo,
  spentOf,
} from "../../../sdk/governance/cobudgetFold.ts";
import { COIN } from "../../fixtures/treasury.ts";
import { agentsOf, cross, each, one, upTo, type Views } from "./cases.ts";
import { asNation } from "./elections.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;

/** What the story of npm start leaves out: rounds with buckets in each state, in coins. */
export async function liveCobudget(stage: Stage): Promise<void> {
  const { cobudget, ledger } = stage.nation.contracts;
  if ((await ledger.currentSeason()) === 0n) {
    await send(stage.nation, ledger.connect(stage.account("the courier")), "openSeason", []);
  }
  const courier = cobudget.connect(stage.account("the courier"));
  const terms = { isOn: true, ownAllowed: true, onDelivery: false, deliveryPeriod: 5n * DAY };
  await asNation(stage, "cobudget", "setTerms", [terms]);
  const atOnce = await opened(stage, 2n);
  const paid = await proposed(stage, atOnce, 100n);
  await gives(stage, paid, "Amara", 60n);
  await gives(stage, paid, "Bo", 90n); // 40 of it fill it
  await send(stage.nation, courier, "pay", [paid]);
  const withdrawn = await proposed(stage, atOnce, 500n);
  await gives(stage, withdrawn, "Amara", 30n);
  await gives(stage, withdrawn, "Chen", 30n);
  await does(stage, "Bo", act("cobudget", "withdraw", { bucket: withdrawn }));
  await send(stage.nation, courier, "free", [withdrawn, [await stage.id("Chen")]]);
  await gives(stage, await proposed(stage, atOnce, 500n), "Dita", 30n); // missed
  await stage.waitUntil((await cobudget.roundOf(atOnce)).closesAt);
  await send(stage.nation, courier, "settle", [atOnce]);

  await asNation(stage, "cobudget", "setTerms", [{ ...terms, onDelivery: true }]);
  // Who confirms a delivery is not of the guild, and everybody is of the Studio.
  for (const name of ["Dita", "Emil"] as const) await does(stage, name, act("guilds", "quit", { guild: STUDIO }));
  const onDelivery = await opened(stage, 2n);
  await filled(stage, onDelivery); // lapses, and stays
  const [returned, delivered, late] = [
    await filled(stage, onDelivery),
    await filled(stage, onDelivery),
    await filled(stage, onDelivery),
  ];
  await asNation(stage, "cobudget", "deliver", [delivered]);
  await does(stage, "Dita", act("cobudget", "confirm", { bucket: late }));
  await does(stage, "Emil", act("cobudget", "confirm", { bucket: late }));
  await send(stage.nation, courier, "pay", [late]);
  await stage.waitUntil((await cobudget.roundOf(onDelivery)).deliverBy);
  await send(stage.nation, courier, "giveBack", [returned]);
  const running = await opened(stage, 30n);
  await gives(stage, await proposed(stage, running, 500n), "Emil", 5n);
  await filled(stage, running);
}

async function opened(stage: Stage, days: bigint): Promise<bigint> {
  const closesAt = (await stage.now()) + days * DAY + 100n;
  await asNation(stage, "cobudget", "open", [COIN, 1_003n, closesAt], 1_003n);
  return stage.nation.contracts.cobudget.roundCount();
}

/** Bo, whom the Studio has elected its steward in `liveElections`, proposes. */
async function proposed(stage: Stage, round: bigint, goal: bigint): Promise<bigint> {
  await does(stage, "Bo", act("cobudget", "propose", { round, guild: STUDIO, goal, text: id("a loom") }));
  return stage.nation.contracts.cobudget.bucketCount();
}

async function filled(stage: Stage, round: bigint): Promise<bigint> {
  const bucket = await proposed(stage, round, 20n);
  await gives(stage, bucket, "Dita", 10n);
  await gives(stage, bucket, "Emil", 10n);
  return bucket;
}

const gives = (stage: Stage, bucket: bigint, name: Name, amount: bigint) =>
  does(stage, name, act("cobudget", "give", { bucket, amount }));

const does = async (stage: Stage, name: Name, deed: Act) => perform(stage.nation, await stage.author(name), deed);

const roundsOf = ({ cobudget }: World): bigint[] => upTo(cobudget.rounds.size);
const bucketIds = ({ cobudget }: World): bigint[] => upTo(cobudget.buckets.size);
const NO_ROUND = [COIN, 0n, 0n, false, false, 0n, 0n, COIN, 0n, false, 0n, 0n];
const NO_BUCKET = [0n, 0n, 0n, 0n, false, false, false, 0n, 0n, 0n, 0n];

export const cobudgetViews: Views = {
  terms: ({ cobudget }) => one(cobudget.terms),
  roundCount: ({ cobudget }) => one(BigInt(cobudget.rounds.size)),
  roundOf: (world) => each(roundsOf(world), (round) => world.cobudget.rounds.get(round) ?? NO_ROUND),
  bucketCount: ({ cobudget }) => one(BigInt(cobudget.buckets.size)),
  bucketOf: (world) =>
    each(bucketIds(world), (bucket) => {
      const known = world.cobudget.buckets.get(bucket);
      if (known === undefined) return NO_BUCKET;
      const { round, guild, by, fundedAt, withdrawn, delivered, isOver, goal, confirmed } = known;
      const { given, outside } = givenTo(known);
      return [round, guild, by, fundedAt, withdrawn, delivered, isOver, goal, given, outside, confirmed];
    }),
  stateOf: (world) =>
    each(bucketIds(world), (bucket) => BUCKET_STATES.indexOf(bucketState(world.cobudget, bucket, world.now))),
  bucketsOf: (world) =>
    cross(roundsOf(world), [...world.members.guilds.keys()], (round, guild) => bucketsOf(world.cobudget, round, guild)),
  giftOf: (world) => cross(bucketIds(world), agentsOf(world), (bucket, who) => giftOf(world.cobudget, bucket, who)),
  spentOf: (world) => cross(roundsOf(world), agentsOf(world), (round, who) => spentOf(world.cobudget, round, who)),
  heldFor: (world) => each([COIN, world.addresses.members], (token) => world.cobudget.held.get(token) ?? 0n),
};
