import type { DecodedLog } from "../../logs.ts";
import { mustGet } from "../../must.ts";
import type * as Chapters from "../../../typechain-types/contracts/membership/Chapters.ts";
import type * as Treaties from "../../../typechain-types/contracts/membership/Treaties.ts";

/**
 * Chapters and treaties, rebuilt from the logs of `Chapters` and `Treaties` alone. Ids, counts and times (Unix seconds) are
 * `bigint`. What the views answer at a moment is computed in `views.ts`.
 */
export interface ChaptersState {
  terms: Terms;
  justice: string;
  readonly chapters: Map<bigint, Chapter>;
  readonly homes: Map<bigint, Home>;
  /** By `stayKey`. */
  readonly stays: Map<string, Stay>;
  readonly treaties: Map<bigint, Treaty>;
  /** By checksummed register: the last treaty. */
  readonly treatyWith: Map<string, bigint>;
}

export type Terms = Readonly<Record<keyof Chapters.ChapterTermsStruct, bigint>>;

export interface Chapter {
  readonly name: string;
  readonly by: bigint;
  openedAt: bigint;
  uses: bigint;
  guestUses: bigint;
  /** By place. */
  readonly offices: { host: bigint; until: bigint }[];
  readonly backings: Map<bigint, Backing>;
  readonly separations: Map<bigint, bigint>;
}

export interface Backing {
  round: bigint;
  /** 0 = no round is open. */
  openedAt: bigint;
  residents: bigint;
  byHost: boolean;
}

export interface Home {
  readonly chapter: bigint;
  readonly since: bigint;
}

/** In the order of the contract's fields. */
export interface Stay {
  readonly number: bigint;
  readonly home: bigint;
  readonly from: bigint;
  readonly until: bigint;
  readonly vouchedBy: bigint;
  readonly acceptedBy: bigint;
  readonly yearFrom: bigint;
  readonly yearDays: bigint;
}

export interface Treaty {
  readonly register: string;
  endsAt: bigint;
  readonly rights: bigint;
  readonly mostGuests: bigint;
  readonly madeAt: bigint;
  readonly passTerm: bigint;
  readonly notice: bigint;
  /** By the guest's id in the other register; who gave up the place is gone. */
  readonly passes: Map<bigint, bigint>;
}

interface Events {
  ChapterTermsSet: Chapters.ChapterTermsSetEvent.OutputObject;
  JusticeSeatFilled: Chapters.JusticeSeatFilledEvent.OutputObject;
  ChapterPrepared: Chapters.ChapterPreparedEvent.OutputObject;
  ChapterOpened: Chapters.ChapterOpenedEvent.OutputObject;
  UsesOffered: Chapters.UsesOfferedEvent.OutputObject;
  HostBacked: Chapters.HostBackedEvent.OutputObject;
  HostSet: Chapters.HostSetEvent.OutputObject;
  HomeChosen: Chapters.HomeChosenEvent.OutputObject;
  StayAsked: Chapters.StayAskedEvent.OutputObject;
  StayVouched: Chapters.StayVouchedEvent.OutputObject;
  StayAccepted: Chapters.StayAcceptedEvent.OutputObject;
  GuestReceived: Chapters.GuestReceivedEvent.OutputObject;
  StayEnded: Chapters.StayEndedEvent.OutputObject;
  Separated: Chapters.SeparatedEvent.OutputObject;
  TreatyMade: Treaties.TreatyMadeEvent.OutputObject;
  TreatyRevoked: Treaties.TreatyRevokedEvent.OutputObject;
  PassTaken: Treaties.PassTakenEvent.OutputObject;
}

/** The numbers that the contract keeps in `BACKING_ROUND` and `YEAR`. */
export const BACKING_ROUND = 30n * 86_400n;
const DAY = 86_400n;
const YEAR = 365n * DAY;
const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";

export const NO_BACKING: Backing = { round: 0n, openedAt: 0n, residents: 0n, byHost: false };
export const NO_STAY: Stay = {
  number: 0n,
  home: 0n,
  from: 0n,
  until: 0n,
  vouchedBy: 0n,
  acceptedBy: 0n,
  yearFrom: 0n,
  yearDays: 0n,
};
const NO_TERMS: Terms = {
  leastHosts: 0n,
  backers: 0n,
  hostTerm: 0n,
  homeInterval: 0n,
  longestStay: 0n,
  guestDays: 0n,
};

/** Where a stay is kept; treaty 0 is this nation. */
export function stayKey(chapter: bigint, treaty: bigint, guest: bigint): string {
  return `${chapter}:${treaty}:${guest}`;
}

/**
 * Folds logs into the state of chapters and treaties.
 * @param logs All logs of one `Chapters` and its `Treaties`, in chain order, from their deployment on.
 */
export function foldChapters(logs: Iterable<DecodedLog>): ChaptersState {
  const state: ChaptersState = {
    terms: NO_TERMS,
    justice: ZERO_ADDRESS,
    chapters: new Map(),
    homes: new Map(),
    stays: new Map(),
    treaties: new Map(),
    treatyWith: new Map(),
  };
  for (const log of logs) {
    const reduce = (REDUCERS as Record<string, Reducer | undefined>)[log.name];
    reduce?.(state, log.args, log);
  }
  return state;
}

