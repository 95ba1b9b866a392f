import { requireAgent } from "../../sdk/membership/agents.ts";
import { vouchedBy, type Vouched } from "../../sdk/membership/vouched.ts";
import { FOR_EVER } from "../../sdk/membership/register.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember } from "../options.ts";
import { defineTask } from "../task.ts";

export const memberVouched = defineTask({
  name: "member:vouched",
  description:
    "Shows what became of those for whom a member vouched: their status, why, and how long the vouch counts. Needs the " +
    "member's id. Example: npx hardhat member:vouched --by 1",
  options: { by: byMember },
  async run({ options: { by }, nation }) {
    const connected = await nation();
    await requireAgent(connected, by);
    const vouched = await vouchedBy(connected, by);
    const head = vouched.length === 0 ? `Agent ${by} has vouched for nobody.` : `Agent ${by} has vouched for:`;
    return { lines: [head, ...vouched.map(inWords)], data: { by, vouched } };
  },
});

function inWords({ id, status, code, reason, expiresAt, isValid }: Vouched): string {
  const until = expiresAt === FOR_EVER ? "for ever" : `${isValid ? "until" : "ran out"} ${formatMoment(expiresAt)}`;
  return `  agent ${id}: ${status}, ${code} (${reason}); vouch ${until}`;
}
