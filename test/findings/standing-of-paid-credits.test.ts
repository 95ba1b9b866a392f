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
  type Bucket,
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const paidDown = [bucket(BucketKind.Outstanding, 5_000n), bucket(BucketKind.Reserve, 0n)];
const byStanding = [bucket(BucketKind.StandingShare, 0n, { track: Track.Livelihood })];

describe("Finding: a share by standing left out what had been paid for under another equation", () => {
  it("goes by all credits of closed seasons, and leaves what is outstanding as it was", async () => {
    const nation = await deployTreasury(ethers, { founders: 3 });
    const { surplus, ledger, token, founders: people } = nation;
    const guild = await commandedGuild(nation, "Weavers", people);
    await closeSeason(nation, networkHelpers);
    /** A season under an equation, its books shared out; says what each of three has. */
    const season = async (equation: readonly Bucket[], price: bigint, member: bigint, minutes: bigint) => {
      await surplus.setEquation([...equation], rules({ price }));
      await ledger.openSeason();
      await payIncome(nation, guild, 1_000n, token);
      await acceptWork(nation, networkHelpers, { guild, people, work: [{ member, minutes }] });
      const at = [guild, await closeSeason(nation, networkHelpers), await token.getAddress()] as const;
      await surplus.closeBooks(...at);
      await surplus.weigh(...at, [1n, 2n, 3n]);
      return Promise.all([1n, 2n, 3n].map(async (id) => (await surplus.shareOf(...at, id)).amount));
    };
    expect(await season(paidDown, 5n, 1n, 300n)).to.deep.equal([500n, 0n, 0n]);
    // 100 of the 300 are paid for; they are standing all the same.
    expect(await season(byStanding, 0n, 2n, 100n)).to.deep.equal([750n, 250n, 0n]);
    // 200 of the first one's wait, and the second one's 100.
    expect(await season(paidDown, 1n, 3n, 100n)).to.deep.equal([200n, 100n, 100n]);
  });
});
