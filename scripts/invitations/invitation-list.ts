import { homeFolder } from "../../chain/folders.ts";
import { defineTask } from "../task.ts";

export const invitationList = defineTask({
  name: "invitation:list",
  description:
    "Lists the founders on the private roster: who has a key, and who is invited since when. Codes are not shown: only " +
    "their hashes are kept. Needs the machine with the roster. Example: npx hardhat invitation:list --nation riverbend",
  options: {},
  async run({ options }) {
    const [{ rosterOf }, { foundersById }, { findNation }] = await Promise.all([
      import("./roster.ts"),
      import("../../chain/roster.ts"),
      import("../../chain/nations.ts"),
    ]);
    const roster = rosterOf(options.nation);
    const { nation, people } = roster;
    const founders = foundersById(roster, findNation(nation, homeFolder())?.kind ?? "rehearsal");
    const ids = new Map(Array.from(founders, ([id, person]) => [person.name, Number(id)]));
    const listed = people.map(({ name, role, address, invitation }) => ({
      id: ids.get(name),
      name,
      role,
      address,
      invitedSince: address === undefined ? invitation?.since : undefined,
    }));
    const open = listed.filter(({ address }) => address === undefined).length;
    return {
      lines: [
        `${nation}: ${listed.length} founders, ${open === 0 ? "all with a key" : `${open} invited and without a key`}`,
        ...listed.map(({ id, name, role, address, invitedSince }) => {
          const key = address ?? `invited since ${invitedSince?.slice(0, 10) ?? "never: renew the invitation"}`;
          return `  ${String(id ?? "–").padStart(3)}  ${name} (${role})  ${key}`;
        }),
      ],
      data: { nation, open, people: listed },
    };
  },
});
