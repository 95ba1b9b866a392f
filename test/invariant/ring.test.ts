import { expect } from "chai";
import { id, Wallet, type Signer } from "ethers";
import { network } from "hardhat";

import { ringBound, type VouchRules } from "../../sdk/membership/ringBound.ts";
import { signKeyConsent, signStatement } from "../../sdk/statements.ts";
import { deployWeb, proveWith, type WebOfTrust } from "../fixtures/distance.ts";
import { DAY, FOREVER, YEAR, type PLAIN_TERMS } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const SPACING = DAY;
const TERMS = { vouchQuantity: 3n, vouchSpacing: SPACING, vouchStock: 50n, vouchValidity: YEAR };
const OUTSIDE = 12;
const DAYS = thorough ? 9 : 6;

// INV-122: a ring that members outside vouched for v times until t has admitted no more than f(v, t), whatever it does.
describe("A ring of people who vouch for each other", () => {
  for (const fed of [2, 3, 4, 5]) {
    it(`fed with ${fed} vouches grows to just what these allow, and no further in ${DAYS} days`, async () => {
      const ring = await Ring.begin();
      ring.feed(fed);
      for (let day = 0; day < DAYS; ++day) {
        await ring.growAsItCan();
        await time.increase(SPACING);
      }
      // three vouches for the first, two for the second
      expect(ring.admitted.length).to.equal(ringBound(ring.rules, { fed, elapsed: Infinity, refereesOutside: 0 }));
    });
  }

  it("fed with six vouches never outgrows the bound, and comes near to it", async () => {
    const ring = await Ring.begin();
    ring.feed(6);
    for (let day = 0; day < DAYS; ++day) {
      if (day > 0) await time.increase(SPACING);
      await ring.growAsItCan();
    }
    expect(ring.admitted.length).to.be.greaterThan((2 * (await ring.bound())) / 3);
  });

  for (const seed of thorough ? [1, 2, 3, 4, 5] : [1]) {
    it(`fed now and then, vouching at random, never outgrows the bound (seed ${seed})`, async () => {
      const below = randomOf(seed);
      const ring = await Ring.begin();
      for (let act = 0; act < 12 * DAYS; ++act) {
        if (below(4) === 0) ring.feed(below(3));
        await ring.actAtRandom(below);
        if (below(3) === 0) await time.increase((SPACING * BigInt(1 + below(9))) / 10n);
      }
      expect(ring.admitted).not.to.deep.equal([]);
    });
  }

  it("ends at those who are known outside, where the distance rule has two steps", async () => {
    const ring = await Ring.begin({ vouchQuantity: 1n, vouchSpacing: 0n, distance: true }, 2n);
    ring.feed(3);
    for (let round = 0; round < 6; ++round) await ring.growAsItCan();
    expect(ring.admitted.length).to.equal(3);
    expect(ring.waiting).to.be.greaterThan(0);
  });
});

interface Sybil {
  readonly id: bigint;
  readonly key: Wallet;
  readonly vouchers: Set<bigint>;
  /** Unix seconds of the latest vouch given. */
  lastVouchAt: bigint;
}

/** Twelve founders outside, and people inside whose acts are signed and carried. After each act the bound is checked. */
class Ring {
  readonly admitted: Sybil[] = [];
  private readonly candidates: Sybil[] = [];
  private readonly web: WebOfTrust;
  readonly rules: VouchRules;
  private readonly steps: bigint;
  private fed = 0;
  private toFeed = 0;
  private outsider = 0;
  private made = 0;
  private firstFedAt = 0n;
  private clock = 0n;

  private constructor(web: WebOfTrust, rules: VouchRules, steps: bigint) {
    this.web = web;
    this.rules = rules;
    this.steps = steps;
  }

  static async begin(terms: Partial<typeof PLAIN_TERMS> = {}, steps = 5n): Promise<Ring> {
    const all = { ...TERMS, ...terms };
    const web = await deployWeb(ethers, { founders: OUTSIDE, terms: all, rule: { steps } });
    const rules = {
      quantity: Number(all.vouchQuantity),
      spacing: Number(all.vouchSpacing),
      stock: Number(all.vouchStock),
      validity: Number(all.vouchValidity),
      refereesBps: all.distance === true ? 8_000 : 0,
      steps: Number(steps),
    };
    return new Ring(web, rules, steps);
  }

  /** People who were vouched for, and not admitted. */
  get waiting(): number {
    return this.candidates.length;
  }

