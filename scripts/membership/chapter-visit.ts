import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, chapterId, count, day } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const DAY = 86_400n;

export const chapterVisit = defineTask({
  name: "chapter:visit",
  description:
    "Asks to stay in a chapter as a guest, or ends a stay with --depart. A host of the guest's home vouches " +
    "(chapter:vouch), a host of the place accepts (chapter:accept). " +
    "Example: npx hardhat chapter:visit --by 3 --chapter 2 --days 30",
  options: {
    by: byMember.describe("Who travels"),
    chapter: chapterId.describe("Where to"),
    days: count.optional().describe("How many days"),
    from: day.optional().describe("The first day, such as 2026-11-22; now unless given"),
    again: z.boolean().default(false).describe("Ask anew though a stay is asked for already"),
    depart: z.boolean().default(false).describe("End the stay; days that have not begun are given back"),
    ...signing,
  },
  async run({ options: { by, chapter, days = 30n, from: first, again, depart }, nation, perform }) {
    const connected = await nation();
    const { chapters } = connected.contracts;
    const now = await connected.clock();
    const stay = await chapters.stayOf(chapter, by);
    if (depart) {
      return perform(by, act("chapters", "depart", { chapter }), {
        tell: () => ({ lines: [`Agent ${by} has left chapter ${chapter}.`], data: { by, chapter } }),
        already: { ChaptersNoStay: `Agent ${by} has no accepted stay in chapter ${chapter}.` },
      });
    }
    if (now < stay.until && !again) {
      const what = stay.acceptedBy === 0n ? "asks for a stay" : "has a stay";
      const line = `Agent ${by} ${what} in chapter ${chapter} until ${formatMoment(stay.until)} already.`;
      return unchanged(line, { by, chapter, stay: stay.number });
    }
    const from = first === undefined ? now : BigInt(first) * DAY;
    const until = from + days * DAY;
    return perform(by, act("chapters", "visit", { chapter, from, until }), {
      tell: () => ({
        lines: [
          `Agent ${by} asks to stay in chapter ${chapter} from ${formatMoment(from)} to ${formatMoment(until)}.`,
          `A host of their home vouches: npx hardhat chapter:vouch --by ID --chapter ${chapter} --guest ${by}`,
        ],
        data: { by, chapter, stay: stay.number + 1n, from, until },
      }),
    });
  },
});
