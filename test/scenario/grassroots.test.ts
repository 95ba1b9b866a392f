import { expect } from "chai";
import { network } from "hardhat";

import { readCharter } from "../../sdk/charter.ts";
import { appraiseBatch, submitBatch, type SubmittedBatch } from "../fixtures/contributions.ts";
import { DAY, type Person } from "../fixtures/membership.ts";
import { deployRuleSet, type RuleSet } from "../fixtures/ruleSets.ts";
import { payIncome, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** The published expiry, of a month of 30 days. */
const LOST_A_MONTH = 0.02;
const MONTH = 30n * DAY;
/** In which what loses 2 % in 30 days is halved, in seconds: 1,029 days and 7 hours. */
const HALF_LIFE = (Number(MONTH) * Math.LN2) / -Math.log(1 - LOST_A_MONTH);
/** Halves are counted in whole seconds, standing with 18 decimals. */
const RELATIVE_ERROR = 1e-9;

// The rules are those of charters/grassroots.json, after Grassroots Economics: what is held loses 2 % a month.
describe("A market with Grassroots Economics' rules", () => {
  let nation: RuleSet;
  let amara: Person, bo: Person, chen: Person, dora: Person;
  let given: bigint;

  before(async () => {
    nation = await deployRuleSet(ethers, "grassroots");
    [amara, bo, chen, dora] = nation.founders as [Person, Person, Person, Person];
  });

  it("has the half-life that leaves 98 of 100 after 30 days", () => {
    expect(readCharter("charters/grassroots.json").rules.season.standingHalfLife).to.equal(
      BigInt(Math.round(HALF_LIFE)),
    );
  });

  it("lets 100 hours fall to 98, 96.04, 94.1192 … 78.47 within a year", async () => {
    const { ledger, guild } = nation;
    given = await nextMoment();
    const batch = await hundredHours(amara, given);
    for (let month = 1n; month <= 12n; ++month) {
      await time.increaseTo(given + month * MONTH);
      if (month === 1n) await ledger.settle(batch.id, batch.payload);
      // The settlement took a second of its own.
      const passed = Number(BigInt(await time.latest()) - given) / Number(MONTH);
      const expected = 100 * (1 - LOST_A_MONTH) ** passed;
      const hours = Number((await ledger.standingOf(guild, amara.id, 0)) / 60n) / Number(UNIT);
      expect(Math.abs(hours / expected - 1), `month ${month}`).to.be.lessThan(RELATIVE_ERROR);
      const shown = [98, 96.04, 94.1192, 92.236816][Number(month) - 1] ?? 100 * 0.98 ** Number(month);
      expect(Math.abs(hours - shown)).to.be.lessThan(0.000_001);
    }
  });

  it("shares a month's income by what is left: what was given a month later counts 1 / 0.98 as much", async () => {
    const { ledger, surplus, guild, token } = nation;
    await nextSeason();
    const earlier = await nextMoment();
    await hundredHours(chen, earlier, true);
    // A month later the season has ended and the next one is open.
    await time.increaseTo(earlier + MONTH - 50n);
    await ledger.openSeason();
    await hundredHours(dora, earlier + MONTH, true);

    const season = await ledger.lastSeason();
    await payIncome(nation, guild, 1_000n * UNIT, token);
    await time.increaseTo((await ledger.seasonOf(season)).closesAt);
    for (const id of [season - 1n, season]) await ledger.closeSeason(id);
    const at = [guild, season, await token.getAddress()] as const;
    await surplus.closeBooks(...at);
    await surplus.weigh(
      ...at,
      nation.founders.map(({ id }) => id),
    );

    const { closedAt } = await ledger.seasonOf(season);
    const left = (since: bigint) => Math.floor(6_000 * 0.98 ** (Number(closedAt - since) / Number(MONTH)));
    const weights = [left(given), 0, left(earlier), left(earlier + MONTH)].map(BigInt);
    const total = weights.reduce((sum, weight) => sum + weight, 0n);
    for (const [index, person] of [amara, bo, chen, dora].entries()) {
      const { amount } = await surplus.shareOf(...at, person.id);
      expect(amount, `person ${index + 1}`).to.equal((1_000n * UNIT * weights[index]!) / total);
    }
    // Weights are whole minutes, so the ratio is off by less than two of nearly 6,000.
    expect(Math.abs(Number(weights[2]) / Number(weights[3]) - 0.98)).to.be.lessThan(2 / 5_000);
  });

  async function nextMoment(): Promise<bigint> {
    return BigInt(await time.latest()) + 100n;
  }

  /** A batch of 100 hours that is submitted at one second, accepted by two others and perhaps settled. */
  async function hundredHours(person: Person, second: bigint, isSettled = false): Promise<SubmittedBatch> {
    await time.setNextBlockTimestamp(second);
    const entry = { provider: Number(person.id), track: "livelihood", quantity: 6_000, day: 20_000 } as const;
    const batch = await submitBatch(nation, nation.guild, person, [entry]);
    await appraiseBatch(nation, batch.id, nation.founders.filter(({ id }) => id !== person.id).slice(-2));
    if (!isSettled) return batch;
    await time.increase(10n * DAY);
    await nation.ledger.settle(batch.id, batch.payload);
    return batch;
  }

  async function nextSeason(): Promise<void> {
    // A year has passed, so the first season can be closed.
    await nation.ledger.closeSeason(await nation.ledger.lastSeason());
    await nation.ledger.openSeason();
  }
});
