import { expect } from "chai";
import { network } from "hardhat";

import { bitmapOf } from "../../sdk/contributions/bitmaps.ts";
import { deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { FOREVER, foundGuild, type Person, sign } from "../fixtures/membership.ts";

const { ethers } = await network.create();

// An answer named what its author declined of the open questions alone. Signed offline, it could be carried without the
// appraisal that it answers, and then counted as one: what that appraisal had declined was accepted. An answer may now
// repeat what was declined before, and means the same whichever of the two arrives.
describe("finding: an answer carried instead of the appraisal", () => {
  it("given an answer that repeats what was declined, it means the same after the appraisal and without it", async () => {
    const context = await deployContributions(ethers);
    const { ledger, founders } = context;
    const [amara, bo, chen] = founders as [Person, Person, Person];
    const guild = await foundGuild(context, "Makers", founders);
    const entries = [hours(amara), hours(amara, { day: 1 }), hours(amara, { day: 2 })];
    const { id: batch } = await submitBatch(context, guild, amara, entries);
    const said = (by: Person, declined: number[], questioned: number[]) => ({
      ...{ by: by.id, batch, deadline: FOREVER },
      ...{ declined: bitmapOf(declined), questioned: bitmapOf(questioned) },
    });
    const carry = async (by: Person, declined: number[], questioned: number[]) => {
      const act = said(by, declined, questioned);
      await ledger.appraise(act, await sign(context, by, ledger, "appraise", act));
    };
    await carry(bo, [0], [1, 2]);
    await carry(bo, [0, 1], []);
    await carry(chen, [0, 1], []);
    for (const place of [0, 1]) expect(await ledger.declinedBy(batch, place)).to.deep.equal([3n]);
    const beyond = said(bo, [0, 2], []);
    await expect(ledger.connect(bo.signer).appraise(beyond, "0x"))
      .to.be.revertedWithCustomError(ledger, "LedgerAlreadyAppraised")
      .withArgs(batch, bo.id);
  });
});
