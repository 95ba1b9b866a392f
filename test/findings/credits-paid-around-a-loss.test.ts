import { expect } from "chai";
import { network } from "hardhat";

import { asked, deployExpenses, outside } from "../fixtures/expenses.ts";
import { acceptWork, bucket, BucketKind, closeSeason, payIncome } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const paidDown = [bucket(BucketKind.Outstanding, 5_000n), bucket(BucketKind.Reserve, 0n)];

/** A guild whose second season brings nothing and owes 100, and whose third brings 1,000: Dora's 250 credits at 2 each. */
async function lossBetweenSeasons() {
  const world = await deployExpenses(ethers, { equation: paidDown, rules: { price: 2n, lossToReserveBps: 10_000n } });
  const { ledger, surplus, guild, token, tokenAddress, amara, bo, chen, dora, esi } = world;
  const everybody = [amara, bo, chen, dora, esi].map(({ id }) => id);
  const at = (season: bigint) => [guild, season, tokenAddress] as const;
  const season = async (work: readonly { member: bigint; minutes: bigint }[]) => {
    await ledger.openSeason();
    await payIncome(world, guild, 1_000n, token);
    await acceptWork(world, networkHelpers, { guild, people: [amara, bo, chen], work });
    await closeSeason(world, networkHelpers);
  };
  await closeSeason(world, networkHelpers);
  await surplus.closeBooks(...at(1n));
  await surplus.weigh(...at(1n), everybody);

  await ledger.openSeason();
  await asked(world, dora, { ...outside(world), season: 2n });
  await closeSeason(world, networkHelpers);
  await season([{ member: dora.id, minutes: 250n }]);
  return { ...world, everybody, at, season };
}

describe("Finding: books that only had a loss made those of a later season forget whose credits they paid for", () => {
  it("pays for a credit once, in whatever order books with nothing to share are closed and weighed", async () => {
    const { surplus, everybody, at, season, dora, esi } = await networkHelpers.loadFixture(lossBetweenSeasons);
    await surplus.closeBooks(...at(2n));
    await surplus.closeBooks(...at(3n));
    await surplus.weigh(...at(3n), [dora.id]);
    // Where the lost season waits to be weighed, anybody weighs Dora there, while the third one is not shared out yet.
    if ((await surplus.weighingOf(...at(2n))).pass !== 0n) await surplus.weigh(...at(2n), [dora.id]);
    await surplus.weigh(...at(3n), everybody);
    expect((await surplus.shareOf(...at(3n), dora.id)).amount).to.equal(500n); // all 250 credits, at 2 each

    await season([{ member: esi.id, minutes: 50n }]);
    await surplus.closeBooks(...at(4n));
    await surplus.weigh(...at(4n), everybody);
    const shares = [dora, esi].map(async ({ id }) => (await surplus.shareOf(...at(4n), id)).amount);
    expect(await Promise.all(shares)).to.deep.equal([0n, 100n]);
  });

  it("closes books that have nothing to share at once, whatever their equation asks for", async () => {
    const { surplus, at } = await networkHelpers.loadFixture(lossBetweenSeasons);
    await expect(surplus.closeBooks(...at(2n))).to.emit(surplus, "BooksClosed");
    expect((await surplus.weighingOf(...at(2n))).pass).to.equal(0n);
    expect((await surplus.booksOf(...at(2n))).equation).to.equal(1n);
  });
});
