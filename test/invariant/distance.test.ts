import { expect } from "chai";
import { network } from "hardhat";

import * as fold from "../../sdk/membership/distanceFold.ts";
import { foldMembership } from "../../sdk/membership/fold.ts";
import * as views from "../../sdk/membership/views.ts";
import { deployWeb, FOUNDING, logsIn, vouch, type WebOfTrust } from "../fixtures/distance.ts";
import { FOREVER, vouchIn, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();

const FOUNDERS = 3;
const NEWCOMERS = 7;
const VOUCHES = 20;
const STEPS = 3;
const REFEREES_BPS = 8_000;
const SEEDS = thorough ? 12 : 2;

/** Every vouch as it was given, in plain TypeScript: who for whom. Nothing here expires. */
interface Ghost {
  readonly people: readonly Person[];
  readonly given: readonly { readonly by: bigint; readonly subject: bigint }[];
  readonly active: ReadonlySet<bigint>;
}

// INV-120 and INV-121: with everything shown that can be shown, a person is near enough exactly if a search of the whole
// web in plain TypeScript says so; and each member is counted at most once.
describe("The distance rule in random webs", () => {
  const outcomes = new Set<boolean>();

  for (let seed = 1; seed <= SEEDS; ++seed) {
    it(`agrees with a search of the whole web for everybody (seed ${seed})`, async () => {
      const { web, ghost } = await randomWeb(seed);
      for (const person of ghost.people) {
        const expected = searched(ghost, person.id);
        const shown = await showAll(web, ghost, person.id);
        expect(shown, `agent ${person.id}`).to.deep.equal(expected);
        outcomes.add(expected.isNear);
      }
      await verifyTold(web, ghost);
    });
  }

  it("found some near and some far", () => expect(outcomes).to.deep.equal(new Set([true, false])));
});

/** Founders, newcomers with a vouch each, further vouches, and somebody who leaves. */
async function randomWeb(seed: number): Promise<{ web: WebOfTrust; ghost: Ghost }> {
  const below = randomOf(seed);
  const web = await deployWeb(ethers, {
    founders: FOUNDERS,
    terms: { vouchValidity: 0n },
    rule: { steps: BigInt(STEPS), refereesBps: BigInt(REFEREES_BPS) },
  });
  const people: Person[] = [...web.founders];
  const given = people.flatMap(({ id }) => people.flatMap((to) => (to.id === id ? [] : [{ by: id, subject: to.id }])));
  for (const stranger of web.strangers.slice(0, NEWCOMERS)) {
    // mostly the latest vouches, so that long chains arise
    const voucher = people[below(3) === 0 ? below(people.length) : people.length - 1]!;
    const newcomer = await vouchIn(web, [voucher], stranger);
    people.push(newcomer);
    given.push({ by: voucher.id, subject: newcomer.id });
  }
  for (let count = 0; count < VOUCHES; ++count) {
    const [by, subject] = [people[below(people.length)]!, people[below(people.length)]!];
    if (by === subject) continue;
    await vouch(web, by, subject);
    given.push({ by: by.id, subject: subject.id });
  }
  const leaver = people[FOUNDERS + below(NEWCOMERS)]!;
  await web.members.connect(leaver.signer).resign({ by: leaver.id, nonce: 0, deadline: FOREVER }, "0x");
  await networkHelpers.mine();
  const active = new Set(people.map(({ id }) => id).filter((id) => id !== leaver.id));
  return { web, ghost: { people, given, active } };
}

/** The logs alone tell what every view of `Distance` answers, and who is a referee. */
async function verifyTold({ distance, members }: WebOfTrust, { people }: Ghost): Promise<void> {
  const told = fold.foldDistance(await logsIn(distance));
  const register = foldMembership(await logsIn(members));
  const now = BigInt(await networkHelpers.time.latest());
  expect(await distance.terms()).to.deep.equal(Object.values(told.terms));
  expect(await distance.lastSession()).to.equal(told.sessions.size);
  for (const { id } of people) {
    expect(await distance.isMet(id)).to.equal(fold.isMet(told, id, now));
    expect(await distance.metUntil(id)).to.equal(told.metUntil.get(id) ?? 0n);
    for (const quantity of [0n, 1n, 2n, 3n, 4n]) {
      const isReferee = await members.isReferee(id, quantity);
      expect(isReferee, `agent ${id}, ${quantity}`).to.equal(views.isReferee(register, id, quantity, now));
    }
  }
  for (const session of told.sessions.keys()) {
    expect(await distance.sessionOf(session)).to.deep.equal(Object.values(fold.sessionOf(told, session)));
    expect(await distance.neededIn(session)).to.equal(fold.neededIn(told, session));
    for (const { id } of people) {
      expect(await distance.isReached(session, id)).to.equal(fold.isReached(told, session, id));
      expect(await distance.isExcluded(session, id)).to.equal(fold.isExcluded(told, session, id));
      for (const depth of [1n, 2n, 3n]) {
        const place = { session, depth, node: id };
        expect(await distance.isInLayer(session, depth, id)).to.equal(fold.isInLayer(told, place));
      }
    }
  }
}

interface Seen {
  readonly population: number;
  readonly threshold: number;
  readonly referees: number;
  readonly reached: number;
  readonly isNear: boolean;
}

/** What a search finds, by the words of the rule alone. */
function searched({ given, active }: Ghost, person: bigint): Seen {
  const threshold = Math.ceil(active.size ** (1 / STEPS) - 1e-9);
  const receivedBy = (id: bigint) => new Set(given.filter(({ subject }) => subject === id).map(({ by }) => by)).size;
  const givenBy = (id: bigint) => given.filter(({ by }) => by === id).length;
  const others = [...active].filter((id) => id !== person);
  const referees = others.filter((id) => receivedBy(id) >= threshold && givenBy(id) >= threshold);
  let near = new Set([person]);
  for (let step = 0; step < STEPS; ++step) {
    const further = given.filter(({ by, subject }) => near.has(subject) && active.has(by)).map(({ by }) => by);
    near = new Set([...near, ...further]);
  }
  const reached = referees.filter((id) => near.has(id)).length;
  return {
    population: others.length,
    threshold,
    referees: referees.length,
    reached,
    isNear: reached * 10_000 >= referees.length * REFEREES_BPS,
  };
}

/** Opens a session and shows every path and every member who is no referee, as the chain lets. */
async function showAll({ distance, members }: WebOfTrust, { people, active }: Ghost, person: bigint): Promise<Seen> {
  await distance.begin(person, STEPS);
  const session = await distance.lastSession();
  const { population, threshold } = await distance.sessionOf(session);

  let referees = 0;
  for (const { id } of people) {
    if (!active.has(id) || id === person) continue;
    const excluded = await distance.exclude(session, [id]).then(
      () => true,
      () => false,
    );
    if (!excluded) referees += 1;
  }
  let parents = [person];
  for (let depth = 1; depth <= STEPS; ++depth) {
    const layer = [];
    for (const parent of parents) {
      for (let index = 0; ; ++index) {
        const { by } = await members.vouchFor(parent, index);
        if (by === 0n) break;
        if (active.has(by)) layer.push({ node: by, parent, index });
      }
      if (parent > FOUNDERS) continue;
      for (let node = 1n; node <= FOUNDERS; ++node) {
        if (node !== parent && active.has(node)) layer.push({ node, parent, index: FOUNDING });
      }
    }
    await distance.reach(session, depth, layer);
    parents = [...new Set(layer.map(({ node }) => node))];
  }
  const { reached } = await distance.sessionOf(session);
  return {
    population: Number(population),
    threshold: Number(threshold),
    referees,
    reached: Number(reached),
    isNear: await distance.isMet(person),
  };
}
