import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { serveChain } from "../../../chain/serve.ts";
import { REVERTING, type Answer, ask, openChain, post, temporaryJournals, verifyRefusal } from "./helpers.ts";

describe("serveChain", () => {
  const newJournal = temporaryJournals();
  let from: string;
  let to: string;

  before(async () => {
    const chain = await openChain(newJournal());
    [from = "", to = ""] = await chain.request<string[]>("eth_accounts");
    await chain.close();
  });

  const transfer = (): object => ({ from, to, value: "0x1", gas: "0x5208" });

  describe("given a running chain", () => {
    let served: Awaited<ReturnType<typeof serveChain>>;
    let journal: string;

    beforeEach(async () => {
      journal = newJournal();
      served = await serveChain({ journal, port: 0 });
    });

    afterEach(() => served.close());

    it("answers on 127.0.0.1", () => {
      expect(served.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    });

    it("runs the requests of a batch in their order", async () => {
      const batch = [
        ["eth_sendTransaction", transfer()],
        ["evm_snapshot"],
        ["eth_sendTransaction", transfer()],
        ["evm_revert", "0x1"],
      ];
      const answers = await post<Answer[]>(
        served.url,
        batch.map(([method, ...params], id) => ({ jsonrpc: "2.0", id, method, params })),
      );
      expect(answers.map(({ error }) => error)).to.deep.equal([undefined, undefined, undefined, undefined]);
      expect(answers[3]?.result).to.equal(true);
      expect((await ask(served.url, "eth_blockNumber")).result).to.equal("0x1");
    });

    it("passes on why a transaction reverted", async () => {
      const { error } = await ask(served.url, "eth_sendTransaction", { from, data: REVERTING, gas: "0x186a0" });
      expect(error).to.deep.include({ code: 3, data: "0x" });
    });

    it("refuses a second chain on the same journal", async () => {
      await verifyRefusal(serveChain({ journal, port: 0 }), "locked");
      expect((await ask(served.url, "eth_blockNumber")).result).to.equal("0x0");
    });
  });

  it("refuses a port that is taken, before it opens the journal", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await verifyRefusal(serveChain({ journal: newJournal(), port }), "port", `Port ${port}`);
    other.close();
  });
});
