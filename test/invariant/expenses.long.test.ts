import { expect } from "chai";
import { id, ZeroAddress, ZeroHash, type BaseContract } from "ethers";
import { network } from "hardhat";

import * as folded from "../../sdk/treasury/expensesFold.ts";
import type { OddToken } from "../../typechain-types/index.ts";
import { approve, askAct, deployExpenses, guildActs, Kind, redirect, refuse, withdraw } from "../fixtures/expenses.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";
import { asGuild, closeSeason, COIN } from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const STEPS = 400;

/** What was done about a request, as those who did it would tell. */
interface Told {
  readonly request: string;
  readonly guild: bigint;
  readonly season: bigint;
  readonly token: string;
  readonly amount: bigint;
  readonly by: bigint;
  readonly payee: bigint;
  readonly kind: bigint;
  readonly budget: bigint;
  readonly milestone: number;
  /** Who approved and has not refused since; the guild's own word is 0. */
  approvals: bigint[];
  refusals: bigint[];
  state: "asked" | "approved" | "paid" | "gone";
  paid: number;
}

interface ToldBudget {
  readonly id: bigint;
  readonly token: string;
  readonly season: bigint;
  readonly amount: bigint;
  readonly milestones: readonly bigint[];
  ended: boolean;
}

describe("Expenses: a random walk beside a record of what was done (INV-200 to INV-204)", () => {
  for (const seed of thorough ? [21, 22, 23, 24] : [21]) {
    it(`holds after every step, seed ${seed}`, async () => {
      await walk(seed);
    });
  }
});

