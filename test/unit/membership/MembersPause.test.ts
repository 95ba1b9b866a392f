import { expect } from "chai";
import { network } from "hardhat";

import {
  DAY,
  deployMembership,
  FOREVER,
  vouchIn,
  YEAR,
  type PLAIN_TERMS,
  type Person,
} from "../../fixtures/membership.ts";
import { Reason, Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const dayAfter = (moment: bigint) => ((moment + DAY - 1n) / DAY) * DAY;
const now = async () => BigInt(await time.latest());
const nonces = (function* () {
  for (let nonce = 1n; ; ++nonce) yield nonce;
})();
const plain = ({ id }: Person) => ({ by: id, nonce: nonces.next().value, deadline: FOREVER });
const JUSTICE = 4;

// What waits while a member rests or is suspended, and for how long.
describe("Members, pauses", () => {
  /** A member vouched for by two founders, in a nation where a rest of a year is protected. */
  function memberUnder(terms: Partial<typeof PLAIN_TERMS> = {}) {
    const fixture = async () => {
      const nation = await deployMembership(ethers, { terms: { longestRest: YEAR, ...terms } });
      const person = await vouchIn(nation, nation.founders.slice(0, 2), nation.strangers[0]!);
      const justice = nation.strangers[1]!;
      await nation.members.fillSeat(JUSTICE, justice);
      const rest = (member: Person, resting: boolean) =>
        nation.members.connect(member.signer).rest({ ...plain(member), resting }, "0x");
      return { ...nation, person, justice, rest };
    };
    return () => networkHelpers.loadFixture(fixture);
  }

  describe("a rest", () => {
    const given = memberUnder({ vouchValidity: 90n * DAY });

    it("announces how long the vouches would have sufficed", async () => {
      const { members, person, rest } = await given();
      const { sufficientUntil } = await members.vouchesOf(person.id);
      await expect(rest(person, true)).to.emit(members, "PauseBegan").withArgs(person.id, true, sufficientUntil);
    });

    it("moves renewal and vouches by the time rested: parental leave costs nothing", async () => {
      const { members, person, rest } = await given();
      const due = await members.renewalDue(person.id);
      const { sufficientUntil } = await members.vouchesOf(person.id);
      await rest(person, true);
      const began = await now();
      const returns = began + 300n * DAY;
      await time.setNextBlockTimestamp(returns);
      const waited = 300n * DAY;
      await expect(rest(person, false))
        .to.emit(members, "PauseEnded")
        .withArgs(person.id, waited, sufficientUntil + waited)
        .and.to.emit(members, "SpellBegan")
        .withArgs(person.id, returns, dayAfter(sufficientUntil + waited));
      expect(await members.renewalDue(person.id)).to.equal(due + waited);
      expect(await members.vouchesOf(person.id)).to.deep.equal([2n, sufficientUntil + waited]);
      expect(await members.restedOf(person.id)).to.deep.equal([waited, 0n]);
    });

    it("shows renewal and vouches as if it ended now", async () => {
      const { members, person, rest } = await given();
      const due = await members.renewalDue(person.id);
      const { sufficientUntil } = await members.vouchesOf(person.id);
      await rest(person, true);
      const began = await now();
      await time.increaseTo(began + 100n * DAY);
      expect(await members.renewalDue(person.id)).to.equal(due + 100n * DAY);
      expect(await members.vouchesOf(person.id)).to.deep.equal([2n, sufficientUntil + 100n * DAY]);
      expect(await members.restedOf(person.id)).to.deep.equal([100n * DAY, began]);
      expect(await members.civicStatus(person.id)).to.deep.equal([Status.Inactive, Reason.Resting, 0n, 0n, due + YEAR]);
    });

    it("protects as long as the terms say; then the clock runs on, to the grace and beyond", async () => {
      const { members, person, rest } = await given();
      const due = await members.renewalDue(person.id);
      await rest(person, true);
      const began = await now();
      await time.increaseTo(began + YEAR + 5n * DAY);
      expect(await members.renewalDue(person.id)).to.equal(due + YEAR);
      expect(await members.restedOf(person.id)).to.deep.equal([YEAR, began]);
      await time.increaseTo(due + YEAR + 30n * DAY - 1n);
      expect((await members.civicStatus(person.id)).status).to.equal(Status.Inactive);
      await time.increaseTo(due + YEAR + 30n * DAY);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        ...[Status.Left, Reason.LapsedForGood, 0n, 0n, due + YEAR],
      ]);
    });

    it("takes a renewal, from which a whole term waits until the return", async () => {
      const { members, person, rest } = await memberUnder({ longestRest: 10n * DAY })();
      await rest(person, true);
      const due = (await members.renewalDue(person.id)) + 10n * DAY;
      const renewed = due - 5n * DAY;
      await time.setNextBlockTimestamp(renewed);
      await expect(members.connect(person.signer).renew(plain(person), "0x"))
        .to.emit(members, "PauseEnded")
        .and.to.emit(members, "RenewalDueSet")
        .withArgs(person.id, dayAfter(renewed + YEAR))
        .and.to.emit(members, "PauseBegan");
      await time.setNextBlockTimestamp(renewed + 10n * DAY);
      await rest(person, false);
      expect(await members.renewalDue(person.id)).to.equal(dayAfter(renewed + YEAR) + 10n * DAY);
      expect(await members.restedOf(person.id)).to.deep.equal([20n * DAY, 0n]);
    });

    it("adds up to the second, however often somebody rests (INV-112)", async () => {
      const { members, person, rest } = await given();
      const due = await members.renewalDue(person.id);
      const { sufficientUntil } = await members.vouchesOf(person.id);
      let waited = 0n;
      for (let index = 0; index < 5; ++index) {
        await rest(person, true);
        const began = await now();
        await time.setNextBlockTimestamp(began + 1000n);
        await rest(person, false);
        waited += 1000n;
      }
      expect(await members.renewalDue(person.id)).to.equal(due + waited);
      expect(await members.vouchesOf(person.id)).to.deep.equal([2n, sufficientUntil + waited]);
      expect((await members.agentOf(person.id)).until).to.equal(dayAfter(sufficientUntil + waited));
    });

    it("lets a new vouch count beside those that waited", async () => {
      const { members, person, founders, rest } = await given();
      await rest(person, true);
      await time.increase(80n * DAY);
      const [, , third, fourth] = founders;
      for (const by of [third!, fourth!]) {
        await members.connect(by.signer).vouch({ ...plain(by), subject: person.id }, "0x");
      }
      const newest = await members.vouchFor(person.id, 2);
      await rest(person, false);
      expect((await members.vouchesOf(person.id)).sufficientUntil).to.be.greaterThanOrEqual(newest.expiresAt);
    });

    it("gives a founder a renewal of their own, and leaves the others' as it was", async () => {
      const { members, founders, rest } = await given();
      const due = await members.renewalDue(1n);
      await rest(founders[0]!, true);
      await time.setNextBlockTimestamp((await now()) + 30n * DAY);
      await rest(founders[0]!, false);
      expect(await members.renewalDue(1n)).to.equal(due + 30n * DAY);
      expect(await members.renewalDue(2n)).to.equal(due);
    });

    it("leaves vouches that last for ever as they are", async () => {
      const { members, person, rest } = await memberUnder()();
      await rest(person, true);
      await time.increase(30n * DAY);
      await rest(person, false);
      expect((await members.vouchesOf(person.id)).sufficientUntil).to.equal(FOREVER);
    });

    it("is over with the membership, and counted", async () => {
      const { members, person, rest } = await given();
      await rest(person, true);
      await time.setNextBlockTimestamp((await now()) + 40n * DAY);
      await members.connect(person.signer).resign(plain(person), "0x");
      expect(await members.restedOf(person.id)).to.deep.equal([40n * DAY, 0n]);
    });

    it("protects nothing where the terms say so", async () => {
      const { members, person, rest } = await memberUnder({ longestRest: 0n })();
      const due = await members.renewalDue(person.id);
      await rest(person, true);
      await time.increase(40n * DAY);
      await rest(person, false);
      expect(await members.renewalDue(person.id)).to.equal(due);
      expect(await members.restedOf(person.id)).to.deep.equal([0n, 0n]);
    });

    it("gives nothing to a new application: what waited before does not count for it", async () => {
      const { members, person, rest } = await given();
      await rest(person, true);
      await time.increase(80n * DAY);
      await rest(person, false);
      await time.increase(20n * DAY);
      expect(await members.isActive(person.id)).to.equal(true);
      await members.connect(person.signer).resign(plain(person), "0x");
      await members.connect(person.signer).reapply(plain(person), "0x");
      expect(await members.civicStatus(person.id)).to.deep.equal([
        ...[Status.Applicant, Reason.VouchesMissing, 0n, 2n, 0n],
      ]);
    });
  });

  describe("a suspension", () => {
    const given = memberUnder({ vouchValidity: 90n * DAY, longestRest: 10n * DAY });

    it("is a pause without the limit of a rest, and no rest", async () => {
      const { members, person, justice } = await given();
      const due = await members.renewalDue(person.id);
      const { sufficientUntil } = await members.vouchesOf(person.id);
      const began = (await now()) + 10n;
      await time.setNextBlockTimestamp(began);
      await expect(members.connect(justice).suspend(person.id, began + 200n * DAY))
        .to.emit(members, "PauseBegan")
        .withArgs(person.id, false, sufficientUntil);
      await time.setNextBlockTimestamp(began + 200n * DAY);
      await expect(members.reinstate(person.id))
        .to.emit(members, "PauseEnded")
        .withArgs(person.id, 200n * DAY, sufficientUntil + 200n * DAY)
        .and.to.emit(members, "SpellBegan");
      expect(await members.renewalDue(person.id)).to.equal(due + 200n * DAY);
      expect(await members.restedOf(person.id)).to.deep.equal([0n, 0n]);
    });

    it("interrupts a rest, which goes on afterwards", async () => {
      const { members, person, justice, rest } = await given();
      const due = await members.renewalDue(person.id);
      await rest(person, true);
      const began = await now();
      await time.setNextBlockTimestamp(began + 4n * DAY);
      await members.connect(justice).suspend(person.id, began + 100n * DAY);
      expect(await members.restedOf(person.id)).to.deep.equal([4n * DAY, 0n]);
      await time.setNextBlockTimestamp(began + 104n * DAY);
      await expect(members.reinstate(person.id))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Suspended, Status.Inactive, Reason.Resting)
        .and.not.to.emit(members, "SpellBegan");
      await time.setNextBlockTimestamp(began + 107n * DAY);
      await rest(person, false);
      expect(await members.renewalDue(person.id)).to.equal(due + 107n * DAY);
      expect(await members.restedOf(person.id)).to.deep.equal([7n * DAY, 0n]);
    });
  });
});
