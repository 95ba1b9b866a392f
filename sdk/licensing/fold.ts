import type { EventLog } from "../logs.ts";
import { mustGet } from "../must.ts";
import { USER_CLASSES } from "./kinds.ts";
import { USE_REASONS, type UseReason } from "./explain.ts";
import { cleared, dueOn, type Grant, hasPeriods, type Meter, newMeter, partsOf, renewed, renews } from "./grants.ts";
import type {
  GrantsStoppedEvent,
  LicencesSeatFilledEvent,
  PolicyOfferedEvent,
  WorkMirroredEvent,
  WorkPaidEvent,
  WorkPublishedEvent,
  WorkRevisedEvent,
} from "../../typechain-types/contracts/licensing/Commons.ts";
import type { PolicyAddedEvent } from "../../typechain-types/contracts/licensing/LicencePolicies.ts";
import type {
  BreachNoticedEvent,
  ContributionsCountedEvent,
  LicenceEndedEvent,
  LicenceGrantedEvent,
  LicenceLapsedEvent,
  LicenceReleasedEvent,
  LicenceSeatFilledEvent,
  LicenceSettledEvent,
  LicenceSuspendedEvent,
  UnitsReportedEvent,
} from "../../typechain-types/contracts/licensing/Licences.ts";
import {
  noOrganisations,
  organisationsReducers,
  type OrganisationsEvents,
  type OrganisationsState,
} from "./organisationsFold.ts";
import type { Policy } from "./policies.ts";

/** The whole state of the licensing floor, rebuilt from logs alone. Ids and amounts are `bigint`, times Unix seconds. */
export interface LicensingState extends OrganisationsState {
  readonly policies: Map<bigint, Policy>;
  licences: string | undefined;
  readonly works: Map<bigint, Work>;
  /** What waits on an edge, in whole units of the token; the key is `edgeKey`. */
  readonly waiting: Map<string, bigint>;
  /** What lies on an edge beside it: ten-thousandths of a unit, until payments make them whole. */
  readonly fractions: Map<string, bigint>;
  /** The last grant for a purpose; the key is `grantKey`. */
  readonly grants: Map<string, Grant>;
  /** What is written down beside a grant; the key is `grantKey`. */
  readonly meters: Map<string, Meter>;
  /** Minutes of a guild's record of an agent that grants have counted; the key is `guild/agent`. */
  readonly minutesCounted: Map<string, bigint>;
  /** Holders by seat, as `ILicences.Seat`. */
  readonly licenceSeats: Map<bigint, string>;
}

export interface Work {
  readonly guild: bigint;
  version: bigint;
  grantsStopped: boolean;
  readonly publishedAt: bigint;
  readonly policies: bigint[];
  readonly edges: readonly { readonly parent: bigint; readonly shareBps: bigint }[];
  contentHash: string;
  uri: string;
  /** Every version from the first: what it contains, and all places where that is found. */
  readonly versions: Version[];
}

export interface Version {
  readonly contentHash: string;
  readonly uris: string[];
}

const BPS = 10_000n;
const PURPOSES = 5n;
const CELL_BITS = 3n;

export const edgeKey = (child: bigint, parent: bigint, token: string) => `${child}>${parent}:${token.toLowerCase()}`;
export const grantKey = (work: bigint, licensee: bigint, purpose: bigint) => `${work}/${licensee}/${purpose}`;

/** Every event of the four contracts that changes what they keep, by its name in the ABI. */
interface Events extends OrganisationsEvents {
  readonly PolicyAdded: PolicyAddedEvent.OutputObject;
  readonly LicencesSeatFilled: LicencesSeatFilledEvent.OutputObject;
  readonly WorkPublished: WorkPublishedEvent.OutputObject;
  readonly WorkRevised: WorkRevisedEvent.OutputObject;
  readonly WorkMirrored: WorkMirroredEvent.OutputObject;
  readonly PolicyOffered: PolicyOfferedEvent.OutputObject;
  readonly GrantsStopped: GrantsStoppedEvent.OutputObject;
  readonly WorkPaid: WorkPaidEvent.OutputObject;
  readonly LicenceGranted: LicenceGrantedEvent.OutputObject;
  readonly UnitsReported: UnitsReportedEvent.OutputObject;
  readonly LicenceSettled: LicenceSettledEvent.OutputObject;
  readonly ContributionsCounted: ContributionsCountedEvent.OutputObject;
  readonly LicenceReleased: LicenceReleasedEvent.OutputObject;
  readonly BreachNoticed: BreachNoticedEvent.OutputObject;
  readonly LicenceLapsed: LicenceLapsedEvent.OutputObject;
  readonly LicenceSuspended: LicenceSuspendedEvent.OutputObject;
  readonly LicenceEnded: LicenceEndedEvent.OutputObject;
  readonly LicenceSeatFilled: LicenceSeatFilledEvent.OutputObject;
}

