import { act } from "../../sdk/acts.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { agentId, pactId, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { commitmentNumber, stateOf } from "./pact-commitments.ts";

export const pactFulfil = defineTask({
  name: "pact:fulfil",
  description:
    "Says that a side of a pact has done what it promised: the body's key for the body, the speaker for the nation. What " +
    "proves it stays off chain; only its salted hash is sent. The other side acknowledges it (pact:acknowledge). " +
    'Example: npx hardhat pact:fulfil --by 12 --pact 1 --commitment 1 --evidence "keys handed over on 3 March"',
  options: {
    by: agentId.describe("The organisation, or who speaks for the nation"),
    pact: pactId,
    commitment: commitmentNumber,
    evidence: text.describe("What proves it; not sent, only its salted hash"),
    ...signing,
  },
  async run({ options: { by, pact, commitment, evidence }, nation, perform }) {
    const state = await stateOf(await nation(), pact, commitment);
    if (state !== "open") return unchanged(`Commitment ${commitment} of pact ${pact} is ${state} already.`, { pact });
    const hidden = await saltedHash(evidence);
    const fields = { pact, index: commitment - 1, evidence: hidden.hash };
    return perform(by, act("pacts", "fulfil", fields), {
      tell: () => ({
        lines: [
          `Agent ${by} says that commitment ${commitment} of pact ${pact} is fulfilled.`,
          `Salt of the evidence: ${hidden.salt}`,
        ],
        data: { pact, commitment, by, evidence: hidden },
      }),
    });
  },
});
