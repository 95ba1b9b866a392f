import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const MAPPING = {
  format: "neoguild-mapping-1",
  columns: { provider: "User", time: "Hours", day: "Date", track: "Tag" },
  time: "hours",
  decimal: ",",
  day: "DD.MM.YYYY",
  providers: { Amara: 1, Bo: 2, Chen: 3 },
  tracks: { care: ["Team care"] },
  leaveOut: [{ column: "Tag", values: ["Private"] }],
};

describe("tasks that bring contributions in and out", () => {
  let chain: Served;
  let guild: string;
  let mapping: string;

  before(async () => {
    chain = await serveNation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
    await chain.succeed("season:open", {});
    mapping = chain.write("mapping.json", MAPPING);
  });
  after(() => chain.close());

  function table(name: string, ...rows: string[]): string {
    writeFileSync(chain.path(name), ["User;Hours;Date;Tag", ...rows].join("\n"));
    return chain.path(name);
  }

  const GOOD = [
    "Amara;7,5;22.08.2026;",
    "Bo;8;22.08.2026;Team care",
    "Chen;1;22.08.2026;Private",
    "Bo;0,25;23.08.2026;",
  ];

  describe("contribution:import", () => {
    it("given --check, shows what would be entered and sends nothing", async () => {
      const told = await chain.succeed("contribution:import", {
        by: "1",
        guild,
        from: table("a.csv", ...GOOD),
        mapping,
        check: true,
      });
      expect(told).to.include({ rows: 4, entries: 3, leftOut: 1, faulty: 0, changed: false });
      expect((await chain.succeed("contribution:show", { guild }))["batches"]).to.have.length(0);
    });

    it("given a row that cannot be read, names it, sends nothing and fails", async () => {
      const from = table("b.csv", ...GOOD, "Nobody;x;22.13.2026;");
      const { error, output } = await chain.run("contribution:import", { by: "1", guild, from, mapping });
      expect(error).to.include({ code: "RowsFaulty" });
      expect(output).to.contain("row 6: User").and.to.contain("row 6: Hours").and.to.contain("row 6: Date");
      expect((await chain.succeed("contribution:show", { guild }))["batches"]).to.have.length(0);
    });

    it("given the mapping of another table, says which columns are missing", async () => {
      writeFileSync(chain.path("c.csv"), "Name,Time\nBo,1");
      const { error } = await chain.run("contribution:import", { by: "1", guild, from: chain.path("c.csv"), mapping });
      expect(error).to.include({ code: "TableUnreadable" });
      expect(error?.message).to.contain('no column "User"');
    });

    it("enters the rows once, and tells of each in the report", async () => {
      const options = { by: "1", guild, from: table("d.csv", ...GOOD), mapping, report: chain.path("rows.csv") };
      expect(await chain.succeed("contribution:import", options)).to.include({ entries: 3, changed: true });
      expect(await chain.succeed("contribution:import", options)).to.include({ entries: 3, changed: false });
      const lines = readFileSync(chain.path("rows.csv"), "utf8").trim().split("\n");
      expect(lines).to.have.length(5);
      expect(lines[1]).to.match(/^2,entry,0x[0-9a-f]{64},1,livelihood,450,2026-08-22$/);
      expect(lines[3]).to.equal('4,left out,"Tag is ""Private""",,,,');
    });

    it("given --leave-out-faulty, enters the others", async () => {
      const from = table("e.csv", "Bo;1;24.08.2026;", "Nobody;1;24.08.2026;");
      const told = await chain.succeed("contribution:import", { by: "1", guild, from, mapping, leaveOutFaulty: true });
      expect(told).to.include({ entries: 1, faulty: 1, changed: true });
    });

    it("given a table that was mended and has grown, enters only what does not stand yet, and once more with --again", async () => {
      const options = { by: "1", guild, mapping };
      const from = table("e.csv", "Bo;1;24.08.2026;", "Chen;1;24.08.2026;", "Chen;1;24.08.2026;");
      const { data, output } = await chain.run("contribution:import", { ...options, from });
      expect(data).to.include({ entries: 2, leftOut: 1, changed: true });
      expect(output).to.match(/row 2: stands in batch 0x[0-9a-f]{64} already; --again enters it too/);
      expect(await chain.succeed("contribution:import", { ...options, from })).to.include({
        ...{ entries: 0, leftOut: 3, changed: false },
      });
      const again = await chain.succeed("contribution:import", { ...options, from, again: true });
      expect(again).to.include({ entries: 3, leftOut: 0, changed: true });
      const [batch] = again["batches"] as string[];
      await chain.succeed("contribution:withdraw", { by: "1", batch });
    });

    it("given rows that name a work or a chapter that is not there, or a day to come, names them and sends nothing", async () => {
      const rows = ["3,1h,2026-08-02,77,", "3,1h,2026-08-02,,5", "3,1h,2099-01-01,,"];
      writeFileSync(chain.path("g.csv"), ["provider,time,day,work,chapter", ...rows].join("\n"));
      const from = chain.path("g.csv");
      for (const [task, options] of [
        ["contribution:import", {}],
        ["contribution:keep", { store: chain.path("g.age") }],
      ] as const) {
        const { error, output } = await chain.run(task, { by: "1", guild, from, ...options });
        expect(error).to.include({ code: "RowsFaulty" });
        expect(output).to.contain("row 2: there is no work 77").and.to.contain("row 3: there is no open chapter 5");
        expect(output).to.contain("row 4: 2099-01-01 has not begun");
      }
    });

    it("given rows without a day, asks for it; with --day they are entered once, on whatever day it runs again", async () => {
      writeFileSync(chain.path("h.csv"), "provider,time\n3,11min");
      const other = String((await chain.succeed("guild:found", { by: "3", name: "Dated" }))["guild"]);
      const options = { by: "3", guild: other, from: chain.path("h.csv") };
      const { error, output } = await chain.run("contribution:import", options);
      expect(error).to.include({ code: "RowsFaulty" });
      expect(output).to.contain("row 2: day: the day is missing; --day says which");
      const dated = { ...options, day: "2026-08-05" };
      expect(await chain.succeed("contribution:import", dated)).to.include({ entries: 1, changed: true });
      await chain.pass(86_400n);
      expect(await chain.succeed("contribution:import", dated)).to.include({ entries: 1, changed: false });
    });

    it("given --sign, writes what anybody may carry", async () => {
      const options = {
        by: "2",
        guild,
        from: table("f.csv", "Bo;2;25.08.2026;"),
        mapping,
        sign: chain.path("hours.json"),
      };
      expect(await chain.succeed("contribution:import", options)).to.include({ changed: false });
      expect(await chain.succeed("statement:carry", { from: chain.path("hours.json") })).to.include({ changed: true });
    });
  });

  describe("contribution:export", () => {
    it("as ValueFlows, is read again as the same entries", async () => {
      const out = chain.path("guild.json");
      const told = await chain.succeed("contribution:export", { guild, format: "valueflows", out });
      expect(told).to.include({ entries: 10 });
      const options = { by: "3", guild, from: out, check: true };
      expect(await chain.succeed("contribution:import", { ...options, again: true })).to.include({
        ...{ entries: 10, faulty: 0 },
      });
      // Seven stand, and each has its like in the file; the three withdrawn are the like of three of them.
      expect(await chain.succeed("contribution:import", options)).to.include({ entries: 3, leftOut: 7 });
    });

    it("as a table, has a line for each entry and what became of it", async () => {
      await chain.succeed("contribution:export", { guild, out: chain.path("guild.csv") });
      const lines = readFileSync(chain.path("guild.csv"), "utf8").trim().split("\n");
      expect(lines).to.have.length(11);
      expect(lines[1]).to.match(/^0x[0-9a-f]{64},1,open,1,0,work,livelihood,false,0,450,2026-08-22,0,0,,$/);
    });

    it("of a guild without contributions, says so and writes nothing", async () => {
      const other = String((await chain.succeed("guild:found", { by: "3", name: "Quiet" }))["guild"]);
      const out = chain.path("quiet.csv");
      const { error } = await chain.run("contribution:export", { guild: other, out });
      expect(error).to.include({ code: "NoContributions" });
      expect(existsSync(out)).to.equal(false);
    });
  });
});