/** Each event's effect. */
const reducers: { readonly [Name in keyof Events]: (state: LicensingState, event: Events[Name]) => void } = {
  PolicyAdded: (state, { policy, content }) => {
    const { spdxId, uri, textHash, terms, price, reciprocity } = content;
    const { matrix, irrevocable, term } = terms;
    const { token, perGrant, perUnit, ceiling, classBps } = price;
    const { minutesAsked, amount, periodDays, graceDays, cureDays, firstCureDays, both } = reciprocity;
    state.policies.set(policy, {
      ...{ spdxId, uri, textHash, matrix, irrevocable, term },
      price: { token, perGrant, perUnit, ceiling, classBps: [...classBps] },
      reciprocity: { minutesAsked, amount, periodDays, graceDays, cureDays, firstCureDays, both },
    });
  },
  ...organisationsReducers,
  LicencesSeatFilled: (state, { licences }) => {
    state.licences = licences;
  },
  WorkPublished: (state, event) => {
    const { guild, publishedAt, contentHash, uri, parents, sharesBps } = event;
    const edges = parents.map((parent, index) => ({ parent, shareBps: sharesBps[index] ?? 0n }));
    const policies = [...event.policies];
    const versions = [versionOf(contentHash, uri)];
    const work = { guild, version: 1n, grantsStopped: false, publishedAt, policies, edges, contentHash, uri, versions };
    state.works.set(event.work, work);
  },
  WorkRevised: (state, event) => {
    const { version, contentHash, uri } = event;
    const work = mustGet(state.works, event.work);
    Object.assign(work, { version, contentHash, uri });
    work.versions.push(versionOf(contentHash, uri));
  },
  WorkMirrored: (state, { work, version, uri }) => {
    const uris = mustGet(state.works, work).versions[Number(version) - 1]?.uris;
    if (uris?.includes(uri) === false) uris.push(uri);
  },
  PolicyOffered: (state, { work, policy }) => {
    mustGet(state.works, work).policies.push(policy);
  },
  GrantsStopped: (state, { work, stopped }) => {
    mustGet(state.works, work).grantsStopped = stopped;
  },
  WorkPaid: (state, { work, token, via, amount }) => {
    if (via !== 0n) state.waiting.delete(edgeKey(via, work, token));
    for (const { parent, shareBps } of mustGet(state.works, work).edges) {
      const key = edgeKey(work, parent, token);
      const share = (state.fractions.get(key) ?? 0n) + amount * shareBps;
      state.waiting.set(key, (state.waiting.get(key) ?? 0n) + share / BPS);
      state.fractions.set(key, share % BPS);
    }
  },
  LicenceGranted: (state, event) => {
    const { by, policy, basis, userClass, version, grantedAt, expiresAt, paid } = event;
    const grant = { by, policy, basis, userClass, version, grantedAt, expiresAt, paid };
    const key = grantKey(event.work, event.licensee, event.purpose);
    const [held, meter] = [state.grants.get(key), state.meters.get(key)];
    const goesOn = held !== undefined && renews(held, grant, mustGet(state.policies, policy));
    if (meter !== undefined && !goesOn) state.meters.set(key, cleared(meter));
    else if (meter !== undefined && basis === PAY) state.meters.set(key, renewed(meter));
    state.grants.set(key, grant);
  },
  UnitsReported: (state, { number, units, unitFee, paid, period }) => {
    const meter = meterOf(state, number);
    meter.units += units;
    meter.unitFees += unitFee;
    meter.paid += paid;
    meter.reportedIn = period;
  },
  LicenceSettled: (state, { number, amount }) => {
    meterOf(state, number).paid += amount;
  },
  ContributionsCounted: (state, { number, by, minutesCounted }) => {
    meterOf(state, number).minutesCounted += minutesCounted;
    const key = `${mustGet(state.works, partsOf(number).work).guild}/${by}`;
    state.minutesCounted.set(key, (state.minutesCounted.get(key) ?? 0n) + minutesCounted);
  },
  LicenceReleased: (state, { number, expiresAt }) => {
    const { work, licensee, purpose } = partsOf(number);
    mustGet(state.grants, grantKey(work, licensee, purpose)).expiresAt = expiresAt;
  },
  BreachNoticed: (state, { number, noticedAt }) => {
    meterOf(state, number).noticedAt = noticedAt;
  },
  LicenceLapsed: (state, { number, lapsedAt, lapsedPeriods }) => {
    Object.assign(meterOf(state, number), { lapsedAt, lapsedPeriods });
  },
  LicenceSuspended: (state, { number, suspended, until }) => {
    Object.assign(meterOf(state, number), { suspended, suspendedUntil: until });
  },
  LicenceEnded: (state, { number, ended, lapsedAt, lapsedPeriods }) => {
    Object.assign(meterOf(state, number), { ended, lapsedAt, lapsedPeriods });
  },
  LicenceSeatFilled: (state, { seat, holder }) => {
    state.licenceSeats.set(seat, holder);
  },
};