async function walk(seed: number): Promise<void> {
  const upTo = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[upTo(items.length)]!;
  const pickAny = <T>(items: readonly T[]): T | undefined => items[upTo(Math.max(items.length, 1))];
  const world = await deployExpenses(ethers);
  const { expenses, surplus, ledger, guilds, members, guild, nation, token, tokenAddress } = world;
  const { amara, bo, chen, dora, esi, fay, firm, supplier } = world;

  // --- the cast: an odd token beside the coin and a plain one, an odd payee, and who holds an office ---
  const moody: OddToken = await ethers.deployContract("OddToken", [6]);
  const receiver = await ethers.deployContract("OddReceiver");
  await members.connect(nation).register(9, receiver);
  const odd = await members.lastId();
  const tokens = [COIN, tokenAddress, await moody.getAddress()] as const;
  const contracts: Readonly<Record<string, OddToken>> = { [tokens[1]]: token, [tokens[2]]: moody };
  const people: readonly Person[] = [amara, bo, chen, dora, esi];
  const elsewhere = ethers.Wallet.createRandom().address;
  const payees: (string | BaseContract)[] = [
    ...people.map(({ signer }) => signer.address),
    firm.signer.address,
    fay.signer.address,
  ];
  payees.push(supplier, elsewhere, receiver);

  const offices = new Set([amara.id, bo.id, chen.id]);
  const limits = new Map(tokens.map((each) => [each, each === tokenAddress ? 500n : 0n]));
  const told: Told[] = [];
  const budgets: ToldBudget[] = [];
  const taken = new Map<string, bigint>();
  const income = new Map<string, bigint>([[`1/${tokenAddress}`, 10_000n]]);
  const closed = new Set<bigint>();
  const booksClosed = new Set<string>();
  let season = 1n;

  const sumOf = (which: readonly Told[]) => which.reduce((sum, { amount }) => sum + amount, 0n);
  const bound = (each: Told) => each.state === "approved" || each.state === "paid";
  const paidIn = (at: bigint, of: string) =>
    told.filter((each) => each.season === at && each.token === of && each.state === "paid");
  const tries = async (act: () => Promise<{ wait(): Promise<unknown> }>): Promise<boolean> => {
    try {
      await (await act()).wait();
      return true;
    } catch (error) {
      if (error instanceof Error && /revert|custom error/i.test(error.message)) return false;
      throw error;
    }
  };
  const heldByPayees = async (of: string) => {
    const balances = payees.map((payee) =>
      of === COIN ? ethers.provider.getBalance(payee) : contracts[of]!.balanceOf(payee),
    );
    return (await Promise.all(balances)).reduce((sum, each) => sum + each, 0n);
  };

  // --- what can happen: each answers whether it went through, and tells the record ---
  const grant = async () => {
    const milestones = upTo(2) === 0 ? [BigInt(upTo(200) + 1), BigInt(upTo(200) + 1)] : [];
    const forSeason = upTo(3) === 0 ? 0n : season;
    const fields = {
      ...{ token: pick(tokens), amount: BigInt(upTo(2_000) + 1), season: forSeason, purpose: id("what for") },
      ...{ until: forSeason === 0n ? BigInt(await networkHelpers.time.latest()) + 200n * DAY : 0n, milestones },
    };
    if (!(await tries(() => guildActs(ethers, world, "grant", fields)))) return false;
    budgets.push({ ...fields, id: await expenses.lastBudget(), ended: false });
    return true;
  };
  const endBudget = async () => {
    const budget = pick(budgets);
    if (upTo(2) !== 0 || !(await tries(() => guildActs(ethers, world, "endBudget", { budget: budget.id }))))
      return false;
    return (budget.ended = true);
  };
  const setLimit = async () => {
    const [of, amount] = [pick(tokens), BigInt(upTo(1_500))];
    limits.set(of, amount);
    return tries(() => guildActs(ethers, world, "setLimit", { token: of, amount }));
  };
  const ask = async () => {
    const by = pick([...people, ...people, ...people, firm, fay]);
    const budget =
      upTo(3) === 0
        ? undefined
        : pickAny(budgets.filter((each) => !each.ended && (each.season === 0n || each.season === season)).slice(-5));
    const payee = pick([by.id, by.id, pick(people).id, firm.id, odd, 0n]);
    const to = payee === 0n ? { to: supplier, payeeHash: id("who") } : { to: ZeroAddress, payeeHash: ZeroHash };
    const isMember = people.some((person) => person.id === payee);
    const kind = pick(isMember ? [Kind.Reimbursement, Kind.Invoice, Kind.Wage] : [Kind.Invoice]);
    const isOdd = upTo(8) === 0; // for a season or in a token that the budget is not for
    const act = askAct(world, by, {
      ...{ kind, budget: budget?.id ?? 0n, season: isOdd ? season - 1n : budget?.season || season },
      ...{ token: isOdd ? pick(tokens) : (budget?.token ?? tokenAddress), payee, ...to },
      amount: BigInt(upTo(upTo(6) === 0 ? 4_000 : 120) + 1),
    });
    if (!(await tries(() => expenses.connect(by.signer).ask(act, "0x")))) return false;
    const request = await expenses.requestId(act.by, { ...act, milestone: 0n });
    told.push({ ...act, request, milestone: 0, approvals: [], refusals: [], state: "asked", paid: 0 });
    return true;
  };
  const open = () => told.filter(({ state }) => state === "asked");
  /** One of the latest; of all, if there is none. */
  const some = (which: readonly Told[]) => pickAny(which.length > 0 ? which.slice(-6) : told);
  const requireIndependent = (each: Told) => {
    const holders = new Set(each.approvals.filter((by) => offices.has(by) && by !== each.by && by !== each.payee));
    const council = each.approvals.includes(0n);
    expect(council || holders.size >= 2, `${each.request} is approved by ${each.approvals.join()}`).to.equal(true);
    expect(closed.has(each.season), `${each.request} is approved in a closed season`).to.equal(false);
    if (each.milestone !== 0) return;
    const budget = budgets.find((one) => one.id === each.budget);
    const before = sumOf(told.filter((one) => one !== each && bound(one) && isBeside(one, each)));
    const most = budget === undefined ? limits.get(each.token)! : budget.amount - total(budget.milestones);
    expect(before + each.amount <= most, `${each.request} is within ${most}`).to.equal(true);
    if (budget !== undefined) expect(budget.ended, "of a running budget").to.equal(false);
  };
  const isBeside = (one: Told, each: Told) =>
    one.budget === each.budget &&
    one.milestone === 0 &&
    (each.budget !== 0n || (one.season === each.season && one.token === each.token));
  const stateOf = async (each: Told) => (await expenses.requestOf(each.request)).state;
  const approves = async () => {
    const each = some(open());
    if (each === undefined) return false;
    const byCouncil = upTo(8) === 0;
    const by = upTo(5) === 0 ? pick(people) : pick(people.filter((person) => offices.has(person.id)));
    const act = byCouncil
      ? () => guildActs(ethers, world, "approve", { request: each.request })
      : () => approve(world, by, each.request);
    if (!(await tries(act))) return false;
    expect(each.state, "only what is asked is approved").to.equal("asked");
    each.approvals.push(byCouncil ? 0n : by.id);
    if ((await stateOf(each)) !== 2n) return true;
    requireIndependent(each);
    each.state = "approved";
    return true;
  };
  const free = (each: Told) => {
    each.state = "gone";
    return true;
  };
  const refuses = async () => {
    const each = some(upTo(3) === 0 ? told : open());
    if (each === undefined) return false;
    const byCouncil = upTo(4) === 0;
    const by = upTo(5) === 0 ? pick(people) : pick(people.filter((person) => offices.has(person.id)));
    const act = byCouncil
      ? () => guildActs(ethers, world, "refuse", { request: each.request, reason: id("why") })
      : () => refuse(world, by, each.request);
    const before = each.state;
    if (!(await tries(act))) return false;
    each.refusals.push(byCouncil ? 0n : by.id);
    each.approvals = each.approvals.filter((one) => one !== by.id || byCouncil);
    if ((await stateOf(each)) !== 5n) return true;
    const holders = new Set(each.refusals.filter((one) => one !== each.by && one !== each.payee));
    expect(before === "asked" || (before === "approved" && byCouncil && !closed.has(each.season))).to.equal(true);
    expect(byCouncil || holders.size >= 2, `${each.request} is refused by ${each.refusals.join()}`).to.equal(true);
    return free(each);
  };
  const withdraws = async () => {
    const each = some(upTo(2) === 0 ? told : open());
    const by = [...people, firm].find((person) => person.id === each?.by);
    if (each === undefined || by === undefined) return false;
    const before = each.state;
    if (!(await tries(() => withdraw(world, by, each.request)))) return false;
    expect(before === "asked" || (before === "approved" && !closed.has(each.season)), before).to.equal(true);
    return free(each);
  };
  const redirects = async () => {
    const each = some(told);
    const by = [...people, firm].find((person) => person.id === each?.payee);
    if (each === undefined || by === undefined) return false;
    return tries(() => redirect(world, by, each.request, pick([elsewhere, supplier, ZeroAddress])));
  };
  const pays = async () => {
    const due = told.filter(({ state }) => state === "approved");
    const each = pickAny(due.length > 0 && upTo(5) !== 0 ? due : told);
    if (each === undefined) return false;
    const before = await heldByPayees(each.token);
    if (!(await tries(() => expenses.connect(nation).pay(each.request)))) return false;
    expect(each.state, "only what is approved is paid").to.equal("approved");
    const received = (await heldByPayees(each.token)) - before;
    expect(received, `${each.request} pays its amount`).to.equal(each.amount);
    [each.state, each.paid] = ["paid", each.paid + 1];
    expect(each.paid, "and once").to.equal(1);
    const spent = sumOf(paidIn(each.season, each.token));
    expect(spent <= (income.get(`${each.season}/${each.token}`) ?? 0n), "within the income").to.equal(true);
    return true;
  };
  const milestones = async () => {
    const budget = pickAny(budgets.filter((each) => each.milestones.length > 0).slice(-3));
    if (budget === undefined) return false;
    const number = upTo(2) + 1;
    const key = `${budget.id}/${number}`;
    const by = taken.has(key) && upTo(5) !== 0 ? people.find((one) => one.id === taken.get(key))! : pick(people);
    const act = { by: by.id, budget: budget.id, milestone: number, deadline: FOREVER };
    const contract = expenses.connect(by.signer);
    if (!taken.has(key) || upTo(8) === 0) {
      if (!(await tries(() => contract.commitTo({ ...act, nonce: 0n }, "0x")))) return false;
      expect(taken.has(key), "nobody has it").to.equal(false);
      taken.set(key, by.id);
      return true;
    }
    if (upTo(6) === 0) {
      if (!(await tries(() => contract.giveBack({ ...act, nonce: 0n }, "0x")))) return false;
      expect(taken.get(key)).to.equal(by.id);
      return taken.delete(key);
    }
    const evidence = id(`delivered ${told.length}`);
    if (!(await tries(() => contract.deliver({ ...act, season, evidence }, "0x")))) return false;
    expect(taken.get(key), "whoever took it on delivers it").to.equal(by.id);
    const live = told.filter((one) => one.budget === budget.id && one.milestone === number && one.state !== "gone");
    expect(live, "one delivery at a time, and none once it is released").to.deep.equal([]);
    const terms = { guild, kind: Kind.Milestone, budget: budget.id, milestone: number, season, token: budget.token };
    const rest = { payee: by.id, to: ZeroAddress, amount: budget.milestones[number - 1]!, payeeHash: ZeroHash };
    const request = await expenses.requestId(by.id, { ...terms, ...rest, evidence });
    told.push({ ...terms, ...rest, by: by.id, request, approvals: [], refusals: [], state: "asked", paid: 0 });
    return true;
  };
  const appoints = async () => {
    const person = pick(people);
    const until = offices.has(person.id) ? 0n : BigInt(await networkHelpers.time.latest()) + 600n * DAY;
    if (until === 0n && offices.size < 3) return false;
    const act = { by: guild, steward: person.id, until, nonce: 0n, deadline: FOREVER };
    const data = guilds.interface.encodeFunctionData("appoint", [act, "0x"]);
    if (!(await tries(() => asGuild(ethers, world, guild, guilds, data)))) return false;
    if (until === 0n) offices.delete(person.id);
    else offices.add(person.id);
    return true;
  };
  const deposits = async (of: string = pick(tokens)) => {
    const amount = BigInt(upTo(2_000) + 1);
    const paying = surplus.connect(nation);
    if (of !== COIN) {
      await contracts[of]!.mint(nation, amount);
      await contracts[of]!.connect(nation).approve(surplus, amount);
    }
    const value = of === COIN ? amount : 0n;
    if (!(await tries(() => paying.deposit(guild, of, amount, 0n, ZeroHash, { value })))) return false;
    const at = `${season}/${of}`;
    income.set(at, (income.get(at) ?? 0n) + amount);
    return true;
  };
  const moods = async () => {
    await moody.setQuirk(pick([0n, 0n, 0n, 1n, 3n]));
    await receiver.behave(pick([0n, 0n, 0n, 1n, 3n]));
    return true;
  };
  const turns = async () => {
    closed.add(await closeSeason(world, networkHelpers));
    await ledger.openSeason();
    season = await ledger.lastSeason();
    await moody.setQuirk(0n);
    for (const of of tokens) await deposits(of);
    return true;
  };
  const closesBooks = async () => {
    const [at, of] = [season - 1n, pick(tokens)];
    if (upTo(2) !== 0 || !(await tries(() => surplus.connect(nation).closeBooks(guild, at, of)))) return false;
    booksClosed.add(`${at}/${of}`);
    return true;
  };
  const actions: Readonly<Record<string, [weight: number, act: () => Promise<boolean>]>> = {
    grant: [3, grant],
    endBudget: [3, endBudget],
    setLimit: [2, setLimit],
    ask: [14, ask],
    approves: [26, approves],
    refuses: [4, refuses],
    withdraws: [2, withdraws],
    redirects: [4, redirects],
    pays: [22, pays],
    milestones: [10, milestones],
    appoints: [2, appoints],
    deposits: [5, () => deposits()],
    moods: [2, moods],
    closesBooks: [5, closesBooks],
  };
  const urn = Object.entries(actions).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));
  const successes = new Map<string, number>([
    ["turns", 0],
    ...Object.keys(actions).map((name) => [name, 0] as [string, number]),
  ]);

  /** The contracts' own sums against the record, which is made of what was done. */
  const verify = async (step: string) => {
    for (const of of tokens) {
      for (const at of [season, season - 1n]) {
        const those = told.filter((each) => each.season === at && each.token === of);
        const waiting = sumOf(those.filter(({ state }) => state === "approved"));
        expect(await expenses.unpaidOf(guild, at, of), `${step}: unpaid`).to.equal(waiting);
        const without = sumOf(those.filter((each) => each.budget === 0n && bound(each)));
        expect(await expenses.withoutBudgetOf(guild, at, of), `${step}: without budget`).to.equal(without);
        const { costs } = await surplus.booksOf(guild, at, of);
        expect(costs, `${step}: costs in Surplus`).to.equal(sumOf(paidIn(at, of)));
      }
    }
    for (const budget of budgets.slice(-8)) {
      const drawn = told.filter((each) => each.budget === budget.id && each.milestone === 0 && bound(each));
      const expected = sumOf(drawn) + total(budget.milestones);
      expect((await expenses.budgetOf(budget.id)).bound, `${step}: bound of ${budget.id}`).to.equal(expected);
      expect(expected <= budget.amount, `${step}: ${budget.id} is not overdrawn`).to.equal(true);
    }
  };

  await grant();
  for (let step = 0; step < STEPS; ++step) {
    const isTurn = step % 90 === 89;
    const name = isTurn ? "turns" : pick(urn);
    if (await (isTurn ? turns() : actions[name]![1]())) successes.set(name, successes.get(name)! + 1);
    await verify(`step ${step}, ${name}`);
  }
  console.info(`      ${[...successes].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  for (const [name, count] of successes) expect(count, `successes of ${name}`).to.be.greaterThan(0);
  expect(await receiver.reentries()).to.equal(0n);

  // --- the logs alone rebuild every view ---
  const logs = await ethers.provider.getLogs({ address: await expenses.getAddress(), fromBlock: 0 });
  const state = folded.foldExpenses(logs.map((log) => expenses.interface.parseLog(log)!));
  for (const { request } of told) {
    const seen = Array.from<unknown>(await expenses.requestOf(request));
    expect(Object.values(folded.requestOf(state, request)), request).to.deep.equal(seen);
  }
  for (const budget of [0n, ...budgets.map((each) => each.id)]) {
    expect(Object.values(folded.budgetOf(state, budget))).to.deep.equal([...(await expenses.budgetOf(budget))]);
    const seen = (await expenses.milestonesOf(budget)).map(({ amount, by, state: at }) => [amount, by, at]);
    const rebuilt = folded.milestonesOf(state, budget).map(({ amount, by, state: at }) => [amount, by, at]);
    expect(rebuilt).to.deep.equal(seen);
  }
  const seasons = Array.from({ length: Number(season) }, (_, index) => BigInt(index + 1));
  for (const of of tokens) {
    expect(folded.limitOf(state, guild, of)).to.equal(await expenses.limitOf(guild, of));
    for (const at of seasons) {
      expect(folded.unpaidOf(state, guild, at, of)).to.equal(await expenses.unpaidOf(guild, at, of));
      expect(folded.withoutBudgetOf(state, guild, at, of)).to.equal(await expenses.withoutBudgetOf(guild, at, of));
      for (const person of people) {
        const paid = told.filter(
          (each) => each.kind === Kind.Wage && each.payee === person.id && each.state === "paid",
        );
        const wages = sumOf(paid.filter((each) => each.season === at && each.token === of));
        expect(await expenses.wagesOf(guild, at, of, person.id)).to.equal(wages);
        expect(folded.wagesOf(state, guild, at, of, person.id)).to.equal(wages);
      }
    }
  }
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, each) => sum + each, 0n);
}
