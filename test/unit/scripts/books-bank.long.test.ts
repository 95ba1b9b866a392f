import { writeFileSync } from "node:fs";
import { expect } from "chai";

import { serveNation, shortCharter, type Served } from "./harness.ts";

const DAY = 86_400n;

/** The same tools where money lies at a bank, costs wait to be paid, and a share of the income is another work's. */
describe("tasks of the books, with a bank account and costs", () => {
  let chain: Served;
  let guild: string;
  let token: string;

  before(async () => {
    const charter = shortCharter();
    const bank = [{ name: "In euros", currency: "EUR", officers: [1, 2], officerTerm: "1y", confirmWithin: "14d" }];
    Object.assign(charter["treasury"] as object, { bank });
    chain = await serveNation(charter);
    await chain.succeed("season:open");
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3", "4"]) await chain.succeed("guild:join", { by, guild });
    const nation = await chain.nation();
    token = nation.banks[0]!.address;
    const { timestamp } = await nation.now();
    nation.provider.destroy();
    const actions = ["2", "3"].map((steward) => ({
      contract: "Guilds",
      function: "appoint",
      arguments: { steward: Number(steward), until: Number(timestamp + 300n * DAY) },
    }));
    await decide("council:propose", { from: chain.write("appoint.json", { description: "Two stewards", actions }) });
    await decide("budget:limit", { amount: "100", token });
    const line = { by: "1", to: guild, day: "2026-02-27", amount: "250", bankRef: "A1" };
    const { booking } = await chain.succeed("bank:book", line);
    await chain.succeed("bank:confirm", { by: "2", booking });
    const paid = await approved("42.5", "receipt 1");
    await chain.succeed("expense:pay", { request: paid });
    await approved("10", "receipt 2");
    writeFileSync(chain.path("hours.csv"), ["provider,time", "1,160h", "4,80h"].join("\n"));
    const { batch } = await chain.succeed("contribution:submit", { by: "1", guild, from: chain.path("hours.csv") });
    for (const by of ["2", "3", "4"]) await chain.succeed("contribution:appraise", { by, batch: String(batch) });
    await chain.pass(30n * DAY);
    await chain.succeed("contribution:settle", { batch: String(batch) });
    await chain.pass(100n * DAY);
  });
  after(() => chain.close());

  async function decide(task: string, options: Readonly<Record<string, string>>) {
    const { proposal } = await chain.succeed(task, { by: "1", guild, ...options });
    await chain.pass(5n * DAY);
    await chain.succeed("council:execute", { proposal: String(proposal) });
  }

  async function approved(amount: string, evidence: string): Promise<string> {
    const { request } = await chain.succeed("expense:request", { by: "4", guild, amount, evidence, token });
    for (const by of ["2", "3"]) await chain.succeed("expense:approve", { by, request: String(request) });
    return String(request);
  }

  it("books:recompute agrees in every figure of the bank and of the costs", async () => {
    const from = chain.path("books.json");
    await chain.succeed("books:export", { out: from });
    const { compared, agrees } = await chain.succeed("books:recompute", { from });
    expect(agrees).to.equal(true);
    expect(compared).to.include.all.keys(["bank money", "payouts of banks", "requests for money"]);
  });

  it("treasury:unpaid tells the payout that the bank has not made, and the cost that nobody paid", async () => {
    const { waiting } = (await chain.succeed("treasury:unpaid")) as unknown as {
      waiting: { agent: bigint; reason: string; command: string; shown: string }[];
    };
    expect(waiting.map(({ agent, reason, shown }) => [agent, reason, shown])).to.deep.equal([
      [4n, "bank-payout", "42.50"],
      [4n, "cost-approved", "10.00"],
    ]);
    expect(waiting[0]?.command).to.equal("npx hardhat bank:payouts --account 1");
  });

  it("treasury:unpaid says that a cost is paid from what the close has set aside for it", async () => {
    await chain.pass(500n * DAY);
    await chain.succeed("season:close", { season: "1" });
    await chain.succeed("surplus:close", { guild, season: "1", token });
    const { waiting } = (await chain.succeed("treasury:unpaid")) as unknown as {
      waiting: { reason: string; command: string; shown: string }[];
    };
    const cost = waiting.find(({ reason }) => reason.startsWith("cost"));
    expect(cost).to.include({ reason: "cost-approved", shown: "10.00" });
    expect(cost?.command).to.match(/^npx hardhat expense:pay --request 0x[0-9a-f]{64}$/);
  });

  it("books:show shows the account's money in columns that add up", async () => {
    const { output, error } = await chain.run("books:show");
    expect(error, output).to.equal(undefined);
    // 42.50 were paid, and 10.00 that were approved and not paid are set aside by the loss rule.
    expect(output).to.match(/guild \d+ +250\.00 +52\.50 /);
  });

  it("books:compare takes its file without an option's name, and says plainly what is missing", async () => {
    const sheet = chain.path("sheet.csv");
    writeFileSync(sheet, "name,hours,share\n1,160,0\n");
    const { code, stdout, stderr } = await chain.command("books:compare", sheet, "--guild", guild, "--season", "9");
    expect(code, stdout + stderr).to.equal(1);
    expect(stderr).to.contain("are not closed");
    const { error } = await chain.run("books:compare", { guild, season: "1" });
    expect(error?.message).to.contain("--sheet: is needed");
  });

  it("reserve:fill says that nothing waits", async () => {
    expect(await chain.succeed("reserve:fill")).to.include({ changed: false });
  });
});
