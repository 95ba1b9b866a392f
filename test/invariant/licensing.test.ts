import { expect } from "chai";
import { network } from "hardhat";

import { canUse, classOf, edgeKey, foldLicensing, grantKey, type Standing } from "../../sdk/licensing/fold.ts";
import { dueOn, grantNumber, type Meter, newMeter } from "../../sdk/licensing/grants.ts";
import { STANDINGS } from "../../sdk/licensing/obligations.ts";
import {
  addCopyFair,
  addLicence,
  addUniform,
  ANY_PRICE,
  attest,
  deployLicensing,
  licensingLogs,
  publishAct,
  takeAct,
} from "../fixtures/licensing.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";
import { COIN } from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();

const STEPS = thorough ? 150 : 100;
const BPS = 10_000n;
const FEE = 1_000_003n;

/** 60 minutes or 100 of the coin's unit every day, so that a walk of some days sees grants kept, missed, cured and lapsed. */
const DAILY = {
  ...{ minutesAsked: 60n, amount: 100n, periodDays: 1n, graceDays: 1n, cureDays: 2n, firstCureDays: 1n },
  both: false,
};

interface GhostWork {
  readonly guild: bigint;
  readonly edges: { parent: bigint; shareBps: bigint }[];
  /** Offered under PPL: everybody may build on it, and offer the result as they like. */
  readonly isOpen: boolean;
}

/** What must be on chain, kept in plain maps beside it; knows nothing of the contracts' logs. */
class Ghost {
  readonly works = new Map<bigint, GhostWork>();
  /** On each edge, in ten-thousandths of a unit. */
  readonly waiting = new Map<string, bigint>();
  readonly paidTo = new Map<string, bigint>();
  readonly income = new Map<string, bigint>();
  readonly grants = new Map<string, string>();
  paidIn = new Map<string, bigint>();
  paidGrants = 0n;
  readonly metered = new Set<string>();
  /** When a grant by periods was last seen in force. */
  readonly inForceAt = new Map<string, bigint>();
  settled = 0n;
  /** Grants by periods that lapsed, without a case. */
  lapsed = 0;

  pay(work: bigint, token: string, amount: bigint): void {
    this.paidIn.set(token, (this.paidIn.get(token) ?? 0n) + amount);
    this.arrive(work, token, amount);
  }

  pull(child: bigint, parent: bigint, token: string): void {
    const key = edgeKey(child, parent, token);
    const scaled = this.waiting.get(key) ?? 0n;
    this.waiting.set(key, scaled % BPS);
    this.arrive(parent, token, scaled / BPS);
  }

  /** What the commons holds for a work: what lies on its edges, made whole. */
  held(id: bigint, token: string): bigint {
    const scaled = this.works
      .get(id)!
      .edges.reduce((sum, { parent }) => sum + (this.waiting.get(edgeKey(id, parent, token)) ?? 0n), 0n);
    return (scaled + BPS - 1n) / BPS;
  }

  /** Of everything ever paid to a work each parent has its share exactly, and the guild the rest, in whole units. */
  private arrive(id: bigint, token: string, amount: bigint): void {
    const work = this.works.get(id)!;
    let upstreamBps = 0n;
    for (const { parent, shareBps } of work.edges) {
      upstreamBps += shareBps;
      const key = edgeKey(id, parent, token);
      this.waiting.set(key, (this.waiting.get(key) ?? 0n) + amount * shareBps);
    }
    const own = (paid: bigint) => paid - (paid * upstreamBps + BPS - 1n) / BPS;
    const paid = this.paidTo.get(`${id}:${token}`) ?? 0n;
    this.paidTo.set(`${id}:${token}`, paid + amount);
    const books = `${work.guild}:${token}`;
    this.income.set(books, (this.income.get(books) ?? 0n) + own(paid + amount) - own(paid));
  }
}

const METER_FIELDS = [
  ...["unitFees", "paid", "minutesCounted", "reportedIn", "units", "noticedAt", "lapsedAt", "suspendedUntil"],
  ...["suspended", "ended", "lapsedPeriods"],
] as (keyof Meter)[];

