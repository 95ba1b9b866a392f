import type { Remedies } from "../errors.ts";

/** Entries are counted from 0 in the contracts; people count from 1, and `ordinal` does that. */
export const contributionsRemedies: Remedies = {
  GuildTermsZeroAddress: ["a contract was to be deployed without its register", "Deploy with 'nation:deploy'."],
  GuildTermsUnknownGuild: ["agent {guild} is no guild", "See which guilds there are with 'npx hardhat member:list'."],
  GuildTermsBadResource: [
    "resource {resource} is time worked, which every guild credits by the minute",
    "Number the guild's own resources from 1.",
  ],
  GuildTermsBadName: [
    "a name of {nameLength} bytes or a unit of {unitLength} is out of range: a name has 1 to 64, a unit at most 32",
    "Find a short name, such as translation, and a short unit, such as word.",
  ],
  GuildTermsBadRate: [
    "a rate of {perUnit} (6 decimals) for a unit and {perEntry} for an entry is worth nothing, or more than 527,040 for an entry",
    "Say what a unit, or an entry, is worth in minutes of work.",
  ],
  ConflictsZeroAddress: ["a contract was to be deployed without its register", "Deploy with 'nation:deploy'."],
  ConflictsNotPersons: [
    "agents {by} and {other} are not two persons of this nation",
    "See who is with 'npx hardhat member:list'.",
  ],
  ConflictsKnown: ["agent {by} has declared this conflict with agent {other} already", "Nothing needs to be done."],
  ConflictsUnknown: [
    "agent {by} has declared no conflict with agent {other}",
    "See with 'npx hardhat conflict:show --id {by}'; what the other has declared only they can take back.",
  ],
  ConflictsFull: [
    "agent {by} has declared eight conflicts, and no more are kept",
    "Take one back first: 'npx hardhat conflict:take-back --by {by} --with ID'.",
  ],
  CommitmentsZeroAddress: ["a contract was to be deployed without its register", "Deploy with 'nation:deploy'."],
  CommitmentsNotOnRoster: [
    "agent {member} is not on the roster of guild {guild}",
    "Join first: 'npx hardhat guild:join --guild {guild}'.",
  ],
  CommitmentsNotAdmitted: [
    "agent {person} is neither an active nor a probationary person",
    "See what is missing with 'npx hardhat member:show --id {person}'.",
  ],
  CommitmentsBadDue: [
    "{dueAt:moment} is past, or more than ten years ahead",
    "Say a day to come by which you mean to have done it.",
  ],
  CommitmentsKnown: [
    "the same was promised for the same date before: {commitment}",
    "Nothing needs to be done; what was cancelled can be promised for another date.",
  ],
  CommitmentsBadPayload: [
    "the payload has the format {format}, not 1, or not 1 to 100 whole entries ({length} bytes)",
    "Write it with 'npx hardhat commitment:make'.",
  ],
  CommitmentsBadEntry: [
    "entry {entry:ordinal} is somebody else's, has an unknown track, or more minutes than a year has",
    "Promise only what you will do yourself.",
  ],
  CommitmentsUnknown: [
    "there is no commitment {commitment}",
    "See a guild's commitments with 'npx hardhat commitment:list --guild ID'.",
  ],
  CommitmentsNotAuthor: ["commitment {commitment} is not agent {by}'s", "Only who made it cancels or fulfils it."],
  CommitmentsNotOpen: ["commitment {commitment} is {state:commitment}", "Nothing needs to be done."],
  CommitmentsOtherBatch: [
    "batch {batch} was not entered by who made commitment {commitment}, in the same guild",
    "Link a batch of your own: 'npx hardhat contribution:show --guild ID' lists them.",
  ],
  CommitmentsBatchWithdrawn: ["batch {batch} is withdrawn", "Link the one that took its place."],
  LedgerNotOnRoster: [
    "agent {member} is not on the roster of guild {guild}",
    "Join first: 'npx hardhat guild:join --guild {guild}'.",
  ],
  LedgerNotAdmitted: [
    "agent {person} is not admitted to this: active members appraise, active or probationary persons submit and challenge",
    "See what is missing with 'npx hardhat member:show --id {person}'.",
  ],
  LedgerRankMissing: [
    "guild {guild} asks for a rank of those who appraise, and agent {appraiser} does not hold it",
    "See who can appraise: 'npx hardhat rank:show --guild {guild}'.",
  ],
  LedgerBatchKnown: [
    "this very batch was entered before: {batch}",
    "Nothing needs to be done; equal entries are merged into one.",
  ],
  LedgerUnknownBatch: [
    "there is no batch {batch}",
    "See a guild's batches with 'npx hardhat contribution:show --guild ID'.",
  ],
  LedgerBatchNotOpen: [
    "batch {batch} is {state:batch}",
    "Enter a new batch; what is settled stays (docs/first-day.md).",
  ],
  LedgerNotAuthor: ["agent {by} did not enter batch {batch} for this guild", "Let its author withdraw or replace it."],
  LedgerNotProvider: [
    "entry {entry:ordinal} of batch {batch} is not agent {by}'s",
    "Withdraw your own entries only; its author may withdraw any.",
  ],
  LedgerWrongPayload: [
    "these are not the entries of batch {batch}",
    "Use the payload in the log; contribution:settle does.",
  ],
  LedgerBadPayload: [
    "the payload has the unknown format {format} or not 1 to 1,000 whole entries ({length} bytes)",
    "Write it with 'npx hardhat contribution:submit --from FILE'.",
  ],
  LedgerBadTrack: [
    "entry {entry:ordinal} has the unknown track byte {trackAndFlags}",
    "Take livelihood, love or care.",
  ],
  LedgerWrongFormat: [
    "guild {guild} does not take payloads of format {format}: it publishes only totals, or only single entries",
    "See what the guild publishes with 'npx hardhat guild:terms --guild {guild}'; enter totals with 'contribution:keep', single entries with 'contribution:submit'.",
  ],
  LedgerNothingToCorrect: [
    "entry {entry:ordinal} corrects {corrected}, which is no settled batch of this guild",
    "Name the batch as 'npx hardhat contribution:show' gives it; what is not settled can be withdrawn or replaced.",
  ],
  LedgerCorrectionStays: [
    "entry {entry:ordinal} of batch {batch} takes from your own credits",
    "Talk to the author of the batch, who may withdraw it, or to those who appraise it.",
  ],
  LedgerTooManyMinutes: [
    "entry {entry:ordinal} has {minutesWorked} minutes, more than a year has",
    "Check the time of the entry.",
  ],
  LedgerTooScattered: [
    "entry {entry:ordinal} turns from one person to another for the 201st time",
    "Put the entries of each person together, as contribution:submit does, or make two batches of them.",
  ],
  LedgerProviderNotOnRoster: [
    "entry {entry:ordinal} names agent {provider}, who is not on the roster of guild {guild}",
    "Let them join first (guild:join), or mend the entry.",
  ],
  LedgerBadBitmap: [
    "an entry is named that the batch, which has {count}, does not have, or none is",
    "Check the numbers of the entries.",
  ],
  LedgerNothingNew: [
    "every entry named is withdrawn, or challenged, already (batch {batch})",
    "Nothing needs to be done.",
  ],
  LedgerAuthorAppraises: ["agent {by} entered batch {batch} and cannot accept it", "Ask a peer to appraise it."],
  LedgerAlreadyAppraised: ["agent {by} has appraised batch {batch} already", "Nothing needs to be done."],
  LedgerBadAnswer: [
    "agent {by} names entries of batch {batch} twice, or beyond the questions they left open",
    "Answer open questions only: each entry is accepted, declined or still questioned.",
  ],
  LedgerAppraisalsFull: ["batch {batch} has been appraised by 64 peers", "Nothing needs to be done: that is enough."],
  LedgerAppraisalOver: [
    "batch {batch} could be appraised until {endedAt:moment}",
    "Its author may enter the work again.",
  ],
  LedgerChallengeOver: [
    "batch {batch} could be challenged until {endedAt:moment}",
    "Talk to the author; a correction is a new entry.",
  ],
  LedgerSettleTooSoon: ["batch {batch} can be settled from {notBefore:moment}", "Wait until then."],
  LedgerBadPart: [
    "batch {batch} is settled up to entry {settledTo} of {count}; no part of it can end after entry {upTo}",
    "End the part where the provider changes, or after a hundred entries or more; or settle the rest: " +
      "'npx hardhat contribution:settle --batch {batch}'.",
  ],
  LedgerBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/contributions/ISeasons.sol."],
  LedgerSeasonRunning: ["season {season} runs until {endsAt:moment}", "The next one can open then."],
  LedgerNoOpenSeason: [
    "no season is open (the last one was {lastSeason})",
    "Anybody may open the next: 'npx hardhat season:open'.",
  ],
  LedgerUnknownSeason: ["there is no season {season}", "See 'npx hardhat season:show'."],
  LedgerSeasonNotOver: ["season {season} can be closed from {closesAt:moment}", "Wait until then."],
  RanksBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/contributions/IRanks.sol."],
  RanksUnknownGuild: ["agent {guild} is no guild", "See which guilds there are with 'npx hardhat member:list'."],
  RanksBadRank: [
    "there is nothing to publish about the rank {rank:rank}",
    "Name one of apprentice, journeyman and master.",
  ],
  RanksNotOnRoster: [
    "agent {person} is no active member on the roster of guild {guild}",
    "Join first: 'npx hardhat guild:join --guild {guild}'.",
  ],
  RanksOwnRank: ["agent {person} cannot speak about their own rank", "Ask a peer; in a review, reply."],
  RanksNotPublished: [
    "guild {guild} has not published what the rank {rank:rank} takes, or its notice still runs",
    "See 'npx hardhat rank:show --guild {guild}'; the council publishes it with rank:terms.",
  ],
  RanksThresholdMissed: [
    "agent {member} has {recordMinutes:work} of record and {standingMinutes:work} of standing; the rank takes {neededRecord:work} and {neededStanding:work}",
    "More accepted work will do; what the rank takes is the same for all.",
  ],
  RanksHigherHeld: [
    "agent {member} holds the higher rank {held:rank} in guild {guild}",
    "Confer that one again to renew it.",
  ],
  RanksNotPeer: [
    "agent {by} does not hold the rank {rank:rank} in guild {guild}, and is no steward who speaks because too few do",
    "See who holds it: 'npx hardhat rank:show --guild {guild}'.",
  ],
  RanksWrongRound: [
    "the statement is for round {round}, and the open one is {openRound}",
    "Sign it again: the task reads the open round.",
  ],
  RanksAlreadySaid: ["agent {by} has said so about agent {member} in round {round}", "Nothing needs to be done."],
  RanksRevoked: [
    "a rank of agent {member} in guild {guild} was ended by peers; one can be conferred again from {notBefore:moment}",
    "Wait until then.",
  ],
  RanksNoRank: [
    "agent {member} holds no rank in guild {guild}",
    "See who holds which: 'npx hardhat rank:show --guild {guild}'.",
  ],
  RanksReviewTooSoon: [
    "the rank of agent {member} in guild {guild} is under review, or was not long ago; the next one can open at {notBefore:moment}",
    "Wait until then, or talk with them.",
  ],
  RanksNoReview: [
    "no review of agent {member} runs in guild {guild}",
    "See 'npx hardhat rank:show --guild {guild} --member {member}'.",
  ],
  RanksReplied: ["agent {member} has replied in review {round} of guild {guild}", "Talk with the peers who decide."],
  RanksReplyRunning: [
    "agent {member} has until {replyUntil:moment} to reply to the review in guild {guild}",
    "Decide after that.",
  ],
  LedgerSeasonClosed: ["season {season} is closed; its numbers are final", "Nothing needs to be done."],
};