/** Folds logs, in the order of the chain, into the state of the licensing floor. Other logs are passed over. */
export function foldLicensing(logs: Iterable<EventLog>): LicensingState {
  const state: LicensingState = {
    policies: new Map(),
    ...noOrganisations(),
    licences: undefined,
    works: new Map(),
    waiting: new Map(),
    fractions: new Map(),
    grants: new Map(),
    meters: new Map(),
    minutesCounted: new Map(),
    licenceSeats: new Map(),
  };
  for (const { name, args } of logs) {
    if (!(name in reducers)) continue;
    const reduce = reducers[name as keyof Events] as (state: LicensingState, event: unknown) => void;
    reduce(state, args);
  }
  return state;
}

/** The meter beside a grant, from its first entry on. */
function meterOf(state: LicensingState, number: bigint): Meter {
  const { work, licensee, purpose } = partsOf(number);
  const key = grantKey(work, licensee, purpose);
  const meter = state.meters.get(key) ?? newMeter();
  state.meters.set(key, meter);
  return meter;
}

/** What `canUse` reads of the floors below: the kind of an agent and what it gave to the steward guild. */
export interface Standing {
  /** `person`: in the register, not active now. `stranger`: agent 0. `unknown`: an id never given. */
  readonly kind: "member" | "guild" | "organisation" | "person" | "stranger" | "unknown";
  /** Minutes of this season or the one before, whichever is more. */
  readonly reciprocityMinutes: bigint;
  /** Whether a pact in force with this public body covers the guild and the purpose. */
  readonly pact?: boolean;
}

/** `Organisations.classOf`, folded. */
export function classOf(state: LicensingState, agent: bigint, kind: Standing["kind"], now: bigint): bigint {
  if (kind === "member" || kind === "guild") return BigInt(USER_CLASSES.indexOf("member"));
  if (kind !== "organisation") return BigInt(USER_CLASSES.indexOf("individual"));
  const attestation = state.attestations.get(agent);
  const runs = attestation !== undefined && now < attestation.expiresAt;
  return runs ? attestation.userClass : BigInt(USER_CLASSES.indexOf("firm"));
}

export interface CanUseParams {
  readonly work: bigint;
  readonly agent: bigint;
  readonly purpose: bigint;
  /** The block's time (Unix seconds). */
  readonly now: bigint;
  readonly standing: Standing;
}

type Answer = readonly [decision: bigint, reason: bigint, policy: bigint];

