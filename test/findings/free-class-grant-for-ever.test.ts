import { expect } from "chai";
import { network } from "hardhat";

import { USE_REASONS } from "../../sdk/licensing/explain.ts";
import { addLicence, attest, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { YEAR } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

describe("Finding: a free grant taken as a worker co-op outlived the class, though nothing was given for it", () => {
  it("under PPL, a firm that was a worker co-op once may not use the work commercially", async () => {
    const nation = await deployLicensing(ethers);
    const { licences } = nation;
    const policy = await addLicence(nation, "PPL");
    const work = await publishWork(nation, { policies: [policy] });
    const coop = await attest(nation, "worker co-op", nation.strangers[0]!);
    await licences.connect(coop.signer).take(takeAct(coop.id, work, policy, PURPOSE.commercial), "0x");
    await networkHelpers.time.increase(YEAR);
    expect((await nation.organisations.classOf(coop.id)).userClass).to.equal(8n);
    const { reason } = await licences.canUse(work, coop.id, PURPOSE.commercial);
    expect(USE_REASONS[Number(reason)]).to.equal("NotForThisClass");
  });
});
