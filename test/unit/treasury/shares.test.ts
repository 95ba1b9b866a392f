import { expect } from "chai";
import { network } from "hardhat";

import { formatAmount } from "../../../sdk/treasury/money.ts";
import { FOREVER } from "../../fixtures/membership.ts";
import {
  acceptWork,
  bucket,
  BucketKind,
  closeSeason,
  commandedGuild,
  deployTreasury,
  fiveBuckets,
  payIncome,
  PayoutMode,
  rules,
  type Rules,
  Track,
  UNIT,
  type Bucket,
  type Treasury,
} from "../../fixtures/treasury.ts";
import { randomOf } from "../../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const shown = (amount: bigint) => formatAmount(amount, 18);

/** Minutes of one person in the season, per track. */
type Minutes = Partial<Record<keyof typeof Track, bigint>>;

interface Lived extends Treasury {
  readonly guild: bigint;
  readonly fund: bigint;
  readonly at: readonly [bigint, bigint, Treasury["token"]];
}

/** A season of a guild of `minutes.length` people: opened, worked, paid, closed on the ledger. */
async function live(params: {
  minutes: readonly Minutes[];
  income: bigint;
  equation: (fund: bigint) => readonly Bucket[];
  rules?: Partial<Rules>;
  minimum?: bigint;
  before?: (nation: Treasury, guild: bigint) => Promise<unknown>;
}): Promise<Lived> {
  const minimumCredit: [bigint, bigint, bigint] = [params.minimum ?? 0n, 0n, 0n];
  const nation = await deployTreasury(ethers, { founders: params.minutes.length + 2, season: { minimumCredit } });
  const people = nation.founders.slice(0, params.minutes.length);
  const guild = await commandedGuild(nation, "Weavers", people);
  const fund = await commandedGuild(nation, "Fund", nation.founders.slice(-2));
  // A season of which guild and equation are older.
  await nation.surplus.setEquation([...params.equation(fund)], rules(params.rules));
  await networkHelpers.time.increaseTo((await nation.ledger.seasonOf(1n)).endsAt);
  await nation.ledger.openSeason();
  await payIncome(nation, guild, params.income, nation.token);
  const work = people.flatMap(({ id }, index) =>
    Object.entries(params.minutes[index]!).map(([track, minutes]) => ({
      member: id,
      minutes,
      track: Track[track as keyof typeof Track],
    })),
  );
  await acceptWork(nation, networkHelpers, { guild, people, work });
  await params.before?.(nation, guild);
  const season = await closeSeason(nation, networkHelpers);
  const at = [guild, season, nation.token] as const;
  await nation.surplus.closeBooks(...at);
  return { ...nation, guild, fund, at };
}

/** Income is the sum of all other columns, whatever happened. */
async function verifyBooksAddUp({ surplus, at }: Lived) {
  const books = await surplus.booksOf(...at);
  const [income, ...others] = books.slice(0, 10);
  expect(others.reduce((sum, part) => sum + part, 0n)).to.equal(income);
  return books;
}

const hours = (count: bigint): Minutes => ({ Livelihood: count * 60n });

