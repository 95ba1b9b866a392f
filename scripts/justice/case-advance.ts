import { caseView, nextInWords } from "../../sdk/justice/cases.ts";
import { caseId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const caseAdvance = defineTask({
  name: "case:advance",
  description:
    "Moves a case on by the step that time or its panel allow: opens a lot, seats a panel, counts its judgments, or " +
    "closes " +
    "what lapsed. Anybody may send it; before its time it changes nothing. Example: npx hardhat case:advance --case 1",
  options: { case: caseId },
  async run({ options: { case: id }, nation, transact }) {
    const connected = await nation();
    const before = await caseView(connected, id);
    const words = async () => nextInWords(await caseView(connected, id), await connected.clock());
    if (before.stage === "Closed" || before.stage === "Final") {
      return unchanged(`Case ${id}: ${await words()}.`, { case: id, stage: before.stage });
    }
    const waiting = `Case ${id}: ${await words()}.`;
    const report = await transact("cases", "advance", [id], {
      tell: () => ({ lines: [], data: { case: id } }),
      already: { CasesTooEarly: waiting },
    });
    if (report.data["changed"] === false) return report;
    const { stage, outcome, level, lot } = await caseView(connected, id);
    return {
      lines: [`Case ${id}, now ${stage}: ${await words()}.`, ...report.lines],
      data: { ...report.data, stage, outcome, level, lot },
    };
  },
});
