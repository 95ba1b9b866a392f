import { mkdirSync, writeFileSync } from "node:fs";
import { expect } from "chai";

import { readCharter } from "../../../sdk/charter.ts";
import { membershipTerms } from "../../../sdk/membership/terms.ts";
import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;

/** One season through the tasks alone: work, a licence, income, books, shares. Each step is also run twice. */
describe("tasks of a season", () => {
  let chain: Served;
  let guild: string;
  let batch: string;

  before(async () => {
    chain = await serveNation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"]);
    for (const by of ["2", "3", "4"]) await chain.succeed("guild:join", { by, guild });
  });
  after(() => chain.close());

  /** A task that changes the chain once, and says so the second time. */
  async function once(
    task: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const first = await chain.succeed(task, options);
    expect(first, task).to.include({ changed: true });
    expect(await chain.succeed(task, options), task).to.include({ changed: false });
    return first;
  }

  describe("season:open", () => {
    it("opens the first season", async () => {
      await once("season:open", {});
      expect(await chain.succeed("season:show")).to.include({ state: "open", season: 1n });
      expect((await chain.run("season:show", { season: "2" })).error).to.include({ code: "LedgerUnknownSeason" });
    });
  });

  describe("contribution:submit", () => {
    it("enters many entries from a CSV file, today's unless a day is given", async () => {
      const rows = ["provider,time,track,gift", "1,1600h,livelihood,", "2,1200h,,", "3,800h,,false", "4,12h,,"];
      writeFileSync(chain.path("hours.csv"), rows.join("\n"));
      const told = await once("contribution:submit", { by: "1", guild, from: chain.path("hours.csv") });
      expect(told).to.include({ entries: 4, minutes: 216_720n });
      batch = String(told["batch"]);
    });

    it("names the row and the field of a bad file", async () => {
      const from = chain.write("bad.json", [{ time: "8h" }, { time: "many" }]);
      const { error } = await chain.run("contribution:submit", { by: "1", guild, from });
      expect(error).to.include({ code: "FileInvalid" });
      expect(error?.message).to.contain("1.time: ");
    });
  });

  describe("contribution:appraise, contribution:settle", () => {
    it("credit what enough peers accept", async () => {
      for (const by of ["2", "3", "4"]) await once("contribution:appraise", { by, batch });
      expect((await chain.run("contribution:settle", { batch })).error).to.include({ code: "LedgerSettleTooSoon" });
      await chain.pass(22n * DAY);
      expect(await once("contribution:settle", { batch })).to.include({ credited: 4, minutes: 216_720 });
      const { tracks } = await chain.succeed("contribution:show", { guild, member: "1" });
      expect(tracks).to.have.nested.property("[0].record", 96_000n);
    });
  });

  describe("work:publish, licence:check, licence:grant", () => {
    it("let a firm pay under the second policy, into the guild's season", async () => {
      const hash = `0x${"ab".repeat(32)}`;
      const { work } = await once("work:publish", { by: "1", guild, hash, uri: "ipfs://design", policies: "3,4" });
      const ofWork = await chain.succeed("contribution:show", { guild, work: "1" });
      expect(ofWork).to.deep.include({ work: 1n, season: 1n, total: 0n, members: [], others: 0n });
      const accounts = (await chain.rpc("eth_accounts")) as string[];
      const application = chain.path("firm.json");
      await chain.succeed("member:apply", { key: accounts[15], out: application, organisation: true });
      const attesting = { by: "1", application, class: "firm", evidence: "register 4711" };
      const { organisation } = await once("organisation:attest", attesting);

      const asked = { work: String(work), agent: String(organisation), purpose: "commercial" };
      expect(await chain.succeed("licence:check", asked)).to.include({ reason: "ContributionsOrFeeDue", policy: 4n });
      const taking = { by: String(organisation), work: String(work), purpose: "commercial" };
      expect((await chain.run("licence:grant", { ...taking, policy: "3" })).error).to.include({
        code: "LicencesRefused",
      });
      await chain.rpc("hardhat_setBalance", accounts[15], `0x${(20_000n * ETHER).toString(16)}`);
      expect(await once("licence:grant", { ...taking, policy: "4" })).to.include({ paid: 18_000n * ETHER });
      expect(await chain.succeed("licence:check", asked)).to.include({ allowed: true, reason: "GrantHeld" });
    });
  });

  describe("surplus:deposit, surplus:cost", () => {
    it("book income once for each reference, and pay a cost the council agreed to", async () => {
      const [payer, payee] = (await chain.rpc("eth_accounts")) as string[];
      await chain.rpc("hardhat_setBalance", payer, `0x${(200_000n * ETHER).toString(16)}`);
      await once("surplus:deposit", { guild, amount: "82100", ref: "INV-1" });
      const { proposal } = await once("surplus:cost", { by: "2", guild, to: payee, amount: "100", evidence: "bill 7" });
      await chain.pass(4n * DAY);
      await once("council:execute", { proposal: String(proposal) });
      const { parts } = await chain.succeed("books:show", { guild });
      expect(parts).to.include({ costs: 100n * ETHER, "available for costs": 100_000n * ETHER });
    });
  });

  describe("season:close, surplus:close, surplus:claim", () => {
    it("share 100,000 as the bylaws say: 80,000 / 8,888.89 / 6,666.67 / 4,444.44 / 0", async () => {
      await chain.pass(400n * DAY);
      await once("season:close", { season: "1" });
      expect(await once("surplus:close", { guild, season: "1" })).to.include({ toReserve: 80_000n * ETHER });
      const { output } = await chain.run("books:show", { guild, season: "1" });
      for (const shown of ["80,000.00", "8,888.89", "6,666.67", "4,444.44"]) expect(output).to.contain(shown);
      await once("surplus:claim", { by: "1", guild, season: "1" });
      await once("surplus:claim", { for: "2,3", guild, season: "1" });
      for (const who of [{ by: "1" }, { for: "2,3" }]) {
        const { error } = await chain.run("surplus:claim", { ...who, guild, season: "1", work: "1" });
        expect(error).to.include({ code: "SurplusNoWorkShare" });
      }
      expect((await chain.run("surplus:claim", { by: "4", guild, season: "1" })).error).to.include({
        code: "SurplusNothingDue",
      });
      const books = await chain.succeed("books:show", { guild, season: "1" });
      expect(books["sum"]).to.equal(books["income"]);
      expect(await chain.succeed("reserve:show")).to.include({ held: 80_000n * ETHER });
    });

    it("pays a member's loan out once the member has left", async () => {
      expect((await chain.succeed("surplus:withdraw", { by: "4", loan: true }))["changed"]).to.equal(false);
      expect((await chain.run("surplus:withdraw", { by: "3", loan: true })).error).to.include({
        code: "SurplusLoanNotDue",
      });
      expect((await chain.run("member:leave", { by: "3" })).error).to.include({ code: "ElectorateFoldFirst" });
      await once("member:fold", {});
      await once("member:leave", { by: "3" });
      await once("surplus:withdraw", { by: "3", loan: true });
    });
  });

  describe("proposal:create to proposal:execute", () => {
    it("changes one rule, with ballots sent and ballots carried", async () => {
      const { members } = (await chain.nation()).contracts;
      const terms = membershipTerms(readCharter(chain.path("charter.json")).rules);
      const written = Object.fromEntries(
        Object.entries(terms).map(([name, value]) => [name, typeof value === "bigint" ? value.toString() : value]),
      );
      const from = chain.write("proposal.json", {
        description: "Three vouches instead of two",
        actions: [
          { contract: "Members", function: "setTerms", arguments: { terms_: { ...written, vouchQuantity: 3 } } },
        ],
      });
      const signing = await once("proposal:sponsor", { by: "2", from, proposer: "1" });
      expect(signing).to.include({ sponsors: 1n });
      const unmade = await chain.run("proposal:show", { proposal: String(signing["proposal"]) });
      expect(unmade.output).to.contain("is not made yet: 1 signed for it");
      expect((await chain.run("proposal:sponsor", { by: "3", from })).error).to.include({ code: "OptionMissing" });
      const { proposal } = await once("proposal:create", { by: "1", from });
      expect(proposal).to.equal(signing["proposal"]);
      const on = { proposal: String(proposal) };
      expect((await chain.run("proposal:vote", { by: "1", ...on, choice: "for" })).error).to.include({
        code: "GovernorUnexpectedProposalState",
      });
      await chain.pass(10n * DAY + 1n);
      for (const by of ["1", "2"]) await once("proposal:vote", { by, ...on, choice: "for" });
      mkdirSync(chain.path("ballots"));
      for (const by of ["4", "5", "6", "7", "8"]) {
        await chain.succeed("proposal:sign", { by, ...on, choice: "for", out: chain.path(`ballots/${by}.json`) });
      }
      await once("proposal:carry", { from: chain.path("ballots") });
      const shown = await chain.run("proposal:show", on);
      expect(shown.data).to.have.nested.property("votes.forVotes", 7n);
      expect(shown.output).to.contain("made with 20% of the members behind it").and.to.contain("signed  by 1");
      await chain.pass(15n * DAY);
      await once("proposal:queue", on);
      expect((await chain.run("proposal:execute", on)).error).to.include({ code: "AssemblyNotYetDue" });
      await chain.pass(8n * DAY);
      await once("proposal:execute", on);
      expect((await members.terms()).vouchQuantity).to.equal(3n);
    });

    it("names the place in a bad file", async () => {
      const actions = [{ contract: "Members", function: "setTerm", arguments: {} }];
      const from = chain.write("wrong.json", { description: "Oops", actions });
      const { error } = await chain.run("proposal:create", { by: "1", from });
      expect(error).to.include({
        code: "ActionInvalid",
        message: 'actions.0.function: Members has no function "setTerm"',
      });
    });
  });
});
