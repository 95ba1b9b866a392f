import { join } from "node:path";
import { expect } from "chai";

import * as sdk from "../../../sdk/index.ts";
import { serveNation, type Served } from "../scripts/harness.ts";

/** A program that knows `sdk/index.ts` and nothing else of ours. */
describe("sdk/index.ts", () => {
  let chain: Served;
  let nation: sdk.Nation;

  before(async () => {
    chain = await serveNation();
    nation = await sdk.connect({ rpcUrl: chain.url, deployments: join(chain.folder, "deployments") });
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  async function authorOf(id: bigint): Promise<sdk.Author> {
    const { key } = await nation.contracts.members.keyOf(id);
    return { id, signer: await sdk.signerFor(nation.provider, key, {}) };
  }

  it("is enough to act, and to read what came of it", async () => {
    const rest = sdk.act("members", "rest", { resting: true });
    const outcome = await sdk.perform(nation, await authorOf(2n), rest);
    expect(sdk.eventNamed(outcome, "StatusChanged").args).to.include({ member: 2n });
    const logs = await sdk.readLogs(nation, ["members"]);
    expect(logs.filter(({ name }) => name === "PauseBegan").map(({ args }) => args["member"] as bigint)).to.deep.equal([
      2n,
    ]);
  });

  it("is enough to sign an act that somebody else carries", async () => {
    const signed = await sdk.signAct(nation, await authorOf(3n), sdk.act("members", "rest", { resting: true }));
    const onTheWay = sdk.signedAct.parse(JSON.parse(JSON.stringify(signed, bigintsAsText)));
    await sdk.carry(nation, await sdk.firstAccount(nation.provider), [onTheWay]);
    const { status } = await nation.contracts.members.agentOf(3n);
    const { status: resting } = await nation.contracts.members.agentOf(2n);
    expect(status).to.equal(resting);
  });

  it("says of a refusal why, and what to do", async () => {
    const again = sdk.perform(nation, await authorOf(1n), sdk.act("members", "vouch", { subject: 99n }));
    const error = await again.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(sdk.NeoguildError);
    expect((error as sdk.NeoguildError).code).to.equal("MembersWrongStatus");
    expect((error as sdk.NeoguildError).remedy).not.to.equal("");
  });
});

const bigintsAsText = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
