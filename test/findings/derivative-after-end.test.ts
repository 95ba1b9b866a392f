import { expect } from "chai";
import { network } from "hardhat";

import { USE_REASONS } from "../../sdk/licensing/explain.ts";
import { addUniform, deployLicensing, publishAct, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

/** A work whose policy gives derivatives to members free, revocably, and another guild. */
async function world() {
  const nation = await deployLicensing(ethers);
  const free = await addUniform(nation, 0n);
  const work = await publishWork(nation, { policies: [free] });
  const steward = nation.founders[3]!;
  const guild = await foundGuild(nation, "Mill", [steward]);
  const { account } = (await nation.guilds.queryFilter(nation.guilds.filters.GuildFounded(guild)))[0]!.args;
  const court = nation.strangers[9]!;
  await nation.licences.fillSeat(0n, court);
  const act = publishAct(nation, { policies: [free], parents: [work], sharesBps: [0n], guild, steward });
  const derive = () => nation.commons.connect(steward.signer).publish(act, "0x");
  const why = async () => USE_REASONS[Number((await nation.licences.canUse(work, guild, PURPOSE.derivative)).reason)];
  return { ...nation, free, work, guild, account, court, derive, why };
}

describe("Finding: the commons let a guild build on a work where canUse says that it may not", () => {
  it("given its licence for derivatives has ended by a case", async () => {
    const n = await networkHelpers.loadFixture(world);
    await networkHelpers.impersonateAccount(n.account);
    await networkHelpers.setBalance(n.account, 10n ** 18n);
    const signer = await ethers.getSigner(n.account);
    await n.licences.connect(signer).take(takeAct(n.guild, n.work, n.free, PURPOSE.derivative), "0x");
    await n.licences.connect(n.court).end((n.work << 40n) | (n.guild << 8n) | PURPOSE.derivative, n.free);
    expect(await n.why()).to.equal("GrantEnded");
    await expect(n.derive()).to.be.revertedWithCustomError(n.commons, "CommonsMayNotDerive");
  });

  it("given the steward has stopped new grants of what can be withdrawn", async () => {
    const n = await networkHelpers.loadFixture(world);
    const stop = { by: n.steward.id, work: n.work, stopped: true, nonce: 0n, deadline: FOREVER };
    await n.commons.connect(n.steward.signer).stopGrants(stop, "0x");
    expect(await n.why()).to.equal("NotOffered");
    await expect(n.derive()).to.be.revertedWithCustomError(n.commons, "CommonsMayNotDerive");
  });
});
