import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import type * as Chambers from "../../typechain-types/contracts/governance/Chambers.ts";

/** The words of `Chamber`, in its order. */
export const CHAMBERS = ["members", "masters", "organisations"] as const;
export type Chamber = (typeof CHAMBERS)[number];

const LANE_BITS = 24n;
const LANE_MASK = (1n << LANE_BITS) - 1n;
const BPS = 10_000n;

/** As `ChamberTerms`: basis points, counts and class bits. */
export interface ChamberTerms {
  readonly twoBps: bigint;
  readonly threeBps: bigint;
  readonly raiseBps: bigint;
  readonly leastMembers: bigint;
  readonly leastMasters: bigint;
  readonly leastOrganisations: bigint;
  readonly classes: bigint;
}

/** As `Hearing`, and the hash of its calls. */
export interface FoldedHearing {
  readonly calls: string;
  readonly snapshot: bigint;
  readonly twoBps: bigint;
  readonly threeBps: bigint;
  vetoed: boolean;
  readonly sizes: bigint;
  objections: bigint;
  /** The chamber in which each objected. */
  readonly by: Map<bigint, bigint>;
}

/** The state of `Chambers`, rebuilt from its logs alone. */
export interface ChambersState {
  /** In their order, each from its moment on (Unix seconds). */
  readonly terms: { readonly at: bigint; readonly terms: ChamberTerms }[];
  /** Every entry and end, in their order: by which guild from a moment on, or `undefined` for not at all. */
  readonly stays: { readonly at: bigint; readonly key: string; readonly guild: bigint | undefined }[];
  /** Who is on a roll: the guild by which a master stands there, 0 for an organisation. The key is `rollKey`. */
  readonly rolls: Map<string, bigint>;
  readonly hearings: Map<bigint, FoldedHearing>;
  /** Vetoes by the hash of calls. */
  readonly vetoes: Map<string, bigint>;
}

interface Events {
  ChamberTermsSet: Chambers.ChamberTermsSetEvent.OutputObject;
  ChamberEntered: Chambers.ChamberEnteredEvent.OutputObject;
  ChamberLeft: Chambers.ChamberLeftEvent.OutputObject;
  HearingOpened: Chambers.HearingOpenedEvent.OutputObject;
  ChamberObjected: Chambers.ChamberObjectedEvent.OutputObject;
  DecisionVetoed: Chambers.DecisionVetoedEvent.OutputObject;
}

type Reducer = (state: ChambersState, args: unknown, at: bigint) => void;

export const rollKey = (chamber: bigint, agent: bigint) => `${chamber}/${agent}`;

const REDUCERS: { [Name in keyof Events]: (state: ChambersState, args: Events[Name], at: bigint) => void } = {
  ChamberTermsSet(state, { terms }, at) {
    const { twoBps, threeBps, raiseBps, leastMembers, leastMasters, leastOrganisations, classes } = terms;
    const kept = { twoBps, threeBps, raiseBps, leastMembers, leastMasters, leastOrganisations, classes };
    state.terms.push({ at, terms: kept });
  },
  ChamberEntered({ rolls, stays }, { chamber, agent, guild }, at) {
    const key = rollKey(chamber, agent);
    rolls.set(key, guild);
    stays.push({ at, key, guild });
  },
  ChamberLeft({ rolls, stays }, { chamber, agent }, at) {
    const key = rollKey(chamber, agent);
    rolls.delete(key);
    stays.push({ at, key, guild: undefined });
  },
  HearingOpened({ hearings }, { proposalId, calls, hearing }) {
    const { snapshot, twoBps, threeBps, vetoed, sizes, objections } = hearing;
    hearings.set(proposalId, { calls, snapshot, twoBps, threeBps, vetoed, sizes, objections, by: new Map() });
  },
  ChamberObjected({ hearings }, { proposalId, by, chamber }) {
    const hearing = must(hearings.get(proposalId), "a hearing");
    hearing.objections += 1n << (LANE_BITS * chamber);
    hearing.by.set(by, chamber);
  },
  DecisionVetoed(state, { proposalId, calls, vetoes }) {
    must(state.hearings.get(proposalId), "a hearing").vetoed = true;
    state.vetoes.set(calls, vetoes);
  },
};

/** Folds the logs of `Chambers`, in the order of the chain. */
export function foldChambers(logs: Iterable<DecodedLog>): ChambersState {
  const state: ChambersState = { terms: [], stays: [], rolls: new Map(), hearings: new Map(), vetoes: new Map() };
  for (const { name, args, blockTimestamp } of logs) {
    (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args, blockTimestamp);
  }
  return state;
}

/** How many are on a roll now, folded. The members' roll is the register. */
export function rollSize({ rolls }: ChambersState, chamber: bigint): bigint {
  return BigInt([...rolls.keys()].filter((key) => key.startsWith(`${chamber}/`)).length);
}

/** `termsAt`, folded; `undefined` before the first. */
export function termsAt({ terms }: ChambersState, timepoint: bigint): ChamberTerms | undefined {
  return terms.filter(({ at }) => at <= timepoint).at(-1)?.terms;
}

/** Who was on the roll of masters or of organisations at a moment, by `rollKey`. */
export function rollAt({ stays }: ChambersState, timepoint: bigint): Set<string> {
  const roll = new Set<string>();
  for (const { at, key, guild } of stays) {
    if (at > timepoint) break;
    if (guild === undefined) roll.delete(key);
    else roll.add(key);
  }
  return roll;
}

/** `sizeAt`, folded, of masters or organisations. */
export function sizeAt(state: ChambersState, chamber: bigint, timepoint: bigint): bigint {
  return BigInt([...rollAt(state, timepoint)].filter((key) => key.startsWith(`${chamber}/`)).length);
}

/** A number of three, one for each chamber, out of its lane. */
export function laneOf(lanes: bigint, chamber: number): bigint {
  return (lanes >> (LANE_BITS * BigInt(chamber))) & LANE_MASK;
}

/** How many objections so large a chamber takes; 0 where it does not sit. */
export function objectionsNeeded(size: bigint, bps: bigint): bigint {
  const needed = (size * bps + BPS - 1n) / BPS;
  return size !== 0n && needed === 0n ? 1n : needed;
}
