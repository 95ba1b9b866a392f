import type { Result } from "ethers";

import { USER_CLASSES } from "./catalogue.ts";
import { USE_REASONS, type UseReason } from "./explain.ts";
import type {
  GrantsStoppedEvent,
  LicencesSeatFilledEvent,
  PolicyOfferedEvent,
  WorkPaidEvent,
  WorkPublishedEvent,
  WorkRevisedEvent,
} from "../../typechain-types/contracts/licensing/Commons.ts";
import type { PolicyAddedEvent } from "../../typechain-types/contracts/licensing/LicencePolicies.ts";
import type { LicenceGrantedEvent } from "../../typechain-types/contracts/licensing/Licences.ts";
import type {
  IssuerAppointedEvent,
  LongestAttestationSetEvent,
  OrganisationAttestedEvent,
} from "../../typechain-types/contracts/licensing/Organisations.ts";

/** The whole state of the licensing floor, rebuilt from logs alone. Ids and amounts are `bigint`, times Unix seconds. */
export interface LicensingState {
  readonly policies: Map<bigint, Policy>;
  longestAttestation: bigint;
  readonly issuers: Map<bigint, bigint>;
  readonly attestations: Map<bigint, Attestation>;
  licences: string | undefined;
  readonly works: Map<bigint, Work>;
  /** What waits on an edge; the key is `edgeKey`. */
  readonly waiting: Map<string, bigint>;
  /** The last grant for a purpose; the key is `grantKey`. */
  readonly grants: Map<string, Grant>;
}

export interface Policy {
  readonly spdxId: string;
  readonly uri: string;
  readonly textHash: string;
  readonly matrix: bigint;
  readonly irrevocable: boolean;
  readonly reciprocityMinutes: bigint;
  readonly term: bigint;
  readonly fee: { readonly token: string; readonly amount: bigint };
}

export interface Attestation {
  readonly by: bigint;
  readonly userClass: bigint;
  readonly attestedAt: bigint;
  readonly expiresAt: bigint;
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
}

export interface Grant {
  readonly by: bigint;
  readonly policy: bigint;
  readonly basis: bigint;
  readonly userClass: bigint;
  readonly version: bigint;
  readonly grantedAt: bigint;
  readonly expiresAt: bigint;
  readonly paid: bigint;
}

/** A decoded log of one of the four contracts, as `Interface.parseLog` gives it. */
export interface DecodedLog {
  readonly name: string;
  readonly args: Result;
}

const BPS = 10_000n;
const PURPOSES = 5n;
const CELL_BITS = 3n;

export const edgeKey = (child: bigint, parent: bigint, token: string) => `${child}>${parent}:${token.toLowerCase()}`;
export const grantKey = (work: bigint, licensee: bigint, purpose: bigint) => `${work}/${licensee}/${purpose}`;

/** Every event of the four contracts that changes what they keep, by its name in the ABI. */
interface Events {
  readonly PolicyAdded: PolicyAddedEvent.OutputObject;
  readonly LongestAttestationSet: LongestAttestationSetEvent.OutputObject;
  readonly IssuerAppointed: IssuerAppointedEvent.OutputObject;
  readonly OrganisationAttested: OrganisationAttestedEvent.OutputObject;
  readonly LicencesSeatFilled: LicencesSeatFilledEvent.OutputObject;
  readonly WorkPublished: WorkPublishedEvent.OutputObject;
  readonly WorkRevised: WorkRevisedEvent.OutputObject;
  readonly PolicyOffered: PolicyOfferedEvent.OutputObject;
  readonly GrantsStopped: GrantsStoppedEvent.OutputObject;
  readonly WorkPaid: WorkPaidEvent.OutputObject;
  readonly LicenceGranted: LicenceGrantedEvent.OutputObject;
}

/** Each event's effect. */
const reducers: { readonly [Name in keyof Events]: (state: LicensingState, event: Events[Name]) => void } = {
  PolicyAdded: (state, { policy, content }) => {
    const { spdxId, uri, textHash, terms, fee } = content;
    const { matrix, irrevocable, reciprocityMinutes, term } = terms;
    const { token, amount } = fee;
    state.policies.set(policy, {
      ...{ spdxId, uri, textHash, matrix, irrevocable, reciprocityMinutes, term },
      fee: { token, amount },
    });
  },
  LongestAttestationSet: (state, { longestAttestation }) => {
    state.longestAttestation = longestAttestation;
  },
  IssuerAppointed: (state, { issuer, until }) => {
    state.issuers.set(issuer, until);
  },
  OrganisationAttested: (state, event) => {
    const { by, userClass, attestedAt, expiresAt } = event;
    state.attestations.set(event.organisation, { by, userClass, attestedAt, expiresAt });
  },
  LicencesSeatFilled: (state, { licences }) => {
    state.licences = licences;
  },
  WorkPublished: (state, event) => {
    const { guild, publishedAt, contentHash, uri, parents, sharesBps } = event;
    const edges = parents.map((parent, index) => ({ parent, shareBps: sharesBps[index] ?? 0n }));
    const policies = [...event.policies];
    const work = { guild, version: 1n, grantsStopped: false, publishedAt, policies, edges, contentHash, uri };
    state.works.set(event.work, work);
  },
  WorkRevised: (state, { work, version, contentHash, uri }) => {
    Object.assign(known(state.works, work), { version, contentHash, uri });
  },
  PolicyOffered: (state, { work, policy }) => {
    known(state.works, work).policies.push(policy);
  },
  GrantsStopped: (state, { work, stopped }) => {
    known(state.works, work).grantsStopped = stopped;
  },
  WorkPaid: (state, { work, token, via, amount }) => {
    if (via !== 0n) state.waiting.delete(edgeKey(via, work, token));
    for (const { parent, shareBps } of known(state.works, work).edges) {
      const key = edgeKey(work, parent, token);
      state.waiting.set(key, (state.waiting.get(key) ?? 0n) + (amount * shareBps) / BPS);
    }
  },
  LicenceGranted: (state, event) => {
    const { by, policy, basis, userClass, version, grantedAt, expiresAt, paid } = event;
    const grant = { by, policy, basis, userClass, version, grantedAt, expiresAt, paid };
    state.grants.set(grantKey(event.work, event.licensee, event.purpose), grant);
  },
};

