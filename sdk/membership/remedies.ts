import type { Remedies } from "../errors.ts";
import { chapterRemedies } from "./chapters/remedies.ts";

export const membershipRemedies: Remedies = {
  MembersBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/membership/IMembers.sol."],
  MembersSeatTaken: ["the seat for {seat:seat} is held by {holder}", "A seat is filled once and for ever."],
  MembersNotInSeat: [
    "{caller} does not sit in the seat for {seat:seat}",
    "Found a guild, let an issuer attest an organisation, recover a key (recovery:request), or raise a case (case:raise).",
  ],
  MembersKeyUsed: [
    "the key {key} has served agent {agent} before",
    "A key serves one agent for ever: take a new one (wallet:new).",
  ],
  MembersNoKeyConsent: [
    "the key {key} did not sign that it will serve this agent, or its consent has expired",
    "Let the applicant sign again with 'npx hardhat member:apply', or more owners of a Safe (wallet:safe-sign).",
  ],
  MembersNotActive: [
    "agent {agent} is no active member ({status:status})",
    "See what is missing with 'npx hardhat member:show --id {agent}'.",
  ],
  MembersWrongStatus: [
    "this is not possible for agent {agent}, whose status is {status:status}",
    "See what is possible with 'npx hardhat member:show --id {agent}', or who there is with member:list.",
  ],
  MembersSelfVouch: ["agent {agent} cannot vouch for themselves", "Ask another member."],
  MembersVouchTooSoon: [
    "agent {by} may give the next vouch from {notBefore:moment}",
    "Wait until then, or ask another member to vouch.",
  ],
  MembersVouchStockUsed: [
    "all vouches of agent {by} are in use until {notBefore:moment}",
    "Wait until then, or ask another member to vouch.",
  ],
  MembersProbationRunning: ["the probation of agent {subject} runs until {until:moment}", "Wait until then."],
  MembersAlreadyAccepted: [
    "agent {by} has accepted agent {subject} in round {round} already",
    "Nothing needs to be done.",
  ],
  MembersWrongRound: [
    "round {round} is not open for agent {subject}; round {openRound} is",
    "Accept in the open round (member:accept).",
  ],
  MembersNotInRound: [
    "agent {by} was no active member when round {round} for agent {subject} opened",
    "Members who were may accept; if too few can, a new round opens when this one is over.",
  ],
  MembersAcceptanceNeeded: [
    "agent {subject} must be accepted by members",
    "Accept with 'npx hardhat member:accept --for {subject}'.",
  ],
  MembersRenewalClosed: [
    "agent {by} can renew from {opensAt:moment} to {closesAt:moment}",
    "Before that, wait; after it, apply again with 'npx hardhat member:apply --by {by}'.",
  ],
  MembersVouchesMissing: ["agent {subject} has {have} of {need} vouches", "Ask more members to vouch (member:vouch)."],
  MembersKeyTooSoon: ["agent {agent} can change the key from {notBefore:moment}", "Wait until then."],
  MembersKeyEpochsUsed: [
    "the key of agent {agent} has changed as often as is possible: 240 times by its holder, 255 with recoveries",
    "Keep the present key.",
  ],
  MembersDistanceMissing: [
    "agent {person} is not shown to be near enough to the others in the web of trust",
    "Prove that they are near with 'npx hardhat distance:prove --for {person}', or let members who are nearer vouch.",
  ],
  MembersRecoveryPending: [
    "agent {agent} is being moved to another key by their trusted contacts",
    "The holder can veto (recovery:veto), or wait for its end (recovery:show).",
  ],
  MembersSuspensionRunning: ["the suspension of agent {member} runs until {until:moment}", "Wait until then."],
  MembersFoundingOver: ["the founders are named", "Admit further members by vouching (docs/first-day.md)."],
  DistanceBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/membership/IDistance.sol."],
  DistanceRuleOff: ["this nation's charter has no distance rule", "Nothing needs to be shown: enough vouches do."],
  DistanceUnknownSession: ["there is no session {session}", "Begin one with 'npx hardhat distance:prove'."],
  DistanceSessionOver: [
    "session {session} ended {closedAt:moment}",
    "Begin another with 'npx hardhat distance:prove', which shows the web as it is now.",
  ],
  DistanceBadDepth: ["a path has 1 to {most} steps, not {depth}", "Name a number of steps that the rule allows."],
  DistanceParentMissing: [
    "agent {parent} was not shown to stand {depth} vouches from the subject of session {session}",
    "Show the layers in order, the nearest first ('npx hardhat distance:prove' does).",
  ],
  DistanceNoVouch: [
    "agent {node} does not vouch for agent {parent}, or no longer",
    "Search the web anew with 'npx hardhat distance:prove'.",
  ],
  DistanceNotActive: [
    "agent {node} was no active member {timepoint:moment}",
    "A path leads through members alone: search anew with 'npx hardhat distance:prove'.",
  ],
  DistanceIsReferee: [
    "agent {member} has received and given {threshold} vouches, and so is a referee",
    "A referee must be reached, and cannot be excluded.",
  ],
  DistanceNotToFollow: [
    "session {session} of {steps} steps reached {reached} of the {needed} referees needed, or leaves no step to follow",
    "Prove the distance of the person themself with 'npx hardhat distance:prove'.",
  ],
  ElectorateFutureLookup: [
    "{timepoint:moment} is not past yet",
    "Ask about an earlier second: the present one is still open.",
  ],
  ElectorateFoldFirst: [
    "the count of members is folded up to day {foldedDay}, and day {neededDay} is needed",
    "Anybody may count the days in between: 'npx hardhat member:fold', more than once after years of silence.",
  ],
  PassportUnknown: ["there is no passport {tokenId}", "A passport has the agent id of a member: see member:list."],
  PassportZeroOwner: ["the zero address holds no passports", "Name the key of a member: see member:list."],
  PassportNotTransferable: ["a membership cannot be handed on", "To use another key, see 'npx hardhat member:key'."],
  PassportNotDelegable: [
    "a vote cannot be delegated: one person, one vote",
    "Sign a ballot and let somebody carry it (proposal:sign).",
  ],
  RecoveryBadTerms: ['the term "{term}" is out of its range', "See the ranges in docs/charters.md."],
  RecoverySeatTaken: ["the seat for justice is held by {justice}", "A seat is filled once and for ever."],
  RecoveryNotInSeat: ["{caller} is no case", "Raise a case; its panel decides."],
  RecoveryOfGuild: [
    "agent {guild} is a guild, which its council commands: it has no key to lose",
    "Bring what it shall do before its council: 'npx hardhat council:propose'.",
  ],
  RecoveryBadContactCount: ["{count} contacts were named", "Name 3 to 12 of them, or none ('contacts:name')."],
  RecoveryOwnContact: ["agent {agent} cannot be their own contact", "Name others."],
  RecoveryContactsUnordered: [
    "contact {contact} is named twice or out of order",
    "Name each once, in ascending order.",
  ],
  RecoveryContactNotMember: [
    "agent {contact} is no member now ({status:status})",
    "Ask a contact who is: 'npx hardhat contacts:show --id ID' lists them.",
  ],
  RecoveryTooFewContacts: [
    "agent {agent} has {contacts} contacts, and at least 3 are needed",
    "While the key is there: name some ('contacts:name'). Without it, new vouches for this person make contacts.",
  ],
  RecoveryNotContact: [
    "agent {by} is no contact of agent {agent}",
    "See who is with 'npx hardhat contacts:show --id {agent}'.",
  ],
  RecoveryAlreadySupported: ["agent {by} supports the key {newKey} for agent {agent} already", "Ask another contact."],
  RecoveryKeyUsed: [
    "the key {key} has served agent {agent} before",
    "A key serves one agent for ever: take a new one (wallet:new).",
  ],
  RecoveryPending: [
    "a recovery of agent {agent} is pending",
    "See how it stands with 'npx hardhat recovery:show --id {agent}'; its holder can veto (recovery:veto).",
  ],
  RecoveryNotPending: [
    "no recovery of agent {agent} is pending",
    "See how it stands with 'npx hardhat recovery:show --id {agent}'.",
  ],
  RecoveryQuiet: [
    "a case has cancelled a recovery of agent {agent}; the next is possible from {until:moment}",
    "Wait until then.",
  ],
  RecoveryWrongRound: [
    "this is about round {round} of agent {agent}, and now is round {presentRound}",
    "Sign anew for the present round ('npx hardhat recovery:show --id {agent}').",
  ],
  RecoveryFinal: [
    "a veto came before: round {round} of agent {agent} cannot be vetoed",
    "Who holds the key rightly raises a case, which holds the recovery up (docs/recovery.md).",
  ],
  RecoveryNotReady: ["agent {agent} can be recovered from {readyAt:moment}", "Wait until then."],
  RecoveryAlreadyStayed: ["round {round} of agent {agent} was held up before", "The panel's decision ends it."],
  RecoveryNotStayed: ["round {round} of agent {agent} is not held up", "Nothing needs to be done."],
  GuildsUnknownGuild: ["agent {guild} is no guild", "See which guilds there are with 'npx hardhat member:list'."],
  GuildsNotAdmitted: [
    "agent {person} is not admitted to this: joining needs an active or probationary person, founding and office an active member",
    "See what is missing with 'npx hardhat member:show --id {person}'.",
  ],
  GuildsAlreadyOnRoster: ["agent {member} is on the roster of guild {guild} already", "Nothing needs to be done."],
  GuildsNotOnRoster: [
    "agent {member} is not on the roster of guild {guild}",
    "Join first: 'npx hardhat guild:join --guild {guild}'.",
  ],
  GuildsBadName: ["a guild's name has 1 to 64 bytes, and this one {length}", "Choose another name."],
  GuildsBadTerm: [
    "a term until {until:moment} is too long, or none; the longest is {longest:moment}",
    "Choose an earlier end.",
  ],
  GuildsBadNotice: ["a notice is 1 day to 1 year, not {notice:duration}", "Choose a time in between."],
  GuildsRankMissing: [
    "guild {guild} asks its stewards for the rank {needed:rank}, which agent {person} does not hold",
    "Appoint somebody who holds it ('npx hardhat rank:show --guild {guild}'), or let the guild ask for less (rank:terms).",
  ],
  GuildsNoRank: [
    "agent {person} holds no rank in guild {guild}, or is no active member",
    "See who holds which: 'npx hardhat rank:show --guild {guild}'.",
  ],
  GuildsBadRank: [
    "the rank {rank:rank} cannot end at {until:moment}",
    "A rank ends in the future; to end one now, set rank 0 without an end.",
  ],
  GuildsSeatTaken: ["seat {seat} of the guilds is held by {holder}", "A seat is filled once and for ever."],
  GuildsNotInSeat: ["{caller} does not sit in seat {seat} of the guilds", "Only the contract in that seat does this."],
  ...chapterRemedies,
  AccountOnlyCouncils: [
    "{caller} cannot command a guild's account",
    "Bring it before the guild's council: 'npx hardhat council:propose'.",
  ],
};
