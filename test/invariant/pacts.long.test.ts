import { expect } from "chai";
import { id as hashOf, ZeroHash, type ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import { foldLicensing } from "../../sdk/licensing/fold.ts";
import { USE_REASONS } from "../../sdk/licensing/explain.ts";
import { foldPacts } from "../../sdk/licensing/pactsFold.ts";
import { addUniform, attest, licensingLogs, publishWork } from "../fixtures/licensing.ts";
import { DAY, FOREVER, foundGuild, YEAR, type Person } from "../fixtures/membership.ts";
import { deployPacts, logsOf, TEXT } from "../fixtures/pacts.ts";
import { COIN } from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";
import { plain } from "./folds/world.ts";
import { CLASS, GhostOrganisation, GhostPact, heldSince, Side, State, type Rules, type Said } from "./pacts/ghost.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = thorough ? 1_500 : 450;
const SEEDS = thorough ? [1, 2, 4] : [4];
const BY_APPROVAL = 3n;
const PURPOSES = [0n, 1n, 2n, 3n, 4n];
/** The one that stewards approve in the walk; the others are left to pacts. */
const APPROVED = 2n;
const QUIRKS = [0n, 4n, 11n]; // `OddToken`: as it should, one percent less arrives, one percent more
/** Enough for every act, and no estimate: what is refused is mined too, in the second it was meant for. */
const GAS = { gasLimit: 2_000_000n };

/** How often each act must have been carried out, and have been refused, in a walk. */
const LEAST: Readonly<Record<string, readonly [done: number, refused: number]>> = {
  propose: [10, 3],
  sign: [8, 5],
  terminate: [1, 2],
  giveNotice: [1, 2],
  nameSpeaker: [3, 1],
  fund: [4, 8],
  fulfil: [4, 4],
  acknowledge: [1, 4],
  reattest: [25, 5],
  stay: [4, 4],
  endContest: [3, 3],
  setContestPeriod: [3, 0],
  approve: [2, 1],
};

interface Work {
  readonly id: bigint;
  readonly guild: bigint;
  readonly steward: Person;
}

describe("Pacts and contested attestations, a random walk", function () {
  /** Three guilds, each with a work that asks for approval; two public bodies and a co-op; nothing lasts long. */
  async function setUp() {
    const made = await deployPacts(ethers, { terms: { term: 50n * YEAR }, season: { duration: 3_650n * DAY } });
    const { organisations, founders, strangers, issuer, token, pacts, guild, steward } = made;
    await organisations.fillJusticeSeat(made.nation);
    const policy = await addUniform(made, BY_APPROVAL);
    const works: Work[] = [];
    for (const [index, person] of [steward, founders[3]!, founders[1]!].entries()) {
      const of = index === 0 ? guild : await foundGuild(made, `Guild ${index}`, [person]);
      works.push({
        ...{ guild: of, steward: person },
        id: await publishWork(made, { policies: [policy], guild: of, steward: person }),
      });
    }
    const bodies = [
      made.city,
      await attest(made, "public body", strangers[1]!),
      await attest(made, "co-op", strangers[2]!),
    ];
    const longest = await organisations.longestAttestation();
    await organisations.setContestPeriod(DAY);
    const words: { id: bigint; said: Said }[] = [];
    for (const [index, { id, signer }] of bodies.entries()) {
      const expiresAt = BigInt(await time.latest()) + BigInt(10 + 7 * index) * DAY;
      const first = await organisations.attestationOf(id);
      const act = { by: issuer.id, organisation: id, userClass: first.userClass, evidence: ZeroHash, expiresAt };
      await organisations.connect(issuer.signer).reattest({ ...act, nonce: 0n, deadline: FOREVER }, "0x");
      const { userClass, attestedAt: at, expiresAt: until } = first;
      const before = { userClass, at, expiresAt: until, goesOnFrom: undefined };
      const said = { userClass, at: BigInt(await time.latest()), expiresAt, goesOnFrom: before };
      words.push({ id, said });
      await token.mint(signer, 10n ** 12n);
      await token.connect(signer).approve(pacts, 10n ** 12n);
    }
    await time.increase(DAY);
    return { ...made, policy, works, bodies, longest, words, coin: await token.getAddress() };
  }
  type World = Awaited<ReturnType<typeof setUp>>;

  class Walk {
    readonly ghosts: readonly GhostOrganisation[];
    readonly pacts: GhostPact[] = [];
    readonly rules: Rules;
    readonly tally = new Map<string, { done: number; refused: Map<string, number> }>();
    /** What a walk must have met with. */
    readonly met = new Set<string>();
    readonly granted = new Set<string>();
    readonly left = new Set<bigint>();
    now = 0n;

    constructor(
      readonly world: World,
      readonly next: (below: number) => number,
    ) {
      this.ghosts = world.words.map(({ id, said }) => new GhostOrganisation(id, said, 1n));
      this.rules = { longest: world.longest, contestPeriod: DAY };
    }

    pick<T>(items: readonly T[]): T {
      return items[this.next(items.length)]!;
    }

    often(oneIn: number): boolean {
      return this.next(oneIn) !== 0;
    }

    /** One second before something ends, or that second, or some time later. */
    async passTime(): Promise<void> {
      const ends = [
        ...this.pacts.map(({ endsAt }) => endsAt),
        ...this.ghosts.flatMap(({ holds, claim }) => [holds.expiresAt, claim?.until ?? 0n, claim?.of.expiresAt ?? 0n]),
      ].filter((moment) => moment > this.now + 1n && moment < this.now + 2n * DAY);
      if (ends.length > 0 && this.next(6) === 0) this.now = this.pick(ends) - BigInt(this.next(2));
      else this.now += BigInt(1 + this.next(this.often(4) ? 3_600 : 60_000));
      await time.setNextBlockTimestamp(this.now);
    }

    /** Does what the ghost says can be done, and is refused as it says. */
    async attempt(
      name: string,
      refusal: string | undefined,
      send: () => Promise<ContractTransactionResponse>,
    ): Promise<boolean> {
      const answer = await send().then(
        () => undefined,
        (error: unknown) => /custom error '(\w+)/.exec(String(error))?.[1] ?? String(error),
      );
      expect(answer, `${name} at ${this.now}`).to.equal(refusal);
      const tally = this.tally.get(name) ?? { done: 0, refused: new Map<string, number>() };
      this.tally.set(name, tally);
      if (answer === undefined) tally.done += 1;
      else tally.refused.set(answer, (tally.refused.get(answer) ?? 0) + 1);
      return answer === undefined;
    }

    /** Of any pact, but mostly of one that is in force; nothing stands under the last number. */
    anyPact(): { number: bigint; pact: GhostPact | undefined } {
      const running = this.pacts.filter((pact) => pact.isInForce(this.now));
      const pact = running.length > 0 && this.often(5) ? this.pick(running) : this.pick([...this.pacts, undefined]);
      return { number: pact?.id ?? BigInt(this.pacts.length + 1), pact };
    }

    /** Mostly the body itself. */
    author(pact: GhostPact | undefined): Person {
      const { bodies } = this.world;
      const own = bodies.find(({ id }) => id === pact?.body.id);
      return own !== undefined && this.often(6) ? own : this.pick(bodies);
    }

    canSpeak = (id: bigint): boolean =>
      !this.left.has(id) &&
      (this.world.founders.some((founder) => founder.id === id) || this.world.works.some(({ guild }) => guild === id));

    speaker(): bigint {
      const { founders, works, bodies } = this.world;
      const people = [founders[1]!.id, founders[2]!.id];
      return this.often(8) ? this.pick(people) : this.pick([works[0]!.guild, bodies[0]!.id]);
    }

    readonly acts: Readonly<Record<string, () => Promise<unknown>>> = {
      propose: async () => {
        const { pacts, works, coin } = this.world;
        const { ghosts } = this;
        const fit = ghosts.filter((one) => one.isPublicBody(this.now));
        const body = fit.length > 0 && this.often(6) ? this.pick(fit) : this.pick(ghosts);
        const terms = {
          term: BigInt(1 + this.next(25)) * DAY,
          noticeDays: BigInt(this.next(8)),
          purposes: BigInt(this.next(32)),
          voice: this.next(2) === 0,
          guilds: works.map(({ guild }) => guild).filter(() => this.next(3) !== 0),
        };
        const opening = { speaker: this.speaker(), signBefore: this.now + BigInt(this.next(15)) * DAY };
        const promises = [Side.body, Side.nation, Side.body].map((side) => ({ side, state: State.open }));
        const limits = [COIN, coin]
          .filter(() => this.next(5) !== 0)
          .map((token) => ({ token, most: BigInt(1_000 + this.next(9_000)), funded: 0n }));
        const refusal =
          opening.signBefore <= this.now || terms.guilds.length === 0
            ? "PactsBadTerms"
            : !body.isPublicBody(this.now)
              ? "PactsNotPublicBody"
              : !this.canSpeak(opening.speaker)
                ? "PactsBadSpeaker"
                : undefined;
        const proposal = {
          ...{ organisation: body.id, ...opening, ...terms, textHash: TEXT, uri: "ipfs://pact" },
          commitments: promises.map(({ side }) => ({ textHash: hashOf("a hall"), dueAt: this.now, side })),
          limits: limits.map(({ token, most }) => ({ token, most })),
        };
        if (!(await this.attempt("propose", refusal, () => pacts.propose(proposal, GAS)))) return;
        this.pacts.push(new GhostPact(BigInt(this.pacts.length + 1), body, terms, promises, limits, opening));
      },
      sign: async () => {
        const open = this.pacts.filter(({ signedAt, endsAt }) => signedAt === undefined && this.now < endsAt);
        const pact = open.length > 0 && this.often(4) ? this.pick(open) : this.anyPact().pact;
        const number = pact?.id ?? BigInt(this.pacts.length + 1);
        const [by, isText] = [this.author(pact), this.often(10)];
        const former = this.world.bodies.map(({ id }) => this.ghostOf(id).pact?.isInForce(this.now));
        const refusal = pact === undefined ? "PactsUnknownPact" : pact.sign(this.now, by.id, isText);
        const act = { by: by.id, pact: number, textHash: isText ? TEXT : ZeroHash, deadline: FOREVER };
        await this.attempt("sign", refusal, () => this.world.pacts.connect(by.signer).sign(act, "0x", GAS));
        if (refusal === undefined && former[this.world.bodies.indexOf(by)] === true)
          this.met.add("a pact in another's place");
      },
      terminate: async () => {
        const { number, pact } = this.anyPact();
        const by = this.author(pact);
        const refusal = pact === undefined ? "PactsUnknownPact" : pact.giveNotice(this.now, by.id);
        const act = { by: by.id, pact: number, deadline: FOREVER };
        await this.attempt("terminate", refusal, () => this.world.pacts.connect(by.signer).terminate(act, "0x", GAS));
      },
      giveNotice: async () => {
        const { number, pact } = this.anyPact();
        const refusal = pact === undefined ? "PactsUnknownPact" : pact.giveNotice(this.now);
        await this.attempt("giveNotice", refusal, () => this.world.pacts.giveNotice(number, GAS));
      },
      nameSpeaker: async () => {
        const [{ number, pact }, speaker] = [this.anyPact(), this.speaker()];
        const refusal =
          pact === undefined ? "PactsUnknownPact" : this.canSpeak(speaker) ? undefined : "PactsBadSpeaker";
        if (pact !== undefined && refusal === undefined) pact.speaker = speaker;
        await this.attempt("nameSpeaker", refusal, () => this.world.pacts.nameSpeaker(number, speaker, GAS));
      },
      fund: async () => {
        const { pacts, works, coin, token } = this.world;
        const { number, pact } = this.anyPact();
        const [by, work, paidIn] = [this.author(pact), this.pick(works), this.pick([COIN, coin])];
        const amount = BigInt(100 + this.next(2_000));
        const refusal =
          pact === undefined ? "PactsUnknownPact" : pact.fund(this.now, by.id, work.guild, paidIn, amount);
        const act = { by: by.id, pact: number, work: work.id, token: paidIn, amount, nonce: 0n, deadline: FOREVER };
        const value = paidIn === COIN ? amount : 0n;
        const sent = () => pacts.connect(by.signer).fund(act, "0x", { value, ...GAS });
        if (!(await this.attempt("fund", refusal, sent))) return;
        expect(await ethers.provider.getBalance(pacts), "INV-282").to.equal(0n);
        expect(await token.balanceOf(pacts), "INV-282").to.equal(0n);
      },
      quirk: async () => this.world.token.setQuirk(this.pick(QUIRKS)),
      fulfil: () => this.move("fulfil", State.open),
      acknowledge: () => this.move("acknowledge", State.fulfilled),
      reattest: async () => {
        const { organisations, issuer } = this.world;
        const { rules } = this;
        const ghost = this.pick(this.ghosts);
        const classes = [CLASS.coop, CLASS.firm, CLASS.nonProfit, CLASS.individual];
        const userClass = this.often(3) ? CLASS.publicBody : this.pick(classes);
        const expiresAt = this.pick([
          ...[this.now + BigInt(this.next(20)) * DAY, this.now + BigInt(20 + this.next(60)) * DAY],
          ...[ghost.holds.expiresAt, (ghost.claim?.of ?? ghost.holds).expiresAt + BigInt(this.next(2))],
          ...(this.often(4) ? [] : [this.now + rules.longest + 1n]),
        ]);
        const wasOnTrial = ghost.isOnTrial;
        const refusal = ghost.reattest(this.now, userClass, expiresAt, rules);
        const fields = { by: issuer.id, organisation: ghost.id, userClass, evidence: ZeroHash, expiresAt };
        await this.attempt("reattest", refusal, () =>
          organisations.connect(issuer.signer).reattest({ ...fields, nonce: 0n, deadline: FOREVER }, "0x", GAS),
        );
        if (refusal === "OrganisationsContested") this.met.add("an issuer held up by a case");
        if (wasOnTrial && !ghost.isOnTrial) this.met.add("all given back in a case");
      },
      stay: async () => {
        const claiming = this.ghosts.filter((one) => one.canClaim(this.now) && !one.isOnTrial);
        const ghost = claiming.length > 0 && this.often(3) ? this.pick(claiming) : this.pick(this.ghosts);
        const wasInForce = ghost.pact?.isInForce(this.now);
        const refusal = ghost.stay(this.now);
        await this.attempt("stay", refusal, () => this.world.organisations.stay(ghost.id, GAS));
        if (wasInForce === false && ghost.pact?.isInForce(this.now) === true) this.met.add("a pact back in force");
      },
      endContest: async () => {
        const tried = this.ghosts.filter(({ isOnTrial }) => isOnTrial);
        const ghost = tried.length > 0 && this.often(3) ? this.pick(tried) : this.pick(this.ghosts);
        const [number, restored] = [ghost.taken - (this.often(4) ? 0n : 1n), this.next(2) === 0];
        const late = ghost.isOnTrial && !ghost.canClaim(this.now);
        const refusal = ghost.endContest(this.now, number, restored);
        await this.attempt("endContest", refusal, () =>
          this.world.organisations.endContest(ghost.id, number, restored, GAS),
        );
        if (refusal !== undefined) return;
        this.met.add(late && restored ? "a case won too late" : restored ? "a case won" : "a case lost");
      },
      setContestPeriod: async () => {
        const period = BigInt(1 + this.next(6)) * DAY;
        await this.attempt("setContestPeriod", undefined, () => this.world.organisations.setContestPeriod(period, GAS));
        this.rules.contestPeriod = period;
      },
      approve: async () => {
        const { licences, policy } = this.world;
        const [work, ghost] = [this.pick(this.world.works), this.pick(this.ghosts)];
        const key = `${work.id}/${ghost.id}/${APPROVED}`;
        const refusal = this.granted.has(key) ? "LicencesAlreadyGranted" : undefined;
        const act = { by: work.steward.id, licensee: ghost.id, work: work.id, policy, purpose: APPROVED };
        await this.attempt("approve", refusal, () =>
          licences.connect(work.steward.signer).approve({ ...act, nonce: 0n, deadline: FOREVER }, "0x", GAS),
        );
        this.granted.add(key);
      },
      leave: async () => {
        const { id, signer } = this.world.founders[2]!;
        if (this.left.has(id) || this.pacts.length < 8) return;
        const act = { by: id, nonce: 0n, deadline: FOREVER };
        await this.attempt("leave", undefined, () => this.world.members.connect(signer).resign(act, "0x", GAS));
        this.left.add(id);
      },
    };

    async move(name: "fulfil" | "acknowledge", from: bigint): Promise<void> {
      const { pacts, bodies, founders } = this.world;
      const { number, pact } = this.anyPact();
      const index = this.next(this.often(8) ? 3 : 4);
      const people = [...bodies, founders[1]!, founders[2]!];
      const promise = pact?.promises[index];
      const isBody = (promise?.side === Side.body) === (from === State.open);
      const right = people.find(({ id }) => id === (isBody ? pact?.body.id : pact?.speaker));
      const by = right !== undefined && this.often(4) ? right : this.pick(people);
      const refusal = pact === undefined ? "PactsUnknownPact" : pact.move(by.id, index, from, this.canSpeak);
      const act = { by: by.id, pact: number, index, deadline: FOREVER };
      const signed = pacts.connect(by.signer);
      const evidence = hashOf("photographs");
      await this.attempt(name, refusal, () =>
        name === "fulfil" ? signed.fulfil({ ...act, evidence }, "0x", GAS) : signed.acknowledge(act, "0x", GAS),
      );
      if (refusal === undefined && pact !== undefined && this.now >= pact.endsAt)
        this.met.add("a promise kept after the end");
    }

    ghostOf(id: bigint): GhostOrganisation {
      return this.ghosts.find((one) => one.id === id)!;
    }

    /** What one body is, and may, now; its pacts that are over are asked about only now and then. */
    async verifyBody(
      ghost: GhostOrganisation,
      among = this.pacts.filter(({ endsAt }) => this.now < endsAt),
    ): Promise<void> {
      const { organisations, pacts, licences, works } = this.world;
      const { now } = this;
      const own = among.filter(({ body }) => body === ghost);
      const [{ userClass }, attested, contest, running, voice, signed] = await Promise.all([
        organisations.classOf(ghost.id),
        organisations.attestationOf(ghost.id),
        organisations.contestOf(ghost.id),
        Promise.all(own.map(({ id }) => pacts.isInForce(id))),
        pacts.hasVoice(ghost.id),
        pacts.pactWith(ghost.id),
      ]);
      expect(userClass, "class").to.equal(ghost.classAt(now));
      const { holds } = ghost;
      expect([attested.userClass, attested.expiresAt, attested.heldSince]).to.deep.equal([
        ...[holds.userClass, holds.expiresAt, heldSince(holds)],
      ]);
      const wasSaid = ghost.words.some((said) => said.userClass === userClass && now < said.expiresAt);
      expect(wasSaid || userClass === CLASS.firm, "INV-284").to.equal(true);
      expect([contest.number, contest.stayed]).to.deep.equal([ghost.taken, ghost.isOnTrial]);
      expect(running, "INV-280").to.deep.equal(own.map((pact) => pact.isInForce(now)));
      expect(running.filter(Boolean).length, "INV-283").to.be.at.most(1);
      expect(signed).to.equal(ghost.pact?.id ?? 0n);
      expect(voice).to.equal(ghost.pact?.terms.voice === true && ghost.pact.isInForce(now));
      if (running.includes(true)) this.met.add("a pact in force");
      if (own.some((pact) => pact.signedAt !== undefined && now < pact.endsAt && !pact.isInForce(now)))
        this.met.add("a pact ended by the class");

      const [work, purpose] = [this.pick(works), this.pick(PURPOSES)];
      const agreed = ghost.pact?.covers(work.guild, purpose, now) ?? false;
      expect(await pacts.approves(ghost.id, work.guild, purpose), "approves").to.equal(agreed);
      const isHeld = this.granted.has(`${work.id}/${ghost.id}/${purpose}`);
      const reason = isHeld ? "GrantHeld" : agreed ? "PactAgreed" : "ApprovalNeeded";
      const [, answer] = await licences.canUse(work.id, ghost.id, purpose);
      expect(USE_REASONS[Number(answer)], "INV-300").to.equal(reason);
      this.met.add(reason);
    }

    async verifyPact(pact: GhostPact): Promise<void> {
      const { pacts } = this.world;
      const [record, promises, limits] = await Promise.all([
        pacts.pactOf(pact.id),
        pacts.commitmentsOf(pact.id),
        pacts.limitsOf(pact.id),
      ]);
      expect([record.signedAt, record.endsAt, record.speaker]).to.deep.equal([
        ...[pact.signedAt ?? 0n, pact.endsAt, pact.speaker],
      ]);
      expect(promises.map(({ side, state }) => [side, state])).to.deep.equal(
        pact.promises.map(({ side, state }) => [side, state]),
      );
      expect(limits.map(({ token, funded }) => [token, funded])).to.deep.equal(
        pact.limits.map(({ token, funded }) => [token, funded]),
      );
      for (const { funded, most } of limits) expect(funded <= most, "INV-281").to.equal(true);
    }

    /** Everything, and that the logs alone tell it. */
    async verifyAll(): Promise<void> {
      const { pacts, organisations } = this.world;
      for (const ghost of this.ghosts) await this.verifyBody(ghost, this.pacts);
      for (const pact of this.pacts) await this.verifyPact(pact);
      const folded = foldPacts(await logsOf(pacts));
      const licensing = foldLicensing(await licensingLogs(this.world));
      for (const { id } of this.pacts) {
        expect(plain(folded.pacts.get(id)!.record)).to.deep.equal(plain(await pacts.pactOf(id)));
        expect(plain(folded.pacts.get(id)!.limits)).to.deep.equal(plain(await pacts.limitsOf(id)));
      }
      for (const { id } of this.ghosts) {
        expect(plain(licensing.attestations.get(id))).to.deep.equal(plain(await organisations.attestationOf(id)));
        expect(plain(licensing.contests.get(id))).to.deep.equal(plain(await organisations.contestOf(id)));
      }
    }
  }

  const WEIGHTS: Readonly<Record<string, number>> = {
    ...{ propose: 5, sign: 5, terminate: 1, giveNotice: 1, nameSpeaker: 1, fund: 5, quirk: 1, fulfil: 3 },
    ...{ acknowledge: 3, reattest: 7, stay: 4, endContest: 4, setContestPeriod: 1, approve: 1, leave: 1 },
  };
  const CHOICES = Object.entries(WEIGHTS).flatMap(([name, weight]) => Array<string>(weight).fill(name));

  for (const seed of SEEDS) {
    it(`INV-280 to INV-285, INV-300 and INV-301 hold through ${STEPS} random acts (seed ${seed})`, async () => {
      const walk = new Walk(await networkHelpers.loadFixture(setUp), randomOf(seed));
      walk.now = BigInt(await time.latest());
      for (let step = 0; step < STEPS; ++step) {
        await walk.passTime();
        await walk.acts[walk.pick(CHOICES)]!();
        walk.now = BigInt(await time.latest());
        await walk.verifyBody(walk.pick(walk.ghosts));
        if (step % 100 === 99) await walk.verifyAll();
      }
      await walk.verifyAll();

      for (const [name, [done, refused]] of Object.entries(LEAST)) {
        const tally = walk.tally.get(name) ?? { done: 0, refused: new Map<string, number>() };
        const refusals = [...tally.refused.values()].reduce((sum, count) => sum + count, 0);
        expect(tally.done, `${name} done`).to.be.at.least(done);
        expect(refusals, `${name} refused`).to.be.at.least(refused);
      }
      for (const what of [
        ...["a pact in force", "a pact ended by the class", "a pact back in force", "a pact in another's place"],
        ...["a case won", "a case lost", "an issuer held up by a case", "all given back in a case"],
        ...["GrantHeld", "PactAgreed", "ApprovalNeeded"],
      ]) {
        expect([...walk.met], what).to.include(what);
      }
    });
  }
});
