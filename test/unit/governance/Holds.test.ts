import { expect } from "chai";
import { network } from "hardhat";

import {
  amend,
  deployCouncil,
  execute,
  HOLD_TERMS,
  object,
  payment,
  propose,
  stateOf,
  suspend,
} from "../../fixtures/councils.ts";
import { COUNCIL_TERMS, NO_HOLDS, ROUND_TERMS, signAs } from "../../fixtures/governance.ts";
import { DAY, deployMembership, FOREVER } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const Hold = { None: 0n, Called: 1n, Held: 2n, Confirmed: 3n, Dropped: 4n, Ended: 5n };
const NO_HASH = ethers.ZeroHash;

describe("Holds", () => {
  const council = () => deployCouncil(ethers, COUNCIL_TERMS, HOLD_TERMS);

  /** The guild decides to pay 100, and its window is open. */
  async function proposed() {
    const context = await networkHelpers.loadFixture(council);
    const calls = payment(context.shop, 100n);
    const proposal = await propose(context, context.amara, calls);
    const number = await context.councils.holdNumber(proposal);
    const { fay } = context;
    const [gus, hana] = [context.founders[6]!, context.founders[7]!];
    return { context, ...context, calls, proposal, number, fay, gus, hana, subject: context.councils.target };
  }

  async function held() {
    const made = await proposed();
    for (const person of [made.fay, made.gus, made.hana]) await suspend(made.context, person, made.number);
    const { until } = await made.holds.heldOf(made.subject, made.number);
    return { ...made, until };
  }

  describe("suspend", () => {
    it("by as many as the terms say holds a decision at once, so that nobody carries it out", async () => {
      const { context, holds, councils, subject, number, proposal, calls, fay, gus, hana } = await proposed();
      const { openedAt, closesAt } = await councils.proposalOf(proposal);
      await expect(suspend(context, fay, number))
        .to.emit(holds, "HoldCalled")
        .withArgs(subject, number, openedAt, 3n)
        .and.to.emit(holds, "HoldJoined")
        .withArgs(subject, number, fay.id, NO_HASH, "Not yet");
      await suspend(context, gus, number);
      expect(await holds.stateOf(subject, number)).to.equal(Hold.Called);
      expect(await holds.hasJoined(subject, number, gus.id)).to.equal(true);
      await time.increaseTo(closesAt + 1n);
      expect(await stateOf(context, proposal)).to.equal("agreed");
      const until = BigInt(await time.latest()) + 5n + HOLD_TERMS.duration;
      await time.setNextBlockTimestamp(until - HOLD_TERMS.duration);
      await expect(suspend(context, hana, number))
        .to.emit(holds, "HoldBegan")
        .withArgs(subject, number, until);
      expect(await holds.heldOf(subject, number)).to.deep.equal([openedAt, 3n, 3n, until, 0n]);
      expect(await holds.suspensionOf(subject, number)).to.deep.equal([Hold.Held, until]);
      expect(await stateOf(context, proposal)).to.equal("held");
      await expect(execute(context, proposal, calls))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, 10n);
    });

    it("is signed, and carried by anybody in one transaction, in which what does not count is skipped", async () => {
      const { context, holds, councils, subject, number, fay, gus, hana, strangers } = await proposed();
      const calls: string[] = [];
      for (const person of [fay, gus, fay, hana]) {
        const act = { by: person.id, subject, number, reason: ethers.id("why"), text: "", deadline: FOREVER };
        const signature = await signAs(context, person, holds, "suspend", act);
        calls.push(holds.interface.encodeFunctionData("suspend", [act, signature]));
      }
      // Somebody carried one of them before.
      await strangers[1]!.sendTransaction({ to: holds.target, data: calls[0]! });
      const again = holds.interface.encodeErrorResult("HoldsAlreadyJoined", [subject, number, fay.id]);
      await expect(holds.connect(strangers[0]).carry(calls))
        .to.emit(holds, "CallSkipped")
        .withArgs(0n, again)
        .and.to.emit(holds, "CallSkipped")
        .withArgs(2n, again);
      expect(await holds.stateOf(subject, number)).to.equal(Hold.Held);
      expect(await councils.stateOf(1)).to.equal(1n); // objections are still heard
    });

    it("by a share of the members takes the larger number, and never more than there are", async () => {
      for (const [members, memberBps, needed] of [
        [0n, 2_501n, 3n], // of eight, rounded up
        [1n, 5_000n, 4n],
        [5n, 2_500n, 5n],
        [100n, 0n, 8n],
      ] as const) {
        const context = await deployCouncil(ethers, COUNCIL_TERMS, { ...HOLD_TERMS, members, memberBps });
        await propose(context, context.amara, payment(context.shop, 1n));
        await suspend(context, context.fay, 257n);
        expect((await context.holds.heldOf(context.councils.target, 257n)).needed).to.equal(needed);
      }
    });

    it("reverts where the nation has no holds", async () => {
      const context = await deployCouncil(ethers);
      await propose(context, context.amara, payment(context.shop, 1n));
      await expect(suspend(context, context.fay, 257n)).to.be.revertedWithCustomError(context.holds, "HoldsOff");
    });

    it("reverts without a reason, with two, and with one too long", async () => {
      const { context, holds, subject, number, fay } = await proposed();
      for (const [reason, text] of [
        [NO_HASH, ""],
        [ethers.id("why"), "why"],
        [NO_HASH, "x".repeat(1_025)],
      ] as const) {
        const act = { by: fay.id, subject, number, reason, text, deadline: FOREVER };
        await expect(holds.connect(fay.signer).suspend(act, "0x"))
          .to.be.revertedWithCustomError(holds, "HoldsNoReason")
          .withArgs(fay.id);
      }
      await suspend(context, fay, number);
      await expect(suspend(context, fay, number))
        .to.be.revertedWithCustomError(holds, "HoldsAlreadyJoined")
        .withArgs(subject, number, fay.id);
    });

    it("reverts for no decision: of another round, withdrawn, carried out, expired, or of nobody's", async () => {
      const { context, holds, councils, subject, number, proposal, calls, fay, amara } = await proposed();
      const refused = async (no: bigint) => {
        await expect(suspend(context, fay, no))
          .to.be.revertedWithCustomError(holds, "HoldsNoDecision")
          .withArgs(subject, no);
      };
      for (const no of [0n, 1n, number + 1n, number + 256n]) await refused(no);
      await propose(context, amara, calls);
      await councils.connect(amara.signer).withdraw({ by: amara.id, proposal: 2, deadline: FOREVER }, "0x");
      await refused(513n);
      await propose(context, amara, calls);
      const { closesAt, expiresAt } = await councils.proposalOf(3);
      await time.increaseTo(closesAt + 1n);
      await execute(context, proposal, calls);
      await refused(number);
      await time.increaseTo(expiresAt + 1n);
      await refused(769n);
    });

    it("reverts for outsiders, for who joined in the second it became known, and for who left since", async () => {
      const context = await networkHelpers.loadFixture(council);
      const { holds, members, councils, amara, fay, strangers, guild, shop, founders } = context;
      const hana = founders[7]!;
      const rest = (resting: boolean, nonce: number) => ({ by: hana.id, resting, nonce, deadline: FOREVER });
      await members.connect(hana.signer).rest(rest(true, 1), "0x");
      await ethers.provider.send("evm_setAutomine", [false]);
      await members.connect(hana.signer).rest(rest(false, 2), "0x", { gasLimit: 2_000_000n });
      const lists = { targets: [shop], values: [1n], calldatas: ["0x"] };
      const act = { by: amara.id, guild, ...lists, description: "", nonce: 99n, deadline: FOREVER };
      await councils.connect(amara.signer).propose(act, "0x", { gasLimit: 2_000_000n });
      await ethers.provider.send("evm_mine");
      await ethers.provider.send("evm_setAutomine", [true]);
      const { openedAt } = await councils.proposalOf(1);
      await time.increase(1);
      expect(await members.wasActive(hana.id, openedAt)).to.equal(true);
      await expect(suspend(context, hana, 257n))
        .to.be.revertedWithCustomError(holds, "HoldsNotMember")
        .withArgs(hana.id, openedAt);
      await expect(suspend(context, { id: 99n, signer: strangers[5]! }, 257n))
        .to.be.revertedWithCustomError(holds, "StatementNotByKeyHolder")
        .withArgs(99n, strangers[5]!.address);
      await members.connect(fay.signer).resign({ by: fay.id, nonce: 1, deadline: FOREVER }, "0x");
      await expect(suspend(context, fay, 257n))
        .to.be.revertedWithCustomError(holds, "HoldsNotMember")
        .withArgs(fay.id, openedAt);
    });

    it("reverts for the seventh hold of a member within the duration: nobody holds up everything", async () => {
      const context = await networkHelpers.loadFixture(council);
      const { holds, bo, chen, fay, shop, founders } = context;
      for (const proposer of [bo, chen]) {
        for (let i = 0; i < 4; ++i) await propose(context, proposer, payment(shop, BigInt(i)));
      }
      await suspend(context, fay, 257n);
      const freeAt = BigInt(await time.latest()) + HOLD_TERMS.duration;
      for (let i = 2n; i <= 6n; ++i) await suspend(context, fay, (i << 8n) + 1n);
      await expect(suspend(context, fay, (7n << 8n) + 1n))
        .to.be.revertedWithCustomError(holds, "HoldsTooMany")
        .withArgs(fay.id, freeAt);
      await suspend(context, founders[6]!, (7n << 8n) + 1n);
    });

    it("INV-367 reverts with HoldsOnlyOnce once a decision was held, whatever became of it", async () => {
      const { context, holds, subject, number, until, bo, chen } = await held();
      const refused = async (state: bigint) => {
        await expect(suspend(context, bo, number))
          .to.be.revertedWithCustomError(holds, "HoldsOnlyOnce")
          .withArgs(subject, number, state);
      };
      await refused(Hold.Held);
      await time.increaseTo(until + 1n);
      await refused(Hold.Ended);
      const other = await propose(context, bo, payment(context.shop, 1n));
      for (const person of [context.fay, context.founders[6]!, chen])
        await suspend(context, person, (other << 8n) + 1n);
      await holds.confirm(subject, (other << 8n) + 1n);
      await expect(suspend(context, context.dora, (other << 8n) + 1n))
        .to.be.revertedWithCustomError(holds, "HoldsOnlyOnce")
        .withArgs(subject, (other << 8n) + 1n, Hold.Confirmed);
    });
  });

  describe("confirm", () => {
    it("lets the decision be carried out at once, with a whole window for it", async () => {
      const { context, holds, subject, number, proposal, calls, shop, councils } = await held();
      const { expiresAt } = await councils.proposalOf(proposal);
      const at = expiresAt + 1_000n;
      await holds.setTerms({ ...HOLD_TERMS, duration: DAY }); // a hold keeps the duration it began with
      await time.setNextBlockTimestamp((await holds.heldOf(subject, number)).until);
      await expect(holds.confirm(subject, number)).to.emit(holds, "HoldConfirmed");
      await time.increaseTo(at);
      expect(await stateOf(context, proposal)).to.equal("agreed");
      await expect(execute(context, proposal, calls)).to.changeEtherBalance(ethers, shop, 100n);
    });

    it("and drop revert for anybody but the nation, and for what is not held", async () => {
      const { context, holds, subject, number, until, fay } = await proposed().then(async (made) => {
        await suspend(made.context, made.fay, made.number);
        return { ...made, until: 0n };
      });
      expect(until).to.equal(0n);
      for (const method of ["confirm", "drop"] as const) {
        await expect(holds.connect(fay.signer)[method](subject, number))
          .to.be.revertedWithCustomError(holds, "CharteredOnlyNation")
          .withArgs(fay.signer.address);
        await expect(holds[method](subject, number))
          .to.be.revertedWithCustomError(holds, "HoldsNotHeld")
          .withArgs(subject, number, Hold.Called);
        await expect(holds[method](subject, 999n))
          .to.be.revertedWithCustomError(holds, "HoldsNotHeld")
          .withArgs(subject, 999n, Hold.None);
      }
      expect(await stateOf(context, 1n)).to.equal("open");
    });
  });

  describe("drop", () => {
    it("INV-368 ends the decision for good", async () => {
      const { context, holds, subject, number, proposal, calls, until, councils, amara } = await held();
      await expect(holds.drop(subject, number)).to.emit(holds, "HoldDropped").withArgs(subject, number);
      for (const moment of [undefined, until + 1n, until + 400n * DAY]) {
        if (moment !== undefined) await time.increaseTo(moment);
        expect(await stateOf(context, proposal)).to.equal("dropped");
        await expect(execute(context, proposal, calls))
          .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
          .withArgs(proposal, 11n);
      }
      const act = { by: amara.id, proposal, deadline: FOREVER };
      await expect(councils.connect(amara.signer).withdraw(act, "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, 11n);
      for (const method of ["confirm", "drop"] as const) {
        await expect(holds[method](subject, number))
          .to.be.revertedWithCustomError(holds, "HoldsNotHeld")
          .withArgs(subject, number, Hold.Dropped);
      }
      await expect(suspend(context, context.bo, number))
        .to.be.revertedWithCustomError(holds, "HoldsNoDecision")
        .withArgs(subject, number);
    });

    it("while a round is on also ends the rounds: nothing is amended after it", async () => {
      const context = await deployCouncil(ethers, ROUND_TERMS, HOLD_TERMS);
      const { councils, holds, amara, bo, fay, founders, shop } = context;
      const proposal = await propose(context, amara, payment(shop, 5n));
      for (const person of [fay, founders[6]!, founders[7]!]) await suspend(context, person, 257n);
      await time.increaseTo((await councils.proposalOf(proposal)).opensAt + 1n);
      await object(context, bo, proposal);
      await holds.drop(councils.target, 257n);
      await time.increaseTo((await councils.proposalOf(proposal)).closesAt + 1n);
      await expect(amend(context, amara, proposal, payment(shop, 5n)))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(proposal, 11n);
    });
  });

  it("ends by itself: the decision can then be carried out, for a whole window", async () => {
    const { context, proposal, calls, until, shop } = await held();
    await time.increaseTo(until);
    expect(await stateOf(context, proposal)).to.equal("held");
    await time.increaseTo(until + COUNCIL_TERMS.executionWindow - 1n);
    expect(await stateOf(context, proposal)).to.equal("agreed");
    await expect(execute(context, proposal, calls)).to.changeEtherBalance(ethers, shop, 100n);
  });

  it("lasts from when the decision could be carried out, so that nobody uses its only hold up beforehand", async () => {
    const { councils, holds, subject, number, proposal } = await held();
    const { closesAt } = await councils.proposalOf(proposal);
    expect((await holds.heldOf(subject, number)).until).to.equal(closesAt + HOLD_TERMS.duration);
    expect(await councils.knownSince(number)).to.deep.equal([(await councils.proposalOf(proposal)).openedAt, closesAt]);
    expect(await councils.knownSince(number + 1n)).to.deep.equal([0n, 0n]);
  });

  it("an amended proposal is another decision: its hold does not pass on, and it can be held itself", async () => {
    const context = await deployCouncil(ethers, ROUND_TERMS, HOLD_TERMS);
    const { councils, holds, amara, bo, fay, founders, shop } = context;
    const proposal = await propose(context, amara, payment(shop, 5n));
    const people = [fay, founders[6]!, founders[7]!];
    for (const person of people) await suspend(context, person, 257n);
    await time.increaseTo((await councils.proposalOf(proposal)).opensAt + 1n);
    await object(context, bo, proposal);
    await time.increaseTo((await councils.proposalOf(proposal)).closesAt + 1n);
    await amend(context, amara, proposal, payment(shop, 900n));
    expect(await councils.holdNumber(proposal)).to.equal(258n);
    for (const person of people) await suspend(context, person, 258n);
    expect(await holds.stateOf(councils.target, 258n)).to.equal(Hold.Held);
  });

  describe("setTerms", () => {
    it("reverts with HoldsBadTerms, CharteredOnlyNation and CharteredZeroAddress", async () => {
      const { timelock, members, strangers } = await deployMembership(ethers);
      const holds = await ethers.deployContract("Holds", [timelock, members, NO_HOLDS]);
      for (const [term, value] of [
        ["memberBps", 10_001n],
        ["duration", 3_599n],
        ["duration", 31_536_001n],
      ] as const) {
        await expect(holds.setTerms({ ...HOLD_TERMS, [term]: value }))
          .to.be.revertedWithCustomError(holds, "HoldsBadTerms")
          .withArgs(term);
      }
      await expect(holds.connect(strangers[0]).setTerms(HOLD_TERMS))
        .to.be.revertedWithCustomError(holds, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
      await expect(holds.setTerms(HOLD_TERMS)).to.emit(holds, "HoldTermsSet").withArgs(Object.values(HOLD_TERMS));
      expect(await holds.terms()).to.deep.equal(Object.values(HOLD_TERMS));
      await expect(
        ethers.deployContract("Holds", [timelock, ethers.ZeroAddress, NO_HOLDS]),
      ).to.be.revertedWithCustomError(holds, "CharteredZeroAddress");
    });
  });
});
