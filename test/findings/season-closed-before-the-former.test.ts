import { expect } from "chai";
import { network } from "hardhat";

import { appraiseBatch, hours, submitBatch } from "../fixtures/contributions.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";
import {
  asGuild,
  bucket,
  BucketKind,
  closeSeason,
  commandedGuild,
  deployTreasury,
  NO_REF,
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const CHAIR = 11n;

/** Bo's hour on the chair in the second season is not settled; Amara's in the third is, and the chair earns 1,000 there. */
async function twoSeasons() {
  const nation = await deployTreasury(ethers, { founders: 4, equation: [bucket(BucketKind.WorkShare, 0n)] });
  const { guildTerms, ledger, surplus, token, nation: payer } = nation;
  const [amara, bo, chen, dina] = nation.founders as [Person, Person, Person, Person];
  const guild = await commandedGuild(nation, "Designers", nation.founders);
  const terms = { by: guild, budget: 0, totalsOnly: false, countsWorks: true, nonce: 0, deadline: FOREVER };
  const counting = guildTerms.interface.encodeFunctionData("setGuildTerms", [terms, "0x"]);
  await asGuild(ethers, nation, guild, guildTerms, counting);
  await closeSeason(nation, networkHelpers);

  const batchOf = async (person: Person) => {
    await ledger.openSeason();
    const batch = await submitBatch(nation, guild, dina, [hours(person, { work: Number(CHAIR) })]);
    await appraiseBatch(nation, batch.id, [amara, bo, chen]);
    await networkHelpers.time.increase(15n * DAY);
    return batch;
  };
  const late = await batchOf(bo);
  await networkHelpers.time.increaseTo((await ledger.seasonOf(2n)).endsAt);
  const { id, payload } = await batchOf(amara);
  await ledger.settle(id, payload);
  await token.mint(payer, 1_000n);
  await token.connect(payer).approve(surplus, 1_000n);
  await surplus.connect(payer).deposit(guild, token, 1_000n, CHAIR, NO_REF);
  await networkHelpers.time.increaseTo((await ledger.seasonOf(3n)).closesAt);
  return { ...nation, guild, amara, bo, late, at: [guild, 3n, await token.getAddress()] as const };
}

/** Closes the third season: at once, or after the second where that comes first. */
async function closeThird({ ledger }: Awaited<ReturnType<typeof twoSeasons>>) {
  const isRefused = await ledger.closeSeason.staticCall(3n).then(
    () => false,
    () => true,
  );
  if (isRefused) await ledger.closeSeason(2n);
  await ledger.closeSeason(3n);
}

describe("Finding: a season closed before the former one still moved, and who was settled there took what works earned", () => {
  it("INV-15 INV-235 never changes credits for a work through a closed season", async () => {
    const nation = await networkHelpers.loadFixture(twoSeasons);
    const { ledger, guild, late } = nation;
    await closeThird(nation);
    const before = await ledger.workTotalAt(guild, CHAIR, 3n);
    await ledger.settle(late.id, late.payload).catch(() => undefined);
    expect(await ledger.workTotalAt(guild, CHAIR, 3n)).to.equal(before);
  });

  it("pays what a work earned to those who had been credited for it at the close", async () => {
    const nation = await networkHelpers.loadFixture(twoSeasons);
    const { ledger, surplus, token, late, at, amara, bo } = nation;
    await closeThird(nation);
    await surplus.closeBooks(...at);
    expect((await surplus.workShareOf(...at, CHAIR, amara.id)).amount).to.equal(1_000n);
    await surplus.claimWorkFor([], ...at, CHAIR);
    await ledger.settle(late.id, late.payload).catch(() => undefined);
    await surplus.claimWorkFor([bo.id, amara.id], ...at, CHAIR);
    const paid = [amara, bo].map(({ signer }) => token.balanceOf(signer));
    expect(await Promise.all(paid)).to.deep.equal([1_000n, 0n]);
  });
});
