import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { JsonRpcProvider } from "ethers";
import hre from "hardhat";

import { contractsOf, deployNation, type Addresses } from "../../ignition/deploy.ts";
import { readCharter } from "../../sdk/charter.ts";
import { connect } from "../../sdk/connect.ts";
import { deploymentId } from "../../sdk/names.ts";
import { proveNobodyElse } from "../../sdk/deployment.ts";
import { rpcProvider, unlockedProvider, type Eip1193Provider } from "../../sdk/provider.ts";
import { initialDate } from "../fixtures/initialDate.ts";
import { killLeftovers, run, temporaryFolder } from "../fixtures/processes.ts";
import { thorough } from "../fixtures/walk.ts";

const CHAIN_ID = 31_337n;
const CHARTER = "charters/hypha.json";
/** What the folder of a record is called. */
const ID = deploymentId(readCharter(CHARTER).rules.name, CHAIN_ID);

/** Where death falls: before the transaction reaches the node, or after, so that its hash is never heard of. */
type Death = "unsent" | "unheard";

describe("Story: a deployment that is killed", () => {
  const charter = readCharter(CHARTER);
  const folder = temporaryFolder("deployment");
  const [step, each] = thorough ? [1, "each"] : [8, "every eighth"];
  let server: Awaited<ReturnType<typeof hre.network.createServer>>;
  let url: string;
  let provider: JsonRpcProvider;
  let genesis: unknown;
  let records = 0;

  /** What an undisturbed deployment makes. */
  let whole: { addresses: Addresses; record: unknown; transactions: number };

  before(async () => {
    server = await hre.network.createServer({ network: "node", override: { initialDate } }, "127.0.0.1", 0);
    const { port } = await server.listen();
    url = `http://127.0.0.1:${port}`;
    provider = rpcProvider(url, CHAIN_ID);
    genesis = await provider.send("evm_snapshot", []);
    const deployments = newFolder();
    const addresses = await deploy(deployments, unlockedProvider(provider));
    whole = { addresses, record: recordIn(deployments), transactions: await transactionsSent() };
    await verifyNation(deployments);
  });

  beforeEach(toGenesis);

  after(async () => {
    killLeftovers();
    provider.destroy();
    await server.close();
  });

  it(`ends in the same record when it is killed at ${each} of its transactions, unheard`, async () => {
    const deployments = newFolder();
    let deaths = 0;
    while (await dies(deployments, { at: step, death: "unheard" })) ++deaths;
    expect(deaths).to.equal(Math.floor(whole.transactions / step));
    await verifyNation(deployments);
  });

  it(`ends in the same record when it is killed at ${each} of its transactions, unsent`, async () => {
    const deployments = newFolder();
    let deaths = 0;
    // A run that dies before it sends makes no headway, so such a one lets `step` transactions pass first.
    while (await dies(deployments, { at: deaths > 0 ? step + 1 : 1, death: "unsent" })) ++deaths;
    expect(deaths).to.equal(Math.ceil(whole.transactions / step));
    await verifyNation(deployments);
  });

  it("ends in the same record when it is killed where a step was begun and its transaction not yet asked for", async () => {
    const deployments = newFolder();
    expect(await dies(deployments, { at: Math.floor(whole.transactions * 0.8), death: "unsent" })).to.equal(true);
    const path = join(deployments, ID, "journal.jsonl");
    const lines = readFileSync(path, "utf8").split("\n");
    const about = (line: string) => (line === "" ? {} : (JSON.parse(line) as { type: string; futureId?: string }));
    const unsent = lines.map(about).findLast((line) => "type" in line && line.type === "TRANSACTION_PREPARE_SEND");
    const { futureId } = unsent as { futureId: string };
    const begun = lines.filter((line) => {
      const { type = "", futureId: of } = about(line) as { type?: string; futureId?: string };
      return of !== futureId || type.endsWith("_INITIALIZE");
    });
    expect(begun.length, "lines of the step itself").to.be.lessThan(lines.length);
    writeFileSync(path, begun.join("\n"));
    await deploy(deployments, unlockedProvider(provider));
    await verifyNation(deployments);
  });

  // Two processes of their own.
  if (thorough) {
    it("ends in the same record when the process is killed by SIGKILL and the task is run again", async () => {
      const deployments = newFolder();
      const env = { NEOGUILD_DEPLOYMENTS: deployments, NEOGUILD_RPC_URL: url };
      const task = () => run("node_modules/hardhat/dist/src/cli.js", ["nation:deploy", "--json"], { env });
      const killed = task();
      const ended = killed.ended();
      while ((await transactionsSent()) < whole.transactions / 2) {
        const pause = new Promise((resolve) => setTimeout(resolve, 10));
        expect(await Promise.race([ended, pause]), killed.output()).to.equal(undefined);
      }
      await killed.kill();
      const before = await transactionsSent();
      expect(before).to.be.lessThan(whole.transactions);

      const again = task();
      expect(await again.ended(), again.output()).to.equal(0);
      await verifyNation(deployments);
    });
  }

  async function toGenesis(): Promise<void> {
    await provider.send("evm_revert", [genesis]);
    genesis = await provider.send("evm_snapshot", []);
  }

  function newFolder(): string {
    return join(folder, String(++records));
  }

  function deploy(deployments: string, to: Eip1193Provider): Promise<Addresses> {
    const deploymentDir = join(deployments, ID);
    return deployNation({ charter, provider: to, artifacts: hre.artifacts, deploymentDir, local: true });
  }

  /** A run that stops dead at its n-th transaction: no request after it is ever answered. False if it was done before. */
  async function dies(deployments: string, { at, death }: { at: number; death: Death }): Promise<boolean> {
    const living = unlockedProvider(provider);
    const never = new Promise<never>(() => {});
    let sent = 0;
    let stop = () => {};
    const stopped = new Promise<boolean>((resolve) => (stop = () => resolve(true)));
    const mortal: Eip1193Provider = {
      async request(asked): Promise<unknown> {
        if (asked.method === "eth_sendTransaction") ++sent;
        if (sent < at) return living.request(asked);
        if (asked.method !== "eth_sendTransaction" || sent > at) return never;
        if (death === "unheard") await living.request(asked);
        stop();
        return never;
      },
    };
    return Promise.race([stopped, deploy(deployments, mortal).then(() => false)]);
  }

  function recordIn(deployments: string): unknown {
    return JSON.parse(readFileSync(join(deployments, ID, "deployed_addresses.json"), "utf8"));
  }

  async function transactionsSent(): Promise<number> {
    return provider.getTransactionCount(await deployer());
  }

  async function deployer(): Promise<string> {
    return (await provider.getSigner(0)).address;
  }

  /** The nation is the undisturbed one: no contract, founder or policy twice, and nobody outside holds a right. */
  async function verifyNation(deployments: string): Promise<void> {
    expect(recordIn(deployments)).to.deep.equal(whole.record);
    expect(await transactionsSent()).to.equal(whole.transactions);
    expect(await contractsCreated()).to.equal(contractsOf(charter).length);
    const nation = await connect({ rpcUrl: url, deployments });
    const { members, policies } = nation.contracts;
    expect(await members.lastId()).to.equal(BigInt(charter.rules.founders.length));
    expect(await policies.lastId()).to.equal(BigInt(charter.rules.licensing.policies.length));
    const broken = (await proveNobodyElse(nation)).filter(({ holds }) => !holds);
    expect(broken).to.deep.equal([]);
    nation.provider.destroy();
  }

  async function contractsCreated(): Promise<number> {
    const numbers = Array.from({ length: (await provider.getBlockNumber()) + 1 }, (_, number) => number);
    const blocks = await Promise.all(numbers.map((number) => provider.getBlock(number, true)));
    return blocks.flatMap((block) => block?.prefetchedTransactions ?? []).filter(({ to }) => to === null).length;
  }
});
