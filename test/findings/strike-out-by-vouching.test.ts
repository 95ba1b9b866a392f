import { expect } from "chai";
import { network } from "hardhat";

import { advance, decided, deployCourt, lotOf, notified, raised, Sanction, type Court } from "../fixtures/cases.ts";
import { Obstacle } from "../fixtures/justice.ts";
import { FOREVER, type Person, vouchIn } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/**
 * Where vouches are not spaced, as in most example charters, one person vouches for everybody within a day. While any
 * vouch between a party and a candidate kept the candidate off, a party chose the panel by striking out the others:
 * a respondent all of them, so that no panel ever sat; a claimant all but seven friends.
 */
describe("A party who vouches for everybody", () => {
  const fourteen = () => deployCourt(ethers);
  const vouchFor = async ({ members }: Court, by: Person, subjects: readonly Person[]) => {
    for (const { id: subject } of subjects) {
      await members.connect(by.signer).vouch({ by: by.id, subject, nonce: 0, deadline: FOREVER }, "0x");
    }
  };

  it("as the respondent, is judged by a panel all the same", async () => {
    const court = await networkHelpers.loadFixture(fourteen);
    const trial = await notified(await raised(court, time));
    await vouchFor(court, trial.respondent, court.founders.slice(2));
    await decided(trial, [Sanction.Note, Sanction.Note, Sanction.Note]);
    const [, { level }] = await court.cases.caseOf(trial.id);
    expect(level).to.equal(Sanction.Note);
  });

  it("as the claimant, before the case is raised, strikes out nobody", async () => {
    const court = await networkHelpers.loadFixture(fourteen);
    const [claimant, , ...others] = court.founders as [Person, Person, ...Person[]];
    const newcomer = await vouchIn(court, others.slice(0, 2), court.strangers[0]!);
    await vouchFor(court, claimant, [...others, newcomer]);
    await time.increase(10);
    const trial = await notified(await raised(court, time));
    await advance(trial);
    const lot = await lotOf(trial);
    for (const { id } of [...others, newcomer]) {
      expect(await court.sortition.obstacleOf(lot, id), `person ${id}`).to.equal(Obstacle.None);
    }
  });

  it("keeps off whom they brought into the nation, and who vouched for them", async () => {
    const court = await networkHelpers.loadFixture(fourteen);
    const [claimant, respondent, bo] = court.founders as [Person, Person, Person];
    const newcomer = await vouchIn(court, [bo, respondent], court.strangers[0]!);
    await vouchFor(court, bo, [claimant]);
    await time.increase(10);
    const trial = await notified(await raised(court, time));
    await advance(trial);
    const lot = await lotOf(trial);
    for (const { id } of [newcomer, bo]) {
      expect(await court.sortition.obstacleOf(lot, id), `person ${id}`).to.equal(Obstacle.VouchBetween);
    }
  });
});
