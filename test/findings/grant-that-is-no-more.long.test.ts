import { expect } from "chai";

import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;
const QUARTERLY = {
  licence: "LicenseRef-Neoguild-CopyFair-1.0",
  reciprocity: { amount: "48", period: "90d", graceDays: 10, cureDays: 60, firstCureDays: 30 },
};
const FLAT = { licence: "LicenseRef-Neoguild-CopyFair-1.0", price: { perGrant: "100" }, term: "1y" };

// The last grant is kept, in force or not. licence:grant looked at its end alone, so it told who had left, or whose grant had
// lapsed, that they held the licence already, and sent nothing; and it called any refusal for a grant in force, also one
// under another policy, this licence.
describe("Finding: licence:grant took a grant that is no more, or another one, for the one asked for", () => {
  let chain: Served;
  let work: string;
  let firm: string;

  before(async () => {
    const charter = shortCharter();
    const { policies } = charter["licensing"] as { policies: object[] };
    policies.splice(3, 1, QUARTERLY, FLAT);
    chain = await serveNation(charter);
    const accounts = (await chain.rpc("eth_accounts")) as string[];
    const guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    await chain.succeed("season:open");
    const hash = `0x${"ab".repeat(32)}`;
    const publishing = { by: "1", guild, hash, uri: "ipfs://drill", policies: "4,5" };
    work = String((await chain.succeed("work:publish", publishing))["work"]);
    const application = chain.path("firm.json");
    await chain.succeed("member:apply", { key: accounts[15], out: application, organisation: true });
    const attesting = { by: "1", application, class: "firm", evidence: "register 4711", valid: "900d" };
    firm = String((await chain.succeed("organisation:attest", attesting))["organisation"]);
  });
  after(() => chain.close());

  it("who left pays as anybody does; once paid, the licence is held", async () => {
    const taking = { by: "9", work, policy: "5", purpose: "commercial" };
    expect(await chain.succeed("licence:grant", taking)).to.include({ changed: true, paid: 0n });
    await chain.succeed("member:leave", { by: "9" });
    expect(await chain.succeed("licence:grant", taking)).to.include({ changed: true, paid: 100n * 10n ** 18n });
    expect(await chain.succeed("licence:grant", taking)).to.include({ changed: false });
  });

  it("a grant under another policy is not the one asked for", async () => {
    const taking = { by: firm, work, purpose: "manufacture" };
    await chain.succeed("licence:grant", { ...taking, policy: "4" });
    expect(await chain.succeed("licence:grant", { ...taking, policy: "4" })).to.include({ changed: false });
    const other = await chain.run("licence:grant", { ...taking, policy: "5" });
    expect(other.error).to.include({ code: "LicencesAlreadyGranted" });
  });

  it("after a lapse nothing is held: what is owed comes first, then it is taken anew", async () => {
    await chain.pass(400n * DAY);
    const taking = { by: firm, work, policy: "4", purpose: "manufacture" };
    expect((await chain.run("licence:grant", taking)).error).to.include({ code: "LicencesStillDue" });
    await chain.succeed("season:open");
    await chain.succeed("licence:settle", { work, licensee: firm, purpose: "manufacture" });
    expect(await chain.succeed("licence:grant", taking)).to.include({ changed: true });
    expect(await chain.succeed("licence:grant", taking)).to.include({ changed: false });
  });
});
