import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

import { type LocalNation, keepNation } from "../../../chain/nations.ts";
import type { KeptHead } from "../../../chain/witness/file.ts";
import { readCharter } from "../../../sdk/charter.ts";
import { openChain, transferOn } from "../chain/helpers.ts";
import { CHAIN_ID, acts, bo, realJournal, resealed, write } from "../chain/signed.ts";
import { serve, type Served } from "./harness.ts";

describe("witness:keep", () => {
  let chain: Served;
  let witness: string;
  let files = 0;

  before(async () => {
    chain = await serve();
  });

  after(() => chain.close());

  beforeEach(() => {
    witness = chain.path(`witness-${++files}.jsonl`);
  });

  const keep = (options: Readonly<Record<string, unknown>> = {}) =>
    chain.run("witness:keep", { nation: "Ours", rpc: chain.url, witness, ...options });

  const heads = (): KeptHead[] =>
    readFileSync(witness, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as KeptHead);

  /** Runs it again: it must raise the alarm and leave the file as it was. */
  async function verifyAlarm(says: string, options: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const before = readFileSync(witness, "utf8");
    const { error } = await keep(options);
    expect(error).to.include({ code: "WitnessContradicted" });
    expect(error?.message).to.include("ALARM").and.include(says);
    expect(readFileSync(witness, "utf8")).to.equal(before);
  }

  describe("given a node", () => {
    it("keeps its head, and each later one after asking for all before", async () => {
      expect((await keep()).data).to.deep.include({ changed: true, compared: { blocks: 0, seals: 0 } });
      await chain.rpc("evm_mine");
      const { data, output } = await keep();
      expect(data).to.deep.include({ changed: true, compared: { blocks: 1, seals: 0 } });
      expect(output).to.include("1 blocks");
      const [first, second] = heads();
      const latest = (await chain.rpc("eth_getBlockByNumber", "latest", false)) as { hash: string };
      expect(second).to.include({ format: "neoguild-witness/1", nation: "Ours", chainId: 31_337, from: "node" });
      expect(second).to.include({ number: (first?.number ?? 0) + 1, hash: latest.hash });
      expect(second?.keptAt).to.be.closeTo(Math.floor(Date.now() / 1000), 60);
    });

    it("adds nothing when the chain stands where it stood", async () => {
      await keep();
      expect((await keep()).data).to.deep.include({ changed: false, compared: { blocks: 1, seals: 0 } });
      expect(heads()).to.have.length(1);
    });

    it("raises the alarm when the chain went back", async () => {
      const snapshot = await chain.rpc("evm_snapshot");
      await chain.rpc("evm_mine");
      await keep();
      await chain.rpc("evm_revert", snapshot);
      await verifyAlarm("it went back");
    });

    it("raises the alarm when another block stands at a kept height, also below the latest", async () => {
      const snapshot = await chain.rpc("evm_snapshot");
      await chain.rpc("evm_mine");
      await keep();
      await chain.rpc("evm_revert", snapshot);
      await chain.pass(60n);
      await chain.rpc("evm_mine");
      await verifyAlarm("another block stands in its place");
    });

    it("raises the alarm on another chain", async () => {
      await keep();
      const other = await serve({ chainId: 31_338 });
      await verifyAlarm("this is chain 31338", { rpc: other.url });
      await other.close();
    });

    it("raises the alarm when the record names another register of members", async () => {
      await keep();
      const [head] = heads();
      const members = `0x${"11".repeat(20)}`;
      writeFileSync(witness, `${JSON.stringify({ ...head, members })}\n`);
      const other = `0x${"22".repeat(20)}`;
      const record = join(chain.folder, "deployments", "ours-31337");
      mkdirSync(record, { recursive: true });
      writeFileSync(join(record, "deployed_addresses.json"), JSON.stringify({ "Nation#Members": other }));
      await verifyAlarm(`was ${members}`);
    });

    it("refuses a witness of another nation, and one it cannot read", async () => {
      await keep();
      expect((await keep({ nation: "Theirs" })).error).to.include({ code: "WitnessForeign" });
      appendFileSync(witness, '{"format":');
      expect((await keep()).error).to.include({ code: "WitnessUnreadable" });
      appendFileSync(witness, "\n");
      expect((await keep()).error).to.include({ code: "WitnessUnreadable" });
      writeFileSync(witness, `${JSON.stringify({ format: "neoguild-witness/2" })}\n`);
      expect((await keep()).error).to.include({ code: "WitnessUnreadable" });
    });

    it("says that no node answers", async () => {
      expect((await keep({ rpc: "http://127.0.0.1:1" })).error).to.include({ code: "NodeUnreachable" });
    });
  });

  describe("given a copy of the journal", () => {
    let lines: string[];
    let journal: string;

    before(async () => {
      journal = chain.path("copy.jsonl");
      lines = await realJournal(
        journal,
        (await acts()).map((raw) => ({ raw })),
      );
    });

    const keepOffline = () => keep({ journal, offline: true });

    it("keeps its head and its last seal without a node, and compares them afterwards", async () => {
      write(journal, lines.slice(0, 4));
      await keepOffline();
      write(journal, lines);
      expect((await keepOffline()).data).to.deep.include({ changed: true, compared: { blocks: 1, seals: 1 } });
      const { hash: seal } = JSON.parse(lines[5] ?? "") as { hash: string };
      expect(heads()[1]).to.deep.include({ from: "journal", number: 4, journal: { seq: 5, seal } });
    });

    it("raises the alarm when its end is gone, or an entry was sealed anew", async () => {
      write(journal, lines);
      await keepOffline();
      write(journal, lines.slice(0, -1));
      await verifyAlarm("it went back", { journal, offline: true });
      const [header = "", founding = "", ...rest] = lines;
      write(journal, resealed([header, founding.replace('"0x33', '"0x34'), ...rest]));
      await verifyAlarm("the seal of the journal's entry 5", { journal, offline: true });
    });

    it("raises the alarm when the file is not the node's", async () => {
      const other = chain.path("other.jsonl");
      const second = await openChain(other);
      await second.request("eth_sendTransaction", await transferOn(second));
      await second.close();
      await keep();
      await verifyAlarm("the file is not the node's", { journal: other });
    });

    it("needs the file to be there and whole", async () => {
      expect((await keep({ offline: true })).error).to.include({ code: "OptionsInvalid" });
      expect((await keep({ journal: chain.path("none") })).error).to.include({ code: "JournalMissing" });
      write(journal, lines.with(2, "{}"));
      expect((await keep({ journal })).error).to.include({ code: "JournalDamaged" });
    });
  });
});

