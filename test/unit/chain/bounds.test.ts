import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { connect } from "node:net";
import { resolve } from "node:path";
import { expect } from "chai";
import { Wallet, ZeroAddress, dataLength, toBeHex } from "ethers";
import hre from "hardhat";

import { BOUNDS, type Bounds } from "../../../chain/filter/bounds.ts";
import type { Chain } from "../../../chain/filter/pace.ts";
import { Allowance, Turnstile } from "../../../chain/filter/rate.ts";
import { serveFilter, type Filter } from "../../../chain/filter/server.ts";
import { serveReal } from "../../../chain/real.ts";
import type { ServedChain } from "../../../chain/serve.ts";
import { runningOn } from "../../../chain/sessions.ts";
import { rpcProvider } from "../../../sdk/provider.ts";
import { ask, type HttpAnswer } from "../../fixtures/http.ts";
import { temporaryFolder } from "../../fixtures/processes.ts";

const CHAIN_ID = 1_234_567_891;
/** Run as a call's initcode: gives back the gas that is left; hashes 10,000 times. */
const TELLS_GAS = "0x5a5f5260205ff3";
const WORKS = `0x${"5f5f2050".repeat(10_000)}00`;
/** Gives back what it is called with. */
const IDENTITY = "0x0000000000000000000000000000000000000004";
const CHAIN_ID_ASKED = { jsonrpc: "2.0", id: 1, method: "eth_chainId" };

interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

