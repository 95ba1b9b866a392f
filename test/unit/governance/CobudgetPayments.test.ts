import { expect } from "chai";
import { network } from "hardhat";

import {
  BUCKET,
  deployCobudget,
  give,
  openRound,
  proposeBucket,
  running,
  toEnd,
  type BudgetedNation,
} from "../../fixtures/cobudget.ts";
import { FOREVER, type Person } from "../../fixtures/membership.ts";
import { COIN } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

const QUIRK = { None: 0, Reverts: 3, TakesFee: 4 } as const;

const confirms = ({ cobudget }: BudgetedNation, bucket: bigint, by: Person) =>
  cobudget.connect(by.signer).confirm({ by: by.id, bucket, deadline: FOREVER }, "0x");

/** What is here of coins or the token. */
const balanceOf = async ({ cobudget, token }: BudgetedNation, asset: "coin" | "token" = "coin") =>
  asset === "coin" ? ethers.provider.getBalance(cobudget) : token.balanceOf(cobudget);

describe("Cobudget: payments", function () {
  const load = () => helpers.loadFixture(deploy);
  const loadOnDelivery = () => helpers.loadFixture(deployOnDelivery);

  describe("pay", function () {
    for (const asset of ["coin", "token"] as const) {
      it(`pays a funded bucket into the guild's surplus, in ${asset}s`, async function () {
        const { nation, loom, kiln } = await running(await load(), {}, asset === "token" ? asset : undefined);
        const { cobudget, surplus, people, token } = nation;
        const [amara, bo] = people as [Person, Person];
        await expect(cobudget.pay(loom))
          .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
          .withArgs(loom, BUCKET.open);
        await give(nation, loom, amara, 200n);
        await give(nation, loom, bo, 100n);
        await give(nation, kiln, bo, 100n);
        await expect(cobudget.pay(loom)).to.emit(cobudget, "BucketPaid").withArgs(loom, nation.loom, 300);
        const address = asset === "coin" ? COIN : await token.getAddress();
        expect((await surplus.booksOf(nation.loom, 1, address)).income).to.equal(300);
        expect(await balanceOf(nation, asset)).to.equal(703);
        expect(await cobudget.heldFor(address)).to.equal(703);
        expect(await cobudget.stateOf(loom)).to.equal(BUCKET.paid);
        await expect(cobudget.pay(loom)).to.be.revertedWithCustomError(cobudget, "CobudgetWrongState");
      });
    }

    describe("when the guild cannot receive it", function () {
      it("waits, and nobody else does", async function () {
        const nation = await load();
        const { cobudget, ledger, surplus, people } = nation;
        const { loom, round } = await running(nation);
        const other = await openRound(nation, 1_000n, "token");
        const [amara, bo, chen] = people as [Person, Person, Person];
        const kiln = await proposeBucket(nation, { round: other, guild: nation.kiln, by: chen, goal: 100n });
        await give(nation, kiln, amara, 100n);
        await give(nation, loom, amara, 200n);
        await give(nation, loom, bo, 100n);
        await nation.token.setQuirk(QUIRK.Reverts);
        await expect(cobudget.pay(kiln)).to.be.revert(ethers);
        await cobudget.pay(loom);
        await nation.token.setQuirk(QUIRK.None);
        await cobudget.pay(kiln);
        await toEnd(nation, round);
        await cobudget.settle(round);
        expect((await surplus.booksOf(nation.kiln, await ledger.currentSeason(), nation.token)).income).to.equal(100);
      });
    });
  });

  describe("confirm and deliver", function () {
    const funded = async (goal = 300n) => {
      const world = await running(await loadOnDelivery(), { loom: goal });
      const { nation, loom } = world;
      const [amara, , chen, dita, emil] = nation.people as [Person, Person, Person, Person, Person];
      await give(nation, loom, amara, 100n); // of the guild
      await give(nation, loom, chen, 60n);
      await give(nation, loom, dita, 60n);
      await give(nation, loom, emil, 80n);
      return { ...world, amara, chen, dita, emil };
    };

    it("pays the guild's account once the givers of more than half from outside have confirmed", async function () {
      const { nation, loom, chen, dita, emil } = await funded();
      const { cobudget, guilds } = nation;
      expect((await cobudget.bucketOf(loom)).outside).to.equal(200);
      await expect(cobudget.pay(loom))
        .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
        .withArgs(loom, BUCKET.funded);
      await expect(confirms(nation, loom, emil))
        .to.emit(cobudget, "DeliveryConfirmed")
        .withArgs(loom, emil.id, 80);
      await expect(confirms(nation, loom, chen))
        .to.emit(cobudget, "BucketDelivered")
        .withArgs(loom, false);
      await expect(confirms(nation, loom, dita))
        .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
        .withArgs(loom, BUCKET.delivered);
      await cobudget.pay(loom);
      expect(await ethers.provider.getBalance(await guilds.accountOf(nation.loom))).to.equal(300);
      expect(await cobudget.stateOf(loom)).to.equal(BUCKET.paid);
    });

    it("pays it also at the nation's word", async function () {
      const { nation, loom } = await funded();
      await expect(nation.cobudget.deliver(loom)).to.emit(nation.cobudget, "BucketDelivered").withArgs(loom, true);
      await nation.cobudget.pay(loom);
      expect(await nation.cobudget.heldFor(COIN)).to.equal(703);
    });

    describe("when nobody confirms in time", function () {
      it("INV-336 goes back to the source", async function () {
        const { nation, round, loom, chen } = await funded();
        const { cobudget } = nation;
        const { deliverBy } = await cobudget.roundOf(round);
        await expect(cobudget.giveBack(loom))
          .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
          .withArgs(loom, BUCKET.funded);
        await helpers.time.increaseTo(deliverBy);
        await expect(confirms(nation, loom, chen))
          .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
          .withArgs(loom, BUCKET.lapsed);
        await expect(cobudget.deliver(loom)).to.be.revertedWithCustomError(cobudget, "CobudgetWrongState");
        await expect(cobudget.giveBack(loom))
          .to.emit(cobudget, "BucketReturned")
          .withArgs(loom, nation.nation.address, 300);
        await cobudget.settle(round);
        expect(await balanceOf(nation)).to.equal(0);
        expect(await cobudget.stateOf(loom)).to.equal(BUCKET.returned);
      });
    });

    describe("when the author is of the guild, gave nothing, or has confirmed", function () {
      it("reverts with CobudgetCannotConfirm", async function () {
        const { nation, loom, amara, dita, chen } = await funded();
        const { cobudget, guilds, people } = nation;
        await confirms(nation, loom, dita);
        const join = { by: chen.id, guild: nation.loom, nonce: 0, deadline: FOREVER };
        await guilds.connect(chen.signer).join(join, "0x");
        for (const by of [amara, people[1]!, dita, chen]) {
          await expect(confirms(nation, loom, by))
            .to.be.revertedWithCustomError(cobudget, "CobudgetCannotConfirm")
            .withArgs(loom, by.id);
        }
      });
    });

    describe("when the round pays at once", function () {
      it("reverts with CobudgetWrongState", async function () {
        const { nation, loom } = await running(await load());
        const { cobudget, people } = nation;
        const [amara, bo] = people as [Person, Person];
        await give(nation, loom, amara, 200n);
        await give(nation, loom, bo, 100n);
        await expect(cobudget.deliver(loom))
          .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
          .withArgs(loom, BUCKET.funded);
      });
    });
  });

  describe("settle", function () {
    it("INV-336 returns what was not funded, with the remainder of the division, to the source", async function () {
      const { nation, round, loom, kiln } = await running(await load());
      const { cobudget, people } = nation;
      const [amara, bo] = people as [Person, Person];
      await give(nation, loom, amara, 200n);
      await give(nation, loom, bo, 100n);
      await give(nation, kiln, bo, 100n); // not enough
      await toEnd(nation, round);
      await expect(cobudget.connect(bo.signer).settle(round)).to.changeEtherBalances(
        ethers,
        [cobudget, nation.nation],
        [-703n, 703n],
      );
      await cobudget.pay(loom); // is still there for it
      expect(await balanceOf(nation)).to.equal(0);
      expect(await cobudget.heldFor(COIN)).to.equal(0);
      await expect(cobudget.settle(round)).to.be.revertedWithCustomError(cobudget, "CobudgetSettled").withArgs(round);
    });

    describe("when the round runs, or there is none", function () {
      it("reverts with CobudgetStillOpen or CobudgetNotOpen", async function () {
        const { nation, round } = await running(await load());
        const { cobudget } = nation;
        const { closesAt } = await cobudget.roundOf(round);
        await expect(cobudget.settle(round))
          .to.be.revertedWithCustomError(cobudget, "CobudgetStillOpen")
          .withArgs(round, closesAt);
        await expect(cobudget.settle(2)).to.be.revertedWithCustomError(cobudget, "CobudgetNotOpen").withArgs(2, 0);
      });
    });

    describe("when the source cannot receive it", function () {
      it("reverts with CobudgetPaymentFailed, and can be tried again", async function () {
        const { nation, round } = await running(await load(), {}, "token");
        const { cobudget, token } = nation;
        await toEnd(nation, round);
        await token.setQuirk(QUIRK.Reverts);
        await expect(cobudget.settle(round))
          .to.be.revertedWithCustomError(cobudget, "CobudgetPaymentFailed")
          .withArgs(await token.getAddress(), nation.nation.address, 1_003);
        await token.setQuirk(QUIRK.None);
        await cobudget.settle(round);
        expect(await balanceOf(nation, "token")).to.equal(0);
      });
    });
  });
});

const deploy = (): Promise<BudgetedNation> => deployCobudget(ethers, helpers);
const deployOnDelivery = (): Promise<BudgetedNation> => deployCobudget(ethers, helpers, { onDelivery: true });
