import type { Remedies } from "../errors.ts";

const PROPOSE = "Make a proposal: 'npx hardhat proposal:create'.";
const SHOW = "See where it stands with 'npx hardhat proposal:show --proposal {proposalId}'.";

export const governanceRemedies: Remedies = {
  AssemblyZeroAddress: ["an address is missing (zero)", "Give the address of the contract that is meant."],
  AssemblyTooManyProposals: [
    "agent {by} has as many proposals under way as one member may",
    "The next is possible after {freeAt:moment}, or ask another member to propose.",
  ],
  AssemblyNotInElectorate: [
    "agent {by} was no active member when the vote on {proposalId} opened",
    "Only those who were active then vote; you will on the next proposal.",
  ],
  AssemblyNotYetDue: ["proposal {proposalId} can be executed from {eta:moment}", "Wait until then."],
  AssemblyUseCastBallot: [
    "votes by signature have another form here",
    "Sign a ballot with 'npx hardhat proposal:sign' and carry it with 'npx hardhat proposal:carry'.",
  ],
  AssemblyReadingUsed: [
    "the first reading {firstReading}, by which proposal {proposalId} goes, is used up by another decision or was cancelled",
    "Propose the calls anew: first a first reading, then a second one.",
  ],
  AssemblySealed: [
    "ballots on proposal {proposalId} are sealed",
    "Seal yours with 'npx hardhat proposal:seal', and open it once voting is over with 'npx hardhat proposal:open'.",
  ],
  AssemblyNotBallotSource: [
    "{caller} brings in no ballots on proposal {proposalId}",
    "Only the contracts that the nation named at its founding do, and only where the proposal's rule takes them.",
  ],
  AssemblySeatTaken: ["{holder} sits there already", "The seat is filled once, when a nation is founded."],
  AssemblyTooManyAgents: [
    "{agents} agents are more than the {most} whose ballots can be counted for sure",
    "A nation of that size needs other contracts.",
  ],
  AssemblyCodeChanged: [
    "a contract that proposal {proposalId} calls has other code than when it was made",
    "Find out who changed it; what was voted on can only be proposed anew.",
  ],
  AssemblyArticlesBroken: [
    "carried out, proposal {proposalId} would take the nation out of its assembly's hands",
    "No vote can do that.",
  ],
  ArticlesCrossed: [
    "the call of {selector} on {target} would cross article {article} of the charter",
    "No vote can cross an article: leave the call out. See docs/governance.md.",
  ],
  ArticlesNoCode: [
    "there is no code at {target}, and the proposal sends it data",
    "Deploy it first, and call it by another proposal, so that everybody can see what will run.",
  ],
  ArticlesUnreadable: [
    "the calls inside {selector} on {target} cannot be read",
    "Write each call as one of the proposal's own, so that everybody can see it.",
  ],
  ArticlesZeroAddress: ["an address is missing (zero)", "Give the address of the timelock."],
  PetitionsBadTerm: ["a petition of {term:duration} is out of range", "Take 1 to 365 days."],
  PetitionsNotMember: ["agent {by} is no active member", "Only active members sign: see 'npx hardhat member:show'."],
  PetitionsAlreadySigned: ["agent {by} has signed for proposal {proposal} already", "Nothing needs to be done."],
  PetitionsLapsed: [
    "signatures for proposal {proposal} counted until {until:moment}",
    "Word it anew: that makes another proposal, for which members can sign.",
  ],
  PetitionsTooFew: [
    "{sponsors} members stand behind proposal {proposal}, and its rule asks for {needed}",
    "More members sign with 'npx hardhat proposal:sponsor --proposal {proposal}'; then make it again.",
  ],
  CalendarBadRestDays: [
    "the rest days {restDays} leave no day of the week to work, or name an eighth",
    "Leave at least one of the seven days, bit 0 Monday to bit 6 Sunday, unset.",
  ],
  RulesOutOfRange: [
    'the field "{field}" of the rule is out of its range',
    "See the ranges in contracts/governance/IDecisionRules.sol.",
  ],
  RulesUnknown: ["there is no rule {rule}", "Rules are numbered from 0 without a gap."],
  RulesOnlyConstitutional: [
    "the function {selector} of {target} forwards calls or sets the rules: only the constitutional rule fits it",
    "Leave it out of the list.",
  ],
  RulesBadProposalLimit: ["{proposals} proposals a member are out of range", "Take 1 to {most}."],
  CharterEmpty: ["a charter has content", "Give the hash of the charter file."],
  CharterBadUri: ["a URI has 1 to 256 bytes, and this one {length}", "Change it."],
  CharterUnknownArticle: ["there is no article {article}", "Articles are numbered from 0; there are {count}."],
  CouncilsBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/governance/ICouncils.sol."],
  CouncilsUnknownGuild: ["agent {guild} is no guild", "See which guilds there are with 'npx hardhat member:list'."],
  CouncilsNotOnRoster: [
    "agent {person} is no active member on the roster of guild {guild}, or was none when this was proposed",
    "Join with 'npx hardhat guild:join --guild {guild}'; objections count from those who were on the roster then.",
  ],
  CouncilsBadCalls: [
    "{targets} targets, {values} values and {calldatas} calls do not fit together",
    "Name at least one action, each complete.",
  ],
  CouncilsWrongState: [
    "proposal {proposal} is {state:council}",
    "Objections are possible while it is open; it is carried out once it is agreed (council:show).",
  ],
  CouncilsTooManyProposals: [
    "agent {by} has six proposals open in guild {guild}, the most there can be",
    "Propose again after {freeAt:moment}, when the first of them can no longer be objected to.",
  ],
  CouncilsAlreadyObjected: ["agent {by} has objected to proposal {proposal} already", "Nothing needs to be done."],
  CouncilsNotProposer: [
    "agent {by} did not make proposal {proposal}",
    "Its proposer may withdraw it (council:withdraw); others object.",
  ],
  CouncilsOtherCalls: [
    "these are not the calls of proposal {proposal}",
    "Carry it out with 'npx hardhat council:execute'.",
  ],
  GovernorAlreadyCastVote: [
    "{voter} has voted already",
    "Where its rule allows it, change your own ballot by sending it yourself (proposal:vote).",
  ],
  GovernorAlreadyQueuedProposal: ["proposal {proposalId} is queued already", "Nothing needs to be done."],
  GovernorDisabledDeposit: ["the assembly holds no money", "Pay to a guild or the reserve."],
  GovernorInsufficientProposerVotes: [
    "{proposer} is no active member",
    "Only active members propose: see 'npx hardhat member:show'.",
  ],
  GovernorInvalidProposalLength: [
    "{targets} targets, {calldatas} calls and {values} values do not fit together",
    "Name at least one action, each complete.",
  ],
  GovernorInvalidSignature: ["the signature is not by {voter}", "Sign again with the present key."],
  GovernorInvalidVoteParams: ["a ballot takes no parameters here", "Leave them out."],
  GovernorInvalidVoteType: [
    "this is no choice under the proposal's rule",
    "Vote for, against or abstain; block only where the rule knows it.",
  ],
  GovernorInvalidVotingPeriod: ["a voting period of {votingPeriod:duration} is not possible", "Take a longer one."],
  GovernorNonexistentProposal: ["there is no proposal {proposalId}", "See all with 'npx hardhat proposal:show'."],
  GovernorOnlyExecutor: ["{account} is not the timelock", PROPOSE],
  GovernorProposalQueueingFailed: ["proposal {proposalId} could not be queued", SHOW],
  GovernorProposalQueueingNotRequired: ["proposal {proposalId} needs no queue", "Execute it."],
  GovernorRestrictedProposer: [
    "{proposer} is not whom the description names as proposer",
    "Propose it with a description of your own.",
  ],
  GovernorUnableToCancel: [
    "{account} cannot withdraw proposal {proposalId}",
    "Only its proposer may, before the vote opens and where nobody else signed for it.",
  ],
  GovernorUnexpectedProposalState: [
    "proposal {proposalId} is {current:proposal}, and this needs another state",
    "A ballot needs Active, proposal:queue Succeeded, proposal:execute Queued; when that is, says " +
      "'npx hardhat proposal:show --proposal {proposalId}'.",
  ],
  TimelockInsufficientDelay: ["a delay of {delay:duration} is shorter than {minDelay:duration}", "Take a longer one."],
  TimelockInvalidOperationLength: [
    "{targets} targets, {payloads} calls and {values} values do not fit together",
    "Name at least one action, each complete.",
  ],
  TimelockUnauthorizedCaller: ["{caller} is not the timelock", PROPOSE],
  TimelockUnexecutedPredecessor: ["operation {predecessorId} must be carried out first", "Execute that one first."],
  TimelockUnexpectedOperationState: [
    "operation {operationId} is not ready in the timelock",
    "Wait for its delay to pass (proposal:show), or see whether it was carried out already.",
  ],
};
