import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect } from "chai";
import hre from "hardhat";
import { createTarGzip } from "nanotar";

import { pack, unpack, type Files } from "../../../chain/backup/archive.ts";
import { careReminder, noteCare } from "../../../chain/backup/care.ts";
import type { Places } from "../../../chain/backup/contents.ts";
import { decrypt, encrypt, hasPassphrase, type Lock } from "../../../chain/backup/encryption.ts";
import { makeBackup, type Backup } from "../../../chain/backup/make.ts";
import { drill, restoreNation } from "../../../chain/backup/restore.ts";
import { findNation, journalOf, keepNation } from "../../../chain/nations.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { openChain, rejectionOf, REVERTING, verifyRefusal, type OpenChain } from "./helpers.ts";
import { ana, CHAIN_ID, REAL } from "./signed.ts";

const NAME = "Millbrook";
const PASSPHRASE = "seven green boats in May";
const DAY_MS = 86_400_000;

describe("Backup", () => {
  let machine: Machine;
  let recipient: string;
  let identity: string;

  before(async () => {
    identity = await generateX25519Identity();
    recipient = await identityToRecipient(identity);
  });
  beforeEach(() => (machine = newMachine()));
  afterEach(() => rmSync(machine.root, { recursive: true }));

  const toBoard = (): Lock => ({ recipients: [recipient] });
  const back = (lock = toBoard()): Promise<Backup> =>
    makeBackup({ name: NAME, to: machine.file, lock, places: machine.places });
  const filesOf = async (file: string): Promise<Files> =>
    unpack(await decrypt(readFileSync(file), { identities: [identity] }));
  const restore = (files: Files, places: Places) => restoreNation({ from: machine.file, files, places, hre });

  describe("makeBackup", () => {
    it("holds the charter, the roster, the journal, the record and the witnesses, and nobody's key", async () => {
      await machine.live(2);
      await back();
      expect([...(await filesOf(machine.file)).keys()].sort()).to.deep.equal([
        "backup.json",
        "charter.json",
        "nation/nation.json",
        "nation/ours.witness.jsonl",
        "nation/real/charter.json",
        "nation/real/journal.jsonl",
        "nation/roster.json",
        "nation/witnesses/ada.json",
        "record/artifacts/Nation#Members.json",
        "record/deployed_addresses.json",
      ]);
    });

    it("leaves out what file managers hide, and a key that is called a witness", async () => {
      await machine.live(0);
      await back();
      const before = [...(await filesOf(machine.file)).keys()];
      const record = join(machine.places.deployments, `millbrook-${CHAIN_ID}`);
      for (const folder of [machine.folder, record, join(record, "artifacts"), join(machine.folder, "witnesses")]) {
        write(join(folder, ".DS_Store"), "hidden");
        write(join(folder, "._ours.witness.jsonl"), "hidden");
      }
      write(join(machine.folder, "witness-wallet.json"), { crypto: "secret" });
      write(join(machine.folder, "ours.witness.jsonl.new"), "half");
      await back();
      expect([...(await filesOf(machine.file)).keys()].sort()).to.deep.equal([...before, "nation/care.json"].sort());
    });

    it("tells the head and the seal that the chain has", async () => {
      const head = await machine.live(2);
      const { manifest } = await back();
      expect(manifest.head.hash).to.equal(head);
      expect(manifest).to.include({ nation: NAME, kind: "real", chainId: CHAIN_ID, lines: 4 });
      expect(machine.journal()).to.match(new RegExp(`"hash":"${manifest.seal}"}\n$`));
    });

    it("takes whole lines while the nation runs, and goes on from them the next time", async () => {
      await machine.live(1);
      const chain = await machine.open();
      const first = await back();
      await mine(chain);
      writeFileSync(machine.journalPath, `${machine.journal()}{"seq":99,"meth`);
      const second = await back();
      await chain.close();
      expect(second.manifest.lines).to.equal(first.manifest.lines + 1);
      const kept = (await filesOf(machine.file)).get("nation/real/journal.jsonl");
      expect(machine.journal()).to.equal(`${Buffer.from(kept!).toString()}{"seq":99,"meth`);
    });

    it("refuses a journal that no longer holds what the last backup held", async () => {
      await machine.live(2);
      await back();
      const old = readFileSync(machine.file);
      rmSync(machine.journalPath);
      const chain = await machine.open();
      for (let block = 0; block < 5; block++) await chain.request("hardhat_mine", "0x2");
      await chain.close();
      await verifyProblem(back(), "BackupNotContinued");
      expect(readFileSync(machine.file).equals(old)).to.equal(true);
    });

    it("refuses a weak passphrase", async () => {
      await machine.live(0);
      for (const passphrase of ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaa"]) {
        await verifyProblem(back({ passphrase }), "PassphraseWeak");
      }
      expect(existsSync(machine.file)).to.equal(false);
    });

    it("refuses what is no recipient", async () => {
      await machine.live(0);
      await verifyProblem(back({ recipients: [recipient, "age1nobody"] }), "KeyInvalid");
    });

    it("leaves a file alone that is no backup", async () => {
      await machine.live(0);
      writeFileSync(machine.file, "a keystore");
      await verifyProblem(back(), "FileExists");
      expect(readFileSync(machine.file, "utf8")).to.equal("a keystore");
    });

    it("refuses a nation that is not there, never started or not wholly founded", async () => {
      await verifyProblem(
        makeBackup({ name: "Nobody", to: machine.file, lock: toBoard(), places: machine.places }),
        "NationUnknown",
      );
      await verifyProblem(back(), "BackupIncomplete");
      await machine.live(0);
      write(join(machine.folder, "founding.key"), `0x${"1".repeat(64)}`);
      await verifyProblem(back(), "BackupIncomplete");
      rmSync(join(machine.folder, "founding.key"));
      rmSync(machine.places.deployments, { recursive: true });
      await verifyProblem(back(), "BackupIncomplete");
    });

    it("stops at a damaged journal", async () => {
      await machine.live(2);
      writeFileSync(machine.journalPath, machine.journal().replace(/"timestamp":(\d)/, '"timestamp":9'));
      await verifyRefusal(back(), "corrupted", "Line 1 of the journal");
    });

    it("leaves the old backup whole when it is killed before the new one is proven", async () => {
      await machine.live(1);
      await back();
      const old = readFileSync(machine.file);
      const script = `
        const { makeBackup } = await import("./chain/backup/make.ts");
        await makeBackup(${JSON.stringify({ name: NAME, to: machine.file, lock: { passphrase: PASSPHRASE, cost: 17 }, places: machine.places })});`;
      const child = spawn(process.execPath, ["--import=tsx/esm", "--input-type=module", "--eval", script], {
        stdio: "ignore",
      });
      const watcher = watch(machine.root, (_, name) => {
        if (name === "weekly.age.new") child.kill("SIGKILL");
      });
      const [, signal] = (await once(child, "exit")) as [unknown, string];
      watcher.close();
      expect(signal).to.equal("SIGKILL");
      expect(existsSync(`${machine.file}.new`)).to.equal(true);
      expect(readFileSync(machine.file).equals(old)).to.equal(true);
      await back();
      expect(existsSync(`${machine.file}.new`)).to.equal(false);
    });
  });

  describe("restoreNation", () => {
    it("has the same head on another machine, and goes on there", async () => {
      const head = await machine.live(3);
      await back();
      const other = newMachine({ empty: true });
      const restored = await restore(await filesOf(machine.file), other.places);
      expect(restored.head.hash).to.equal(head);
      expect(restored.charter).to.equal("charters/millbrook.json");
      expect(other.journal()).to.equal(machine.journal());
      expect(findNation(NAME, other.places.home)).to.include({ chainId: CHAIN_ID, charter: "charters/millbrook.json" });
      for (const path of [
        "home/millbrook/roster.json",
        "home/millbrook/witnesses/ada.json",
        "deployments/millbrook-1073741831/deployed_addresses.json",
      ]) {
        expect(readFileSync(join(other.root, path)).equals(readFileSync(join(machine.root, path))), path).to.equal(
          true,
        );
      }
      expect(readdirSync(other.places.home)).to.deep.equal(["millbrook"]);
      expect(careReminder(NAME, other.places.home)).to.deep.equal([]);

      const chain = await other.open();
      expect((await chain.latest()).hash).to.equal(head);
      await mine(chain);
      await chain.close();
      rmSync(other.root, { recursive: true });
    });

    it("has the same head where a member's transaction reverted", async () => {
      await machine.live(1);
      const chain = await machine.open();
      const fields = { type: 2, chainId: CHAIN_ID, nonce: 0, data: REVERTING, gasLimit: 100_000 };
      const raw = await ana.signTransaction({ ...fields, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n });
      const hash = await chain.request<string>("eth_sendRawTransaction", raw);
      expect(await chain.request("eth_getTransactionReceipt", hash)).to.include({ status: "0x0" });
      const { hash: head } = await chain.latest();
      await chain.close();
      await back();
      const restored = await restore(await filesOf(machine.file), newMachine({ empty: true }).places);
      expect(restored.head.hash).to.equal(head);
    });

    it("refuses to overwrite a nation, also beside the record and the charter of its own", async () => {
      await machine.live(1);
      await back();
      const files = await filesOf(machine.file);
      const before = machine.journal();
      await verifyProblem(restore(files, machine.places), "NationExists");
      expect(machine.journal()).to.equal(before);

      const beside = { ...machine.places, home: join(machine.root, "other") };
      await restore(files, beside);
      expect(readFileSync(journalOf(NAME, "real", beside.home), "utf8")).to.equal(before);
    });

    for (const [what, path] of [
      ["record", "deployments/millbrook-1073741831/deployed_addresses.json"],
      ["charter", "charters/millbrook.json"],
    ] as const) {
      it(`refuses where another ${what} lies in the way`, async () => {
        await machine.live(0);
        await back();
        const other = newMachine({ empty: true });
        write(
          join(other.root, path),
          what === "record" ? { "Nation#Members": `0x${"9".repeat(40)}` } : { name: "Other" },
        );
        await verifyProblem(restore(await filesOf(machine.file), other.places), "NationExists");
        expect(existsSync(other.places.home)).to.equal(false);
        rmSync(other.root, { recursive: true });
      });
    }

    it("begins anew where a restore was cut off", async () => {
      await machine.live(0);
      await back();
      const other = newMachine({ empty: true });
      write(join(other.places.home, ".restoring/millbrook/real/journal.jsonl"), "half");
      write(join(other.places.deployments, ".restoring/artifacts/old.json"), "half");
      await restore(await filesOf(machine.file), other.places);
      expect(readdirSync(other.places.home)).to.deep.equal(["millbrook"]);
      expect(readdirSync(other.places.deployments)).to.deep.equal(["millbrook-1073741831"]);
      expect(existsSync(join(other.places.deployments, "millbrook-1073741831/artifacts/old.json"))).to.equal(false);
      rmSync(other.root, { recursive: true });
    });

    describe("given an archive that was made to harm", () => {
      const harms: [string, (files: Map<string, Uint8Array>) => void][] = [
        ["lacks a file", (files) => files.delete("nation/roster.json")],
        ["has another roster", (files) => files.set("nation/roster.json", Buffer.from('{"format":""}'))],
        ["has a file beside its list", (files) => files.set("record/more.json", Buffer.from("{}"))],
        ["lists a file that has no place", (files) => relisted(files, "nation/founding.key", "0x00")],
        ["lists a key as a witness", (files) => relisted(files, "nation/witness-wallet.json", "{}")],
        [
          "has another chain id",
          (files) => relisted(files, "nation/nation.json", edited(files, "nation/nation.json", { chainId: 5 })),
        ],
        [
          "has a name without letters",
          (files) => {
            for (const path of ["nation/nation.json", "charter.json"])
              relisted(files, path, edited(files, path, { name: ".." }));
            remanifest(files, (manifest) => ({ ...manifest, nation: ".." }));
          },
        ],
        [
          "has a shorter journal",
          (files) => {
            const lines = Buffer.from(files.get("nation/real/journal.jsonl")!).toString().split("\n");
            relisted(files, "nation/real/journal.jsonl", `${lines.slice(0, -2).join("\n")}\n`);
          },
        ],
        ["has an unreadable list", (files) => files.set("backup.json", Buffer.from("{}"))],
      ];
      for (const [what, harm] of harms) {
        it(`refuses one that ${what}, and writes nothing`, async () => {
          await machine.live(1);
          await back();
          const files = new Map(await filesOf(machine.file));
          harm(files);
          const other = newMachine({ empty: true });
          await verifyProblem(restore(files, other.places), "BackupDamaged");
          expect(readdirSync(other.root)).to.deep.equal([]);
          rmSync(other.root, { recursive: true });
        });
      }

      it("refuses paths that leave the folder", async () => {
        for (const path of ["../home", "/etc/passwd", "nation/../../x", "nation\\x", ".ssh/x", "C:/x", "a//b", "a/."]) {
          expect(() => pack(new Map([[path, Buffer.from("x")]])), path)
            .to.throw(NeoguildError)
            .with.property("code", "BackupIncomplete");
        }
        const tar = await escapingTar();
        expect(() => unpack(tar))
          .to.throw(NeoguildError)
          .with.property("code", "BackupDamaged");
      });

      it("leaves nothing behind when the journal leads to another block", async () => {
        await machine.live(0);
        const chain = await openChain(machine.journalPath, REAL);
        await mine(chain);
        await chain.close();
        await back();
        const files = new Map(await filesOf(machine.file));
        const other = newMachine({ empty: true });
        const { seal } = await import("../../../chain/format.ts");
        const lines = Buffer.from(files.get("nation/real/journal.jsonl")!).toString().trimEnd().split("\n");
        const { hash: _, ...last } = JSON.parse(lines.at(-1)!) as Parameters<typeof seal>[0] & { hash: string };
        const forged = seal({ ...last, head: { ...last.head, hash: `0x${"1".repeat(64)}` } });
        relisted(files, "nation/real/journal.jsonl", `${[...lines.slice(0, -1), forged.line].join("\n")}\n`);
        remanifest(files, (manifest) => ({ ...manifest, seal: forged.sealed.hash, head: forged.sealed.head }));
        await verifyRefusal(restore(files, other.places), "diverged", `Line ${lines.length} of the journal`);
        expect(readdirSync(other.places.home)).to.deep.equal([]);
        expect(existsSync(join(other.places.deployments, "millbrook-1073741831"))).to.equal(false);
        rmSync(other.root, { recursive: true });
      });
    });
  });

  describe("drill", () => {
    it("restores, leaves nothing behind and notes the day", async () => {
      const head = await machine.live(1);
      await back();
      expect(careReminder(NAME, machine.places.home)).to.have.length(1);
      const before = process.env["TMPDIR"] ?? tmpdir();
      process.env["TMPDIR"] = mkdtempSync(join(machine.root, "tmp-"));
      try {
        const params = { from: machine.file, files: await filesOf(machine.file), places: machine.places, hre };
        const done = await drill(params);
        expect(done).to.include({ noted: true });
        expect(done.head.hash).to.equal(head);
        expect(readdirSync(process.env["TMPDIR"])).to.deep.equal([]);
      } finally {
        process.env["TMPDIR"] = before;
      }
      expect(careReminder(NAME, machine.places.home)).to.deep.equal([]);
    });
  });

  describe("encryption", () => {
    it("opens with the passphrase alone", async () => {
      const { bytes } = await encrypt(Buffer.from("ours"), { passphrase: PASSPHRASE, cost: 10 });
      expect(hasPassphrase(bytes)).to.equal(true);
      expect(Buffer.from(await decrypt(bytes, { passphrase: PASSPHRASE })).toString()).to.equal("ours");
      await verifyProblem(decrypt(bytes, { passphrase: `${PASSPHRASE}s` }), "BackupLocked");
      await verifyProblem(decrypt(bytes, { identities: [identity] }), "BackupLocked");
    });

    it("opens with any recipient's key and no other", async () => {
      const another = await generateX25519Identity();
      const recipients = [recipient, await identityToRecipient(another)];
      const { bytes, reopen } = await encrypt(Buffer.from("ours"), { recipients });
      expect(hasPassphrase(bytes)).to.equal(false);
      for (const key of [identity, another]) {
        expect(Buffer.from(await decrypt(bytes, { identities: [key] })).toString()).to.equal("ours");
      }
      expect(Buffer.from(await reopen(bytes)).toString()).to.equal("ours");
      await verifyProblem(decrypt(bytes, { identities: [await generateX25519Identity()] }), "BackupLocked");
      await verifyProblem(decrypt(bytes, { identities: ["AGE-SECRET-KEY-1X"] }), "KeyInvalid");
    });

    it("notices every cut and every changed byte", async () => {
      const { bytes } = await encrypt(Buffer.from("ours".repeat(20)), { recipients: [recipient] });
      for (const cut of [0, 20, 150, bytes.length - 1]) {
        await verifyProblem(decrypt(bytes.slice(0, cut), { identities: [identity] }), "BackupDamaged");
      }
      for (let at = 0; at < bytes.length; at += 7) {
        const changed = bytes.with(at, bytes[at]! ^ 1);
        const error = await rejectionOf(decrypt(changed, { identities: [identity] }));
        expect(error, `byte ${at}`).to.be.instanceOf(NeoguildError);
      }
    });
  });

  describe("careReminder", () => {
    const reminder = (now: number) => careReminder(NAME, machine.places.home, new Date(now));
    const made = Date.parse("2027-01-01T00:00:00Z");
    const note = (at = made) => ({
      lastBackup: { at: new Date(at).toISOString(), file: "weekly.age", lines: 1, seal: "0x" },
    });

    it("reminds of a first backup, then of a first drill, then of neither", () => {
      expect(reminder(made)).to.have.length(1).and.property("0").that.includes("There is no backup of Millbrook yet");
      noteCare(machine.folder, note());
      expect(reminder(made)).to.have.length(1).and.property("0").that.includes("--drill");
      noteCare(machine.folder, { lastDrill: new Date(made).toISOString() });
      expect(reminder(made + 7 * DAY_MS)).to.deep.equal([]);
    });

    it("reminds of a backup after a week and of a drill after ninety days, or as care.json says", () => {
      noteCare(machine.folder, { ...note(), lastDrill: new Date(made).toISOString() });
      expect(reminder(made + 8 * DAY_MS))
        .to.have.length(1)
        .and.property("0")
        .that.includes("8 days old (2027-01-01)");
      noteCare(machine.folder, note(made + 91 * DAY_MS));
      expect(reminder(made + 91 * DAY_MS))
        .to.have.length(1)
        .and.property("0")
        .that.includes("drill");
      const path = join(machine.folder, "care.json");
      const care = JSON.parse(readFileSync(path, "utf8")) as object;
      write(path, { ...care, remindAfterDays: { backup: 1, drill: 365 } });
      expect(reminder(made + 93 * DAY_MS))
        .to.have.length(1)
        .and.property("0")
        .that.includes("backup of Millbrook is 2");
    });

    it("says that care.json cannot be read, and is silent for a rehearsal", () => {
      write(join(machine.folder, "care.json"), "half");
      expect(reminder(made)).to.have.length(1).and.property("0").that.includes("cannot be read");
      keepNation({ ...findNation(NAME, machine.places.home)!, kind: "rehearsal" }, machine.places.home);
      expect(reminder(made)).to.deep.equal([]);
    });
  });
});

