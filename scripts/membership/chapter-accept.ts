import { act, eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, chapterId, count, treatyId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const chapterAccept = defineTask({
  name: "chapter:accept",
  description:
    "A host accepts a guest for whom a host of their home vouches; or, with --treaty and --days, takes in a member of a " +
    "recognised nation who holds a pass. Examples: npx hardhat chapter:accept --by 6 --chapter 2 --guest 3 · " +
    "npx hardhat chapter:accept --by 6 --chapter 2 --treaty 1 --guest 17 --days 30",
  options: {
    by: byMember.describe("A host of the chapter"),
    chapter: chapterId.describe("The chapter"),
    guest: agentId.describe("The guest's agent id; with --treaty, the id in the other nation"),
    treaty: treatyId.optional().describe("The treaty under which the guest holds a pass"),
    days: count.default(30n).describe("With --treaty: how many days, from now"),
    ...signing,
  },
  async run({ options: { by, chapter, guest, treaty = 0n, days }, nation, perform }) {
    const connected = await nation();
    const stay = await connected.contracts.chapters.recognisedStayOf(chapter, treaty, guest);
    const now = await connected.clock();
    if (stay.acceptedBy !== 0n && now < stay.until) {
      const line = `Guest ${guest} is accepted in chapter ${chapter} until ${formatMoment(stay.until)} already.`;
      return unchanged(line, { chapter, guest, until: stay.until });
    }
    const accepting =
      treaty === 0n
        ? act("chapters", "accept", { chapter, guest, stay: stay.number })
        : act("chapters", "receiveGuest", { chapter, treaty, guest, until: now + days * 86_400n });
    return perform(by, accepting, {
      tell: (outcome) => {
        const { until } = eventNamed(outcome, treaty === 0n ? "StayAccepted" : "GuestReceived").args as {
          until: bigint;
        };
        const who = treaty === 0n ? `agent ${guest}` : `guest ${guest} of treaty ${treaty}`;
        const line = `Agent ${by} accepts ${who} in chapter ${chapter} until ${formatMoment(until)}.`;
        return { lines: [line], data: { by, chapter, treaty, guest, until } };
      },
    });
  },
});
