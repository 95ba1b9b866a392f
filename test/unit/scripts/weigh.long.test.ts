import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { serveNation, shortCharter, type Served } from "./harness.ts";

const DAY = 86_400n;

/** Books whose equation limits the highest payout, through the tasks alone. */
describe("tasks of books that are weighed", () => {
  let chain: Served;
  const season = "1";
  let guild: string;

  before(async () => {
    const charter = shortCharter();
    const treasury = charter["treasury"] as Record<string, unknown>;
    const valueEquation = [{ to: "equal", share: "rest" }];
    chain = await serveNation({ ...charter, treasury: { ...treasury, valueEquation, rules: { maxRatio: "2" } } });
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
    await chain.succeed("season:open");
    await chain.succeed("surplus:deposit", { guild, amount: "30", ref: "INV-1" });
    await chain.pass(400n * DAY);
    await chain.succeed("season:close", { season });
  });
  after(() => chain.close());

  it("surplus:close says that every member's number comes first, and how", async () => {
    const { output } = await chain.run("surplus:close", { guild, season });
    expect(output).to.contain(`npx hardhat surplus:weigh --guild ${guild} --season ${season}`);
  });
  it("surplus:weigh goes on with whom others have passed over, and stops when nothing waits", async () => {
    const { surplus } = (await chain.nation()).contracts;
    const page = [guild, season, ZeroAddress, [2n, 4_000_000_000n]] as const;
    const data = surplus.interface.encodeFunctionData("weigh", [...page]);
    const [from] = (await chain.rpc("eth_accounts")) as string[];
    await chain.rpc("eth_sendTransaction", { from, to: await surplus.getAddress(), data });
    expect(await chain.succeed("surplus:weigh", { guild, season, page: "1" })).to.include({ weighed: 1n });
    expect(await chain.succeed("surplus:weigh", { guild, season })).to.include({ changed: true });
    expect(await chain.succeed("surplus:weigh", { guild, season })).to.include({ changed: false });
    const claimed = await chain.succeed("surplus:claim", { for: "1,2,3", guild, season });
    expect(claimed["shares"]).to.deep.equal([1n, 2n, 3n].map((member) => ({ member, amount: 10n * 10n ** 18n })));
  });
});
