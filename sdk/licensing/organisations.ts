import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { formatMoment } from "../units.ts";
import { USER_CLASSES, type UserClass } from "./kinds.ts";

/** What an issuer says an organisation is. Times are Unix seconds. */
export interface AttestationView {
  readonly by: bigint;
  readonly userClass: UserClass;
  readonly attestedAt: bigint;
  readonly expiresAt: bigint;
  readonly heldSince: bigint;
}

/** An organisation as it stands now. */
export interface OrganisationView {
  readonly organisation: bigint;
  /** What it counts as: a firm without a running attestation. */
  readonly userClass: UserClass;
  readonly attestation: AttestationView;
  /** What it can contest, or contests; absent if nothing. */
  readonly contest?: {
    readonly number: bigint;
    readonly former: AttestationView;
    /** A case runs, and the former attestation holds. */
    readonly stayed: boolean;
    readonly until: bigint;
  };
  /** The pact it signed last, if that is in force. */
  readonly pact?: bigint;
}

type Attested = Awaited<ReturnType<Nation["contracts"]["organisations"]["attestationOf"]>>;

const view = ({ by, userClass, attestedAt, expiresAt, heldSince }: Attested): AttestationView => ({
  ...{ by, attestedAt, expiresAt, heldSince },
  userClass: classNamed(userClass),
});

const classNamed = (code: bigint): UserClass => USER_CLASSES[Number(code)] ?? "firm";

/** An organisation as it stands. @throws NeoguildError `OrganisationsUnknownOrganisation` */
export async function organisationView(nation: Nation, organisation: bigint): Promise<OrganisationView> {
  const { organisations, pacts } = nation.contracts;
  const [attestation, contest, { userClass }, pact, now] = await Promise.all([
    organisations.attestationOf(organisation),
    organisations.contestOf(organisation),
    organisations.classOf(organisation),
    pacts.pactWith(organisation),
    nation.clock(),
  ]);
  if (attestation.attestedAt === 0n) {
    throw new NeoguildError({
      code: "OrganisationsUnknownOrganisation",
      message: `agent ${organisation} is no organisation`,
      remedy: "See who there is with 'npx hardhat member:list'.",
      docs: "docs/errors.md#organisationsunknownorganisation",
    });
  }
  const { former, until, number, stayed } = contest;
  const contestable = (stayed || now < until) && now < former.expiresAt;
  const inForce = pact !== 0n && (await pacts.isInForce(pact));
  return {
    organisation,
    userClass: classNamed(userClass),
    attestation: view(attestation),
    ...(contestable ? { contest: { number, former: view(former), stayed, until } } : {}),
    ...(inForce ? { pact } : {}),
  };
}

/** Every organisation of the nation, in the order of their ids. */
export async function organisationsOf(nation: Nation): Promise<OrganisationView[]> {
  const { organisations } = nation.contracts;
  const logs = await organisations.queryFilter(organisations.filters.OrganisationAttested());
  const ids = [...new Set(logs.map(({ args }) => args.organisation))].sort((a, b) => Number(a - b));
  return Promise.all(ids.map((id) => organisationView(nation, id)));
}

/** What is so and what can be done about it, in lines. */
export function organisationInWords({
  organisation,
  userClass,
  attestation,
  contest,
  pact,
}: OrganisationView): string[] {
  const { by, attestedAt, expiresAt } = attestation;
  const word = attestation.userClass;
  const runs = userClass === word;
  return [
    `Agent ${organisation} counts as a ${userClass}`,
    runs
      ? `  attested by agent ${by} on ${formatMoment(attestedAt)} until ${formatMoment(expiresAt)}`
      : `  its attestation as a ${word}, by agent ${by}, ended ${formatMoment(expiresAt)}`,
    ...(contest === undefined ? [] : [`  ${contestInWords(organisation, contest)}`]),
    ...(pact === undefined ? [] : [`  pact ${pact} is in force: npx hardhat pact:show --pact ${pact}`]),
  ];
}

function contestInWords(organisation: bigint, contest: NonNullable<OrganisationView["contest"]>): string {
  const { former, stayed, until } = contest;
  const was = `what it had (${former.userClass} until ${formatMoment(former.expiresAt)})`;
  if (stayed) return `it contests a change before a panel, and keeps ${was} until then`;
  return `it can claim ${was} until ${formatMoment(until)}: npx hardhat organisation:appeal --by ${organisation}`;
}
