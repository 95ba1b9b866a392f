import { readFileSync } from "node:fs";
import { expect } from "chai";

import { serveNation, type Served } from "../unit/scripts/harness.ts";

const FOUNDERS = ["1", "2", "3", "4", "5", "6", "7"];
/** Accounts of the local node that belong to nobody yet. */
const [AMARA_KEY, BO_KEY] = [8, 9];
const [AMARA, BO] = ["8", "9"];

/** What differs between the two: when a member may renew. */
const VERSIONS = [
  { file: "charters/g1-v1.json", renewsAfterTwoMonths: true },
  { file: "charters/g1-v2.json", renewsAfterTwoMonths: false },
];

// The story of docs/membership.md ("A life in Ğ1"), through tasks alone; beside every step stands the reason's code.
for (const { file, renewsAfterTwoMonths } of VERSIONS) {
  describe(`Story: a life in the web of trust of ${file}`, () => {
    let chain: Served;
    let accounts: string[];
    let day = 0;

    before(async () => {
      chain = await serveNation(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>);
      accounts = (await chain.rpc("eth_accounts")) as string[];
    });
    after(() => chain.close());

    /** Moves the date to a day after the founding. */
    async function untilDay(next: number): Promise<void> {
      await chain.succeed("time:skip", { by: `${next - day}d` });
      day = next;
    }

    /** The status and the reason's code, as `member:show` prints them. */
    async function shown(id: string): Promise<[unknown, unknown]> {
      const { output, data } = await chain.run("member:show", { id });
      expect(output).to.contain(`Agent ${id}: ${data["status"] as string}`);
      expect(output).to.contain(`reason     ${data["code"] as string}`);
      return [data["status"], data["code"]];
    }

    async function proveAndRenew(id: string): Promise<void> {
      await chain.succeed("distance:prove", { for: id });
      expect(await chain.succeed("member:renew", { by: id })).to.include({ changed: true });
    }

    it("Amara has one vouch after the other, and the reason counts them", async () => {
      const application = chain.path("amara.json");
      await chain.succeed("member:apply", { key: accounts[AMARA_KEY], out: application });
      for (const by of FOUNDERS.slice(0, 4)) {
        await chain.succeed("member:vouch", { by, application });
        expect(await shown(AMARA)).to.deep.equal(["Applicant", "VouchesMissing"]);
      }
      const { output } = await chain.run("member:show", { id: AMARA });
      expect(output).to.contain("4 of 5 vouches");
    });

    it("the fifth vouch is not enough: it is to be shown that she is near", async () => {
      const vouched = await chain.succeed("member:vouch", { by: "5", for: AMARA });
      expect(vouched).to.include({ status: "Applicant", code: "DistanceMissing" });
      const { error } = await chain.run("member:admit", { for: AMARA });
      expect(error).to.include({ code: "MembersDistanceMissing" });
    });

    it("anybody shows the paths, and she is a member", async () => {
      expect(await chain.succeed("distance:show", { for: AMARA })).to.include({ referees: 7, needed: 6, isNear: true });
      expect(await chain.succeed("distance:prove", { for: AMARA })).to.include({ code: "None" });
      await chain.succeed("member:admit", { for: AMARA });
      expect(await shown(AMARA)).to.deep.equal(["Active", "None"]);
    });

    it("a voucher waits five days before the next vouch", async () => {
      const application = chain.path("bo.json");
      await chain.succeed("member:apply", { key: accounts[BO_KEY], out: application });
      const { error } = await chain.run("member:vouch", { by: "1", application });
      expect(error).to.include({ code: "MembersVouchTooSoon" });
      await untilDay(6);
      await chain.succeed("member:vouch", { by: "1", application });
      expect(await shown(BO)).to.deep.equal(["Applicant", "VouchesMissing"]);
    });

    it("Bo, whom too few know, is an applicant for two months and may apply again", async () => {
      await untilDay(70);
      expect(await shown(BO)).to.deep.equal(["Left", "ApplicationLapsed"]);
      await chain.succeed("member:apply", { by: BO });
      expect(await shown(BO)).to.deep.equal(["Applicant", "VouchesMissing"]);
    });

    it(`after two months Amara ${renewsAfterTwoMonths ? "may" : "may not yet"} renew`, async () => {
      if (renewsAfterTwoMonths) {
        expect(await shown(AMARA)).to.deep.equal(["Active", "RenewalOpen"]);
        const { error } = await chain.run("member:renew", { by: AMARA });
        expect(error).to.include({ code: "MembersDistanceMissing" }); // what was shown held for 30 days
      } else {
        expect(await shown(AMARA)).to.deep.equal(["Active", "None"]);
        expect(await chain.succeed("member:renew", { by: AMARA })).to.include({ changed: false });
      }
    });

    it("the founders renew in time: one is shown to be near, the others follow", async () => {
      await untilDay(320);
      for (const id of FOUNDERS) {
        expect(await shown(id)).to.deep.equal(["Active", "RenewalOpen"]);
        await chain.succeed("distance:prove", { for: id });
        const { data } = await chain.run("distance:prove", { for: id });
        expect(data).to.include({ changed: false });
        await chain.succeed("member:renew", { by: id });
        expect((await shown(id))[0]).to.equal("Active");
      }
      const { distance } = (await chain.nation()).contracts;
      // Amara's session, and that of one founder
      expect(await distance.lastSession()).to.equal(2);
    });

    it("Amara forgets to, lapses, and is restored by one renewal", async () => {
      await untilDay(367);
      expect(await shown(AMARA)).to.deep.equal(["Inactive", "RenewalLapsed"]);
      await proveAndRenew(AMARA);
      expect((await shown(AMARA))[0]).to.equal("Active");
    });

    it("before the vouches of the founding run out, the founders vouch for each other anew", async () => {
      for (let round = 1; round <= 5; ++round) {
        await untilDay(650 + 5 * round);
        for (const [place, by] of FOUNDERS.entries()) {
          await chain.succeed("member:vouch", { by, for: FOUNDERS[(place + round) % FOUNDERS.length] });
        }
      }
      for (const id of FOUNDERS) await proveAndRenew(id);
      await untilDay(700);
      await proveAndRenew(AMARA);
    });

    it("Amara's vouches run out after two years, and five new ones restore her", async () => {
      await untilDay(733);
      expect(await shown(AMARA)).to.deep.equal(["Inactive", "VouchesLapsed"]);
      for (const id of FOUNDERS) expect((await shown(id))[0]).to.equal("Active");
      for (const by of FOUNDERS.slice(0, 4)) {
        const vouched = await chain.succeed("member:vouch", { by, for: AMARA });
        expect(vouched).to.include({ status: "Inactive", code: "VouchesLapsed" });
      }
      expect(await chain.succeed("member:vouch", { by: "5", for: AMARA })).to.include({ status: "Active" });
    });

    it("she leaves, and a founder sees what became of those they vouched for", async () => {
      await chain.succeed("member:leave", { by: AMARA });
      expect(await shown(AMARA)).to.deep.equal(["Left", "LeftByChoice"]);
      const { output } = await chain.run("member:vouched", { by: "1" });
      expect(output).to.contain(`agent ${AMARA}: Left, LeftByChoice`);
      expect(output).to.contain(`agent ${BO}: Left, ApplicationLapsed`);
    });
  });
}
