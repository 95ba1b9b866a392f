import { expect } from "chai";
import { network } from "hardhat";

import { deployCobudget, give, openRound, proposeBucket } from "../fixtures/cobudget.ts";
import { FOREVER } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

/**
 * Whether somebody gives to their own guild was looked up at the moment of the gift. So a guild's own people quit it, gave
 * their shares to its bucket and joined it again, where the charter does not let them give to their own guild; and quit once
 * more to confirm as givers from outside that their guild had delivered.
 */
describe("Finding: a giver from outside for a moment", () => {
  async function fundedByItsOwn(ownAllowed: boolean) {
    const nation = await deployCobudget(ethers, networkHelpers, { ownAllowed, onDelivery: true });
    const { guilds, loom, people } = nation;
    const [amara, bo] = people as [(typeof people)[0], (typeof people)[0]];
    const round = await openRound(nation, 1_000n);
    const bucket = await proposeBucket(nation, { round, guild: loom, by: amara, goal: 200n });
    const act = { by: bo.id, guild: loom, nonce: 60n, deadline: FOREVER };
    await guilds.connect(bo.signer).quit(act, "0x");
    return { ...nation, bucket, bo, act };
  }

  it("is not let give to the guild that was their own when the round opened", async () => {
    const world = await fundedByItsOwn(false);
    const { cobudget, loom, bo, bucket } = world;
    await expect(give(world, bucket, bo, 200n))
      .to.be.revertedWithCustomError(cobudget, "CobudgetOwnGuild")
      .withArgs(loom, bo.id);
  });

  it("does not confirm that it delivered", async () => {
    const world = await fundedByItsOwn(true);
    const { cobudget, bo, bucket } = world;
    await give(world, bucket, bo, 200n);
    await expect(cobudget.connect(bo.signer).confirm({ by: bo.id, bucket, deadline: FOREVER }, "0x"))
      .to.be.revertedWithCustomError(cobudget, "CobudgetCannotConfirm")
      .withArgs(bucket, bo.id);
  });
});
