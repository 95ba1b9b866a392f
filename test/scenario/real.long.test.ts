import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import hre from "hardhat";

import { startOwn, type OwnParams, type Running } from "../../chain/own.ts";
import { findNation, journalOf } from "../../chain/nations.ts";
import { keepRoster } from "../../chain/roster.ts";
import { readJournal } from "../../chain/store.ts";
import { connect } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { createKeystore } from "../../sdk/signers.ts";
import { killLeftovers, run, temporaryFolder } from "../fixtures/processes.ts";

const NAME = "Riverbend";
const PASSPHRASE = "correct horse";

describe("Story: a nation of one's own, from rehearsal to real", () => {
  const folder = temporaryFolder("real");
  const [home, deployments] = [join(folder, "nations"), join(folder, "deployments")];
  const charterFile = join(folder, "riverbend.json");
  const keystore = join(folder, "amara.json");
  const passphraseFile = join(folder, "passphrase");
  const env = {
    NEOGUILD_HOME: home,
    NEOGUILD_DEPLOYMENTS: deployments,
    NEOGUILD_PASSPHRASE_FILE: passphraseFile,
  };
  let founders: string[];
  let running: Running | undefined;

  before(async () => {
    writeFileSync(passphraseFile, PASSPHRASE);
    founders = [await createKeystore(keystore, PASSPHRASE), newAddress(), newAddress()];
    writeCharter(founders);
  });

  afterEach(stop);

  after(killLeftovers);

  it("refuses test keys as founders, and a founding while somebody is invited", async () => {
    writeCharter(["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", ...founders.slice(1)]);
    await verifyRefused({ real: true }, "TestKeyRefused", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    writeCharter(founders);
    const people = founders.map((address, index) => ({ name: `Person ${index}`, role: "founder" as const, address }));
    const invitation = { hash: "a".repeat(64), since: new Date().toISOString() };
    const jo = { name: "Jo", role: "founder" as const, invitation };
    keepRoster({ format: "neoguild-roster/1", nation: NAME, people: [...people, jo] }, home);
    await verifyRefused({ real: true }, "InvitationsOpen", "Jo");
    expect(findNation(NAME, home)).to.equal(undefined);
  });

  it("rehearses with the founders and a stand-in for who is invited", async () => {
    const { nation, lines, summary } = await start({});
    expect(await nation.contracts.members.lastId()).to.equal(4n);
    expect(await nation.provider.getBalance(founders[0]!)).to.be.greaterThan(0n);
    expect(findNation(NAME, home)).to.include({ kind: "rehearsal", chainId: 31_337 });
    expect(summary.join("\n")).to.include("rehearsal date");
    expect(lines.join("\n")).to.include("three steps").and.to.include(`npm start -- --charter ${charterFile} --real`);
  });

  it("becomes real, also when its founding is killed", async () => {
    const options = ["--charter", charterFile, "--port", "0", "--real", "--yes", "--leave-out-invited"];
    const killed = run("chain/start.ts", options, { env });
    await killed.printed("Starting a new chain");
    const journal = journalOf(NAME, "real", home);
    while (!existsSync(journal) || linesOf(journal) < 15) await new Promise((resolve) => setTimeout(resolve, 20));
    await killed.kill();
    const [sent, key] = [linesOf(journal), join(home, "riverbend", "founding.key")];
    expect(killed.output()).not.to.include("stands");
    expect(statSync(key).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(home, "riverbend")).filter((name) => name.startsWith("rehearsal-ended-"))).to.have.length(
      1,
    );

    const { nation, lines } = await start({});
    expect(linesOf(journal)).to.be.greaterThan(sent);
    expect(existsSync(key)).to.equal(false);
    expect(nation.chainId).to.equal(BigInt(findNation(NAME, home)!.chainId));
    expect(Number(nation.chainId)).to.be.within(2 ** 30, 2 ** 31 - 1);
    expect(await nation.contracts.members.lastId()).to.equal(3n);
    expect(await nation.provider.send("eth_accounts", [])).to.deep.equal([]);
    expect(await nation.provider.getBalance(founders[0]!)).to.equal(10n ** 27n);
    expect(lines.join("\n")).to.include("--keystore").and.not.to.include("--real");

    const { text } = readJournal(journal);
    const [first, ...rest] = text!.entries.map(({ method }) => method);
    expect(first).to.equal("hardhat_setBalance");
    expect([...new Set(rest)]).to.deep.equal(["eth_sendRawTransaction"]);
  });

  it("is acted in with keystores alone, found by its name, and without gas money", async () => {
    await start({ real: true });
    const found = await runTask("guild:found", { by: "1", name: "Studio", keystore, nation: NAME });
    expect(found).to.have.nested.property("value.changed", true);
    const carried = await runTask("season:open", { nation: NAME });
    expect(carried).to.have.nested.property("error.code", "WalletMissing");

    const { port, chainId } = findNation(NAME, home)!;
    expect(chainId).to.equal(Number(running!.nation.chainId));
    const nation = await connect({ rpcUrl: `http://127.0.0.1:${port}`, nation: NAME, deployments });
    const block = await nation.provider.getBlock("latest", true);
    expect(block!.prefetchedTransactions[0]).to.include({ from: founders[0], gasPrice: 0n });
    nation.provider.destroy();
  });

  it("is audited with nothing left to compare", async () => {
    const journal = journalOf(NAME, "real", home);
    const audit = await runTask("nation:audit", { journal, charter: charterFile });
    expect(audit)
      .to.have.property("value")
      .that.deep.includes({ kind: "real", holds: true, findings: [], notCompared: [] });
  });

  it("refuses to become a rehearsal, to take another charter, and to begin anew without its journal", async () => {
    await verifyRefused({ rehearsal: true }, "NationIsReal", NAME);
    writeCharter(founders.slice(0, 2));
    await verifyRefused({}, "CharterChanged", charterFile);
    writeCharter(founders);
    // As on a machine it was restored on, which has the chain to ask and no copy.
    rmSync(join(home, "riverbend", "real", "charter.json"));
    await start({});
    await stop();
    const journal = journalOf(NAME, "real", home);
    copyFileSync(journal, `${journal}.kept`);
    writeFileSync(journal, "");
    await verifyRefused({}, "JournalGone", journal);
    copyFileSync(`${journal}.kept`, journal);
  });

  async function start(options: Partial<OwnParams>): Promise<Running> {
    const { log } = console;
    // What it tells on its way is for a terminal.
    console.log = () => {};
    try {
      const places = { hre, home, deployments, charterFile, port: 0, origins: [] };
      const choices = { real: false, rehearsal: false, leaveOutInvited: false, yes: true, ...options };
      return (running = await startOwn({ ...places, ...choices }));
    } finally {
      console.log = log;
    }
  }

  async function stop(): Promise<void> {
    running?.nation.provider.destroy();
    await running?.chain.close();
    running = undefined;
  }

  async function verifyRefused(options: Partial<OwnParams>, code: string, says: string): Promise<void> {
    const error: unknown = await start(options).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(NeoguildError).with.property("code", code);
    expect((error as NeoguildError).message).to.include(says);
  }

  function writeCharter(keys: readonly string[]): void {
    const example = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Record<string, object>;
    const licensing = { ...example["licensing"], issuers: [1] };
    writeFileSync(charterFile, JSON.stringify({ ...example, name: NAME, founders: keys, guilds: [], licensing }));
  }

  /** Runs a task as a second terminal does: only the folders are known, no address. */
  async function runTask(task: string, options: Readonly<Record<string, unknown>>): Promise<unknown> {
    const before = { ...process.env };
    const { log, error: warn } = console;
    Object.assign(process.env, env);
    Object.assign(console, { log: () => {}, error: () => {} });
    try {
      return await hre.tasks.getTask(task).run({ ...options });
    } finally {
      Object.assign(console, { log, error: warn });
      for (const name of Object.keys(env)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  }
});

function newAddress(): string {
  return Wallet.createRandom().address;
}

function linesOf(file: string): number {
  return readFileSync(file, "utf8").split("\n").length - 1;
}
