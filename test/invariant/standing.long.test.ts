import { expect } from "chai";
import { network } from "hardhat";

import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { appraiseBatch, deployContributions, hours, PLAIN_SEASON, submitBatch } from "../fixtures/contributions.ts";
import { DAY, foundGuild, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const YEARS = 10n;
const SEEDS = thorough ? 8 : 2;

/** Half-lives passed since the first opening, by whoever reads the terms on paper. */
interface Paces {
  readonly since: bigint;
  readonly halfLife: bigint;
}

// INV-24, over a time in which the half-life changes with each season, and some who gave much are silent for years.
describe("Standing over ten years of random histories", () => {
  for (let seed = 1; seed <= SEEDS; ++seed) {
    it(`equals its closed form to twelve digits (INV-24, seed ${seed})`, async () => {
      const random = randomOf(seed);
      const season = { duration: 80n * DAY, appraisalPeriod: DAY, challengePeriod: DAY, standingHalfLife: 90n * DAY };
      const nation = await deployContributions(ethers, { founders: 5, terms: { term: 36_500n * DAY }, season });
      const { ledger, founders } = nation;
      const guild = await foundGuild(nation, "Makers", founders);
      const [author, ...people] = founders as [Person, Person, Person, Person, Person];
      const paces: Paces[] = [{ since: (await ledger.seasonOf(1)).opensAt, halfLife: 90n * DAY }];
      const given: { provider: bigint; track: number; minutes: number; at: bigint }[] = [];
      const start = BigInt(await time.latest());
      let now = start;

      /** Half-lives between two moments. */
      const passed = (from: bigint, to: bigint) =>
        paces.reduce((sum, { since, halfLife }, index) => {
          const until = paces[index + 1]?.since ?? to;
          const [a, b] = [from > since ? from : since, to < until ? to : until];
          return b > a ? sum + Number(b - a) / Number(halfLife) : sum;
        }, 0);

      while (now - start < YEARS * 365n * DAY) {
        if ((await ledger.currentSeason()) === 0n) {
          const halfLife = BigInt(20 + random(400)) * DAY;
          await ledger.setTerms({ ...PLAIN_SEASON, ...season, standingHalfLife: halfLife });
          await ledger.openSeason();
          paces.push({ since: BigInt(await time.latest()), halfLife });
        }
        const [provider, track] = [people[random(4)]!, random(3)];
        const minutes = 1 + random(random(2) ? 600 : 500_000);
        const entry = hours(provider, { quantity: minutes, track: TRACKS[track]!, day: given.length });
        const batch = await submitBatch(nation, guild, author, [entry]);
        const at = (await ledger.batchOf(batch.id)).submittedAt;
        await appraiseBatch(nation, batch.id, people.filter((person) => person !== provider).slice(0, 2));
        await time.increase(2n * DAY + BigInt(random(40 * 86_400)));
        await ledger.settle(batch.id, batch.payload);
        given.push({ provider: provider.id, track, minutes, at });
        now = BigInt(await time.latest());
        for (const { id } of people) {
          const [, standing] = await ledger.recordAndStandingOf(guild, id);
          for (const place of [0, 1, 2]) {
            const exact = given
              .filter((one) => one.provider === id && one.track === place)
              .reduce((sum, one) => sum + one.minutes * 2 ** -passed(one.at, now), 0);
            // What is less than a unit of 18 decimals is shown as nothing.
            const off = Math.abs(Number(standing[place]) / 1e18 - exact);
            expect(off, `${given.length} batches`).to.be.at.most(1e-12 * exact + 1e-18);
          }
        }
      }
      expect(given.length).to.be.greaterThan(100);
    });
  }
});
