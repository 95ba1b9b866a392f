import { expect } from "chai";
import { network } from "hardhat";

import { deployCouncil, object, payment, propose, stateOf, type Council } from "../fixtures/councils.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/**
 * Whoever cannot object is told of, and one objection less stops a round. Somebody quit the guild, had themselves told of
 * and joined again, all in a minute: they could object after all, and the round was stopped by fewer. So half of a small
 * guild stopped what its charter lets only all others stop, in two of whom one.
 */
describe("Finding: told of as absent, and back", () => {
  async function leaveBeToldOfAndReturn(
    { councils, guilds, guild }: Council,
    { id, signer }: Person,
    proposal: bigint,
  ) {
    const act = { by: id, guild, nonce: 50n, deadline: FOREVER };
    await guilds.connect(signer).quit(act, "0x");
    await councils.discount(proposal, id);
    await guilds.connect(signer).join({ ...act, nonce: 51n }, "0x");
  }

  it("two of four others are too few where three are asked for, though both were told of", async () => {
    const context = await deployCouncil(ethers, { objections: 3n });
    const { councils, amara, bo, chen, dora, shop } = context;
    const proposal = await propose(context, amara, payment(shop, 1_000n));
    for (const one of [bo, chen]) await leaveBeToldOfAndReturn(context, one, proposal);
    for (const one of [bo, chen]) await object(context, one, proposal);
    expect((await councils.proposalOf(proposal)).stopsAt).to.equal(3n);
    await time.increase(3n * DAY);
    expect(await stateOf(context, proposal)).to.equal("agreed");

    const next = await propose(context, amara, payment(shop, 900n));
    for (const one of [bo, chen, dora]) await object(context, one, next);
    await time.increase(3n * DAY);
    expect(await stateOf(context, next), "three are enough").to.equal("stopped");
  });

  it("who was told of and stays away is still asked for no more", async () => {
    const context = await deployCouncil(ethers, { objections: 4n });
    const { amara, bo, chen, dora, esi, guilds, guild, councils, shop } = context;
    const proposal = await propose(context, amara, payment(shop, 1_000n));
    await guilds.connect(esi.signer).quit({ by: esi.id, guild, nonce: 50n, deadline: FOREVER }, "0x");
    await councils.discount(proposal, esi.id);
    await leaveBeToldOfAndReturn(context, bo, proposal);
    for (const one of [bo, chen, dora]) await object(context, one, proposal);
    await time.increase(3n * DAY);
    expect(await stateOf(context, proposal), "all who are there object").to.equal("stopped");
  });
});
