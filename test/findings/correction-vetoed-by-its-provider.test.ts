import { expect } from "chai";
import { network } from "hardhat";

import { appraiseBatch, deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// A declared conflict works at the moment of settling, and either of the two declares it. So whoever was corrected named
// those who had accepted the correction, one minute before it was settled, and nothing was taken.
describe("finding: a correction vetoed by its provider", () => {
  it("given a correction that two accepted, when its provider declares conflicts with both, it takes all the same", async () => {
    const nation = await deployContributions(ethers);
    const { ledger, conflicts } = nation;
    const [amara, bo, chen, dina] = nation.founders as [Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", [amara, bo, chen, dina]);
    const batch = await submitBatch(nation, guild, amara, [hours(bo, { quantity: 100 })]);
    await appraiseBatch(nation, batch.id, [chen, dina]);
    await time.increase(14n * DAY);
    await ledger.settle(batch.id, batch.payload);
    const wrong = await submitBatch(nation, guild, amara, [hours(bo, { quantity: 40, corrects: batch.id })]);
    await appraiseBatch(nation, wrong.id, [chen, dina]);
    await time.increase(14n * DAY);
    for (const [nonce, { id: other }] of [chen, dina].entries()) {
      await conflicts.connect(bo.signer).declare({ by: bo.id, other, nonce, deadline: FOREVER }, "0x");
    }
    await ledger.settle(wrong.id, wrong.payload);
    expect(await ledger.recordOf(guild, bo.id)).to.deep.equal([60n, 0n, 0n]);
  });
});
