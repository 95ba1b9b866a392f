import { expect } from "chai";
import { network } from "hardhat";

import { FOREVER } from "../../fixtures/membership.ts";
import {
  acceptWork,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  NO_REF,
  payIncome,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/** Amara, Bo and Chen worked an hour each, and so did a member whose key is a contract; 400 tokens and 400 coins came in. */
async function shared() {
  const nation = await deployTreasury(ethers, { equation: [bucket(BucketKind.ContributionShare, 0n)] });
  const { surplus, guilds, members, token } = nation;
  const people = nation.founders.slice(0, 3);
  const receiver = await ethers.deployContract("OddReceiver");
  await members.found([receiver]);
  const odd = await members.lastId();
  const guild = await commandedGuild(nation, "Weavers", people);
  const joining = { by: odd, guild, nonce: 0n, deadline: FOREVER };
  await receiver.execute(guilds, guilds.interface.encodeFunctionData("join", [joining, "0x"]));

  await payIncome(nation, guild, 400n, token);
  await surplus.deposit(guild, COIN, 400n, 0n, NO_REF, { value: 400n });
  const ids = [odd, ...people.map(({ id }) => id)];
  await acceptWork(nation, networkHelpers, { guild, people, work: ids.map((member) => ({ member, minutes: 60n })) });
  const season = await closeSeason(nation, networkHelpers);
  await surplus.closeBooks(guild, season, token);
  await surplus.closeBooks(guild, season, COIN);
  return { ...nation, people, guild, season, receiver, odd, ids };
}
const load = <T>(fixture: () => Promise<T>) => networkHelpers.loadFixture(fixture);

describe("Surplus among odd tokens and receivers", () => {
  describe("deposit", () => {
    async function open() {
      const nation = await deployTreasury(ethers);
      const guild = await commandedGuild(nation, "Weavers", nation.founders.slice(0, 2));
      return { ...nation, guild };
    }
    for (const [name, quirk, booked] of [
      ["answers with no data", 2n, 1_000n],
      ["keeps a fee", 4n, 990n],
      ["refuses to move nothing", 7n, 1_000n],
    ] as const) {
      it(`books what arrived of a token that ${name}`, async () => {
        const context = await load(open);
        await context.token.setQuirk(quirk);
        await payIncome(context, context.guild, 1_000n, context.token);
        expect((await context.surplus.booksOf(context.guild, 1n, context.token)).income).to.equal(booked);
        expect(await context.token.balanceOf(context.surplus)).to.equal(booked);
      });
    }
    it("reverts with SurplusNothingReceived when a token lies", async () => {
      const context = await load(open);
      await context.token.setQuirk(8n);
      await expect(payIncome(context, context.guild, 1_000n, context.token))
        .to.be.revertedWithCustomError(context.surplus, "SurplusNothingReceived")
        .withArgs(await context.token.getAddress());
    });
    it("reverts with the token's own error when it refuses", async () => {
      const context = await load(open);
      await context.token.setQuirk(3n);
      await expect(payIncome(context, context.guild, 1_000n, context.token)).to.be.revertedWithCustomError(
        context.token,
        "OddTokenRefused",
      );
    });
    it("books once when a token calls back into deposit", async () => {
      const context = await load(open);
      const { surplus, token, guild } = context;
      const again = surplus.interface.encodeFunctionData("deposit", [guild, await token.getAddress(), 0n, 0n, NO_REF]);
      await token.reenterWith(surplus, again);
      await payIncome(context, guild, 1_000n, token);
      expect(await token.reentries()).to.equal(0n);
      expect(await token.refusal()).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
      expect((await surplus.booksOf(guild, 1n, token)).income).to.equal(1_000n);
    });
  });

  describe("claimFor", () => {
    for (const [name, quirk] of [
      ["says no", 1n],
      ["reverts", 3n],
    ] as const) {
      it(`keeps owing all shares of a token that ${name}, and pays the coins`, async () => {
        const { surplus, token, guild, season, ids, receiver, odd } = await load(shared);
        await token.setQuirk(quirk);
        await surplus.claimFor(ids, guild, season, token);
        await surplus.claimFor(ids, guild, season, COIN);
        for (const id of ids) expect(await surplus.owedTo(id, token)).to.equal(100n);
        expect(await ethers.provider.getBalance(receiver)).to.equal(100n);
        expect(await surplus.owedTo(odd, COIN)).to.equal(0n);
      });
    }
    for (const [name, manner] of [
      ["refuses coins", 1n],
      ["burns all the gas it is given", 3n],
    ] as const) {
      it(`pays the others when a receiver ${name}, and keeps owing that one`, async () => {
        const { surplus, guild, season, ids, people, receiver, odd, nation } = await load(shared);
        await receiver.behave(manner);
        const before = await Promise.all(people.map(({ signer }) => ethers.provider.getBalance(signer)));
        await surplus.connect(nation).claimFor(ids, guild, season, COIN);
        for (const [index, { signer }] of people.entries()) {
          expect(await ethers.provider.getBalance(signer)).to.equal(before[index]! + 100n);
        }
        expect(await surplus.owedTo(odd, COIN)).to.equal(100n);
        expect(await ethers.provider.getBalance(surplus)).to.equal(100n);
      });
    }
    it("pays once when a receiver calls back", async () => {
      const { surplus, guild, season, ids, receiver } = await load(shared);
      await receiver.reenterWith(surplus, surplus.interface.encodeFunctionData("claimFor", [ids, guild, season, COIN]));
      await surplus.claimFor(ids, guild, season, COIN);
      expect(await receiver.reentries()).to.equal(0n);
      expect(await ethers.provider.getBalance(receiver)).to.equal(100n);
      expect(await ethers.provider.getBalance(surplus)).to.equal(0n);
    });
    it("pays those who come first when a token has shrunk, and keeps owing the rest", async () => {
      const { surplus, token, guild, season, ids } = await load(shared);
      await token.setBalance(surplus, 250n);
      await surplus.claimFor(ids, guild, season, token);
      const owed = await Promise.all(ids.map((id) => surplus.owedTo(id, token)));
      expect(owed).to.deep.equal([0n, 0n, 100n, 100n]);
      expect(await token.balanceOf(surplus)).to.equal(50n);
    });
  });
});
