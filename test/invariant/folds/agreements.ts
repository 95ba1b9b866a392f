import { ZeroHash } from "ethers";

import { STUDIO } from "../../../scripts/story/scene.ts";
import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, type Act } from "../../../sdk/acts.ts";
import { COMMITMENT_STATES, commitmentOf, commitmentState } from "../../../sdk/contributions/commitmentsFold.ts";
import { conflictsOf, isBetween } from "../../../sdk/contributions/conflictsFold.ts";
import { rateAt, termsAt } from "../../../sdk/contributions/guildTermsFold.ts";
import { dayOf, encodePayload } from "../../../sdk/contributions/payload.ts";
import { callsOf } from "../../../sdk/governance/actions.ts";
import { councilAct } from "../../../sdk/governance/council.ts";
import { agentsOf, cross, each, moments, pairs, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const RESOURCES = [1n, 2n];

/**
 * What the story of npm start leaves out: a guild that says twice what it counts, conflicts declared and taken back, and
 * commitments in each state.
 */
export async function liveAgreements(stage: Stage): Promise<void> {
  await specifyTwice(stage);
  await declareConflicts(stage);
  await commit(stage);
}

async function specifyTwice(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { councils } = nation.contracts;
  const carrier = councils.connect(stage.account("the courier"));
  const translation = { resource: 1, name: "translation", unit: "word", perEntry: 0, track: 0 };
  for (const [perUnit, budget] of [
    [250_000, 4_800],
    [300_000, 0],
  ]) {
    const hosting = { resource: 2, name: "hosting", unit: "", perUnit: 0, perEntry: 90, track: 2 };
    const actions = [
      { function: "specify", arguments: { ...translation, perUnit } },
      ...(budget === 0 ? [] : [{ function: "specify", arguments: hosting }]),
      { function: "setGuildTerms", arguments: { budget, totalsOnly: false, countsWorks: budget !== 0 } },
    ].map((one) => ({ contract: "GuildTerms", value: "0", ...one }));
    const calls = callsOf(nation, actions, STUDIO);
    const proposed = councilAct({ guild: STUDIO, calls, description: "What the Studio counts" });
    await perform(nation, await stage.author("Bo"), proposed);
    const proposal = await councils.proposalCount();
    await stage.waitUntil((await councils.proposalOf(proposal)).closesAt + 1n);
    await send(nation, carrier, "execute", [proposal, calls.targets, calls.values, calls.calldatas]);
  }
}

async function declareConflicts(stage: Stage): Promise<void> {
  const others = ["Amara", "Bo", "Chen", "Dita", "Emil", "Farah", "Goran", "Hana", "Ines"] as const;
  const declare = async (by: Name, other: Name) =>
    does(stage, by, act("conflicts", "declare", { other: await stage.id(other) }));
  const takeBack = async (by: Name, other: Name) =>
    does(stage, by, act("conflicts", "takeBack", { other: await stage.id(other) }));
  for (const by of others) await declare(by, "Jo"); // the ninth finds no place
  for (const by of ["Bo", "Ines"] as const) await takeBack(by, "Jo");
  await declare("Ines", "Jo");
  await declare("Jo", "Amara");
  await declare("Jo", "Bo");
  await takeBack("Jo", "Amara");
}

async function commit(stage: Stage): Promise<void> {
  const { contracts } = stage.nation;
  const courier = stage.account("the courier");
  if ((await contracts.ledger.currentSeason()) === 0n) {
    await send(stage.nation, contracts.ledger.connect(courier), "openSeason", []);
  }
  const [by, now] = [await stage.id("Bo"), await stage.now()];
  const payloadOf = (quantity: number) =>
    encodePayload([{ provider: Number(by), track: "livelihood", quantity, day: dayOf(now) }]);
  const batchOf = async (quantity: number) => {
    await does(
      stage,
      "Bo",
      act("ledger", "submit", { guild: STUDIO, replaces: ZeroHash, payload: payloadOf(quantity) }),
    );
    return contracts.ledger.batchId(by, STUDIO, payloadOf(quantity));
  };
  const made = async (quantity: number, dueAt: bigint) => {
    const payload = payloadOf(quantity);
    await does(stage, "Bo", act("commitments", "make", { guild: STUDIO, payload, dueAt }));
    return contracts.commitments.commitmentId(by, STUDIO, dueAt, payload);
  };
  const fulfil = (commitment: string, batch: string) =>
    does(stage, "Bo", act("commitments", "fulfil", { commitment, batch }));

  await made(11, now + 300n * DAY);
  await made(12, now + DAY);
  await does(stage, "Bo", act("commitments", "cancel", { commitment: await made(13, now + DAY) }));
  await fulfil(await made(14, now + DAY), await batchOf(14));
  const withdrawn = await batchOf(15);
  await fulfil(await made(15, now + DAY), withdrawn);
  await does(stage, "Bo", act("ledger", "withdraw", { batch: withdrawn, withdrawn: [] }, "0x"));
  await stage.waitUntil(now + DAY + 1n);
}

const does = async (stage: Stage, name: Name, deed: Act) => perform(stage.nation, await stage.author(name), deed);

const guildsOf = ({ members }: World): bigint[] => [0n, 1n, ...members.guilds.keys()];

/** Seconds in which something was set, those before and after, and others. */
const settings = (world: World): bigint[] => {
  const set = world.logs("guildTerms", "GuildTermsSet").map(({ args }) => args["setAt"] as bigint);
  return [0n, ...set.flatMap((at) => [at - 1n, at, at + 1n]), ...moments(world)];
};

export const guildTermsViews: Views = {
  termsAt: (world) => cross(guildsOf(world), settings(world), (guild, at) => termsAt(world.guildTerms, guild, at)),
  rateAt: (world) =>
    pairs(pairs(guildsOf(world), [0n, ...RESOURCES, 3n]), settings(world)).map(([[guild, resource], at]) => ({
      args: [guild, resource, at],
      is: rateAt(world.guildTerms, guild, resource, at),
    })),
};

export const conflictViews: Views = {
  conflictsOf: (world) => each(agentsOf(world), (id) => conflictsOf(world.conflicts, id)),
  isBetween: (world) => cross(agentsOf(world), agentsOf(world), (one, other) => isBetween(world.conflicts, one, other)),
};

const commitmentsOf = ({ commitments }: World): string[] => [...commitments.commitments.keys(), ZeroHash];

export const commitmentViews: Views = {
  commitmentOf: (world) => each(commitmentsOf(world), (id) => commitmentOf(world.commitments, id)),
  stateOf: (world) =>
    each(commitmentsOf(world), (commitment) => {
      const isWithdrawn = (batch: string) => world.ledger.batches.get(batch)?.state === "withdrawn";
      const { now } = world;
      return COMMITMENT_STATES.indexOf(commitmentState(world.commitments, { commitment, now, isWithdrawn }));
    }),
};
