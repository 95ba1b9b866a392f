import { existsSync, statSync } from "node:fs";
import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;

/** Five members commit, reveal, are drawn and answer, by the tasks alone. */
describe("lot:commit, lot:reveal, lot:draw, lot:answer, lot:show", () => {
  let chain: Served;
  const files: string[] = [];
  const stage = async () => (await chain.succeed("lot:show", { lot: "1" }))["stage"];

  /** A case opens the lot: an account stands in for whatever sits in the seat of the cases, which opens nothing else. */
  async function openLot(): Promise<void> {
    const { contracts, addresses, provider } = await chain.nation();
    const { sortition, members } = contracts;
    const send = async (from: string, method: string, args: unknown[]) => {
      await chain.rpc("hardhat_impersonateAccount", from);
      await chain.rpc("hardhat_setBalance", from, "0xde0b6b3a7640000");
      const data = sortition.interface.encodeFunctionData(method as "openLot", args as never);
      await chain.rpc("eth_sendTransaction", { from, to: addresses.sortition, data });
    };
    if (BigInt(await sortition.cases()) === 0n) await send(addresses.timelock, "fillCasesSeat", [addresses.members]);
    await chain.pass(10n);
    const snapshot = (await members.clock()) - 1n;
    const request = { seats: 3, snapshot, guild: 0, earlier: 0, parties: [1], barred: [2] };
    await send(await sortition.cases(), "openLot", [request]);
    provider.destroy();
  }

  before(async () => {
    chain = await serveNation();
    await openLot();
  });
  after(() => chain.close());

  const commit = (by: number) =>
    chain.run("lot:commit", { by: String(by), lot: "1", secret: chain.path(`secret-${by}.json`) });

  it("commits to a secret that its owner alone can read, and a second time sends nothing", async () => {
    for (const by of [3, 4, 5]) {
      const { data, error, output } = await commit(by);
      expect(error, output).to.equal(undefined);
      expect(data).to.include({ changed: true, round: 1n });
      files.push(chain.path(`secret-${by}.json`));
    }
    expect(statSync(files[0]!).mode & 0o777).to.equal(0o600);
    expect((await commit(3)).data).to.include({ changed: false });
  });

  it("never writes over another secret, and writes none for who is not asked or when it is too late", async () => {
    const taken = await chain.run("lot:commit", { by: "6", lot: "1", secret: files[0] });
    expect(taken.error).to.include({ code: "FileExists" });
    const party = await chain.run("lot:commit", { by: "1", lot: "1", secret: chain.path("party.json") });
    expect(party.error).to.include({ code: "SortitionNotAsked" });
    expect(party.output).to.contain("is a party, or had a part in the case");
    const none = await chain.run("lot:commit", { by: "6", lot: "7", secret: chain.path("none.json") });
    expect(none.error).to.include({ code: "LotNotCommitting" });
    expect(existsSync(chain.path("none.json"))).to.equal(false);
  });

  it("reveals all secrets of a list of files, when it is time, once", async () => {
    const from = files.join(",");
    expect((await chain.run("lot:reveal", { from })).error).to.include({ code: "SortitionWrongStage" });
    await chain.pass(6n * DAY);
    expect(await stage()).to.equal("Revealing");
    expect(await chain.succeed("lot:reveal", { from })).to.deep.include({ revealed: 3, by: [3n, 4n, 5n] });
    expect(await chain.succeed("lot:reveal", { from })).to.include({ changed: false });
    const elsewhere = chain.write("elsewhere.json", {
      ...{ format: "neoguild-secret-1", chainId: "1", address: `0x${"11".repeat(20)}`, lot: "1", round: "1", by: "3" },
      secret: `0x${"22".repeat(32)}`,
    });
    expect((await chain.run("lot:reveal", { from: elsewhere })).error).to.include({ code: "SecretElsewhere" });
  });

  it("closes the round and draws in one transaction, then has nothing to do", async () => {
    const { offered } = await chain.succeed("lot:draw", { lot: "1" });
    expect((offered as bigint[]).filter((id) => id > 2n)).to.have.lengthOf(3);
    expect(await stage()).to.equal("Answering");
    expect(await chain.succeed("lot:draw", { lot: "1" })).to.include({ changed: false });
  });

  it("takes a seat, recuses, and passes on a seat that nobody answers for", async () => {
    const panel = async () =>
      (await chain.succeed("lot:show", { lot: "1" }))["panel"] as { person: bigint; seat: string }[];
    const [first, second, third] = (await panel()).map(({ person }) => person);
    const taking = { by: String(first), lot: "1" };
    expect(await chain.succeed("lot:answer", taking)).to.include({ changed: true });
    expect(await chain.succeed("lot:answer", taking)).to.include({ changed: false });
    const recusing = { by: String(second), lot: "1", recuse: true };
    expect(await chain.succeed("lot:answer", recusing)).to.include({ changed: true });
    expect(await chain.succeed("lot:answer", recusing)).to.include({ changed: false });
    await chain.pass(7n * DAY);
    const { freed, offered } = await chain.succeed("lot:draw", { lot: "1" });
    expect(freed).to.deep.equal([third]);
    expect(offered).to.have.lengthOf(2);
    for (const id of offered as bigint[]) await chain.succeed("lot:answer", { by: String(id), lot: "1" });
    expect(await stage()).to.equal("Complete");
    const { obstacle } = await chain.succeed("lot:show", { lot: "1", person: String(second) });
    expect(obstacle).to.equal("was drawn before in this case");
  });
});
