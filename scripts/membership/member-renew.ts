import { act, eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const memberRenew = defineTask({
  name: "member:renew",
  description:
    "Renews a membership for one more term. Possible in the window before the renewal is due and in the grace after it. " +
    "Example: npx hardhat member:renew --by 3",
  options: { by: byMember, ...signing },
  async run({ options: { by }, nation, perform }) {
    const connected = await nation();
    const { members } = connected.contracts;
    const [due, { renewalWindow }, clock] = await Promise.all([
      members.renewalDue(by),
      members.terms(),
      connected.clock(),
    ]);
    if (due !== 0n && clock + renewalWindow < due) {
      const opens = formatMoment(due - renewalWindow);
      return unchanged(`Agent ${by} is renewed until ${formatMoment(due)}; the next renewal opens ${opens}.`, { due });
    }
    return perform(by, act("members", "renew", {}), {
      tell: (outcome) => {
        const { renewalDue } = eventNamed(outcome, "RenewalDueSet").args as { renewalDue: bigint };
        return { lines: [`Agent ${by} is renewed until ${formatMoment(renewalDue)}.`], data: { by, renewalDue } };
      },
    });
  },
});
