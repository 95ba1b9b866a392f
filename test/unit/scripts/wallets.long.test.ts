import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { BrowserProvider, encryptKeystoreJson, TypedDataEncoder, Wallet, type JsonRpcSigner } from "ethers";
import type { NetworkUserConfig } from "hardhat/types/config";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";

import { act, carry, signAct } from "../../../sdk/acts.ts";
import type { Nation } from "../../../sdk/connect.ts";
import { typedAct } from "../../../sdk/statements.ts";
import { tasks } from "../../../scripts/index.ts";
import { deploySafe, deploySafeFactory, type SafeFactory } from "../../fixtures/safe.ts";
import { serveNation, type Served } from "./harness.ts";

// Accounts of the local node: the founders are 1 to 9 (see charters/hypha.json), those from 10 on belong to nobody.

describe("tasks with keys of one's own", () => {
  let chain: Served;
  let nation: Nation;
  let accounts: string[];

  before(async () => {
    chain = await serveNation();
    accounts = (await chain.rpc("eth_accounts")) as string[];
    nation = await chain.nation();
  });
  after(() => chain.close());

  const keyOf = (place: number) => accounts[place] ?? "";
  const signerOf = (place: number): Promise<JsonRpcSigner> => nation.provider.getSigner(keyOf(place));

  describe("a Safe, whose owners pass one file around", () => {
    let kit: SafeFactory;
    let key: string;
    let member: string;

    before(async () => {
      kit = await deploySafeFactory(await signerOf(0));
      key = (await deploySafe(kit, await Promise.all([10, 11, 12].map(signerOf)), 2)).address;
    });

    const sign = (file: string, owner: number) =>
      chain.succeed("wallet:safe-sign", { file, owner: keyOf(owner), yes: true });

    it("becomes a member's key with the consent of two", async () => {
      const out = chain.path("safe-application.json");
      const { output } = await chain.run("member:apply", { key, out });
      expect(output).to.contain("1 of 2 owners signed; hand it to the next");
      const { error } = await chain.run("member:vouch", { by: "1", application: out });
      expect(error).to.include({ code: "MembersNoKeyConsent" });
      expect(await sign(out, 12)).to.include({ complete: true });
      const { agent } = await chain.succeed("member:vouch", { by: "1", application: out });
      await chain.succeed("member:vouch", { by: "2", application: out });
      member = String(agent);
      expect(await chain.succeed("member:show", { id: member })).to.include({ status: "Active" });
    });

    it("does not send an act for one owner", async () => {
      const { error } = await chain.run("guild:found", { by: member, name: "Loom" });
      expect(error).to.include({ code: "SafeSignsActs" });
    });

    it("acts once enough have signed, and says until then what is wrong", async () => {
      const file = chain.path("found.json");
      const { output } = await chain.run("guild:found", { by: member, name: "Loom", sign: file });
      expect(output).to.contain("1 of 2 owners signed");
      const carried = await chain.run("statement:carry", { from: file });
      expect(carried.output).to.contain("0 of 1 acts carried").and.to.contain("signature is not by the present key");
      expect(await sign(file, 10)).to.include({ complete: false });
      expect(await sign(file, 11)).to.include({ complete: true });
      expect((await chain.run("statement:carry", { from: file })).output).to.contain("1 of 1 acts carried");
    });

    it("votes by a ballot that two owners signed", async () => {
      const actions = [{ contract: "Members", function: "seal", arguments: {} }];
      const from = chain.write("proposal.json", { description: "A vote", actions });
      await chain.succeed("proposal:sponsor", { by: "2", from, proposer: "1" });
      const proposal = String((await chain.succeed("proposal:create", { by: "1", from }))["proposal"]);
      await chain.pass(11n * 86_400n);
      const out = chain.path("ballot.json");
      await chain.succeed("proposal:sign", { by: member, proposal, choice: "for", out });
      expect((await chain.run("proposal:carry", { from: out })).output).to.contain("bad signature");
      await sign(out, 12);
      expect((await chain.run("proposal:carry", { from: out })).output).to.contain("1 of 1 ballots counted");
    });

    it("takes no signature of somebody who is no owner", async () => {
      const options = { file: chain.path("found.json"), owner: keyOf(1), yes: true };
      expect((await chain.run("wallet:safe-sign", options)).error).to.include({ code: "SafeNotOwner" });
    });

    it("moves to another Safe in one file that owners of both sign", async () => {
      const next = (await deploySafe(kit, await Promise.all([13, 14].map(signerOf)), 2)).address;
      const file = chain.path("move.json");
      await chain.succeed("member:key", { by: member, newKey: next, sign: file });
      expect(await sign(file, 11)).to.include({ complete: false });
      expect(await sign(file, 14)).to.include({ complete: true });
      await chain.succeed("statement:carry", { from: file });
      expect((await nation.contracts.members.keyOf(member)).key).to.equal(next);
    });
  });

  describe("keystores", () => {
    let by: string, old: string, next: string;

    before(async () => {
      [old, next] = [await keystore("old.json"), await keystore("next.json")];
      passphraseIs("open");
      const out = chain.path("application.json");
      await chain.succeed("member:apply", { keystore: old, out });
      by = String((await chain.succeed("member:vouch", { by: "3", application: out }))["agent"]);
      await chain.succeed("member:vouch", { by: "4", application: out });
    });
    after(() => Reflect.deleteProperty(process.env, "NEOGUILD_PASSPHRASE_FILE"));

    it("serve for any task once they are unlocked", async () => {
      expect(await chain.succeed("member:rest", { by, keystore: old })).to.include({ changed: true });
      expect(await chain.succeed("member:rest", { by, keystore: old, end: true })).to.include({ changed: true });
    });

    it("stay locked for another passphrase, and nothing is sent", async () => {
      passphraseIs("shut");
      const { error } = await chain.run("member:rest", { by, keystore: old });
      expect(error).to.include({ code: "WalletLocked" });
      passphraseIs("open");
    });

    it("change places: the new one acts, the old one and what it signed are dead", async () => {
      const late = chain.path("late.json");
      await chain.succeed("member:rest", { by, keystore: old, sign: late });
      const rotated = await chain.succeed("member:key", { by, keystore: old, newKeystore: next });
      expect(rotated).to.include({ changed: true });
      expect((await chain.run("statement:carry", { from: late })).output).to.contain("0 of 1 acts carried");
      expect((await chain.run("member:rest", { by, keystore: old })).error).to.include({ code: "WalletWrong" });
      expect(await chain.succeed("member:rest", { by, keystore: next })).to.include({ changed: true });
    });

    const passphraseIs = (text: string) => {
      writeFileSync(chain.path("passphrase"), text);
      process.env["NEOGUILD_PASSPHRASE_FILE"] = chain.path("passphrase");
    };

    /** A keystore with coins for gas; encrypted quickly, which only a test may. */
    async function keystore(name: string): Promise<string> {
      const { address, privateKey } = Wallet.createRandom();
      await chain.rpc("hardhat_setBalance", address, "0xde0b6b3a7640000");
      writeFileSync(
        chain.path(name),
        await encryptKeystoreJson({ address, privateKey }, "open", { scrypt: { N: 1024 } }),
      );
      return chain.path(name);
    }
  });

  describe("a browser wallet", () => {
    it("is told how to reach the chain", async () => {
      const { request, ...rest } = await chain.succeed("wallet:connect");
      expect(rest).to.deep.equal({ name: nation.name, rpcUrl: chain.url, chainId: 31337n, coin: "ETH" });
      const [network] = (request as { params: [Record<string, unknown>] }).params;
      const nativeCurrency = { name: "ETH", symbol: "ETH", decimals: 18 };
      expect(network).to.deep.equal({
        ...{ chainId: "0x7a69", chainName: nation.name, rpcUrls: [chain.url], nativeCurrency },
      });
    });

    it("signs an act from the payload of eth_signTypedData_v4, and anybody carries it", async () => {
      const asked: unknown[][] = [];
      // What a wallet puts into a page (EIP-1193); the node reads the payload and signs, as the wallet does.
      const ethereum = {
        request: ({ method, params = [] }: { method: string; params?: unknown[] }) => {
          if (method === "eth_signTypedData_v4") asked.push(params);
          return nation.provider.send(method, params) as Promise<unknown>;
        },
      };
      const signer = await new BrowserProvider(ethereum).getSigner(keyOf(5));
      const signed = await signAct(nation, { id: 5n, signer }, act("members", "rest", { resting: true }));

      const statement = { contract: nation.contracts.members, method: "rest", act: signed.act, keyEpoch: 0 };
      const { domain, types, message } = await typedAct(statement);
      const payload = TypedDataEncoder.getPayload(domain, types, message) as Record<string, unknown>;
      expect(payload).to.include({ primaryType: "Rest" });
      expect(payload["domain"]).to.deep.equal({
        ...{ name: "Neoguild Members", version: "1", chainId: "0x7a69" },
        verifyingContract: nation.addresses.members.toLowerCase(),
      });
      expect(asked).to.deep.equal([[keyOf(5).toLowerCase(), JSON.stringify(payload)]]);

      const carried = await carry(nation, await signerOf(0), [signed]);
      expect(carried.events.map(({ name }) => name)).to.include("StatusChanged");
    });
  });

  describe("an account that Hardhat holds for a network, as a plugin for hardware wallets adds it", () => {
    it("applies, and acts", async () => {
      const { address, privateKey } = Wallet.createRandom();
      await chain.rpc("hardhat_setBalance", address, "0xde0b6b3a7640000");
      const office: NetworkUserConfig = { type: "http", url: chain.url, accounts: [privateKey] };
      const hre = await createHardhatRuntimeEnvironment({ tasks, networks: { office } }, { network: "office" });
      const out = chain.path("plugged.json");
      expect((await chain.run("member:apply", { key: address, out }, hre)).data).to.include({ key: address });
      const by = String((await chain.succeed("member:vouch", { by: "6", application: out }))["agent"]);
      await chain.succeed("member:vouch", { by: "7", application: out });
      expect((await chain.run("member:rest", { by }, hre)).data).to.include({ changed: true });
    });
  });
});