describe("Surplus: the shares of a season", () => {
  describe("given Hypha's equation, and a surplus of 100,000 for 1600, 1200, 800 and 12 hours", () => {
    const hypha = () =>
      live({
        minutes: [hours(1_600n), hours(1_200n), hours(800n), hours(12n)],
        income: 100_000n * UNIT,
        minimum: 16n * 60n,
        rules: { mode: PayoutMode.MemberLoan },
        equation: () => [bucket(BucketKind.Reserve, 8_000n), bucket(BucketKind.ContributionShare, 0n)],
      });

    it("shows 80,000.00 / 8,888.89 / 6,666.67 / 4,444.44 / 0.00, as member loans", async () => {
      const lived = await networkHelpers.loadFixture(hypha);
      const { surplus, reserve, token, founders, at } = lived;
      await surplus.claimFor([1n, 2n, 3n, 4n], ...at);
      const loans = await Promise.all(founders.slice(0, 4).map(({ id }) => surplus.loanOf(id, token)));
      expect(shown(await token.balanceOf(reserve))).to.equal("80,000.00");
      expect(loans.map(shown)).to.deep.equal(["8,888.89", "6,666.67", "4,444.44", "0.00"]);
    });
    it("is exact in the smallest unit", async () => {
      const lived = await networkHelpers.loadFixture(hypha);
      await lived.surplus.claimFor([1n, 2n, 3n, 4n], ...lived.at);
      const books = await verifyBooksAddUp(lived);
      expect([books.toReserve, books.lent, books.uncollected, books.remainder]).to.deep.equal([
        80_000n * UNIT,
        20_000n * UNIT - 2n,
        0n,
        2n,
      ]);
    });
  });

  describe("given hours at random", () => {
    for (const seed of [1, 2, 3]) {
      it(`equals the big-integer model, seed ${seed}`, async () => {
        const random = randomOf(seed);
        const minutes = Array.from({ length: 6 }, () => BigInt(random(6_000)));
        const income = BigInt(random(2 ** 50)) * 10n ** BigInt(random(16)) + 1n;
        const lived = await live({
          minutes: minutes.map((Livelihood) => ({ Livelihood })),
          income,
          minimum: 960n,
          equation: () => [bucket(BucketKind.Reserve, 8_000n), bucket(BucketKind.ContributionShare, 0n)],
        });
        const pool = income - (income * 8_000n) / 10_000n;
        const counting = minutes.map((each) => (each < 960n ? 0n : each));
        const total = counting.reduce((sum, each) => sum + each, 0n);
        const model = counting.map((each) => (pool * each) / total);

        await lived.surplus.claimFor([1n, 2n, 3n, 4n, 5n, 6n], ...lived.at);
        for (const [index, { signer }] of lived.founders.slice(0, 6).entries()) {
          expect(await lived.token.balanceOf(signer), `person ${index + 1}`).to.equal(model[index]);
        }
        const books = await verifyBooksAddUp(lived);
        expect(books.remainder).to.equal(pool - model.reduce((sum, each) => sum + each, 0n));
      });
    }
  });

  describe("given five buckets", () => {
    const five = () =>
      live({
        minutes: [hours(10n), hours(20n), { Livelihood: 60n, Care: 90n }, { Care: 30n }],
        income: 1_000n,
        equation: fiveBuckets,
      });

    it("gives each bucket its share, the last one the rest", async () => {
      const lived = await networkHelpers.loadFixture(five);
      const { surplus, token, fund, at } = lived;
      const pools = await Promise.all([0n, 1n, 2n, 3n].map((kind) => surplus.poolOf(...at, kind)));
      expect(pools.map(({ amount, total }) => [amount, total])).to.deep.equal([
        [300n, 4n],
        [200n, 1_860n],
        [0n, 0n],
        [100n, 120n],
      ]);
      expect(await surplus.owedTo(fund, token)).to.equal(100n);
      const books = await verifyBooksAddUp(lived);
      expect([books.toReserve, books.toAccounts, books.uncollected]).to.deep.equal([300n, 100n, 600n]);
    });
    it("pays a member from every pool at once", async () => {
      const { surplus, token, founders, at } = await networkHelpers.loadFixture(five);
      const { id, signer } = founders[2]!;
      const act = { by: id, guild: at[0], season: at[1], token, to: signer, deadline: FOREVER };
      await surplus.connect(signer).claim(act, "0x");
      expect(await token.balanceOf(signer)).to.equal(75n + 6n + 75n);
    });
  });

  describe("given an equal share among all, and one who leaves before the close", () => {
    const leaving = (withFund: boolean) =>
      live({
        minutes: [hours(1n), hours(1n), hours(1n), hours(1n)],
        income: 1_003n,
        equation: (fund) =>
          withFund
            ? [bucket(BucketKind.Account, 1n, { account: fund }), bucket(BucketKind.EqualShare, 0n)]
            : [bucket(BucketKind.EqualShare, 0n)],
        before: async (nation, guild) => {
          const { id, signer } = nation.founders[3]!;
          await nation.guilds.connect(signer).quit({ by: id, guild, nonce: 7n, deadline: FOREVER }, "0x");
        },
      });
    const withFund = () => leaving(true);
    const withoutFund = () => leaving(false);

    it("pays the same to each who stayed and forfeits the other's share to the fund", async () => {
      const lived = await networkHelpers.loadFixture(withFund);
      const { surplus, token, fund, founders, at } = lived;
      await surplus.claimFor([1n, 2n, 3n, 4n, 5n], ...at);
      const paid = await Promise.all(founders.slice(0, 5).map(({ signer }) => token.balanceOf(signer)));
      expect(paid).to.deep.equal([250n, 250n, 250n, 0n, 0n]);
      expect(await surplus.owedTo(fund, token)).to.equal(250n);
      const books = await verifyBooksAddUp(lived);
      expect([books.toAccounts, books.collected, books.remainder]).to.deep.equal([250n, 750n, 3n]);
    });
    it("forfeits it to the reserve where the equation names no account", async () => {
      const lived = await networkHelpers.loadFixture(withoutFund);
      const { surplus, token, reserve, at } = lived;
      await surplus.claimFor([4n], ...at);
      expect(await surplus.owedTo(0n, token)).to.equal(250n);
      await surplus.fillReserve(token);
      expect(await token.balanceOf(reserve)).to.equal(250n);
      const books = await verifyBooksAddUp(lived);
      expect([books.toReserve, books.collected, books.uncollected]).to.deep.equal([250n, 0n, 753n]);
    });
    it("pays nothing to the one who left, who cannot claim it either", async () => {
      const { surplus, token, founders, at } = await networkHelpers.loadFixture(withFund);
      const { id, signer } = founders[3]!;
      const act = { by: id, guild: at[0], season: at[1], token, to: signer, deadline: FOREVER };
      await expect(surplus.connect(signer).claim(act, "0x")).to.be.revertedWithCustomError(
        surplus,
        "SurplusNothingDue",
      );
      expect(await surplus.shareOf(...at, id)).to.deep.equal([0n, false]);
    });
  });
});
