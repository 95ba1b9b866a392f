import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { BaseContract, Signer } from "ethers";

import { bitmapOf } from "../../../sdk/contributions/bitmaps.ts";
import { encodePayload, TRACKS } from "../../../sdk/contributions/payload.ts";
import { packBallots } from "../../../sdk/governance/ballots.ts";
import { callsHash, listsOf, proposalId, type Calls, type ProposalKey } from "../../../sdk/governance/proposals.ts";
import { signKeyConsent, signStatement } from "../../../sdk/statements.ts";
import { NO_BATCH, SOME_DAY } from "../../fixtures/contributions.ts";
import { callOf, HOUR, keyOf } from "../../fixtures/governance.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { COIN, NO_REF, UNIT } from "../../fixtures/treasury.ts";
import { randomOf } from "../../fixtures/walk.ts";
import { FOUNDERS, PEOPLE, TERMS, type World } from "./world.ts";

/** A role in a history, from 0: who plays it is another question. The first `FOUNDERS` are founders'. */
export type Role = number;

/** Which person plays which role. */
export interface Cast {
  /** The person of each role. */
  readonly of: readonly number[];
  /** Whether the founders are named in the order of their roles, or always in the order of the persons. */
  readonly foundersInOrderOf: "roles" | "persons";
}

export const EVERYBODY_AS_THEMSELVES: Cast = {
  of: Array.from({ length: PEOPLE }, (_, role) => role),
  foundersInOrderOf: "roles",
};

/** What became of one act. */
export interface Outcome {
  readonly act: string;
  readonly by: Role | undefined;
  /** Revert data; undefined if it was carried out. */
  readonly refused: string | undefined;
}

interface Batch {
  readonly id: string;
  readonly payload: string;
  readonly author: Role;
}

interface Proposal {
  readonly id: bigint;
  readonly key: ProposalKey;
  readonly proposer: Role;
}

const WAITS = [HOUR / 6n, HOUR, 2n * HOUR, 5n * HOUR];

/**
 * A random history of a nation in terms of roles. The same seed gives the same history, whoever plays which role, as
 * long as the contracts treat everybody alike: nothing here asks the chain anything.
 */
export class Life {
  readonly outcomes: Outcome[] = [];
  /** By role: the agent's id, once there is one. */
  readonly ids = new Map<Role, bigint>();
  /** Words that name a person, in the order they came up: digests of batches, payloads, calls. */
  readonly words: string[] = [];
  readonly guilds: bigint[] = [];
  readonly batches: Batch[] = [];
  readonly proposals: Proposal[] = [];
  readonly councilCalls: Calls[] = [];
  /** Seconds (Unix) at which a step was taken. */
  readonly moments: bigint[] = [];
  /** By role: all keys so far, the present one last. */
  readonly keys = new Map<Role, HardhatEthersSigner[]>();
  readonly #random: (below: number) => number;
  #now: bigint;
  #nonce = 0n;
  #closed = 0n;
  readonly #queued: Proposal[] = [];
  readonly #books: { readonly guild: bigint; readonly season: bigint }[] = [];
  #keysChanged = 0;
  readonly #suspended = new Set<Role>();
  #expelled: Role | undefined;
  readonly #resting = new Set<Role>();
  readonly #left = new Set<Role>();
  readonly #rosters = new Map<bigint, Set<Role>>();
  #foundedIn = 0;

  private constructor(
    readonly world: World,
    seed: number,
    cast: Cast,
    beginning: bigint,
  ) {
    this.#random = randomOf(seed);
    this.#now = beginning;
    for (const [role, person] of cast.of.entries()) this.keys.set(role, [world.people[person]!]);
  }

  /**
   * Lives a history from the world's beginning.
   * @param params.steps How many at least; it goes on, up to four times as long, until every one of `acts` was carried out.
   */
  static async live(
    world: World,
    params: { seed: number; steps: number; acts: readonly string[]; cast: Cast },
  ): Promise<Life> {
    await world.beginning.restore();
    const life = new Life(world, params.seed, params.cast, BigInt(await world.helpers.time.latest()) + HOUR);
    await life.#found(params.cast);
    await life.#settle();
    for (let step = 0; step < params.steps; ++step) await life.#step();
    for (let step = 0; step < 3 * params.steps && life.idle(params.acts).length > 0; ++step) await life.#step();
    return life;
  }

