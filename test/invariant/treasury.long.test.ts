import { expect } from "chai";
import { id, type BaseContract, type ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import { addUp, BOOK_PARTS, type Books } from "../../sdk/treasury/books.ts";
import { SurplusFold } from "../../sdk/treasury/fold.ts";
import type { OddToken, Surplus } from "../../typechain-types/index.ts";
import { FOREVER, sign, type Person } from "../fixtures/membership.ts";
import {
  acceptWork,
  asGuild,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployToken,
  deployTreasury,
  fiveBuckets,
  NO_REF,
  rules,
  Track,
} from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const STEPS = 360;

/** `Quirk` of test/actors/OddToken.sol. */
const Quirk = {
  None: 0n,
  ReturnsFalse: 1n,
  Silent: 2n,
  Reverts: 3n,
  Fee: 4n,
  Blocks: 5n,
  RefusesZero: 7n,
  Lies: 8n,
  Inflates: 10n,
};

/** What a payer does with money: where it is, who brought it, what left. Kept beside the chain, from balances alone. */
interface Ghost {
  readonly name: string;
  readonly address: string;
  readonly token?: OddToken;
  /** Whether the token keeps its word; otherwise at most its own books may suffer. */
  readonly honest: boolean;
  received: bigint;
  paid: bigint;
  burntOnTheWayIn: bigint;
  minted: bigint;
  lastHeldByPayees: bigint;
}

describe("Surplus: solvency (INV-33) and exact books (INV-34) on a random walk with odd tokens", () => {
  for (const seed of thorough ? [11, 12] : [11]) {
    it(`holds after every step, seed ${seed}`, async () => {
      await walk(seed);
    });
  }
});

async function walk(seed: number): Promise<void> {
  const upTo = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[upTo(items.length)]!;

  // --- the cast: four people, a payee that is a contract, two guilds, coins, a plain token and eleven odd ones ---
  const nation = await deployTreasury(ethers, { founders: 5, terms: { term: 3_000n * 86_400n } });
  const { surplus, reserve, guilds, members, ledger } = nation;
  const sender = nation.nation;
  const receiver = await ethers.deployContract("OddReceiver");
  await members.found([receiver]);
  const odd = await members.lastId();
  const people: readonly Person[] = nation.founders.slice(0, 4);
  const guild = await commandedGuild(nation, "Weavers", people);
  const fund = await commandedGuild(nation, "Fund", [nation.founders[4]!]);
  const joining = { by: odd, guild, nonce: 0n, deadline: FOREVER };
  await receiver.execute(guilds, guilds.interface.encodeFunctionData("join", [joining, "0x"]));
  // Works that income names, or none; nobody works on the last one.
  const works = [0n, 11n, 12n, 13n];
  const counting = { by: guild, budget: 0n, totalsOnly: false, countsWorks: true, nonce: 0n, deadline: FOREVER };
  const { guildTerms } = nation;
  const deciding = guildTerms.interface.encodeFunctionData("setGuildTerms", [counting, "0x"]);
  await asGuild(ethers, nation, guild, guildTerms, deciding);
  const conflicts = await ethers.deployContract("Conflicts", [members]);
  const expenses = await ethers.deployContract("Expenses", [members, guilds, ledger, conflicts, surplus]);
  await surplus.fillExpensesSeat(expenses);
  const supplier = ethers.Wallet.createRandom().address;
  const everybody = [...people.map(({ id }) => id), odd, nation.founders[4]!.id];
  const payees: (string | BaseContract)[] = [
    ...nation.founders.map(({ signer }) => signer.address),
    receiver,
    supplier,
    reserve,
    await guilds.accountOf(guild),
    await guilds.accountOf(fund),
  ];

  const ghosts: Ghost[] = [];
  const addGhost = async (name: string, quirk: bigint, decimals: number, honest: boolean) => {
    const token = await deployToken(ethers, decimals);
    await token.setQuirk(quirk);
    await token.connect(sender).approve(surplus, (1n << 256n) - 1n);
    ghosts.push({ ...ghostOf(name, await token.getAddress(), honest), token });
  };
  ghosts.push({ ...ghostOf("coin", COIN, true) });
  await addGhost("plain", Quirk.None, 18, true);
  await addGhost("fee", Quirk.Fee, 18, true);
  await addGhost("silent", Quirk.Silent, 6, true);
  await addGhost("refuses zero", Quirk.RefusesZero, 0, true);
  await addGhost("huge decimals", Quirk.None, 77, true);
  // Those whose moods move nothing but by a transfer still keep their word.
  await addGhost("answers false", Quirk.None, 18, true);
  await addGhost("reverts", Quirk.None, 18, true);
  await addGhost("blocks", Quirk.None, 6, true);
  await addGhost("re-enters", Quirk.None, 18, true);
  await addGhost("lies", Quirk.None, 18, false);
  await addGhost("inflates", Quirk.None, 18, false);
  await addGhost("grows", Quirk.None, 18, false);
  await addGhost("shrinks", Quirk.None, 18, false);
  const tokenOf = (name: string) => ghosts.find((ghost) => ghost.name === name)!.token!;
  const entering = tokenOf("re-enters");

  const balanceOf = (ghost: Ghost, holder: string | BaseContract) =>
    ghost.token === undefined ? ethers.provider.getBalance(holder) : ghost.token.balanceOf(holder);
  const heldByPayees = async (ghost: Ghost) => {
    const held = await Promise.all(payees.map((payee) => balanceOf(ghost, payee)));
    return held.reduce((sum, each) => sum + each, 0n);
  };
  const remember = async () => {
    for (const ghost of ghosts) ghost.lastHeldByPayees = await heldByPayees(ghost);
  };

  // --- what can happen: each answers whether it went through ---
  let nonce = 0n;
  const seasons = async () =>
    Array.from({ length: Number(await ledger.lastSeason()) }, (_, index) => BigInt(index + 1));
  const tries = async (sending: Promise<ContractTransactionResponse>): Promise<boolean> => {
    try {
      await (await sending).wait();
      return true;
    } catch (error) {
      if (error instanceof Error && /revert|custom error/i.test(error.message)) return false;
      throw error;
    }
  };
  const deposit = async (ghost: Ghost, to = pick([guild, guild, fund])) => {
    const huge = ghost.name === "huge decimals" ? 10n ** 30n : 1n;
    const amount = BigInt(upTo(1_000_000) + 1) * huge;
    const on = pick(works);
    if (ghost.token === undefined) {
      ghost.received += amount;
      return tries(surplus.connect(sender).deposit(to, COIN, amount, on, NO_REF, { value: amount }));
    }
    await ghost.token.mint(sender, amount);
    ghost.minted += amount;
    const done = await tries(surplus.connect(sender).deposit(to, ghost.token, amount, on, NO_REF));
    if (!done) return false;
    const fee = ghost.name === "fee" ? amount / 100n : 0n;
    ghost.burntOnTheWayIn += fee;
    ghost.received += amount - fee;
    return true;
  };
  const payCost = async ({ address: token }: Ghost) => {
    const [by, season] = [guild, pick((await seasons()).slice(-2))];
    const amount = BigInt(upTo(100_000));
    const act = { by, season, token, to: supplier, amount, evidence: NO_REF, nonce: 0n, deadline: FOREVER };
    return tries(asGuild(ethers, nation, guild, surplus, surplus.interface.encodeFunctionData("payCost", [act, "0x"])));
  };
  const turnSeason = async () => {
    for (const ghost of ghosts) await deposit(ghost, guild);
    for (const ghost of ghosts) if (upTo(2) === 0) await approveBill(ghost);
    const workers = people.filter(() => upTo(5) < 4).map(({ id }) => id);
    const work = [...workers, odd].flatMap((member) =>
      [Track.Livelihood, Track.Care].map((track) => ({
        ...{ member, track, minutes: BigInt(upTo(5_000) + 1) },
        on: pick(works.slice(0, -1)),
      })),
    );
    await acceptWork(nation, networkHelpers, { guild, people, work });
    await closeSeason(nation, networkHelpers);
    await ledger.openSeason();
    await remember(); // people paid for the gas of their own acts
    return true;
  };
  let weighed = 0;
  const shuffle = randomOf(seed + 1);
  const closedBooks: { of: bigint; season: bigint; ghost: Ghost }[] = [];
  const closeBooks = async (ghost: Ghost) => {
    const [of, season] = [pick([guild, guild, guild, fund]), pick((await seasons()).slice(-3))];
    const done = await tries(surplus.connect(sender).closeBooks(of, season, ghost.address));
    if (!done) return false;
    closedBooks.push({ of, season, ghost });
    // In pages of any size and order, some twice; members who have no part in it do no harm.
    const places = everybody.map((id) => ({ id, place: shuffle(1_000) }));
    const ids = places.sort((a, b) => a.place - b.place).map(({ id }) => id);
    for (let turn = 0; turn < 2; ++turn) {
      for (let from = 0; from < ids.length;) {
        const size = upTo(ids.length) + 1;
        if ((await surplus.weighingOf(of, season, ghost.address)).pass === 0n) break;
        if (
          await tries(surplus.weigh(of, season, ghost.address, ids.slice(Math.max(0, from - shuffle(2)), from + size)))
        )
          weighed += 1;
        from += size;
      }
    }
    return true;
  };
  const claim = async (ghost: Ghost) => {
    const books = closedBooks.filter((each) => each.ghost === ghost);
    if (books.length === 0) return false;
    const [person, { of, season }] = [pick(people), pick(books)];
    const to = pick([COIN, supplier, await surplus.getAddress(), await surplus.getAddress()]);
    const act = { by: person.id, guild: of, season, token: ghost.address, to, deadline: FOREVER };
    return tries(surplus.connect(sender).claim(act, await sign(nation, person, surplus, "claim", act)));
  };
  const claimFor = async (ghost: Ghost) => {
    const books = closedBooks.filter((each) => each.ghost === ghost);
    if (books.length === 0) return false;
    const { of, season } = pick(books);
    const some = everybody.filter(() => upTo(5) < 3);
    return tries(surplus.connect(sender).claimFor(some, of, season, ghost.address));
  };
  /** Works with a part of closed books and, as a rule, something left for one of these people. */
  const pickWork = async (ghost: Ghost, who: readonly bigint[]) => {
    const all = closedBooks
      .filter((each) => each.ghost === ghost)
      .flatMap((books) => works.map((work) => ({ ...books, work })));
    const open = await Promise.all(
      all.map(async ({ of, season, work }) => {
        const shares = who.map((id) => surplus.workShareOf(of, season, ghost.address, work, id));
        return (await Promise.all(shares)).some(({ amount, collected }) => amount > 0n && !collected);
      }),
    );
    const due = all.filter((_, place) => open[place]);
    return due.length > 0 && upTo(6) > 0 ? pick(due) : all[upTo(all.length)];
  };
  const claimWork = async (ghost: Ghost) => {
    const person = pick(people);
    const found = await pickWork(ghost, [person.id]);
    if (found === undefined) return false;
    const { of, season, work } = found;
    const to = pick([COIN, supplier, await surplus.getAddress()]);
    const act = { by: person.id, guild: of, season, token: ghost.address, work, to, deadline: FOREVER };
    return tries(surplus.connect(sender).claimWork(act, await sign(nation, person, surplus, "claimWork", act)));
  };
  const claimWorkFor = async (ghost: Ghost) => {
    const some = everybody.filter(() => upTo(5) < 3);
    const found = await pickWork(ghost, some);
    if (found === undefined) return false;
    return tries(surplus.connect(sender).claimWorkFor(some, found.of, found.season, ghost.address, found.work));
  };
  const withdraw = async (ghost: Ghost) => {
    const person = pick(people);
    nonce += 1n;
    const act = { by: person.id, token: ghost.address, to: supplier, nonce, deadline: FOREVER };
    return tries(surplus.connect(sender).withdraw(act, await sign(nation, person, surplus, "withdraw", act)));
  };
  const withdrawFund = async (ghost: Ghost) => {
    const act = { by: fund, token: ghost.address, to: COIN, nonce: 0n, deadline: FOREVER };
    return tries(asGuild(ethers, nation, fund, surplus, surplus.interface.encodeFunctionData("withdraw", [act, "0x"])));
  };
  const payInside = async (ghost: Ghost) => {
    const owing = await Promise.all(people.map(({ id: one }) => surplus.owedTo(one, ghost.address)));
    const person = people[owing.findIndex((amount) => amount > 0n)];
    if (person === undefined) return false;
    nonce += 1n;
    const owed = await surplus.owedTo(person.id, ghost.address);
    const amount = owed / BigInt(upTo(3) + 1);
    const act = {
      by: person.id,
      to: pick([guild, odd]),
      token: ghost.address,
      amount,
      ref: NO_REF,
      nonce,
      deadline: FOREVER,
    };
    return tries(surplus.connect(sender).payInside(act, await sign(nation, person, surplus, "payInside", act)));
  };
  const bills: string[] = [];
  /** The guild approves an invoice itself; more than it may ever earn, at times. */
  const approveBill = async ({ address: token, name }: Ghost) => {
    const season = await ledger.currentSeason();
    const amount = BigInt(upTo(2_000_000) + 1) * (name === "huge decimals" ? 10n ** 30n : 1n);
    nonce += 1n;
    const terms = { guild, kind: 1n, budget: 0n, season, token, payee: 0n, to: supplier, amount };
    const hashes = { payeeHash: id("a supplier"), evidence: id(`bill ${nonce}`) };
    const act = { by: people[0]!.id, ...terms, ...hashes, deadline: FOREVER };
    if (!(await tries(expenses.connect(sender).ask(act, await sign(nation, people[0]!, expenses, "ask", act)))))
      return false;
    const request = await expenses.requestId(act.by, { ...terms, ...hashes, milestone: 0n });
    const word = { by: guild, request, deadline: FOREVER };
    bills.push(request);
    return tries(
      asGuild(ethers, nation, guild, expenses, expenses.interface.encodeFunctionData("approve", [word, "0x"])),
    );
  };
  const payBill = async () => bills.length > 0 && tries(expenses.connect(sender).pay(pick(bills)));
  const pullLoss = async (ghost: Ghost) => {
    const books = closedBooks.filter((each) => each.ghost === ghost);
    if (books.length === 0) return false;
    const { of, season } = pick(books);
    return tries(surplus.connect(sender).pullLoss(everybody, of, season, ghost.address));
  };
  const fillReserve = async ({ address }: Ghost) => tries(surplus.connect(sender).fillReserve(address));
  const setEquation = async () => {
    const simple = [bucket(BucketKind.Reserve, BigInt(upTo(9_999) + 1)), bucket(BucketKind.EqualShare, 0n)];
    const five = [...fiveBuckets(fund)];
    const stock = bucket(pick([BucketKind.StandingShare, BucketKind.Outstanding]), 4_000n, { track: Track.All });
    const price = stock.kind === BucketKind.Outstanding ? BigInt(upTo(1_000) + 1) : 0n;
    const [buckets, more] = pick([
      [[bucket(BucketKind.Reserve, 2_000n), bucket(BucketKind.WorkShare, 0n)], {}],
      [[...five.slice(0, -1), bucket(BucketKind.WorkShare, 0n)], { careBalance: true }],
      [simple, {}],
      [five, {}],
      [five, { careBalance: true }],
      [five, { maxRatio: 150n, careBalance: upTo(2) === 0 }],
      [[stock, ...simple], { price, maxRatio: pick([0n, 300n]) }],
    ]);
    return tries(
      surplus.setEquation(buckets, rules({ mode: pick([0n, 0n, 1n]), lossToReserveBps: pick([0n, 5_000n]), ...more })),
    );
  };
  const misbehave = async () => {
    const again = surplus.interface.encodeFunctionData("claimFor", [everybody, guild, 1n, pick(ghosts).address]);
    const sometimes = (quirk: bigint) => pick([Quirk.None, quirk]);
    const rebase = async (name: string, percent: bigint) => {
      const token = tokenOf(name);
      return token.setBalance(surplus, ((await token.balanceOf(surplus)) * percent) / 100n);
    };
    const moods = [
      () => receiver.behave(BigInt(upTo(4)) === 2n ? 1n : BigInt(upTo(2))),
      () => receiver.reenterWith(surplus, again),
      () => receiver.behave(3n),
      () => tokenOf("answers false").setQuirk(sometimes(Quirk.ReturnsFalse)),
      () => tokenOf("reverts").setQuirk(sometimes(Quirk.Reverts)),
      () => tokenOf("blocks").blockPayee(pick(payees)),
      () => entering.reenterWith(surplus, again),
      () => tokenOf("lies").setQuirk(sometimes(Quirk.Lies)),
      () => tokenOf("inflates").setQuirk(sometimes(Quirk.Inflates)),
      () => rebase("grows", 100n + BigInt(upTo(100))),
      () => rebase("shrinks", BigInt(upTo(100))),
    ];
    return tries(pick(moods)());
  };

  // --- the walk ---
  const actions = {
    deposit: [4, deposit],
    payCost: [4, payCost],
    turnSeason: [0, turnSeason],
    closeBooks: [12, closeBooks],
    claim: [8, claim],
    claimFor: [6, claimFor],
    claimWork: [10, claimWork],
    claimWorkFor: [5, claimWorkFor],
    withdraw: [2, withdraw],
    withdrawFund: [5, withdrawFund],
    payInside: [12, payInside],
    approveBill: [4, approveBill],
    payBill: [5, payBill],
    pullLoss: [7, pullLoss],
    fillReserve: [1, fillReserve],
    setEquation: [3, setEquation],
    misbehave: [4, misbehave],
  } as const;
  const names = Object.keys(actions) as (keyof typeof actions)[];
  const urn = names.flatMap((name) => Array<keyof typeof actions>(actions[name][0]).fill(name));
  const successes = Object.fromEntries(names.map((name) => [name, 0]));

  /** Everything a token's books still promise to somebody, from the contract's views. */
  const promised = async (ghost: Ghost) => {
    let sum = 0n;
    for (const season of await seasons()) {
      for (const each of [guild, fund]) {
        const books = await surplus.booksOf(each, season, ghost.address);
        addUp(books);
        sum += books.available + books.unweighed + books.uncollected + books.remainder;
        const loss = await surplus.lossOf(each, season, ghost.address);
        sum += loss.fromIncome + loss.byReserve + loss.collected - loss.paid;
        expect(loss.fromIncome + loss.byReserve + loss.byMembers).to.be.at.most(loss.due);
        expect(loss.collected).to.be.at.most(loss.byMembers);
      }
    }
    for (const member of everybody) sum += (await surplus.debtOf(member, ghost.address)).withheld;
    for (const agent of [0n, ...everybody, guild, fund]) {
      sum += (await surplus.owedTo(agent, ghost.address)) + (await surplus.loanOf(agent, ghost.address));
    }
    return sum;
  };
  const verify = async (step: string, touched: readonly Ghost[]) => {
    for (const ghost of touched) {
      const now = await heldByPayees(ghost);
      ghost.paid += now - ghost.lastHeldByPayees;
      ghost.lastHeldByPayees = now;
      const supply = ghost.token === undefined ? ghost.minted : await ghost.token.totalSupply();
      const burntOnTheWayOut = ghost.honest ? ghost.minted - supply - ghost.burntOnTheWayIn : 0n;
      const due = ghost.received - ghost.paid - burntOnTheWayOut;
      const held = await balanceOf(ghost, surplus);
      if (ghost.honest) {
        expect(held, `${step}: held in ${ghost.name}`).to.equal(due);
        expect(await promised(ghost), `${step}: promised in ${ghost.name}`).to.equal(due);
      } else {
        await promised(ghost);
      }
    }
  };

  const worksLast = [...fiveBuckets(fund).slice(0, -1), bucket(BucketKind.WorkShare, 0n)];
  await surplus.setEquation(worksLast, rules({ lossToReserveBps: 5_000n }));
  for (const { address: token } of ghosts) {
    const limit = { by: guild, token, amount: 2n ** 127n, nonce: 0n, deadline: FOREVER };
    await asGuild(ethers, nation, guild, expenses, expenses.interface.encodeFunctionData("setLimit", [limit, "0x"]));
  }
  await remember();
  for (let step = 0; step < STEPS; ++step) {
    // Every quarter of the walk has a season to share out, and all tokens are looked at before and after it.
    const isTurn = step % 30 === 5;
    const name = isTurn ? "turnSeason" : pick(urn);
    const ghost = pick(ghosts);
    if (isTurn) await verify(`before step ${step}`, ghosts);
    if (await actions[name][1](ghost)) successes[name]! += 1;
    await verify(`step ${step}, ${name}`, isTurn ? ghosts : [ghost]);
  }
  await verify("the end", ghosts);

  expect(await receiver.reentries(), "re-entrant calls of the receiver").to.equal(0n);
  expect(await entering.reentries(), "re-entrant calls of the token").to.equal(0n);
  expect(weighed, "pages weighed").to.be.greaterThan(0);
  console.info(`      pages weighed ${weighed}, ${names.map((name) => `${name} ${successes[name]}`).join(", ")}`);
  for (const name of [
    "deposit",
    "payCost",
    "turnSeason",
    "closeBooks",
    "claim",
    "claimFor",
    "claimWork",
    "claimWorkFor",
    "withdrawFund",
    "payInside",
    "approveBill",
    "payBill",
    "pullLoss",
    "setEquation",
    "misbehave",
  ] as const) {
    expect(successes[name], `successes of ${name}`).to.be.greaterThan(0);
  }
  await verifyFold();

  /** Principle 8: the logs alone rebuild every view. */
  async function verifyFold(): Promise<void> {
    const fold = new SurplusFold();
    const logs = await ethers.provider.getLogs({ address: await surplus.getAddress(), fromBlock: 0 });
    for (const log of logs) fold.apply(surplus.interface.parseLog(log)!);
    for (const { address } of ghosts) {
      for (const season of await seasons()) {
        const { opensAt } = await ledger.seasonOf(season);
        expect(fold.equationAt(opensAt)).to.equal(await surplus.equationAt(opensAt));
        for (const each of [guild, fund]) {
          const books = await surplus.booksOf(each, season, address);
          expect(fold.booksOf(each, season, address)).to.deep.equal(bookObject(books));
          const loss = await surplus.lossOf(each, season, address);
          expect(Object.values(fold.losses.lossOf(each, season, address))).to.deep.equal([...loss]);
          expect(fold.losses.putInBy(each, address)).to.equal(await surplus.putInBy(each, address));
          for (const kind of [0, 1, 2, 3, 4]) {
            const pool = await surplus.poolOf(each, season, address, kind);
            expect(Object.values(fold.poolOf(each, season, address, kind))).to.deep.equal([...pool]);
          }
          for (const work of works) {
            for (const member of everybody) {
              const seen = await surplus.workShareOf(each, season, address, work, member);
              const weight = await ledger.workCreditAt(each, work, member, season);
              const total = await ledger.workTotalAt(each, work, season);
              const folio = { guild: each, season, token: address };
              const told = fold.workShareOf(folio, { work, member }, { weight, total });
              expect(Object.values(told)).to.deep.equal([...seen]);
            }
          }
          const weighing = await surplus.weighingOf(each, season, address);
          expect(Object.values(fold.weighingOf(each, season, address))).to.deep.equal([...weighing]);
          if (books.equation === 0n || weighing.pass !== 0n) continue;
          for (const member of everybody) {
            const [, collected] = await surplus.shareOf(each, season, address, member);
            expect(fold.hasCollected(each, season, address, member)).to.equal(collected);
          }
        }
      }
      for (const agent of [0n, ...everybody, guild, fund]) {
        expect(fold.owedTo(agent, address)).to.equal(await surplus.owedTo(agent, address));
        expect(fold.loanOf(agent, address)).to.equal(await surplus.loanOf(agent, address));
        const { open, withheld } = await surplus.debtOf(agent, address);
        expect(fold.losses.debtOf(agent, address)).to.deep.equal({ open, withheld });
      }
    }
  }
}

/** The books as a plain object: a struct of ethers is an array with names. */
function bookObject(books: Awaited<ReturnType<Surplus["booksOf"]>>): Books {
  const parts = Object.fromEntries(BOOK_PARTS.map((part) => [part, books[part]]));
  return { ...parts, income: books.income, equation: books.equation } as unknown as Books;
}

function ghostOf(name: string, address: string, honest: boolean): Ghost {
  return { name, address, honest, received: 0n, paid: 0n, burntOnTheWayIn: 0n, minted: 0n, lastHeldByPayees: 0n };
}
