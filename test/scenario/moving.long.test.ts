import { join } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { JsonRpcSigner, ZeroAddress } from "ethers";
import hre from "hardhat";

import { deployNation } from "../../ignition/deploy.ts";
import { readCharter } from "../../sdk/charter.ts";
import type { Nation } from "../../sdk/connect.ts";
import { asArgument, linesTree, proofFor } from "../../sdk/governance/lines.ts";
import { LinesFile, openFile } from "../../sdk/governance/movingLines.ts";
import { deploymentId } from "../../sdk/names.ts";
import { rpcProvider, unlockedProvider } from "../../sdk/provider.ts";
import { FOREVER } from "../fixtures/membership.ts";
import { loneCharter, serve, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;
const NATIVE = "native";
const [AMARA, BO, CHEN, DITA, EMIL] = ["1", "2", "3", "4", "5"];
const THERE = 4_242n;

describe("A nation moves to another network: two real nations on two chains, by their tasks", function () {
  let old: Served;
  let fresh: Served;
  let from: Nation;
  let to: Nation;
  let carrier: string;
  let file: LinesFile;

  before(async () => {
    [old, fresh] = await Promise.all([serve(), serve({ chainId: Number(THERE) })]);
    await old.succeed("nation:deploy", { charter: old.write("charter.json", loneCharter()) });
    from = await old.nation();
    carrier = ((await old.rpc("eth_accounts")) as string[])[15]!;
  });
  after(async () => {
    from.provider.destroy();
    to.provider.destroy();
    await Promise.all([old.close(), fresh.close()]);
  });

  /** Apart from the task, which lets no nation of test keys onto a chain that is not Hardhat's own. */
  const deployed = async (path: string): Promise<Nation> => {
    const charter = readCharter(path);
    const provider = rpcProvider(fresh.url, THERE);
    const deploymentDir = join(fresh.path("deployments"), deploymentId(charter.rules.name, THERE));
    const target = { provider: unlockedProvider(provider), artifacts: hre.artifacts, deploymentDir };
    await deployNation({ charter, ...target, local: true });
    provider.destroy();
    return fresh.nation();
  };
  const linesPath = () => old.path("lines.json");
  /** A decision by the constitutional rule: proposed, voted, queued, executed. */
  const decide = async (description: string, fn: string, args: object) => {
    const actions = [{ contract: "Moving", function: fn, arguments: args }];
    const named = old.write("decision.json", { description, actions });
    const { proposal } = await old.succeed("proposal:create", { by: AMARA, from: named });
    const of = { proposal: String(proposal) };
    await old.pass(10n * DAY + 2n);
    for (const by of [AMARA, BO, CHEN, DITA, "6", "7"])
      await old.succeed("proposal:vote", { ...of, by, choice: "for" });
    await old.pass(14n * DAY + 2n);
    await old.succeed("proposal:queue", of);
    await old.pass(7n * DAY + 2n);
    await old.succeed("proposal:execute", of);
  };
  const coins = async (account: string, { provider }: Nation) => provider.getBalance(account);
  const proofIn = (given: LinesFile, agent: string) => {
    const { lines, tree } = openFile(given);
    const { line, proof } = proofFor(lines, tree, BigInt(agent));
    return { line: asArgument(line), proof };
  };

  it("the assembly announces the move; nobody else does", async () => {
    const now = (await from.now()).timestamp;
    await decide("We move", "announce", {
      plan: {
        toChain: THERE.toString(),
        freezeAt: (now + 45n * DAY).toString(),
        checkPeriod: "2d",
        attestBy: (now + 200n * DAY).toString(),
        releasePeriod: "30d",
        tokens: [{ here: ZeroAddress, there: ZeroAddress }],
      },
    });
    const { output } = await old.run("moving:show");
    expect(output).to.contain("Move 1 to chain 4242: gathering").and.to.contain(`token 1 ${ZeroAddress}`);
  });

  it("members say that they come, and what each carries leaves the old side for good", async () => {
    for (const by of [AMARA, BO, CHEN, EMIL]) await old.succeed("moving:declare", { by, comes: true });
    await old.succeed("moving:declare", { by: DITA }); // does not come, and has her money sent on
    const payer = new JsonRpcSigner(from.provider, carrier);
    for (const [agent, value] of [
      [AMARA, 100n],
      [BO, 40n],
      [DITA, 9n],
      [EMIL, 5n],
    ] as const) {
      const satchel = await from.contracts.moving.satchelOf(agent);
      await (await payer.sendTransaction({ to: satchel, value })).wait();
      await old.succeed("moving:carry", { agent, token: NATIVE });
    }
    // Emil's key is stolen, he changes to another, and is told that he declared with the old one.
    const { moving, members } = from.contracts;
    const { key: stolen } = await members.keyOf(EMIL);
    const newKey = ((await old.rpc("eth_accounts")) as string[])[17]!;
    await old.succeed("member:key", { by: EMIL, newKey });
    await payer.sendTransaction({ to: await moving.satchelOf(EMIL), value: 1n }).then((sent) => sent.wait());
    const warned = await old.run("moving:carry", { agent: EMIL, token: NATIVE });
    expect(warned.output).to.contain(`declared ${stolen} with a former key`);
    expect((await old.run("moving:show", { agent: EMIL })).output).to.contain(`declared ${stolen} with a former key`);
    await old.succeed("moving:declare", { by: EMIL, comes: true });
    expect((await old.run("moving:show", { agent: EMIL })).output).to.not.contain("with a former key");
    await old.succeed("moving:back", { by: EMIL, token: NATIVE });
    expect(await old.succeed("moving:back", { by: EMIL, token: NATIVE })).to.include({ changed: false });
    expect(await old.succeed("moving:pack", { by: BO, token: NATIVE })).to.include({ changed: false });
    const early = await old.run("nation:export", { out: linesPath() });
    expect(early.error?.code).to.equal("MoveNotFrozen");
  });

  it("anybody exports the same lines from the logs, also after more has happened", async () => {
    await old.pass(20n * DAY);
    await old.succeed("nation:export", { out: linesPath() });
    await old.succeed("member:leave", { by: EMIL }); // after the freeze: his line says that he was a member
    await old.succeed("nation:export", { out: old.path("again.json") });
    expect(readFileSync(old.path("again.json"), "utf8")).to.equal(readFileSync(linesPath(), "utf8"));
    file = LinesFile.parse(JSON.parse(readFileSync(linesPath(), "utf8")));
    expect(file.lines.find(({ agent }) => agent === EMIL)?.member).to.equal(true);
    for (const { line } of file.lines.map(({ agent }) => proofIn(file, agent))) {
      expect(await from.contracts.moving.faultOf(1, line), `agent ${line.agent}`).to.equal(0n);
    }
  });

  it("a forged line is found by its member, and its root is refuted", async () => {
    const forged: LinesFile = JSON.parse(JSON.stringify(file)) as LinesFile;
    Object.assign(forged.lines[0]!, { amounts: ["140"] });
    Object.assign(forged.lines[1]!, { amounts: ["0"] });
    Object.assign(forged, { root: ZeroAddress });
    writeFileSync(old.path("forged.json"), JSON.stringify(forged));
    expect((await old.run("moving:check", { from: old.path("forged.json") })).error?.code).to.equal("FileInvalid");
    const { lines, passage } = openFile(file);
    const changed = lines.map((line, at) => (at < 2 ? { ...line, amounts: [at === 0 ? 140n : 0n] } : line));
    Object.assign(forged, { root: linesTree(changed, passage).root });
    writeFileSync(old.path("forged.json"), JSON.stringify(forged));
    const checked = await old.run("moving:check", { from: old.path("forged.json"), agent: BO });
    expect(checked.error?.code).to.equal("LinesDiffer");
    expect((await old.run("moving:publish", { by: AMARA, from: old.path("forged.json") })).error?.code).to.equal(
      "LinesDiffer",
    );
    const thief = new JsonRpcSigner(from.provider, (await from.contracts.members.keyOf(AMARA)).key);
    const act = { by: AMARA, move: 1, root: forged.root, file: `0x${"0".repeat(64)}`, lines: 9, deadline: FOREVER };
    await (await from.contracts.moving.connect(thief).publish(act, "0x")).wait();
    await old.succeed("moving:object", { by: BO, publication: "1", reason: "my forty are gone" });
    await old.succeed("moving:refute", { publication: "1", from: old.path("forged.json") });
    expect((await old.run("moving:show")).output).to.contain("REFUTED");
  });

  it("the true lines are published, checked by each member, and attested with the new nation's opening", async () => {
    await old.succeed("moving:publish", { by: CHEN, from: linesPath() });
    expect(await old.succeed("moving:publish", { by: CHEN, from: linesPath() })).to.include({ changed: false });
    const { output, error } = await old.run("moving:check", { from: linesPath(), agent: BO });
    expect(error, output).to.equal(undefined);
    expect(output).to.contain("carries 40 of").and.to.contain("Every line is as the chain says.");

    const { founders, origin } = await old.succeed("nation:export", { out: linesPath() });
    const charter = loneCharter();
    const governance = { ...(charter["governance"] as object), origin };
    const treasury = { ...(charter["treasury"] as object) };
    const next = { ...charter, name: "New example", founders, guilds: [], governance, treasury };
    to = await deployed(fresh.write("charter.json", next));
    const verified = await fresh.run("deployment:verify", { charter: fresh.path("charter.json") });
    expect(verified.error, verified.output).to.equal(undefined);
    const shownThere = await fresh.run("moving:show", { from: linesPath() });
    expect(shownThere.error, shownThere.output).to.equal(undefined);
    expect(shownThere.output).to.contain(`Its opening ${to.addresses.opening} is for the lines in`);
    const other = { ...file, move: "2" };
    const { lines, passage } = openFile(file);
    other.root = linesTree(lines, { ...passage, move: 2n }).root;
    writeFileSync(old.path("other.json"), JSON.stringify(other));
    const differs = await fresh.run("moving:show", { from: old.path("other.json") });
    expect(differs.error?.code).to.equal("OriginDiffers");
    expect(differs.output).to.contain("WRONG").and.to.contain("move, root");
    await decide("We have moved", "attest", { publication: "2", opening: to.addresses.opening, carrier });
    const shown = await old.run("moving:show");
    expect(shown.output).to.contain(`THE NATION HAS MOVED to chain 4242, opening ${to.addresses.opening}`);
    expect((await old.run("moving:check", { from: linesPath() })).error).to.equal(undefined);
  });

  it("what is carried is released once, brought for its line, and paid once; nothing of it is left on the old side", async () => {
    const held = await coins(from.addresses.moving, from);
    expect(held).to.equal(149n);
    for (const agent of [AMARA, BO]) await old.succeed("moving:release", { agent, token: "1", from: linesPath() });
    expect(await old.succeed("moving:release", { agent: BO, token: "1", from: linesPath() })).to.include({
      changed: false,
    });
    // A stranger brings a unit of Bo's first, and so the carrier's forty are one too many.
    const { line, proof } = proofIn(file, BO);
    const stranger = new JsonRpcSigner(to.provider, ((await fresh.rpc("eth_accounts")) as string[])[16]!);
    await (await to.contracts.opening.connect(stranger).fund(line, proof, 0, 1n, { value: 1n })).wait();
    for (const [former, amount] of [
      [AMARA, "100"],
      [BO, "40"],
    ] as const) {
      await fresh.succeed("moving:fund", { former, token: "1", amount, from: linesPath() });
    }
    const over = await fresh.succeed("moving:fund", { former: BO, token: "1", amount: "1", from: linesPath() });
    expect(over).to.include({ changed: false });
    const { key } = await from.contracts.members.keyOf(BO);
    const before = await coins(key, to);
    await fresh.pass(400n * DAY); // late, and whoever asks
    await fresh.succeed("moving:pay", { former: BO, token: "1" });
    expect((await coins(key, to)) - before).to.equal(40n);
    expect(await fresh.succeed("moving:pay", { former: BO, token: "1" })).to.include({ changed: false });
    const back = await old.run("moving:return", { agent: BO, token: NATIVE });
    expect(back.data["changed"] ?? false).to.equal(false);
  });

  it("Dita did not come: nobody released hers in time, so it goes back on the old side, and no more to the new", async () => {
    await old.pass(31n * DAY);
    await old.succeed("moving:return", { agent: DITA, token: NATIVE });
    const late = await old.run("moving:release", { agent: DITA, token: "1", from: linesPath() });
    expect(late.error?.code).to.equal("MovingWrongState");
    expect(await coins(from.addresses.moving, from)).to.equal(0n);
    const paid = await fresh.succeed("moving:pay", { former: DITA, token: "1" });
    expect(paid).to.include({ changed: false });
  });

  it("each member opens their line once; the old record is readable in the new nation", async () => {
    const agentThere = async (former: string) =>
      String(await to.contracts.members.idOf((await from.contracts.members.keyOf(former)).key));
    const bo = await agentThere(BO);
    await fresh.succeed("moving:open", { by: bo, former: BO, from: linesPath() });
    expect(await fresh.succeed("moving:open", { by: bo, former: BO, from: linesPath() })).to.include({
      changed: false,
    });
    const stolen = await fresh.run("moving:open", { by: bo, former: AMARA, from: linesPath() });
    expect(stolen.error?.code).to.equal("OpeningNotTheKey");
    // Emil left after the freeze: he was named a founder, and his line is his.
    await fresh.succeed("moving:open", { by: await agentThere(EMIL), former: EMIL, from: linesPath() });
    expect(await agentThere(DITA)).to.equal("0");
    const { output } = await fresh.run("moving:show", { agent: bo });
    expect(output).to.contain("Came from chain 31337").and.to.contain(`Agent ${bo} was agent 2`);
  });
});
