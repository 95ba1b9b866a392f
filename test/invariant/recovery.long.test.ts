import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import type { DecodedLog } from "../../sdk/logs.ts";
import { foldMembership } from "../../sdk/membership/fold.ts";
import * as folded from "../../sdk/membership/recoveryFold.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";
import {
  consentOf,
  deployRecovery,
  nameContacts,
  PLAIN_RECOVERY,
  support,
  veto,
  type Recoverable,
} from "../fixtures/recovery.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { contactsDelay, delay, finalDelay, longestStay } = PLAIN_RECOVERY;
const RUNS = thorough ? 20 : 2;
const STEPS = thorough ? 1_200 : 240;
const HOUR = 3_600n;

const AMARA = 1n;
const CONTACTS = [2n, 3n, 4n, 5n, 6n];

type Sending = () => Promise<ContractTransactionResponse>;

/** Amara, founder 1, has five contacts; nobody has asked for anything yet. */
const trusted = async () => {
  const nation = await deployRecovery(ethers);
  await nameContacts(nation, nation.founders[0]!, CONTACTS);
  await time.increase(contactsDelay);
  return nation;
};

/** Whether it went through; what is no refusal of a contract is thrown on. */
async function attempt(send: Sending): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("reverted with custom error")) return false;
    throw error;
  }
}

const now = async () => BigInt(await time.latest());

/** Counts what went through, so that no property holds for want of trying. */
class Tally {
  readonly #counts = new Map<string, number>();
  async try(name: string, send: Sending): Promise<boolean> {
    const done = await attempt(send);
    if (done) this.#counts.set(name, this.of(name) + 1);
    return done;
  }
  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}

