import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { BaseContract, Signer } from "ethers";

import { signStatement } from "../../../sdk/statements.ts";
import { callsHash, listsOf, type Calls, type ProposalKey } from "../../../sdk/governance/proposals.ts";
import { FOREVER } from "../../fixtures/membership.ts";
import { HOUR } from "../../fixtures/governance.ts";
import { randomOf } from "../../fixtures/walk.ts";
import { FOUNDERS, GUESTS, PEOPLE, type World } from "./world.ts";

/** A role in a history, from 0: who plays it is another question. The first `FOUNDERS` are founders'. */
export type Role = number;

/** Which person plays which role. */
export interface Cast {
  /** The person of each role. */
  readonly of: readonly number[];
  /** The same of the members of the other nation. */
  readonly guests: readonly number[];
  /** Whether the founders are named in the order of their roles, or always in the order of the persons. */
  readonly foundersInOrderOf: "roles" | "persons";
}

export const EVERYBODY_AS_THEMSELVES: Cast = {
  of: Array.from({ length: PEOPLE }, (_, role) => role),
  guests: Array.from({ length: GUESTS }, (_, role) => role),
  foundersInOrderOf: "roles",
};

/** What became of one act. */
export interface Outcome {
  readonly act: string;
  readonly by: Role | undefined;
  /** Revert data; undefined if it was carried out. */
  readonly refused: string | undefined;
}

/** A decision of the assembly, whose calls name nobody: it is the same in every history. */
export interface Decision {
  readonly id: bigint;
  readonly key: ProposalKey;
}

/** What can happen in a step of a history, and how often beside the others. */
export type Deeds = Readonly<Record<string, readonly [weight: number, deed: () => Promise<void>]>>;

/** A part of a nation's life. What it remembers of a history is its own; it says what the history is to ask about. */
export interface Domain {
  /** How often each kind of act must have been carried out before a history is over. */
  readonly least: Readonly<Record<string, number>>;
  /** @param focus Two roles who are the parties of every case, and never stand for the same office. */
  readonly in: (history: History, focus: readonly Role[]) => { begin?: () => Promise<void>; deeds: Deeds };
}

const WAITS = [HOUR / 6n, HOUR, 2n * HOUR, 5n * HOUR];

/** What a history in terms of roles knows of itself, and how an act of it reaches the chain. */
export class History {
  readonly outcomes: Outcome[] = [];
  /** By role: the agent's id, once there is one. */
  readonly ids = new Map<Role, bigint>();
  /** The same of the members of the other nation, whose ids nobody has here. */
  readonly guestIds: bigint[] = [];
  readonly guests: HardhatEthersSigner[];
  /** Words that name a person, in the order they came up: digests of batches, payloads, calls. */
  readonly words: string[] = [];
  readonly guilds: bigint[] = [];
  /** How many there are by now; ids count from 1. */
  readonly counts = { chapters: 0, treaties: 0, cases: 0, lots: 0, elections: 0, moves: 0, publications: 0 };
  /** Agents that are organisations. */
  readonly organisations: bigint[] = [];
  readonly decisions: Decision[] = [];
  /** Lines that were published, as the contracts take them. */
  readonly lines: unknown[][] = [];
  readonly councilCalls: Calls[] = [];
  /** Seconds (Unix) at which a step was taken. */
  readonly moments: bigint[] = [];
  /** By role: all keys so far, the present one last. */
  readonly keys = new Map<Role, HardhatEthersSigner[]>();
  readonly suspended = new Set<Role>();
  readonly resting = new Set<Role>();
  readonly left = new Set<Role>();
  /** By guild: who joined it and has not quit. */
  readonly rosters = new Map<bigint, Set<Role>>();
  readonly random: (below: number) => number;
  now: bigint;
  nonce = 0n;

  constructor(
    readonly world: World,
    seed: number,
    cast: Cast,
    beginning: bigint,
  ) {
    this.random = randomOf(seed);
    this.now = beginning;
    for (const [role, person] of cast.of.entries()) this.keys.set(role, [world.people[person]!]);
    this.guests = cast.guests.map((person) => world.guests[person]!);
  }

  /** Those acts that were carried out less often than asked so far. */
  idle(least: Readonly<Record<string, number>>): string[] {
    const done = this.outcomes.filter(({ refused }) => refused === undefined).map(({ act }) => act);
    return Object.entries(least)
      .filter(([name, times]) => done.filter((act) => act === name).length < times)
      .map(([name]) => name);
  }

  // --- how an act reaches the chain --------------------------------------------------------------------------------

  /**
   * An act by its author's own account, or signed and carried by somebody: half of them each.
   * @param label `vouch`, `chapters.vouch` or `chapters.host (down)`: the word that ends the first part is the function.
   */
  async act(
    label: string,
    by: Role,
    contract: BaseContract,
    fields: object,
    more: readonly unknown[] = [],
    then?: () => void | Promise<void>,
  ): Promise<void> {
    const carried = this.random(2) === 0;
    if (!this.ids.has(by)) return;
    const method = functionIn(label);
    const act = { by: this.id(by), ...fields };
    const signature = carried ? await this.sign(contract, method, by, act) : "0x";
    await this.send(
      label,
      by,
      contract,
      method,
      [act, signature, ...more],
      then,
      carried ? this.world.carrier : this.key(by),
    );
  }

