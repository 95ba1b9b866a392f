import { act } from "../../sdk/acts.ts";
import { byMember, choice, CHOICES, proposalId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const proposalVote = defineTask({
  name: "proposal:vote",
  description:
    "Casts a ballot, or changes one's own. Needs a person who was an active member at the snapshot, while voting is open. " +
    "Example: npx hardhat proposal:vote --by 3 --proposal 1234… --choice for",
  options: { by: byMember, proposal: proposalId, choice, ...signing },
  async run({ options: { by, proposal, choice }, nation, perform }) {
    const { assembly } = (await nation()).contracts;
    const ballot = await assembly.ballotOf(proposal, by);
    const word = CHOICES[choice] ?? "";
    if (ballot.cast && !ballot.delegated && Number(ballot.choice) === choice) {
      return unchanged(`Agent ${by} has voted ${word} already.`, { by, proposal, choice: word });
    }
    return perform(by, act("assembly", "castBallot", { proposal, choice }), {
      tell: () => ({
        lines: [`Agent ${by} votes ${word} on proposal ${proposal}.`],
        data: { by, proposal, choice: word },
      }),
    });
  },
});
