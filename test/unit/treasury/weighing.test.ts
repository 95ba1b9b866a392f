import { expect } from "chai";
import { network } from "hardhat";

import type { Surplus } from "../../../typechain-types/index.ts";
import { DAY, FOREVER, type Person } from "../../fixtures/membership.ts";
import {
  acceptWork,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  payIncome,
  rules,
  Track,
  type Bucket,
  type Rules,
  type Treasury,
  type Work,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

interface Year {
  readonly equation: (fund: bigint) => readonly Bucket[];
  readonly rules?: Partial<Rules>;
  /** Of each of five people, in minutes. */
  readonly minutes: readonly Partial<Record<"Livelihood" | "Love" | "Care", bigint>>[];
  readonly income: bigint;
  /** In which standing halves, in seconds. */
  readonly halfLife?: bigint;
  /** Whether nobody closes the season before. */
  readonly keepsFirstOpen?: boolean;
}

const all = [1n, 2n, 3n, 4n, 5n];

/** Five people and one who keeps the fund; a season of work and income under an equation, its books closed. */
async function lived(year: Year) {
  const nation = await deployTreasury(ethers, { founders: 6, season: { standingHalfLife: year.halfLife ?? 0n } });
  const people = nation.founders.slice(0, 5);
  const guild = await commandedGuild(nation, "Weavers", people);
  const fund = await commandedGuild(nation, "Fund", nation.founders.slice(5));
  await nation.surplus.setEquation([...year.equation(fund)], rules(year.rules));
  if (year.keepsFirstOpen === true) await networkHelpers.time.increaseTo((await nation.ledger.seasonOf(1n)).endsAt);
  else await closeSeason(nation, networkHelpers);
  const context = { ...nation, people, guild, fund };
  return { ...context, at: await season(context, year) };
}

type Context = Treasury & { readonly guild: bigint; readonly people: readonly Person[] };
type At = readonly [guild: bigint, season: bigint, token: string];

/** A season from its opening to the close of its books. */
async function season(nation: Context, { minutes, income }: Pick<Year, "minutes" | "income">): Promise<At> {
  await nation.ledger.openSeason();
  await payIncome(nation, nation.guild, income, nation.token);
  const work: Work[] = minutes.flatMap((each, index) =>
    Object.entries(each).map(([track, amount]) => ({
      member: BigInt(index + 1),
      minutes: amount,
      track: Track[track as keyof typeof Track],
    })),
  );
  await acceptWork(nation, networkHelpers, { guild: nation.guild, people: nation.people, work });
  const at = [nation.guild, await closeSeason(nation, networkHelpers), await nation.token.getAddress()] as const;
  await nation.surplus.closeBooks(...at);
  return at;
}

async function sharesOf({ surplus, at }: { readonly surplus: Surplus; readonly at: At }) {
  return Promise.all(all.map(async (id) => (await surplus.shareOf(...at, id)).amount));
}

const load = <T>(fixture: () => Promise<T>) => networkHelpers.loadFixture(fixture);

/** Livelihood and care in equal parts; 12 hours of care for five people are 144 minutes each. */
const caring = () =>
  lived({
    equation: () => [
      bucket(BucketKind.ContributionShare, 5_000n, { track: Track.Livelihood }),
      bucket(BucketKind.ContributionShare, 0n, { track: Track.Care }),
    ],
    rules: { careBalance: true },
    minutes: [
      { Livelihood: 1_000n, Care: 144n },
      { Livelihood: 1_000n, Care: 72n },
      { Livelihood: 1_000n },
      { Livelihood: 500n, Care: 504n },
      {},
    ],
    income: 7_000n,
  });
const carelessGuild = () =>
  lived({
    equation: () => [
      bucket(BucketKind.ContributionShare, 5_000n, { track: Track.Livelihood }),
      bucket(BucketKind.ContributionShare, 0n, { track: Track.Care }),
    ],
    rules: { careBalance: true },
    minutes: [{ Livelihood: 100n }, { Livelihood: 300n }, {}, {}, {}],
    income: 800n,
  });
/** At most three times the lowest payout. */
const limited = (withFund: boolean) =>
  lived({
    equation: (fund) => [
      ...(withFund ? [bucket(BucketKind.Account, 2_000n, { account: fund })] : []),
      bucket(BucketKind.ContributionShare, 0n),
    ],
    rules: { maxRatio: 300n },
    minutes: [{ Livelihood: 100n }, { Livelihood: 200n }, { Livelihood: 700n }, {}, {}],
    income: 1_000n,
  });
const limitedWithFund = () => limited(true);
const limitedWithout = () => limited(false);
/** Half by standing of all tracks, the rest to the reserve. */
const standingYear = (keepsFirstOpen: boolean) =>
  lived({
    keepsFirstOpen,
    equation: () => [bucket(BucketKind.StandingShare, 5_000n, { track: Track.All }), bucket(BucketKind.Reserve, 0n)],
    minutes: [{ Livelihood: 100n, Care: 50n }, { Love: 150n }, {}, {}, {}],
    income: 1_200n,
  });
/** In a nation where standing halves every hundred days. */
const fading = () =>
  lived({
    equation: () => [bucket(BucketKind.StandingShare, 0n)],
    halfLife: 100n * DAY,
    minutes: [{ Livelihood: 1_000n }, {}, {}, {}, {}],
    income: 1_000n,
  });
const standing = () => standingYear(false);
const standingLeftOpen = () => standingYear(true);
/** Two for a credit, at most half of the income; the rest to the fund. */
const outstanding = () =>
  lived({
    equation: (fund) => [
      bucket(BucketKind.Outstanding, 5_000n, { track: Track.Livelihood }),
      bucket(BucketKind.Account, 0n, { account: fund }),
    ],
    rules: { price: 2n },
    minutes: [{ Livelihood: 300n }, { Livelihood: 100n }, {}, {}, {}],
    income: 400n,
  });

describe("Surplus: equations that take every member's number", () => {
  describe("while the numbers are not complete", () => {
    it("reverts with SurplusNotWeighed when a share is asked for or claimed", async () => {
      const { surplus, at, people } = await load(caring);
      const [guild, id, token] = at;
      await expect(surplus.shareOf(...at, 1n))
        .to.be.revertedWithCustomError(surplus, "SurplusNotWeighed")
        .withArgs(...at);
      const act = { by: 1n, guild, season: id, token, to: COIN, deadline: FOREVER };
      await expect(surplus.connect(people[0]!.signer).claim(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusNotWeighed")
        .withArgs(...at);
    });
    it("says what waits to be weighed", async () => {
      const { surplus, at } = await load(caring);
      await surplus.weigh(...at, [1n, 2n]);
      const books = await surplus.booksOf(...at);
      expect([books.unweighed, books.available, books.uncollected]).to.deep.equal([7_000n, 0n, 0n]);
      const { pass, livelihood, balanced } = await surplus.weighingOf(...at);
      expect([pass, livelihood, balanced]).to.deep.equal([1n, 2_000n, 1_500n]);
      expect(await surplus.weighedIn(...at, 1n, 0n)).to.equal(0b110n);
    });
    it("skips whom the pass has weighed, in any order", async () => {
      const context = await load(caring);
      const { surplus, at } = context;
      await surplus.weigh(...at, [4n, 2n, 4n]);
      await surplus.weigh(...at, [2n]);
      expect((await surplus.weighingOf(...at)).livelihood).to.equal(1_500n);
      await surplus.weigh(...at, [3n, 1n, 2n]);
      expect(await sharesOf(context)).to.deep.equal([2_000n, 1_000n, 0n, 4_000n, 0n]);
    });
  });

  it("reverts with SurplusNothingToWeigh for books that wait for nothing", async () => {
    const { surplus, at } = await load(caring);
    await surplus.weigh(...at, all);
    await expect(surplus.weigh(...at, [6n]))
      .to.be.revertedWithCustomError(surplus, "SurplusNothingToWeigh")
      .withArgs(...at);
  });

  describe("the care rule", () => {
    it("cuts livelihood by the care that is missing, and shares what is cut by care", async () => {
      const context = await load(caring);
      const { surplus, at } = context;
      await surplus.weigh(...at, all);
      // Livelihood, 3,500 for 3,500 minutes: 1,000 + 500 + 0 + 500 stay. Care: 3,500 + 1,500 for 720 minutes.
      expect(await surplus.poolOf(...at, 1n)).to.deep.equal([2_000n, 2_000n, 0n]);
      expect(await surplus.poolOf(...at, 3n)).to.deep.equal([5_000n, 720n, 0n]);
      expect(await sharesOf(context)).to.deep.equal([2_000n, 1_000n, 0n, 4_000n, 0n]);
    });
    it("comes to the same in pages of one", async () => {
      const context = await load(caring);
      for (const id of all.slice(0, 4)) await context.surplus.weigh(...context.at, [id]);
      expect(await sharesOf(context)).to.deep.equal([2_000n, 1_000n, 0n, 4_000n, 0n]);
    });
    it("pays what it says, and the books add up", async () => {
      const { surplus, at, token, people } = await load(caring);
      await surplus.weigh(...at, all);
      await surplus.claimFor(all, ...at);
      const paid = await Promise.all(people.map(({ signer }) => token.balanceOf(signer)));
      expect(paid).to.deep.equal([2_000n, 1_000n, 0n, 4_000n, 0n]);
      const books = await surplus.booksOf(...at);
      expect([books.collected, books.uncollected, books.remainder]).to.deep.equal([7_000n, 0n, 0n]);
    });
    it("cuts nothing where nobody gave care", async () => {
      const context = await load(carelessGuild);
      await context.surplus.weigh(...context.at, all);
      expect(await sharesOf(context)).to.deep.equal([100n, 300n, 0n, 0n, 0n]);
      expect((await context.surplus.booksOf(...context.at)).toReserve).to.equal(400n);
    });
  });

  describe("the highest payout", () => {
    it("is so many times the lowest; what is clipped goes to the fund", async () => {
      const context = await load(limitedWithFund);
      const { surplus, at, fund, token } = context;
      expect((await surplus.weighingOf(...at)).pass).to.equal(2n);
      await surplus.weigh(...at, [1n, 2n]);
      expect((await surplus.poolOf(...at, 1n)).counted).to.equal(0n);
      await surplus.weigh(...at, [3n]);
      const { pass, lowest, cap } = await surplus.weighingOf(...at);
      expect([pass, lowest, cap]).to.deep.equal([0n, 80n, 240n]);
      expect(await sharesOf(context)).to.deep.equal([80n, 160n, 240n, 0n, 0n]);
      await surplus.claimFor(all, ...at);
      expect(await surplus.owedTo(fund, token)).to.equal(200n + 320n);
      const books = await surplus.booksOf(...at);
      expect([books.toAccounts, books.collected, books.uncollected]).to.deep.equal([520n, 480n, 0n]);
    });
    it("clips in favour of the reserve where there is no fund", async () => {
      const { surplus, at, token } = await load(limitedWithout);
      await surplus.weigh(...at, [1n, 2n, 3n]);
      await surplus.claimFor(all, ...at);
      expect(await surplus.owedTo(0n, token)).to.equal(400n);
      const books = await surplus.booksOf(...at);
      expect([books.toReserve, books.collected]).to.deep.equal([400n, 600n]);
    });
  });

  describe("a share by standing", () => {
    it("goes by all credits of those on the roster, complete when all of them are weighed", async () => {
      const context = await load(standing);
      const { surplus, at } = context;
      await surplus.weigh(...at, [1n, 2n, 3n, 4n]);
      expect((await surplus.weighingOf(...at)).heads).to.equal(4n);
      await surplus.weigh(...at, [5n, 6n]);
      expect(await surplus.poolOf(...at, 4n)).to.deep.equal([600n, 300n, 0n]);
      expect(await sharesOf(context)).to.deep.equal([300n, 300n, 0n, 0n, 0n]);
    });
    it("counts an earlier season that nobody had closed: its credits cannot grow any more either", async () => {
      const { surplus, at, ledger } = await load(standingLeftOpen);
      expect(await ledger.isClosed(1n)).to.equal(true);
      await surplus.weigh(...at, all);
      expect((await surplus.shareOf(...at, 1n)).amount).to.equal(300n);
    });
    it("adds up over the seasons", async () => {
      const context = await load(standing);
      await context.surplus.weigh(...context.at, all);
      const minutes = [{ Livelihood: 150n }, {}, { Love: 300n }, {}, {}];
      const at = await season(context, { minutes, income: 1_500n });
      await context.surplus.weigh(...at, all);
      expect(await sharesOf({ ...context, at })).to.deep.equal([300n, 150n, 300n, 0n, 0n]);
    });
    it("goes by what has not faded at the season's close, where it fades", async () => {
      const context = await load(fading);
      const { surplus, ledger, guild } = context;
      await surplus.weigh(...context.at, all);
      const minutes = [{}, { Livelihood: 1_000n }, {}, {}, {}];
      const at = await season(context, { minutes, income: 1_000_000n });
      await surplus.weigh(...at, all);
      const weights = await Promise.all(
        [1n, 2n].map(async (id) => (await ledger.standingAtClose(guild, id, at[1]))[0] / 10n ** 18n),
      );
      const [old, young] = weights as [bigint, bigint];
      expect(old).to.be.below(young);
      const sum = old + young;
      const expected = [(1_000_000n * old) / sum, (1_000_000n * young) / sum, 0n, 0n, 0n];
      expect(await sharesOf({ ...context, at })).to.deep.equal(expected);
    });
    it("leaves out who has quit before the close", async () => {
      const context = await load(standing);
      const { guilds, guild, people, surplus } = context;
      await surplus.weigh(...context.at, all);
      await context.ledger.openSeason();
      await payIncome(context, guild, 1_500n, context.token);
      await networkHelpers.time.increase(DAY);
      const quit = { by: 1n, guild, nonce: 0n, deadline: FOREVER };
      await guilds.connect(people[0]!.signer).quit(quit, "0x");
      const at = [guild, await closeSeason(context, networkHelpers), context.at[2]] as const;
      await surplus.closeBooks(...at);
      await surplus.weigh(...at, all);
      expect(await sharesOf({ ...context, at })).to.deep.equal([0n, 750n, 0n, 0n, 0n]);
    });
  });

  describe("outstanding credits", () => {
    it("are paid down in proportion, and stay outstanding for what is not paid", async () => {
      const context = await load(outstanding);
      const { surplus, at, fund, token } = context;
      await surplus.weigh(...at, all);
      expect(await sharesOf(context)).to.deep.equal([150n, 50n, 0n, 0n, 0n]);
      expect(await surplus.owedTo(fund, token)).to.equal(200n);
      // 75 and 25 credits are paid for: 225 and 75 stay, and 60 come from the third.
      const second = await season(context, { minutes: [{}, {}, { Livelihood: 60n }, {}, {}], income: 2_000n });
      await surplus.weigh(...second, all);
      expect(await sharesOf({ ...context, at: second })).to.deep.equal([450n, 150n, 120n, 0n, 0n]);
      expect(await surplus.poolOf(...second, 4n)).to.deep.equal([720n, 360n, 0n]);
      const books = await surplus.booksOf(...second);
      expect([books.toAccounts, books.uncollected]).to.deep.equal([1_280n, 720n]);
      // All is paid for, whether it was collected or not.
      const third = await season(context, { minutes: [{ Livelihood: 5n }, {}, {}, {}, {}], income: 1_000n });
      await surplus.weigh(...third, all);
      expect(await sharesOf({ ...context, at: third })).to.deep.equal([10n, 0n, 0n, 0n, 0n]);
    });
    it("reverts with SurplusNotWeighed while those of another season are weighed", async () => {
      const context = await load(outstanding);
      const [guild, first, token] = context.at;
      await expect(season(context, { minutes: [{ Livelihood: 5n }, {}, {}, {}, {}], income: 1_000n }))
        .to.be.revertedWithCustomError(context.surplus, "SurplusNotWeighed")
        .withArgs(guild, first, token);
    });
  });

  describe("setEquation", () => {
    it("reverts with SurplusBadBucket for a second stock, and for an Outstanding that is the last", async () => {
      const { surplus } = await load(standing);
      const stock = bucket(BucketKind.StandingShare, 1_000n);
      await expect(surplus.setEquation([stock, stock, bucket(BucketKind.Reserve, 0n)], rules()))
        .to.be.revertedWithCustomError(surplus, "SurplusBadBucket")
        .withArgs(1n, BucketKind.StandingShare);
      await expect(surplus.setEquation([bucket(BucketKind.Outstanding, 0n)], rules({ price: 1n })))
        .to.be.revertedWithCustomError(surplus, "SurplusBadBucket")
        .withArgs(0n, BucketKind.Outstanding);
    });
    it("reverts with SurplusBadRatio where the highest would be less than the lowest", async () => {
      const { surplus } = await load(standing);
      await expect(surplus.setEquation([bucket(BucketKind.Reserve, 0n)], rules({ maxRatio: 99n })))
        .to.be.revertedWithCustomError(surplus, "SurplusBadRatio")
        .withArgs(99n);
    });
    it("reverts with SurplusBadPrice for a price of nothing, and for none where one is due", async () => {
      const { surplus } = await load(standing);
      await expect(surplus.setEquation([bucket(BucketKind.Reserve, 0n)], rules({ price: 7n })))
        .to.be.revertedWithCustomError(surplus, "SurplusBadPrice")
        .withArgs(7n);
      const buckets = [bucket(BucketKind.Outstanding, 1_000n), bucket(BucketKind.Reserve, 0n)];
      await expect(surplus.setEquation(buckets, rules()))
        .to.be.revertedWithCustomError(surplus, "SurplusBadPrice")
        .withArgs(0n);
    });
  });
});
