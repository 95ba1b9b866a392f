import { mapTracks, type Minutes } from "./minutes.ts";
import type { Accepted, ContributionsState, Season } from "./state.ts";

// Standing fades with the nation's clock of half-lives; each person's own clock stands still while they rest.

const CLOCK_BITS = 64n;

/** Whether standing fades in a season, or has faded before it. */
export const runs = ({ clock, terms }: Season) => clock !== 0n || terms.standingHalfLife !== 0n;

/** Half-lives passed until `moment`, times 2^64, by the pace of a season; as the contract rounds it. */
export function clockAt(state: ContributionsState, season: bigint, moment: bigint): bigint {
  const running = state.seasons.get(season);
  if (running === undefined) return 0n;
  const halfLife = running.terms.standingHalfLife;
  return halfLife === 0n ? running.clock : running.clock + ((moment - running.opensAt) << CLOCK_BITS) / halfLife;
}

/**
 * A person's own clock at a moment: the nation's at that moment less what they had rested before it, as known at `now`.
 * A rest that runs then is counted from its beginning, those that have ended as if they all had before the moment.
 */
export function ownClock(state: ContributionsState, params: { person: bigint; moment: bigint; now: bigint }): bigint {
  const { person, moment, now } = params;
  const { rested, restingSince } = state.restedAt(person, now);
  const stoodStillAt = restingSince === 0n ? now : restingSince;
  const later = moment < stoodStillAt ? now - rested - (stoodStillAt - moment) : now - rested;
  const own = rested === 0n || later > moment ? moment : later;
  return clockOf(state, own);
}

/** The nation's clock at any past moment. */
export function clockOf(state: ContributionsState, moment: bigint): bigint {
  const season = [...state.seasons].findLast(([, { opensAt }]) => opensAt <= moment)?.[0] ?? 0n;
  return clockAt(state, season, moment);
}

/** Standing at a moment of its member's clock: credits, each times 2^-(half-lives since), to the precision of a double. */
export function standingAt(byClock: Accepted["byClock"] | undefined, now: bigint): [number, number, number] {
  const standing: [number, number, number] = [0, 0, 0];
  for (const [clock, minutes] of byClock ?? []) {
    const halfLives = Number(now - clock) / Number(1n << CLOCK_BITS);
    for (const track of [0, 1, 2] as const) standing[track] += Number(minutes[track]) * 2 ** -halfLives;
  }
  return standing;
}

/**
 * A correction that takes more standing than there is, since it names a younger batch than was credited, leaves none; and
 * so does one that takes the whole record.
 */
export function notBelowZero(byClock: ReadonlyMap<bigint, Minutes>, record: Minutes): ReadonlyMap<bigint, Minutes> {
  const latest = [...byClock.keys()].reduce((a, b) => (a > b ? a : b));
  const left = standingAt(byClock, latest);
  const isGone = (track: 0 | 1 | 2) => left[track] < 0 || (record[track] === 0n && left[track] !== 0);
  if (!([0, 1, 2] as const).some(isGone)) return byClock;
  const kept = (minutes: Minutes) => mapTracks((track) => (isGone(track) ? 0n : minutes[track]));
  return new Map([...byClock].map(([clock, minutes]) => [clock, kept(minutes)]));
}
