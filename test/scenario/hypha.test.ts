import { expect } from "chai";
import { network } from "hardhat";

import type { Person } from "../fixtures/membership.ts";
import { centsOf, deployRuleSet, give, settle, shareOut } from "../fixtures/ruleSets.ts";
import { UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/** Hours of the published example. The last person is below the 16 hours that the bylaws ask for. */
const HOURS = [1_600, 1_200, 800, 12];

// The rules are those of charters/hypha.json, after the published bylaws of Hypha Worker Co-operative.
describe("A year at a co-op with Hypha's rules", () => {
  it("shares 100,000 for 1,600, 1,200, 800 and 12 hours: 80,000 / 8,888.89 / 6,666.67 / 4,444.44 / 0", async () => {
    const nation = await deployRuleSet(ethers, "hypha");
    const { reserve, surplus, token, founders } = nation;
    const people = founders.slice(0, 4);
    const [peer, otherPeer] = founders.slice(4) as [Person, Person];
    const batches = [];
    for (const [index, person] of people.entries()) {
      const entry = { track: "livelihood", quantity: HOURS[index]! * 60 } as const;
      batches.push(await give(nation, person, [peer, otherPeer], [entry]));
    }
    await settle(nation, networkHelpers, batches);
    const at = await shareOut(nation, networkHelpers, 100_000n * UNIT);

    expect(await token.balanceOf(reserve)).to.equal(80_000n * UNIT);
    expect(await centsOf(nation, at, people)).to.deep.equal([8_888_89n, 6_666_67n, 4_444_44n, 0n]);
    // The bylaws hold shares as loans of the members, paid when they leave.
    await surplus.claimFor(
      people.map(({ id }) => id),
      ...at,
    );
    expect(await surplus.loanOf(people[0]!.id, token)).to.equal((20_000n * UNIT * 1_600n) / 3_600n);
    expect(await token.balanceOf(people[0]!.signer)).to.equal(0n);
  });
});