/** Folds logs, in the order of the chain, into the state of the licensing floor. Other logs are passed over. */
export function foldLicensing(logs: Iterable<DecodedLog>): LicensingState {
  const state: LicensingState = {
    policies: new Map(),
    longestAttestation: 0n,
    issuers: new Map(),
    attestations: new Map(),
    licences: undefined,
    works: new Map(),
    waiting: new Map(),
    grants: new Map(),
  };
  for (const { name, args } of logs) {
    if (!(name in reducers)) continue;
    const reduce = reducers[name as keyof Events] as (state: LicensingState, event: unknown) => void;
    reduce(state, args);
  }
  return state;
}

/** What `canUse` reads of the floors below: the kind of an agent and its accepted minutes in the steward guild. */
export interface Standing {
  /** `person`: in the register, not active now. `stranger`: agent 0. `unknown`: an id never given. */
  readonly kind: "member" | "guild" | "organisation" | "person" | "stranger" | "unknown";
  readonly reciprocityMinutes: bigint;
}

/** `Organisations.classOf`, folded. */
export function classOf(state: LicensingState, agent: bigint, kind: Standing["kind"], now: bigint): bigint {
  if (kind === "member" || kind === "guild") return BigInt(USER_CLASSES.indexOf("member"));
  if (kind !== "organisation") return BigInt(USER_CLASSES.indexOf("individual"));
  const attestation = state.attestations.get(agent);
  const runs = attestation !== undefined && now < attestation.expiresAt;
  return runs ? attestation.userClass : BigInt(USER_CLASSES.indexOf("firm"));
}

/**
 * `Licences.canUse`, folded: decision, reason and policy as on chain.
 * @param params.now The block's time (Unix seconds).
 */
export function canUse(
  state: LicensingState,
  params: { work: bigint; agent: bigint; purpose: bigint; now: bigint; standing: Standing },
): readonly [decision: bigint, reason: bigint, policy: bigint] {
  const { agent, purpose, now, standing } = params;
  const forbidden = (reason: UseReason) => [4n, reasonCode(reason), 0n] as const;
  const work = state.works.get(params.work);
  if (purpose >= PURPOSES) return forbidden("UnknownPurpose");
  if (work === undefined) return forbidden("UnknownWork");
  if (work.guild === agent) return [0n, reasonCode("OwnWork"), 0n];
  if (standing.kind === "unknown") return forbidden("UnknownAgent");

  const userClass = classOf(state, agent, standing.kind, now);
  const answers = work.policies.map((id) => {
    const policy = known(state.policies, id);
    const decision = (policy.matrix >> (CELL_BITS * (userClass * PURPOSES + purpose))) & 7n;
    if (work.grantsStopped && !(policy.irrevocable && decision === 0n)) return forbidden("NotOffered");
    return [decision, reasonCode(reasonFor(decision, policy, standing.reciprocityMinutes)), id] as const;
  });
  const best = answers.reduce((a, b) => (b[1] < a[1] ? b : a), forbidden("NotOffered"));
  if (best[1] <= reasonCode("GrantHeld")) return best;
  const held = state.grants.get(grantKey(params.work, agent, purpose));
  const inForce = held !== undefined && (held.expiresAt === 0n || now < held.expiresAt);
  return inForce ? [0n, reasonCode("GrantHeld"), held.policy] : best;
}

function reasonFor(decision: bigint, policy: Policy, minutes: bigint): UseReason {
  if (decision === 0n) return "Open";
  if (decision === 2n) return "FeeDue";
  if (decision === 3n) return "ApprovalNeeded";
  if (decision === 4n) return "NotForThisClass";
  if (minutes >= policy.reciprocityMinutes) return "ContributionsAccepted";
  return policy.fee.amount === 0n ? "ContributionsMissing" : "ContributionsOrFeeDue";
}

const reasonCode = (reason: UseReason) => BigInt(USE_REASONS.indexOf(reason));

function known<T>(items: ReadonlyMap<bigint, T>, id: bigint): T {
  const item = items.get(id);
  if (item === undefined) throw new RangeError(`the logs name ${id} before they make it; are some missing?`);
  return item;
}
