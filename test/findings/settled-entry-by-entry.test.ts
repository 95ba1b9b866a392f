import { expect } from "chai";
import { network } from "hardhat";

import { appraiseBatch, deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { DAY, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// The pair limit counts whole hours, each run of entries rounded up. `settlePart` cut a run wherever it was told to, and
// rounded up each piece: anybody could settle an honest batch entry by entry, so that ten minutes were counted as an hour
// and the pair limit refused what it allows. A part now ends where the provider changes, or has a hundred entries.
describe("finding: a batch settled entry by entry", () => {
  it("given six entries of ten minutes, when a stranger settles them one by one, it reverts; whole, they are one hour", async () => {
    const nation = await deployContributions(ethers, { founders: 12, season: { pairLimit: 120n } });
    const { ledger, founders } = nation;
    const [amara, bo, chen, dina] = founders as [Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", founders);
    const given = await submitBatch(nation, guild, dina, [hours(amara, { quantity: 180 })]);
    const back = await submitBatch(
      nation,
      guild,
      dina,
      Array.from({ length: 6 }, (_, day) => hours(bo, { quantity: 10, day })),
    );
    await appraiseBatch(nation, given.id, [bo, chen]);
    await appraiseBatch(nation, back.id, [amara, chen]);
    await time.increase(14n * DAY);
    await ledger.settle(given.id, given.payload);
    const stranger = ledger.connect((await ethers.getSigners()).at(-1));
    for (const upTo of [1, 2, 3, 4, 5]) {
      await expect(stranger.settlePart(back.id, back.payload, upTo))
        .to.be.revertedWithCustomError(ledger, "LedgerBadPart")
        .withArgs(back.id, 0, upTo, 6);
    }
    await stranger.settlePart(back.id, back.payload, 6);
    expect(await ledger.recordOf(guild, bo.id)).to.deep.equal([60n, 0n, 0n]);

    // An hour is taken of two: another one is allowed, and no more.
    const more = await submitBatch(nation, guild, dina, [hours(bo, { quantity: 60 })]);
    const tooMuch = await submitBatch(nation, guild, dina, [hours(bo, { quantity: 1 })]);
    for (const { id } of [more, tooMuch]) await appraiseBatch(nation, id, [amara, chen]);
    await time.increase(14n * DAY);
    await expect(ledger.settle(more.id, more.payload)).not.to.emit(ledger, "PairLimitExceeded");
    await expect(ledger.settle(tooMuch.id, tooMuch.payload)).to.emit(ledger, "PairLimitExceeded");
  });
});
