import { act, eventNamed } from "../../sdk/acts.ts";
import { casesShown } from "../../sdk/justice/cases.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { hidden } from "../hidden.ts";

export const caseDispute = defineTask({
  name: "case:dispute",
  description:
    "Brings the recovery of your own id before a panel, with the key that the recovery would replace; it waits " +
    "until the " +
    "case is over. Possible once for a recovery. Name one of your contacts, who speaks for it. " +
    'Example: npx hardhat case:dispute --by 4 --against 7 --concern "I have my key and no idea who they mean"',
  options: {
    by: byMember,
    against: agentId.describe("The agent id of one of your contacts (see contacts:show)"),
    concern: text.describe("Why; not sent, only its hash"),
    ...signing,
  },
  async run({ options: { by, against, concern }, nation, perform }) {
    const same = (await casesShown(await nation())).find(
      ({ claimant, matter, stage }) => claimant === by && matter === "key" && stage !== "Closed",
    );
    if (same !== undefined) return unchanged(`Agent ${by} disputes it already: case ${same.id}.`, { case: same.id });
    const { kept, line } = await hidden(concern);
    return perform(by, act("cases", "dispute", { respondent: against, concern: kept.hash }), {
      tell: (outcome) => {
        const { id, due } = eventNamed(outcome, "CaseNoticed").args as Record<string, bigint>;
        return {
          lines: [
            `Case ${id ?? 0n}: agent ${by} disputes the recovery of their id; it waits until the case is over.`,
            `Agent ${against} can reply until ${formatMoment(due ?? 0n)}.`,
            line,
          ],
          data: { case: id, by, against, due, concern: kept },
        };
      },
    });
  },
});
