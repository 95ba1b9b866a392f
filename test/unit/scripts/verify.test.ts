import { expect } from "chai";
import { id, toBeHex, zeroPadValue } from "ethers";

import type { ContractName, Nation } from "../../../sdk/connect.ts";
import type { Check } from "../../../sdk/verify/check.ts";
import { serve, shortCharter, type Served } from "./harness.ts";

describe("deployment:verify", () => {
  let chain: Served;
  let nation: Nation;
  let snapshot: unknown;
  const charter = () => ({ charter: chain.path("charter.json") });

  before(async () => {
    chain = await serve();
    await chain.succeed("nation:deploy", { charter: chain.write("charter.json", shortCharter()) });
    nation = await chain.nation();
  });
  beforeEach(async () => (snapshot = await chain.rpc("evm_snapshot")));
  afterEach(async () => chain.rpc("evm_revert", snapshot));
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  it("finds everything as the charter says, and shows each line", async () => {
    const { data, error, output } = await chain.run("deployment:verify", charter());
    expect(error, output).to.equal(undefined);
    expect((data["checks"] as Check[]).length).to.be.greaterThan(60);
  });
});
