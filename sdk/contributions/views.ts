import { mapTracks, NOTHING, sum, type Minutes } from "./minutes.ts";
import { clockOf, ownClock, runs, standingAt } from "./standing.ts";
import { creditKey, memberKey, workKey, type ContributionsState } from "./state.ts";

// What the views of `ContributionLedger` answer, from the folded state.

/** `currentSeason`, folded: the season open at `now` (Unix seconds), or 0. */
export function currentSeason(state: ContributionsState, now: bigint): bigint {
  const last = state.seasons.get(state.lastSeason);
  return last !== undefined && now < last.endsAt ? state.lastSeason : 0n;
}

/** `isClosed`, folded. */
export function isClosed(state: ContributionsState, season: bigint): boolean {
  return (state.seasons.get(season)?.closedAt ?? 0n) !== 0n;
}

/** `recordOf`, folded: credits of all time. */
export function recordOf(state: ContributionsState, guild: bigint, member: bigint): Minutes {
  return state.accepted.get(memberKey(guild, member))?.record ?? NOTHING;
}

/**
 * `standingOf`, in closed form: credits, each times 2^-(half-lives since its submission). The chain rounds each addition
 * down by less than 2^-51 of the sum; this is exact to the precision of a double.
 */
export function standingOf(
  state: ContributionsState,
  params: { guild: bigint; member: bigint; now: bigint },
): [number, number, number] {
  const { member: person, now: moment } = params;
  const now = ownClock(state, { person, moment, now: moment });
  return standingAt(state.accepted.get(memberKey(params.guild, params.member))?.byClock, now);
}

/** `standingAtClose`, in closed form. */
export function standingAtClose(
  state: ContributionsState,
  params: { guild: bigint; member: bigint; season: bigint },
): [number, number, number] {
  const closed = state.seasons.get(params.season);
  const accepted = state.atClose.get(params.season)?.get(memberKey(params.guild, params.member));
  if (closed === undefined || accepted === undefined || !runs(closed)) return [0, 0, 0];
  const own = closed.closedAt < accepted.rested ? 0n : closed.closedAt - accepted.rested;
  return standingAt(accepted.byClock, clockOf(state, own));
}

/** `creditOf` on each track, folded: minutes that count toward a season. */
export function creditsOf(state: ContributionsState, guild: bigint, member: bigint, season: bigint): Minutes {
  return state.credits.get(creditKey(guild, season, member)) ?? NOTHING;
}

/** `debtOf`, folded. */
export function debtOf(state: ContributionsState, guild: bigint, member: bigint): Minutes {
  return state.debts.get(memberKey(guild, member)) ?? NOTHING;
}

/** `countedOf`, folded: all credits of a guild that count toward a season. */
export function countedOf(state: ContributionsState, guild: bigint, season: bigint): bigint {
  return membersWith(state, guild, season)
    .flatMap((member) => creditsOf(state, guild, member, season))
    .reduce((total, credits) => total + credits, 0n);
}

/** `eligibleCreditsOf`, folded: nothing below the season's minimum, and no more than its cap. */
export function eligibleCredits(state: ContributionsState, guild: bigint, member: bigint, season: bigint): Minutes {
  const { minimumCredit: minimum, cap } = state.seasons.get(season)?.terms ?? { minimumCredit: NOTHING, cap: 0n };
  const credits = creditsOf(state, guild, member, season);
  const capped = (credit: bigint) => (cap !== 0n && credit > cap ? cap : credit);
  return mapTracks((track) => (credits[track] < minimum[track] ? 0n : capped(credits[track])));
}

/** `eligibleTotalsOf`, folded. */
export function eligibleTotals(state: ContributionsState, guild: bigint, season: bigint): Minutes {
  return membersWith(state, guild, season)
    .map((member) => eligibleCredits(state, guild, member, season))
    .reduce(sum, NOTHING);
}

/** `workCreditAt`, folded: what a member was credited for a work through a season. */
export function workCreditAt(
  state: ContributionsState,
  { guild, work, member, season }: { guild: bigint; work: bigint; member: bigint; season: bigint },
): bigint {
  return through(state.works.get(workKey(guild, work, member)), season);
}

/** `workTotalAt`, folded. */
export function workTotalAt(state: ContributionsState, guild: bigint, work: bigint, season: bigint): bigint {
  const prefix = `${guild}/${work}/`;
  return [...state.works]
    .filter(([key]) => key.startsWith(prefix))
    .reduce((sum, [, changes]) => sum + through(changes, season), 0n);
}

/** Sums what each season changed, up to one of them. */
export const through = (changes: ReadonlyMap<bigint, bigint> | undefined, season: bigint) =>
  [...(changes ?? [])].reduce((sum, [of, change]) => (of <= season ? sum + change : sum), 0n);

/** Who has credits in a guild and a season. */
function membersWith(state: ContributionsState, guild: bigint, season: bigint): bigint[] {
  const prefix = creditKey(guild, season, 0n).slice(0, -1);
  return [...state.credits.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => BigInt(key.slice(prefix.length)));
}
