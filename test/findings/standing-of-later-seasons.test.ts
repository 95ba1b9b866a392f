import { expect } from "chai";
import { network } from "hardhat";

import {
  acceptWork,
  bucket,
  BucketKind,
  closeSeason,
  commandedGuild,
  deployTreasury,
  payIncome,
  rules,
  Track,
  type Treasury,
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const all = [1n, 2n, 3n];
const byStanding = [bucket(BucketKind.StandingShare, 0n, { track: Track.Livelihood })];
const paidDown = [bucket(BucketKind.Outstanding, 5_000n, { track: Track.Livelihood }), bucket(BucketKind.Reserve, 0n)];

type Nation = Treasury & { readonly guild: bigint };

async function guildOfThree() {
  const nation = await deployTreasury(ethers, { founders: 3 });
  const guild = await commandedGuild(nation, "Weavers", nation.founders);
  await nation.surplus.setEquation(paidDown, rules({ price: 2n }));
  await closeSeason(nation, networkHelpers);
  return { ...nation, guild };
}

/** A season of 1,000 of income in which one of them works; its books stay open. */
async function season(nation: Nation, member: bigint, minutes: bigint) {
  await nation.ledger.openSeason();
  await payIncome(nation, nation.guild, 1_000n, nation.token);
  await acceptWork(nation, networkHelpers, { ...nation, people: nation.founders, work: [{ member, minutes }] });
  return [nation.guild, await closeSeason(nation, networkHelpers), await nation.token.getAddress()] as const;
}

const amountsOf = async ({ surplus }: Nation, at: readonly [bigint, bigint, string]) =>
  Promise.all(all.map(async (id) => (await surplus.shareOf(...at, id)).amount));

describe("Finding: whoever chose the order in which books were closed chose whose credits shared in them", () => {
  it("closes books by standing only after those of earlier seasons, so that later work shares in none of them", async () => {
    const nation = await networkHelpers.loadFixture(guildOfThree);
    const { surplus, guild, token } = nation;
    await surplus.setEquation(byStanding, rules());
    const first = await season(nation, 1n, 100n);
    const second = await season(nation, 2n, 900n);
    await expect(surplus.closeBooks(...second))
      .to.be.revertedWithCustomError(surplus, "SurplusBooksOpen")
      .withArgs(guild, first[1], token);
    await surplus.closeBooks(...first);
    await expect(surplus.closeBooks(...second))
      .to.be.revertedWithCustomError(surplus, "SurplusNotWeighed")
      .withArgs(guild, first[1], token);
    await surplus.weigh(...first, all);
    await surplus.closeBooks(...second);
    await surplus.weigh(...second, all);
    expect(await amountsOf(nation, first)).to.deep.equal([1_000n, 0n, 0n]);
    expect(await amountsOf(nation, second)).to.deep.equal([100n, 900n, 0n]);
  });

  it("never pays a credit twice because books by standing were weighed while it was being paid", async () => {
    const nation = await networkHelpers.loadFixture(guildOfThree);
    const { surplus, guild, token } = nation;
    const paying = await season(nation, 1n, 250n);
    await surplus.closeBooks(...paying);
    await surplus.weigh(...paying, [1n]);
    await surplus.setEquation(byStanding, rules());
    const standing = await season(nation, 2n, 100n);
    // Weighed now, these books would have forgotten that the others pay for all of the first one's credits.
    await expect(surplus.closeBooks(...standing))
      .to.be.revertedWithCustomError(surplus, "SurplusNotWeighed")
      .withArgs(guild, paying[1], token);
    await surplus.weigh(...paying, all);
    await surplus.closeBooks(...standing);
    await surplus.weigh(...standing, all);
    await surplus.setEquation(paidDown, rules({ price: 2n }));
    const again = await season(nation, 3n, 50n);
    await surplus.closeBooks(...again);
    await surplus.weigh(...again, all);
    expect(await amountsOf(nation, paying)).to.deep.equal([500n, 0n, 0n]);
    expect((await amountsOf(nation, again))[0]).to.equal(0n);
  });
});
