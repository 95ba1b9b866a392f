import { act, eventsNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, caseId, id } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const caseSeparate = defineTask({
  name: "case:separate",
  description:
    "Asks that the respondent of a case stays away from one chapter until it is heard; it holds once as many " +
    "members as the " +
    "charter says have asked, and touches neither vote nor money. Who asks is on no panel of the case. " +
    "Example: npx hardhat case:separate --by 5 --case 1 --chapter 2",
  options: { by: byMember, case: caseId, chapter: id("a chapter's id", "").describe("The chapter"), ...signing },
  async run({ options: { by, case: about, chapter }, perform }) {
    return perform(by, act("cases", "separate", { id: about, chapter }), {
      tell: (outcome) => {
        const until = eventsNamed(outcome, "InterimSeparated")[0]?.args["until"] as bigint | undefined;
        const holds =
          until === undefined
            ? "More members must ask before it holds."
            : `The respondent stays away from it until ${formatMoment(until)}, or until the case is closed.`;
        return {
          lines: [`Case ${about}: agent ${by} asks for a separation.`, holds],
          data: { case: about, by, chapter, until },
        };
      },
      already: { CasesAlreadySaid: `Agent ${by} has asked for a separation in case ${about} already.` },
    });
  },
});
