import { act } from "../../sdk/acts.ts";
import { byMember, proposalId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { publicly, wordsOf } from "./words.ts";

export const councilObject = defineTask({
  name: "council:object",
  description:
    "Objects to the round of a proposal that is on in a guild's council. The reason stays with the guild: only its salted " +
    "hash is sent, and with --public the words; keep the salt. Needs an active member who was on the roster when the round " +
    'began. Example: npx hardhat council:object --by 4 --proposal 1 --reason "We cannot afford it yet"',
  options: {
    by: byMember,
    proposal: proposalId,
    reason: text.describe("Why; not sent, only its hash"),
    public: publicly,
    ...signing,
  },
  async run({ options: { by, proposal, reason, public: isPublic }, nation, perform }) {
    const words = await wordsOf(reason, isPublic);
    const { round } = await (await nation()).contracts.councils.proposalOf(proposal);
    return perform(by, act("councils", "objectTo", { proposal, round, reason: words.hash, text: words.text }), {
      tell: () => ({
        lines: [`Agent ${by} objects to proposal ${proposal}.`, ...words.notes],
        data: { by, proposal, round, reason: words },
      }),
      already: { CouncilsAlreadyObjected: `Agent ${by} has objected to proposal ${proposal} already.` },
    });
  },
});
