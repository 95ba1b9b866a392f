import { expect } from "chai";
import { network } from "hardhat";

import { DAY, deployMembership, FOREVER, PLAIN_TERMS, vouchIn, YEAR } from "../fixtures/membership.ts";
import { Reason, Status } from "../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// Terms that ask for more vouches leave running memberships alone (INV-07). But a pause kept how long the vouches would
// suffice under the new terms, which was no time at all: whoever rested or was suspended did not come back.
describe("A pause under terms that ask for more vouches than before", () => {
  const JUSTICE = 4;

  async function stricter() {
    const nation = await deployMembership(ethers, { terms: { vouchValidity: YEAR, longestRest: YEAR } });
    const { members, founders, strangers } = nation;
    const person = await vouchIn(nation, founders.slice(0, 2), strangers[0]!);
    const { until } = await members.agentOf(person.id);
    await members.setTerms({ ...PLAIN_TERMS, vouchValidity: YEAR, longestRest: YEAR, vouchQuantity: 3n });
    return { ...nation, person, until };
  }

  it("gives a rested member back what they had, and no more", async () => {
    const { members, person, until } = await networkHelpers.loadFixture(stricter);
    const act = { by: person.id, nonce: 0n, deadline: FOREVER };
    await members.connect(person.signer).rest({ ...act, resting: true }, "0x");
    await time.increase(100n * DAY);
    await members.connect(person.signer).rest({ ...act, resting: false }, "0x");
    const back = await members.agentOf(person.id);
    expect(back.until).to.be.within(until + 100n * DAY, until + 101n * DAY);
  });

  it("makes many short rests worth no more than one", async () => {
    const { members, person, until } = await networkHelpers.loadFixture(stricter);
    for (let round = 0; round < 5; ++round) {
      const act = { by: person.id, nonce: 0n, deadline: FOREVER };
      await members.connect(person.signer).rest({ ...act, resting: true }, "0x");
      await members.connect(person.signer).rest({ ...act, resting: false }, "0x");
    }
    expect((await members.agentOf(person.id)).until).to.equal(until);
  });

  it("gives a suspended member back what they had", async () => {
    const { members, person, until, strangers } = await networkHelpers.loadFixture(stricter);
    const justice = strangers[1]!;
    await members.fillSeat(JUSTICE, justice);
    const suspendedUntil = BigInt(await time.latest()) + 10n * DAY;
    await members.connect(justice).suspend(person.id, suspendedUntil);
    await time.increaseTo(suspendedUntil);
    await members.reinstate(person.id);
    expect(await members.isActive(person.id)).to.equal(true);
    expect((await members.agentOf(person.id)).until).to.be.within(until + 10n * DAY, until + 11n * DAY);
  });

  it("gives nothing to a membership whose vouches have run out", async () => {
    const { members, person, until, strangers } = await networkHelpers.loadFixture(stricter);
    const justice = strangers[1]!;
    await members.fillSeat(JUSTICE, justice);
    await time.increaseTo(until - 2n * DAY);
    await members.setTerms({ ...PLAIN_TERMS, vouchValidity: YEAR, grace: YEAR, vouchQuantity: 3n });
    await time.increaseTo(until + DAY);
    await members.connect(justice).suspend(person.id, until + 2n * DAY);
    await time.increaseTo(until + 2n * DAY);
    await members.reinstate(person.id);
    expect(await members.isActive(person.id)).to.equal(false);
    expect((await members.civicStatus(person.id)).status).to.equal(Status.Inactive);
    expect((await members.civicStatus(person.id)).reason).to.be.oneOf([Reason.RenewalLapsed, Reason.VouchesLapsed]);
  });
});
