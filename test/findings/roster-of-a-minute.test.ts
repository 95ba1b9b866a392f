import { expect } from "chai";
import { network } from "hardhat";

import { deployElections, standAll, STEWARDS, toCount, toVote, vote, OFFICE_RULES } from "../fixtures/elections.ts";
import { FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

/**
 * Everybody may join a guild, and whoever was on its roster a second before the call elects (flash membership, as in the
 * takeovers by borrowed votes): newcomers called an election at once and put an ally over the guild. Tenure was asked of
 * who stands, never of who elects.
 */
describe("Newcomers on a roster", () => {
  it("do not elect its stewards in the minute they came, where the rules ask for tenure", async () => {
    const nation = await deployElections(ethers, networkHelpers, { founders: 8 });
    const { elections, guilds, founders } = nation;
    const [amara, ally, ...newcomers] = founders as [Person, Person, ...Person[]];
    const guild = await foundGuild(nation, "Kiln", [amara, ally]);
    await elections.setOffice(STEWARDS, { name: "", rules: { ...OFFICE_RULES, seats: 1n, tenureDays: 30n } });
    await networkHelpers.time.increase(90n * 86_400n);
    for (const { id, signer } of newcomers) {
      await guilds.connect(signer).join({ by: id, guild, nonce: 77, deadline: FOREVER }, "0x");
    }
    await networkHelpers.time.increase(2n);
    const { id, signer } = newcomers[0]!;
    await expect(
      elections.connect(signer).callElection({ by: id, guild, nonce: 0, deadline: FOREVER }, "0x"),
    ).to.be.revertedWithCustomError(elections, "ElectionsNotOnRoster");
    await elections.connect(amara.signer).callElection({ by: amara.id, guild, nonce: 0, deadline: FOREVER }, "0x");
    const election = await elections.electionCount();
    await standAll(nation, election, [amara, ally]);
    await toVote(nation, election);
    await vote(nation, election, amara, 0b01).catch(() => undefined);
    for (const person of newcomers) await vote(nation, election, person, 0b10).catch(() => undefined);
    await toCount(nation, election);
    const [ballots] = await elections.votesOf(election);
    expect(ballots, "ballots of those who were here").to.equal(1n);
  });
});
