import { act } from "../../sdk/acts.ts";
import { agentId, byMember, chapterId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const chapterVouch = defineTask({
  name: "chapter:vouch",
  description:
    "A host of a nomad's home answers for them, where they ask to stay. " +
    "Example: npx hardhat chapter:vouch --by 1 --chapter 2 --guest 3",
  options: {
    by: byMember.describe("A host of the guest's home"),
    chapter: chapterId.describe("Where the guest asks to stay"),
    guest: agentId.describe("The guest's agent id"),
    ...signing,
  },
  async run({ options: { by, chapter, guest }, nation, perform }) {
    const { number: stay } = await (await nation()).contracts.chapters.stayOf(chapter, guest);
    return perform(by, act("chapters", "vouch", { chapter, guest, stay }), {
      tell: () => ({
        lines: [
          `Agent ${by} vouches for agent ${guest} as a guest of chapter ${chapter}.`,
          `A host of the place accepts: npx hardhat chapter:accept --by ID --chapter ${chapter} --guest ${guest}`,
        ],
        data: { by, chapter, guest, stay },
      }),
      already: { ChaptersAlreadyVouched: `A host vouches for this stay of agent ${guest} already.` },
    });
  },
});
