import { expect } from "chai";
import { network } from "hardhat";

import { DAY, deployMembership, FOREVER, introduce } from "../fixtures/membership.ts";
import { Reason, Status } from "../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();

// A random walk found it: whoever applied again after a lapsed application was still an applicant by the word, so no event
// told that the application began anew, and a fold of the logs went on showing it as lapsed.
describe("Applying again after a lapsed application", () => {
  it("is in the logs, though the status is the same as before", async () => {
    const nation = await deployMembership(ethers, { terms: { applicationWindow: 10n * DAY } });
    const { members, founders, strangers } = nation;
    const { id, signer } = await introduce(nation, founders[0]!, strangers[0]!);
    await networkHelpers.time.increase(11n * DAY);
    expect((await members.civicStatus(id)).reason).to.equal(Reason.ApplicationLapsed);
    await expect(members.connect(signer).reapply({ by: id, nonce: 0n, deadline: FOREVER }, "0x"))
      .to.emit(members, "StatusChanged")
      .withArgs(id, Status.Applicant, Status.Applicant, Reason.None);
    expect((await members.civicStatus(id)).reason).to.equal(Reason.VouchesMissing);
  });
});
