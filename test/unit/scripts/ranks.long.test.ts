import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;

describe("tasks of ranks", () => {
  let chain: Served;
  let guild: string;

  before(async () => {
    chain = await serveNation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
  });
  after(() => chain.close());

  const show = (member?: string) => chain.succeed("rank:show", member === undefined ? { guild } : { guild, member });
  const confer = (by: string, member: string) =>
    chain.run("rank:confer", { by, guild, for: member, rank: "apprentice" });

  describe("rank:terms", () => {
    it("proposes to the council what a rank takes and what the guild asks; agreed, it holds after the notice", async () => {
      const options = { by: "1", guild, rank: "apprentice", record: "0", appraisal: "apprentice" };
      const { data, output } = await chain.run("rank:terms", options);
      expect(output).to.contain("Ranks.publish(").and.to.contain("Guilds.setRequirements(");
      expect(output).to.contain("Fewer hold the rank apprentice than it takes to appraise");
      expect(await chain.succeed("rank:terms", options)).to.include({ changed: false, proposal: data["proposal"] });

      await chain.pass(10n * DAY);
      await chain.succeed("council:execute", { proposal: String(data["proposal"]) });
      const announced = (await show())["announced"] as Record<string, unknown>;
      expect(announced).to.include({ appraisal: "apprentice", office: "none" });
      expect((await confer("1", "2")).error).to.include({ code: "RanksNotPublished" });
      await chain.pass(15n * DAY);
      const { thresholds, asked } = await show();
      expect((thresholds as { inForce: boolean }[]).map(({ inForce }) => inForce)).to.deep.equal([true, false, false]);
      expect(asked).to.deep.equal({ appraisal: "apprentice", office: "none" });
    });

    it("says that there is nothing to propose", async () => {
      const { error } = await chain.run("rank:terms", { by: "1", guild });
      expect(error).to.include({ code: "OptionsInvalid", message: "there is nothing to propose" });
    });
  });

  describe("rank:confer", () => {
    it("gives a rank where few hold it, by a steward", async () => {
      for (const member of ["2", "3"]) {
        const { data, output } = await confer("1", member);
        expect(data).to.include({ changed: true, rank: "apprentice" });
        expect(output).to.contain(`Agent ${member} holds the rank apprentice`);
      }
      const held = (await show())["held"] as { member: bigint; rank: string }[];
      expect(held.map(({ member, rank }) => [member, rank])).to.deep.equal([
        [2n, "apprentice"],
        [3n, "apprentice"],
      ]);
    });

    it("says what more is needed, and sends nothing the second time", async () => {
      const { data, output } = await confer("2", "1");
      expect(data).to.include({ changed: true, until: 0n });
      expect(output).to.contain("It is given when enough peers say so");
      expect((await confer("2", "1")).data).to.include({ changed: false });
      expect((await show("1"))["rank"]).to.equal("none");
    });

    it("explains a refusal", async () => {
      const { error } = await confer("2", "2");
      expect(error).to.include({ code: "RanksOwnRank", message: "agent 2 cannot speak about their own rank" });
    });
  });

  describe("rank:review", () => {
    it("opens a review, takes the reply, and ends the rank with enough peers", async () => {
      const opened = await chain.succeed("rank:review", { by: "3", guild, for: "2", concern: "No work" });
      expect(opened["concern"]).to.have.keys("hash", "salt");
      await chain.succeed("rank:review", { by: "2", guild, reply: "I was ill" });
      expect(await chain.succeed("rank:review", { by: "2", guild, reply: "Again" })).to.include({ changed: false });
      expect((await show("2"))["review"]).to.include({ replied: true, revocations: 0n });
      const revoke = (by: string) => chain.run("rank:review", { by, guild, for: "2", revoke: true });
      expect((await revoke("3")).error).to.include({ code: "RanksReplyRunning" });
      await chain.pass(14n * DAY);
      expect((await revoke("3")).data).to.include({ ended: false });
      expect((await revoke("3")).data).to.include({ changed: false });
      expect((await revoke("1")).data).to.include({ ended: true });
      expect(await show("2"))
        .to.include({ rank: "none" })
        .and.not.to.have.property("review");
    });

    it("asks which step is meant", async () => {
      for (const options of [{}, { for: "2" }, { for: "2", concern: "x", revoke: true }, { revoke: true }]) {
        const { error } = await chain.run("rank:review", { by: "3", guild, ...options });
        expect(error).to.include({ code: "OptionsInvalid" });
      }
    });
  });
});
