import { expect } from "chai";
import { network } from "hardhat";

import { addUniform, attest, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { FOREVER, YEAR } from "../fixtures/membership.ts";
import { COIN } from "../fixtures/treasury.ts";

const { ethers } = await network.create();
const [PAY, BY_APPROVAL] = [2n, 3n];

describe("Finding: a steward's approval put other terms in the place of a licence that was paid for", () => {
  it("a running grant keeps its policy until it ends, or its holder takes another", async () => {
    const nation = await deployLicensing(ethers);
    const { licences, steward } = nation;
    const paid = await addUniform(nation, PAY, { term: YEAR, fee: { token: COIN, amount: 5n } });
    const approved = await addUniform(nation, BY_APPROVAL);
    const work = await publishWork(nation, { policies: [paid, approved] });
    const firm = await attest(nation, "firm", nation.strangers[0]!);
    await licences.connect(firm.signer).take(takeAct(firm.id, work, paid, PURPOSE.commercial), "0x", { value: 5n });
    const held = await licences.grantOf(work, firm.id, PURPOSE.commercial);

    const purpose = PURPOSE.commercial;
    const act = { by: steward.id, licensee: firm.id, work, policy: approved, purpose, nonce: 0n, deadline: FOREVER };
    await expect(licences.connect(steward.signer).approve(act, "0x"))
      .to.be.revertedWithCustomError(licences, "LicencesAlreadyGranted")
      .withArgs(paid, held.expiresAt);
    expect(await licences.grantOf(work, firm.id, PURPOSE.commercial)).to.deep.equal(held);
  });
});
