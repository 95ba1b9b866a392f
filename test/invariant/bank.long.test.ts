import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import { BankFold } from "../../sdk/treasury/bankFold.ts";
import {
  BANK_TERMS,
  deployBank,
  line,
  lineId,
  organisation,
  own,
  payCost,
  PAYER,
  said,
  type BankNation,
  type Line,
} from "../fixtures/bank.ts";
import { sign, type Person } from "../fixtures/membership.ts";
import { commandedGuild, NO_REF } from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";
import { BANK_UNTOLD, BANK_VIEWS, type BankWorld } from "./folds/bank.ts";
import { plain } from "./folds/world.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;
const STEPS = thorough ? 800 : 400;

/** A payout as somebody keeps it on paper. */
interface Order {
  readonly to: bigint;
  readonly amount: bigint;
  state: "waiting" | "paid" | "kept" | "returned" | "corrected";
  lockedUntil: bigint;
}

/** A line or a correction as two officers keep it on paper. */
interface Entry {
  readonly first: bigint;
  readonly confirmBy: bigint;
  readonly kind: "income" | "paid" | "returned" | "correction";
  readonly on: Line;
  readonly to: bigint;
  readonly payout: bigint;
  /** Of a correction: the line. */
  readonly wrong: string;
  second: bigint;
  corrected: bigint;
}

describe("BankMoney on a random walk with a ledger on paper beside it", () => {
  for (const seed of thorough ? [3, 4, 5] : [3]) {
    it(`INV-220 to INV-224 hold after every step, and the logs tell every view (INV-10), seed ${seed}`, async () => {
      await walk(seed);
    });
  }
});

