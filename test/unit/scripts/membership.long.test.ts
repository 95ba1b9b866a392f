import { existsSync, readdirSync } from "node:fs";
import { expect } from "chai";

import { serve, serveNation, shortCharter, type Served } from "./harness.ts";

/** Accounts of the local node: the founders are 1 to 9 (see charters/hypha.json), these belong to nobody. */
const STRANGER = 10;

describe("tasks of the nation and its members", () => {
  let chain: Served;
  let accounts: string[];

  before(async () => {
    chain = await serveNation();
    accounts = (await chain.rpc("eth_accounts")) as string[];
  });
  after(() => chain.close());

  const keyOf = (place: number) => accounts[place] ?? "";
  /** Introduces a stranger and has a second founder vouch, so that they are admitted. */
  async function admitted(place: number): Promise<bigint> {
    const out = chain.path(`application-${place}.json`);
    await chain.succeed("member:apply", { key: keyOf(place), out });
    const { agent } = await chain.succeed("member:vouch", { by: "1", application: out });
    await chain.succeed("member:vouch", { by: "2", application: out });
    await chain.succeed("member:admit", { for: String(agent) });
    return agent as bigint;
  }

  describe("nation:deploy", () => {
    it("proves that no outside key holds anything", async () => {
      const { proofs } = await chain.succeed("nation:show");
      expect(proofs).to.be.an("array").with.length.greaterThan(15);
      expect((proofs as { holds: boolean }[]).every(({ holds }) => holds)).to.equal(true);
    });

    it("sends nothing when it is run again", async () => {
      const block = await chain.rpc("eth_blockNumber");
      const again = await chain.succeed("nation:deploy", { charter: chain.path("charter.json") });
      expect(again).to.include({ changed: false, transactions: 0 });
      expect(await chain.rpc("eth_blockNumber")).to.equal(block);
    });

    it("names the place in a bad charter, and deploys nothing", async () => {
      const bad = { ...shortCharter(), name: "Bad", founders: [keyOf(1), keyOf(1)], guilds: [] };
      const { error } = await chain.run("nation:deploy", { charter: chain.write("bad.json", bad) });
      expect(error).to.include({ code: "CharterInvalid" });
      expect(error?.message).to.contain("founders.1: the same key as founder 1");
      expect(readdirSync(chain.path("deployments"))).to.deep.equal(["short-example-31337"]);
    });

    describe("given a chain that is not local", () => {
      it("refuses the test keys that everybody knows", async () => {
        const other = await serve({ chainId: 4242 });
        try {
          const { error } = await other.run("nation:deploy", { charter: chain.path("charter.json"), yes: true });
          expect(error).to.include({ code: "TestKeyRefused" });
          expect(await other.rpc("eth_blockNumber")).to.equal("0x0");
        } finally {
          await other.close();
        }
      });
    });
  });

  describe("member:vouch", () => {
    it("introduces an applicant; a second vouch admits", async () => {
      const agent = await admitted(STRANGER);
      expect(await chain.succeed("member:show", { id: String(agent) })).to.include({ status: "Active" });
    });

    describe("when it was done before", () => {
      it("says so and sends nothing", async () => {
        const agent = await admitted(STRANGER + 1);
        const block = await chain.rpc("eth_blockNumber");
        const { data, output } = await chain.run("member:vouch", { by: "1", for: String(agent) });
        expect(data).to.include({ changed: false });
        expect(output).to.contain("already");
        expect(await chain.rpc("eth_blockNumber")).to.equal(block);
      });
    });

    describe("when the voucher does not exist", () => {
      it("fails with a sentence and a remedy", async () => {
        const { error, output } = await chain.run("member:vouch", { by: "999", for: "1" });
        expect(error).to.include({ code: "MembersUnknownAgent", message: "there is no agent 999" });
        expect(output).to.contain("→ See who there is with");
      });
    });

    describe("when an option is malformed", () => {
      it("names the option before anything is sent", async () => {
        const { error } = await chain.run("member:vouch", { by: "Amara", for: "1" });
        expect(error).to.include({ code: "OptionsInvalid" });
        expect(error?.message).to.contain("--by: an agent's id is a whole number");
      });
    });

    describe("when the contract refuses", () => {
      it("explains the custom error", async () => {
        const { error } = await chain.run("member:vouch", { by: "1", for: "1" });
        expect(error).to.include({ code: "MembersSelfVouch", message: "agent 1 cannot vouch for themselves" });
      });
    });
  });

  describe("member:rest, member:leave", () => {
    it("are safe to run twice", async () => {
      const by = String(await admitted(STRANGER + 2));
      for (const [task, options] of [
        ["member:rest", { by }],
        ["member:rest", { by, end: true }],
        ["member:leave", { by }],
      ] as const) {
        expect(await chain.succeed(task, options)).to.include({ changed: true });
        expect(await chain.succeed(task, options)).to.include({ changed: false });
      }
      const { error } = await chain.run("member:rest", { by });
      expect(error).to.include({ code: "MembersNotActive" });
    });
  });

  describe("member:reinstate", () => {
    it("says of a member who is not suspended that there is nothing to do, and sends nothing", async () => {
      const block = await chain.rpc("eth_blockNumber");
      expect(await chain.succeed("member:reinstate", { for: "2" })).to.include({ changed: false, status: "Active" });
      expect(await chain.rpc("eth_blockNumber")).to.equal(block);
    });

    it("says of nobody what they are", async () => {
      const { error } = await chain.run("member:reinstate", { for: "9999" });
      expect(error).to.include({ code: "MembersWrongStatus" });
    });
  });

  describe("member:key", () => {
    it("moves the agent to the new key", async () => {
      const by = String(await admitted(STRANGER + 3));
      const newKey = keyOf(STRANGER + 4);
      expect(await chain.succeed("member:key", { by, newKey })).to.include({ changed: true, key: newKey });
      expect(await chain.succeed("member:key", { by, newKey })).to.include({ changed: false });
    });
  });

  describe("guild:found, guild:join, guild:quit", () => {
    it("keep the roster, and are safe to run twice", async () => {
      const { guild } = await chain.succeed("guild:found", { by: "1", name: "Studio" });
      expect(await chain.succeed("guild:found", { by: "1", name: "Studio" })).to.include({ changed: false, guild });
      const options = { by: "2", guild: String(guild) };
      expect(await chain.succeed("guild:join", options)).to.include({ changed: true });
      expect(await chain.succeed("guild:join", options)).to.include({ changed: false });
      const { roster } = await chain.succeed("guild:show", { guild: String(guild) });
      expect((roster as { id: bigint }[]).map(({ id }) => id)).to.deep.equal([1n, 2n]);
      expect(await chain.succeed("guild:quit", options)).to.include({ changed: true });
      expect(await chain.succeed("guild:quit", options)).to.include({ changed: false });
    });
  });

  describe("statement:carry", () => {
    it("carries what others signed, and nothing twice", async () => {
      const sign = chain.path("signed.json");
      expect(await chain.succeed("guild:found", { by: "3", name: "Garden", sign })).to.include({ signed: sign });
      const { output } = await chain.run("statement:carry", { from: sign });
      expect(output).to.contain("1 of 1 acts carried");
      expect(await chain.succeed("statement:carry", { from: sign })).to.include({ changed: false });
    });
  });

  describe("wallet:new", () => {
    it("makes a keystore that acts, and never overwrites one", async () => {
      const [keystore, passphrase] = [chain.path("me.json"), chain.write("passphrase", "open")];
      process.env["NEOGUILD_PASSPHRASE_FILE"] = process.env["NEOGUILD_NEW_PASSPHRASE_FILE"] = passphrase;
      try {
        const { address } = await chain.succeed("wallet:new", { out: keystore });
        expect(await chain.succeed("wallet:address", { keystore })).to.deep.equal({ address });
        expect((await chain.run("wallet:new", { out: keystore })).error).to.include({ code: "WalletExists" });
        const out = chain.path("application-me.json");
        expect(await chain.succeed("member:apply", { keystore, out })).to.include({ key: address });
        expect(existsSync(out)).to.equal(true);
        expect((await chain.run("member:leave", { by: "1", keystore })).error).to.include({ code: "WalletWrong" });
      } finally {
        Reflect.deleteProperty(process.env, "NEOGUILD_PASSPHRASE_FILE");
        Reflect.deleteProperty(process.env, "NEOGUILD_NEW_PASSPHRASE_FILE");
      }
    });
  });

  describe("given --json", () => {
    it("prints one object, also for a failure", async () => {
      const { output } = await chain.run("member:show", { id: "1", json: true });
      expect(JSON.parse(output)).to.include({ id: "1", status: "Active" });
      const failed = await chain.run("member:show", { id: "998", json: true });
      expect(JSON.parse(failed.output)).to.have.nested.property("error.code", "MembersUnknownAgent");
    });
  });

  describe("given the command line", () => {
    it("ends with exit code 0, and with 1 after a failure, which goes to stderr", async () => {
      const shown = await chain.command("member:show", "--id", "1");
      expect(shown).to.include({ code: 0, stderr: "" });
      expect(shown.stdout).to.contain("Agent 1: Active");
      const failed = await chain.command("member:show", "--id", "999");
      expect(failed).to.include({ code: 1, stdout: "" });
      expect(failed.stderr).to.contain("there is no agent 999\n→ See who there is");
    });
  });

  describe("given a nation that is not on this chain", () => {
    it("says which records there are", async () => {
      const { error } = await chain.run("member:list", { nation: "Atlantis" });
      expect(error).to.include({ code: "NationNotFound" });
      expect(error?.message).to.contain("Atlantis");
    });
  });
});
