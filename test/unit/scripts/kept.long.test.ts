import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";

import { serveNation, type Ran, type Served } from "./harness.ts";

const DAY = 86_400n;

describe("tasks for entries that a guild keeps to itself", () => {
  let chain: Served;
  let guild: string;
  let store: string;
  const before_ = { ...process.env };

  before(async () => {
    chain = await serveNation();
    writeFileSync(chain.path("passphrase"), "seven green boats in May\n");
    const passphrase = chain.path("passphrase");
    Object.assign(process.env, { NEOGUILD_PASSPHRASE_FILE: passphrase, NEOGUILD_NEW_PASSPHRASE_FILE: passphrase });
    store = chain.path("may.age");
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Quiet" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
    await agree(await chain.run("guild:terms", { guild, by: "1", totals: "yes" }));
    await chain.succeed("season:open", {});
  });
  after(async () => {
    for (const name of ["NEOGUILD_PASSPHRASE_FILE", "NEOGUILD_NEW_PASSPHRASE_FILE"]) {
      if (before_[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before_[name];
    }
    await chain.close();
  });

  async function agree({ data }: Ran): Promise<void> {
    await chain.pass(8n * DAY);
    await chain.succeed("council:execute", { proposal: String(data["proposal"]) });
  }

  function table(name: string, ...rows: string[]): string {
    writeFileSync(chain.path(name), ["provider,time,day,track", ...rows].join("\n"));
    return chain.path(name);
  }

  const ROWS = ["1,3h,2026-08-02,livelihood", "1,5h,2026-08-03,livelihood", "1,2h,2026-08-03,care", "2,4h,2026-08-04,"];

  it("a guild that publishes totals refuses single entries, and says what to do", async () => {
    const { error } = await chain.run("contribution:import", { by: "1", guild, from: table("single.csv", ...ROWS) });
    expect(error).to.include({ code: "LedgerWrongFormat" });
    expect(error?.remedy).to.contain("contribution:keep");
  });

  describe("contribution:keep", () => {
    it("asks for a table while there is no store", async () => {
      const { error } = await chain.run("contribution:keep", { by: "1", guild, store });
      expect(error).to.include({ code: "OptionsInvalid" });
      expect(existsSync(store)).to.equal(false);
    });

    it("given a faulty row, writes no store and sends nothing", async () => {
      const from = table("faulty.csv", ...ROWS, "0,1h,2026-08-02,");
      const { error } = await chain.run("contribution:keep", { by: "1", guild, from, store });
      expect(error).to.include({ code: "RowsFaulty" });
      expect(existsSync(store)).to.equal(false);
    });

    it("publishes the totals and keeps the entries in an encrypted file, once", async () => {
      const options = { by: "1", guild, from: table("may.csv", ...ROWS), store };
      expect(await chain.succeed("contribution:keep", options)).to.include({ entries: 4, totals: 3, changed: true });
      const bytes = readFileSync(store);
      expect(bytes.toString("latin1"))
        .to.match(/^age-encryption\.org\/v1/)
        .and.not.to.contain("livelihood");
      expect(await chain.succeed("contribution:keep", options)).to.include({ changed: false });
      const { batches } = await chain.succeed("contribution:show", { guild });
      expect(batches).to.have.length(1);
    });
  });

  describe("contribution:kept", () => {
    it("shows the entries to whoever can open the store, once they agree with the ledger", async () => {
      const { data, output } = await chain.run("contribution:kept", { store });
      expect(output).to.contain("exactly these 4 entries").and.to.contain("2026-08-04");
      expect(data["entries"]).to.have.length(4);
    });

    it("given another passphrase, stays closed", async () => {
      writeFileSync(chain.path("other"), "nine red kites in autumn\n");
      const other = { NEOGUILD_PASSPHRASE_FILE: chain.path("other") };
      expect((await chain.run("contribution:kept", { store }, undefined, other)).error).to.include({
        code: "BackupLocked",
      });
    });
  });

  describe("contribution:disclose, contribution:disclosed", () => {
    it("prove one entry and show no other", async () => {
      const out = chain.path("entry.json");
      await chain.succeed("contribution:disclose", { store, entry: "2", out });
      const told = await chain.succeed("contribution:disclosed", { from: out });
      expect(told).to.include({ proven: true, state: "open" });
      expect(told["entry"]).to.include({ provider: 1, quantity: 300, track: "livelihood" });
      expect(readFileSync(out, "utf8")).not.to.contain("care");
    });

    it("given a changed entry, refuse it", async () => {
      const disclosure = JSON.parse(readFileSync(chain.path("entry.json"), "utf8")) as { entry: { quantity: number } };
      disclosure.entry.quantity += 60;
      const from = chain.write("forged.json", disclosure);
      expect((await chain.run("contribution:disclosed", { from })).error).to.include({ code: "DisclosureFalse" });
    });

    it("given a number there is none of, say how many there are", async () => {
      const options = { store, entry: "5", out: chain.path("fifth.json") };
      expect((await chain.run("contribution:disclose", options)).error?.message).to.contain("has 4 entries");
    });
  });
});
