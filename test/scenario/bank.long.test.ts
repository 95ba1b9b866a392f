import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";

import type { Nation } from "../../sdk/connect.ts";
import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;
const MAPPING = {
  format: "neoguild-bank-mapping-1",
  columns: {
    date: "Buchungstag",
    amount: "Betrag",
    reference: "Referenz",
    text: ["Verwendungszweck"],
    payer: "Name",
    balance: "Saldo",
  },
  date: "DD.MM.YYYY",
  decimal: ",",
  skip: 2,
};
const HEAD = ["Kontoauszug;Unser Konto;;;;", "", "Buchungstag;Name;Verwendungszweck;Referenz;Betrag;Saldo"];

interface Row {
  readonly row: number | undefined;
  readonly finding: string;
  readonly payout?: bigint;
}

/** Amara, Bo and Chen keep the account; all three weave, with Dita. Told through the tasks alone. */
describe("A co-op with a bank account closes a season and pays its members by bank transfer", () => {
  let chain: Served;
  let nation: Nation;
  let guild: string;
  let token: string;
  let mapping: string;
  const rows: string[] = [];
  let references: string[] = [];

  before(async () => {
    const charter = shortCharter();
    const bank = [
      { name: "Our account", currency: "EUR", officers: [1, 2, 3], officerTerm: "3y", confirmWithin: "14d" },
    ];
    Object.assign(charter["treasury"] as object, { payout: "pay", bank });
    chain = await serveNation(charter);
    nation = await chain.nation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Weavers" }))["guild"]);
    for (const by of ["2", "3", "4"]) await chain.succeed("guild:join", { by, guild });
    await chain.succeed("season:open");
    token = nation.banks[0]!.address;
    mapping = chain.write("our-bank.json", MAPPING);
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  /** The statement as the bank gives it now, in a file of its own. */
  function statement(name: string): string {
    writeFileSync(chain.path(name), `${[...HEAD, ...rows].join("\r\n")}\r\n`);
    return chain.path(name);
  }

  /** What reconciling finds, by row; and whether the task was content. */
  async function reconciled(
    name: string,
  ): Promise<{ found: [number | undefined, string][]; open: boolean; output: string }> {
    const { error, output } = await chain.run("bank:reconcile", { statement: statement(name), mapping, json: true });
    const report = JSON.parse(output) as { lines: Row[] };
    if (error !== undefined) expect(error).to.include({ code: "BankNotReconciled" });
    return { found: report.lines.map(({ row, finding }) => [row, finding]), open: error !== undefined, output };
  }

  /** One officer states a row, another confirms it against their own copy. */
  async function together(task: string, options: Readonly<Record<string, string>>, by: readonly [string, string]) {
    const on = { statement: statement("theirs.csv"), mapping };
    const { booking } = await chain.succeed(task, { ...options, ...on, by: by[0] });
    return chain.succeed("bank:confirm", { by: by[1], booking: String(booking), ...on });
  }

  it("the nation was founded with an account, three officers and nobody else's rights", async () => {
    const { name, officers } = await chain.succeed("bank:show");
    expect(name).to.equal("Our account");
    expect((officers as { inOffice: boolean }[]).map(({ inOffice }) => inOffice)).to.deep.equal([true, true, true]);
    const { proofs } = await chain.succeed("nation:show");
    const ofBank = (proofs as { claim: string; holds: boolean }[]).find(({ claim }) => claim.startsWith("BankMoney1"));
    expect(ofBank).to.include({ holds: true });
  });

  it("is what its charter says, also its account", async () => {
    const { error, output } = await chain.run("deployment:verify", { charter: chain.path("charter.json") });
    expect(error, output).to.equal(undefined);
  });

  it("two customers pay; the bank's export has one line twice, and one officer cannot book alone", async () => {
    rows.push(
      "03.01.2026;Loom & Co;Rechnung 17;R17;1.000,00;1.000,00",
      "03.01.2026;Loom & Co;Rechnung 17;R17;1.000,00;1.000,00",
      "05.01.2026;Mill;Rechnung 18;R18;500,00;1.500,00",
    );
    expect((await reconciled("january.csv")).found).to.deep.equal([
      [4, "missing"],
      [5, "duplicate"],
      [6, "missing"],
    ]);
    const line = { statement: chain.path("january.csv"), mapping, row: "4" };
    const { booking } = await chain.succeed("bank:book", { by: "1", to: guild, ...line });
    const alone = await chain.run("bank:confirm", { by: "1", booking: String(booking) });
    expect(alone.error).to.include({ code: "BankSameOfficer" });
    expect((await reconciled("january.csv")).found[0]).to.deep.equal([4, "waiting"]);
    await chain.succeed("bank:confirm", { by: "2", booking: String(booking), statement: line.statement, mapping });
    expect(await chain.succeed("bank:book", { by: "3", to: guild, ...line }), "twice").to.include({ changed: false });
  });

  it("the bank takes the line out; the line that was missing is booked, and nothing is open", async () => {
    rows.splice(1, 1);
    expect((await reconciled("january2.csv")).found).to.deep.equal([
      [4, "booked"],
      [5, "missing"],
    ]);
    await together("bank:book", { to: guild, row: "5" }, ["2", "3"]);
    const { found, open } = await reconciled("january3.csv");
    expect(found).to.deep.equal([
      [4, "booked"],
      [5, "booked"],
    ]);
    expect(open).to.equal(false);
    expect((await chain.succeed("books:show", { guild, token }))["income"]).to.equal(150_000n);
  });

  it("a booking that the bank does not know is refused by an officer who looks, and raises the alarm", async () => {
    const line = { day: "2026-01-04", amount: "99", bankRef: "nobody" };
    const { booking } = await chain.succeed("bank:book", { by: "1", to: guild, ...line, mapping });
    const looked = { by: "2", booking: String(booking), statement: statement("january4.csv"), mapping };
    expect((await chain.run("bank:confirm", looked)).error).to.include({ code: "LineNotInStatement" });
    expect((await reconciled("january4.csv")).found.at(-1)).to.deep.equal([undefined, "alarm"]);
    await chain.succeed("bank:withdraw", { by: "1", booking: String(booking) });
    expect((await reconciled("january4.csv")).open).to.equal(false);
  });

  it("the guild sets the bank's fee aside, and two officers book it", async () => {
    const cost = { by: "1", guild, to: token, token, amount: "10", evidence: "fee of January" };
    const { proposal } = await chain.succeed("surplus:cost", cost);
    await chain.pass(4n * DAY);
    await chain.succeed("council:execute", { proposal: String(proposal) });
    rows.push("30.01.2026;Our bank;Kontogebühr;F6;-10,00;1.490,00");
    expect((await reconciled("fee.csv")).found.at(-1)).to.deep.equal([6, "unknown"]);
    await together("bank:mark-paid", { payout: "1", row: "6" }, ["1", "3"]);
    expect((await reconciled("fee2.csv")).open).to.equal(false);
  });

  it("the season ends with 1,490: four fifths stay undivided, a fifth is owed by hours", async () => {
    writeFileSync(chain.path("hours.csv"), "provider,time\n1,500h\n2,300h\n4,200h\n");
    const { batch } = await chain.succeed("contribution:submit", { by: "3", guild, from: chain.path("hours.csv") });
    for (const by of ["1", "2", "4"]) await chain.succeed("contribution:appraise", { by, batch: String(batch) });
    await chain.pass(22n * DAY);
    await chain.succeed("contribution:settle", { batch: String(batch) });
    await chain.pass(380n * DAY);
    await chain.succeed("season:close", { season: "1" });
    await chain.succeed("surplus:close", { guild, season: "1", token });
    for (const by of ["1", "2", "4"]) await chain.succeed("surplus:claim", { by, guild, season: "1", token });
    const { payouts, sum } = await chain.succeed("bank:payouts");
    const owed = payouts as { to: bigint; amount: bigint; reference: string }[];
    expect(owed.map(({ to, amount }) => [to, amount])).to.deep.equal([
      [1n, 14_900n],
      [2n, 8_940n],
      [4n, 5_960n],
    ]);
    expect(sum).to.equal(29_800n);
    references = owed.map(({ reference }) => reference);
    expect(await chain.succeed("reserve:show", { token })).to.include({ held: 119_200n });
  });

  it("the officers get a file for the bank, once", async () => {
    writeFileSync(chain.path("ibans.csv"), 'agent,name,iban\n1,"Amara, W.",DE02\n2,Bo,DE03\n4,Dita,DE04\n');
    const options = { csv: chain.path("pay.csv"), accounts: chain.path("ibans.csv"), sent: true, by: "1" };
    await chain.succeed("bank:payouts", options);
    expect(readFileSync(chain.path("pay.csv"), "utf8").split("\n")).to.deep.equal([
      "reference,amount,currency,agent,payout,name,iban",
      `${references[0]},149.00,EUR,1,2,"Amara, W.",DE02`,
      `${references[1]},89.40,EUR,2,3,Bo,DE03`,
      `${references[2]},59.60,EUR,4,4,Dita,DE04`,
      "",
    ]);
    await chain.succeed("bank:payouts", { csv: chain.path("again.csv"), accounts: chain.path("ibans.csv") });
    expect(readFileSync(chain.path("again.csv"), "utf8").trim()).not.to.contain("NG-");
    const kept = await chain.run("bank:keep", { by: "4", payouts: "4" });
    expect(kept.error).to.include({ code: "BankPayoutAtBank" });
  });

  it("the bank pays, and one payment comes back; each line is matched by its reference", async () => {
    const [amara = "", bo = "", dita = ""] = references;
    rows.push(
      `01.02.2026;Amara;share ${amara.toLowerCase()};;-149,00;1.341,00`,
      `01.02.2026;Bo;${bo.replaceAll("-", " ")} SEASON 1;;-89,40;1.251,60`,
      `01.02.2026;Dita;${dita};;-59,60;1.192,00`,
      `03.02.2026;Dita;RETURN ${dita} account closed;;59,60;1.251,60`,
    );
    expect((await reconciled("february.csv")).found.slice(3)).to.deep.equal([
      [7, "payout"],
      [8, "payout"],
      [9, "payout"],
      [10, "missing"],
    ]);
    const own = await chain.run("bank:mark-paid", {
      by: "1",
      payout: amara,
      statement: chain.path("february.csv"),
      mapping,
      row: "7",
    });
    expect(own.error).to.include({ code: "BankOwnPayout" });
    await together("bank:mark-paid", { payout: amara, row: "7" }, ["2", "3"]);
    await together("bank:mark-paid", { payout: bo, row: "8" }, ["3", "1"]);
    await together("bank:mark-paid", { payout: dita, row: "9" }, ["1", "2"]);
    expect((await reconciled("february2.csv")).found.at(-1)).to.deep.equal([10, "returned"]);
    await together("bank:return", { payout: dita, row: "10" }, ["1", "2"]);
  });

  it("Dita is owed her share again, under another reference, is paid, and every cent is accounted for", async () => {
    const { payouts } = await chain.succeed("bank:payouts");
    const [again] = payouts as { to: bigint; amount: bigint; reference: string }[];
    expect(again).to.include({ to: 4n, amount: 5_960n });
    expect(references).not.to.include(again!.reference);
    rows.push(`08.02.2026;Dita;${again!.reference};;-59,60;1.192,00`);
    await together("bank:mark-paid", { payout: again!.reference, row: "11" }, ["2", "1"]);
    const { open, output } = await reconciled("february3.csv");
    expect(open, output).to.equal(false);
    const report = JSON.parse(output) as Record<string, string>;
    expect(report).to.include({ supply: "119200", expected: "119200", balance: "119200" });
  });

  it("acts can be signed on one machine and carried from another", async () => {
    rows.push("09.02.2026;Mill;Rechnung 19;R19;20,00;1.212,00");
    await chain.succeed("season:open");
    const on = { statement: statement("signed.csv"), mapping, row: "12" };
    await chain.succeed("bank:book", { by: "1", to: guild, ...on, sign: chain.path("book.json") });
    expect(await chain.succeed("statement:carry", { from: chain.path("book.json") })).to.include({ changed: true });
    const { open } = await chain.succeed("bank:show");
    const booking = (open as { booking: string }[])[0]!.booking;
    await chain.succeed("bank:confirm", { by: "2", booking, sign: chain.path("confirm.json") });
    await chain.succeed("statement:carry", { from: chain.path("confirm.json") });
    await chain.succeed("statement:carry", { from: chain.path("confirm.json") });
    expect(await chain.succeed("bank:show")).to.include({ supply: 121_200n });
  });
});
