import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { Transaction, Wallet, ZeroAddress, type JsonRpcProvider, type TransactionLike } from "ethers";
import hre from "hardhat";

import { PASSING } from "../../../chain/filter/methods.ts";
import { serveFilter, type FilterParams } from "../../../chain/filter/server.ts";
import { METHODS } from "../../../chain/methods.ts";
import { serveReal } from "../../../chain/real.ts";
import type { ServedChain } from "../../../chain/serve.ts";
import { runningOn } from "../../../chain/sessions.ts";
import { rpcProvider } from "../../../sdk/provider.ts";
import { ask } from "../../fixtures/http.ts";
import { temporaryFolder } from "../../fixtures/processes.ts";

const CHAIN_ID = 1_234_567_890;
/** Runs as a call's initcode and gives back the block's timestamp. */
const TELLS_TIME = "0x425f5260205ff3";
/** What names of Hardhat's methods look like, among the texts of its native binding. */
const PREFIX = "(?:eth|evm|hardhat|debug|net|web3|personal)_";

interface RpcAnswer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

describe("The node of a real nation", () => {
  const folder = temporaryFolder("filter");
  const journal = resolve(folder, "journal.jsonl");
  const cashier = Wallet.createRandom();
  const member = Wallet.createRandom();
  /** The founding key, while a test founds. */
  let founder: string | undefined;
  let chain: ServedChain;
  let provider: JsonRpcProvider;

  before(async () => {
    const params = { hre, journal, chainId: CHAIN_ID, port: 0, cashier: cashier.address };
    chain = await serveReal({ ...params, founder: () => founder });
    provider = rpcProvider(chain.url, BigInt(CHAIN_ID));
  });

  after(async () => {
    provider.destroy();
    await chain.close();
  });

  async function rpc(method: string, ...params: readonly unknown[]): Promise<RpcAnswer> {
    return (await post(chain.url, { jsonrpc: "2.0", id: 1, method, params })) as RpcAnswer;
  }

  async function verifyRefused(method: string, params: readonly unknown[], code: number, says: string): Promise<void> {
    const { error } = await rpc(method, ...params);
    expect(error?.code, method).to.equal(code);
    expect(error?.message).to.include(says);
  }

  describe("methods", () => {
    it("knows every method that Hardhat's node answers", async () => {
      const connection = await hre.network.create("node");
      const answered: string[] = [];
      for (const method of namesInHardhat()) {
        const unknown = await connection.provider.request({ method, params: ["?"] }).then(
          () => false,
          (error: unknown) => String(error).includes(`Method ${method} is not supported`),
        );
        if (!unknown) answered.push(method);
      }
      await connection.close();
      expect(answered).to.include.members(["eth_call", "evm_mine", "hardhat_setBalance", "debug_traceTransaction"]);
      expect(METHODS).to.include.members(answered);
    });

    it("lets the documented ones through, and no other of Hardhat's or of other nodes'", async () => {
      const others = [
        "eth_signTransaction",
        "eth_requestAccounts",
        "anvil_setBalance",
        "txpool_content",
        "hardhat_reset",
      ];
      const passed: string[] = [];
      for (const method of [...METHODS, ...others, "constructor", "__proto__", "ETH_CALL", "eth_call "]) {
        const { error } = await rpc(method);
        if (error?.code !== -32601) passed.push(method);
      }
      expect(passed.sort()).to.deep.equal(documented());
      expect(PASSING).to.deep.equal(documented());
    });

    it("asks the chain for nothing but what got through, whatever was sent", async () => {
      const asked = new Set<string>();
      const behind = chainBehind();
      const filter = await serveFilter({
        port: 0,
        chain: {
          request: (call) => {
            asked.add(call.method);
            return behind.request(call);
          },
        },
      });
      for (const method of METHODS) await post(filter.url, { jsonrpc: "2.0", id: 1, method, params: ["0x0", false] });
      await filter.close();
      expect(documented()).to.include.members([...asked]);
    });

    it("says what to do instead", async () => {
      for (const method of ["eth_sendTransaction", "eth_sign", "eth_signTypedData_v4", "personal_sign"]) {
        await verifyRefused(method, [], -32601, "Sign with your own");
      }
      await verifyRefused("evm_increaseTime", [0], -32601, "rehearsal");
      await verifyRefused("hardhat_impersonateAccount", [ZeroAddress], -32601, "rehearsal");
      await verifyRefused("eth_subscribe", ["newHeads"], -32601, "eth_getLogs");
      await verifyRefused("debug_traceTransaction", [], -32601, "docs/nation.md");
    });

    it("shows nobody's account, and no fees", async () => {
      const answers = ["eth_accounts", "eth_gasPrice", "eth_maxPriorityFeePerGas"].map((method) => rpc(method));
      expect((await Promise.all(answers)).map(({ result }) => result)).to.deep.equal([[], "0x0", "0x0"]);
      const { result } = await rpc("eth_feeHistory", "0x1", "latest", [50]);
      expect(result).to.deep.include({ baseFeePerGas: ["0x0", "0x0"], reward: [["0x0"]] });
    });

    it("refuses to call with another state than the chain's", async () => {
      const override = { [ZeroAddress]: { code: "0x00" } };
      await verifyRefused("eth_call", [{ to: ZeroAddress }, "latest", override], -32602, "at most 2");
    });

    it("calls as of now, not as of the last block", async () => {
      const [now, last] = await Promise.all([
        rpc("eth_call", { data: TELLS_TIME }, "latest"),
        rpc("eth_call", { data: TELLS_TIME }, "0x0"),
      ]);
      expect(Number(now.result)).to.be.at.least(Math.floor(Date.now() / 1000) - 1);
      expect(Number(now.result)).to.be.greaterThan(Number(last.result));
    });
  });

  describe("eth_sendRawTransaction", () => {
    const transfer: TransactionLike = { type: 2, chainId: CHAIN_ID, to: ZeroAddress, gasLimit: 21_000, nonce: 0 };

    const signed = async (transaction: TransactionLike): Promise<string> => {
      const made = Transaction.from(transaction);
      made.signature = member.signingKey.sign(made.unsignedHash);
      return Promise.resolve(made.serialized);
    };

    it("takes one from an account without coins, with the fees that ethers fills in", async () => {
      const response = await member.connect(provider).sendTransaction({ to: ZeroAddress });
      const receipt = await response.wait();
      expect(receipt).to.include({ status: 1, fee: 0n });
      expect(await provider.getBalance(cashier.address)).to.equal(10n ** 27n);
    });

    it("refuses one that is good on every chain", async () => {
      const raw = await signed({ ...transfer, type: 0, chainId: 0, gasPrice: 0 });
      await verifyRefused("eth_sendRawTransaction", [raw], -32602, "not EIP-155");
    });

    it("refuses one for another chain", async () => {
      const raw = await signed({ ...transfer, chainId: 31_337 });
      await verifyRefused("eth_sendRawTransaction", [raw], -32602, "signed for chain 31337");
    });

    it("refuses one with blobs, and one that sets code", async () => {
      const blobs = { type: 3, maxFeePerBlobGas: 0, blobVersionedHashes: [`0x01${"00".repeat(31)}`] };
      await verifyRefused("eth_sendRawTransaction", [await signed({ ...transfer, ...blobs })], -32602, "type 3");
      const code = { type: 4, authorizationList: [] };
      await verifyRefused("eth_sendRawTransaction", [await signed({ ...transfer, ...code })], -32602, "type 4");
    });

    it("refuses one that nobody signed, and what is none", async () => {
      const unsigned = Transaction.from(transfer).unsignedSerialized;
      await verifyRefused("eth_sendRawTransaction", [unsigned], -32602, "not signed");
      await verifyRefused("eth_sendRawTransaction", ["0x00"], -32602, "no signed transaction");
      await verifyRefused("eth_sendRawTransaction", [], -32602, "one signed transaction");
    });

    it("refuses one whose turn has not come, so that no block holds two", async () => {
      const nonce = (await provider.getTransactionCount(member.address)) + 1;
      const { error } = await rpc("eth_sendRawTransaction", await signed({ ...transfer, nonce }));
      expect(error?.message).to.include("Nonce too high");
    });

    it("is taken from nobody but the founding key while the nation is founded", async () => {
      founder = cashier.address;
      const nonce = await provider.getTransactionCount(member.address);
      const strangers = await signed({ ...transfer, nonce });
      const { error } = await rpc("eth_sendRawTransaction", strangers);
      expect(error).to.include({ code: -32005 });
      expect(error?.message).to.include("is being founded");
      founder = member.address;
      expect(await rpc("eth_sendRawTransaction", strangers)).to.have.property("result");
      founder = undefined;
    });

    it("answers one that failed on the chain with its hash", async () => {
      const nonce = await provider.getTransactionCount(member.address);
      const failing = { ...transfer, nonce, to: null, data: "0x5f5ffd", gasLimit: 100_000 };
      const { result } = await rpc("eth_sendRawTransaction", await signed(failing));
      expect(await provider.getTransactionReceipt(result as string)).to.include({ status: 0 });
    });
  });

  describe("a request", () => {
    it("is answered alone and in a batch, in its order", async () => {
      const batch = ["eth_chainId", "evm_mine", "eth_accounts"].map((method, id) => ({ jsonrpc: "2.0", id, method }));
      const answers = (await post(chain.url, batch)) as RpcAnswer[];
      expect(answers.map(({ id, result, error }) => [id, result ?? error?.code])).to.deep.equal([
        [0, "0x499602d2"],
        [1, -32601],
        [2, []],
      ]);
    });

    it("is refused if it is none", async () => {
      for (const body of [[], {}, 1, null, { jsonrpc: "2.0", id: {}, method: "eth_chainId" }]) {
        expect(await post(chain.url, body)).to.have.nested.property("error.code", -32600);
      }
      expect(await ask(chain.url, { body: "{" })).to.include({ status: 400 });
    });

    it("passes on why a call reverted, in the bytes of the contract", async () => {
      const { error } = await rpc("eth_call", { data: "0x60aa5f5360015ffd" });
      expect(error).to.include({ code: 3, data: "0xaa" });
    });
  });

  describe("browsers", () => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId" });
    const from = (origin: string) => ask(chain.url, { headers: { origin }, body });

    it("are served in a wallet's extension, and told so", async () => {
      const origin = "chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn";
      const answer = await from(origin);
      expect(answer.status).to.equal(200);
      expect(answer.headers).to.include({ "access-control-allow-origin": origin, vary: "origin" });
      const headers = { origin, "access-control-request-method": "POST" };
      expect(await ask(chain.url, { method: "OPTIONS", headers })).to.include({ status: 204 });
    });

    it("are refused on a web page, unless its origin was named", async () => {
      for (const origin of ["https://example.org", "http://localhost:5173", "null", "chrome-extension://a/../b"]) {
        const answer = await from(origin);
        expect(answer.status, origin).to.equal(403);
        expect(answer.headers).not.to.have.property("access-control-allow-origin");
      }
      const origin = "http://localhost:5173";
      const filter = await serveFilter({ chain: chainBehind(), port: 0, origins: [origin] });
      expect(await ask(filter.url, { headers: { origin }, body })).to.include({ status: 200 });
      await filter.close();
    });

    it("are refused on a page whose name was turned to this machine", async () => {
      for (const host of ["example.org", "example.org:8545", "127.0.0.1.example.org", "localhost.example.org:80"]) {
        expect(await ask(chain.url, { headers: { host }, body }), host).to.include({ status: 403 });
      }
      expect(await ask(chain.url, { headers: { host: "localhost:9000" }, body })).to.include({ status: 200 });
    });

    it("cannot ask without saying so first: only JSON by POST is read", async () => {
      expect(await ask(chain.url, { headers: { "content-type": "text/plain" }, body })).to.include({ status: 415 });
      expect(await ask(chain.url, { method: "GET" })).to.include({ status: 405 });
    });
  });

  function chainBehind(): FilterParams["chain"] {
    const { provider: behind } = runningOn(journal)!.session;
    return { request: (call) => behind.request(call) };
  }
});

/** Every text in Hardhat's native binding that could be the name of a method. */
function namesInHardhat(): string[] {
  const bindings = globSync("node_modules/@nomicfoundation/edr-*/*.node");
  expect(bindings).not.to.be.empty;
  // Names stand there one after the other, without a sign between them.
  const name = new RegExp(`${PREFIX}[a-zA-Z0-9_]{2,45}?(?=${PREFIX}|[^a-zA-Z0-9_])`, "g");
  const found = bindings.flatMap((path) => readFileSync(path, "latin1").match(name) ?? []);
  expect(found).to.include.members(["eth_blobBaseFee", "hardhat_setNextBlockBaseFeePerGas"]);
  return [...new Set([...found, ...METHODS])];
}

/** The methods in the table of docs/nation.md. */
function documented(): string[] {
  const [, table = ""] = /## What its node answers\n([\s\S]*?)\n## /.exec(readFileSync("docs/nation.md", "utf8")) ?? [];
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name)).sort();
}

async function post(url: string, body: unknown): Promise<unknown> {
  return JSON.parse((await ask(url, { body: JSON.stringify(body) })).body);
}
