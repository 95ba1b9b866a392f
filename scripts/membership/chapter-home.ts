import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { byMember, chapterId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const chapterHome = defineTask({
  name: "chapter:home",
  description:
    "Chooses the chapter where a person is at home, or gives it up with --none. Open to everybody in probation, active or " +
    "on leave, by the same rule. Example: npx hardhat chapter:home --by 3 --chapter 1",
  options: {
    by: byMember,
    chapter: chapterId.optional().describe("The chapter"),
    none: z.boolean().default(false).describe("Give up the home"),
    ...signing,
  },
  async run({ options: { by, chapter = 0n, none }, perform }) {
    if (none !== (chapter === 0n)) throw saysWhere();
    const where = none ? "nowhere" : `in chapter ${chapter}`;
    return perform(by, act("chapters", "settle", { chapter }), {
      tell: () => ({ lines: [`Agent ${by} is at home ${where}.`], data: { by, chapter } }),
      already: { ChaptersAlreadyHome: `Agent ${by} is at home ${where} already.` },
    });
  },
});

function saysWhere(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "chapter:home needs either --chapter or --none",
    remedy: "Name the chapter (--chapter 1), or give the home up (--none).",
  });
}
