import type {
  CommitmentAcknowledgedEvent,
  CommitmentFulfilledEvent,
  PactEndingEvent,
  PactFundedEvent,
  PactProposedEvent,
  PactSignedEvent,
  SpeakerNamedEvent,
} from "../../typechain-types/contracts/licensing/Pacts.ts";
import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import { USER_CLASSES } from "./kinds.ts";
import type { Attestation } from "./organisationsFold.ts";

/** As `IPacts.Pact`, in its order. Ids and amounts are `bigint`, times Unix seconds. */
export interface PactRecord {
  readonly organisation: bigint;
  speaker: bigint;
  signedAt: bigint;
  endsAt: bigint;
  readonly term: bigint;
  readonly noticeDays: bigint;
  readonly purposes: bigint;
  readonly voice: boolean;
  readonly textHash: string;
}

/** As `IPacts.Commitment`, in its order. */
export interface PactCommitment {
  readonly textHash: string;
  readonly dueAt: bigint;
  readonly side: bigint;
  state: bigint;
}

/** As `IPacts.Limit`, in its order. */
export interface PactLimit {
  readonly token: string;
  readonly most: bigint;
  funded: bigint;
}

export interface FoldedPact {
  readonly record: PactRecord;
  readonly uri: string;
  readonly guilds: readonly bigint[];
  readonly commitments: readonly PactCommitment[];
  readonly limits: readonly PactLimit[];
  /** What reached works under it, in the order of the chain. */
  readonly funding: {
    readonly work: bigint;
    readonly token: string;
    readonly amount: bigint;
    readonly received: bigint;
  }[];
}

/** The whole state of `Pacts`, rebuilt from its logs alone. */
export interface PactsState {
  readonly pacts: Map<bigint, FoldedPact>;
  /** By organisation: the pact it signed last. */
  readonly signed: Map<bigint, bigint>;
}

/** The states of a commitment, in the order of `IPacts.CommitmentState`. */
export const PROMISE_STATES = ["open", "fulfilled", "acknowledged"] as const;
/** In the order of `IPacts.Side`. */
export const SIDES = ["body", "nation"] as const;

const PUBLIC_BODY = BigInt(USER_CLASSES.indexOf("public body"));

interface Events {
  readonly PactProposed: PactProposedEvent.OutputObject;
  readonly PactSigned: PactSignedEvent.OutputObject;
  readonly PactEnding: PactEndingEvent.OutputObject;
  readonly SpeakerNamed: SpeakerNamedEvent.OutputObject;
  readonly PactFunded: PactFundedEvent.OutputObject;
  readonly CommitmentFulfilled: CommitmentFulfilledEvent.OutputObject;
  readonly CommitmentAcknowledged: CommitmentAcknowledgedEvent.OutputObject;
}

const reducers: { readonly [Name in keyof Events]: (state: PactsState, event: Events[Name]) => void } = {
  PactProposed: (state, { pact, proposal }) => {
    const { organisation, speaker, signBefore, term, noticeDays, purposes, voice, textHash, uri } = proposal;
    state.pacts.set(pact, {
      record: {
        ...{ organisation, speaker, signedAt: 0n, endsAt: signBefore },
        ...{ term, noticeDays, purposes, voice, textHash },
      },
      uri,
      guilds: [...proposal.guilds],
      commitments: proposal.commitments.map((made) => ({
        ...{ textHash: made.textHash, dueAt: made.dueAt, side: made.side, state: 0n },
      })),
      limits: proposal.limits.map(({ token, most }) => ({ token, most, funded: 0n })),
      funding: [],
    });
  },
  PactSigned: (state, { pact, organisation, signedAt, endsAt }) => {
    Object.assign(pactIn(state, pact).record, { signedAt, endsAt });
    state.signed.set(organisation, pact);
  },
  PactEnding: (state, { pact, endsAt }) => {
    pactIn(state, pact).record.endsAt = endsAt;
  },
  SpeakerNamed: (state, { pact, speaker }) => {
    pactIn(state, pact).record.speaker = speaker;
  },
  PactFunded: (state, { pact, work, token, amount, received }) => {
    const { limits, funding } = pactIn(state, pact);
    must(
      limits.find((limit) => limit.token === token),
      `a limit in ${token}`,
    ).funded += amount;
    funding.push({ work, token, amount, received });
  },
  CommitmentFulfilled: (state, { pact, index }) => {
    must(pactIn(state, pact).commitments[Number(index)], `commitment ${index}`).state = 1n;
  },
  CommitmentAcknowledged: (state, { pact, index }) => {
    must(pactIn(state, pact).commitments[Number(index)], `commitment ${index}`).state = 2n;
  },
};

/** Folds logs, in the order of the chain. Other logs are passed over. */
export function foldPacts(logs: Iterable<DecodedLog>): PactsState {
  const state: PactsState = { pacts: new Map(), signed: new Map() };
  for (const { name, args } of logs) {
    if (!(name in reducers)) continue;
    const reduce = reducers[name as keyof Events] as (state: PactsState, event: unknown) => void;
    reduce(state, args);
  }
  return state;
}

// --- what the views of `Pacts` answer, folded ------------------------------------------------------------------------

export const NO_PACT: PactRecord = {
  ...{ organisation: 0n, speaker: 0n, signedAt: 0n, endsAt: 0n, term: 0n, noticeDays: 0n, purposes: 0n },
  ...{ voice: false, textHash: `0x${"0".repeat(64)}` },
};

/**
 * `isInForce`, folded.
 * @param attestations What `Organisations` keeps (`OrganisationsState`). @param now The block's time (Unix seconds).
 */
export function isInForce(
  { pacts }: PactsState,
  pact: bigint,
  { attestations, now }: { attestations: ReadonlyMap<bigint, Attestation>; now: bigint },
): boolean {
  const { organisation, signedAt, endsAt } = pacts.get(pact)?.record ?? NO_PACT;
  if (signedAt === 0n || now >= endsAt) return false;
  const attested = attestations.get(organisation);
  if (attested?.userClass !== PUBLIC_BODY) return false;
  return now < attested.expiresAt && attested.heldSince <= signedAt;
}

/** `approves`, folded. */
export function approves(
  state: PactsState,
  params: { organisation: bigint; guild: bigint; purpose: bigint },
  at: { attestations: ReadonlyMap<bigint, Attestation>; now: bigint },
): boolean {
  const pact = state.signed.get(params.organisation) ?? 0n;
  const known = state.pacts.get(pact);
  if (known === undefined || !known.guilds.includes(params.guild)) return false;
  return ((known.record.purposes >> params.purpose) & 1n) === 1n && isInForce(state, pact, at);
}

/** `hasVoice`, folded. */
export function hasVoice(
  state: PactsState,
  organisation: bigint,
  at: { attestations: ReadonlyMap<bigint, Attestation>; now: bigint },
): boolean {
  const pact = state.signed.get(organisation) ?? 0n;
  return (state.pacts.get(pact)?.record.voice ?? false) && isInForce(state, pact, at);
}

function pactIn({ pacts }: PactsState, pact: bigint): FoldedPact {
  return must(pacts.get(pact), `pact ${pact}`);
}
