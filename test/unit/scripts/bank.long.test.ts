import { existsSync, writeFileSync } from "node:fs";
import { expect } from "chai";

import { charterInWords } from "../../../sdk/charterInWords.ts";
import { readCharter } from "../../../sdk/charter.ts";
import { serveNation, shortCharter, type Served } from "./harness.ts";

const ACCOUNT = { currency: "EUR", officers: [1, 2], officerTerm: "1y", confirmWithin: "14d" };

describe("tasks of a nation with two bank accounts", () => {
  let chain: Served;
  let guild: string;

  before(async () => {
    const charter = shortCharter();
    const bank = [
      { ...ACCOUNT, name: "In euros" },
      { ...ACCOUNT, name: "In yen", currency: "JPY", decimals: 0, officers: [2, 3, 4] },
    ];
    Object.assign(charter["treasury"] as object, { bank });
    const governance = charter["governance"] as { acts: Record<string, string> };
    governance.acts["BankMoney.appointOfficer"] = "ordinary";
    chain = await serveNation(charter);
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Weavers" }))["guild"]);
    await chain.succeed("season:open");
  });
  after(() => chain.close());

  const refused = async (task: string, options: Readonly<Record<string, unknown>>) =>
    (await chain.run(task, options)).error?.code;

  describe("nation:deploy", () => {
    it("makes what the charter says, and nobody else holds a right", async () => {
      const { error, output } = await chain.run("deployment:verify", { charter: chain.path("charter.json") });
      expect(error, output).to.equal(undefined);
      expect(output).to.contain("BankMoney1").and.to.contain("BankMoney2");
    });
    it("says so in words before", () => {
      const words = charterInWords(readCharter(chain.path("charter.json")).rules).join("\n");
      expect(words).to.contain('Bank account "In yen" in JPY: two of 3 officers book each line within');
    });
    it("lists each account's own rule for its officers", async () => {
      const nation = await chain.nation();
      const { rules } = nation.contracts;
      for (const { address, contract } of nation.banks) {
        const { selector } = contract.interface.getFunction("appointOfficer");
        expect(await rules.ruleIndexFor(address, selector)).not.to.equal(0n);
        expect(await rules.ruleIndexFor(address, contract.interface.getFunction("addBook").selector)).to.equal(0n);
      }
      nation.provider.destroy();
    });
  });

  describe("bank:show", () => {
    it("asks which account is meant", async () => {
      expect(await refused("bank:show", {})).to.equal("BankUnknown");
      expect(await refused("bank:show", { account: "3" })).to.equal("BankUnknown");
      expect(await chain.succeed("bank:show", { account: "2" })).to.include({ name: "In yen", supply: 0n });
    });
  });

  describe("bank:book", () => {
    const yen = { account: "2", by: "2", to: "reserve", day: "2026-02-27", amount: "5000", bankRef: "Y1" };

    it("names what is missing of a line", async () => {
      const options = { account: "1", by: "1", to: guild };
      expect(await refused("bank:book", options)).to.equal("LineMissing");
      writeFileSync(chain.path("june.csv"), "date,amount,reference,text,payer\n2026-02-27,-5,A,,\n");
      const statement = chain.path("june.csv");
      expect(await refused("bank:book", { ...options, statement })).to.equal("LineMissing");
      expect(await refused("bank:book", { ...options, statement, row: "3" })).to.equal("LineMissing");
      expect(await refused("bank:book", { ...options, statement, row: "2" }), "money that went").to.equal(
        "LineMissing",
      );
      expect(await refused("bank:book", { ...yen, amount: "0.5" }), "yen have no decimals").to.equal("AmountInvalid");
    });
    it("books in the account that is named, and in no other", async () => {
      expect(await refused("bank:book", { ...yen, by: "1" }), "an officer of the other account").to.equal(
        "BankNotOfficer",
      );
      const { booking } = await chain.succeed("bank:book", yen);
      expect(await refused("bank:confirm", { account: "1", by: "1", booking })).to.equal("BookingUnknown");
      await chain.succeed("bank:confirm", { account: "2", by: "3", booking });
      expect(await chain.succeed("bank:confirm", { account: "2", by: "4", booking })).to.include({ changed: false });
      expect(await chain.succeed("bank:show", { account: "2" })).to.include({ supply: 5_000n });
      expect(await chain.succeed("bank:show", { account: "1" })).to.include({ supply: 0n });
    });
  });

  describe("bank:reconcile", () => {
    it("compares a balance that is given, and names a column that is not there", async () => {
      writeFileSync(chain.path("yen.csv"), "date,amount,reference,text,payer\n2026-02-27,5000,Y1,,\n");
      const options = { account: "2", statement: chain.path("yen.csv") };
      await chain.succeed("bank:reconcile", { ...options, balance: "5000" });
      expect(await refused("bank:reconcile", { ...options, balance: "4999" })).to.equal("BankNotReconciled");
      const mapping = chain.write("other.json", {
        format: "neoguild-bank-mapping-1",
        columns: { date: "Datum", amount: "Betrag", reference: "Ref" },
      });
      expect(await refused("bank:reconcile", { ...options, mapping })).to.equal("StatementInvalid");
      const half = chain.write("half.json", { format: "neoguild-bank-mapping-1", columns: { date: "Datum" } });
      expect(await refused("bank:reconcile", { ...options, mapping: half })).to.equal("FileInvalid");
    });
  });

  describe("bank:payouts, bank:mark-paid, bank:keep, bank:withdraw", () => {
    it("write over nobody's file, and refuse a mistyped reference before anything is sent", async () => {
      writeFileSync(chain.path("mine.csv"), "my own table\n");
      expect(await refused("bank:payouts", { account: "1", csv: chain.path("mine.csv") })).to.equal("FileExists");
      // Who is to say that it is at the bank comes before the file that goes there.
      const csv = chain.path("sent.csv");
      expect(await refused("bank:payouts", { account: "1", csv, sent: true })).to.equal("OptionsInvalid");
      expect(existsSync(csv)).to.equal(false);
      const line = { day: "2026-02-27", amount: "5", bankRef: "X" };
      const payout = "NG-7K3Q-00001-XX";
      expect(await refused("bank:mark-paid", { account: "1", by: "1", payout, ...line })).to.equal("PayoutUnknown");
      expect(await refused("bank:mark-paid", { account: "1", by: "1", payout: "1", ...line })).to.equal(
        "BankPayoutNotIn",
      );
      expect(await refused("bank:keep", { account: "1", by: "1" })).to.equal("OptionsInvalid");
      const nothing = { account: "1", by: "1", booking: `0x${"11".repeat(32)}` };
      expect(await chain.succeed("bank:withdraw", nothing)).to.include({ changed: false });
    });
  });

  describe("proposal:create", () => {
    it("takes an account by the name of its record", async () => {
      const from = chain.write("appoint.json", {
        description: "Dita becomes an officer of the account in euros",
        actions: [{ contract: "BankMoney1", function: "appointOfficer", arguments: { officer: "4" } }],
      });
      await chain.succeed("proposal:sponsor", { by: "2", from, proposer: "1" });
      const { data, error, output } = await chain.run("proposal:create", { by: "1", from });
      expect(error, output).to.equal(undefined);
      expect(data).to.include({ changed: true });
      expect(output).to.contain("BankMoney1.appointOfficer(officer: 4)");
    });
  });
});
