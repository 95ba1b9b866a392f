import { act } from "../../sdk/acts.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { byMember, proposalId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const councilObject = defineTask({
  name: "council:object",
  description:
    "Objects to a proposal of a guild's council. The reason stays with the guild: only its salted hash is sent; keep the " +
    "salt. Needs an active member who was on the roster when it was made. " +
    'Example: npx hardhat council:object --by 4 --proposal 1 --reason "We cannot afford it yet"',
  options: { by: byMember, proposal: proposalId, reason: text.describe("Why; not sent, only its hash"), ...signing },
  async run({ options: { by, proposal, reason }, perform }) {
    const hidden = await saltedHash(reason);
    return perform(by, act("councils", "objectTo", { proposal, reason: hidden.hash }), {
      tell: () => ({
        lines: [`Agent ${by} objects to proposal ${proposal}.`, `Salt of the reason: ${hidden.salt}`],
        data: { by, proposal, reason: hidden },
      }),
      already: { CouncilsAlreadyObjected: `Agent ${by} has objected to proposal ${proposal} already.` },
    });
  },
});
