import type { Signer } from "ethers";

import { bitmapOf } from "../../../sdk/contributions/bitmaps.ts";
import { encodePayload } from "../../../sdk/contributions/payload.ts";
import { TRACKS } from "../../../sdk/contributions/tracks.ts";
import { callsHash, listsOf, proposalId, type Calls } from "../../../sdk/governance/proposals.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";
import type { Holds } from "../../../typechain-types/index.ts";
import { NO_BATCH, SOME_DAY } from "../../fixtures/contributions.ts";
import { callOf, keyOf } from "../../fixtures/governance.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { COIN, NO_REF, UNIT } from "../../fixtures/treasury.ts";
import { carryBallots } from "./decisions.ts";
import { History, type Cast, type Decision, type Deeds, type Domain, type Role } from "./history.ts";
import { BEGINNING, FOUNDERS, PEOPLE, TERMS, type World } from "./world.ts";

/** Why somebody objects. */
const WHY = `0x${"77".repeat(32)}`;

interface Batch {
  readonly id: string;
  readonly payload: string;
  readonly author: Role;
}

interface Proposal extends Decision {
  readonly proposer: Role;
}

/** Which history. */
export interface Lived {
  readonly seed: number;
  readonly steps: number;
  readonly least: Readonly<Record<string, number>>;
  readonly only?: readonly string[];
  readonly domains?: readonly Domain[];
  readonly focus?: readonly Role[];
}

/**
 * A random history of a nation in terms of roles. The same seed gives the same history, whoever plays which role, as
 * long as the contracts treat everybody alike: what it asks the chain (which round is open, who was drawn) it takes in terms of
 * roles. If it ever gets another answer, the histories part, and the comparison shows the first line that differs.
 */
export class Life extends History {
  readonly batches: Batch[] = [];
  readonly proposals: Proposal[] = [];
  #closed = 0n;
  readonly #queued: Proposal[] = [];
  readonly #books: { readonly guild: bigint; readonly season: bigint }[] = [];
  #expelled: Role | undefined;
  #foundedIn = 0;

  /**
   * Lives a history from the world's beginning.
   * @param params.steps How many at least; it goes on, up to ten times as long, until all of `least` happened so often.
   * @param params.only Acts of this file that happen; all, unless said.
   * @param params.domains What else happens.
   * @param params.focus Two roles who are the parties of every case; anybody, unless said.
   */
  static async live(world: World, params: Lived & { readonly cast: Cast }): Promise<Life> {
    const { seed, steps, least, cast, domains = [], only, focus = [] } = params;
    await world.beginning.restore();
    const life = new Life(world, seed, cast, BEGINNING);
    await life.#found(cast);
    await life.#settle();
    const others = domains.map((domain) => domain.in(life, focus));
    for (const { begin } of others) await begin?.();
    const more = Object.assign({}, ...others.map(({ deeds }) => deeds)) as Deeds;
    for (let step = 0; step < steps; ++step) await life.#step(more, only);
    for (let step = 0; step < 9 * steps && life.idle(least).length > 0; ++step) await life.#step(more, only);
    return life;
  }

  /** The block in which the founders got their ids. */
  get foundedIn(): number {
    return this.#foundedIn;
  }

