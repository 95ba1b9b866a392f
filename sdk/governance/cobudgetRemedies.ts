import type { Remedies } from "../errors.ts";

const SHOW_BUCKET = "See the round with 'npx hardhat cobudget:show --bucket {bucket}'.";

export const cobudgetRemedies: Remedies = {
  CobudgetBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/governance/ICobudget.sol."],
  CobudgetOff: ["the nation's rules have no rounds", "The assembly allows them with Cobudget.setTerms."],
  CobudgetBadClose: [
    "a round that ends at {closesAt:moment} lasts less than a day or more than a year",
    "Name a moment in between, counted from the execution of the decision.",
  ],
  CobudgetWrongValue: [
    "{sent} wei came with the call, and {expected} were announced",
    "Send as many coins as the amount says, and none with an ERC-20 token.",
  ],
  CobudgetNoShare: [
    "{received} shared by {electors} members is less than a smallest unit for each",
    "Send more; of an ERC-20 token, approve the amount to the cobudget first.",
  ],
  CobudgetNotOpen: [
    "round {round} does not run (it ended at {closesAt:moment})",
    "See the rounds with 'npx hardhat cobudget:show'.",
  ],
  CobudgetStillOpen: ["round {round} runs until {closesAt:moment}", "Settle it after that."],
  CobudgetSettled: ["what round {round} did not fund has gone back already", "Nothing needs to be done."],
  CobudgetNotForGuild: [
    "agent {by} is no steward of guild {guild}",
    "See its stewards with 'npx hardhat guild:show --guild {guild}'.",
  ],
  CobudgetBadGoal: ["a goal of {goal} is nothing, or more than all of the round, {most}", "Ask for less."],
  CobudgetTooManyBuckets: [
    "guild {guild} has 16 buckets in round {round}, and may have no more",
    "Withdraw one that is not funded ('npx hardhat cobudget:withdraw'); another steward can, and the guild itself.",
  ],
  CobudgetWrongState: ["bucket {bucket} is {state:bucket}", SHOW_BUCKET],
  CobudgetNoMember: [
    "agent {person} was no active member before round {round} opened, or is none now",
    "Those who were have an equal share; you will in the next round.",
  ],
  CobudgetOwnGuild: [
    "agent {by} was on the roster of guild {guild} since the round opened, and it takes no gifts to one's own guild",
    "Give to the bucket of another guild.",
  ],
  CobudgetOverShare: [
    "agent {by} asks for {requested} in this bucket, and can have {left} in it at most",
    "Take something back from another bucket first, or give less.",
  ],
  CobudgetUnchanged: [
    "just this much of agent {by}'s share is in bucket {bucket} already",
    "Nothing needs to be done.",
  ],
  CobudgetCannotConfirm: [
    "agent {by} gave nothing to bucket {bucket} from outside its guild, or has confirmed",
    "Those who gave from outside confirm, each once, who were not on its roster since the round opened; the nation can too.",
  ],
  CobudgetPaymentFailed: [
    "{amount} of token {token} could not be sent to {to}",
    "It is kept for them; try again when they can receive it.",
  ],
};
