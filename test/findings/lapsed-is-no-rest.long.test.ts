import { expect } from "chai";

import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;

// member:rest told whoever was inactive that they rest already, also a member whose vouches or renewal had run out: they
// believed that their membership waits for them, and it went on to the end of the grace.
describe("member:rest after a membership ran out", () => {
  let chain: Served;
  before(async () => {
    const charter = shortCharter();
    Object.assign(charter["membership"] as object, { vouchValidity: "30d" });
    chain = await serveNation(charter);
  });
  after(() => chain.close());

  it("is refused, with the reason", async () => {
    await chain.pass(31n * DAY);
    expect(await chain.succeed("member:show", { id: "1" })).to.include({ status: "Inactive", code: "VouchesLapsed" });
    expect((await chain.run("member:rest", { by: "1" })).error).to.include({ code: "MembersNotActive" });
  });
});
