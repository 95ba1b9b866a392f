import { expect } from "chai";
import { network } from "hardhat";

import { deployCouncil, object, payment, propose, stateOf } from "../fixtures/councils.ts";
import { COUNCIL_TERMS } from "../fixtures/governance.ts";
import { DAY, FOREVER, YEAR } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/**
 * "All of them together can always stop a proposal, also in a small guild": but whose membership had ended stayed on the
 * roster, counted among those others, and could not object; so did who is on probation. Where three of a guild's five had left
 * the nation and the terms asked for three objections, one of the two who were left emptied the account against the other.
 * A roster cannot be walked through, so anybody now tells of those who cannot object.
 */
describe("finding: objections asked of the departed", () => {
  it("where all others who are members object, and tell of those who are none, a proposal is stopped", async () => {
    const context = await deployCouncil(ethers, { ...COUNCIL_TERMS, objections: 3n });
    const { members, guilds, guild, amara, bo, chen, dora, esi, shop } = context;
    await time.increase(YEAR - 30n * DAY);
    for (const { id, signer } of [amara, bo]) {
      await members.connect(signer).renew({ by: id, nonce: 7, deadline: FOREVER }, "0x");
    }
    await time.increase(90n * DAY);
    expect(await members.isActive(chen.id)).to.equal(false);
    expect(await guilds.isOnRoster(guild, chen.id)).to.equal(true);
    const proposal = await propose(context, amara, payment(shop, 1_000n));
    for (const { id } of [chen, dora, esi]) await context.councils.discount(proposal, id);
    await object(context, bo, proposal);
    await time.increaseTo((await context.councils.proposalOf(proposal)).closesAt + 1n);
    expect(await stateOf(context, proposal)).to.equal("stopped");
  });
});
