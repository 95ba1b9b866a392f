import type { Nation } from "../connect.ts";
import { RANKS, rankName, type RankName } from "../membership/ranks.ts";
import { rosterOf } from "../membership/register.ts";

/** What a guild asks of who is to hold a rank. Minutes of all tracks together. */
export interface RankThreshold {
  readonly rank: RankName;
  /** Whether the rank can be conferred now. */
  readonly inForce: boolean;
  readonly recordMinutes: bigint;
  readonly standingMinutes: bigint;
  /** What is announced, and from when on (Unix seconds); `undefined` if nothing is. */
  readonly next:
    { readonly recordMinutes: bigint; readonly standingMinutes: bigint; readonly from: bigint } | undefined;
}

/** A person's rank in a guild. */
export interface HeldRank {
  readonly member: bigint;
  readonly rank: RankName;
  /** Unix seconds, exclusive. */
  readonly until: bigint;
}

/** What a guild asks for its ranks, from the lowest to the highest. */
export async function thresholdsOf({ contracts: { ranks } }: Nation, guild: bigint): Promise<RankThreshold[]> {
  return Promise.all(
    [1n, 2n, 3n].map(async (rank) => {
      const asked = await ranks.thresholdOf(guild, rank);
      const { inForce, recordMinutes, standingMinutes, from } = asked;
      const next = { recordMinutes: asked.nextRecordMinutes, standingMinutes: asked.nextStandingMinutes, from };
      const known = { rank: rankName(rank), inForce, recordMinutes, standingMinutes };
      return { ...known, next: from === 0n ? undefined : next };
    }),
  );
}

/** Who on a guild's roster holds a rank now, the highest first. */
export async function ranksHeld(nation: Nation, guild: bigint): Promise<HeldRank[]> {
  const { guilds } = nation.contracts;
  const held = await Promise.all(
    (await rosterOf(nation, guild)).map(async (member) => {
      const [rank, { rankUntil }] = await Promise.all([guilds.rankOf(guild, member), guilds.placeOf(guild, member)]);
      return { member, number: rank, rank: rankName(rank), until: rankUntil };
    }),
  );
  const ranked = held.filter(({ number }) => number !== 0n).sort((a, b) => Number(b.number - a.number));
  return ranked.map(({ member, rank, until }) => ({ member, rank, until }));
}

/**
 * Whether enough persons hold a rank for a guild to ask it of those who appraise: one more than a season's acceptances.
 * With fewer, the requirement does not bind.
 */
export async function appraisersEnough(nation: Nation, guild: bigint, rank: RankName): Promise<boolean> {
  const { guilds, ledger } = nation.contracts;
  const { appraisals } = await ledger.terms();
  const enough = appraisals + 1n < MOST_COUNTED ? appraisals + 1n : MOST_COUNTED;
  return rank === "none" || guilds.isHeldBy(guild, RANKS.indexOf(rank), enough);
}

/** Holders of a rank that `Guilds` counts. */
const MOST_COUNTED = 8n;
