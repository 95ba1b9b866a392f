import { act, eventNamed } from "../../sdk/acts.ts";
import { caseView, SANCTIONS } from "../../sdk/justice/cases.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, caseId, sanction, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { hidden } from "../hidden.ts";

export const caseNotify = defineTask({
  name: "case:notify",
  description:
    "After mediation the claimant gives notice: what is held against the respondent, and what may follow at most. " +
    "Give the " +
    "text to the respondent; only its salted hash is sent. " +
    'Example: npx hardhat case:notify --by 4 --case 1 --concern "On Monday the till was short" --sanction suspension',
  options: {
    by: byMember,
    case: caseId,
    concern: text.describe("What is held against the respondent; not sent, only its hash"),
    sanction,
    ...signing,
  },
  async run({ options: { by, case: id, concern, sanction: proposed }, nation, perform }) {
    const { stage, proposed: known } = await caseView(await nation(), id);
    if (stage !== "Mediation") return unchanged(`Case ${id} is past its notice (${known}).`, { case: id, stage });
    const { kept, line } = await hidden(concern);
    return perform(by, act("cases", "notify", { id, concern: kept.hash, proposed }), {
      tell: (outcome) => {
        const { due } = eventNamed(outcome, "CaseNoticed").args as Record<string, bigint>;
        return {
          lines: [
            `Case ${id}: notice is given; at most ${SANCTIONS[proposed] ?? ""} can follow.`,
            `The respondent can reply until ${formatMoment(due ?? 0n)}.`,
            line,
          ],
          data: { case: id, by, due, proposed, concern: kept },
        };
      },
    });
  },
});
