import { act } from "../../sdk/acts.ts";
import { rightsOf } from "../../sdk/membership/chapters/uses.ts";
import { formatMoment } from "../../sdk/units.ts";
import { address, byMember, count, duration, rights, text } from "../options.ts";
import { proposedBefore } from "../proposing.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const DAY = 86_400n;

export const treatyRecognise = defineTask({
  name: "treaty:recognise",
  description:
    "Proposes to the assembly to recognise another nation's register on this chain: which rights its members have here, for " +
    "how many, until when. Guests never vote and never count. Needs an active member, and a decision of the assembly. " +
    "Example: npx hardhat treaty:recognise --by 1 --register 0x… --name Umber --rights stay,licence --guests 20 --days 365",
  options: {
    by: byMember,
    register: address.describe("The address of the other nation's Members contract"),
    name: text.describe("What the other nation is called, for those who vote"),
    rights: rights.describe("stay,licence"),
    guests: count
      .refine((guests) => guests > 0n && guests <= 65_535n, "must be 1 to 65535")
      .describe("Most passes at the same time"),
    days: count.default(365n).describe("How long the treaty lasts from the vote on, before a renewal"),
    pass: duration.default(90n * DAY).describe("How long a pass lasts, such as 90d"),
    notice: duration.default(30n * DAY).describe("From a revocation to the end, such as 30d"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { ownDescription, proposalId } = await import("../../sdk/governance/proposals.ts");
    const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
    const connected = await nation();
    const { members, treaties } = connected.contracts;
    const { by, register, name, rights, guests: mostGuests } = options;
    const known = await treaties.treatyWith(register);
    const { endsAt } = await treaties.treatyOf(known);
    const now = await connected.clock();
    if (now < endsAt) {
      return unchanged(`Treaty ${known} with ${register} runs until ${formatMoment(endsAt)}.`, { treaty: known });
    }
    // The end of a day, so that the same proposal made twice in a day is known to be the same.
    const until = (now / DAY + options.days + 1n) * DAY;
    const terms = { rights, mostGuests, passTerm: options.pass, notice: options.notice, until };
    const calls = {
      targets: [connected.addresses.treaties],
      values: [0n],
      calldatas: [treaties.interface.encodeFunctionData("recognise", [register, terms])],
    };
    // Whatever the nation could not carry out is said before it is voted on.
    await treaties.recognise.staticCall(register, terms, { from: connected.addresses.timelock });
    const description = `Recognise ${name}: ${rightsOf(rights).join(", ")} for ${mostGuests} guests until ${formatMoment(until)}`;
    const { key } = await members.keyOf(by);
    const owned = ownDescription(description, key);
    const proposal = proposalId(calls, owned);
    const before = await proposedBefore(connected, proposal);
    if (before !== undefined) return before;
    const words = await callsInWords(connected, calls);
    return perform(by, act("assembly", "makeProposal", { ...calls, description: owned }), {
      tell: () => ({
        lines: [`Proposal ${proposal}: ${description}`, ...words.map((line) => `  ${line}`)],
        data: { proposal, by, register, until },
      }),
    });
  },
});
