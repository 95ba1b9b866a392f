import type { Remedies } from "../errors.ts";
import { pactRemedies } from "./pactRemedies.ts";

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
  LicencePoliciesPriceMismatch: [
    "a flat price of {perGrant} and {perUnit} for each unit do not fit the matrix",
    "Name a price exactly where a cell asks for it: flat for Pay or a door, by the unit for Pay or periods.",
  ],
  LicencePoliciesBadCeiling: [
    "the ceiling of {ceiling} is below the flat price of {perGrant}, or bounds no price",
    "Name a ceiling at least as high as the flat price, or 0 for none.",
  ],
  LicencePoliciesBadClassShare: [
    "a {userClass:class} cannot be asked for {shareBps:share} of the price",
    "Give each class that pays more than 0% and at most 100%, and 0 to every other.",
  ],
  LicencePoliciesReciprocityMismatch: [
    "{minutesAsked} minutes and an amount of {amount} do not fit the matrix",
    "Name minutes or an amount exactly where a cell says Reciprocate.",
  ],
  LicencePoliciesBadPeriod: [
    "a period of {periodDays} days does not fit the rest, or the term of {term:duration}",
    "With a period name days to cure and a term of whole periods; without one neither amount nor grace.",
  ],
  LicencePoliciesBadCompatible: [
    "policy {policy} cannot be a compatible one",
    "Name policies added before, each once, and only with the rule Compatible.",
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
  OrganisationsBadContestPeriod: [
    "{contestPeriod:duration} is out of range",
    "Let a change for the worse be contested for 1 day to 1 year.",
  ],
  OrganisationsSeatTaken: ["the seat of justice is held by {justice}", "A seat is filled once and for ever."],
  OrganisationsNotInSeat: ["{caller} does not sit in the seat of justice", "Only a case does this."],
  OrganisationsNothingToContest: [
    "nothing was taken from agent {organisation} that can still be contested",
    "See until when with 'npx hardhat organisation:show --organisation {organisation}'.",
  ],
  OrganisationsContested: [
    "agent {organisation} contests what was taken away (contest {number})",
    "Give back the class and the time it had, or wait until the case is over: 'npx hardhat case:show'.",
  ],
  OrganisationsNotStayed: [
    "no case about contest {number} of agent {organisation} runs",
    "See 'npx hardhat organisation:show --organisation {organisation}'.",
  ],
  ...pactRemedies,
  CommonsSeatTaken: ["the seat for licences is held by {licences}", "A seat is filled once and for ever."],
  CommonsOnlyLicences: ["{caller} cannot pay for others", "Pay with 'pay', or take a licence (licence:grant)."],
  CommonsUnknownWork: ["there is no work {work} in the commons", "See all with 'npx hardhat work:show'."],
  CommonsNotSteward: [
    "agent {by} is no steward of guild {guild}",
    "See the stewards with 'npx hardhat guild:show --guild {guild}'; the guild appoints them in its council.",
  ],
  CommonsContentMissing: ["the hash of the content is missing", "Name the content (--content FILE)."],
  CommonsBadUri: [
    "a URI has at most 256 bytes, and this one {length}",
    "Shorten it; a mirror needs one of at least a byte (--uri).",
  ],
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
  CommonsMayNotDerive: [
    "guild {guild} may not build on work {parent}: no policy of it gives that to this guild free, and the guild holds no licence for it",
    "Let the guild take one first: 'npx hardhat licence:check --work {parent} --agent {guild} --purpose derivative' says which.",
  ],
  CommonsDerivativeRule: [
    "no policy under which the guild may build on work {parent} lets a derivative be offered under these policies",
    "Offer the work under a policy that the parent's licence asks for, or agree with its guild.",
  ],
  CommonsWrongVersion: [
    "version {version} of work {work} does not fit; the next one is {next}",
    "Revise as version {next}; name a mirror of an earlier one.",
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
  LicencesAlreadyGranted: [
    "policy {policy} is granted already, until {expiresAt:end}",
    "Nothing needs to be done while it is in force. If it was free for a class that its holder has no longer, they release it before it is approved: 'npx hardhat licence:release --by A --work W --purpose P'.",
  ],
  LicencesNothingToPay: ["{sent} wei came, and nothing is to be paid", "Send none, or name an amount."],
  LicencesSeatTaken: ["that seat is held by {holder}", "A seat is filled once and for ever."],
  LicencesNotInSeat: ["{caller} does not hold the seat that may do this", "Only a decided case does this."],
  LicencesNoGrant: [
    "there is no licence {number}",
    "See what somebody holds with 'npx hardhat licence:show --work W --agent A --purpose P'.",
  ],
  LicencesNotAsked: [
    "licence {number} does not ask for this",
    "See what it asks for with 'npx hardhat licence:show'; nothing needs to be done.",
  ],
  LicencesStillDue: [
    "{amount} in the smallest unit of its token, and {minutesDue} minutes, are open on licence {number}",
    "Settle them first (licence:settle or licence:count); see 'npx hardhat licence:show'.",
  ],
  LicencesNothingOwed: [
    "licence {number} is no longer in force, and only {amount} (smallest unit) and {minutesDue} minutes are owed on it",
    "Give no more than that; a new licence is taken with licence:grant.",
  ],
  LicencesMinutesShort: [
    "{minutesCounted} minutes cannot be counted: of the guild's record, {available} were not counted before",
    "Count at least one minute, and no more than {available}.",
  ],
  LicencesNoBreach: [
    "licence {number} is not in a breach of which notice can be given",
    "See how it stands with 'npx hardhat licence:show'; of one breach notice is given once.",
  ],
  LicencesEndsAnyway: [
    "licence {number} is over, or ends as early anyway: {expiresAt:end}",
    "Nothing needs to be done.",
  ],
  LicencesBadSuspension: ["a suspension until {until:moment} is over already", "Name a time to come."],
  LicencesAboveMost: [
    "the price of {price} (smallest unit) is above the {most} that the act allows",
    "Look at the price again, and name one at least as high.",
  ],
  LicencesNotOffered: [
    "policy {policy} is none under which the work of licence {number} is offered",
    "See them with 'npx hardhat work:show'.",
  ],
  LicencesZeroUnits: ["no units are reported", "Report at least one; without any, nothing needs to be done."],
  LicencesTooManyUnits: ["{units} units are more than a meter can hold", "Check the number."],
  LicencesFeeShort: [
    "{received} of the fee of {fee} arrived: the token takes a part of it",
    "Pay with another policy's token, or ask the guild.",
  ],
  LicencesNotSteward: [
    "agent {by} is no steward of guild {guild}",
    "Ask one: 'npx hardhat guild:show --guild {guild}'.",
  ],
  LicencesSelfApproval: ["agent {by} cannot approve their own licence", "Ask another steward."],
  GrantTokensNoGrant: ["no grant has the number {number}", "See what an agent holds with 'npx hardhat licence:show'."],
  GrantTokensUpToDate: ["token {number} stands with {holder} already", "Nothing needs to be done."],
  GrantTokensUnknown: ["token {number} was not issued", "Have it issued: 'npx hardhat licence:token'."],
  GrantTokensNotTransferable: [
    "a licence is not given away, lent or approved",
    "Let whoever needs one take it themselves: 'npx hardhat licence:grant'.",
  ],
  GrantTokensZeroOwner: ["nobody asks what the zero address holds", "Name a key."],
  GrantTokensZeroAddress: ["an address is missing (zero)", "Give the address of the contract that is meant."],
};
