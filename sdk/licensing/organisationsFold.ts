import type {
  AttestationStayedEvent,
  AttestationWorsenedEvent,
  ContestEndedEvent,
  ContestPeriodSetEvent,
  IssuerAppointedEvent,
  JusticeSeatFilledEvent,
  LongestAttestationSetEvent,
  OrganisationAttestedEvent,
} from "../../typechain-types/contracts/licensing/Organisations.ts";

/** What `Organisations` keeps, rebuilt from its logs alone. Ids are `bigint`, times Unix seconds. */
export interface OrganisationsState {
  longestAttestation: bigint;
  contestPeriod: bigint;
  /** The contract in the seat of justice. */
  contestJudge: string | undefined;
  readonly issuers: Map<bigint, bigint>;
  readonly attestations: Map<bigint, Attestation>;
  readonly contests: Map<bigint, Contest>;
}

/** As `IOrganisations.Attestation`, in its order. */
export interface Attestation {
  readonly by: bigint;
  readonly userClass: bigint;
  readonly attestedAt: bigint;
  readonly expiresAt: bigint;
  readonly heldSince: bigint;
}

/** As `IOrganisations.Contest`, in its order. */
export interface Contest {
  readonly former: Attestation;
  readonly contested: Attestation;
  readonly until: bigint;
  readonly number: bigint;
  readonly stayed: boolean;
}

export const NEVER_ATTESTED: Attestation = { by: 0n, userClass: 0n, attestedAt: 0n, expiresAt: 0n, heldSince: 0n };

export const NO_CONTEST: Contest = {
  ...{ former: NEVER_ATTESTED, contested: NEVER_ATTESTED },
  ...{ until: 0n, number: 0n, stayed: false },
};

export const noOrganisations = (): OrganisationsState => ({
  longestAttestation: 0n,
  contestPeriod: 0n,
  contestJudge: undefined,
  issuers: new Map(),
  attestations: new Map(),
  contests: new Map(),
});

/** Every event of the contract that changes what it keeps, by its name in the ABI. */
export interface OrganisationsEvents {
  readonly LongestAttestationSet: LongestAttestationSetEvent.OutputObject;
  readonly ContestPeriodSet: ContestPeriodSetEvent.OutputObject;
  readonly JusticeSeatFilled: JusticeSeatFilledEvent.OutputObject;
  readonly IssuerAppointed: IssuerAppointedEvent.OutputObject;
  readonly OrganisationAttested: OrganisationAttestedEvent.OutputObject;
  readonly AttestationWorsened: AttestationWorsenedEvent.OutputObject;
  readonly AttestationStayed: AttestationStayedEvent.OutputObject;
  readonly ContestEnded: ContestEndedEvent.OutputObject;
}

/** Each event's effect. */
export const organisationsReducers: {
  readonly [Name in keyof OrganisationsEvents]: (state: OrganisationsState, event: OrganisationsEvents[Name]) => void;
} = {
  LongestAttestationSet: (state, { longestAttestation }) => {
    state.longestAttestation = longestAttestation;
  },
  ContestPeriodSet: (state, { contestPeriod }) => {
    state.contestPeriod = contestPeriod;
  },
  JusticeSeatFilled: (state, { justice }) => {
    state.contestJudge = justice;
  },
  IssuerAppointed: (state, { issuer, until }) => {
    state.issuers.set(issuer, until);
  },
  OrganisationAttested: (state, event) => {
    const { by, userClass, attestedAt, expiresAt, heldSince } = event;
    state.attestations.set(event.organisation, { by, userClass, attestedAt, expiresAt, heldSince });
  },
  AttestationWorsened: (state, { organisation, former, number, until }) => {
    const { by, userClass, attestedAt, expiresAt, heldSince } = former;
    const claimed = { by, userClass, attestedAt, expiresAt, heldSince };
    state.contests.set(organisation, { ...NO_CONTEST, former: claimed, until, number });
  },
  AttestationStayed: (state, { organisation }) => {
    const contest = state.contests.get(organisation) ?? NO_CONTEST;
    const contested = state.attestations.get(organisation) ?? NEVER_ATTESTED;
    state.contests.set(organisation, { ...contest, contested, stayed: true });
    state.attestations.set(organisation, contest.former);
  },
  ContestEnded: (state, { organisation, number, restored }) => {
    const { contested } = state.contests.get(organisation) ?? NO_CONTEST;
    if (!restored) state.attestations.set(organisation, contested);
    state.contests.set(organisation, { ...NO_CONTEST, number });
  },
};
