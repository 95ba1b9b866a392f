import { unknownAgent } from "../../sdk/membership/agents.ts";
import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";

export const conflictShow = defineTask({
  name: "conflict:show",
  description:
    "Shows with whom a person has a declared conflict, by their own word and by that of others. " +
    "Example: npx hardhat conflict:show --id 3",
  options: { id: agentId.describe("The person's agent id") },
  async run({ options: { id }, nation }) {
    const { conflictsOfPerson } = await import("../../sdk/contributions/conflicts.ts");
    const connected = await nation();
    const { key } = await connected.contracts.members.keyOf(id);
    if (BigInt(key) === 0n) throw unknownAgent(id);
    const { declared, namedBy } = await conflictsOfPerson(connected, id);
    const line = (ids: readonly bigint[], what: string) => (ids.length === 0 ? [] : [`  ${what} ${ids.join(", ")}`]);
    const none = declared.length + namedBy.length === 0;
    return {
      lines: none
        ? [`Agent ${id} has a declared conflict with nobody.`]
        : [
            `Agent ${id} and these people do not judge each other's work:`,
            ...line(declared, "declared by themselves: agents"),
            ...line(namedBy, "declared by the others: agents"),
          ],
      data: { id, declared, namedBy },
    };
  },
});
