import { act } from "../../sdk/acts.ts";
import { agentId, byMember, electionId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const electionNominate = defineTask({
  name: "election:nominate",
  description:
    "Nominates somebody for an office: one person in an election, for good. They are a candidate once they agree " +
    "(election:stand); whoever belongs to the electorate may also stand without being nominated. Where 32 stand, who has " +
    "the fewest nominations makes room for who has more. Needs somebody who belonged before the call, while nominations " +
    "are open. Example: npx hardhat election:nominate --by 3 --election 4 --nominee 5",
  options: { by: byMember, election: electionId, nominee: agentId.describe("Who would serve"), ...signing },
  async run({ options: { by, election, nominee }, nation, perform }) {
    const { elections } = (await nation()).contracts;
    if ((await elections.nominationsOf(election, by)).nominee === nominee) {
      return unchanged(`Agent ${by} has nominated agent ${nominee} already.`, { election, nominee });
    }
    return perform(by, act("elections", "nominate", { election, nominee }), {
      tell: () => ({
        lines: [
          `Agent ${by} nominates agent ${nominee} in election ${election}.`,
          `They agree with: npx hardhat election:stand --by ${nominee} --election ${election}`,
        ],
        data: { election, nominee, by },
      }),
    });
  },
});
