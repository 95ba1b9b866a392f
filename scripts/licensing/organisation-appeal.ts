import { act, eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { hidden } from "../hidden.ts";
import { agentId, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const organisationAppeal = defineTask({
  name: "organisation:appeal",
  description:
    "Contests, by the organisation's key, that an issuer changed its class or shortened its attestation. The former " +
    "attestation holds while the case runs, never longer than it would have; a panel drawn by lot decides (docs/justice.md). " +
    'Example: npx hardhat organisation:appeal --by 12 --concern "We are still owned by those who work here"',
  options: {
    by: agentId.describe("The organisation's agent id"),
    concern: text.describe("Why; not sent, only its hash"),
    ...signing,
  },
  async run({ options: { by, concern }, nation, perform }) {
    const { organisationView } = await import("../../sdk/licensing/organisations.ts");
    const connected = await nation();
    const { contest } = await organisationView(connected, by);
    if (contest?.stayed === true) {
      return unchanged(`Agent ${by} contests it already; see 'npx hardhat case:show'.`, { contest: contest.number });
    }
    const { kept, line } = await hidden(concern);
    return perform(by, act("cases", "contest", { concern: kept.hash }), {
      tell: (outcome) => {
        const { id } = eventNamed(outcome, "CaseNoticed").args as { id: bigint };
        const { respondent } = eventNamed(outcome, "CaseRaised").args as { respondent: bigint };
        const { due } = eventNamed(outcome, "CaseNoticed").args as { due: bigint };
        const former = contest === undefined ? "" : ` as a ${contest.former.userClass}`;
        return {
          lines: [
            `Case ${id}: agent ${by} keeps what it had${former} until the case is over.`,
            `Agent ${respondent}, who attested it, can reply until ${formatMoment(due)}.`,
            line,
          ],
          data: { case: id, by, against: respondent, due, concern: kept },
        };
      },
    });
  },
});