  /** Members outside will vouch so many times more. */
  feed(vouches: number): void {
    this.toFeed += vouches;
  }

  async bound(): Promise<number> {
    const elapsed = this.fed === 0 ? 0 : Number(BigInt(await time.latest()) - this.firstFedAt);
    return ringBound(this.rules, { fed: this.fed, elapsed, refereesOutside: OUTSIDE });
  }

  /** Everybody inside who may vouch does, for one candidate after the other; vouches from outside fill what is missing. */
  async growAsItCan(): Promise<void> {
    for (;;) {
      this.clock = BigInt(await time.latest());
      const voucher = this.admitted.find((sybil) => this.mayVouch(sybil));
      if (voucher !== undefined) await this.vouchInside(voucher, this.candidateFor(voucher));
      else if (this.toFeed > 0) await this.vouchOutside(this.candidates[0]);
      else return;
    }
  }

  /** One vouch by somebody, for somebody. */
  async actAtRandom(below: (count: number) => number): Promise<void> {
    this.clock = BigInt(await time.latest());
    const voucher = this.admitted[below(this.admitted.length + 1)];
    const subject = this.candidates[below(this.candidates.length + 1)];
    if (voucher === undefined || !this.mayVouch(voucher)) {
      if (this.toFeed > 0) await this.vouchOutside(subject);
    } else if (subject === undefined || !subject.vouchers.has(voucher.id)) {
      await this.vouchInside(voucher, subject);
    }
  }

  private mayVouch({ lastVouchAt }: Sybil): boolean {
    const spacing = BigInt(this.rules.spacing);
    if (spacing === 0n) return lastVouchAt === 0n; // one each is enough to see where it ends
    return lastVouchAt === 0n || this.clock >= lastVouchAt + spacing;
  }

  private candidateFor(voucher: Sybil): Sybil | undefined {
    return this.candidates.find(({ vouchers }) => !vouchers.has(voucher.id));
  }

  private async vouchOutside(subject: Sybil | undefined): Promise<void> {
    const founder = this.web.founders[this.outsider++ % OUTSIDE]!;
    this.toFeed -= 1;
    this.fed += 1;
    await this.vouch({ id: founder.id, key: founder.signer }, subject);
    if (this.fed === 1) this.firstFedAt = BigInt(await time.latest());
    await this.check();
  }

  private async vouchInside(voucher: Sybil, subject: Sybil | undefined): Promise<void> {
    await this.vouch(voucher, subject);
    voucher.lastVouchAt = BigInt(await time.latest());
    await this.check();
  }

  /** Vouches for a candidate, or for somebody new. */
  private async vouch(by: { id: bigint; key: Signer }, subject: Sybil | undefined): Promise<void> {
    const { members } = this.web;
    const signer = by.key;
    if (subject !== undefined) {
      const act = { by: by.id, subject: subject.id, nonce: BigInt(++this.made), deadline: FOREVER };
      const { signature } = await signStatement({ contract: members, method: "vouch", act, keyEpoch: 0n, signer });
      await members.vouch(act, signature);
      subject.vouchers.add(by.id);
    } else {
      const key = new Wallet(id(`somebody ${++this.made}`));
      const consent = await signKeyConsent({ register: members, agent: "Applicant", deadline: FOREVER, signer: key });
      const act = { by: by.id, key: key.address, deadline: FOREVER };
      const { signature } = await signStatement({ contract: members, method: "introduce", act, keyEpoch: 0n, signer });
      await members.introduce(act, signature, consent);
      this.candidates.push({ id: await members.lastId(), key, vouchers: new Set([by.id]), lastVouchAt: 0n });
    }
  }

  /** Moves who was admitted, shows their distance where that is asked, and compares their number with the bound. */
  private async check(): Promise<void> {
    this.clock = BigInt(await time.latest());
    for (const candidate of [...this.candidates]) {
      if (candidate.vouchers.size < this.rules.quantity) continue;
      await this.admit(candidate);
      if (!(await this.web.members.isActive(candidate.id))) continue;
      this.candidates.splice(this.candidates.indexOf(candidate), 1);
      this.admitted.push(candidate);
    }
    expect(this.admitted.length).to.be.at.most(await this.bound());
  }

  private async admit({ id: person }: Sybil): Promise<void> {
    const { members } = this.web;
    if (this.rules.refereesBps === 0) return;
    if (await proveWith(this.web, person, this.steps)) await members.admit(person);
    else await expect(members.admit(person)).to.be.revertedWithCustomError(members, "MembersDistanceMissing");
  }
}
