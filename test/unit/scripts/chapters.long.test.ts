import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;
const [HEARTH, HARBOUR] = ["1", "2"];

/** Two chapters and a guest through the tasks alone. Each step is also run twice. */
describe("tasks of chapters", () => {
  let chain: Served;

  before(async () => {
    chain = await serveNation();
  });
  after(() => chain.close());

  /** A task that changes the chain once, and says so the second time. */
  async function once(
    task: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const first = await chain.succeed(task, options);
    expect(first, task).to.include({ changed: true });
    expect(await chain.succeed(task, options), task).to.include({ changed: false });
    return first;
  }

  describe("chapter:open, chapter:host", () => {
    it("prepare a chapter, which opens with its second host, whom the first one backs", async () => {
      const asked = { by: "1", name: "Hearth", uses: "space,desk,bed,9", guestUses: "space,desk" };
      expect(await once("chapter:open", asked)).to.include({ chapter: 1n });
      await once("chapter:host", { by: "1", chapter: HEARTH, back: "2" });
      expect(await once("chapter:host", { by: "2", chapter: HEARTH })).to.include({ opened: true });
      const shown = await chain.succeed("chapter:show", { chapter: HEARTH });
      expect(shown).to.deep.include({
        name: "Hearth",
        uses: ["space", "desk", "bed", "9"],
        guestUses: ["space", "desk"],
        residents: [],
      });
      expect((shown["hosts"] as { host: bigint }[]).map(({ host }) => host)).to.deep.equal([1n, 2n]);
      await once("chapter:open", { by: "4", name: "Harbour", uses: "space,bed", guestUses: "bed" });
      await once("chapter:host", { by: "4", chapter: HARBOUR, back: "5" });
      await once("chapter:host", { by: "5", chapter: HARBOUR });
    });

    it("name a use there is not", async () => {
      const { error } = await chain.run("chapter:open", { by: "1", name: "X", uses: "space,moat", guestUses: "space" });
      expect(error).to.include({ code: "OptionsInvalid" });
      expect(error?.message).to.contain("--uses: write some of these");
    });

    it("let a host back another, who takes office", async () => {
      for (const by of ["1", "2", "3"]) await once("chapter:home", { by, chapter: HEARTH });
      const { error } = await chain.run("chapter:host", { by: "3", chapter: HEARTH });
      expect(error).to.include({ code: "ChaptersBackingMissing" });
      await once("chapter:host", { by: "1", chapter: HEARTH, back: "3" });
      await once("chapter:host", { by: "3", chapter: HEARTH });
      await once("chapter:host", { by: "3", chapter: HEARTH, end: true });
    });
  });

  describe("chapter:offer", () => {
    it("changes what is offered", async () => {
      const offered = { by: "1", chapter: HEARTH, uses: "space,desk,bed", guestUses: "space,desk" };
      expect(await once("chapter:offer", offered)).to.deep.include({ guestUses: ["space", "desk"] });
    });
  });

  describe("chapter:home", () => {
    it("needs a chapter or --none", async () => {
      expect((await chain.run("chapter:home", { by: "6" })).error).to.include({ code: "OptionsInvalid" });
      for (const by of ["4", "5", "6"]) await once("chapter:home", { by, chapter: HARBOUR });
      await once("chapter:home", { by: "6", none: true });
    });
  });

  describe("chapter:visit, chapter:vouch, chapter:accept", () => {
    it("make a nomad a guest, who may use what guests may", async () => {
      expect(await once("chapter:visit", { by: "3", chapter: HARBOUR, days: "30" })).to.include({ stay: 1n });
      const { output } = await chain.run("chapter:show", { chapter: HARBOUR });
      expect(output).to.contain("agent 3 from").and.to.contain("asked for, not vouched for yet");
      await once("chapter:vouch", { by: "1", chapter: HARBOUR, guest: "3" });
      await once("chapter:accept", { by: "4", chapter: HARBOUR, guest: "3" });
      const may = await chain.succeed("chapter:show", { chapter: HARBOUR, person: "3" });
      expect(may).to.deep.include({ atHome: false, guest: true, uses: ["bed"] });
    });

    it("let the nomad's work carry the chapter and the guild", async () => {
      await chain.succeed("season:open");
      const { guild } = await chain.succeed("guild:found", { by: "1", name: "Studio" });
      await chain.succeed("guild:join", { by: "3", guild: String(guild) });
      const { batch } = await once("contribution:submit", { by: "3", guild: String(guild), time: "8h" });
      const shown = await chain.succeed("contribution:show", { batch });
      expect((shown["entries"] as { chapter: number }[])[0]?.chapter).to.equal(2);
      const elsewhere = { by: "3", guild: String(guild), time: "4h", chapter: HEARTH };
      const named = await chain.succeed("contribution:show", {
        batch: (await once("contribution:submit", elsewhere))["batch"],
      });
      expect((named["entries"] as { chapter: number }[])[0]?.chapter).to.equal(1);
      const { error } = await chain.run("contribution:submit", { ...elsewhere, chapter: "9" });
      expect(error).to.include({ code: "ChapterUnknown" });
    });

    it("end with the nomad's departure, or by themselves", async () => {
      await chain.pass(3n * DAY);
      await once("chapter:visit", { by: "3", chapter: HARBOUR, depart: true });
      const may = await chain.succeed("chapter:show", { chapter: HARBOUR, person: "3" });
      expect(may).to.deep.include({ guest: false, uses: [] });
    });
  });

  describe("chapter:show", () => {
    it("lists the chapters, and says when there is none of that number", async () => {
      const { chapters } = await chain.succeed("chapter:show");
      expect((chapters as { name: string }[]).map(({ name }) => name)).to.deep.equal(["Hearth", "Harbour"]);
      const { error } = await chain.run("chapter:show", { chapter: "9" });
      expect(error).to.include({ code: "ChaptersUnknownChapter" });
    });
  });

  describe("treaty:recognise", () => {
    it("refuses to propose what the nation could not carry out", async () => {
      const { error } = await chain.run("treaty:recognise", {
        by: "1",
        register: `0x${"11".repeat(20)}`,
        name: "Nowhere",
        rights: "stay",
        guests: "2",
      });
      expect(error).to.include({ code: "TreatiesBadRegister" });
    });
  });

  describe("treaty:guest, treaty:show", () => {
    it("say that there is no treaty yet", async () => {
      expect(await chain.succeed("treaty:show")).to.deep.equal({ treaties: [] });
      expect((await chain.run("treaty:guest", { treaty: "1", guest: "1" })).error).to.include({ code: "GuestUnknown" });
      expect((await chain.run("treaty:guest", { treaty: "1" })).error).to.include({ code: "OptionsInvalid" });
    });
  });
});
