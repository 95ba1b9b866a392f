import { expect } from "chai";
import { network } from "hardhat";

import { mostBeyondPairBound, pairBound } from "../../sdk/contributions/collusion.ts";
import { appraiseBatch, hours, PLAIN_SEASON, submitBatch } from "../fixtures/contributions.ts";
import type { Person } from "../fixtures/membership.ts";
import type { Lie } from "../fixtures/ringPlan.ts";
import {
  bestLies,
  challenge,
  collude,
  deployVillage,
  NO_GUARDS,
  type Guards,
  type Village,
} from "../fixtures/rings.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();

const HONEST = 8;
const HOURS_EACH = 100;
const MOST_IN_RING = 8;
/** What one of the ring would like to claim. */
const GREED = 500;
const PAIR_LIMIT = 24;
const BIT = 6;

const APPRAISALS = thorough ? [1, 2, 3] : [2];
const SEEDS = thorough ? [1, 2, 3, 4, 5] : [1];

/** A village of 17, in which the pair limit refuses what it flags. */
async function village(guards: Partial<Guards>): Promise<Village> {
  const all = { ...NO_GUARDS, ...guards };
  return deployVillage(ethers, networkHelpers, {
    ...{ honest: HONEST, hoursEach: HOURS_EACH, ring: MOST_IN_RING, guards: all },
  });
}

const hoursOf = (lies: readonly (readonly Lie[])[]) =>
  lies.map((own) => own.reduce((sum, { hours }) => sum + hours, 0) * 60);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

