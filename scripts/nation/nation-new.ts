import { z } from "zod";

import { chartersFolder, homeFolder } from "../../chain/folders.ts";
import { slugOf } from "../../sdk/names.ts";
import { file, text } from "../options.ts";
import { defineTask, type Report } from "../task.ts";
import type { Made } from "./new/make.ts";

export const nationNew = defineTask({
  name: "nation:new",
  description:
    "Makes a charter and a private roster for a nation of your own: asks few questions, or takes --name, --names and " +
    "--from. Founders without a wallet get a one-time invitation code. Nothing is sent. " +
    "Example: npm run nation:new · npx hardhat nation:new --name Riverbend --names names.csv --from worker-coop",
  options: {
    name: text.optional().describe("Name of the nation"),
    about: text.optional().describe("One sentence about it"),
    from: text
      .optional()
      .describe(
        "Rule set to start from: hypha, worker-coop, commons-guild, enspiral, disco, faircoop, grassroots, marram, g1-v1, g1-v2, or a charter file",
      ),
    names: file.optional().describe("CSV file of the founders: name, wallet (address or empty), role"),
    guild: text.optional().describe("Name of the first guild"),
    vouches: text.optional().describe("Vouches a newcomer needs"),
    minimumHours: text.optional().describe("Least hours of livelihood work in a season, for example 16h"),
    reserve: text.optional().describe("Share of the surplus for the reserve, for example 30%"),
    voting: text.optional().describe("Voting period of ordinary decisions, for example 7d"),
    replace: z.boolean().default(false).describe("Make the charter and the roster of this nation anew"),
    yes: z.boolean().default(false).describe("Ask nothing: what is not given takes its default"),
  },
  async run({ options }) {
    const [{ openDialogue }, { gather }, { makeNation, requireFree }] = await Promise.all([
      import("../dialogue.ts"),
      import("./new/questions.ts"),
      import("./new/make.ts"),
    ]);
    const { name, about, from, names, guild, replace } = options;
    const { vouches, minimumHours: minimum, reserve, voting } = options;
    const places = { charters: chartersFolder(), home: homeFolder(), replace };
    const complete = [name, names, from].every((option) => option !== undefined);
    const dialogue = options.yes || complete ? undefined : openDialogue();
    try {
      const given = { name, about, from, names, guild, numbers: { vouches, minimum, reserve, voting } };
      const answers = await gather(given, dialogue, (wanted) => requireFree(wanted, places));
      return await tell(makeNation(answers, places));
    } finally {
      dialogue?.close();
    }
  },
});

async function tell({ charter, path, roster, codes, rehearsed }: Made): Promise<Report> {
  const { charterInWords } = await import("../../sdk/charterInWords.ts");
  const slug = slugOf(roster.nation);
  const people = roster.people.map(({ name, role, address }, place) => ({ id: place + 1, name, role, address }));
  const invited = Array.from(codes, ([place, code]) => ({ name: roster.people[place]?.name ?? "", code }));
  const complete = people.every(({ address }) => address !== undefined);
  const next = [
    ["Rehearse, with nothing at stake:", `npm start -- --charter ${path}`],
    complete
      ? ["See that everybody has a key:", `npx hardhat invitation:list --nation ${slug}`]
      : ["Each one invited makes a key:", `npx hardhat invitation:accept --nation ${slug} --keystore THEIRS.json`],
    ["When the rules suit, for real:", `npm start -- --charter ${path} --real`],
  ] as const;
  return {
    lines: [
      `${roster.nation}: ${charter.rules.about}`,
      `  charter  ${path}`,
      ...charterInWords(charter.rules).map((line) => `  ${line}`),
      "Founders, whose names stay on this machine:",
      ...people.map(
        ({ id, name, role, address }) => `  ${String(id).padStart(3)}  ${name} (${role})  ${address ?? "invited"}`,
      ),
      ...(invited.length === 0
        ? []
        : [
            "Invitation codes, shown this once; hand each to its person and to nobody else:",
            ...invited.map(({ name, code }) => `  ${code}  ${name}`),
          ]),
      ...(rehearsed
        ? [`A rehearsal of the charter before is under way; begin anew with: npx hardhat nation:reset --nation ${slug}`]
        : []),
      "Your next three steps:",
      ...next.map(([what, command], index) => `  ${index + 1}. ${what.padEnd(33)} ${command}`),
    ],
    data: {
      nation: roster.nation,
      charter: path,
      hash: charter.hash,
      founders: people,
      invitations: invited,
      next: next.map(([, command]) => command),
    },
  };
}
