import { expect } from "chai";
import { network } from "hardhat";

import {
  PLAIN_SEASON,
  appraiseBatch,
  deployContributions,
  deployLedger,
  deployLibraries,
  hours,
  submitBatch,
} from "../../fixtures/contributions.ts";
import { DAY, deployMembership, foundGuild } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const CLOCK = 2n ** 64n;

describe("Seasons", () => {
  const nation = () => deployContributions(ethers);

  /** The ledger before its first season. */
  async function unopened() {
    const membership = await deployMembership(ethers);
    return { ...membership, ledger: await deployLedger(ethers, membership) };
  }

  describe("openSeason", () => {
    it("opens the first season with the terms in force, by anybody", async () => {
      const { ledger, strangers } = await networkHelpers.loadFixture(unopened);
      expect(await ledger.currentSeason()).to.equal(0n);
      const now = BigInt(await time.latest()) + 100n;
      await time.setNextBlockTimestamp(now);
      const terms = Object.values(PLAIN_SEASON);
      await expect(ledger.connect(strangers[0]).openSeason())
        .to.emit(ledger, "SeasonOpened")
        .withArgs(1n, now, now + 90n * DAY, now + 105n * DAY, terms);
      expect(await ledger.seasonOf(1)).to.deep.equal([now, now + 90n * DAY, now + 105n * DAY, 0n, 0n, terms]);
      expect([await ledger.currentSeason(), await ledger.lastSeason()]).to.deep.equal([1n, 1n]);
    });

    it("reverts with LedgerSeasonRunning until the former has ended", async () => {
      const { ledger } = await networkHelpers.loadFixture(nation);
      const { endsAt } = await ledger.seasonOf(1);
      await expect(ledger.openSeason())
        .to.be.revertedWithCustomError(ledger, "LedgerSeasonRunning")
        .withArgs(1n, endsAt);
      await time.increaseTo(endsAt);
      expect(await ledger.currentSeason()).to.equal(0n);
      await expect(ledger.openSeason()).to.emit(ledger, "SeasonOpened");
      expect(await ledger.currentSeason()).to.equal(2n);
    });

    it("keeps the terms of a season when those of the next change", async () => {
      const { ledger } = await networkHelpers.loadFixture(nation);
      await ledger.setTerms({ ...PLAIN_SEASON, appraisals: 5n });
      expect((await ledger.seasonOf(1)).terms.appraisals).to.equal(2n);
      await time.increase(90n * DAY);
      await ledger.openSeason();
      expect((await ledger.seasonOf(2)).terms.appraisals).to.equal(5n);
    });

    it("lets the clock of standing run at the pace of the season opened last", async () => {
      const { ledger } = await networkHelpers.loadFixture(nation);
      await ledger.setTerms({ ...PLAIN_SEASON, standingHalfLife: 45n * DAY });
      await time.increase(90n * DAY);
      await ledger.openSeason();
      expect((await ledger.seasonOf(2)).clock).to.equal(0n);
      await time.setNextBlockTimestamp((await ledger.seasonOf(2)).opensAt + 135n * DAY);
      await ledger.openSeason();
      expect((await ledger.seasonOf(3)).clock).to.equal(3n * CLOCK);
    });
  });

  describe("closeSeason", () => {
    it("closes for good, by anybody, once the last batch could be settled", async () => {
      const { ledger, strangers } = await networkHelpers.loadFixture(nation);
      const { closesAt } = await ledger.seasonOf(1);
      await expect(ledger.closeSeason(1))
        .to.be.revertedWithCustomError(ledger, "LedgerSeasonNotOver")
        .withArgs(1n, closesAt);
      await time.setNextBlockTimestamp(closesAt);
      await expect(ledger.connect(strangers[0]).closeSeason(1)).to.emit(ledger, "SeasonClosed").withArgs(1n, closesAt);
      expect(await ledger.isClosed(1)).to.equal(true);
      await expect(ledger.closeSeason(1)).to.be.revertedWithCustomError(ledger, "LedgerSeasonClosed").withArgs(1n);
    });

    it("closes the earlier ones first, and waits for them", async () => {
      const { ledger } = await networkHelpers.loadFixture(nation);
      const terms = { ...PLAIN_SEASON, duration: DAY, appraisalPeriod: 1n, challengePeriod: 0n };
      await ledger.setTerms(terms);
      await time.increaseTo((await ledger.seasonOf(1)).endsAt);
      await ledger.openSeason();
      await time.increase(DAY);
      await ledger.openSeason();
      const [{ closesAt }, third] = await Promise.all([ledger.seasonOf(1), ledger.seasonOf(3)]);
      await time.increaseTo(third.closesAt);
      expect(third.closesAt).to.be.lessThan(closesAt);
      await expect(ledger.closeSeason(3))
        .to.be.revertedWithCustomError(ledger, "LedgerSeasonNotOver")
        .withArgs(1n, closesAt);
      await time.setNextBlockTimestamp(closesAt);
      const closing = expect(ledger.closeSeason(3));
      for (const season of [1n, 2n, 3n]) await closing.to.emit(ledger, "SeasonClosed").withArgs(season, closesAt);
      expect(await Promise.all([1, 2, 3].map((season) => ledger.isClosed(season)))).to.deep.equal([true, true, true]);
    });

    it("reverts with LedgerUnknownSeason for a season not yet opened", async () => {
      const { ledger } = await networkHelpers.loadFixture(nation);
      await expect(ledger.closeSeason(2)).to.be.revertedWithCustomError(ledger, "LedgerUnknownSeason").withArgs(2n);
    });
  });

  describe("setTerms", () => {
    it("sets the terms of seasons to come, for the nation", async () => {
      const { ledger } = await networkHelpers.loadFixture(nation);
      const terms = { ...PLAIN_SEASON, duration: 30n * DAY, minimumCredit: [960n, 0n, 1n] as [bigint, bigint, bigint] };
      await expect(ledger.setTerms(terms)).to.emit(ledger, "TermsSet").withArgs(Object.values(terms));
      expect(await ledger.terms()).to.deep.equal(Object.values(terms));
    });

    it("reverts with CharteredOnlyNation for anybody else", async () => {
      const { ledger, founders } = await networkHelpers.loadFixture(nation);
      await expect(ledger.connect(founders[0]!.signer).setTerms(PLAIN_SEASON))
        .to.be.revertedWithCustomError(ledger, "CharteredOnlyNation")
        .withArgs(founders[0]!.signer.address);
    });

    for (const [term, value] of [
      ["duration", DAY - 1n],
      ["duration", 3650n * DAY + 1n],
      ["appraisalPeriod", 0n],
      ["appraisalPeriod", 365n * DAY + 1n],
      ["challengePeriod", 365n * DAY + 1n],
      ["standingHalfLife", DAY - 1n],
      ["appraisals", 0n],
      ["appraisals", 21n],
      ["cap", 59n], // below the minimum
    ] as const) {
      it(`reverts with LedgerBadTerms when ${term} is ${value}`, async () => {
        const { ledger } = await networkHelpers.loadFixture(nation);
        await expect(ledger.setTerms({ ...PLAIN_SEASON, minimumCredit: [0n, 60n, 0n], [term]: value }))
          .to.be.revertedWithCustomError(ledger, "LedgerBadTerms")
          .withArgs(term);
      });
    }
  });

  describe("constructor", () => {
    it("reverts with CharteredZeroAddress without the register, guilds, their terms or conflicts", async () => {
      const { ledger, timelock, members, guilds, guildTerms, conflicts } = await networkHelpers.loadFixture(nation);
      const libraries = await deployLibraries(ethers);
      for (const missing of [0, 1, 2, 3]) {
        const floor = [members, guilds, guildTerms, conflicts].with(missing, ethers.ZeroAddress as never);
        const deployed = ethers.deployContract("ContributionLedger", [timelock, ...floor, PLAIN_SEASON], { libraries });
        await expect(deployed).to.be.revertedWithCustomError(ledger, "CharteredZeroAddress");
      }
    });
  });

  describe("standing", () => {
    it("halves with every half-life and follows a half-life chosen later, from the record on", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { ledger, founders } = context;
      const guild = await foundGuild(context, "Makers", founders);
      const [amara, bo, chen, dina] = founders;
      const batch = await submitBatch(context, guild, amara!, [hours(bo!)]);
      await appraiseBatch(context, batch.id, [chen!, dina!]);
      await ledger.setTerms({ ...PLAIN_SEASON, standingHalfLife: 10n * DAY });
      await time.increase(90n * DAY);
      await ledger.settle(batch.id, batch.payload);
      await ledger.openSeason();
      const { opensAt } = await ledger.seasonOf(2);
      for (const halfLives of [1n, 5n, 8n, 20n]) {
        await time.increaseTo(opensAt + halfLives * 10n * DAY);
        expect(await ledger.standingOf(guild, bo!.id, 0)).to.equal((60n * 10n ** 18n) >> halfLives);
      }
      expect((await ledger.recordOf(guild, bo!.id))[0]).to.equal(60n);
    });
  });
});
