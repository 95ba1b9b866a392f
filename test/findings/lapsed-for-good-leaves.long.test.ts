import { expect } from "chai";

import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;

// Nobody acts when a grace passes, so the passport stays until somebody does. The one who could was told by member:leave
// that they have left already, and kept a passport of a nation in which they are nobody.
describe("member:leave after a membership lapsed for good", () => {
  let chain: Served;
  before(async () => {
    const charter = shortCharter();
    Object.assign(charter["membership"] as object, { term: "90d", renewalWindow: "60d", grace: "30d" });
    chain = await serveNation(charter);
  });
  after(() => chain.close());

  it("ends the passport, once", async () => {
    const { members } = (await chain.nation()).contracts;
    await chain.pass(122n * DAY);
    expect(await chain.succeed("member:show", { id: "1" })).to.include({ status: "Left", code: "LapsedForGood" });
    const key = await members.ownerOf(1n);
    expect(await members.balanceOf(key)).to.equal(1n);
    expect(await chain.succeed("member:leave", { by: "1" })).to.include({ changed: true });
    expect(await members.balanceOf(key)).to.equal(0n);
    expect(await chain.succeed("member:leave", { by: "1" })).to.include({ changed: false });
  });
});
