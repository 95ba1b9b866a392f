import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;

describe("tasks of expenses", () => {
  let chain: Served;
  let guild: string;

  before(async () => {
    chain = await serveNation();
    await chain.succeed("season:open");
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3", "4"]) await chain.succeed("guild:join", { by, guild });
    const now = (await (await chain.nation()).now()).timestamp;
    const actions = ["2", "3"].map((steward) => ({
      contract: "Guilds",
      function: "appoint",
      arguments: { steward: Number(steward), until: Number(now + 300n * DAY) },
    }));
    const from = chain.write("appoint.json", { description: "Two stewards", actions });
    await decide("council:propose", { from });
    await chain.succeed("surplus:deposit", { guild, amount: "1000", ref: "sale" });
  });
  after(() => chain.close());

  /** Proposes by agent 1, waits for objections and has it carried out. */
  const decide = async (task: string, options: Readonly<Record<string, string | boolean>>) => {
    const { proposal } = await chain.succeed(task, {
      by: "1",
      ...(task.startsWith("expense") ? {} : { guild }),
      ...options,
    });
    await chain.pass(5n * DAY);
    await chain.succeed("council:execute", { proposal: String(proposal) });
  };
  const request = async (options: Readonly<Record<string, string>>) =>
    String((await chain.succeed("expense:request", { by: "4", guild, ...options }))["request"]);
  const listed = async (id: string) => {
    const { requests } = (await chain.succeed("expense:list", { guild })) as { requests: { request: string }[] };
    return requests.find((each) => each.request === id) as unknown as Record<string, unknown>;
  };

  describe("budget:limit", () => {
    it("proposes the limit to the council; agreed, it holds; it is not proposed twice", async () => {
      await decide("budget:limit", { amount: "100" });
      const { expenses } = (await chain.nation()).contracts;
      expect(await expenses.limitOf(guild, `0x${"0".repeat(40)}`)).to.equal(100n * ETHER);
      expect(await chain.succeed("budget:limit", { by: "1", guild, amount: "100" })).to.include({ changed: false });
    });
  });

  describe("budget:grant", () => {
    it("proposes a budget with milestones; agreed, budget:show shows it", async () => {
      await decide("budget:grant", { amount: "400", purpose: "A loom", milestones: "200,100" });
      const { data, output } = await chain.run("budget:show", { guild });
      expect(output).to.contain("left 100.00 ETH").and.to.contain("milestone 1: 200.00 ETH, open");
      const [budget] = data["budgets"] as Record<string, unknown>[];
      expect(budget).to.include({ budget: 1n, amount: 400n * ETHER, bound: 300n * ETHER, left: 100n * ETHER });
    });
    it("takes a season or a day, not both", async () => {
      const both = { by: "1", guild, amount: "1", purpose: "Both", season: "1", until: "2090-01-01" };
      expect((await chain.run("budget:grant", both)).error).to.include({ code: "OptionsInvalid" });
    });
  });

  describe("expense:request to expense:pay", () => {
    it("pays an outlay that two stewards approve, and sends nothing twice", async () => {
      const options = { by: "4", guild, amount: "42.5", evidence: "receipt 17" };
      const asked = await request({ amount: "42.5", evidence: "receipt 17" });
      expect(await chain.succeed("expense:request", options)).to.include({ changed: false, request: asked });
      const approve = (by: string) => chain.succeed("expense:approve", { by, request: asked });
      expect(await approve("2")).to.include({ approved: false });
      expect(await approve("2")).to.include({ changed: false });
      expect((await listed(asked))["state"]).to.equal("asked");
      expect(await approve("3")).to.include({ approved: true });
      expect(await approve("3")).to.include({ changed: false });
      expect(await chain.succeed("expense:pay", { request: asked })).to.include({ amount: (85n * ETHER) / 2n });
      expect(await chain.succeed("expense:pay", { request: asked })).to.include({ changed: false });
      expect((await listed(asked))["state"]).to.equal("paid");
    });
    it("takes the same receipt in another token, or in another season that is named, for another request", async () => {
      const options = { by: "4", guild, amount: "2.5", evidence: "receipt 16" };
      const asked = await request({ amount: "2.5", evidence: "receipt 16" });
      const token = `0x${"5c".repeat(20)}`;
      expect((await chain.succeed("expense:request", { ...options, token }))["request"]).not.to.equal(asked);
      const same = { changed: false, request: asked };
      expect(await chain.succeed("expense:request", { ...options, season: "1" })).to.include(same);
      const { error } = await chain.run("expense:request", { ...options, season: "2" });
      expect(error).to.include({ code: "ExpensesUnknownSeason" });
    });
    it("pays an invoice of somebody outside from a budget, and keeps the salt of who it is with the requester", async () => {
      const to = `0x${"5a".repeat(20)}`;
      const invoice = { kind: "invoice", to, who: "A mill", amount: "50", budget: "1", evidence: "invoice 9" };
      const asked = await request(invoice);
      for (const by of ["2", "3"]) await chain.succeed("expense:approve", { by, request: asked });
      const paid = await chain.succeed("expense:pay", { request: asked });
      expect(String(paid["to"]).toLowerCase()).to.equal(to);
    });
    it("explains a refusal of the contract", async () => {
      const asked = await request({ amount: "1", evidence: "receipt 18" });
      const { error } = await chain.run("expense:approve", { by: "4", request: asked });
      expect(error).to.include({ code: "ExpensesNotApprover" });
      expect(error?.remedy).to.contain("council:propose");
      expect((await chain.run("expense:pay", { request: asked })).error?.message).to.contain("is asked");
      const unknown = await chain.run("expense:pay", { request: `0x${"12".repeat(32)}` });
      expect(unknown.error).to.include({ code: "ExpenseUnknown" });
    });
  });

  describe("expense:approve --council", () => {
    it("lets the council approve what two stewards cannot", async () => {
      const asked = await request({ by: "2", amount: "7", evidence: "receipt 19" });
      await decide("expense:approve", { request: asked, council: true });
      expect((await listed(asked))["state"]).to.equal("approved");
    });
  });

  describe("expense:refuse, expense:withdraw and expense:redirect", () => {
    it("end a request by two stewards or its requester, and name another address", async () => {
      const [refused, withdrawn] = [
        await request({ amount: "3", evidence: "receipt 20" }),
        await request({ amount: "4", evidence: "receipt 21" }),
      ];
      const refuse = (by: string) => chain.succeed("expense:refuse", { by, request: refused, reason: "No receipt" });
      expect((await refuse("2"))["reason"]).to.have.keys("hash", "salt");
      expect(await refuse("2")).to.include({ changed: false });
      expect(await refuse("3")).to.include({ refused: true });
      expect(await refuse("3")).to.include({ changed: false });
      const to = `0x${"6b".repeat(20)}`;
      const redirect = () => chain.succeed("expense:redirect", { by: "4", request: withdrawn, to });
      expect(await redirect()).to.include({ changed: true });
      expect(await redirect()).to.include({ changed: false });
      const withdraw = () => chain.succeed("expense:withdraw", { by: "4", request: withdrawn });
      expect(await withdraw()).to.include({ changed: true });
      expect(await withdraw()).to.include({ changed: false });
      const { output } = await chain.run("expense:list", { guild, open: true });
      expect(output).not.to.contain(refused);
    });
    it("propose a refusal to the council, which alone takes back an approval", async () => {
      const asked = await request({ amount: "5", evidence: "receipt 22" });
      for (const by of ["2", "3"]) await chain.succeed("expense:approve", { by, request: asked });
      expect((await chain.run("expense:refuse", { by: "2", request: asked })).error).to.include({
        code: "OptionsInvalid",
      });
      await decide("expense:refuse", { request: asked, council: true });
      expect((await listed(asked))["state"]).to.equal("refused");
    });
  });

  describe("milestone:commit, milestone:deliver and milestone:release", () => {
    it("go from hand to hand until it is paid, and send nothing twice", async () => {
      const at = { budget: "1", milestone: "1" };
      const run = (task: string, by: string, more = {}) => chain.succeed(task, { by, ...at, ...more });
      expect(await run("milestone:commit", "3")).to.include({ changed: true });
      expect(await run("milestone:commit", "3", { back: true })).to.include({ changed: true });
      expect(await run("milestone:commit", "3", { back: true })).to.include({ changed: false });
      expect(await run("milestone:commit", "4")).to.include({ changed: true });
      expect(await run("milestone:commit", "4")).to.include({ changed: false });
      expect((await chain.run("milestone:release", { by: "2", ...at })).error).to.include({ code: "ExpenseUnknown" });
      const delivered = await run("milestone:deliver", "4", { evidence: "https://example.org/loom" });
      expect(await run("milestone:deliver", "4", { evidence: "again" })).to.include({
        changed: false,
        request: delivered["request"],
      });
      expect(await run("milestone:release", "2")).to.include({ released: false });
      expect(await run("milestone:release", "2")).to.include({ changed: false });
      expect(await run("milestone:release", "3")).to.include({ released: true });
      expect(await run("milestone:release", "3")).to.include({ changed: false });
      const paid = await chain.succeed("expense:pay", { request: String(delivered["request"]) });
      expect(paid).to.include({ amount: 200n * ETHER });
    });
  });
});