describe("nation:audit", () => {
  it("prints what holds, and with a difference what it is, as a failure", async () => {
    const chain = await serve();
    const journal = chain.path("journal.jsonl");
    const witness = chain.path("witness.jsonl");
    const lines = await realJournal(
      journal,
      (await acts()).map((raw) => ({ raw })),
    );
    await chain.succeed("witness:keep", { nation: "Ours", journal, offline: true, witness });
    const audit = (options: object = {}) => chain.run("nation:audit", { journal, witness, ...options });

    const sound = await audit();
    expect(sound.error).to.equal(undefined);
    expect(sound.data).to.include({ holds: true, lines: 6, sound: 6 });
    expect(sound.output).to.include("No difference was found.").and.include("What this audit cannot say:");

    write(journal, lines.slice(0, -1));
    const cut = await audit({ json: true });
    expect(cut.error).to.include({ code: "JournalDiffers" });
    const { holds, findings } = JSON.parse(cut.output) as {
      holds: boolean;
      findings: { kind: string; line: number }[];
    };
    expect(holds).to.equal(false);
    expect(findings).to.have.length(1);
    expect(findings[0]).to.include({ kind: "witness", line: 6 });
    expect((await audit()).output).to.include("THE FIRST DIFFERENCE");

    expect((await audit({ witness: chain.path("none") })).error).to.include({ code: "FileMissing" });
    expect((await audit({ journal: chain.path("none") })).error).to.include({ code: "FileMissing" });
    expect((await audit({ charter: "charters/hypha.json" })).data).not.to.include({ holds: true });
    await chain.close();
  });

  it("holds a journal against the real nation of the charter on this machine, and not against a rehearsal", async () => {
    const chain = await serve();
    const [journal, charter, home] = [chain.path("journal.jsonl"), "charters/hypha.json", chain.path("home")];
    await realJournal(journal, []);
    const { name } = readCharter(charter).rules;
    const nation = { format: "neoguild-nation/1", name, charter, kind: "real", chainId: CHAIN_ID, port: 1 } as const;
    const audit = async (here: Partial<LocalNation>) => {
      keepNation({ ...nation, ...here }, home);
      const options = { journal, charter, json: true };
      const { output } = await chain.run("nation:audit", options, undefined, { NEOGUILD_HOME: home });
      const { findings } = JSON.parse(output) as { findings: { kind: string; line?: number }[] };
      return findings.map(({ kind, line }) => `${kind} ${line ?? ""}`);
    };
    // The journal has no charter yet, which is told where nothing else is wrong.
    expect(await audit({})).to.deep.equal(["record "]);
    expect(await audit({ chainId: CHAIN_ID + 1 })).to.deep.equal(["genesis 1"]);
    expect(await audit({ cashier: bo.address })).to.deep.equal(["unsigned 2"]);
    expect(await audit({ kind: "rehearsal", chainId: 31_337 })).to.deep.equal(["record "]);
    await chain.close();
  });
});
