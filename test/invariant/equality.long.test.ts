import { expect } from "chai";
import { network } from "hardhat";

import { DAY } from "../fixtures/membership.ts";
import { thorough } from "../fixtures/walk.ts";
import { CASES } from "./equality/cases.ts";
import { CHAMBERS } from "./equality/chambers.ts";
import { CHAPTERS } from "./equality/chapters.ts";
import { ELECTIONS } from "./equality/elections.ts";
import { EVERYBODY_AS_THEMSELVES, type Cast, type Domain } from "./equality/history.ts";
import { Life, type Lived } from "./equality/life.ts";
import { PLAIN } from "./equality/mirror.ts";
import { MOVING } from "./equality/moving.ts";
import { RANKS } from "./equality/ranks.ts";
import { RECOVERY } from "./equality/recovery.ts";
import { SPENDING } from "./equality/spending.ts";
import { TREATIES } from "./equality/treaties.ts";
import { VOTES } from "./equality/votes.ts";
import { mirrorOf, see, type Seen } from "./equality/witness.ts";
import { GUESTS, INITIAL_DATE, makeWorld, PEOPLE, type TERMS, type World } from "./equality/world.ts";

/** For the people, those of the other nation, and all keys that anybody ever changes to. */
const ACCOUNTS = 64;
const STEPS = thorough ? 900 : 280;
const QUESTIONS = thorough ? 120 : 8;

/** Two members who change roles. */
type Pair = readonly [number, number];

/** Lives of different things, for in one of all things each would happen too seldom. */
interface Subject {
  readonly of: string;
  readonly seeds: readonly number[];
  readonly steps: number;
  /** Changes to `TERMS`: where nobody's membership runs out, everybody is there for the lots. */
  readonly terms?: Partial<typeof TERMS>;
  readonly domains: readonly Domain[];
  /** Those acts of `Life` that happen; how often is `Domain.least` for the others. */
  readonly acts: readonly string[];
  /** Whose keys are exchanged wherever they appear: a founder and a newcomer, two founders, two newcomers. */
  readonly keys: readonly Pair[];
  /** Two founders of whom each does, and meets with, all that the other did and met with. */
  readonly places: readonly Pair[];
  /**
   * A lot puts ids in an order, and who has which id is chance. So two who take each other's place, and with it the
   * other's id, meet with what the other met with wherever no lot can fall on them: as the parties of every case. There
   * cases and lots must have happened as often as asked; the rest has in the other history.
   */
  readonly placesOfParties: readonly Pair[];
  /**
   * Two neighbours who never stand for the same office: a tie goes to the lower id in the end, and the order of their ids to
   * everybody else's is the same when they change places.
   */
  readonly rivals?: Pair;
}

/** What a life without refusals and successes of its own would leave untested. */
const MEMBERSHIP = [
  ...["introduce", "vouch", "accept", "renew", "rest", "resign", "reapply"],
  ...["rotateKey", "suspend", "reinstate", "expel", "join", "quit"],
];

const SUBJECTS: readonly Subject[] = [
  {
    of: "membership, guilds, contributions, money and votes",
    seeds: [12],
    domains: [],
    steps: STEPS,
    acts: [
      ...MEMBERSHIP,
      ...["recoverKey", "submit", "appraise", "challenge", "withdraw", "settle", "openSeason", "closeSeason"],
      ...["deposit", "closeBooks", "claim", "claimFor"],
      ...["makeProposal", "castBallot", "castBallots", "withdrawProposal", "queue", "execute"],
      ...["propose", "objectTo", "councilExecute", "fold"],
    ],
    keys: thorough
      ? [
          [0, 9],
          [8, 10],
        ]
      : [[0, 9]],
    places: thorough
      ? [
          [0, 7],
          [1, 4],
          [3, 6],
        ]
      : [[0, 3]],
    placesOfParties: [],
  },
  {
    of: "councils and holds",
    seeds: [4],
    domains: [],
    steps: thorough ? 400 : 250,
    acts: ["rotateKey", "join", "propose", "objectTo", "amend", "holds.suspend", "councilExecute"],
    keys: [[2, 5]],
    places: [[0, 3]],
    placesOfParties: [],
  },
  {
    of: "guilds, contributions and ranks",
    seeds: [5],
    steps: thorough ? 400 : 200,
    domains: [RANKS],
    acts: ["renew", "rest", "rotateKey", "join", "submit", "appraise", "settle", "openSeason", "councilExecute"],
    keys: [[2, 5]],
    places: [[0, 4]],
    placesOfParties: [],
  },
  {
    of: "chapters, treaties, recovery, cases and lots",
    seeds: [6],
    steps: thorough ? 500 : 300,
    terms: { term: 300n * DAY, vouchValidity: 0n, applicationWindow: 0n, acceptanceBps: 0n, vouchStock: 1n },
    domains: [CHAPTERS, TREATIES, RECOVERY, CASES],
    acts: MEMBERSHIP.filter((act) => !["accept", "renew", "resign", "reapply", "expel"].includes(act)),
    keys: [[0, 9]],
    places: [],
    placesOfParties: [[1, 4]],
  },
  {
    of: "elections, chambers, the brake, sealed ballots, delegates, spending and moving",
    seeds: [3],
    steps: thorough ? 700 : 500,
    terms: { term: 300n * DAY, vouchValidity: 0n, applicationWindow: 0n, acceptanceBps: 0n },
    domains: [ELECTIONS, CHAMBERS, VOTES, SPENDING, MOVING],
    acts: ["introduce", "vouch", "rest", "rotateKey", "suspend", "reinstate", "join", "quit"],
    keys: [[0, 9]],
    places: [[3, 4]],
    placesOfParties: [],
    rivals: [3, 4],
  },
];

