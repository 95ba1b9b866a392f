import { mkdirSync } from "node:fs";
import { expect } from "chai";
import { JsonRpcSigner, parseEther } from "ethers";

import { send } from "../../../sdk/acts.ts";
import type { Nation } from "../../../sdk/connect.ts";
import { serveNation, shortCharter, type Served } from "./harness.ts";

const DAY = 86_400n;
const OFFICE = { seats: 1, term: "1y", nominations: "2d", voting: "2d" };

/** The example charter with elected stewards, a treasurer, and rounds that pay on delivery. */
function charter(): Record<string, unknown> {
  const rules = shortCharter();
  const governance = rules["governance"] as Record<string, unknown>;
  Object.assign(governance, {
    elections: { stewards: { ...OFFICE, seats: 2 }, offices: [{ ...OFFICE, name: "Treasurer" }] },
    cobudget: { ownAllowed: false, onDelivery: true, deliveryPeriod: "30d" },
  });
  return rules;
}

describe("tasks of elections and the cobudget", () => {
  let chain: Served;
  let guild: string;
  let nation: Nation;

  before(async () => {
    chain = await serveNation(charter());
    nation = await chain.nation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Loom" }))["guild"]);
    for (const by of ["2", "3"]) await chain.succeed("guild:join", { by, guild });
    await chain.pass(DAY);
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  /** As the nation, whose decision is another test's. */
  const asNation = async (contract: "elections" | "cobudget", method: string, args: readonly unknown[]) => {
    const { timelock } = nation.addresses;
    await chain.rpc("hardhat_impersonateAccount", timelock);
    await chain.rpc("hardhat_setBalance", timelock, "0x56bc75e2d63100000");
    const signer = new JsonRpcSigner(nation.provider, timelock);
    await send(nation, nation.contracts[contract].connect(signer), method, args);
  };

  describe("election:*", () => {
    it("shows the offices with their rules, before anything was called", async () => {
      const { output } = await chain.run("election:show");
      expect(output).to.contain("Stewards of each guild: 2 seats for 1 year").and.to.contain("Office 1, Treasurer");
      expect(output).to.contain("No election was called yet.");
    });

    it("is deployed as the charter says, and tells what the nation changed since", async () => {
      const verify = () => chain.run("deployment:verify", { charter: chain.path("charter.json") });
      const first = await verify();
      expect(first.error, first.output).to.equal(undefined);
      const { rules } = await nation.contracts.elections.officeOf(1);
      const changed = [rules.seats, 4n, ...[...rules].slice(2)];
      await asNation("elections", "setOffice", [1, ["Treasurer", changed]]);
      const { error, output } = await verify();
      expect(error, output).to.equal(undefined);
      expect(output).to.contain("Office 1, Treasurer: changed by the assembly");
    });

    it("elects a guild's stewards, with ballots sent and carried", async () => {
      const { election } = await chain.succeed("election:call", { by: "3", guild });
      expect(await chain.succeed("election:call", { by: "3", guild })).to.include({ changed: false });
      const of = { election: String(election) };
      await chain.succeed("election:nominate", { ...of, by: "1", nominee: "2" });
      expect(await chain.succeed("election:nominate", { ...of, by: "1", nominee: "2" })).to.include({ changed: false });
      await chain.succeed("election:stand", { ...of, by: "2" });
      expect(await chain.succeed("election:stand", { ...of, by: "2" })).to.include({ changed: false });
      await chain.succeed("election:stand", { ...of, by: "3" });
      expect((await chain.run("election:show", of)).output).to.contain("agent 2: 0 approve, nominated by 1");
      const early = { ...of, by: "1", approve: "2", sign: chain.path("early.json") };
      expect((await chain.run("election:vote", early)).error?.code).to.equal("ElectionsWrongState");
      await chain.pass(2n * DAY);

      await chain.succeed("election:vote", { ...of, by: "1", approve: "2" });
      expect(await chain.succeed("election:vote", { ...of, by: "1", approve: "2" })).to.include({ changed: false });
      await chain.succeed("election:vote", { ...of, by: "1", approve: "none" });
      mkdirSync(chain.path("ballots"));
      for (const by of ["1", "2", "3"]) {
        await chain.succeed("election:vote", { ...of, by, approve: "2,3", sign: chain.path(`ballots/${by}.json`) });
      }
      const carried = await chain.run("election:carry", { from: chain.path("ballots") });
      expect(carried.output, carried.output).to.contain("1 were cast before.").and.to.contain("2 of 2 ballots counted");
      expect(await chain.succeed("election:carry", { from: chain.path("ballots") })).to.include({ changed: false });

      await chain.pass(2n * DAY);
      const concluded = await chain.run("election:conclude", of);
      expect(concluded.data["taken"], concluded.output).to.deep.equal([2n, 3n]);
      expect(await chain.succeed("election:conclude", of)).to.include({ changed: false });
      const { output } = await chain.run("election:show", of);
      expect(output).to.contain("agent 2: 2 approve, place 1, elected").and.to.contain("ballots 3 of 3");
      expect(await chain.succeed("election:fill", of)).to.include({ changed: false });
    });

    it("elects an officer, and lets the next take the seat of who gives it up", async () => {
      await asNation("elections", "callOffice", [1]);
      const of = { election: String(await nation.contracts.elections.electionCount()) };
      for (const by of ["4", "5"]) await chain.succeed("election:stand", { ...of, by });
      await chain.pass(2n * DAY);
      await chain.succeed("election:vote", { ...of, by: "1", approve: "4,5" });
      await chain.pass(2n * DAY);
      await chain.succeed("election:conclude", of);
      expect(await nation.contracts.elections.holdsOffice(1, 4)).to.equal(true);
      const { data } = await chain.run("election:stand-down", { ...of, by: "4" });
      expect(data["taken"]).to.deep.equal([5n]);
      expect(await nation.contracts.elections.holdsOffice(1, 5)).to.equal(true);
      const { output } = await chain.run("election:show");
      expect(output).to.contain("Treasurer, 1 of 9 ballots");
    });

    it("says what is wrong before anything is sent", async () => {
      const codes = [];
      for (const [task, options] of [
        ["election:show", { election: "99" }],
        ["election:vote", { by: "1", election: "1", approve: "9" }],
        ["election:vote", { by: "1", election: "1", approve: "x" }],
        ["election:nominate", { by: "1", election: "1", nominee: "3" }],
      ] as const) {
        codes.push((await chain.run(task, options)).error?.code);
      }
      expect(codes).to.deep.equal([
        ...["ElectionsUnknown", "ElectionsNoCandidate", "OptionsInvalid", "ElectionsWrongState"],
      ]);
    });
  });

  describe("cobudget:*", () => {
    it("goes from a round to its end", async () => {
      expect((await chain.run("cobudget:show")).output).to.contain("No round was opened yet.");
      const amount = parseEther("9");
      const closesAt = (await nation.clock()) + 10n * DAY;
      await asNation("cobudget", "open", [`0x${"0".repeat(40)}`, amount, closesAt, { value: amount }]);
      const proposal = { by: "2", guild, round: "1" };
      const made = await chain.run("cobudget:propose", { ...proposal, goal: "1.5", text: "A new loom" });
      expect(made.output).to.contain("Bucket 1").and.to.contain("1.5");
      await chain.succeed("cobudget:propose", { ...proposal, goal: "5", text: "A house" });

      await chain.succeed("cobudget:give", { by: "5", bucket: "2", amount: "0.5" });
      expect(await chain.succeed("cobudget:give", { by: "5", bucket: "2", amount: "0.5" })).to.include({
        changed: false,
      });
      await chain.succeed("cobudget:withdraw", { by: "3", bucket: "2" });
      expect(await chain.succeed("cobudget:withdraw", { by: "3", bucket: "2" })).to.include({ changed: false });
      const freed = await chain.succeed("cobudget:free", { bucket: "2" });
      expect(freed["freed"]).to.deep.equal([5n]);
      expect(await chain.succeed("cobudget:free", { bucket: "2" })).to.include({ changed: false });

      const given = await chain.succeed("cobudget:give", { by: "5", bucket: "1", amount: "1" });
      expect(given).to.include({ funded: false, left: 0n });
      const filled = await chain.succeed("cobudget:give", { by: "6", bucket: "1", amount: "1" });
      expect(filled).to.include({ funded: true, amount: parseEther("0.5") });
      const early = await chain.run("cobudget:pay", { bucket: "1" });
      expect(early.error?.code).to.equal("CobudgetWrongState");
      await chain.succeed("cobudget:confirm", { by: "5", bucket: "1" });
      expect(await chain.succeed("cobudget:confirm", { by: "5", bucket: "1" })).to.include({ changed: false });
      await chain.succeed("cobudget:pay", { bucket: "1" });
      expect(await chain.succeed("cobudget:pay", { bucket: "1" })).to.include({ changed: false });
      const account = await nation.contracts.guilds.accountOf(guild);
      expect(await nation.provider.getBalance(account)).to.equal(parseEther("1.5"));
      const shown = await chain.run("cobudget:show", { bucket: "1" });
      expect(shown.output).to.contain("paid").and.to.contain("agent 6: 0.5");

      const running = await chain.run("cobudget:settle", { round: "1" });
      expect(running.error?.code).to.equal("CobudgetStillOpen");
      await chain.pass(10n * DAY);
      expect(await chain.succeed("cobudget:settle", { round: "1" })).to.include({ amount: parseEther("7.5") });
      expect(await chain.succeed("cobudget:settle", { round: "1" })).to.include({ changed: false });
      expect((await chain.run("cobudget:show", { round: "1" })).output).to.contain("9 members have 1.00 ETH each");
    });

    it("says what is wrong before anything is sent", async () => {
      const codes = [];
      for (const [task, options] of [
        ["cobudget:show", { round: "99" }],
        ["cobudget:give", { by: "1", bucket: "99", amount: "1" }],
        ["cobudget:give", { by: "1", bucket: "1", amount: "-1" }],
        ["cobudget:give", { by: "1", bucket: "1", amount: "1" }],
      ] as const) {
        codes.push((await chain.run(task, options)).error?.code);
      }
      expect(codes).to.deep.equal(["CobudgetUnknown", "CobudgetUnknown", "OptionsInvalid", "CobudgetNotOpen"]);
    });
  });
});
