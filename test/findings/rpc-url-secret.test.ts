import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { expect } from "chai";

import { nodeSource } from "../../chain/witness/sources.ts";
import { requireModernChain } from "../../sdk/evm.ts";
import { chainIdOf, rpcProvider, unlockedProvider } from "../../sdk/provider.ts";
import { explainRevert } from "../../sdk/reverts.ts";
import { runTask } from "../unit/scripts/harness.ts";

const KEY = "s3cret";

describe("Finding: the key in an RPC address was printed when the node did not answer", () => {
  it("messages name the host alone", async () => {
    // Nothing listens on port 9 of this machine.
    for (const url of [
      `http://127.0.0.1:9/v3/${KEY}?key=${KEY}`,
      `http://user:${KEY}@127.0.0.1:9`,
      `http://${KEY}:x`,
      KEY,
    ]) {
      const error = await thrownBy(chainIdOf(url));
      expect(error).to.have.property("code", "NodeUnreachable");
      expect(told(error), url).not.to.contain(KEY);
    }
  });

  for (const status of [403, 500]) {
    describe(`given a node that answers ${status}`, () => {
      let server: Server;
      let url: string;
      let refused: (method: string) => boolean;

      before(async () => {
        server = createServer((request, response) => {
          text(request).then(
            (body) => {
              const { id, method } = JSON.parse(body) as { id: number; method: string };
              const answer = { jsonrpc: "2.0", id, result: "0x1" };
              response.writeHead(refused(method) ? status : 200, { "content-type": "application/json" });
              response.end(refused(method) ? `no quota left for ${KEY}` : JSON.stringify(answer));
            },
            () => response.destroy(),
          );
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/${KEY}?key=${KEY}`;
      });
      beforeEach(() => (refused = () => true));
      after(() => server.close());

      it("its status is told, and nothing of what ethers knows", async () => {
        const provider = rpcProvider(url, 1n);
        const thrown = await thrownBy(provider.getBlockNumber());
        provider.destroy();
        expect(told(thrown), "what must not get out").to.contain(KEY);
        verifyRefused(explainRevert(thrown));
      });

      it("a task that connects tells its status", async () => {
        const { error, output } = await runTask({ NEOGUILD_RPC_URL: url }, "nation:show", {});
        verifyRefused(error);
        expect(output).to.contain(`HTTP ${status}`).and.not.to.contain(KEY);
      });

      it("once it has told its chain, a witness names the host alone", async () => {
        refused = (method) => method !== "eth_chainId";
        const error = await thrownBy(nodeSource(url));
        expect(error).to.have.property("code", "NodeUnreachable");
        expect(told(error)).not.to.contain(KEY);
      });

      it("its chain is not called too old", async () => {
        const provider = rpcProvider(url, 1n);
        const thrown = await thrownBy(requireModernChain(unlockedProvider(provider)));
        provider.destroy();
        verifyRefused(explainRevert(thrown));
      });

      function verifyRefused(error: unknown): void {
        expect(error).to.have.property("code", "NodeRefused");
        expect(error).to.have.property("message").that.contains(`HTTP ${status}`);
        expect(told(error)).not.to.contain(KEY);
      }
    });
  }
});

function thrownBy(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error,
  );
}

/** Whatever can be printed of an error: its message, stack and fields, and those of its causes. */
function told(error: unknown): string {
  return `${inspect(error, { depth: Infinity, showHidden: true })} ${JSON.stringify(error)}`;
}
