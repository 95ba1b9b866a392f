import { expect } from "chai";
import { network } from "hardhat";

import { listsOf } from "../../sdk/governance/proposals.ts";
import { RuleFlag } from "../../sdk/governance/rules.ts";
import { callOf, CONSTITUTIONAL, deployGovernance, keyOf, ORDINARY } from "../fixtures/governance.ts";
import { PLAIN_TERMS } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** One first reading stood behind any number of second ones, also after the first of them was carried out. */
describe("A first reading", () => {
  it("is used up by the decision that follows it", async () => {
    const { assembly, members, founders } = await deployGovernance(ethers, {
      founders: 3,
      rules: [CONSTITUTIONAL, { ...ORDINARY, flags: BigInt(RuleFlag.TwoReadings) }],
    });
    const calls = await callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: 7n }]);
    const made = (title: string) => assembly.connect(founders[0]!.signer).propose(...listsOf(calls), title);
    const passed = async (title: string) => {
      await made(title);
      const key = keyOf(calls, title);
      const id = await assembly.hashProposal(...key);
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      for (const { signer } of founders) await assembly.connect(signer).castVote(id, 1);
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
      await assembly.queue(...key);
      return { id, key };
    };
    await passed("first");
    const second = await passed("second");
    await time.increaseTo((await assembly.proposalEta(second.id)) + 1n);
    await assembly.execute(...second.key);
    await expect(made("third")).not.to.emit(assembly, "SecondReadingMade");
  });
});
