import type { Result } from "ethers";

import { unite } from "./bitmaps.ts";
import type { OwnTermsOf, Rate } from "./guildTermsFold.ts";
import { decodePayload } from "./payload.ts";
import { settle } from "./settlement.ts";
import { clockAt } from "./standing.ts";
import type { Batch, ContributionsState, RestedAt, SeasonTerms } from "./state.ts";
import type {
  BatchAppraisedEvent,
  BatchPartSettledEvent,
  BatchSettledEvent,
  BatchSubmittedEvent,
  BatchWithdrawnEvent,
  EntriesChallengedEvent,
  EntriesWithdrawnEvent,
  SeasonClosedEvent,
  SeasonOpenedEvent,
  TermsSetEvent,
} from "../../typechain-types/contracts/contributions/ContributionLedger.ts";
import type { DecodedLog } from "../logs.ts";
import { mustGet } from "../must.ts";

const UNKNOWN: Rate = { perUnit: 0n, perEntry: 0n, track: 0n, isKnown: false };

/** Each event's effect; the names are those of the ABI, and events of other contracts have none. */
type Reducer = (state: ContributionsState, args: Result, now: bigint) => void;

const reducers: Readonly<Record<string, Reducer>> = {
  TermsSet: on<TermsSetEvent.OutputObject>((state, { terms }) => {
    state.terms = termsOf(terms);
  }),
  SeasonOpened: on<SeasonOpenedEvent.OutputObject>((state, { season, opensAt, endsAt, closesAt, terms }) => {
    const clock = clockAt(state, state.lastSeason, opensAt);
    state.seasons.set(season, { opensAt, endsAt, closesAt, closedAt: 0n, clock, terms: termsOf(terms) });
    state.lastSeason = season;
  }),
  SeasonClosed: on<SeasonClosedEvent.OutputObject>((state, { season, closedAt }) => {
    mustGet(state.seasons, season).closedAt = closedAt;
    state.atClose.set(season, new Map(state.accepted));
  }),
  BatchSubmitted: on<BatchSubmittedEvent.OutputObject>((state, event) => {
    const { guild, by, season, submittedAt, payload } = event;
    const count = decodePayload(payload).length;
    state.batches.set(event.batch, {
      ...{ guild, by, season, submittedAt, payload, count, state: "open" },
      ...{ appraisals: [], withdrawn: [], challenged: [], settledTo: 0 },
    });
  }),
  BatchWithdrawn: on<BatchWithdrawnEvent.OutputObject>((state, { batch }) => {
    mustGet(state.batches, batch).state = "withdrawn";
  }),
  EntriesWithdrawn: on<EntriesWithdrawnEvent.OutputObject>((state, { batch, withdrawn }) => {
    const open = mustGet(state.batches, batch);
    open.withdrawn = unite(open.withdrawn, [...withdrawn], wordsOf(open));
  }),
  BatchAppraised: on<BatchAppraisedEvent.OutputObject>((state, { batch, by, declined, questioned }) => {
    const open = mustGet(state.batches, batch);
    const earlier = open.appraisals.find((appraisal) => appraisal.by === by);
    if (earlier === undefined) {
      const asked = questioned.some((word) => word !== 0n);
      open.appraisals.push({ by, declined: [...declined], questioned: [...questioned], asked });
    } else {
      earlier.declined = unite(earlier.declined, [...declined], wordsOf(open));
      earlier.questioned = [...questioned];
    }
  }),
  EntriesChallenged: on<EntriesChallengedEvent.OutputObject>((state, { batch, challenged }) => {
    const open = mustGet(state.batches, batch);
    open.challenged = unite(open.challenged, [...challenged], wordsOf(open));
  }),
  BatchSettled: on<BatchSettledEvent.OutputObject>((state, event, now) => {
    settle(state, event, { upTo: mustGet(state.batches, event.batch).count, now });
  }),
  BatchPartSettled: on<BatchPartSettledEvent.OutputObject>((state, event, now) => {
    settle(state, event, { upTo: Number(event.upTo), now });
  }),
};

/**
 * Folds logs, in the order of the chain, into the state of the ledger. Other logs are passed over.
 * @param restedAt From the logs of `Members` (`restedAt` of the membership views); without it nobody rested.
 * @param ownTerms From the logs of `GuildTerms` (`ownTermsOf` of their fold); without them no guild has set anything.
 */
export function foldContributions(
  logs: Iterable<Omit<DecodedLog, "address">>,
  restedAt: RestedAt = () => ({ rested: 0n, restingSince: 0n }),
  { rateOf, countsWorks }: OwnTermsOf = { rateOf: () => UNKNOWN, countsWorks: () => false },
): ContributionsState {
  const state: ContributionsState = {
    terms: undefined,
    lastSeason: 0n,
    seasons: new Map(),
    batches: new Map(),
    accepted: new Map(),
    credits: new Map(),
    debts: new Map(),
    works: new Map(),
    atClose: new Map(),
    restedAt,
    rateOf,
    countsWorks,
  };
  for (const { name, args, blockTimestamp } of logs) reducers[name]?.(state, args, blockTimestamp);
  return state;
}

const wordsOf = ({ count }: Batch) => Math.ceil(count / 256);

function termsOf(terms: TermsSetEvent.OutputObject["terms"]): SeasonTerms {
  const { duration, appraisalPeriod, challengePeriod, standingHalfLife, appraisals, probationaryCounts } = terms;
  const { pairLimit, cap } = terms;
  const [livelihood, love, care] = terms.minimumCredit;
  return {
    ...{ duration, appraisalPeriod, challengePeriod, standingHalfLife, appraisals, probationaryCounts, pairLimit, cap },
    minimumCredit: [livelihood, love, care],
  };
}

/** Binds a reducer to the type of its event; the name in `reducers` is what makes the two belong together. */
function on<Event>(reduce: (state: ContributionsState, event: Event, now: bigint) => void): Reducer {
  return (state, args, now) => reduce(state, args as Event, now);
}
