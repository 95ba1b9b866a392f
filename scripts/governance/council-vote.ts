import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { COUNCIL_CHOICES } from "../../sdk/governance/councilsFold.ts";
import { byMember, proposalId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const councilVote = defineTask({
  name: "council:vote",
  description:
    "Votes in a guild on a proposal to which objections stood after the last round. A ballot counts once and stays. Needs an " +
    "active member who was on the roster when the round began. " +
    "Example: npx hardhat council:vote --by 3 --proposal 1 --choice for",
  options: {
    by: byMember,
    proposal: proposalId,
    choice: z.enum(COUNCIL_CHOICES).describe("for, against or abstain"),
    ...signing,
  },
  async run({ options: { by, proposal, choice }, nation, perform }) {
    const { councils } = (await nation()).contracts;
    const [ballot] = await councils.queryFilter(councils.filters.CouncilVoteCast(proposal, by));
    const cast = ballot === undefined ? undefined : COUNCIL_CHOICES[Number(ballot.args.choice)];
    // Another ballot than what is asked for is no success.
    if (cast !== undefined && cast !== choice) {
      throw new NeoguildError({
        code: "CouncilsAlreadyVoted",
        message: `agent ${by} has voted ${cast} on proposal ${proposal} already, and cannot vote ${choice}`,
        remedy: "A ballot in a guild's vote stays as it is.",
      });
    }
    return perform(by, act("councils", "castVote", { proposal, choice: COUNCIL_CHOICES.indexOf(choice) }), {
      tell: () => ({
        lines: [`Agent ${by} votes ${choice} on proposal ${proposal}.`],
        data: { by, proposal, choice },
      }),
      already: { CouncilsAlreadyVoted: `Agent ${by} has voted ${choice} on proposal ${proposal} already.` },
    });
  },
});
