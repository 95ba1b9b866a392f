import { expect } from "chai";
import { network } from "hardhat";

import { addUniform, attest, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { QUARTER, QUARTERLY } from "../fixtures/metering.ts";

const { ethers, networkHelpers } = await network.create();

describe("Finding: arrears on a work stood in nobody's way to it", () => {
  it("who owes a work for one purpose gets no new grant of it, on credit, for another", async () => {
    const nation = await deployLicensing(ethers);
    const policy = await addUniform(nation, 1n, { reciprocity: QUARTERLY });
    const work = await publishWork(nation, { policies: [policy] });
    const firm = await attest(nation, "firm", nation.strangers[0]!);
    const take = (purpose: bigint, nonce: bigint) =>
      nation.licences.connect(firm.signer).take(takeAct(firm.id, work, policy, purpose, nonce), "0x");
    await take(PURPOSE.manufacture, 0n);
    await networkHelpers.time.increase(2n * QUARTER);
    await expect(take(PURPOSE.manufacture, 1n)).to.be.revertedWithCustomError(nation.licences, "LicencesStillDue");
    await expect(take(PURPOSE.commercial, 2n)).to.be.revertedWithCustomError(nation.licences, "LicencesStillDue");
  });
});
