import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { encryptKeystoreJsonSync, HDNodeWallet, id, Mnemonic, parseEther, Wallet } from "ethers";
import hre from "hardhat";

import { deployNation } from "../../ignition/deploy.ts";
import { readCharter } from "../../sdk/charter.ts";
import { connect, type Nation } from "../../sdk/connect.ts";
import { deploymentId } from "../../sdk/names.ts";
import { rpcProvider, walletProvider, type Eip1193Provider } from "../../sdk/provider.ts";
import { ANVIL, startAnvil } from "../fixtures/anvil.ts";
import { thorough } from "../fixtures/walk.ts";
import { serve, servedAt, shortCharter, type Served } from "../unit/scripts/harness.ts";
import { stateOf } from "./networks/state.ts";

const CHAIN_ID = 424_242;
/** Ten in the morning, so that a run of some minutes stays within a day. */
const GENESIS = Date.parse("2026-03-02T10:00:00Z") / 1000;
/** Two seconds, as on many a rollup; quicker while somebody waits for `npm test`. */
const BLOCK_TIME = thorough ? 2 : 0.2;

const root = HDNodeWallet.fromMnemonic(Mnemonic.fromEntropy(id("a nation on two chains")), "m/44'/60'/0'/0");
/** The deployer, who is nobody in the nation, the founders 1 to 4, and a newcomer. */
const wallets = Array.from({ length: 6 }, (_, place) => new Wallet(root.deriveChild(place).privateKey));
const NEWCOMER = 5;

/** Whoever must be able to run this has the program; for other machines there is none to be had. */
const describeWithAnvil = ANVIL === undefined && process.platform !== "linux" ? () => {} : describe;

