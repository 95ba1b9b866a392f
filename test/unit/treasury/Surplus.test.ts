import { expect } from "chai";
import { network } from "hardhat";

import { signStatement } from "../../../sdk/statements.ts";
import { DAY, FOREVER, sign } from "../../fixtures/membership.ts";
import {
  acceptWork,
  asGuild,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  fiveBuckets,
  HYPHA_EQUATION,
  NO_REF,
  payIncome,
  PayoutMode,
  rules,
  UNIT,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const INVOICE = `0x${"42".repeat(32)}`;

/** Three people in a guild whose first season is open. */
async function working() {
  const nation = await deployTreasury(ethers);
  const people = nation.founders.slice(0, 3);
  const guild = await commandedGuild(nation, "Weavers", people);
  return { ...nation, people, guild };
}

/** They worked 300, 200 and 100 minutes, earned 1,000, and the season is closed. */
async function overWith(mode: bigint) {
  const nation = await deployTreasury(ethers, { rules: { mode } });
  const people = nation.founders.slice(0, 3);
  const guild = await commandedGuild(nation, "Weavers", people);
  const work = people.map(({ id }, index) => ({ member: id, minutes: BigInt(300 - 100 * index) }));
  await payIncome(nation, guild, 1_000n * UNIT, nation.token);
  await nation.surplus.connect(nation.nation).deposit(guild, COIN, 700n, 0n, NO_REF, { value: 700n });
  await acceptWork(nation, networkHelpers, { guild, people, work });
  const season = await closeSeason(nation, networkHelpers);
  const at = [guild, season, nation.token] as const;
  return { ...nation, people, guild, season, at };
}
const over = () => overWith(PayoutMode.Pay);
const lending = () => overWith(PayoutMode.MemberLoan);

async function closed() {
  const nation = await over();
  await nation.surplus.closeBooks(...nation.at);
  return nation;
}
async function lent() {
  const nation = await lending();
  await nation.surplus.closeBooks(...nation.at);
  return nation;
}
const load = <T>(fixture: () => Promise<T>) => networkHelpers.loadFixture(fixture);

describe("Surplus", () => {
  describe("constructor", () => {
    it("reverts with CharteredZeroAddress without the floors below", async () => {
      const { surplus, timelock, members, guilds, ledger, libraries } = await load(working);
      const floors = [timelock, members, guilds, ledger, COIN];
      const deploying = ethers.deployContract("Surplus", [...floors, HYPHA_EQUATION, rules()], { libraries });
      await expect(deploying).to.be.revertedWithCustomError(surplus, "CharteredZeroAddress");
    });
  });

  describe("deposit", () => {
    it("reverts with SurplusUnknownGuild for a person", async () => {
      const { surplus, founders, token } = await load(working);
      await expect(surplus.deposit(founders[0]!.id, token, 1n, 0n, NO_REF))
        .to.be.revertedWithCustomError(surplus, "SurplusUnknownGuild")
        .withArgs(founders[0]!.id);
    });
    it("reverts with SurplusWrongValue when the coins sent are not those announced", async () => {
      const { surplus, guild } = await load(working);
      await expect(surplus.deposit(guild, COIN, 5n, 0n, NO_REF, { value: 4n }))
        .to.be.revertedWithCustomError(surplus, "SurplusWrongValue")
        .withArgs(4n, 5n);
    });
    it("reverts with SurplusWrongValue when coins come with an ERC-20", async () => {
      const { surplus, guild, token } = await load(working);
      await expect(surplus.deposit(guild, token, 5n, 0n, NO_REF, { value: 5n }))
        .to.be.revertedWithCustomError(surplus, "SurplusWrongValue")
        .withArgs(5n, 0n);
    });
    it("reverts with SurplusNoOpenSeason between two seasons", async () => {
      const { surplus, guild, ledger } = await load(working);
      await networkHelpers.time.increaseTo((await ledger.seasonOf(1n)).endsAt);
      await expect(surplus.deposit(guild, COIN, 1n, 0n, NO_REF, { value: 1n })).to.be.revertedWithCustomError(
        surplus,
        "SurplusNoOpenSeason",
      );
    });
    it("reverts with SurplusNothingReceived for nothing, and for an address without code", async () => {
      const { surplus, guild, strangers } = await load(working);
      await expect(surplus.deposit(guild, COIN, 0n, 0n, NO_REF))
        .to.be.revertedWithCustomError(surplus, "SurplusNothingReceived")
        .withArgs(COIN);
      await expect(surplus.deposit(guild, strangers[0]!, 9n, 0n, NO_REF))
        .to.be.revertedWithCustomError(surplus, "SurplusNothingReceived")
        .withArgs(strangers[0]!.address);
    });
    it("bubbles up what the token says", async () => {
      const { surplus, guild, token, nation } = await load(working);
      await expect(surplus.connect(nation).deposit(guild, token, 9n, 0n, NO_REF))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
        .withArgs(await surplus.getAddress(), 0n, 9n);
    });

    describe("given an open season", () => {
      it("books coins and keeps them", async () => {
        const { surplus, guild, nation } = await load(working);
        await expect(surplus.connect(nation).deposit(guild, COIN, 7n, 3n, INVOICE, { value: 7n }))
          .to.emit(surplus, "Deposited")
          .withArgs(guild, 1n, COIN, nation.address, 7n, 3n, INVOICE);
        expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(7n);
        expect(await ethers.provider.getBalance(surplus)).to.equal(7n);
      });
      it("adds up several payments in one token and keeps tokens apart", async () => {
        const context = await load(working);
        await payIncome(context, context.guild, 5n, context.token);
        await payIncome(context, context.guild, 6n, context.token);
        expect((await context.surplus.booksOf(context.guild, 1n, context.token)).income).to.equal(11n);
        expect((await context.surplus.booksOf(context.guild, 1n, COIN)).income).to.equal(0n);
      });
    });
  });

  describe("payCost", () => {
    async function paid() {
      const context = await load(working);
      await payIncome(context, context.guild, 100n, context.token);
      const to = context.strangers[0]!.address;
      const token = await context.token.getAddress();
      const act = { season: 1n, token, to, amount: 60n, evidence: INVOICE, nonce: 0n, deadline: FOREVER };
      const pay = (changes: Partial<typeof act> = {}) =>
        asGuild(
          ethers,
          context,
          context.guild,
          context.surplus,
          context.surplus.interface.encodeFunctionData("payCost", [{ by: context.guild, ...act, ...changes }, "0x"]),
        );
      return { ...context, act, pay, to };
    }

    it("reverts with StatementNotByKeyHolder for anybody but the guild's account", async () => {
      const { surplus, guild, act, people } = await paid();
      await expect(surplus.connect(people[0]!.signer).payCost({ by: guild, ...act }, "0x"))
        .to.be.revertedWithCustomError(surplus, "StatementNotByKeyHolder")
        .withArgs(guild, people[0]!.signer.address);
    });
    it("reverts with SurplusBadPayee for nobody, and for the contract itself", async () => {
      const { surplus, pay } = await paid();
      await expect(pay({ to: COIN }))
        .to.be.revertedWithCustomError(surplus, "SurplusBadPayee")
        .withArgs(COIN);
      const self = await surplus.getAddress();
      await expect(pay({ to: self }))
        .to.be.revertedWithCustomError(surplus, "SurplusBadPayee")
        .withArgs(self);
    });
    it("reverts with SurplusOverdraw for more than is there", async () => {
      const { surplus, pay } = await paid();
      await pay();
      await expect(pay({ amount: 41n }))
        .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
        .withArgs(41n, 40n);
    });
    it("reverts with SurplusPaymentFailed when the payee cannot receive", async () => {
      const { surplus, pay, token, to } = await paid();
      await token.blockPayee(to);
      await expect(pay())
        .to.be.revertedWithCustomError(surplus, "SurplusPaymentFailed")
        .withArgs(await token.getAddress(), to, 60n);
    });
    it("reverts with SurplusBooksClosed once the books are closed", async () => {
      const { surplus, pay, guild, token, ...context } = await paid();
      await closeSeason(context, networkHelpers);
      await surplus.closeBooks(guild, 1n, token);
      await expect(pay())
        .to.be.revertedWithCustomError(surplus, "SurplusBooksClosed")
        .withArgs(guild, 1n, await token.getAddress());
    });
    it("pays the payee and books the cost", async () => {
      const { surplus, pay, guild, token, to } = await paid();
      await expect(pay())
        .to.emit(surplus, "CostPaid")
        .withArgs(guild, 1n, await token.getAddress(), to, 60n, INVOICE);
      expect(await token.balanceOf(to)).to.equal(60n);
      const books = await surplus.booksOf(guild, 1n, token);
      expect([books.income, books.costs, books.available]).to.deep.equal([100n, 60n, 40n]);
    });
  });

  describe("fillExpensesSeat", () => {
    it("reverts with CharteredOnlyNation for anybody but the nation", async () => {
      const { surplus, strangers } = await load(working);
      await expect(surplus.connect(strangers[0]).fillExpensesSeat(strangers[0]!))
        .to.be.revertedWithCustomError(surplus, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
    });
    it("reverts with CharteredZeroAddress for nobody", async () => {
      const { surplus } = await load(working);
      await expect(surplus.fillExpensesSeat(COIN)).to.be.revertedWithCustomError(surplus, "CharteredZeroAddress");
    });
    it("fills the seat, and reverts with SurplusSeatTaken the second time", async () => {
      const { surplus, strangers } = await load(working);
      await expect(surplus.fillExpensesSeat(strangers[0]!))
        .to.emit(surplus, "ExpensesSeatFilled")
        .withArgs(strangers[0]!.address);
      expect(await surplus.expensesSeat()).to.equal(strangers[0]!.address);
      await expect(surplus.fillExpensesSeat(strangers[1]!))
        .to.be.revertedWithCustomError(surplus, "SurplusSeatTaken")
        .withArgs(strangers[0]!.address);
    });
  });

  describe("payFor", () => {
    async function seated() {
      const context = await load(working);
      await payIncome(context, context.guild, 100n, context.token);
      const [holder, supplier] = context.strangers as [(typeof context.strangers)[0], (typeof context.strangers)[0]];
      await context.surplus.fillExpensesSeat(holder);
      const surplus = context.surplus.connect(holder);
      const pay = (amount: bigint, to = supplier.address) =>
        surplus.payFor(context.guild, 1n, context.token, to, amount, INVOICE);
      return { ...context, surplus, pay, holder, supplier };
    }

    it("reverts with SurplusNotInSeat for anybody else", async () => {
      const { surplus, guild, token, people } = await seated();
      const { signer } = people[0]!;
      await expect(surplus.connect(signer).payFor(guild, 1n, token, signer, 1n, INVOICE))
        .to.be.revertedWithCustomError(surplus, "SurplusNotInSeat")
        .withArgs(signer.address);
    });
    it("reverts with SurplusBadPayee for nobody, and for the contract itself", async () => {
      const { surplus, pay } = await seated();
      for (const to of [COIN, await surplus.getAddress()]) {
        await expect(pay(1n, to)).to.be.revertedWithCustomError(surplus, "SurplusBadPayee").withArgs(to);
      }
    });
    it("reverts with SurplusOverdraw for more than is there", async () => {
      const { surplus, pay } = await seated();
      await expect(pay(101n)).to.be.revertedWithCustomError(surplus, "SurplusOverdraw").withArgs(101n, 100n);
    });
    it("reverts with SurplusBooksClosed once the books are closed", async () => {
      const { surplus, pay, guild, token, ...context } = await seated();
      await closeSeason(context, networkHelpers);
      await surplus.closeBooks(guild, 1n, token);
      await expect(pay(1n))
        .to.be.revertedWithCustomError(surplus, "SurplusBooksClosed")
        .withArgs(guild, 1n, await token.getAddress());
    });
    it("pays the payee and books the cost", async () => {
      const { surplus, pay, guild, token, supplier } = await seated();
      await expect(pay(60n))
        .to.emit(surplus, "CostPaid")
        .withArgs(guild, 1n, await token.getAddress(), supplier.address, 60n, INVOICE);
      expect(await token.balanceOf(supplier)).to.equal(60n);
      expect((await surplus.booksOf(guild, 1n, token)).costs).to.equal(60n);
    });
    it("books nothing when the payee cannot receive, and says so", async () => {
      const { surplus, pay, guild, token, supplier } = await seated();
      await token.blockPayee(supplier);
      expect(await surplus.payFor.staticCall(guild, 1n, token, supplier, 60n, INVOICE)).to.equal(false);
      await expect(pay(60n)).not.to.emit(surplus, "CostPaid");
      expect((await surplus.booksOf(guild, 1n, token)).costs).to.equal(0n);
    });
  });

  describe("closeBooks", () => {
    it("reverts with SurplusSeasonNotClosed before the ledger has closed the season", async () => {
      const { surplus, guild, token } = await load(working);
      await expect(surplus.closeBooks(guild, 1n, token))
        .to.be.revertedWithCustomError(surplus, "SurplusSeasonNotClosed")
        .withArgs(1n);
    });

    describe("given a closed season", () => {
      it("reverts with SurplusNoIncome where nothing was received", async () => {
        const { surplus, guild, season, reserve } = await load(over);
        await expect(surplus.closeBooks(guild, season, reserve))
          .to.be.revertedWithCustomError(surplus, "SurplusNoIncome")
          .withArgs(guild, season, await reserve.getAddress());
      });
      it("reverts with SurplusBooksClosed the second time", async () => {
        const { surplus, at, guild, season, token } = await load(closed);
        await expect(surplus.closeBooks(...at))
          .to.be.revertedWithCustomError(surplus, "SurplusBooksClosed")
          .withArgs(guild, season, await token.getAddress());
      });
      it("sends the reserve its part and keeps the members' pool", async () => {
        const { surplus, reserve, token, at, guild, season, ledger } = await load(over);
        const { opensAt, closedAt } = await ledger.seasonOf(season);
        await expect(surplus.closeBooks(...at))
          .to.emit(surplus, "BooksClosed")
          .withArgs(
            guild,
            season,
            await token.getAddress(),
            1n,
            opensAt,
            closedAt - 1n,
            800n * UNIT,
            [0n, 200n * UNIT, 0n, 0n, 0n],
            [0n, 600n, 0n, 0n, 0n],
          );
        expect(await token.balanceOf(reserve)).to.equal(800n * UNIT);
        const books = await surplus.booksOf(...at);
        expect([books.toReserve, books.uncollected, books.available]).to.deep.equal([800n * UNIT, 200n * UNIT, 0n]);
        expect(await surplus.poolOf(...at, 1n)).to.deep.equal([200n * UNIT, 600n, 0n]);
      });
      it("owes the reserve what a token does not let through, until fillReserve", async () => {
        const { surplus, reserve, token, at } = await load(over);
        await token.blockPayee(reserve);
        await expect(surplus.closeBooks(...at))
          .to.emit(surplus, "ReserveOwed")
          .withArgs(await token.getAddress(), 800n * UNIT);
        expect(await surplus.owedTo(0n, token)).to.equal(800n * UNIT);
        await token.setQuirk(0n);
        await expect(surplus.fillReserve(token))
          .to.emit(surplus, "Withdrawn")
          .withArgs(0n, await token.getAddress(), await reserve.getAddress(), 800n * UNIT);
        expect(await token.balanceOf(reserve)).to.equal(800n * UNIT);
        await expect(surplus.fillReserve(token))
          .to.be.revertedWithCustomError(surplus, "SurplusNothingOwed")
          .withArgs(0n, await token.getAddress());
      });
    });

    describe("given that nobody shares a pool", () => {
      it("gives the pool's money to the reserve", async () => {
        const context = await load(working);
        await payIncome(context, context.guild, 1_000n, context.token);
        const season = await closeSeason(context, networkHelpers);
        await context.surplus.closeBooks(context.guild, season, context.token);
        expect(await context.token.balanceOf(context.reserve)).to.equal(1_000n);
      });
    });
  });

  describe("claim", () => {
    async function claiming() {
      const context = await load(closed);
      const [person] = context.people;
      const token = await context.token.getAddress();
      const { guild, season } = context;
      const act = { by: person!.id, guild, season, token, to: COIN, deadline: FOREVER };
      return { ...context, person: person!, act };
    }

    it("reverts with SurplusBooksOpen before the books are closed", async () => {
      const { surplus, people, guild, season, token } = await load(over);
      const [person] = people;
      const act = { by: person!.id, guild, season, token, to: COIN, deadline: FOREVER };
      await expect(surplus.connect(person!.signer).claim(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusBooksOpen")
        .withArgs(guild, season, await token.getAddress());
    });
    it("reverts with SurplusNothingDue for whom no work was accepted", async () => {
      const { surplus, act, founders } = await claiming();
      const idle = founders[3]!;
      await expect(surplus.connect(idle.signer).claim({ ...act, by: idle.id }, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusNothingDue")
        .withArgs(act.guild, act.season, act.token, idle.id);
    });
    it("reverts with SurplusAlreadyCollected the second time", async () => {
      const { surplus, act, person } = await claiming();
      await surplus.connect(person.signer).claim(act, "0x");
      await expect(surplus.connect(person.signer).claim(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusAlreadyCollected")
        .withArgs(act.guild, act.season, act.token, person.id);
    });
    it("reverts with SurplusPaymentFailed when the payee cannot receive, and the share stays", async () => {
      const { surplus, act, person, token, at } = await claiming();
      await token.blockPayee(person.signer);
      await expect(surplus.connect(person.signer).claim(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusPaymentFailed")
        .withArgs(act.token, person.signer.address, 100n * UNIT);
      expect(await surplus.shareOf(...at, person.id)).to.deep.equal([100n * UNIT, false]);
    });
    it("pays the share to the author's own key", async () => {
      const { surplus, act, person, token, at } = await claiming();
      const entry = person.id | (2n << 32n) | ((100n * UNIT) << 40n);
      await expect(surplus.connect(person.signer).claim(act, "0x"))
        .to.emit(surplus, "SharesCollected")
        .withArgs(act.guild, act.season, act.token, COIN, [entry, 300n << 40n]);
      expect(await token.balanceOf(person.signer)).to.equal(100n * UNIT);
      expect(await surplus.shareOf(...at, person.id)).to.deep.equal([100n * UNIT, true]);
      const books = await surplus.booksOf(...at);
      expect([books.collected, books.uncollected]).to.deep.equal([100n * UNIT, 100n * UNIT]);
    });
    it("pays to another address, carried by somebody else in a batch", async () => {
      const { surplus, act, person, strangers, token, ...context } = await claiming();
      const elsewhere = { ...act, to: strangers[1]!.address };
      const signature = await sign({ ...context, strangers }, person, surplus, "claim", elsewhere);
      const call = surplus.interface.encodeFunctionData("claim", [elsewhere, signature]);
      await expect(surplus.connect(strangers[0]).carry([call, call])).to.emit(surplus, "CallSkipped");
      expect(await token.balanceOf(strangers[1]!)).to.equal(100n * UNIT);
    });
    it("reverts with StatementBadSignature when the carrier changes the payee", async () => {
      const { surplus, act, person, strangers, ...context } = await claiming();
      const signature = await sign({ ...context, strangers }, person, surplus, "claim", act);
      await expect(surplus.connect(strangers[0]).claim({ ...act, to: strangers[0]!.address }, signature))
        .to.be.revertedWithCustomError(surplus, "StatementBadSignature")
        .withArgs(person.id);
    });
  });

  describe("claimFor", () => {
    it("reverts with SurplusBooksOpen before the books are closed", async () => {
      const { surplus, at, guild, season, token } = await load(over);
      await expect(surplus.claimFor([1n], ...at))
        .to.be.revertedWithCustomError(surplus, "SurplusBooksOpen")
        .withArgs(guild, season, await token.getAddress());
    });
    it("pays every member once, skips the others, and says what it did", async () => {
      const { surplus, at, people, token, guild, season } = await load(closed);
      const ids = people.map(({ id }) => id);
      const shares = [100n * UNIT, (200n * UNIT) / 3n, (100n * UNIT) / 3n];
      const words = ids.flatMap((id, index) => [
        id | (2n << 32n) | (shares[index]! << 40n),
        BigInt(300 - 100 * index) << 40n,
      ]);
      await expect(surplus.claimFor([...ids, 4n, ids[0]!], ...at))
        .to.emit(surplus, "SharesCollected")
        .withArgs(guild, season, await token.getAddress(), COIN, [...words, 4n, 0n, ids[0]! | (1n << 32n), 0n]);
      for (const [index, { signer }] of people.entries()) {
        expect(await token.balanceOf(signer)).to.equal(shares[index]);
      }
      const books = await surplus.booksOf(...at);
      expect([books.uncollected, books.remainder]).to.deep.equal([0n, 1n]);
    });
    it("keeps owing what one payee cannot receive, and pays the others", async () => {
      const { surplus, at, people, token } = await load(closed);
      const [amara, bo] = people;
      await token.blockPayee(amara!.signer);
      await surplus.claimFor([amara!.id, bo!.id], ...at);
      expect(await token.balanceOf(bo!.signer)).to.equal((200n * UNIT) / 3n);
      expect(await surplus.owedTo(amara!.id, token)).to.equal(100n * UNIT);
    });
  });

  describe("withdraw", () => {
    async function owing() {
      const context = await load(closed);
      const [person] = context.people;
      await context.token.blockPayee(person!.signer);
      await context.surplus.claimFor([person!.id], ...context.at);
      const token = await context.token.getAddress();
      const act = { by: person!.id, token, to: context.strangers[0]!.address, nonce: 0n, deadline: FOREVER };
      return { ...context, person: person!, act };
    }

    it("reverts with SurplusNothingOwed to whom nothing is owed", async () => {
      const { surplus, act, people } = await owing();
      const { id, signer } = people[1]!;
      await expect(surplus.connect(signer).withdraw({ ...act, by: id }, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusNothingOwed")
        .withArgs(id, act.token);
    });
    it("pays all that is owed, once, to the address given", async () => {
      const { surplus, act, person, token, ...context } = await owing();
      const signature = await sign(context, person, surplus, "withdraw", act);
      await expect(surplus.withdraw(act, signature))
        .to.emit(surplus, "Withdrawn")
        .withArgs(person.id, act.token, act.to, 100n * UNIT);
      expect(await token.balanceOf(act.to)).to.equal(100n * UNIT);
      await expect(surplus.withdraw(act, signature))
        .to.be.revertedWithCustomError(surplus, "StatementNonceUsed")
        .withArgs(person.id, 0n);
    });
  });

  describe("payInside", () => {
    /** The first member keeps a share of 100 here. */
    async function keeping() {
      const context = await load(closed);
      const { surplus, people, guild, season, token, strangers } = context;
      const [{ id, signer }] = people as [(typeof people)[0]];
      const tokenAddress = await token.getAddress();
      const claim = { by: id, guild, season, token: tokenAddress, to: await surplus.getAddress(), deadline: FOREVER };
      const keep = () => surplus.connect(signer).claim(claim, "0x");
      const base = { by: id, to: guild, token: tokenAddress, amount: 30n * UNIT, ref: INVOICE, nonce: 1n };
      const act = { ...base, deadline: FOREVER };
      const pay = (changes: Partial<typeof act> = {}) =>
        surplus.connect(signer).payInside({ ...act, ...changes }, "0x");
      return { ...context, keep, act, pay, id, tokenAddress, stranger: strangers[0]! };
    }

    it("a claim to the contract's own address keeps the share here, owed", async () => {
      const { surplus, keep, id, token, at } = await keeping();
      await keep();
      expect(await surplus.owedTo(id, token)).to.equal(100n * UNIT);
      expect((await surplus.booksOf(...at)).collected).to.equal(100n * UNIT);
      await expect(keep()).to.be.revertedWithCustomError(surplus, "SurplusAlreadyCollected");
    });
    it("reverts with SurplusOverdraw for more than is owed, and for nothing", async () => {
      const { surplus, keep, pay } = await keeping();
      await expect(pay())
        .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
        .withArgs(30n * UNIT, 0n);
      await keep();
      await expect(pay({ amount: 0n }))
        .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
        .withArgs(0n, 100n * UNIT);
    });
    it("reverts with SurplusBadAgent for nobody, and for the payer", async () => {
      const { surplus, keep, pay, id } = await keeping();
      await keep();
      for (const to of [0n, 99n, id]) {
        await expect(pay({ to })).to.be.revertedWithCustomError(surplus, "SurplusBadAgent").withArgs(to);
      }
    });
    it("moves what is owed to another agent, who can withdraw it", async () => {
      const { surplus, keep, pay, id, guild, token, tokenAddress } = await keeping();
      await keep();
      await expect(pay())
        .to.emit(surplus, "PaidInside")
        .withArgs(id, guild, tokenAddress, 30n * UNIT, INVOICE);
      expect([await surplus.owedTo(id, token), await surplus.owedTo(guild, token)]).to.deep.equal([
        70n * UNIT,
        30n * UNIT,
      ]);
    });
    it("pays on a signed statement, once", async () => {
      const { surplus, keep, act, people, stranger, ...context } = await keeping();
      await keep();
      const signature = await sign(context, people[0]!, surplus, "payInside", act);
      await surplus.connect(stranger).payInside(act, signature);
      await expect(surplus.connect(stranger).payInside(act, signature))
        .to.be.revertedWithCustomError(surplus, "StatementNonceUsed")
        .withArgs(act.by, act.nonce);
    });
  });

  describe("withdrawLoan", () => {
    async function lender() {
      const context = await load(lent);
      const person = context.people[0]!;
      await context.surplus.claimFor([person.id], ...context.at);
      const token = await context.token.getAddress();
      const act = { by: person.id, token, to: COIN, nonce: 0n, deadline: FOREVER };
      const leave = () =>
        context.members.connect(person.signer).resign({ by: person.id, nonce: 9n, deadline: FOREVER }, "0x");
      return { ...context, person, act, leave };
    }

    it("reverts with SurplusLoanNotDue while the member belongs to the nation", async () => {
      const { surplus, act, person } = await lender();
      await expect(surplus.connect(person.signer).withdrawLoan(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusLoanNotDue")
        .withArgs(person.id, 3n);
    });

    describe("given that the member has left", () => {
      it("pays the loan once", async () => {
        const { surplus, act, person, leave, token, at } = await lender();
        await leave();
        expect(await surplus.loanOf(person.id, token)).to.equal(100n * UNIT);
        expect((await surplus.booksOf(...at)).lent).to.equal(100n * UNIT);
        await expect(surplus.connect(person.signer).withdrawLoan(act, "0x"))
          .to.emit(surplus, "LoanWithdrawn")
          .withArgs(person.id, act.token, person.signer.address, 100n * UNIT);
        expect(await token.balanceOf(person.signer)).to.equal(100n * UNIT);
        await expect(surplus.connect(person.signer).withdrawLoan(act, "0x"))
          .to.be.revertedWithCustomError(surplus, "SurplusNothingOwed")
          .withArgs(person.id, act.token);
      });
      it("pays it on a signed statement that anybody carries", async () => {
        const { surplus, act, person, leave, strangers, token, ...context } = await lender();
        await leave();
        const [, keyEpoch] = await context.members.keyOf(person.id);
        const signer = person.signer;
        const { signature } = await signStatement({ contract: surplus, method: "withdrawLoan", act, keyEpoch, signer });
        await surplus.connect(strangers[0]).withdrawLoan(act, signature);
        expect(await token.balanceOf(signer)).to.equal(100n * UNIT);
      });
    });

    it("credits a claim of the member's own as a loan, and pays nothing yet", async () => {
      const { surplus, people, guild, season, token } = await load(lent);
      const { id, signer } = people[1]!;
      await surplus.connect(signer).claim({ by: id, guild, season, token, to: COIN, deadline: FOREVER }, "0x");
      expect(await surplus.loanOf(id, token)).to.equal((200n * UNIT) / 3n);
      expect(await token.balanceOf(signer)).to.equal(0n);
    });
  });

  describe("setEquation", () => {
    it("reverts with CharteredOnlyNation for anybody else", async () => {
      const { surplus, strangers } = await load(working);
      await expect(surplus.connect(strangers[0]).setEquation([...HYPHA_EQUATION], rules()))
        .to.be.revertedWithCustomError(surplus, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
    });
    it("reverts with SurplusBadBucketCount for none, and for nine", async () => {
      const { surplus } = await load(working);
      const nine = Array.from({ length: 9 }, (_, index) => bucket(BucketKind.Reserve, index === 8 ? 0n : 1n));
      for (const buckets of [[], nine]) {
        await expect(surplus.setEquation(buckets, rules()))
          .to.be.revertedWithCustomError(surplus, "SurplusBadBucketCount")
          .withArgs(BigInt(buckets.length));
      }
    });
    it("reverts with SurplusBadShare where a bucket takes more than is left", async () => {
      const { surplus } = await load(working);
      const shares = [6_000n, 4_001n, 0n].map((share) => bucket(BucketKind.Reserve, share));
      await expect(surplus.setEquation(shares, rules()))
        .to.be.revertedWithCustomError(surplus, "SurplusBadShare")
        .withArgs(1n, 4_001n);
    });
    it("reverts with SurplusBadAccount for a person's", async () => {
      const { surplus, founders } = await load(working);
      const buckets = [bucket(BucketKind.Account, 1n, { account: founders[0]!.id }), bucket(BucketKind.Reserve, 0n)];
      await expect(surplus.setEquation(buckets, rules()))
        .to.be.revertedWithCustomError(surplus, "SurplusBadAccount")
        .withArgs(0n, founders[0]!.id);
    });
    it("is in force for seasons that open later, not for the one that runs", async () => {
      const context = await load(working);
      const { surplus, guild, token, ledger } = context;
      await payIncome(context, guild, 1_000n, context.token);
      await surplus.setEquation([...fiveBuckets(guild)], rules());
      expect((await surplus.equation(2n)).buckets).to.have.length(5);
      const season = await closeSeason(context, networkHelpers);
      await surplus.closeBooks(guild, season, token);
      expect((await surplus.booksOf(guild, season, token)).equation).to.equal(1n);

      await ledger.openSeason();
      const { opensAt } = await ledger.seasonOf(season + 1n);
      expect(await surplus.equationAt(opensAt)).to.equal(2n);
      expect(await surplus.equationAt(0n)).to.equal(1n);
    });
    it("emits the equation", async () => {
      const { surplus } = await load(working);
      const only = { kind: BucketKind.Reserve, track: 0n, shareBps: 0n, ofRemaining: false, account: 0n };
      const setAt = BigInt(await networkHelpers.time.latest()) + DAY;
      await networkHelpers.time.setNextBlockTimestamp(setAt);
      await expect(surplus.setEquation([only], rules({ mode: PayoutMode.MemberLoan })))
        .to.emit(surplus, "EquationSet")
        .withArgs(2n, setAt, [Object.values(only)], Object.values(rules({ mode: PayoutMode.MemberLoan })));
    });
  });
});