  /** Those acts that were never carried out so far. */
  idle(acts: readonly string[]): string[] {
    const done = new Set(this.outcomes.filter(({ refused }) => refused === undefined).map(({ act }) => act));
    return acts.filter((act) => !done.has(act));
  }

  /** The block in which the founders got their ids. */
  get foundedIn(): number {
    return this.#foundedIn;
  }

  async #found({ of, foundersInOrderOf }: Cast): Promise<void> {
    const order = Array.from({ length: FOUNDERS }, (_, place) => (foundersInOrderOf === "roles" ? of[place]! : place));
    const keys = order.map((person) => this.world.people[person]!.address);
    await this.#send("foundNation", undefined, this.world.members, "found", [keys]);
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

  async #step(): Promise<void> {
    const { members, councils } = this.world;
    const [by, guild] = [this.#someone(), this.#pick(this.guilds)];
    const [batch, proposal] = [this.#last(this.batches), this.#last(this.proposals)];
    const worker = this.#oneOf(this.#workers(guild));
    const once = { nonce: this.#nonce++, deadline: FOREVER };
    const objection = { proposal: this.#council(), reason: NO_REF, deadline: FOREVER };
    const acts: Record<string, readonly [weight: number, act: () => Promise<void>]> = {
      introduce: [2, () => this.#introduce(by)],
      vouch: [7, () => this.#act("vouch", by, members, { subject: this.#id(this.#newcomer()), ...once })],
      accept: [7, () => this.#accept(by)],
      renew: [2, () => this.#act("renew", by, members, once)],
      rest: [1, () => this.#rest(by, true)],
      return: [2, () => this.#rest(this.#oneOf(this.#resting), false)],
      resign: [1, () => this.#leave("resign", by)],
      reapply: [3, () => this.#leave("reapply", this.#oneOf(this.#left))],
      rotateKey: [2, () => this.#rotateKey(by)],
      suspend: [1, () => this.#suspend(by)],
      reinstate: [3, () => this.#reinstate(this.#oneOf(this.#suspended))],
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
      castBallot: [9, () => this.#onProposal("castBallot", by, proposal, { choice: this.#pick([1, 1, 1, 0, 2]) })],
      castBallots: [3, () => this.#castBallots(proposal)],
      withdrawProposal: [1, () => this.#onProposal("withdrawProposal", proposal?.proposer ?? by, proposal, {})],
      queue: [3, () => this.#queue()],
      execute: [3, () => this.#execute()],
      propose: [4, () => this.#propose(worker, guild, this.#oneOf(this.#workers(guild)))],
      objectTo: [4, () => this.#act("objectTo", worker, councils, objection)],
      councilExecute: [4, () => this.#councilExecute()],
      fold: [1, () => this.#send("fold", undefined, members, "fold", [this.#random(9)])],
    };
    const names = Object.entries(acts).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));
    await acts[this.#pick(names)]![1]();
  }

  // --- membership --------------------------------------------------------------------------------------------------

  /** The next person who is not in the register yet. */
  async #introduce(by: Role): Promise<void> {
    const newcomer = this.ids.size;
    if (newcomer === PEOPLE) return;
    const { members } = this.world;
    const signer = this.#key(newcomer);
    const consent = await signKeyConsent({ register: members, agent: "Applicant", deadline: FOREVER, signer });
    const act = { key: signer.address, deadline: FOREVER };
    await this.#act("introduce", by, members, act, [consent], async () => {
      this.ids.set(newcomer, await members.idOf(signer));
    });
  }

  async #accept(by: Role): Promise<void> {
    const subject = this.#id(this.#newcomer());
    const { round } = await this.world.members.acceptanceOf(subject);
    await this.#act("accept", by, this.world.members, { subject, round, deadline: FOREVER });
  }

  #suspend(whom: Role): Promise<void> {
    const until = this.#now + BigInt(this.#random(4)) * DAY;
    return this.#decide("suspend", [this.#id(whom), until], () => {
      this.#suspended.add(whom);
    });
  }

  /** By justice, or by anybody once it is over. */
  #reinstate(whom: Role): Promise<void> {
    const from = this.#random(2) === 0 ? this.world.justice : this.world.carrier;
    return this.#decide(
      "reinstate",
      [this.#id(whom)],
      () => {
        this.#suspended.delete(whom);
      },
      from,
    );
  }

  /** Once in a history: nobody ever comes back from there. */
  async #expel(whom: Role): Promise<void> {
    if (this.#expelled !== undefined || this.ids.size < FOUNDERS + 2) return;
    await this.#decide("expel", [this.#id(whom)], () => {
      this.#expelled = whom;
      this.#left.add(whom);
    });
  }

  async #recoverKey(whom: Role): Promise<void> {
    const signer = this.#newKey();
    if (signer === undefined || !this.ids.has(whom)) return;
    const then = () => this.#changeKey(whom, signer);
    await this.#decide("recoverKey", [this.#id(whom), signer.address], then, this.world.recovery);
  }

  #decide(act: string, args: readonly unknown[], then: () => void, from: Signer = this.world.justice): Promise<void> {
    return this.#send(act, undefined, this.world.members, act, args, then, from);
  }

  async #rest(by: Role, resting: boolean): Promise<void> {
    await this.#act("rest", by, this.world.members, { resting, nonce: this.#nonce++, deadline: FOREVER }, [], () => {
      if (resting) this.#resting.add(by);
      else this.#resting.delete(by);
    });
  }

  async #leave(way: "resign" | "reapply", by: Role): Promise<void> {
    await this.#act(way, by, this.world.members, { nonce: this.#nonce++, deadline: FOREVER }, [], () => {
      if (way === "resign") this.#left.add(by);
      else this.#left.delete(by);
    });
  }

  async #rotateKey(by: Role): Promise<void> {
    const signer = this.#newKey();
    if (signer === undefined || !this.ids.has(by)) return;
    const { members } = this.world;
    const consent = await signKeyConsent({ register: members, agent: this.#id(by), deadline: FOREVER, signer });
    const act = { newKey: signer.address, nonce: this.#nonce++, deadline: FOREVER };
    await this.#act("rotateKey", by, members, act, [consent], () => this.#changeKey(by, signer));
  }

  /** An account that is nobody's yet, while there are some. */
  #newKey(): HardhatEthersSigner | undefined {
    return this.world.spare[this.#keysChanged];
  }

  #changeKey(role: Role, signer: HardhatEthersSigner): void {
    this.#keysChanged += 1;
    this.keys.get(role)!.push(signer);
  }

  #foundGuild(by: Role): Promise<void> {
    const act = { name: `Guild ${this.guilds.length}`, nonce: this.#nonce++, deadline: FOREVER };
    return this.#act("found", by, this.world.guilds, act, [], async () => {
      const guild = await this.world.members.lastId();
      this.guilds.push(guild);
      this.#rosters.set(guild, new Set([by]));
    });
  }

  #stay(way: "join" | "quit", by: Role, guild: bigint): Promise<void> {
    return this.#act(way, by, this.world.guilds, { guild, nonce: this.#nonce++, deadline: FOREVER }, [], () => {
      if (way === "join") this.#rosters.get(guild)!.add(by);
      else this.#rosters.get(guild)!.delete(by);
    });
  }

