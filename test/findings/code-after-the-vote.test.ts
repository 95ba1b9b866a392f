import { expect } from "chai";
import { network } from "hardhat";

import { listsOf } from "../../sdk/governance/proposals.ts";
import { deployGovernance } from "../fixtures/governance.ts";

const { ethers } = await network.create();

/**
 * A target without code was pinned as such, looked at before the first call, and not again: a call of the same decision
 * could deploy to it what nobody had seen. Where nothing was deployed, the timelock took the call for done.
 */
describe("A call with data to an address without code", () => {
  it("is refused when it is proposed", async () => {
    const { assembly, founders } = await deployGovernance(ethers, { founders: 3 });
    const target = ethers.getCreateAddress({ from: await assembly.getAddress(), nonce: 99 });
    const calls = { targets: [target], values: [0n], calldatas: ["0x12345678"] };
    await expect(assembly.connect(founders[0]!.signer).propose(...listsOf(calls), "To come")).to.revert(ethers);
  });
});