/** `Licences.canUse`, folded: decision, reason and policy as on chain. */
export function canUse(state: LicensingState, params: CanUseParams): Answer {
  const { agent, purpose, now, standing } = params;
  const forbidden = (reason: UseReason) => [4n, reasonCode(reason), 0n] as const;
  const work = state.works.get(params.work);
  if (purpose >= PURPOSES) return forbidden("UnknownPurpose");
  if (work === undefined) return forbidden("UnknownWork");
  if (work.guild === agent) return [0n, reasonCode("OwnWork"), 0n];
  if (standing.kind === "unknown") return forbidden("UnknownAgent");

  const key = grantKey(params.work, agent, purpose);
  const held = agent === 0n ? undefined : state.grants.get(key);
  const meter = state.meters.get(key) ?? newMeter();
  const suspended = now < meter.suspendedUntil ? meter.suspended : 0n;
  const userClass = classOf(state, agent, standing.kind, now);
  const bestWith = (given: Standing) => {
    const answers = work.policies.map((id, place): Answer => {
      const policy = mustGet(state.policies, id);
      const decision = decisionOf(policy, userClass, purpose);
      if (held !== undefined && isSet(meter.ended, place)) return [decision, reasonCode("GrantEnded"), id];
      if (held !== undefined && isSet(suspended, place)) return [decision, reasonCode("GrantSuspended"), id];
      if (work.grantsStopped && !(policy.irrevocable && decision === 0n)) return [4n, reasonCode("NotOffered"), id];
      return [decision, reasonCode(reasonFor(decision, policy, given)), id];
    });
    return answers.reduce((a, b) => (b[1] < a[1] ? b : a), forbidden("NotOffered"));
  };
  const atBest = bestWith(standing);
  if (held === undefined || atBest[1] <= reasonCode("Open")) return atBest;

  const heldPolicy = mustGet(state.policies, held.policy);
  const freeNow = held.userClass === userClass || decisionOf(heldPolicy, userClass, purpose) === FREE;
  const barred =
    isSet(meter.ended | suspended, work.policies.indexOf(held.policy)) || (held.basis === FREE && !freeNow);
  const own = reasonOfGrant(heldPolicy, now, { held, meter, barred });
  if (own === "GrantHeld" || own === "GrantInGrace") return [0n, reasonCode(own), held.policy];
  if (own === "ReciprocityOverdue" && reasonCode(own) < atBest[1]) return [1n, reasonCode(own), held.policy];
  if (own !== "ArrearsDue") return atBest;
  // Neither contributions nor a pact open anything before what is owed.
  const shut = bestWith({ ...standing, reciprocityMinutes: -1n, pact: false });
  return shut[1] <= reasonCode("ApprovalNeeded") ? [shut[0], reasonCode(own), held.policy] : shut;
}

const FREE = 0n;
const PAY = 2n;

const decisionOf = ({ matrix }: Policy, userClass: bigint, purpose: bigint): bigint =>
  (matrix >> (CELL_BITS * (userClass * PURPOSES + purpose))) & 7n;

/** What a grant that was made says. */
function reasonOfGrant(
  policy: Policy,
  now: bigint,
  { held, meter, barred }: { held: Grant; meter: Meter; barred: boolean },
): UseReason | undefined {
  const before = held.expiresAt === 0n || now < held.expiresAt;
  if (!hasPeriods(held, policy)) return before && !barred ? "GrantHeld" : undefined;
  const due = dueOn(held, meter, policy, now);
  const owes = due.amount !== 0n || due.minutesDue !== 0n;
  if (owes && (barred || due.standing === "Lapsed" || due.standing === "Over")) return "ArrearsDue";
  if (barred) return undefined;
  if (due.standing === "Kept") return "GrantHeld";
  if (due.standing === "InGrace") return "GrantInGrace";
  return due.standing === "Overdue" ? "ReciprocityOverdue" : undefined;
}

function reasonFor(
  decision: bigint,
  { price, reciprocity }: Policy,
  { reciprocityMinutes, pact }: Standing,
): UseReason {
  if (decision === 0n) return "Open";
  if (decision === 2n) return "FeeDue";
  if (decision === 3n) return pact === true ? "PactAgreed" : "ApprovalNeeded";
  if (decision === 4n) return "NotForThisClass";
  if (reciprocity.periodDays !== 0n) return "ReciprocityOffered";
  if (reciprocityMinutes >= reciprocity.minutesAsked) return "ContributionsAccepted";
  return price.perGrant === 0n ? "ContributionsMissing" : "ContributionsOrFeeDue";
}

/** A version as it is published: without a URI, nobody has said yet where it is found. */
const versionOf = (contentHash: string, uri: string): Version => ({ contentHash, uris: uri === "" ? [] : [uri] });

const isSet = (bits: bigint, place: number) => ((bits >> BigInt(place)) & 1n) === 1n;

const reasonCode = (reason: UseReason) => BigInt(USE_REASONS.indexOf(reason));
