import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import { act, deployPlaces, HARBOUR, HEARTH, openChapter, type Places } from "../fixtures/chapters.ts";
import { DAY, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";
import { GhostChapters } from "./chapters/ghost.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** Short terms, so that everything happens within a few hundred acts. */
const TERMS = {
  leastHosts: 2n,
  backers: 2n,
  hostTerm: 40n * DAY,
  homeInterval: 10n * DAY,
  longestStay: 12n * DAY,
  guestDays: 20n,
};
const SEEDS = thorough ? [1, 2, 3, 4, 5, 6] : [1];
const STEPS = thorough ? 600 : 300;
const CHAPTERS = [HEARTH, HARBOUR];
const USES = 5;
/** How often each act succeeded, in all walks together, and how often it must for them to say anything. */
const done = new Map<string, number>();
const LEAST = { host: 3, back: 3, settle: 3, visit: 5, vouch: 5, accept: 4, depart: 1, separate: 2, offer: 2 };

describe("Chapters, walked at random", () => {
  for (const seed of SEEDS) {
    it(`INV-150 INV-151 INV-152 INV-153 hold after every act, seed ${seed}`, async () => {
      const places = await deployPlaces(ethers);
      await new Walk(places, seed).run();
    });
  }

  it("did every act often enough to mean something", () => {
    for (const [name, least] of Object.entries(LEAST)) {
      expect(done.get(name) ?? 0, `successes of ${name}`).to.be.at.least(least);
    }
  });
});

/** People who open, host, settle, travel and leave at random; the ghost is told of what the contract carried out. */
class Walk {
  readonly #ghost = new GhostChapters(TERMS.guestDays, TERMS.leastHosts);
  readonly #random: (below: number) => number;
  readonly #offered = new Map(CHAPTERS.map((chapter) => [chapter, { uses: 7n, guestUses: 3n }]));
  readonly #people: readonly Person[];
  readonly #ids: readonly bigint[];

  constructor(
    private readonly places: Places,
    seed: number,
  ) {
    this.#random = randomOf(seed);
    this.#people = places.founders;
    this.#ids = this.#people.map(({ id }) => id);
  }

  async run(): Promise<void> {
    const { chapters, founders, nation } = this.places;
    await chapters.setTerms(TERMS);
    await chapters.fillJusticeSeat(nation);
    for (const [index, name] of ["Hearth", "Harbour"].entries()) {
      const people = founders.slice(index * 5, index * 5 + 5);
      const chapter = await openChapter(this.places, name, people);
      for (const { id } of people) this.#ghost.homes.set(id, chapter);
      for (const { host, until } of await chapters.officesOf(chapter)) this.#ghost.host(chapter, host, until);
    }
    for (let step = 0; step < STEPS; ++step) {
      await this.#step();
      this.#ghost.verifyDays();
      if (step % 10 === 0) await this.#verify();
    }
    await this.#verifySuccession();
  }

  async #step(): Promise<void> {
    const { chapters, members, nation } = this.places;
    const [chapter, other] = this.#random(2) === 0 ? [HEARTH, HARBOUR] : [HARBOUR, HEARTH];
    const person = this.#anybody();
    const guest = this.#anybody();
    const { id } = person;
    const moves: Record<string, () => Promise<void>> = {
      host: () =>
        this.#try("host", act(chapters, person, "host", { chapter, hosting: true }), async (now) => {
          this.#ghost.host(chapter, id, now + TERMS.hostTerm);
          await this.#dropReplaced(chapter);
        }),
      end: () =>
        this.#try("end", act(chapters, person, "host", { chapter, hosting: false }), () => {
          this.#ghost.dismiss(chapter, id);
        }),
      back: async () => {
        const { round } = await chapters.backingOf(chapter, guest.id);
        await this.#try("back", act(chapters, person, "back", { chapter, person: guest.id, round }));
      },
      settle: () =>
        this.#try("settle", act(chapters, person, "settle", { chapter }), () => {
          this.#ghost.homes.set(id, chapter);
        }),
      visit: async () => {
        const from = BigInt(await time.latest()) + BigInt(this.#random(5)) * DAY;
        const until = from + BigInt(1 + this.#random(12)) * DAY;
        await this.#try("visit", act(chapters, person, "visit", { chapter, from, until }), (now) => {
          this.#ghost.visit(chapter, id, from < now ? now : from, until);
        });
      },
      vouch: () => this.#answer("vouch", other, chapter),
      accept: () => this.#answer("accept", chapter, chapter),
      depart: async () => {
        const now = BigInt(await time.latest());
        const staying = this.#ids.filter((one) => this.#ghost.isGuest(chapter, one, now));
        const who = staying.length === 0 ? person : this.#person(staying);
        await this.#try("depart", act(chapters, who, "depart", { chapter }), (mined) => {
          this.#ghost.depart(chapter, who.id, mined);
        });
      },
      separate: async () => {
        const until = BigInt(await time.latest()) + BigInt(this.#random(10)) * DAY;
        await this.#try("separate", chapters.connect(nation).separate(chapter, id, until), () => {
          this.#ghost.separate(chapter, id, until);
        });
      },
      offer: async () => {
        const offered = { uses: BigInt(4 + this.#random(4)), guestUses: 4n };
        const by = await this.#hostOf(chapter);
        await this.#try("offer", act(chapters, by, "offerUses", { chapter, ...offered }), (now) => {
          expect(this.#ghost.isHost(chapter, by.id, now), "offered by a host").to.equal(true);
          this.#offered.set(chapter, offered);
        });
      },
      rest: async () => {
        const resting = this.#ghost.resting.size < 2;
        const who = resting ? person : this.#person([...this.#ghost.resting]);
        await this.#try("rest", act(members, who, "rest", { resting }), () => {
          if (resting) this.#ghost.resting.add(who.id);
          else this.#ghost.resting.delete(who.id);
        });
      },
      wait: () => time.increase(BigInt(1 + this.#random(4)) * DAY).then(() => undefined),
    };
    const weighted = [
      "visit",
      "visit",
      "vouch",
      "vouch",
      "accept",
      "accept",
      "host",
      "host",
      "host",
      "back",
      "back",
      "wait",
    ];
    const names = [...Object.keys(moves), ...weighted];
    await moves[names[this.#random(names.length)]!]!();
  }

  /** Somebody answers for a guest who asks to stay; most often one who may. */
  async #answer(method: "vouch" | "accept", host: bigint, chapter: bigint): Promise<void> {
    const { chapters } = this.places;
    const by = await this.#hostOf(host);
    const now = BigInt(await time.latest());
    const stays = await Promise.all(this.#ids.map((id) => chapters.stayOf(chapter, id)));
    const asking = this.#ids.filter((_, place) => {
      const { until, vouchedBy, acceptedBy } = stays[place]!;
      return now < until && acceptedBy === 0n && (vouchedBy === 0n) === (method === "vouch");
    });
    if (asking.length === 0) return;
    const guest = this.#person(asking).id;
    const { number: stay } = await chapters.stayOf(chapter, guest);
    await this.#try(method, act(chapters, by, method, { chapter, guest, stay }), (mined) => {
      this.#ghost[method](chapter, guest, by.id, mined);
    });
  }

  /** Where all offices are held, whom enough people back takes that of another. */
  async #dropReplaced(chapter: bigint): Promise<void> {
    const held = (await this.places.chapters.officesOf(chapter)).map(({ host }) => host);
    for (const id of this.#ids) if (!held.includes(id)) this.#ghost.dismiss(chapter, id);
  }

  /** Refusals are part of life; what is carried out the ghost learns, with the second in which it was. */
  async #try(
    name: string,
    sent: Promise<ContractTransactionResponse>,
    learn: (now: bigint) => void | Promise<void> = () => undefined,
  ): Promise<void> {
    const response = await sent.catch((error: unknown) => {
      if (!/reverted with custom error/.test(String(error))) throw error;
    });
    if (response === undefined) return;
    done.set(name, (done.get(name) ?? 0) + 1);
    await learn(BigInt(await time.latest()));
  }

  async #verify(): Promise<void> {
    const { chapters, members } = this.places;
    const now = BigInt(await time.latest());
    for (const chapter of CHAPTERS) {
      const hosts = this.#ghost.hosts(chapter, this.#ids, now);
      for (const id of this.#ids) {
        const seen = await Promise.all(Array.from({ length: USES }, (_, use) => chapters.mayUse(chapter, id, use)));
        const bits = seen.reduce((sum, may, use) => (may ? sum | (1n << BigInt(use)) : sum), 0n);
        expect(bits, `uses of ${id} in ${chapter}`).to.equal(
          this.#ghost.mayUse(chapter, id, this.#offered.get(chapter)!, now),
        );
        expect(await chapters.isHost(chapter, id)).to.equal(hosts.includes(id));
        expect(await members.isActive(id), "no separation touches a vote").to.equal(!this.#ghost.resting.has(id));
      }
      if (BigInt(hosts.length) < TERMS.leastHosts) await this.#verifyStepIn(chapter);
    }
  }

  /** INV-151: with too few hosts, every active member at home there who is not kept away can become one at once. */
  async #verifyStepIn(chapter: bigint): Promise<void> {
    const { chapters } = this.places;
    for (const { id, signer } of this.#people) {
      const mayCome = (await chapters.separatedUntil(chapter, id)) === 0n && !this.#ghost.resting.has(id);
      if (this.#ghost.homes.get(id) !== chapter || !mayCome) continue;
      const statement = { by: id, chapter, hosting: true, nonce: 0n, deadline: (1n << 40n) - 1n };
      await chapters.connect(signer).host.staticCall(statement, "0x");
    }
  }

  /** INV-151: however many hosts there are, and whatever they want, enough people at home there make somebody a host. */
  async #verifySuccession(): Promise<void> {
    const { chapters, members, nation } = this.places;
    for (const id of this.#ghost.resting) await act(members, this.#person([id]), "rest", { resting: false });
    await time.increase(TERMS.homeInterval);
    for (const person of this.#people) {
      await chapters.connect(nation).separate(HEARTH, person.id, 0n);
      if ((await chapters.homeOf(person.id)).chapter !== HEARTH) {
        await act(chapters, person, "settle", { chapter: HEARTH });
      }
    }
    const now = BigInt(await time.latest());
    const others = this.#people.filter(({ id }) => !this.#ghost.isHost(HEARTH, id, now));
    const [newcomer, ...backers] = others;
    for (const backer of backers.slice(0, Number(TERMS.backers))) {
      const { round } = await chapters.backingOf(HEARTH, newcomer!.id);
      await act(chapters, backer, "back", { chapter: HEARTH, person: newcomer!.id, round }).catch(() => undefined);
    }
    await act(chapters, newcomer!, "host", { chapter: HEARTH, hosting: true });
    expect(await chapters.isHost(HEARTH, newcomer!.id)).to.equal(true);
  }

  /** A host, three times in four; else anybody, who is refused unless they happen to be one. */
  async #hostOf(chapter: bigint): Promise<Person> {
    const sitting = this.#ghost.hosts(chapter, this.#ids, BigInt(await time.latest()));
    return sitting.length === 0 || this.#random(4) === 0 ? this.#anybody() : this.#person(sitting);
  }

  #anybody(): Person {
    return this.#people[this.#random(this.#people.length)]!;
  }

  #person(ids: readonly bigint[]): Person {
    const id = ids[this.#random(ids.length)];
    return this.#people.find((person) => person.id === id)!;
  }
}
