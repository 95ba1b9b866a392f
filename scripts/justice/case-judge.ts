import { act } from "../../sdk/acts.ts";
import { SANCTIONS } from "../../sdk/justice/cases.ts";
import { byMember, caseId, sanction, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { hidden } from "../hidden.ts";

export const caseJudge = defineTask({
  name: "case:judge",
  description:
    "A panelist names what should follow, once: none, or a sanction up to the one of which notice was given. The " +
    "reason goes to " +
    "the parties; only its salted hash is sent. " +
    'Example: npx hardhat case:judge --by 5 --case 1 --sanction note --reason "Shown, and regretted"',
  options: { by: byMember, case: caseId, sanction, reason: text.describe("Why; not sent, only its hash"), ...signing },
  async run({ options: { by, case: id, sanction: level, reason }, perform }) {
    const { kept, line } = await hidden(reason);
    return perform(by, act("cases", "judge", { id, level, reason: kept.hash }), {
      tell: () => ({
        lines: [`Case ${id}: panelist ${by} names ${SANCTIONS[level] ?? ""}.`, line],
        data: { case: id, by, level, reason: kept },
      }),
      already: { CasesAlreadySaid: `Agent ${by} has judged case ${id} already.` },
    });
  },
});
