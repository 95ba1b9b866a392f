import { expect } from "chai";
import { network } from "hardhat";

import { Choice, packBallots, unpackReport } from "../../../sdk/governance/ballots.ts";
import { RuleFlag } from "../../../sdk/governance/rules.ts";
import { accountOf, deploySources } from "../../fixtures/ballotSources.ts";
import {
  callOf,
  CONSTITUTIONAL,
  deployAssembly,
  deployGovernance,
  HOUR,
  ORDINARY,
  proposeBy,
  signBallot,
} from "../../fixtures/governance.ts";
import { DAY, FOREVER, PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const [SEALED, DELEGATIONS] = [0n, 1n];
const flag = (...flags: number[]) => BigInt(flags.reduce((all, one) => all | one, 0));

describe("Ballots that other contracts bring in", () => {
  const nation = async () => {
    const deployed = await deploySources(ethers, networkHelpers, {
      founders: 5,
      coinless: 70,
      rules: [
        { ...CONSTITUTIONAL, flags: flag(RuleFlag.Sealed), revealHours: 48n },
        { ...ORDINARY, flags: flag(RuleFlag.Delegable), blocks: 1n, lateHours: 24n },
        ORDINARY,
      ],
      listed: { setTerms: 1, fold: 2 },
    });
    // What the contracts in the seats ask of the assembly, and what they themselves would never ask.
    const opener = await accountOf(ethers, networkHelpers, deployed.sealedBallots);
    return { ...deployed, opener, delegations: await accountOf(ethers, networkHelpers, deployed.delegations) };
  };

  async function open(name: "setTerms" | "fold" | "seal") {
    const context = await networkHelpers.loadFixture(nation);
    const args = { setTerms: [PLAIN_TERMS], fold: [1n], seal: [] }[name];
    const made = await proposeBy(context, context.founders[0]!, await callOf(context.members, name, args), "A vote");
    await time.increaseTo((await context.assembly.proposalSnapshot(made.id)) + 1n);
    return { ...context, ...made, context };
  }

  const delegable = () => open("setTerms");
  const sealed = () => open("seal");

  describe("fillSeat", () => {
    it("names each source once, by the founding account, before the seal", async () => {
      const { members, timelock, rules, assembly, opener, delegations } = await networkHelpers.loadFixture(nation);
      expect(await assembly.seatOf(DELEGATIONS)).to.equal(delegations.address);
      await expect(assembly.fillSeat(SEALED, opener)).to.be.revertedWithCustomError(assembly, "CharteredOnlyFounding");
      const { assembly: founding } = await deployAssembly(ethers, { members, timelock, rules });
      await expect(founding.fillSeat(SEALED, ethers.ZeroAddress)).to.be.revertedWithCustomError(
        founding,
        "AssemblyZeroAddress",
      );
      await expect(founding.fillSeat(SEALED, opener))
        .to.emit(founding, "AssemblySeatFilled")
        .withArgs(SEALED, opener.address);
      await expect(founding.fillSeat(SEALED, delegations))
        .to.be.revertedWithCustomError(founding, "AssemblySeatTaken")
        .withArgs(SEALED, opener.address);
    });
  });

  describe("castFrom", () => {
    it("reverts with AssemblyNotBallotSource for anybody else, and for a seat the rule takes nothing from", async () => {
      for (const [make, allowed] of [
        [delegable, "delegations"],
        [sealed, "opener"],
        [() => open("fold"), ""],
      ] as const) {
        const { assembly, id, strangers, opener, delegations } = await make();
        for (const [name, caller] of Object.entries({ opener, delegations, stranger: strangers[0]! })) {
          if (name === allowed) continue;
          await expect(assembly.connect(caller).castFrom(id, [1n], Choice.For))
            .to.be.revertedWithCustomError(assembly, "AssemblyNotBallotSource")
            .withArgs(id, caller.address);
        }
      }
    });

    it("reverts for no choice, and unless voting is open", async () => {
      const { assembly, id, delegations } = await delegable();
      await expect(assembly.connect(delegations).castFrom(id, [1n], 4)).to.be.revertedWithCustomError(
        assembly,
        "GovernorInvalidVoteType",
      );
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
      await expect(assembly.connect(delegations).castFrom(id, [1n], 1)).to.be.revertedWithCustomError(
        assembly,
        "GovernorUnexpectedProposalState",
      );
    });
  });

  describe("given a rule with delegates", () => {
    it("counts a delegate's choice for whoever has no ballot, passes over strangers, and follows the delegate", async () => {
      const { assembly, founders, id, delegations } = await delegable();
      await assembly.connect(founders[1]!.signer).castVote(id, Choice.Against);
      const voters = [1n, 2n, 63n, 64n, 65n, 9_999n];
      await expect(assembly.connect(delegations).castFrom(id, voters, Choice.For))
        .to.emit(assembly, "BallotsBroughtIn")
        .withArgs(id, DELEGATIONS, Choice.For, [1n, 63n, 64n, 65n]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 4n, 0n, 0n]);
      expect(await assembly.ballotOf(id, 64n)).to.deep.equal([true, 1n, true]);
      expect(await assembly.ballotOf(id, 2n)).to.deep.equal([true, 0n, false]);
      expect(await assembly.connect(delegations).castFrom.staticCall(id, voters, Choice.Block)).to.equal(4n);
      await assembly.connect(delegations).castFrom(id, [63n, 64n], Choice.Block);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 2n, 0n, 2n]);
    });

    it("keeps the reason of one's own ballot where it replaces one's delegate's", async () => {
      const { assembly, founders, id, delegations } = await delegable();
      await assembly.connect(delegations).castFrom(id, [1n], Choice.Against);
      await expect(assembly.connect(founders[0]!.signer).castVoteWithReason(id, Choice.For, "I read it"))
        .to.emit(assembly, "BallotChanged")
        .withArgs(1n, id, Choice.Against, Choice.For, "I read it");
    });

    it("lets one's own ballot replace one's delegate's, sent or carried, and never the other way", async () => {
      const { assembly, context, founders, electors, id, delegations } = await delegable();
      await assembly.connect(delegations).castFrom(id, [1n, 2n, 6n, 7n, 8n], Choice.Against);
      await expect(assembly.connect(founders[0]!.signer).castVote(id, Choice.For))
        .to.emit(assembly, "BallotChanged")
        .withArgs(1n, id, Choice.Against, Choice.For, "");
      const carried = [5, 6].map((index) => signBallot(context, electors[index]!, id, Choice.For));
      const batch = packBallots([...(await Promise.all(carried)), await signBallot(context, electors[0]!, id, 0)]);
      const receipt = await (await assembly.castBallots(id, batch)).wait();
      const [event] = await assembly.queryFilter(assembly.filters.BallotsCast(id), receipt!.blockNumber);
      expect(unpackReport(event!.args.ballots).map(({ outcome }) => outcome)).to.deep.equal([
        ...["already cast", "counted", "counted"],
      ]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([2n, 3n, 0n, 0n]);
      await assembly.connect(delegations).castFrom(id, [1n, 6n, 7n], Choice.Block);
      expect(await assembly.proposalVotes(id)).to.deep.equal([2n, 3n, 0n, 0n]);
      // The rule does not let a member change their own ballot.
      const act = { by: 1n, proposal: id, choice: Choice.Against, deadline: FOREVER };
      await expect(assembly.connect(founders[0]!.signer).castBallot(act, "0x"))
        .to.be.revertedWithCustomError(assembly, "GovernorAlreadyCastVote")
        .withArgs(founders[0]!.signer.address);
    });

    it("gives more time when what is brought in late turns the outcome", async () => {
      const { assembly, id, delegations } = await delegable();
      await time.setNextBlockTimestamp((await assembly.proposalDeadline(id)) - HOUR);
      const most = Array.from({ length: 20 }, (_, index) => BigInt(index + 1));
      await expect(assembly.connect(delegations).castFrom(id, most, Choice.For)).to.emit(assembly, "ProposalExtended");
    });
  });

  describe("given a rule with sealed ballots", () => {
    it("reverts with AssemblySealed for a ballot that everybody could read, however it comes", async () => {
      const { assembly, context, founders, electors, id } = await sealed();
      const act = { by: 1n, proposal: id, choice: 1, deadline: FOREVER };
      const batch = packBallots([await signBallot(context, electors[8]!, id, Choice.For)]);
      for (const call of [
        () => assembly.connect(founders[0]!.signer).castVote(id, 1),
        () => assembly.connect(founders[0]!.signer).castBallot(act, "0x"),
        () => assembly.castBallots(id, batch),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(assembly, "AssemblySealed").withArgs(id);
      }
    });

    it("takes open ballots where nobody is seated to open sealed ones, so that such a rule never locks a nation up", async () => {
      const rules = [{ ...CONSTITUTIONAL, flags: flag(RuleFlag.Sealed), revealHours: 48n }];
      const unseated = () => deployGovernance(ethers, { founders: 5, rules, listed: {} });
      const context = await networkHelpers.loadFixture(unseated);
      const { assembly, members, founders } = context;
      const { id } = await proposeBy(context, founders[0]!, await callOf(members, "seal", []), "A vote");
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      await expect(assembly.connect(founders[0]!.signer).castVote(id, 1)).to.emit(assembly, "VoteCast");
    });

    it("takes ballots as they are opened, in place of what counted before, for the hours after the vote", async () => {
      const { assembly, id, opener } = await sealed();
      const { snapshot, deadline } = await assembly.voteOf(id);
      expect(deadline - snapshot).to.equal(7n * DAY + 48n * HOUR);
      expect((await assembly.decisionOf(id)).revealHours).to.equal(48n);
      await assembly.connect(opener).castFrom(id, [1n, 2n, 70n], Choice.Abstain);
      await time.increaseTo(deadline - HOUR);
      await expect(assembly.connect(opener).castFrom(id, [2n], Choice.For))
        .to.emit(assembly, "BallotsBroughtIn")
        .withArgs(id, SEALED, Choice.For, [2n]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 1n, 2n, 0n]);
      expect(await assembly.ballotOf(id, 2n)).to.deep.equal([true, 1n, false]);
    });
  });
});
