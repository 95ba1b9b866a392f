import { writeFileSync } from "node:fs";
import { expect } from "chai";

import { loneCharter, serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;

/** A city is attested, signs a pact and funds under it; its issuer changes its mind: all by the tasks alone. */
describe("pact:propose to pact:end, organisation:show and organisation:appeal", () => {
  let chain: Served;
  let city: string, guild: string, work: string;
  let accounts: string[];

  before(async () => {
    chain = await serveNation(loneCharter());
    accounts = (await chain.rpc("eth_accounts")) as string[];
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    await chain.succeed("season:open");
    const hash = `0x${"ab".repeat(32)}`;
    work = String(
      (await chain.succeed("work:publish", { by: "1", guild, hash, uri: "ipfs://bench", policies: "3" }))["work"],
    );
    const application = chain.path("city.json");
    await chain.succeed("member:apply", { key: accounts[15], out: application, organisation: true });
    const attesting = { by: "1", application, class: "public-body", evidence: "law of 1848" };
    city = String((await chain.succeed("organisation:attest", attesting))["organisation"]);
  });
  after(() => chain.close());

  const content = () => ({
    ...{ name: "the city of Umber", organisation: Number(city), speaker: 1, signDays: 90, term: "2y", noticeDays: 30 },
    ...{ guilds: [Number(guild)], purposes: ["manufacture"], voice: true, text: "pact.md", uri: "ipfs://pact" },
    commitments: { body: [{ text: "A hall", due: "2099-03-01" }], nation: [{ text: "Benches", due: "2099-09-01" }] },
    limits: [{ token: "native", most: "10" }],
  });

  /** The assembly decides as proposed. */
  async function decide(proposal: unknown): Promise<void> {
    await chain.pass(11n * DAY);
    for (let by = 1; by <= 7; ++by) {
      await chain.succeed("proposal:vote", { by: String(by), proposal: String(proposal), choice: "for" });
    }
    await chain.pass(15n * DAY);
    await chain.succeed("proposal:queue", { proposal: String(proposal) });
    await chain.pass(8n * DAY);
    await chain.succeed("proposal:execute", { proposal: String(proposal) });
  }

  it("shows an organisation and what it counts as", async () => {
    const { output } = await chain.run("organisation:show", { organisation: city });
    expect(output).to.contain(`Agent ${city} counts as a public body`);
    expect((await chain.run("organisation:show")).data["organisations"]).to.have.length(1);
    expect((await chain.run("organisation:show", { organisation: "1" })).error).to.include({
      code: "OrganisationsUnknownOrganisation",
    });
    expect((await chain.run("organisation:appeal", { by: city, concern: "Why?" })).error).to.include({
      code: "OrganisationsNothingToContest",
    });
  });

  it("says what is wrong with a pact before anybody votes on it", async () => {
    const missing = await chain.run("pact:propose", { by: "1", from: chain.write("bad.json", content()) });
    expect(missing.error).to.include({ code: "FileUnreadable" });
    writeFileSync(chain.path("pact.md"), "# The pact\n");
    const other = chain.write("other.json", { ...content(), organisation: 1 });
    expect((await chain.run("pact:propose", { by: "1", from: other })).error).to.include({
      code: "PactsNotPublicBody",
    });
    const malformed = chain.write("malformed.json", { ...content(), purposes: ["flying"] });
    expect((await chain.run("pact:propose", { by: "1", from: malformed })).error).to.include({ code: "FileInvalid" });
  });

  it("proposes it once; the body signs the text it has read, once", async () => {
    const from = chain.write("pact.json", content());
    const { proposal } = await chain.succeed("pact:propose", { by: "1", from });
    expect((await chain.run("pact:propose", { by: "1", from })).data).to.include({ proposal, changed: false });
    await decide(proposal);
    writeFileSync(chain.path("forged.md"), "# Another pact\n");
    const sign = { by: city, pact: "1", text: chain.path("pact.md") };
    expect((await chain.run("pact:sign", { ...sign, text: chain.path("forged.md") })).error).to.include({
      code: "PactsOtherText",
    });
    expect((await chain.run("pact:sign", sign)).output).to.contain("Pact 1 is in force until");
    expect((await chain.run("pact:sign", sign)).data).to.include({ changed: false });
    const shown = await chain.run("pact:show", { pact: "1", from });
    for (const words of ["in force until", "approved for manufacture", "A hall (open)", "0.0 of at most 10.0 ETH"]) {
      expect(shown.output).to.contain(words);
    }
    expect((await chain.run("pact:show", { pact: "9" })).error).to.include({ code: "PactsUnknownPact" });
  });

  it("funds a work within the limit", async () => {
    await chain.rpc("hardhat_setBalance", accounts[15], `0x${(100n * ETHER).toString(16)}`);
    const fund = { by: city, pact: "1", work, amount: "7.5" };
    expect((await chain.run("pact:fund", fund)).output).to.contain("2.5 ETH may still be funded");
    const { error } = await chain.run("pact:fund", fund);
    expect(error).to.include({ code: "PactsOverLimit" });
    expect(error?.message).to.contain("no more than 2.5 ETH");
  });

  it("keeps what each side says it has done", async () => {
    const fulfil = { by: city, pact: "1", commitment: "1", evidence: "The keys" };
    expect((await chain.run("pact:fulfil", fulfil)).output).to.contain("Salt");
    expect((await chain.run("pact:fulfil", fulfil)).data).to.include({ changed: false });
    const acknowledge = { by: "1", pact: "1", commitment: "1" };
    await chain.succeed("pact:acknowledge", acknowledge);
    expect((await chain.run("pact:acknowledge", acknowledge)).data).to.include({ changed: false });
    expect((await chain.run("pact:fulfil", { ...fulfil, commitment: "9" })).error).to.include({
      code: "PactsUnknownCommitment",
    });
  });

  it("appeals what an issuer takes away, once", async () => {
    await chain.succeed("organisation:attest", { by: "1", for: city, class: "firm", evidence: "sold", valid: "30d" });
    expect((await chain.run("organisation:show", { organisation: city })).output).to.contain("organisation:appeal");
    expect((await chain.run("pact:show", { pact: "1" })).output).to.contain("not in force");
    const appeal = { by: city, concern: "A city cannot be sold" };
    const { output, data } = await chain.run("organisation:appeal", appeal);
    expect(output).to.contain("keeps what it had as a public body");
    expect((await chain.run("organisation:appeal", appeal)).data).to.include({ changed: false });
    const shown = await chain.run("case:show", { case: String(data["case"]) });
    expect(shown.output).to.contain(`agent ${city} against agent 1, about attestation`);
    expect((await chain.run("pact:show", { pact: "1" })).output).to.contain("in force until");
  });

  it("ends by the body's notice, or by a decision that a member proposes", async () => {
    const { proposal } = await chain.succeed("pact:end", { by: "2", pact: "1" });
    expect(proposal).to.be.a("bigint");
    expect((await chain.run("pact:end", { by: "2", pact: "1" })).data).to.include({ changed: false });
    expect((await chain.run("pact:end", { by: city, pact: "1" })).output).to.contain("Pact 1 ends");
    expect((await chain.run("pact:end", { by: city, pact: "1" })).data).to.include({ changed: false });
  });

  it("renews an attestation once a day, however often it is asked", async () => {
    const renew = { by: "1", for: city, class: "public-body", evidence: "law of 1848", valid: "500d" };
    expect(await chain.succeed("organisation:attest", renew)).to.include({ changed: true });
    expect(await chain.succeed("organisation:attest", renew)).to.include({ changed: false });
    const longer = await chain.succeed("organisation:attest", { ...renew, valid: "600d" });
    expect(longer).to.include({ changed: true });
    await chain.pass(DAY);
    expect(await chain.succeed("organisation:attest", { ...renew, valid: "600d" })).to.include({ changed: true });
  });

  it("a case about a licence names work and purpose, and a grant that there is", async () => {
    const raise = { by: "1", against: city, concern: "No attribution", matter: "licence" };
    expect((await chain.run("case:raise", raise)).error).to.include({ code: "OptionsInvalid" });
    const { error } = await chain.run("case:raise", { ...raise, work, purpose: "personal" });
    expect(error).to.include({ code: "CasesNotGrant" });
    expect(error?.message).to.contain(`the licence for work ${work} (personal)`);
    await chain.succeed("licence:grant", { by: city, work, policy: "3", purpose: "personal" });
    const { output } = await chain.run("case:raise", { ...raise, work, purpose: "personal" });
    expect(output).to.contain(`agent 1 against agent ${city}`);
    expect((await chain.run("case:show")).output).to.contain(`about the licence for work ${work} (personal)`);
  });
});
