import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { Wallet } from "ethers";
import hre from "hardhat";

import { type Audit, type AuditParams, auditJournal } from "../../../chain/audit/audit.ts";
import { auditInWords } from "../../../chain/audit/words.ts";
import type { Entry, Header } from "../../../chain/format.ts";
import { readJournal } from "../../../chain/store.ts";
import { type Witness, readWitness } from "../../../chain/witness/file.ts";
import { keepHead } from "../../../chain/witness/keep.ts";
import { journalSource } from "../../../chain/witness/sources.ts";
import { REVERTING, openChain, temporaryJournals, transferOn } from "./helpers.ts";
import { CHAIN_ID, COINS, REAL, acts, ana, bo, bodyOf, realJournal, resealed, transferBy, write } from "./signed.ts";

const stranger = new Wallet(`0x${"5e".repeat(32)}`);
const HOUR = 3600;

// The journal that is tampered with: the header, the coins of the founding, and four signed acts in lines 3 to 6.
describe("Audit", () => {
  const newJournal = temporaryJournals();
  let signed: string[];
  let sound: string[];

  before(async () => {
    signed = await acts();
  });

  /** Audits a file of these lines. */
  async function auditOf(lines: readonly string[], params: Partial<AuditParams> = {}): Promise<Audit> {
    const path = newJournal();
    write(path, lines);
    return auditJournal({ hre, path, ...params });
  }

  /** The kinds of what was found, each with its line. */
  function kindsIn({ findings }: Audit): string[] {
    return findings.map(({ kind, line }) => `${kind} ${line ?? ""}`);
  }

  async function verifyFound(lines: readonly string[], ...kinds: string[]): Promise<void> {
    const audit = await auditOf(lines);
    expect(kindsIn(audit)).to.deep.equal(kinds);
    expect(audit.sound).to.equal(Number(kinds[0]?.split(" ")[1]) - 1);
  }

  /** A witness that was shown these lines at a moment (Unix seconds). */
  async function witnessOf(lines: readonly string[], now = Math.floor(Date.now() / 1000)): Promise<Witness> {
    const path = newJournal();
    write(path, lines);
    const { text } = readJournal(path);
    if (text === undefined) return expect.fail("no journal");
    const witness = readWitness(`${path}.witness`);
    await keepHead({ witness, nation: "Ours", source: journalSource(text), journal: text, now });
    return readWitness(witness.path);
  }

  const entryIn = (lines: readonly string[], line: number): Entry => bodyOf(lines[line - 1]) as Entry;

  /** The line with other fields; its seal is the old one's and does not match. */
  function changed(line: number, change: (entry: Entry) => Partial<Entry>): string[] {
    const text = sound[line - 1] ?? "";
    const { hash } = JSON.parse(text) as { hash: string };
    const entry = entryIn(sound, line);
    return sound.with(line - 1, JSON.stringify({ ...entry, ...change(entry), hash }));
  }

  const later = ({ mined = [], head }: Entry, seconds: number): Partial<Entry> => ({
    mined: mined.map((time) => time + seconds),
    head: { ...head, timestamp: head.timestamp + seconds },
  });

  const removed = (): string[] => sound.toSpliced(3, 1);
  const swapped = (): string[] => sound.with(3, sound[4] ?? "").with(4, sound[3] ?? "");

  describe("given a real nation's journal", () => {
    before(async () => {
      const path = newJournal();
      sound = await realJournal(
        path,
        signed.map((raw) => ({ raw })),
      );
    });

    it("finds nothing, counts the acts of each sender and tells the coins of the founding", async () => {
      const audit = await auditOf(sound);
      expect(audit.findings).to.deep.equal([]);
      expect(audit).to.include({ kind: "real", chainId: CHAIN_ID, lines: 6, sound: 6 });
      expect(audit.head).to.deep.equal(entryIn(sound, 6).head);
      expect([...audit.senders]).to.deep.equal([
        [ana.address, 3],
        [bo.address, 1],
      ]);
      expect(audit.coins).to.equal(`1000000000 coins to ${ana.address}`);
    });

    it("replays an act that reverted on the chain", async () => {
      const path = newJournal();
      const fields = { chainId: CHAIN_ID, gasLimit: 100_000, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
      const raw = await ana.signTransaction({ ...fields, type: 2, nonce: 0, data: REVERTING });
      await realJournal(path, [{ raw }, { raw: signed[2] ?? "" }]);
      expect(await auditJournal({ hre, path })).to.deep.include({ findings: [], sound: 4 });
    });

    it("reads it while the nation runs, leaves its lock and file alone, and no difference is a line half written", async () => {
      const path = newJournal();
      write(path, sound);
      const chain = await openChain(path, REAL);
      const torn = newJournal();
      writeFileSync(torn, [...sound.slice(0, -1), sound.at(-1)?.slice(0, 40)].join("\n"));
      expect((await auditJournal({ hre, path })).findings).to.deep.equal([]);
      expect(existsSync(`${path}.lock`)).to.equal(true);
      await chain.close();
      expect(readFileSync(path, "utf8")).to.equal(`${sound.join("\n")}\n`);

      const cut = await auditJournal({ hre, path: torn });
      expect(cut).to.deep.include({ sound: 5, findings: [] });
      expect(cut.torn).to.include("Line 6");
    });

    describe("when somebody edits it without sealing it anew", () => {
      it("names a forged transaction", async () => {
        const raw = await transferBy(stranger, 0, CHAIN_ID, ana.address);
        await verifyFound(
          changed(4, () => ({ params: [raw] })),
          "seal 4",
          "block 4",
        );
      });

      it("names a removed line", () => verifyFound(removed(), "missing 4", "block 4"));

      it("names a swapped pair", () => verifyFound(swapped(), "order 4", "block 4"));

      it("names a changed timestamp", async () => {
        await verifyFound(
          changed(4, (entry) => ({ head: { ...entry.head, timestamp: 1 } })),
          "seal 4",
          "time 4",
          "block 4",
        );
        await verifyFound(
          changed(4, (entry) => later(entry, 60)),
          "seal 4",
          "block 4",
          "time 4",
        );
      });

      it("names a line that is none", () => verifyFound(sound.with(3, "{}"), "text 4"));
    });

    describe("when a forger seals all of it anew", () => {
      const verifyResealed = (lines: readonly string[], ...kinds: string[]): Promise<void> =>
        verifyFound(resealed(lines), ...kinds);

      it("names a transaction of another key", async () => {
        const raw = await transferBy(stranger, 0, CHAIN_ID, ana.address);
        await verifyResealed(
          changed(4, () => ({ params: [raw] })),
          "block 4",
        );
      });

      it("names a transaction whose bytes were altered, so that its signature is somebody else's", async () => {
        const raw = signed[1]?.replace(ana.address.slice(2).toLowerCase(), stranger.address.slice(2).toLowerCase());
        expect(raw).not.to.equal(signed[1]);
        await verifyResealed(
          changed(4, () => ({ params: [raw] })),
          "block 4",
        );
      });

      it("names a transaction that is signed for another chain, or not at all", async () => {
        const raw = await transferBy(bo, 0, 31_337, ana.address);
        await verifyResealed(
          changed(4, () => ({ params: [raw] })),
          "signature 4",
        );
        await verifyResealed(
          changed(4, () => ({ params: ["0x02c0"] })),
          "signature 4",
        );
      });

      it("names a signed transaction of the same key with other content", async () => {
        const raw = await transferBy(bo, 0, CHAIN_ID, stranger.address);
        await verifyResealed(
          changed(4, () => ({ params: [raw] })),
          "block 4",
        );
      });

      it("names a request that nobody signed", async () => {
        const [to, slot, word] = [bo.address, "0x0", `0x${"00".repeat(31)}07`];
        await verifyResealed(
          changed(4, () => ({ method: "hardhat_setStorageAt", params: [to, slot, word] })),
          "unsigned 4",
        );
        await verifyResealed(
          changed(4, () => ({ method: "hardhat_setBalance", params: [to, "0x1"] })),
          "unsigned 4",
        );
        await verifyResealed(
          changed(2, () => ({ method: "evm_increaseTime", params: [9] })),
          "unsigned 2",
        );
      });

      it("names a removed line", () => verifyResealed(removed(), "missing 4", "block 4"));

      it("names a swapped pair", async () => {
        await verifyResealed(swapped(), "order 4", "block 4");
        // The forger may also leave the outcomes in their place and swap the transactions alone.
        const [first, second] = [entryIn(sound, 4).params, entryIn(sound, 5).params];
        const lines = changed(4, () => ({ params: second })).with(4, changed(5, () => ({ params: first }))[4] ?? "");
        await verifyResealed(lines, "block 4");
      });

      it("names a changed timestamp", async () => {
        await verifyResealed(
          changed(4, (entry) => ({ head: { ...entry.head, timestamp: 1 } })),
          "time 4",
          "block 4",
        );
        await verifyResealed(
          changed(4, (entry) => later(entry, 60)),
          "block 4",
          "time 4",
        );
        await verifyResealed(
          changed(4, (entry) => later(entry, -60)),
          "time 4",
          "refused 4",
        );
        await verifyResealed(
          changed(4, () => ({ clock: 60 })),
          "time 4",
        );
      });

      it("names a first line that was changed", async () => {
        const header = bodyOf(sound[0]) as Header;
        const withGenesis = (change: object) =>
          resealed(sound.with(0, JSON.stringify({ ...header, genesis: { ...header.genesis, ...change } })));
        await verifyFound(withGenesis({ blockGasLimit: "30000000" }), "genesis 1");
        await verifyFound(withGenesis({ chainId: 31_337 }), "signature 3");
        const head = { ...header.head, timestamp: 1 };
        await verifyFound(resealed(sound.with(0, JSON.stringify({ ...header, head }))), "genesis 1");
      });
    });

    it("names a block that is ahead of the auditing machine's clock", async () => {
      const audit = await auditOf(sound, { now: entryIn(sound, 5).head.timestamp - HOUR });
      expect(kindsIn(audit)).to.deep.equal(["time 6"]);
    });

    it("names a node that began with unlocked accounts", async () => {
      const path = newJournal();
      const chain = await openChain(path, { ...REAL, accounts: { count: 20 } });
      await chain.request("eth_sendRawTransaction", await transferBy(bo, 0)).catch(() => undefined);
      await chain.close();
      expect(kindsIn(await auditJournal({ hre, path }))).to.deep.equal(["unsigned 1"]);
    });

    it("names a chain that began by other rules than every real nation's", async () => {
      const others = [
        { hardfork: "prague" },
        { blockGasLimit: 30_000_000n },
        { initialBaseFeePerGas: 7n },
        { allowUnlimitedContractSize: true },
      ];
      for (const rule of others) {
        const path = newJournal();
        await realJournal(path, [], rule);
        const audit = await auditJournal({ hre, path });
        expect(kindsIn(audit)).to.deep.equal(["genesis 1"]);
        expect(audit.findings[0]?.what).to.include(Object.keys(rule)[0]);
      }
    });

    describe("given other coins of the founding", () => {
      const withCoins = (amount: bigint) =>
        resealed(changed(2, () => ({ params: [ana.address, `0x${amount.toString(16)}`] })));

      it("names more of them, or fewer", async () => {
        await verifyFound(withCoins(COINS + 1n), "unsigned 2");
        await verifyFound(withCoins(105n * 10n ** 16n), "unsigned 2");
        const [finding] = (await auditOf(withCoins(105n * 10n ** 16n))).findings;
        expect(finding?.what).to.include("gives 1.05 coins").and.include(`give 1000000000 coins to ${ana.address}`);
      });

      it("names somebody who is not the cashier", async () => {
        expect(kindsIn(await auditOf(sound, { claims: { cashier: bo.address } }))).to.deep.equal(["unsigned 2"]);
        expect(kindsIn(await auditOf(sound, { claims: { cashier: ana.address.toLowerCase() } }))).to.deep.equal([]);
      });

      it("names none", () => verifyFound(resealed(sound.toSpliced(1, 1)), "missing 2"));
    });

    it("names a journal, a record and a charter of another nation", async () => {
      expect(kindsIn(await auditOf(sound, { claims: { chainId: CHAIN_ID + 1 } }))).to.deep.equal(["genesis 1"]);
      const claims = { charter: `0x${"11".repeat(32)}`, addressesOn: () => ({ Members: stranger.address }) };
      const audit = await auditOf(sound, { claims });
      expect(kindsIn(audit)).to.deep.equal(["record ", "record "]);
    });

    // Nothing in the file is wrong here: its holder cut it, or made another chain of the members' own signed acts.
    describe("when its holder makes another history", () => {
      /** Another chain from the same first block. */
      async function remade(sent: readonly { raw: string; at?: number }[]): Promise<string[]> {
        const { genesis } = bodyOf(sound[0]) as Header;
        const lines = await realJournal(newJournal(), sent, { initialDate: String(genesis["initialDate"]) });
        // Setting a block's time leaves a line of its own, which a forger leaves out.
        const entries = lines.slice(1).filter((line) => !line.includes('"evm_setNextBlockTimestamp"'));
        return resealed([sound[0] ?? "", ...entries.map((line) => line.replace(/,"clock":-?\d+,"head"/, ',"head"'))]);
      }

      async function verifyWitnessed(lines: readonly string[], witness: Witness, ...kinds: string[]): Promise<void> {
        const unwitnessed = await auditOf(lines);
        expect(unwitnessed.findings).to.deep.equal([]);
        expect(auditInWords(unwitnessed).join("\n")).to.include("no witness agrees with any of it");
        const audit = await auditOf(lines, { witnesses: [witness] });
        expect(kindsIn(audit)).to.deep.equal(kinds);
        expect(audit.findings[0]?.what).to.include(witness.path);
      }

      it("finds with a witness alone that the last line was removed", async () => {
        await verifyWitnessed(sound.slice(0, -1), await witnessOf(sound), "witness 6");
      });

      it("finds with a witness alone that two acts were swapped", async () => {
        const [first = "", second = "", ...rest] = signed;
        const lines = await remade([second, first, ...rest].map((raw) => ({ raw })));
        const witness = await witnessOf(sound.slice(0, 4));
        await verifyWitnessed(lines, witness, "witness 2");
      });

      it("finds with a witness alone that an act was redated, and says from which line on", async () => {
        const start = entryIn(sound, 3).head.timestamp;
        const times = signed.map((raw, index) => ({ raw, at: start + index + (index === 0 ? 0 : 60) }));
        const lines = await remade(times);
        const earlier = await witnessOf(sound.slice(0, 3));
        const { heads } = await witnessOf(sound);
        await verifyWitnessed(lines, { ...earlier, heads: [...earlier.heads, ...heads] }, "witness 4");
      });

      it("finds by a witness's clock that what came afterwards is dated before", async () => {
        const [kept] = (await witnessOf(sound.slice(0, 4))).heads;
        if (kept === undefined) return expect.fail("no head");
        const keptAt = kept.timestamp + 2 * HOUR;
        const late = { path: "late", heads: [{ ...kept, keptAt, from: "node" as const }] };
        expect(kindsIn(await auditOf(sound, { witnesses: [late] }))).to.deep.equal(["time 5"]);
        const early = { path: "early", heads: [{ ...kept, keptAt: kept.timestamp - 2 * HOUR }] };
        expect(kindsIn(await auditOf(sound, { witnesses: [early] }))).to.deep.equal(["time 4"]);
      });

      it("finds a witness of another chain, and one whose seals differ", async () => {
        const [kept] = (await witnessOf(sound)).heads;
        if (kept === undefined) return expect.fail("no head");
        const foreign = { path: "foreign", heads: [{ ...kept, genesis: `0x${"11".repeat(32)}` }] };
        expect(kindsIn(await auditOf(sound, { witnesses: [foreign] }))).to.deep.equal(["witness 1"]);
        const other = { path: "other", heads: [{ ...kept, journal: { seq: 2, seal: kept.genesis } }] };
        expect(kindsIn(await auditOf(sound, { witnesses: [other] }))).to.deep.equal(["witness 3"]);
      });

      it("says up to where witnesses agree, and that it cannot say more", async () => {
        const audit = await auditOf(sound, { witnesses: [await witnessOf(sound.slice(0, 4))] });
        expect(audit.findings).to.deep.equal([]);
        expect(audit.witnesses[0]).to.include({ heads: 1, agreed: 1, unreached: 0 });
        expect(auditInWords(audit).join("\n")).to.include("nothing after block 2 was left out");
        const full = await auditOf(sound, { witnesses: [await witnessOf(sound)] });
        expect(auditInWords(full).join("\n")).to.include("nothing after its last block was left out");
      });

      it("does not hold a head against a journal that differs before it", async () => {
        const audit = await auditOf(resealed(removed()), { witnesses: [await witnessOf(sound)] });
        expect(kindsIn(audit)).to.deep.equal(["missing 4", "block 4"]);
        expect(audit.witnesses[0]).to.include({ agreed: 0, unreached: 1 });
      });
    });
  });

  it("replays a rehearsal's journal, and says that nobody signed its acts", async () => {
    const path = newJournal();
    const chain = await openChain(path);
    const transfer = await transferOn(chain);
    await chain.request("eth_sendTransaction", transfer);
    const kept = await chain.request("evm_snapshot");
    await chain.request("evm_increaseTime", 9 * HOUR);
    await chain.request("hardhat_mine", "0x3", "0x3c");
    await chain.request("evm_revert", kept);
    await chain.request("eth_sendTransaction", transfer);
    await chain.close();
    const audit = await auditJournal({ hre, path });
    expect(audit).to.deep.include({ kind: "rehearsal", findings: [], sound: 7 });
    expect([...audit.senders.values()]).to.deep.equal([2]);
    expect(auditInWords(audit).join("\n")).to.include("a rehearsal's acts are unsigned");
  });

  it("refuses a file that does not begin as a journal", async () => {
    for (const lines of [[], ["{}"]]) {
      const error = await auditOf(lines).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: "corrupted" });
    }
  });
});
