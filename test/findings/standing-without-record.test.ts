import { expect } from "chai";
import { network } from "hardhat";

import { appraiseBatch, deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// A correction takes standing at the age that the corrected batch has by the person's clock, which a leave in between had
// set back: after a rest of two half-lives, three quarters of the standing outlived a record of zero.
describe("finding: standing without a record", () => {
  it("given a leave after the work, when all of it is corrected, it leaves no standing", async () => {
    const nation = await deployContributions(ethers, {
      terms: { longestRest: 300n * DAY },
      season: { standingHalfLife: 10n * DAY },
    });
    const { ledger, members } = nation;
    const [amara, bo, chen, dina] = nation.founders as [Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", [amara, bo, chen, dina]);
    const live = async (entry: ReturnType<typeof hours>) => {
      const batch = await submitBatch(nation, guild, amara, [entry]);
      await appraiseBatch(nation, batch.id, [chen, dina]);
      await time.increase(14n * DAY);
      await ledger.settle(batch.id, batch.payload);
      return batch.id;
    };
    await time.increase(30n * DAY); // so that the clock can be set back
    const corrects = await live(hours(bo, { quantity: 100 }));
    const rest = { by: bo.id, deadline: FOREVER };
    await members.connect(bo.signer).rest({ ...rest, resting: true, nonce: 0 }, "0x");
    await time.increase(20n * DAY);
    await members.connect(bo.signer).rest({ ...rest, resting: false, nonce: 1 }, "0x");
    await live(hours(bo, { quantity: 100, corrects }));
    expect(await ledger.recordAndStandingOf(guild, bo.id)).to.deep.equal([
      [0n, 0n, 0n],
      [0n, 0n, 0n],
    ]);
  });
});