  /** Somebody proposes to a guild's council that the guild makes some calls. */
  async proposeInCouncil(label: string, by: Role, guild: bigint, calls: Calls): Promise<void> {
    this.words.push(String(calls.calldatas[0]), callsHash(calls));
    const [targets, values, calldatas] = listsOf(calls);
    const once = { nonce: this.nonce++, deadline: FOREVER };
    const act = { guild, targets, values, calldatas, description: "A decision of the guild", ...once };
    await this.act(label, by, this.world.councils, act, [], () => {
      this.councilCalls.push(calls);
    });
  }

  async sign(contract: BaseContract, method: string, by: Role, act: { by: bigint }): Promise<string> {
    const keyEpoch = (this.keys.get(by)?.length ?? 1) - 1;
    return (await signStatement({ contract, method, act: { ...act }, keyEpoch, signer: this.key(by) })).signature;
  }

  /** A transaction to a contract, and what it leads to. */
  async send(
    act: string,
    by: Role | undefined,
    contract: BaseContract,
    method: string,
    args: readonly unknown[],
    then?: () => void | Promise<void>,
    from: Signer = this.world.carrier,
  ): Promise<void> {
    const called = contract.connect(from).getFunction(method);
    await this.#happen(act, by, () => called.send(...args), then);
  }

  /** Coins that somebody outside pays to an address. */
  pay(act: string, to: string, value: bigint): Promise<void> {
    return this.#happen(act, undefined, () => this.world.carrier.sendTransaction({ to, value }));
  }

  /** Every transaction runs at a second that depends on the history alone. */
  async #happen(
    act: string,
    by: Role | undefined,
    sent: () => Promise<unknown>,
    then?: () => void | Promise<void>,
  ): Promise<void> {
    this.now += this.pick(WAITS);
    this.moments.push(this.now);
    await this.world.helpers.time.setNextBlockTimestamp(this.now);
    try {
      await sent();
    } catch (error) {
      this.outcomes.push({ act, by, refused: revertDataOf(error) });
      return;
    }
    this.outcomes.push({ act, by, refused: undefined });
    await then?.();
  }

  key(role: Role): HardhatEthersSigner {
    return this.keys.get(role)!.at(-1)!;
  }

  /** The agent of a role; 0 while there is none. */
  id(role: Role): bigint {
    return this.ids.get(role) ?? 0n;
  }

  /** Mostly somebody who may act: in the register, and neither resting nor gone. */
  someone(): Role {
    if (this.random(8) === 0) return this.random(PEOPLE);
    const present = [...this.ids.keys()].filter((role) => this.isPresent(role));
    return this.pick(present.length === 0 ? [0] : present);
  }

  isPresent(role: Role): boolean {
    return ![this.resting, this.left, this.suspended].some((absent) => absent.has(role));
  }

  /** Somebody on the way in: one who came later, or one who left. */
  newcomer(): Role {
    const later = this.ids.size - FOUNDERS;
    return this.random(4) === 0 || later === 0 ? this.oneOf(this.left) : FOUNDERS + this.random(later);
  }

  /** Who is on a guild's roster and present. */
  workers(guild: bigint): ReadonlySet<Role> {
    const roster = [...this.rosters.get(guild)!];
    return new Set(roster.filter((role) => this.isPresent(role)));
  }

  /** Mostly one of these, else anybody. */
  oneOf(roles: ReadonlySet<Role> = new Set()): Role {
    const some = this.someone();
    return roles.size === 0 || this.random(8) === 0 ? some : this.pick([...roles]);
  }

  /** Of a council's proposals one of the last two. */
  council(): bigint {
    return BigInt(Math.max(1, this.councilCalls.length - this.random(2)));
  }

  /** One of the last two, if there is one. */
  last<Item>(items: readonly Item[]): Item | undefined {
    return items.at(-1 - this.random(2)) ?? items.at(-1);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.random(items.length)]!;
  }

  /** Whose id this is; `undefined` for a guild's. */
  roleOf(id: bigint): Role | undefined {
    return [...this.ids].find(([, known]) => known === id)?.[0];
  }

  /** An account that is nobody's yet, while there are some. */
  newKey(): HardhatEthersSigner | undefined {
    const used = new Set([...this.keys.values()].flat());
    return this.world.spare.find((signer) => !used.has(signer));
  }

  changeKey(role: Role, signer: HardhatEthersSigner): void {
    this.keys.get(role)!.push(signer);
  }
}

function functionIn(label: string): string {
  return label.replace(/^.*\./, "").replace(/ .*$/, "");
}

/** Revert data of a refusal; any other failure is none of the history's. */
function revertDataOf(error: unknown): string {
  const data = (error as { data?: unknown }).data;
  if (typeof data === "string" && data.length >= 10) return data;
  throw error;
}
