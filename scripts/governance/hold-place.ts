import { act } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, proposalId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { publicly, wordsOf } from "./words.ts";

export const holdPlace = defineTask({
  name: "hold:place",
  description:
    "Says that a council's decision, or a steward's routine act, should be held until the assembly has decided; with as many " +
    "members as the charter asks for it is suspended at once. Only the salted hash of the reason is sent, and with --public " +
    "the words. Needs an active member, also before the proposal was made. " +
    'Example: npx hardhat hold:place --by 7 --proposal 1 --reason "The guild pays itself" --public',
  options: { by: byMember, proposal: proposalId, reason: text.describe("Why"), public: publicly, ...signing },
  async run({ options: { by, proposal, reason, public: isPublic }, nation, perform }) {
    const connected = await nation();
    const { contracts, addresses } = connected;
    const subject = addresses.councils;
    const number = await contracts.councils.holdNumber(proposal);
    const words = await wordsOf(reason, isPublic);
    return perform(by, act("holds", "suspend", { subject, number, reason: words.hash, text: words.text }), {
      tell: ({ events }) => {
        const began = events.find(({ name }) => name === "HoldBegan");
        const until = began?.args["until"] as bigint | undefined;
        return {
          lines: [
            `Agent ${by} wants proposal ${proposal} held.`,
            until === undefined
              ? "It takes more members: see 'npx hardhat hold:show'."
              : `It is held until ${formatMoment(until)}, unless the assembly confirms or drops it (Holds.confirm, Holds.drop).`,
            ...words.notes,
          ],
          data: { by, proposal, number, until, reason: words },
        };
      },
      already: { HoldsAlreadyJoined: `Agent ${by} has said so already.` },
    });
  },
});
