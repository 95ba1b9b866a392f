import { readFileSync } from "node:fs";
import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

/** Accounts of the local node: the founders are 1 to 7 (see charters/g1-v1.json), these belong to nobody. */
const STRANGER = 8;

/** The web of Ğ1 with two vouches and two steps, so that a few people can be near or far. */
function smallWeb(): Record<string, unknown> {
  const charter = JSON.parse(readFileSync("charters/g1-v1.json", "utf8")) as Record<string, Record<string, unknown>>;
  const distance = { referees: "80%", steps: 2, validity: "30d" };
  return { ...charter, membership: { ...charter["membership"], vouches: 2, vouchSpacing: "0", distance } };
}

describe("tasks of the web of trust", () => {
  let chain: Served;
  let accounts: string[];

  before(async () => {
    chain = await serveNation(smallWeb());
    accounts = (await chain.rpc("eth_accounts")) as string[];
  });
  after(() => chain.close());

  /** Two members vouch for the holder of an account. Returns the newcomer's id. */
  async function vouched(place: number, vouchers: readonly [string, string]): Promise<string> {
    const out = chain.path(`application-${place}.json`);
    await chain.succeed("member:apply", { key: accounts[place], out });
    const { agent } = await chain.succeed("member:vouch", { by: vouchers[0], application: out });
    await chain.succeed("member:vouch", { by: vouchers[1], application: out });
    return String(agent);
  }

  describe("given a newcomer with enough vouches", () => {
    let newcomer: string;
    before(async () => {
      newcomer = await vouched(STRANGER, ["1", "2"]);
    });

    it("member:show says that the distance is missing", async () => {
      const { output, data } = await chain.run("member:show", { id: newcomer });
      expect(data).to.include({ status: "Applicant", code: "DistanceMissing" });
      expect(output).to.contain("reason     DistanceMissing");
    });

    it("member:admit refuses, and names what to do", async () => {
      const { error } = await chain.run("member:admit", { for: newcomer });
      expect(error).to.include({ code: "MembersDistanceMissing" });
      expect(error?.remedy).to.contain(`distance:prove --for ${newcomer}`);
    });

    it("distance:show finds them near enough, and sends nothing", async () => {
      const block = await chain.rpc("eth_blockNumber");
      const { data, output } = await chain.run("distance:show", { for: newcomer });
      expect(data).to.include({ isNear: true, isMet: false, referees: 7, reachable: 7, needed: 6, threshold: 3n });
      expect(output).to.contain("1 step away: 1, 2").and.to.contain("2 steps away");
      expect(await chain.rpc("eth_blockNumber")).to.equal(block);
    });

    it("distance:prove goes on with a session that was broken off, page by page", async () => {
      const { contracts, provider } = await chain.nation();
      const distance = contracts.distance.connect(await provider.getSigner(0));
      await (await distance.begin(newcomer, 2)).wait();
      await (await distance.reach(1, 1, [{ node: 1, parent: newcomer, index: 0 }])).wait();
      const proven = await chain.succeed("distance:prove", { for: newcomer, page: "2" });
      // one more in the first layer, four in the second: 6 of 7 suffice
      expect(proven).to.include({ session: 1n, transactions: 3, code: "None" });
    });

    it("distance:prove sends nothing when it is run again", async () => {
      expect(await chain.succeed("distance:prove", { for: newcomer })).to.include({ changed: false });
    });

    it("distance:show says until when it is shown", async () => {
      const { data, output } = await chain.run("distance:show", { for: newcomer });
      expect(data).to.include({ isMet: true });
      expect(output).to.contain("shown until");
    });

    it("member:admit makes them a member", async () => {
      expect(await chain.succeed("member:admit", { for: newcomer })).to.include({ status: "Active", code: "None" });
    });
  });

  describe("given a founder shown to be one step below the rule", () => {
    it("distance:prove follows them to whom they vouch for, in one transaction", async () => {
      await chain.succeed("distance:prove", { for: "1" });
      const newcomer = await vouched(STRANGER + 1, ["1", "3"]);
      const proven = await chain.succeed("distance:prove", { for: newcomer });
      expect(proven).to.include({ subject: 1n, transactions: 1 });
      expect(await chain.succeed("member:admit", { for: newcomer })).to.include({ status: "Active" });
    });
  });

  describe("given somebody whom only newcomers know", () => {
    let stranger: string;
    before(async () => {
      stranger = await vouched(STRANGER + 2, ["8", "9"]);
    });

    it("distance:show says that they are too far", async () => {
      const { data, output } = await chain.run("distance:show", { for: stranger });
      expect(data).to.include({ isNear: false, referees: 7, reachable: 3, needed: 6 });
      expect(output).to.contain("too far").and.to.contain("cannot be shown");
    });

    it("distance:prove refuses before anything is sent", async () => {
      const block = await chain.rpc("eth_blockNumber");
      const { error } = await chain.run("distance:prove", { for: stranger });
      expect(error).to.include({ code: "DistanceTooFar" });
      expect(error?.message).to.contain("from 3 of 7 referees, and 6 are needed");
      expect(await chain.rpc("eth_blockNumber")).to.equal(block);
    });
  });

  describe("member:vouched", () => {
    it("tells a voucher what became of everybody they vouched for", async () => {
      const { data, output } = await chain.run("member:vouched", { by: "8" });
      expect(data["vouched"]).to.have.length(1);
      expect((data["vouched"] as object[])[0]).to.include({ id: 10n, status: "Applicant", isValid: true });
      expect(output).to.contain("agent 10: Applicant, DistanceMissing");
    });

    it("says so of who vouched for nobody", async () => {
      const { output } = await chain.run("member:vouched", { by: "7" });
      expect(output).to.contain("has vouched for nobody");
    });
  });
});
