import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect } from "chai";
import hre from "hardhat";

import { makeBackup } from "../../../chain/backup/make.ts";
import { journalOf, keepNation } from "../../../chain/nations.ts";
import { runTask, type Ran } from "./harness.ts";

const NAME = "Weir Mill";

/** The tasks as an office uses them, with a nation whose journal is short; chain/backup.long.test.ts tests what they stand on. */
describe("tasks that keep a nation safe", () => {
  let root: string;
  let recipient: string;
  let head: string;
  const path = (name: string) => join(root, name);
  const environment = () => ({
    NEOGUILD_HOME: path("home"),
    NEOGUILD_DEPLOYMENTS: path("deployments"),
    NEOGUILD_CHARTERS: path("charters"),
    NEOGUILD_PASSPHRASE_FILE: path("passphrase"),
    NEOGUILD_NEW_PASSPHRASE_FILE: path("passphrase"),
  });
  const run = (task: string, options: Readonly<Record<string, unknown>>): Promise<Ran> =>
    runTask(environment(), task, options);
  const succeed = async (task: string, options: Readonly<Record<string, unknown>>) => {
    const ran = await run(task, options);
    expect(ran.error, ran.output).to.equal(undefined);
    return ran;
  };

  before(async () => {
    root = mkdtempSync(join(tmpdir(), "neoguild-office-"));
    const identity = await generateX25519Identity();
    recipient = await identityToRecipient(identity);
    writeFileSync(path("board.key"), `# the board's\n${identity}\n`);
    writeFileSync(path("passphrase"), "nine slow herons at noon\n");
    writeFileSync(path("charter.json"), JSON.stringify({ name: NAME }));
    for (const folder of ["deployments/weir-mill-31337", "charters"]) mkdirSync(path(folder), { recursive: true });
    writeFileSync(path("deployments/weir-mill-31337/deployed_addresses.json"), "{}");
    keepNation(
      {
        format: "neoguild-nation/1",
        name: NAME,
        charter: path("charter.json"),
        kind: "rehearsal",
        chainId: 31_337,
        port: 8600,
      },
      path("home"),
    );
    const people = [
      { name: "Ada Okoro", role: "founder", address: `0x${"a".repeat(40)}` },
      { name: "Bo", role: "cashier" },
    ];
    writeFileSync(
      path("home/weir-mill/roster.json"),
      JSON.stringify({ format: "neoguild-roster/1", nation: NAME, people }),
    );
    const chain = await open();
    await chain.provider.request({ method: "evm_mine", params: [] });
    const block = (await chain.provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
      hash: string;
    };
    head = block.hash;
    await chain.close();
  });
  after(() => rmSync(root, { recursive: true }));

  const open = () =>
    hre.network.create({ network: "node", override: { journal: journalOf(NAME, "rehearsal", path("home")) } });

  describe("nation:backup", () => {
    it("writes the only nation there is for the board's keys, and tells head and seal", async () => {
      const { data, output } = await succeed("nation:backup", { to: path("ours.age"), toRecipient: recipient });
      expect(data).to.deep.include({ nation: NAME, lines: 2 }).and.have.nested.property("head.hash", head);
      expect(output).to.include(head).and.include(String(data["seal"]));
      expect(readFileSync(path("ours.age"), "latin1")).to.include("-> X25519 ");
    });

    it("names what is missing", async () => {
      const { error } = await run("nation:backup", { nation: "Nobody", to: path("none.age"), toRecipient: recipient });
      expect(error).to.include({ code: "NationUnknown" });
    });
  });

  describe("nation:restore", () => {
    it("asks for the key of a backup that was made for keys", async () => {
      const { error } = await run("nation:restore", { from: path("ours.age") });
      expect(error).to.include({ code: "BackupLocked" });
    });

    it("tries a backup out and leaves nothing behind", async () => {
      const drill = { from: path("ours.age"), identity: path("board.key"), drill: true };
      const { output } = await succeed("nation:restore", drill);
      expect(output).to.include("the same as in the backup").and.include("noted in care.json");
    });

    it("restores into another folder, once", async () => {
      const restore = { from: path("ours.age"), identity: path("board.key"), home: path("elsewhere") };
      expect((await succeed("nation:restore", restore)).data).to.have.nested.property("head.hash", head);
      expect(existsSync(path("elsewhere/weir-mill/rehearsal/journal.jsonl"))).to.equal(true);
      expect((await run("nation:restore", restore)).error).to.include({ code: "NationExists" });
    });

    it("names a file that is not there, and one that is no backup", async () => {
      expect((await run("nation:restore", { from: path("no.age") })).error).to.include({ code: "FileUnreadable" });
      const identity = path("board.key");
      const { error } = await run("nation:restore", { from: path("charter.json"), identity });
      expect(error).to.include({ code: "BackupDamaged" });
    });
  });

  describe("nation:handover", () => {
    it("refuses while the nation runs", async () => {
      const chain = await open();
      const { error } = await run("nation:handover", { to: path("last.age"), toRecipient: recipient });
      await chain.close();
      expect(error).to.include({ code: "NationRunning" });
      expect(existsSync(path("last.age"))).to.equal(false);
    });

    it("leaves a page that says who holds what, the steps, and what to compare", async () => {
      const { data } = await succeed("nation:handover", { to: path("last.age"), toRecipient: recipient });
      expect(data["page"]).to.equal(path("last.md"));
      const page = readFileSync(path("last.md"), "utf8");
      for (const words of [
        head,
        String(data["seal"]),
        "| 1  | Ada Okoro | founder |",
        "| 2  | Bo | cashier | invited",
        recipient,
      ]) {
        expect(page).to.include(words);
      }
      await succeed("nation:handover", { to: path("last.age"), toRecipient: recipient });
    });

    it("leaves a file alone that is no page of its own", async () => {
      const options = { to: path("last.age"), page: path("charter.json"), toRecipient: recipient };
      expect((await run("nation:handover", options)).error).to.include({ code: "FileExists" });
    });

    it("takes a passphrase from its file, and no weak one", async () => {
      const places = { home: path("home"), deployments: path("deployments"), project: ".", charters: path("charters") };
      const lock = { passphrase: "nine slow herons at noon", cost: 10 };
      await makeBackup({ name: NAME, to: path("passed.age"), lock, places });
      await succeed("nation:restore", { from: path("passed.age"), drill: true });
      writeFileSync(path("passphrase"), "short\n");
      const { error } = await run("nation:restore", { from: path("passed.age"), drill: true });
      expect(error).to.include({ code: "BackupLocked" });
      expect((await run("nation:handover", { to: path("weak.age") })).error).to.include({ code: "PassphraseWeak" });
    });
  });
});
