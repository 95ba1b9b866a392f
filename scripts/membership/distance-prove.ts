import { PAGE, proveDistance } from "../../sdk/membership/distance.ts";
import { agentView } from "../../sdk/membership/register.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, count } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const distanceProve = defineTask({
  name: "distance:prove",
  description:
    "Shows the chain that a person is near enough to the others in the web of trust: searches the paths, and sends them page " +
    "by page. Anybody may. Broken off, it goes on where it stopped. Example: npx hardhat distance:prove --for 12",
  options: {
    for: agentId.describe("The person's agent id"),
    page: count
      .refine((steps) => steps > 0n, "a page has at least one step")
      .default(BigInt(PAGE))
      .describe("Steps in one transaction"),
  },
  async run({ options: { for: person, page }, nation, carrier }) {
    const connected = await nation();
    const { distance } = connected.contracts;
    const [isMet, known] = await Promise.all([distance.isMet(person), distance.metUntil(person)]);
    if (isMet && known > 0n) {
      return unchanged(`Agent ${person} is shown to be near enough until ${formatMoment(known)}.`, { person });
    }
    const shown = await proveDistance(connected, { carrier: await carrier(), person, page: Number(page) });
    const { until, session, subject, outcomes } = shown;
    const { status, code, reason } = await agentView(connected, person);
    const gasUsed = outcomes.reduce((sum, { receipt }) => sum + receipt.gasUsed, 0n);
    const by = subject === person ? "" : `, as agent ${subject}, who vouches for them, is`;
    return {
      lines: [
        `Agent ${person} is near enough until ${formatMoment(until)}${by} (session ${session}).`,
        `Agent ${person} is ${status}: ${reason}.`,
        `${outcomes.length} transactions, ${gasUsed.toLocaleString("en")} gas.`,
      ],
      data: { person, session, subject, until, status, code, transactions: outcomes.length, gasUsed, changed: true },
    };
  },
});
