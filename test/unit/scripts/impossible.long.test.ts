import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;

/** What a council would agree to for nothing is refused before it is proposed; what lacks only money is not. */
describe("tasks that propose to a council what can never be carried out", () => {
  let chain: Served;
  let guild: string;
  const proposed = async () => (await chain.nation()).contracts.councils.proposalCount();

  before(async () => {
    chain = await serveNation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    await chain.succeed("season:open");
  });
  after(() => chain.close());

  const nowhere = `0x${"0".repeat(40)}`;
  const impossible: [task: string, options: Readonly<Record<string, string>>, code: string][] = [
    ["budget:grant", { amount: "10", milestones: "20,30", purpose: "A" }, "ExpensesBadMilestones"],
    ["budget:grant", { amount: "10", milestones: "0,3", purpose: "A" }, "ExpensesBadMilestones"],
    ["budget:grant", { amount: "10", until: "2020-01-01", purpose: "A" }, "ExpensesBadTerm"],
    ["financier:acknowledge", { financier: "2", principal: "10", ceiling: "5" }, "SurplusBadCeiling"],
    ["financier:acknowledge", { financier: "999", principal: "10", ceiling: "12" }, "SurplusBadFinancier"],
    ["surplus:cost", { to: nowhere, amount: "1", evidence: "A" }, "SurplusBadPayee"],
    ["surplus:cost", { to: `0x${"5a".repeat(20)}`, amount: "1", evidence: "A", season: "99" }, "LedgerUnknownSeason"],
    ["resource:specify", { name: "x".repeat(100), perEntry: "1h", track: "care" }, "GuildTermsBadName"],
    ["guild:terms", { guild: "999", budget: "1h" }, "GuildsUnknownGuild"],
    ["budget:limit", { guild: "999", amount: "1" }, "GuildsUnknownGuild"],
  ];
  for (const [task, options, code] of impossible) {
    it(`${task} ${JSON.stringify(options).slice(0, 90)} fails with ${code}, and nothing is proposed`, async () => {
      const before = await proposed();
      const { error } = await chain.run(task, { by: "1", guild, ...options });
      expect(error).to.include({ code });
      expect(await proposed()).to.equal(before);
    });
  }

  it("given less than was acknowledged before, financier:acknowledge says so", async () => {
    const of = { by: "1", guild, financier: "2" };
    const { proposal } = await chain.succeed("financier:acknowledge", { ...of, principal: "10", ceiling: "12" });
    await chain.pass(5n * DAY);
    await chain.succeed("council:execute", { proposal: String(proposal) });
    const { error } = await chain.run("financier:acknowledge", { ...of, principal: "10", ceiling: "11" });
    expect(error).to.include({ code: "SurplusBadCeiling" });
    expect(error?.message).to.contain("this could never be carried out");
  });

  it("a cost that nobody has paid in for yet is proposed", async () => {
    const cost = { to: `0x${"5a".repeat(20)}`, amount: "1", evidence: "INV-1" };
    expect(await chain.succeed("surplus:cost", { by: "1", guild, ...cost })).to.include({ changed: true });
  });

  it("an action that needs an earlier one of the same proposal is proposed", async () => {
    const until = Number((await (await chain.nation()).clock()) + 60n * DAY);
    const actions = [{ contract: "Guilds", function: "appoint", arguments: { steward: 4, until } }];
    const from = chain.write("appoint.json", { description: "A steward who joins first", actions });
    expect(await chain.succeed("council:propose", { by: "1", guild, from })).to.include({ changed: true });
  });
});