describe("recovery, at random", () => {
  describe("given contacts in league against a member who looks after her key (INV-130)", () => {
    const tally = new Tally();

    for (let run = 0; run < RUNS; ++run) {
      it(`never gets her id, schedule ${run + 1}`, async () => {
        const nation = await networkHelpers.loadFixture(trusted);
        const { recovery, members, founders, strangers } = nation;
        const random = randomOf(0x1ea9e + run);
        const amara = founders[0]!;
        const justice = recovery.connect(nation.nation);
        const league = founders.slice(1, 5 + random(2));
        let lastLook = 0n;
        let verdictAt = 0n;
        let stayed = 0n;
        for (let step = 0; step < 70; ++step) {
          await time.increase(1n + BigInt(random(Number(16n * HOUR))));
          const wish = { agent: AMARA, key: strangers[random(3)]! };
          await tally.try("support", () => support(nation, league[random(league.length)]!, wish));
          if (random(4) === 0) await tally.try("complete", () => recovery.complete(AMARA));
          expect((await members.keyOf(AMARA)).key).to.equal(amara.signer.address);

          // The panel decides for her, some time before the longest stay is over.
          if (verdictAt !== 0n && (await now()) >= verdictAt) {
            expect(await tally.try("cancel", () => justice.cancel(AMARA, stayed))).to.equal(true);
            verdictAt = 0n;
          }
          // She looks at least every two days, and acts on what she sees.
          if ((await now()) < lastLook + DAY + BigInt(random(Number(DAY)))) continue;
          lastLook = await now();
          const round = await recovery.roundOf(AMARA);
          if (!(await recovery.isPending(AMARA))) continue;
          if (!round.isFinal) {
            await tally.try("veto", () => veto(nation, amara));
          } else if (round.stayedUntil === 0n) {
            await tally.try("stay", () => justice.stay(AMARA));
            stayed = round.number;
            verdictAt = (await now()) + BigInt(random(Number(longestStay - DAY)));
          }
        }
      });
    }

    it("is not vacuous", () => {
      for (const name of ["support", "veto", "stay", "cancel"]) expect(tally.of(name), name).to.be.greaterThan(0);
      expect(tally.of("complete")).to.equal(0);
    });
  });

  describe("given a thief with the key against contacts who persist (INV-131)", () => {
    const tally = new Tally();
    // One veto, and one stay for each of two requests; contacts who look every day.
    const bound = delay + finalDelay + 2n * longestStay + 8n * DAY;

    for (let run = 0; run < RUNS; ++run) {
      it(`gives the id back within ${bound / DAY} days, schedule ${run + 1}`, async () => {
        const nation = await networkHelpers.loadFixture(trusted);
        const { recovery, members, founders, strangers } = nation;
        const random = randomOf(0x7417ef + run);
        const justice = recovery.connect(nation.nation);
        const [mine, ...stolen] = strangers;
        let thief: Person = founders[0]!;
        const begun = await now();
        let lastLook = 0n;
        let nonce = 0;
        while ((await members.keyOf(AMARA)).key !== mine!.address) {
          expect((await now()) - begun, "days passed").to.be.lessThan(bound);
          await time.increase(1n + BigInt(random(Number(8n * HOUR))));
          const round = await recovery.roundOf(AMARA);

          // The thief does whatever helps; the panel never cancels, and may never decide.
          const kind = random(5);
          if (kind === 0) {
            const contacts = [2n, 3n, 4n, 5n, 6n, 7n, 8n].filter(() => random(2) === 0);
            const act = { by: AMARA, contacts, nonce: nonce++, deadline: FOREVER };
            await tally.try("name", () => recovery.connect(thief.signer).nameContacts(act, "0x"));
          } else if (kind === 1 && random(3) === 0) {
            await tally.try("veto", () => veto(nation, thief));
          } else if (kind === 2 && stolen.length > 0) {
            const next = stolen[0]!;
            const act = { by: AMARA, newKey: next.address, nonce: nonce++, deadline: FOREVER };
            const consent = await consentOf(nation, next, AMARA);
            const moved = await tally.try("rotate", () => members.connect(thief.signer).rotateKey(act, "0x", consent));
            if (moved) thief = { id: AMARA, signer: stolen.shift()! };
          } else if (kind === 3) {
            await tally.try("stay", () => justice.stay(AMARA));
          } else if (random(10) === 0) {
            await tally.try("resume", () => justice.resume(AMARA, round.number));
          }

          if ((await now()) < lastLook + DAY) continue;
          lastLook = await now();
          for (const contact of founders.slice(1, 5)) {
            await tally.try("support", () => support(nation, contact, { agent: AMARA, key: mine! }));
          }
          await tally.try("complete", () => recovery.complete(AMARA));
        }
      });
    }

    it("is not vacuous", () => {
      for (const name of ["name", "veto", "rotate", "stay", "support"]) {
        expect(tally.of(name), name).to.be.greaterThan(0);
      }
      expect(tally.of("complete")).to.equal(RUNS);
    });
  });

  describe("given anybody doing anything", () => {
    let nation: Recoverable;
    let ghost: Ghost;

    before(async () => {
      nation = await networkHelpers.loadFixture(trusted);
      ghost = new Ghost(nation, randomOf(0x9057));
      for (let step = 0; step < STEPS; ++step) await ghost.step();
    });

    it("is not vacuous: every act was carried out", () => {
      for (const name of ["name", "support", "veto", "stay", "resume", "cancel", "drop", "complete", "rotate"]) {
        expect(ghost.tally.of(name), name).to.be.greaterThan(0);
      }
    });

    it("changed a key only after enough contacts and the whole delay, unvetoed (INV-130)", () => {
      expect(ghost.completions.length).to.be.greaterThan(1);
      for (const { supporters, needed, waited, due } of ghost.completions) {
        expect(supporters.size).to.be.at.least(needed);
        expect(waited >= due, `waited ${waited} of ${due} seconds`).to.equal(true);
      }
    });

    it("changed nobody's contacts while a request was pending (INV-132)", () => {
      expect(ghost.frozen).to.be.greaterThan(20);
    });

    it("leaves nothing pending once everybody is silent (INV-133)", async () => {
      const restore = await networkHelpers.takeSnapshot();
      await time.increase(finalDelay + 2n * longestStay + PLAIN_RECOVERY.window);
      for (const agent of ghost.agents) expect(await nation.recovery.isPending(agent)).to.equal(false);
      await restore.restore();
    });

    it("is told by the logs alone: every view is in the fold", async () => {
      await time.increase(1);
      const { recovery, members } = nation;
      const state = folded.foldRecovery(await logsOf(nation, recovery));
      const register = foldMembership(await logsOf(nation, members));
      const at = await now();
      expect(Object.values(state.terms)).to.deep.equal([...(await recovery.terms())]);
      expect(state.justice).to.equal(await recovery.justice());
      for (const agent of [0n, ...ghost.agents, 7n]) {
        expect(Object.values(folded.roundOf(state, agent, at))).to.deep.equal([...(await recovery.roundOf(agent))]);
        expect(folded.isPending(state, agent, at)).to.equal(await recovery.isPending(agent));
        const { contacts, named } = folded.contactsOf(state, register, agent, at);
        expect([[...contacts], named]).to.deep.equal(await recovery.contactsOf(agent));
        const naming = folded.namingOf(state, agent, at);
        expect([[...naming.contacts], naming.takesEffectAt]).to.deep.equal(await recovery.namingOf(agent));
        expect(folded.supportsNeeded(state, register, agent, at)).to.equal(await recovery.supportsNeeded(agent));
        for (const key of nation.strangers) {
          const { supporters, until } = folded.supportersOf(state, agent, key.address, at);
          expect([[...supporters], until]).to.deep.equal(await recovery.supportersOf(agent, key));
        }
      }
    });
  });
});

