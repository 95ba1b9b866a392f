import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers } from "@nomicfoundation/hardhat-network-helpers/types";
import { keccak256, toBeHex, Wallet, type Signer } from "ethers";

import { signKeyConsent, signStatement, type ActFields } from "../../../sdk/statements.ts";
import { DAY, deployMembership, FOREVER, type Membership } from "../../fixtures/membership.ts";
import { GhostRegister, type GhostPerson } from "./ghost.ts";
import { randomOf } from "../../fixtures/walk.ts";

/** Short terms, so that everything happens within a few hundred acts. */
const WALK_TERMS = {
  vouchQuantity: 2n,
  vouchSpacing: 0n,
  vouchStock: 12n,
  vouchValidity: 120n * DAY,
  acceptanceBps: 3000n,
  acceptancePeriod: 10n * DAY,
  probation: 5n * DAY,
  term: 45n * DAY,
  renewalWindow: 40n * DAY,
  grace: 20n * DAY,
  keyInterval: DAY,
  longestRest: 12n * DAY,
  applicationWindow: 30n * DAY,
};

/** The seats of `Members` that an account or an actor sits in here. */
const SEATS = { recovery: 3n, justice: 4n };

/** A nation that lives at random: every act is signed by its author and carried by one account that is no member. */
export class Walk {
  readonly successes = new Map<string, number>();
  /** The ghost of each guild: who joined and has not quit. */
  readonly rosters = new Map<bigint, Set<bigint>>();
  readonly #signers = new Map<bigint, Signer>();
  readonly #random: (below: number) => number;
  #nonce = 0n;

  private constructor(
    readonly nation: Membership,
    readonly ghost: GhostRegister,
    private readonly ethers: HardhatEthers,
    private readonly helpers: NetworkHelpers,
    private readonly justice: Signer,
    private readonly recovery: Signer,
    seed: number,
  ) {
    this.#random = randomOf(seed);
    for (const { id, signer } of nation.founders) this.#signers.set(id, signer);
  }

  static async begin(ethers: HardhatEthers, helpers: NetworkHelpers, seed: number): Promise<Walk> {
    const nation = await deployMembership(ethers, { founders: 6, terms: WALK_TERMS });
    const founders = nation.founders.map(({ id }) => id);
    const ghost = new GhostRegister(WALK_TERMS, founders, BigInt(await helpers.time.latest()));
    await nation.guilds.fillSeat(0, nation.nation);
    const [justice] = nation.strangers;
    await nation.members.fillSeat(SEATS.justice, justice!);
    const actor = await ethers.deployContract("SeatActor");
    const seat = await actor.getAddress();
    await helpers.setBalance(seat, 10n ** 18n);
    await helpers.impersonateAccount(seat);
    await nation.members.fillSeat(SEATS.recovery, actor);
    return new Walk(nation, ghost, ethers, helpers, justice!, await ethers.getSigner(seat), seed);
  }

  /** One act of somebody, or a wait. Many are refused, as in life; `successes` counts those that were not. */
  async step(): Promise<void> {
    const acts = [
      () => this.#introduce(),
      () => this.#introduce(),
      () => this.#vouch(),
      () => this.#vouch(),
      () => this.#vouch(),
      () => this.#accept(),
      () => this.#accept(),
      () => this.#accept(),
      () => this.#renew(),
      () => this.#renew(),
      () => this.#rest(true),
      () => this.#rest(false),
      () => this.#rest(false),
      () => this.#leave("resign"),
      () => this.#leave("reapply"),
      () => this.#leave("reapply"),
      () => this.#rotateKey(),
      () => this.#suspend(),
      () => this.#reinstate(),
      () => this.#reinstate(),
      () => this.#reinstate(),
      () => this.#expel(),
      () => this.#recoverKey(),
      () => this.#foundGuild(),
      () => this.#stay("join"),
      () => this.#stay("join"),
      () => this.#stay("quit"),
      () => this.#stay("quit"),
      () => this.#appoint(),
      () => this.#appoint(),
      () => this.#appoint(),
      () => this.#wait(),
      () => this.#wait(),
      () => this.#wait(),
      () => this.#fold(),
    ];
    await this.#pick(acts)();
  }

