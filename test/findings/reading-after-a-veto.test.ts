import { expect } from "chai";
import { network } from "hardhat";

import { RuleFlag } from "../../sdk/governance/rules.ts";
import {
  CHAMBER,
  deployChambers,
  heard,
  object,
  OPTIMISTIC,
  organisationsOf,
  passed,
  STATE,
} from "../fixtures/chambers.ts";
import { CONSENSUS, CONSTITUTIONAL, ORDINARY, proposeBy } from "../fixtures/governance.ts";

const { ethers, networkHelpers: helpers } = await network.create();

const TWO_READINGS = BigInt(RuleFlag.TwoReadings);

/**
 * Under a rule with two readings the chambers vetoed a second reading before it was queued. Its first reading still stood,
 * so the very same calls were put forward again at once as a second reading: what had been vetoed needed one vote, where
 * everything else needs two. Vetoed a moment later, after it was queued, it had used its first reading up. A first reading
 * stands behind one decision, whatever becomes of that.
 */
describe("Finding: a first reading outlived the veto of its second", () => {
  it("is used up by a veto before the second is queued", async () => {
    const nation = await deployChambers(ethers, helpers, {
      ...{ founders: 5, masters: 2, organisations: 2 },
      rules: [CONSTITUTIONAL, ORDINARY, CONSENSUS, { ...OPTIMISTIC, flags: OPTIMISTIC.flags | TWO_READINGS }],
    });
    const { assembly, founders } = nation;
    const first = await passed(nation, { words: "First" });
    await assembly.queue(...first.key);
    const [targets, values, calldatas] = first.lists;
    const calls = { targets, values, calldatas };
    const second = await heard(nation, { words: "Second", calls });
    expect((await assembly.voteOf(second.id)).flags & TWO_READINGS).to.equal(0n);
    await object(nation, founders[0]!, second.id, CHAMBER.masters);
    await object(nation, organisationsOf(nation, 1)[0]!, second.id, CHAMBER.organisations);
    expect(await assembly.state(second.id)).to.equal(STATE.canceled);

    const { id } = await proposeBy(nation, founders[1]!, calls, "Third");
    expect((await assembly.voteOf(id)).flags & TWO_READINGS, "a first reading again").to.equal(TWO_READINGS);
  });
});
