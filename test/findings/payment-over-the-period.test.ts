import { expect } from "chai";
import { network } from "hardhat";

import { listsOf } from "../../sdk/governance/proposals.ts";
import { callOf } from "../fixtures/governance.ts";
import { deploySpending, nextPeriod, passAll } from "../fixtures/spending.ts";

const { ethers, networkHelpers: helpers } = await network.create();

/**
 * A token had a cap for each period and none for each decision, as a charter may say. A payment above it took the
 * ordinary rule, passed, and could never be made: not in this period, nor in any other, since the cap is as large in each.
 * The members had voted in vain, and nobody was told when it was proposed. What no period has room for is above the caps,
 * and takes the constitutional rule like whatever is above the cap for a decision.
 */
describe("Finding: a payment larger than a period's cap passed and could never be made", () => {
  const PER_PERIOD = 150n;

  async function load() {
    const nation = await deploySpending(ethers, { caps: [{ perDecision: 0n, perPeriod: PER_PERIOD }] });
    await nextPeriod(helpers);
    return nation;
  }

  it("takes the constitutional rule when it is made", async () => {
    const nation = await load();
    const calls = await callOf(nation.token, "transfer", [nation.payee, PER_PERIOD + 1n]);
    expect(await nation.spending.isAbove(...listsOf(calls))).to.equal(true);
  });

  it("is made once it has passed", async () => {
    const nation = await load();
    const calls = await callOf(nation.token, "transfer", [nation.payee, PER_PERIOD + 1n]);
    const [made] = await passAll(nation, helpers, [calls]);
    await nation.assembly.execute(...made!.key);
    expect(await nation.token.balanceOf(nation.payee)).to.equal(PER_PERIOD + 1n);
  });
});
