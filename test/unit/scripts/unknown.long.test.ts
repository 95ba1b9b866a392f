import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

/** What is not there is said, with what to do; nobody is shown an empty page of it, or told that it is done. */
describe("tasks asked about what is not there", () => {
  let chain: Served;

  before(async () => {
    chain = await serveNation();
    await chain.succeed("guild:found", { by: "1", name: "Studio" });
    await chain.succeed("season:open");
  });
  after(() => chain.close());

  const [guild, season] = ["10", "1"];
  const questions: [task: string, options: Readonly<Record<string, unknown>>, code: string][] = [
    ["season:show", { season: "99" }, "LedgerUnknownSeason"],
    ["books:show", { guild, season: "99" }, "LedgerUnknownSeason"],
    ["books:show", { guild: "999" }, "GuildsUnknownGuild"],
    ["surplus:weigh", { guild, season: "99" }, "LedgerUnknownSeason"],
    ["surplus:weigh", { guild: "999", season }, "GuildsUnknownGuild"],
    ["surplus:loss", { guild, season: "99" }, "LedgerUnknownSeason"],
    ["surplus:loss", { guild: "999", season }, "GuildsUnknownGuild"],
    ["surplus:claim", { for: "all", guild, season: "99" }, "LedgerUnknownSeason"],
    ["surplus:claim", { for: "all", guild: "999", season }, "GuildsUnknownGuild"],
    ["budget:show", { budget: "99" }, "ExpensesUnknownBudget"],
    ["council:show", { proposal: "1234" }, "CouncilProposalUnknown"],
    ["recovery:show", { id: "999" }, "MembersUnknownAgent"],
    ["conflict:show", { id: "999" }, "MembersUnknownAgent"],
    ["lot:show", { lot: "99" }, "LotUnknown"],
    ["lot:draw", { lot: "99" }, "LotUnknown"],
    ["expense:list", { guild: "999" }, "GuildsUnknownGuild"],
    ["budget:show", { guild: "999" }, "GuildsUnknownGuild"],
    ["contribution:submit", { by: "1", guild, time: "1h", work: "77" }, "CommonsUnknownWork"],
    ["commitment:make", { by: "1", guild, time: "1h", due: "2027-01-01", work: "77" }, "CommonsUnknownWork"],
    ["surplus:deposit", { guild, amount: "1", ref: "a", work: "77" }, "CommonsUnknownWork"],
    ["surplus:deposit", { guild: "999", amount: "1", ref: "a" }, "GuildsUnknownGuild"],
    ["contribution:submit", { by: "1", guild, time: "1h", day: "2099-01-01" }, "DayToCome"],
    ["contribution:submit", { by: "1", guild: "999", time: "8h" }, "GuildsUnknownGuild"],
  ];
  it("surplus:deposit names coin that the payer has not, and a token that is none", async () => {
    const deposit = (options: Readonly<Record<string, string>>) => chain.run("surplus:deposit", { guild, ...options });
    expect((await deposit({ amount: "999999999", ref: "a" })).error).to.include({ code: "FundsMissing" });
    const token = `0x${"12".repeat(20)}`;
    expect((await deposit({ amount: "1", ref: "b", token })).error).to.include({ code: "TokenUnknown" });
  });

  it("a remedy carries the nation that the task was given", async () => {
    const { output } = await chain.run("guild:show", { guild: "999", nation: "Short example" });
    expect(output).to.contain("'npx hardhat member:list --nation short-example'");
  });

  for (const [task, options, code] of questions) {
    it(`${task} ${JSON.stringify(options)} fails with ${code}, and says what to do`, async () => {
      const { error } = await chain.run(task, options);
      expect(error).to.include({ code });
      expect(error?.remedy).to.include("npx hardhat ");
    });
  }
});