  // --- contributions and money -------------------------------------------------------------------------------------

  async #submit(by: Role, guild: bigint): Promise<void> {
    if (!this.ids.has(by)) return;
    const entries = Array.from({ length: 1 + this.#random(3) }, () => ({
      provider: Number(this.#id(this.#random(3) === 0 ? this.#someone() : by) || this.#id(by)),
      track: this.#pick(TRACKS),
      quantity: 30 + this.#random(300),
      day: SOME_DAY,
    }));
    const payload = encodePayload(entries);
    const act = { guild, replaces: NO_BATCH, payload, deadline: FOREVER };
    const id = await this.world.ledger.batchId(this.#id(by), guild, payload);
    this.words.push(id, payload);
    await this.#act("submit", by, this.world.ledger, act, [], () => {
      this.batches.push({ id, payload, author: by });
    });
  }

  /** An act on a batch that marks entries of it: one time in `seldom` the first, else none. */
  async #onBatch(act: string, by: Role, batch: Batch | undefined, marks: string, seldom: number): Promise<void> {
    if (batch === undefined) return;
    const marked = bitmapOf(this.#random(seldom) === 0 ? [0] : []);
    const fields = { batch: batch.id, [marks]: marked, reason: NO_REF, deadline: FOREVER };
    await this.#act(act, by, this.world.ledger, fields, act === "withdraw" ? [batch.payload] : []);
  }

  async #settleBatch(): Promise<void> {
    if (this.batches.length === 0) return;
    const batch = this.#pick(this.batches.slice(-9));
    await this.#send("settle", undefined, this.world.ledger, "settle", [batch.id, batch.payload]);
  }

  #deposit(guild: bigint): Promise<void> {
    const amount = BigInt(1 + this.#random(9)) * UNIT;
    const args = [guild, COIN, amount, 0n, NO_REF, { value: amount }];
    return this.#send("deposit", undefined, this.world.surplus, "deposit", args);
  }

  #openSeason(): Promise<void> {
    return this.#send("openSeason", undefined, this.world.ledger, "openSeason", []);
  }

  /** Seasons end in their order. */
  #closeSeason(): Promise<void> {
    const season = this.#closed + 1n;
    return this.#send("closeSeason", undefined, this.world.ledger, "closeSeason", [season], () => {
      this.#closed = season;
    });
  }

  #closeBooks(guild: bigint): Promise<void> {
    const season = BigInt(1 + this.#random(Number(this.#closed) + 1));
    return this.#send("closeBooks", undefined, this.world.surplus, "closeBooks", [guild, season, COIN], () => {
      this.#books.push({ guild, season });
    });
  }

  async #claim(): Promise<void> {
    const books = this.#last(this.#books);
    if (books === undefined) return;
    const by = this.#oneOf(this.#workers(books.guild));
    await this.#act("claim", by, this.world.surplus, { ...books, token: COIN, to: COIN, deadline: FOREVER });
  }

  async #claimFor(): Promise<void> {
    const books = this.#last(this.#books);
    if (books === undefined) return;
    const members = [this.#someone(), this.#someone(), this.#someone()].map((role) => this.#id(role));
    await this.#send("claimFor", undefined, this.world.surplus, "claimFor", [members, books.guild, books.season, COIN]);
  }

  // --- governance --------------------------------------------------------------------------------------------------

  async #makeProposal(by: Role): Promise<void> {
    const { members, assembly } = this.world;
    const stock = 12n + BigInt(this.proposals.length % 3);
    const calls = await callOf(members, "setTerms", [{ ...TERMS, vouchStock: stock }]);
    const description = `Proposal ${this.proposals.length}`;
    const [targets, values, calldatas] = listsOf(calls);
    const act = { targets, values, calldatas, description, deadline: FOREVER };
    await this.#act("makeProposal", by, assembly, act, [], () => {
      const id = proposalId(calls, description);
      this.proposals.push({ id, key: keyOf(calls, description), proposer: by });
    });
    // One of four is thought better of before the vote begins.
    if (this.#random(4) === 0) await this.#onProposal("withdrawProposal", by, this.proposals.at(-1), {});
  }

  async #onProposal(act: string, by: Role, proposal: Proposal | undefined, fields: object): Promise<void> {
    if (proposal === undefined) return;
    await this.#act(act, by, this.world.assembly, { proposal: proposal.id, ...fields, deadline: FOREVER });
  }

  async #castBallots(proposal: Proposal | undefined): Promise<void> {
    if (proposal === undefined) return;
    const { assembly } = this.world;
    const signed = Array.from({ length: 4 }, () => [this.#someone(), this.#pick([1, 1, 0, 2])] as const);
    const ballots = await Promise.all(
      signed.map(async ([role, choice]) => {
        const act = { by: this.#id(role), proposal: proposal.id, choice, deadline: FOREVER };
        return { ...act, signature: await this.#sign(assembly, "castBallot", role, act) };
      }),
    );
    await this.#send("castBallots", undefined, assembly, "castBallots", [proposal.id, packBallots(ballots)]);
  }

  async #queue(): Promise<void> {
    const proposal = this.#last(this.proposals.slice(0, -1)) ?? this.proposals[0];
    if (proposal === undefined) return;
    await this.#send("queue", undefined, this.world.assembly, "queue", proposal.key, () => {
      this.#queued.push(proposal);
    });
  }

  async #execute(): Promise<void> {
    const proposal = this.#last(this.#queued) ?? this.#last(this.proposals);
    if (proposal === undefined) return;
    await this.#send("execute", undefined, this.world.assembly, "execute", proposal.key);
  }

  /** A guild's council proposes that somebody be its steward. */
  async #propose(by: Role, guild: bigint, steward: Role): Promise<void> {
    const { guilds, councils } = this.world;
    const until = this.#now + 60n * DAY;
    const appointment = { by: guild, steward: this.#id(steward), until, nonce: this.#nonce++, deadline: FOREVER };
    const calls = await callOf(guilds, "appoint", [appointment, "0x"]);
    this.words.push(String(calls.calldatas[0]), callsHash(calls));
    const [targets, values, calldatas] = listsOf(calls);
    const act = {
      guild,
      targets,
      values,
      calldatas,
      description: "A steward",
      nonce: this.#nonce++,
      deadline: FOREVER,
    };
    await this.#act("propose", by, councils, act, [], () => {
      this.councilCalls.push(calls);
    });
  }

  async #councilExecute(): Promise<void> {
    const place = Math.max(0, this.councilCalls.length - 1 - this.#random(4));
    const calls = this.councilCalls[place];
    if (calls === undefined) return;
    await this.#send("councilExecute", undefined, this.world.councils, "execute", [
      BigInt(place + 1),
      ...listsOf(calls),
    ]);
  }

  // --- how an act reaches the chain --------------------------------------------------------------------------------

  /** An act by its author's own account, or signed and carried by somebody: half of them each. */
  async #act(
    method: string,
    by: Role,
    contract: BaseContract,
    fields: object,
    more: readonly unknown[] = [],
    then?: () => void | Promise<void>,
  ): Promise<void> {
    const carried = this.#random(2) === 0;
    if (!this.ids.has(by)) return;
    const act = { by: this.#id(by), ...fields };
    const signature = carried ? await this.#sign(contract, method, by, act) : "0x";
    await this.#send(
      method,
      by,
      contract,
      method,
      [act, signature, ...more],
      then,
      carried ? this.world.carrier : this.#key(by),
    );
  }

  async #sign(contract: BaseContract, method: string, by: Role, act: { by: bigint }): Promise<string> {
    const keyEpoch = (this.keys.get(by)?.length ?? 1) - 1;
    return (await signStatement({ contract, method, act: { ...act }, keyEpoch, signer: this.#key(by) })).signature;
  }

  /** Every transaction runs at a second that depends on the history alone. */
  async #send(
    act: string,
    by: Role | undefined,
    contract: BaseContract,
    method: string,
    args: readonly unknown[],
    then?: () => void | Promise<void>,
    from: Signer = this.world.carrier,
  ): Promise<void> {
    this.#now += this.#pick(WAITS);
    this.moments.push(this.#now);
    await this.world.helpers.time.setNextBlockTimestamp(this.#now);
    try {
      await contract
        .connect(from)
        .getFunction(method)
        .send(...args);
    } catch (error) {
      this.outcomes.push({ act, by, refused: revertDataOf(error) });
      return;
    }
    this.outcomes.push({ act, by, refused: undefined });
    await then?.();
  }

  #key(role: Role): HardhatEthersSigner {
    return this.keys.get(role)!.at(-1)!;
  }

  /** The agent of a role; 0 while there is none. */
  #id(role: Role): bigint {
    return this.ids.get(role) ?? 0n;
  }

  /** Mostly somebody who may act: in the register, and neither resting nor gone. */
  #someone(): Role {
    if (this.#random(8) === 0) return this.#random(PEOPLE);
    const present = [...this.ids.keys()].filter((role) => this.#isPresent(role));
    return this.#pick(present.length === 0 ? [0] : present);
  }

  #isPresent(role: Role): boolean {
    return ![this.#resting, this.#left, this.#suspended].some((absent) => absent.has(role));
  }

  /** Somebody on the way in: one who came later, or one who left. */
  #newcomer(): Role {
    const later = this.ids.size - FOUNDERS;
    return this.#random(4) === 0 || later === 0 ? this.#oneOf(this.#left) : FOUNDERS + this.#random(later);
  }

  /** Who is on a guild's roster and present. */
  #workers(guild: bigint): ReadonlySet<Role> {
    const roster = [...this.#rosters.get(guild)!];
    return new Set(roster.filter((role) => this.#isPresent(role)));
  }

  /** Mostly one of these, else anybody. */
  #oneOf(roles: ReadonlySet<Role> = new Set()): Role {
    const some = this.#someone();
    return roles.size === 0 || this.#random(8) === 0 ? some : this.#pick([...roles]);
  }

  /** Of a council's proposals one of the last two. */
  #council(): bigint {
    return BigInt(Math.max(1, this.councilCalls.length - this.#random(2)));
  }

  /** One of the last two, if there is one. */
  #last<Item>(items: readonly Item[]): Item | undefined {
    return items.at(-1 - this.#random(2)) ?? items.at(-1);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#random(items.length)]!;
  }
}

/** Revert data of a refusal; any other failure is none of the history's. */
function revertDataOf(error: unknown): string {
  const data = (error as { data?: unknown }).data;
  if (typeof data === "string" && data.length >= 10) return data;
  throw error;
}
