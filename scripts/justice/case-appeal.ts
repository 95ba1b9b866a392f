import { act } from "../../sdk/acts.ts";
import { caseView } from "../../sdk/justice/cases.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, caseId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { hidden } from "../hidden.ts";

export const caseAppeal = defineTask({
  name: "case:appeal",
  description:
    "A party brings a decided case before a second, larger panel without anybody of the first. Who appeals alone " +
    "against a " +
    'sanction does not risk a harder one. Example: npx hardhat case:appeal --by 7 --case 1 --reason "Nobody was heard"',
  options: { by: byMember, case: caseId, reason: text.describe("Why; not sent, only its hash"), ...signing },
  async run({ options: { by, case: id, reason }, nation, perform }) {
    const { due } = await caseView(await nation(), id);
    const { kept, line } = await hidden(reason);
    return perform(by, act("cases", "appeal", { id, reason: kept.hash }), {
      tell: () => ({
        lines: [`Case ${id}: agent ${by} appeals; the second panel is drawn from ${formatMoment(due)} on.`, line],
        data: { case: id, by, reason: kept },
      }),
      already: { CasesAlreadySaid: `Agent ${by} has appealed in case ${id} already.` },
    });
  },
});
