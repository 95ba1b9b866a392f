import { expect } from "chai";
import { network } from "hardhat";

import { addUniform, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { DAY } from "../fixtures/membership.ts";
import { QUARTER, QUARTERLY } from "../fixtures/metering.ts";
import { acceptWork } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const RECIPROCATE = 1n;
const [OVERDUE, LAPSED] = [3n, 4n];

describe("Finding: minutes not yet counted", () => {
  /** Bo owes 60 minutes a quarter for each of two works, and has 60 accepted in all. */
  async function world() {
    const nation = await deployLicensing(ethers);
    const reciprocity = { ...QUARTERLY, amount: 0n };
    const policy = await addUniform(nation, RECIPROCATE, { reciprocity });
    const works = [
      await publishWork(nation, { policies: [policy] }),
      await publishWork(nation, { policies: [policy] }),
    ];
    const bo = nation.founders[1]!;
    let nonce = 0n;
    for (const work of works) {
      await nation.licences.connect(bo.signer).take(takeAct(bo.id, work, policy, PURPOSE.manufacture, nonce++), "0x");
    }
    const people = nation.founders.slice(0, 3).reverse();
    await acceptWork(nation, networkHelpers, { guild: nation.guild, people, work: [{ member: bo.id, minutes: 60n }] });
    return { ...nation, bo, works };
  }
  const number = (work: bigint, agent: bigint) => (work << 40n) | (agent << 8n) | PURPOSE.manufacture;

  it("a grant never lapses before the moment that dueOf said it would", async () => {
    const n = await world();
    const id = number(n.works[0]!, n.bo.id);
    const { grantedAt } = await n.licences.grantOf(n.works[0]!, n.bo.id, PURPOSE.manufacture);
    await networkHelpers.time.increaseTo(grantedAt + QUARTER + 39n * DAY);
    const said = await n.licences.dueOf(id);
    await networkHelpers.time.increaseTo(grantedAt + QUARTER + 40n * DAY);
    const then = await n.licences.dueOf(id);
    // It lapses with the minutes uncounted, but then, and at no other moment than it said.
    expect([said.standing, then.standing]).to.deep.equal([OVERDUE, LAPSED]);
    expect([said.lapsesAt, then.lapsesAt]).to.deep.equal(Array(2).fill(grantedAt + QUARTER + 40n * DAY));
  });

  it("the same minutes do not keep two grants", async () => {
    const n = await world();
    const { grantedAt } = await n.licences.grantOf(n.works[0]!, n.bo.id, PURPOSE.manufacture);
    await networkHelpers.time.increaseTo(grantedAt + QUARTER + 20n * DAY);
    const held = await Promise.all(n.works.map((w) => n.licences.holdsGrant(w, n.bo.id, PURPOSE.manufacture)));
    expect(held).to.not.deep.equal([true, true]);
  });
});
