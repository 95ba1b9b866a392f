import { expect } from "chai";
import { network } from "hardhat";

import { listsOf, proposalId } from "../../sdk/governance/proposals.ts";
import { callOf, CONSTITUTIONAL, deployGovernance } from "../fixtures/governance.ts";
import { FOREVER } from "../fixtures/membership.ts";

const { ethers } = await network.create();

/** A quorum is never more than there are voters; sponsors were, and a nation that shrank could decide nothing any more. */
describe("A constitutional rule that asks for more sponsors than there are members", () => {
  it("can be changed where every member signs", async () => {
    const { assembly, petitions, rules, founders } = await deployGovernance(ethers, {
      founders: 5,
      rules: [{ ...CONSTITUTIONAL, sponsors: 6n }],
      listed: {},
    });
    const calls = await callOf(rules, "setRule", [0, CONSTITUTIONAL]);
    const proposal = proposalId(calls, "Fewer sponsors");
    for (const { id, signer } of founders)
      await petitions.connect(signer).sponsor({ by: id, proposal, deadline: FOREVER }, "0x");
    await assembly.connect(founders[0]!.signer).propose(...listsOf(calls), "Fewer sponsors");
    expect(await assembly.state(proposal)).to.equal(0n);
  });
});
