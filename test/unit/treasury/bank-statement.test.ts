import { expect } from "chai";
import { ZeroHash } from "ethers";

import type { NeoguildError } from "../../../sdk/errors.ts";
import { lineIdOf } from "../../../sdk/treasury/bank.ts";
import { BankFold } from "../../../sdk/treasury/bankFold.ts";
import { reconcile, type Finding } from "../../../sdk/treasury/bankReconcile.ts";
import { referenceOf } from "../../../sdk/treasury/bankReferences.ts";
import {
  bankMapping,
  bankReference,
  PLAIN_MAPPING,
  readStatement,
  shownDay,
  type BankMapping,
  type StatementLine,
} from "../../../sdk/treasury/bankStatement.ts";

const mapping = (change: Record<string, unknown>, columns: Record<string, unknown> = {}): BankMapping =>
  bankMapping.parse({
    format: "neoguild-bank-mapping-1",
    columns: { date: "date", amount: "amount", reference: "ref", ...columns },
    ...change,
  });

const read = (rows: readonly string[], how: BankMapping = mapping({}), decimals = 2) =>
  readStatement(["date,amount,ref", ...rows].join("\n"), how, decimals);

function refusal(reading: () => unknown): NeoguildError {
  try {
    reading();
  } catch (error) {
    return error as NeoguildError;
  }
  throw new Error("it was taken");
}

describe("a bank's statement", () => {
  for (const [written, how, units] of [
    ["1234.56", {}, 123_456n],
    ["+1234.5", {}, 123_450n],
    ['"1,234.56"', {}, 123_456n],
    ["-0.01", {}, -1n],
    ["12.00-", {}, -1_200n],
    ["EUR 12", {}, 1_200n],
    ["1'234.50", {}, 123_450n],
    ["−5.00", {}, -500n],
    ['"1.234,56"', { decimal: "," }, 123_456n],
    ['"-1.234.567,00"', { decimal: "," }, -123_456_700n],
    ["5.000", {}, 500n],
  ] as const) {
    it(`reads ${written} as ${units}`, () => {
      const [line] = read([`2026-06-03,${written},R`], mapping(how));
      expect(line!.out ? -line!.amount : line!.amount).to.equal(units);
    });
  }
  for (const written of ["", "zero", "0.00", "1.234.5", "1.005", '"12,34"', "--5"]) {
    it(`refuses ${written || "nothing"} with its row`, () => {
      const error = refusal(() => read(["2026-06-03,1,R", `2026-06-04,${written},R`]));
      expect(error).to.include({ code: "StatementInvalid" });
      expect(error.message).to.contain("row 3");
    });
  }
  for (const [written, format, day] of [
    ["2026-06-03", "YYYY-MM-DD", "2026-06-03"],
    ["03.06.2026", "DD.MM.YYYY", "2026-06-03"],
    ["3/6/26", "D/M/YY", "2026-06-03"],
    ["6/3/2026", "M/D/YYYY", "2026-06-03"],
    ["2026-06-03 14:22:01", "YYYY-MM-DD", "2026-06-03"],
  ] as const) {
    it(`reads ${written} by ${format}`, () => {
      const [line] = read([`${written},1,R`], mapping({ date: format }));
      expect(shownDay(line!.day)).to.equal(day);
    });
  }
  for (const written of ["2026-02-30", "2026-13-01", "soon", "06-03"]) {
    it(`refuses the date ${written}`, () => {
      expect(refusal(() => read([`${written},1,R`])).message).to.contain("is no date like YYYY-MM-DD");
    });
  }
  it("names the columns that are not there, with those that are", () => {
    expect(refusal(() => read([], mapping({}, { balance: "Saldo" }))).message).to.contain(
      'there is no column "Saldo": date, amount, ref',
    );
  });
  it("takes two columns for what came and what went, and lines above the head", () => {
    const how = bankMapping.parse({
      format: "neoguild-bank-mapping-1",
      columns: { date: "Day", credit: "In", debit: "Out", reference: "Ref" },
      skip: 2,
    });
    const lines = readStatement(
      "Our bank\n\nDay;In;Out;Ref\n2026-06-03;10.00;;A\n2026-06-04;;3.50;B\n2026-06-05;;-1;C",
      how,
      2,
    );
    expect(lines.map(({ row, out, amount }) => [row, out, amount])).to.deep.equal([
      [4, false, 1_000n],
      [5, true, 350n],
      [6, true, 100n],
    ]);
  });
  it("tells equal lines apart by their place among each other, whatever stands between them", () => {
    const lines = read(["2026-06-03,1,R", "2026-06-03,2,R", "2026-06-03,1,R", "2026-06-04,1,R"]);
    expect(lines.map(({ position, repeats }) => [position, repeats])).to.deep.equal([
      [0n, false],
      [0n, false],
      [1n, true],
      [0n, false],
    ]);
  });
  it("goes by the bank's own number of a line where it gives one", () => {
    const lines = readStatement(
      "date,amount,id\n2026-06-03,1,A\n2026-06-03,1,B\n2026-06-03,1,A",
      mapping({}, { id: "id", reference: undefined }),
      2,
    );
    expect(lines.map(({ position, repeats }) => [position, repeats])).to.deep.equal([
      [0n, false],
      [0n, false],
      [0n, true],
    ]);
  });
  it("hashes the reference without what white space does to it, with the officers' salt", () => {
    const salt = `0x${"5a".repeat(32)}`;
    expect(bankReference(" R  1 ")).to.equal(bankReference("R 1")).and.not.to.equal(bankReference("R 1", salt));
  });

  describe("a mapping", () => {
    const faults = (change: Record<string, unknown>, columns: Record<string, unknown>) =>
      bankMapping.safeParse({
        format: "neoguild-bank-mapping-1",
        columns: { date: "date", amount: "amount", reference: "ref", ...columns },
        ...change,
      }).success;

    it("needs one amount, or two columns for it", () => {
      expect(faults({}, { amount: undefined })).to.equal(false);
      expect(faults({}, { credit: "In", debit: "Out" })).to.equal(false);
      expect(faults({}, { amount: undefined, credit: "In", debit: "Out" })).to.equal(true);
    });
    it("needs a salt where the payer's words alone tell lines apart", () => {
      expect(faults({}, { reference: undefined, text: ["words"] })).to.equal(false);
      expect(faults({ salt: `0x${"5a".repeat(32)}` }, { reference: undefined, text: ["words"] })).to.equal(true);
    });
  });
});

