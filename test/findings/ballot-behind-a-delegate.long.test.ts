import { expect } from "chai";

import type { Nation } from "../../sdk/connect.ts";
import { loneCharter, serveNation, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;
const [AGAINST, FOR] = [0n, 1n];

// One's own ballot comes before one's delegate's, and the assembly takes it in its place. The tasks asked only whether a
// ballot was there: who agreed with their delegate was told that they had voted already, and was counted as the delegate
// voted later; and a signed ballot of somebody whose delegate was counted first was never carried.
describe("Finding: a delegate's ballot was taken for one's own", () => {
  let chain: Served;
  let nation: Nation;
  let proposal: string;

  before(async () => {
    chain = await serveNation(charter());
    nation = await chain.nation();
    await chain.pass(DAY);
    for (const by of ["4", "6"]) await chain.succeed("delegation:give", { by, to: "5", topics: "2", lasts: "80d" });
    const amend = {
      ...{ contract: "Charter", function: "amend" },
      arguments: { contentHash: `0x${"11".repeat(32)}`, uri: "bylaws" },
    };
    const from = chain.write("text.json", { description: "Text", actions: [amend] });
    proposal = String((await chain.succeed("proposal:create", { by: "1", from }))["proposal"]);
    await chain.pass(60n);
    await chain.succeed("proposal:vote", { proposal, by: "5", choice: "for" });
    await chain.succeed("delegation:carry", { proposal, delegate: "5" });
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  const ballotOf = (member: number) => nation.contracts.assembly.ballotOf(proposal, member);

  it("who votes as their delegate has a ballot of their own, which stays when the delegate's changes", async () => {
    const vote = { proposal, by: "4", choice: "for" };
    expect(await ballotOf(4)).to.deep.equal([true, FOR, true]);
    expect(await chain.succeed("proposal:vote", vote)).to.include({ changed: true });
    expect(await chain.succeed("proposal:vote", vote)).to.include({ changed: false });
    await chain.succeed("proposal:vote", { ...vote, by: "5", choice: "against" });
    await chain.succeed("delegation:carry", { proposal, delegate: "5" });
    expect(await ballotOf(4)).to.deep.equal([true, FOR, false]);
    expect(await ballotOf(6)).to.deep.equal([true, AGAINST, true]);
  });

  it("a signed ballot is carried in place of a delegate's, once", async () => {
    const out = chain.path("6.json");
    await chain.succeed("proposal:sign", { proposal, by: "6", choice: "for", out });
    const { output } = await chain.run("proposal:carry", { from: out });
    expect(output).to.contain("1 of 1 ballots counted");
    expect(await ballotOf(6)).to.deep.equal([true, FOR, false]);
    expect(await chain.succeed("proposal:carry", { from: out })).to.include({ changed: false });
  });
});

/** The example charter, with a rule under which delegates are counted. */
function charter(): Record<string, unknown> {
  const made = loneCharter();
  const governance = made["governance"] as Record<string, Record<string, unknown>>;
  const { ordinary } = governance["rules"] as Record<string, Record<string, unknown>>;
  Object.assign(governance["rules"]!, { text: { ...ordinary, notice: "0", lateHours: 0, delegates: true } });
  Object.assign(governance["acts"]!, { "Charter.amend": "text" });
  Object.assign(governance, { delegations: { longest: "90d", most: 5 } });
  return made;
}
