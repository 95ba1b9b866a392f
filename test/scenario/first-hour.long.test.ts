import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { getAddress } from "ethers";

import { killLeftovers, temporaryFolder } from "../fixtures/processes.ts";
import { openTerminal, type Terminal } from "../fixtures/terminal.ts";

const NAME = "Riverbend";
const PASSPHRASE = "seven boats on a slow river";
/** Debian's library that shifts the clock a program sees: what a machine shows when days have passed. */
const CLOCK = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const WITH_WALLET = ["Ada", "Ben", "Cleo", "Dev", "Eli"];
const INVITED = ["Fay", "Gus"];

describe("Story: the first hour of a nation of one's own", () => {
  const folder = temporaryFolder("first-hour");
  const at = (...path: string[]) => join(folder, ...path);
  const charter = at("charters", "riverbend.json");
  const environment: Record<string, string> = {
    NEOGUILD_HOME: at("home"),
    NEOGUILD_DEPLOYMENTS: at("deployments"),
    NEOGUILD_CHARTERS: at("charters"),
    NEOGUILD_PASSPHRASE_FILE: at("passphrase"),
    NEOGUILD_NEW_PASSPHRASE_FILE: at("passphrase"),
  };
  const addresses = new Map<string, string>();
  const codes = new Map<string, string>();
  let running: Terminal | undefined;

  before(() => {
    expect(existsSync(CLOCK), `this test needs ${CLOCK}: apt-get install faketime`).to.equal(true);
    writeFileSync(at("passphrase"), `${PASSPHRASE}\n`);
  });

  after(killLeftovers);

  it("makes five wallets, one with a passphrase typed twice", async () => {
    // With the file of passphrases for keystores that are opened at hand, which must not lock a new one.
    const { NEOGUILD_NEW_PASSPHRASE_FILE: _, ...typing } = environment;
    const ada = openTerminal(["npx", "hardhat", "wallet:new", "--out", keystore("Ada")], { env: typing });
    await ada.answer("assphrase", PASSPHRASE);
    await ada.answer("again", PASSPHRASE);
    expect(await ada.ended(), ada.screen()).to.equal(0);
    for (const name of WITH_WALLET.slice(1)) await task("wallet:new", "--out", keystore(name));
    for (const name of WITH_WALLET) addresses.set(name, addressIn(keystore(name)));
  });

  it("makes the nation by answering few questions", async () => {
    const rows = [...WITH_WALLET, ...INVITED].map(
      (name) => `${name},${addresses.get(name) ?? ""},${name === "Ben" ? "cashier" : "founder"}`,
    );
    writeFileSync(at("names.csv"), `name,wallet,role\n${rows.join("\n")}\n`);
    const terminal = openTerminal(["npm", "run", "nation:new"], { env: environment });
    await terminal.answer("Name of the nation", NAME);
    await terminal.answer("One sentence about it", "Seven people who build boats.");
    await terminal.answer("Rule set to start from", "commons-guild");
    await terminal.answer("Table with the founders", at("names.csv"));
    await terminal.answer("First guild", "Yard");
    for (const question of ["Vouches", "hours", "eserve", "oting period"]) await terminal.answer(question, "");
    expect(await terminal.ended(), terminal.screen()).to.equal(0);
    for (const name of INVITED) {
      const [, code] = new RegExp(`^\\s+(\\S+)\\s+${name}$`, "m").exec(terminal.screen()) ?? [];
      codes.set(name, code ?? expect.fail(`no code for ${name}:\n${terminal.screen()}`));
    }
    const files = [charter, at("home", "riverbend", "roster.json")].map((file) => readFileSync(file, "utf8"));
    expect(files[0]).not.to.include("Ada");
    expect(files[1]).to.include("Ada").and.not.to.include(codes.get("Fay"));
  });

  it("rehearses a decision, skipping the days of its voting period", async () => {
    await start("Your next three steps");
    const proposal = await propose();
    for (const voter of [1, 2, 3, 4, 5]) await act(voter, "proposal:vote", "--proposal", proposal, "--choice", "for");
    await task("time:skip", "--by", "8d");
    await act(1, "proposal:queue", "--proposal", proposal);
    await task("time:skip", "--by", "2d");
    await act(1, "proposal:execute", "--proposal", proposal);
    expect(await task("nation:show")).to.match(/ehearsal date/);
    await stop();
  });

  it("resets the rehearsal, and nothing of the play is left on the chain", async () => {
    await task("nation:reset", "--nation", NAME);
    await start("Your next three steps");
    expect(await task("nation:show")).not.to.match(/10 days/);
    await stop();
  });

  it("lets the two without a wallet make their own keys from their codes, once", async () => {
    for (const name of INVITED) {
      const accept = ["invitation:accept", "--nation", NAME, "--code", codes.get(name)!];
      await task(...accept, "--keystore", keystore(name));
      addresses.set(name, addressIn(keystore(name)));
      expect(await fails(...accept, "--keystore", keystore(`${name}-again`))).to.match(/invitation/i);
    }
    expect((JSON.parse(readFileSync(charter, "utf8")) as { founders: string[] }).founders).to.deep.equal(
      [...WITH_WALLET, ...INVITED].map((name) => getAddress(addresses.get(name)!)),
    );
  });

  it("goes real, with a question first", async () => {
    running = openTerminal(["npm", "start", "--", "--charter", charter, "--real"], { env: environment });
    await running.answer("Type yes", "yes");
    await running.shows("Your next three steps");
  });

  it("has its first guild, season, entry and vote", async () => {
    await act(1, "guild:found", "--name", "Yard");
    for (const id of [2, 6, 7]) await act(id, "guild:join", "--guild", "8");
    await act(1, "season:open");
    const entered = await act(6, "contribution:submit", "--guild", "8", "--time", "8h");
    const [batch = ""] = /0x[0-9a-f]{64}/.exec(entered) ?? [];
    writeFileSync(at("batch"), batch);
    await act(1, "contribution:appraise", "--batch", batch);
    await act(2, "surplus:deposit", "--guild", "8", "--amount", "1000", "--ref", "INV-1");
    const proposal = await propose();
    expect(await act(7, "proposal:vote", "--proposal", proposal, "--choice", "for")).to.match(/for/i);
  });

  it("collects the first share when the season is over", async () => {
    await stop();
    await start("Your next three steps", 100);
    await act(1, "contribution:settle", "--batch", readFileSync(at("batch"), "utf8"));
    await stop();
    await start("Your next three steps", 114);
    await act(1, "season:close");
    await act(1, "surplus:close", "--guild", "8", "--season", "1");
    expect(await act(6, "surplus:claim", "--guild", "8", "--season", "1")).to.match(/525|700/);
  });

  it("is backed up, and restored in another folder to the same head", async () => {
    await task("nation:backup", "--nation", NAME, "--to", at("riverbend.age"));
    await stop();
    await start("stands.", 114);
    const head = headOn(await stop());
    const env = { ...environment, NEOGUILD_HOME: at("elsewhere"), NEOGUILD_DEPLOYMENTS: at("elsewhere-record") };
    const restored = openTerminal(["npx", "hardhat", "nation:restore", "--from", at("riverbend.age")], { env });
    expect(await restored.ended(), restored.screen()).to.equal(0);
    expect(restored.screen()).to.include(head);
    expect(readdirSync(at("elsewhere", "riverbend"))).to.include("roster.json");
  });

  function keystore(name: string): string {
    return at(`${name.toLowerCase()}.json`);
  }

  /** Starts the nation, `days` after today by the machine's clock. */
  async function start(words: string, days = 0): Promise<void> {
    const shifted = { LD_PRELOAD: CLOCK, FAKETIME: `+${days}d`, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
    const env = days === 0 ? environment : { ...environment, ...shifted };
    running = openTerminal(["npm", "start", "--", "--charter", charter], { env });
    await running.shows(words);
  }

  /** Ctrl-C; returns what the nation's terminal showed. */
  async function stop(): Promise<string> {
    const terminal = running!;
    terminal.interrupt();
    await terminal.ended();
    return terminal.screen();
  }

  async function task(...args: string[]): Promise<string> {
    const terminal = openTerminal(["npx", "hardhat", ...args], { env: environment });
    expect(await terminal.ended(), `${args.join(" ")}\n${terminal.screen()}`).to.equal(0);
    return terminal.screen();
  }

  async function fails(...args: string[]): Promise<string> {
    const terminal = openTerminal(["npx", "hardhat", ...args], { env: environment });
    expect(await terminal.ended(), terminal.screen()).to.equal(1);
    return terminal.screen();
  }

  /** A task of the member with this id, with that member's own keystore. */
  async function act(id: number, name: string, ...args: string[]): Promise<string> {
    const person = [...WITH_WALLET, ...INVITED][id - 1]!;
    const by = ANYBODY.has(name) ? [] : ["--by", String(id)];
    return task(name, ...by, ...args, "--keystore", keystore(person));
  }

  async function propose(): Promise<string> {
    writeFileSync(at("proposal.json"), JSON.stringify(PROPOSAL));
    const shown = await act(1, "proposal:create", "--from", at("proposal.json"));
    return /\d{40,}/.exec(shown)?.[0] ?? expect.fail(shown);
  }
});

/** What anybody may send, so that it names no member. */
const ANYBODY = new Set([
  "proposal:queue",
  "proposal:execute",
  "season:open",
  "season:close",
  "contribution:settle",
  "surplus:deposit",
  "surplus:close",
]);

const PROPOSAL = {
  description: "Ben attests organisations",
  actions: [{ contract: "Organisations", function: "appointIssuer", arguments: { issuer: 2, until: 4_000_000_000 } }],
};

function addressIn(file: string): string {
  return `0x${(JSON.parse(readFileSync(file, "utf8")) as { address: string }).address}`;
}

/** The hash of the latest block that a start printed. */
function headOn(screen: string): string {
  return /head (0x[0-9a-f]{64})/.exec(screen)?.[1] ?? expect.fail(screen);
}
