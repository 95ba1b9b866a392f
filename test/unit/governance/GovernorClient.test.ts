import { expect } from "chai";
import { id as hashOf } from "ethers";
import { network } from "hardhat";

import { listsOf } from "../../../sdk/governance/proposals.ts";
import { IGovernor__factory } from "../../../typechain-types/index.ts";
import { callOf, CONSTITUTIONAL, deployGovernance } from "../../fixtures/governance.ts";
import { PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

describe("A client that knows nothing but IGovernor", () => {
  const nation = () => deployGovernance(ethers, { founders: 5 });
  type Arguments = [string[], bigint[], string[], string];

  it("proposes, votes, queues and executes", async () => {
    const { assembly, members, founders } = await networkHelpers.loadFixture(nation);
    const address = await assembly.getAddress();
    const calls = await callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: 7n }]);
    const list = listsOf(calls);
    const description = "Seven vouches for each";
    const key: Arguments = [...list, hashOf(description)];
    const as = (index: number) => IGovernor__factory.connect(address, founders[index]!.signer);

    await as(0).propose(...list, description);
    const id = await as(0).hashProposal(...key);
    expect(await as(0).getProposalId(...key)).to.equal(id);
    expect(await as(0).state(id)).to.equal(0n);
    expect(await as(0).proposalProposer(id)).to.equal(founders[0]!.signer.address);
    expect(await as(0).proposalNeedsQueuing(id)).to.equal(true);

    const snapshot = await as(0).proposalSnapshot(id);
    await networkHelpers.time.increaseTo(snapshot + 1n);
    expect(await as(0).state(id)).to.equal(1n);
    expect(await as(1).getVotes(founders[1]!.signer, snapshot)).to.equal(1n);
    expect(await as(1).getVotesWithParams(assembly, snapshot, "0x")).to.equal(0n);
    await as(0).castVote(id, 1);
    await expect(as(1).castVoteWithReason(id, 1, "it is time"))
      .to.emit(assembly, "VoteCast")
      .withArgs(founders[1]!.signer.address, id, 1n, 1n, "it is time");
    await as(2).castVoteWithReasonAndParams(id, 0, "too many", "0x");
    expect(await as(2).hasVoted(id, founders[2]!.signer)).to.equal(true);
    expect(await as(2).hasVoted(id, founders[3]!.signer)).to.equal(false);

    await networkHelpers.time.increaseTo((await as(0).proposalDeadline(id)) + 1n);
    expect(await as(0).state(id)).to.equal(4n);
    await as(0).queue(...key);
    expect(await as(0).state(id)).to.equal(5n);
    await networkHelpers.time.increaseTo(await as(0).proposalEta(id));
    await as(0).execute(...key);
    expect(await as(0).state(id)).to.equal(7n);
    expect((await members.terms()).vouchStock).to.equal(7n);
  });

  it("reads what every governor tells", async () => {
    const { assembly } = await networkHelpers.loadFixture(nation);
    const governor = IGovernor__factory.connect(await assembly.getAddress(), ethers.provider);
    const now = BigInt(await networkHelpers.time.latest());
    expect(await governor.name()).to.equal("Neoguild Assembly");
    expect(await governor.version()).to.equal("1");
    expect(await governor.COUNTING_MODE()).to.equal("support=bravo&quorum=for,abstain");
    expect(await governor.CLOCK_MODE()).to.equal("mode=timestamp");
    expect(await governor.clock()).to.equal(now);
    expect(await governor.proposalThreshold()).to.equal(1n);
    expect(await governor.votingDelay()).to.equal(CONSTITUTIONAL.votingDelay);
    expect(await governor.votingPeriod()).to.equal(CONSTITUTIONAL.votingPeriod);
    // Half of five members, rounded up.
    expect(await governor.quorum(now - 1n)).to.equal(3n);
    for (const interfaceId of ["0x01ffc9a7", "0xda287a1d"]) {
      expect(await governor.supportsInterface(interfaceId)).to.equal(true);
    }
    expect(await governor.supportsInterface("0xffffffff")).to.equal(false);
  });

  it("withdraws a proposal before the vote", async () => {
    const { assembly, members, founders } = await networkHelpers.loadFixture(nation);
    const governor = IGovernor__factory.connect(await assembly.getAddress(), founders[0]!.signer);
    const calls = await callOf(members, "setTerms", [PLAIN_TERMS]);
    const list = listsOf(calls);
    await governor.propose(...list, "a slip");
    const key: Arguments = [...list, hashOf("a slip")];
    const id = await governor.hashProposal(...key);
    await expect(governor.cancel(...key))
      .to.emit(assembly, "ProposalCanceled")
      .withArgs(id);
    expect(await governor.state(id)).to.equal(2n);
  });
});