  async #found({ of, foundersInOrderOf }: Cast): Promise<void> {
    const order = Array.from({ length: FOUNDERS }, (_, place) => (foundersInOrderOf === "roles" ? of[place]! : place));
    const keys = order.map((person) => this.world.people[person]!.address);
    await this.send("foundNation", undefined, this.world.members, "found", [keys]);
    const guests = foundersInOrderOf === "roles" ? this.guests : [...this.world.guests];
    await this.send("foundAbroad", undefined, this.world.abroad, "found", [guests]);
    for (const guest of this.guests) this.guestIds.push(await this.world.abroad.idOf(guest));
    this.#foundedIn = await this.world.ethers.provider.getBlockNumber();
    for (let role = 0; role < FOUNDERS; ++role) this.ids.set(role, BigInt(order.indexOf(of[role]!) + 1));
  }

  /** Two guilds with a few people each: without them the first weeks would be idle. */
  async #settle(): Promise<void> {
    for (const founder of [0, 3]) await this.#foundGuild(founder);
    for (const [place, guild] of this.guilds.entries()) {
      for (const role of [1, 2, 4 + place, 6 + place]) await this.#stay("join", role, guild);
    }
  }

  async #step(more: Deeds, only?: readonly string[]): Promise<void> {
    const { members, councils, holds } = this.world;
    const [by, guild] = [this.someone(), this.pick(this.guilds)];
    const [batch, proposal] = [this.last(this.batches), this.last(this.proposals)];
    const worker = this.oneOf(this.workers(guild));
    const once = { nonce: this.nonce++, deadline: FOREVER };
    const decision = { proposal: this.council(), deadline: FOREVER };
    const words = { reason: WHY, text: "", ...decision };
    const calls = this.councilCalls[Number(decision.proposal) - 1];
    const own: Deeds = {
      introduce: [2, () => this.#introduce(by)],
      vouch: [7, () => this.act("vouch", by, members, { subject: this.id(this.newcomer()), ...once })],
      accept: [7, () => this.#accept(by)],
      renew: [2, () => this.act("renew", by, members, once)],
      rest: [1, () => this.#rest(by, true)],
      return: [2, () => this.#rest(this.oneOf(this.resting), false)],
      resign: [1, () => this.#leave("resign", by)],
      reapply: [3, () => this.#leave("reapply", this.oneOf(this.left))],
      rotateKey: [2, () => this.#rotateKey(by)],
      suspend: [1, () => this.#suspend(by)],
      reinstate: [3, () => this.#reinstate(this.oneOf(this.suspended))],
      expel: [1, () => this.#expel(by)],
      recoverKey: [1, () => this.#recoverKey(by)],
      join: [2, () => this.#stay("join", by, guild)],
      quit: [1, () => this.#stay("quit", worker, guild)],
      submit: [8, () => this.#submit(worker, guild)],
      appraise: [12, () => this.#onBatch("appraise", worker, batch, "declined", 5)],
      challenge: [3, () => this.#onBatch("challenge", worker, batch, "challenged", 1)],
      withdraw: [1, () => this.#onBatch("withdraw", batch?.author ?? by, batch, "withdrawn", 2)],
      settle: [4, () => this.#settleBatch()],
      openSeason: [4, () => this.#openSeason()],
      closeSeason: [3, () => this.#closeSeason()],
      deposit: [4, () => this.#deposit(guild)],
      closeBooks: [4, () => this.#closeBooks(guild)],
      claim: [8, () => this.#claim()],
      claimFor: [2, () => this.#claimFor()],
      makeProposal: [3, () => this.#makeProposal(by)],
      castBallot: [9, () => this.#onProposal("castBallot", by, proposal, { choice: this.pick([1, 1, 1, 0, 2]) })],
      castBallots: [3, () => this.#castBallots(proposal)],
      withdrawProposal: [1, () => this.#onProposal("withdrawProposal", proposal?.proposer ?? by, proposal, {})],
      queue: [3, () => this.#queue()],
      execute: [3, () => this.#execute()],
      propose: [4, () => this.#propose(worker, guild, this.oneOf(this.workers(guild)))],
      objectTo: [4, () => this.act("objectTo", worker, councils, { round: this.pick([1, 1, 2]), ...words })],
      amend: [2, () => this.#amend(worker, decision, calls)],
      "holds.suspend": [2, () => this.#hold(by, holds, decision.proposal * 256n + 1n)],
      councilExecute: [4, () => this.#councilExecute()],
      fold: [1, () => this.send("fold", undefined, members, "fold", [this.random(9)])],
    };
    const kept = Object.entries(own).filter(([name]) => only === undefined || only.includes(name));
    const acts: Deeds = { ...Object.fromEntries(kept), ...more };
    const names = Object.entries(acts).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));
    await acts[this.pick(names)]![1]();
  }

  // --- membership --------------------------------------------------------------------------------------------------

  /** The next person who is not in the register yet. */
  async #introduce(by: Role): Promise<void> {
    const newcomer = this.ids.size;
    if (newcomer === PEOPLE) return;
    const { members } = this.world;
    const signer = this.key(newcomer);
    const consent = await signKeyConsent({ register: members, agent: "Applicant", deadline: FOREVER, signer });
    const act = { key: signer.address, deadline: FOREVER };
    await this.act("introduce", by, members, act, [consent], async () => {
      this.ids.set(newcomer, await members.idOf(signer));
    });
  }

  async #accept(by: Role): Promise<void> {
    const subject = this.id(this.newcomer());
    const { round } = await this.world.members.acceptanceOf(subject);
    await this.act("accept", by, this.world.members, { subject, round, deadline: FOREVER });
  }

  #suspend(whom: Role): Promise<void> {
    const until = this.now + BigInt(this.random(4)) * DAY;
    return this.#decide("suspend", [this.id(whom), until], () => {
      this.suspended.add(whom);
    });
  }

  /** By justice, or by anybody once it is over. */
  #reinstate(whom: Role): Promise<void> {
    const from = this.random(2) === 0 ? this.world.justice : this.world.carrier;
    return this.#decide(
      "reinstate",
      [this.id(whom)],
      () => {
        this.suspended.delete(whom);
      },
      from,
    );
  }

  /** Once in a history: nobody ever comes back from there. */
  async #expel(whom: Role): Promise<void> {
    if (this.#expelled !== undefined || this.ids.size < FOUNDERS + 2) return;
    await this.#decide("expel", [this.id(whom)], () => {
      this.#expelled = whom;
      this.left.add(whom);
    });
  }

  async #recoverKey(whom: Role): Promise<void> {
    const signer = this.newKey();
    if (signer === undefined || !this.ids.has(whom)) return;
    const then = () => this.changeKey(whom, signer);
    await this.#decide("recoverKey", [this.id(whom), signer.address], then, this.world.recoveryItself);
  }

  #decide(act: string, args: readonly unknown[], then: () => void, from: Signer = this.world.justice): Promise<void> {
    return this.send(act, undefined, this.world.members, act, args, then, from);
  }

  async #rest(by: Role, resting: boolean): Promise<void> {
    await this.act("rest", by, this.world.members, { resting, nonce: this.nonce++, deadline: FOREVER }, [], () => {
      if (resting) this.resting.add(by);
      else this.resting.delete(by);
    });
  }

  async #leave(way: "resign" | "reapply", by: Role): Promise<void> {
    await this.act(way, by, this.world.members, { nonce: this.nonce++, deadline: FOREVER }, [], () => {
      if (way === "resign") this.left.add(by);
      else this.left.delete(by);
    });
  }

  async #rotateKey(by: Role): Promise<void> {
    const signer = this.newKey();
    if (signer === undefined || !this.ids.has(by)) return;
    const { members } = this.world;
    const consent = await signKeyConsent({ register: members, agent: this.id(by), deadline: FOREVER, signer });
    const act = { newKey: signer.address, nonce: this.nonce++, deadline: FOREVER };
    await this.act("rotateKey", by, members, act, [consent], () => this.changeKey(by, signer));
  }

  #foundGuild(by: Role): Promise<void> {
    const act = { name: `Guild ${this.guilds.length}`, nonce: this.nonce++, deadline: FOREVER };
    return this.act("found", by, this.world.guilds, act, [], async () => {
      const guild = await this.world.members.lastId();
      this.guilds.push(guild);
      this.rosters.set(guild, new Set([by]));
    });
  }

  #stay(way: "join" | "quit", by: Role, guild: bigint): Promise<void> {
    return this.act(way, by, this.world.guilds, { guild, nonce: this.nonce++, deadline: FOREVER }, [], () => {
      if (way === "join") this.rosters.get(guild)!.add(by);
      else this.rosters.get(guild)!.delete(by);
    });
  }

  // --- contributions and money -------------------------------------------------------------------------------------

  async #submit(by: Role, guild: bigint): Promise<void> {
    if (!this.ids.has(by)) return;
    const entries = Array.from({ length: 1 + this.random(3) }, () => ({
      provider: Number(this.id(this.random(3) === 0 ? this.someone() : by) || this.id(by)),
      track: this.pick(TRACKS),
      quantity: 30 + this.random(300),
      day: SOME_DAY,
    }));
    const payload = encodePayload(entries);
    const act = { guild, replaces: NO_BATCH, payload, deadline: FOREVER };
    const id = await this.world.ledger.batchId(this.id(by), guild, payload);
    this.words.push(id, payload);
    await this.act("submit", by, this.world.ledger, act, [], () => {
      this.batches.push({ id, payload, author: by });
    });
  }

  /** An act on a batch that marks entries of it: one time in `seldom` the first, else none. */
  async #onBatch(act: string, by: Role, batch: Batch | undefined, marks: string, seldom: number): Promise<void> {
    if (batch === undefined) return;
    const marked = bitmapOf(this.random(seldom) === 0 ? [0] : []);
    const fields = { batch: batch.id, [marks]: marked, questioned: [], reason: NO_REF, deadline: FOREVER };
    await this.act(act, by, this.world.ledger, fields, act === "withdraw" ? [batch.payload] : []);
  }

  async #settleBatch(): Promise<void> {
    if (this.batches.length === 0) return;
    const batch = this.pick(this.batches.slice(-9));
    await this.send("settle", undefined, this.world.ledger, "settle", [batch.id, batch.payload]);
  }

  #deposit(guild: bigint): Promise<void> {
    const amount = BigInt(1 + this.random(9)) * UNIT;
    const args = [guild, COIN, amount, 0n, NO_REF, { value: amount }];
    return this.send("deposit", undefined, this.world.surplus, "deposit", args);
  }

  #openSeason(): Promise<void> {
    return this.send("openSeason", undefined, this.world.ledger, "openSeason", []);
  }

  /** Seasons end in their order. */
  #closeSeason(): Promise<void> {
    const season = this.#closed + 1n;
    return this.send("closeSeason", undefined, this.world.ledger, "closeSeason", [season], () => {
      this.#closed = season;
    });
  }

  #closeBooks(guild: bigint): Promise<void> {
    const season = BigInt(1 + this.random(Number(this.#closed) + 1));
    return this.send("closeBooks", undefined, this.world.surplus, "closeBooks", [guild, season, COIN], () => {
      this.#books.push({ guild, season });
    });
  }

  async #claim(): Promise<void> {
    const books = this.last(this.#books);
    if (books === undefined) return;
    const by = this.oneOf(this.workers(books.guild));
    await this.act("claim", by, this.world.surplus, { ...books, token: COIN, to: COIN, deadline: FOREVER });
  }

  async #claimFor(): Promise<void> {
    const books = this.last(this.#books);
    if (books === undefined) return;
    const members = [this.someone(), this.someone(), this.someone()].map((role) => this.id(role));
    await this.send("claimFor", undefined, this.world.surplus, "claimFor", [members, books.guild, books.season, COIN]);
  }

  // --- governance --------------------------------------------------------------------------------------------------

  async #makeProposal(by: Role): Promise<void> {
    const { members, assembly } = this.world;
    const stock = 12n + BigInt(this.proposals.length % 3);
    const calls = await callOf(members, "setTerms", [{ ...TERMS, vouchStock: stock }]);
    const description = `Proposal ${this.proposals.length}`;
    const [targets, values, calldatas] = listsOf(calls);
    const act = { targets, values, calldatas, description, deadline: FOREVER };
    await this.act("makeProposal", by, assembly, act, [], () => {
      const made = { id: proposalId(calls, description), key: keyOf(calls, description) };
      this.decisions.push(made);
      this.proposals.push({ ...made, proposer: by });
    });
    // One of four is thought better of before the vote begins.
    if (this.random(4) === 0) await this.#onProposal("withdrawProposal", by, this.proposals.at(-1), {});
  }

  async #onProposal(act: string, by: Role, proposal: Proposal | undefined, fields: object): Promise<void> {
    if (proposal === undefined) return;
    await this.act(act, by, this.world.assembly, { proposal: proposal.id, ...fields, deadline: FOREVER });
  }

  async #castBallots(proposal: Proposal | undefined): Promise<void> {
    if (proposal === undefined) return;
    const signed = Array.from({ length: 4 }, () => [this.someone(), this.pick([1, 1, 0, 2])] as const);
    await carryBallots(this, "castBallots", proposal, signed);
  }

  async #queue(): Promise<void> {
    const proposal = this.last(this.proposals.slice(0, -1)) ?? this.proposals[0];
    if (proposal === undefined) return;
    await this.send("queue", undefined, this.world.assembly, "queue", proposal.key, () => {
      this.#queued.push(proposal);
    });
  }

  async #execute(): Promise<void> {
    const proposal = this.last(this.#queued) ?? this.last(this.proposals);
    if (proposal === undefined) return;
    await this.send("execute", undefined, this.world.assembly, "execute", proposal.key);
  }

  /** A guild's council proposes that somebody be its steward. */
  async #propose(by: Role, guild: bigint, steward: Role): Promise<void> {
    const until = this.now + 60n * DAY;
    const appointment = { by: guild, steward: this.id(steward), until, nonce: this.nonce++, deadline: FOREVER };
    const calls = await callOf(this.world.guilds, "appoint", [appointment, "0x"]);
    await this.proposeInCouncil("propose", by, guild, calls);
  }

  /** The second round, with one harmless call more. */
  async #amend(by: Role, decision: { proposal: bigint; deadline: bigint }, calls: Calls | undefined): Promise<void> {
    if (calls === undefined) return;
    const fold = await callOf(this.world.members, "fold", [1n]);
    const amended = {
      targets: [...calls.targets, ...fold.targets],
      values: [...calls.values, ...fold.values],
      calldatas: [...calls.calldatas, ...fold.calldatas],
    };
    const description = "The same, and the electorate folded";
    this.words.push(callsHash(amended));
    await this.act("amend", by, this.world.councils, { round: 2, ...amended, description, ...decision }, [], () => {
      this.councilCalls[Number(decision.proposal) - 1] = amended;
    });
  }

  async #hold(by: Role, holds: Holds, number: bigint): Promise<void> {
    const act = { subject: this.world.councils.target, number, reason: WHY, text: "", deadline: FOREVER };
    await this.act("holds.suspend", by, holds, act);
  }

  async #councilExecute(): Promise<void> {
    const place = Math.max(0, this.councilCalls.length - 1 - this.random(4));
    const calls = this.councilCalls[place];
    if (calls === undefined) return;
    await this.send("councilExecute", undefined, this.world.councils, "execute", [
      BigInt(place + 1),
      ...listsOf(calls),
    ]);
  }
}
