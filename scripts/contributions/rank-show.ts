import type { Nation } from "../../sdk/connect.ts";
import type { RankThreshold } from "../../sdk/contributions/ranks.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { rankName } from "../../sdk/membership/ranks.ts";
import { formatMinutes, formatMoment } from "../../sdk/units.ts";
import { agentId, guildId } from "../options.ts";
import { defineTask, type Report, type TaskContext } from "../task.ts";

export const rankShow = defineTask({
  name: "rank:show",
  description:
    "Shows what a guild's ranks take, who holds them and what they open; or, with --member, one person's rank, the " +
    "statements for the next one and a running review. " +
    "Examples: npx hardhat rank:show --guild 10 · npx hardhat rank:show --guild 10 --member 5",
  options: { guild: guildId, member: agentId.optional().describe("A member's agent id") },
  async run({ options: { guild, member }, nation }) {
    const connected = await nation();
    await requireGuild(connected, guild);
    if (member === undefined) return showGuild(nation, guild);
    await requireAgent(connected, member);
    return showMember(nation, guild, member);
  },
});

type Connecting = TaskContext<unknown>["nation"];

async function showGuild(nation: Connecting, guild: bigint): Promise<Report> {
  const { ranksHeld, thresholdsOf } = await import("../../sdk/contributions/ranks.ts");
  const connected = await nation();
  const [thresholds, held, asked] = await Promise.all([
    thresholdsOf(connected, guild),
    ranksHeld(connected, guild),
    connected.contracts.guilds.requirementsOf(guild),
  ]);
  const now = { appraisal: rankName(asked.appraisal), office: rankName(asked.office) };
  const next = { appraisal: rankName(asked.nextAppraisal), office: rankName(asked.nextOffice), from: asked.from };
  return {
    lines: [
      `Ranks of guild ${guild}:`,
      ...thresholds.map(thresholdInWords),
      `  to appraise: ${now.appraisal}; to become steward: ${now.office}`,
      ...(next.from === 0n
        ? []
        : [`  from ${formatMoment(next.from)}: ${next.appraisal} to appraise, ${next.office} to become steward`]),
      ...(held.length === 0 ? ["  nobody holds a rank"] : []),
      ...held.map(({ member, rank, until }) => `  agent ${member}: ${rank} until ${formatMoment(until)}`),
    ],
    data: { guild, thresholds, asked: now, ...(next.from === 0n ? {} : { announced: next }), held },
  };
}

function thresholdInWords({ rank, inForce, recordMinutes, standingMinutes, next }: RankThreshold): string {
  const takes = (record: bigint, standing: bigint) =>
    `${formatMinutes(record)} of record and ${formatMinutes(standing)} of standing`;
  const now = inForce ? `takes ${takes(recordMinutes, standingMinutes)}` : "cannot be conferred";
  const later =
    next === undefined ? "" : `; from ${formatMoment(next.from)} ${takes(next.recordMinutes, next.standingMinutes)}`;
  return `  ${rank.padEnd(10)} ${now}${later}`;
}

async function showMember(nation: Connecting, guild: bigint, member: bigint): Promise<Report> {
  const { rankEnd } = await import("../../sdk/contributions/ranks.ts");
  const connected = await nation();
  const { guilds, ledger, ranks } = connected.contracts;
  const [held, end, review, work] = await Promise.all([
    guilds.rankOf(guild, member),
    rankEnd(connected, guild, member),
    ranks.reviewOf(guild, member),
    ledger.recordAndStandingOf(guild, member),
  ]);
  const conferrals = await Promise.all(
    [1n, 2n, 3n].map(async (rank) => ({ rank: rankName(rank), ...said(await ranks.conferralOf(guild, member, rank)) })),
  );
  const rank = rankName(held);
  const until = held === 0n ? 0n : end;
  const record = work.record.reduce((sum, minutes) => sum + minutes);
  const standing = work.standing.reduce((sum, minutes) => sum + minutes) / STANDING_UNIT;
  const open = conferrals.filter(({ peers, stewards }) => peers + stewards !== 0n);
  return {
    lines: [
      `Agent ${member} in guild ${guild}: ${held === 0n ? "no rank" : `${rank} until ${formatMoment(until)}`}`,
      `  record ${formatMinutes(record)}, standing ${formatMinutes(standing)}, all tracks together`,
      ...open.map((one) => `  ${one.rank}: conferred by ${one.peers} peers and ${one.stewards} stewards so far`),
      ...(review.openedAt === 0n
        ? []
        : [
            `  under review: reply until ${formatMoment(review.replyUntil)}, decision until ${formatMoment(review.closesAt)}; ` +
              `${review.revocations} for its end${review.replied ? ", replied" : ""}`,
          ]),
    ],
    data: {
      ...{ guild, member, rank, until, record, standing, conferrals },
      ...(review.openedAt === 0n ? {} : { review: running(review) }),
    },
  };
}

const said = ({ round, peers, stewards }: { round: bigint; peers: bigint; stewards: bigint }) => ({
  round,
  peers,
  stewards,
});

function running(review: Awaited<ReturnType<Nation["contracts"]["ranks"]["reviewOf"]>>) {
  const { round, openedAt, replyUntil, closesAt, revocations, replied } = review;
  return { round, openedAt, replyUntil, closesAt, revocations, replied };
}

/** Standing has 18 decimals. */
const STANDING_UNIT = 10n ** 18n;
