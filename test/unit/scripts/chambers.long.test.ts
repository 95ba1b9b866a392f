import { mkdirSync } from "node:fs";
import { expect } from "chai";
import { JsonRpcSigner } from "ethers";

import { send } from "../../../sdk/acts.ts";
import type { ContractName, Nation } from "../../../sdk/connect.ts";
import { loneCharter, serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;
const MASTER = 3;
const FOREVER = 2n ** 40n - 1n;

/** The example charter, in which one member proposes, silence decides, and three members brake. */
function charter(): Record<string, unknown> {
  const rules = loneCharter();
  const governance = rules["governance"] as Record<string, Record<string, Record<string, unknown>>>;
  Object.assign(governance["rules"]!["ordinary"]!, {
    ...{ threshold: "consent", quorum: "0%", blocks: 1, chambers: true },
    ...{ notice: "0", votingPeriod: "1d", lateHours: 0, executionDelay: "1d" },
  });
  governance["rules"]!["entrenched"] = { ...governance["rules"]!["constitutional"], readings: 2 };
  Object.assign(governance, {
    acts: {
      ...{ "Members.fold": "ordinary", "Members.setTerms": "ordinary", "Pacts.giveNotice": "ordinary" },
      // Deployed after the rules.
      ...{ "Assembly.cancel": "ordinary", "Chambers.setTerms": "entrenched", "Spending.setCap": "entrenched" },
      ...{ "Delegations.setTerms": "entrenched", "Moving.attest": "entrenched" },
    },
    chambers: { two: "40%", three: "25%", raise: "30%", members: {}, masters: {} },
    brake: { members: 3, gathers: "2d", lasts: "3d" },
  });
  return rules;
}

describe("tasks of chambers and the brake", () => {
  let chain: Served;
  let guild: string;
  let nation: Nation;

  before(async () => {
    chain = await serveNation(charter());
    nation = await chain.nation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
    await chain.pass(DAY);
    for (const id of [1, 2]) await as("ranks", "guilds", "setRank", [guild, id, MASTER, FOREVER]);
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  /** As a contract, whose own acts are another test's. */
  const as = async (who: ContractName, contract: ContractName, method: string, args: readonly unknown[]) => {
    const address = nation.addresses[who];
    await chain.rpc("hardhat_impersonateAccount", address);
    await chain.rpc("hardhat_setBalance", address, "0x56bc75e2d63100000");
    const signer = new JsonRpcSigner(nation.provider, address);
    await send(nation, nation.contracts[contract].connect(signer), method, args);
  };

  /** A decision that nobody blocked. */
  const decided = async (title: string) => {
    const action = { contract: "Members", function: "fold", arguments: { maxDays: "1" } };
    const file = chain.write("decision.json", { description: title, actions: [action] });
    const made = await chain.succeed("proposal:create", { by: "1", from: file });
    await chain.pass(2n * DAY);
    return String(made["proposal"]);
  };

  it("is deployed as the charter says", async () => {
    const { error, output } = await chain.run("deployment:verify", { charter: chain.path("charter.json") });
    expect(error, output).to.equal(undefined);
    expect(output).to.contain("Terms of the chambers").and.to.contain("Terms of the brake");
    expect(output).to.contain("Window for leaving").and.to.contain("that is for Chambers is held by it");
    for (const act of ["Pacts.giveNotice", "Assembly.cancel", "Chambers.setTerms", "Spending.setCap"]) {
      expect(output).to.contain(`Rule for ${act}`);
    }
  });

  it("keeps the rolls, which anybody mends", async () => {
    const entry = { chamber: "masters", agent: "1", guild };
    await chain.succeed("chamber:enter", entry);
    expect(await chain.succeed("chamber:enter", entry)).to.include({ changed: false });
    for (const agent of ["2", "3"]) {
      const { error } = await chain.run("chamber:enter", { ...entry, agent });
      expect(error?.code).to.equal(agent === "3" ? "ChambersNotSeated" : undefined);
    }
    expect((await chain.run("chamber:strike", { chamber: "masters", agent: "2" })).error?.code).to.equal(
      "ChambersSeated",
    );
    await as("ranks", "guilds", "setRank", [guild, 2, 0, 0]);
    expect((await chain.run("chamber:show")).output)
      .to.contain("agent 2, Master in guild")
      .and.to.contain("no longer");
    await chain.succeed("chamber:strike", { chamber: "masters", agent: "2" });
    expect(await chain.succeed("chamber:strike", { chamber: "masters", agent: "2" })).to.include({ changed: false });
    const { output } = await chain.run("chamber:show");
    expect(output).to.contain("masters: 1").and.to.contain("members: 9").and.to.contain("40% of each of two chambers");
    expect(output).not.to.contain("organisations");
  });

  it("vetoes a decision by objections sent and carried", async () => {
    const proposal = await decided("Fold quietly");
    const of = { proposal, reason: "Too quiet" };
    const closed = await chain.run("chamber:object", { ...of, by: "2", sign: chain.path("early.json") });
    expect(closed.error?.code).to.equal("ChambersNoHearing");
    const first = await chain.run("chamber:object", { ...of, by: "1" });
    expect(first.error, first.output).to.equal(undefined);
    expect(first.output).to.contain("are open").and.to.contain("with the masters").and.to.contain("Salt");
    expect(await chain.succeed("chamber:object", { ...of, by: "1" })).to.include({ changed: false });
    expect(await chain.succeed("chamber:open", { proposal })).to.include({ changed: false });
    expect((await chain.run("chamber:show", { proposal })).output).to.contain("masters: 1 of 1 object");

    mkdirSync(chain.path("objections"));
    for (const by of ["4", "5", "6"]) {
      await chain.succeed("chamber:object", { ...of, by, sign: chain.path(`objections/${by}.json`) });
    }
    const carried = await chain.run("statement:carry", { from: chain.path("objections") });
    expect(carried.output).to.contain("3 of 3 acts carried to chambers");
    const last = await chain.succeed("chamber:object", { ...of, by: "7", chamber: "members" });
    expect(last).to.include({ vetoed: true });
    const { output } = await chain.run("chamber:show", { proposal });
    expect(output).to.contain("The chambers have vetoed it.").and.to.contain("(Canceled)");
    expect((await chain.run("proposal:queue", { proposal })).error?.code).to.equal("GovernorUnexpectedProposalState");
  });

  it("brakes, and lets go by itself", async () => {
    expect((await chain.run("brake:show")).output)
      .to.contain("3 members, within 2 days")
      .and.to.contain("nothing now");
    const proposal = await decided("Fold once more");
    await chain.succeed("proposal:queue", { proposal });
    await chain.pass(2n * DAY);
    for (const by of ["4", "5"]) await chain.succeed("brake:pull", { by, reason: "A thief" });
    expect(await chain.succeed("brake:pull", { by: "4", reason: "A thief" })).to.include({ changed: false });
    expect((await chain.run("brake:show")).output).to.contain("Pulled by 2 of 3 members");
    await chain.succeed("brake:pull", { by: "6", reason: "A thief", sign: chain.path("pull.json") });
    await chain.succeed("statement:carry", { from: chain.path("pull.json") });
    expect((await chain.run("brake:show")).output)
      .to.contain("It stops new acts until")
      .and.to.contain("Brake.arm");
    expect((await chain.run("proposal:execute", { proposal })).error?.code).to.equal("BrakeStopping");
    await chain.pass(3n * DAY);
    await chain.succeed("proposal:execute", { proposal });
    expect((await chain.run("brake:pull", { by: "7", reason: "Again" })).error?.code).to.equal("BrakeNotArmed");
    await as("timelock", "brake", "arm", []);
    const again = await chain.succeed("brake:pull", { by: "7", reason: "Again" });
    expect(again).to.include({ changed: true, stopping: false });
  });

  it("says what is wrong before anything is sent", async () => {
    const codes = [];
    for (const [task, options] of [
      ["chamber:show", { proposal: "99" }],
      ["chamber:object", { by: "1", proposal: "99", reason: "No" }],
      ["chamber:enter", { chamber: "lords", agent: "1" }],
      ["chamber:enter", { chamber: "members", agent: "1" }],
    ] as const) {
      codes.push((await chain.run(task, options)).error?.code);
    }
    expect(codes).to.deep.equal(["ProposalUnknown", "ProposalUnknown", "OptionsInvalid", "ChambersNoRoll"]);
  });
});
