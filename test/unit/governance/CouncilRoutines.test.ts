import { expect } from "chai";
import { network } from "hardhat";

import { callsHash } from "../../../sdk/governance/proposals.ts";
import { deployCouncil, execute, object, payment, propose, stateOf, type Council } from "../../fixtures/councils.ts";
import { callOf, COUNCIL_TERMS, ROUND_TERMS, signAs } from "../../fixtures/governance.ts";
import { DAY, FOREVER, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const PLAIN = "0x00000000";

/** The guild's council lists a call as routine. */
async function list(context: Council, fields: object) {
  const { councils, guild } = context;
  const plain = { target: context.shop, selector: PLAIN, isListed: true, word: 0, most: 50, left: 80, nonce: 0 };
  const calls = await callOf(councils, "setRoutine", [{ by: guild, deadline: FOREVER, ...plain, ...fields }, "0x"]);
  const proposal = await propose(context, context.bo, calls);
  await time.increase(ROUND_TERMS.questionWindow + ROUND_TERMS.objectionWindow + 1n);
  return { calls, proposal };
}

describe("Councils, a steward's routine acts", () => {
  let nonce = 0n;
  const actOf = (context: Council, by: Person, value: bigint, fields: object = {}) => ({
    ...{ by: by.id, guild: context.guild, target: context.shop, value, data: "0x", description: "Yarn" },
    ...{ nonce: (nonce += 1n), deadline: FOREVER, ...fields },
  });
  const routine = (context: Council, by: Person, value: bigint, fields: object = {}) =>
    context.councils.connect(by.signer).proposeRoutine(actOf(context, by, value, fields), "0x");

  /** Payments to the shop of at most 50, 80 in all, are routine. */
  async function listed() {
    const context = await deployCouncil(ethers);
    const { calls, proposal } = await list(context, {});
    await execute(context, proposal, calls);
    return context;
  }

  describe("setRoutine", () => {
    it("is the guild's own act, and tells what it lists", async () => {
      const context = await deployCouncil(ethers);
      const { councils, guild, shop, amara } = context;
      const { calls, proposal } = await list(context, {});
      await expect(execute(context, proposal, calls))
        .to.emit(councils, "RoutineSet")
        .withArgs(guild, shop, PLAIN, true, 0n, 50n, 80n);
      expect(await councils.routineOf(guild, shop, PLAIN)).to.deep.equal([true, 0n, 50n, 80n]);
      const own = { by: amara.id, target: shop, selector: PLAIN, isListed: true, word: 0, most: 9, left: 9, nonce: 0 };
      await expect(councils.connect(amara.signer).setRoutine({ ...own, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsOnlyGuild")
        .withArgs(amara.id);
      await expect(councils.connect(amara.signer).setRoutine({ ...own, by: guild, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(councils, "StatementNotByKeyHolder")
        .withArgs(guild, amara.signer.address);
    });

    it("never lists a call of this contract, nor one that carries others: what is routine is not decided as routine", async () => {
      const context = await deployCouncil(ethers);
      const { councils, guilds, guild } = context;
      for (const [target, name] of [
        [councils.target, "setRoutine(address)"],
        [guilds.target, "carry(bytes[])"],
        [guilds.target, "multicall(bytes[])"],
      ] as const) {
        const selector = ethers.id(name).slice(0, 10);
        const { calls, proposal } = await list(context, { target, selector });
        await expect(execute(context, proposal, calls))
          .to.be.revertedWithCustomError(councils, "CouncilsNotRoutine")
          .withArgs(guild, target, selector);
      }
    });
  });

  describe("proposeRoutine", () => {
    it("is carried out by anybody after the shorter window, unless somebody objects", async () => {
      const context = await networkHelpers.loadFixture(listed);
      const { councils, amara, shop, guild, strangers } = context;
      const act = actOf(context, amara, 50n);
      const signature = await signAs(context, amara, councils, "proposeRoutine", act);
      const calls = payment(shop, 50n);
      await expect(councils.connect(strangers[0]).proposeRoutine(act, signature))
        .to.emit(councils, "RoutineUsed")
        .withArgs(guild, shop, PLAIN, 50n)
        .and.to.emit(councils, "CouncilProposed")
        .withArgs(2n, guild, amara.id, [...calls.targets], [...calls.values], [...calls.calldatas], "Yarn");
      await expect(councils.proposeRoutine(act, signature))
        .to.be.revertedWithCustomError(councils, "StatementNonceUsed")
        .withArgs(amara.id, act.nonce);
      const made = await councils.proposalOf(2);
      expect([made.round, made.stopsAt, made.callsHash]).to.deep.equal([0n, 1n, callsHash(calls)]);
      expect(made.closesAt - made.openedAt).to.equal(DAY);
      expect(await stateOf(context, 2n)).to.equal("open");
      await time.increaseTo(made.closesAt + 1n);
      await expect(execute(context, 2n, calls)).to.changeEtherBalance(ethers, shop, 50n);
    });

    it("one objection brings it before the council, with questions and a window of its own", async () => {
      const context = await networkHelpers.loadFixture(listed);
      const { councils, amara, bo, chen, shop } = context;
      await routine(context, amara, 10n);
      await object(context, bo, 2n);
      expect(await stateOf(context, 2n)).to.equal("questions");
      const { round, objections, openedAt, closesAt } = await councils.proposalOf(2);
      expect([round, objections]).to.deep.equal([1n, 0n]);
      expect(closesAt - openedAt).to.equal(ROUND_TERMS.questionWindow + ROUND_TERMS.objectionWindow);
      await time.increaseTo(openedAt + ROUND_TERMS.questionWindow + 1n);
      await object(context, chen, 2n);
      await time.increaseTo(closesAt + 1n);
      expect(await stateOf(context, 2n)).to.equal("integrating");
      await expect(execute(context, 2n, payment(shop, 10n))).to.be.revertedWithCustomError(
        councils,
        "CouncilsWrongState",
      );
    });

    it("given several objections are asked for, fewer leave it as it is", async () => {
      const context = await deployCouncil(ethers, { ...ROUND_TERMS, routineObjections: 2n });
      const { calls, proposal } = await list(context, {});
      await execute(context, proposal, calls);
      await routine(context, context.amara, 10n);
      await object(context, context.bo, 2n);
      expect((await context.councils.proposalOf(2)).round).to.equal(0n);
      await object(context, context.chen, 2n);
      expect((await context.councils.proposalOf(2)).round).to.equal(1n);
    });

    it("given those of whom an objection is asked cannot object, the objections of the others bring it before the council", async () => {
      const context = await deployCouncil(ethers, { ...ROUND_TERMS, routineObjections: 2n });
      const { councils, guilds, guild, amara, bo, chen, dora, esi } = context;
      const { calls, proposal } = await list(context, {});
      await execute(context, proposal, calls);
      await routine(context, amara, 10n);
      await object(context, bo, 2n);
      for (const { id: by, signer } of [chen, dora, esi]) {
        expect((await councils.proposalOf(2)).round).to.equal(0n);
        await guilds.connect(signer).quit({ by, guild, nonce: 9, deadline: FOREVER }, "0x");
        await councils.discount(2, by);
      }
      expect((await councils.proposalOf(2)).round).to.equal(1n);
    });

    it("INV-364 spends no more than the guild gave, in one act and in all of them, whatever becomes of each", async () => {
      const context = await networkHelpers.loadFixture(listed);
      const { councils, amara, guild, shop } = context;
      await expect(routine(context, amara, 51n))
        .to.be.revertedWithCustomError(councils, "CouncilsOverRoutine")
        .withArgs(51n, 50n);
      await routine(context, amara, 50n);
      await councils.connect(amara.signer).withdraw({ by: amara.id, proposal: 2, deadline: FOREVER }, "0x");
      await expect(routine(context, amara, 31n))
        .to.be.revertedWithCustomError(councils, "CouncilsOverRoutine")
        .withArgs(31n, 30n);
      await routine(context, amara, 30n);
      expect(await councils.routineOf(guild, shop, PLAIN)).to.deep.equal([true, 0n, 50n, 0n]);
      await routine(context, amara, 0n);
    });

    it("takes the amount from the argument that the guild named", async () => {
      const context = await deployCouncil(ethers);
      const { councils, amara, guild, shop } = context;
      const token = await ethers.deployContract("PlainToken");
      await token.mint(context.account, 500n);
      const { selector } = token.interface.getFunction("transfer");
      const listing = await list(context, { target: token.target, selector, word: 2 });
      await execute(context, listing.proposal, listing.calls);
      const transfer = (amount: bigint) => token.interface.encodeFunctionData("transfer", [shop, amount]);
      const target = token.target;
      await expect(routine(context, amara, 0n, { target, data: transfer(51n) }))
        .to.be.revertedWithCustomError(councils, "CouncilsOverRoutine")
        .withArgs(51n, 50n);
      await expect(routine(context, amara, 1n, { target, data: transfer(5n) }))
        .to.be.revertedWithCustomError(councils, "CouncilsOverRoutine")
        .withArgs(1n, 0n);
      await expect(routine(context, amara, 0n, { target, data: transfer(5n).slice(0, -64) }))
        .to.be.revertedWithCustomError(councils, "CouncilsNotRoutine")
        .withArgs(guild, target, selector);
      await routine(context, amara, 0n, { target, data: transfer(50n) });
      await time.increase(DAY + 1n);
      await execute(context, 2n, await callOf(token, "transfer", [shop, 50n]));
      expect(await token.balanceOf(shop)).to.equal(50n);
    });

    it("reverts for whoever is no steward, for what is not listed, and where the nation has no routine acts", async () => {
      const context = await networkHelpers.loadFixture(listed);
      const { councils, amara, bo, guild, shop, guilds } = context;
      await expect(routine(context, bo, 1n))
        .to.be.revertedWithCustomError(councils, "CouncilsNotSteward")
        .withArgs(guild, bo.id);
      for (const [fields, selector] of [
        [{ target: bo.signer.address }, PLAIN],
        [{ data: "0x00000000" }, PLAIN],
        [{ data: "0x12" }, "0x12000000"],
        [{ data: "0x12345678" }, "0x12345678"],
      ] as const) {
        const target = "target" in fields ? fields.target : shop;
        await expect(routine(context, amara, 0n, fields))
          .to.be.revertedWithCustomError(councils, "CouncilsNotRoutine")
          .withArgs(guild, target, selector);
      }
      await councils.setTerms(COUNCIL_TERMS);
      await expect(routine(context, amara, 1n))
        .to.be.revertedWithCustomError(councils, "CouncilsNotRoutine")
        .withArgs(guild, shop, PLAIN);
      await guilds.connect(amara.signer).quit({ by: amara.id, guild, nonce: 9, deadline: FOREVER }, "0x");
      await expect(routine(context, amara, 1n))
        .to.be.revertedWithCustomError(councils, "CouncilsNotSteward")
        .withArgs(guild, amara.id);
    });

    it("is one of the six proposals a member can have open in a guild", async () => {
      const context = await networkHelpers.loadFixture(listed);
      const { councils, amara, guild } = context;
      for (let i = 0; i < 6; ++i) await routine(context, amara, 1n);
      const { closesAt } = await councils.proposalOf(2);
      await expect(routine(context, amara, 1n))
        .to.be.revertedWithCustomError(councils, "CouncilsTooManyProposals")
        .withArgs(guild, amara.id, closesAt);
    });
  });
});
