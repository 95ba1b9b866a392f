import { act } from "../../sdk/acts.ts";
import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { agentId, byMember, purpose, work as worked, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const licenceCount = defineTask({
  name: "licence:count",
  description:
    "Counts accepted contributions of --by to the work's guild towards a licence that asks for work: their own, or that of an " +
    "organisation they work for (--licensee). No minute counts twice. Without --total, what is open now; with it, so much " +
    "that this is counted in all. Example: npx hardhat licence:count --by 4 --licensee 12 --work 1 --purpose manufacture",
  options: {
    by: byMember.describe("Whose contributions they are"),
    licensee: agentId.optional().describe("Who holds the licence; --by if absent"),
    work: workId.describe("The work"),
    purpose,
    total: worked.optional().describe("What shall be counted in all towards this licence, such as 16h"),
    ...signing,
  },
  async run({ options: { by, licensee = by, work, purpose, total }, nation, perform }) {
    const { requireGrant } = await import("../../sdk/licensing/show.ts");
    const { formatMinutes } = await import("../../sdk/units.ts");
    const connected = await nation();
    const { number, minutesDue } = await requireGrant(connected, { work, licensee, purpose });
    const { minutesCounted } = await connected.contracts.licences.meterOf(number);
    const more = total === undefined ? minutesDue : total - minutesCounted;
    const data = { number, work, licensee, by, purpose: PURPOSES[purpose] };
    if (more <= 0n) return unchanged(`No minutes are to be counted on licence ${number}.`, data);
    return perform(by, act("licences", "count", { licensee, work, purpose, minutesCounted: more }), {
      tell: () => ({
        lines: [`${formatMinutes(more)} of agent ${by} counted on licence ${number}.`],
        data: { ...data, minutesCounted: more },
      }),
    });
  },
});
