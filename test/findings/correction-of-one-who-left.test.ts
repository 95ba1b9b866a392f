import { expect } from "chai";
import { network } from "hardhat";

import { encodePayload } from "../../sdk/contributions/payload.ts";
import { appraiseBatch, deployContributions, hours, NO_BATCH, submitBatch } from "../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// Every provider had to be on the guild's roster, of a correction too: whoever had been credited too much quit the guild,
// could not be corrected any more, and still shared in the season.
describe("finding: a correction of one who left the guild", () => {
  async function left() {
    const nation = await deployContributions(ethers);
    const [amara, bo, chen, dina] = nation.founders as [Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", [amara, bo, chen, dina]);
    const batch = await submitBatch(nation, guild, amara, [hours(bo, { quantity: 100 })]);
    await appraiseBatch(nation, batch.id, [chen, dina]);
    await time.increase(14n * DAY);
    await nation.ledger.settle(batch.id, batch.payload);
    await nation.guilds.connect(bo.signer).quit({ by: bo.id, guild, nonce: 1n, deadline: FOREVER }, "0x");
    return { ...nation, guild, amara, bo, chen, dina, corrects: batch.id };
  }

  it("given credits and then a place given up, when peers correct them, it takes them", async () => {
    const world = await left();
    const { ledger, guild, amara, bo, chen, dina, corrects } = world;
    const correction = await submitBatch(world, guild, amara, [hours(bo, { quantity: 40, corrects })]);
    await appraiseBatch(world, correction.id, [chen, dina]);
    await time.increase(14n * DAY);
    await ledger.settle(correction.id, correction.payload);
    expect(await ledger.recordOf(guild, bo.id)).to.deep.equal([60n, 0n, 0n]);
    expect(await ledger.eligibleCreditsOf(guild, bo.id, 1)).to.deep.equal([60n, 0n, 0n]);
  });

  it("given the same, when work of theirs stands behind a correction, it reverts as before", async () => {
    const { ledger, guild, amara, bo, corrects } = await left();
    const payload = encodePayload([hours(amara), hours(bo, { quantity: 40, corrects }), hours(bo)]);
    const act = { by: amara.id, guild, replaces: NO_BATCH, payload, deadline: FOREVER };
    await expect(ledger.connect(amara.signer).submit(act, "0x"))
      .to.be.revertedWithCustomError(ledger, "LedgerProviderNotOnRoster")
      .withArgs(guild, 1, bo.id);
  });
});
