import { act } from "../../sdk/acts.ts";
import { byMember, caseId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { hidden } from "../hidden.ts";

export const caseReply = defineTask({
  name: "case:reply",
  description:
    "The respondent replies to the notice, once. The panel gets the text from you; only its salted hash is sent. " +
    'Example: npx hardhat case:reply --by 7 --case 1 --reply "I was not there"',
  options: { by: byMember, case: caseId, reply: text.describe("Your reply; not sent, only its hash"), ...signing },
  async run({ options: { by, case: id, reply }, perform }) {
    const { kept, line } = await hidden(reply);
    return perform(by, act("cases", "reply", { id, content: kept.hash }), {
      tell: () => ({ lines: [`Case ${id}: agent ${by} has replied.`, line], data: { case: id, by, reply: kept } }),
      already: { CasesAlreadySaid: `Agent ${by} has replied in case ${id} already.` },
    });
  },
});
