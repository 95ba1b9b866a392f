import { homeFolder } from "../../chain/folders.ts";
import { text } from "../options.ts";
import { defineTask } from "../task.ts";

export const invitationBind = defineTask({
  name: "invitation:bind",
  description:
    "Takes the line that a member sends back from a machine of their own, and binds their key to their place among the " +
    "founders. Needs the machine with the roster. Example: npx hardhat invitation:bind --nation riverbend --answer 0x…:0x…",
  options: { answer: text.describe("The line that 'invitation:accept' printed for the member") },
  async run({ options }) {
    const [{ charterOf, rosterOf }, { readAnswer }, { bindKey }] = await Promise.all([
      import("./roster.ts"),
      import("../../chain/invitations.ts"),
      import("../../chain/bind.ts"),
    ]);
    const roster = rosterOf(options.nation);
    const { place, address } = readAnswer(roster, options.answer);
    const charter = charterOf(roster.nation);
    const { people } = bindKey({ roster, place, address, charter, home: homeFolder() });
    const { name } = people[place] ?? { name: "" };
    return {
      lines: [`${address} is bound to ${name}, founder ${place + 1} of ${roster.nation}: ${charter}`],
      data: { address, name, id: place + 1, charter },
    };
  },
});
