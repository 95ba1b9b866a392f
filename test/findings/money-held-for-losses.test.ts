import { expect } from "chai";
import { network } from "hardhat";

import { dueIn } from "../../sdk/books/recompute/ledger.ts";
import { unpaidIn } from "../../sdk/books/unpaid.ts";
import { foldNation } from "../fixtures/books.ts";
import { deployLosing } from "../fixtures/losses.ts";
import { UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/** The mill's 40,000 and 10,000 are approved, and nothing came in: the reserve bore 30,000, the members' part is not pulled. */
async function lost() {
  const world = await deployLosing(ethers, networkHelpers);
  const large = await world.invoice(40_000n * UNIT);
  const small = await world.invoice(10_000n * UNIT);
  await world.worked();
  await world.close();
  return { ...world, large, small };
}

describe("Finding: what is held for losses was no part of what the treasury must hold, and nobody was told of it", () => {
  it("recomputes that the treasury holds what reserve and members gave for a loss, and what it withheld", async () => {
    const world = await networkHelpers.loadFixture(lost);
    const { surplus, token, tokenAddress, guild, everybody } = world;
    const held = async () =>
      expect(dueIn(await foldNation(ethers, world), tokenAddress)).to.equal(await token.balanceOf(surplus));
    await held();
    await surplus.pullLoss(everybody, guild, 2n, token);
    await held();
  });

  it("says of an approved cost that what was collected for the loss can pay it, or that more is to be collected", async () => {
    const world = await networkHelpers.loadFixture(lost);
    const waiting = unpaidIn(await foldNation(ethers, world));
    const told = (request: string) => {
      const found = waiting.find((each) => each.request === request);
      return [found?.reason, found?.next];
    };
    const pull = `surplus:loss --guild ${world.guild} --season 2 --token ${world.tokenAddress} --pull`;
    expect(told(world.small)).to.deep.equal(["cost-approved", `expense:pay --request ${world.small}`]);
    expect(told(world.large)).to.deep.equal(["cost-without-income", pull]);
    await expect(world.expenses.pay(world.small)).to.emit(world.surplus, "LossPaid");
  });
});