  async #introduce(): Promise<void> {
    const signer = this.#newKey();
    const by = this.#likely("active");
    const register = this.nation.members;
    const consent = await signKeyConsent({ register, agent: "Applicant", deadline: FOREVER, signer });
    const act = { by, key: await signer.getAddress(), deadline: FOREVER };
    await this.#carry("introduce", act, [consent], async (moment) => {
      const id = await register.lastId();
      this.#signers.set(id, signer);
      this.ghost.introduce(id, by, moment);
    });
  }

  #vouch(): Promise<void> {
    const [by, subject] = [this.#likely("active"), this.#anyPerson()];
    return this.#carry("vouch", { by, subject, ...this.#once() }, [], (moment) =>
      this.ghost.vouch(subject, by, moment),
    );
  }

  async #accept(): Promise<void> {
    const [by, subject] = [this.#likely("active"), this.#likely("probation")];
    const { round } = await this.nation.members.acceptanceOf(subject);
    const act = { by, subject, round, deadline: FOREVER };
    await this.#carry("accept", act, [], (moment) => this.ghost.accept(subject, moment));
  }

  #renew(): Promise<void> {
    const by = this.#likely("active");
    return this.#carry("renew", { by, ...this.#once() }, [], (moment) => this.ghost.renew(by, moment));
  }

  #rest(resting: boolean): Promise<void> {
    const by = this.#likely(resting ? "active" : "resting");
    return this.#carry("rest", { by, resting, ...this.#once() }, [], (moment) =>
      resting ? this.ghost.rest(by, moment) : this.ghost.comeBack(by, moment),
    );
  }

  #leave(way: "resign" | "reapply"): Promise<void> {
    const by = way === "resign" ? this.#anyPerson() : this.#likely("left");
    return this.#carry(way, { by, ...this.#once() }, [], (moment) => this.ghost[way](by, moment));
  }

  async #rotateKey(): Promise<void> {
    const by = this.#anyPerson();
    const signer = this.#newKey();
    const consent = await signKeyConsent({ register: this.nation.members, agent: by, deadline: FOREVER, signer });
    const act = { by, newKey: await signer.getAddress(), ...this.#once() };
    await this.#carry("rotateKey", act, [consent], () => {
      this.#signers.set(by, signer);
    });
  }

  /** Up to ten days; now and then of somebody who rests, is suspended already, or is outside. */
  async #suspend(): Promise<void> {
    if (this.#random(2) !== 0) return;
    const member = this.#likely(this.#random(3) === 0 ? "resting" : "active");
    const until = BigInt(await this.helpers.time.latest()) + BigInt(this.#random(10)) * DAY;
    const sent = this.nation.members.connect(this.justice).suspend(member, until);
    await this.#decide("suspend", sent, (moment) => this.ghost.suspend(member, moment));
  }

  /** By justice before the end, by anybody after it. */
  async #reinstate(): Promise<void> {
    const member = this.#likely("suspended");
    const by = this.#random(3) === 0 ? this.justice : this.nation.nation;
    const sent = this.nation.members.connect(by).reinstate(member);
    await this.#decide("reinstate", sent, (moment) => this.ghost.reinstate(member, moment));
  }

  /** Rarely: nobody ever comes back from there. */
  async #expel(): Promise<void> {
    if (this.#random(3) !== 0 || this.ghost.persons.size < 8) return;
    const member = this.#anyPerson();
    const sent = this.nation.members.connect(this.justice).expel(member);
    await this.#decide("expel", sent, (moment) => this.ghost.expel(member, moment));
  }

  async #recoverKey(): Promise<void> {
    const [agent, signer] = [this.#anyPerson(), this.#newKey()];
    const sent = this.nation.members.connect(this.recovery).recoverKey(agent, await signer.getAddress());
    await this.#decide("recoverKey", sent, () => {
      this.#signers.set(agent, signer);
    });
  }

  /** What a seat decides; `then` tells the ghost. */
  async #decide(name: string, sent: Promise<unknown>, then: (moment: bigint) => void): Promise<void> {
    if (!(await succeeds(sent))) return;
    this.#count(name);
    then(BigInt(await this.helpers.time.latest()));
  }

  #foundGuild(): Promise<void> {
    if (this.rosters.size === 3) return Promise.resolve();
    const by = this.#likely("active");
    const act = { by, name: `Guild ${this.#nonce}`, ...this.#once() };
    return this.#carry("found", act, [], async () => {
      this.rosters.set(await this.nation.members.lastId(), new Set([by]));
    });
  }

  async #stay(way: "join" | "quit"): Promise<void> {
    if (this.rosters.size === 0) return;
    const [guild, roster] = this.#pick([...this.rosters]);
    const by = way === "quit" ? this.#someOf(roster) : this.#anyPerson();
    await this.#carry(way, { by, guild, ...this.#once() }, [], () => {
      if (way === "join") roster.add(by);
      else roster.delete(by);
    });
  }

  async #appoint(): Promise<void> {
    if (this.rosters.size === 0) return;
    const { guilds } = this.nation;
    const [guild, roster] = this.#pick([...this.rosters]);
    const until = BigInt(await this.helpers.time.latest()) + BigInt(this.#random(100)) * DAY;
    const act = { by: guild, steward: this.#someOf(roster), until, ...this.#once() };
    const account = await this.ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
    const data = guilds.interface.encodeFunctionData("appoint", [act, "0x"]);
    if (await succeeds(account.execute(guilds, 0, data))) this.#count("appoint");
  }

  /** Up to four days; a third of the waits end at midnight to the second, where membership runs out. */
  async #wait(): Promise<void> {
    const moment = BigInt(await this.helpers.time.latest()) + 1n + BigInt(this.#random(4 * Number(DAY)));
    await this.helpers.time.increaseTo(this.#random(3) === 0 ? ((moment + DAY - 1n) / DAY) * DAY : moment);
    this.#count("wait");
  }

  async #fold(): Promise<void> {
    await this.nation.members.fold(this.#random(30));
    this.#count("fold");
  }

  /** Signs an act as its author and carries it; `then` tells the ghost, with the moment of the act. */
  async #carry(
    method: string,
    act: ActFields & { by: bigint },
    more: readonly string[],
    then: (moment: bigint) => void | Promise<void> = () => undefined,
  ): Promise<void> {
    const { members, guilds } = this.nation;
    const contract = members.interface.hasFunction(method) && method !== "found" ? members : guilds;
    const [, keyEpoch] = await members.keyOf(act.by);
    const signer = this.#signers.get(act.by);
    if (signer === undefined) throw new Error(`nobody holds the key of ${act.by}`);
    const { signature } = await signStatement({ contract, method, act, keyEpoch, signer });
    if (!(await succeeds(contract.getFunction(method).send(act, signature, ...more)))) return;
    this.#count(method);
    await then(BigInt(await this.helpers.time.latest()));
  }

  #once() {
    return { nonce: this.#nonce++, deadline: FOREVER };
  }

  #newKey(): Wallet {
    return new Wallet(keccak256(toBeHex(++this.#nonce, 32)));
  }

  #anyPerson(): bigint {
    return this.#pick([...this.ghost.persons.keys()]);
  }

  /** Three times of four somebody for whom the act makes sense, if there is such a person. */
  #likely(stage: GhostPerson["stage"]): bigint {
    const fitting = [...this.ghost.persons].filter(([, person]) => person.stage === stage).map(([id]) => id);
    return fitting.length === 0 || this.#random(4) === 0 ? this.#anyPerson() : this.#pick(fitting);
  }

  #someOf(roster: ReadonlySet<bigint>): bigint {
    return roster.size === 0 || this.#random(4) === 0 ? this.#anyPerson() : this.#pick([...roster]);
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#random(items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  #count(method: string): void {
    this.successes.set(method, (this.successes.get(method) ?? 0) + 1);
  }
}

/** Whether a transaction was carried out; a refusal is part of the walk, any other failure is not. */
async function succeeds(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("reverted with custom error")) return false;
    throw error;
  }
}
