import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { signKeyConsent } from "../../../sdk/statements.ts";
import {
  DAY,
  deployMembership,
  FOREVER,
  introduce,
  PLAIN_TERMS,
  sign,
  vouchIn,
  YEAR,
  type Person,
} from "../../fixtures/membership.ts";
import { Reason, Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());
const nonces = (function* () {
  for (let nonce = 1n; ; ++nonce) yield nonce;
})();
const plain = ({ id }: Person) => ({ by: id, nonce: nonces.next().value, deadline: FOREVER });
const SEATS = { distance: 2n, recovery: 3n, justice: 4n };

// What later contracts decide about a member, each in its seat.
describe("Members, seats", () => {
  /** A member vouched for by two founders; the seats are taken by an account, and by a contract that answers as told. */
  function memberUnder(terms: Partial<typeof PLAIN_TERMS> = {}) {
    const fixture = async () => {
      const nation = await deployMembership(ethers, { terms });
      const { members, strangers } = nation;
      const person = await vouchIn(nation, nation.founders.slice(0, 2), strangers[0]!);
      const [, justice, fresh, carrier] = strangers;
      const actor = await ethers.deployContract("SeatActor");
      await networkHelpers.setBalance(await actor.getAddress(), 10n ** 18n);
      await networkHelpers.impersonateAccount(await actor.getAddress());
      const recovery = await ethers.getSigner(await actor.getAddress());
      await members.fillSeat(SEATS.distance, actor);
      await members.fillSeat(SEATS.recovery, actor);
      await members.fillSeat(SEATS.justice, justice!);
      const judge = members.connect(justice);
      return { ...nation, person, justice: justice!, fresh: fresh!, carrier: carrier!, actor, recovery, judge };
    };
    return () => networkHelpers.loadFixture(fixture);
  }

  describe("suspend", () => {
    const given = memberUnder();

    it("is for the seat alone (INV-111)", async () => {
      const { members, person, nation, carrier } = await given();
      for (const caller of [nation, carrier]) {
        await expect(members.connect(caller).suspend(person.id, FOREVER))
          .to.be.revertedWithCustomError(members, "MembersNotInSeat")
          .withArgs(SEATS.justice, caller.address);
      }
    });

    it("ends duty and vote in that second, and keeps the passport", async () => {
      const { members, judge, person } = await given();
      const at = (await now()) + 10n;
      await time.setNextBlockTimestamp(at);
      await expect(judge.suspend(person.id, at + DAY))
        .to.emit(members, "SuspensionSet")
        .withArgs(person.id, at + DAY)
        .and.to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Active, Status.Suspended, Reason.SuspensionRunning)
        .and.to.emit(members, "SpellEndMoved")
        .and.not.to.emit(members, "Transfer");
      await time.increase(1n);
      expect(await members.isActive(person.id)).to.equal(false);
      expect(await members.wasActive(person.id, at - 1n)).to.equal(true);
      expect(await members.wasActive(person.id, at)).to.equal(false);
      expect(await members.activeCountAt(at)).to.equal(5n);
      expect(await members.ownerOf(person.id)).to.equal(person.signer.address);
    });

    it("says until when, and then that anybody may end it", async () => {
      const { members, judge, person } = await given();
      const until = (await now()) + 10n * DAY;
      await judge.suspend(person.id, until);
      const status = async () => [...(await members.civicStatus(person.id))];
      expect(await status()).to.deep.equal([Status.Suspended, Reason.SuspensionRunning, 0n, 0n, until]);
      await time.increaseTo(until);
      expect(await status()).to.deep.equal([Status.Suspended, Reason.SuspensionOver, 0n, 0n, until]);
    });

    it("never gets shorter by another one", async () => {
      const { members, judge, person } = await given();
      const until = (await now()) + 10n * DAY;
      await judge.suspend(person.id, until);
      await expect(judge.suspend(person.id, until - DAY))
        .to.emit(members, "SuspensionSet")
        .withArgs(person.id, until)
        .and.not.to.emit(members, "StatusChanged");
      await judge.suspend(person.id, until + DAY);
      expect((await members.civicStatus(person.id)).moment).to.equal(until + DAY);
    });

    it("ends an application, and keeps who is outside from applying before its end", async () => {
      const { members, judge, founders, strangers } = await given();
      const nation = await given();
      const applicant = await introduce(nation, founders[0]!, strangers[4]!);
      const until = (await now()) + 10n * DAY;
      await expect(judge.suspend(applicant.id, until))
        .to.emit(members, "StatusChanged")
        .withArgs(applicant.id, Status.Applicant, Status.Left, Reason.SuspensionRunning);
      expect((await members.civicStatus(applicant.id)).reason).to.equal(Reason.SuspensionRunning);
      await expect(members.connect(applicant.signer).reapply(plain(applicant), "0x"))
        .to.be.revertedWithCustomError(members, "MembersSuspensionRunning")
        .withArgs(applicant.id, until);
      await time.setNextBlockTimestamp(until);
      await members.connect(applicant.signer).reapply(plain(applicant), "0x");
      expect((await members.civicStatus(applicant.id)).status).to.equal(Status.Applicant);
    });

    it("does not keep anybody from leaving", async () => {
      const { members, judge, person } = await given();
      await judge.suspend(person.id, FOREVER);
      await expect(members.connect(person.signer).resign(plain(person), "0x"))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Suspended, Status.Left, Reason.LeftByChoice)
        .and.to.emit(members, "PauseEnded");
      await expect(members.connect(person.signer).reapply(plain(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersSuspensionRunning")
        .withArgs(person.id, FOREVER);
    });
  });

  describe("reinstate", () => {
    const given = memberUnder();

    it("is for the seat until the suspension is over, then for anybody (INV-111)", async () => {
      const { members, judge, person, carrier } = await given();
      const until = (await now()) + 10n * DAY;
      await judge.suspend(person.id, until);
      await time.setNextBlockTimestamp(until - 1n);
      await expect(members.connect(carrier).reinstate(person.id))
        .to.be.revertedWithCustomError(members, "MembersSuspensionRunning")
        .withArgs(person.id, until);
      await time.setNextBlockTimestamp(until);
      await expect(members.connect(carrier).reinstate(person.id))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Suspended, Status.Active, Reason.None)
        .and.to.emit(members, "SuspensionSet")
        .withArgs(person.id, 0n);
      expect(await members.isActive(person.id)).to.equal(true);
    });

    it("ends a suspension early on appeal", async () => {
      const { members, judge, person } = await given();
      await judge.suspend(person.id, FOREVER);
      await judge.reinstate(person.id);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        ...[Status.Active, Reason.None, 0n, 0n, (await members.agentOf(person.id)).until],
      ]);
    });

    it("brings nobody back whose membership had run out before", async () => {
      const { members, judge, person } = await given();
      const due = await members.renewalDue(person.id);
      await time.increaseTo(due + DAY);
      const at = await now();
      await judge.suspend(person.id, at + 10n * DAY);
      await expect(judge.reinstate(person.id)).not.to.emit(members, "SpellBegan");
      expect((await members.civicStatus(person.id)).reason).to.equal(Reason.RenewalLapsed);
    });
  });

  describe("expel", () => {
    const given = memberUnder();

    it("is for the seat alone (INV-111)", async () => {
      const { members, person, nation, carrier } = await given();
      for (const caller of [nation, carrier]) {
        await expect(members.connect(caller).expel(person.id))
          .to.be.revertedWithCustomError(members, "MembersNotInSeat")
          .withArgs(SEATS.justice, caller.address);
      }
    });

    it("ends membership and passport at once and for ever", async () => {
      const { members, judge, person } = await given();
      await expect(judge.expel(person.id))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Active, Status.Expelled, Reason.ExpelledByVerdict)
        .and.to.emit(members, "Transfer")
        .withArgs(person.signer.address, ZeroAddress, person.id);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        ...[Status.Expelled, Reason.ExpelledByVerdict, 0n, 0n, 0n],
      ]);
      await time.increase(100n * YEAR);
      await members.fold(100_000);
      await expect(members.connect(person.signer).reapply(plain(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(person.id, Status.Expelled);
    });

    it("finds also who left before it: leaving is no way round", async () => {
      const { members, judge, person } = await given();
      await members.connect(person.signer).resign(plain(person), "0x");
      await expect(judge.expel(person.id))
        .to.emit(members, "StatusChanged")
        .withArgs(person.id, Status.Left, Status.Expelled, Reason.ExpelledByVerdict);
    });

    it("leaves the key working, so that what is owed can be collected", async () => {
      const { members, judge, person } = await given();
      await judge.expel(person.id);
      expect((await members.keyOf(person.id)).key).to.equal(person.signer.address);
      await members.connect(person.signer).cancelNonce(person.id, 7n);
    });

    it("counts no vouch of theirs for an admission any more (INV-114)", async () => {
      const nation = await given();
      const { members, judge, founders, strangers } = nation;
      const [first, second, third] = founders;
      const applicant = await introduce(nation, first!, strangers[4]!);
      await judge.expel(first!.id);
      expect((await members.vouchesOf(applicant.id)).have).to.equal(0n);
      await members.connect(second!.signer).vouch({ ...plain(second!), subject: applicant.id }, "0x");
      expect(await members.civicStatus(applicant.id)).to.deep.equal([
        ...[Status.Applicant, Reason.VouchesMissing, 1n, 2n, 0n],
      ]);
      await expect(members.admit(applicant.id))
        .to.be.revertedWithCustomError(members, "MembersVouchesMissing")
        .withArgs(applicant.id, 1n, 2n);
      await members.connect(third!.signer).vouch({ ...plain(third!), subject: applicant.id }, "0x");
      expect(await members.isActive(applicant.id)).to.equal(true);
    });

    it("leaves those in whom they have vouched for before", async () => {
      const { members, judge, founders, person } = await given();
      await judge.expel(founders[0]!.id);
      expect(await members.isActive(person.id)).to.equal(true);
      expect((await members.vouchesOf(person.id)).have).to.equal(2n);
      const due = await members.renewalDue(person.id);
      await time.setNextBlockTimestamp(due - DAY);
      await members.connect(person.signer).renew(plain(person), "0x");
      expect(await members.renewalDue(person.id)).to.be.greaterThan(due);
    });
  });

  describe("recoverKey", () => {
    const given = memberUnder({ keyInterval: 30n * DAY });

    it("is for the seat alone (INV-111)", async () => {
      const { members, person, nation, fresh } = await given();
      await expect(members.connect(nation).recoverKey(person.id, fresh))
        .to.be.revertedWithCustomError(members, "MembersNotInSeat")
        .withArgs(SEATS.recovery, nation.address);
    });

    it("moves id, passport and vote; what the old key signed is dead", async () => {
      const nation = await given();
      const { members, person, fresh, recovery, carrier } = nation;
      const act = { ...plain(person), resting: true };
      const signature = await sign(nation, person, members, "rest", act);
      await expect(members.connect(recovery).recoverKey(person.id, fresh))
        .to.emit(members, "KeyRotated")
        .withArgs(person.id, person.signer.address, fresh.address, 1n)
        .and.to.emit(members, "Transfer")
        .withArgs(person.signer.address, fresh.address, person.id);
      await expect(members.connect(carrier).rest(act, signature))
        .to.be.revertedWithCustomError(members, "StatementBadSignature")
        .withArgs(person.id);
      expect(await members.getVotes(person.signer)).to.equal(0n);
      expect(await members.getVotes(fresh)).to.equal(1n);
    });

    it("counts as a change of key: the holder waits for the next one", async () => {
      const { members, person, fresh, recovery, strangers } = await given();
      await members.connect(recovery).recoverKey(person.id, fresh);
      const at = await now();
      const [next] = strangers.slice(6);
      await expect(rotate(members, { ...person, signer: fresh }, next!))
        .to.be.revertedWithCustomError(members, "MembersKeyTooSoon")
        .withArgs(person.id, at + 30n * DAY);
    });

    it("is refused for a key that served somebody, for nobody and for the zero key", async () => {
      const { members, person, founders, fresh, recovery } = await given();
      const seat = members.connect(recovery);
      await expect(seat.recoverKey(person.id, founders[0]!.signer))
        .to.be.revertedWithCustomError(members, "MembersKeyUsed")
        .withArgs(founders[0]!.signer.address, 1n);
      await expect(seat.recoverKey(99n, fresh))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(99n, Status.None);
      await expect(seat.recoverKey(person.id, ZeroAddress)).to.be.revertedWithCustomError(
        members,
        "CharteredZeroAddress",
      );
    });

    it("keeps the holder from changing the key while it is pending", async () => {
      const { members, person, fresh, actor } = await given();
      await actor.setPending(person.id, true);
      await expect(rotate(members, person, fresh))
        .to.be.revertedWithCustomError(members, "MembersRecoveryPending")
        .withArgs(person.id);
      await actor.setPending(person.id, false);
      await expect(rotate(members, person, fresh)).to.emit(members, "KeyRotated");
    });
  });

  describe("the distance rule", () => {
    const given = memberUnder({ acceptancePeriod: 30n * DAY });
    const ruled = async () => {
      const nation = await given();
      await nation.members.setTerms({ ...PLAIN_TERMS, distance: true, vouchStock: 100n });
      return nation;
    };

    it("lets an applicant with all vouches wait, and anybody admit them once it is met", async () => {
      const nation = await ruled();
      const { members, founders, strangers, actor, carrier } = nation;
      const person = await vouchIn(nation, founders.slice(0, 2), strangers[5]!);
      expect(await members.civicStatus(person.id)).to.deep.equal([
        ...[Status.Applicant, Reason.DistanceMissing, 0n, 0n, 0n],
      ]);
      await expect(members.connect(carrier).admit(person.id))
        .to.be.revertedWithCustomError(members, "MembersDistanceMissing")
        .withArgs(person.id);
      await actor.setMet(person.id, true);
      expect((await members.civicStatus(person.id)).reason).to.equal(Reason.None);
      await expect(members.connect(carrier).admit(person.id))
        .to.emit(members, "Admitted")
        .withArgs(
          person.id,
          (since: bigint) => since > 0n,
          (until: bigint) => until % DAY === 0n,
        );
    });

    it("admits with the last vouch where it is met before", async () => {
      const nation = await ruled();
      const { members, founders, strangers, actor } = nation;
      const person = await introduce(nation, founders[0]!, strangers[5]!);
      await actor.setMet(person.id, true);
      const [, second] = founders;
      await members.connect(second!.signer).vouch({ ...plain(second!), subject: person.id }, "0x");
      expect(await members.isActive(person.id)).to.equal(true);
    });

    it("is asked when a membership is renewed", async () => {
      const { members, person, actor } = await ruled();
      await time.setNextBlockTimestamp((await members.renewalDue(person.id)) - DAY);
      await expect(members.connect(person.signer).renew(plain(person), "0x"))
        .to.be.revertedWithCustomError(members, "MembersDistanceMissing")
        .withArgs(person.id);
      await actor.setMet(person.id, true);
      await members.connect(person.signer).renew(plain(person), "0x");
    });

    it("is asked after probation, with or without acceptance", async () => {
      const nation = await given();
      const { members, founders, strangers, actor } = nation;
      await members.setTerms({ ...PLAIN_TERMS, distance: true, vouchStock: 100n, probation: DAY, acceptanceBps: 1n });
      const person = await vouchIn(nation, founders.slice(0, 2), strangers[5]!);
      expect((await members.civicStatus(person.id)).status).to.equal(Status.Probationary);
      await time.increase(DAY);
      expect((await members.civicStatus(person.id)).reason).to.equal(Reason.DistanceMissing);
      const [by] = founders;
      const acceptance = { by: by!.id, subject: person.id, round: 1n, deadline: FOREVER };
      await expect(members.connect(by!.signer).accept(acceptance, "0x"))
        .to.be.revertedWithCustomError(members, "MembersDistanceMissing")
        .withArgs(person.id);
      await actor.setMet(person.id, true);
      await members.connect(by!.signer).accept(acceptance, "0x");
      expect(await members.isActive(person.id)).to.equal(true);
    });

    it("cannot be met while its seat is empty", async () => {
      const nation = await deployMembership(ethers, { terms: { distance: true, vouchStock: 100n } });
      const person = await vouchIn(nation, nation.founders.slice(0, 2), nation.strangers[0]!);
      expect((await nation.members.civicStatus(person.id)).reason).to.equal(Reason.DistanceMissing);
    });
  });

  describe("an application", () => {
    const given = memberUnder({ probation: 10n * DAY, applicationWindow: 50n * DAY });

    it("lapses if it is not admitted in time, and can be made again", async () => {
      const { members, person, carrier } = await given();
      const nation = await given();
      const applicant = await introduce(nation, nation.founders[0]!, nation.strangers[5]!);
      const ends = (await now()) + 50n * DAY;
      expect(await members.civicStatus(applicant.id)).to.deep.equal([
        ...[Status.Applicant, Reason.VouchesMissing, 1n, 2n, ends],
      ]);
      await time.increaseTo(ends);
      for (const { id } of [applicant, person]) {
        expect((await members.civicStatus(id)).slice(0, 2)).to.deep.equal([Status.Left, Reason.ApplicationLapsed]);
      }
      await expect(members.connect(carrier).admit(person.id))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(person.id, Status.Left);
      await members.connect(person.signer).reapply(plain(person), "0x");
      expect(await members.civicStatus(person.id)).to.deep.equal([
        ...[Status.Probationary, Reason.ProbationRunning, 0n, 0n, (await now()) + 10n * DAY],
      ]);
    });

    it("begins a new probation, though an earlier one still ran", async () => {
      const { members, person } = await given();
      await time.increase(9n * DAY);
      await members.connect(person.signer).resign(plain(person), "0x");
      await members.connect(person.signer).reapply(plain(person), "0x");
      expect((await members.civicStatus(person.id)).moment).to.equal((await now()) + 10n * DAY);
    });
  });

  /** The holder changes the key, with the new key's consent. */
  async function rotate(
    members: Awaited<ReturnType<typeof deployMembership>>["members"],
    person: Person,
    newKey: Person["signer"],
  ) {
    const consent = await signKeyConsent({ register: members, agent: person.id, deadline: FOREVER, signer: newKey });
    return members.connect(person.signer).rotateKey({ ...plain(person), newKey: newKey.address }, "0x", consent);
  }
});
