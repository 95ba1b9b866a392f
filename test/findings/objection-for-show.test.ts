import { expect } from "chai";
import { network } from "hardhat";

import {
  deployCouncil,
  execute,
  HOLD_TERMS,
  object,
  payment,
  propose,
  stateOf,
  suspend,
  takeBack,
} from "../fixtures/councils.ts";
import { NO_HOLDS, ROUND_TERMS } from "../fixtures/governance.ts";
import { DAY } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const TERMS = { ...ROUND_TERMS, questionWindow: 0n };

/**
 * One objection stops a round, so nobody raises a second one. An ally of the proposer raised that one for show and took it
 * back in the window's last second, or while it was to be amended: the proposal was agreed at that moment and its money gone
 * in the next block, and nobody could object any more. A hold placed against it was worth less, too: it ran from the close
 * of the window, though the proposal could be carried out only when the objection was taken back.
 */
describe("finding: an objection for show", () => {
  it("taken back in the last second leaves others time to raise theirs", async () => {
    const context = await deployCouncil(ethers, TERMS, NO_HOLDS);
    const { councils, amara, bo, chen, shop } = context;
    const proposal = await propose(context, amara, payment(shop, 1_000n));
    await object(context, bo, proposal);
    const { closesAt } = await councils.proposalOf(proposal);
    await time.setNextBlockTimestamp(closesAt);
    await takeBack(context, bo, proposal);
    await time.increase(1n);
    await object(context, chen, proposal).catch(() => undefined);
    expect(await councils.hasObjected(proposal, chen.id)).to.equal(true);
    await execute(context, proposal, payment(shop, 1_000n)).catch(() => undefined);
    expect(await ethers.provider.getBalance(shop)).to.equal(0n);
  });

  it("taken back while it is amended leaves others time to raise theirs", async () => {
    const context = await deployCouncil(ethers, TERMS, NO_HOLDS);
    const { councils, amara, bo, chen, shop } = context;
    const proposal = await propose(context, amara, payment(shop, 1_000n));
    await object(context, bo, proposal);
    const { closesAt } = await councils.proposalOf(proposal);
    await time.increaseTo(closesAt + 1n);
    expect(await stateOf(context, proposal)).to.equal("integrating");
    await takeBack(context, bo, proposal);
    await object(context, chen, proposal).catch(() => undefined);
    await execute(context, proposal, payment(shop, 1_000n)).catch(() => undefined);
    expect(await ethers.provider.getBalance(shop)).to.equal(0n);
    expect(await councils.hasObjected(proposal, chen.id)).to.equal(true);
  });

  it("does not use up the time of a hold, which lasts from when the decision could be carried out", async () => {
    const context = await deployCouncil(ethers, TERMS, HOLD_TERMS);
    const { councils, amara, bo, fay, founders, shop } = context;
    const proposal = await propose(context, amara, payment(shop, 1_000n));
    await object(context, bo, proposal);
    for (const one of [fay, founders[6]!, founders[7]!])
      await suspend(context, one, await councils.holdNumber(proposal));
    const { closesAt, terms } = await councils.proposalOf(proposal);
    const taken = closesAt + terms.integrationWindow;
    await time.setNextBlockTimestamp(taken);
    await takeBack(context, bo, proposal);
    await time.increaseTo(taken + HOLD_TERMS.duration - DAY);
    expect(await stateOf(context, proposal), "a day before the assembly's time is over").to.equal("held");
  });
});