describe("reconcile", () => {
  const address = `0x${"ba".repeat(20)}`;
  const place = { chainId: 31_337n, address };
  const NOW = 1_800_000_000n;

  /** A fold of what happened, log by log. */
  function account() {
    const fold = new BankFold(address);
    const tell = (name: string, args: Record<string, unknown>) => fold.apply({ name, args: args as never }, NOW);
    const book = (line: StatementLine, kind: bigint, payout = 0n, confirmed = true, confirmBy = NOW) => {
      const booking = lineIdOf(address, line);
      const { day, amount, bankRef, position } = line;
      tell("LineBooked", {
        booking,
        first: 1n,
        kind,
        day,
        amount,
        bankRef,
        position,
        to: 9n,
        payout,
        detail: ZeroHash,
        confirmBy,
      });
      if (confirmed) tell("BookingConfirmed", { booking, second: 2n });
      return booking;
    };
    const order = (payout: bigint, amount: bigint) => tell("PayoutOrdered", { payout, to: 4n, amount, from: address });
    return { fold, tell, book, order };
  }

  const lines = (...rows: string[]) =>
    readStatement(["date,amount,reference,text,payer", ...rows].join("\n"), PLAIN_MAPPING, 2);

  const found = (fold: BankFold, statement: readonly StatementLine[], balance?: bigint) => {
    const result = reconcile({
      fold,
      place,
      lines: statement,
      idOf: (line) => lineIdOf(address, line),
      now: NOW,
      balance,
    });
    return { ...result, findings: result.lines.map(({ finding }): Finding => finding) };
  };

  it("is content with an account that nothing happened to", () => {
    expect(found(account().fold, [])).to.include({ open: 0, expected: 0n });
  });
  it("finds a line booked, one that waits, one that lapsed and one that is missing", () => {
    const { fold, book } = account();
    const statement = lines("2026-06-03,10,A,,", "2026-06-03,11,B,,", "2026-06-03,12,C,,", "2026-06-03,13,D,,");
    book(statement[0]!, 0n);
    book(statement[1]!, 0n, 0n, false, NOW);
    book(statement[2]!, 0n, 0n, false, NOW - 1n);
    const result = found(fold, statement);
    expect(result.findings).to.deep.equal(["booked", "waiting", "lapsed", "missing"]);
    expect(result).to.include({ open: 3, supply: 1_000n, waitingIn: 2_300n, expected: 4_600n });
  });
  it("raises the alarm for what two officers booked and the bank does not have, within the statement's days", () => {
    const { fold, book } = account();
    const statement = lines("2026-06-03,10,A,,", "2026-06-10,10,B,,");
    const [invented, later] = lines("2026-06-05,99,X,,", "2026-06-11,50,Y,,");
    for (const line of [...statement, invented!, later!]) book(line, 0n);
    const result = found(fold, statement);
    expect(result.findings).to.deep.equal(["booked", "booked", "alarm"]);
    expect(result.open).to.equal(1);
  });
  it("finds another amount under the same day and reference, and tells it once", () => {
    const { fold, book } = account();
    const [booked] = lines("2026-06-03,100,A,,");
    book(booked!, 0n);
    const result = found(fold, lines("2026-06-03,10,A,,"));
    expect(result.lines.map(({ finding, onChain }) => [finding, onChain])).to.deep.equal([["differs", 10_000n]]);
  });
  it("finds a duplicate, unless two officers booked it as a second line", () => {
    const { fold, book } = account();
    const statement = lines("2026-06-03,10,A,,", "2026-06-03,10,A,,");
    book(statement[0]!, 0n);
    expect(found(fold, statement).findings).to.deep.equal(["booked", "duplicate"]);
    book(statement[1]!, 0n);
    expect(found(fold, statement).findings).to.deep.equal(["booked", "booked"]);
  });
  it("matches payouts by reference and amount, however the bank writes them", () => {
    const { fold, order, book, tell } = account();
    for (const [payout, amount] of [
      [1n, 500n],
      [2n, 700n],
      [3n, 900n],
    ] as const)
      order(payout, amount);
    const reference = (payout: bigint) => referenceOf(place, payout).toLowerCase().replaceAll("-", "");
    const statement = lines(
      `2026-06-03,-5,,share ${reference(1n)},`,
      `2026-06-03,-8,,${reference(2n)},`,
      "2026-06-03,-4,fee,,",
      `2026-06-03,-9,,${reference(3n)},`,
      `2026-06-04,9,,back ${reference(3n)},`,
      `2026-06-04,99,,back ${reference(3n)} too much,`,
    );
    expect(found(fold, statement).findings).to.deep.equal([
      "payout",
      "differs",
      "unknown",
      "payout",
      "missing",
      "missing",
    ]);
    const booking = book(statement[3]!, 1n, 3n);
    tell("PayoutEnded", { payout: 3n, to: 4n, state: 2n, booking });
    expect(found(fold, statement).findings).to.deep.equal([
      "payout",
      "differs",
      "unknown",
      "settled",
      "returned",
      "differs",
    ]);
  });
  it("lets a line that was undone altogether be booked anew, and raises no alarm for it", () => {
    const { fold, book, tell, order } = account();
    const statement = lines("2026-06-03,10,A,,");
    const line = book(statement[0]!, 0n);
    order(1n, 1_000n);
    const args = { booking: `0x${"cc".repeat(32)}`, line, first: 1n, amount: 1_000n, payout: 1n, reason: ZeroHash };
    tell("CorrectionBooked", { ...args, confirmBy: NOW });
    tell("BookingConfirmed", { booking: args.booking, second: 2n });
    expect(found(fold, statement))
      .to.include({ supply: 0n, expected: 1_000n })
      .and.to.have.deep.property("findings", ["missing"]);
    expect(found(fold, lines("2026-06-03,1,Z,,")).findings).to.deep.equal(["missing"]);
  });
  it("compares the balance that the bank tells with what it should be", () => {
    const { fold, book } = account();
    const statement = lines("2026-06-03,10,A,,");
    book(statement[0]!, 0n);
    expect(found(fold, statement, 1_000n).open).to.equal(0);
    expect(found(fold, statement, 999n).open).to.equal(1);
  });
});
