import { homeFolder } from "../../chain/folders.ts";
import { text } from "../options.ts";
import { defineTask } from "../task.ts";
import { NeoguildError } from "../../sdk/errors.ts";

export const invitationRenew = defineTask({
  name: "invitation:renew",
  description:
    "Makes a new invitation code for somebody who lost theirs; the old one stops working. Needs the machine with the " +
    "roster. Example: npx hardhat invitation:renew --nation riverbend --name Bo",
  options: { name: text.describe("Their name on the roster") },
  async run({ options }) {
    const [{ rosterOf }, { keepRoster }, { hashOf, newCode }, { requireOpenNation }] = await Promise.all([
      import("./roster.ts"),
      import("../../chain/roster.ts"),
      import("../../chain/invitations.ts"),
      import("../../chain/bind.ts"),
    ]);
    const roster = rosterOf(options.nation);
    requireOpenNation(roster, homeFolder());
    const wanted = options.name.normalize("NFC").toLowerCase();
    const person = roster.people.find(({ name }) => name.toLowerCase() === wanted);
    if (person === undefined) throw notInvited(`nobody on the roster of ${roster.nation} is called "${options.name}"`);
    if (person.address !== undefined) throw notInvited(`${person.name} has a key already, ${person.address}`);
    const code = newCode();
    const invitation = { hash: hashOf(code), since: new Date().toISOString() };
    const people = roster.people.map((other) => (other === person ? { ...other, invitation } : other));
    keepRoster({ ...roster, people }, homeFolder());
    return {
      lines: [`New invitation code of ${person.name}, shown this once: ${code}`, "The code before works no more."],
      data: { name: person.name, code },
    };
  },
});

function notInvited(message: string): NeoguildError {
  return new NeoguildError({
    code: "NotInvited",
    message,
    remedy: "See who is invited with 'npx hardhat invitation:list'; nothing was changed.",
    docs: "docs/first-hour.md#invitations",
  });
}
