import { expect } from "chai";
import { network } from "hardhat";

import { FOREVER, foundGuild } from "../fixtures/membership.ts";
import { addUniform, deployLicensing, publishAct, publishWork } from "../fixtures/licensing.ts";

const { ethers, networkHelpers } = await network.create();
const SAME = 2n;

/** A work under a share-alike policy, and another guild that builds on it. */
async function shareAlike() {
  const nation = await deployLicensing(ethers);
  const bound = await addUniform(nation, 0n, { derivativeRule: SAME });
  const open = await addUniform(nation, 0n);
  const origin = await publishWork(nation, { policies: [bound] });
  const steward = nation.founders[3]!;
  const guild = await foundGuild(nation, "Mill", [steward]);
  return { ...nation, bound, open, origin, other: { guild, steward } };
}
const given = () => networkHelpers.loadFixture(shareAlike);

describe("Finding: a derivative could be offered under what its parent's share-alike does not allow", () => {
  it("beside the parent's policy", async () => {
    const nation = await given();
    const { bound, open, origin, other } = nation;
    const policies = [bound, open];
    const act = publishAct(nation, { policies, parents: [origin], sharesBps: [1n], ...other });
    await expect(nation.commons.connect(other.steward.signer).publish(act, "0x"))
      .to.be.revertedWithCustomError(nation.commons, "CommonsDerivativeRule")
      .withArgs(origin);
  });

  it("by an offer made later", async () => {
    const nation = await given();
    const { bound, open, origin, other } = nation;
    const work = await publishWork(nation, { policies: [bound], parents: [origin], sharesBps: [1n], ...other });
    const act = { by: other.steward.id, work, policy: open, deadline: FOREVER };
    await expect(nation.commons.connect(other.steward.signer).offer(act, "0x"))
      .to.be.revertedWithCustomError(nation.commons, "CommonsDerivativeRule")
      .withArgs(origin);
  });

  it("by a second work of the same guild, built on the derivative", async () => {
    const nation = await given();
    const { bound, open, origin, other } = nation;
    const first = await publishWork(nation, { policies: [bound], parents: [origin], sharesBps: [1n], ...other });
    const act = publishAct(nation, { policies: [open], parents: [first], sharesBps: [0n], ...other });
    await expect(nation.commons.connect(other.steward.signer).publish(act, "0x"))
      .to.be.revertedWithCustomError(nation.commons, "CommonsDerivativeRule")
      .withArgs(first);
    await publishWork(nation, { policies: [bound], parents: [first], sharesBps: [0n], ...other });
  });

  it("each offer may be allowed by another of the parent's policies", async () => {
    const nation = await given();
    const { bound, other } = nation;
    const second = await addUniform(nation, 0n, { derivativeRule: SAME });
    const origin = await publishWork(nation, { policies: [bound, second] });
    await publishWork(nation, { policies: [second, bound], parents: [origin], sharesBps: [1n], ...other });
    expect(await nation.commons.lastId()).to.equal(3n);
  });
});
