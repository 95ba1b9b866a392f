import { expect } from "chai";
import { network } from "hardhat";

import { bitmapOf } from "../../../sdk/contributions/bitmaps.ts";
import { encodePayload, encodeTotals, type EntryInput } from "../../../sdk/contributions/payload.ts";
import {
  appraiseBatch,
  type Contributions,
  deployContributions,
  hours,
  NO_BATCH,
  type SeasonTerms,
  submitBatch,
} from "../../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person, sign } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const ROOT = ethers.id("the root of a tree of salted entries");
const UNIT = 10n ** 18n;
const [LIVELIHOOD, LOVE, CARE] = [0, 1, 2];

interface World extends Contributions {
  readonly guild: bigint;
}

describe("Settlement", () => {
  /** All founders form a guild. */
  async function guildOf(founders: number, season: Partial<SeasonTerms> = {}): Promise<World> {
    const nation = await deployContributions(ethers, { founders, season });
    await nation.guilds.fillSeat(0, nation.nation); // in the councils' place: it makes the guild's account act
    return { ...nation, guild: await foundGuild(nation, "Makers", nation.founders) };
  }
  const guildOfFive = () => guildOf(5);
  const guildOfTwelve = () => guildOf(12, { pairLimit: 120n });
  const guildOfEleven = () => guildOf(11, { pairLimit: 120n });
  const fadingGuild = () => guildOf(5, { standingHalfLife: 10n * DAY });

  async function asGuild({ guilds, guildTerms, guild, nation }: World, method: string, fields: object) {
    const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
    const act = { by: guild, nonce: 0, deadline: FOREVER, ...fields };
    const data = guildTerms.interface.encodeFunctionData(method as "specify", [act as never, "0x"]);
    await account.connect(nation).execute(guildTerms, 0, data);
  }

  /** Submits, has others accept, and settles once that is possible. */
  async function live(world: World, author: Person, peers: readonly Person[], entries: readonly EntryInput[]) {
    const batch = await submitBatch(world, world.guild, author, entries);
    await appraiseBatch(world, batch.id, peers);
    await time.increase(14n * DAY);
    await world.ledger.settle(batch.id, batch.payload);
    return batch;
  }

  async function nextSeason({ ledger }: World) {
    const last = await ledger.lastSeason();
    const { closesAt } = await ledger.seasonOf(last);
    await time.increaseTo(closesAt);
    await ledger.closeSeason(last);
    await ledger.openSeason();
    return last;
  }

  const answer = (by: Person, batch: string, questioned: readonly number[], declined: readonly number[] = []) => ({
    ...{ by: by.id, batch, deadline: FOREVER },
    declined: bitmapOf(declined),
    questioned: bitmapOf(questioned),
  });
  const credits = async ({ ledger, guild }: World, { id }: Person, season = 1) =>
    [...(await ledger.eligibleCreditsOf(guild, id, season))].map(Number);
  const record = async ({ ledger, guild }: World, { id }: Person) =>
    [...(await ledger.recordOf(guild, id))].map(Number);
  const debt = async ({ ledger, guild }: World, { id }: Person) => [...(await ledger.debtOf(guild, id))].map(Number);

  describe("given questions of an appraiser", () => {
    /** Bo's four entries, of which Chen has accepted the first, declined the second and questioned two. */
    async function questioned() {
      const world = await guildOfFive();
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      const entries = [10, 20, 40, 80].map((quantity) => hours(bo, { quantity }));
      const batch = await submitBatch(world, world.guild, amara, entries);
      await world.ledger.connect(chen.signer).appraise(answer(chen, batch.id, [2, 3], [1]), "0x");
      await appraiseBatch(world, batch.id, [dina]);
      return { ...world, ...batch, amara, bo, chen, dina };
    }

    it("accepts nothing that is still questioned", async () => {
      const world = await networkHelpers.loadFixture(questioned);
      const { ledger, bo, id, payload } = world;
      expect(await ledger.questionedBy(id, 0)).to.deep.equal([12n]);
      await time.increase(14n * DAY);
      await ledger.settle(id, payload);
      expect(await record(world, bo)).to.deep.equal([10, 0, 0]);
    });

    it("accepts what is answered and not declined, in one answer or several, signed in any place", async () => {
      const world = await networkHelpers.loadFixture(questioned);
      const { ledger, bo, chen, id, payload, strangers } = world;
      const first = answer(chen, id, [3]);
      await ledger.connect(strangers[0]).appraise(first, await sign(world, chen, ledger, "appraise", first));
      await expect(ledger.connect(chen.signer).appraise(answer(chen, id, [], [3]), "0x"))
        .to.emit(ledger, "BatchAppraised")
        .withArgs(id, chen.id, [8n], []);
      expect(await ledger.questionedBy(id, 0)).to.deep.equal([0n]);
      expect(await ledger.declinedBy(id, 0)).to.deep.equal([10n]);
      expect(await ledger.appraisersOf(id)).to.have.length(2);
      await time.increase(14n * DAY);
      await ledger.settle(id, payload);
      expect(await record(world, bo)).to.deep.equal([50, 0, 0]);
    });

    it("reverts with LedgerAlreadyAppraised for a repeat, and for whoever questioned nothing", async () => {
      const { ledger, chen, dina, id } = await networkHelpers.loadFixture(questioned);
      const again = ledger.connect(chen.signer).appraise(answer(chen, id, [2, 3], [1]), "0x");
      await expect(again).to.be.revertedWithCustomError(ledger, "LedgerAlreadyAppraised").withArgs(id, chen.id);
      const other = ledger.connect(dina.signer).appraise(answer(dina, id, [], [0]), "0x");
      await expect(other).to.be.revertedWithCustomError(ledger, "LedgerAlreadyAppraised").withArgs(id, dina.id);
    });

    for (const [what, still, declined] of [
      ["a question that was not asked", [0], []],
      ["a decline of what was accepted", [3], [0]],
      ["an entry both declined and questioned", [3], [3]],
    ] as const) {
      it(`reverts with LedgerBadAnswer for ${what}`, async () => {
        const { ledger, chen, id } = await networkHelpers.loadFixture(questioned);
        await expect(ledger.connect(chen.signer).appraise(answer(chen, id, still, declined), "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerBadAnswer")
          .withArgs(id, chen.id);
      });
    }

    it("reverts with LedgerBadAnswer for a first appraisal that declines and questions the same", async () => {
      const { ledger, founders, id } = await networkHelpers.loadFixture(questioned);
      const esi = founders[4]!;
      await expect(ledger.connect(esi.signer).appraise(answer(esi, id, [1], [1]), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerBadAnswer")
        .withArgs(id, esi.id);
    });

    it("reverts with LedgerBadBitmap for a question beyond the last entry, with LedgerAppraisalOver for a late answer", async () => {
      const { ledger, founders, chen, id } = await networkHelpers.loadFixture(questioned);
      const esi = founders[4]!;
      await expect(ledger.connect(esi.signer).appraise(answer(esi, id, [4]), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerBadBitmap")
        .withArgs(4);
      const endedAt = (await ledger.batchOf(id)).submittedAt + 7n * DAY;
      await time.increaseTo(endedAt);
      await expect(ledger.connect(chen.signer).appraise(answer(chen, id, []), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerAppraisalOver")
        .withArgs(id, endedAt);
    });
  });

  describe("given a pair limit of two hours", () => {
    /** Amara and Bo accept 90 minutes of each other, Chen accepts both. */
    async function mutual(world: World) {
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      await live(world, dina, [bo, chen], [hours(amara, { quantity: 90 })]);
      await live(world, dina, [amara, chen], [hours(bo, { quantity: 90 })]);
      return { amara, bo, chen, dina };
    }

    it("does not count an acceptance that takes both beyond it", async () => {
      const world = await networkHelpers.loadFixture(guildOfTwelve);
      const { ledger } = world;
      const { amara, bo, chen, dina } = await mutual(world);
      // Two hours each are as much as is allowed; whole hours are counted, so any more is too much.
      const batch = await submitBatch(world, world.guild, dina, [hours(amara, { quantity: 1 })]);
      await appraiseBatch(world, batch.id, [bo, chen]);
      await time.increase(14n * DAY);
      expect(await record(world, amara)).to.deep.equal([90, 0, 0]);
      await ledger.settle(batch.id, batch.payload);
      expect(await record(world, amara)).to.deep.equal([91, 0, 0]); // Bo's 3 hours, but hers are 2
      const back = await submitBatch(world, world.guild, dina, [hours(bo, { quantity: 1 })]);
      await appraiseBatch(world, back.id, [amara, chen]);
      await time.increase(14n * DAY);
      await expect(ledger.settle(back.id, back.payload))
        .to.emit(ledger, "PairLimitExceeded")
        .withArgs(back.id, amara.id, bo.id, false);
      expect(await record(world, bo)).to.deep.equal([90, 0, 0]);
    });

    it("counts it in a guild with fewer than twelve on its roster, and says so all the same", async () => {
      const world = await networkHelpers.loadFixture(guildOfEleven);
      const { ledger } = world;
      const { amara, bo, chen, dina } = await mutual(world);
      await live(world, dina, [bo, chen], [hours(amara)]);
      const back = await submitBatch(world, world.guild, dina, [hours(bo)]);
      await appraiseBatch(world, back.id, [amara, chen]);
      await time.increase(14n * DAY);
      await expect(ledger.settle(back.id, back.payload))
        .to.emit(ledger, "PairLimitExceeded")
        .withArgs(back.id, amara.id, bo.id, true);
      expect(await record(world, bo)).to.deep.equal([150, 0, 0]);
    });

    it("measures both sides within one batch, and forgets them with the season", async () => {
      const world = await networkHelpers.loadFixture(guildOfTwelve);
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      const both = [hours(amara, { quantity: 180 }), hours(bo, { quantity: 180 })];
      await live(world, dina, [amara, bo, chen], both);
      // Amara's acceptance of Bo comes second: then both have accepted three hours.
      expect(await record(world, amara)).to.deep.equal([180, 0, 0]);
      expect(await record(world, bo)).to.deep.equal([0, 0, 0]);
      await nextSeason(world);
      await live(world, dina, [amara, bo, chen], [hours(bo, { quantity: 181 })]);
      expect(await record(world, bo)).to.deep.equal([181, 0, 0]);
    });

    it("does not measure who declined all of it", async () => {
      const world = await networkHelpers.loadFixture(guildOfTwelve);
      const [amara, bo, chen, dina, esi] = world.founders as [Person, Person, Person, Person, Person];
      const declined = await submitBatch(world, world.guild, dina, [hours(amara, { quantity: 600 })]);
      await appraiseBatch(world, declined.id, [bo], [0]);
      await appraiseBatch(world, declined.id, [chen, esi]);
      await time.increase(14n * DAY);
      await world.ledger.settle(declined.id, declined.payload);
      await live(world, dina, [amara, chen], [hours(bo, { quantity: 600 })]);
      expect(await record(world, bo)).to.deep.equal([600, 0, 0]);
    });
  });

  it("does not count an acceptance between two with a declared conflict, whoever declared it", async () => {
    const world = await networkHelpers.loadFixture(guildOfFive);
    const { conflicts } = world;
    const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
    const declare = (by: Person, other: Person) =>
      conflicts.connect(by.signer).declare({ by: by.id, other: other.id, nonce: 0, deadline: FOREVER }, "0x");
    await declare(bo, chen);
    await declare(dina, amara);
    await live(world, amara, [chen, dina], [hours(bo), hours(amara)]);
    expect(await record(world, bo)).to.deep.equal([0, 0, 0]);
    expect(await record(world, amara)).to.deep.equal([0, 0, 0]);
    const [, , , , esi] = world.founders as [Person, Person, Person, Person, Person];
    await live(world, amara, [chen, dina, esi], [hours(bo, { day: 1 }), hours(amara, { day: 1 })]);
    expect(await record(world, bo)).to.deep.equal([60, 0, 0]);
    expect(await record(world, amara)).to.deep.equal([60, 0, 0]);
  });

  it("shares no more than the cap, on each track alone, and keeps the rest in the record", async () => {
    const world = await guildOf(5, { cap: 100n, minimumCredit: [60n, 0n, 0n] });
    const { ledger, guild } = world;
    const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
    await live(world, amara, [chen, dina], [hours(bo, { quantity: 59 }), hours(bo, { track: "care", quantity: 300 })]);
    expect(await credits(world, bo)).to.deep.equal([0, 0, 100]);
    await live(world, amara, [chen, dina], [hours(bo, { quantity: 400 })]);
    expect(await credits(world, bo)).to.deep.equal([100, 0, 100]);
    expect(await ledger.creditOf(guild, bo.id, 1, LIVELIHOOD)).to.equal(459n);
    expect(await ledger.eligibleTotalsOf(guild, 1)).to.deep.equal([100n, 0n, 100n]);
    expect(await ledger.countedOf(guild, 1)).to.equal(759n);
    expect(await record(world, bo)).to.deep.equal([459, 0, 300]);
  });

  it("counts toward the season what the guild's budget holds, in the order of the batch", async () => {
    const world = await networkHelpers.loadFixture(guildOfFive);
    const { ledger, guild } = world;
    const [amara, bo, chen, dina, esi] = world.founders as [Person, Person, Person, Person, Person];
    await asGuild(world, "setGuildTerms", { budget: 150, totalsOnly: false, countsWorks: false });
    await live(world, amara, [dina, esi], [hours(bo, { quantity: 1000 })]);
    expect(await credits(world, bo)).to.deep.equal([1000, 0, 0]); // the season had opened before
    await nextSeason(world);
    const entries = [hours(amara), hours(bo, { quantity: 100 }), hours(chen, { quantity: 90 })];
    const batch = await submitBatch(world, guild, amara, entries);
    await appraiseBatch(world, batch.id, [dina, esi]);
    await time.increase(14n * DAY);
    await expect(ledger.settle(batch.id, batch.payload))
      .to.emit(ledger, "BatchSettled")
      .withArgs(batch.id, 2n, [7n], [5n]);
    expect(await credits(world, bo, 2)).to.deep.equal([0, 0, 0]);
    expect(await record(world, bo)).to.deep.equal([1100, 0, 0]);
    expect(await ledger.countedOf(guild, 2)).to.equal(150n);
  });

  it("credits a resource at the guild's rate for the season that takes it, on its track alone", async () => {
    const world = await networkHelpers.loadFixture(guildOfFive);
    const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
    const words = {
      resource: 7,
      name: "translation",
      unit: "word",
      perUnit: 250_000n,
      perEntry: 5n,
      track: LIVELIHOOD,
    };
    await asGuild(world, "specify", words);
    const meals = { resource: 23, name: "cooking", unit: "", perUnit: 0n, perEntry: 90n, track: CARE };
    await asGuild(world, "specify", { ...meals, nonce: 1 });
    await nextSeason(world);
    await asGuild(world, "specify", { ...words, perUnit: 1_000_000n, nonce: 2 });
    await live(
      world,
      amara,
      [chen, dina],
      [
        hours(bo, { resource: 7, quantity: 1003 }),
        hours(bo, { resource: 23, quantity: 0, track: "care" }),
        hours(bo, { resource: 7, quantity: 1000, track: "love" }),
        hours(bo, { resource: 8, quantity: 1000 }),
        hours(bo, { resource: 23, quantity: 9, track: "care", day: 1 }),
      ],
    );
    expect(await record(world, bo)).to.deep.equal([255, 0, 180]);
    await nextSeason(world);
    await live(world, amara, [chen, dina], [hours(bo, { resource: 7, quantity: 4_000_000_000 })]);
    expect(await credits(world, bo, 3)).to.deep.equal([527_040, 0, 0]);
    expect(await credits(world, bo, 2)).to.deep.equal([255, 0, 180]);
    expect((await world.ledger.recordOf(world.guild, bo.id))[LOVE]).to.equal(0n);
  });

  describe("given entries that name works", () => {
    const [CHAIR, LAMP] = [11, 12];

    /** A guild that counts works from its second season on. */
    async function counting() {
      const world = await guildOfFive();
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      await asGuild(world, "setGuildTerms", { budget: 0, totalsOnly: false, countsWorks: true });
      await live(world, amara, [chen, dina], [hours(bo, { work: CHAIR, quantity: 500 })]);
      return { ...world, amara, bo, chen, dina };
    }
    const credited = async ({ ledger, guild }: World, work: number, { id }: Person, season: number) =>
      Number(await ledger.workCreditAt(guild, work, id, season));
    const total = async ({ ledger, guild }: World, work: number, season: number) =>
      Number(await ledger.workTotalAt(guild, work, season));

    it("counts nothing in a season whose terms do not count works, nor for entries that name none", async () => {
      const world = await networkHelpers.loadFixture(counting);
      expect(await total(world, CHAIR, 1)).to.equal(0);
      await nextSeason(world);
      await live(world, world.amara, [world.chen, world.dina], [hours(world.bo)]);
      expect(await total(world, 0, 2)).to.equal(0);
      expect(await credited(world, 0, world.bo, 2)).to.equal(0);
    });

    it("counts what counts toward a season by work and member, on all tracks together, through each season", async () => {
      const world = await networkHelpers.loadFixture(counting);
      const { amara, bo, chen, dina } = world;
      await nextSeason(world);
      const entries = [
        hours(bo, { work: CHAIR, quantity: 60 }),
        hours(bo, { work: LAMP, quantity: 7 }),
        hours(bo, { work: CHAIR, quantity: 40, track: "care" }),
        hours(bo, { quantity: 1000 }),
        hours(amara, { work: CHAIR, quantity: 30 }),
      ];
      await live(world, amara, [chen, dina], entries);
      await nextSeason(world);
      await live(world, amara, [chen, dina], [hours(bo, { work: CHAIR, quantity: 5 })]);
      expect(await Promise.all([1, 2, 3, 4].map((season) => credited(world, CHAIR, bo, season)))).to.deep.equal([
        0, 100, 105, 105,
      ]);
      expect(await Promise.all([1, 2, 3, 4].map((season) => total(world, CHAIR, season)))).to.deep.equal([
        0, 130, 135, 135,
      ]);
      expect(await credited(world, CHAIR, amara, 3)).to.equal(30);
      expect(await total(world, LAMP, 2)).to.equal(7);
      expect(await world.ledger.workTotalAt(world.guild + 1n, CHAIR, 2)).to.equal(0n);
    });

    it("counts what is accepted of a run of which a part is not", async () => {
      const world = await networkHelpers.loadFixture(counting);
      const { amara, bo, chen, dina } = world;
      await nextSeason(world);
      const entries = [hours(bo, { work: CHAIR, quantity: 60 }), hours(bo, { work: CHAIR, quantity: 7 })];
      const batch = await submitBatch(world, world.guild, amara, entries);
      await appraiseBatch(world, batch.id, [chen, dina], [0]);
      await time.increase(14n * DAY);
      await world.ledger.settle(batch.id, batch.payload);
      expect(await credited(world, CHAIR, bo, 2)).to.equal(7);
    });

    it("counts nothing that the guild's budget does not hold", async () => {
      const world = await networkHelpers.loadFixture(counting);
      const { amara, bo, chen, dina } = world;
      await asGuild(world, "setGuildTerms", { budget: 50, totalsOnly: false, countsWorks: true, nonce: 1 });
      await nextSeason(world);
      await live(world, amara, [chen, dina], [hours(bo, { work: CHAIR }), hours(amara, { work: CHAIR, quantity: 50 })]);
      expect(await total(world, CHAIR, 2)).to.equal(50);
    });

    it("counts a season that is still open after the next one has opened in both", async () => {
      const world = await networkHelpers.loadFixture(counting);
      const { ledger, guild, amara, bo, chen, dina } = world;
      await nextSeason(world);
      await time.increaseTo((await ledger.seasonOf(2)).endsAt - 10n);
      const late = await submitBatch(world, guild, amara, [hours(bo, { work: CHAIR, quantity: 11 })]);
      await appraiseBatch(world, late.id, [chen, dina]);
      await time.increaseTo((await ledger.seasonOf(2)).endsAt);
      await ledger.openSeason();
      await live(world, amara, [chen, dina], [hours(bo, { work: CHAIR, quantity: 5 })]);
      expect(await credited(world, CHAIR, bo, 2)).to.equal(0);
      await ledger.settle(late.id, late.payload);
      expect(await credited(world, CHAIR, bo, 2)).to.equal(11);
      expect(await credited(world, CHAIR, bo, 3)).to.equal(16);
      expect(await total(world, CHAIR, 3)).to.equal(16);
    });

    it("takes what a correction takes of a work in the season that takes it, never below zero", async () => {
      const world = await networkHelpers.loadFixture(counting);
      const { amara, bo, chen, dina } = world;
      await nextSeason(world);
      const entries = [hours(bo, { work: CHAIR, quantity: 60 }), hours(bo, { quantity: 40 })];
      const batch = await live(world, amara, [chen, dina], entries);
      await nextSeason(world);
      const corrects = (quantity: number, day: number) =>
        live(world, amara, [chen, dina], [hours(bo, { corrects: batch.id, work: CHAIR, quantity, day })]);
      await corrects(20, 1);
      expect(await credited(world, CHAIR, bo, 2)).to.equal(60);
      expect(await credited(world, CHAIR, bo, 3)).to.equal(40);
      await corrects(50, 2);
      expect(await credited(world, CHAIR, bo, 3)).to.equal(0);
      expect(await total(world, CHAIR, 3)).to.equal(0);
      expect(await total(world, CHAIR, 2)).to.equal(60);
    });
  });

  describe("given a correction", () => {
    /** Bo has 100 minutes of a season that is closed, and 30 of the open one. */
    async function credited() {
      const world = await fadingGuild();
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      const batch = await live(world, amara, [chen, dina], [hours(bo, { quantity: 100 })]);
      await nextSeason(world);
      await live(world, amara, [chen, dina], [hours(bo, { quantity: 30 })]);
      return { ...world, corrected: batch.id, amara, bo, chen, dina };
    }
    const correction = (bo: Person, corrects: string, quantity: number, more: Partial<EntryInput> = {}) =>
      hours(bo, { corrects, quantity, ...more });

    it("takes from record, standing and the open season, and leaves what that does not hold as a debt", async () => {
      const world = await networkHelpers.loadFixture(credited);
      const { ledger, guild, amara, bo, chen, dina, corrected } = world;
      const closed = await ledger.eligibleCreditsOf(guild, bo.id, 1);
      const standing = await ledger.standingOf(guild, bo.id, LIVELIHOOD);
      await live(world, amara, [chen, dina], [correction(bo, corrected, 40)]);
      expect(await record(world, bo)).to.deep.equal([90, 0, 0]);
      expect(await credits(world, bo, 2)).to.deep.equal([0, 0, 0]);
      expect(await debt(world, bo)).to.deep.equal([10, 0, 0]);
      expect(await ledger.eligibleCreditsOf(guild, bo.id, 1)).to.deep.equal(closed);
      expect(await ledger.countedOf(guild, 2)).to.equal(0n);
      // What was corrected is gone at the age it had: 40 of 100 minutes of that time.
      expect(await ledger.standingOf(guild, bo.id, LIVELIHOOD)).to.be.lessThan(standing);
      await live(world, amara, [chen, dina], [hours(bo, { quantity: 25, day: 1 })]);
      expect(await debt(world, bo)).to.deep.equal([0, 0, 0]);
      expect(await credits(world, bo, 2)).to.deep.equal([15, 0, 0]);
      expect(await record(world, bo)).to.deep.equal([115, 0, 0]);
    });

    it("takes exactly what it corrects out of the standing", async () => {
      const world = await networkHelpers.loadFixture(credited);
      const { ledger, guild, amara, bo, chen, dina, corrected } = world;
      await live(world, amara, [chen, dina], [correction(bo, corrected, 100)]);
      const now = BigInt(await time.latest());
      const second = (await ledger.queryFilter(ledger.filters.BatchSubmitted())).at(1)!.args.submittedAt;
      const left = 30 * 2 ** -(Number(now - second) / Number(10n * DAY));
      const standing = Number(await ledger.standingOf(guild, bo.id, LIVELIHOOD)) / Number(UNIT);
      expect(Math.abs(standing / left - 1)).to.be.lessThan(1e-12);
    });

    it("takes no more than the record holds, and nothing on another track", async () => {
      const world = await networkHelpers.loadFixture(credited);
      const { amara, bo, chen, dina, corrected } = world;
      const entries = [correction(bo, corrected, 900), correction(bo, corrected, 60, { track: "love" })];
      await live(world, amara, [chen, dina], entries);
      expect(await record(world, bo)).to.deep.equal([0, 0, 0]);
      expect(await debt(world, bo)).to.deep.equal([100, 0, 0]);
    });

    it("carries a debt into later seasons", async () => {
      const world = await networkHelpers.loadFixture(credited);
      const { amara, bo, chen, dina, corrected } = world;
      await live(world, amara, [chen, dina], [correction(bo, corrected, 100)]);
      await nextSeason(world);
      await live(world, amara, [chen, dina], [hours(bo), hours(bo, { track: "care" })]);
      expect(await debt(world, bo)).to.deep.equal([10, 0, 0]);
      expect(await credits(world, bo, 3)).to.deep.equal([0, 0, 60]);
    });

    it("needs acceptances as every entry does, and adds and takes within one batch", async () => {
      const world = await networkHelpers.loadFixture(credited);
      const { ledger, guild, amara, bo, chen, dina, corrected } = world;
      const entries = [correction(bo, corrected, 20), hours(bo, { quantity: 5 }), correction(bo, corrected, 50)];
      const batch = await submitBatch(world, guild, amara, entries);
      await appraiseBatch(world, batch.id, [chen], [2]);
      await appraiseBatch(world, batch.id, [dina]);
      await time.increase(14n * DAY);
      await expect(ledger.settle(batch.id, batch.payload))
        .to.emit(ledger, "BatchSettled")
        .withArgs(batch.id, 2n, [3n], [3n]);
      expect(await record(world, bo)).to.deep.equal([115, 0, 0]);
      expect(await credits(world, bo, 2)).to.deep.equal([15, 0, 0]);
    });

    it("cannot be withdrawn by its provider: LedgerCorrectionStays", async () => {
      const { ledger, guild, amara, bo, corrected, ...world } = await networkHelpers.loadFixture(credited);
      const entries = [hours(bo), correction(bo, corrected, 20)];
      const batch = await submitBatch({ ledger, guild, ...world } as World, guild, amara, entries);
      const act = { by: bo.id, batch: batch.id, withdrawn: bitmapOf([1]), deadline: FOREVER };
      await expect(ledger.connect(bo.signer).withdraw(act, "0x", batch.payload))
        .to.be.revertedWithCustomError(ledger, "LedgerCorrectionStays")
        .withArgs(batch.id, 1);
      const own = { ...act, by: amara.id };
      await expect(ledger.connect(amara.signer).withdraw(own, "0x", "0x")).to.emit(ledger, "EntriesWithdrawn");
    });

    it("reverts with LedgerNothingToCorrect unless it names a settled batch of the same guild", async () => {
      const world = await networkHelpers.loadFixture(credited);
      const { ledger, guild, amara, bo } = world;
      const open = await submitBatch(world, guild, amara, [hours(bo)]);
      for (const corrects of [open.id, ROOT]) {
        const payload = encodePayload([hours(bo), correction(bo, corrects, 1)]);
        const act = { by: amara.id, guild, replaces: NO_BATCH, payload, deadline: FOREVER };
        await expect(ledger.connect(amara.signer).submit(act, "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerNothingToCorrect")
          .withArgs(1, corrects);
      }
      const other = await foundGuild({ ...world, guilds: world.guilds }, "Others", world.founders);
      const payload = encodePayload([correction(bo, world.corrected, 1)]);
      const act = { by: amara.id, guild: other, replaces: NO_BATCH, payload, deadline: FOREVER };
      await expect(ledger.connect(amara.signer).submit(act, "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerNothingToCorrect")
        .withArgs(0, world.corrected);
    });
  });

  describe("given a guild that publishes totals only", () => {
    async function secretive() {
      const world = await guildOfFive();
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      const earlier = await live(world, amara, [chen, dina], [hours(bo)]);
      await asGuild(world, "setGuildTerms", { budget: 0, totalsOnly: true, countsWorks: false });
      await nextSeason(world);
      return { ...world, amara, bo, chen, dina, corrected: earlier.id };
    }
    const submission = (guild: bigint, author: Person, payload: string) => ({
      ...{ by: author.id, guild, replaces: NO_BATCH, payload, deadline: FOREVER },
    });

    it("credits totals, and lets a provider withdraw theirs", async () => {
      const world = await networkHelpers.loadFixture(secretive);
      const { ledger, guild, amara, bo, chen, dina } = world;
      const payload = encodeTotals(ROOT, [hours(bo, { quantity: 2000 }), hours(chen, { track: "care" })]);
      await ledger.connect(amara.signer).submit(submission(guild, amara, payload), "0x");
      const id = await ledger.batchId(amara.id, guild, payload);
      const act = { by: chen.id, batch: id, withdrawn: bitmapOf([1]), deadline: FOREVER };
      await ledger.connect(chen.signer).withdraw(act, "0x", payload);
      await appraiseBatch(world, id, [chen, dina]);
      await time.increase(14n * DAY);
      await ledger.settle(id, payload);
      expect(await credits(world, bo, 2)).to.deep.equal([2000, 0, 0]);
      expect(await record(world, chen)).to.deep.equal([0, 0, 0]);
    });

    it("reverts with LedgerWrongFormat for single entries, but not for corrections alone", async () => {
      const { ledger, guild, amara, bo, corrected } = await networkHelpers.loadFixture(secretive);
      const corrects = hours(bo, { corrects: corrected, quantity: 1 });
      for (const [entries, format] of [
        [[hours(bo)], 1],
        [[hours(bo, { evidence: ROOT })], 2],
        [[corrects, hours(bo)], 2],
      ] as const) {
        await expect(ledger.connect(amara.signer).submit(submission(guild, amara, encodePayload(entries)), "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerWrongFormat")
          .withArgs(guild, format);
      }
      const allowed = submission(guild, amara, encodePayload([corrects]));
      await expect(ledger.connect(amara.signer).submit(allowed, "0x")).to.emit(ledger, "BatchSubmitted");
    });

    it("reverts with LedgerWrongFormat for totals of any other guild", async () => {
      const { ledger, guild, founders } = await networkHelpers.loadFixture(guildOfFive);
      const amara = founders[0]!;
      const act = submission(guild, amara, encodeTotals(ROOT, [hours(amara)]));
      await expect(ledger.connect(amara.signer).submit(act, "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerWrongFormat")
        .withArgs(guild, 3);
    });
  });

  describe("settlePart", () => {
    async function accepted() {
      const world = await guildOf(5, { pairLimit: 100_000n });
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      const entries = [10, 20, 40, 80, 160].map((quantity, i) => hours([bo, bo, chen, chen, amara][i]!, { quantity }));
      const batch = await submitBatch(world, world.guild, amara, entries);
      await appraiseBatch(world, batch.id, [world.founders[4]!, dina]);
      await time.increase(14n * DAY);
      return { ...world, ...batch, amara, bo, chen };
    }

    it("credits each entry once, in as many parts as anybody likes", async () => {
      const world = await networkHelpers.loadFixture(accepted);
      const { ledger, amara, bo, chen, id, payload } = world;
      await expect(ledger.settlePart(id, payload, 2))
        .to.emit(ledger, "BatchPartSettled")
        .withArgs(id, 1n, 2n, [3n], [3n]);
      expect(await ledger.settledTo(id)).to.equal(2n);
      expect(await record(world, bo)).to.deep.equal([30, 0, 0]);
      await ledger.settlePart(id, payload, 4);
      await expect(ledger.settle(id, payload)).to.emit(ledger, "BatchSettled").withArgs(id, 1n, [16n], [16n]);
      expect(await record(world, bo)).to.deep.equal([30, 0, 0]);
      expect(await record(world, chen)).to.deep.equal([120, 0, 0]);
      expect(await record(world, amara)).to.deep.equal([160, 0, 0]);
      expect(await ledger.settledTo(id)).to.equal(5n);
      expect(await ledger.eligibleTotalsOf(world.guild, 1)).to.deep.equal([310n, 0n, 0n]);
    });

    it("cuts the entries of one provider only after a hundred", async () => {
      const world = await guildOf(5);
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      const entries = Array.from({ length: 150 }, (_, day) => hours(bo, { quantity: 1, day }));
      const { id, payload } = await submitBatch(world, world.guild, amara, entries);
      await appraiseBatch(world, id, [chen, dina]);
      await time.increase(14n * DAY);
      const { ledger } = world;
      await expect(ledger.settlePart(id, payload, 99))
        .to.be.revertedWithCustomError(ledger, "LedgerBadPart")
        .withArgs(id, 0, 99, 150);
      await ledger.settlePart(id, payload, 100);
      await expect(ledger.settlePart(id, payload, 149))
        .to.be.revertedWithCustomError(ledger, "LedgerBadPart")
        .withArgs(id, 100, 149, 150);
      await ledger.settlePart(id, payload, 150);
      expect(await record(world, bo)).to.deep.equal([150, 0, 0]);
    });

    it("reverts with LedgerBadPart for a part that is settled, empty or beyond the end", async () => {
      const { ledger, id, payload } = await networkHelpers.loadFixture(accepted);
      await ledger.settlePart(id, payload, 2);
      for (const upTo of [1, 2, 6]) {
        await expect(ledger.settlePart(id, payload, upTo))
          .to.be.revertedWithCustomError(ledger, "LedgerBadPart")
          .withArgs(id, 2, upTo, 5);
      }
    });

    it("lets nothing but settling happen between the parts", async () => {
      const { ledger, amara, id, payload } = await networkHelpers.loadFixture(accepted);
      await ledger.settlePart(id, payload, 2);
      const act = { by: amara.id, batch: id, withdrawn: [], deadline: FOREVER };
      await expect(ledger.connect(amara.signer).withdraw(act, "0x", "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerBatchNotOpen")
        .withArgs(id, 4n);
    });
  });

  describe("standingAtClose", () => {
    it("is the standing at the close, whatever is settled or closed afterwards", async () => {
      const world = await networkHelpers.loadFixture(fadingGuild);
      const { ledger, guild } = world;
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      const near = (seen: bigint, minutes: number) =>
        expect(Math.abs(Number(seen) / Number(UNIT) / minutes - 1)).to.be.lessThan(1e-12);
      const at = async (season: bigint) => (await ledger.standingAtClose(guild, bo.id, season))[LIVELIHOOD]!;
      const submittedAt = async (place: number) =>
        (await ledger.queryFilter(ledger.filters.BatchSubmitted())).at(place)!.args.submittedAt;
      const fallen = (from: bigint, to: bigint) => 2 ** -(Number(to - from) / Number(10n * DAY));

      await live(world, amara, [chen, dina], [hours(bo)]);
      expect(await at(1n)).to.equal(0n);
      await nextSeason(world);
      const first = (await ledger.seasonOf(1)).closedAt;
      near(await at(1n), 60 * fallen(await submittedAt(0), first));
      const then = await at(1n);
      await live(world, amara, [chen, dina], [hours(bo, { quantity: 100 })]);
      expect(await at(1n)).to.equal(then);
      await nextSeason(world);
      await nextSeason(world);
      const third = (await ledger.seasonOf(3)).closedAt;
      near(await at(3n), 60 * fallen(await submittedAt(0), third) + 100 * fallen(await submittedAt(1), third));
      await live(world, amara, [chen, dina], [hours(bo, { quantity: 7, day: 3 })]);
      const second = (await ledger.seasonOf(2)).closedAt;
      near(await at(2n), 60 * fallen(await submittedAt(0), second) + 100 * fallen(await submittedAt(1), second));
      expect(await at(1n)).to.equal(then);
      expect(await ledger.standingAtClose(guild, chen.id, 1)).to.deep.equal([0n, 0n, 0n]);
    });

    it("does not move with a later leave", async () => {
      const nation = await deployContributions(ethers, {
        terms: { longestRest: 300n * DAY },
        season: { standingHalfLife: 30n * DAY },
      });
      const world = { ...nation, guild: await foundGuild(nation, "Makers", nation.founders) };
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      await live(world, amara, [chen, dina], [hours(bo)]);
      await nextSeason(world);
      const then = await world.ledger.standingAtClose(world.guild, bo.id, 1);
      const rest = { by: bo.id, resting: true, nonce: 0, deadline: FOREVER };
      await world.members.connect(bo.signer).rest(rest, "0x");
      await time.increase(40n * DAY);
      expect(await world.ledger.standingAtClose(world.guild, bo.id, 1)).to.deep.equal(then);
    });

    it("is zero where standing never faded", async () => {
      const world = await networkHelpers.loadFixture(guildOfFive);
      const [amara, bo, chen, dina] = world.founders as [Person, Person, Person, Person];
      await live(world, amara, [chen, dina], [hours(bo)]);
      await nextSeason(world);
      expect(await world.ledger.standingAtClose(world.guild, bo.id, 1)).to.deep.equal([0n, 0n, 0n]);
    });
  });
});