interface Machine {
  readonly root: string;
  readonly places: Places;
  /** The nation's folder. */
  readonly folder: string;
  readonly file: string;
  readonly journalPath: string;
  journal(): string;
  open(): Promise<OpenChain>;
  /** Lets the nation live for some blocks and returns its head's hash. */
  live(blocks: number): Promise<string>;
}

/** A machine of its own, with a nation that was founded unless it is empty. */
function newMachine({ empty = false } = {}): Machine {
  const root = mkdtempSync(join(tmpdir(), "neoguild-backup-"));
  const places = {
    home: join(root, "home"),
    deployments: join(root, "deployments"),
    project: root,
    charters: "charters",
  };
  const journalPath = journalOf(NAME, "real", places.home);
  const machine: Machine = {
    root,
    places,
    folder: join(places.home, "millbrook"),
    file: join(root, "weekly.age"),
    journalPath,
    journal: () => readFileSync(journalPath, "utf8"),
    open: () => openChain(journalPath, REAL),
    async live(blocks) {
      const chain = await machine.open();
      await chain.request("hardhat_setBalance", `0x${"a1".repeat(20)}`, "0x1000");
      for (let block = 0; block < blocks; block++) await mine(chain);
      const { hash } = await chain.latest();
      await chain.close();
      return hash;
    },
  };
  if (empty) return machine;

  keepNation(
    {
      format: "neoguild-nation/1",
      name: NAME,
      charter: "charters/ours.json",
      kind: "real",
      chainId: CHAIN_ID,
      port: 8600,
    },
    places.home,
  );
  write(join(machine.folder, "roster.json"), { format: "neoguild-roster/1", nation: NAME, people: [] });
  write(join(machine.folder, "witnesses/ada.json"), { head: "0x" });
  write(join(machine.folder, "ours.witness.jsonl"), { head: "0x" });
  write(join(machine.folder, "ada-wallet.json"), { crypto: "secret" });
  write(join(machine.folder, "real/charter.json"), { name: NAME });
  write(join(root, "charters/ours.json"), { name: NAME });
  write(join(places.deployments, `millbrook-${CHAIN_ID}/deployed_addresses.json`), {
    "Nation#Members": `0x${"1".repeat(40)}`,
  });
  write(join(places.deployments, `millbrook-${CHAIN_ID}/artifacts/Nation#Members.json`), {});
  return machine;
}

