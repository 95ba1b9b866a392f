import { expect } from "chai";
import { network } from "hardhat";

import { Choice, packBallots, unpackReport } from "../../../sdk/governance/ballots.ts";
import {
  listsOf,
  ownDescription,
  proposalId,
  readableDescription,
  type Calls,
} from "../../../sdk/governance/proposals.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";
import {
  callOf,
  CONSENSUS,
  CONSTITUTIONAL,
  deployAssembly,
  deployGovernance,
  HOUR,
  keyOf,
  ORDINARY,
  proposeBy,
  signAs,
  signBallot,
  type Governance,
} from "../../fixtures/governance.ts";
import { DAY, deployMembership, FOREVER, PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const State = {
  Pending: 0n,
  Active: 1n,
  Canceled: 2n,
  Defeated: 3n,
  Succeeded: 4n,
  Queued: 5n,
  Expired: 6n,
  Executed: 7n,
};

/** The bitmap of one expected state in `GovernorUnexpectedProposalState`. */
const only = (state: bigint) => ethers.toBeHex(1n << state, 32);

describe("Assembly", () => {
  const nation = () => deployGovernance(ethers, { founders: 10, coinless: 5, listed: { setTerms: 1, seal: 2 } });

  /** Sets the vouch stock: a call under the ordinary rule. */
  const stock = ({ members }: Governance, vouchStock = 7n) =>
    callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock }]);
  /** A call under the consensus rule; it would revert, since the contract is sealed, but votes do not care. */
  const consensual = ({ members }: Governance) => callOf(members, "seal", []);

  async function proposed(calls?: (context: Governance) => Promise<Calls>) {
    const context = await networkHelpers.loadFixture(nation);
    const made = await proposeBy(context, context.founders[0]!, await (calls ?? stock)(context), "A proposal");
    return { ...context, ...made, context };
  }

  async function open(calls?: (context: Governance) => Promise<Calls>) {
    const made = await proposed(calls);
    await time.increaseTo((await made.assembly.proposalSnapshot(made.id)) + 1n);
    return made;
  }

  async function vote(made: Awaited<ReturnType<typeof open>>, choices: readonly number[]) {
    for (const [index, choice] of choices.entries()) {
      await made.assembly.connect(made.founders[index]!.signer).castVote(made.id, choice);
    }
  }

  const ended = async (made: Awaited<ReturnType<typeof open>>) => {
    await time.increaseTo((await made.assembly.proposalDeadline(made.id)) + 1n);
    return made;
  };

  async function passed(calls?: (context: Governance) => Promise<Calls>) {
    const made = await open(calls);
    await vote(made, [1, 1, 1, 1, 1, 1, 1, 1]);
    return ended(made);
  }

  async function queued(calls?: (context: Governance) => Promise<Calls>) {
    const made = await passed(calls);
    await made.assembly.queue(...made.key);
    return made;
  }

  describe("deployment", () => {
    it("refuses to be without one of those it asks", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, members, timelock, rules, petitions, articles, calendar } = context;
      const libraries = { Proposals: await ethers.deployContract("Proposals") };
      const whole = { members, timelock, rules, petitions, articles, calendar };
      for (const part of Object.keys(whole)) {
        const error = part === "timelock" ? "CharteredZeroAddress" : "AssemblyZeroAddress";
        await expect(
          ethers.deployContract("Assembly", [{ ...whole, [part]: ethers.ZeroAddress }], { libraries }),
        ).to.be.revertedWithCustomError(assembly, error);
      }
    });

    it("leaves nobody but the assembly a way to the timelock", async () => {
      const { assembly, timelock, nation: deployer, members } = await networkHelpers.loadFixture(nation);
      const propose = timelock.interface.encodeFunctionData("schedule", [
        await members.getAddress(),
        0n,
        "0x",
        ethers.ZeroHash,
        ethers.ZeroHash,
        0n,
      ]);
      await expect(deployer.sendTransaction({ to: timelock, data: propose }))
        .to.be.revertedWithCustomError(timelock, "AccessControlUnauthorizedAccount")
        .withArgs(deployer.address, await timelock.PROPOSER_ROLE());
      const admin = await timelock.DEFAULT_ADMIN_ROLE();
      expect(await timelock.hasRole(admin, deployer)).to.equal(false);
      expect(await timelock.hasRole(admin, assembly)).to.equal(false);
      expect(await assembly.timelock()).to.equal(await timelock.getAddress());
      expect(await assembly.members()).to.equal(await members.getAddress());
    });

    it("takes no money", async () => {
      const { assembly, nation: sender } = await networkHelpers.loadFixture(nation);
      await expect(sender.sendTransaction({ to: assembly, value: 1n })).to.be.revertedWithoutReason(ethers);
    });
  });

  /** What `Articles.check` answers for one call of a contract. */
  async function codeOf(contract: Governance["members"]) {
    const code = ethers.keccak256((await contract.getDeployedCode()) ?? "0x");
    return ethers.keccak256(ethers.concat([ethers.ZeroHash, code]));
  }

  describe("propose", () => {
    it("keeps who proposed, the times and the rule, and publishes the calls", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, founders } = context;
      const calls = await stock(context);
      const id = proposalId(calls, "Seven");
      const sent = assembly.connect(founders[1]!.signer).propose(...listsOf(calls), "Seven");
      await expect(sent)
        .to.emit(assembly, "ProposalRuled")
        .withArgs(id, 2n, Object.values(ORDINARY), 0n, await codeOf(context.members));
      const snapshot = BigInt(await time.latest()) + ORDINARY.votingDelay;
      expect(await assembly.voteOf(id)).to.deep.equal([
        snapshot,
        snapshot + ORDINARY.votingPeriod,
        0n,
        false,
        ORDINARY.flags,
        5_000n,
        2_000n,
        0n,
        0n,
        0n,
      ]);
      expect(await assembly.decisionOf(id)).to.deep.equal([2n, 0n, DAY, 14n * DAY, false, 0n, 0n]);
      expect(await assembly.codeOf(id)).to.equal(await codeOf(context.members));
      expect(await assembly.proposalProposer(id)).to.equal(founders[1]!.signer.address);
      expect(await assembly.proposalQuorum(id)).to.equal(0n);
    });

    it("reverts with GovernorInsufficientProposerVotes for a stranger, a former key and a member who left", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, members, founders, strangers } = context;
      const list = listsOf(await stock(context));
      await members.connect(founders[3]!.signer).resign({ by: 4, nonce: 0, deadline: FOREVER }, "0x");
      for (const { address, signer } of [
        { address: strangers[0]!.address, signer: strangers[0]! },
        { address: founders[3]!.signer.address, signer: founders[3]!.signer },
      ]) {
        await expect(assembly.connect(signer).propose(...list, "x"))
          .to.be.revertedWithCustomError(assembly, "GovernorInsufficientProposerVotes")
          .withArgs(address, 0n, 1n);
      }
      const former = founders[4]!.signer;
      const move = { by: 5, newKey: strangers[1]!.address, nonce: 0, deadline: FOREVER };
      const signature = await signAs(context, founders[4]!, members, "rotateKey", move);
      await members.connect(strangers[1]).rotateKey(move, signature, "0x");
      await expect(assembly.connect(former).propose(...list, "x"))
        .to.be.revertedWithCustomError(assembly, "GovernorInsufficientProposerVotes")
        .withArgs(former.address, 0n, 1n);
    });

    it("reverts with GovernorInvalidProposalLength for no calls and for lists of different lengths", async () => {
      const { assembly, founders, members } = await networkHelpers.loadFixture(nation);
      const as = assembly.connect(founders[0]!.signer);
      for (const [targets, values, calldatas] of [
        [[], [], []],
        [[members], [], ["0x"]],
        [[members], [0n], []],
      ] as const) {
        await expect(as.propose([...targets], [...values], [...calldatas], "x"))
          .to.be.revertedWithCustomError(assembly, "GovernorInvalidProposalLength")
          .withArgs(targets.length, calldatas.length, values.length);
      }
    });

    it("reverts with GovernorUnexpectedProposalState for a proposal made before", async () => {
      const { assembly, context, founders, id } = await proposed();
      await expect(proposeBy(context, founders[1]!, await stock(context), "A proposal"))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Pending, ethers.ZeroHash);
    });

    it("reverts with AssemblyTooManyProposals until a vote has ended, also if a proposal is withdrawn", async () => {
      const { assembly, context, founders, id, key } = await proposed();
      for (const amount of [2n, 3n]) await proposeBy(context, founders[0]!, await stock(context, amount), "More");
      expect(await assembly.liveProposals(1)).to.equal(3n);
      const freeAt = await assembly.proposalDeadline(id);
      await assembly.connect(founders[0]!.signer).cancel(...key);
      await expect(proposeBy(context, founders[0]!, await stock(context, 4n), "More"))
        .to.be.revertedWithCustomError(assembly, "AssemblyTooManyProposals")
        .withArgs(1n, freeAt);
      await time.increaseTo(freeAt + 100n);
      expect(await assembly.liveProposals(1)).to.equal(0n);
      await proposeBy(context, founders[0]!, await stock(context, 5n), "More");
    });

    it("reverts with AssemblyTooManyAgents when a lane of the count might not hold all ballots", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, members, founders } = context;
      await setLastId(members, 2 ** 23);
      await expect(proposeBy(context, founders[0]!, await stock(context), "Too many"))
        .to.be.revertedWithCustomError(assembly, "AssemblyTooManyAgents")
        .withArgs(2n ** 23n, 2n ** 23n);
    });

    /** Writes the register's last id into its storage, wherever it stands. */
    async function setLastId(members: Governance["members"], id: number) {
      const [address, known] = [await members.getAddress(), ethers.toBeHex(await members.lastId(), 4).slice(2)];
      for (let slot = 0; slot < 60; ++slot) {
        const word = await networkHelpers.getStorageAt(address, slot);
        for (let place = 2; place <= 58; place += 2) {
          if (word.slice(place, place + 8) !== known) continue;
          const changed = word.slice(0, place) + ethers.toBeHex(id, 4).slice(2) + word.slice(place + 8);
          await networkHelpers.setStorageAt(address, slot, changed);
          if (Number(await members.lastId()) === id) return;
          await networkHelpers.setStorageAt(address, slot, word);
        }
      }
      throw new RangeError("the last id stands nowhere");
    }

    describe("given a description that names its proposer", () => {
      it("reverts with GovernorRestrictedProposer for anybody else, so nobody can copy and withdraw it", async () => {
        const context = await networkHelpers.loadFixture(nation);
        const { assembly, founders } = context;
        const description = ownDescription("Seven", founders[0]!.signer.address);
        expect(ownDescription(description, founders[1]!.signer.address)).to.equal(description);
        expect(readableDescription(description)).to.equal("Seven");
        await expect(proposeBy(context, founders[1]!, await stock(context), description))
          .to.be.revertedWithCustomError(assembly, "GovernorRestrictedProposer")
          .withArgs(founders[1]!.signer.address);
        await proposeBy(context, founders[0]!, await stock(context), description);
      });

      it("takes a suffix that is no address as plain text", async () => {
        const context = await networkHelpers.loadFixture(nation);
        const { founders } = context;
        await proposeBy(context, founders[1]!, await stock(context), `Seven#proposer=0x${"g".repeat(40)}`);
        await proposeBy(context, founders[1]!, await stock(context), `Seven#proposal=0x${"a".repeat(40)}`);
      });
    });
  });

  describe("makeProposal", () => {
    const actOf = async (context: Governance, by: bigint, deadline: bigint = FOREVER) => {
      const [targets, values, calldatas] = listsOf(await stock(context));
      return { by, targets, values, calldatas, description: "Signed", deadline };
    };

    it("makes the proposal of a member without coins, carried by anybody, once", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, electors, strangers } = context;
      const author = electors[12]!;
      const act = await actOf(context, author.id);
      const signature = await signAs(context, author, assembly, "makeProposal", act);
      await assembly.connect(strangers[0]).makeProposal(act, signature);
      const id = proposalId(await stock(context), "Signed");
      expect((await assembly.decisionOf(id)).by).to.equal(author.id);
      await expect(assembly.makeProposal(act, signature)).to.be.revertedWithCustomError(
        assembly,
        "GovernorUnexpectedProposalState",
      );
    });

    it("is carried in a batch of acts", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, electors } = context;
      const act = await actOf(context, electors[12]!.id);
      const signature = await signAs(context, electors[12]!, assembly, "makeProposal", act);
      const call = assembly.interface.encodeFunctionData("makeProposal", [act, signature]);
      await expect(assembly.carry([call, call])).to.emit(assembly, "CallSkipped");
      expect(await assembly.liveProposals(electors[12]!.id)).to.equal(1n);
    });

    it("reverts for an expired statement, another's signature and another's key", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, electors, founders } = context;
      const late = await actOf(context, 1n, 1n);
      await expect(assembly.connect(founders[0]!.signer).makeProposal(late, "0x"))
        .to.be.revertedWithCustomError(assembly, "StatementExpired")
        .withArgs(1n, 1n);
      const act = await actOf(context, 1n);
      await expect(assembly.makeProposal(act, await signAs(context, electors[12]!, assembly, "makeProposal", act)))
        .to.be.revertedWithCustomError(assembly, "StatementBadSignature")
        .withArgs(1n);
      await expect(assembly.connect(founders[1]!.signer).makeProposal(act, "0x"))
        .to.be.revertedWithCustomError(assembly, "StatementNotByKeyHolder")
        .withArgs(1n, founders[1]!.signer.address);
    });
  });

  describe("cancel and withdrawProposal", () => {
    it("ends a proposal by its proposer before the vote, also signed", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, founders, strangers } = context;
      const { id } = await proposeBy(context, founders[0]!, await stock(context), "A slip");
      const act = { by: 1n, proposal: id, deadline: FOREVER };
      const signature = await signAs(context, founders[0]!, assembly, "withdrawProposal", act);
      await expect(assembly.connect(strangers[0]).withdrawProposal(act, signature))
        .to.emit(assembly, "ProposalCanceled")
        .withArgs(id);
      expect(await assembly.state(id)).to.equal(State.Canceled);
      await expect(assembly.withdrawProposal(act, signature))
        .to.be.revertedWithCustomError(assembly, "GovernorUnableToCancel")
        .withArgs(id, founders[0]!.signer.address);
    });

    it("reverts with GovernorUnableToCancel for anybody else, and for the proposer once the vote is open", async () => {
      const { assembly, founders, id, key } = await proposed();
      const other = founders[1]!.signer;
      await expect(assembly.connect(other).cancel(...key))
        .to.be.revertedWithCustomError(assembly, "GovernorUnableToCancel")
        .withArgs(id, other.address);
      await expect(assembly.connect(other).withdrawProposal({ by: 2, proposal: id, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(assembly, "GovernorUnableToCancel")
        .withArgs(id, other.address);
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      const proposer = founders[0]!.signer;
      await expect(assembly.connect(proposer).cancel(...key))
        .to.be.revertedWithCustomError(assembly, "GovernorUnableToCancel")
        .withArgs(id, proposer.address);
    });

    it("stops what waits in the timelock by another decision of the nation, and nothing else does", async () => {
      // The first decision waits a year; the second, of the assembly itself, overtakes it.
      const context = await deployGovernance(ethers, {
        founders: 5,
        rules: [CONSTITUTIONAL, { ...ORDINARY, executionDelay: 60n * DAY }],
      });
      const { assembly, founders, timelock } = context;
      const slow = await proposeBy(context, founders[0]!, await stock(context), "Slow");
      await decide(context, slow.id);
      await assembly.queue(...slow.key);
      const stop = await proposeBy(context, founders[1]!, await callOf(assembly, "cancel", slow.key), "Stop it");
      await decide(context, stop.id);
      await assembly.queue(...stop.key);
      await time.increaseTo(await assembly.proposalEta(stop.id));
      await expect(assembly.execute(...stop.key)).to.emit(timelock, "Cancelled");
      expect(await assembly.state(slow.id)).to.equal(State.Canceled);
      await time.increaseTo(await assembly.proposalEta(slow.id));
      await expect(assembly.execute(...slow.key))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(slow.id, State.Canceled, only(State.Queued));
    });

    async function decide({ assembly, founders }: Governance, id: bigint) {
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      for (const { signer } of founders) await assembly.connect(signer).castVote(id, Choice.For);
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
    }
  });

  describe("castVote", () => {
    it("counts a member's vote once", async () => {
      const { assembly, founders, id } = await open();
      const voter = founders[2]!.signer;
      await expect(assembly.connect(voter).castVote(id, Choice.Abstain))
        .to.emit(assembly, "VoteCast")
        .withArgs(voter.address, id, 2n, 1n, "");
      expect(await assembly.ballotOf(id, 3)).to.deep.equal([true, 2n, false]);
      expect(await assembly.ballotOf(id, 4)).to.deep.equal([false, 0n, false]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 0n, 1n, 0n]);
      await expect(assembly.connect(voter).castVote(id, Choice.For))
        .to.be.revertedWithCustomError(assembly, "GovernorAlreadyCastVote")
        .withArgs(voter.address);
    });

    it("reverts with GovernorInvalidVoteType for a choice there is not, a block under a rule without blocks", async () => {
      const { assembly, founders, id } = await open();
      for (const choice of [3, 4, 255]) {
        await expect(assembly.connect(founders[0]!.signer).castVote(id, choice)).to.be.revertedWithCustomError(
          assembly,
          "GovernorInvalidVoteType",
        );
      }
    });

    it("reverts with GovernorInvalidVoteParams for parameters", async () => {
      const { assembly, founders, id } = await open();
      await expect(
        assembly.connect(founders[0]!.signer).castVoteWithReasonAndParams(id, 1, "", "0x01"),
      ).to.be.revertedWithCustomError(assembly, "GovernorInvalidVoteParams");
    });

    it("reverts with AssemblyUseCastBallot for the governor's votes by signature", async () => {
      const { assembly, founders, id } = await open();
      const voter = founders[0]!.signer.address;
      for (const call of [
        () => assembly.castVoteBySig(id, 1, voter, "0x"),
        () => assembly.castVoteWithReasonAndParamsBySig(id, 1, voter, "", "0x", "0x"),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(assembly, "AssemblyUseCastBallot");
      }
    });

    it("reverts with GovernorUnexpectedProposalState before the snapshot has passed and after the end", async () => {
      const made = await proposed();
      const { assembly, founders, id } = made;
      const as = assembly.connect(founders[0]!.signer);
      await time.setNextBlockTimestamp(await assembly.proposalSnapshot(id));
      await expect(as.castVote(id, 1))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Pending, only(State.Active));
      await time.setNextBlockTimestamp((await assembly.proposalDeadline(id)) + 1n);
      await expect(as.castVote(id, 1))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Defeated, only(State.Active));
    });

    it("counts a vote in the last second, and none of it can be executed in that block", async () => {
      const { assembly, founders, id, key } = await open();
      await time.setNextBlockTimestamp(await assembly.proposalDeadline(id));
      await assembly.connect(founders[0]!.signer).castVote(id, 1);
      await time.setNextBlockTimestamp((await assembly.proposalDeadline(id)) + 1n);
      await expect(assembly.execute(...key)).to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState");
    });

    it("reverts with GovernorNonexistentProposal for an unknown proposal", async () => {
      const { assembly, founders } = await networkHelpers.loadFixture(nation);
      await expect(assembly.connect(founders[0]!.signer).castVote(77n, 1))
        .to.be.revertedWithCustomError(assembly, "GovernorNonexistentProposal")
        .withArgs(77n);
    });
  });

  describe("the electorate", () => {
    it("is frozen at the snapshot: who joins later has no vote, who leaves later keeps it", async () => {
      const { assembly, members, founders, strangers, id } = await open();
      const quorum = await assembly.proposalQuorum(id);
      const newcomer = await admit(members, founders, strangers[0]!);
      await expect(assembly.connect(strangers[0]).castVote(id, 1))
        .to.be.revertedWithCustomError(assembly, "AssemblyNotInElectorate")
        .withArgs(newcomer, id);
      await members.connect(founders[5]!.signer).resign({ by: 6, nonce: 0, deadline: FOREVER }, "0x");
      await assembly.connect(founders[5]!.signer).castVote(id, 0);
      expect(await assembly.proposalQuorum(id)).to.equal(quorum);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 0n, 0n, 0n]);
    });

    it("counts who is admitted in the very second of the snapshot, as voter and in the quorum", async () => {
      const { assembly, members, founders, strangers, id } = await proposed();
      await members
        .connect(founders[0]!.signer)
        .introduce(
          { by: 1, key: strangers[0]!.address, deadline: FOREVER },
          "0x",
          await consentOf(members, strangers[0]!),
        );
      const newcomer = await members.lastId();
      await time.setNextBlockTimestamp(await assembly.proposalSnapshot(id));
      await members.connect(founders[1]!.signer).vouch({ by: 2, subject: newcomer, nonce: 0, deadline: FOREVER }, "0x");
      expect(await time.latest()).to.equal(Number(await assembly.proposalSnapshot(id)));
      await time.increase(1);
      await assembly.connect(strangers[0]).castVote(id, 1);
      // A fifth of sixteen, rounded up; of fifteen it would be three.
      expect(await assembly.proposalQuorum(id)).to.equal(4n);
    });

    it("refuses strangers and former keys", async () => {
      const { assembly, members, founders, strangers, context, id } = await open();
      await expect(assembly.connect(strangers[0]).castVote(id, 1))
        .to.be.revertedWithCustomError(assembly, "AssemblyNotInElectorate")
        .withArgs(0n, id);
      const move = { by: 5, newKey: strangers[1]!.address, nonce: 0, deadline: FOREVER };
      const signature = await signAs(context, founders[4]!, members, "rotateKey", move);
      await members.connect(strangers[1]).rotateKey(move, signature, "0x");
      await expect(assembly.connect(founders[4]!.signer).castVote(id, 1))
        .to.be.revertedWithCustomError(assembly, "AssemblyNotInElectorate")
        .withArgs(5n, id);
      await assembly.connect(strangers[1]).castVote(id, 1);
      expect(await assembly.hasVoted(id, founders[4]!.signer)).to.equal(true);
      const snapshot = await assembly.proposalSnapshot(id);
      expect(await assembly.getVotes(founders[4]!.signer, snapshot)).to.equal(0n);
      expect(await assembly.getVotes(strangers[1]!, snapshot)).to.equal(1n);
    });

    function consentOf(members: Governance["members"], signer: Governance["strangers"][number]) {
      return signKeyConsent({ register: members, agent: "Applicant", deadline: FOREVER, signer });
    }

    async function admit(
      members: Governance["members"],
      founders: Governance["founders"],
      applicant: Governance["strangers"][number],
    ) {
      const act = { by: 1, key: applicant.address, deadline: FOREVER };
      await members.connect(founders[0]!.signer).introduce(act, "0x", await consentOf(members, applicant));
      const id = await members.lastId();
      await members.connect(founders[1]!.signer).vouch({ by: 2, subject: id, nonce: 0, deadline: FOREVER }, "0x");
      return id;
    }
  });

  describe("castBallot", () => {
    it("counts a signed ballot carried by anybody, and never again", async () => {
      const { assembly, context, electors, strangers, id } = await open();
      const author = electors[11]!;
      const act = { by: author.id, proposal: id, choice: Choice.Against, deadline: FOREVER };
      const signature = await signAs(context, author, assembly, "castBallot", act);
      await assembly.connect(strangers[0]).castBallot(act, signature);
      expect(await assembly.ballotOf(id, author.id)).to.deep.equal([true, 0n, false]);
      await expect(assembly.castBallot(act, signature)).to.be.revertedWithCustomError(
        assembly,
        "GovernorAlreadyCastVote",
      );
    });

    it("lets the author alone change a ballot, and a signed one does not bring the old choice back", async () => {
      const { assembly, context, founders, id } = await open();
      const author = founders[0]!;
      const act = { by: 1n, proposal: id, choice: Choice.For, deadline: FOREVER };
      const signature = await signAs(context, author, assembly, "castBallot", act);
      await assembly.castBallot(act, signature);
      await expect(assembly.connect(author.signer).castBallot({ ...act, choice: Choice.Against }, "0x"))
        .to.emit(assembly, "BallotChanged")
        .withArgs(1n, id, 1n, 0n, "");
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 0n, 0n, 0n]);
      await expect(assembly.castBallot(act, signature))
        .to.be.revertedWithCustomError(assembly, "GovernorAlreadyCastVote")
        .withArgs(author.signer.address);
    });

    it("reverts for an expired statement, a signature for another proposal, and another's key", async () => {
      const { assembly, context, founders, id } = await open();
      const act = { by: 1n, proposal: id, choice: 1, deadline: FOREVER };
      await expect(assembly.connect(founders[0]!.signer).castBallot({ ...act, deadline: 1 }, "0x"))
        .to.be.revertedWithCustomError(assembly, "StatementExpired")
        .withArgs(1n, 1n);
      const other = await signAs(context, founders[0]!, assembly, "castBallot", { ...act, proposal: id + 1n });
      await expect(assembly.castBallot(act, other))
        .to.be.revertedWithCustomError(assembly, "StatementBadSignature")
        .withArgs(1n);
      await expect(assembly.connect(founders[1]!.signer).castBallot(act, "0x"))
        .to.be.revertedWithCustomError(assembly, "StatementNotByKeyHolder")
        .withArgs(1n, founders[1]!.signer.address);
    });
  });

  describe("castBallots", () => {
    it("skips what is malformed, unknown or no choice, in whatever order, and counts the rest", async () => {
      const { assembly, context, electors, strangers, id } = await open();
      const good = await signBallot(context, electors[10]!, id, Choice.For);
      const block = await signBallot(context, electors[11]!, id, Choice.Block);
      const nobody = { ...(await signBallot(context, electors[12]!, id, Choice.For)), by: 4_000_000_000n };
      const short = { ...(await signBallot(context, electors[13]!, id, Choice.For)), signature: "0x1234" };
      const batch = packBallots([good, block, nobody, short]);
      for (const [rest, last] of [
        ["0x00", true],
        [`0x0000000a01000000ffff0041${"00".repeat(64)}`, true],
        ["0x", false],
      ] as const) {
        const snapshot = await networkHelpers.takeSnapshot();
        const sent = await assembly.connect(strangers[0]).castBallots(id, ethers.concat([batch, rest]));
        const receipt = await sent.wait();
        const [event] = await assembly.queryFilter(assembly.filters.BallotsCast(id), receipt!.blockNumber);
        const report = unpackReport(event!.args.ballots);
        expect(report.slice(0, 4)).to.deep.equal([
          { by: 11n, choice: 1, outcome: "counted" },
          { by: 12n, choice: 3, outcome: "bad choice" },
          { by: 14n, choice: 1, outcome: "bad signature" },
          { by: 4_000_000_000n, choice: 1, outcome: "not in the electorate" },
        ]);
        expect(report.slice(4)).to.deep.equal(last ? [{ by: 0n, choice: 0, outcome: "malformed" }] : []);
        expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 1n, 0n, 0n]);
        await snapshot.restore();
      }
    });

    it("reverts with GovernorUnexpectedProposalState unless voting is open", async () => {
      const { assembly, context, electors, id } = await proposed();
      const batch = packBallots([await signBallot(context, electors[10]!, id, Choice.For)]);
      await expect(assembly.castBallots(id, batch))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Pending, only(State.Active));
    });

    it("says what it counted", async () => {
      const { assembly, context, electors, id } = await open();
      const ballots = await Promise.all(electors.slice(10, 14).map((author) => signBallot(context, author, id, 0)));
      expect(await assembly.castBallots.staticCall(id, packBallots(ballots))).to.equal(4n);
      expect(await assembly.castBallots.staticCall(id, "0x")).to.equal(0n);
    });

    it("is read back by clients that refuse foreign bytes", () => {
      expect(() => unpackReport("0x01")).to.throw(RangeError);
      expect(() => unpackReport("0x0000000170")).to.throw(RangeError);
    });
  });

  describe("the outcome", () => {
    const outcomes = [
      { title: "nobody votes", choices: [], state: State.Defeated },
      { title: "For and Against are equal", choices: [1, 1, 0, 0], state: State.Defeated },
      { title: "For leads but the quorum of 3 of 15 is missed by one", choices: [1, 1], state: State.Defeated },
      { title: "Abstain fills the quorum", choices: [1, 1, 2], state: State.Succeeded },
      { title: "Against does not fill the quorum", choices: [1, 1, 0], state: State.Defeated },
    ];
    for (const { title, choices, state } of outcomes) {
      it(`is ${state === State.Succeeded ? "passed" : "defeated"} when ${title}`, async () => {
        const made = await open();
        await vote(made, choices);
        await ended(made);
        expect(await made.assembly.state(made.id)).to.equal(state);
      });
    }

    it("needs two thirds under the constitutional rule: 6 of 9 do, 6 of 10 do not", async () => {
      for (const [inFavour, against, state] of [
        [6, 3, State.Succeeded],
        [6, 4, State.Defeated],
      ] as const) {
        const made = await open(({ assembly }) => callOf(assembly, "castVote", [1n, 1n]));
        // Half of fifteen is eight: two who abstain fill the quorum.
        const ballots = await Promise.all(
          made.electors.slice(10, 12).map((author) => signBallot(made.context, author, made.id, Choice.Abstain)),
        );
        await made.assembly.castBallots(made.id, packBallots(ballots));
        await vote(made, [...Array<number>(inFavour).fill(1), ...Array<number>(against).fill(0)]);
        await ended(made);
        expect(await made.assembly.state(made.id)).to.equal(state);
      }
    });

    it("is stopped by one block where the rule knows blocks", async () => {
      const made = await open(consensual);
      await vote(made, [1, 1, 1, 1, 1, 1, 1, 1, 3]);
      expect(await made.assembly.proposalVotes(made.id)).to.deep.equal([0n, 8n, 0n, 1n]);
      await ended(made);
      expect(await made.assembly.state(made.id)).to.equal(State.Defeated);
    });

    it("gives a day more, once, when a ballot in the last day turns it", async () => {
      const made = await open(consensual);
      const { assembly, founders, id } = made;
      await vote(made, [1, 1]);
      const deadline = await assembly.proposalDeadline(id);
      await time.setNextBlockTimestamp(deadline - HOUR);
      const extended = deadline - HOUR + 24n * HOUR;
      await expect(assembly.connect(founders[2]!.signer).castVote(id, 1))
        .to.emit(assembly, "ProposalExtended")
        .withArgs(id, extended);
      expect(await assembly.proposalDeadline(id)).to.equal(extended);
      await time.setNextBlockTimestamp(extended);
      await expect(assembly.connect(founders[3]!.signer).castVote(id, 3)).not.to.emit(assembly, "ProposalExtended");
      await time.increase(1);
      expect(await assembly.state(id)).to.equal(State.Defeated);
    });

    it("leaves the end as it is when a late ballot turns nothing, or comes before the last day", async () => {
      const made = await open(consensual);
      const { assembly, founders, id } = made;
      const deadline = await assembly.proposalDeadline(id);
      await vote(made, [1, 1, 1]);
      await time.setNextBlockTimestamp(deadline - HOUR);
      await assembly.connect(founders[3]!.signer).castVote(id, 1);
      expect(await assembly.proposalDeadline(id)).to.equal(deadline);
      expect((await assembly.voteOf(id)).lateHours).to.equal(CONSENSUS.lateHours);
    });
  });

  describe("queue and execute", () => {
    it("waits the rule's delay, then carries out the very calls, once", async () => {
      const { assembly, members, timelock, id, key } = await passed();
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Succeeded, only(State.Queued));
      await expect(assembly.queue(...key)).to.emit(timelock, "CallScheduled");
      const eta = await assembly.proposalEta(id);
      expect(eta).to.equal(BigInt(await time.latest()) + ORDINARY.executionDelay);
      await time.setNextBlockTimestamp(eta - 1n);
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(assembly, "AssemblyNotYetDue")
        .withArgs(id, eta);
      await time.setNextBlockTimestamp(eta);
      await expect(assembly.execute(...key))
        .to.emit(assembly, "ProposalExecuted")
        .withArgs(id);
      expect((await members.terms()).vouchStock).to.equal(7n);
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Executed, only(State.Queued));
    });

    it("reverts with GovernorUnexpectedProposalState for a defeated or a queued proposal", async () => {
      const made = await ended(await open());
      await expect(made.assembly.queue(...made.key))
        .to.be.revertedWithCustomError(made.assembly, "GovernorUnexpectedProposalState")
        .withArgs(made.id, State.Defeated, only(State.Succeeded));
      const { assembly, id, key } = await queued();
      await expect(assembly.queue(...key))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Queued, only(State.Succeeded));
    });

    it("does not know other calls than those voted on", async () => {
      const { assembly, context, key } = await queued();
      const other = keyOf(await stock(context, 8n), "A proposal");
      expect(other[3]).to.equal(key[3]);
      await expect(assembly.execute(...other)).to.be.revertedWithCustomError(assembly, "GovernorNonexistentProposal");
    });

    it("expires: what passed and was not queued, and what was queued and not executed", async () => {
      const first = await passed();
      const window = ORDINARY.executionWindow;
      await time.increaseTo((await first.assembly.proposalDeadline(first.id)) + window + 1n);
      expect(await first.assembly.state(first.id)).to.equal(State.Expired);
      const { assembly, id, key } = await queued();
      await time.increaseTo((await assembly.proposalEta(id)) + window + 1n);
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, State.Expired, only(State.Queued));
    });

    it("sends money that comes with the execution, and what is over stays with the nation", async () => {
      const receiver = ethers.Wallet.createRandom().address;
      const pay = () => Promise.resolve({ targets: [receiver], values: [5n], calldatas: ["0x"] });
      const { assembly, timelock, id, key } = await queued(pay);
      await time.increaseTo(await assembly.proposalEta(id));
      await assembly.execute(...key, { value: 8n });
      expect(await ethers.provider.getBalance(receiver)).to.equal(5n);
      expect(await ethers.provider.getBalance(timelock)).to.equal(3n);
      expect(await ethers.provider.getBalance(assembly)).to.equal(0n);
    });

    it("undoes the execution when a call fails, so that it can be tried again", async () => {
      const { assembly, members, timelock, id, key } = await queued(consensual);
      await time.increaseTo(await assembly.proposalEta(id));
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(members, "CharteredOnlyFounding")
        .withArgs(await timelock.getAddress());
      expect(await assembly.state(id)).to.equal(State.Queued);
    });

    it("undoes an execution that leaves the timelock in other hands, with AssemblyArticlesBroken", async () => {
      // Articles over another timelock see nothing, and find that it is not the assembly's.
      const { members, timelock, nation: deployer, founders } = await deployMembership(ethers);
      const none = await ethers.deployContract("TimelockController", [0, [], [], deployer]);
      const rules = await ethers.deployContract("DecisionRules", [timelock, [ORDINARY], [], 3, DAY]);
      const { assembly } = await deployAssembly(ethers, { members, timelock, rules, guarded: none });
      for (const role of ["PROPOSER_ROLE", "EXECUTOR_ROLE"]) await timelock.grantRole(ethers.id(role), assembly);
      const key = keyOf(await callOf(members, "fold", [1n]), "x");
      await assembly.connect(founders[0]!.signer).propose(key[0], key[1], key[2], "x");
      const id = await assembly.hashProposal(...key);
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      for (const { signer } of founders) await assembly.connect(signer).castVote(id, 1);
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
      await assembly.queue(...key);
      await time.increaseTo(await assembly.proposalEta(id));
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(assembly, "AssemblyArticlesBroken")
        .withArgs(id);
    });

    it("keeps the rule a proposal was made under when the rule changes in mid-vote", async () => {
      const { assembly, rules, context, founders } = await open();
      const change = await proposeBy(
        context,
        founders[1]!,
        await callOf(rules, "setRule", [1, { ...ORDINARY, thresholdBps: 9_000n }]),
        "Stricter",
      );
      await time.increaseTo((await assembly.proposalSnapshot(change.id)) + 1n);
      for (const { signer } of founders) await assembly.connect(signer).castVote(change.id, 1);
      await time.increaseTo((await assembly.proposalDeadline(change.id)) + 1n);
      await assembly.queue(...change.key);
      await time.increaseTo((await assembly.proposalEta(change.id)) - 2n * HOUR);
      const running = await proposeBy(context, founders[0]!, await stock(context, 9n), "Under the old rule");
      await time.increaseTo(await assembly.proposalEta(change.id));
      await assembly.execute(...change.key);
      expect((await rules.ruleAt(1)).thresholdBps).to.equal(9_000n);
      expect((await assembly.voteOf(running.id)).thresholdBps).to.equal(5_000n);
      const next = await proposeBy(context, founders[0]!, await stock(context, 10n), "Under the new rule");
      expect((await assembly.voteOf(next.id)).thresholdBps).to.equal(9_000n);
    });
  });
});
