import { act, eventsNamed } from "../../sdk/acts.ts";
import { byMember, electionId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const electionStandDown = defineTask({
  name: "election:stand-down",
  description:
    "Stops standing, or gives up the office one was elected to: the next in the order takes it to the end of the term. " +
    "Cannot be taken back. Example: npx hardhat election:stand-down --by 5 --election 4",
  options: { by: byMember.describe("The candidate"), election: electionId, ...signing },
  async run({ options: { by, election }, perform }) {
    return perform(by, act("elections", "standDown", { election }), {
      tell(outcome) {
        const taken = eventsNamed(outcome, "OfficeTaken").map(({ args }) => args["holder"] as bigint);
        const next = taken.map((holder) => `Agent ${holder} takes the seat.`);
        return {
          lines: [`Agent ${by} no longer stands in election ${election}.`, ...next],
          data: { election, by, taken },
        };
      },
    });
  },
});
