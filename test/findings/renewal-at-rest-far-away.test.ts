import { expect } from "chai";
import { network } from "hardhat";

import { deployWeb } from "../fixtures/distance.ts";
import { DAY, FOREVER, YEAR } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

// A renewal at rest asked for no distance. So whoever was too far from the others rested, renewed and came back, all in
// one transaction, and the distance rule never met them again.
describe("Renewing at rest", () => {
  it("asks for the distance rule as every renewal does, and cannot get round it by a rest of no length", async () => {
    const { members, founders } = await deployWeb(ethers, { terms: { distance: true, longestRest: YEAR } });
    const { id, signer } = founders[0]!;
    const due = await members.renewalDue(id);
    await networkHelpers.time.increaseTo(due - DAY);
    const plain = { by: id, nonce: 0n, deadline: FOREVER };
    const acts = [
      members.interface.encodeFunctionData("rest", [{ ...plain, resting: true }, "0x"]),
      members.interface.encodeFunctionData("renew", [plain, "0x"]),
      members.interface.encodeFunctionData("rest", [{ ...plain, resting: false }, "0x"]),
    ];
    const refusal = members.interface.encodeErrorResult("MembersDistanceMissing", [id]);
    await expect(members.connect(signer).carry(acts)).to.emit(members, "CallSkipped").withArgs(1n, refusal);
    expect(await members.renewalDue(id)).to.equal(due);
  });
});
