import { explain } from "./explain.ts";

type Remedy = (args: Record<string, unknown>) => { message: string; remedy: string };

/** A remedy whose message quotes the error's values. */
function say(message: (values: Record<string, string>) => string, remedy: string): Remedy {
  return (args) => {
    const values = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)]));
    return { message: message(values), remedy };
  };
}

/** What each custom error of the licensing contracts means and what to do about it, by the error's name. */
export const licensingRemedies: Readonly<Record<string, Remedy>> = {
  LicencePoliciesUnknownPolicy: say(
    ({ policy }) => `the nation has no licence policy ${policy}`,
    "Name a policy of the nation's catalogue, from 1 up.",
  ),
  LicencePoliciesBadText: say(
    ({ idLength, uriLength }) => `an id of ${idLength} bytes and a URI of ${uriLength} bytes do not fit`,
    "Give an SPDX id of 1 to 64 bytes and a URI of at most 256.",
  ),
  LicencePoliciesTextHashMissing: say(
    () => "the policy comes without the hash of its text",
    "Give keccak256 of the licence text.",
  ),
  LicencePoliciesBadMatrix: say(
    () => "the matrix has a cell without a decision or bits beyond its last cell",
    "Pack it with packMatrix from a licence file.",
  ),
  LicencePoliciesFeeMismatch: say(
    ({ amount }) => `a fee of ${amount} does not fit the cells`,
    "Name a fee above zero if a cell says Pay, and none if no cell says Pay or Reciprocate.",
  ),
  LicencePoliciesReciprocityMismatch: say(
    ({ reciprocityMinutes }) => `${reciprocityMinutes} minutes of reciprocity do not fit the cells`,
    "Name minutes exactly if a cell says Reciprocate.",
  ),
  LicencePoliciesBadCompatible: say(
    ({ compatibleWith }) => `policy ${compatibleWith} cannot be the compatible one`,
    "Name a policy added before, exactly if the derivative rule is compatible.",
  ),
  OrganisationsBadLongest: say(
    ({ longestAttestation }) => `an attestation cannot be allowed to last ${longestAttestation} seconds`,
    "Choose 1 day to 10 years.",
  ),
  OrganisationsUnknownAgent: say(({ agent }) => `there is no agent ${agent}`, "Check the number."),
  OrganisationsNotIssuer: say(
    ({ by }) => `agent ${by} is not appointed to attest organisations, or no longer`,
    "Ask an issuer of the nation, or have the assembly appoint one.",
  ),
  OrganisationsBadClass: say(
    () => "this class is not attested; it follows from membership",
    "Choose non-profit, worker co-op, co-op, social enterprise, public body or firm.",
  ),
  OrganisationsBadExpiry: say(
    ({ expiresAt }) => `an attestation until ${expiresAt} is over already or lasts too long`,
    "Choose an end after now and within the nation's longest attestation.",
  ),
  OrganisationsUnknownOrganisation: say(
    ({ organisation }) => `agent ${organisation} is no organisation`,
    "Attest it first with its own key's consent.",
  ),
  OrganisationsSelfAttestation: say(
    () => "an organisation does not attest itself",
    "Ask another issuer of the nation.",
  ),
  CommonsSeatTaken: say(() => "the seat of Licences is filled for ever", "Nothing is to be done."),
  CommonsOnlyLicences: say(() => "only Licences collects with another's money", "Use `pay` with your own."),
  CommonsUnknownWork: say(({ work }) => `there is no work ${work} in the commons`, "Check the number of the work."),
  CommonsNotSteward: say(
    ({ guild, by }) => `agent ${by} is not a steward of guild ${guild} now`,
    "Ask a steward of the guild, or have its council appoint you.",
  ),
  CommonsContentMissing: say(() => "the content hash is missing", "Give keccak256 of the content."),
  CommonsBadUri: say(({ length }) => `the URI has ${length} bytes`, "Give a mirror of at most 256 bytes."),
  CommonsBadOffers: say(({ count }) => `a work cannot be offered under ${count} policies`, "Choose one to four."),
  CommonsUnknownPolicy: say(
    ({ policy }) => `the nation has no licence policy ${policy}`,
    "Name a policy of the nation's catalogue, from 1 up.",
  ),
  CommonsAlreadyOffered: say(({ policy }) => `the work is already offered under policy ${policy}`, "Leave it out."),
  CommonsBadParents: say(
    ({ parents, shares }) => `${parents} parents and ${shares} shares do not fit`,
    "Name at most eight parents and one share for each.",
  ),
  CommonsBadParent: say(
    ({ parent }) => `work ${parent} cannot stand at this place among the parents`,
    "Name works that exist, each once, in ascending order.",
  ),
  CommonsBadShares: say(
    ({ upstreamBps }) => `the parents' shares come to ${Number(upstreamBps) / 100} %`,
    "Leave the work itself a share: stay below 100 %.",
  ),
  CommonsDerivativeRule: say(
    ({ parent }) => `no licence of work ${parent} allows a derivative under these policies`,
    "Offer yours under the parent's policy, or one it names as compatible; or ask its guild for another policy.",
  ),
  CommonsWrongVersion: say(
    ({ version, next }) => `version ${version} is not the next one, ${next}`,
    "Somebody revised the work before: look at the present version and sign again.",
  ),
  CommonsNothingPaid: say(() => "nothing arrived", "Pay more than zero, with a token that moves when it says it does."),
  CommonsWrongValue: say(
    ({ expected, sent }) => `${sent} in coins came along where ${expected} are due`,
    "Send exactly the amount in the native coin, and none with an ERC-20.",
  ),
  CommonsNothingWaits: say(
    ({ child, parent }) => `nothing waits between work ${child} and work ${parent} in this token`,
    "Check the two works and the token; somebody may have moved it on already.",
  ),
  LicencesRefused: ({ work, licensee, reason }) => {
    const { sentence } = explain(0n, reason as bigint);
    const [so, ...next] = sentence.split(". ");
    return { message: `no grant of work ${String(work)} to agent ${String(licensee)}: ${so}`, remedy: next.join(". ") };
  },
  LicencesAlreadyGranted: say(
    ({ policy }) => `a grant under policy ${policy} is in force and lasts as long`,
    "Go ahead and use the work; nothing more is needed.",
  ),
  LicencesNothingToPay: say(({ sent }) => `${sent} in coins came with a grant that costs none`, "Send none."),
  LicencesFeeShort: say(
    ({ received, fee }) => `${received} of the fee of ${fee} arrived: the token took a part`,
    "Ask the guild for a policy with a fee in another token.",
  ),
  LicencesNotSteward: say(
    ({ guild, by }) => `agent ${by} is not a steward of guild ${guild} now`,
    "Ask a steward of the guild to approve.",
  ),
  LicencesSelfApproval: say(() => "nobody approves for themself", "Ask another steward of the guild."),
  LicencesZeroAddress: say(() => "a contract's address is missing", "Deploy from the charter; it fills them all."),
};
