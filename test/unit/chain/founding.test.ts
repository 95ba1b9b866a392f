import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { toQuantity, Wallet } from "ethers";
import hre from "hardhat";

import { JournalError } from "../../../chain/errors.ts";
import { cashierIn, foundingKey, goReal, requireFoundable, type Candidate } from "../../../chain/founding.ts";
import { lock } from "../../../chain/lock.ts";
import { findNation, journalOf, keepNation, type Kind, type LocalNation } from "../../../chain/nations.ts";
import { startOwn, type OwnParams } from "../../../chain/own.ts";
import { keepRoster, type Person } from "../../../chain/roster.ts";
import { readJournal } from "../../../chain/store.ts";
import { readCharter } from "../../../sdk/charter.ts";
import { refusalOf } from "../scripts/refusal.ts";
import { rejectionOf } from "./helpers.ts";
import { COINS, realJournal } from "./signed.ts";

const NAME = "Riverbend";
const PORT = 8_611;

describe("founding a real nation", () => {
  const founders = [newAddress(), newAddress(), newAddress()];
  const [amara, bo] = founders as [string, string];
  let folder: string;
  let home: string;
  let charterFile: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "neoguild-founding-"));
    home = join(folder, "home");
    charterFile = join(folder, "riverbend.json");
    writeCharter(founders);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe("requireFoundable", () => {
    it("takes a roster in step with the charter", () => {
      writeRoster(founders);
      expect(() => requireFoundable(candidate())).not.to.throw();
    });

    for (const [given, keys] of [
      ["another key", () => [newAddress(), ...founders.slice(1)]],
      ["another order", () => founders.toReversed()],
      ["a founder more", () => [...founders, newAddress()]],
    ] as const) {
      it(`refuses a roster with ${given}, with RosterOutOfStep`, () => {
        writeRoster(keys());
        for (const leaveOutInvited of [false, true]) {
          verifyRefused(() => requireFoundable({ ...candidate(), leaveOutInvited }), "RosterOutOfStep");
        }
      });
    }
  });

  describe("goReal", () => {
    it("settles the cashier that the roster names, also where the roster changes later", () => {
      writeRoster(founders, bo);
      const nation = goReal(candidate(), PORT, deployments());
      expect(nation).to.include({ kind: "real", cashier: bo });
      writeRoster(founders, amara);
      expect(cashierIn(readCharter(charterFile), home)).to.equal(amara);
      expect(findNation(NAME, home)).to.deep.equal(nation);
    });

    it("founds once: a second time is LedgerExists, with nation, key and charter as they were", () => {
      goReal(candidate(), PORT, deployments());
      const before = kept();
      writeCharter(founders.toReversed());
      verifyRefused(() => goReal(candidate(), PORT + 1, deployments()), "LedgerExists");
      expect(kept()).to.deep.equal(before);
    });

    it("given a ledger whose nation.json is lost, it is LedgerExists, and nothing is written", async () => {
      const journal = await liveLedger();
      const before = readFileSync(journal, "utf8");
      verifyRefused(() => goReal(candidate(), PORT, deployments()), "LedgerExists");
      expect(readFileSync(journal, "utf8")).to.equal(before);
      expect(kept()).to.deep.equal([undefined, undefined, undefined]);
    });

    it("while another terminal founds it, it is locked", () => {
      const release = lock(newFolderFor(journalOf(NAME, "real", home)));
      try {
        expect(() => goReal(candidate(), PORT, deployments()))
          .to.throw(JournalError)
          .with.property("code", "locked");
      } finally {
        release();
      }
      expect(kept()).to.deep.equal([undefined, undefined, undefined]);
    });

    it("while the rehearsal runs, it is NationRunning, and the rehearsal stays one", () => {
      keepNation(local("rehearsal"), home);
      const before = kept();
      const journal = newFolderFor(journalOf(NAME, "rehearsal", home));
      writeFileSync(journal, "");
      const release = lock(journal);
      try {
        verifyRefused(() => goReal(candidate(), PORT, deployments()), "NationRunning");
      } finally {
        release();
      }
      expect(kept()).to.deep.equal(before);
      expect(existsSync(journal)).to.equal(true);
      expect(goReal(candidate(), PORT, deployments())).to.include({ kind: "real" });
      expect(existsSync(journal)).to.equal(false);
    });
  });

  describe("startOwn", () => {
    it("pays the cashier it was confirmed with, whom the roster names no more", async () => {
      writeRoster(founders, bo);
      goReal(candidate(), PORT, deployments());
      writeRoster(founders, amara);
      writeFileSync(deployments(), "in the way of what comes after the payment");
      await rejectionOf(start({}));
      const [first] = readJournal(journalOf(NAME, "real", home)).text?.entries ?? [];
      expect(first?.method).to.equal("hardhat_setBalance");
      expect(first?.params).to.deep.equal([bo, toQuantity(COINS)]);
    });

    it("given a charter that changed before the first entry, it is CharterChanged, and nobody is paid", async () => {
      goReal(candidate(), PORT, deployments());
      const before = kept();
      writeCharter([newAddress(), ...founders]);
      expect(await refusalOf(start({ real: true }))).to.include({ code: "CharterChanged" });
      expect(readJournal(journalOf(NAME, "real", home)).text).to.equal(undefined);
      expect(kept()).to.deep.equal(before);
      expect(foundingKey(NAME, home)).not.to.equal(undefined);
    });

    for (const real of [true, false]) {
      it(`given a ledger whose nation.json is lost, it is LedgerExists, ${real ? "real" : "as a rehearsal"}`, async () => {
        await liveLedger();
        expect(await refusalOf(start({ real }))).to.include({ code: "LedgerExists" });
        expect(findNation(NAME, home)).to.equal(undefined);
      });
    }

    for (const kind of ["rehearsal", "real"] as const) {
      it(`given a ${kind} nation whose name has the same letters, it is NationExists`, async () => {
        const other: LocalNation = { ...local(kind), name: "River bend" };
        keepNation(other, home);
        writeCharter(founders, "River-Bend!");
        expect(await refusalOf(start({ real: kind === "real" }))).to.include({ code: "NationExists" });
        expect(findNation("River bend", home)).to.deep.equal(other);
      });
    }
  });

  function candidate(): Candidate {
    return { charter: readCharter(charterFile), charterFile, home, leaveOutInvited: false };
  }

  function deployments(): string {
    return join(folder, "deployments");
  }

  function writeCharter(keys: readonly string[], name = NAME): void {
    const example = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Record<string, object>;
    const licensing = { ...example["licensing"], issuers: [1] };
    writeFileSync(charterFile, JSON.stringify({ ...example, name, founders: keys, guilds: [], licensing }));
  }

  function writeRoster(keys: readonly string[], cashier?: string): void {
    const people = keys.map((address, place): Person => {
      return { name: `Person ${place + 1}`, role: address === cashier ? "cashier" : "founder", address };
    });
    keepRoster({ format: "neoguild-roster/1", nation: NAME, people }, home);
  }

  function local(kind: Kind): LocalNation {
    return { format: "neoguild-nation/1", name: NAME, charter: charterFile, kind, chainId: 31_337, port: PORT };
  }

  /** What makes a nation real on this machine: nation.json, the founding key and the charter it is founded with. */
  function kept(): (string | undefined)[] {
    const paths = ["nation.json", "founding.key", "real/charter.json"].map((name) => join(home, "riverbend", name));
    return paths.map((path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined));
  }

  /** A ledger with coins in it. */
  async function liveLedger(): Promise<string> {
    const journal = newFolderFor(journalOf(NAME, "real", home));
    await realJournal(journal, []);
    return journal;
  }

  async function start(options: Partial<OwnParams>): Promise<unknown> {
    const { log } = console;
    // What it tells on its way is for a terminal.
    console.log = () => {};
    try {
      const places = { hre, home, deployments: deployments(), charterFile, port: 0, origins: [] };
      const choices = { real: false, rehearsal: false, leaveOutInvited: false, yes: true, ...options };
      return await startOwn({ ...places, ...choices });
    } finally {
      console.log = log;
    }
  }
});

function newAddress(): string {
  return Wallet.createRandom().address;
}

function newFolderFor(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

function verifyRefused(run: () => unknown, code: string): void {
  expect(run).to.throw().with.property("code", code);
}
