import { act } from "../../sdk/acts.ts";
import { agentView } from "../../sdk/membership/register.ts";
import { byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const memberLeave = defineTask({
  name: "member:leave",
  description:
    "Leaves the nation at once; never refused, and what is owed stays owed. The id and its history remain, and one may " +
    "apply again. Example: npx hardhat member:leave --by 3",
  options: { by: byMember, ...signing },
  async run({ options: { by }, nation, perform }) {
    const { status, code } = await agentView(await nation(), by);
    // Whose membership or application lapsed is outside, and still can leave: it ends what is left of it, the passport.
    const isLapsed = code === "LapsedForGood" || code === "ApplicationLapsed";
    if (status === "Left" && !isLapsed) return unchanged(`Agent ${by} has left already.`, { by });
    return perform(by, act("members", "resign", {}), {
      tell: () => ({ lines: [`Agent ${by} has left. What is owed to them stays owed.`], data: { by } }),
    });
  },
});
