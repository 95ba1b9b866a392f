import type { BaseContract } from "ethers";

import { callOf } from "../../fixtures/governance.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { NO_REF } from "../../fixtures/treasury.ts";
import type { Domain, History, Role } from "./history.ts";

interface Claim {
  readonly guild: bigint;
  readonly member: Role;
}

/** Merit in a guild: what a rank takes, by its council; who confers it, and who reviews it. */
export const RANKS: Domain = {
  least: {
    "councils.publish": 4,
    "councils.appoint": 2,
    "propose (what a rank takes)": 3,
    "ranks.confer": 6,
    "ranks.openReview": 2,
    "ranks.reply": 1,
    "ranks.revoke": 2,
  },
  in: (history) => {
    const [conferred, reviewed]: [Claim[], Claim[]] = [[], []];
    const guild = () => history.pick(history.guilds);
    return {
      begin: () => begin(history),
      deeds: {
        proposeRank: [2, () => publish(history, guild())],
        confer: [8, () => confer(history, conferred, guild())],
        openReview: [2, () => openReview(history, reviewed, history.last(conferred))],
        reply: [2, () => reply(history, history.last(reviewed))],
        revoke: [6, () => revoke(history, history.last(reviewed))],
      },
    };
  },
};

/** Both guilds ask for little and have two stewards: else nobody could confer a rank before the first council met. */
async function begin(history: History): Promise<void> {
  const { guilds, ranks } = history.world;
  for (const guild of history.guilds) {
    for (const rank of [1, 2]) {
      const threshold = { rank, recordMinutes: 30 * (rank - 1), standingMinutes: 0 };
      await asGuild(history, guild, ranks, "publish", threshold);
    }
    for (const steward of [...history.rosters.get(guild)!].slice(0, 2)) {
      const until = history.now + 200n * DAY;
      await asGuild(history, guild, guilds, "appoint", { steward: history.id(steward), until });
    }
  }
}

/** The guild's account acts as if its council had decided it. */
async function asGuild(
  history: History,
  guild: bigint,
  contract: BaseContract,
  method: string,
  fields: object,
): Promise<void> {
  const { ethers, guilds, council } = history.world;
  const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
  const act = { by: guild, ...fields, nonce: history.nonce++, deadline: FOREVER };
  const { targets, calldatas } = await callOf(contract, method, [act, "0x"]);
  const args = [targets[0], 0n, calldatas[0]];
  await history.send(`councils.${method}`, undefined, account, "execute", args, undefined, council);
}

async function publish(history: History, guild: bigint): Promise<void> {
  const { ranks } = history.world;
  const [recordMinutes, standingMinutes] = [history.random(3) * 60, history.random(2) * 20];
  const threshold = { rank: 1 + history.random(2), recordMinutes, standingMinutes };
  const act = { by: guild, ...threshold, nonce: history.nonce++, deadline: FOREVER };
  const calls = await callOf(ranks, "publish", [act, "0x"]);
  await history.proposeInCouncil("propose (what a rank takes)", history.oneOf(history.workers(guild)), guild, calls);
}

/** Half of the time one more for whom somebody has spoken already. */
async function confer(history: History, conferred: Claim[], anywhere: bigint): Promise<void> {
  const { ranks } = history.world;
  const last = history.random(2) === 0 ? conferred.at(-1) : undefined;
  const guild = last?.guild ?? anywhere;
  const member = last?.member ?? history.oneOf(history.workers(guild));
  const by = history.oneOf(history.workers(guild));
  const rank = 1 + history.random(2);
  const { round } = await ranks.conferralOf(guild, history.id(member), rank);
  const act = { guild, member: history.id(member), rank, round, deadline: FOREVER };
  await history.act("ranks.confer", by, ranks, act, [], () => {
    conferred.push({ guild, member });
  });
}

async function openReview(history: History, reviewed: Claim[], claim: Claim | undefined): Promise<void> {
  if (claim === undefined) return;
  const { ranks } = history.world;
  const { guild, member } = claim;
  const { round } = await ranks.reviewOf(guild, history.id(member));
  const act = { guild, member: history.id(member), round, concern: NO_REF, deadline: FOREVER };
  await history.act("ranks.openReview", history.oneOf(history.workers(guild)), ranks, act, [], () => {
    reviewed.push(claim);
  });
}

async function reply(history: History, claim: Claim | undefined): Promise<void> {
  if (claim === undefined) return;
  const { ranks } = history.world;
  const { guild, member } = claim;
  const { round } = await ranks.reviewOf(guild, history.id(member));
  await history.act("ranks.reply", member, ranks, { guild, round, text: NO_REF, deadline: FOREVER });
}

async function revoke(history: History, claim: Claim | undefined): Promise<void> {
  if (claim === undefined) return;
  const { ranks } = history.world;
  const { guild, member } = claim;
  const { round } = await ranks.reviewOf(guild, history.id(member));
  const act = { guild, member: history.id(member), round, deadline: FOREVER };
  await history.act("ranks.revoke", history.oneOf(history.workers(guild)), ranks, act);
}
