import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;

describe("tasks of losses and financiers", () => {
  let chain: Served;
  let guild: string;

  before(async () => {
    chain = await serveNation();
    await chain.succeed("season:open");
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
  });
  after(() => chain.close());

  /** Proposes by agent 1, waits for objections and has it carried out. */
  const decide = async (task: string, options: Readonly<Record<string, string | boolean>>) => {
    const { proposal } = await chain.succeed(task, { by: "1", ...options });
    await chain.pass(5n * DAY);
    await chain.succeed("council:execute", { proposal: String(proposal) });
  };

  it("financier:acknowledge proposes it to the council, once; agreed, financier:show shows it", async () => {
    const options = { guild, financier: "4", principal: "50", ceiling: "60" };
    await decide("financier:acknowledge", options);
    const { output, data } = await chain.run("financier:show", { guild });
    expect(output).to.contain("Agent 4 gave 50.00 ETH; 0.00 ETH returned, 60.00 ETH may still");
    expect(data["financiers"]).to.have.length(1);
    expect(await chain.succeed("financier:acknowledge", { by: "1", ...options })).to.include({ changed: false });
  });

  it("surplus:loss says that nothing was lost, then shows what was and who bears it", async () => {
    expect((await chain.run("surplus:loss", { guild, season: "1" })).output).to.contain("no loss in ETH");
    await chain.succeed("surplus:deposit", { guild, amount: "100", ref: "sale" });
    await decide("budget:limit", { guild, amount: "500" });
    const asked = { by: "3", guild, amount: "150", evidence: "receipt" };
    const request = String((await chain.succeed("expense:request", asked))["request"]);
    await decide("expense:approve", { request, council: true });

    const { ledger } = (await chain.nation()).contracts;
    const now = (await (await chain.nation()).now()).timestamp;
    await chain.pass((await ledger.seasonOf(1n)).closesAt - now + 1n);
    await chain.run("member:fold", {});
    await chain.succeed("season:close", { season: "1" });
    expect((await chain.run("surplus:close", { guild, season: "1" })).output).to.contain("surplus:loss");
    const { output, data } = await chain.run("surplus:loss", { guild, season: "1" });
    expect(output).to.contain("150.00 approved and unpaid at the close").and.to.contain("borne by nobody");
    expect(data).to.include({ due: 150n * ETHER, fromIncome: 100n * ETHER, uncovered: 50n * ETHER });
    expect(await chain.succeed("surplus:loss", { guild, season: "1", pull: true })).to.include({ changed: false });
    expect((await chain.run("books:show", { guild, season: "1" })).output).to.contain("Loss: 150.00");
  });
});
