import { act } from "../../sdk/acts.ts";
import { byMember, id, proposalId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { publicly, wordsOf } from "./words.ts";

export const councilAnswer = defineTask({
  name: "council:answer",
  description:
    "Answers a question about a proposal of a guild's council, until objections are over. Only the salted hash of the words " +
    "is sent, and with --public the words; keep the salt. Needs an active member on the roster. " +
    'Example: npx hardhat council:answer --by 3 --proposal 1 --question 1 --answer "Wool is dear" --public',
  options: {
    by: byMember,
    proposal: proposalId,
    question: id("a question's number", ", as 'council:show' lists it").describe("The question's number"),
    answer: text.describe("What you answer"),
    public: publicly,
    ...signing,
  },
  async run({ options: { by, proposal, question, answer, public: isPublic }, perform }) {
    const words = await wordsOf(answer, isPublic);
    return perform(by, act("councils", "answer", { proposal, question, answer: words.hash, text: words.text }), {
      tell: () => ({
        lines: [`Agent ${by} answers question ${question} about proposal ${proposal}.`, ...words.notes],
        data: { by, proposal, question, ...words },
      }),
    });
  },
});
