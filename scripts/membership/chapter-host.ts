import { z } from "zod";

import { act, eventNamed, eventsNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, chapterId } from "../options.ts";
import { defineTask, signing, unchanged, type Report } from "../task.ts";

export const chapterHost = defineTask({
  name: "chapter:host",
  description:
    "Takes up the office of host for a term, prolongs it (--again), lays it down (--end), or backs somebody else for it " +
    "(--back). One host's backing is enough, or that of several at home there; while hosts are missing none is needed. " +
    "Examples: npx hardhat chapter:host --by 2 --chapter 1 · npx hardhat chapter:host --by 1 --chapter 1 --back 3",
  options: {
    by: byMember,
    chapter: chapterId.describe("The chapter"),
    back: agentId.optional().describe("The agent id of somebody you back as host"),
    again: z.boolean().default(false).describe("Begin another term though one runs"),
    end: z.boolean().default(false).describe("Lay the office down"),
    ...signing,
  },
  async run({ options: { by, chapter, back, again, end }, nation, perform }): Promise<Report> {
    const { chapters } = (await nation()).contracts;
    if (back !== undefined) {
      const { round } = await chapters.backingOf(chapter, back);
      return perform(by, act("chapters", "back", { chapter, person: back, round }), {
        tell: (outcome) => {
          const as = eventNamed(outcome, "HostBacked").args["asHost"] === true ? "as a host" : "at home there";
          const line = `Agent ${by}, ${as}, backs agent ${back} as host of chapter ${chapter}.`;
          return { lines: [line], data: { by, chapter, backed: back, round } };
        },
        already: { ChaptersAlreadyBacked: `Agent ${by} backs agent ${back} in this round already.` },
      });
    }
    const hosts = await chapters.isHost(chapter, by);
    if (hosts !== end && !again) {
      return unchanged(`Agent ${by} ${end ? "is no host" : "is a host"} of chapter ${chapter} already.`, {
        by,
        chapter,
      });
    }
    return perform(by, act("chapters", "host", { chapter, hosting: !end }), {
      tell: (outcome) => {
        if (end) return { lines: [`Agent ${by} hosts chapter ${chapter} no more.`], data: { by, chapter } };
        const { until } = eventNamed(outcome, "HostSet").args as { until: bigint };
        const opened = eventsNamed(outcome, "ChapterOpened").length > 0;
        const line = `Agent ${by} hosts chapter ${chapter} until ${formatMoment(until)}.`;
        return { lines: opened ? [line, `Chapter ${chapter} is open.`] : [line], data: { by, chapter, until, opened } };
      },
    });
  },
});
