import { expect } from "chai";
import { network } from "hardhat";

import { thorough } from "../fixtures/walk.ts";
import { EVERYBODY_AS_THEMSELVES, Life, type Cast } from "./equality/life.ts";
import { PLAIN } from "./equality/mirror.ts";
import { mirrorOf, see, type Seen } from "./equality/witness.ts";
import { makeWorld, PEOPLE, type World } from "./equality/world.ts";

const { ethers, networkHelpers } = await network.create();

const STEPS = thorough ? 900 : 280;
const QUESTIONS = thorough ? 120 : 8;
const SEEDS = thorough ? [12, 4] : [12];

/** Two members whose keys are exchanged wherever they appear: a founder and a newcomer, two founders, two newcomers. */
const KEYS: readonly (readonly [number, number])[] = thorough
  ? [
      [0, 9],
      [2, 5],
      [8, 10],
    ]
  : [[0, 9]];
/** Two founders of whom each does, and meets with, all that the other did and met with. */
const PLACES: readonly (readonly [number, number])[] = thorough
  ? [
      [0, 7],
      [1, 4],
      [3, 6],
    ]
  : [[0, 3]];

/** What a life without refusals and successes of its own would leave untested. */
const ACTS = [
  ...[
    "introduce",
    "vouch",
    "accept",
    "renew",
    "rest",
    "resign",
    "reapply",
    "rotateKey",
    "suspend",
    "reinstate",
    "expel",
    "recoverKey",
    "join",
    "quit",
  ],
  ...["submit", "appraise", "challenge", "withdraw", "settle", "openSeason", "closeSeason", "deposit", "closeBooks"],
  ...["claim", "claimFor", "makeProposal", "castBallot", "castBallots", "withdrawProposal", "queue", "execute"],
  ...["propose", "objectTo", "councilExecute", "fold"],
];

describe("Equality before the law: a random history in which two members change roles", () => {
  let world: World;

  before(async () => {
    world = await makeWorld(ethers, networkHelpers);
  });

  for (const seed of SEEDS) {
    describe(`history ${seed}`, () => {
      const life = { seed, steps: STEPS, acts: ACTS };
      let history: Life;
      let seen: Seen;

      before(async () => {
        history = await Life.live(world, { ...life, cast: EVERYBODY_AS_THEMSELVES });
        seen = await see(world, history, { asked: history, of: PLAIN, through: PLAIN, questions: QUESTIONS });
      });

      it("is not vacuous: every act was carried out, and some were refused", () => {
        expect(history.idle(ACTS), tally(history)).to.deep.equal([]);
        const done = history.outcomes.filter(({ refused }) => refused === undefined);
        expect(done.length)
          .to.be.greaterThan(STEPS / 4)
          .and.lessThan(history.outcomes.length);
      });

      for (const [one, other] of KEYS) {
        it(`has the mirrored outcome with the keys of ${one} and ${other} exchanged (INV-180)`, () =>
          verifyMirrored(swapped(one, other, "roles")));
      }

      it("has the mirrored outcome with every key handed on to the next person (INV-180)", () =>
        verifyMirrored({
          of: EVERYBODY_AS_THEMSELVES.of.map((person) => (person + 1) % PEOPLE),
          foundersInOrderOf: "roles",
        }));

      for (const [one, other] of PLACES) {
        it(`has the mirrored outcome with founders ${one} and ${other} in each other's place (INV-180)`, () =>
          verifyMirrored(swapped(one, other, "persons")));
      }

      /** Lives the history again with another cast: seen through the mirror, nothing is different. */
      async function verifyMirrored(cast: Cast): Promise<void> {
        const lived = await Life.live(world, { ...life, cast });
        const [there, back] = [mirrorOf(history, lived), mirrorOf(lived, history)];
        const params = { asked: history, of: there, questions: QUESTIONS };
        const mirrored = await see(world, lived, { ...params, through: back });
        for (const what of ["outcomes", "events", "answers"] as const) verifySame(what, mirrored[what], seen[what]);
        // The two had lives of their own: without the mirror the histories do differ.
        const plain = await see(world, lived, { ...params, of: PLAIN, through: PLAIN, questions: 1 });
        expect(plain.events).not.to.deep.equal(seen.events);
      }
    });
  }
});

/** Compares line by line, so that a failure shows the first line that differs and not all of them. */
function verifySame(what: string, mirrored: readonly unknown[], seen: readonly unknown[]): void {
  for (const [line, expected] of seen.entries()) {
    expect(mirrored[line], `line ${line} of the ${what}`).to.deep.equal(expected);
  }
  expect(mirrored.length, `lines of the ${what}`).to.equal(seen.length);
}

function swapped(one: number, other: number, foundersInOrderOf: Cast["foundersInOrderOf"]): Cast {
  const of = EVERYBODY_AS_THEMSELVES.of.map((person) => (person === one ? other : person === other ? one : person));
  return { of, foundersInOrderOf };
}

/** How often each act was tried, and how often it was carried out. */
function tally({ outcomes }: Life): string {
  const lines = ACTS.map((act) => {
    const tried = outcomes.filter((outcome) => outcome.act === act);
    return `${act} ${tried.filter(({ refused }) => refused === undefined).length}/${tried.length}`;
  });
  return lines.join(", ");
}