interface Completion {
  readonly supporters: ReadonlySet<bigint>;
  readonly needed: number;
  /** Seconds from the last support needed, those held up by a case not counted; and how many there must be. */
  readonly waited: bigint;
  readonly due: bigint;
}

/** Remembers what people did, in its own words, and nothing of what the contract keeps. */
class Ghost {
  readonly tally = new Tally();
  readonly agents = [1n, 2n];
  readonly completions: Completion[] = [];
  /** How often a contact's list was seen unchanged during a request. */
  frozen = 0;
  readonly #keys = new Map<bigint, Person>();
  readonly #supports = new Map<string, { by: bigint; at: bigint }[]>();
  readonly #vetoedAt = new Map<bigint, bigint>();
  readonly #pending = new Map<
    bigint,
    { key: string; since: bigint; isFinal: boolean; contacts: readonly bigint[]; held: bigint; stayedAt: bigint }
  >();
  readonly #used = new Set<Person["signer"]>();
  #nonce = 0;

  constructor(
    readonly nation: Recoverable,
    readonly random: (below: number) => number,
  ) {
    for (const agent of this.agents) this.#keys.set(agent, nation.founders[Number(agent) - 1]!);
  }

  async step(): Promise<void> {
    const { nation, random, tally } = this;
    const { recovery, members, founders, strangers } = nation;
    await time.increase(1n + BigInt(random(Number(random(20) === 0 ? 15n * DAY : 10n * HOUR))));
    const agent = this.agents[random(2)]!;
    const holder = this.#keys.get(agent)!;
    const justice = recovery.connect(nation.nation);
    const free = strangers.filter((key) => !this.#used.has(key));
    const { number } = await recovery.roundOf(agent);
    await this.#watch(agent);

    switch (random(15)) {
      case 0: {
        const contacts = founders.map(({ id }) => id).filter((id) => id !== agent && random(3) > 0);
        const act = { by: agent, contacts, nonce: this.#nonce++, deadline: FOREVER };
        await tally.try("name", () => recovery.connect(holder.signer).nameContacts(act, "0x"));
        break;
      }
      case 1:
        if (random(2) === 0 && (await tally.try("veto", () => veto(nation, holder)))) {
          this.#vetoedAt.set(agent, await now());
          this.#end(agent);
        }
        break;
      case 2:
        if (random(3) === 0 && (await tally.try("stay", () => justice.stay(agent))))
          this.#pending.get(agent)!.stayedAt = await now();
        break;
      case 3:
        if (await tally.try("resume", () => justice.resume(agent, number))) {
          const request = this.#pending.get(agent)!;
          Object.assign(request, { held: (await now()) - request.stayedAt, stayedAt: 0n });
        }
        break;
      case 4:
        if (random(2) === 0) {
          if (await tally.try("drop", () => justice.drop(agent, number))) this.#end(agent);
        } else if (await tally.try("cancel", () => justice.cancel(agent, number))) {
          this.#vetoedAt.delete(agent);
          this.#end(agent);
        }
        break;
      case 5:
      case 6:
      case 7:
      case 8:
        if (await tally.try("complete", () => recovery.complete(agent))) await this.#completed(agent);
        break;
      case 9: {
        // Keys are kept for recoveries.
        const next = free[7];
        if (next === undefined) break;
        const act = { by: agent, newKey: next.address, nonce: this.#nonce++, deadline: FOREVER };
        const consent = await consentOf(nation, next, agent);
        const send = () => members.connect(holder.signer).rotateKey(act, "0x", consent);
        if (await tally.try("rotate", send)) this.#moved(agent, next);
        break;
      }
      default:
        // Many at once, or requests would be rare.
        for (let count = 0; count < 6; ++count) await this.#support(agent, free[random(2)] ?? strangers[0]!);
    }
  }

  async #support(agent: bigint, key: Person["signer"]): Promise<void> {
    const { nation, random } = this;
    const { recovery } = nation;
    const person = nation.founders[random(8)]!;
    const by = { id: person.id, signer: this.#keys.get(person.id)?.signer ?? person.signer };
    const { contacts } = await recovery.contactsOf(agent);
    if (!(await this.tally.try("support", () => support(nation, by, { agent, key })))) return;
    const place = `${agent}:${key.address}`;
    const at = await now();
    this.#supports.set(place, [...(this.#supports.get(place) ?? []), { by: by.id, at }]);
    if (!(await recovery.isPending(agent))) return;
    const isFinal = at < (this.#vetoedAt.get(agent) ?? -PLAIN_RECOVERY.vetoMemory) + PLAIN_RECOVERY.vetoMemory;
    this.#pending.set(agent, { key: place, since: at, isFinal, contacts: [...contacts], held: 0n, stayedAt: 0n });
  }

  async #completed(agent: bigint): Promise<void> {
    const request = this.#pending.get(agent)!;
    const { isFinal, since, contacts } = request;
    const recent = this.#supports.get(request.key)!.filter(({ at }) => at > since - PLAIN_RECOVERY.window);
    const supporters = new Set(recent.map(({ by }) => by).filter((by) => contacts.includes(by)));
    const held = request.stayedAt === 0n ? request.held : longestStay;
    const half = Math.max(2, Math.ceil(contacts.length / 2));
    this.completions.push({
      supporters,
      needed: isFinal ? Math.max(half + 1, Math.ceil((contacts.length * 3) / 4)) : half,
      waited: (await now()) - since - held,
      due: isFinal ? finalDelay : delay,
    });
    const { key } = await this.nation.members.keyOf(agent);
    expect(`${agent}:${key}`).to.equal(request.key);
    this.#moved(
      agent,
      this.nation.strangers.find(({ address }) => address === key)!,
    );
    this.#vetoedAt.delete(agent);
    this.#end(agent);
  }

  #moved(agent: bigint, key: Person["signer"]): void {
    this.#keys.set(agent, { id: agent, signer: key });
    this.#used.add(key);
  }

  /** Whatever was said for a key counts in no later round. */
  #end(agent: bigint): void {
    this.#pending.delete(agent);
    for (const place of this.#supports.keys()) if (place.startsWith(`${agent}:`)) this.#supports.delete(place);
  }

  async #watch(agent: bigint): Promise<void> {
    const request = this.#pending.get(agent);
    if (request === undefined) return;
    if (!(await this.nation.recovery.isPending(agent))) return this.#end(agent);
    expect([...(await this.nation.recovery.contactsOf(agent)).contacts]).to.deep.equal(request.contacts);
    ++this.frozen;
  }
}

async function logsOf(
  { members }: Recoverable,
  contract: Recoverable["recovery"] | Recoverable["members"],
): Promise<DecodedLog[]> {
  const provider = members.runner!.provider!;
  const address = await contract.getAddress();
  const logs = await provider.getLogs({ address, fromBlock: 0 });
  return Promise.all(
    logs.map(async (log) => {
      const parsed = contract.interface.parseLog(log)!;
      const block = await provider.getBlock(log.blockNumber);
      return { address, name: parsed.name, args: parsed.args, blockTimestamp: BigInt(block!.timestamp) };
    }),
  );
}
