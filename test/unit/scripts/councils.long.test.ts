import { expect } from "chai";
import { JsonRpcSigner } from "ethers";

import { send } from "../../../sdk/acts.ts";
import type { Nation } from "../../../sdk/connect.ts";
import { serveNation, shortCharter, type Served } from "./harness.ts";

const DAY = 86_400n;

/** The example charter with rounds, a vote, routine acts, and holds of two members. */
function charter(): Record<string, unknown> {
  const rules = shortCharter();
  const governance = rules["governance"] as Record<string, unknown>;
  Object.assign(governance, {
    council: {
      ...{ questionWindow: "1d", objectionWindow: "2d", integrationWindow: "2d", executionWindow: "30d" },
      ...{ objections: 1, rounds: 2, amender: "stewards", tenure: "1d" },
      ...{ vote: { window: "2d", threshold: "66.67%", quorum: "50%" }, routine: { window: "1d" } },
    },
    holds: { members: 2, duration: "200d" },
  });
  return rules;
}

describe("tasks of councils and holds", () => {
  let chain: Served;
  let guild: string;
  let nation: Nation;

  before(async () => {
    chain = await serveNation(charter());
    nation = await chain.nation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
    await chain.pass(2n * DAY);
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  const steward = (agent: number, until: string, description: string) =>
    chain.write(`${description}.json`, {
      description,
      actions: [{ contract: "Guilds", function: "appoint", arguments: { steward: agent, until } }],
    });
  const later = async (days: bigint) => String((await nation.clock()) + days * DAY);

  it("is deployed as the charter says", async () => {
    const { error, output } = await chain.run("deployment:verify", { charter: chain.path("charter.json") });
    expect(error, output).to.equal(undefined);
    expect(output).to.contain("Terms of holds");
  });

  it("a proposal goes through questions, an objection, a second round and the vote", async () => {
    const from = steward(2, await later(60n), "Two stewards");
    const proposed = await chain.run("council:propose", { by: "1", guild, from });
    expect(proposed.output).to.contain("Proposal 1 to the council").and.to.contain("Objections until");
    expect(await chain.succeed("council:propose", { by: "1", guild, from })).to.include({ changed: false });
    const of = { proposal: "1" };
    await chain.succeed("council:ask", { ...of, by: "2", question: "For how long?", public: true });
    await chain.succeed("council:answer", { ...of, by: "1", question: "1", answer: "Sixty days" });
    await chain.pass(DAY + 1n);
    await chain.succeed("council:object", { ...of, by: "3", reason: "Too long", public: true });
    expect(await chain.succeed("council:object", { ...of, by: "3", reason: "Too long" })).to.include({
      changed: false,
    });
    await chain.pass(2n * DAY);
    const shown = await chain.run("council:show", of);
    expect(shown.output).to.match(/Guilds\.appoint\(act: \(by: 10, .*steward: 2, until: \d+ \(20\d\d-/);
    expect(shown.output).to.contain("integrating, round 1 of 2").and.to.contain("amend it until");
    expect(shown.output).to.contain("question 1, agent 2: For how long?");
    expect(shown.output).to.contain("answer 1, agent 1: (words that stay with the guild)");
    expect(shown.output).to.contain("objection in round 1, agent 3: Too long");

    const less = steward(2, await later(30n), "Two stewards, for less");
    const amended = await chain.run("council:amend", { ...of, by: "1", from: less });
    expect(amended.output).to.contain("Round 2 of proposal 1");
    await chain.pass(DAY + 1n);
    await chain.succeed("council:object", { ...of, by: "3", reason: "Still" });
    await chain.succeed("council:take-back", { ...of, by: "3" });
    expect(await chain.succeed("council:take-back", { ...of, by: "3" })).to.include({ changed: false });
    await chain.succeed("council:object", { ...of, by: "2", reason: "I do not want to" });
    await chain.pass(2n * DAY);
    for (const by of ["1", "3"]) await chain.succeed("council:vote", { ...of, by, choice: "for" });
    expect(await chain.succeed("council:vote", { ...of, by: "1", choice: "for" })).to.include({ changed: false });
    const { error } = await chain.run("council:vote", { ...of, by: "1", choice: "against" });
    expect([error?.code, error?.message]).to.deep.equal([
      "CouncilsAlreadyVoted",
      "agent 1 has voted for on proposal 1 already, and cannot vote against",
    ]);
    expect((await chain.run("council:show", of)).output)
      .to.contain("voting, round 2 of 2")
      .and.to.contain("for 2");
    await chain.pass(2n * DAY);
    await chain.succeed("council:execute", of);
    expect(await nation.contracts.guilds.isSteward(guild, 2)).to.equal(true);
  });

  it("a steward does what the guild has listed, unless somebody objects", async () => {
    const target = nation.addresses.guilds;
    const { selector } = nation.contracts.guilds.interface.getFunction("appoint");
    const listing = { target, selector, isListed: true, word: 0, most: "0", left: "0" };
    const actions = [{ contract: "Councils", function: "setRoutine", arguments: listing }];
    const from = chain.write("list.json", { description: "Stewards are routine", actions });
    await chain.succeed("council:propose", { by: "1", guild, from });
    await chain.pass(3n * DAY + 1n);
    await chain.succeed("council:execute", { proposal: "2" });
    const routine = steward(3, await later(20n), "A third steward");
    const made = await chain.run("council:propose", { by: "1", guild, from: routine, routine: true });
    expect(made.output).to.contain("Routine act 3");
    expect((await chain.run("council:show", { proposal: "3" })).output).to.contain("open, routine act");
    await chain.pass(DAY + 1n);
    await chain.succeed("council:execute", { proposal: "3" });
    expect(await nation.contracts.guilds.isSteward(guild, 3)).to.equal(true);
    const two = chain.write("two.json", { description: "two", actions: [...actions, ...actions] });
    expect((await chain.run("council:propose", { by: "1", guild, from: two, routine: true })).error?.code).to.equal(
      "OptionsInvalid",
    );
  });

  it("members hold a decision, one of them by a signed statement; the assembly drops it", async () => {
    expect((await chain.run("hold:show")).output).to.contain("nothing is held");
    await chain.succeed("council:propose", { by: "1", guild, from: steward(3, "1", "No third steward") });
    const of = { proposal: "4", reason: "We were not asked" };
    expect((await chain.run("hold:place", { ...of, by: "7", public: true })).output).to.contain(
      "It takes more members",
    );
    expect(await chain.succeed("hold:place", { ...of, by: "7" })).to.include({ changed: false });
    await chain.succeed("hold:place", { ...of, by: "8", sign: chain.path("hold.json") });
    await chain.succeed("statement:carry", { from: chain.path("hold.json") });
    await chain.succeed("guild:quit", { by: "2", guild });
    const discounted = await chain.run("council:discount", { proposal: "4", person: "2" });
    expect(discounted.output).to.contain("Of agent 2 no objection to proposal 4 is asked; 1 stop it now.");
    await chain.pass(3n * DAY + 1n);
    expect((await chain.run("council:show", { proposal: "4" })).output).to.contain("held, round 1");
    const shown = await chain.run("hold:show", { proposal: "4" });
    expect(shown.output).to.contain("held, 2 of 2 members").and.to.contain("agent 7: We were not asked");
    expect((await chain.run("council:execute", { proposal: "4" })).error?.code).to.equal("CouncilsWrongState");

    const { timelock, councils } = nation.addresses;
    await chain.rpc("hardhat_impersonateAccount", timelock);
    await chain.rpc("hardhat_setBalance", timelock, "0x56bc75e2d63100000");
    const asNation = nation.contracts.holds.connect(new JsonRpcSigner(nation.provider, timelock));
    await send(nation, asNation, "drop", [councils, await nation.contracts.councils.holdNumber(4)]);
    expect((await chain.run("hold:show")).output).to.contain("dropped, 2 of 2 members");
  });

  it("whoever proposed to a council takes it back, once; nobody else does, nor when it is done", async () => {
    const from = steward(3, await later(40n), "Not so soon");
    const { proposal } = await chain.succeed("council:propose", { by: "1", guild, from });
    const of = { proposal: String(proposal) };
    expect((await chain.run("council:withdraw", { ...of, by: "3" })).error?.code).to.equal("CouncilsNotProposer");
    expect((await chain.run("council:withdraw", { ...of, by: "1" })).output).to.contain("is withdrawn");
    expect(await chain.succeed("council:withdraw", { ...of, by: "1" })).to.include({ changed: false });
    expect((await chain.run("council:show", of)).output).to.contain("withdrawn");
  });

  it("what a guild would pay is shown with the amount, the token and whom it goes to", async () => {
    const { key } = await nation.contracts.members.keyOf(2n);
    const cost = { season: "1", token: `0x${"0".repeat(40)}`, to: key, amount: "2500000000000000000" };
    const from = chain.write("costs.json", {
      description: "Two costs",
      actions: [
        { contract: "Surplus", function: "payCost", arguments: { ...cost, evidence: `0x${"12".repeat(32)}` } },
        { to: key, value: "1.5" },
      ],
    });
    const { output } = await chain.run("council:propose", { by: "1", guild, from });
    const { proposal } = await chain.succeed("council:propose", { by: "1", guild, from });
    const { output: shown } = await chain.run("council:show", { proposal: String(proposal) });
    for (const text of [output, shown]) {
      expect(text).to.contain("token: the native coin, to: agent 2, amount: 2.5 ETH");
      expect(text).to.contain(`pay 1.5 ETH to agent 2 (${key})`);
    }
  });

  it("the account of a guild is shown with its balance in coin", async () => {
    const { account } = await chain.succeed("guild:show", { guild });
    await chain.rpc("hardhat_setBalance", account, "0x22b1c8c1227a0000");
    expect((await chain.run("guild:show", { guild })).output).to.contain(`${String(account)} (2.50 ETH)`);
  });

  it("says what is wrong before anything is sent", async () => {
    const codes = [];
    for (const [task, options] of [
      ["council:ask", { by: "2", proposal: "1", question: "?" }],
      ["council:amend", { by: "1", proposal: "99", from: steward(2, "1", "nothing") }],
      ["council:vote", { by: "2", proposal: "1", choice: "block" }],
      ["hold:place", { by: "7", proposal: "1", reason: "late" }],
      ["council:discount", { proposal: "1", person: "3" }],
      ["council:withdraw", { by: "1", proposal: "1" }],
      ["council:withdraw", { by: "1", proposal: "99" }],
    ] as const) {
      codes.push((await chain.run(task, options)).error?.code);
    }
    expect(codes).to.deep.equal([
      ...["CouncilsWrongState", "CouncilProposalUnknown", "OptionsInvalid", "HoldsNoDecision"],
      ...["CouncilsWrongState", "CouncilsWrongState", "CouncilProposalUnknown"],
    ]);
  });
});
