import { expect } from "chai";
import { network } from "hardhat";

import { addUp, BOOK_PARTS, type Books } from "../../../sdk/treasury/books.ts";
import { SurplusFold } from "../../../sdk/treasury/fold.ts";
import { FIGURE_KINDS } from "../../../sdk/books/recompute/figures.ts";
import { unpaidIn } from "../../../sdk/books/unpaid.ts";
import { foldNation } from "../../fixtures/books.ts";
import { appraiseBatch, hours, submitBatch } from "../../fixtures/contributions.ts";
import { DAY, FOREVER, sign, type Person } from "../../fixtures/membership.ts";
import {
  asGuild,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  NO_REF,
  PayoutMode,
  rules,
  type Bucket,
  type Rules,
  type Treasury,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/** Works; nobody is credited for the last one, and no income names the one before it. */
const [CHAIR, LAMP, QUIET, ORPHAN] = [11n, 12n, 13n, 14n];
const BY_WORK = [bucket(BucketKind.Reserve, 2_000n), bucket(BucketKind.WorkShare, 0n)];
const SEASON = 2n;

interface Lived extends Treasury {
  readonly guild: bigint;
  readonly people: readonly [Person, Person, Person];
  readonly at: readonly [bigint, bigint, Treasury["token"]];
}

async function nationOf(equation: readonly Bucket[], more: Partial<Rules> = {}): Promise<Lived> {
  const nation = await deployTreasury(ethers, { founders: 4 });
  const people = nation.founders.slice(0, 3) as unknown as Lived["people"];
  const guild = await commandedGuild(nation, "Designers", nation.founders);
  const { guildTerms, ledger, surplus, token } = nation;
  const terms = { by: guild, budget: 0, totalsOnly: false, countsWorks: true, nonce: 0, deadline: FOREVER };
  await asGuild(
    ethers,
    nation,
    guild,
    guildTerms,
    guildTerms.interface.encodeFunctionData("setGuildTerms", [terms, "0x"]),
  );
  await surplus.setEquation([...equation], rules(more));
  await networkHelpers.time.increaseTo((await ledger.seasonOf(1n)).endsAt);
  await ledger.openSeason();
  return { ...nation, guild, people, at: [guild, SEASON, token] };
}

async function pay({ surplus, token, nation, guild }: Lived, amount: bigint, work: bigint) {
  await token.mint(nation, amount);
  await token.connect(nation).approve(surplus, amount);
  await surplus.connect(nation).deposit(guild, token, amount, work, NO_REF);
}

/** Amara and Bo on the chair, 60 to 30 minutes; Chen and Bo on the lamp, 7 to 6; Bo on what earned nothing. */
async function work(nation: Lived) {
  const [amara, bo, chen] = nation.people;
  const entries = [
    hours(amara, { work: Number(CHAIR), quantity: 60 }),
    hours(bo, { work: Number(CHAIR), quantity: 30 }),
    hours(bo, { work: Number(LAMP), quantity: 6 }),
    hours(bo, { work: Number(QUIET), quantity: 500 }),
    hours(chen, { work: Number(LAMP), quantity: 7 }),
  ];
  const batch = await submitBatch(nation, nation.guild, nation.founders[3]!, entries);
  await appraiseBatch(nation, batch.id, [amara, bo]);
  await networkHelpers.time.increase(15n * DAY);
  await nation.ledger.settle(batch.id, batch.payload);
}

/** Income of 1,000: 300 for the chair, 100 for the lamp, 77 for a work of nobody, the rest untagged. */
async function live(equation: readonly Bucket[], more: Partial<Rules> = {}): Promise<Lived> {
  const nation = await nationOf(equation, more);
  for (const [amount, of] of [
    [200n, CHAIR],
    [100n, LAMP],
    [523n, 0n],
    [77n, ORPHAN],
    [100n, CHAIR],
  ] as const) {
    await pay(nation, amount, of);
  }
  await work(nation);
  await closeSeason(nation, networkHelpers);
  await nation.surplus.closeBooks(...nation.at);
  return nation;
}
const lived = () => live(BY_WORK);

const idsOf = ({ people }: Lived) => people.map(({ id }) => id);
const share = async ({ surplus, at }: Lived, of: bigint, { id }: Person) => {
  const { income, part, total, counted, amount, collected } = await surplus.workShareOf(...at, of, id);
  return { income, part, total, counted, amount, collected };
};

/** The books add up, as the fold of the logs says as well. */
async function booksOf({ surplus, at }: Lived): Promise<Books> {
  const seen = await surplus.booksOf(...at);
  const fold = new SurplusFold();
  for (const log of await ethers.provider.getLogs({ address: await surplus.getAddress(), fromBlock: 0 })) {
    fold.apply(surplus.interface.parseLog(log)!);
  }
  const [guild, season, token] = at;
  const books = fold.booksOf(guild, season, await token.getAddress());
  for (const part of [...BOOK_PARTS, "income", "equation"] as const) expect(books[part], part).to.equal(seen[part]);
  addUp(books);
  return books;
}

describe("Surplus: what works earned (WorkShares)", () => {
  describe("given 1,000, of which 400 for two works and 77 for one of nobody, and 80 % for works", () => {
    it("divides the bucket over the works by their income, and each part by the credits for it", async () => {
      const nation = await networkHelpers.loadFixture(lived);
      const [amara, bo, chen] = nation.people;
      // 800 of which 477 / 1,000 are tagged: 381. The chair 300 / 477 of it, the lamp 100 / 477.
      const chair = { income: 300n, part: 239n, total: 90n, counted: 0n, collected: false };
      expect(await share(nation, CHAIR, amara)).to.deep.equal({ ...chair, amount: 159n });
      expect(await share(nation, CHAIR, bo)).to.deep.equal({ ...chair, amount: 79n });
      expect(await share(nation, CHAIR, chen)).to.deep.equal({ ...chair, amount: 0n });
      expect((await share(nation, LAMP, bo)).amount).to.equal(36n); // 79 * 6 / 13
      expect((await share(nation, LAMP, chen)).amount).to.equal(42n);
      expect(await share(nation, QUIET, bo)).to.include({ income: 0n, part: 0n, amount: 0n });
      expect(await booksOf(nation)).to.include({ toReserve: 619n, uncollected: 381n, remainder: 0n });
    });

    it("pays each member their own act, and says so", async () => {
      const nation = await networkHelpers.loadFixture(lived);
      const { surplus, token: coin, at, people, strangers } = nation;
      const token = await coin.getAddress();
      const [amara, bo] = people;
      const act = { by: amara.id, guild: at[0], season: SEASON, token, work: CHAIR, to: COIN, deadline: FOREVER };
      await expect(surplus.connect(amara.signer).claimWork(act, "0x"))
        .to.emit(surplus, "WorkOpened")
        .withArgs(at[0], SEASON, token, CHAIR, 239n, 90n)
        .and.to.emit(surplus, "WorkSharesCollected")
        .withArgs(at[0], SEASON, token, CHAIR, COIN, [amara.id | (2n << 32n) | (159n << 40n), 60n]);
      expect(await coin.balanceOf(amara.signer)).to.equal(159n);
      expect(await share(nation, CHAIR, amara)).to.include({ collected: true, counted: 60n });

      // Signed, carried by a stranger, to another address; and kept here, owed.
      const elsewhere = ethers.Wallet.createRandom().address;
      const signed = { ...act, by: bo.id, to: elsewhere };
      await surplus.connect(strangers[0]).claimWork(signed, await sign(nation, bo, surplus, "claimWork", signed));
      expect(await coin.balanceOf(elsewhere)).to.equal(79n);
      await surplus
        .connect(bo.signer)
        .claimWork({ ...act, by: bo.id, work: LAMP, to: await surplus.getAddress() }, "0x");
      expect(await surplus.owedTo(bo.id, token)).to.equal(36n);
      expect(await booksOf(nation)).to.include({ collected: 274n, uncollected: 62n + 43n, remainder: 2n });
    });

    it("collects for many, whoever is among them, and leaves what rounding left", async () => {
      const nation = await networkHelpers.loadFixture(lived);
      const { surplus, token, at, people } = nation;
      const [amara, bo, chen] = people;
      for (const of of [CHAIR, LAMP]) await surplus.claimWorkFor([...idsOf(nation), 99n], ...at, of);
      await surplus.claimWorkFor(idsOf(nation), ...at, CHAIR); // nobody twice
      const paid = await Promise.all([amara, bo, chen].map(({ signer }) => token.balanceOf(signer)));
      expect(paid).to.deep.equal([159n, 115n, 42n]);
      // One left between the works and one within each; the work of nobody waits.
      expect(await booksOf(nation)).to.include({ collected: 316n, lent: 0n, remainder: 3n, uncollected: 62n });
    });

    it("gives the part of a work that nobody shares to the reserve, once somebody asks", async () => {
      const nation = await networkHelpers.loadFixture(lived);
      const { surplus, reserve, token, at } = nation;
      await expect(surplus.claimWorkFor([], ...at, ORPHAN))
        .to.emit(surplus, "WorkOpened")
        .withArgs(at[0], SEASON, token, ORPHAN, 61n, 0n)
        .and.to.emit(surplus, "ReserveOwed")
        .withArgs(token, 61n);
      await surplus.claimWorkFor(idsOf(nation), ...at, ORPHAN); // nothing more
      expect(await surplus.owedTo(0n, token)).to.equal(61n);
      await surplus.fillReserve(token);
      expect(await token.balanceOf(reserve)).to.equal(619n + 61n);
      expect(await booksOf(nation)).to.include({ toReserve: 680n });
    });

    it("is told by the logs alone, with who waits and the command that helps", async () => {
      const nation = await networkHelpers.loadFixture(lived);
      const { surplus, token, at, people } = nation;
      await surplus.claimWorkFor([people[1].id], ...at, CHAIR);
      const world = await foldNation(ethers, nation);
      const figures = FIGURE_KINDS.find(({ kind }) => kind === "shares by work")!;
      const told = figures.figures(world);
      expect(told).to.have.length(3 * 4); // works of the income, people of the guild
      for (const { args, says, who } of told) {
        const data = surplus.interface.encodeFunctionData("workShareOf", args as never);
        const answer = await ethers.provider.call({ to: surplus, data });
        const result = surplus.interface.decodeFunctionResult("workShareOf", answer);
        expect(figures.read(result), who).to.deep.equal(says);
      }
      const forWorks = unpaidIn(world).filter(({ next }) => next?.includes("--work") === true);
      expect(forWorks.map(({ agent, amount }) => [agent, amount])).to.deep.equal([
        [people[0].id, 159n],
        [people[1].id, 36n],
        [people[2].id, 42n],
      ]);
      expect(forWorks[0]?.next).to.equal(
        `surplus:claim --for ${people[0].id} --guild ${at[0]} --season 2 --work ${CHAIR} --token ${await token.getAddress()}`,
      );
    });

    it("adds up to the smallest unit when all is collected, in any order", async () => {
      const nation = await networkHelpers.loadFixture(lived);
      const { surplus, token, at, people } = nation;
      const [amara, bo, chen] = people;
      for (const [who, of] of [
        [chen, LAMP],
        [bo, CHAIR],
        [amara, ORPHAN],
        [bo, LAMP],
        [amara, CHAIR],
      ] as const) {
        await surplus.claimWorkFor([who.id], ...at, of);
        await booksOf(nation);
      }
      const books = await booksOf(nation);
      expect(books).to.include({ uncollected: 0n, remainder: 381n - 316n - 61n });
      expect(await token.balanceOf(surplus)).to.equal(books.remainder + (await surplus.owedTo(0n, token)));
    });

    it("reverts with SurplusAlreadyCollected, SurplusNothingDue, SurplusNoWorkShare", async () => {
      const nation = await networkHelpers.loadFixture(lived);
      const { surplus, token, at, people } = nation;
      const [amara, , chen] = people;
      const act = { by: amara.id, guild: at[0], season: SEASON, token, work: CHAIR, to: COIN, deadline: FOREVER };
      await surplus.connect(amara.signer).claimWork(act, "0x");
      await expect(surplus.connect(amara.signer).claimWork(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusAlreadyCollected")
        .withArgs(...at, amara.id);
      for (const work of [CHAIR, ORPHAN]) {
        await expect(surplus.connect(chen.signer).claimWork({ ...act, by: chen.id, work }, "0x"))
          .to.be.revertedWithCustomError(surplus, "SurplusNothingDue")
          .withArgs(...at, chen.id);
      }
      await expect(surplus.claimWorkFor([amara.id], ...at, QUIET))
        .to.be.revertedWithCustomError(surplus, "SurplusNoWorkShare")
        .withArgs(...at, QUIET);
    });
  });

  it("lends the shares where the equation says so", async () => {
    const nation = await live(BY_WORK, { mode: PayoutMode.MemberLoan });
    const { surplus, token, at, people } = nation;
    const [amara, bo] = people;
    const act = { by: amara.id, guild: at[0], season: SEASON, token, work: CHAIR, to: COIN, deadline: FOREVER };
    await surplus.connect(amara.signer).claimWork(act, "0x");
    await surplus.claimWorkFor([bo.id], ...at, CHAIR);
    expect(await surplus.loanOf(amara.id, token)).to.equal(159n);
    expect(await surplus.loanOf(bo.id, token)).to.equal(79n);
    expect(await booksOf(nation)).to.include({ lent: 238n, collected: 0n });
  });

  it("keeps owing a share that its payee cannot receive", async () => {
    const nation = await live(BY_WORK);
    const { surplus, token, at, people } = nation;
    await token.setQuirk(5n); // blocks payees
    await token.blockPayee(people[0].signer);
    await surplus.claimWorkFor(idsOf(nation), ...at, CHAIR);
    expect(await surplus.owedTo(people[0].id, token)).to.equal(159n);
    expect(await token.balanceOf(people[1].signer)).to.equal(79n);
    await booksOf(nation);
  });

  it("shares beside pools, and after a limit of payouts was weighed", async () => {
    const equation = [
      bucket(BucketKind.WorkShare, 3_000n),
      bucket(BucketKind.EqualShare, 3_000n),
      bucket(BucketKind.WorkShare, 2_000n, { ofRemaining: true }),
      bucket(BucketKind.ContributionShare, 0n),
    ];
    const nation = await live(equation, { maxRatio: 200n });
    const { surplus, at } = nation;
    expect(await booksOf(nation)).to.include({ collected: 0n });
    await expect(surplus.claimWorkFor([1n], ...at, CHAIR))
      .to.be.revertedWithCustomError(surplus, "SurplusNotWeighed")
      .withArgs(...at);
    await surplus.weigh(...at, [...idsOf(nation), nation.founders[3]!.id]);
    for (const of of [CHAIR, LAMP, ORPHAN]) await surplus.claimWorkFor(idsOf(nation), ...at, of);
    await booksOf(nation);
    await surplus.claimFor([...idsOf(nation), nation.founders[3]!.id], ...at);
    expect(await booksOf(nation)).to.include({ uncollected: 0n });
  });

  it("sends the whole bucket to the reserve where no income names a work", async () => {
    const nation = await nationOf(BY_WORK);
    await pay(nation, 1_000n, 0n);
    await closeSeason(nation, networkHelpers);
    await nation.surplus.closeBooks(...nation.at);
    expect(await booksOf(nation)).to.include({ toReserve: 1_000n, uncollected: 0n });
    await expect(nation.surplus.claimWorkFor([1n], ...nation.at, CHAIR)).to.be.revertedWithCustomError(
      nation.surplus,
      "SurplusNoWorkShare",
    );
  });

  it("notes nothing where no equation shares by works, and reverts with SurplusNoWorkShare", async () => {
    const nation = await live([bucket(BucketKind.Reserve, 0n)]);
    expect(await share(nation, CHAIR, nation.people[0])).to.include({ income: 0n, part: 0n });
    await expect(nation.surplus.claimWorkFor([1n], ...nation.at, CHAIR))
      .to.be.revertedWithCustomError(nation.surplus, "SurplusNoWorkShare")
      .withArgs(...nation.at, CHAIR);
  });

  it("reverts with SurplusBooksOpen before the close, and shows the income", async () => {
    const nation = await nationOf(BY_WORK);
    await pay(nation, 50n, CHAIR);
    await expect(nation.surplus.claimWorkFor([1n], ...nation.at, CHAIR))
      .to.be.revertedWithCustomError(nation.surplus, "SurplusBooksOpen")
      .withArgs(...nation.at);
    expect(await share(nation, CHAIR, nation.people[0])).to.include({ income: 50n, part: 0n, total: 0n });
  });
});