type Reducer = (state: ChaptersState, args: unknown, log: DecodedLog) => void;

const REDUCERS: { [Name in keyof Events]: (state: ChaptersState, args: Events[Name], log: DecodedLog) => void } = {
  ChapterTermsSet(state, { leastHosts, backers, hostTerm, homeInterval, longestStay, guestDays }) {
    state.terms = { leastHosts, backers, hostTerm, homeInterval, longestStay, guestDays };
  },
  JusticeSeatFilled(state, { justice }) {
    state.justice = justice;
  },

  ChapterPrepared(state, { chapter, by, name }) {
    const collections = { offices: [], backings: new Map(), separations: new Map() };
    state.chapters.set(chapter, { name, by, openedAt: 0n, uses: 0n, guestUses: 0n, ...collections });
  },
  ChapterOpened(state, { chapter, openedAt }) {
    mustGet(state.chapters, chapter).openedAt = openedAt;
  },
  UsesOffered(state, { chapter, uses, guestUses }) {
    Object.assign(mustGet(state.chapters, chapter), { uses, guestUses });
  },
  HostBacked(state, { chapter, person, round, asHost }, { blockTimestamp }) {
    const { backings } = mustGet(state.chapters, chapter);
    const known = backings.get(person);
    const running =
      known?.round === round && known.openedAt !== 0n
        ? known
        : { round, openedAt: blockTimestamp, residents: 0n, byHost: false };
    if (asHost) running.byHost = true;
    else if (running.residents < 255n) ++running.residents;
    backings.set(person, running);
  },
  HostSet(state, { chapter, host, until, place }) {
    const { offices, backings } = mustGet(state.chapters, chapter);
    offices[Number(place)] = { host, until };
    const backing = backings.get(host);
    if (until !== 0n && backing !== undefined) backing.openedAt = 0n;
  },
  HomeChosen(state, { person, home }, { blockTimestamp }) {
    state.homes.set(person, { chapter: home, since: blockTimestamp });
  },

  StayAsked(state, { chapter, guest, stay: number, home, from, until }) {
    change(state, stayKey(chapter, 0n, guest), { number, home, from, until, vouchedBy: 0n, acceptedBy: 0n });
  },
  StayVouched(state, { chapter, guest, by }) {
    change(state, stayKey(chapter, 0n, guest), { vouchedBy: by });
  },
  StayAccepted(state, { chapter, guest, by, from, until }, { blockTimestamp }) {
    book(state, stayKey(chapter, 0n, guest), { acceptedBy: by, from, until }, blockTimestamp);
  },
  GuestReceived(state, { chapter, treaty, guest, stay: number, by, from, until }, { blockTimestamp }) {
    book(state, stayKey(chapter, treaty, guest), { number, acceptedBy: by, from, until }, blockTimestamp);
  },
  StayEnded(state, { chapter, guest, until }) {
    const key = stayKey(chapter, 0n, guest);
    const stay = state.stays.get(key) ?? NO_STAY;
    const from = stay.from > until ? until : stay.from;
    const back = daysBetween(stay.from, stay.until) - daysBetween(from, until);
    change(state, key, { from, until, yearDays: stay.yearDays - back });
  },
  Separated(state, { chapter, person, until }) {
    mustGet(state.chapters, chapter).separations.set(person, until);
  },

  TreatyMade(state, { treaty, register, rights, mostGuests, passTerm, notice, until }, { blockTimestamp }) {
    const made = { register, rights, mostGuests, passTerm, notice, madeAt: blockTimestamp };
    state.treaties.set(treaty, { ...made, endsAt: until, passes: new Map() });
    state.treatyWith.set(register, treaty);
  },
  TreatyRevoked(state, { treaty, endsAt }) {
    mustGet(state.treaties, treaty).endsAt = endsAt;
  },
  PassTaken(state, { treaty, guest, until, replaced }) {
    const { passes } = mustGet(state.treaties, treaty);
    passes.delete(replaced);
    passes.set(guest, until);
  },
};

function change(state: ChaptersState, key: string, changes: Partial<Stay>): void {
  state.stays.set(key, { ...(state.stays.get(key) ?? NO_STAY), ...changes });
}

/** A stay takes its days from the guest's year, which begins anew with the first acceptance after it is over. */
function book(
  state: ChaptersState,
  key: string,
  changes: Partial<Stay> & Pick<Stay, "from" | "until">,
  now: bigint,
): void {
  const { yearFrom, yearDays } = state.stays.get(key) ?? NO_STAY;
  const days = daysBetween(changes.from, changes.until);
  const anew = now >= yearFrom + YEAR;
  const year = anew ? { yearFrom: now, yearDays: days } : { yearFrom, yearDays: yearDays + days };
  change(state, key, { ...changes, ...year });
}

/** Each begun day counts in full. */
function daysBetween(from: bigint, until: bigint): bigint {
  return (until - from + DAY - 1n) / DAY;
}
