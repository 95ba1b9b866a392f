import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { serveChain } from "../../../chain/serve.ts";
import { REVERTING, type Answer, ask, openChain, temporaryJournals } from "./helpers.ts";

const CLIENTS = 8;
/** Blocks of a file, 512 bytes or 1 KB by the shell, after which the system refuses to write: a few entries. */
const SMALL_DISK = 6;

describe("serveChain in a process of its own", () => {
  const newJournal = temporaryJournals();
  const children: ChildProcess[] = [];
  let from: string;
  let to: string;

  before(async () => {
    const chain = await openChain(newJournal());
    [from = "", to = ""] = await chain.request<string[]>("eth_accounts");
    await chain.close();
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  /** Serves the journal from a process of its own, which the test may kill; on a disk of so many `blocks`, if given. */
  async function serveApart(journal: string, blocks?: number): Promise<{ url: string; kill: () => Promise<void> }> {
    const program = [
      `const { serveChain } = await import("./chain/serve.ts");`,
      `console.log((await serveChain({ journal: ${JSON.stringify(journal)}, port: 0 })).url);`,
    ];
    const node = [process.execPath, "--import", "tsx/esm", "--input-type=module", "--eval", program.join("\n")];
    const limit = ["-c", `ulimit -f ${blocks ?? "unlimited"}; exec "$@"`, "sh"];
    const child = spawn("sh", [...limit, ...node], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    const [url] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
    const kill = async (): Promise<void> => {
      child.kill("SIGKILL");
      await once(child, "exit");
    };
    return { url: url.trim(), kill };
  }

  const transfer = (): object => ({ from, to, value: "0x1", gas: "0x5208" });

  describe("given a chain that was killed", () => {
    it("serves the same head and balances again", async () => {
      const journal = newJournal();
      const first = await serveApart(journal);
      for (let i = 0; i < 3; i++) await ask(first.url, "eth_sendTransaction", transfer());
      await ask(first.url, "eth_sendTransaction", { from, data: REVERTING, gas: "0x186a0" });
      await ask(first.url, "evm_increaseTime", 3600);
      await ask(first.url, "evm_mine");
      const before = await stateOf(first.url);
      await first.kill();

      const second = await serveApart(journal);
      expect(await stateOf(second.url)).to.deep.equal(before);
      await second.kill();

      const third = await serveChain({ journal, port: 0 });
      expect(await stateOf(third.url)).to.deep.equal(before);
      expect(third).to.deep.include({ replayed: 6, torn: undefined });
      expect(third.head).to.deep.include({ number: 5, hash: (before.block as { hash: string }).hash });
      await third.close();
    });

    it("has every transaction that was confirmed before it was killed under load", async () => {
      const journal = newJournal();
      const { url, kill } = await serveApart(journal);
      const confirmed: unknown[] = [];
      const client = async (): Promise<void> => {
        for (;;) confirmed.push((await ask(url, "eth_sendTransaction", transfer())).result);
      };
      const load = Array.from({ length: CLIENTS }, client);
      while (confirmed.length < 10 * CLIENTS) await Promise.race([...load, new Promise((next) => setTimeout(next, 5))]);
      await kill();
      await Promise.allSettled(load);

      const again = await serveChain({ journal, port: 0 });
      expect(again.head.number).to.be.at.least(confirmed.length);
      for (const hash of confirmed) {
        expect((await ask(again.url, "eth_getTransactionReceipt", hash)).result).to.deep.include({ status: "0x1" });
      }
      await again.close();
    });
  });

  describe("given a disk that is full", () => {
    it("confirms nothing that is not in the journal, and refuses further changes", async () => {
      const journal = newJournal();
      const { url, kill } = await serveApart(journal, SMALL_DISK);
      let confirmed = 0;
      let last: Answer;
      while ((last = await ask(url, "eth_sendTransaction", transfer())).error === undefined) confirmed++;
      expect(confirmed).to.be.greaterThan(0);
      expect(last.error.message).to.include("cannot be written").and.include("takes no more changes");
      expect((await ask(url, "evm_mine")).error).to.deep.include(last.error);
      expect((await ask(url, "eth_chainId")).result).to.equal("0x7a69");
      await kill();

      const again = await serveChain({ journal, port: 0 });
      expect(again.head.number).to.equal(confirmed);
      expect(again.torn).to.equal(undefined);
      await again.close();
    });
  });

  async function stateOf(url: string): Promise<Record<string, unknown>> {
    const [block, ...rest] = await Promise.all([
      ask(url, "eth_getBlockByNumber", "latest", true),
      ask(url, "eth_getBalance", from, "latest"),
      ask(url, "eth_getBalance", to, "latest"),
      ask(url, "eth_getTransactionCount", from, "latest"),
    ]);
    return { block: block.result, accounts: rest.map(({ result }) => result) };
  }
});
