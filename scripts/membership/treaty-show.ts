import type { PassView } from "../../sdk/membership/chapters/treaties.ts";
import { formatDuration, formatMoment } from "../../sdk/units.ts";
import { defineTask } from "../task.ts";

export const treatyShow = defineTask({
  name: "treaty:show",
  description:
    "Lists the treaties with other nations: whose register, which rights, until when, and who holds a pass. " +
    "Example: npx hardhat treaty:show",
  options: {},
  async run({ nation }) {
    const { allTreaties } = await import("../../sdk/membership/chapters/treaties.ts");
    const treaties = await allTreaties(await nation());
    const lines = treaties.flatMap(({ id, register, rights, mostGuests, endsAt, notice, passes }) => [
      `${id}  register ${register}, ${rights.join(", ")}, until ${formatMoment(endsAt)} (notice ${formatDuration(notice)})`,
      `   ${passes.length} of ${mostGuests} passes taken`,
      ...passes.map((pass) => `     ${passInWords(pass)}`),
    ]);
    return { lines: lines.length === 0 ? ["There is no treaty yet."] : lines, data: { treaties } };
  },
});

function passInWords({ guest, until, rights }: PassView): string {
  const now = rights.length === 0 ? "ended" : rights.join(", ");
  return `guest ${guest} until ${formatMoment(until)}: ${now}`;
}
