import { expect } from "chai";
import { network } from "hardhat";

import { addUp } from "../../../sdk/treasury/books.ts";
import { SurplusFold } from "../../../sdk/treasury/fold.ts";
import { FOREVER, sign } from "../../fixtures/membership.ts";
import {
  acceptWork,
  asGuild,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  payIncome,
  rules,
  Track,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const load = <T>(fixture: () => Promise<T>) => networkHelpers.loadFixture(fixture);

/** 30 % to financiers, half of what is left to the reserve, the rest by work. */
const EQUATION = [
  bucket(BucketKind.Financiers, 3_000n),
  bucket(BucketKind.Reserve, 5_000n, { ofRemaining: true }),
  bucket(BucketKind.ContributionShare, 0n),
];

/** A guild of three, and others who may finance it. */
async function working() {
  const nation = await deployTreasury(ethers, { founders: 6, equation: EQUATION });
  const { surplus, token } = nation;
  const people = nation.founders.slice(0, 3);
  const guild = await commandedGuild(nation, "Weavers", people);
  const tokenAddress = await token.getAddress();
  const acknowledge = (financier: bigint, principal: bigint, ceiling: bigint, by = guild) => {
    const act = { by, financier, token: tokenAddress, principal, ceiling, nonce: 0n, deadline: FOREVER };
    return asGuild(ethers, nation, by, surplus, surplus.interface.encodeFunctionData("acknowledge", [act, "0x"]));
  };
  const live = async (income: bigint) => {
    if ((await nation.ledger.currentSeason()) === 0n) await nation.ledger.openSeason();
    const season = await nation.ledger.currentSeason();
    await payIncome(nation, guild, income, token);
    await acceptWork(nation, networkHelpers, {
      guild,
      people,
      work: [{ member: people[0]!.id, minutes: 100n + season }],
    });
    await closeSeason(nation, networkHelpers);
    return season;
  };
  const books = async (income: bigint) => {
    const season = await live(income);
    const closing = await surplus.closeBooks(guild, season, token);
    return { season, closing, books: await surplus.booksOf(guild, season, token) };
  };
  const [first, second] = nation.founders.slice(3).map(({ id }) => id) as [bigint, bigint];
  return { ...nation, people, guild, tokenAddress, acknowledge, live, books, first, second };
}
async function financed() {
  const world = await working();
  await world.acknowledge(world.first, 500n, 600n);
  await world.acknowledge(world.second, 300n, 300n);
  return world;
}

/** INV-10: the logs alone tell the same. */
async function verifyFold({ surplus, guild, tokenAddress, founders, ledger }: Awaited<ReturnType<typeof working>>) {
  const fold = new SurplusFold();
  const logs = await ethers.provider.getLogs({ address: await surplus.getAddress(), fromBlock: 0 });
  for (const log of logs) fold.apply(surplus.interface.parseLog(log)!);
  const seen = await surplus.financiersOf(guild, tokenAddress);
  const plain = (each: { ceiling: bigint; returned: bigint; principal: bigint; agent: bigint }) => [
    each.ceiling,
    each.returned,
    each.principal,
    each.agent,
  ];
  expect(fold.financiers.of(guild, tokenAddress).map(plain)).to.deep.equal(seen.map(plain));
  for (const { id } of founders) {
    expect(fold.owedTo(id, tokenAddress)).to.equal(await surplus.owedTo(id, tokenAddress));
  }
  for (let season = 1n; season <= (await ledger.lastSeason()); ++season) {
    const books = await surplus.booksOf(guild, season, tokenAddress);
    const folded = fold.booksOf(guild, season, tokenAddress);
    expect([folded.toAccounts, folded.toReserve]).to.deep.equal([books.toAccounts, books.toReserve]);
    addUp(folded);
  }
}

describe("Surplus: financiers", () => {
  describe("acknowledge", () => {
    it("is the guild's own act, direct only from its account", async () => {
      const { surplus, guild, tokenAddress, first, people } = await load(working);
      const act = {
        by: guild,
        financier: first,
        token: tokenAddress,
        principal: 1n,
        ceiling: 1n,
        nonce: 0n,
        deadline: FOREVER,
      };
      await expect(surplus.connect(people[0]!.signer).acknowledge(act, "0x")).to.be.revertedWithCustomError(
        surplus,
        "StatementNotByKeyHolder",
      );
    });
    it("reverts with SurplusUnknownGuild for a person", async () => {
      const world = await load(working);
      const { surplus, people, first, tokenAddress } = world;
      const by = people[0]!;
      const act = {
        by: by.id,
        financier: first,
        token: tokenAddress,
        principal: 1n,
        ceiling: 1n,
        nonce: 0n,
        deadline: FOREVER,
      };
      await expect(surplus.connect(by.signer).acknowledge(act, await sign(world, by, surplus, "acknowledge", act)))
        .to.be.revertedWithCustomError(surplus, "SurplusUnknownGuild")
        .withArgs(by.id);
    });
    it("reverts with SurplusBadFinancier for nobody and for the guild itself", async () => {
      const { surplus, guild, acknowledge } = await load(working);
      for (const financier of [0n, 999n, guild]) {
        await expect(acknowledge(financier, 1n, 1n))
          .to.be.revertedWithCustomError(surplus, "SurplusBadFinancier")
          .withArgs(financier);
      }
    });
    it("INV-214 reverts with SurplusBadCeiling for nothing, a ceiling below the principal, and less than before", async () => {
      const { surplus, first, acknowledge } = await load(financed);
      for (const [principal, ceiling] of [
        [0n, 600n],
        [700n, 699n],
        [499n, 600n],
        [500n, 599n],
      ] as const) {
        await expect(acknowledge(first, principal, ceiling))
          .to.be.revertedWithCustomError(surplus, "SurplusBadCeiling")
          .withArgs(principal, ceiling);
      }
    });
    it("reverts with SurplusTooManyFinanciers for a seventeenth, until all has returned to one", async () => {
      const world = await load(working);
      const { surplus, guild, members, nation, acknowledge, tokenAddress } = world;
      await members.fillSeat(1, nation);
      const all: bigint[] = [];
      while (all.length < 17) {
        await members.connect(nation).register(9, ethers.Wallet.createRandom().address);
        all.push(await members.lastId());
      }
      const late = all.pop()!;
      for (const [index, id] of all.entries()) await acknowledge(id, 10n, index === 4 ? 10n : 1_000n);
      await expect(acknowledge(late, 10n, 10n))
        .to.be.revertedWithCustomError(surplus, "SurplusTooManyFinanciers")
        .withArgs(guild, tokenAddress);
      const { closing } = await world.books(60_000n);
      const { gasUsed } = (await closing.wait())!;
      expect(gasUsed).to.be.lessThan(900_000n);
      await expect(acknowledge(late, 20n, 30n))
        .to.emit(surplus, "FinancierAcknowledged")
        .withArgs(guild, tokenAddress, late, 20n, 30n);
      const list = await surplus.financiersOf(guild, tokenAddress);
      expect([list.length, ...list[0]!]).to.deep.equal([16, 30n, 0n, 20n, late]);
      await verifyFold(world);
    });
  });

  describe("a bucket of financiers", () => {
    it("returns to them in proportion to what is outstanding, who withdraw it as any agent", async () => {
      const world = await load(financed);
      const { surplus, token, guild, tokenAddress, first, second, founders } = world;
      const { season, closing, books } = await world.books(1_000n);
      await expect(closing)
        .to.emit(surplus, "FinancierReturned")
        .withArgs(guild, tokenAddress, first, season, 200n)
        .and.to.emit(surplus, "FinancierReturned")
        .withArgs(guild, tokenAddress, second, season, 100n);
      expect([books.toAccounts, books.toReserve, books.uncollected]).to.deep.equal([300n, 350n, 350n]);
      const act = { by: second, token: tokenAddress, to: COIN, nonce: 0n, deadline: FOREVER };
      const { signer } = founders.find(({ id }) => id === second)!;
      const paying = surplus.connect(signer).withdraw(act, "0x");
      await expect(paying).to.changeTokenBalance(ethers, token, signer, 100n);
      await verifyFold(world);
    });
    it("INV-214 returns no more than the ceilings; what is over stays for the buckets after it", async () => {
      const world = await load(financed);
      const { surplus, first, second, tokenAddress } = world;
      await world.books(2_000n); // 600 of 900
      const { books } = await world.books(2_000n); // the last 300
      expect([books.toAccounts, books.toReserve, books.uncollected]).to.deep.equal([300n, 850n, 850n]);
      expect(await surplus.owedTo(first, tokenAddress)).to.equal(600n);
      expect(await surplus.owedTo(second, tokenAddress)).to.equal(300n);
      const after = await world.books(2_000n);
      expect([after.books.toAccounts, after.books.toReserve]).to.deep.equal([0n, 1_000n]);
      await verifyFold(world);
    });
    it("goes by what is acknowledged at the close, and to the unit", async () => {
      const world = await load(financed);
      const { surplus, first, second, acknowledge, tokenAddress } = world;
      await world.books(333n); // 99: 66 and 33
      await acknowledge(first, 500n, 1_000n);
      const { books } = await world.books(1_001n); // 300 by 934 and 267
      expect(books.toAccounts).to.equal(300n);
      expect(await surplus.owedTo(first, tokenAddress)).to.equal(66n + 233n);
      expect(await surplus.owedTo(second, tokenAddress)).to.equal(33n + 67n);
      await verifyFold(world);
    });
    it("leaves all to the others where a guild has no financiers", async () => {
      const world = await load(working);
      const { books } = await world.books(1_000n);
      expect([books.toAccounts, books.toReserve, books.uncollected]).to.deep.equal([0n, 500n, 500n]);
    });
    it("reverts with SurplusBadBucket as the last one, as a second one, and with a track", async () => {
      const { surplus } = await load(working);
      const financiers = bucket(BucketKind.Financiers, 1_000n);
      const last = bucket(BucketKind.Reserve, 0n);
      for (const [equation, index] of [
        [[bucket(BucketKind.Reserve, 1_000n), bucket(BucketKind.Financiers, 0n)], 1n],
        [[financiers, financiers, last], 1n],
        [[{ ...financiers, track: Track.Care }, last], 0n],
      ] as const) {
        await expect(surplus.setEquation([...equation], rules()))
          .to.be.revertedWithCustomError(surplus, "SurplusBadBucket")
          .withArgs(index, BucketKind.Financiers);
      }
    });
  });
});
