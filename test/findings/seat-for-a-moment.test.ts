import { expect } from "chai";
import { network } from "hardhat";

import {
  callOffice,
  deployElections,
  hold,
  OFFICE_RULES,
  standAll,
  toCount,
  toVote,
  TREASURER,
  vote,
} from "../fixtures/elections.ts";
import { FOREVER, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/**
 * The holder stood down when the next vote was over: the seat fell for a second to the next in the old order, who was
 * not asked, and had by that all the terms in a row just before everybody's choice of them took effect.
 */
describe("A seat that is left after the vote on the next term", () => {
  it("does not bar who was elected from the term that all chose them for", async () => {
    const nation = await deployElections(ethers, networkHelpers);
    const { elections, people } = nation;
    const [amara, bo, chen, dana] = people as [Person, Person, Person, Person];
    await elections.setOffice(TREASURER, {
      name: "Treasurer",
      rules: { ...OFFICE_RULES, seats: 1n, termsInRow: 1n },
    });
    const first = await hold(
      nation,
      TREASURER,
      [amara, bo],
      [
        [amara, 0b01],
        [chen, 0b11],
      ],
    );
    await time.increaseTo((await elections.resultOf(first)).until - 15n * 86_400n);
    const next = await callOffice(nation, TREASURER);
    await standAll(nation, next, [bo, chen]);
    await toVote(nation, next);
    for (const person of [bo, dana, amara]) await vote(nation, next, person, 0b01);
    await vote(nation, next, chen, 0b10);
    await toCount(nation, next);
    await elections.connect(amara.signer).standDown({ by: amara.id, election: first, deadline: FOREVER }, "0x");
    await elections.conclude(next);
    expect(await elections.holdsOffice(TREASURER, chen.id), "one approval").to.equal(false);
    expect(await elections.holdsOffice(TREASURER, bo.id), "three approvals").to.equal(true);
  });
});