async function walk(seed: number): Promise<void> {
  const upTo = randomOf(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[upTo(items.length)];
  const amount = () => BigInt(1 + upTo(5_000));

  const nation = await deployBank(ethers, {
    founders: 6,
    officers: 4,
    terms: { term: 9_000n * 86_400n },
    season: { duration: 3_600n * 86_400n },
  });
  const { bank, surplus, reserve, commons, members, founders, strangers } = nation;
  await bank.setTerms({ ...BANK_TERMS, officerTerm: 3_000n * 86_400n });
  for (const { id } of founders.slice(0, 4)) await bank.appointOfficer(id);
  const guild = await commandedGuild(nation, "Weavers", founders.slice(0, 3));
  const firm = await organisation(nation, strangers[0]!);
  const people: Person[] = [...founders, firm];
  const officers = new Set(founders.slice(0, 4).map(({ id }) => id));
  const spare = strangers.slice(1);

  // --- the ledger on paper: nothing in it is read from the contract ---
  const entries = new Map<string, Entry>();
  const orders: Order[] = [];
  const kept = new Map<bigint, bigint>();
  const inBooks = { surplus: 0n, reserve: 0n };
  let [made, burnt] = [0n, 0n];
  const keptBy = (id: bigint) => kept.get(id) ?? 0n;
  const order = (to: bigint, sum: bigint) => orders.push({ to, amount: sum, state: "waiting", lockedUntil: 0n });
  const numbered = (state: Order["state"]) =>
    orders.map((one, index) => ({ ...one, id: BigInt(index + 1) })).filter((one) => one.state === state);
  const done = new Map<string, number>();
  const refused = new Map<string, number>();

  /** Sends, and compares what became of it with what paper says. */
  const attempt = async (name: string, allowed: boolean, sending: () => Promise<ContractTransactionResponse>) => {
    let why = "";
    const went = await sending().then(
      () => true,
      (error: unknown) => {
        why = String(error);
        return false;
      },
    );
    expect(went, `${name} by the ledger on paper: ${why}`).to.equal(allowed);
    const counts = went ? done : refused;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return went;
  };
  const next = async () => BigInt(await time.latest()) + 1n;

  /** A statement of an officer; `confirms` 0 or the first. */
  const state = async (
    by: Person,
    confirms: bigint,
    entry: Omit<Entry, "first" | "confirmBy" | "second" | "corrected">,
  ) => {
    const { kind, on, to, payout, wrong } = entry;
    const now = await next();
    const key =
      kind === "correction" ? await bank.correctionId(wrong, payout) : await lineId(nation, on, kind === "paid");
    const before = entries.get(key);
    const undone = before?.kind === "income" && before.second !== 0n && before.corrected === before.on.amount;
    const target = payout === 0n ? undefined : orders[Number(payout) - 1];
    const fits =
      kind === "income"
        ? to !== 4n
        : kind === "paid"
          ? target?.state === "waiting" && target.amount === on.amount && target.to !== by.id
          : kind === "returned"
            ? target?.state === "paid" && target.amount >= on.amount && target.to !== by.id
            : target?.state === "waiting" && target.to === 0n && target.amount <= leftOf(wrong);
    const mayState = officers.has(by.id) && fits && (before === undefined || before.second === 0n || undone);
    const asFirst = officers.size >= 2 && (before === undefined || undone || now > before.confirmBy);
    const asSecond =
      before !== undefined &&
      !undone &&
      before.first === confirms &&
      confirms !== by.id &&
      now <= before.confirmBy &&
      officers.has(confirms) &&
      before.kind === kind &&
      before.to === to &&
      before.payout === payout;
    const allowed = mayState && (confirms === 0n ? asFirst : asSecond);
    const act = said(by, confirms);
    const acting = bank.connect(by.signer);
    const went = await attempt(`${kind} ${confirms === 0n ? "first" : "second"}`, allowed, () =>
      kind === "income"
        ? acting.bookIncome({ ...act, ...on, to, payer: PAYER }, "0x")
        : kind === "paid"
          ? acting.markPaid({ ...act, ...on, payout }, "0x")
          : kind === "returned"
            ? acting.markReturned({ ...act, ...on, payout }, "0x")
            : acting.correct({ ...act, line: wrong, payout, reason: PAYER }, "0x"),
    );
    if (!went) return;
    const confirmBy = BigInt(await time.latest()) + BANK_TERMS.confirmPeriod;
    if (confirms === 0n) {
      entries.delete(key);
      entries.set(key, { ...entry, first: by.id, confirmBy, second: 0n, corrected: 0n });
      if (kind === "paid" && target!.lockedUntil < confirmBy) target!.lockedUntil = confirmBy;
      return;
    }
    expect(before!.first, "two different officers (INV-222)").not.to.equal(by.id);
    expect(before!.second, "no line twice (INV-221)").to.equal(0n);
    before!.second = by.id;
    if (kind === "income") {
      made += on.amount;
      if (to === 0n) inBooks.reserve += on.amount;
      else if (to === firm.id) kept.set(firm.id, keptBy(firm.id) + on.amount);
      else inBooks.surplus += on.amount;
    } else if (kind === "paid") {
      burnt += on.amount;
      target!.state = "paid";
    } else if (kind === "returned") {
      made += on.amount;
      target!.state = "returned";
      order(target!.to, on.amount);
    } else {
      burnt += target!.amount;
      target!.state = "corrected";
      entries.get(wrong)!.corrected += target!.amount;
    }
  };
  const leftOf = (key: string) => {
    const found = entries.get(key);
    return found?.kind === "income" && found.second !== 0n ? found.on.amount - found.corrected : 0n;
  };
  const NO_LINE = PAYER;
  /** Mostly one of those who may have the office. */
  const officer = () => pick(upTo(8) === 0 ? people : people.slice(0, 4))!;
  /** Mostly somebody who keeps something. */
  const keeper = () => pick(people.filter(({ id }) => keptBy(id) !== 0n || upTo(6) === 0)) ?? people[0]!;

  /** Another officer states the same, or somebody who may not. */
  const confirm = async (found: Entry) => {
    const { kind, on, to, payout, wrong } = found;
    const first = upTo(8) === 0 ? pick(people)!.id : found.first;
    await state(officer(), first, { kind, on, to, payout, wrong });
  };

  const acts: Record<string, () => Promise<void>> = {
    async book() {
      const old = upTo(4) === 0 ? pick([...entries.values()].filter(({ kind }) => kind !== "correction")) : undefined;
      const on = old?.on ?? line(amount());
      const to = pick([guild, guild, 0n, firm.id, 4n])!;
      await state(officer(), 0n, { kind: "income", on, to, payout: 0n, wrong: NO_LINE });
    },
    async pay() {
      const found = pick(numbered(upTo(6) === 0 ? "paid" : "waiting"));
      if (found === undefined) return;
      const sum = upTo(8) === 0 ? found.amount + 1n : found.amount;
      const entry = { kind: "paid", on: line(sum), to: 0n, payout: found.id, wrong: NO_LINE } as const;
      await state(officer(), 0n, entry);
    },
    async comeBack() {
      const found = pick(numbered(upTo(6) === 0 ? "waiting" : "paid"));
      if (found === undefined) return;
      const sum = upTo(4) === 0 ? found.amount - 1n : found.amount;
      if (sum === 0n) return;
      const entry = { kind: "returned", on: line(sum), to: 0n, payout: found.id, wrong: NO_LINE } as const;
      await state(officer(), 0n, entry);
    },
    async undo() {
      const found = pick(numbered("waiting").filter(({ to }) => to === 0n || upTo(8) === 0));
      const least = upTo(5) === 0 ? 0n : (found?.amount ?? 0n);
      const wrong = pick([...entries].filter(([key, { kind }]) => kind === "income" && leftOf(key) >= least))?.[0];
      if (found === undefined || wrong === undefined) return;
      const on = line(found.amount);
      await state(officer(), 0n, { kind: "correction", on, to: 0n, payout: found.id, wrong });
    },
    async confirm() {
      const open = [...entries.values()].filter(({ second }) => second === 0n || upTo(10) === 0);
      const found = upTo(3) === 0 ? open.at(-1) : pick(open);
      if (found !== undefined) await confirm(found);
    },
    async withdrawBooking() {
      const found = pick([...entries]);
      if (found === undefined) return;
      const [key, entry] = found;
      const by = officer();
      const mine = by.id === entry.first || (await next()) > entry.confirmBy || !officers.has(entry.first);
      const allowed = officers.has(by.id) && entry.second === 0n && mine;
      const went = await attempt("withdraw", allowed, () =>
        bank.connect(by.signer).withdrawBooking({ ...own(by), booking: key }, "0x"),
      );
      if (went) entries.delete(key);
    },
    async cost() {
      const to = pick([
        ...people.map(({ signer, id }) => ({ at: signer, id })),
        { at: bank, id: 0n },
        { at: bank, id: 0n },
      ])!;
      const sum = upTo(10) === 0 ? inBooks.surplus + 1n : amount() / 4n + 1n;
      const went = await attempt("cost", sum <= inBooks.surplus, () => payCost(ethers, nation, guild, to.at, sum));
      if (!went) return;
      inBooks.surplus -= sum;
      order(to.id, sum);
    },
    async send() {
      const found = pick(numbered("waiting"));
      const by = officer();
      if (found === undefined) return;
      const went = await attempt("send", officers.has(by.id), () =>
        bank.connect(by.signer).markSent({ ...own(by), payouts: [found.id] }, "0x"),
      );
      if (went) orders[Number(found.id) - 1]!.lockedUntil = BigInt(await time.latest()) + BANK_TERMS.confirmPeriod;
    },
    async keep() {
      const found = pick(numbered("waiting"));
      if (found === undefined) return;
      const by = people.find(({ id }) => id === found.to && upTo(6) !== 0) ?? pick(people)!;
      const allowed = found.to === by.id && (await next()) > found.lockedUntil;
      const went = await attempt("keep", allowed, () =>
        bank.connect(by.signer).keep({ ...own(by), payouts: [found.id] }, "0x"),
      );
      if (!went) return;
      orders[Number(found.id) - 1]!.state = "kept";
      kept.set(by.id, keptBy(by.id) + found.amount);
    },
    async payOut() {
      const by = keeper();
      const sum = keptBy(by.id) / BigInt(1 + upTo(3)) + BigInt(upTo(2));
      const went = await attempt("pay out", sum !== 0n && sum <= keptBy(by.id), () =>
        bank.connect(by.signer).payOut({ ...own(by), amount: sum }, "0x"),
      );
      if (!went) return;
      kept.set(by.id, keptBy(by.id) - sum);
      order(by.id, sum);
    },
    async bringBack() {
      const by = keeper();
      const sum = upTo(4) === 0 ? keptBy(by.id) + 1n : keptBy(by.id) / 2n;
      if (sum === 0n) return;
      await bank.connect(by.signer).approve(surplus, sum + BigInt(upTo(2)));
      const went = await attempt("bring back", sum <= keptBy(by.id), () =>
        surplus.connect(by.signer).deposit(guild, bank, sum, 0n, NO_REF),
      );
      if (!went) return;
      kept.set(by.id, keptBy(by.id) - sum);
      inBooks.surplus += sum;
    },
    async handOn() {
      const [by, to] = [pick(people)!, pick(people)!];
      const elsewhere = pick([to.signer, surplus, commons, strangers.at(-1)!])!;
      await attempt("hand on", false, () => bank.connect(by.signer).transfer(elsewhere, 1n));
      await attempt("hand on", false, () => bank.connect(by.signer).transferFrom(to.signer, by.signer, 1n));
    },
    async gift() {
      const by = keeper();
      const sum = keptBy(by.id) / 3n + 1n;
      const aside = upTo(2) === 0;
      const went = await attempt("gift", sum <= keptBy(by.id), () =>
        bank.connect(by.signer).transfer(aside ? bank : reserve, sum),
      );
      if (!went) return;
      kept.set(by.id, keptBy(by.id) - sum);
      if (aside) order(0n, sum);
      else inBooks.reserve += sum;
    },
    async office() {
      const id = pick(founders.slice(0, 4))!.id;
      if (officers.has(id) && officers.size > 2) {
        await bank.dismissOfficer(id);
        officers.delete(id);
      } else if (!officers.has(id)) {
        await bank.appointOfficer(id);
        officers.add(id);
      }
    },
    async newKey() {
      const key = spare.pop();
      const place = upTo(founders.length);
      const person = people[place]!;
      if (key === undefined || spare.length < 2) return;
      const act = { ...own(person), nonce: BigInt(spare.length), newKey: key.address };
      const signature = await sign(nation, person, members, "rotateKey", act);
      await members.connect(key).rotateKey(act, signature, "0x");
      people[place] = { id: person.id, signer: key };
    },
    async wait() {
      await time.increase(upTo(2) === 0 ? BANK_TERMS.confirmPeriod : 3_600n);
    },
  };
  const names = Object.keys(acts);
  const often = [
    ...names,
    "book",
    "book",
    "confirm",
    "confirm",
    "confirm",
    "confirm",
    "cost",
    "cost",
    "pay",
    "pay",
    "keep",
    "comeBack",
    "send",
  ];

  // Income first, so that something can happen.
  for (const sum of [40_000n, 60_000n]) {
    const entry = { kind: "income", on: line(sum), to: guild, payout: 0n, wrong: NO_LINE } as const;
    await state(founders[0]!, 0n, entry);
    await state(founders[1]!, 1n, entry);
  }
  for (let step = 0; step < STEPS; ++step) {
    const before = entries.size;
    await acts[pick(often)!]!();
    const latest = [...entries.values()].at(-1);
    if (entries.size > before && latest !== undefined && upTo(2) === 0) await confirm(latest);
    await verifyPaper();
  }

  async function verifyPaper() {
    const waiting = numbered("waiting").reduce((sum, one) => sum + one.amount, 0n);
    const keptInAll = [...kept.values()].reduce((sum, one) => sum + one, 0n);
    const held = inBooks.surplus + inBooks.reserve + waiting + keptInAll;
    expect(made - burnt, "booked in - paid out = what everybody has (INV-220)").to.equal(held);
    expect(await bank.totalSupply()).to.equal(held);
    const confirmed = [...entries.values()].filter(({ second, kind }) => second !== 0n && kind !== "correction");
    expect(new Set(confirmed.map(({ first, second }) => first === second)).has(true)).to.equal(false);
    const holders = [bank, surplus, reserve, commons, ...people.map(({ signer }) => signer)];
    const balances = await Promise.all([
      ...holders.map((holder) => bank.balanceOf(holder)),
      bank.balanceOf(await nation.guilds.accountOf(guild)),
    ]);
    expect(balances.reduce((sum, balance) => sum + balance)).to.equal(held);
    expect(balances.slice(0, 3)).to.deep.equal([
      numbered("waiting")
        .filter(({ to }) => to === 0n)
        .reduce((sum, one) => sum + one.amount, 0n),
      inBooks.surplus,
      inBooks.reserve,
    ]);
  }

  await verifyFold(nation, guild);
  // Not an idle walk: everything went through, and everything was refused.
  for (const name of ["income", "paid", "returned", "correction"]) {
    for (const place of ["first", "second"]) {
      expect(done.get(`${name} ${place}`) ?? 0, `${name} ${place}`).to.be.greaterThan(0);
    }
  }
  for (const name of ["withdraw", "cost", "send", "keep", "pay out", "bring back", "gift"]) {
    expect(done.get(name) ?? 0, name).to.be.greaterThan(0);
    if (name !== "gift") expect(refused.get(name) ?? 0, `${name}, refused`).to.be.greaterThan(0);
  }
  expect(refused.get("hand on") ?? 0).to.be.greaterThan(0);
}

/** Every view of the account answers as the fold of its logs. */
async function verifyFold(nation: BankNation, guild: bigint): Promise<void> {
  const { bank, members, timelock, guilds, nation: founder } = nation;
  const address = await bank.getAddress();
  const fold = new BankFold(address);
  const used = new Map<string, [bigint, bigint, bigint]>();
  for (const log of await ethers.provider.getLogs({ address, fromBlock: 0 })) {
    const parsed = bank.interface.parseLog(log)!;
    const block = await ethers.provider.getBlock(log.blockNumber);
    fold.apply(parsed, BigInt(block!.timestamp));
    if (parsed.name === "NonceUsed") {
      const [by, nonce] = parsed.args as unknown as [bigint, bigint];
      const key = `${by}/${nonce / 256n}`;
      const [, , bits] = used.get(key) ?? [by, 0n, 0n];
      used.set(key, [by, nonce / 256n, bits | (1n << (nonce % 256n))]);
    }
  }
  const count = Number(await members.lastId());
  const agents = Array.from({ length: count }, (_, index) => BigInt(index + 1));
  const keyOf = new Map(await Promise.all(agents.map(async (id) => [id, (await members.keyOf(id)).key] as const)));
  const active = await Promise.all(agents.map((id) => members.isActive(id)));
  const world: BankWorld = {
    fold,
    chainId: (await ethers.provider.getNetwork()).chainId,
    account: { name: "Our account", currency: "EUR", decimals: 2n },
    timelock: await timelock.getAddress(),
    founder: founder.address,
    keyOf,
    activeMembers: new Set(agents.filter((_, index) => active[index])),
    now: BigInt(await time.latest()),
    usedNonces: [...used.values(), [1n, 0n, used.get("1/0")?.[2] ?? 0n]],
  };
  expect(await guilds.isGuild(guild)).to.equal(true);
  const views: string[] = [];
  bank.interface.forEachFunction(({ name, stateMutability }) => {
    if (stateMutability === "view" && !(name in BANK_UNTOLD)) views.push(name);
  });
  expect(views.filter((view) => !(view in BANK_VIEWS))).to.deep.equal([]);
  for (const view of views) {
    const cases = BANK_VIEWS[view]!(world);
    expect(cases, `questions to ${view}`).not.to.deep.equal([]);
    for (const [args, is] of cases) {
      const answer: unknown = await bank.getFunction(view).staticCall(...args);
      expect(plain(answer), `${view}(${args.map(String).join(", ")})`).to.deep.equal(plain(is));
    }
  }
  const appointed = [...fold.officerUntil.keys()].sort((a, b) => Number(a - b));
  expect([...(await bank.officers())].sort((a, b) => Number(a - b))).to.deep.equal(appointed);
}
