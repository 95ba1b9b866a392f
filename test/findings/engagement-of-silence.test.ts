import { expect } from "chai";
import { network } from "hardhat";

import { listsOf } from "../../sdk/governance/proposals.ts";
import { callOf, CONSTITUTIONAL, deployGovernance, keyOf, ORDINARY, proposeBy } from "../fixtures/governance.ts";
import { PLAIN_TERMS } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** What passes by consent passes in silence: four such decisions, by one member, took the quorum of every rule by engagement away. */
describe("A quorum by engagement, after decisions that passed in silence", () => {
  it("is not lowered by them", async () => {
    const nation = await deployGovernance(ethers, {
      founders: 10,
      rules: [
        CONSTITUTIONAL,
        { ...ORDINARY, quorumBps: 0n, quorumEngaged: 5_000n },
        { ...ORDINARY, quorumBps: 0n, thresholdBps: 0n, blocks: 1n },
      ],
      listed: { setTerms: 1, fold: 2 },
      proposalsPerMember: 4,
    });
    const { assembly, members, founders } = nation;
    const calls = await callOf(members, "fold", [1n]);
    const titles = ["a", "b", "c", "d"];
    for (const title of titles) await assembly.connect(founders[0]!.signer).propose(...listsOf(calls), title);
    await time.increaseTo((await assembly.proposalDeadline(await assembly.hashProposal(...keyOf(calls, "d")))) + 1n);
    for (const title of titles) await assembly.queue(...keyOf(calls, title));

    const terms = await callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: 7n }]);
    const { id } = await proposeBy(nation, founders[0]!, terms, "Alone");
    await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    await assembly.connect(founders[0]!.signer).castVote(id, 1);
    await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
    expect(await assembly.state(id), "one ballot of ten").to.equal(3n);
  });
});
