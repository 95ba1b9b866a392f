import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { allChapters } from "../../sdk/membership/chapters/register.ts";
import { byMember, uses } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const chapterOpen = defineTask({
  name: "chapter:open",
  description:
    "Prepares a chapter, an open space of the nation; its author is the first host, and it opens when enough others host " +
    "it too (chapter:host). Needs an active member. " +
    "Example: npx hardhat chapter:open --by 1 --name Hearth --uses space,desk,bed,workshop --guest-uses space,desk,bed",
  options: {
    by: byMember,
    name: z.string().min(1).max(64).describe("The chapter's name, 1 to 64 bytes"),
    uses: uses.describe("What those at home may use: space,desk,bed,kitchen,workshop,tools,vehicle,event"),
    guestUses: uses.describe("What every guest may use, out of these"),
    ...signing,
  },
  async run({ options: { by, name, uses, guestUses }, nation, perform }) {
    const known = (await allChapters(await nation())).find((chapter) => chapter.name === name);
    if (known !== undefined) {
      return unchanged(`There is a chapter "${name}" already: chapter ${known.id}.`, { chapter: known.id });
    }
    return perform(by, act("chapters", "open", { name, uses, guestUses }), {
      tell: (outcome) => {
        const { chapter } = eventNamed(outcome, "ChapterPrepared").args as { chapter: bigint };
        const line = `Agent ${by} prepares the chapter "${name}": chapter ${chapter}.`;
        const next = `It opens with others whom you back: npx hardhat chapter:host --by ${by} --chapter ${chapter} --back ID`;
        return { lines: [line, next], data: { chapter, name, by } };
      },
    });
  },
});
