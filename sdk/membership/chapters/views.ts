import type { MembershipState } from "../state.ts";
import { civicStatus, isActive } from "../views.ts";
import { BACKING_ROUND, NO_BACKING, NO_STAY, stayKey, type ChaptersState, type Stay } from "./fold.ts";

// What the public views of `Chapters` and `Treaties` answer at a moment (Unix seconds), computed from the folded logs of
// these and of `Members`. What another nation's register says is in no log of ours: `rightsOf` and what follows from it
// are left out.

const PROBATIONARY = 2n;
const ACTIVE = 3n;
const RESTING = 7n;

export function chapterOf(state: ChaptersState, chapter: bigint) {
  const { by, openedAt, uses, guestUses } = state.chapters.get(chapter) ?? {
    by: 0n,
    openedAt: 0n,
    uses: 0n,
    guestUses: 0n,
  };
  return { by, openedAt, uses, guestUses };
}

export function isOpen(state: ChaptersState, chapter: bigint): boolean {
  return chapterOf(state, chapter).openedAt !== 0n;
}

export function officesOf(state: ChaptersState, chapter: bigint) {
  return state.chapters.get(chapter)?.offices ?? [];
}

export function isHost(
  state: ChaptersState,
  members: MembershipState,
  chapter: bigint,
  person: bigint,
  now: bigint,
): boolean {
  const office = officesOf(state, chapter).find(({ host }) => host === person);
  return office !== undefined && now < office.until && isActive(members, person, now);
}

/** Round, people at home and whether a host backs, in the order of `Chapters.backingOf`. */
export function backingOf(
  state: ChaptersState,
  chapter: bigint,
  person: bigint,
  now: bigint,
): [bigint, bigint, boolean] {
  const { round, openedAt, residents, byHost } = state.chapters.get(chapter)?.backings.get(person) ?? NO_BACKING;
  const runs = openedAt !== 0n && now < openedAt + BACKING_ROUND;
  return runs ? [round, residents, byHost] : [round + 1n, 0n, false];
}

export function homeOf(state: ChaptersState, person: bigint) {
  return state.homes.get(person) ?? { chapter: 0n, since: 0n };
}

/** @param treaty 0 for a member of this nation. */
export function stayOf(state: ChaptersState, chapter: bigint, treaty: bigint, guest: bigint): Stay {
  return state.stays.get(stayKey(chapter, treaty, guest)) ?? NO_STAY;
}

export function isGuest(state: ChaptersState, chapter: bigint, person: bigint, now: bigint): boolean {
  const { acceptedBy, from, until } = stayOf(state, chapter, 0n, person);
  return acceptedBy !== 0n && from <= now && now < until;
}

export function separatedUntil(state: ChaptersState, chapter: bigint, person: bigint, now: bigint): bigint {
  const until = state.chapters.get(chapter)?.separations.get(person) ?? 0n;
  return now < until ? until : 0n;
}

export function mayUse(
  state: ChaptersState,
  members: MembershipState,
  chapter: bigint,
  person: bigint,
  use: number,
  now: bigint,
): boolean {
  const { uses, guestUses } = chapterOf(state, chapter);
  const atHome = isOpen(state, chapter) && homeOf(state, person).chapter === chapter;
  if (!atHome && !isGuest(state, chapter, person, now)) return false;
  const offered = ((atHome ? uses : guestUses) >> BigInt(use)) & 1n;
  const [status, reason] = civicStatus(members, person, now);
  const admitted = status === ACTIVE || status === PROBATIONARY || reason === RESTING;
  return offered === 1n && admitted && separatedUntil(state, chapter, person, now) === 0n;
}

/** In the order of `Treaties.treatyOf`. */
export function treatyOf(state: ChaptersState, treaty: bigint) {
  const made = state.treaties.get(treaty);
  if (made === undefined) return [`0x${"0".repeat(40)}`, 0n, 0n, 0n, 0n, 0n, 0n, 0n];
  const { register, endsAt, rights, mostGuests, madeAt, passTerm, notice, passes } = made;
  return [register, endsAt, rights, mostGuests, BigInt(passes.size), madeAt, passTerm, notice];
}

export function passOf(state: ChaptersState, treaty: bigint, guest: bigint): bigint {
  return state.treaties.get(treaty)?.passes.get(guest) ?? 0n;
}
