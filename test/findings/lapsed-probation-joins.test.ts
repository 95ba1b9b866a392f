import { expect } from "chai";
import { network } from "hardhat";

import { DAY, deployMembership, FOREVER, foundGuild, vouchIn } from "../fixtures/membership.ts";
import { Reason, Status } from "../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();

// Whose application has lapsed is outside (Left), though the register's word for them is still the one of probation. The
// guild read the word, and let them in.
describe("Joining a guild after a probation that lapsed", () => {
  it("is refused as to anybody outside", async () => {
    const terms = { probation: 30n * DAY, applicationWindow: 60n * DAY };
    const nation = await deployMembership(ethers, { terms });
    const { members, guilds, founders, strangers } = nation;
    const guild = await foundGuild(nation, "Studio", founders.slice(0, 1));
    const { id, signer } = await vouchIn(nation, founders.slice(0, 2), strangers[0]!);
    await networkHelpers.time.increase(61n * DAY);
    const { status, reason } = await members.civicStatus(id);
    expect([status, reason]).to.deep.equal([Status.Left, Reason.ApplicationLapsed]);
    await expect(guilds.connect(signer).join({ by: id, guild, nonce: 0n, deadline: FOREVER }, "0x"))
      .to.be.revertedWithCustomError(guilds, "GuildsNotAdmitted")
      .withArgs(id);
  });
});
