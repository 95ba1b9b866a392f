import { expect } from "chai";
import { network } from "hardhat";

import { ReserveFold } from "../../../sdk/treasury/reserveFold.ts";
import { DAY } from "../../fixtures/membership.ts";
import { COIN, commandedGuild, deployTreasury } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const PURPOSE = `0x${"17".repeat(32)}`;

/** A reserve with 1,000 tokens and 100 coins; half of each may leave in thirty days. */
async function endowed() {
  const nation = await deployTreasury(ethers);
  const guild = await commandedGuild(nation, "Weavers", nation.founders.slice(0, 2));
  await nation.token.mint(nation.reserve, 1_000n);
  await nation.nation.sendTransaction({ to: nation.reserve, value: 100n });
  const account = await nation.guilds.accountOf(guild);
  const dueAt = BigInt(await networkHelpers.time.latest()) + 90n * DAY;
  return { ...nation, guild, account, dueAt };
}
async function lent() {
  const context = await endowed();
  await context.reserve.lend(context.guild, context.token, 400n, context.dueAt, PURPOSE);
  return context;
}
const load = <T>(fixture: () => Promise<T>) => networkHelpers.loadFixture(fixture);

describe("Reserve", () => {
  it("takes gifts of coins from anybody", async () => {
    const { reserve, nation } = await load(endowed);
    await expect(nation.sendTransaction({ to: reserve, value: 5n }))
      .to.emit(reserve, "CoinsReceived")
      .withArgs(nation.address, 5n);
  });

  describe("spend", () => {
    it("reverts with CharteredOnlyNation for anybody but the nation", async () => {
      const { reserve, guild, founders } = await load(endowed);
      const { signer } = founders[0]!;
      await expect(reserve.connect(signer).spend(guild, COIN, 1n, PURPOSE))
        .to.be.revertedWithCustomError(reserve, "CharteredOnlyNation")
        .withArgs(signer.address);
    });
    it("reverts with ReserveNotToPersons for a member", async () => {
      const { reserve, founders } = await load(endowed);
      await expect(reserve.spend(founders[0]!.id, COIN, 1n, PURPOSE))
        .to.be.revertedWithCustomError(reserve, "ReserveNotToPersons")
        .withArgs(founders[0]!.id, 3n);
    });
    it("reverts with ReserveNothing for nothing", async () => {
      const { reserve, guild } = await load(endowed);
      await expect(reserve.spend(guild, COIN, 0n, PURPOSE)).to.be.revertedWithCustomError(reserve, "ReserveNothing");
    });
    it("reverts with ReserveOverCap beyond the period's cap, of what was there at first", async () => {
      const { reserve, guild, token } = await load(endowed);
      await reserve.spend(guild, token, 300n, PURPOSE);
      expect(await reserve.available(token)).to.equal(200n);
      await expect(reserve.spend(guild, token, 201n, PURPOSE))
        .to.be.revertedWithCustomError(reserve, "ReserveOverCap")
        .withArgs(201n, 200n);
    });
    it("counts anew in the next period", async () => {
      const { reserve, guild, token } = await load(endowed);
      await reserve.spend(guild, token, 500n, PURPOSE);
      await networkHelpers.time.increase(30n * DAY);
      expect(await reserve.spentIn(token)).to.equal(0n);
      expect(await reserve.available(token)).to.equal(250n);
    });
    it("reverts with ReservePaymentFailed when the payee cannot receive", async () => {
      const { reserve, guild, token, account } = await load(endowed);
      await token.blockPayee(account);
      await expect(reserve.spend(guild, token, 7n, PURPOSE))
        .to.be.revertedWithCustomError(reserve, "ReservePaymentFailed")
        .withArgs(await token.getAddress(), account, 7n);
    });
    it("pays a guild's account, in tokens and in coins", async () => {
      const { reserve, guild, token, account } = await load(endowed);
      await expect(reserve.spend(guild, token, 7n, PURPOSE))
        .to.emit(reserve, "Spent")
        .withArgs(guild, await token.getAddress(), 7n, PURPOSE);
      await reserve.spend(guild, COIN, 8n, PURPOSE);
      expect(await token.balanceOf(account)).to.equal(7n);
      expect(await ethers.provider.getBalance(account)).to.equal(8n);
    });
  });

  describe("lend", () => {
    it("reverts with ReserveBadDueDate for a moment that has passed", async () => {
      const { reserve, guild, token } = await load(endowed);
      await expect(reserve.lend(guild, token, 1n, 5n, PURPOSE))
        .to.be.revertedWithCustomError(reserve, "ReserveBadDueDate")
        .withArgs(5n);
    });
    it("reverts with ReserveNotToPersons for a member", async () => {
      const { reserve, founders, token, dueAt } = await load(endowed);
      await expect(reserve.lend(founders[1]!.id, token, 1n, dueAt, PURPOSE))
        .to.be.revertedWithCustomError(reserve, "ReserveNotToPersons")
        .withArgs(founders[1]!.id, 3n);
    });
    it("lends to a guild's account and counts toward the cap", async () => {
      const { reserve, guild, token, account, dueAt } = await load(endowed);
      await expect(reserve.lend(guild, token, 400n, dueAt, PURPOSE))
        .to.emit(reserve, "Lent")
        .withArgs(1n, guild, await token.getAddress(), 400n, dueAt, PURPOSE);
      expect(await token.balanceOf(account)).to.equal(400n);
      expect(await reserve.loanOf(1n)).to.deep.equal([guild, await token.getAddress(), dueAt, 400n, 0n]);
      expect([await reserve.outstanding(token), await reserve.spentIn(token)]).to.deep.equal([400n, 400n]);
    });
  });

  describe("repay", () => {
    it("reverts with ReserveUnknownLoan for a loan that is none", async () => {
      const { reserve } = await load(lent);
      await expect(reserve.repay(2n, 1n)).to.be.revertedWithCustomError(reserve, "ReserveUnknownLoan").withArgs(2n);
    });
    it("reverts with ReserveWrongValue when coins come for a loan of tokens", async () => {
      const { reserve } = await load(lent);
      await expect(reserve.repay(1n, 1n, { value: 1n }))
        .to.be.revertedWithCustomError(reserve, "ReserveWrongValue")
        .withArgs(1n, 0n);
    });
    it("reverts with ReserveOverpaid for more than is outstanding", async () => {
      const { reserve } = await load(lent);
      await expect(reserve.repay(1n, 401n))
        .to.be.revertedWithCustomError(reserve, "ReserveOverpaid")
        .withArgs(401n, 400n);
    });
    it("reverts with ReserveNothing when nothing arrives", async () => {
      const { reserve, token } = await load(lent);
      await token.setQuirk(8n);
      await expect(reserve.repay(1n, 5n)).to.be.revertedWithCustomError(reserve, "ReserveNothing");
    });
    it("counts what arrived, from anybody", async () => {
      const { reserve, token, nation } = await load(lent);
      await token.mint(nation, 100n);
      await token.connect(nation).approve(reserve, 100n);
      await token.setQuirk(4n);
      await expect(reserve.connect(nation).repay(1n, 100n))
        .to.emit(reserve, "Repaid")
        .withArgs(1n, nation.address, 99n);
      expect(await reserve.outstanding(token)).to.equal(301n);
    });
  });

  describe("setTerms", () => {
    it("reverts with ReserveBadTerms out of range", async () => {
      const { reserve } = await load(endowed);
      for (const [period, capBps] of [
        [1n, 1n],
        [3_651n * DAY, 1n],
        [DAY, 0n],
        [DAY, 10_001n],
      ] as const) {
        await expect(reserve.setTerms({ period, capBps }))
          .to.be.revertedWithCustomError(reserve, "ReserveBadTerms")
          .withArgs(period, capBps);
      }
    });
    it("changes the cap", async () => {
      const { reserve, token } = await load(endowed);
      await expect(reserve.setTerms({ period: DAY, capBps: 100n }))
        .to.emit(reserve, "TermsSet")
        .withArgs([DAY, 100n]);
      expect(await reserve.available(token)).to.equal(10n);
    });
  });

  it("is rebuilt from its logs alone", async () => {
    const { reserve, guild, token, dueAt, nation } = await load(lent);
    await reserve.spend(guild, COIN, 8n, PURPOSE);
    await reserve.lend(guild, COIN, 9n, dueAt, PURPOSE);
    await reserve.connect(nation).repay(2n, 4n, { value: 4n });
    const logs = await ethers.provider.getLogs({ address: await reserve.getAddress(), fromBlock: 0 });
    const fold = new ReserveFold();
    for (const log of logs) fold.apply(reserve.interface.parseLog(log)!);

    const now = BigInt(await networkHelpers.time.latest());
    expect(Object.values(fold.terms)).to.deep.equal([...(await reserve.terms())]);
    expect(fold.lastLoan).to.equal(await reserve.lastLoan());
    for (const loan of [1n, 2n]) {
      expect(Object.values(fold.loanOf(loan)!)).to.deep.equal([...(await reserve.loanOf(loan))]);
    }
    for (const each of [await token.getAddress(), COIN]) {
      expect(fold.outstanding(each)).to.equal(await reserve.outstanding(each));
      expect(fold.spentIn(each, now)).to.equal(await reserve.spentIn(each));
    }
  });
});
