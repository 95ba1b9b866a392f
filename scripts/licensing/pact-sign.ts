import { act } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, file, pactId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const pactSign = defineTask({
  name: "pact:sign",
  description:
    "Signs a pact that the nation has proposed, by the key of the public body. Give the file of the text that you have read: " +
    "the pact names its hash, and another text is refused. From then on it is in force, and a pact signed before ends. " +
    "Example: npx hardhat pact:sign --by 12 --pact 1 --text pact.md",
  options: {
    by: agentId.describe("The organisation's agent id"),
    pact: pactId,
    text: file.describe("The file of the pact's text"),
    ...signing,
  },
  async run({ options: { by, pact, text }, nation, perform }) {
    const { pactInWords, pactView, textHashOf } = await import("../../sdk/licensing/pacts.ts");
    const connected = await nation();
    const before = await pactView(connected, pact);
    if (before.signedAt !== 0n) return unchanged(`Pact ${pact} is signed: ${pactInWords(before)}.`, { pact });
    return perform(by, act("pacts", "sign", { pact, textHash: textHashOf(text) }), {
      tell: (outcome) => {
        const { endsAt } = outcome.events.find(({ name }) => name === "PactSigned")?.args as { endsAt: bigint };
        return {
          lines: [`Pact ${pact} is in force until ${formatMoment(endsAt)}, signed by agent ${by}.`],
          data: { pact, organisation: by, endsAt },
        };
      },
    });
  },
});
