import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { caseView, CLAIMANT, nextInWords, RESPONDENT } from "../../sdk/justice/cases.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { agentId, byMember, caseId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const caseMediate = defineTask({
  name: "case:mediate",
  description:
    "During mediation: names a mediator (agreed once both parties name the same), says that the case is settled " +
    "(closed " +
    "once both parties say so), or ends the mediation without a settlement (the respondent or the agreed mediator). " +
    "Examples: npx hardhat case:mediate --by 7 --case 1 --mediator 3 · " +
    "npx hardhat case:mediate --by 7 --case 1 --settled",
  options: {
    by: byMember,
    case: caseId,
    mediator: agentId.optional().describe("The member you would have as mediator"),
    settled: z.boolean().default(false).describe("The case is settled"),
    end: z.boolean().default(false).describe("The mediation is over without a settlement"),
    ...signing,
  },
  async run({ options: { by, case: id, mediator, settled, end }, nation, perform }) {
    if ([mediator !== undefined, settled, end].filter(Boolean).length !== 1) throw saysWhat();
    const connected = await nation();
    const view = await caseView(connected, id);
    const party = by === view.claimant ? CLAIMANT : by === view.respondent ? RESPONDENT : 0n;
    if (settled && (view.settledBy & party) !== 0n) {
      return unchanged(`Agent ${by} has said that case ${id} is settled.`, { case: id });
    }
    const said =
      mediator === undefined ? act("cases", "conclude", { id, settled }) : act("cases", "mediate", { id, mediator });
    const what =
      mediator === undefined ? (settled ? "says it is settled" : "ends the mediation") : `names agent ${mediator}`;
    const report = await perform(by, said, {
      tell: () => ({ lines: [`Case ${id}: agent ${by} ${what}.`], data: { case: id, by } }),
    });
    const next = await caseView(connected, id);
    return {
      lines: [...report.lines, `Now: ${nextInWords(next, await connected.clock())}.`],
      data: { ...report.data, stage: next.stage, mediator: next.mediator },
    };
  },
});

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "case:mediate needs one of --mediator, --settled and --end",
    remedy: "Say one thing at a time; nothing was sent.",
  });
}
