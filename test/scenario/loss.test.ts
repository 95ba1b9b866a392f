import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import { formatAmount } from "../../sdk/treasury/money.ts";
import { guildActs, stateOf, RequestState } from "../fixtures/expenses.ts";
import { deployLosing, verifyLosses } from "../fixtures/losses.ts";
import { FOREVER } from "../fixtures/membership.ts";
import { closeSeason, payIncome, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const shown = (amount: bigint) => formatAmount(amount, 18);

describe("A year in which the Weavers owe the mill more than they earn, under Hypha's bylaws", () => {
  it("lets the reserve bear what it can, the members the rest by hours, and pays the mill from later years", async () => {
    // A good year: 37,500 are left. 30,000 go to the reserve; the members lend their 7,500 to the nation, by hours.
    const world = await deployLosing(ethers, networkHelpers);
    const { surplus, reserve, expenses, ledger, token, guild, everybody, supplier, amara, bo, chen, dora } = world;
    const loans = async () =>
      Promise.all(everybody.slice(0, 4).map(async (one) => shown(await surplus.loanOf(one, token))));
    expect(shown(await token.balanceOf(reserve))).to.equal("30,000.00");
    expect(await loans()).to.deep.equal(["3,333.33", "2,500.00", "1,666.67", "0.00"]);

    // A bad year. Two stewards approve the mill's bill of 50,000, and nobody buys the cloth.
    const bill = await world.invoice(50_000n * UNIT);
    await world.worked();
    await expect(expenses.pay(bill))
      .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
      .withArgs(50_000n * UNIT, 0n);
    const bad = await closeSeason(world, networkHelpers);
    // The season's costs are final: the council cannot take the bill back now, and the mill waits for its money.
    await expect(guildActs(ethers, world, "refuse", { request: bill, reason: id("too dear") }))
      .to.be.revertedWithCustomError(expenses, "ExpensesSeasonClosed")
      .withArgs(bad);
    await surplus.closeBooks(guild, bad, token);

    // 80 % of the loss would be 40,000; the reserve holds 30,000 and bears that. The members bear 20,000.
    const loss = await surplus.lossOf(guild, bad, token);
    expect([loss.due, loss.byReserve, loss.byMembers].map(shown)).to.deep.equal([
      "50,000.00",
      "30,000.00",
      "20,000.00",
    ]);
    expect(await token.balanceOf(reserve)).to.equal(0n);

    // By 1,600, 1,200, 800 and 12 hours; twelve are too few to share a surplus, and too few to bear a loss.
    await surplus.pullLoss(everybody, guild, bad, token);
    const parts = await Promise.all(everybody.map((one) => surplus.lossPartOf(guild, bad, token, one)));
    expect(parts.slice(0, 4).map(({ amount }) => shown(amount))).to.deep.equal([
      "8,888.89",
      "6,666.67",
      "4,444.44",
      "0.00",
    ]);
    // Their loans are gone. What is missing they carry; nobody has to pay in.
    expect(await loans()).to.deep.equal(["0.00", "0.00", "0.00", "0.00"]);
    expect(parts.slice(0, 4).map(({ open }) => shown(open))).to.deep.equal([
      "5,555.56",
      "4,166.67",
      "2,777.78",
      "0.00",
    ]);
    expect(shown((await surplus.lossOf(guild, bad, token)).collected)).to.equal("7,500.00");
    await verifyLosses(ethers, world);

    // A third year brings 50,000: 40,000 to the reserve, 10,000 to the members. Dora now works most.
    await ledger.openSeason();
    await payIncome(world, guild, 50_000n * UNIT, token);
    await world.worked([1_000n, 500n, 500n, 2_000n]);
    const third = await world.close();
    await surplus.claimFor(everybody, guild, third, token);
    // Dora owes nothing and lends her share. The others' shares stay for the mill.
    expect(await loans()).to.deep.equal(["0.00", "0.00", "0.00", "5,000.00"]);
    await surplus.pullLoss(everybody, guild, bad, token);
    const owing = await Promise.all([amara, bo, chen, dora].map((one) => surplus.debtOf(one.id, token)));
    expect(owing.map(({ open }) => shown(open))).to.deep.equal(["3,055.56", "2,916.67", "1,527.78", "0.00"]);
    await verifyLosses(ethers, world);

    // A fourth year brings 100,000, and the last of the debt is covered: by their own collecting, or by anybody's.
    await ledger.openSeason();
    await payIncome(world, guild, 100_000n * UNIT, token);
    await world.worked([1_200n, 1_200n, 1_200n]);
    const fourth = await world.close();
    const act = { by: amara.id, guild, season: fourth, token, to: `0x${"00".repeat(20)}`, deadline: FOREVER };
    await surplus.connect(amara.signer).claim(act, "0x");
    await surplus.claimFor(everybody, guild, fourth, token);
    await surplus.pullLoss(everybody, guild, bad, token);
    expect(await loans()).to.deep.equal(["3,611.11", "3,750.00", "5,138.89", "5,000.00"]);

    // The mill is paid in full, to the last unit, four years late.
    await expenses.pay(bill);
    expect(await stateOf(world, bill)).to.equal(RequestState.Paid);
    expect(shown(await token.balanceOf(supplier))).to.equal("50,000.00");
    await verifyLosses(ethers, world);
  });
});
