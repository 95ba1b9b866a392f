import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import {
  DAY,
  deployMembership,
  FOREVER,
  PLAIN_TERMS,
  sign,
  vouchIn,
  YEAR,
  type Person,
} from "../../fixtures/membership.ts";
import { Reason, Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const dayAfter = (moment: bigint) => ((moment + DAY - 1n) / DAY) * DAY;
const now = async () => BigInt(await time.latest());

// The second half of `Members`: probation and acceptance, renewal, rest, leaving and coming back.
describe("Members, life of a membership", () => {
  /** A nation with one newcomer, vouched for by the first two founders. */
  function newcomerUnder(terms: Partial<typeof PLAIN_TERMS> = {}) {
    const fixture = async () => {
      const nation = await deployMembership(ethers, { terms });
      const person = await vouchIn(nation, nation.founders.slice(0, 2), nation.strangers[0]!);
      return { ...nation, person };
    };
    return () => networkHelpers.loadFixture(fixture);
  }

  const nonces = (function* () {
    for (let nonce = 1000n; ; ++nonce) yield nonce;
  })();
  const simple = (by: Person) => ({ by: by.id, nonce: nonces.next().value, deadline: FOREVER });
  const restOf = (by: Person, resting: boolean) => ({ ...simple(by), resting });
  const acceptOf = (by: Person, subject: Person, round = 1n) => ({
    by: by.id,
    subject: subject.id,
    round,
    deadline: FOREVER,
  });

  describe("probation", () => {
    const onProbation = newcomerUnder({ probation: 90n * DAY });

    it("begins with enough vouches and says when it ends", async () => {
      const { members, person } = await onProbation();
      const ends = (await now()) + 90n * DAY;
      expect(await members.civicStatus(person.id)).to.deep.equal([
        Status.Probationary,
        Reason.ProbationRunning,
        0n,
        0n,
        ends,
      ]);
      expect(await members.isActive(person.id)).to.equal(false);
    });

    it("ends by admission, which anybody may call, not a second earlier", async () => {
      const { members, person, strangers } = await onProbation();
      const ends = (await now()) + 90n * DAY;
      await time.setNextBlockTimestamp(ends - 1n);
      await expect(members.connect(strangers[1]).admit(person.id))
        .to.be.revertedWithCustomError(members, "MembersProbationRunning")
        .withArgs(person.id, ends);
      await time.setNextBlockTimestamp(ends);
      await expect(members.connect(strangers[1]).admit(person.id))
        .to.emit(members, "Admitted")
        .withArgs(
          person.id,
          (since: bigint) => since > 0n,
          (until: bigint) => until % DAY === 0n,
        );
    });

    it("says that nothing is missing when it is over and no acceptance is asked", async () => {
      const { members, person } = await onProbation();
      await time.increase(90n * DAY);
      expect(await members.civicStatus(person.id)).to.deep.equal([Status.Probationary, Reason.None, 0n, 0n, 0n]);
    });

    it("does not admit who is no longer vouched for, and says so", async () => {
      const { members, person } = await newcomerUnder({ probation: 90n * DAY, vouchValidity: 30n * DAY })();
      await time.increase(90n * DAY);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        Status.Probationary,
        Reason.VouchesMissing,
        0n,
        2n,
        0n,
      ]);
      await expect(members.admit(person.id))
        .to.be.revertedWithCustomError(members, "MembersVouchesMissing")
        .withArgs(person.id, 0n, 2n);
    });

    it("does not admit a member, nor nobody", async () => {
      const { members } = await onProbation();
      for (const [subject, status] of [
        [1n, Status.Active],
        [99n, Status.None],
      ] as const) {
        await expect(members.admit(subject))
          .to.be.revertedWithCustomError(members, "MembersWrongStatus")
          .withArgs(subject, status);
      }
    });
  });

  describe("accept", () => {
    // Five founders: 50 % asks for 2.5, so for three.
    const half = newcomerUnder({ acceptanceBps: 5000n });

    it("opens a round and counts", async () => {
      const { members, founders, person } = await half();
      const at = (await now()) + 100n;
      await time.setNextBlockTimestamp(at);
      await expect(members.connect(founders[0]!.signer).accept(acceptOf(founders[0]!, person), "0x"))
        .to.emit(members, "AcceptanceRoundOpened")
        .withArgs(person.id, 1n, at - 1n)
        .and.to.emit(members, "Accepted")
        .withArgs(1n, person.id, 1n);
      expect(await members.acceptanceOf(person.id)).to.deep.equal([1n, at - 1n, 1n, 3n]);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        Status.Probationary,
        Reason.AcceptanceMissing,
        1n,
        3n,
        at - 1n + 30n * DAY,
      ]);
    });

    it("shows what the next round will ask before any is open", async () => {
      const { members, person } = await half();
      expect(await members.acceptanceOf(person.id)).to.deep.equal([1n, 0n, 0n, 3n]);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        Status.Probationary,
        Reason.AcceptanceMissing,
        0n,
        3n,
        0n,
      ]);
    });

    it("admits with the last one needed, signed ones included", async () => {
      const nation = await half();
      const { members, founders, person, strangers } = nation;
      for (const by of founders.slice(0, 2)) await members.connect(by.signer).accept(acceptOf(by, person), "0x");
      const act = acceptOf(founders[2]!, person);
      const signature = await sign(nation, founders[2]!, members, "accept", act);
      await expect(members.connect(strangers[3]).accept(act, signature))
        .to.emit(members, "Admitted")
        .withArgs(
          person.id,
          (since: bigint) => since > 0n,
          (until: bigint) => until % DAY === 0n,
        );
    });

    it("is refused a second time in one round", async () => {
      const { members, founders, person } = await half();
      await members.connect(founders[0]!.signer).accept(acceptOf(founders[0]!, person), "0x");
      await expect(members.connect(founders[0]!.signer).accept(acceptOf(founders[0]!, person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersAlreadyAccepted")
        .withArgs(1n, person.id, 1n);
    });

    it("is refused for a round that is not the open one", async () => {
      const { members, founders, person } = await half();
      for (const round of [0n, 2n]) {
        await expect(members.connect(founders[0]!.signer).accept(acceptOf(founders[0]!, person, round), "0x"))
          .to.be.revertedWithCustomError(members, "MembersWrongRound")
          .withArgs(person.id, round, 1n);
      }
    });

    it("opens another round, in which all count anew, when the first has run out", async () => {
      const { members, founders, person } = await half();
      for (const by of founders.slice(0, 2)) await members.connect(by.signer).accept(acceptOf(by, person), "0x");
      const { openedAt } = await members.acceptanceOf(person.id);
      await time.setNextBlockTimestamp(openedAt + 30n * DAY);
      await expect(members.connect(founders[2]!.signer).accept(acceptOf(founders[2]!, person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersWrongRound")
        .withArgs(person.id, 1n, 2n);
      await members.connect(founders[0]!.signer).accept(acceptOf(founders[0]!, person, 2n), "0x");
      expect((await members.acceptanceOf(person.id)).accepted).to.equal(1n);
    });

    it("is refused by somebody who was no member when the round opened", async () => {
      const nation = await half();
      const { members, founders, person } = nation;
      const [first, back] = founders;
      await members.connect(back!.signer).rest(restOf(back!, true), "0x");
      await members.connect(first!.signer).accept(acceptOf(first!, person), "0x");
      await members.connect(back!.signer).rest(restOf(back!, false), "0x");
      await expect(members.connect(back!.signer).accept(acceptOf(back!, person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersNotInRound")
        .withArgs(2n, person.id, 1n);
    });

    it("is refused by somebody who is no active member, and for somebody not on probation", async () => {
      const { members, founders, person } = await half();
      await expect(members.connect(person.signer).accept(acceptOf(person, person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersNotActive")
        .withArgs(person.id, Status.Probationary);
      await expect(members.connect(founders[0]!.signer).accept(acceptOf(founders[0]!, founders[1]!), "0x"))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(2n, Status.Active);
    });

    it("keeps the number asked for while members leave during the round, and asks for fewer in the next", async () => {
      const { members, founders, person } = await half();
      const [first, second, , fourth, fifth] = founders;
      await members.connect(first!.signer).accept(acceptOf(first!, person), "0x");
      for (const leaver of [fourth!, fifth!]) await members.connect(leaver.signer).resign(simple(leaver), "0x");
      await members.connect(second!.signer).accept(acceptOf(second!, person), "0x");
      expect(await members.isActive(person.id)).to.equal(false);
      await time.increase(30n * DAY);
      expect((await members.acceptanceOf(person.id)).needed).to.equal(2n);
    });

    it("is asked where the terms ask: nobody is admitted without", async () => {
      const { members, person } = await half();
      await expect(members.admit(person.id))
        .to.be.revertedWithCustomError(members, "MembersAcceptanceNeeded")
        .withArgs(person.id);
    });

    it("does not count for a second probation: who left and came back needs a new round", async () => {
      const { members, founders, person } = await half();
      for (const by of founders.slice(0, 3)) await members.connect(by.signer).accept(acceptOf(by, person), "0x");
      await members.connect(person.signer).resign(simple(person), "0x");
      await members.connect(person.signer).reapply(simple(person), "0x");
      expect(await members.acceptanceOf(person.id)).to.deep.equal([2n, 0n, 0n, 3n]);
      await members.connect(founders[3]!.signer).accept(acceptOf(founders[3]!, person, 2n), "0x");
      expect(await members.isActive(person.id)).to.equal(false);
    });
  });

  describe("renew", () => {
    const given = newcomerUnder();

    it("is refused before its window opens", async () => {
      const { members, person } = await given();
      const due = await members.renewalDue(person.id);
      await time.setNextBlockTimestamp(due - 60n * DAY - 1n);
      await expect(members.connect(person.signer).renew(simple(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersRenewalClosed")
        .withArgs(person.id, due - 60n * DAY, due + 30n * DAY);
    });

    it("moves the end of the spell one term ahead of now, from the first second of the window", async () => {
      const { members, person } = await given();
      const due = await members.renewalDue(person.id);
      const at = due - 60n * DAY;
      const newDue = dayAfter(at + YEAR);
      await time.setNextBlockTimestamp(at);
      await expect(members.connect(person.signer).renew(simple(person), "0x"))
        .to.emit(members, "RenewalDueSet")
        .withArgs(person.id, newDue)
        .and.to.emit(members, "SpellEndMoved")
        .withArgs(person.id, due, newDue);
      expect((await members.agentOf(person.id)).until).to.equal(newDue);
    });

    it("is announced by the status while its window is open", async () => {
      const { members, person } = await given();
      const due = await members.renewalDue(person.id);
      await time.increaseTo(due - 60n * DAY - 1n);
      expect((await members.civicStatus(person.id)).reason).to.equal(Reason.None);
      await time.increaseTo(due - 60n * DAY);
      expect(await members.civicStatus(person.id)).to.deep.equal([Status.Active, Reason.RenewalOpen, 0n, 0n, due]);
    });

    it("restores in the grace what lapsed, as a new spell", async () => {
      const { members, person } = await given();
      const due = await members.renewalDue(person.id);
      await time.increaseTo(due);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        Status.Inactive,
        Reason.RenewalLapsed,
        0n,
        0n,
        due + 30n * DAY,
      ]);
      const at = due + 30n * DAY - 1n;
      await time.setNextBlockTimestamp(at);
      await expect(members.connect(person.signer).renew(simple(person), "0x"))
        .to.emit(members, "SpellBegan")
        .withArgs(person.id, at, dayAfter(at + YEAR));
      await time.increase(1n);
      expect(await members.wasActive(person.id, due - 1n)).to.equal(true);
      expect(await members.wasActive(person.id, due)).to.equal(false);
      expect(await members.wasActive(person.id, at)).to.equal(true);
    });

    it("is refused after the grace: the membership has lapsed for good", async () => {
      const { members, person } = await given();
      const due = await members.renewalDue(person.id);
      await time.increaseTo(due + 30n * DAY);
      await expect(members.connect(person.signer).renew(simple(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersRenewalClosed")
        .withArgs(person.id, due - 60n * DAY, due + 30n * DAY);
      expect(await members.civicStatus(person.id)).to.deep.equal([Status.Left, Reason.LapsedForGood, 0n, 0n, due]);
    });

    it("is open to founders like to everybody, though their first renewal is kept for all at once", async () => {
      const { members, founders } = await given();
      const due = await members.renewalDue(1n);
      await time.setNextBlockTimestamp(due - 60n * DAY);
      await expect(members.connect(founders[0]!.signer).renew(simple(founders[0]!), "0x"))
        .to.emit(members, "RenewalDueSet")
        .withArgs(1n, dayAfter(due - 60n * DAY + YEAR));
      expect(await members.renewalDue(2n)).to.equal(due);
    });

    it("needs the vouches the terms ask for", async () => {
      const { members, person } = await given();
      await members.setTerms({ ...PLAIN_TERMS, vouchQuantity: 3n });
      const due = await members.renewalDue(person.id);
      await time.setNextBlockTimestamp(due - 60n * DAY);
      await expect(members.connect(person.signer).renew(simple(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersVouchesMissing")
        .withArgs(person.id, 2n, 3n);
    });

    it("never brings the next renewal nearer, though the term has become shorter", async () => {
      const { members, person } = await given();
      await members.setTerms({ ...PLAIN_TERMS, term: DAY, renewalWindow: DAY });
      const due = await members.renewalDue(person.id);
      await time.setNextBlockTimestamp(due - DAY);
      await members.connect(person.signer).renew(simple(person), "0x");
      expect(await members.renewalDue(person.id)).to.equal(due);
      expect((await members.agentOf(person.id)).until).to.equal(due);
    });

    it("is refused to somebody who is no member", async () => {
      const { members, person } = await newcomerUnder({ probation: DAY })();
      await expect(members.connect(person.signer).renew(simple(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(person.id, Status.Probationary);
    });
  });

  describe("rest", () => {
    const given = newcomerUnder();

    it("ends the spell in that second and keeps the passport", async () => {
      const { members, person } = await given();
      const { until } = await members.agentOf(person.id);
      const at = (await now()) + 50n;
      await time.setNextBlockTimestamp(at);
      await expect(members.connect(person.signer).rest(restOf(person, true), "0x"))
        .to.emit(members, "SpellEndMoved")
        .withArgs(person.id, until, at)
        .and.to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Active, Status.Inactive, Reason.Resting)
        .and.not.to.emit(members, "Transfer");
      expect(await members.civicStatus(person.id)).to.deep.equal([Status.Inactive, Reason.Resting, 0n, 0n, until]);
      expect(await members.ownerOf(person.id)).to.equal(person.signer.address);
      expect(await members.getVotes(person.signer)).to.equal(0n);
    });

    it("ends by coming back, as a new spell up to the same renewal, also for a founder", async () => {
      const { members, person, founders } = await given();
      for (const member of [person, founders[0]!]) {
        const due = await members.renewalDue(member.id);
        await members.connect(member.signer).rest(restOf(member, true), "0x");
        const at = (await now()) + 30n * DAY;
        await time.setNextBlockTimestamp(at);
        await expect(members.connect(member.signer).rest(restOf(member, false), "0x"))
          .to.emit(members, "SpellBegan")
          .withArgs(member.id, at, due);
        expect(await members.renewalDue(member.id)).to.equal(due);
      }
    });

    it("is refused to somebody already resting, and coming back to somebody who does not rest", async () => {
      const { members, person } = await given();
      await expect(members.connect(person.signer).rest(restOf(person, false), "0x"))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(person.id, Status.Active);
      await members.connect(person.signer).rest(restOf(person, true), "0x");
      await expect(members.connect(person.signer).rest(restOf(person, true), "0x"))
        .to.be.revertedWithCustomError(members, "MembersNotActive")
        .withArgs(person.id, Status.Inactive);
    });

    it("is not ended when the renewal is due: renew first", async () => {
      const { members, person } = await given();
      await members.connect(person.signer).rest(restOf(person, true), "0x");
      const due = await members.renewalDue(person.id);
      await time.setNextBlockTimestamp(due);
      await expect(members.connect(person.signer).rest(restOf(person, false), "0x"))
        .to.be.revertedWithCustomError(members, "MembersRenewalClosed")
        .withArgs(person.id, due - 60n * DAY, due + 30n * DAY);
      await members.connect(person.signer).renew(simple(person), "0x");
      expect(await members.isActive(person.id), "renewing does not end a rest").to.equal(false);
      await members.connect(person.signer).rest(restOf(person, false), "0x");
      expect(await members.isActive(person.id)).to.equal(true);
    });

    it("is not ended without the vouches the terms ask for", async () => {
      const { members, person } = await newcomerUnder({ vouchValidity: 30n * DAY })();
      await members.connect(person.signer).rest(restOf(person, true), "0x");
      await time.increase(31n * DAY);
      await expect(members.connect(person.signer).rest(restOf(person, false), "0x"))
        .to.be.revertedWithCustomError(members, "MembersVouchesMissing")
        .withArgs(person.id, 0n, 2n);
    });

    it("lapses for good like a membership", async () => {
      const { members, person } = await given();
      await members.connect(person.signer).rest(restOf(person, true), "0x");
      const due = await members.renewalDue(person.id);
      await time.increaseTo(due + 30n * DAY);
      expect(await members.civicStatus(person.id)).to.deep.equal([Status.Left, Reason.LapsedForGood, 0n, 0n, due]);
    });
  });

  describe("resign", () => {
    const given = newcomerUnder();

    it("ends membership and passport at once", async () => {
      const { members, person } = await given();
      await expect(members.connect(person.signer).resign(simple(person), "0x"))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Active, Status.Left, Reason.LeftByChoice)
        .and.to.emit(members, "Transfer")
        .withArgs(person.signer.address, ZeroAddress, person.id);
      expect(await members.civicStatus(person.id)).to.deep.equal([Status.Left, Reason.LeftByChoice, 0n, 0n, 0n]);
    });

    it("is open to somebody still on probation", async () => {
      const { members, person } = await newcomerUnder({ probation: YEAR })();
      await expect(members.connect(person.signer).resign(simple(person), "0x"))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Probationary, Status.Left, Reason.LeftByChoice);
    });

    it("is open to somebody who rests", async () => {
      const { members, person } = await given();
      await members.connect(person.signer).rest(restOf(person, true), "0x");
      await expect(members.connect(person.signer).resign(simple(person), "0x"))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Inactive, Status.Left, Reason.LeftByChoice);
    });

    it("is open to somebody whose membership has lapsed, and leaves the past spell as it was", async () => {
      const { members, person } = await given();
      const due = await members.renewalDue(person.id);
      await time.increaseTo(due + 365n * DAY);
      await members.fold(1000);
      await members.connect(person.signer).resign(simple(person), "0x");
      expect((await members.civicStatus(person.id)).reason).to.equal(Reason.LeftByChoice);
      expect(await members.wasActive(person.id, due - 1n)).to.equal(true);
      expect(await members.wasActive(person.id, due)).to.equal(false);
    });

    it("is refused to somebody who has left", async () => {
      const { members, person } = await given();
      await members.connect(person.signer).resign(simple(person), "0x");
      await expect(members.connect(person.signer).resign(simple(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(person.id, Status.Left);
    });
  });

  describe("reapply", () => {
    const given = newcomerUnder();

    it("goes the whole way again with the same id, and at once where the terms ask for no more than vouches", async () => {
      const { members, person } = await given();
      await members.connect(person.signer).resign(simple(person), "0x");
      await expect(members.connect(person.signer).reapply(simple(person), "0x"))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Left, Status.Applicant, Reason.None)
        .and.to.emit(members, "Admitted")
        .withArgs(
          person.id,
          (since: bigint) => since > 0n,
          (until: bigint) => until % DAY === 0n,
        );
      expect(await members.isActive(person.id)).to.equal(true);
    });

    it("waits for vouches where those from before have run out, for founders too", async () => {
      const { members, founders } = await newcomerUnder({ vouchValidity: 30n * DAY })();
      const [leaver] = founders;
      await members.connect(leaver!.signer).resign(simple(leaver!), "0x");
      await time.setNextBlockTimestamp((await members.agentOf(2n)).until - 1n);
      await members.connect(leaver!.signer).reapply(simple(leaver!), "0x");
      expect(await members.civicStatus(1n)).to.deep.equal([Status.Applicant, Reason.VouchesMissing, 0n, 2n, 0n]);
    });

    it("is open after a membership has lapsed for good, and takes the old passport back first", async () => {
      const { members, person } = await given();
      await time.increaseTo((await members.renewalDue(person.id)) + 30n * DAY);
      await expect(members.connect(person.signer).reapply(simple(person), "0x"))
        .to.emit(members, "Transfer")
        .withArgs(person.signer.address, ZeroAddress, person.id)
        .and.to.emit(members, "Transfer")
        .withArgs(ZeroAddress, person.signer.address, person.id);
      expect(await members.isActive(person.id)).to.equal(true);
    });

    it("is refused to a member", async () => {
      const { members, person } = await given();
      await expect(members.connect(person.signer).reapply(simple(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(person.id, Status.Active);
    });
  });
});
