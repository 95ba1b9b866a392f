import { ZeroAddress } from "ethers";
import { expect } from "chai";
import { network } from "hardhat";

import { deployMembership } from "../fixtures/membership.ts";

const { ethers } = await network.create();

// ERC-721 says that this question throws; the passport answered 0, as of an account that holds none.
describe("The balance of the zero address", () => {
  it("is refused, as ERC-721 asks", async () => {
    const { members } = await deployMembership(ethers);
    await expect(members.balanceOf(ZeroAddress)).to.be.revertedWithCustomError(members, "PassportZeroOwner");
  });
});