describe("Equality before the law: a random history in which two members change roles", () => {
  for (const { of, seeds, steps, terms, domains, acts, keys, places, placesOfParties, rivals = [] } of SUBJECTS) {
    const once = Object.fromEntries(acts.map((act) => [act, 1]));
    const least = Object.assign(once, ...domains.map((domain) => domain.least)) as Lived["least"];
    const only = [...acts, "accept", "return"];

    describe(`of ${of}`, () => {
      let world: World;

      before(async () => {
        const { ethers, networkHelpers } = await network.create({
          override: { accounts: { count: ACCOUNTS }, initialDate: INITIAL_DATE },
        });
        world = await makeWorld(ethers, networkHelpers, terms);
      });

      for (const seed of seeds) {
        const life = { seed, steps, least, only, domains, focus: rivals };
        describe(`history ${seed}`, () => {
          const { verifyMirrored } = givenHistory(() => world, life);
          for (const [one, other] of keys) {
            it(`has the mirrored outcome with the keys of ${one} and ${other} exchanged (INV-180)`, () =>
              verifyMirrored(swapped(one, other, "roles")));
          }

          it("has the mirrored outcome with every key handed on to the next person (INV-180)", () =>
            verifyMirrored({
              of: EVERYBODY_AS_THEMSELVES.of.map((person) => (person + 1) % PEOPLE),
              guests: EVERYBODY_AS_THEMSELVES.guests.map((person) => (person + 1) % GUESTS),
              foundersInOrderOf: "roles",
            }));

          for (const [one, other] of places) {
            it(`has the mirrored outcome with founders ${one} and ${other} in each other's place (INV-180)`, () =>
              verifyMirrored(swapped(one, other, "persons")));
          }
        });

        for (const focus of placesOfParties) {
          const [one, other] = focus;
          describe(`history ${seed}, with founders ${one} and ${other} as the parties of every case`, () => {
            const { verifyMirrored } = givenHistory(() => world, { ...life, focus, least: CASES.least });

            it(`has the mirrored outcome with founders ${one} and ${other} in each other's place (INV-180)`, () =>
              verifyMirrored(swapped(one, other, "persons")));
          });
        }
      }
    });
  }

  /** Lives a history as it is, before all tests. */
  function givenHistory(world: () => World, life: Lived): { readonly verifyMirrored: (cast: Cast) => Promise<void> } {
    let history: Life;
    let seen: Seen;

    before(async () => {
      history = await Life.live(world(), { ...life, cast: EVERYBODY_AS_THEMSELVES });
      seen = await see(world(), history, { asked: history, of: PLAIN, through: PLAIN, questions: QUESTIONS });
    });

    it("is not vacuous: every act was carried out as often as asked, and some were refused", () => {
      expect(history.idle(life.least), tally(history)).to.deep.equal([]);
      const done = history.outcomes.filter(({ refused }) => refused === undefined);
      expect(done.length)
        .to.be.greaterThan(life.steps / 4)
        .and.lessThan(history.outcomes.length);
    });

    return {
      /** Lives the history again with another cast: seen through the mirror, nothing is different. */
      verifyMirrored: async (cast) => {
        const lived = await Life.live(world(), { ...life, cast });
        const [there, back] = [mirrorOf(history, lived), mirrorOf(lived, history)];
        const params = { asked: history, of: there, questions: QUESTIONS };
        const mirrored = await see(world(), lived, { ...params, through: back });
        for (const what of ["outcomes", "events", "answers"] as const) verifySame(what, mirrored[what], seen[what]);
        // The two had lives of their own: without the mirror the histories do differ.
        const plain = await see(world(), lived, { ...params, of: PLAIN, through: PLAIN, questions: 1 });
        expect(plain.events).not.to.deep.equal(seen.events);
      },
    };
  }
});

/** Compares line by line, so that a failure shows the first line that differs and not all of them. */
function verifySame(what: string, mirrored: readonly unknown[], seen: readonly unknown[]): void {
  for (const [line, expected] of seen.entries()) {
    expect(mirrored[line], `line ${line} of the ${what}`).to.deep.equal(expected);
  }
  expect(mirrored.length, `lines of the ${what}`).to.equal(seen.length);
}

/** Two change roles; so do the first and the last of the other nation. */
function swapped(one: number, other: number, foundersInOrderOf: Cast["foundersInOrderOf"]): Cast {
  const of = EVERYBODY_AS_THEMSELVES.of.map((person) => (person === one ? other : person === other ? one : person));
  return { of, guests: [...EVERYBODY_AS_THEMSELVES.guests].reverse(), foundersInOrderOf };
}

/** How often each act was carried out, and how often it was tried. */
function tally({ outcomes }: Life): string {
  const lines = [...new Set(outcomes.map(({ act }) => act))].map((act) => {
    const tried = outcomes.filter((outcome) => outcome.act === act);
    return `${act} ${tried.filter(({ refused }) => refused === undefined).length}/${tried.length}`;
  });
  return lines.join(", ");
}
