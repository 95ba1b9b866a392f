import { expect } from "chai";
import { id as hashOf } from "ethers";

import type { Nation } from "../../sdk/connect.ts";
import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;

/** What docs/first-day.md says can be done about a mistake in a nation that is real, done with its commands. */
describe("Story: the first day's mistakes, put right", () => {
  let chain: Served;
  let nation: Nation;
  let accounts: string[];

  before(async () => {
    const charter = shortCharter();
    Object.assign(charter["membership"] as object, { keyInterval: "30d" });
    chain = await serveNation(charter);
    accounts = (await chain.rpc("eth_accounts")) as string[];
    nation = await chain.nation();
  });
  after(() => chain.close());

  const keyOf = (place: number) => accounts[place] ?? "";
  const found = async (name: string) => String((await chain.succeed("guild:found", { by: "1", name }))["guild"]);

  it("a founder named with an old wallet of theirs moves to the right one at once, and not again for a while", async () => {
    expect(await chain.succeed("member:key", { by: "2", newKey: keyOf(12) })).to.include({ changed: true });
    const { error } = await chain.run("member:key", { by: "2", newKey: keyOf(13) });
    expect(error).to.include({ code: "MembersKeyTooSoon" });
  });

  it("a founder named with an address that is nobody's comes in with an id of their own; the wrong id stays", async () => {
    const out = chain.path("application.json");
    await chain.succeed("member:apply", { key: keyOf(10), out });
    const { agent } = await chain.succeed("member:vouch", { by: "1", application: out });
    await chain.succeed("member:vouch", { by: "2", application: out });
    await chain.succeed("member:admit", { for: String(agent) });
    expect(await chain.succeed("member:show", { id: String(agent) })).to.include({ status: "Active" });
    expect(await chain.succeed("member:show", { id: "9" })).to.include({ status: "Active" });
  });

  it("a misspelt guild is left for one with the right name", async () => {
    const [wrong, right] = [await found("Graden"), await found("Garden")];
    await chain.succeed("guild:quit", { by: "1", guild: wrong });
    const left = await chain.succeed("guild:show", { guild: wrong });
    expect(left).to.include({ name: "Graden" });
    expect(left["roster"]).to.deep.equal([]);
    expect((await chain.succeed("guild:show", { guild: right }))["roster"]).to.have.length(1);
  });

  it("hours entered wrongly are taken back and entered anew, until they are settled", async () => {
    const guild = await found("Hours");
    for (const by of ["3", "4"]) await chain.succeed("guild:join", { by, guild });
    await chain.succeed("season:open");
    const submit = async (name: string, time: string) => {
      const from = chain.write(name, [{ provider: 1, time }]);
      return String((await chain.succeed("contribution:submit", { by: "1", guild, from }))["batch"]);
    };
    const wrong = await submit("wrong.json", "80h");
    expect(await chain.succeed("contribution:withdraw", { by: "1", batch: wrong })).to.include({ changed: true });
    const batch = await submit("right.json", "8h");
    for (const by of ["3", "4"]) await chain.succeed("contribution:appraise", { by, batch });
    await chain.pass(22n * DAY);
    expect(await chain.succeed("contribution:settle", { batch })).to.include({ credited: 1, minutes: 480 });
    const { error } = await chain.run("contribution:withdraw", { by: "1", batch });
    expect(error).to.include({ code: "LedgerBatchNotOpen" });
  });

  it("income booked to the wrong guild goes back as a cost of its council, and is booked to the right one", async () => {
    const [wrong, right] = [await found("Not this"), await found("This")];
    await chain.succeed("surplus:deposit", { guild: wrong, amount: "500", ref: "INV-1" });
    const cost = { by: "1", guild: wrong, to: keyOf(0), amount: "500", evidence: "INV-1 was This guild's" };
    const { proposal } = await chain.succeed("surplus:cost", cost);
    await chain.pass(4n * DAY);
    await chain.succeed("council:execute", { proposal: String(proposal) });
    await chain.succeed("surplus:deposit", { guild: right, amount: "500", ref: "INV-1" });
    const available = async (guild: string) => (await nation.contracts.surplus.booksOf(guild, 1n, NATIVE)).available;
    expect([await available(wrong), await available(right)]).to.deep.equal([0n, 500n * ETHER]);
  });

  it("a wrong percentage and a wrong charter file are changed by vote; the open season keeps its terms", async () => {
    const { surplus, ledger, charter } = nation.contracts;
    const season = await ledger.lastSeason();
    const { opensAt } = await ledger.seasonOf(season);
    const from = chain.write("proposal.json", {
      description: "A fifth to the reserve, as we meant it",
      actions: [
        {
          contract: "Surplus",
          function: "setEquation",
          arguments: {
            buckets: [
              { kind: 0, track: 0, shareBps: "20%", ofRemaining: false, account: 0 },
              { kind: 3, track: 0, shareBps: 0, ofRemaining: false, account: 0 },
            ],
            rules: { mode: 0, careBalance: false, maxRatio: 0, price: 0, lossToReserveBps: 0 },
          },
        },
        {
          contract: "Charter",
          function: "amend",
          arguments: { contentHash: hashOf("as we meant it"), uri: "ours.json" },
        },
      ],
    });
    await chain.succeed("proposal:sponsor", { by: "2", from, proposer: "1" });
    const { proposal } = await chain.succeed("proposal:create", { by: "1", from });
    const on = { proposal: String(proposal) };
    await chain.pass(10n * DAY + 1n);
    expect(await chain.succeed("proposal:vote", { by: "1", ...on, choice: "against" })).to.include({ changed: true });
    for (const by of ["1", "2", "3", "4", "5", "6"]) await chain.succeed("proposal:vote", { by, ...on, choice: "for" });
    expect(await chain.succeed("proposal:show", on)).to.have.nested.property("votes.forVotes", 6n);
    await chain.pass(15n * DAY);
    await chain.succeed("proposal:queue", on);
    await chain.pass(8n * DAY);
    await chain.succeed("proposal:execute", on);
    expect(await charter.charter()).to.include(hashOf("as we meant it"));
    const { timestamp } = await nation.now();
    expect([await surplus.equationAt(opensAt), await surplus.equationAt(timestamp + 1n)]).to.deep.equal([1n, 2n]);
  });
});

const NATIVE = `0x${"0".repeat(40)}`;