describe("The bounds of a real nation's node", () => {
  const journal = resolve(temporaryFolder("bounds"), "journal.jsonl");
  const member = Wallet.createRandom();
  let served: ServedChain;
  let filter: Filter | undefined;

  before(async () => {
    served = await serveReal({ hre, journal, chainId: CHAIN_ID, port: 0, cashier: member.address });
  });

  afterEach(async () => {
    await filter?.close();
    filter = undefined;
  });

  after(() => served.close());

  it("are those in docs/nation.md", () => {
    const [, table = ""] = /\n\| Bound [^\n]*\n([\s\S]*?)\n\n/.exec(readFileSync("docs/nation.md", "utf8")) ?? [];
    const most = table.split("\n").map((row) => row.split("|")[2] ?? "");
    const written = [...most.join().matchAll(/\b\d[\d,]*\d\b/g)].map(([number]) => Number(number.replaceAll(",", "")));
    const set = Object.values(BOUNDS).flatMap((bound) => (typeof bound === "number" ? bound : Object.values(bound)));
    expect(written.sort()).to.deep.equal(set.sort());
  });

  describe("of a request", () => {
    it("bound a batch's length", async () => {
      await bounded({});
      const batch = Array.from({ length: BOUNDS.batch + 1 }, () => CHAIN_ID_ASKED);
      expect(await post(batch)).to.have.nested.property("error.code", -32005);
      expect(await post(batch.slice(1))).to.have.length(BOUNDS.batch);
    });

    it("bound a batch's answers, and lose none of what was done", async () => {
      await bounded({ answerBytes: 341_000 });
      const long = call("eth_call", { to: IDENTITY, data: `0x${"11".repeat(60_000)}` });
      const nonce = await nextNonce();
      const raw = call("eth_sendRawTransaction", await transfer(nonce));
      const later = call("eth_sendRawTransaction", await transfer(nonce + 1));
      const answers = (await post([long, long, raw, long, later])) as RpcAnswer[];
      expect(JSON.stringify(answers).length).to.be.lessThan(341_000);
      expect(answers.map(({ result }) => (result === undefined ? 0 : dataLength(result as string)))).to.deep.equal([
        60_000, 60_000, 32, 0, 0,
      ]);
      expect(answers[3]?.error).to.deep.include({ code: -32005 });
      expect(answers[4]?.error?.message).to.include("split it");
      expect(await nextNonce()).to.equal(nonce + 1);
    });

    it("bound its bytes, announced or not", async () => {
      const { url } = await bounded({ bytes: 100 });
      const body = JSON.stringify({ ...CHAIN_ID_ASKED, params: ["x".repeat(100)] });
      expect(await ask(url, { body })).to.include({ status: 413 });
      expect(await ask(url, { body, headers: { "transfer-encoding": "chunked" } })).to.include({ status: 413 });
      expect(await post(CHAIN_ID_ASKED)).to.have.property("result");
    });

    it("bound the blocks of logs", async () => {
      await bounded({});
      await chainBehind().request({ method: "hardhat_mine", params: [`0x${BOUNDS.logBlocks.toString(16)}`, "0x0"] });
      await verifyLimited(call("eth_getLogs", { fromBlock: "0x0" }), "in several requests");
      await verifyLimited(call("eth_getLogs", { fromBlock: "earliest", toBlock: "latest" }), "several");
      expect(await post(call("eth_getLogs", { fromBlock: "0x20" }))).to.deep.include({ result: [] });
    });

    it("bound the slots of a proof", async () => {
      await bounded({});
      const slots = Array.from({ length: BOUNDS.proofSlots + 1 }, (_, slot) => toBeHex(slot, 32));
      await verifyLimited(call("eth_getProof", ZeroAddress, slots, "latest"), "32 slots");
      const shown = (await post(call("eth_getProof", ZeroAddress, slots.slice(1), "latest"))) as RpcAnswer;
      expect(shown).to.have.nested.property("result.storageProof").with.length(BOUNDS.proofSlots);
    });

    it("bound the blocks and percentiles of fees", async () => {
      await bounded({});
      const percentiles = Array.from({ length: BOUNDS.percentiles }, (_, place) => place / 2);
      await verifyLimited(call("eth_feeHistory", "0x401", "latest", []), "1024 blocks");
      await verifyLimited(call("eth_feeHistory", "0x1", "latest", [...percentiles, 100]), "100 percentiles");
      expect(await post(call("eth_feeHistory", "0x400", "latest", percentiles))).to.have.property("result");
    });
  });

  describe("of requests", () => {
    it("bound those of a connection, a batch counting as many as it holds, and one if that is none", async () => {
      for (const batch of [[CHAIN_ID_ASKED, CHAIN_ID_ASKED, CHAIN_ID_ASKED], []]) {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const { url } = await bounded({ connection: { ...BOUNDS.connection, burst: 3, perSecond: 0 } });
        const asked = [batch, [CHAIN_ID_ASKED, CHAIN_ID_ASKED, CHAIN_ID_ASKED]].map((body) => JSON.stringify(body));
        const answers: HttpAnswer[] = [];
        for (const body of asked) answers.push(await ask(url, { body, agent }));
        expect(answers.map(({ status }) => status)).to.deep.equal([200, 429]);
        agent.destroy();
        await filter?.close();
      }
    });

    it("bound those of all connections together", async () => {
      const { url } = await bounded({ requests: { burst: 2, perSecond: 0 } });
      const alone = { body: JSON.stringify(CHAIN_ID_ASKED), headers: { connection: "close" } };
      const statuses = [await ask(url, alone), await ask(url, alone), await ask(url, alone)].map(
        ({ status }) => status,
      );
      expect(statuses).to.deep.equal([200, 200, 429]);
    });

    it("let those of a connection that does not wait for answers wait for each other, and few of them", async () => {
      const gated = gate();
      const { url } = await bounded({ connection: { ...BOUNDS.connection, waiting: 2 } }, gated.chain);
      const body = JSON.stringify(call("eth_call", { data: TELLS_GAS }));
      const one = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      let text = "";
      socket.setEncoding("utf8").on("data", (data: string) => (text += data));
      socket.write(one.repeat(4));
      await gated.reached("eth_call");
      expect(await post(CHAIN_ID_ASKED)).to.have.property("result");
      expect(gated.asked("eth_call")).to.equal(1);
      gated.open();
      await new Promise((ended) => socket.once("close", ended));
      expect([...text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).to.deep.equal([
        "200",
        "200",
        "200",
        "429",
      ]);
    });
  });

  describe("of the chain's work", () => {
    it("let it do one thing at a time", async () => {
      let [inside, most] = [0, 0];
      await bounded(
        {},
        {
          async request(asked) {
            most = Math.max(most, ++inside);
            return chainBehind()
              .request(asked)
              .finally(() => inside--);
          },
        },
      );
      const [reads, estimates] = ["eth_call", "eth_estimateGas"].map((method) => call(method, { data: WORKS }));
      await Promise.all([reads, estimates, reads, estimates, reads, estimates].map(post));
      expect(most).to.equal(1);
    });

    it("let few wait for it, and tell the others that it is busy, as clients know it", async () => {
      const gated = gate();
      const { url } = await bounded({ waiting: 1 }, gated.chain);
      const body = JSON.stringify(call("eth_call", { data: TELLS_GAS }));
      const asked = [1, 2, 3].map(() => ask(url, { body }));
      const first = await Promise.race(asked);
      expect(first.status).to.equal(429);
      expect((JSON.parse(first.body) as RpcAnswer).error).to.include({ code: -32005 });
      expect(first.body).to.include("busy");
      expect(gated.asked("eth_call")).to.equal(1);
      expect(await post(CHAIN_ID_ASKED)).to.have.property("result");

      const patient = rpcProvider(url, BigInt(CHAIN_ID));
      const waits = patient.send("eth_call", [{ data: TELLS_GAS }]) as Promise<string>;
      gated.open();
      expect((await Promise.all(asked)).map(({ status }) => status).sort()).to.deep.equal([200, 200, 429]);
      expect(dataLength(await waits)).to.equal(32);
      patient.destroy();
    });

    it("spare it what nobody waits for any more", async () => {
      const gated = gate();
      const { url } = await bounded({}, gated.chain);
      const [agent, one] = [new Agent(), call("eth_call", { data: TELLS_GAS })];
      const first = post(one);
      await gated.reached("eth_call");
      const given = ask(url, { body: JSON.stringify([CHAIN_ID_ASKED, one, one]), agent }).catch(() => "given up");
      await gated.reached("eth_chainId");
      agent.destroy();
      expect(await given).to.equal("given up");
      expect(await post(CHAIN_ID_ASKED)).to.have.property("result");
      gated.open();
      await first;
      expect(await post(one)).to.have.property("result");
      expect(gated.asked("eth_call")).to.equal(2);
    });

    it("cap the gas of a call and of an estimate, whatever was asked for", async () => {
      await bounded({});
      for (const gas of [undefined, null, "0x1000001", "0xffffffffffff"]) {
        const { result } = (await post(call("eth_call", { data: TELLS_GAS, gas }))) as RpcAnswer;
        expect(Number(result), String(gas)).to.be.within(16_700_000, BOUNDS.callGas);
        expect(await post(call("eth_estimateGas", { data: TELLS_GAS, gas })), String(gas)).to.have.property("result");
      }
      const { result } = (await post(call("eth_call", { data: TELLS_GAS, gas: "0x186a0" }))) as RpcAnswer;
      expect(Number(result)).to.be.lessThan(100_000);
      expect(await post(call("eth_call", { gas: "lots" }))).to.have.nested.property("error.code", -32602);
      expect(await post(call("eth_call"))).to.have.nested.property("error.code", -32602);
    });

    it("bound the gas of all transactions together, by their limits, but for those the chain refused", async () => {
      await bounded({ gas: { burst: 70_000, perSecond: 0 } });
      for (const nonce of [1_000, 1_001, 1_002, 1_003]) {
        const { error } = (await post(call("eth_sendRawTransaction", await transfer(nonce)))) as RpcAnswer;
        expect(error?.message).to.include("Nonce too high");
      }
      for (const _ of [1, 2, 3]) {
        expect(await post(call("eth_sendRawTransaction", await transfer()))).to.have.property("result");
      }
      await verifyLimited(call("eth_sendRawTransaction", await transfer()), "send it again");
    });
  });

  function chainBehind(): Chain {
    const { provider } = runningOn(journal)!.session;
    return { request: (asked) => provider.request(asked) };
  }

  async function bounded(bounds: Partial<Bounds>, chain = chainBehind()): Promise<Filter> {
    filter = await serveFilter({ chain, port: 0, bounds });
    return filter;
  }

  /** The chain, where calls wait until it is opened. */
  function gate() {
    const methods: string[] = [];
    let open = (): void => {};
    const opened = new Promise<void>((done) => (open = done));
    const asked = (method: string) => methods.filter((one) => one === method).length;
    const reached = async (method: string): Promise<void> => {
      while (asked(method) === 0) await new Promise((soon) => setTimeout(soon, 5));
    };
    const chain: Chain = {
      async request(call) {
        methods.push(call.method);
        if (call.method === "eth_call") await opened;
        return chainBehind().request(call);
      },
    };
    return { chain, open, reached, asked };
  }

  async function nextNonce(): Promise<number> {
    const asked = { method: "eth_getTransactionCount", params: [member.address, "latest"] };
    return Number(await chainBehind().request(asked));
  }

  async function transfer(nonce?: number): Promise<string> {
    const fees = { maxFeePerGas: 0, maxPriorityFeePerGas: 0 };
    const fields = { type: 2, chainId: CHAIN_ID, to: ZeroAddress, gasLimit: 21_000, ...fees };
    return member.signTransaction({ ...fields, nonce: nonce ?? (await nextNonce()) });
  }

  async function post(body: unknown): Promise<unknown> {
    return JSON.parse((await ask(filter?.url ?? "", { body: JSON.stringify(body) })).body);
  }

  async function verifyLimited(body: unknown, says: string): Promise<void> {
    const { error } = (await post(body)) as RpcAnswer;
    expect(error?.code).to.equal(-32005);
    expect(error?.message).to.include(says);
  }
});

describe("Allowance", () => {
  it("gives its burst at once, and the rest as time passes", () => {
    const allowance = new Allowance({ burst: 10, perSecond: 5 });
    const start = Date.now() + 1_000;
    expect(allowance.take(10, start)).to.equal(true);
    expect(allowance.take(1, start)).to.equal(false);
    expect(allowance.take(5, start + 1_000)).to.equal(true);
    expect(allowance.take(1, start - 5_000)).to.equal(false);
    expect(allowance.take(11, start + 60_000)).to.equal(false);
  });

  it("never has more than its burst, whatever is given back", () => {
    const allowance = new Allowance({ burst: 10, perSecond: 0 });
    expect(allowance.take(6)).to.equal(true);
    allowance.giveBack(4);
    expect(allowance.take(8)).to.equal(true);
    allowance.giveBack(100);
    expect(allowance.take(11)).to.equal(false);
    expect(allowance.take(10)).to.equal(true);
  });
});

describe("Turnstile", () => {
  it("lets one through at a time, in their order, also after one that failed", async () => {
    const turnstile = new Turnstile({ waiting: 2 });
    const done: number[] = [];
    const pass = (work: number) =>
      turnstile.pass(async () => {
        await Promise.resolve();
        done.push(work);
        if (work === 1) throw new Error("failed");
      })!;
    const works = [pass(1), pass(2), pass(3)];
    expect(turnstile.pass(() => Promise.resolve())).to.equal(undefined);
    expect((await Promise.allSettled(works)).map(({ status }) => status)).to.deep.equal([
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(done).to.deep.equal([1, 2, 3]);
    expect(await turnstile.pass(() => Promise.resolve(4))).to.equal(4);
  });
});

function call(method: string, ...params: readonly unknown[]): object {
  return { jsonrpc: "2.0", id: 1, method, params };
}
