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
  type Bucket,
  type Rules,
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const NOBODY = 2n ** 32n - 1n;

/** Books that wait to be weighed, of three people with an hour of work each. */
async function waitingBooks(equation: readonly Bucket[], more: Partial<Rules>) {
  const nation = await deployTreasury(ethers, { founders: 3, equation, rules: more });
  const guild = await commandedGuild(nation, "Weavers", nation.founders);
  await closeSeason(nation, networkHelpers);
  await nation.ledger.openSeason();
  await payIncome(nation, guild, 900n, nation.token);
  const work = [1n, 2n, 3n].map((member) => ({ member, minutes: 60n }));
  await acceptWork(nation, networkHelpers, { guild, people: nation.founders, work });
  const at = [guild, await closeSeason(nation, networkHelpers), await nation.token.getAddress()] as const;
  await nation.surplus.closeBooks(...at);
  return { ...nation, at };
}
const byCare = () => waitingBooks([bucket(BucketKind.ContributionShare, 0n)], { careBalance: true });
const byStanding = () => waitingBooks([bucket(BucketKind.StandingShare, 0n)], {});
const byRatio = () => waitingBooks([bucket(BucketKind.ContributionShare, 0n)], { maxRatio: 300n });

describe("Finding: anybody could weigh a far id first, and nobody below it could be weighed or paid any more", () => {
  for (const [what, fixture] of Object.entries({ byCare, byStanding, byRatio })) {
    it(`weighs whom a page has passed over, in books that wait ${what}`, async () => {
      const { surplus, at } = await networkHelpers.loadFixture(fixture);
      await surplus.weigh(...at, [NOBODY]);
      await surplus.weigh(...at, [3n]);
      await surplus.weigh(...at, [1n, 2n]);
      expect((await surplus.weighingOf(...at)).pass).to.equal(0n);
      for (const id of [1n, 2n, 3n]) expect((await surplus.shareOf(...at, id)).amount).to.equal(300n);
    });
  }
  it("counts nobody twice, in one page or in two, and lets nobody spoil another's page by that", async () => {
    const { surplus, at } = await networkHelpers.loadFixture(byStanding);
    await surplus.weigh(...at, [2n, 2n]);
    await surplus.weigh(...at, [2n]);
    const { heads, stock } = await surplus.weighingOf(...at);
    expect([heads, stock]).to.deep.equal([1n, 60n]);
    await surplus.weigh(...at, [1n, 2n, 3n]);
    expect((await surplus.shareOf(...at, 2n)).amount).to.equal(300n);
  });
});
