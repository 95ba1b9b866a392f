import { expect } from "chai";
import { network } from "hardhat";

import { appraiseBatch } from "../fixtures/contributions.ts";
import type { Person } from "../fixtures/membership.ts";
import { centsOf, decide, deployRuleSet, give, settle, shareOut, type RuleSet } from "../fixtures/ruleSets.ts";
import { closeSeason, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const HOUR = 60;
const paid = (hours: number) => [{ track: "livelihood", quantity: hours * HOUR }] as const;
/** A gift goes on the track of love, in which nothing of the month's budget is shared. */
const gift = (hours: number) => [{ track: "love", gift: true, quantity: hours * HOUR }] as const;

// The rules are those of charters/faircoop.json, after FairCoop's open co-op work: two validators of the same guild, a
// month, an agreed budget, a maximum of 120 hours for each person, and a flag for payment or gift.
describe("A month of open co-op work with FairCoop's rules", () => {
  let nation: RuleSet;
  let amara: Person, bo: Person, chen: Person, dora: Person, esi: Person, fay: Person;

  before(async () => {
    nation = await deployRuleSet(ethers, "faircoop");
    [amara, bo, chen, dora, esi, fay] = nation.founders as [Person, Person, Person, Person, Person, Person];
    // The council agrees that at most 300 hours count in a month; the next month opens under that.
    await decide(ethers, nation, "setGuildTerms", { budget: 300 * HOUR, totalsOnly: false, countsWorks: false });
    await closeSeason(nation, networkHelpers);
    await nation.ledger.openSeason();
  });

  it("is validated by two of the same guild, and by nobody else", async () => {
    const { ledger } = nation;
    const batch = await give(nation, chen, [], paid(60));
    await expect(appraiseBatch(nation, batch.id, [fay]))
      .to.be.revertedWithCustomError(ledger, "LedgerNotOnRoster")
      .withArgs(nation.guild, fay.id);
    await expect(appraiseBatch(nation, batch.id, [chen]))
      .to.be.revertedWithCustomError(ledger, "LedgerAuthorAppraises")
      .withArgs(batch.id, chen.id);
    await appraiseBatch(nation, batch.id, [dora]);

    // Amara 150 hours, Bo 80, Chen 60 with one validator, Dora 40 as a gift and 60, Esi 20; settled in this order.
    const batches = [
      await give(nation, amara, [bo, chen], paid(150)),
      await give(nation, bo, [amara, chen], paid(80)),
      batch,
      await give(nation, dora, [amara, bo], gift(40)),
      await give(nation, dora, [amara, bo], paid(60)),
      await give(nation, esi, [amara, bo], paid(20)),
    ];
    await settle(nation, networkHelpers, batches);
    const eligible = async ({ id }: Person) => [...(await ledger.eligibleCreditsOf(nation.guild, id, 2))].map(Number);
    const record = async ({ id }: Person) => [...(await ledger.recordOf(nation.guild, id))].map(Number);

    // 150 hours are on record, and 120 count: the maximum of a person.
    expect([await record(amara), await eligible(amara)]).to.deep.equal([paidHours(150), paidHours(120)]);
    expect(await eligible(bo)).to.deep.equal(paidHours(80));
    // One validator is not enough.
    expect([await record(chen), await eligible(chen)]).to.deep.equal([paidHours(0), paidHours(0)]);
    // 150 + 80 hours are used, so the gift of 40 still finds room (270) and the 60 hours after it do not.
    expect(await eligible(dora)).to.deep.equal([0, 40 * HOUR, 0]);
    expect(await record(dora)).to.deep.equal([60 * HOUR, 40 * HOUR, 0]);
    // Esi's 20 hours do: 290 of 300.
    expect(await eligible(esi)).to.deep.equal(paidHours(20));
    expect(await ledger.countedOf(nation.guild, 2)).to.equal(290n * 60n);
  });

  it("pays the agreed 2,200 by hours: 1,200 / 800 / 0 / 0 / 200", async () => {
    const { surplus, token, founders } = nation;
    const people = founders.slice(0, 5);
    const at = await shareOut(nation, networkHelpers, 2_200n * UNIT);
    expect(await centsOf(nation, at, people)).to.deep.equal([1_200_00n, 800_00n, 0n, 0n, 200_00n]);
    await surplus.claimFor(
      people.map(({ id }) => id),
      ...at,
    );
    const held = await Promise.all(people.map(({ signer }) => token.balanceOf(signer)));
    expect(held.map((amount) => amount / UNIT)).to.deep.equal([1_200n, 800n, 0n, 0n, 200n]);
  });

  function paidHours(hours: number): number[] {
    return [hours * HOUR, 0, 0];
  }
});
