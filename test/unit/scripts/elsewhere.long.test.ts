import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { encryptKeystoreJsonSync, Wallet } from "ethers";

import { settleTransactions } from "../../../ignition/settle.ts";
import { deploymentId } from "../../../sdk/names.ts";
import { keepChain, requireChain } from "../../../sdk/genesis.ts";
import { rpcProvider, unlockedProvider, type Eip1193Provider } from "../../../sdk/provider.ts";
import { refusalOf } from "./refusal.ts";
import { serve, shortCharter, type Served } from "./harness.ts";

const CHAIN_ID = 4_243;

/** What `nation:deploy` asks before its first transaction to a chain that is not local. */
describe("nation:deploy on a chain that is not local", () => {
  const deployer = new Wallet(`0x${"5a".repeat(32)}`);
  let chain: Served;

  before(async () => {
    chain = await serve({ chainId: CHAIN_ID });
    const founders = Array.from({ length: 4 }, (_, place) => `0x${String(place + 1).repeat(40)}`);
    chain.write("charter.json", { ...shortCharter(), founders, guilds: [] });
    writeFileSync(chain.path("deployer.json"), encryptKeystoreJsonSync(deployer, "open", { scrypt: { N: 1024 } }));
    writeFileSync(chain.path("passphrase"), "open");
    process.env["NEOGUILD_PASSPHRASE_FILE"] = chain.path("passphrase");
  });
  after(async () => {
    Reflect.deleteProperty(process.env, "NEOGUILD_PASSPHRASE_FILE");
    await chain.close();
  });

  const deploying = () => ({ charter: chain.path("charter.json"), keystore: chain.path("deployer.json"), yes: true });

  describe("when the deployer cannot pay for it", () => {
    it("says how much is missing, and sends nothing", async () => {
      const { error } = await chain.run("nation:deploy", deploying());
      expect(error).to.have.property("code", "FundsMissing");
      expect(error?.message).to.match(/has 0\.0 of the chain's coin, and 0\.\d+ more is needed/);
      expect(await chain.rpc("eth_blockNumber")).to.equal("0x0");
    });
  });

  describe("when the chain's EVM is too old", () => {
    it("refuses", async () => {
      const old = await serve({ chainId: CHAIN_ID, hardfork: "shanghai" });
      try {
        const { error } = await old.run("nation:deploy", deploying());
        expect(error).to.have.property("code", "ChainTooOld");
      } finally {
        await old.close();
      }
    });
  });

  describe("when the number of confirmations makes no sense", () => {
    it("names the option", async () => {
      const { error } = await chain.run("nation:deploy", { ...deploying(), confirmations: "0" });
      expect(error?.message).to.contain("--confirmations: a number of blocks from 1 to 99");
    });
  });

  describe("given a record", () => {
    const genesis = `0x${"ab".repeat(32)}`;
    const node = (first: { hash: string } | null, id = CHAIN_ID): Eip1193Provider => ({
      request: async ({ method }) => Promise.resolve(method === "eth_chainId" ? `0x${id.toString(16)}` : first),
    });
    const folder = () => chain.path("record");

    it("keeps the first block's hash, and knows the chain by it", async () => {
      await keepChain(folder(), node({ hash: genesis }));
      await requireChain(folder(), node({ hash: genesis }));
      for (const other of [node({ hash: `0x${"cd".repeat(32)}` }), node({ hash: genesis }, 1)]) {
        expect((await refusalOf(keepChain(folder(), other))).code).to.equal("ChainOther");
      }
    });

    it("is not begun on a node that does not tell its first block", async () => {
      expect((await refusalOf(keepChain(chain.path("unknown"), node(null)))).code).to.equal("GenesisUnknown");
    });

    it("is refused when it is damaged", async () => {
      const damaged = chain.path("damaged");
      mkdirSync(damaged);
      writeFileSync(join(damaged, "chain.json"), "{}");
      expect((await refusalOf(requireChain(damaged, node({ hash: genesis })))).code).to.equal("RecordDamaged");
    });

    it("is refused when its contracts are not on the chain", async () => {
      const id = deploymentId("Short example", BigInt(CHAIN_ID));
      const record = join(chain.path("deployments"), id);
      mkdirSync(record, { recursive: true });
      writeFileSync(join(record, "deployed_addresses.json"), JSON.stringify({ "Nation#Members": deployer.address }));
      const { error } = await chain.run("nation:deploy", deploying());
      expect(error).to.have.property("code", "NationGone");
    });
  });

  describe("when transactions of the deployer wait to be mined", () => {
    it("waits for them, and gives up after a while", async () => {
      const slow = await serve({ chainId: CHAIN_ID, mining: { auto: false, interval: 0 } });
      const provider = rpcProvider(slow.url, BigInt(CHAIN_ID));
      try {
        const [sender = ""] = (await slow.rpc("eth_accounts")) as string[];
        await slow.rpc("eth_sendTransaction", { from: sender, to: sender });
        const asked = { provider: unlockedProvider(provider), sender, confirmations: 2, pollMs: 5 };
        const refused = await refusalOf(settleTransactions({ ...asked, patienceMs: 20 }));
        expect(refused).to.include({ code: "DeploymentPending" });
        const settled = settleTransactions(asked);
        for (let blocks = 0; blocks < 2; ++blocks) await slow.rpc("evm_mine");
        await settled;
      } finally {
        provider.destroy();
        await slow.close();
      }
    });
  });
});