describe("Licensing invariants", () => {
  async function setUp() {
    const nation = await deployLicensing(ethers);
    const otherSteward = nation.founders[3]!;
    const otherGuild = await foundGuild(nation, "Forge", [otherSteward]);
    const token = await nation.token.getAddress();
    const policyIds = [
      await addLicence(nation, "PPL"),
      await addCopyFair(nation, { fee: { token: COIN, amount: FEE } }),
      await addUniform(nation, 2n, { fee: { token, amount: FEE }, term: 30n * DAY }),
      await addUniform(nation, 3n),
      await addUniform(nation, 1n, { reciprocity: DAILY, price: { perUnit: 3n, ceiling: 500n }, term: 6n * DAY }),
    ];
    const agents: Person[] = [...nation.founders];
    for (const [index, userClass] of (["worker co-op", "firm", "public body", "non-profit"] as const).entries()) {
      agents.push(await attest(nation, userClass, nation.strangers[index]!));
    }
    for (const { signer } of agents) {
      await nation.token.mint(signer, 10n ** 12n);
      await nation.token.connect(signer).approve(nation.commons, 10n ** 12n);
    }
    const stewards = new Map([
      [nation.guild, nation.steward],
      [otherGuild, otherSteward],
    ]);
    const court = nation.strangers[9]!;
    await nation.licences.fillSeat(0n, court);
    return { ...nation, court, otherGuild, policyIds, agents, stewards, tokens: [COIN, token] };
  }
  type World = Awaited<ReturnType<typeof setUp>>;

  async function walk(world: World, ghost: Ghost, next: (bound: number) => number): Promise<void> {
    const { commons, licences } = world;
    const pick = <T>(items: readonly T[]): T => items[next(items.length)]!;
    const works = () => [...ghost.works.keys()];
    const guildOf = (work: bigint) => world.stewards.get(ghost.works.get(work)!.guild)!;

    const publish = async () => {
      const guild = pick([...world.stewards.keys()]);
      const steward = world.stewards.get(guild)!;
      const anything = next(5) === 0;
      const parents = works()
        .filter((id) => next(3) === 0 && (anything || ghost.works.get(id)!.isOpen))
        .slice(0, 8);
      const sharesBps = parents.map(() => BigInt(next(Math.floor(9_999 / parents.length) + 1)));
      const policies = world.policyIds.filter(() => next(2) === 0).slice(0, 4);
      if (policies.length === 0) policies.push(world.policyIds[0]!);
      const act = publishAct(world, { policies, parents, sharesBps, guild, steward });
      const sent = commons.connect(steward.signer).publish(act, "0x");
      if (!(await isTaken(sent))) return;
      const edges = parents.map((parent, index) => ({ parent, shareBps: sharesBps[index]! }));
      const isOpen = policies.includes(world.policyIds[0]!);
      ghost.works.set(await commons.lastId(), { guild, edges, isOpen });
    };
    /** A guild may have no right to build on what was picked, or to offer it like this. */
    const isTaken = async (sent: Promise<unknown>): Promise<boolean> => {
      const refused = await sent.then(() => "", String);
      if (refused !== "") expect(refused).to.match(/CommonsMayNotDerive|CommonsDerivativeRule/);
      return refused === "";
    };
    const pay = async () => {
      const [work, token, amount] = [pick(works()), pick(world.tokens), BigInt(1 + next(1_000_000))];
      await commons
        .connect(pick(world.agents).signer)
        .pay(work, token, amount, { value: token === COIN ? amount : 0n });
      ghost.pay(work, token, amount);
    };
    const pull = async () => {
      const edges = works().flatMap((child) => ghost.works.get(child)!.edges.map(({ parent }) => ({ child, parent })));
      const token = pick(world.tokens);
      const full = edges.filter(({ child, parent }) => (ghost.waiting.get(edgeKey(child, parent, token)) ?? 0n) >= BPS);
      if (full.length === 0) return;
      const { child, parent } = pick(full);
      await commons.pull(child, parent, token);
      ghost.pull(child, parent, token);
    };
    const take = async () => {
      const [{ id, signer }, work, purpose] = [pick(world.agents), pick(works()), BigInt(next(5))];
      const [, reason, policy] = await licences.canUse(work, id, purpose);
      if (reason === 2n) return; // a grant in force; renewing it is another test's matter
      // 7 and 9: a fee is due. Of the rest only 1 (free) is granted.
      const owesFee = reason === 7n || reason === 9n;
      const token = policy === world.policyIds[1] ? COIN : world.tokens[1]!;
      const value = owesFee && token === COIN ? FEE : 0n;
      const sent = licences.connect(signer).take(takeAct(id, work, policy, purpose), "0x", { value });
      if (owesFee) {
        await sent;
        ghost.pay(work, token, FEE);
        ghost.paidGrants += FEE;
      } else {
        await sent.catch(() => undefined);
      }
      await remember(work, id, purpose);
    };
    const approve = async () => {
      const [work, { id }, purpose] = [pick(works()), pick(world.agents), BigInt(next(5))];
      const { id: by, signer } = guildOf(work);
      const act = { by, licensee: id, work, policy: world.policyIds[3]!, purpose, nonce: 0n, deadline: FOREVER };
      await licences
        .connect(signer)
        .approve(act, "0x")
        .catch(() => undefined);
      await remember(work, id, purpose);
    };
    const stop = async () => {
      const work = pick(works());
      const { id: by, signer } = guildOf(work);
      const act = { by, work, stopped: next(2) === 0, nonce: 0n, deadline: FOREVER };
      await commons.connect(signer).stopGrants(act, "0x");
    };
    const revise = async () => {
      const work = pick(works());
      const { id: by, signer } = guildOf(work);
      const { version } = await commons.workOf(work);
      const contentHash = ethers.id(`${work}/${version}`);
      const act = { by, work, version: version + 1n, contentHash, uri: "", deadline: FOREVER };
      await commons.connect(signer).revise(act, "0x");
    };
    const offer = async () => {
      const work = pick(works());
      const { id: by, signer } = guildOf(work);
      const act = { by, work, policy: pick(world.policyIds), deadline: FOREVER };
      await commons
        .connect(signer)
        .offer(act, "0x")
        .catch(() => undefined);
    };
    const metered = () => {
      const keys = [...ghost.metered];
      if (keys.length === 0) return undefined;
      const [work, id, purpose] = pick(keys).split("/").map(BigInt) as [bigint, bigint, bigint];
      const { signer } = world.agents.find((agent) => agent.id === id)!;
      return { work, id, purpose, signer, number: grantNumber(work, id, purpose) };
    };
    const settle = async () => {
      const grant = metered();
      if (grant === undefined) return;
      const { amount: due, standing } = await licences.dueOf(grant.number);
      const amount = next(3) === 0 && standing < 4n ? due + BigInt(1 + next(150)) : due;
      if (amount === 0n) return;
      const payer = pick(world.agents).signer;
      await licences.connect(payer).settle(grant.number, amount, { value: amount });
      ghost.pay(grant.work, COIN, amount);
      ghost.settled += amount;
    };
    const report = async () => {
      const grant = metered();
      if (grant === undefined) return;
      const { work, id: by, purpose, signer } = grant;
      const act = { by, work, purpose, units: BigInt(1 + next(20)), most: ANY_PRICE, nonce: 0n, deadline: FOREVER };
      const { amount: due, minutesDue } = await licences.dueOf(grant.number);
      const sent = licences.connect(signer).report(act, "0x");
      if (due === 0n && minutesDue === 0n) await sent;
      else await sent.catch(() => undefined);
    };
    const notice = async () => {
      const grant = metered();
      if (grant === undefined) return;
      const { work, id: licensee, purpose } = grant;
      const { id: by, signer } = guildOf(work);
      const act = { by, licensee, work, purpose, nonce: 0n, deadline: FOREVER };
      await licences
        .connect(signer)
        .notice(act, "0x")
        .catch(() => undefined);
    };
    const release = async () => {
      const grant = next(3) === 0 ? metered() : undefined;
      if (grant === undefined) return;
      const { work, id: by, purpose, signer } = grant;
      const act = { by, work, purpose, nonce: 0n, deadline: FOREVER };
      await licences
        .connect(signer)
        .release(act, "0x")
        .catch(() => undefined);
      await remember(work, by, purpose);
    };
    const end = async () => {
      const grant = next(4) === 0 ? metered() : undefined;
      if (grant !== undefined) await licences.connect(world.court).end(grant.number, world.policyIds[4]!);
    };
    const leap = async () => networkHelpers.time.increase(13n * 3_600n);
    const wait = async () => networkHelpers.time.increase(BigInt(1 + next(3)) * 3_600n);
    const remember = async (work: bigint, id: bigint, purpose: bigint) => {
      const grant = await licences.grantOf(work, id, purpose);
      const key = grantKey(work, id, purpose);
      if (grant.grantedAt !== 0n) ghost.grants.set(key, grant.toString());
      if (grant.policy === world.policyIds[4]) ghost.metered.add(key);
      else ghost.metered.delete(key);
    };

    await publish();
    const moves = [publish, publish, pay, pay, pull, pull, take, take, take, approve, stop, revise, offer, wait];
    moves.push(settle, settle, report, notice, release, leap, leap);
    // Then, mostly, what becomes of the grants that ask for something afterwards.
    const later = [settle, settle, settle, report, report, notice, release, end, take, leap, leap, leap];
    for (let step = 0; step < 2 * STEPS; ++step) {
      await pick(step < STEPS ? moves : later)();
      const now = BigInt(await networkHelpers.time.latest());
      for (const key of ghost.metered) {
        const [work, id, purpose] = key.split("/").map(BigInt) as [bigint, bigint, bigint];
        if (await licences.holdsGrant(work, id, purpose)) ghost.inForceAt.set(key, now);
      }
    }
  }

  async function verifyBooks(world: World, ghost: Ghost): Promise<void> {
    const { commons, surplus, token } = world;
    for (const coin of world.tokens) {
      let waits = 0n;
      for (const [child, { edges }] of ghost.works) {
        for (const { parent } of edges) {
          const expected = (ghost.waiting.get(edgeKey(child, parent, coin)) ?? 0n) / BPS;
          expect(await commons.waiting(child, parent, coin)).to.equal(expected);
        }
        waits += ghost.held(child, coin);
      }
      const held = coin === COIN ? await ethers.provider.getBalance(commons) : await token.balanceOf(commons);
      expect(held, "INV-65 the commons holds what waits, made whole for each work").to.equal(waits);
      let arrived = 0n;
      for (const guild of world.stewards.keys()) {
        const { income } = await surplus.booksOf(guild, 1n, coin);
        expect(income).to.equal(ghost.income.get(`${guild}:${coin}`) ?? 0n);
        arrived += income;
      }
      expect(arrived + waits, "INV-64 paid in = arrived + held").to.equal(ghost.paidIn.get(coin) ?? 0n);
    }
  }

  async function verifyGraphAndGrants(world: World, ghost: Ghost): Promise<void> {
    const { commons, licences } = world;
    let [paid, settled] = [0n, 0n];
    for (const [work, { edges }] of ghost.works) {
      for (const { parent } of edges) expect(parent < work, "INV-63 edges lead to earlier works").to.equal(true);
      expect((await commons.parentsOf(work)).map(({ parent }) => parent)).to.deep.equal(
        edges.map(({ parent }) => parent),
      );
    }
    for (const [key, grant] of ghost.grants) {
      const [work, licensee, purpose] = key.split("/").map(BigInt) as [bigint, bigint, bigint];
      const kept = await licences.grantOf(work, licensee, purpose);
      expect(kept.toString(), "INV-67 a grant changes by nobody else's act").to.equal(grant);
    }
    for (const key of ghost.metered) {
      const [work, licensee, purpose] = key.split("/").map(BigInt) as [bigint, bigint, bigint];
      const number = grantNumber(work, licensee, purpose);
      const [{ standing, periods }, { ended }] = [await licences.dueOf(number), await licences.meterOf(number)];
      if (STANDINGS[Number(standing)] !== "Lapsed" || ended !== 0n) continue;
      const { grantedAt } = await licences.grantOf(work, licensee, purpose);
      const used = ghost.inForceAt.get(key)! - grantedAt;
      ghost.lapsed += 1;
      expect(periods * DAY >= used, "INV-266 a grant that lapsed owes all the time it was in force").to.equal(true);
    }
    for (const { name, args } of await licensingLogs(world)) {
      if (name === "LicenceSettled") settled += args["amount"] as bigint;
      if (name !== "LicenceGranted") continue;
      expect(args["basis"] === 2n, "a fee is paid exactly for basis Pay").to.equal(args["paid"] !== 0n);
      paid += args["paid"] as bigint;
    }
    expect(paid, "INV-66 fees of grants are the fees booked").to.equal(ghost.paidGrants);
    expect(settled, "INV-264 what meters say was paid was booked").to.equal(ghost.settled);
  }

  async function verifyFold(world: World, ghost: Ghost): Promise<void> {
    const { commons, licences, organisations, policies } = world;
    const state = foldLicensing(await licensingLogs(world));
    const now = BigInt(await networkHelpers.time.latest());

    expect(state.licences).to.equal(await commons.licences());
    expect(state.longestAttestation).to.equal(await organisations.longestAttestation());
    expect(BigInt(state.works.size)).to.equal(await commons.lastId());
    expect(BigInt(state.policies.size)).to.equal(await policies.lastId());
    for (const [issuer, until] of state.issuers) expect(await organisations.issuerUntil(issuer)).to.equal(until);
    for (const [id, policy] of state.policies) {
      const { spdxId, uri, textHash, terms, price, reciprocity } = await policies.policyOf(id);
      const { matrix, irrevocable, term } = terms;
      expect({
        ...policy,
        price: Object.values(policy.price),
        reciprocity: Object.values(policy.reciprocity),
      }).to.deep.equal({
        ...{ spdxId, uri, textHash, matrix, irrevocable, term },
        price: [price.token, price.perGrant, price.perUnit, price.ceiling, [...price.classBps]],
        reciprocity: [...reciprocity],
      });
    }
    for (const [id, work] of state.works) {
      const kept = await commons.workOf(id);
      expect([work.guild, work.version, work.grantsStopped]).to.deep.equal([
        kept.guild,
        kept.version,
        kept.grantsStopped,
      ]);
      expect(work.policies).to.deep.equal(await commons.policiesOf(id));
      expect(work.edges.map(({ parent, shareBps }) => [parent, shareBps])).to.deep.equal(await commons.parentsOf(id));
      for (const { parent } of work.edges) {
        for (const token of world.tokens) {
          const waits = state.waiting.get(edgeKey(id, parent, token)) ?? 0n;
          expect(waits).to.equal(await commons.waiting(id, parent, token));
        }
      }
    }
    const kinds: [bigint, Standing["kind"]][] = [
      ...world.agents.map(({ id }, index): [bigint, Standing["kind"]] => [id, index < 5 ? "member" : "organisation"]),
      [world.guild, "guild"],
      [0n, "stranger"],
      [99n, "unknown"],
    ];
    for (const [agent, kind] of kinds) {
      expect(await organisations.classOf(agent)).to.deep.equal([classOf(state, agent, kind, now), kind !== "unknown"]);
      for (const work of [...state.works.keys(), 99n]) {
        for (const purpose of [0n, 1n, 2n, 3n, 4n, 5n]) {
          const standing = { kind, reciprocityMinutes: 0n };
          const folded = canUse(state, { work, agent, purpose, now, standing });
          expect(await licences.canUse(work, agent, purpose)).to.deep.equal(folded);
        }
      }
    }
    for (const key of ghost.grants.keys()) {
      const [work, licensee, purpose] = key.split("/").map(BigInt) as [bigint, bigint, bigint];
      const { by, policy, basis, userClass, version, grantedAt, expiresAt, paid } = state.grants.get(key)!;
      const folded = [by, policy, basis, userClass, version, grantedAt, expiresAt, paid];
      expect(await licences.grantOf(work, licensee, purpose)).to.deep.equal(folded);
      const [grant, meter] = [state.grants.get(key)!, state.meters.get(key) ?? newMeter()];
      const number = grantNumber(work, licensee, purpose);
      expect(await licences.meterOf(number)).to.deep.equal(METER_FIELDS.map((field) => meter[field]));
      const due = dueOn(grant, meter, state.policies.get(policy)!, now);
      const { periods, amount, minutesDue, dueAt, breachAt, lapsesAt } = due;
      const standing = BigInt(STANDINGS.indexOf(due.standing));
      const expected = [standing, periods, amount, minutesDue, dueAt, breachAt, lapsesAt];
      expect(await licences.dueOf(number)).to.deep.equal(expected);
    }
  }

  for (const seed of thorough ? [11, 7] : [11]) {
    it(`INV-63 to INV-67 and INV-266 hold after ${2 * STEPS} random acts, and a fold of the logs equals every view (seed ${seed})`, async () => {
      const world = await networkHelpers.loadFixture(setUp);
      const ghost = new Ghost();
      await walk(world, ghost, randomOf(seed));
      expect(ghost.grants.size, "the walk grants something").to.be.greaterThan(5);
      const derivatives = [...ghost.works.values()].filter(({ edges }) => edges.length > 0);
      expect(derivatives.length, "the walk builds on something").to.be.greaterThan(2);
      await verifyBooks(world, ghost);
      await verifyGraphAndGrants(world, ghost);
      expect(ghost.lapsed, "the walk lets something lapse").to.be.greaterThan(0);
      await verifyFold(world, ghost);
    });
  }
});