function mine(chain: OpenChain): Promise<unknown> {
  return chain.request("evm_mine");
}

function write(path: string, content: object | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

/** Fields of a JSON file of the archive, changed. */
function edited(files: Files, path: string, change: object): string {
  return JSON.stringify({ ...(JSON.parse(Buffer.from(files.get(path)!).toString()) as object), ...change });
}

function remanifest(files: Map<string, Uint8Array>, change: (manifest: { files: object }) => object): void {
  const manifest = JSON.parse(Buffer.from(files.get("backup.json")!).toString()) as { files: object };
  files.set("backup.json", Buffer.from(JSON.stringify(change(manifest))));
}

/** Puts a file in and into the list, as somebody would who makes an archive of their own. */
function relisted(files: Map<string, Uint8Array>, path: string, content: string): void {
  files.set(path, Buffer.from(content));
  const digest = `0x${createHash("sha256").update(content).digest("hex")}`;
  remanifest(files, (manifest) => ({ ...manifest, files: { ...manifest.files, [path]: digest } }));
}

/** An archive with a path that our own `pack` refuses to write. */
async function escapingTar(): Promise<Uint8Array> {
  return createTarGzip([{ name: "..\\..\\.ssh/authorized_keys", data: "x" }]);
}

async function verifyProblem(promise: Promise<unknown>, code: string): Promise<void> {
  const error = await rejectionOf(promise);
  expect(error, error.stack).to.be.instanceOf(NeoguildError).with.property("code", code);
}