describeWithAnvil("Story: a nation on another node than Hardhat's", () => {
  const folder = mkdtempSync(join(tmpdir(), "neoguild-anvil-story-"));
  const funded = wallets.map(({ address }) => address);
  let elsewhere: Served;
  let here: Served;

  before(async () => {
    wallets.forEach(({ address, privateKey }, place) => {
      // A keystore like any other, but quick to open.
      writeFileSync(keystore(place), encryptKeystoreJsonSync({ address, privateKey }, "open", { scrypt: { N: 1024 } }));
    });
    writeFileSync(join(folder, "passphrase"), "open");
    process.env["NEOGUILD_PASSPHRASE_FILE"] = join(folder, "passphrase");
    const node = await startAnvil({ chainId: CHAIN_ID, blockTime: BLOCK_TIME, genesis: GENESIS, funded });
    elsewhere = servedAt(node.url, node.stop);
    here = await serve({
      chainId: CHAIN_ID,
      initialDate: new Date(GENESIS * 1000),
      accounts: wallets.map(({ privateKey }) => ({ privateKey, balance: parseEther("1000000") })),
    });
    for (const chain of [elsewhere, here]) chain.write("charter.json", charterOf());
  });

  after(async () => {
    Reflect.deleteProperty(process.env, "NEOGUILD_PASSPHRASE_FILE");
    await Promise.all([elsewhere.close(), here.close()]);
    rmSync(folder, { recursive: true });
  });

  it("is deployed where blocks come by the clock, also after the deployer was killed on the way", async () => {
    await dies(elsewhere, 6);
    const plan = await elsewhere.run("nation:deploy", deploying(elsewhere));
    expect(plan.error, plan.output).to.equal(undefined);
    expect(plan.output).to.match(/costs +\d+ transactions, \d+\.\d million gas at [\d.]+ gwei: about 0\.\d+ of/);
    expect(plan.data["transactions"]).to.be.a("number").greaterThan(20);
  });

  it("ends ten tasks later in the same state as on Hardhat's chain", async () => {
    await here.succeed("nation:deploy", deploying(here));
    for (const chain of [elsewhere, here]) {
      await live(chain);
      await chain.pass(200n);
    }
    const [there, expected] = await Promise.all([elsewhere, here].map(stateHere));
    expect(expected?.size).to.be.greaterThan(thorough ? 1_000 : 200);
    // Only what differs is shown: all would be thousands of lines.
    const answered = [...(expected ?? [])].map(([question, answer]) => [question, answer, there?.get(question)]);
    const different = answered.filter(([, answer, found]) => !isDeepStrictEqual(answer, found));
    expect(different).to.deep.equal([]);
    expect(there?.size).to.equal(expected?.size);
  });

  it("is not taken for the nation of another chain with the same id", async () => {
    const refused = await connect({ rpcUrl: here.url, deployments: elsewhere.path("deployments") }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).to.have.property("code", "ChainOther");
    const block = await here.rpc("eth_blockNumber");
    const lost = await here.run("nation:deploy", deploying(here), hre, {
      NEOGUILD_DEPLOYMENTS: elsewhere.path("deployments"),
    });
    expect(lost.error).to.have.property("code", "ChainOther");
    expect(await here.rpc("eth_blockNumber")).to.equal(block);
  });

  function keystore(place: number): string {
    return join(folder, `${place}.json`);
  }

  function charterOf(): Record<string, unknown> {
    return { ...shortCharter(), name: "Elsewhere", founders: funded.slice(1, NEWCOMER), guilds: [] };
  }

  function deploying(chain: Served): Record<string, unknown> {
    return { charter: chain.path("charter.json"), keystore: keystore(0), yes: true, confirmations: "1" };
  }

  /** A deployment whose process ends as its n-th transaction is on the way. */
  async function dies(chain: Served, at: number): Promise<void> {
    const charter = readCharter(chain.path("charter.json"));
    const provider = rpcProvider(chain.url, BigInt(CHAIN_ID));
    const living = walletProvider(provider, wallets[0]!);
    let sent = 0;
    await new Promise<void>((stop, fail) => {
      const mortal: Eip1193Provider = {
        async request(asked): Promise<unknown> {
          if (sent >= at) return new Promise<never>(() => {});
          const answer = await living.request(asked);
          if (asked.method === "eth_sendTransaction" && ++sent === at) {
            stop();
            return new Promise<never>(() => {});
          }
          return answer;
        },
      };
      const deploymentDir = join(chain.path("deployments"), deploymentId(charter.rules.name, BigInt(CHAIN_ID)));
      const to = { provider: mortal, artifacts: hre.artifacts, deploymentDir, local: false };
      deployNation({ charter, ...to, confirmations: 1, pollMs: 50 }).catch(fail);
    });
    provider.destroy();
  }

  /** Ten kinds of acts, each signed by its author's keystore. */
  async function live(chain: Served): Promise<void> {
    const by = (place: number) => ({ by: String(place), keystore: keystore(place) });
    const guild = String((await chain.succeed("guild:found", { ...by(1), name: "Studio" }))["guild"]);
    for (const place of [2, 3, 4]) await chain.succeed("guild:join", { ...by(place), guild });
    await chain.succeed("season:open", { keystore: keystore(1) });
    const { batch } = await chain.succeed("contribution:submit", { ...by(1), guild, time: "8h" });
    await chain.succeed("contribution:appraise", { ...by(2), batch: String(batch) });
    const work = { hash: id("a design"), uri: "ipfs://design", policies: "3,4" };
    await chain.succeed("work:publish", { ...by(1), guild, ...work });
    await chain.succeed("surplus:deposit", { keystore: keystore(2), guild, amount: "12.5", ref: "INV-1" });
    const sign = chain.path("rest.json");
    await chain.succeed("member:rest", { ...by(4), sign });
    await chain.succeed("statement:carry", { from: sign, keystore: keystore(3) });
    const out = chain.path("newcomer.json");
    await chain.succeed("member:apply", { keystore: keystore(NEWCOMER), out });
    await chain.succeed("member:vouch", { ...by(1), application: out });
    const actions = [{ contract: "Guilds", function: "setStewardTerm", arguments: { stewardTerm_: 31_536_000 } }];
    const from = chain.write("proposal.json", { description: "Stewards for a year", actions });
    await chain.succeed("proposal:sponsor", { ...by(2), from, proposer: "1" });
    await chain.succeed("proposal:create", { ...by(1), from });
  }

  async function stateHere(chain: Served): Promise<ReadonlyMap<string, unknown>> {
    const nation: Nation = await chain.nation();
    try {
      return await stateOf(nation);
    } finally {
      nation.provider.destroy();
    }
  }
});
