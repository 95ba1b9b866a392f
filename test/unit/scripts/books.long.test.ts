import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";

import { SEASON } from "../../../scripts/story/season.ts";
import { setStage } from "../../../scripts/story/stage.ts";
import { BooksExport, digestOf, textOf, type ExportedLog } from "../../../sdk/books/export.ts";
import type { Difference } from "../../../sdk/books/recompute/check.ts";
import { interfaceOf } from "../../../sdk/connect.ts";
import { serve, type Ran, type Served } from "./harness.ts";

const ETHER = 10n ** 18n;
const GUILD = "10";

/** The tools with which people trust their books, on a nation that lived one season. */
describe("tasks of the books", () => {
  let chain: Served;
  let from: string;
  let books: BooksExport;

  before(async () => {
    chain = await serve();
    await chain.succeed("nation:deploy", { charter: "charters/hypha.json" });
    const nation = await chain.nation();
    const stage = await setStage(nation);
    for (const scene of SEASON.slice(0, -2)) await scene.play(stage);
    nation.provider.destroy();
    from = chain.path("books.json");
    await chain.succeed("books:export", { out: from });
    books = BooksExport.parse(JSON.parse(readFileSync(from, "utf8")));
  });
  after(() => chain.close());

  describe("books:export", () => {
    it("writes every log, with where and when it was written", () => {
      expect(books.logs.length).to.be.greaterThan(100);
      expect(books).to.include({ chainId: "31337", digest: digestOf(books.logs) });
      expect(Object.keys(books.contracts)).to.include.members(["ledger", "surplus", "commons", "timelock"]);
    });

    it("writes the same again while nothing happens", async () => {
      const before = readFileSync(from, "utf8");
      await chain.succeed("books:export", { out: from });
      expect(readFileSync(from, "utf8")).to.equal(before);
    });

    it("leaves a file alone that is no export", async () => {
      const other = chain.write("other.json", { format: "neoguild-journal-1" });
      const before = readFileSync(other, "utf8");
      expect((await chain.run("books:export", { out: other })).error).to.include({ code: "FileExists" });
      expect(readFileSync(other, "utf8")).to.equal(before);
    });

    it("says so where the file cannot be written", async () => {
      const { error } = await chain.run("books:export", { out: `${from}/books.json` });
      expect(error).to.include({ code: "FileUnwritable" });
    });
  });

  describe("books:recompute", () => {
    /** Recomputes a changed export, and returns what is wrong. */
    async function spoilt(
      change: (logs: ExportedLog[]) => void,
      head: Partial<BooksExport> = {},
    ): Promise<Ran & Found> {
      const logs = structuredClone(books.logs);
      change(logs);
      // Whoever changes a log on purpose reckons the digest anew.
      const path = chain.path("spoilt.json");
      writeFileSync(path, textOf({ ...books, logs, digest: digestOf(logs), ...head }));
      const ran = await chain.run("books:recompute", { from: path, json: true });
      return { ...ran, ...(JSON.parse(ran.output) as Found) };
    }

    it("agrees with the chain in every figure", async () => {
      const { compared, figures, agrees } = await chain.succeed("books:recompute", { from });
      expect(agrees).to.equal(true);
      expect(compared).to.have.all.keys([
        "logs",
        "seasons",
        "records and standing",
        "standing at the close",
        "debts of credits",
        "credits",
        "eligible credits",
        "totals",
        "books",
        "pools",
        "shares",
        "owed",
        "members' loans",
        "losses",
        "members' debts",
        "the reserve",
        "costs approved and unpaid",
        "holdings",
      ]);
      expect(figures).to.be.greaterThan(300);
    });

    it("prints the books without a chain, the columns of which add up", async () => {
      const { output, error } = await chain.run("books:recompute", { from, offline: true }, undefined, {
        NEOGUILD_RPC_URL: "http://127.0.0.1:1",
      });
      expect(error).to.equal(undefined);
      expect(output).to.contain("No chain was asked.").and.to.contain("The books add up.");
      expect(output).to.match(/guild 10 +110,000\.00 +10,000\.00 /);
    });

    it("names a log that was removed, and the figures that it changes", async () => {
      const place = find("surplus", "Deposited");
      const { error, differences } = await spoilt((logs) => logs.splice(place, 1));
      expect(error).to.include({ code: "BooksDiffer" });
      const [removed] = differences.filter(({ kind }) => kind === "logs");
      expect(removed).to.include({ inExport: "not there", onChain: "there" });
      expect(removed?.who).to.contain(`block ${books.logs[place]?.block}, `);
    });

    it("names an amount that was altered, and every figure that depends on it", async () => {
      const place = find("surplus", "Deposited");
      const { differences } = await spoilt((logs) => {
        const log = logs[place]!;
        const abi = interfaceOf("surplus");
        const { args } = abi.parseLog(log)!;
        const [guild, season, token, payer, , work, ref] = args.toArray() as unknown[];
        const { data } = abi.encodeEventLog("Deposited", [guild, season, token, payer, 1n, work, ref]);
        logs[place] = { ...log, data };
      });
      expect(differences.some(({ kind, what }) => kind === "logs" && what === "data")).to.equal(true);
      const income = differences.find(({ kind, what }) => kind === "books" && what === "income");
      expect(income?.who).to.contain("guild 10, season 1");
    });

    it("names an order that was swapped", async () => {
      const { faults, differences } = await spoilt((logs) => {
        const [first, second] = [logs[4]!, logs[5]!];
        [logs[4], logs[5]] = [second, first];
      });
      expect(faults.join()).to.contain("log 6 ").and.to.contain("the order was changed");
      expect(differences).to.deep.equal([]);
    });

    it("names an order that was swapped under the old places", async () => {
      const { differences } = await spoilt((logs) => {
        const [first, second] = [logs[4]!, logs[5]!];
        logs[4] = { ...second, block: first.block, index: first.index };
        logs[5] = { ...first, block: second.block, index: second.index };
      });
      expect(differences.filter(({ kind }) => kind === "logs")).not.to.deep.equal([]);
    });

    it("names a log of another chain", async () => {
      const foreign = { ...books.logs[0]!, block: books.block.number, index: 99, address: `0x${"12".repeat(20)}` };
      const { faults, differences } = await spoilt((logs) => logs.push(foreign));
      expect(faults.join()).to.contain("is no contract of this nation");
      expect(differences[0]).to.include({ kind: "logs", inExport: "there", onChain: "not there" });
    });

    it("refuses an export of another chain, or of another nation", async () => {
      const path = chain.path("elsewhere.json");
      writeFileSync(path, textOf({ ...books, chainId: "10" }));
      const { error } = await chain.run("books:recompute", { from: path });
      expect(error).to.include({ code: "BooksOfOther" });
      const contracts = { ...books.contracts, ledger: `0x${"12".repeat(20)}` };
      writeFileSync(path, textOf({ ...books, contracts }));
      expect((await chain.run("books:recompute", { from: path })).error).to.include({ code: "BooksOfOther" });
    });

    it("names a file that was changed by accident, also offline", async () => {
      const path = chain.path("accident.json");
      writeFileSync(path, readFileSync(from, "utf8").replace(/"time":"(\d+)"/, '"time":"1"'));
      const { error, output } = await chain.run("books:recompute", { from: path, offline: true });
      expect(error).to.include({ code: "BooksDiffer" });
      expect(output).to.contain("the digest does not fit the logs");
    });

    function find(contract: keyof BooksExport["contracts"], event: string): number {
      const { topicHash } = interfaceOf(contract as "surplus").getEvent(event)!;
      const address = books.contracts[contract];
      return books.logs.findIndex((log) => log.address === address && log.topics[0] === topicHash);
    }
  });

  describe("books:show", () => {
    it("shows every guild and token, in columns that add up", async () => {
      const { books: lines, sums } = (await chain.succeed("books:show")) as unknown as {
        books: { columns: Record<string, bigint> }[];
        sums: Record<string, Record<string, bigint>>;
      };
      expect(lines).to.have.length(1);
      const { in: income, ...columns } = lines[0]!.columns;
      expect(Object.values(columns).reduce((sum, amount) => sum + amount, 0n)).to.equal(income);
      expect(Object.values(sums)[0]).to.deep.equal(lines[0]!.columns);
    });

    it("shows one guild's last season with each member's share", async () => {
      const { parts, shares } = await chain.succeed("books:show", { guild: GUILD });
      expect(parts).to.include({ costs: 10_000n * ETHER });
      expect(shares).to.deep.include({ member: 1n, amount: 8_888_888888888888888888n, collected: false });
    });

    it("shows no empty books of a guild or a season that there is not", async () => {
      const none = async (options: Record<string, string>) => (await chain.run("books:show", options)).error?.code;
      expect(await none({ guild: "99" })).to.equal("GuildsUnknownGuild");
      expect(await none({ guild: GUILD, season: "7" })).to.equal("LedgerUnknownSeason");
    });
  });

  describe("treasury:unpaid", () => {
    it("lists shares that nobody collected, with the command that collects them", async () => {
      const { waiting } = (await chain.succeed("treasury:unpaid")) as unknown as {
        waiting: { agent: bigint; reason: string; command: string; amount: bigint }[];
      };
      expect(waiting.map(({ agent }) => agent)).to.deep.equal([1n, 2n, 3n]);
      expect(waiting[0]).to.include({
        reason: "not-collected",
        command: "npx hardhat surplus:claim --for 1 --guild 10 --season 1",
      });
    });

    it("writes the list as a table, and narrows it to one agent", async () => {
      const csv = chain.path("unpaid.csv");
      await chain.succeed("treasury:unpaid", { agent: "2", csv });
      const [head, row, ...more] = readFileSync(csv, "utf8").trim().split("\n");
      expect(head).to.match(/^agent,amount,token,symbol,since/);
      expect(row).to.match(/^2,6666.67,/);
      expect(more).to.deep.equal([]);
    });
  });

  describe("books:compare", () => {
    it("explains every unit of a spreadsheet that reckons otherwise", async () => {
      // Dita's twelve hours are below the nation's minimum here; somebody named Zoe is unknown to the chain.
      const rows = ["name,hours,share", "1,1600,8695.65", "2,1200,6521.74", "3,800,4347.83", "4,12,0", "Zoe,80,434.78"];
      const sheet = chain.path("sheet.csv");
      writeFileSync(sheet, rows.join("\n"));
      const { output, error } = await chain.run("books:compare", { sheet, guild: GUILD, season: "1" });
      expect(error, output).to.equal(undefined);
      expect(output).to.contain('Nobody on the chain answers to: "Zoe" (row 6)');
      expect(output).to.contain("Every unit is explained.");
    });

    it("says what it cannot explain", async () => {
      const sheet = chain.path("odd.csv");
      writeFileSync(sheet, ["name,hours,share", "1,1600,10000", "2,1200,9000", "3,800,1000"].join("\n"));
      const { error, output } = await chain.run("books:compare", { sheet, guild: GUILD, season: "1" });
      expect(error).to.include({ code: "BooksUnexplained" });
      expect(output).to.contain("UNEXPLAINED");
    });

    it("names the rows that it cannot read", async () => {
      const sheet = chain.path("bad.csv");
      writeFileSync(sheet, ["name,hours,share", "1,many,10000"].join("\n"));
      const { error } = await chain.run("books:compare", { sheet, guild: GUILD, season: "1" });
      expect(error).to.include({ code: "TableUnreadable" });
      expect(error?.message).to.contain("row 2: ");
    });

    it("refuses books that are not closed", async () => {
      const sheet = chain.write("none.csv", []);
      const { error } = await chain.run("books:compare", { sheet, guild: GUILD, season: "9" });
      expect(error).to.include({ code: "BooksNotClosed" });
    });
  });
});

interface Found {
  readonly faults: readonly string[];
  readonly differences: readonly Difference[];
}
