import { act } from "../../sdk/acts.ts";
import { byMember, electionId, someAgents } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const electionVote = defineTask({
  name: "election:vote",
  description:
    "Approves candidates: all whom you could be content with. Until the close you can change your ballot by voting again. " +
    "With --sign it is written into a file that anybody can carry (election:carry), once and as your first ballot. " +
    "Needs somebody who belonged before the call, while the vote is open. " +
    "Example: npx hardhat election:vote --by 3 --election 4 --approve 5,7",
  options: {
    by: byMember,
    election: electionId,
    approve: someAgents.describe("Agent ids of candidates with commas between them: 5,7; or none"),
    ...signing,
  },
  async run({ options: { by, election, approve }, nation, perform }) {
    const { approvalsFor, electionView } = await import("../../sdk/governance/elections.ts");
    const connected = await nation();
    const view = await electionView(connected, election);
    const approvals = approvalsFor(view, approve);
    const ballot = await connected.contracts.elections.ballotOf(election, by);
    const data = { by, election, approve };
    if (ballot.cast && Number(ballot.approvals) === approvals) {
      return unchanged(`Agent ${by} has voted just so already.`, data);
    }
    const whom = approve.length === 0 ? "nobody" : `agent ${approve.join(", ")}`;
    return perform(by, act("elections", "castBallot", { election, approvals }), {
      tell: () => ({ lines: [`Agent ${by} approves ${whom} in election ${election}.`], data }),
    });
  },
});
