import { act } from "../../sdk/acts.ts";
import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { agentId, byMember, purpose, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const licenceNotice = defineTask({
  name: "licence:notice",
  description:
    "A steward of the work's guild gives notice that a licence is overdue. From then on the licensee has the days to cure that " +
    "the policy gives after a notice, if they end earlier. Once for each breach. " +
    "Example: npx hardhat licence:notice --by 1 --licensee 12 --work 1 --purpose manufacture",
  options: {
    by: byMember.describe("A steward of the work's guild"),
    licensee: agentId.describe("Who holds the licence"),
    work: workId.describe("The work"),
    purpose,
    ...signing,
  },
  async run({ options: { by, licensee, work, purpose }, nation, perform }) {
    const { requireGrant } = await import("../../sdk/licensing/show.ts");
    const { formatMoment } = await import("../../sdk/units.ts");
    const connected = await nation();
    const { licences } = connected.contracts;
    const { number } = await requireGrant(connected, { work, licensee, purpose });
    const [{ noticedAt }, { breachAt }] = await Promise.all([licences.meterOf(number), licences.dueOf(number)]);
    const data = { number, work, licensee, purpose: PURPOSES[purpose] };
    if (noticedAt !== 0n && noticedAt >= breachAt)
      return unchanged(`Notice of this breach of licence ${number} was given on ${formatMoment(noticedAt)}.`, data);
    const report = await perform(by, act("licences", "notice", { licensee, work, purpose }), {
      tell: () => ({ lines: [`Notice given to agent ${licensee} about licence ${number}.`], data }),
    });
    const { lapsesAt } = await licences.dueOf(number);
    const until = lapsesAt === 0n ? [] : [`Unless what is open is given, it lapses on ${formatMoment(lapsesAt)}.`];
    return { lines: [...report.lines, ...until], data: { ...report.data, lapsesAt } };
  },
});
