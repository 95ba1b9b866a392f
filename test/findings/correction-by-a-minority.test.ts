import { expect } from "chai";
import { network } from "hardhat";

import { appraiseBatch, deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { DAY, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// A decline is no veto, and of work that is right: what some know to be done, others need not know. But a correction takes
// from somebody, and it too needed no more than the acceptances of an entry: three people emptied the record of anybody,
// whoever declined.
describe("finding: a correction by a minority", () => {
  it("given a correction that as many decline as accept, it takes nothing; with one more acceptance, it does", async () => {
    const nation = await deployContributions(ethers, { founders: 7 });
    const { ledger } = nation;
    const people = nation.founders as [Person, Person, Person, Person, Person, Person, Person];
    const [amara, bo, chen, dina, eli, fay, gus] = people;
    const guild = await foundGuild(nation, "Makers", nation.founders);
    const batch = await submitBatch(nation, guild, amara, [hours(bo, { quantity: 100 })]);
    await appraiseBatch(nation, batch.id, [eli, fay]);
    await time.increase(14n * DAY);
    await ledger.settle(batch.id, batch.payload);
    const correct = async (quantity: number, accepting: Person[]) => {
      const wrong = await submitBatch(nation, guild, amara, [hours(bo, { quantity, corrects: batch.id })]);
      await appraiseBatch(nation, wrong.id, accepting);
      await appraiseBatch(nation, wrong.id, [eli, fay], [0]);
      await time.increase(14n * DAY);
      await ledger.settle(wrong.id, wrong.payload);
      return (await ledger.recordOf(guild, bo.id))[0];
    };
    expect(await correct(100, [chen, dina])).to.equal(100n);
    expect(await correct(40, [chen, dina, gus])).to.equal(60n);
  });
});
