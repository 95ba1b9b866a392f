import { expect } from "chai";

import { CARE_SPECIFICATIONS } from "../../../sdk/contributions/careSpecifications.ts";
import { serveNation, type Ran, type Served } from "./harness.ts";

const DAY = 86_400n;

describe("tasks of what a guild counts, conflicts and commitments", () => {
  let chain: Served;
  let guild: string;

  before(async () => {
    chain = await serveNation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
  });
  after(() => chain.close());

  /** The council agrees to what a task proposed. */
  const agree = async ({ data, output }: Ran) => {
    expect(data, output).to.have.property("proposal");
    await chain.pass(10n * DAY);
    await chain.succeed("council:execute", { proposal: String(data["proposal"]) });
  };
  const day = async (ahead: bigint) => {
    const nation = await chain.nation();
    const now = await nation.clock();
    nation.provider.destroy();
    return new Date(Number(now + ahead * DAY) * 1000).toISOString().slice(0, 10);
  };

  describe("guild:terms", () => {
    it("says what holds while nothing is set", async () => {
      const { data, output } = await chain.run("guild:terms", { guild });
      expect(output).to.contain("no budget, entries are published");
      expect(data["next"]).to.deep.equal({ budget: 0n, totalsOnly: false, countsWorks: false });
    });

    it("proposes a change to the council, once; agreed, it holds for the next season and not for the open one", async () => {
      await chain.succeed("season:open");
      const options = { guild, by: "1", budget: "80h", works: "yes" };
      const proposed = await chain.run("guild:terms", options);
      expect(proposed.output).to.contain("GuildTerms.setGuildTerms(").and.to.contain("a budget of 80 h of credits");
      expect(await chain.succeed("guild:terms", options)).to.include({ changed: false });
      await agree(proposed);
      const { data, output } = await chain.run("guild:terms", { guild });
      expect(data["now"]).to.deep.equal({ budget: 0n, totalsOnly: false, countsWorks: false });
      expect(data["next"]).to.deep.equal({ budget: 4_800n, totalsOnly: false, countsWorks: true });
      expect(output).to.contain("from the next season on: a budget of 80 h");
      expect(await chain.succeed("guild:terms", options)).to.include({ changed: false });
    });

    it("leaves alone what is not named", async () => {
      await agree(await chain.run("guild:terms", { guild, by: "1", totals: "yes" }));
      const { next } = await chain.succeed("guild:terms", { guild });
      expect(next).to.deep.equal({ budget: 4_800n, totalsOnly: true, countsWorks: true });
    });

    it("asks who proposes, what is to change, and which guild", async () => {
      for (const options of [
        { guild, budget: "1h" },
        { guild, by: "1" },
      ]) {
        expect((await chain.run("guild:terms", options)).error).to.include({ code: "OptionsInvalid" });
      }
      expect((await chain.run("guild:terms", { guild: "1" })).error).to.include({ code: "GuildsUnknownGuild" });
    });
  });

  describe("resource:suggest", () => {
    it("lists invisible work in words, each with a worth an occasion and none to be counted", async () => {
      const { data, output } = await chain.run("resource:suggest", { track: "care" });
      for (const { name, note } of CARE_SPECIFICATIONS) expect(output).to.contain(name).and.to.contain(note);
      expect(data["suggestions"]).to.have.length(CARE_SPECIFICATIONS.length);
      expect(await chain.succeed("resource:suggest", { track: "love" })).to.deep.include({ suggestions: [] });
    });

    it("suggests only what the contract takes", () => {
      const names = CARE_SPECIFICATIONS.map(({ name }) => name);
      expect(new Set(names).size).to.equal(names.length);
      for (const { name, unit, perEntry, perUnit } of CARE_SPECIFICATIONS) {
        expect(name.length).to.be.within(1, 64);
        expect(unit.length).to.be.at.most(32);
        expect(perEntry + perUnit).to.be.within(1, 527_040);
      }
    });
  });

  describe("resource:specify", () => {
    const words = { by: "1", name: "translation", unit: "word", perUnit: "0.25", track: "livelihood" };

    it("proposes what a resource is worth, and gives the next one another number", async () => {
      const first = await chain.run("resource:specify", { guild, ...words });
      expect(first.data).to.include({ resource: 1n, perUnit: 250_000n, perEntry: 0n });
      expect(first.output).to.contain(
        "resource 1 is translation: 0.25 credits for one word, on the track of livelihood",
      );
      const second = await chain.run("resource:specify", { by: "2", guild, suggested: "mediation" });
      expect(second.data).to.include({ resource: 2n, name: "mediation", perEntry: 120n, track: "care" });
      await agree(first);
      await chain.succeed("council:execute", { proposal: String(second.data["proposal"]) });
      const { output } = await chain.run("resource:list", { guild });
      expect(output).to.match(/1 {2}translation +from the next season on: 0\.25 credits a word, livelihood/);
      expect(output).to.match(/2 {2}mediation +from the next season on: 2 h an entry, care/);
    });

    it("keeps a resource's number when its rate changes, and proposes nothing that is so already", async () => {
      expect(await chain.succeed("resource:specify", { guild, ...words })).to.include({ changed: false, resource: 1n });
      const changed = await chain.run("resource:specify", { guild, ...words, perUnit: "0.3" });
      expect(changed.data).to.include({ resource: 1n, perUnit: 300_000n });
    });

    it("says what is missing", async () => {
      for (const options of [{ name: "x" }, { name: "x", track: "love" }, { suggested: "flattery" }]) {
        const { error } = await chain.run("resource:specify", { by: "1", guild, ...options });
        expect(error).to.include({ code: "OptionsInvalid" });
      }
    });
  });

  describe("conflict:declare", () => {
    it("binds both, and sends nothing the second time", async () => {
      const options = { by: "1", with: "2" };
      const { output } = await chain.run("conflict:declare", options);
      expect(output).to.contain("neither's acceptance of the other's work counts");
      expect(await chain.succeed("conflict:declare", options)).to.include({ changed: false });
      expect(await chain.succeed("conflict:show", { id: "1" })).to.deep.include({ declared: [2n], namedBy: [] });
      expect(await chain.succeed("conflict:show", { id: "2" })).to.deep.include({ declared: [], namedBy: [1n] });
    });

    it("explains a refusal", async () => {
      const { error } = await chain.run("conflict:declare", { by: "1", with: guild });
      expect(error).to.include({ code: "ConflictsNotPersons" });
    });

    it("is signed for anybody to carry", async () => {
      const file = chain.path("conflict.json");
      await chain.succeed("conflict:declare", { by: "2", with: "1", sign: file });
      await chain.succeed("statement:carry", { from: file });
      expect(await chain.succeed("conflict:show", { id: "1" })).to.deep.include({ namedBy: [2n] });
    });
  });

  describe("conflict:take-back", () => {
    it("says where the other's word still stands, and sends nothing the second time", async () => {
      const options = { by: "1", with: "2" };
      const { output } = await chain.run("conflict:take-back", options);
      expect(output).to.contain("Agent 2 has declared it too");
      expect(await chain.succeed("conflict:take-back", options)).to.include({ changed: false });
      await chain.succeed("conflict:take-back", { by: "2", with: "1" });
      expect((await chain.run("conflict:show", { id: "1" })).output).to.contain("a declared conflict with nobody");
    });
  });

  describe("commitment:make", () => {
    it("says what somebody will do, once", async () => {
      const options = { by: "1", guild, time: "8h", due: await day(30n) };
      const { data, output } = await chain.run("commitment:make", options);
      expect(output).to.contain("agent 1 will give guild").and.to.contain("8 h of livelihood");
      expect(await chain.succeed("commitment:make", options)).to.include({ changed: false });
      const listed = await chain.run("commitment:list", { guild });
      expect(listed.output).to.contain(String(data["commitment"])).and.to.contain("open ");
    });

    it("takes a resource by its name, on its own track, without a quantity", async () => {
      const { data } = await chain.run("commitment:make", {
        by: "2",
        guild,
        resource: "mediation",
        due: await day(40n),
      });
      expect(data).to.include({ track: "care", quantity: 1, resource: 2n });
      expect((await chain.run("commitment:list", { guild, by: "2" })).output).to.contain("1 of mediation of care");
    });

    it("says what is wrong", async () => {
      const due = await day(30n);
      const codes = [];
      for (const options of [
        { due },
        { due, time: "1h", resource: "mediation" },
        { due, time: "1h", quantity: "3" },
        { due, resource: "flattery" },
        { due: "2020-01-01", time: "1h" },
      ]) {
        codes.push((await chain.run("commitment:make", { by: "1", guild, ...options })).error?.code);
      }
      const invalid = "OptionsInvalid";
      expect(codes).to.deep.equal([invalid, invalid, invalid, "ResourceUnknown", "CommitmentsBadDue"]);
    });
  });

  describe("commitment:fulfil and commitment:cancel", () => {
    it("link what was done, and take back what will not be; each once", async () => {
      const made = async (time: string) =>
        String((await chain.succeed("commitment:make", { by: "3", guild, time, due: await day(20n) }))["commitment"]);
      const [done, dropped] = [await made("3h"), await made("4h")];
      await chain.run("season:open"); // the first one may have ended by now
      const batch = String((await chain.succeed("contribution:submit", { by: "3", guild, time: "3h" }))["batch"]);

      await chain.succeed("commitment:fulfil", { by: "3", commitment: done, batch });
      expect(await chain.succeed("commitment:fulfil", { by: "3", commitment: done, batch })).to.include({
        changed: false,
      });
      await chain.succeed("commitment:cancel", { by: "3", commitment: dropped });
      expect(await chain.succeed("commitment:cancel", { by: "3", commitment: dropped })).to.include({ changed: false });

      const mine = { guild, by: "3" };
      expect((await chain.run("commitment:list", mine)).output).to.contain("No commitment to this guild is open");
      const { output } = await chain.run("commitment:list", { ...mine, all: true });
      expect(output).to.contain("cancelled").and.to.contain(`3 h of livelihood, became batch ${batch}`);
    });

    it("say what is wrong", async () => {
      const commitment = `0x${"11".repeat(32)}`;
      for (const [task, options] of [
        ["commitment:cancel", {}],
        ["commitment:fulfil", { batch: commitment }],
      ] as const) {
        const { error } = await chain.run(task, { by: "3", commitment, ...options });
        expect(error).to.include({ code: "CommitmentsUnknown" });
      }
    });
  });

  describe("contribution:submit", () => {
    it("enters a resource by its name, and care without a quantity", async () => {
      const { batch } = await chain.succeed("contribution:submit", { by: "3", guild, resource: "mediation" });
      expect((await chain.run("contribution:show", { batch })).output).to.contain("agent 3 1 of mediation of care");
      const rows = [{ time: "1h" }, { resource: "translation", quantity: 1200 }, { resource: "2", track: "love" }];
      const from = chain.write("given.json", rows);
      const { output } = await chain.run("contribution:show", {
        batch: (await chain.succeed("contribution:submit", { by: "3", guild, from }))["batch"],
      });
      for (const words of ["1 h of livelihood", "1200 of translation of livelihood", "1 of mediation of love"]) {
        expect(output).to.contain(words);
      }
    });

    it("says what is wrong", async () => {
      const from = chain.write("both.json", [{ time: "1h", resource: "mediation" }]);
      const codes = [];
      for (const options of [
        {},
        { time: "1h", resource: "mediation" },
        { time: "1h", from },
        { from },
        { resource: "flattery" },
      ]) {
        codes.push((await chain.run("contribution:submit", { by: "3", guild, ...options })).error?.code);
      }
      const invalid = "OptionsInvalid";
      expect(codes).to.deep.equal([invalid, invalid, invalid, "FileInvalid", "ResourceUnknown"]);
    });
  });

  describe("commitment:list", () => {
    it("shows what is overdue", async () => {
      await chain.pass(60n * DAY);
      expect((await chain.run("commitment:list", { guild })).output).to.contain("overdue ");
    });
  });
});
