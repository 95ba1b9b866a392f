import { act } from "../../sdk/acts.ts";
import { agentId, pactId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { commitmentNumber, stateOf } from "./pact-commitments.ts";

export const pactAcknowledge = defineTask({
  name: "pact:acknowledge",
  description:
    "Acknowledges that the other side of a pact has done what it says it has (pact:fulfil). Needs the other side: the " +
    "speaker of the nation for what the body did, the body's key for what the nation did. " +
    "Example: npx hardhat pact:acknowledge --by 1 --pact 1 --commitment 1",
  options: {
    by: agentId.describe("Who speaks for the nation, or the organisation"),
    pact: pactId,
    commitment: commitmentNumber,
    ...signing,
  },
  async run({ options: { by, pact, commitment }, nation, perform }) {
    const state = await stateOf(await nation(), pact, commitment);
    if (state === "acknowledged") {
      return unchanged(`Commitment ${commitment} of pact ${pact} is acknowledged already.`, { pact });
    }
    return perform(by, act("pacts", "acknowledge", { pact, index: commitment - 1 }), {
      tell: () => ({
        lines: [`Agent ${by} acknowledges that commitment ${commitment} of pact ${pact} is fulfilled.`],
        data: { pact, commitment, by },
      }),
    });
  },
});
