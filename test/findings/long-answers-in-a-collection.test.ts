import { expect } from "chai";
import { network } from "hardhat";

import {
  acceptWork,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  NO_REF,
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const PEOPLE = 16;
/** Returns 128 KiB of zeros, for less than the 50,000 gas that a receiver of coins has. */
const ANSWERS_LONG = "0x620200005ff3";
/** What collecting one share and paying it may cost, with all that its receiver can use up. */
const EACH = 130_000n;

/** Sixteen people with an hour each and 16 coins to share, thirteen of whom have contracts as keys. */
async function shared() {
  const nation = await deployTreasury(ethers, {
    founders: PEOPLE,
    equation: [bucket(BucketKind.ContributionShare, 0n)],
  });
  const { surplus, founders } = nation;
  const guild = await commandedGuild(nation, "Weavers", founders);
  await surplus.deposit(guild, COIN, BigInt(PEOPLE), 0n, NO_REF, { value: PEOPLE });
  const ids = founders.map(({ id }) => id);
  const work = ids.map((member) => ({ member, minutes: 60n }));
  await acceptWork(nation, networkHelpers, { guild, people: founders, work });
  const season = await closeSeason(nation, networkHelpers);
  await surplus.closeBooks(guild, season, COIN);
  for (const { signer } of founders.slice(3)) await networkHelpers.setCode(signer.address, ANSWERS_LONG);
  return { ...nation, guild, season, ids };
}

// What a receiver of coins answered was copied. Memory costs grow with the square of what all answers of a transaction took,
// so a few such members made every collection that named them too dear to send.
describe("Finding: long answers of receivers of coins in a collection", () => {
  it("given receivers that answer 128 KiB, claimFor pays all at a cost that grows with their number", async () => {
    const { surplus, nation, guild, season, ids } = await networkHelpers.loadFixture(shared);
    const sent = await surplus.connect(nation).claimFor(ids, guild, season, COIN, { gasLimit: 16_000_000n });
    const receipt = await sent.wait();
    for (const id of ids) expect((await surplus.shareOf(guild, season, COIN, id)).collected).to.equal(true);
    expect(await ethers.provider.getBalance(surplus)).to.equal(0n);
    expect(receipt!.gasUsed).to.be.lessThan(BigInt(PEOPLE) * EACH);
  });
});
