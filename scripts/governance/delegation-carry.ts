import { eventNamed } from "../../sdk/acts.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { agentId, CHOICES, proposalId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

/** Members in one transaction. */
const BATCH = 200;

export const delegationCarry = defineTask({
  name: "delegation:carry",
  description:
    "Counts a delegate's present choice on a proposal for all who left it to them and have not voted; run it again if the " +
    "delegate changes their ballot. Anybody may. Needs a delegate who has voted, while voting is open. " +
    "Example: npx hardhat delegation:carry --proposal 1234… --delegate 5",
  options: { proposal: proposalId, delegate: agentId.describe("The delegate's agent id") },
  async run({ options: { proposal, delegate }, nation, transact }) {
    const { proposalView } = await import("../../sdk/governance/assembly.ts");
    const { coveredBy } = await import("../../sdk/governance/delegations.ts");
    const connected = await nation();
    const { assembly } = connected.contracts;
    await Promise.all([proposalView(connected, proposal), requireAgent(connected, delegate)]);
    const [own, covered] = await Promise.all([
      assembly.ballotOf(proposal, delegate),
      coveredBy(connected, proposal, delegate),
    ]);
    const ballots = await Promise.all(covered.map((member) => assembly.ballotOf(proposal, member)));
    const open = covered.filter((_, index) => {
      const ballot = ballots[index];
      return ballot === undefined || !ballot.cast || (ballot.delegated && ballot.choice !== own.choice);
    });
    const data = { proposal, delegate };
    if (open.length === 0) return unchanged(`Nobody is left for whom agent ${delegate} would count.`, data);
    const batch = open.slice(0, BATCH);
    const rest = open.length - batch.length;
    return transact("delegations", "carryChoice", [proposal, delegate, batch], {
      tell(outcome) {
        const { voters, choice } = eventNamed(outcome, "BallotsBroughtIn").args as { voters: bigint[]; choice: bigint };
        const more = rest === 0 ? [] : [`${rest} are left: run it again.`];
        const word = CHOICES[Number(choice)] ?? "";
        return {
          lines: [`${voters.length} members count as agent ${delegate} votes on ${proposal}: ${word}.`, ...more],
          data: { ...data, choice: word, voters: [...voters] },
        };
      },
    });
  },
});
