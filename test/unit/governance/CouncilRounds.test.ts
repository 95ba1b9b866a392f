import { expect } from "chai";
import { network } from "hardhat";

import { callsHash, listsOf } from "../../../sdk/governance/proposals.ts";
import {
  amend,
  deployCouncil,
  execute,
  object,
  payment,
  propose,
  stateOf,
  takeBack,
  vote,
  type Council,
} from "../../fixtures/councils.ts";
import { ROUND_TERMS, signAs } from "../../fixtures/governance.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const NO_HASH = ethers.ZeroHash;
const State = { Open: 1n, Agreed: 2n, Stopped: 3n, Questions: 7n, Integrating: 8n, Voting: 9n };

describe("Councils, in rounds", () => {
  const council = () => deployCouncil(ethers);

  /** Amara proposes to pay 100 to the shop. */
  async function proposed() {
    const context = await networkHelpers.loadFixture(council);
    const calls = payment(context.shop, 100n);
    const proposal = await propose(context, context.amara, calls);
    return { context, ...context, calls, proposal };
  }

  const pass = async ({ councils }: Council, proposal: bigint, moment: "opensAt" | "closesAt" | "expiresAt") =>
    time.increaseTo((await councils.proposalOf(proposal))[moment] + 1n);

  /** The time for questions is over. */
  async function open() {
    const made = await proposed();
    await pass(made.context, made.proposal, "opensAt");
    return made;
  }

  /** Bo objected, and the window is over. */
  async function integrating() {
    const made = await open();
    await object(made.context, made.bo, made.proposal);
    await pass(made.context, made.proposal, "closesAt");
    return made;
  }

  /** Bo objected in each of three rounds. */
  async function voting() {
    const made = await integrating();
    for (const value of [90n, 80n]) {
      await amend(made.context, made.amara, made.proposal, payment(made.shop, value));
      await pass(made.context, made.proposal, "opensAt");
      await object(made.context, made.bo, made.proposal);
      await pass(made.context, made.proposal, "closesAt");
    }
    return { ...made, calls: payment(made.shop, 80n) };
  }

  describe("ask and answer", () => {
    const question = (by: bigint, proposal: bigint, text = "Why so much?", hash = NO_HASH, nonce = 0n) => ({
      ...{ by, proposal, question: hash, text, nonce, deadline: FOREVER },
    });
    const reply = (by: bigint, proposal: bigint, number = 1n, text = "Wool is dear", hash = NO_HASH) => ({
      ...{ by, proposal, question: number, answer: hash, text, nonce: 7n, deadline: FOREVER },
    });

    it("are words for everybody, or their hashes, in the time for questions", async () => {
      const { councils, bo, amara, proposal, context, strangers } = await proposed();
      expect(await stateOf(context, proposal)).to.equal("questions");
      await expect(councils.connect(bo.signer).ask(question(bo.id, proposal), "0x"))
        .to.emit(councils, "CouncilAsked")
        .withArgs(proposal, 1n, bo.id, NO_HASH, "Why so much?");
      const hidden = question(bo.id, proposal, "", ethers.id("private"), 3n);
      const signature = await signAs(context, bo, councils, "ask", hidden);
      await expect(councils.connect(strangers[0]).ask(hidden, signature))
        .to.emit(councils, "CouncilAsked")
        .withArgs(proposal, 2n, bo.id, ethers.id("private"), "");
      await expect(councils.ask(hidden, signature))
        .to.be.revertedWithCustomError(councils, "StatementNonceUsed")
        .withArgs(bo.id, 3n);
      const answer = reply(amara.id, proposal);
      await expect(councils.answer(answer, await signAs(context, amara, councils, "answer", answer)))
        .to.emit(councils, "CouncilAnswered")
        .withArgs(proposal, 1n, amara.id, NO_HASH, "Wool is dear");
      expect((await councils.proposalOf(proposal)).questions).to.equal(2n);
    });

    it("an answer still comes while objections can be raised; a question does not", async () => {
      const { councils, bo, amara, proposal, context } = await proposed();
      await councils.connect(bo.signer).ask(question(bo.id, proposal), "0x");
      await pass(context, proposal, "opensAt");
      expect(await stateOf(context, proposal)).to.equal("open");
      await councils.connect(amara.signer).answer(reply(amara.id, proposal), "0x");
      await expect(councils.connect(bo.signer).ask(question(bo.id, proposal), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Open);
      await pass(context, proposal, "closesAt");
      await expect(councils.connect(amara.signer).answer(reply(amara.id, proposal), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Agreed);
    });

    it("revert for outsiders, without words, and for a question that nobody asked", async () => {
      const { councils, bo, fay, proposal, guild } = await proposed();
      await expect(councils.connect(fay.signer).ask(question(fay.id, proposal), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
        .withArgs(guild, fay.id);
      for (const [text, hash] of [
        ["", NO_HASH],
        ["both", ethers.id("both")],
        ["x".repeat(4_097), NO_HASH],
      ] as const) {
        await expect(councils.connect(bo.signer).ask(question(bo.id, proposal, text, hash), "0x"))
          .to.be.revertedWithCustomError(councils, "CouncilsNoWords")
          .withArgs(bo.id);
      }
      for (const number of [0n, 1n]) {
        await expect(councils.connect(bo.signer).answer(reply(bo.id, proposal, number), "0x"))
          .to.be.revertedWithCustomError(councils, "CouncilsUnknownQuestion")
          .withArgs(proposal, number);
      }
      await councils.connect(bo.signer).ask(question(bo.id, proposal), "0x");
      await expect(councils.connect(fay.signer).answer(reply(fay.id, proposal), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
        .withArgs(guild, fay.id);
      await expect(councils.connect(bo.signer).answer(reply(bo.id, proposal, 1n, ""), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsNoWords")
        .withArgs(bo.id);
    });
  });

  describe("objectTo", () => {
    it("stops the round at its close, and before it the window stays open for others", async () => {
      const { context, bo, chen, proposal, councils } = await open();
      await expect(object(context, bo, proposal))
        .to.emit(councils, "CouncilObjected")
        .withArgs(proposal, 1n, bo.id, NO_HASH, "Too dear");
      expect(await stateOf(context, proposal)).to.equal("open");
      await object(context, chen, proposal);
      await pass(context, proposal, "closesAt");
      expect(await stateOf(context, proposal)).to.equal("integrating");
    });

    it("reverts in the time for questions, without a reason, and for another round", async () => {
      const { context, bo, proposal, councils } = await proposed();
      await expect(object(context, bo, proposal))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Questions);
      await pass(context, proposal, "opensAt");
      await expect(object(context, bo, proposal, ""))
        .to.be.revertedWithCustomError(councils, "CouncilsNoWords")
        .withArgs(bo.id);
      const other = { by: bo.id, proposal, round: 2n, reason: ethers.id("why"), text: "", deadline: FOREVER };
      await expect(councils.connect(bo.signer).objectTo(other, "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsOtherRound")
        .withArgs(proposal, 1n);
    });
  });

  describe("takeBack", () => {
    it("while it is integrated lets the proposal be agreed after a whole window, and one to carry it out", async () => {
      const { context, bo, proposal, councils, calls, shop } = await integrating();
      await time.increase(ROUND_TERMS.integrationWindow / 2n);
      const at = BigInt(await time.latest()) + 2n;
      const closesAt = at + ROUND_TERMS.objectionWindow;
      const expiresAt = closesAt + ROUND_TERMS.executionWindow;
      await time.setNextBlockTimestamp(at);
      await expect(takeBack(context, bo, proposal))
        .to.emit(councils, "CouncilObjectionTakenBack")
        .withArgs(proposal, 1n, bo.id, closesAt, expiresAt);
      expect(await stateOf(context, proposal)).to.equal("open");
      expect(await councils.hasObjected(proposal, bo.id)).to.equal(false);
      await time.increaseTo(closesAt + 1n);
      expect(await stateOf(context, proposal)).to.equal("agreed");
      await time.increaseTo(expiresAt - 1n);
      await expect(execute(context, proposal, calls)).to.changeEtherBalance(ethers, shop, 100n);
    });

    it("moves the close only where fewer are left than stop the round, and in the last one the vote with it", async () => {
      const { context, amara, bo, chen, shop, councils } = await proposed();
      await councils.setTerms({ ...ROUND_TERMS, rounds: 1n, integrationWindow: 0n });
      const proposal = await propose(context, amara, payment(shop, 1n));
      await pass(context, proposal, "opensAt");
      await object(context, bo, proposal);
      await object(context, chen, proposal);
      const { closesAt: first } = await councils.proposalOf(proposal);
      await takeBack(context, bo, proposal);
      expect((await councils.proposalOf(proposal)).closesAt).to.equal(first);
      await time.increaseTo(first - 1n);
      await takeBack(context, chen, proposal);
      const { closesAt, expiresAt } = await councils.proposalOf(proposal);
      expect(closesAt).to.equal(first + ROUND_TERMS.objectionWindow);
      expect(expiresAt).to.equal(closesAt + ROUND_TERMS.voteWindow + ROUND_TERMS.executionWindow);
    });

    it("reverts with CouncilsTooLate once the round's own windows are over: allies in turn do not put its end off", async () => {
      const { context, bo, chen, proposal, councils } = await integrating();
      const { closesAt } = await councils.proposalOf(proposal);
      const until = closesAt + ROUND_TERMS.integrationWindow;
      await time.increaseTo(until - 1n);
      await takeBack(context, bo, proposal);
      await object(context, chen, proposal);
      await expect(takeBack(context, chen, proposal))
        .to.be.revertedWithCustomError(councils, "CouncilsTooLate")
        .withArgs(proposal, until);
      await pass(context, proposal, "closesAt");
      expect(await stateOf(context, proposal)).to.equal("integrating");
      expect((await councils.proposalOf(proposal)).closesAt).to.equal(until + ROUND_TERMS.objectionWindow);
    });

    it("signed and carried is not carried again after another objection; nor is the objection", async () => {
      const { context, bo, proposal, councils, strangers } = await open();
      const objection = { by: bo.id, proposal, round: 1n, reason: ethers.id("why"), text: "", deadline: FOREVER };
      const signature = await signAs(context, bo, councils, "objectTo", objection);
      await councils.connect(strangers[0]).objectTo(objection, signature);
      const back = { by: bo.id, proposal, round: 1n, deadline: FOREVER };
      const backSigned = await signAs(context, bo, councils, "takeBack", back);
      await councils.connect(strangers[0]).takeBack(back, backSigned);
      await expect(councils.objectTo(objection, signature))
        .to.be.revertedWithCustomError(councils, "CouncilsAlreadyObjected")
        .withArgs(proposal, bo.id);
      await expect(councils.takeBack(back, backSigned))
        .to.be.revertedWithCustomError(councils, "CouncilsNotObjecting")
        .withArgs(proposal, bo.id);
      await object(context, context.chen, proposal);
      await pass(context, proposal, "closesAt");
      await amend(context, context.amara, proposal, payment(context.shop, 50n));
      await pass(context, proposal, "opensAt");
      await object(context, bo, proposal);
      await expect(councils.takeBack(back, backSigned))
        .to.be.revertedWithCustomError(councils, "CouncilsOtherRound")
        .withArgs(proposal, 2n);
    });

    it("reverts once the proposal is stopped, and without a standing objection", async () => {
      const { context, bo, chen, proposal, councils } = await integrating();
      await expect(takeBack(context, chen, proposal))
        .to.be.revertedWithCustomError(councils, "CouncilsNotObjecting")
        .withArgs(proposal, chen.id);
      await time.increase(ROUND_TERMS.integrationWindow + 1n);
      expect(await stateOf(context, proposal)).to.equal("stopped");
      await expect(takeBack(context, bo, proposal))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Stopped);
    });
  });

  describe("amend", () => {
    it("begins the next round with other calls, also signed, and nobody's objection stands", async () => {
      const { context, amara, bo, proposal, councils, shop, strangers, guild } = await integrating();
      const calls = payment(shop, 60n);
      const [targets, values, calldatas] = listsOf(calls);
      const act = {
        by: amara.id,
        proposal,
        round: 2n,
        targets,
        values,
        calldatas,
        description: "Less",
        deadline: FOREVER,
      };
      const signature = await signAs(context, amara, councils, "amend", act);
      await expect(councils.connect(strangers[0]).amend(act, signature))
        .to.emit(councils, "CouncilAmended")
        .withArgs(proposal, 2n, amara.id, targets, values, calldatas, "Less");
      const openedAt = BigInt(await time.latest());
      const [opensAt, closesAt] = [openedAt + DAY, openedAt + 3n * DAY];
      const expiresAt = closesAt + ROUND_TERMS.executionWindow;
      const log = (await councils.queryFilter(councils.filters.CouncilRoundOpened(proposal, 2n)))[0]!;
      expect(log.args).to.deep.equal([proposal, 2n, openedAt, opensAt, closesAt, expiresAt, 1n, 5n, 4n]);
      const made = await councils.proposalOf(proposal);
      expect([made.guild, made.round, made.objections]).to.deep.equal([guild, 2n, 0n]);
      expect(made.callsHash).to.equal(callsHash(calls));
      expect(await councils.hasObjected(proposal, bo.id)).to.equal(false);
      await time.increaseTo(closesAt + 1n);
      await expect(execute(context, proposal, payment(shop, 100n)))
        .to.be.revertedWithCustomError(councils, "CouncilsOtherCalls")
        .withArgs(proposal);
      await expect(execute(context, proposal, calls)).to.changeEtherBalance(ethers, shop, 60n);
    });

    it("reverts with CouncilsSameCalls where only the words are other ones: a hold is not left behind so", async () => {
      const { context, amara, proposal, councils, calls } = await integrating();
      await expect(amend(context, amara, proposal, calls))
        .to.be.revertedWithCustomError(councils, "CouncilsSameCalls")
        .withArgs(proposal);
    });

    it("reverts for others, for another round, without calls, and before the window is over", async () => {
      const { context, amara, bo, proposal, councils, shop } = await open();
      await object(context, bo, proposal);
      await expect(amend(context, amara, proposal, payment(shop, 1n)))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Open);
      await pass(context, proposal, "closesAt");
      await expect(amend(context, bo, proposal, payment(shop, 1n)))
        .to.be.revertedWithCustomError(councils, "CouncilsNotAmender")
        .withArgs(proposal, bo.id);
      await expect(amend(context, amara, proposal, { targets: [], values: [], calldatas: [] }))
        .to.be.revertedWithCustomError(councils, "CouncilsBadCalls")
        .withArgs(0n, 0n, 0n);
      const [targets, values, calldatas] = listsOf(payment(shop, 1n));
      const act = { by: amara.id, proposal, round: 3n, targets, values, calldatas, description: "", deadline: FOREVER };
      await expect(councils.connect(amara.signer).amend(act, "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsOtherRound")
        .withArgs(proposal, 1n);
    });

    it("given the terms let stewards, or all on the roster, they amend too, and nobody who has left", async () => {
      for (const [amender, bosTurn, chensTurn] of [
        [1n, true, false],
        [2n, true, true],
      ] as const) {
        const context = await deployCouncil(ethers, { ...ROUND_TERMS, amender });
        const { councils, guilds, amara, bo, chen, dora, shop } = context;
        const proposal = await propose(context, dora, payment(shop, 1n));
        await pass(context, proposal, "opensAt");
        await object(context, bo, proposal);
        await pass(context, proposal, "closesAt");
        for (const [person, may] of [
          [amara, bosTurn], // the guild's steward
          [chen, chensTurn],
        ] as const) {
          const [targets, values, calldatas] = listsOf(payment(shop, 2n));
          const { id: by, signer } = person;
          const act = { by, proposal, round: 2n, targets, values, calldatas, description: "", deadline: FOREVER };
          const sent = councils.connect(signer).amend.staticCall(act, "0x");
          if (may) await sent;
          else await expect(sent).to.be.revertedWithCustomError(councils, "CouncilsNotAmender");
        }
        await guilds
          .connect(dora.signer)
          .quit({ by: dora.id, guild: context.guild, nonce: 1, deadline: FOREVER }, "0x");
        await expect(amend(context, dora, proposal, payment(shop, 2n)))
          .to.be.revertedWithCustomError(councils, "CouncilsNotAmender")
          .withArgs(proposal, dora.id);
      }
    });
  });

  describe("discount", () => {
    /** Four objections are asked for; since then Dora has left the guild, and Esi the nation. */
    async function left() {
      const context = await deployCouncil(ethers, { ...ROUND_TERMS, objections: 4n });
      const { guilds, members, guild, amara, dora, esi, shop } = context;
      const proposal = await propose(context, amara, payment(shop, 1n));
      await guilds.connect(dora.signer).quit({ by: dora.id, guild, nonce: 9, deadline: FOREVER }, "0x");
      await members.connect(esi.signer).resign({ by: esi.id, nonce: 9, deadline: FOREVER }, "0x");
      return { context, ...context, proposal };
    }

    it("takes who left, and whose membership ended, off those of whom objections are asked, in this round", async () => {
      const { context, councils, strangers, amara, bo, chen, dora, esi, shop, proposal } = await left();
      expect((await councils.proposalOf(proposal)).stopsAt).to.equal(4n);
      await expect(councils.connect(strangers[0]).discount(proposal, dora.id))
        .to.emit(councils, "CouncilDiscounted")
        .withArgs(proposal, 1n, dora.id, 3n);
      await pass(context, proposal, "opensAt");
      await object(context, bo, proposal);
      await object(context, chen, proposal);
      await councils.discount(proposal, esi.id);
      const { stopsAt, others } = await councils.proposalOf(proposal);
      expect([stopsAt, others]).to.deep.equal([2n, 2n]);
      await pass(context, proposal, "closesAt");
      expect(await stateOf(context, proposal)).to.equal("integrating");
      await amend(context, amara, proposal, payment(shop, 2n));
      expect((await councils.proposalOf(proposal)).stopsAt, "who left is not there any more").to.equal(3n);
      await councils.discount(proposal, esi.id);
      expect((await councils.proposalOf(proposal)).others).to.equal(3n);
    });

    it("reverts with CouncilsNotAbsent for who left and is back: they can object", async () => {
      const { councils, guilds, guild, dora, proposal } = await left();
      await guilds.connect(dora.signer).join({ by: dora.id, guild, nonce: 10, deadline: FOREVER }, "0x");
      await expect(councils.discount(proposal, dora.id))
        .to.be.revertedWithCustomError(councils, "CouncilsNotAbsent")
        .withArgs(proposal, dora.id);
    });

    it("reverts with CouncilsNotAbsent for who can object, the proposer, newcomers, and one who was told of already", async () => {
      const { context, councils, guilds, members, guild, amara, bo, chen, dora, fay, proposal } = await left();
      await guilds.connect(fay.signer).join({ by: fay.id, guild, nonce: 9, deadline: FOREVER }, "0x");
      await councils.discount(proposal, dora.id);
      await pass(context, proposal, "opensAt");
      await object(context, chen, proposal);
      for (const { id: by, signer } of [amara, chen]) {
        await members.connect(signer).resign({ by, nonce: 9, deadline: FOREVER }, "0x");
      }
      for (const { id } of [amara, bo, chen, dora, fay]) {
        await expect(councils.discount(proposal, id))
          .to.be.revertedWithCustomError(councils, "CouncilsNotAbsent")
          .withArgs(proposal, id);
      }
    });

    it("reverts with CouncilsWrongState after the close", async () => {
      const { context, councils, dora, proposal } = await left();
      await pass(context, proposal, "closesAt");
      await expect(councils.discount(proposal, dora.id))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Agreed);
    });
  });

  describe("castVote", () => {
    it("after the last round decides by threshold and quorum, and the guild carries it out once", async () => {
      const { context, amara, chen, bo, proposal, councils, calls, shop, strangers } = await voting();
      expect(await stateOf(context, proposal)).to.equal("voting");
      await vote(context, amara, proposal, 1);
      const ballot = { by: chen.id, proposal, choice: 1, deadline: FOREVER };
      const signature = await signAs(context, chen, councils, "castVote", ballot);
      await expect(councils.connect(strangers[0]).castVote(ballot, signature))
        .to.emit(councils, "CouncilVoteCast")
        .withArgs(proposal, chen.id, 1n);
      await vote(context, bo, proposal, 0);
      await expect(councils.castVote(ballot, signature))
        .to.be.revertedWithCustomError(councils, "CouncilsAlreadyVoted")
        .withArgs(proposal, chen.id);
      expect(await councils.hasVoted(proposal, chen.id)).to.equal(true);
      await vote(context, context.dora, proposal, 1);
      await time.increase(ROUND_TERMS.voteWindow);
      expect(await stateOf(context, proposal)).to.equal("agreed");
      await expect(execute(context, proposal, calls)).to.changeEtherBalance(ethers, shop, 80n);
      expect(await stateOf(context, proposal)).to.equal("executed");
    });

    it("below the threshold, below the quorum and at a tie stops the proposal", async () => {
      for (const [ballots, state] of [
        [[1, 1, 0], "stopped"], // 66.66 %, below 66.67
        [[1, 1], "stopped"], // two of five take part
        [[1, 1, 2], "agreed"],
        [[1, 1, 1, 0, 0], "stopped"],
        [[2, 2, 2], "stopped"],
        [[], "stopped"],
      ] as const) {
        const { context, amara, bo, chen, dora, esi, proposal } = await voting();
        for (const [place, choice] of ballots.entries()) {
          await vote(context, [amara, bo, chen, dora, esi][place]!, proposal, choice);
        }
        await time.increase(ROUND_TERMS.voteWindow + 1n);
        expect(await stateOf(context, proposal), ballots.join()).to.equal(state);
      }
    });

    it("reverts before and after, for outsiders, and for who joined in the second of the round's opening", async () => {
      const { context, amara, bo, fay, proposal, councils, guild, guilds, shop } = await integrating();
      await expect(vote(context, bo, proposal, 1))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Integrating);
      await amend(context, amara, proposal, payment(shop, 2n));
      for (const last of [false, true]) {
        await pass(context, proposal, "opensAt");
        await object(context, bo, proposal);
        await pass(context, proposal, "closesAt");
        if (last) break;
        // The proposer brings a friend in, in the very block that begins the last round.
        const at = BigInt(await time.latest()) + 5n;
        await ethers.provider.send("evm_setAutomine", [false]);
        const act = { by: fay.id, guild, nonce: 1, deadline: FOREVER };
        await guilds.connect(fay.signer).join(act, "0x", { gasLimit: 1_000_000n });
        const [targets, values, calldatas] = listsOf(payment(shop, 3n));
        const third = {
          by: amara.id,
          proposal,
          round: 3n,
          targets,
          values,
          calldatas,
          description: "",
          deadline: FOREVER,
        };
        await councils.connect(amara.signer).amend(third, "0x", { gasLimit: 2_000_000n });
        await time.setNextBlockTimestamp(at);
        await ethers.provider.send("evm_mine");
        await ethers.provider.send("evm_setAutomine", [true]);
        expect((await councils.proposalOf(proposal)).openedAt).to.equal(at);
        expect((await guilds.placeOf(guild, fay.id)).since).to.equal(at);
      }
      expect(await stateOf(context, proposal)).to.equal("voting");
      await expect(vote(context, fay, proposal, 1))
        .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
        .withArgs(guild, fay.id);
      await time.increase(ROUND_TERMS.voteWindow + 1n);
      await expect(vote(context, bo, proposal, 1))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, State.Stopped);
    });

    it("given a tenure, only who was on the roster at both ends of it votes, and the quorum is a share of as many", async () => {
      const terms = { ...ROUND_TERMS, rounds: 1n, integrationWindow: 0n, tenureDays: 30n };
      const context = await deployCouncil(ethers, terms);
      const { councils, guilds, guild, amara, bo, chen, dora, fay, shop } = context;
      const enter = ({ id: by, signer }: typeof fay, nonce: number) =>
        guilds.connect(signer).join({ by, guild, nonce, deadline: FOREVER }, "0x");
      await time.increase(60n * DAY);
      await enter(fay, 9);
      await guilds.connect(dora.signer).quit({ by: dora.id, guild, nonce: 9, deadline: FOREVER }, "0x");
      await time.increase(10n * DAY);
      await enter(dora, 10);
      const proposal = await propose(context, amara, payment(shop, 1n));
      expect((await councils.proposalOf(proposal)).electors).to.equal(5n);
      await pass(context, proposal, "opensAt");
      await object(context, bo, proposal);
      await pass(context, proposal, "closesAt");
      await expect(vote(context, fay, proposal, 1))
        .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
        .withArgs(guild, fay.id);
      for (const person of [chen, dora]) await vote(context, person, proposal, 1);
    });

    it("given a guild younger than the tenure, nobody votes, and one objection is enough", async () => {
      const context = await deployCouncil(ethers, {
        ...{ ...ROUND_TERMS, rounds: 1n, integrationWindow: 0n, tenureDays: 30n, objections: 3n },
      });
      const { councils, guild, amara, bo, shop } = context;
      const proposal = await propose(context, amara, payment(shop, 1n));
      const { stopsAt, electors } = await councils.proposalOf(proposal);
      expect([stopsAt, electors]).to.deep.equal([1n, 0n]);
      await pass(context, proposal, "opensAt");
      await object(context, bo, proposal);
      await pass(context, proposal, "closesAt");
      await expect(vote(context, bo, proposal, 0))
        .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
        .withArgs(guild, bo.id);
      await time.increase(ROUND_TERMS.voteWindow + 1n);
      expect(await stateOf(context, proposal)).to.equal("stopped");
    });

    it("reverts for a member whose membership ended", async () => {
      const { context, bo, members, proposal, councils, guild } = await voting();
      await members.connect(bo.signer).resign({ by: bo.id, nonce: 1, deadline: FOREVER }, "0x");
      await expect(vote(context, bo, proposal, 0))
        .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
        .withArgs(guild, bo.id);
    });
  });

  it("keeps the terms it was made under", async () => {
    const { context, councils, bo, proposal } = await open();
    await councils.setTerms({ ...ROUND_TERMS, objections: 5n, integrationWindow: 3_600n });
    await object(context, bo, proposal);
    await pass(context, proposal, "closesAt");
    await time.increase(DAY);
    expect(await stateOf(context, proposal)).to.equal("integrating");
  });

  it("INV-362 a confederate's objections do not shorten the rounds: each takes its whole window", async () => {
    const { context, amara, bo, proposal, councils } = await open();
    await object(context, bo, proposal);
    await expect(amend(context, amara, proposal, payment(context.shop, 100n)))
      .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
      .withArgs(proposal, State.Open);
  });

  it("is not withdrawn once the guild votes or voted on it, nor while it is another's amendment", async () => {
    const refused = async ({ councils, amara, proposal }: Awaited<ReturnType<typeof voting>>) => {
      await expect(councils.connect(amara.signer).withdraw({ by: amara.id, proposal, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsNoLongerOwn")
        .withArgs(proposal, amara.id);
    };
    const made = await voting();
    await refused(made);
    for (const person of [made.bo, made.chen, made.dora]) await vote(made.context, person, made.proposal, 1);
    await time.increase(ROUND_TERMS.voteWindow + 1n);
    expect(await stateOf(made.context, made.proposal)).to.equal("agreed");
    await refused(made);
    await execute(made.context, made.proposal, made.calls);

    const context = await deployCouncil(ethers, { ...ROUND_TERMS, amender: 2n });
    const { amara, bo, chen, councils, shop } = context;
    const calls = payment(shop, 1n);
    const proposal = await propose(context, amara, calls);
    for (const [amender, value] of [
      [chen, 2n],
      [amara, 3n],
    ] as const) {
      await pass(context, proposal, "opensAt");
      await object(context, bo, proposal);
      await pass(context, proposal, "closesAt");
      await amend(context, amender, proposal, payment(shop, value));
      if (amender === chen) await refused({ context, ...context, calls, proposal });
    }
    await councils.connect(amara.signer).withdraw({ by: amara.id, proposal, deadline: FOREVER }, "0x");
    expect(await stateOf(context, proposal)).to.equal("withdrawn");
  });

  it("is withdrawn in any state before it is decided against, while it is the proposer's own", async () => {
    const { context, amara, proposal, councils } = await integrating();
    const act = { by: amara.id, proposal, deadline: FOREVER };
    await expect(councils.connect(amara.signer).withdraw(act, "0x")).to.emit(councils, "CouncilWithdrawn");
    expect(await stateOf(context, proposal)).to.equal("withdrawn");
    await expect(object(context, context.bo, proposal)).to.be.revertedWithCustomError(councils, "CouncilsWrongState");
  });
});
