import { expect } from "chai";
import { network } from "hardhat";

import { CALLABLE } from "../../sdk/governance/selectors.ts";
import { Choice, packBallots, unpackReport } from "../../sdk/governance/ballots.ts";
import { listsOf, ownDescription } from "../../sdk/governance/proposals.ts";
import { signKeyConsent, signStatement } from "../../sdk/statements.ts";
import { callOf, deployGovernance, keyOf, proposeBy, signBallot } from "../fixtures/governance.ts";
import { FOREVER, PLAIN_TERMS, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const State = { Pending: 0n, Canceled: 2n, Defeated: 3n, Queued: 5n, Executed: 7n };

// Each attack took over, or nearly took over, a real organisation, or a library that many of them use.
describe("Takeovers that worked elsewhere", () => {
  const nation = () => deployGovernance(ethers, { founders: 10, coinless: 3 });

  async function setting() {
    const context = await networkHelpers.loadFixture(nation);
    const calls = await callOf(context.members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: 7n }]);
    return { ...context, context, calls };
  }

  async function passed() {
    const made = await setting();
    const { id, key } = await proposeBy(made.context, made.founders[0]!, made.calls, "Seven");
    await time.increaseTo((await made.assembly.proposalSnapshot(id)) + 1n);
    for (const { signer } of made.founders) await made.assembly.connect(signer).castVote(id, Choice.For);
    return { ...made, id, key };
  }

  async function queued() {
    const made = await passed();
    await time.increaseTo((await made.assembly.proposalDeadline(made.id)) + 1n);
    await made.assembly.queue(...made.key);
    await time.increaseTo(await made.assembly.proposalEta(made.id));
    return made;
  }

  describe("Beanstalk, April 2022: power borrowed for one transaction, which voted and executed", () => {
    it("a newcomer has no vote on what was proposed before, nor in the second of the proposal", async () => {
      const { assembly, members, founders, strangers, context, calls } = await setting();
      const [amara, bo] = founders as [Person, Person, ...Person[]];
      const signer = strangers[0]!;
      const { id } = await proposeBy(context, amara, calls, "Seven");
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      const consent = await signKeyConsent({ register: members, agent: "Applicant", deadline: FOREVER, signer });
      const act = { by: amara.id, key: signer.address, deadline: FOREVER };
      await members.connect(amara.signer).introduce(act, "0x", consent);
      const newcomer = await members.lastId();
      await members.connect(bo.signer).vouch({ by: bo.id, subject: newcomer, nonce: 0, deadline: FOREVER }, "0x");
      expect(await members.isActive(newcomer)).to.equal(true);
      await expect(assembly.connect(signer).castVote(id, Choice.For))
        .to.be.revertedWithCustomError(assembly, "AssemblyNotInElectorate")
        .withArgs(newcomer, id);
    });

    it("nothing is voted on in the block that proposes it, and nothing executed in the block that decides it", async () => {
      const { assembly, founders, id, key } = await passed();
      const deadline = await assembly.proposalDeadline(id);
      const [voter] = founders as [Person, ...Person[]];
      await ethers.provider.send("evm_setAutomine", [false]);
      const other = listsOf(await callOf(assembly, "castVote", [1n, 1n]));
      const sent = [
        await assembly.connect(voter.signer).propose(...other, "At once"),
        await assembly
          .connect(voter.signer)
          .castVote(await assembly.hashProposal(...keyOf(callsOf(other), "At once")), 1),
        await assembly.queue(...key),
        await assembly.execute(...key),
      ];
      await time.setNextBlockTimestamp(deadline);
      await ethers.provider.send("evm_mine", []);
      await ethers.provider.send("evm_setAutomine", [true]);
      const receipts = await Promise.all(sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)));
      expect(new Set(receipts.map((receipt) => receipt!.blockNumber)).size, "one block").to.equal(1);
      expect(receipts.map((receipt) => receipt!.status)).to.deep.equal([1, 0, 0, 0]);
    });
  });

  describe("Tornado Cash, May 2023: other code behind an address that voters had read", () => {
    it("is not executed, and is again once the code is what it was", async () => {
      const { assembly, members, id, key, context } = await queued();
      const target = await members.getAddress();
      const code = await ethers.provider.getCode(target);
      const [read, swapped] = [await assembly.codeOf(id), `${code.slice(0, -2)}00`];
      await networkHelpers.setCode(target, swapped);
      const found = await context.articles.check(key[0], key[1], key[2]);
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(assembly, "AssemblyCodeChanged")
        .withArgs(id, read, found);
      await networkHelpers.setCode(target, "0x");
      await expect(assembly.execute(...key)).to.be.revertedWithCustomError(context.articles, "ArticlesNoCode");
      await networkHelpers.setCode(target, code);
      await expect(assembly.execute(...key)).to.emit(assembly, "ProposalExecuted");
    });

    it("cannot be asked for where there is no code yet, and coins sent to nobody do not reach code that came later", async () => {
      const { assembly, founders, context } = await setting();
      const person = ethers.Wallet.createRandom().address;
      const call = { targets: [person], values: [0n], calldatas: ["0x12345678"] };
      await expect(assembly.connect(founders[0]!.signer).propose(...listsOf(call), "A call to nobody"))
        .to.be.revertedWithCustomError(context.articles, "ArticlesNoCode")
        .withArgs(person);
      const pay = { targets: [person], values: [0n], calldatas: ["0x"] };
      const { id, key } = await proposeBy(context, founders[0]!, pay, "Coins for somebody");
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      for (const { signer } of founders) await assembly.connect(signer).castVote(id, Choice.For);
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
      await assembly.queue(...key);
      await time.increaseTo(await assembly.proposalEta(id));
      await networkHelpers.setCode(person, "0x60006000f3");
      await expect(assembly.execute(...key)).to.be.revertedWithCustomError(assembly, "AssemblyCodeChanged");
      await networkHelpers.setCode(person, "0x");
      await networkHelpers.setBalance(person, 1n); // coins are no code
      await expect(assembly.execute(...key)).to.emit(assembly, "ProposalExecuted");
    });
  });

  describe("Build Finance, February 2022: a second try while nobody looked", () => {
    it("fails for want of people: a quorum counts heads, and missing the first vote lowers nothing", async () => {
      const { assembly, founders, context, calls } = await setting();
      for (const title of ["A first try", "A second try"]) {
        const { id } = await proposeBy(context, founders[0]!, calls, title);
        await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
        await assembly.connect(founders[0]!.signer).castVote(id, Choice.For);
        await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
        expect(await assembly.state(id)).to.equal(State.Defeated);
        expect(await assembly.proposalQuorum(id)).to.equal(3n);
      }
    });
  });

  describe("OpenZeppelin's Governor before 4.9.1 (GHSA-5h3x-9wvq-w4m2): a proposal copied first, then cancelled", () => {
    it("cannot be copied when its description names its proposer", async () => {
      const { assembly, founders, context, calls } = await setting();
      const [amara, thief] = founders as [Person, Person, ...Person[]];
      const description = ownDescription("Seven", amara.signer.address);
      await expect(assembly.connect(thief.signer).propose(...listsOf(calls), description))
        .to.be.revertedWithCustomError(assembly, "GovernorRestrictedProposer")
        .withArgs(thief.signer.address);
      const { id, key } = await proposeBy(context, amara, calls, description);
      await expect(assembly.connect(thief.signer).cancel(...key)).to.be.revertedWithCustomError(
        assembly,
        "GovernorUnableToCancel",
      );
      expect(await assembly.state(id)).to.equal(State.Pending);
    });
  });

  describe("Replayed votes (flexible-voting#50, OpenZeppelin#4378): a signature used again", () => {
    it("counts once, for one proposal, on one chain, in one contract", async () => {
      const { assembly, context, founders, electors, calls } = await setting();
      const { id } = await proposeBy(context, founders[0]!, calls, "Seven");
      const { id: other } = await proposeBy(context, founders[0]!, calls, "Seven again");
      await time.increaseTo((await assembly.proposalSnapshot(other)) + 1n);
      const author = electors[11]!;
      const good = await signBallot(context, author, id, Choice.For);
      const act = { by: author.id, proposal: other, choice: Choice.For, deadline: FOREVER };
      const { domain, types, message } = await signStatement({
        ...{ contract: assembly, method: "castBallot", act, keyEpoch: 0, signer: author.signer },
      });
      const elsewhere = [{ chainId: 1n }, { verifyingContract: founders[0]!.signer.address }];
      const foreign = await Promise.all(
        elsewhere.map((change) => author.signer.signTypedData({ ...domain, ...change }, types, message)),
      );
      expect(await outcomes(id, [good, good])).to.deep.equal(["counted", "already cast"]);
      const replayed = [good, ...foreign.map((signature) => ({ ...good, signature }))];
      expect(await outcomes(other, replayed)).to.deep.equal(Array(3).fill("bad signature"));

      async function outcomes(proposal: bigint, ballots: Parameters<typeof packBallots>[0]) {
        const receipt = await (await assembly.castBallots(proposal, packBallots(ballots))).wait();
        const [event] = await assembly.queryFilter(assembly.filters.BallotsCast(proposal), receipt!.blockNumber);
        return unpackReport(event!.args.ballots).map(({ outcome }) => outcome);
      }
    });
  });

  // Nearly: it had its quorum when it was found, and was cancelled.
  describe("Yam Finance, July 2022: a decision that hands control of the treasury to one account, made hard to notice", () => {
    it("is refused when it is proposed, in plain sight or wrapped", async () => {
      const { assembly, articles, members, timelock, founders, strangers } = await setting();
      const role = await timelock.EXECUTOR_ROLE();
      const carried = [members.interface.encodeFunctionData("fillSeat", [4, strangers[0]!.address])];
      for (const calls of [
        await callOf(timelock, "grantRole", [role, strangers[0]!.address]),
        await callOf(timelock, "updateDelay", [2n ** 40n]),
        await callOf(members, "carry", [carried]),
      ]) {
        await expect(
          assembly.connect(founders[0]!.signer).propose(...listsOf(calls), "Trust me"),
        ).to.be.revertedWithCustomError(articles, "ArticlesCrossed");
      }
    });
  });

  describe("Audius, July 2022: an initializer that could be called again", () => {
    it("there is none: no contract of a nation is initialized or upgraded after its making", () => {
      const suspects = Object.entries(CALLABLE).flatMap(([contract, abi]) =>
        abi.fragments
          .map((fragment) => ("name" in fragment ? String(fragment.name) : ""))
          .filter((name) => /^(initiali[sz]e|upgrade|delegatecall)/i.test(name))
          .map((name) => `${contract}.${name}`),
      );
      expect(suspects).to.deep.equal([]);
    });
  });

  it("what is queued is executed once", async () => {
    const { assembly, id, key } = await queued();
    await assembly.execute(...key);
    expect(await assembly.state(id)).to.equal(State.Executed);
    await expect(assembly.execute(...key)).to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState");
  });

  const callsOf = ([targets, values, calldatas]: ReturnType<typeof listsOf>) => ({ targets, values, calldatas });
});
