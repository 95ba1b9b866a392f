import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import {
  addLicence,
  addUniform,
  CONTENT,
  deployLicensing,
  publishAct,
  publishWork,
  uniformPolicy,
  type Licensing,
} from "../../fixtures/licensing.ts";
import { FOREVER, foundGuild, sign } from "../../fixtures/membership.ts";
import { COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const RULE = { none: 0n, any: 1n, same: 2n, compatible: 3n } as const;
const NONE = ethers.ZeroAddress;

describe("Commons", () => {
  /** A work of the guild under one free policy, and a second guild with a steward of its own. */
  async function withWork() {
    const nation = await deployLicensing(ethers);
    const free = await addUniform(nation, 0n);
    const work = await publishWork(nation, { policies: [free] });
    const otherSteward = nation.founders[3]!;
    const otherGuild = await foundGuild(nation, "Forge", [otherSteward]);
    return { ...nation, free, work, otherGuild, otherSteward };
  }
  const fixture = () => networkHelpers.loadFixture(withWork);
  const asSteward = (nation: Licensing) => nation.commons.connect(nation.steward.signer);

  describe("deployment", () => {
    it("given one contract fewer, it reverts with CharteredZeroAddress", async () => {
      const { timelock, members, guilds, policies, surplus } = await fixture();
      const factory = await ethers.getContractFactory("Commons");
      const all = [timelock, members, guilds, policies, surplus];
      for (const missing of all.keys()) {
        const args = all.map((contract, index) => (index === missing ? NONE : contract));
        await expect(ethers.deployContract("Commons", args)).to.be.revertedWithCustomError(
          factory,
          "CharteredZeroAddress",
        );
      }
    });
  });

  describe("publish", () => {
    it("when a steward publishes, it keeps the work and emits WorkPublished", async () => {
      const nation = await fixture();
      const { commons, free, work, guild, steward } = nation;
      const act = publishAct(nation, { policies: [free], parents: [work], sharesBps: [1_000n] });
      await expect(asSteward(nation).publish(act, "0x"))
        .to.emit(commons, "WorkPublished")
        .withArgs(2n, guild, steward.id, CONTENT, act.uri, [free], [work], [1_000n], (at: bigint) => at > 0n);
      expect(await commons.lastId()).to.equal(2n);
      expect(await commons.parentsOf(2n)).to.deep.equal([[work, 1_000n]]);
      expect(await commons.policiesOf(2n)).to.deep.equal([free]);
      const kept = await commons.workOf(2n);
      expect([kept.guild, kept.version, kept.upstreamBps]).to.deep.equal([guild, 1n, 1_000n]);
    });

    it("when a steward signed it, anybody carries it, and once only", async () => {
      const nation = await fixture();
      const { commons, steward, strangers, free, work } = nation;
      const act = publishAct(nation, { policies: [free], parents: [work], sharesBps: [500n] });
      const signature = await sign(nation, steward, commons, "publish", act);
      const call = commons.interface.encodeFunctionData("publish", [act, signature]);
      const reason = commons.interface.encodeErrorResult("StatementNonceUsed", [steward.id, 0n]);
      await expect(commons.connect(strangers[0]).carry([call, call]))
        .to.emit(commons, "CallSkipped")
        .withArgs(1n, reason);
      expect(await commons.lastId()).to.equal(2n);
    });

    it("when one field differs from what was signed, it reverts with StatementBadSignature", async () => {
      const nation = await fixture();
      const { commons, steward, strangers, free, work } = nation;
      const act = publishAct(nation, { policies: [free], parents: [work], sharesBps: [500n] });
      const signature = await sign(nation, steward, commons, "publish", act);
      const other = await addUniform(nation, 0n);
      for (const change of [{ sharesBps: [501n] }, { policies: [other] }, { uri: "x" }, { contentHash: ZeroHash }]) {
        await expect(commons.connect(strangers[0]).publish({ ...act, ...change }, signature))
          .to.be.revertedWithCustomError(commons, "StatementBadSignature")
          .withArgs(steward.id);
      }
    });

    it("when the author is no steward of the guild, it reverts with CommonsNotSteward", async () => {
      const nation = await fixture();
      const { commons, founders, guild, free } = nation;
      const act = publishAct(nation, { policies: [free], steward: founders[1]! });
      await expect(commons.connect(founders[1]!.signer).publish(act, "0x"))
        .to.be.revertedWithCustomError(commons, "CommonsNotSteward")
        .withArgs(guild, founders[1]!.id);
    });

    it("when there is no content hash, it reverts with CommonsContentMissing", async () => {
      const nation = await fixture();
      const act = { ...publishAct(nation, { policies: [nation.free] }), contentHash: ZeroHash };
      await expect(asSteward(nation).publish(act, "0x")).to.be.revertedWithCustomError(
        nation.commons,
        "CommonsContentMissing",
      );
    });

    it("when the URI has more than 256 bytes, it reverts with CommonsBadUri", async () => {
      const nation = await fixture();
      const act = { ...publishAct(nation, { policies: [nation.free] }), uri: "x".repeat(257) };
      await expect(asSteward(nation).publish(act, "0x"))
        .to.be.revertedWithCustomError(nation.commons, "CommonsBadUri")
        .withArgs(257n);
    });

    it("when there is no policy or a fifth, it reverts with CommonsBadOffers", async () => {
      const nation = await fixture();
      for (const policies of [[], [1n, 2n, 3n, 4n, 5n]]) {
        await expect(asSteward(nation).publish(publishAct(nation, { policies }), "0x"))
          .to.be.revertedWithCustomError(nation.commons, "CommonsBadOffers")
          .withArgs(policies.length);
      }
    });

    it("when a policy is unknown, it reverts with CommonsUnknownPolicy", async () => {
      const nation = await fixture();
      for (const policy of [0n, 99n]) {
        await expect(asSteward(nation).publish(publishAct(nation, { policies: [policy] }), "0x"))
          .to.be.revertedWithCustomError(nation.commons, "CommonsUnknownPolicy")
          .withArgs(policy);
      }
    });

    it("when a policy stands twice, it reverts with CommonsAlreadyOffered", async () => {
      const nation = await fixture();
      const act = publishAct(nation, { policies: [nation.free, nation.free] });
      await expect(asSteward(nation).publish(act, "0x"))
        .to.be.revertedWithCustomError(nation.commons, "CommonsAlreadyOffered")
        .withArgs(0n, nation.free);
    });

    it("when parents and shares differ in number, or there are nine, it reverts with CommonsBadParents", async () => {
      const nation = await fixture();
      const nine = Array.from({ length: 9 }, (_, index) => BigInt(index + 1));
      for (const [parents, sharesBps] of [
        [[nation.work], []],
        [nine, nine],
      ] as const) {
        const act = publishAct(nation, { policies: [nation.free], parents: [...parents], sharesBps: [...sharesBps] });
        await expect(asSteward(nation).publish(act, "0x"))
          .to.be.revertedWithCustomError(nation.commons, "CommonsBadParents")
          .withArgs(parents.length, sharesBps.length);
      }
    });

    it("INV-63 when a parent is none, the work itself, later or out of order, it reverts with CommonsBadParent", async () => {
      const nation = await fixture();
      const { free, work } = nation;
      const second = await publishWork(nation, { policies: [free] });
      for (const [parents, wrong] of [
        [[0n], 0n],
        [[second + 1n], second + 1n],
        [[second + 2n], second + 2n],
        [[second, work], work],
        [[work, work], work],
      ] as const) {
        const act = publishAct(nation, { policies: [free], parents, sharesBps: parents.map(() => 1n) });
        await expect(asSteward(nation).publish(act, "0x"))
          .to.be.revertedWithCustomError(nation.commons, "CommonsBadParent")
          .withArgs(wrong);
      }
    });

    it("when the parents' shares reach 100 %, it reverts with CommonsBadShares", async () => {
      const nation = await fixture();
      const second = await publishWork(nation, { policies: [nation.free] });
      const parents = [nation.work, second];
      const act = publishAct(nation, { policies: [nation.free], parents, sharesBps: [9_999n, 1n] });
      await expect(asSteward(nation).publish(act, "0x"))
        .to.be.revertedWithCustomError(nation.commons, "CommonsBadShares")
        .withArgs(10_000n);
      await asSteward(nation).publish({ ...act, sharesBps: [9_998n, 1n] }, "0x");
    });

    describe("given a parent of another guild", () => {
      async function derive(rule: bigint, offersParent: boolean, extra: { compatible?: boolean } = {}) {
        const nation = await fixture();
        const { policies, otherGuild: guild, otherSteward: steward } = nation;
        const compatibleWith = rule === RULE.compatible ? nation.free : 0n;
        await policies.add(uniformPolicy(0n, { derivativeRule: rule, compatibleWith }));
        const bound = await policies.lastId();
        const plain = await addUniform(nation, 0n);
        const parent = await publishWork(nation, { policies: [bound] });
        const offered = extra.compatible === true ? nation.free : offersParent ? bound : plain;
        const act = publishAct(nation, { policies: [offered], parents: [parent], sharesBps: [1n], guild, steward });
        return { nation, parent, sent: nation.commons.connect(steward.signer).publish(act, "0x") };
      }

      it("when its rule is none, it reverts with CommonsDerivativeRule", async () => {
        const { nation, parent, sent } = await derive(RULE.none, true);
        await expect(sent).to.be.revertedWithCustomError(nation.commons, "CommonsDerivativeRule").withArgs(parent);
      });

      it("when its rule is same, only the same policy will do", async () => {
        const refused = await derive(RULE.same, false);
        await expect(refused.sent)
          .to.be.revertedWithCustomError(refused.nation.commons, "CommonsDerivativeRule")
          .withArgs(refused.parent);
        const accepted = await derive(RULE.same, true);
        await expect(accepted.sent).to.emit(accepted.nation.commons, "WorkPublished");
      });

      it("when its rule is compatible, the policy it names will do too", async () => {
        const refused = await derive(RULE.compatible, false);
        await expect(refused.sent)
          .to.be.revertedWithCustomError(refused.nation.commons, "CommonsDerivativeRule")
          .withArgs(refused.parent);
        for (const compatible of [true, false]) {
          const accepted = await derive(RULE.compatible, true, { compatible });
          await expect(accepted.sent).to.emit(accepted.nation.commons, "WorkPublished");
        }
      });

      it("when its rule is any, every policy will do", async () => {
        const { nation, sent } = await derive(RULE.any, false);
        await expect(sent).to.emit(nation.commons, "WorkPublished");
      });
    });

    it("given a parent of the same guild, its derivative rule does not bind", async () => {
      const nation = await fixture();
      const bound = await addUniform(nation, 0n, { derivativeRule: RULE.none });
      const parent = await publishWork(nation, { policies: [bound] });
      await publishWork(nation, { policies: [nation.free], parents: [parent], sharesBps: [0n] });
      expect(await nation.commons.lastId()).to.equal(3n);
    });
  });

  describe("revise", () => {
    const reviseAct = (nation: { steward: { id: bigint }; work: bigint }) => ({
      ...{ by: nation.steward.id, work: nation.work, version: 2n, contentHash: CONTENT, uri: "ipfs://2" },
      deadline: FOREVER,
    });

    it("when a steward revises, it counts the version and emits WorkRevised", async () => {
      const nation = await fixture();
      await expect(asSteward(nation).revise(reviseAct(nation), "0x"))
        .to.emit(nation.commons, "WorkRevised")
        .withArgs(nation.work, nation.steward.id, 2n, CONTENT, "ipfs://2");
      expect((await nation.commons.workOf(nation.work)).version).to.equal(2n);
    });

    it("when a signed revision is carried twice, it reverts with CommonsWrongVersion", async () => {
      const nation = await fixture();
      const { commons, steward, strangers } = nation;
      const signature = await sign(nation, steward, commons, "revise", reviseAct(nation));
      const carrier = commons.connect(strangers[0]);
      await carrier.revise(reviseAct(nation), signature);
      await expect(carrier.revise(reviseAct(nation), signature))
        .to.be.revertedWithCustomError(commons, "CommonsWrongVersion")
        .withArgs(nation.work, 2n, 3n);
    });

    it("when the work is unknown, it reverts with CommonsUnknownWork", async () => {
      const nation = await fixture();
      await expect(asSteward(nation).revise({ ...reviseAct(nation), work: 9n }, "0x"))
        .to.be.revertedWithCustomError(nation.commons, "CommonsUnknownWork")
        .withArgs(9n);
    });

    it("when the author is a steward of another guild, it reverts with CommonsNotSteward", async () => {
      const nation = await fixture();
      const { commons, otherSteward, guild } = nation;
      const act = { ...reviseAct(nation), by: otherSteward.id };
      await expect(commons.connect(otherSteward.signer).revise(act, "0x"))
        .to.be.revertedWithCustomError(commons, "CommonsNotSteward")
        .withArgs(guild, otherSteward.id);
    });
  });

  describe("offer", () => {
    it("when a steward offers a policy more, it stands last, until there are four", async () => {
      const nation = await fixture();
      const { commons, work, steward } = nation;
      const added: bigint[] = [];
      for (let i = 0; i < 4; ++i) added.push(await addUniform(nation, 0n));
      for (const policy of added.slice(0, 3)) {
        await expect(asSteward(nation).offer({ by: steward.id, work, policy, deadline: FOREVER }, "0x"))
          .to.emit(commons, "PolicyOffered")
          .withArgs(work, policy, steward.id);
      }
      expect(await commons.policiesOf(work)).to.deep.equal([nation.free, ...added.slice(0, 3)]);
      await expect(asSteward(nation).offer({ by: steward.id, work, policy: added[3]!, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(commons, "CommonsBadOffers")
        .withArgs(5n);
    });

    it("when the policy is offered already, also by carrying the statement again, it reverts with CommonsAlreadyOffered", async () => {
      const nation = await fixture();
      const { commons, work, steward, strangers } = nation;
      const policy = await addUniform(nation, 0n);
      const act = { by: steward.id, work, policy, deadline: FOREVER };
      const signature = await sign(nation, steward, commons, "offer", act);
      await commons.connect(strangers[0]).offer(act, signature);
      await expect(commons.connect(strangers[0]).offer(act, signature))
        .to.be.revertedWithCustomError(commons, "CommonsAlreadyOffered")
        .withArgs(work, policy);
    });
  });

  describe("stopGrants", () => {
    it("when a steward stops, it emits GrantsStopped; when signed, once only", async () => {
      const nation = await fixture();
      const { commons, work, steward, strangers } = nation;
      const act = { by: steward.id, work, stopped: true, nonce: 0n, deadline: FOREVER };
      const signature = await sign(nation, steward, commons, "stopGrants", act);
      await expect(commons.connect(strangers[0]).stopGrants(act, signature))
        .to.emit(commons, "GrantsStopped")
        .withArgs(work, steward.id, true);
      expect((await commons.workOf(work)).grantsStopped).to.equal(true);
      await expect(commons.connect(strangers[0]).stopGrants(act, signature))
        .to.be.revertedWithCustomError(commons, "StatementNonceUsed")
        .withArgs(steward.id, 0n);
    });
  });

  describe("pay and pull", () => {
    /** work ← child (10 % up) ← grandchild (20 % to child, 5 % to work). */
    async function withFamily() {
      const nation = await withWork();
      const { free, work } = nation;
      const child = await publishWork(nation, { policies: [free], parents: [work], sharesBps: [1_000n] });
      const parents = [work, child];
      const grandchild = await publishWork(nation, { policies: [free], parents, sharesBps: [500n, 2_000n] });
      return { ...nation, child, grandchild };
    }
    const family = () => networkHelpers.loadFixture(withFamily);
    const incomeOf = async ({ surplus, guild }: Licensing, token: string) =>
      (await surplus.booksOf(guild, 1n, token)).income;

    it("INV-64 splits a payment in coins: own share into the surplus, the parents' shares wait", async () => {
      const nation = await family();
      const { commons, work, child, grandchild, surplus, guild, strangers } = nation;
      await expect(commons.connect(strangers[0]).pay(grandchild, COIN, 1_003n, { value: 1_003n }))
        .to.emit(commons, "WorkPaid")
        .withArgs(grandchild, COIN, 0n, strangers[0]!.address, 1_003n, 1_003n - 251n);
      expect(await commons.waiting(grandchild, work, COIN)).to.equal(50n);
      expect(await commons.waiting(grandchild, child, COIN)).to.equal(200n);
      expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(752n);
      expect(await ethers.provider.getBalance(commons)).to.equal(251n); // 50.15 and 200.6 wait, held as 251
    });

    it("moves a share on by anybody, and splits it again at the parent", async () => {
      const nation = await family();
      const { commons, work, child, grandchild, strangers } = nation;
      await commons.pay(grandchild, COIN, 1_000n, { value: 1_000n });
      await expect(commons.connect(strangers[0]).pull(grandchild, child, COIN))
        .to.emit(commons, "WorkPaid")
        .withArgs(child, COIN, grandchild, strangers[0]!.address, 200n, 180n);
      expect(await commons.waiting(grandchild, child, COIN)).to.equal(0n);
      expect(await commons.waiting(child, work, COIN)).to.equal(20n);
      await commons.pull(child, work, COIN);
      await commons.pull(grandchild, work, COIN);
      expect(await incomeOf(nation, COIN)).to.equal(1_000n);
      expect(await ethers.provider.getBalance(commons)).to.equal(0n);
    });

    it("when nothing waits, it reverts with CommonsNothingWaits", async () => {
      const { commons, work, child } = await family();
      await expect(commons.pull(child, work, COIN))
        .to.be.revertedWithCustomError(commons, "CommonsNothingWaits")
        .withArgs(child, work, COIN);
    });

    it("books of an ERC-20 what arrived, not what was announced", async () => {
      const nation = await family();
      const { commons, token, child, work, strangers, surplus } = nation;
      const payer = strangers[0]!;
      await token.mint(payer, 10_000n);
      await token.connect(payer).approve(commons, 10_000n);
      await token.setQuirk(4n); // takes one percent of every transfer: 9,900 arrive, the surplus gets 1 % less again
      await commons.connect(payer).pay(child, token, 10_000n);
      const address = await token.getAddress();
      expect(await commons.waiting(child, work, token)).to.equal(990n);
      expect(await incomeOf(nation, address)).to.equal(8_910n - 89n);
      expect(await token.balanceOf(commons)).to.equal(990n);
      expect(await token.allowance(commons, surplus)).to.equal(0n);
    });

    it("when the token moves nothing, it reverts with CommonsNothingPaid", async () => {
      const { commons, token, work } = await family();
      await token.setQuirk(8n);
      await expect(commons.pay(work, token, 5n)).to.be.revertedWithCustomError(commons, "CommonsNothingPaid");
      await expect(commons.pay(work, COIN, 0n)).to.be.revertedWithCustomError(commons, "CommonsNothingPaid");
    });

    it("when value and amount differ, or coins come with an ERC-20, it reverts with CommonsWrongValue", async () => {
      const { commons, token, work } = await family();
      await expect(commons.pay(work, COIN, 5n, { value: 4n }))
        .to.be.revertedWithCustomError(commons, "CommonsWrongValue")
        .withArgs(5n, 4n);
      await expect(commons.pay(work, token, 5n, { value: 5n }))
        .to.be.revertedWithCustomError(commons, "CommonsWrongValue")
        .withArgs(0n, 5n);
    });

    it("when the work is unknown, it reverts with CommonsUnknownWork", async () => {
      const { commons } = await family();
      await expect(commons.pay(99n, COIN, 1n, { value: 1n }))
        .to.be.revertedWithCustomError(commons, "CommonsUnknownWork")
        .withArgs(99n);
    });

    it("when no season is open, the surplus refuses with SurplusNoOpenSeason, and what waits stays", async () => {
      const nation = await family();
      const { commons, ledger, surplus, work, child } = nation;
      await commons.pay(child, COIN, 1_000n, { value: 1_000n });
      await networkHelpers.time.increaseTo((await ledger.seasonOf(1n)).endsAt);
      await expect(commons.pull(child, work, COIN)).to.be.revertedWithCustomError(surplus, "SurplusNoOpenSeason");
      expect(await commons.waiting(child, work, COIN)).to.equal(100n);
    });

    it("when a token calls back, the second payment is refused and the first is booked once", async () => {
      const nation = await family();
      const { commons, token, child, work, strangers } = nation;
      const payer = strangers[0]!;
      await token.mint(payer, 1_000n);
      await token.connect(payer).approve(commons, 1_000n);
      await commons.pay(child, COIN, 1_000n, { value: 1_000n });
      await token.reenterWith(commons, commons.interface.encodeFunctionData("pull", [child, work, COIN]));
      await commons.connect(payer).pay(child, token, 1_000n);
      expect(await token.refusal()).to.equal(commons.interface.encodeErrorResult("ReentrancyGuardReentrantCall"));
      expect(await commons.waiting(child, work, COIN)).to.equal(100n);
      expect(await commons.waiting(child, work, token)).to.equal(100n);
    });

    it("when a token refuses to move, the other tokens' edges are pulled all the same", async () => {
      const nation = await family();
      const { commons, token, child, work, strangers } = nation;
      const payer = strangers[0]!;
      await token.mint(payer, 1_000n);
      await token.connect(payer).approve(commons, 1_000n);
      await commons.connect(payer).pay(child, token, 1_000n);
      await commons.pay(child, COIN, 1_000n, { value: 1_000n });
      await token.setQuirk(3n);
      await expect(commons.pull(child, work, token)).to.be.revertedWithCustomError(token, "OddTokenRefused");
      await commons.pull(child, work, COIN);
      expect(await incomeOf(nation, COIN)).to.equal(1_000n);
    });

    it("when anybody but Licences pays for another, it reverts with CommonsOnlyLicences", async () => {
      const { commons, strangers, founders, work } = await family();
      const thief = strangers[0]!;
      await expect(commons.connect(thief).payFor(founders[0]!.signer, work, COIN, UNIT))
        .to.be.revertedWithCustomError(commons, "CommonsOnlyLicences")
        .withArgs(thief.address);
    });
  });

  describe("fillLicencesSeat", () => {
    it("when the seat is taken, it reverts with CommonsSeatTaken", async () => {
      const { commons, licences, strangers } = await fixture();
      await expect(commons.fillLicencesSeat(strangers[0]!))
        .to.be.revertedWithCustomError(commons, "CommonsSeatTaken")
        .withArgs(await licences.getAddress());
      expect(await commons.licences()).to.equal(await licences.getAddress());
    });

    it("when the caller is not the nation, or nobody is named, it reverts", async () => {
      const { timelock, members, guilds, policies, surplus, strangers } = await fixture();
      const empty = await ethers.deployContract("Commons", [timelock, members, guilds, policies, surplus]);
      await expect(empty.fillLicencesSeat(ZeroAddress)).to.be.revertedWithCustomError(empty, "CharteredZeroAddress");
      const stranger = strangers[0]!;
      const attempt = empty.connect(stranger);
      await expect(attempt.fillLicencesSeat(stranger))
        .to.be.revertedWithCustomError(empty, "CharteredOnlyNation")
        .withArgs(stranger.address);
    });
  });

  it("takes the catalogue's licences too", async () => {
    const nation = await fixture();
    const ppl = await addLicence(nation, "PPL");
    expect(await publishWork(nation, { policies: [ppl] })).to.equal(2n);
  });
});
