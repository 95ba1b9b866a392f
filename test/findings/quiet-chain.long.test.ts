import { expect } from "chai";

import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;

// Tasks took the time of the latest block for now. Where nobody acts, that block can be years old: member:renew said that
// the renewal is not open yet, member:vouch and member:vouched that a vouch which had run out is valid, and member:fold,
// made for long silence, that there is nothing to count.
describe("Tasks on a chain that was quiet for long", () => {
  let chain: Served;

  before(async () => {
    const charter = shortCharter();
    Object.assign(charter["membership"] as object, { vouchValidity: "250d", term: "300d", renewalWindow: "100d" });
    chain = await serveNation(charter);
    const [, , , , , , , , , , stranger] = (await chain.rpc("eth_accounts")) as string[];
    await chain.succeed("member:apply", { key: stranger, out: chain.path("application.json") });
    await chain.succeed("member:vouch", { by: "1", application: chain.path("application.json") });
  });
  after(() => chain.close());

  /** Time passes, and no block comes. */
  const wait = (days: bigint) => chain.rpc("evm_increaseTime", `0x${(days * DAY).toString(16)}`);

  it("renew as soon as the window is open", async () => {
    await wait(210n);
    expect(await chain.succeed("member:renew", { by: "1" })).to.include({ changed: true });
  });

  it("show that a vouch has run out", async () => {
    await wait(45n);
    const { vouched } = await chain.succeed("member:vouched", { by: "1" });
    expect((vouched as { isValid: boolean }[]).map(({ isValid }) => isValid)).to.deep.equal([false]);
  });

  it("count the days that passed", async () => {
    await wait(500n);
    expect(await chain.succeed("member:fold", {})).to.include({ changed: true });
    expect(await chain.succeed("member:fold", {})).to.include({ changed: false });
  });
});
