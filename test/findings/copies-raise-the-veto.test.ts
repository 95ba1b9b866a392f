import { expect } from "chai";
import { network } from "hardhat";

import { CHAMBER, CHAMBER_TERMS, deployChambers, object, organisationsOf, STATE } from "../fixtures/chambers.ts";
import { callOf, proposeBy } from "../fixtures/governance.ts";
import { PLAIN_TERMS, YEAR } from "../fixtures/membership.ts";

const { ethers, networkHelpers: helpers } = await network.create();

/**
 * Under a rule by which a decision passes in silence, the same calls were put forward twice at once, in other words. The
 * chambers vetoed one copy; the hearing of the other, opened afterwards, asked for as much more as if the nation had
 * decided again after the veto. With a few copies nobody could veto the last one. How much a veto takes is known when the
 * vote begins, like the chambers' sizes and terms: what counts is the vetoes that the calls had met by the snapshot.
 */
describe("Finding: copies made beside a decision raised what a veto of them took", () => {
  it("counts no veto that came after the decision was put to the vote", async () => {
    const nation = await deployChambers(ethers, helpers, { founders: 10, masters: 4, organisations: 4 });
    const { assembly, chambers, members, founders } = nation;
    const terms = { ...PLAIN_TERMS, term: 10n * YEAR, longestRest: YEAR, vouchStock: 1n };
    const calls = await callOf(members, "setTerms", [terms]);
    const one = await proposeBy(nation, founders[0]!, calls, "Quietly");
    const copy = await proposeBy(nation, founders[1]!, calls, "In other words");
    await helpers.time.increaseTo((await assembly.proposalDeadline(copy.id)) + 1n);

    await chambers.open(...one.key);
    for (const master of founders.slice(0, 2)) await object(nation, master, one.id, CHAMBER.masters);
    for (const body of organisationsOf(nation, 2)) await object(nation, body, one.id, CHAMBER.organisations);
    expect(await assembly.state(one.id)).to.equal(STATE.canceled);

    await chambers.open(...copy.key);
    expect((await chambers.hearingOf(copy.id)).twoBps).to.equal(CHAMBER_TERMS.twoBps);
  });
});
