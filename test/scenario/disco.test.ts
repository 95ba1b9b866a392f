import { expect } from "chai";
import { network } from "hardhat";

import type { Track } from "../../sdk/contributions/tracks.ts";
import { appraiseBatch } from "../fixtures/contributions.ts";
import { FOREVER, vouchIn, type Person } from "../fixtures/membership.ts";
import { centsOf, decide, deployRuleSet, give, settle, shareOut, type RuleSet } from "../fixtures/ruleSets.ts";
import { Status } from "../fixtures/status.ts";
import { closeSeason, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/** The guild's own number for a translated word of love. */
const WORD = 1;
const LOVE = 1n;

interface Quarter {
  readonly livelihood: number;
  readonly words: number;
  readonly care: number;
}

/** Minutes, words and minutes of Amara, Bo, Chen, Dina and Elif. */
const QUARTER: readonly Quarter[] = [
  { livelihood: 6_000, words: 2_000, care: 600 },
  { livelihood: 6_000, words: 500, care: 300 },
  { livelihood: 3_000, words: 1_000, care: 0 },
  { livelihood: 0, words: 399, care: 1_200 },
  { livelihood: 0, words: 1_500, care: 400 },
];

// The rules are those of charters/disco.json, after the governance model of DisCO and the Guerrilla Media Collective.
describe("A quarter at a collective with DisCO's rules", () => {
  let nation: RuleSet;
  let people: readonly Person[];
  let fay: Person;

  before(async () => {
    nation = await deployRuleSet(ethers, "disco");
    people = nation.founders;
    // A word is worth a credit of love from the next quarter on.
    await decide(ethers, nation, "specify", {
      ...{ resource: WORD, name: "translation", unit: "word" },
      ...{ perUnit: 1_000_000n, perEntry: 0, track: LOVE },
    });
    await closeSeason(nation, networkHelpers);
    await nation.ledger.openSeason();
  });

  it("somebody who dates gives care and words; that is history, and no vote", async () => {
    const { members, guilds, ledger, guild } = nation;
    fay = await vouchIn(nation, people.slice(0, 2), nation.strangers[0]!);
    expect((await members.civicStatus(fay.id))[0]).to.equal(Status.Probationary);
    const joining = { by: fay.id, guild, nonce: 0n, deadline: FOREVER };
    await guilds.connect(fay.signer).join(joining, "0x");
    const entries = entriesOf({ livelihood: 0, words: 700, care: 300 });
    const batch = await give(nation, fay, [people[0]!], entries);
    const other = await give(nation, people[4]!, [], [{ track: "care", quantity: 1 }]);
    // She may not appraise, and no ballot of hers would count.
    await expect(appraiseBatch(nation, other.id, [fay]))
      .to.be.revertedWithCustomError(ledger, "LedgerNotAdmitted")
      .withArgs(fay.id);
    await settle(nation, networkHelpers, [batch]);
    expect(await ledger.recordOf(guild, fay.id)).to.deep.equal([0n, 700n, 300n]);
    expect(await ledger.eligibleCreditsOf(guild, fay.id, 2)).to.deep.equal([0n, 0n, 0n]);
    const before = BigInt(await networkHelpers.time.latest()) - 1n;
    const electors = await members.electorsAt([people[0]!.id, fay.id], before);
    expect(electors.map((elector) => elector & 1n)).to.deep.equal([1n, 0n]);
  });

  it("shares 10,000 by the care rule: 4,648 / 2,374 / 500 / 1,296 / 1,182", async () => {
    const { ledger, surplus, token, guild } = nation;
    const batches = [];
    for (const [index, quarter] of QUARTER.entries()) {
      const peer = people[(index + 1) % people.length]!;
      batches.push(await give(nation, people[index]!, [peer], entriesOf(quarter)));
    }
    await settle(nation, networkHelpers, batches);
    expect(await ledger.eligibleTotalsOf(guild, 2)).to.deep.equal([15_000n, 5_000n, 2_500n]);
    const at = await shareOut(nation, networkHelpers, 10_000n * UNIT);
    await surplus.weigh(
      ...at,
      people.map(({ id }) => id),
    );

    // Livelihood: 75 %, 7,500 for 15,000 minutes, 0.50 each. Care: 2,500 minutes of five people, an equal part is 500.
    //   Amara  6,000 min = 3,000; 600 of 500 min of care: all stays            3,000
    //   Bo     6,000 min = 3,000; 300 of 500: three fifths stay                1,800
    //   Chen   3,000 min = 1,500; no care: nothing stays                           0
    // What is cut, 1,200 + 1,500 = 2,700, goes by care, 1.08 a minute:  648 / 324 / 0 / 1,296 / 432
    // Love: 25 %, 2,500. Dina's 399 words are below the 400 of a quarter, so 5,000 words share, 0.50 each:
    //                                                                   1,000 / 250 / 500 / 0 / 750
    //   Amara 3,000 + 648 + 1,000   Bo 1,800 + 324 + 250   Chen 500   Dina 1,296   Elif 432 + 750
    const expected = [4_648n, 2_374n, 500n, 1_296n, 1_182n];
    expect(await centsOf(nation, at, people)).to.deep.equal(expected.map((amount) => amount * 100n));
    const [nothing] = await surplus.shareOf(...at, fay.id);
    expect(nothing).to.equal(0n);

    await surplus.claimFor([...people.map(({ id }) => id), fay.id], ...at);
    const held = await Promise.all(people.map(({ signer }) => token.balanceOf(signer)));
    expect(held).to.deep.equal(expected.map((amount) => amount * UNIT));
  });

  function entriesOf({ livelihood, words, care }: Quarter) {
    const entries: { track: Track; quantity: number; resource?: number }[] = [
      { track: "livelihood", quantity: livelihood },
      { track: "love", resource: WORD, quantity: words },
      { track: "care", quantity: care },
    ];
    return entries.filter(({ quantity }) => quantity > 0);
  }
});
