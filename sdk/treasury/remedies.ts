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
  SurplusOverDepositCap: [
    "with this deposit {held} of the token {token} would be held here, and the treasury takes {cap} for now",
    "Deposit less, or wait until the assembly raises the cap with Surplus.setDepositCap.",
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
  SurplusNothingDue: [
    "nothing is due to agent {member} from guild {guild}, season {season}",
    "See the shares with 'npx hardhat books:show --guild {guild} --season {season}'.",
  ],
  SurplusNoWorkShare: [
    "guild {guild} shares nothing of season {season} by work {work}: its equation has no such bucket, or no income names it",
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
    "bucket {index:ordinal} counts what its kind cannot count, is a second one of standing or outstanding credits or of " +
      "financiers, or pays outstanding credits or financiers with no bucket after it",
    "Change its track, keep one of the two, or let another bucket take the rest.",
  ],
  SurplusBadRatio: [
    "the highest payout cannot be less than the lowest ({maxRatio} hundredths of it)",
    "Take 100 hundredths (everybody alike) or more, or 0 for no limit.",
  ],
  SurplusBadLossRule: [
    "the reserve cannot bear {lossToReserveBps:share} of a loss",
    "Take 100% or less; 0 for no loss rule.",
  ],
  SurplusBadFinancier: [
    "agent {financier} is nobody, or the guild itself",
    "Name another agent; 'npx hardhat member:list' shows them.",
  ],
  SurplusBadCeiling: [
    "a principal of {principal} with a ceiling of {ceiling} is less than what was acknowledged, or than itself",
    "Give both in all: a principal above 0, a ceiling no less than it, and neither less than before.",
  ],
  SurplusTooManyFinanciers: [
    "guild {guild} has 16 financiers in token {token} to whom something still returns",
    "Wait until all has returned to one of them, or let them finance the guild together, as an organisation.",
  ],
  SurplusNoLoss: [
    "the books of guild {guild}, season {season}, are open, or owed nothing when they were closed",
    "See them with 'npx hardhat books:show --guild {guild} --season {season}'.",
  ],
  SurplusNotTheReserve: [
    "{sender} is not the reserve, and coins come by a deposit",
    "Pay income with 'npx hardhat surplus:deposit'.",
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
  ReserveSeatTaken: ["{holder} books losses, for good", "Nothing needs to be done."],
  ReserveNotInSeat: [
    "{caller} is not the contract that books losses",
    "The reserve sends its part of a loss when the books are closed: 'npx hardhat surplus:close'.",
  ],
  ReservePaymentFailed: [
    "{to} did not take {amount} of token {token}",
    "Let the guild or organisation receive it at another key.",
  ],
  BankBadTerms: [
    "a term of office of {officerTerm:duration} or a period to confirm of {confirmPeriod:duration} is out of range",
    "Take a term of 1 day to 10 years and a period of 1 hour to 90 days.",
  ],
  BankBadCurrency: [
    "{currency} with {decimals} decimals is no currency",
    "Write three capital letters (ISO 4217), such as EUR, and 0 to 4 decimals.",
  ],
  BankBadBook: ["{book} cannot be a book of the account", "Name a contract of the nation that is nobody's key."],
  BankNotActive: ["agent {officer} is no active member", "Officers are active members; see 'npx hardhat member:list'."],
  BankTooManyOfficers: ["an account has at most {most} officers", "Let the assembly dismiss one first."],
  BankNotOfficer: [
    "agent {by} is no officer of this account now",
    "Let an officer act ('npx hardhat bank:show'); the assembly appoints them (BankMoney.appointOfficer).",
  ],
  BankOfficersMissing: [
    "fewer than two officers are in office, so nothing can be booked",
    "Let the assembly appoint another (BankMoney.appointOfficer).",
  ],
  BankSameOfficer: ["agent {officer} has stated this already, and two have to", "Let another officer confirm it."],
  BankOwnPayout: ["payout {payout} is agent {officer}'s own", "Let other officers mark it; nobody marks their own."],
  BankNothing: ["the amount is zero", "Name an amount."],
  BankBadDay: [
    "day {day} is in the future; today is day {today} since 1970",
    "Take the day of booking from the bank's statement.",
  ],
  BankAlreadyConfirmed: [
    "two officers have stated {booking} already",
    "Nothing needs to be done; a line counts once. If it was wrong, correct it (docs/bank-money.md).",
  ],
  BankAlreadyBooked: [
    "agent {first} has stated {booking} and waits for a second officer until {confirmBy:moment}",
    "Confirm it with 'npx hardhat bank:confirm', or let agent {first} withdraw it.",
  ],
  BankNotBooked: [
    "agent {first} has nothing booked under {booking} that waits for a second officer",
    "Look at 'npx hardhat bank:show'; day, amount, reference and position must be the same.",
  ],
  BankDiffers: [
    "the first officer has stated something else about {booking}",
    "Compare with 'npx hardhat bank:show'; agree on one, and let the other be withdrawn.",
  ],
  BankLapsed: [
    "what was stated about {booking} could be confirmed until {confirmBy:moment}",
    "Let an officer book it again, and another confirm in time.",
  ],
  BankNotYours: [
    "{booking} is agent {first}'s until {confirmBy:moment}",
    "Let agent {first} withdraw it, or wait until it has lapsed.",
  ],
  BankBadRecipient: [
    "agent {to} is neither a guild nor an organisation",
    "Book income to a guild, to an organisation that pays with it, or to the reserve (0).",
  ],
  BankPayoutNotIn: [
    "payout {payout} is {state:payout}, and has to be {needed:payout}",
    "See the payouts with 'npx hardhat bank:payouts'.",
  ],
  BankWrongAmount: [
    "the line has {amount}, and payout {payout} {due} (in the smallest unit)",
    "Check the reference: a line pays a payout exactly, and brings back no more than was paid.",
  ],
  BankPayoutAtBank: [
    "payout {payout} is at the bank until {lockedUntil:moment}",
    "Wait for it to be paid; if it is not by then, it can be kept.",
  ],
  BankNotYourPayout: ["payout {payout} is for agent {to}", "Check the number of the payout."],
  BankNotCorrectable: [
    "no more than {left} of line {line} can be undone",
    "Name a confirmed income line, and set aside no more than is left of it.",
  ],
  BankNoRecipient: [
    "{to} is neither a book nor the key of an agent, so it cannot be paid in bank money",
    "Pay an agent; for somebody else let the guild pay the account's own contract (docs/bank-money.md).",
  ],
  BankNotTransferable: [
    "bank money does not move from {from} to {to}",
    "It is paid out at the bank, or used in the nation's books by allowance.",
  ],
  BankNotABook: ["{account} is no book of the nation", "Only the nation's books take bank money."],
  BankInsufficientAllowance: [
    "{owner} allows {spender} {allowed}, and {needed} are needed",
    "Approve the book for the amount first.",
  ],
  BankInsufficient: [
    "{owner} has {available} to use, and {needed} are needed",
    "What waits to be paid out is kept first: 'npx hardhat bank:keep'.",
  ],
  BankRecoveryPending: [
    "a recovery of agent {agent} is pending: nothing of its bank money moves",
    "Wait until it is over ('npx hardhat recovery:show --id {agent}').",
  ],
};
