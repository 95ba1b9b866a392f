import { expect } from "chai";

import { serveNation, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;

// A correction could be entered by no task, and where one was shown, to be appraised, it looked like work.
describe("finding: a correction through tasks", () => {
  let chain: Served;
  before(async () => {
    chain = await serveNation();
  });
  after(() => chain.close());

  it("is entered, shown for what it is, and takes", async () => {
    const guild = String((await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
    await chain.succeed("season:open", {});
    const submit = async (options: object) => {
      const { batch } = await chain.succeed("contribution:submit", { by: "1", guild, provider: "1", ...options });
      for (const by of ["2", "3"]) await chain.succeed("contribution:appraise", { by, batch: String(batch) });
      return String(batch);
    };
    const settle = async (batch: string) => {
      await chain.pass(30n * DAY);
      return chain.run("contribution:settle", { batch });
    };
    const batch = await submit({ time: "8h" });
    await settle(batch);
    const wrong = await submit({ time: "3h", corrects: batch });
    const { output } = await chain.run("contribution:show", { batch: wrong });
    expect(output).to.contain(`a correction of batch ${batch} that takes back 3 h`);
    expect((await settle(wrong)).data).to.include({ credited: 1, minutes: 0 });
    const { tracks } = await chain.succeed("contribution:show", { guild, member: "1" });
    expect((tracks as unknown[])[0]).to.include({ record: 300n, season: 300n, debt: 0n });
  });
});
