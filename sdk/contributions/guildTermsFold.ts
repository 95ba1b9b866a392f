import type { DecodedLog } from "../logs.ts";
import type * as GuildTerms from "../../typechain-types/contracts/contributions/GuildTerms.ts";

/** A guild's own terms of a season, as `IGuildTerms.Terms`. */
export interface OwnTerms {
  /** Most credits that count toward one season; 0 is no limit. */
  readonly budget: bigint;
  readonly totalsOnly: boolean;
  readonly countsWorks: boolean;
}

/** What a unit of a resource is worth, as `IGuildTerms.Rate`. */
export interface Rate {
  /** Credits for one unit, 6 decimals. */
  readonly perUnit: bigint;
  /** Credits for an entry. */
  readonly perEntry: bigint;
  readonly track: bigint;
  readonly isKnown: boolean;
}

/** A guild's rate of a resource for a season that opens at a moment (Unix seconds): `rateAt` of the guilds' terms. */
export type RateOf = (guild: bigint, resource: bigint, opensAt: bigint) => Rate;

/** Whether a guild counts works in a season that opens at a moment (Unix seconds): `termsAt` of the guilds' terms. */
export type CountsWorks = (guild: bigint, opensAt: bigint) => boolean;

/** What guilds say for themselves. */
export interface OwnTermsOf {
  readonly rateOf: RateOf;
  readonly countsWorks: CountsWorks;
}

/** A resource specification as its guild has set it. */
export interface Specification extends Rate {
  readonly resource: bigint;
  readonly name: string;
  readonly unit: string;
  /** Unix seconds; in force for the seasons that open later than this. */
  readonly setAt: bigint;
}

/** The state of `GuildTerms`, rebuilt from its logs alone: everything that was ever set, in its order. */
export interface GuildTermsState {
  readonly terms: Map<bigint, (OwnTerms & { readonly setAt: bigint })[]>;
  /** By guild, then by the resource's number. */
  readonly specifications: Map<bigint, Map<bigint, Specification[]>>;
}

interface Events {
  GuildTermsSet: GuildTerms.GuildTermsSetEvent.OutputObject;
  ResourceSpecified: GuildTerms.ResourceSpecifiedEvent.OutputObject;
}

type Reducer = (state: GuildTermsState, args: unknown) => void;

const REDUCERS: { [Name in keyof Events]: (state: GuildTermsState, args: Events[Name]) => void } = {
  GuildTermsSet({ terms }, { guild, budget, totalsOnly, countsWorks, setAt }) {
    terms.set(guild, [...(terms.get(guild) ?? []), { budget, totalsOnly, countsWorks, setAt }]);
  },
  ResourceSpecified({ specifications }, { guild, resource, name, unit, perUnit, perEntry, track, setAt }) {
    const ofGuild = specifications.get(guild) ?? new Map<bigint, Specification[]>();
    const set = { resource, name, unit, perUnit, perEntry, track, isKnown: true, setAt };
    specifications.set(guild, ofGuild.set(resource, [...(ofGuild.get(resource) ?? []), set]));
  },
};

/** Folds the logs of `GuildTerms`, in the order of the chain. */
export function foldGuildTerms(logs: Iterable<DecodedLog>): GuildTermsState {
  const state: GuildTermsState = { terms: new Map(), specifications: new Map() };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args);
  return state;
}

/** `termsAt`, folded: the last set before a season that opens at this moment (Unix seconds). */
export function termsAt(state: GuildTermsState, guild: bigint, opensAt: bigint): OwnTerms {
  const last = lastBefore(state.terms.get(guild), opensAt);
  const { budget, totalsOnly, countsWorks } = last ?? NO_TERMS;
  return { budget, totalsOnly, countsWorks };
}

/** `rateAt`, folded. */
export function rateAt(state: GuildTermsState, guild: bigint, resource: bigint, opensAt: bigint): Rate {
  const { perUnit, perEntry, track, isKnown } = specificationAt(state, guild, resource, opensAt) ?? NO_RATE;
  return { perUnit, perEntry, track, isKnown };
}

/** What the fold of the ledger's logs asks of guilds' terms. */
export const ownTermsOf = (state: GuildTermsState): OwnTermsOf => ({
  rateOf: (guild, resource, opensAt) => rateAt(state, guild, resource, opensAt),
  countsWorks: (guild, opensAt) => termsAt(state, guild, opensAt).countsWorks,
});

/** The specification that holds for a season that opens at this moment (Unix seconds). */
export function specificationAt(
  state: GuildTermsState,
  guild: bigint,
  resource: bigint,
  opensAt: bigint,
): Specification | undefined {
  return lastBefore(state.specifications.get(guild)?.get(resource), opensAt);
}

/** Not in that very second: more could be set in it after the season has opened. */
function lastBefore<T extends { readonly setAt: bigint }>(all: readonly T[] | undefined, moment: bigint) {
  return all?.findLast(({ setAt }) => setAt < moment);
}

const NO_TERMS: OwnTerms = { budget: 0n, totalsOnly: false, countsWorks: false };
const NO_RATE: Rate = { perUnit: 0n, perEntry: 0n, track: 0n, isKnown: false };
