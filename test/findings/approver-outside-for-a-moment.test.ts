import { expect } from "chai";
import { network } from "hardhat";

import { approve, ask, deployExpenses, Kind, RequestState, stateOf } from "../fixtures/expenses.ts";
import { DAY, FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

/**
 * Nobody approves what is paid to a guild they belong to. That was looked up at the moment of the approval, and anybody joins
 * and quits a guild at once: two stewards quit their second guild, approved its invoice to the first, and joined it again.
 */
describe("Finding: an approver from outside for a moment", () => {
  it("does not approve what is paid to the guild they were of until lately", async () => {
    const world = await deployExpenses(ethers);
    const { expenses, guilds, bo, chen, dora, amara } = world;
    const smiths = await foundGuild(world, "Smiths", [bo, chen]);
    const request = await ask(world, dora, { kind: Kind.Invoice, payee: smiths });
    for (const { id, signer } of [bo, chen]) {
      const act = { by: id, guild: smiths, nonce: 70n, deadline: FOREVER };
      await guilds.connect(signer).quit(act, "0x");
      await expect(approve(world, { id, signer }, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
        .withArgs(request, id);
      await guilds.connect(signer).join({ ...act, nonce: 71n }, "0x");
    }
    await approve(world, amara, request);
    expect(await stateOf(world, request)).to.equal(RequestState.Asked);

    await guilds.connect(chen.signer).quit({ by: chen.id, guild: smiths, nonce: 72n, deadline: FOREVER }, "0x");
    await networkHelpers.time.increase(30n * DAY);
    await approve(world, chen, request);
    expect(await stateOf(world, request), "who left for good").to.equal(RequestState.Approved);
  });

  it("whose first approval does not count either, if they join it afterwards and quit it again", async () => {
    const world = await deployExpenses(ethers);
    const { guilds, bo, chen, dora, amara, esi } = world;
    const smiths = await foundGuild(world, "Smiths", [esi]);
    const request = await ask(world, dora, { kind: Kind.Invoice, payee: smiths });
    await approve(world, bo, request);
    const act = { by: bo.id, guild: smiths, nonce: 70n, deadline: FOREVER };
    await guilds.connect(bo.signer).join(act, "0x");
    await guilds.connect(bo.signer).quit({ ...act, nonce: 71n }, "0x");
    await approve(world, chen, request);
    expect(await stateOf(world, request)).to.equal(RequestState.Asked);
    await approve(world, amara, request);
    expect(await stateOf(world, request)).to.equal(RequestState.Approved);
  });
});
