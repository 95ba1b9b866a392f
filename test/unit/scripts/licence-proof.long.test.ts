import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { keccak256 } from "ethers";

import type { Nation } from "../../../sdk/connect.ts";
import { CONTRACTS } from "../../../sdk/licensing/proof/check.ts";
import type { GrantProof } from "../../../sdk/licensing/proof/content.ts";
import { serveNation, type Served } from "./harness.ts";

describe("proofs of licences", () => {
  let chain: Served;
  let nation: Nation;
  let work: string;
  let policy: string;
  const NOWHERE = { NEOGUILD_RPC_URL: "http://127.0.0.1:1" };

  before(async () => {
    chain = await serveNation();
    nation = await chain.nation();
    const { guild } = await chain.succeed("guild:found", { by: "1", name: "Loom" });
    const content = chain.path("plough.txt");
    writeFileSync(content, "a plough");
    const offered = await nation.contracts.policies.lastId();
    policy = (await firstFree(offered)).toString();
    const options = { by: "1", guild: String(guild), content, uri: "ipfs://plough", policies: policy };
    work = String((await chain.succeed("work:publish", options))["work"]);
    await chain.succeed("licence:grant", { by: "3", work, policy, purpose: "personal" });
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  /** The first policy that is free for a member's own use. */
  async function firstFree(last: bigint): Promise<bigint> {
    for (let id = 1n; id <= last; id++) {
      const [decision] = await nation.contracts.policies.cellOf(id, 1n, 0n);
      if (decision === 0n) return id;
    }
    throw new Error("no policy is free for members");
  }

  const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as GrantProof;

  async function proven(name: string, options: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const out = chain.path(name);
    await chain.succeed("licence:prove", { by: "3", work, purpose: "personal", out, ...options });
    return out;
  }

  it("is written with the chain's evidence, kept when it is asked for again, and holds on the chain", async () => {
    const file = await proven("one.json");
    const { grant, evidence, signatures, chainId } = read(file);
    expect(grant).to.include({ work, licensee: "3", purpose: "personal", policy });
    expect([chainId, signatures.length, signatures[0]?.as]).to.deep.equal(["31337", 1, "licensee"]);
    expect(evidence?.accounts).to.have.length(4);
    const again = await chain.succeed("licence:prove", { by: "3", work, purpose: "personal", out: file });
    expect(again).to.include({ changed: false });
    const { data, output } = await chain.run("licence:verify", { file });
    expect(data, output).to.include({ holds: true, offline: false });
    expect(output).to.contain("the chain says the same now");
  });

  it("holds without any chain, for who knows the block and the contracts", async () => {
    const file = await proven("two.json");
    const { blockHash } = read(file);
    const contracts = CONTRACTS.map((name) => nation.addresses[name]).join(",");
    const content = chain.path("plough.txt");
    const options = { file, offline: true, blockHash, contracts, content };
    const { data, output } = await chain.run("licence:verify", options, undefined, NOWHERE);
    expect(data, output).to.include({ holds: true, offline: true });
    expect(output).to.contain("the chain's own evidence shows it");
    const unknown = await chain.run("licence:verify", { file, offline: true }, undefined, NOWHERE);
    expect(unknown.output).to.contain("It rests").and.to.contain("--block-hash").and.to.contain("--keys");
    const other = { ...options, blockHash: keccak256("0x"), content: file };
    const refused = await chain.run("licence:verify", other, undefined, NOWHERE);
    expect(refused.error).to.include({ code: "GrantProofUntrue" });
    expect(refused.output)
      .to.contain("✗ Its block is the one you know")
      .and.to.contain("✗ The work is the one you have");
  });

  it("is signed by a steward and by members too, each once", async () => {
    const file = await proven("three.json", { signaturesOnly: true });
    expect(read(file).evidence).to.equal(undefined);
    expect(await chain.succeed("licence:cosign", { by: "1", file })).to.include({ as: "steward", signatures: 2 });
    expect(await chain.succeed("licence:cosign", { by: "2", file })).to.include({ as: "member", signatures: 3 });
    expect(await chain.succeed("licence:cosign", { by: "2", file })).to.include({ changed: false });
    const { key } = await nation.contracts.members.keyOf(1);
    const known = { file, offline: true, keys: key };
    expect((await chain.run("licence:verify", known, undefined, NOWHERE)).data).to.include({ holds: true });
    const stranger = { ...known, keys: `0x${"77".repeat(20)}` };
    const refused = await chain.run("licence:verify", stranger, undefined, NOWHERE);
    expect(refused.output).to.contain("✗ Somebody whose key you know signed it");
  });

  it("is proven by a steward for a licensee, and refuses who has no part in it", async () => {
    const file = await proven("four.json", { by: "1", licensee: "3" });
    expect(read(file).signatures[0]).to.include({ by: "1", as: "steward" });
    const { guild } = await chain.succeed("guild:found", { by: "2", name: "Mill" });
    const { error } = await chain.run("licence:cosign", { by: String(guild), file });
    expect(error).to.include({ code: "MembersNotActive" });
  });

  it("is shown to wallets as a token, once it was issued", async () => {
    const options = { licensee: "3", work, purpose: "personal" };
    const { number, key } = await chain.succeed("licence:token", options);
    expect(await nation.contracts.grantTokens.ownerOf(number as bigint)).to.equal(key);
    expect(await chain.succeed("licence:token", options)).to.include({ changed: false });
    const none = await chain.run("licence:token", { ...options, licensee: "4" });
    expect(none.error).to.include({ code: "GrantTokensNoGrant" });
  });

  it("fails for a licence that was never granted", async () => {
    const options = { by: "4", work, purpose: "personal", out: chain.path("none.json") };
    expect((await chain.run("licence:prove", options)).error).to.include({ code: "LicencesNoGrant" });
  });

  it("is not signed if a hand has changed it, nor holds once the licensee's key has changed", async () => {
    const file = await proven("five.json");
    const forged = { ...read(file), work: { ...read(file).work, uri: "ipfs://sword" } };
    const path = chain.write("forged.json", forged);
    expect((await chain.run("licence:cosign", { by: "1", file: path })).error).to.include({ code: "GrantProofUntrue" });
    const accounts = (await chain.rpc("eth_accounts")) as string[];
    await chain.succeed("member:key", { by: "3", newKey: accounts[10] });
    const { output, error } = await chain.run("licence:verify", { file });
    expect(error).to.include({ code: "GrantProofUntrue" });
    expect(output).to.contain("✗ licensee.key is still so on chain");
    // As of its block it is what it was.
    expect((await chain.run("licence:verify", { file, offline: true })).data).to.include({ holds: true });
  });
});
