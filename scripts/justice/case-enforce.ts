import { eventNamed } from "../../sdk/acts.ts";
import { CASE_OUTCOMES, caseView, SANCTIONS } from "../../sdk/justice/cases.ts";
import { caseId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const caseEnforce = defineTask({
  name: "case:enforce",
  description:
    "Carries out what a case came to once nobody can appeal any more: a note, loss of office, suspension or " +
    "expulsion; or closes it " +
    "without a sanction. Anybody may send it. Example: npx hardhat case:enforce --case 1",
  options: { case: caseId },
  async run({ options: { case: id }, nation, transact }) {
    const { stage, outcome, respondent } = await caseView(await nation(), id);
    if (stage === "Closed") return unchanged(`Case ${id} is closed: ${outcome}.`, { case: id, outcome });
    return transact("cases", "enforce", [id], {
      tell: (sent) => {
        const { outcome: code, level } = eventNamed(sent, "CaseClosed").args as Record<string, bigint>;
        const word = SANCTIONS[Number(level)] ?? "none";
        const closed = CASE_OUTCOMES[Number(code)] ?? "None";
        const what = word === "none" ? "without a sanction" : `${word} of agent ${respondent}`;
        return {
          lines: [`Case ${id} is closed: ${closed}, ${what}.`],
          data: { case: id, outcome: closed, level: word, respondent },
        };
      },
    });
  },
});
