import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { inspect } from "node:util";
import { expect } from "chai";

import { loneCharter, serveNation, type Served } from "../unit/scripts/harness.ts";

const FORBIDDEN = 403;

// A preview reads the state it needs as it goes, and a node with a quota can refuse any of these reads. Then a stack of the
// simulator was printed; or worse, what was refused while views were compared passed for a view that reverts, so that
// changes were missing and articles broken that were not.
describe("Finding: a node that refused in the middle of a preview ended it in a stack, or made it false", () => {
  let chain: Served;
  let node: Server;
  let left = 0;
  let asked = 0;

  before(async () => {
    chain = await serveNation(loneCharter());
    node = createServer((request, response) => {
      buffer(request)
        .then(async (body) => {
          asked++;
          if (left-- <= 0) return response.writeHead(FORBIDDEN).end();
          const headers = { "content-type": "application/json" };
          const answer = await fetch(chain.url, { method: "POST", headers, body: new Uint8Array(body) });
          return response.writeHead(200, headers).end(await answer.text());
        })
        .catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => node.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    node.closeAllConnections();
    node.close();
    await chain.close();
  });

  async function preview(answers: number) {
    [left, asked] = [answers, 0];
    const terms = {
      contract: "Reserve",
      function: "setTerms",
      arguments: { terms_: { period: "60d", capBps: "70%" } },
    };
    const from = chain.write("proposal.json", { description: "Try", actions: [terms] });
    const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}/secret`;
    return chain
      .run("proposal:preview", { by: "1", from }, undefined, { NEOGUILD_RPC_URL: url })
      .catch((thrown: unknown) => ({ error: { code: "thrown" }, output: inspect(thrown) }));
  }

  it("says so, whichever answer is refused", async () => {
    const told = await preview(Number.MAX_SAFE_INTEGER);
    expect(told.error, told.output).to.equal(undefined);
    const all = asked;
    // How many are asked differs by a few each time, since the copy of the chain asks for several at once.
    for (const share of [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]) {
      const refused = await preview(Math.floor(all * share));
      expect(refused.error, refused.output).to.include({ code: "NodeRefused" });
      expect(refused.output).not.to.contain("secret");
    }
  });
});
