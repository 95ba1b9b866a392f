import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import {
  approve,
  asked,
  deployExpenses,
  grantBudget,
  guildActs,
  INCOME,
  Kind,
  outside,
  RequestState,
  stateOf,
} from "../fixtures/expenses.ts";
import { FOREVER } from "../fixtures/membership.ts";
import { acceptWork, closeSeason } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

describe("A season in which the Weavers pay their bills before they share what is left", () => {
  it("pays an outlay, an invoice, a wage and a milestone, waits with what it cannot pay, and shares the rest", async () => {
    const world = await deployExpenses(ethers);
    const { expenses, surplus, reserve, token, guild, amara, bo, chen, dora, esi, firm, supplier } = world;

    // The council lets 500 be spent at large, and grants 12,000 for a loom, 1,500 of it for building it.
    const budget = await grantBudget(ethers, world, { amount: 12_000n, milestones: [1_000n, 500n] });

    // Dora bought yarn for 120; the mill outside sends an invoice of 900; the co-op one of 300; Esi needs 200 now.
    const outlay = await asked(world, dora, { amount: 120n });
    const mill = await asked(world, bo, { ...outside(world), budget, amount: 900n }, [amara, chen]);
    const coop = await asked(world, firm, { kind: Kind.Invoice, budget, amount: 300n }, [bo, chen]);
    const wage = await asked(world, esi, { kind: Kind.Wage, amount: 200n });
    for (const request of [outlay, mill, coop, wage]) await expenses.pay(request);
    expect(await token.balanceOf(supplier)).to.equal(900n);
    expect(await token.balanceOf(firm.signer)).to.equal(300n);
    expect(await expenses.wagesOf(guild, 1n, token, esi.id)).to.equal(200n);

    // Chen, a steward, builds the loom. He cannot release his own milestone; Amara and Bo do.
    const taking = { by: chen.id, budget, milestone: 1n, nonce: 0n, deadline: FOREVER };
    await expenses.connect(chen.signer).commitTo(taking, "0x");
    const delivery = { by: chen.id, budget, milestone: 1n, season: 1n, evidence: id("the loom"), deadline: FOREVER };
    const built = await expenses.connect(chen.signer).deliver.staticCall(delivery, "0x");
    await expenses.connect(chen.signer).deliver(delivery, "0x");
    await expect(approve(world, chen, built))
      .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
      .withArgs(built, chen.id);
    for (const steward of [amara, bo]) await approve(world, steward, built);
    await expenses.pay(built);

    // A bill of 8,000 is approved, and 7,480 are left: it waits. A smaller one behind it is paid.
    const machine = await asked(world, dora, { ...outside(world), budget, amount: 8_000n });
    await expect(expenses.pay(machine))
      .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
      .withArgs(8_000n, 7_480n);
    await expenses.pay(await asked(world, esi, { amount: 80n }));
    expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(8_000n);

    // The council takes it back: the machine is not bought.
    await guildActs(ethers, world, "refuse", { request: machine, reason: id("not this year") });
    expect(await stateOf(world, machine)).to.equal(RequestState.Refused);

    // What is left is the season's surplus: 80 % to the reserve, the rest by hours.
    const work = [{ member: dora.id, minutes: 600n }];
    await acceptWork(world, networkHelpers, { guild, people: [amara, bo, chen], work });
    const season = await closeSeason(world, networkHelpers);
    expect(await expenses.unpaidOf(guild, season, token)).to.equal(0n);
    await surplus.closeBooks(guild, season, token);
    const { costs } = await surplus.booksOf(guild, season, token);
    expect(costs).to.equal(120n + 900n + 300n + 200n + 1_000n + 80n);
    expect(await token.balanceOf(reserve)).to.equal(((INCOME - costs) * 8n) / 10n);
    const [share] = await surplus.shareOf(guild, season, token, dora.id);
    expect(share).to.equal(((INCOME - costs) * 2n) / 10n);
  });
});
