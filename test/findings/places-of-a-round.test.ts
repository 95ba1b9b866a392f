import { expect } from "chai";
import { network } from "hardhat";

import { BUCKET, deployCobudget, openRound, proposeBucket } from "../fixtures/cobudget.ts";
import { FOREVER } from "../fixtures/membership.ts";
import { asGuild } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/**
 * A guild has sixteen buckets in a round at most, and those that were withdrawn counted for good. One steward filled them
 * with buckets that nobody wants; the council ended the office and withdrew them all, and the guild still had none for the
 * rest of the round.
 */
describe("Finding: all places of a round, filled by one steward", () => {
  it("are free again once the guild withdraws what is in them", async () => {
    const nation = await deployCobudget(ethers, networkHelpers);
    const { cobudget, loom, people } = nation;
    const round = await openRound(nation, 1_000n);
    const useless = { round, guild: loom, by: people[0]!, goal: 1_000n };
    for (let made = 0; made < 16; ++made) await proposeBucket(nation, useless);
    for (let bucket = 1n; bucket <= 16n; ++bucket) {
      const act = { by: loom, bucket, deadline: FOREVER };
      await asGuild(ethers, nation, loom, cobudget, cobudget.interface.encodeFunctionData("withdraw", [act, "0x"]));
    }
    const bucket = await proposeBucket(nation, { ...useless, goal: 200n });
    expect(await cobudget.stateOf(bucket)).to.equal(BUCKET.open);
    expect(await cobudget.bucketsOf(round, loom)).to.equal(1n);
  });
});
