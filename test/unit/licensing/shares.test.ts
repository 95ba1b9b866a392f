import { expect } from "chai";
import { network } from "hardhat";

import { addUniform, deployLicensing, publishWork } from "../../fixtures/licensing.ts";
import { COIN } from "../../fixtures/treasury.ts";
import { randomOf } from "../../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();

describe("Commons: shares to the fraction", () => {
  /** Two parents with 10 % and 33.33 %, and two works that build on them alike. */
  async function withTwins() {
    const nation = await deployLicensing(ethers);
    const open = await addUniform(nation, 0n);
    const parents = [await publishWork(nation, { policies: [open] }), await publishWork(nation, { policies: [open] })];
    const twin = () => publishWork(nation, { policies: [open], parents, sharesBps: [1_000n, 3_333n] });
    return { ...nation, parents, inPieces: await twin(), atOnce: await twin() };
  }
  const given = () => networkHelpers.loadFixture(withTwins);

  it("INV-270 a sum paid in pieces brings each parent what it brings at once, and the guild the rest", async () => {
    const { commons, surplus, guild, parents, inPieces, atOnce } = await given();
    const next = randomOf(7);
    let total = 0n;
    for (let i = 0; i < 40; ++i) {
      const amount = BigInt(1 + next(9));
      await commons.pay(inPieces, COIN, amount, { value: amount });
      if (next(4) === 0) await commons.pull(inPieces, parents[next(2)]!, COIN).catch(() => undefined);
      total += amount;
    }
    for (const parent of parents) await commons.pull(inPieces, parent, COIN).catch(() => undefined);
    const { income } = await surplus.booksOf(guild, 1n, COIN);
    await commons.pay(atOnce, COIN, total, { value: total });
    for (const parent of parents) await commons.pull(atOnce, parent, COIN);
    expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(2n * income);
    const fractions = total - income; // of each: both edges' ten-thousandths together, made whole
    expect(fractions).to.be.lessThan(3n);
    expect(await ethers.provider.getBalance(commons)).to.equal(2n * fractions);
  });

  it("when single units are paid, the parents' shares grow until they are whole", async () => {
    const { commons, surplus, guild, parents, inPieces } = await given();
    for (let i = 0; i < 10; ++i) await commons.pay(inPieces, COIN, 1n, { value: 1n });
    expect(await commons.waiting(inPieces, parents[0]!, COIN)).to.equal(1n);
    expect(await commons.waiting(inPieces, parents[1]!, COIN)).to.equal(3n);
    // 10 units: 1 and 3.333 upstream, held as 5; nothing is lost and nothing is owed that is not there.
    expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(5n);
    expect(await ethers.provider.getBalance(commons)).to.equal(5n);
  });

  it("when a payment only makes shares whole, nothing enters the surplus, and WorkPaid says so", async () => {
    const { commons, surplus, inPieces, strangers } = await given();
    const payer = strangers[0]!;
    await expect(commons.connect(payer).pay(inPieces, COIN, 1n, { value: 1n }))
      .to.emit(commons, "WorkPaid")
      .withArgs(inPieces, COIN, 0n, payer.address, 1n, 0n)
      .and.not.to.emit(surplus, "Deposited");
  });

  it("when a parent has no share, nothing ever waits for it", async () => {
    const nation = await given();
    const { commons, parents } = nation;
    const work = await publishWork(nation, { policies: [1n], parents, sharesBps: [0n, 0n] });
    await commons.pay(work, COIN, 99n, { value: 99n });
    await expect(commons.pull(work, parents[0]!, COIN))
      .to.be.revertedWithCustomError(commons, "CommonsNothingWaits")
      .withArgs(work, parents[0], COIN);
  });
});
