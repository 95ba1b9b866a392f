import { expect } from "chai";

import { DAY, YEAR } from "../../fixtures/membership.ts";

/** A stay as a clerk would note it down. */
interface Stay {
  readonly home: bigint;
  from: bigint;
  until: bigint;
  vouchedBy?: bigint;
  accepted: boolean;
  acceptedAt: bigint;
}

/**
 * What chapters must do, kept in plain words beside the chain. It is told of every act that the contract carried out, and
 * itself checks that the act was allowed.
 */
export class GhostChapters {
  readonly resting = new Set<bigint>();
  readonly homes = new Map<bigint, bigint>();
  readonly #hosts = new Map<string, bigint>();
  readonly #stays = new Map<string, Stay>();
  readonly #former = new Map<string, Stay[]>();
  readonly #apart = new Map<string, bigint>();

  constructor(
    readonly guestDays: bigint,
    readonly leastHosts: bigint,
  ) {}

  host(chapter: bigint, person: bigint, until: bigint): void {
    this.#hosts.set(key(chapter, person), until);
  }

  dismiss(chapter: bigint, person: bigint): void {
    this.#hosts.delete(key(chapter, person));
  }

  isHost(chapter: bigint, person: bigint, now: bigint): boolean {
    return now < (this.#hosts.get(key(chapter, person)) ?? 0n) && !this.resting.has(person);
  }

  hosts(chapter: bigint, people: readonly bigint[], now: bigint): bigint[] {
    return people.filter((person) => this.isHost(chapter, person, now));
  }

  visit(chapter: bigint, guest: bigint, from: bigint, until: bigint): void {
    const before = this.#stays.get(key(chapter, guest));
    expect(before?.accepted === true && from < before.until, "asks while a stay runs").to.equal(false);
    if (before?.accepted === true) this.#archive(chapter, guest, before);
    this.#stays.set(key(chapter, guest), {
      home: this.homes.get(guest) ?? 0n,
      from,
      until,
      accepted: false,
      acceptedAt: 0n,
    });
  }

  vouch(chapter: bigint, guest: bigint, by: bigint, now: bigint): void {
    const stay = this.#stays.get(key(chapter, guest))!;
    expect(by !== guest && this.isHost(stay.home, by, now), "vouched by a host of the home").to.equal(true);
    stay.vouchedBy = by;
  }

  accept(chapter: bigint, guest: bigint, by: bigint, now: bigint): void {
    const stay = this.#stays.get(key(chapter, guest))!;
    const byAnother = by !== guest && by !== stay.vouchedBy && stay.vouchedBy !== undefined;
    expect(byAnother && this.isHost(chapter, by, now), "accepted by a host of the place").to.equal(true);
    if (stay.from < now) stay.from = now;
    stay.accepted = true;
    stay.acceptedAt = now;
  }

  depart(chapter: bigint, guest: bigint, now: bigint): void {
    const stay = this.#stays.get(key(chapter, guest))!;
    stay.until = now;
    if (stay.from > now) stay.from = now;
  }

  separate(chapter: bigint, person: bigint, until: bigint): void {
    this.#apart.set(key(chapter, person), until);
  }

  isGuest(chapter: bigint, guest: bigint, now: bigint): boolean {
    const stay = this.#stays.get(key(chapter, guest));
    return stay?.accepted === true && stay.from <= now && now < stay.until;
  }

  mayUse(chapter: bigint, person: bigint, offered: { uses: bigint; guestUses: bigint }, now: bigint): bigint {
    if (now < (this.#apart.get(key(chapter, person)) ?? 0n)) return 0n;
    if (this.homes.get(person) === chapter) return offered.uses;
    return this.isGuest(chapter, person, now) ? offered.guestUses : 0n;
  }

  /** INV-150: in each year of a guest, counted from its first acceptance, no more than the days of the terms. */
  verifyDays(): void {
    for (const [where, last] of this.#stays) {
      const stays = [...(this.#former.get(where) ?? []), ...(last.accepted ? [last] : [])];
      let [year, days] = [-YEAR, 0n];
      let end = 0n;
      for (const { from, until, acceptedAt } of stays) {
        expect(from >= end, `${where}: stays overlap`).to.equal(true);
        end = until;
        if (acceptedAt >= year + YEAR) [year, days] = [acceptedAt, 0n];
        days += (until - from + DAY - 1n) / DAY;
        expect(days <= this.guestDays, `${where}: ${days} days in a year`).to.equal(true);
      }
    }
  }

  #archive(chapter: bigint, guest: bigint, stay: Stay): void {
    const where = key(chapter, guest);
    this.#former.set(where, [...(this.#former.get(where) ?? []), stay]);
  }
}

function key(chapter: bigint, person: bigint): string {
  return `${chapter}:${person}`;
}
