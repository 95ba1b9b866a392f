import { expect } from "chai";
import { network } from "hardhat";

import type { EntryInput } from "../../sdk/contributions/payload.ts";
import type { Person } from "../fixtures/membership.ts";
import { centsOf, decide, give, settle, shareOut, type RuleSet } from "../fixtures/ruleSets.ts";
import {
  bucket,
  BucketKind,
  closeSeason,
  commandedGuild,
  deployTreasury,
  PayoutMode,
  rules,
  Track,
  UNIT,
  type Bucket,
  type Rules,
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

type Given = Omit<EntryInput, "provider" | "day">;
const hours = (amount: number): Given => ({ track: "livelihood", quantity: amount * 60 });

// Rule sets of docs/rule-sets.md that are in no charter that came with the project.
describe("The value equation as a language", () => {
  let nation: RuleSet;
  let people: readonly Person[];
  let fund: bigint;

  /** A nation whose second season is open under an equation. */
  async function under(equation: (fund: bigint) => readonly Bucket[], more: Partial<Rules> = {}) {
    const deployed = await deployTreasury(ethers, { founders: 5 });
    people = deployed.founders.slice(0, 4);
    nation = { ...deployed, guild: await commandedGuild(deployed, "Makers", people) };
    fund = await commandedGuild(deployed, "Social fund", deployed.founders.slice(4));
    await nation.surplus.setEquation([...equation(fund)], rules(more));
  }

  async function nextSeason() {
    await closeSeason(nation, networkHelpers);
    await nation.ledger.openSeason();
  }

  /** What the first three gave, each accepted by the fourth. */
  async function work(...given: readonly Given[][]) {
    const batches = [];
    for (const [index, entries] of given.entries()) {
      if (entries.length > 0) batches.push(await give(nation, people[index]!, people.slice(3), entries));
    }
    await settle(nation, networkHelpers, batches);
  }

  const idsOf = () => people.map(({ id }) => id);

  it("says what an industrial co-op does: reserve, social fund, capital of the members, six to one", async () => {
    await under(
      (account) => [
        bucket(BucketKind.Reserve, 4_500n),
        bucket(BucketKind.Account, 1_000n, { account }),
        bucket(BucketKind.ContributionShare, 0n),
      ],
      { mode: PayoutMode.MemberLoan, maxRatio: 600n },
    );
    await nextSeason();
    await work([hours(1_600)], [hours(800)], [hours(100)]);
    const at = await shareOut(nation, networkHelpers, 100_000n * UNIT);
    await nation.surplus.weigh(...at, idsOf());

    // 45,000 for 2,500 hours are 18 each: 28,800, 14,400 and 1,800. Six times the lowest is 10,800; what is above it,
    // 18,000 and 3,600, goes to the fund, beside its 10,000.
    expect(await centsOf(nation, at, people)).to.deep.equal([10_800_00n, 10_800_00n, 1_800_00n, 0n]);
    await nation.surplus.claimFor(idsOf(), ...at);
    expect(await nation.token.balanceOf(nation.reserve)).to.equal(45_000n * UNIT);
    expect(await nation.surplus.owedTo(fund, nation.token)).to.equal(31_600n * UNIT);
    expect(await nation.surplus.loanOf(people[0]!.id, nation.token)).to.equal(10_800n * UNIT);
  });

  it("says what a founders' pie does: time twice, cash four times, by all that was ever given", async () => {
    await under(() => [bucket(BucketKind.StandingShare, 0n, { track: Track.All })]);
    // An hour is taken as worth 30 and counts twice; a euro counts four times.
    const specified = { perEntry: 0, track: Track.Livelihood };
    await decide(ethers, nation, "specify", {
      ...{ ...specified, resource: 1, name: "work", unit: "hour", perUnit: 60_000_000n },
    });
    await decide(ethers, nation, "specify", {
      ...{ ...specified, resource: 2, name: "money put in", unit: "euro", perUnit: 4_000_000n },
    });
    const worked = (quantity: number): Given => ({ track: "livelihood", resource: 1, quantity });
    const put = (quantity: number): Given => ({ track: "livelihood", resource: 2, quantity });
    await nextSeason();
    await work([worked(100)], [put(1_000)], []);
    await nextSeason();
    await work([], [], [put(250)]);
    const at = await shareOut(nation, networkHelpers, 11_000n * UNIT);
    await nation.surplus.weigh(...at, idsOf());
    // 100 hours are 6,000 slices, 1,000 euros 4,000, 250 euros 1,000.
    expect(await centsOf(nation, at, people)).to.deep.equal([6_000_00n, 4_000_00n, 1_000_00n, 0n]);
  });

  it("says half equally, half by hours, after a tenth for the commons", async () => {
    await under(() => [
      bucket(BucketKind.Reserve, 1_000n),
      bucket(BucketKind.EqualShare, 5_000n, { ofRemaining: true }),
      bucket(BucketKind.ContributionShare, 0n),
    ]);
    await nextSeason();
    await work([hours(20)], [hours(10)], []);
    const at = await shareOut(nation, networkHelpers, 1_000n * UNIT);
    // 450 for four heads are 112.50 each; 450 for 30 hours are 15 each.
    expect(await centsOf(nation, at, people)).to.deep.equal([412_50n, 262_50n, 112_50n, 112_50n]);
    expect(await nation.token.balanceOf(nation.reserve)).to.equal(100n * UNIT);
  });
});
