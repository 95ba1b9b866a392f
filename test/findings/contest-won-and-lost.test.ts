import { expect } from "chai";
import { network } from "hardhat";

import { attest, deployLicensing } from "../fixtures/licensing.ts";
import { DAY, FOREVER, YEAR } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const COOP = 5n;

describe("Finding: an organisation that won its contest late was left with no class at all", () => {
  it("once the former attestation is over, what the issuer said holds, which nobody disputes was given", async () => {
    const n = await deployLicensing(ethers);
    const court = n.strangers[9]!;
    await n.organisations.fillJusticeSeat(court);
    const org = await attest(n, "worker co-op", n.strangers[0]!);
    await networkHelpers.time.increase(YEAR - 20n * DAY);
    const expiresAt = BigInt(await networkHelpers.time.latest()) + YEAR;
    const act = { by: n.issuer.id, organisation: org.id, userClass: COOP, evidence: ethers.id("x"), nonce: 0n };
    await n.organisations.connect(n.issuer.signer).reattest({ ...act, expiresAt, deadline: FOREVER }, "0x");
    await n.organisations.connect(court).stay(org.id);
    await networkHelpers.time.increase(60n * DAY);
    await n.organisations.connect(court).endContest(org.id, 1n, true); // upheld, or no panel came together
    expect((await n.organisations.classOf(org.id)).userClass).to.equal(COOP);
  });
});
