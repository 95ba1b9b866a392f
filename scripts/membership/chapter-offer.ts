import { act } from "../../sdk/acts.ts";
import { usesOf } from "../../sdk/membership/chapters/uses.ts";
import { byMember, chapterId, uses } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const chapterOffer = defineTask({
  name: "chapter:offer",
  description:
    "A host says what a chapter offers to those at home and to every guest. " +
    "Example: npx hardhat chapter:offer --by 1 --chapter 1 --uses space,desk,bed --guest-uses space,desk",
  options: {
    by: byMember.describe("A host of the chapter"),
    chapter: chapterId.describe("The chapter"),
    uses: uses.describe("What those at home may use: space,desk,bed,kitchen,workshop,tools,vehicle,event"),
    guestUses: uses.describe("What every guest may use, out of these"),
    ...signing,
  },
  async run({ options: { by, chapter, uses, guestUses }, nation, perform }) {
    const now = await (await nation()).contracts.chapters.chapterOf(chapter);
    if (now.uses === uses && now.guestUses === guestUses) {
      return unchanged(`Chapter ${chapter} offers just this already.`, { chapter });
    }
    return perform(by, act("chapters", "offerUses", { chapter, uses, guestUses }), {
      tell: () => ({
        lines: [`Chapter ${chapter} offers ${usesOf(uses).join(", ")}; to guests ${usesOf(guestUses).join(", ")}.`],
        data: { chapter, uses: usesOf(uses), guestUses: usesOf(guestUses) },
      }),
    });
  },
});
