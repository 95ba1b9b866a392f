import { expect } from "chai";
import { network } from "hardhat";

import { listsOf, proposalId } from "../../sdk/governance/proposals.ts";
import { callOf, CONSTITUTIONAL, deployGovernance, ORDINARY } from "../fixtures/governance.ts";
import { FOREVER, PLAIN_TERMS } from "../fixtures/membership.ts";

const { ethers } = await network.create();

/** Whoever was against a petition made its proposal before those who signed did, and withdrew it: it could never be made again. */
describe("A petition that enough members signed", () => {
  it("is not ended by one who did not sign it", async () => {
    const { assembly, members, petitions, founders } = await deployGovernance(ethers, {
      founders: 5,
      rules: [CONSTITUTIONAL, { ...ORDINARY, sponsors: 3n }],
    });
    const calls = await callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: 7n }]);
    const proposal = proposalId(calls, "A petition");
    for (const { id, signer } of founders.slice(0, 3))
      await petitions.connect(signer).sponsor({ by: id, proposal, deadline: FOREVER }, "0x");
    const enemy = founders[4]!;
    await assembly
      .connect(enemy.signer)
      .propose(...listsOf(calls), "A petition")
      .catch(() => undefined);
    await assembly
      .connect(enemy.signer)
      .withdrawProposal({ by: enemy.id, proposal, deadline: FOREVER }, "0x")
      .catch(() => undefined);
    await assembly
      .connect(founders[0]!.signer)
      .propose(...listsOf(calls), "A petition")
      .catch(() => undefined);
    expect(await assembly.state(proposal), "pending").to.equal(0n);
  });
});
