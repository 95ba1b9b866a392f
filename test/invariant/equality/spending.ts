import { id as hashOf } from "ethers";

import { callOf } from "../../fixtures/governance.ts";
import { COIN, UNIT } from "../../fixtures/treasury.ts";
import { Decisions } from "./decisions.ts";
import type { Domain } from "./history.ts";

/** What decisions spend, within the caps and above them: nobody's proposal is capped otherwise than another's. */
export const SPENDING: Domain = {
  least: {
    "assembly.makeProposal (of spending)": 4,
    "assembly.castBallots (of spending)": 4,
    "assembly.queue (of spending)": 3,
    "assembly.execute (of spending)": 2,
  },
  in: (history) => {
    const { reserve } = history.world;
    const purpose = (made: number) => hashOf(`purpose ${made}`);
    // Of three decisions one is above the cap for each, and takes the constitutional rule.
    const amount = (made: number) => [1n, 4n, 3n][made % 3]! * UNIT;
    const decisions = new Decisions(history, "of spending", (made) =>
      callOf(reserve, "spend", [history.guilds[made % 2]!, COIN, amount(made), purpose(made)]),
    );
    return {
      deeds: {
        proposeSpending: [3, () => decisions.propose()],
        leadSpendingOn: [
          12,
          () =>
            decisions.leadOn({
              Active: (decision) => decisions.vote(decision),
              Succeeded: (decision) => decisions.queue(decision),
              Queued: (decision) => decisions.execute(decision),
            }),
        ],
      },
    };
  },
};
