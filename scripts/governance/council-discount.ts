import { eventNamed } from "../../sdk/acts.ts";
import { agentId, proposalId } from "../options.ts";
import { defineTask } from "../task.ts";

export const councilDiscount = defineTask({
  name: "council:discount",
  description:
    "Tells a guild's council of a person on the roster who cannot object to a proposal, so that no objection is asked of them: " +
    "one whose membership ended or has not begun, or who has left. Anybody may send it, while questions or objections are " +
    "open. Example: npx hardhat council:discount --proposal 1 --person 6",
  options: { proposal: proposalId, person: agentId.describe("Who cannot object") },
  async run({ options: { proposal, person }, transact }) {
    return transact("councils", "discount", [proposal, person], {
      tell: (outcome) => {
        const stopsAt = eventNamed(outcome, "CouncilDiscounted").args["stopsAt"] as bigint;
        return {
          lines: [`Of agent ${person} no objection to proposal ${proposal} is asked; ${stopsAt} stop it now.`],
          data: { proposal, person, stopsAt },
        };
      },
    });
  },
});
