import { act, eventNamed } from "../../sdk/acts.ts";
import { byMember, proposalId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { publicly, wordsOf } from "./words.ts";

export const councilAsk = defineTask({
  name: "council:ask",
  description:
    "Asks about a proposal of a guild's council, in the time for questions. Only the salted hash of the words is sent, and " +
    "with --public the words; keep the salt. Needs an active member on the roster. " +
    'Example: npx hardhat council:ask --by 4 --proposal 1 --question "Why so much?" --public',
  options: {
    by: byMember,
    proposal: proposalId,
    question: text.describe("What you ask"),
    public: publicly,
    ...signing,
  },
  async run({ options: { by, proposal, question, public: isPublic }, perform }) {
    const words = await wordsOf(question, isPublic);
    return perform(by, act("councils", "ask", { proposal, question: words.hash, text: words.text }), {
      tell: (outcome) => {
        const number = eventNamed(outcome, "CouncilAsked").args["question"] as bigint;
        return {
          lines: [`Agent ${by} asks question ${number} about proposal ${proposal}.`, ...words.notes],
          data: { by, proposal, question: number, ...words },
        };
      },
    });
  },
});
