import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";

export const organisationShow = defineTask({
  name: "organisation:show",
  description:
    "Shows what an organisation counts as, who attested it and until when, what it can still contest, and its pact; without " +
    "--organisation, all. Example: npx hardhat organisation:show --organisation 12",
  options: { organisation: agentId.optional().describe("The organisation's agent id") },
  async run({ options: { organisation }, nation }) {
    const { organisationInWords, organisationsOf, organisationView } =
      await import("../../sdk/licensing/organisations.ts");
    const connected = await nation();
    const organisations =
      organisation === undefined ? await organisationsOf(connected) : [await organisationView(connected, organisation)];
    const lines = organisations.flatMap(organisationInWords);
    return { lines: lines.length === 0 ? ["There is no organisation yet."] : lines, data: { organisations } };
  },
});
