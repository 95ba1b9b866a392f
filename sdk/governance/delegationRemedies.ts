import type { Remedies } from "../errors.ts";

const SHOW = "See who gave what with 'npx hardhat delegation:show'.";

export const delegationRemedies: Remedies = {
  DelegationsBadTerms: [
    "a delegation of {longest:duration} is too long: at most {most:duration}",
    "Propose a shorter one, or 0 for none at all.",
  ],
  DelegationsOff: [
    "this nation has no delegates",
    "Vote yourself: 'npx hardhat proposal:vote'. The assembly can allow delegates (Delegations.setTerms).",
  ],
  DelegationsOnlyAssembly: ["{caller} is not the assembly, which alone notes topics", "Propose through the assembly."],
  DelegationsNotMember: ["agent {by} is no active member", "See why with 'npx hardhat member:show --id {by}'."],
  DelegationsNoDelegate: [
    "agent {delegate} cannot be the delegate: no active member, or the same as who delegates",
    "Choose another active member, or vote yourself.",
  ],
  DelegationsBadTopics: [
    "the topics {topics} are none, or beyond the nation's {rules} decision rules",
    "Topics are the numbers of decision rules, from 0. See them with 'npx hardhat nation:show'.",
  ],
  DelegationsBadEnd: [
    "a delegation cannot end on {until:moment}: it ends later than now, and by {latest:moment}",
    "Choose an end in between.",
  ],
  DelegationsOutOfOrder: [
    "this is change {order} of agent {by}'s delegations, and change {expected} is next",
    "Another change came first, and what was signed before it is void. Look with 'npx hardhat delegation:show --by {by}', " +
      "and make it anew if it is still meant.",
  ],
  DelegationsFull: [
    "agent {delegate} stands for {most} members on topic {topic}, which is the most",
    "Choose another delegate; or clear away delegations that have run out (Delegations.clearDelegations). " + SHOW,
  ],
  DelegationsNone: [
    "agent {by} has given none of the topics {topics}, or no topic is named",
    "Name what has run out, or what is taken back. " + SHOW,
  ],
  DelegationsNotEnded: [
    "the delegation of agent {by} on topic {topic} stands until {until:moment}",
    "Only its author ends it before: 'npx hardhat delegation:revoke'.",
  ],
  DelegationsNotDelegable: [
    "the rule of proposal {proposal} takes no ballots from delegates",
    "Everybody votes for themselves: 'npx hardhat proposal:vote'.",
  ],
  DelegationsNoBallot: [
    "agent {delegate} has cast no ballot of their own on proposal {proposal}",
    "Carry it once they have voted. What somebody else chose for them is not passed on.",
  ],
};
