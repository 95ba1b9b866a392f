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
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const equation = [
  bucket(BucketKind.ContributionShare, 5_000n),
  bucket(BucketKind.ContributionShare, 0n, { track: Track.Care }),
];

describe("Finding: in a guild founded during the season, the care rule took all of everybody's livelihood", () => {
  it("cuts nothing where nobody was on the roster at the opening, for there is no equal part", async () => {
    const nation = await deployTreasury(ethers, { founders: 3, equation, rules: rules({ careBalance: true }) });
    await networkHelpers.time.increase(1_000);
    const guild = await commandedGuild(nation, "Weavers", nation.founders);
    await payIncome(nation, guild, 1_000n, nation.token);
    const livelihood = [1n, 2n].map((member) => ({ member, minutes: 100n }));
    const care = [1n, 2n].map((member) => ({ member, minutes: 50n, track: Track.Care }));
    const work = [...livelihood, ...care, { member: 3n, minutes: 100n, track: Track.Care }];
    await acceptWork(nation, networkHelpers, { guild, people: nation.founders, work });
    const at = [guild, await closeSeason(nation, networkHelpers), await nation.token.getAddress()] as const;
    await nation.surplus.closeBooks(...at);
    await nation.surplus.weigh(...at, [1n, 2n, 3n]);
    const shares = await Promise.all([1n, 2n, 3n].map((id) => nation.surplus.shareOf(...at, id)));
    expect(shares.map(({ amount }) => amount)).to.deep.equal([375n, 375n, 250n]);
  });
});
