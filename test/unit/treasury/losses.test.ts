import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import { addUpLoss } from "../../../sdk/treasury/losses.ts";
import { asked, guildActs, outside } from "../../fixtures/expenses.ts";
import { deployLosing, verifyLosses, type Losing } from "../../fixtures/losses.ts";
import { FOREVER } from "../../fixtures/membership.ts";
import {
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  payIncome,
  PayoutMode,
  rules,
  UNIT,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const load = <T>(fixture: () => Promise<T>) => networkHelpers.loadFixture(fixture);
const PART = 20_000n * UNIT;

const losing = () => deployLosing(ethers, networkHelpers);
/** The mill's 50,000 are approved, and nothing came in: 30,000 by the reserve, 20,000 by the members. */
async function lost() {
  const world = await losing();
  const request = await world.invoice(50_000n * UNIT);
  await world.worked();
  await world.close();
  await world.ledger.openSeason();
  return { ...world, request, at: [world.guild, 2n, world.token] as const };
}
async function pulled() {
  const world = await lost();
  await world.surplus.pullLoss(world.everybody, ...world.at);
  return world;
}
/** Another season in which the four earned more than what they still bear. */
async function recovered(mode: bigint = PayoutMode.MemberLoan) {
  const world = await pulled();
  await world.surplus.setEquation([bucket(BucketKind.ContributionShare, 0n)], rules({ mode }));
  await networkHelpers.time.increaseTo((await world.ledger.seasonOf(3n)).endsAt);
  await world.ledger.openSeason();
  await payIncome(world, world.guild, 36_000n * UNIT, world.token);
  await world.worked([1_600n, 1_200n, 800n]);
  const season = await world.close();
  return { ...world, then: [world.guild, season, world.token] as const };
}
const paying = () => recovered(PayoutMode.Pay);
const lending = () => recovered();

const loansOf = ({ surplus, everybody, token }: Losing) =>
  Promise.all(everybody.slice(0, 4).map((member) => surplus.loanOf(member, token)));
const part = (hours: bigint, whole = PART) => (whole * hours) / 3_600n;

describe("Surplus: a season's loss", () => {
  describe("setEquation", () => {
    it("reverts with SurplusBadLossRule for more than all of it", async () => {
      const { surplus } = await load(losing);
      await expect(surplus.setEquation([bucket(BucketKind.Reserve, 0n)], rules({ lossToReserveBps: 10_001n })))
        .to.be.revertedWithCustomError(surplus, "SurplusBadLossRule")
        .withArgs(10_001n);
    });
  });

  describe("coins sent without a call", () => {
    it("reverts with SurplusNotTheReserve for anybody but the reserve", async () => {
      const { surplus, nation } = await load(losing);
      await expect(nation.sendTransaction({ to: surplus, value: 1n }))
        .to.be.revertedWithCustomError(surplus, "SurplusNotTheReserve")
        .withArgs(nation.address);
    });
  });

  describe("closeBooks", () => {
    it("INV-210 charges 30,000 to the reserve and 20,000 to the members for a loss of 50,000", async () => {
      const world = await load(losing);
      const { surplus, reserve, guild, token, invoice, worked } = world;
      expect(await token.balanceOf(reserve)).to.equal(30_000n * UNIT);
      expect(await surplus.putInBy(guild, token)).to.equal(30_000n * UNIT);
      await invoice(50_000n * UNIT);
      await worked();
      const season = await closeSeason(world, networkHelpers);
      const loss = [50_000n * UNIT, 0n, 30_000n * UNIT, 20_000n * UNIT, 0n, 0n, 3_600n * 60n, 0n];
      await expect(surplus.closeBooks(guild, season, token))
        .to.emit(surplus, "LossBooked")
        .withArgs(guild, season, await token.getAddress(), loss, 30_000n * UNIT)
        .and.to.emit(reserve, "LossCovered")
        .withArgs(guild, await token.getAddress(), 30_000n * UNIT);
      expect([...(await surplus.lossOf(guild, season, token))]).to.deep.equal(loss);
      expect(await token.balanceOf(reserve)).to.equal(0n);
      expect(await surplus.putInBy(guild, token)).to.equal(0n);
      await verifyLosses(ethers, world);
    });
    it("charges the reserve 80 % where it holds more than that", async () => {
      const world = await load(losing);
      await world.invoice(10_000n * UNIT);
      await world.worked();
      await world.close();
      const { byReserve, byMembers } = await world.surplus.lossOf(world.guild, 2n, world.token);
      expect([byReserve, byMembers]).to.deep.equal([8_000n * UNIT, 2_000n * UNIT]);
      expect(await world.surplus.putInBy(world.guild, world.token)).to.equal(22_000n * UNIT);
      await verifyLosses(ethers, world);
    });
    it("sets aside what is left of the income first, as costs, and pays it out", async () => {
      const world = await load(losing);
      const { surplus, expenses, guild, token, supplier } = world;
      await payIncome(world, guild, 45_000n * UNIT, token);
      const small = await world.invoice(40_000n * UNIT);
      await world.invoice(10_000n * UNIT);
      await world.worked();
      await world.close();
      const loss = await surplus.lossOf(guild, 2n, token);
      expect([loss.fromIncome, loss.byReserve, loss.byMembers].map((sum) => sum / UNIT)).to.deep.equal([
        45_000n,
        4_000n,
        1_000n,
      ]);
      const books = await surplus.booksOf(guild, 2n, token);
      expect([books.income, books.costs]).to.deep.equal([45_000n * UNIT, 45_000n * UNIT]);
      await expect(expenses.pay(small))
        .to.emit(surplus, "LossPaid")
        .withArgs(guild, 2n, await token.getAddress(), supplier, 40_000n * UNIT, small);
      await verifyLosses(ethers, world);
    });
    it("shares out what is left when all that is due is set aside", async () => {
      const world = await load(losing);
      await payIncome(world, world.guild, 1_000n * UNIT, world.token);
      await world.invoice(400n * UNIT);
      await world.worked();
      await world.close();
      const { byReserve, byMembers } = await world.surplus.lossOf(world.guild, 2n, world.token);
      expect([byReserve, byMembers]).to.deep.equal([0n, 0n]);
      expect((await world.surplus.booksOf(world.guild, 2n, world.token)).toReserve).to.equal(480n * UNIT);
      await verifyLosses(ethers, world);
    });
    it("INV-212 charges the reserve nothing for a guild that has put nothing in", async () => {
      const world = await load(losing);
      const { surplus, reserve, token, fay, tokenAddress, supplier } = world;
      const shell = await commandedGuild(world, "Shell", [fay]);
      await guildActs(ethers, world, "setLimit", { token: tokenAddress, amount: 30_000n * UNIT }, shell);
      const season = await world.ledger.currentSeason();
      const terms = { ...outside(world, supplier), guild: shell, season, amount: 30_000n * UNIT };
      const request = await asked(world, fay, terms, []);
      await guildActs(ethers, world, "approve", { request }, shell);
      await closeSeason(world, networkHelpers);
      await surplus.closeBooks(shell, season, token);
      const loss = await surplus.lossOf(shell, season, token);
      expect([loss.due, loss.byReserve, loss.byMembers]).to.deep.equal([30_000n * UNIT, 0n, 0n]);
      expect(await token.balanceOf(reserve)).to.equal(30_000n * UNIT);
      await expect(world.expenses.pay(request)).to.be.revertedWithCustomError(surplus, "SurplusOverdraw");
    });
    it("charges the reserve at most what it still holds", async () => {
      const world = await load(losing);
      await world.reserve.spend(world.guild, world.token, 15_000n * UNIT, id("a loom"));
      await world.invoice(50_000n * UNIT);
      await world.worked();
      await world.close();
      const { byReserve, byMembers } = await world.surplus.lossOf(world.guild, 2n, world.token);
      expect([byReserve, byMembers]).to.deep.equal([15_000n * UNIT, 35_000n * UNIT]);
      await verifyLosses(ethers, world);
    });
    it("leaves to the members what the reserve cannot send", async () => {
      const world = await load(losing);
      await world.invoice(50_000n * UNIT);
      await world.worked();
      await world.token.blockPayee(world.surplus);
      await world.close();
      const { byReserve, byMembers } = await world.surplus.lossOf(world.guild, 2n, world.token);
      expect([byReserve, byMembers]).to.deep.equal([0n, 50_000n * UNIT]);
      expect(await world.surplus.putInBy(world.guild, world.token)).to.equal(30_000n * UNIT);
      await verifyLosses(ethers, world);
    });
    it("lets nobody bear the rest where nobody has hours", async () => {
      const world = await load(losing);
      await world.invoice(50_000n * UNIT);
      await world.close();
      const loss = await world.surplus.lossOf(world.guild, 2n, world.token);
      expect([loss.byReserve, loss.byMembers, loss.total]).to.deep.equal([30_000n * UNIT, 0n, 0n]);
      await world.surplus.pullLoss(world.everybody, world.guild, 2n, world.token);
      expect((await world.surplus.lossOf(world.guild, 2n, world.token)).collected).to.equal(0n);
      await verifyLosses(ethers, world);
    });
    it("books no loss without the rule, and none where nothing is unpaid", async () => {
      const world = await load(losing);
      const { surplus, guild, token, ledger } = world;
      await surplus.setEquation([bucket(BucketKind.Reserve, 0n)], rules());
      await expect(surplus.closeBooks(guild, 1n, token)).to.be.revertedWithCustomError(surplus, "SurplusBooksClosed");
      await closeSeason(world, networkHelpers);
      await expect(surplus.closeBooks(guild, 2n, token))
        .to.be.revertedWithCustomError(surplus, "SurplusNoIncome")
        .withArgs(guild, 2n, await token.getAddress());
      await ledger.openSeason();
      await payIncome(world, guild, 100n, token);
      await world.invoice(100n);
      await world.close();
      expect((await surplus.lossOf(guild, 3n, token)).due).to.equal(0n);
      expect((await surplus.booksOf(guild, 3n, token)).toReserve).to.equal(100n);
    });
    it("draws coins as it draws tokens", async () => {
      const world = await load(losing);
      const { surplus, reserve, guild, nation, ledger, expenses, supplier } = world;
      await surplus.connect(nation).deposit(guild, COIN, 1_000n, 0n, id("sale"), { value: 1_000n });
      await guildActs(ethers, world, "setLimit", { token: COIN, amount: 1_000n });
      await closeSeason(world, networkHelpers);
      await surplus.closeBooks(guild, 2n, COIN);
      await ledger.openSeason();
      const request = await asked(world, world.bo, { ...outside(world), token: COIN, season: 3n, amount: 800n }, [
        world.amara,
        world.chen,
      ]);
      await closeSeason(world, networkHelpers);
      await surplus.closeBooks(guild, 3n, COIN);
      expect((await surplus.lossOf(guild, 3n, COIN)).byReserve).to.equal(640n);
      expect(await ethers.provider.getBalance(reserve)).to.equal(360n);
      await expect(expenses.pay(request))
        .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
        .withArgs(800n, 640n);
      expect(await ethers.provider.getBalance(supplier)).to.be.greaterThan(0n);
    });
  });

  describe("pullLoss", () => {
    it("reverts with SurplusNoLoss where nothing was lost", async () => {
      const { surplus, guild, token, everybody } = await load(losing);
      await expect(surplus.pullLoss(everybody, guild, 1n, token))
        .to.be.revertedWithCustomError(surplus, "SurplusNoLoss")
        .withArgs(guild, 1n, await token.getAddress());
    });
    it("takes a part by hours of what each has lent, and carries the rest as a debt", async () => {
      const world = await load(lost);
      const { surplus, token, amara, guild, at } = world;
      const lent = await surplus.loanOf(amara.id, token);
      await expect(surplus.pullLoss([amara.id], ...at))
        .to.emit(surplus, "LossBorne")
        .withArgs(guild, 2n, await token.getAddress(), amara.id, part(1_600n), 0n, lent, 1_600n * 60n);
      expect(await surplus.loanOf(amara.id, token)).to.equal(0n);
      expect([...(await surplus.debtOf(amara.id, token))]).to.deep.equal([part(1_600n) - lent, 0n]);
      expect([...(await surplus.lossPartOf(guild, 2n, token, amara.id))]).to.deep.equal([
        part(1_600n),
        part(1_600n) - lent,
      ]);
      await verifyLosses(ethers, world);
    });
    it("INV-213 shows 8,888.88 / 6,666.66 / 4,444.44 / 0 as parts, which add up to 20,000 exactly", async () => {
      const world = await load(pulled);
      const { surplus, everybody, guild, token } = world;
      const parts = await Promise.all(everybody.map((one) => surplus.lossPartOf(guild, 2n, token, one)));
      const cents = parts.map(({ amount }) => (amount * 100n) / UNIT);
      expect(cents).to.deep.equal([888_888n, 666_666n, 444_444n, 0n, 0n]);
      expect(parts.reduce((sum, { amount }) => sum + amount, 0n)).to.equal(PART);
      await verifyLosses(ethers, world);
    });
    it("takes a loan no further than the part", async () => {
      const world = await load(losing);
      await world.invoice(10_000n * UNIT);
      await world.worked();
      await world.close();
      const before = await loansOf(world);
      await world.surplus.pullLoss(world.everybody, world.guild, 2n, world.token);
      const after = await loansOf(world);
      const taken = before.map((loan, index) => loan - after[index]!);
      expect(taken[0]).to.equal(part(1_600n, 2_000n * UNIT));
      expect(taken.reduce((sum, one) => sum + one, 0n)).to.equal(2_000n * UNIT);
      expect(await world.surplus.debtOf(world.amara.id, world.token)).to.deep.equal([0n, 0n]);
      await verifyLosses(ethers, world);
    });
    it("changes nothing the second time, and takes what was lent since", async () => {
      const world = await load(pulled);
      await expect(world.surplus.pullLoss(world.everybody, ...world.at)).not.to.emit(world.surplus, "LossBorne");
      await verifyLosses(ethers, world);
    });
    it("counts a part of less than the smallest unit once", async () => {
      const world = await load(losing);
      const { surplus, guild, token, everybody } = world;
      await world.reserve.spend(guild, token, 15_000n * UNIT, id("half"));
      await world.invoice(2n);
      await world.worked([20n, 20n, 20n, 20n]);
      await world.close();
      for (let turn = 0; turn < 2; ++turn) await surplus.pullLoss(everybody, guild, 2n, token);
      const { counted, total, byMembers } = await surplus.lossOf(guild, 2n, token);
      expect([counted, byMembers]).to.deep.equal([total, 1n]);
      const parts = await Promise.all(everybody.map((one) => surplus.lossPartOf(guild, 2n, token, one)));
      expect(parts.map(({ amount }) => amount)).to.deep.equal([0n, 0n, 0n, 1n, 0n]);
      await verifyLosses(ethers, world);
    });
    it("bears nothing for who has no hours", async () => {
      const world = await load(lost);
      await expect(world.surplus.pullLoss([world.esi.id, world.dora.id, 999n], ...world.at)).not.to.emit(
        world.surplus,
        "LossBorne",
      );
    });
  });

  describe("a debt", () => {
    it("is withheld from the next shares that are lent, and taken to the loss it is for", async () => {
      const world = await load(lending);
      const { surplus, expenses, token, amara, guild, then, everybody, request } = world;
      const { open } = await surplus.debtOf(amara.id, token);
      await expect(surplus.claimFor(everybody, ...then))
        .to.emit(surplus, "ShareWithheld")
        .withArgs(guild, then[1], await token.getAddress(), amara.id, open);
      expect(await surplus.loanOf(amara.id, token)).to.equal(part(1_600n, 36_000n * UNIT) - open);
      expect([...(await surplus.debtOf(amara.id, token))]).to.deep.equal([0n, open]);
      await verifyLosses(ethers, world);
      await expect(expenses.pay(request)).to.be.revertedWithCustomError(surplus, "SurplusOverdraw");

      await surplus.pullLoss(everybody, ...world.at);
      const loss = await surplus.lossOf(guild, 2n, token);
      expect(loss.collected).to.equal(PART);
      await expect(expenses.pay(request)).to.changeTokenBalance(ethers, token, world.supplier, 50_000n * UNIT);
      expect(addUpLoss(plain(await surplus.lossOf(guild, 2n, token))).held).to.equal(0n);
      await verifyLosses(ethers, world);
    });
    it("is withheld from a share that its member collects, and the rest is paid", async () => {
      const world = await load(paying);
      const { surplus, token, amara, then } = world;
      const { open } = await surplus.debtOf(amara.id, token);
      const act = { by: amara.id, guild: then[0], season: then[1], token, to: COIN, deadline: FOREVER };
      const share = part(1_600n, 36_000n * UNIT);
      const claiming = surplus.connect(amara.signer);
      await expect(claiming.claim(act, "0x")).to.changeTokenBalance(ethers, token, amara.signer, share - open);
      await verifyLosses(ethers, world);
    });
    it("is withheld from shares that anybody collects, and that cannot be received", async () => {
      const world = await load(paying);
      const { surplus, token, bo, then, everybody } = world;
      const { open } = await surplus.debtOf(bo.id, token);
      await token.blockPayee(bo.signer);
      await surplus.claimFor(everybody, ...then);
      expect(await surplus.owedTo(bo.id, token)).to.equal(part(1_200n, 36_000n * UNIT) - open);
      await verifyLosses(ethers, world);
    });
    it("takes a whole share that is less, and pays nothing", async () => {
      const world = await load(pulled);
      const { surplus, token, guild, amara, ledger } = world;
      await payIncome(world, guild, 500n, token);
      await world.worked([1_600n]);
      const season = await world.close();
      await ledger.openSeason();
      const { open } = await surplus.debtOf(amara.id, token);
      const act = { by: amara.id, guild, season, token, to: COIN, deadline: FOREVER };
      await surplus.connect(amara.signer).claim(act, "0x");
      expect([...(await surplus.debtOf(amara.id, token))]).to.deep.equal([open - 100n, 100n]);
      expect(await surplus.loanOf(amara.id, token)).to.equal(0n);
      await verifyLosses(ethers, world);
    });
  });

  describe("payFor, once a loss is booked", () => {
    it("INV-211 reverts with SurplusOverdraw for more than was collected", async () => {
      const { expenses, surplus, request } = await load(lost);
      await expect(expenses.pay(request))
        .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
        .withArgs(50_000n * UNIT, 30_000n * UNIT);
    });
    it("INV-211 pays what was collected, once", async () => {
      const world = await load(losing);
      const { expenses, surplus, guild, token, supplier } = world;
      const [first, second] = [await world.invoice(30_000n * UNIT), await world.invoice(20_000n * UNIT)];
      await world.worked();
      await world.close();
      await expect(expenses.pay(first)).to.changeTokenBalance(ethers, token, supplier, 30_000n * UNIT);
      await expect(expenses.pay(first)).to.be.revertedWithCustomError(expenses, "ExpensesWrongState");
      await expect(expenses.pay(second))
        .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
        .withArgs(20_000n * UNIT, 0n);
      expect((await surplus.lossOf(guild, 2n, token)).paid).to.equal(30_000n * UNIT);
      await verifyLosses(ethers, world);
    });
    it("books nothing when the payee cannot receive, and stops nobody", async () => {
      const world = await load(losing);
      const { expenses, surplus, guild, token } = world;
      const shop = ethers.Wallet.createRandom().address;
      const [blocked, other] = [await world.invoice(100n), await world.invoice(300n, shop)];
      await payIncome(world, guild, 400n, token);
      await world.close();
      await token.blockPayee(world.supplier);
      await expect(expenses.pay(blocked)).to.be.revertedWithCustomError(expenses, "ExpensesNotReceived");
      expect((await surplus.lossOf(guild, 2n, token)).paid).to.equal(0n);
      await expenses.pay(other);
      expect(await token.balanceOf(shop)).to.equal(300n);
      await verifyLosses(ethers, world);
    });
  });
});

describe("Reserve: the seat of losses", () => {
  it("is filled by the nation, once", async () => {
    const { reserve, surplus, timelock, members, strangers } = await load(losing);
    const stranger = strangers[0]!;
    const fresh = await ethers.deployContract("Reserve", [timelock, members, { period: 86_400n, capBps: 1n }]);
    await expect(fresh.connect(stranger).fillLossSeat(surplus))
      .to.be.revertedWithCustomError(fresh, "CharteredOnlyNation")
      .withArgs(stranger.address);
    await expect(fresh.fillLossSeat(COIN)).to.be.revertedWithCustomError(fresh, "CharteredZeroAddress");
    await expect(fresh.fillLossSeat(surplus))
      .to.emit(fresh, "LossSeatFilled")
      .withArgs(await surplus.getAddress());
    await expect(reserve.fillLossSeat(reserve))
      .to.be.revertedWithCustomError(reserve, "ReserveSeatTaken")
      .withArgs(await surplus.getAddress());
    expect(await reserve.lossSeat()).to.equal(await surplus.getAddress());
  });
  it("reverts with ReserveNotInSeat for anybody else who draws", async () => {
    const { reserve, guild, token, nation } = await load(losing);
    await expect(reserve.connect(nation).bear(guild, token, 1n))
      .to.be.revertedWithCustomError(reserve, "ReserveNotInSeat")
      .withArgs(nation.address);
  });
});

/** A struct of ethers as a plain object. */
function plain(loss: Awaited<ReturnType<Losing["surplus"]["lossOf"]>>) {
  const { due, fromIncome, byReserve, byMembers, collected, paid, total, counted } = loss;
  return { due, fromIncome, byReserve, byMembers, collected, paid, total, counted };
}
