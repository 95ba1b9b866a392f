import { expect } from "chai";
import { network } from "hardhat";

import { advance, deployCourt, drawn, lotOf, notified, raised, say, type Court } from "../fixtures/cases.ts";
import { Obstacle } from "../fixtures/justice.ts";
import type { Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/**
 * A mediator on whom both parties agreed has heard both, in confidence. One party could name another mediator on the
 * last day, and then only the one named last was kept off the panel: nobody, if that one was never agreed.
 */
describe("A mediator who was agreed and then replaced", () => {
  const six = () => deployCourt(ethers, { founders: 6 });

  const agreed = async (court: Court, mediators: readonly Person[]) => {
    const [claimant, respondent] = court.founders as [Person, Person];
    const trial = await raised(court, time);
    for (const { id: mediator } of mediators) {
      for (const party of [claimant, respondent]) await say(court, party, "mediate", { id: trial.id, mediator });
    }
    return trial;
  };

  it("is on no panel of the case", async () => {
    const court = await networkHelpers.loadFixture(six);
    const [claimant, , mediator, another] = court.founders as [Person, Person, Person, Person];
    const trial = await agreed(court, [mediator]);
    await say(court, claimant, "mediate", { id: trial.id, mediator: another.id });
    await advance(await notified(trial));
    const lot = await lotOf(trial);
    expect(await court.sortition.obstacleOf(lot, mediator.id)).to.equal(Obstacle.Barred);
    expect(await court.sortition.obstacleOf(lot, another.id), "was never agreed").to.equal(Obstacle.None);
    const panel = await drawn(trial);
    expect(panel.map(({ id }) => id)).to.have.members([4n, 5n, 6n]);
  });

  it("is barred with the others who were, and a case takes as many as a lot can bar", async () => {
    const court = await networkHelpers.loadFixture(six);
    const [, , cleo, dana, eli, fay] = court.founders as Person[] as [Person, Person, Person, Person, Person, Person];
    const trial = await agreed(court, [cleo, dana, cleo, eli]);
    await say(court, trial.claimant, "mediate", { id: trial.id, mediator: fay.id });
    await expect(say(court, trial.respondent, "mediate", { id: trial.id, mediator: fay.id }))
      .to.be.revertedWithCustomError(court.cases, "CasesTooManyMediators")
      .withArgs(trial.id, 3n);
    await advance(await notified(trial));
    const lot = await lotOf(trial);
    for (const { id } of [cleo, dana, eli]) {
      expect(await court.sortition.obstacleOf(lot, id)).to.equal(Obstacle.Barred);
    }
  });
});