// docs/gaming.md derives what these hold.
describe("A ring of people who accept each other's lies", () => {
  const villages = new Map<string, () => Promise<Village>>();
  /** One fixture for each set of guards. */
  function given(guards: Partial<Guards>): Promise<Village> {
    const key = JSON.stringify(guards);
    const known = villages.get(key);
    if (known !== undefined) return networkHelpers.loadFixture(known);
    const deployed = () => village(guards);
    villages.set(key, deployed);
    return networkHelpers.loadFixture(deployed);
  }

  for (const appraisals of APPRAISALS) {
    describe(`where an entry needs ${appraisals} acceptances`, () => {
      for (let ring = 2; ring <= 2 * appraisals + 1; ++ring) {
        it(`INV-230 a ring of ${ring} gets round the pair limit as far as was derived, and no further`, async () => {
          const here = await given({ appraisals, pairLimit: PAIR_LIMIT });
          const lies = bestLies(here, ring, GREED);
          const { credits } = await collude(here, networkHelpers, lies);
          // The ring knew what it could have, so nothing of it is refused.
          expect(credits).to.deep.equal(hoursOf(lies));
          const bound = pairBound(ring, appraisals, PAIR_LIMIT * 60);
          expect(credits.filter((minutes) => minutes > bound)).to.have.length(mostBeyondPairBound(ring, appraisals));
        });
      }

      for (const seed of SEEDS) {
        for (let ring = appraisals + 1; ring <= 2 * appraisals; ++ring) {
          it(`INV-230 a ring of ${ring} that accepts whatever it can stays within the bound (seed ${seed})`, async () => {
            const below = randomOf(100 * ring + seed);
            const here = await given({ appraisals, pairLimit: PAIR_LIMIT });
            const bound = pairBound(ring, appraisals, PAIR_LIMIT * 60);
            // Bits of six hours, half as much again as the bound, each accepted by nearly all others.
            const bits = Math.ceil((1.5 * bound) / 60 / BIT);
            const lies = Array.from({ length: ring }, (_, member) =>
              Array.from({ length: bits }, (): Lie => ({ hours: BIT, acceptedBy: others(ring, member, below) })),
            );
            const { credits } = await collude(here, networkHelpers, lies, shuffled(lies, below));
            const beyond = credits.filter((minutes) => minutes > bound);
            expect(beyond.length).to.be.lessThanOrEqual(mostBeyondPairBound(ring, appraisals));
            expect(sum(credits)).to.be.greaterThan(0);
          });
        }
      }
    });
  }

  for (const ring of [3, 8]) {
    it(`INV-231 a ring of ${ring} shares as if each had worked up to the cap, and no more`, async () => {
      const cap = 150;
      const here = await given({ cap });
      const greedy = await collude(here, networkHelpers, bestLies({ ...here, guards: NO_GUARDS }, ring, GREED));
      expect(greedy.credits).to.deep.equal(Array(ring).fill(cap * 60));
      const most = (ring * cap) / (ring * cap + HONEST * HOURS_EACH);
      expect(Math.abs(greedy.share - most)).to.be.lessThan(1e-5);
    });

    it(`INV-231 a ring of ${ring} takes of the budget what the honest, settled before it, have left`, async () => {
      const budget = 900;
      const here = await given({ budget, ringFirst: false });
      const { credits, honest } = await collude(here, networkHelpers, bestLies(here, ring, GREED));
      expect(honest).to.equal(HONEST * HOURS_EACH * 60);
      const left = (budget - HONEST * HOURS_EACH) * 60;
      expect(sum(credits)).to.be.within(left - ring * 60, left);
    });

    it(`INV-231 a ring of ${ring} settled first takes the whole budget from the honest, and no hour more`, async () => {
      const budget = 900;
      const here = await given({ budget });
      const { credits, honest, share } = await collude(here, networkHelpers, bestLies(here, ring, GREED));
      expect(sum(credits) + honest).to.be.lessThanOrEqual(budget * 60);
      expect(share).to.be.greaterThan(0.99);
    });
  }

  it("is stopped by a challenge if it has one acceptance to give for each entry and no more", async () => {
    const here = await given({ isChallenged: true });
    const lies = bestLies({ ...here, guards: NO_GUARDS }, 3, GREED);
    expect(await collude(here, networkHelpers, lies)).to.deep.include({ credits: [0, 0, 0], share: 0 });
  });

  it("passes a challenge with one member more", async () => {
    const here = await given({ isChallenged: true });
    const { credits } = await collude(here, networkHelpers, bestLies(here, 4, GREED));
    expect(credits).to.deep.equal(Array(4).fill(GREED * 60));
  });

  for (const isChallenged of [false, true]) {
    it(`of 3 ${isChallenged ? "can take no" : "takes"} credits from somebody by a correction if ${isChallenged ? "one" : "nobody"} challenges it`, async () => {
      const here = await given({});
      const { ledger, guild, honest, honestBatch } = here;
      await networkHelpers.time.increase(2n * PLAIN_SEASON.appraisalPeriod);
      await ledger.settle(honestBatch.id, honestBatch.payload);
      const victim = honest[1]!;
      const taken = { ...hours(victim, { quantity: HOURS_EACH * 60 }), corrects: honestBatch.id };
      const [author, ...peers] = here.others.slice(0, 3) as [Person, Person, Person];
      const batch = await submitBatch(here, guild, author, [taken]);
      await appraiseBatch(here, batch.id, peers);
      if (isChallenged) await challenge(here, batch.id, 1);
      await networkHelpers.time.increase(2n * PLAIN_SEASON.appraisalPeriod);
      await ledger.settle(batch.id, batch.payload);
      const left = isChallenged ? BigInt(HOURS_EACH) * 60n : 0n;
      expect(await ledger.recordOf(guild, victim.id)).to.deep.equal([left, 0n, 0n]);
      expect(await ledger.eligibleCreditsOf(guild, victim.id, 2)).to.deep.equal([left, 0n, 0n]);
    });
  }

  /** All of a ring but one, each left out now and then. */
  function others(ring: number, member: number, below: (below: number) => number): number[] {
    return Array.from({ length: ring }, (_, other) => other).filter((other) => other !== member && below(8) !== 0);
  }

  /** Whose next bit is settled, at random. */
  function shuffled(lies: readonly (readonly Lie[])[], below: (below: number) => number): number[] {
    const order = lies.flatMap((own, member) => own.map(() => member));
    for (let last = order.length - 1; last > 0; --last) {
      const other = below(last + 1);
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    return order;
  }
});
