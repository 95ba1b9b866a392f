import { expect } from "chai";

import { serveNation, shortCharter, type Served } from "./harness.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;
const QUARTERLY = {
  licence: "LicenseRef-Neoguild-CopyFair-1.0",
  price: { perUnit: "0.1" },
  reciprocity: { work: "16h", amount: "48", period: "90d", graceDays: 10, cureDays: 60, firstCureDays: 30 },
};

/** A firm builds under a licence by the quarter: it reports, its people count, it pays, falls behind, and gives it back. */
describe("licence:report, licence:count, licence:settle, licence:notice, licence:show and licence:release", () => {
  let chain: Served;
  let work: string, firm: string;
  const holds = () => ({ work, purpose: "manufacture" });

  before(async () => {
    const charter = shortCharter();
    const licensing = charter["licensing"] as { policies: object[] };
    licensing.policies[3] = QUARTERLY;
    chain = await serveNation(charter);
    const accounts = (await chain.rpc("eth_accounts")) as string[];
    const guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3", "4"]) await chain.succeed("guild:join", { by, guild });
    await chain.succeed("season:open");
    const hash = `0x${"ab".repeat(32)}`;
    const published = { by: "1", guild, hash, uri: "ipfs://drill", policies: "4" };
    work = String((await chain.succeed("work:publish", published))["work"]);
    const application = chain.path("firm.json");
    await chain.succeed("member:apply", { key: accounts[15], out: application, organisation: true });
    const attesting = { by: "1", application, class: "firm", evidence: "register 4711" };
    firm = String((await chain.succeed("organisation:attest", attesting))["organisation"]);
    await chain.succeed("licence:grant", { by: firm, policy: "4", ...holds() });

    const from = chain.write("hours.json", [{ provider: "2", time: "10h", work }]);
    const { batch } = await chain.succeed("contribution:submit", { by: "1", guild, from });
    for (const by of ["2", "3", "4"]) await chain.succeed("contribution:appraise", { by, batch });
    await chain.pass(22n * DAY);
    await chain.succeed("contribution:settle", { batch });
  });
  after(() => chain.close());

  /** A task that changes the chain once, and says so the second time. */
  async function once(task: string, options: Readonly<Record<string, unknown>>) {
    const first = await chain.succeed(task, options);
    expect(first, task).to.include({ changed: true });
    expect(await chain.succeed(task, options), task).to.include({ changed: false });
    return first;
  }
  const shown = async () => (await chain.run("licence:show", { work, agent: firm })).output;

  it("licence:report takes all units so far, so that none is reported twice; they are due with the quarter", async () => {
    const report = { by: firm, ...holds(), total: "250" };
    expect(await once("licence:report", report)).to.include({ units: 250n, fee: 25n * ETHER, paid: 0n });
    expect(await once("licence:report", { ...report, total: "300" })).to.include({ units: 50n });
    expect(await shown()).to.contain("reported: 300 units, 30.0");
  });

  it("licence:count counts the hours of who works for the firm, no minute twice", async () => {
    const count = { by: "2", licensee: firm, ...holds(), total: "10h" };
    expect(await once("licence:count", count)).to.include({ minutesCounted: 600n });
    expect((await chain.run("licence:count", { ...count, total: "11h" })).error).to.include({
      code: "LicencesMinutesShort",
    });
    expect(await shown()).to.contain("and 10 h");
  });

  it("licence:notice is refused while nothing is missing, and shortens the time to cure when something is, once", async () => {
    const notice = { by: "1", licensee: firm, ...holds() };
    expect((await chain.run("licence:notice", notice)).error).to.include({ code: "LicencesNoBreach" });
    await chain.pass(70n * DAY);
    expect(await shown()).to.contain("to be given by");
    await chain.pass(10n * DAY);
    const { output } = await chain.run("licence:notice", notice);
    expect(output).to.contain(`Notice given to agent ${firm}`).and.to.contain("it lapses on");
    expect((await chain.run("licence:notice", notice)).data).to.include({ changed: false });
    const asked = { work, agent: firm, purpose: "manufacture" };
    expect(await chain.succeed("licence:check", asked)).to.include({ allowed: false, reason: "ReciprocityOverdue" });
  });

  it("licence:settle pays what is open, so many coins as the hours leave, once", async () => {
    const settle = { ...holds(), licensee: firm };
    expect(await once("licence:settle", settle)).to.include({ amount: 48n * ETHER });
    const asked = { work, agent: firm, purpose: "manufacture" };
    expect(await chain.succeed("licence:check", asked)).to.include({ allowed: true, reason: "GrantHeld" });
    expect(await once("licence:settle", { ...settle, total: "50" })).to.include({ amount: 2n * ETHER });
  });

  it("work:pay counts no fee of a licence toward what the same account shall have paid beside it", async () => {
    expect(await once("work:pay", { work, total: "3" })).to.include({ amount: 3n * ETHER, total: 3n * ETHER });
  });

  it("licence:show shows the meter, and says so when there is no licence", async () => {
    const output = await shown();
    for (const words of [`agent ${firm}, work ${work}, manufacture, policy 4`, "given: 50.0", "next due:"]) {
      expect(output).to.contain(words);
    }
    expect((await chain.run("licence:show", { work, agent: "5" })).output).to.contain("was granted nothing");
    const nothing = { ...holds(), licensee: "5" };
    expect((await chain.run("licence:settle", nothing)).error).to.include({ code: "LicencesNoGrant" });
  });

  it("licence:release gives it back at the end of the running quarter, once", async () => {
    await once("licence:release", { by: firm, ...holds() });
    expect(await shown()).not.to.contain("for ever");
  });
});
