import { expect } from "chai";
import { network } from "hardhat";

import { topicBits } from "../../sdk/governance/delegations.ts";
import { delegate, deploySources, revoke, YEAR_OF_SECONDS } from "../fixtures/ballotSources.ts";
import { signAs } from "../fixtures/governance.ts";
import { FOREVER } from "../fixtures/membership.ts";

const { ethers, networkHelpers: helpers } = await network.create();

/**
 * The order of a member's changes stands in for a nonce, and only a change uses one up. Who had signed a delegation, handed
 * it to a carrier and thought better of it before it was carried had nothing to revoke: the revocation reverted, using a
 * nonce up (`cancelNonce`) does not touch an order, and the carrier carried the delegation afterwards.
 */
describe("finding: a delegation signed and regretted", () => {
  it("is not carried after its author revoked the topic, though nothing was given yet", async () => {
    const nation = await deploySources(ethers, helpers);
    const { delegations, founders } = nation;
    const [amara, bo] = [founders[0]!, founders[1]!];
    const until = BigInt(await helpers.time.latest()) + YEAR_OF_SECONDS / 2n;
    const act = { by: amara.id, delegate: bo.id, topics: topicBits([1]), until, order: 1n, deadline: FOREVER };
    const signature = await signAs(nation, amara, delegations, "giveDelegation", act);
    await revoke(nation, amara, [1]).catch(() => undefined);
    await delegations.giveDelegation(act, signature).catch(() => undefined);
    expect((await delegations.delegationOf(amara.id, 1)).delegate).to.equal(0n);
    await delegate(nation, amara, bo.id, [1]); // nobody is kept from giving again
  });
});
