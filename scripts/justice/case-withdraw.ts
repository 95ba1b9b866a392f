import { act } from "../../sdk/acts.ts";
import { caseView } from "../../sdk/justice/cases.ts";
import { byMember, caseId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const caseWithdraw = defineTask({
  name: "case:withdraw",
  description:
    "The claimant takes a case back; possible until a panel has decided. Nothing of it is left beside a name. " +
    "Example: npx hardhat case:withdraw --by 4 --case 1",
  options: { by: byMember, case: caseId, ...signing },
  async run({ options: { by, case: id }, nation, perform }) {
    const { stage, outcome } = await caseView(await nation(), id);
    if (stage === "Closed") return unchanged(`Case ${id} is closed: ${outcome}.`, { case: id });
    return perform(by, act("cases", "withdraw", { id }), {
      tell: () => ({ lines: [`Agent ${by} takes case ${id} back.`], data: { case: id, by } }),
    });
  },
});
