import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ContractFactory, type Contract, parseEther, toQuantity } from "ethers";
import hre from "hardhat";

import { forkChain } from "../../../chain/fork.ts";
import { serveChain } from "../../../chain/serve.ts";
import type { Nation } from "../../../sdk/connect.ts";
import { proposalView } from "../../../sdk/governance/assembly.ts";
import { previewOf } from "../../../sdk/governance/preview/preview.ts";
import type { AmountChange } from "../../../sdk/governance/preview/changes.ts";
import { balanceOf, NATIVE } from "../../../sdk/treasury/tokens.ts";
import { loneCharter, servedAt, type Ran, type Served } from "./harness.ts";

const PURPOSE = `0x${"11".repeat(32)}`;
const STRANGER = "0x00000000000000000000000000000000000000AA";
const DAY = 86_400n;

/** Two coins a decision, four a period so long that no test leaves it. */
function cappedCharter(): Record<string, unknown> {
  const charter = loneCharter();
  const caps = [{ token: "native", perDecision: "2", perPeriod: "4" }];
  Object.assign(charter["governance"] as object, { spending: { period: "10y", caps } });
  Object.assign(charter["treasury"] as object, { depositCaps: [{ token: "native", most: "500" }] });
  return charter;
}

describe("proposal:preview", () => {
  let chain: Served;
  let nation: Nation;
  let guild: bigint;
  let token: Contract;
  let tokenAddress: string;
  const folder = mkdtempSync(join(tmpdir(), "neoguild-preview-"));
  const journal = join(folder, "journal.jsonl");

  // The chain of `npm start`, with its journal.
  before(async () => {
    const served = await serveChain({ journal, port: 0, hre });
    chain = servedAt(served.url, () => served.close());
    await chain.succeed("nation:deploy", { charter: chain.write("charter.json", cappedCharter()) });
    nation = await chain.nation();
    guild = (await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"] as bigint;
    const { reserve, timelock } = nation.addresses;
    await chain.rpc("hardhat_setBalance", reserve, toQuantity(parseEther("100")));
    await chain.rpc("hardhat_setBalance", timelock, toQuantity(parseEther("3")));
    const { abi, bytecode } = await hre.artifacts.readArtifact("OddToken");
    const signer = await nation.provider.getSigner(0);
    token = (await new ContractFactory(abi, bytecode, signer).deploy(6)) as Contract;
    tokenAddress = await token.getAddress();
    await token.getFunction("mint")(timelock, 5_000_000n);
  });
  after(async () => {
    await chain.close();
    rmSync(folder, { recursive: true });
  });

  async function preview(actions: readonly unknown[], description = "Try"): Promise<Ran> {
    const from = chain.write("proposal.json", { description, actions });
    return chain.run("proposal:preview", { by: "1", from });
  }

  /** Makes, passes and carries out what stands in `proposal.json`. */
  async function carryOut(): Promise<bigint> {
    const { proposal } = await chain.succeed("proposal:create", { by: "1", from: chain.path("proposal.json") });
    const id = String(proposal);
    const { assembly } = nation.contracts;
    const until = async (moment: bigint) => chain.pass(moment - (await nation.now()).timestamp + 1n);
    await until(await assembly.proposalSnapshot(id));
    for (const by of [1, 2, 3, 4, 5, 6]) {
      await chain.succeed("proposal:vote", { by: `${by}`, proposal: id, choice: "for" });
    }
    await until(await assembly.proposalDeadline(id));
    await chain.succeed("proposal:queue", { proposal: id });
    await until(await assembly.proposalEta(id));
    await chain.succeed("proposal:execute", { proposal: id });
    return BigInt(id);
  }

  const spend = (amount: bigint) => ({
    contract: "Reserve",
    function: "spend",
    arguments: { to: String(guild), token: NATIVE, amount: String(amount), purpose: PURPOSE },
  });
  const setCap = { contract: "Reserve", function: "setTerms", arguments: { terms_: { period: "60d", capBps: "70%" } } };
  const payToken = () => ({
    to: tokenAddress,
    data: token.interface.encodeFunctionData("transfer", [STRANGER, 1_500_000n]),
  });

  it("tells every balance and parameter that the execution then changes, and the id it then has", async () => {
    const told = await preview(
      [setCap, spend(parseEther("1")), { to: STRANGER, value: "1.5" }, payToken()],
      "All of it",
    );
    expect(told.error, told.output).to.equal(undefined);
    expect(told.data["parameters"]).to.deep.equal([
      "Reserve.available(the native coin): 25 ETH → 69 ETH",
      "Reserve.spentIn(the native coin): 0 ETH → 1 ETH",
      "Reserve.terms.period: 31536000 (1 year) → 5184000 (60 days)",
      "Reserve.terms.capBps: 2500 (25%) → 7000 (70%)",
    ]);
    expect(told.data["balances"]).to.have.members([
      `${STRANGER}: 0 ETH → 1.5 ETH (+1.5 ETH)`,
      `guild ${guild}: 0 ETH → 1 ETH (+1 ETH)`,
      "the nation's timelock: 3 ETH → 1.5 ETH (-1.5 ETH)",
      "Reserve: 100 ETH → 99 ETH (-1 ETH)",
      `the nation's timelock: 5 ODD → 3.5 ODD (-1.5 ODD) at ${tokenAddress}`,
      `${STRANGER}: 0 ODD → 1.5 ODD (+1.5 ODD) at ${tokenAddress}`,
    ]);
    expect(told.output).to.contain("Mind: this is outside the nation's contracts");

    const changes = told.data["balanceChanges"] as AmountChange[];
    const held = () => Promise.all(changes.map((one) => balanceOf(nation, one.token, one.account)));
    expect(await held()).to.deep.equal(changes.map(({ before }) => before));
    expect(await carryOut()).to.equal(told.data["proposal"]);
    expect(await held()).to.deep.equal(changes.map(({ after }) => after));
    const { period, capBps } = await nation.contracts.reserve.terms();
    expect([period, capBps]).to.deep.equal([60n * DAY, 7_000n]);
    expect(await nation.contracts.reserve.spentIn(NATIVE)).to.equal(parseEther("1"));
  });

  it("sends nothing: the chain and its journal stay as they are", async () => {
    const state = async () => ({ ...(await nation.now()), journal: readFileSync(journal, "utf8") });
    const before = await state();
    expect((await preview([setCap])).error).to.equal(undefined);
    expect(await state()).to.deep.equal(before);
  });

  it("tells nothing but the refusal of what an article forbids", async () => {
    const fillSeat = { contract: "Members", function: "fillSeat", arguments: { seat: "0", holder: STRANGER } };
    const { error, output } = await preview([fillSeat]);
    expect(error).to.include({ code: "ArticlesCrossed" });
    expect(output).to.contain("ArticlesCrossed").and.to.contain("It changes nothing: Call 1 fails");
  });

  it("names the call that fails, why, and what to do; what the others did is undone with it", async () => {
    const { error, output } = await preview([setCap, spend(parseEther("99"))]);
    expect(error).to.include({ code: "ReserveOverCap" });
    expect(output).to.contain("It changes nothing: Call 2 fails").and.to.contain(error!.remedy);
    expect(output).not.to.contain("Reserve.terms");
  });

  it("stands on a nation whose caps are verified to be its charter's", async () => {
    await chain.succeed("deployment:verify", { charter: chain.path("charter.json") });
    expect(await chain.succeed("spending:show")).to.include({
      perDecision: parseEther("2"),
      perPeriod: parseEther("4"),
      depositCap: parseEther("500"),
    });
  });

  it("tells what it spends beside the caps, and that above the one for a decision it takes the constitutional rule", async () => {
    const { spends, rule, ruleOfCall } = (await preview([spend(parseEther("2.5"))])).data;
    expect(spends).to.have.nested.property("[0].amount", parseEther("2.5"));
    expect(ruleOfCall).to.deep.equal([1n]);
    expect(rule).to.include({ thresholdBps: 6_666n, votingPeriod: 14n * DAY });
    const within = (await preview([spend(parseEther("1.5"))])).data;
    expect(within["rule"]).to.include({ thresholdBps: 5_000n, votingPeriod: 7n * DAY });
  });

  it("refuses an ordinary decision over what the period has left", async () => {
    const { reserve, spending } = nation.contracts;
    const { period } = nation.contracts.spending;
    expect(await period()).to.equal(3650n * DAY);
    expect(await spending.spentIn(NATIVE)).to.equal(parseEther("2.5"));
    const { error, output } = await preview([spend(parseEther("1.6"))]);
    expect(error).to.include({ code: "SpendingOverCap" });
    expect(output).to.contain("1.5 ETH are left");
    expect(await reserve.lastLoan()).to.equal(0n);
  });

  it("finds coin missing in the timelock", async () => {
    expect((await preview([{ to: STRANGER, value: "400" }])).error).to.include({ code: "FundsMissing" });
  });

  it("shows what a contract that nobody knows does to itself and to the nation's allowances", async () => {
    const data = token.interface.encodeFunctionData("approve", [STRANGER, 2n ** 256n - 1n]);
    const told = await preview([{ to: tokenAddress, data }]);
    expect(told.data["balances"]).to.deep.equal([
      `what ${STRANGER} may take from the nation's timelock: 0 ODD → no limit of ODD (+no limit of ODD) at ${tokenAddress}`,
    ]);
    expect(told.data["unread"]).to.deep.equal([`token ODD ${tokenAddress}: 1 word of its storage changes`]);
  });

  describe("of a proposal that was made", () => {
    let proposal: bigint;
    before(async () => {
      const from = chain.write("later.json", { description: "Later", actions: [spend(7n)] });
      const told = await chain.run("proposal:preview", { by: "2", from });
      const dates = told.data;
      proposal = (await chain.succeed("proposal:create", { by: "2", from }))["proposal"] as bigint;
      const { snapshot, deadline } = await nation.contracts.assembly.voteOf(proposal);
      // The block that makes it is a moment later than the preview.
      const late = snapshot - (dates["snapshot"] as bigint);
      expect(late < 60n && late >= 0n).to.equal(true);
      expect(deadline - (dates["deadline"] as bigint)).to.equal(late);
      expect(dates["proposal"]).to.equal(proposal);
    });

    it("shows its very calls, its dates and its state", async () => {
      const { data, output } = await chain.run("proposal:preview", { proposal: String(proposal) });
      const { snapshot, deadline } = await nation.contracts.assembly.voteOf(proposal);
      expect(data).to.include({ proposal, snapshot, deadline, failing: undefined });
      expect(output).to.contain(`Proposal ${proposal} (Pending): the calls above are its own, to the last byte.`);
    });

    it("is refused where the node tells other calls than the assembly was sent", async () => {
      const view = await proposalView(nation, proposal);
      const [data = ""] = view.calls.calldatas;
      const forged = { ...view.calls, calldatas: [`${data.slice(0, -2)}00`] };
      const { number: block } = await nation.now();
      const fork = await forkChain({ hre, url: chain.url, chainId: nation.chainId, block });
      const made = { proposal, state: view.state };
      const previewing = previewOf(nation, { ...view, calls: forged, made }, fork);
      const code = await previewing.then(
        () => "none",
        (error: unknown) => (error as { code: string }).code,
      );
      await fork.close();
      expect(code).to.equal("PreviewDiffers");
    });

    it("warns that a target has other code by now, so that it cannot be executed", async () => {
      const { reserve } = nation.addresses;
      const code = await nation.provider.getCode(reserve);
      await chain.rpc("hardhat_setCode", reserve, `${code}00`);
      const { error } = await chain.run("proposal:preview", { proposal: String(proposal) });
      await chain.rpc("hardhat_setCode", reserve, code);
      expect(error).to.include({ code: "AssemblyCodeChanged" });
    });
  });

  it("needs a file and who makes it, or an id", async () => {
    const from = chain.write("p.json", { description: "x", actions: [setCap] });
    expect((await chain.run("proposal:preview", { from })).error).to.include({ code: "OptionMissing" });
    expect((await chain.run("proposal:preview", { by: "1" })).error).to.include({ code: "OptionMissing" });
  });
});
