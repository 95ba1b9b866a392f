import { expect } from "chai";
import { id as hashOf, MaxUint256, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { payoutsIn, referenceOf } from "../../../sdk/treasury/bankReferences.ts";
import {
  BANK_TERMS,
  bookIncome,
  correct,
  deployBank,
  Kind,
  line,
  lineId,
  markPaid,
  markReturned,
  organisation,
  own,
  payCost,
  PAYER,
  PayoutState,
  said,
  type BankNation,
} from "../../fixtures/bank.ts";
import { DAY, FOREVER, sign, type Person } from "../../fixtures/membership.ts";
import { asGuild, closeSeason, commandedGuild, COIN, NO_REF } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;
const load = <T>(fixture: () => Promise<T>) => networkHelpers.loadFixture(fixture);
const at = (moment: number | bigint) => BigInt(moment);

/** A guild of three; founders 1 and 2 keep the account, founder 3 is a third officer, 4 and 5 have no office. */
async function open() {
  const nation = await deployBank(ethers, { officers: 3 });
  const people = nation.founders.slice(0, 3);
  const guild = await commandedGuild(nation, "Weavers", people);
  const [amara, bo, chen, dita, emil] = nation.founders as [Person, Person, Person, Person, Person];
  return { ...nation, people, guild, amara, bo, chen, dita, emil };
}

/** The guild was paid 1,000.00, and owes Dita 250.00: payout 1. */
async function owing() {
  const nation = await open();
  const income = line(100_000n);
  await bookIncome(nation, nation.guild, income);
  await payCost(ethers, nation, nation.guild, nation.dita.signer, 25_000n);
  return { ...nation, income, incomeId: await lineId(nation, income) };
}

/** Dita keeps what she was paid. */
async function keeping() {
  const nation = await owing();
  await nation.bank.connect(nation.dita.signer).keep({ ...own(nation.dita), payouts: [1n] }, "0x");
  return nation;
}

/** Sum of everything anybody has: the books, the account's own, every agent. */
async function sumOfBalances({ bank, surplus, reserve, commons, members }: BankNation): Promise<bigint> {
  const keys = await Promise.all(
    Array.from({ length: Number(await members.lastId()) }, async (_, index) => (await members.keyOf(index + 1)).key),
  );
  const holders = [...keys, ...(await Promise.all([bank, surplus, reserve, commons].map((one) => one.getAddress())))];
  const balances = await Promise.all(holders.map((holder) => bank.balanceOf(holder)));
  return balances.reduce((sum, balance) => sum + balance);
}

describe("BankMoney", () => {
  describe("constructor", () => {
    const deploying = async (nation: BankNation, change: Record<string, unknown>) => {
      const { timelock, members, surplus } = nation;
      const with_ = {
        timelock,
        members,
        surplus,
        books: [],
        name: "A",
        currency: "EUR",
        decimals: 2,
        terms: BANK_TERMS,
      };
      return ethers.deployContract("BankMoney", Object.values({ ...with_, ...change }));
    };

    it("reverts with CharteredZeroAddress without the floors below", async () => {
      const nation = await load(open);
      await expect(deploying(nation, { surplus: COIN })).to.be.revertedWithCustomError(
        nation.bank,
        "CharteredZeroAddress",
      );
    });
    for (const [currency, decimals] of [
      ["eur", 2],
      ["EURO", 2],
      ["E1R", 2],
      ["EUR", 5],
    ] as const) {
      it(`reverts with BankBadCurrency for ${currency} with ${decimals} decimals`, async () => {
        const nation = await load(open);
        await expect(deploying(nation, { currency, decimals }))
          .to.be.revertedWithCustomError(nation.bank, "BankBadCurrency")
          .withArgs(currency, decimals);
      });
    }
    for (const terms of [
      { officerTerm: DAY - 1n, confirmPeriod: DAY },
      { officerTerm: 3_650n * DAY + 1n, confirmPeriod: DAY },
      { officerTerm: DAY, confirmPeriod: 3_599n },
      { officerTerm: DAY, confirmPeriod: 90n * DAY + 1n },
    ]) {
      it(`reverts with BankBadTerms for a term of ${terms.officerTerm} s and a period of ${terms.confirmPeriod} s`, async () => {
        const nation = await load(open);
        await expect(deploying(nation, { terms }))
          .to.be.revertedWithCustomError(nation.bank, "BankBadTerms")
          .withArgs(terms.officerTerm, terms.confirmPeriod);
      });
    }
    it("reverts with BankBadBook for an account without code", async () => {
      const nation = await load(open);
      await expect(deploying(nation, { books: [nation.nation.address] }))
        .to.be.revertedWithCustomError(nation.bank, "BankBadBook")
        .withArgs(nation.nation.address);
    });
    it("names the account, its currency and its decimals for ever", async () => {
      const { bank } = await load(open);
      expect([await bank.name(), await bank.symbol(), await bank.decimals()]).to.deep.equal(["Our account", "EUR", 2n]);
    });
    it("makes the surplus, the reserve and what is named its books", async () => {
      const { bank, surplus, reserve, commons, guilds } = await load(open);
      for (const book of [surplus, reserve, commons, bank]) expect(await bank.isBook(book)).to.equal(true);
      expect(await bank.isBook(guilds)).to.equal(false);
    });
  });

  describe("appointOfficer", () => {
    it("reverts with CharteredOnlyNation for anybody else", async () => {
      const { bank, amara } = await load(open);
      await expect(bank.connect(amara.signer).appointOfficer(4n))
        .to.be.revertedWithCustomError(bank, "CharteredOnlyNation")
        .withArgs(amara.signer.address);
    });
    it("reverts with BankNotActive for a guild, and for whom nobody knows", async () => {
      const { bank, guild } = await load(open);
      for (const nobody of [guild, 99n]) {
        await expect(bank.appointOfficer(nobody)).to.be.revertedWithCustomError(bank, "BankNotActive").withArgs(nobody);
      }
    });
    it("reverts with BankTooManyOfficers for a seventeenth", async () => {
      const nation = await deployBank(ethers, { founders: 17, officers: 16 });
      await expect(nation.bank.appointOfficer(17n))
        .to.be.revertedWithCustomError(nation.bank, "BankTooManyOfficers")
        .withArgs(16n);
    });
    it("appoints for one term, and anew without taking a second place", async () => {
      const { bank, dita } = await load(open);
      await bank.appointOfficer(dita.id);
      await expect(bank.appointOfficer(dita.id)).to.emit(bank, "OfficerAppointed");
      expect(await bank.officerUntil(dita.id)).to.equal(at(await time.latest()) + BANK_TERMS.officerTerm);
      expect(await bank.officers()).to.deep.equal([1n, 2n, 3n, 4n]);
    });
    it("ends with the term, and with the membership", async () => {
      const { bank, members, amara } = await load(open);
      expect(await bank.isOfficer(amara.id)).to.equal(true);
      await members.connect(amara.signer).resign(own(amara), "0x");
      expect(await bank.isOfficer(amara.id)).to.equal(false);
      await time.increase(BANK_TERMS.officerTerm);
      expect(await bank.isOfficer(2n)).to.equal(false);
    });
  });

  describe("dismissOfficer", () => {
    it("reverts with CharteredOnlyNation for anybody else, and BankNotOfficer for whom has no office", async () => {
      const { bank, amara, dita } = await load(open);
      await expect(bank.connect(amara.signer).dismissOfficer(2n)).to.be.revertedWithCustomError(
        bank,
        "CharteredOnlyNation",
      );
      await expect(bank.dismissOfficer(dita.id))
        .to.be.revertedWithCustomError(bank, "BankNotOfficer")
        .withArgs(dita.id);
    });
    it("ends an office now", async () => {
      const { bank } = await load(open);
      await expect(bank.dismissOfficer(1n)).to.emit(bank, "OfficerDismissed").withArgs(1n);
      expect(await bank.officers()).to.deep.equal([3n, 2n]);
      expect(await bank.isOfficer(1n)).to.equal(false);
    });
  });

  describe("addBook and setTerms", () => {
    it("revert with CharteredOnlyNation for anybody else", async () => {
      const { bank, amara, guilds } = await load(open);
      await expect(bank.connect(amara.signer).addBook(guilds)).to.be.revertedWithCustomError(
        bank,
        "CharteredOnlyNation",
      );
      await expect(bank.connect(amara.signer).setTerms(BANK_TERMS)).to.be.revertedWithCustomError(
        bank,
        "CharteredOnlyNation",
      );
    });
    it("refuses a guild's account as a book with BankBadBook: it is an agent's key", async () => {
      const { bank, guilds, guild } = await load(open);
      const account = await guilds.accountOf(guild);
      await expect(bank.addBook(account)).to.be.revertedWithCustomError(bank, "BankBadBook").withArgs(account);
    });
    it("keep what they are told", async () => {
      const { bank, guilds } = await load(open);
      await expect(bank.addBook(guilds)).to.emit(bank, "BookAdded").withArgs(guilds);
      await bank.setTerms({ officerTerm: DAY, confirmPeriod: DAY });
      expect(await bank.terms()).to.deep.equal([DAY, DAY]);
    });
  });

  describe("bookIncome", () => {
    const first = (nation: BankNation, by: Person, change: Record<string, unknown> = {}) =>
      nation.bank.connect(by.signer).bookIncome({ ...said(by), ...line(100n), to: 0n, payer: PAYER, ...change }, "0x");

    it("reverts with StatementNotByKeyHolder for an act of somebody else", async () => {
      const nation = await load(open);
      const acting = nation.bank.connect(nation.bo.signer);
      await expect(acting.bookIncome({ ...said(nation.amara), ...line(1n), to: 0n, payer: PAYER }, "0x"))
        .to.be.revertedWithCustomError(nation.bank, "StatementNotByKeyHolder")
        .withArgs(1n, nation.bo.signer.address);
    });
    it("reverts with BankNotOfficer for who has no office", async () => {
      const nation = await load(open);
      await expect(first(nation, nation.dita))
        .to.be.revertedWithCustomError(nation.bank, "BankNotOfficer")
        .withArgs(nation.dita.id);
    });
    it("reverts with BankBadRecipient for a person", async () => {
      const nation = await load(open);
      await expect(first(nation, nation.amara, { to: 4n }))
        .to.be.revertedWithCustomError(nation.bank, "BankBadRecipient")
        .withArgs(4n);
    });
    it("reverts with BankNothing for a line without money", async () => {
      const nation = await load(open);
      await expect(first(nation, nation.amara, { amount: 0n })).to.be.revertedWithCustomError(
        nation.bank,
        "BankNothing",
      );
    });
    it("reverts with BankBadDay for a day after tomorrow", async () => {
      const nation = await load(open);
      const today = at(await time.latest()) / DAY;
      await expect(first(nation, nation.amara, { day: today + 2n }))
        .to.be.revertedWithCustomError(nation.bank, "BankBadDay")
        .withArgs(today + 2n, today);
    });

    describe("given only one officer in office", () => {
      it("reverts with BankOfficersMissing", async () => {
        const nation = await deployBank(ethers, { officers: 1 });
        await expect(first(nation, nation.founders[0]!)).to.be.revertedWithCustomError(
          nation.bank,
          "BankOfficersMissing",
        );
      });
    });

    describe("when a first officer states a line", () => {
      it("makes nothing, says so, and counts it as waiting", async () => {
        const nation = await load(open);
        const on = line(100n);
        const key = await lineId(nation, on);
        const booking = await first(nation, nation.amara, { ...on, to: nation.guild });
        const confirmBy = at(await time.latest()) + BANK_TERMS.confirmPeriod;
        const told = [1n, Kind.Income, on.day, 100n, on.bankRef, 0n, nation.guild, 0n, PAYER, confirmBy];
        await expect(booking)
          .to.emit(nation.bank, "LineBooked")
          .withArgs(key, ...told);
        expect(await nation.bank.reconciliation()).to.deep.equal([0n, 100n, 0n]);
        expect((await nation.bank.bookingOf(key)).first).to.equal(1n);
      });
      it("reverts with BankAlreadyBooked for the same line while it waits", async () => {
        const nation = await load(open);
        const on = line(100n);
        await first(nation, nation.amara, on);
        const { confirmBy } = await nation.bank.bookingOf(await lineId(nation, on));
        await expect(first(nation, nation.bo, on))
          .to.be.revertedWithCustomError(nation.bank, "BankAlreadyBooked")
          .withArgs(await lineId(nation, on), 1n, confirmBy);
      });
      it("can be stated anew once it has lapsed, and then counts once", async () => {
        const nation = await load(open);
        const on = line(100n);
        await first(nation, nation.amara, on);
        await time.increase(BANK_TERMS.confirmPeriod + 1n);
        await first(nation, nation.bo, { ...on, to: nation.guild });
        expect(await nation.bank.reconciliation()).to.deep.equal([0n, 100n, 0n]);
      });
    });

    describe("when a second officer confirms", () => {
      const booked = async () => {
        const nation = await open();
        const on = line(100n);
        const values = { ...on, to: nation.guild, payer: PAYER };
        await nation.bank.connect(nation.amara.signer).bookIncome({ ...said(nation.amara), ...values }, "0x");
        const confirm = (by: Person, change: Record<string, unknown> = {}) =>
          nation.bank.connect(by.signer).bookIncome({ ...said(by, nation.amara), ...values, ...change }, "0x");
        return { ...nation, on, key: await lineId(nation, on), values, confirm };
      };

      it("reverts with BankSameOfficer if it is the first (INV-222)", async () => {
        const { bank, confirm, amara } = await load(booked);
        await expect(confirm(amara)).to.be.revertedWithCustomError(bank, "BankSameOfficer").withArgs(1n);
      });
      it("reverts with BankNotOfficer for who has no office", async () => {
        const { bank, confirm, dita } = await load(booked);
        await expect(confirm(dita)).to.be.revertedWithCustomError(bank, "BankNotOfficer").withArgs(4n);
      });
      it("reverts with BankNotOfficer if the first was dismissed meanwhile", async () => {
        const { bank, confirm, bo } = await load(booked);
        await bank.dismissOfficer(1n);
        await expect(confirm(bo)).to.be.revertedWithCustomError(bank, "BankNotOfficer").withArgs(1n);
      });
      it("reverts with BankNotBooked for another officer than the first, and for another amount", async () => {
        const { bank, confirm, bo, chen, key, ...nation } = await load(booked);
        await expect(confirm(bo, { confirms: chen.id }))
          .to.be.revertedWithCustomError(bank, "BankNotBooked")
          .withArgs(key, chen.id);
        const other = await lineId({ ...nation, bank, bo, chen } as BankNation, { ...nation.on, amount: 101n });
        await expect(confirm(bo, { amount: 101n }))
          .to.be.revertedWithCustomError(bank, "BankNotBooked")
          .withArgs(other, 1n);
      });
      it("reverts with BankDiffers for another recipient or payer", async () => {
        const { bank, confirm, bo, key } = await load(booked);
        for (const change of [{ to: 0n }, { payer: ZeroHash }]) {
          await expect(confirm(bo, change)).to.be.revertedWithCustomError(bank, "BankDiffers").withArgs(key);
        }
      });
      it("reverts with BankLapsed when it comes too late", async () => {
        const { bank, confirm, bo, key } = await load(booked);
        const { confirmBy } = await bank.bookingOf(key);
        await time.increaseTo(confirmBy);
        await expect(confirm(bo)).to.be.revertedWithCustomError(bank, "BankLapsed").withArgs(key, confirmBy);
      });
      it("makes the units and deposits them for the guild's open season (INV-220)", async () => {
        const { bank, surplus, ledger, confirm, bo, key, guild, ...nation } = await load(booked);
        await expect(confirm(bo))
          .to.emit(bank, "BookingConfirmed")
          .withArgs(key, 2n)
          .and.to.emit(surplus, "Deposited")
          .withArgs(guild, await ledger.currentSeason(), bank, bank, 100n, 0n, PAYER);
        expect((await surplus.booksOf(guild, 1n, bank)).income).to.equal(100n);
        expect(await bank.madeAndBurnt()).to.deep.equal([100n, 0n]);
        expect(await bank.reconciliation()).to.deep.equal([100n, 0n, 0n]);
        expect(await sumOfBalances({ ...nation, bank, surplus, ledger })).to.equal(100n);
      });
      it("reverts with BankAlreadyConfirmed afterwards, for both (INV-221)", async () => {
        const { bank, confirm, amara, bo, key, values } = await load(booked);
        await confirm(bo);
        await expect(confirm(bo)).to.be.revertedWithCustomError(bank, "BankAlreadyConfirmed").withArgs(key);
        await expect(bank.connect(amara.signer).bookIncome({ ...said(amara), ...values }, "0x"))
          .to.be.revertedWithCustomError(bank, "BankAlreadyConfirmed")
          .withArgs(key);
      });

      describe("given no season is open", () => {
        it("says so with SurplusNoOpenSeason, and can be repeated when one is", async () => {
          const { bank, surplus, ledger, confirm, bo, values, ...nation } = await load(booked);
          const { closesAt } = await ledger.seasonOf(1n);
          await time.increaseTo(closesAt);
          await ledger.closeSeason(1n);
          await bank.connect(nation.chen.signer).bookIncome({ ...said(nation.chen), ...values }, "0x");
          const late = confirm(bo, { confirms: 3n });
          await expect(late).to.be.revertedWithCustomError(surplus, "SurplusNoOpenSeason");
          await ledger.openSeason();
          await confirm(bo, { confirms: 3n });
          expect(await bank.totalSupply()).to.equal(100n);
        });
      });
    });

    it("tells lines apart by their position, and money that came from money that went", async () => {
      const nation = await load(open);
      const on = line(100n);
      await bookIncome(nation, nation.guild, on);
      await bookIncome(nation, nation.guild, { ...on, position: 1n });
      expect(await nation.bank.totalSupply()).to.equal(200n);
      expect(await lineId(nation, on, true)).not.to.equal(await lineId(nation, on));
    });
    it("gives to the reserve where 0 is named", async () => {
      const nation = await load(open);
      await bookIncome(nation, 0n, line(5_000n));
      expect(await nation.bank.balanceOf(nation.reserve)).to.equal(5_000n);
    });
    it("gives an organisation units to pay with", async () => {
      const nation = await load(open);
      const firm = await organisation(nation, nation.strangers[0]!);
      await expect(bookIncome(nation, firm.id, line(5_000n)))
        .to.emit(nation.bank, "KeptChanged")
        .withArgs(firm.id, 5_000n);
      await nation.bank.connect(firm.signer).approve(nation.surplus, 5_000n);
      await nation.surplus.connect(firm.signer).deposit(nation.guild, nation.bank, 5_000n, 0n, NO_REF);
      expect((await nation.surplus.booksOf(nation.guild, 1n, nation.bank)).income).to.equal(5_000n);
    });

    describe("when both are signed and carried by a stranger", () => {
      it("counts once, whatever is carried again", async () => {
        const nation = await load(open);
        const { bank, amara, bo } = nation;
        const values = { ...line(100n), to: nation.guild, payer: PAYER };
        const acts = [
          { ...said(amara), ...values, nonce: 7n },
          { ...said(bo, amara), ...values, nonce: 7n },
        ];
        const signatures = [
          await sign(nation, amara, bank, "bookIncome", acts[0]!),
          await sign(nation, bo, bank, "bookIncome", acts[1]!),
        ];
        const calls = acts.map((act, index) =>
          bank.interface.encodeFunctionData("bookIncome", [act, signatures[index]!]),
        );
        await bank.connect(nation.strangers[0]).carry(calls);
        expect(await bank.totalSupply()).to.equal(100n);
        await expect(bank.connect(nation.strangers[0]).carry(calls)).to.emit(bank, "CallSkipped");
        expect(await bank.totalSupply()).to.equal(100n);
      });
      it("cannot be carried again after the booking was withdrawn: StatementNonceUsed", async () => {
        const nation = await load(open);
        const { bank, amara } = nation;
        const on = line(100n);
        const act = { ...said(amara), ...on, to: 0n, payer: PAYER, nonce: 9n };
        const signature = await sign(nation, amara, bank, "bookIncome", act);
        await bank.bookIncome(act, signature);
        await bank.connect(amara.signer).withdrawBooking({ ...own(amara), booking: await lineId(nation, on) }, "0x");
        await expect(bank.bookIncome(act, signature))
          .to.be.revertedWithCustomError(bank, "StatementNonceUsed")
          .withArgs(1n, 9n);
      });
    });
  });

  describe("withdrawBooking", () => {
    const booked = async () => {
      const nation = await open();
      const on = line(100n);
      await nation.bank
        .connect(nation.amara.signer)
        .bookIncome({ ...said(nation.amara), ...on, to: 0n, payer: PAYER }, "0x");
      const booking = await lineId(nation, on);
      const withdraw = (by: Person, key = booking) =>
        nation.bank.connect(by.signer).withdrawBooking({ ...own(by), booking: key }, "0x");
      return { ...nation, on, booking, withdraw };
    };

    it("reverts with BankNotOfficer for who has no office", async () => {
      const { bank, withdraw, dita } = await load(booked);
      await expect(withdraw(dita)).to.be.revertedWithCustomError(bank, "BankNotOfficer").withArgs(4n);
    });
    it("reverts with BankNotBooked for what nobody booked", async () => {
      const { bank, withdraw, amara } = await load(booked);
      await expect(withdraw(amara, PAYER)).to.be.revertedWithCustomError(bank, "BankNotBooked").withArgs(PAYER, 1n);
    });
    it("reverts with BankNotYours for another officer, until it has lapsed", async () => {
      const { bank, withdraw, bo, booking } = await load(booked);
      const { confirmBy } = await bank.bookingOf(booking);
      await expect(withdraw(bo)).to.be.revertedWithCustomError(bank, "BankNotYours").withArgs(booking, 1n, confirmBy);
      await time.increaseTo(confirmBy + 1n);
      await expect(withdraw(bo)).to.emit(bank, "BookingWithdrawn").withArgs(booking, 2n);
    });
    it("is open to any officer once the first is out of office", async () => {
      const { bank, withdraw, bo, booking } = await load(booked);
      await bank.dismissOfficer(1n);
      await expect(withdraw(bo)).to.emit(bank, "BookingWithdrawn").withArgs(booking, 2n);
    });
    it("reverts with BankAlreadyConfirmed once it was", async () => {
      const nation = await load(owing);
      const { bank, amara, incomeId } = nation;
      await expect(bank.connect(amara.signer).withdrawBooking({ ...own(amara), booking: incomeId }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankAlreadyConfirmed")
        .withArgs(incomeId);
    });
    it("leaves the line as if nobody had booked it", async () => {
      const { bank, withdraw, amara, booking } = await load(booked);
      await withdraw(amara);
      expect(await bank.reconciliation()).to.deep.equal([0n, 0n, 0n]);
      expect((await bank.bookingOf(booking)).first).to.equal(0n);
    });
  });

  describe("a payout", () => {
    it("is ordered when a book pays an agent's key, and shows in its balance", async () => {
      const { bank, dita, ...nation } = await load(owing);
      const { to, amount, state } = await bank.payoutOf(1n);
      expect([to, amount, state]).to.deep.equal([dita.id, 25_000n, PayoutState.Waiting]);
      expect(await bank.unitsOf(dita.id)).to.deep.equal([0n, 25_000n]);
      expect(await bank.balanceOf(dita.signer)).to.equal(25_000n);
      expect(await sumOfBalances({ ...nation, bank })).to.equal(100_000n);
    });
    it("has a reference that is read back from what banks and people make of it", async () => {
      const { bank } = await load(owing);
      const { chainId } = await ethers.provider.getNetwork();
      const place = { chainId, address: await bank.getAddress() };
      for (const payout of [1n, 2n, 31n, 1_000n, (1n << 25n) - 1n]) {
        const reference = await bank.referenceOf(payout);
        expect(reference)
          .to.match(/^NG-[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{2}$/)
          .and.to.equal(referenceOf(place, payout));
        const mangled = `SEPA ${reference.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")}x`;
        expect(payoutsIn(place, mangled)).to.deep.equal([payout]);
      }
      expect(payoutsIn(place, "NG-0000-00001-00 SAVING")).to.deep.equal([]);
      expect(payoutsIn({ ...place, chainId: 1n }, await bank.referenceOf(1n))).to.deep.equal([]);
    });
    it("follows its agent to another key", async () => {
      const { bank, members, dita, strangers } = await load(owing);
      const deadline = FOREVER;
      const act = { by: dita.id, newKey: strangers[0]!.address, nonce: 0n, deadline };
      const signature = await sign(await load(owing), dita, members, "rotateKey", act);
      await members.connect(strangers[0]).rotateKey(act, signature, "0x");
      expect(await bank.balanceOf(dita.signer)).to.equal(0n);
      expect(await bank.balanceOf(strangers[0]!)).to.equal(25_000n);
    });
    it("reaches the agent also where a former key is paid", async () => {
      const nation = await load(owing);
      const { bank, members, dita, strangers } = nation;
      const act = { by: dita.id, newKey: strangers[0]!.address, nonce: 0n, deadline: FOREVER };
      await members.connect(strangers[0]).rotateKey(act, await sign(nation, dita, members, "rotateKey", act), "0x");
      await payCost(ethers, nation, nation.guild, dita.signer, 10n);
      expect(await bank.unitsOf(dita.id)).to.deep.equal([0n, 25_010n]);
    });
    it("is of agent 0 where a book sets units aside by paying the account itself", async () => {
      const nation = await load(owing);
      await expect(payCost(ethers, nation, nation.guild, nation.bank, 990n))
        .to.emit(nation.bank, "PayoutOrdered")
        .withArgs(2n, 0n, 990n, nation.surplus);
      expect(await nation.bank.balanceOf(nation.bank)).to.equal(990n);
    });
  });

  describe("markSent", () => {
    it("reverts with BankNotOfficer and BankPayoutNotIn", async () => {
      const { bank, dita, amara } = await load(owing);
      await expect(bank.connect(dita.signer).markSent({ ...own(dita), payouts: [1n] }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankNotOfficer")
        .withArgs(4n);
      await expect(bank.connect(amara.signer).markSent({ ...own(amara), payouts: [2n] }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankPayoutNotIn")
        .withArgs(2n, PayoutState.None, PayoutState.Waiting);
    });
    it("keeps its agent from keeping it until it has lapsed", async () => {
      const { bank, dita, amara } = await load(owing);
      await expect(bank.connect(amara.signer).markSent({ ...own(amara), payouts: [1n] }, "0x")).to.emit(
        bank,
        "PayoutsSent",
      );
      const { lockedUntil } = await bank.payoutOf(1n);
      const keep = () => bank.connect(dita.signer).keep({ ...own(dita), payouts: [1n] }, "0x");
      await expect(keep()).to.be.revertedWithCustomError(bank, "BankPayoutAtBank").withArgs(1n, lockedUntil);
      await time.increaseTo(lockedUntil + 1n);
      await keep();
    });
  });

  describe("markPaid", () => {
    it("burns the units once two officers stated the line, and ends the payout (INV-223)", async () => {
      const nation = await load(owing);
      const on = line(25_000n);
      await expect(markPaid(nation, 1n, on))
        .to.emit(nation.bank, "PayoutEnded")
        .withArgs(1n, 4n, PayoutState.Paid, await lineId(nation, on, true))
        .and.to.emit(nation.bank, "Transfer")
        .withArgs(nation.dita.signer, ZeroAddress, 25_000n);
      expect(await nation.bank.madeAndBurnt()).to.deep.equal([100_000n, 25_000n]);
      expect(await nation.bank.unitsOf(4n)).to.deep.equal([0n, 0n]);
      expect(await sumOfBalances(nation)).to.equal(75_000n);
    });
    it("reverts with BankPayoutNotIn for one that was paid (INV-223)", async () => {
      const nation = await load(owing);
      await markPaid(nation, 1n, line(25_000n));
      await expect(markPaid(nation, 1n, line(25_000n)))
        .to.be.revertedWithCustomError(nation.bank, "BankPayoutNotIn")
        .withArgs(1n, PayoutState.Paid, PayoutState.Waiting);
    });
    it("reverts with BankWrongAmount for another amount", async () => {
      const nation = await load(owing);
      await expect(markPaid(nation, 1n, line(24_999n)))
        .to.be.revertedWithCustomError(nation.bank, "BankWrongAmount")
        .withArgs(1n, 24_999n, 25_000n);
    });
    it("reverts with BankOwnPayout for an officer's own, as first and as second", async () => {
      const nation = await load(owing);
      await payCost(ethers, nation, nation.guild, nation.bo.signer, 700n);
      for (const by of [
        [nation.bo, nation.amara],
        [nation.amara, nation.bo],
      ] as const) {
        await expect(markPaid(nation, 2n, line(700n), by))
          .to.be.revertedWithCustomError(nation.bank, "BankOwnPayout")
          .withArgs(2n, 2n);
      }
      await markPaid(nation, 2n, line(700n), [nation.amara, nation.chen]);
    });
    it("reverts with BankAlreadyConfirmed for a line that paid another payout", async () => {
      const nation = await load(owing);
      await payCost(ethers, nation, nation.guild, nation.dita.signer, 25_000n);
      const on = line(25_000n);
      await markPaid(nation, 1n, on);
      await expect(markPaid(nation, 2n, on)).to.be.revertedWithCustomError(nation.bank, "BankAlreadyConfirmed");
    });
    it("keeps a payout that a first officer says is paid from being kept", async () => {
      const nation = await load(owing);
      const { bank, amara, dita } = nation;
      await bank.connect(amara.signer).markPaid({ ...said(amara), ...line(25_000n), payout: 1n }, "0x");
      expect(await bank.reconciliation()).to.deep.equal([100_000n, 0n, 25_000n]);
      await expect(bank.connect(dita.signer).keep({ ...own(dita), payouts: [1n] }, "0x")).to.be.revertedWithCustomError(
        bank,
        "BankPayoutAtBank",
      );
    });
    it("reverts with BankDiffers when the second officer names another payout", async () => {
      const nation = await load(owing);
      const { bank, amara, bo } = nation;
      await payCost(ethers, nation, nation.guild, nation.dita.signer, 25_000n);
      const on = line(25_000n);
      await bank.connect(amara.signer).markPaid({ ...said(amara), ...on, payout: 1n }, "0x");
      await expect(bank.connect(bo.signer).markPaid({ ...said(bo, amara), ...on, payout: 2n }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankDiffers")
        .withArgs(await lineId(nation, on, true));
    });
    it("pays what was set aside for somebody who is no agent", async () => {
      const nation = await load(owing);
      await payCost(ethers, nation, nation.guild, nation.bank, 990n);
      await markPaid(nation, 2n, line(990n));
      expect(await nation.bank.balanceOf(nation.bank)).to.equal(0n);
      expect(await nation.bank.totalSupply()).to.equal(99_010n);
    });
  });

  describe("markReturned", () => {
    const paid = async () => {
      const nation = await owing();
      await markPaid(nation, 1n, line(25_000n));
      return nation;
    };

    it("makes the units anew, as another payout of the same agent", async () => {
      const nation = await load(paid);
      await expect(markReturned(nation, 1n, line(25_000n)))
        .to.emit(nation.bank, "PayoutOrdered")
        .withArgs(2n, 4n, 25_000n, ZeroAddress);
      expect((await nation.bank.payoutOf(1n)).state).to.equal(PayoutState.Returned);
      expect(await nation.bank.referenceOf(2n)).not.to.equal(await nation.bank.referenceOf(1n));
      expect(await nation.bank.madeAndBurnt()).to.deep.equal([125_000n, 25_000n]);
      expect(await sumOfBalances(nation)).to.equal(100_000n);
    });
    it("takes what came back, where the bank kept a fee", async () => {
      const nation = await load(paid);
      await markReturned(nation, 1n, line(24_500n));
      expect(await nation.bank.unitsOf(4n)).to.deep.equal([0n, 24_500n]);
    });
    it("reverts with BankPayoutNotIn for one that was not paid, or came back already", async () => {
      const nation = await load(paid);
      await payCost(ethers, nation, nation.guild, nation.dita.signer, 5n);
      await expect(markReturned(nation, 2n, line(5n)))
        .to.be.revertedWithCustomError(nation.bank, "BankPayoutNotIn")
        .withArgs(2n, PayoutState.Waiting, PayoutState.Paid);
      await markReturned(nation, 1n, line(25_000n));
      await expect(markReturned(nation, 1n, line(25_000n)))
        .to.be.revertedWithCustomError(nation.bank, "BankPayoutNotIn")
        .withArgs(1n, PayoutState.Returned, PayoutState.Paid);
    });
    it("reverts with BankWrongAmount for more than was paid", async () => {
      const nation = await load(paid);
      await expect(markReturned(nation, 1n, line(25_001n)))
        .to.be.revertedWithCustomError(nation.bank, "BankWrongAmount")
        .withArgs(1n, 25_001n, 25_000n);
    });
    it("reverts with BankDiffers where the first officer called the line income", async () => {
      const nation = await load(paid);
      const on = line(25_000n);
      const { bank, amara, bo } = nation;
      await bank.connect(amara.signer).bookIncome({ ...said(amara), ...on, to: 0n, payer: PAYER }, "0x");
      await expect(bank.connect(bo.signer).markReturned({ ...said(bo, amara), ...on, payout: 1n }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankDiffers")
        .withArgs(await lineId(nation, on));
    });
  });

  describe("correct", () => {
    /** The income should have been the neighbours'; the guild sets it aside again: payout 2. */
    const setAside = async (amount: bigint) => {
      const nation = await owing();
      await payCost(ethers, nation, nation.guild, nation.bank, amount);
      return nation;
    };
    const part = () => setAside(60_000n);
    const whole = async () => {
      const nation = await open();
      const on = line(100_000n);
      await bookIncome(nation, nation.guild, on);
      await payCost(ethers, nation, nation.guild, nation.bank, 100_000n);
      return { ...nation, on, wrong: await lineId(nation, on) };
    };

    it("burns what was set aside, and shows it beside the line for ever", async () => {
      const nation = await load(part);
      await correct(nation, nation.incomeId, 2n);
      expect((await nation.bank.bookingOf(nation.incomeId)).corrected).to.equal(60_000n);
      expect((await nation.bank.payoutOf(2n)).state).to.equal(PayoutState.Corrected);
      expect(await nation.bank.totalSupply()).to.equal(40_000n);
      const key = await nation.bank.correctionId(nation.incomeId, 2n);
      expect((await nation.bank.bookingOf(key)).second).to.equal(2n);
    });
    it("lets a line that is undone altogether be booked anew, for whom it is", async () => {
      const nation = await load(whole);
      await correct(nation, nation.wrong, 1n);
      const { bank, bo, amara, on } = nation;
      const confirming = bank
        .connect(bo.signer)
        .bookIncome({ ...said(bo, amara), ...on, to: nation.guild, payer: PAYER }, "0x");
      await expect(confirming).to.be.revertedWithCustomError(bank, "BankNotBooked").withArgs(nation.wrong, 1n);
      await bookIncome(nation, 0n, on);
      expect(await bank.balanceOf(nation.reserve)).to.equal(100_000n);
      expect(await bank.totalSupply()).to.equal(100_000n);
      await expect(bookIncome(nation, 0n, on)).to.be.revertedWithCustomError(bank, "BankAlreadyConfirmed");
    });
    it("reverts with BankNotCorrectable for no income line, and for more than is left of it", async () => {
      const nation = await load(part);
      await expect(correct(nation, PAYER, 2n))
        .to.be.revertedWithCustomError(nation.bank, "BankNotCorrectable")
        .withArgs(PAYER, 0n);
      const small = line(59_999n);
      await bookIncome(nation, 0n, small);
      await expect(correct(nation, await lineId(nation, small), 2n))
        .to.be.revertedWithCustomError(nation.bank, "BankNotCorrectable")
        .withArgs(await lineId(nation, small), 59_999n);
    });
    it("reverts with BankNotYourPayout for what is somebody's", async () => {
      const nation = await load(part);
      await expect(correct(nation, nation.incomeId, 1n))
        .to.be.revertedWithCustomError(nation.bank, "BankNotYourPayout")
        .withArgs(1n, 4n);
    });
    it("reverts with BankSameOfficer for one officer alone, and says nothing was burnt", async () => {
      const nation = await load(part);
      await expect(correct(nation, nation.incomeId, 2n, [nation.amara, nation.amara]))
        .to.be.revertedWithCustomError(nation.bank, "BankSameOfficer")
        .withArgs(1n);
      expect(await nation.bank.totalSupply()).to.equal(100_000n);
    });
  });

  describe("keep", () => {
    it("reverts with BankNotYourPayout for another's", async () => {
      const { bank, emil } = await load(owing);
      await expect(bank.connect(emil.signer).keep({ ...own(emil), payouts: [1n] }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankNotYourPayout")
        .withArgs(1n, 4n);
    });
    it("reverts with BankPayoutNotIn for one kept already, also in the same list", async () => {
      const { bank, dita } = await load(owing);
      await expect(bank.connect(dita.signer).keep({ ...own(dita), payouts: [1n, 1n] }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankPayoutNotIn")
        .withArgs(1n, PayoutState.Kept, PayoutState.Waiting);
    });
    it("reverts with BankRecoveryPending while a key is contested", async () => {
      const nation = await load(owing);
      const seat = await ethers.deployContract("SeatActor");
      await nation.members.fillSeat(3, seat);
      await seat.setPending(4n, true);
      await expect(nation.bank.connect(nation.dita.signer).keep({ ...own(nation.dita), payouts: [1n] }, "0x"))
        .to.be.revertedWithCustomError(nation.bank, "BankRecoveryPending")
        .withArgs(4n);
    });
    it("moves the units to what the agent keeps, also by a signature", async () => {
      const nation = await load(owing);
      const { bank, dita } = nation;
      const act = { ...own(dita), payouts: [1n] };
      await expect(bank.keep(act, await sign(nation, dita, bank, "keep", act)))
        .to.emit(bank, "PayoutsKept")
        .withArgs(4n, [1n]);
      expect(await bank.unitsOf(4n)).to.deep.equal([25_000n, 0n]);
    });
  });

  describe("payOut", () => {
    it("reverts with BankNothing and with BankInsufficient", async () => {
      const { bank, dita } = await load(keeping);
      const acting = bank.connect(dita.signer);
      await expect(acting.payOut({ ...own(dita), amount: 0n }, "0x")).to.be.revertedWithCustomError(
        bank,
        "BankNothing",
      );
      await expect(acting.payOut({ ...own(dita), amount: 25_001n }, "0x"))
        .to.be.revertedWithCustomError(bank, "BankInsufficient")
        .withArgs(dita.signer, 25_000n, 25_001n);
    });
    it("orders a payout of units kept", async () => {
      const { bank, dita } = await load(keeping);
      await expect(bank.connect(dita.signer).payOut({ ...own(dita), amount: 5_000n }, "0x"))
        .to.emit(bank, "PayoutOrdered")
        .withArgs(2n, 4n, 5_000n, ZeroAddress);
      expect(await bank.unitsOf(4n)).to.deep.equal([20_000n, 5_000n]);
    });
  });

  describe("as a token (INV-224)", () => {
    it("reverts with BankNotTransferable from a person to a person", async () => {
      const { bank, dita, emil } = await load(keeping);
      await expect(bank.connect(dita.signer).transfer(emil.signer, 1n))
        .to.be.revertedWithCustomError(bank, "BankNotTransferable")
        .withArgs(dita.signer, emil.signer);
    });
    it("reverts with BankNotTransferable from a person into a book that would not count it", async () => {
      const { bank, dita, surplus } = await load(keeping);
      await expect(bank.connect(dita.signer).transfer(surplus, 1n)).to.be.revertedWithCustomError(
        bank,
        "BankNotTransferable",
      );
    });
    it("takes a gift to the reserve, and units that their agent sets aside", async () => {
      const { bank, dita, reserve } = await load(keeping);
      await bank.connect(dita.signer).transfer(reserve, 1_000n);
      await bank.connect(dita.signer).transfer(bank, 500n);
      expect(await bank.unitsOf(4n)).to.deep.equal([23_500n, 0n]);
      expect(await bank.unitsOf(0n)).to.deep.equal([0n, 500n]);
      expect(await bank.balanceOf(reserve)).to.equal(1_000n);
    });
    it("reverts with BankNotABook for an approval or a pull towards anybody else", async () => {
      const { bank, dita, emil } = await load(keeping);
      await expect(bank.connect(dita.signer).approve(emil.signer, 1n))
        .to.be.revertedWithCustomError(bank, "BankNotABook")
        .withArgs(emil.signer);
      await expect(bank.connect(emil.signer).transferFrom(dita.signer, emil.signer, 1n))
        .to.be.revertedWithCustomError(bank, "BankNotABook")
        .withArgs(emil.signer);
    });
    it("reverts with BankInsufficientAllowance where nothing was allowed", async () => {
      const { bank, dita, emil, surplus } = await load(keeping);
      await expect(bank.connect(emil.signer).transferFrom(dita.signer, surplus, 1n))
        .to.be.revertedWithCustomError(bank, "BankInsufficientAllowance")
        .withArgs(dita.signer, emil.signer, 0n, 1n);
    });
    it("reverts with BankInsufficient for units that wait to be paid out", async () => {
      const { bank, dita, surplus, guild } = await load(owing);
      await bank.connect(dita.signer).approve(surplus, MaxUint256);
      await expect(surplus.connect(dita.signer).deposit(guild, bank, 1n, 0n, NO_REF))
        .to.be.revertedWithCustomError(bank, "BankInsufficient")
        .withArgs(dita.signer, 0n, 1n);
    });
    it("reverts with BankInsufficient for a key that is nobody's", async () => {
      const { bank, strangers, surplus, guild } = await load(owing);
      await bank.connect(strangers[0]).approve(surplus, 1n);
      await expect(surplus.connect(strangers[0]).deposit(guild, bank, 1n, 0n, NO_REF)).to.be.revertedWithCustomError(
        bank,
        "BankInsufficient",
      );
    });
    it("lets what is kept go back into the books", async () => {
      const { bank, dita, surplus, guild } = await load(keeping);
      await bank.connect(dita.signer).approve(surplus, MaxUint256);
      await surplus.connect(dita.signer).deposit(guild, bank, 25_000n, 0n, NO_REF);
      expect(await bank.allowance(dita.signer, surplus)).to.equal(MaxUint256);
      expect(await bank.unitsOf(4n)).to.deep.equal([0n, 0n]);
      expect(await bank.balanceOf(surplus)).to.equal(100_000n);
    });
    it("reverts with BankNoRecipient where a book pays somebody who is no agent", async () => {
      const nation = await load(owing);
      const { bank, surplus, guild } = nation;
      // The surplus answers with its own error, since a payee who cannot receive may be anybody's fault.
      await expect(payCost(ethers, nation, guild, nation.strangers[3]!, 1n)).to.be.revertedWithCustomError(
        surplus,
        "SurplusPaymentFailed",
      );
      const books = await ethers.getImpersonatedSigner(await surplus.getAddress());
      await networkHelpers.setBalance(books.address, 10n ** 18n);
      await expect(bank.connect(books).transfer(nation.strangers[3]!, 1n))
        .to.be.revertedWithCustomError(bank, "BankNoRecipient")
        .withArgs(nation.strangers[3]!);
      await expect(bank.connect(books).transfer(nation.dita.signer, 10n ** 9n))
        .to.be.revertedWithCustomError(bank, "BankInsufficient")
        .withArgs(books, 75_000n, 10n ** 9n);
    });
    it("moves nothing by a transfer of nothing, which makes no payout", async () => {
      const { bank, dita, reserve } = await load(keeping);
      await expect(bank.connect(dita.signer).transfer(reserve, 0n)).to.emit(bank, "Transfer");
      await bank.connect(dita.signer).transfer(bank, 0n);
      expect(await bank.lastPayout()).to.equal(1n);
    });
  });

  describe("every act, signed and brought by somebody who is nobody", () => {
    it("does what it does when its author sends it, and only once", async () => {
      const nation = await load(owing);
      const { bank, amara, bo, dita, guild, incomeId } = nation;
      await payCost(ethers, nation, guild, bank, 100n); // payout 2, set aside
      await payCost(ethers, nation, guild, dita.signer, 300n); // payout 3
      const carrier = bank.connect(nation.strangers[0]);
      let nonce = 100n;
      const carried = async (by: Person, method: string, values: Record<string, unknown>, confirms?: Person) => {
        const author = "confirms" in values ? said(by, confirms) : own(by);
        const act = { ...values, ...author, nonce: ++nonce };
        const call = bank.interface.encodeFunctionData(method as "keep", [
          act as never,
          await sign(nation, by, bank, method, act),
        ]);
        await expect(carrier.carry([call]), method).not.to.emit(bank, "CallSkipped");
        await expect(carrier.carry([call]), `${method} again`).to.emit(bank, "CallSkipped");
      };
      const both = async (method: string, values: Record<string, unknown>) => {
        await carried(amara, method, { ...values, confirms: 0n });
        await carried(bo, method, { ...values, confirms: 1n }, amara);
      };

      await both("bookIncome", { ...line(50n), to: guild, payer: PAYER });
      const withdrawn = line(60n);
      await carried(amara, "bookIncome", { ...withdrawn, to: guild, payer: PAYER, confirms: 0n });
      await carried(amara, "withdrawBooking", { booking: await lineId(nation, withdrawn) });
      await carried(amara, "markSent", { payouts: [1n] });
      await both("markPaid", { ...line(25_000n), payout: 1n });
      await both("markReturned", { ...line(25_000n), payout: 1n });
      await both("correct", { line: incomeId, payout: 2n, reason: PAYER });
      await carried(dita, "keep", { payouts: [3n, 4n] });
      await carried(dita, "payOut", { amount: 25_300n });
      expect(await bank.unitsOf(dita.id)).to.deep.equal([0n, 25_300n]);
      expect(await bank.madeAndBurnt()).to.deep.equal([125_050n, 25_100n]);
      expect(await sumOfBalances(nation)).to.equal(99_950n);
    });
  });

  describe("while the surplus pays somebody in coins", () => {
    it("cannot be confirmed from within: the whole confirmation is refused, and can be repeated", async () => {
      const nation = await load(open);
      const { bank, surplus, guild, amara, bo } = nation;
      const receiver = await ethers.deployContract("OddReceiver");
      await surplus.deposit(guild, COIN, 1_000n, 0n, NO_REF, { value: 1_000n });
      const values = { ...line(100n), to: guild, payer: PAYER };
      await bank.connect(amara.signer).bookIncome({ ...said(amara), ...values }, "0x");
      const act = { ...said(bo, amara), ...values, nonce: 5n };
      const signature = await sign(nation, bo, bank, "bookIncome", act);
      const call = bank.interface.encodeFunctionData("bookIncome", [act, signature]);
      await receiver.reenterWith(bank, call);
      const season = await nation.ledger.lastSeason();
      const cost = {
        ...own(guild),
        season,
        token: COIN,
        to: await receiver.getAddress(),
        amount: 10n,
        evidence: PAYER,
      };
      await asGuild(ethers, nation, guild, surplus, surplus.interface.encodeFunctionData("payCost", [cost, "0x"]));
      expect(await receiver.reentries()).to.equal(0n);
      expect(await bank.totalSupply()).to.equal(0n);
      await bank.bookIncome(act, signature);
      expect(await bank.totalSupply()).to.equal(100n);
    });
  });

  describe("through a season", () => {
    it("is shared as any token: the reserve takes its part, and what is collected becomes a payout", async () => {
      const nation = await load(owing);
      const season = await closeSeason(nation, networkHelpers);
      await nation.surplus.closeBooks(nation.guild, season, nation.bank);
      // Nobody worked: all of it goes to the reserve.
      expect(await nation.bank.balanceOf(nation.reserve)).to.equal(75_000n);
      expect(await sumOfBalances(nation)).to.equal(await nation.bank.totalSupply());
    });
    it("can be lent from the reserve to a guild and comes back by allowance", async () => {
      const nation = await load(owing);
      const { bank, reserve, guild, guilds } = nation;
      await bookIncome(nation, 0n, line(10_000n));
      const due = at(await time.latest()) + 30n * DAY;
      await reserve.lend(guild, bank, 5_000n, due, hashOf("purpose"));
      expect(await bank.unitsOf(guild)).to.deep.equal([0n, 5_000n]);
      const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
      const asAccount = (target: string, data: string) => account.connect(nation.nation).execute(target, 0n, data);
      const bankAt = await bank.getAddress();
      const keep = bank.interface.encodeFunctionData("keep", [{ ...own(guild), payouts: [2n] }, "0x"]);
      await asAccount(bankAt, keep);
      await asAccount(bankAt, bank.interface.encodeFunctionData("approve", [await reserve.getAddress(), 5_000n]));
      await asAccount(await reserve.getAddress(), reserve.interface.encodeFunctionData("repay", [1n, 5_000n]));
      expect(await reserve.outstanding(bank)).to.equal(0n);
      expect(await bank.balanceOf(reserve)).to.equal(10_000n);
    });
  });
});
