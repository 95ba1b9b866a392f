import type { Remedies } from "../errors.ts";

export const treasuryRemedies: Remedies = {
  SurplusUnknownGuild: ["agent {guild} is no guild", "See which guilds there are with 'npx hardhat member:list'."],
  SurplusNoOpenSeason: [
    "no season is open that could receive income",
    "Anybody may open the next: 'npx hardhat season:open'.",
  ],
  SurplusWrongValue: [
    "{sent} wei came with the call, and {expected} are due",
    "Send exactly the amount; none with an ERC-20.",
  ],
  SurplusNothingReceived: ["the token {token} moved nothing", "Check the amount, the allowance and the token."],
  SurplusOverdraw: ["{requested} are asked for, and {available} are there", "Ask for less, or wait for income."],
  SurplusBadPayee: ["{to} cannot be paid here", "Name another address."],
  SurplusPaymentFailed: ["{to} did not take {amount} of token {token}", "Name another address (--to)."],
  SurplusSeasonNotClosed: [
    "season {season} is not closed",
    "Close it first: 'npx hardhat season:close --season {season}'.",
  ],
  SurplusBooksOpen: [
    "the books of guild {guild}, season {season}, are open",
    "Close them first: 'npx hardhat surplus:close --guild {guild} --season {season}'.",
  ],
  SurplusBooksClosed: [
    "the books of guild {guild}, season {season}, are closed",
    "Nothing needs to be done; they never change again (docs/first-day.md).",
  ],
  SurplusNoIncome: ["guild {guild} received nothing of this token in season {season}", "Nothing needs to be closed."],
  SurplusNotWeighed: [
    "the books of guild {guild}, season {season}, are shared out when every member's number is known",
    "Anybody can weigh them: 'npx hardhat surplus:weigh --guild {guild} --season {season}'.",
  ],
  SurplusNothingToWeigh: [
    "the books of guild {guild}, season {season}, wait for no member's number",
    "Nothing needs to be done.",
  ],
  SurplusNotAscending: [
    "the {index:ordinal} of the members is not above all those weighed before",
    "Send the ids in rising order, from where the last page ended; 'npx hardhat surplus:weigh' does.",
  ],
  SurplusNothingDue: [
    "nothing is due to agent {member} from guild {guild}, season {season}",
    "See the shares with 'npx hardhat books:show --guild {guild} --season {season}'.",
  ],
  SurplusAlreadyCollected: ["agent {member} has collected this share already", "Nothing needs to be done."],
  SurplusNothingOwed: ["nothing is owed to agent {agent} in token {token}", "Nothing needs to be done."],
  SurplusLoanNotDue: [
    "a member's loan to the nation is paid back when the member has left; agent {member} is {status:status}",
    "It stays credited until then.",
  ],
  SurplusRecoveryPending: [
    "a recovery of agent {agent} is pending: money goes to no other address than its key's",
    "Leave out --to, or wait until it is over ('npx hardhat recovery:show --id {agent}').",
  ],
  SurplusBadAgent: [
    "agent {agent} is nobody, or the payer",
    "Name another agent; 'npx hardhat member:list' shows them.",
  ],
  SurplusSeatTaken: ["{holder} pays the approved costs, for good", "Nothing needs to be done."],
  SurplusNotInSeat: [
    "{caller} is not the contract that pays approved costs",
    "Ask for the payment there: costs are paid on two approvals, or by the guild's own decision.",
  ],
  SurplusBadBucketCount: ["a value equation has 1 to 8 buckets, and this one {count}", "Change the list of buckets."],
  SurplusBadShare: [
    "bucket {index:ordinal} takes {shareBps:share}: more than is left, or nothing without being the last",
    "Let every bucket but the last take a share, and the last one the rest (0).",
  ],
  SurplusBadBucket: [
    "bucket {index:ordinal} counts what its kind cannot count, is a second one of standing or outstanding credits, or pays " +
      "outstanding credits with no bucket after it",
    "Change its track, keep one of the two, or let another bucket take the rest.",
  ],
  SurplusBadRatio: [
    "the highest payout cannot be less than the lowest ({maxRatio} hundredths of it)",
    "Take 100 hundredths (everybody alike) or more, or 0 for no limit.",
  ],
  SurplusBadPrice: [
    "a price of {price} for a credit does not fit the buckets",
    "Name a price where a bucket pays outstanding credits, and 0 elsewhere.",
  ],
  SurplusBadAccount: [
    "bucket {index:ordinal} names agent {account}, which is neither a guild nor an organisation",
    "Name one that is.",
  ],
  ReserveBadTerms: [
    "a period of {period:duration} or a cap of {capBps:share} is out of range",
    "Take a period of 1 day to 10 years and a cap of 0.01% to 100%.",
  ],
  ReserveNotToPersons: [
    "agent {to} is no guild or organisation ({status:status})",
    "The reserve is given and lent to guilds and organisations only.",
  ],
  ReserveNothing: ["the amount is zero", "Name an amount."],
  ReserveOverCap: [
    "{requested} are asked for, and {available} may still leave in this period",
    "Ask for less, or wait for the next period.",
  ],
  ReserveBadDueDate: ["{dueAt:moment} is not in the future", "Choose a later date."],
  ReserveUnknownLoan: ["there is no loan {loan}", "Check its number."],
  ReserveOverpaid: ["{amount} are more than the {outstanding} still outstanding", "Pay back what is outstanding."],
  ReserveWrongValue: [
    "{sent} wei came with the call, and {expected} are due",
    "Send exactly the amount; none with an ERC-20.",
  ],
  ReservePaymentFailed: [
    "{to} did not take {amount} of token {token}",
    "Let the guild or organisation receive it at another key.",
  ],
};
