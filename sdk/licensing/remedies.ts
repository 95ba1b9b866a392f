import type { Remedies } from "../errors.ts";

export const licensingRemedies: Remedies = {
  LicencePoliciesUnknownPolicy: [
    "there is no policy {policy}",
    "See the catalogue with 'npx hardhat work:show --policies'.",
  ],
  LicencePoliciesBadText: [
    "the SPDX id has {idLength} bytes (1 to 64 are allowed) or the URI {uriLength} (at most 256)",
    "Shorten them.",
  ],
  LicencePoliciesTextHashMissing: ["the hash of the licence's text is missing", "Give the keccak256 hash of the text."],
  LicencePoliciesBadMatrix: [
    "a cell of the matrix {matrix} holds no decision",
    "Write the matrix from a file in charters/licences.",
  ],
  LicencePoliciesFeeMismatch: [
    "the fee is {amount}, which does not fit the matrix",
    "Name a fee exactly where a cell says Pay or Reciprocate.",
  ],
  LicencePoliciesReciprocityMismatch: [
    "{reciprocityMinutes} minutes of contribution do not fit the matrix",
    "Name minutes exactly where a cell says Reciprocate.",
  ],
  LicencePoliciesBadCompatible: [
    "policy {compatibleWith} cannot be the compatible one",
    "Name a policy added before, and only with the rule Compatible.",
  ],
  OrganisationsBadLongest: [
    "{longestAttestation:duration} is out of range",
    "Let an attestation last 1 day to 10 years.",
  ],
  OrganisationsUnknownAgent: ["there is no agent {agent}", "See who there is with 'npx hardhat member:list'."],
  OrganisationsNotIssuer: [
    "agent {by} is no issuer in office",
    "Issuers are appointed by the assembly (Organisations.appointIssuer).",
  ],
  OrganisationsBadClass: [
    "a {userClass:class} is not attested",
    "Take one from non-profit to firm; the others follow from membership.",
  ],
  OrganisationsBadExpiry: [
    "an attestation until {expiresAt:moment} is over or too long; the longest ends {longest:moment}",
    "Choose a shorter time (--valid).",
  ],
  OrganisationsUnknownOrganisation: [
    "agent {organisation} is no organisation",
    "See who there is with 'npx hardhat member:list'.",
  ],
  OrganisationsSelfAttestation: ["agent {by} cannot attest itself", "Ask another issuer."],
  CommonsSeatTaken: ["the seat for licences is held by {licences}", "A seat is filled once and for ever."],
  CommonsOnlyLicences: ["{caller} cannot pay for others", "Pay with 'pay', or take a licence (licence:grant)."],
  CommonsUnknownWork: ["there is no work {work} in the commons", "See all with 'npx hardhat work:show'."],
  CommonsNotSteward: [
    "agent {by} is no steward of guild {guild}",
    "See the stewards with 'npx hardhat guild:show --guild {guild}'; the guild appoints them in its council.",
  ],
  CommonsContentMissing: ["the hash of the content is missing", "Name the content (--content FILE)."],
  CommonsBadUri: ["a URI has at most 256 bytes, and this one {length}", "Shorten it."],
  CommonsBadOffers: ["a work is offered under 1 to 4 different policies, not {count}", "Change the list (--policies)."],
  CommonsUnknownPolicy: ["there is no policy {policy}", "See the catalogue with 'npx hardhat work:show --policies'."],
  CommonsAlreadyOffered: ["work {work} is offered under policy {policy} already", "Nothing needs to be done."],
  CommonsBadParents: [
    "{parents} parents and {shares} shares are named",
    "Name at most 8 parents, each with one share.",
  ],
  CommonsBadParent: [
    "work {parent} does not exist yet, or is not in ascending order",
    "Name works that exist, each once.",
  ],
  CommonsBadShares: ["the parents' shares come to {upstreamBps:share}", "Keep them below 100% together."],
  CommonsDerivativeRule: [
    "no policy of work {parent} lets another guild offer a derivative under these policies",
    "Offer the work under a policy that the parent's licence asks for, or agree with its guild.",
  ],
  CommonsWrongVersion: [
    "version {version} of work {work} is not the next one, which is {next}",
    "Revise as version {next}.",
  ],
  CommonsNothingPaid: ["nothing was paid", "Name an amount, and allow it if the token is an ERC-20."],
  CommonsWrongValue: [
    "{sent} wei came with the call, and {expected} are due",
    "Send exactly the amount; none with an ERC-20.",
  ],
  CommonsNothingWaits: [
    "nothing waits for work {parent} from work {child} in token {token}",
    "Nothing needs to be done.",
  ],
  LicencesRefused: [
    "agent {licensee} gets no such licence for work {work} ({purpose:purpose}): {reason:use}",
    "See why with 'npx hardhat licence:check --work {work} --agent {licensee} --purpose {purpose:purpose}'.",
  ],
  LicencesAlreadyGranted: ["policy {policy} is granted already, until {expiresAt:end}", "Nothing needs to be done."],
  LicencesNothingToPay: ["{sent} wei came with a licence that costs nothing", "Send none."],
  LicencesFeeShort: [
    "{received} of the fee of {fee} arrived: the token takes a part of it",
    "Pay with another policy's token, or ask the guild.",
  ],
  LicencesNotSteward: [
    "agent {by} is no steward of guild {guild}",
    "Ask one: 'npx hardhat guild:show --guild {guild}'.",
  ],
  LicencesSelfApproval: ["agent {by} cannot approve their own licence", "Ask another steward."],
  LicencesZeroAddress: ["an address is missing (zero)", "Give the address of the contract that is meant."],
};
