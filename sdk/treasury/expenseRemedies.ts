import type { Remedies } from "../errors.ts";

export const expenseRemedies: Remedies = {
  ExpensesZeroAddress: ["a contract that Expenses needs is missing", "Deploy those below it first."],
  ExpensesUnknownGuild: ["agent {guild} is no guild", "See which guilds there are with 'npx hardhat member:list'."],
  ExpensesUnknownBudget: [
    "there is no budget {budget}",
    "See a guild's budgets with 'npx hardhat budget:show --guild ID'.",
  ],
  ExpensesUnknownMilestone: [
    "budget {budget} has no milestone {milestone}",
    "See its milestones with 'npx hardhat budget:show --budget {budget}'.",
  ],
  ExpensesUnknownSeason: ["there is no season {season} yet", "Name one that was opened ('npx hardhat season:show')."],
  ExpensesSeasonClosed: [
    "season {season} is closed: what was approved by then is final, and nothing more is approved from its income",
    "Ask anew in the season that is open.",
  ],
  ExpensesNoAmount: ["the amount is zero", "Name an amount."],
  ExpensesNoEvidence: ["nothing shows what it is for", "Name the invoice or receipt (--evidence)."],
  ExpensesBadTerm: [
    "a budget is valid either for one season or until a later moment (here season {season}, until {until:end})",
    "Name one of the two (--season or --until).",
  ],
  ExpensesBadMilestones: [
    "{count} milestones, together {total}, do not fit this budget",
    "Name at most 32, none of 0, together at most the budget.",
  ],
  ExpensesBudgetOver: [
    "budget {budget} was ended, or its time is over",
    "Ask from another budget, or let the council grant one ('npx hardhat budget:grant').",
  ],
  ExpensesOtherBudget: [
    "budget {budget} is another guild's, in another token, or for another season",
    "See what it is for with 'npx hardhat budget:show --budget {budget}'.",
  ],
  ExpensesOverBudget: [
    "{requested} are asked for, and budget {budget} leaves {left}",
    "Ask for less, or let the council grant more ('npx hardhat budget:grant').",
  ],
  ExpensesOverLimit: [
    "{requested} are asked for without a budget, and guild {guild} leaves {left} for that in this season",
    "Ask from a budget, or let the council raise the limit ('npx hardhat budget:limit').",
  ],
  ExpensesOnlyGuild: [
    "agent {by} acts where only guild {guild} does, by its council",
    "Propose it to the council ('npx hardhat council:propose').",
  ],
  ExpensesNotOnRoster: [
    "agent {person} is not on the roster of guild {guild}",
    "Join it first ('npx hardhat guild:join'), or let somebody on it ask; who is outside sends an invoice.",
  ],
  ExpensesBadKind: [
    "a milestone is not asked for like this",
    "Say that it is delivered: 'npx hardhat milestone:deliver'.",
  ],
  ExpensesBadPayee: [
    "agent {payee} at {to} cannot be the payee",
    "Name an agent other than the guild, or the address of somebody outside and who they are (--to, --who).",
  ],
  ExpensesAgentsAddress: [
    "{to} is, or was, the key of agent {agent}",
    "Name the agent instead of the address (--payee {agent}).",
  ],
  ExpensesAlreadyAsked: [
    "the very same was asked before: {request}",
    "Nothing needs to be done; or name other evidence.",
  ],
  ExpensesWrongState: [
    "request {request} is {state:request}",
    "See where it stands with 'npx hardhat expense:list --guild ID'.",
  ],
  ExpensesMilestoneState: [
    "milestone {milestone} of budget {budget} is {state:milestone}",
    "See where it stands with 'npx hardhat budget:show --budget {budget}'.",
  ],
  ExpensesNotCommitted: [
    "agent {by} has not taken on milestone {milestone} of budget {budget}",
    "Who took it on delivers it or gives it back; the council can take it from them.",
  ],
  ExpensesNotRequester: [
    "agent {by} did not ask for request {request}",
    "Let its requester withdraw it, or refuse it.",
  ],
  ExpensesNotPayee: [
    "agent {by} is not the payee of request {request}",
    "The payee, if it is an agent, names where to be paid; an address outside cannot be changed: ask anew.",
  ],
  ExpensesNotApprover: [
    "agent {by} is neither an active steward of guild {guild} nor named by it to approve",
    "Let a steward do it, or the council: 'npx hardhat council:propose'.",
  ],
  ExpensesNotIndependent: [
    "agent {by} is the requester or the payee of request {request}, was of the guild that is paid in the last 30 days, or has a declared conflict with one of the two",
    "Let another steward do it, or the council: 'npx hardhat council:propose'.",
  ],
  ExpensesAlreadySaid: ["agent {by} has spoken about request {request} already", "Let another steward speak."],
  ExpensesNotReceived: [
    "{to} could not receive what request {request} asks for",
    "It waits. If the payee is an agent, they can name another address ('npx hardhat expense:redirect').",
  ],
  ExpensesRecoveryPending: [
    "a recovery of agent {agent} is pending: money goes to no other address than its key's",
    "Wait until it is over ('npx hardhat recovery:show --id {agent}').",
  ],
};
