import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { foldLicensing } from "../../../sdk/licensing/fold.ts";
import { attest, deployLicensing, licensingLogs, type Licensing } from "../../fixtures/licensing.ts";
import { DAY, FOREVER, YEAR, type Person } from "../../fixtures/membership.ts";
import { plain } from "../../invariant/folds/world.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const CLASS = { workerCoop: 4n, coop: 5n, publicBody: 7n, firm: 8n } as const;
const PERIOD = 30n * DAY;

interface Contested extends Licensing {
  readonly coop: Person;
  readonly expiresAt: bigint;
  readonly since: bigint;
}

describe("Organisations: what an issuer takes away", () => {
  /** A worker co-op, attested for a year, and a key in the seat of justice. */
  const attested = async (): Promise<Contested> => {
    const made = await deployLicensing(ethers);
    await made.organisations.fillJusticeSeat(made.nation);
    const coop = await attest(made, "worker co-op", made.strangers[0]!);
    const { expiresAt, attestedAt } = await made.organisations.attestationOf(coop.id);
    return { ...made, coop, expiresAt, since: attestedAt };
  };
  const given = (state = attested) => networkHelpers.loadFixture(state);

  function reattest(made: Contested, userClass: bigint, expiresAt: bigint) {
    const { organisations, issuer, coop } = made;
    const act = { by: issuer.id, organisation: coop.id, userClass, evidence: ZeroHash, expiresAt };
    return organisations.connect(issuer.signer).reattest({ ...act, nonce: 0n, deadline: FOREVER }, "0x");
  }
  const classOf = async ({ organisations, coop }: Contested) => (await organisations.classOf(coop.id)).userClass;
  const lowered = async () => {
    const made = await attested();
    await reattest(made, CLASS.firm, made.expiresAt);
    return made;
  };
  const stayed = async () => {
    const made = await lowered();
    await made.organisations.stay(made.coop.id);
    return made;
  };

  describe("reattest", () => {
    for (const [what, userClass, less] of [
      ["another class", CLASS.coop, 0n],
      ["a shorter time", CLASS.workerCoop, 1n],
    ] as const) {
      it(`when it says ${what}, the organisation can contest it for the nation's time`, async () => {
        const made = await given();
        const { organisations, coop, issuer, expiresAt, since } = made;
        const former = [issuer.id, CLASS.workerCoop, since, expiresAt, since];
        await expect(reattest(made, userClass, expiresAt - less))
          .to.emit(organisations, "AttestationWorsened")
          .withArgs(coop.id, former, 1n, (until: bigint) => until > since + PERIOD);
        const contest = await organisations.contestOf(coop.id);
        expect([...contest.former]).to.deep.equal(former);
        expect([contest.until, contest.number, contest.stayed]).to.deep.equal([
          ...[BigInt(await time.latest()) + PERIOD, 1n, false],
        ]);
        expect(await classOf(made)).to.equal(userClass);
      });
    }

    it("when it renews or lengthens, there is nothing to contest, and the class is held since it was first", async () => {
      const made = await given();
      const { organisations, coop, expiresAt, since } = made;
      await expect(reattest(made, CLASS.workerCoop, expiresAt + DAY)).not.to.emit(organisations, "AttestationWorsened");
      expect((await organisations.attestationOf(coop.id)).heldSince).to.equal(since);
    });

    it("given an attestation that ran out, there is nothing to contest, and the class is held anew", async () => {
      const made = await given();
      const { organisations, coop, expiresAt } = made;
      await time.increaseTo(expiresAt);
      await expect(reattest(made, CLASS.workerCoop, expiresAt + YEAR)).not.to.emit(
        organisations,
        "AttestationWorsened",
      );
      const { heldSince, attestedAt } = await organisations.attestationOf(coop.id);
      expect(heldSince).to.equal(attestedAt);
    });

    it("INV-285 given a change that can be contested, a further one leaves the claim and begins the time anew", async () => {
      const made = await given(lowered);
      const { organisations, coop, expiresAt, since } = made;
      await time.increase(20n * DAY);
      await reattest(made, CLASS.coop, expiresAt - 100n * DAY);
      const { former, until, number } = await organisations.contestOf(coop.id);
      expect([former.userClass, former.expiresAt, former.heldSince]).to.deep.equal([
        ...[CLASS.workerCoop, expiresAt, since],
      ]);
      expect([until, number]).to.deep.equal([BigInt(await time.latest()) + PERIOD, 2n]);
    });

    it("given a change that can be contested, when the issuer gives all back, there is nothing left to contest", async () => {
      const made = await given(lowered);
      const { organisations, coop, expiresAt, since } = made;
      await expect(reattest(made, CLASS.workerCoop, expiresAt))
        .to.emit(organisations, "ContestEnded")
        .withArgs(coop.id, 1n, true);
      expect((await organisations.attestationOf(coop.id)).heldSince).to.equal(since);
      await expect(organisations.stay(coop.id))
        .to.be.revertedWithCustomError(organisations, "OrganisationsNothingToContest")
        .withArgs(coop.id);
    });

    it("given a case, when it takes away again, it reverts with OrganisationsContested", async () => {
      const made = await given(stayed);
      const { organisations, coop, expiresAt } = made;
      await expect(reattest(made, CLASS.firm, expiresAt))
        .to.be.revertedWithCustomError(organisations, "OrganisationsContested")
        .withArgs(coop.id, 1n);
    });

    it("given a case, when the issuer gives all back, the contest is over", async () => {
      const made = await given(stayed);
      const { organisations, coop, expiresAt } = made;
      await reattest(made, CLASS.workerCoop, expiresAt + 1n);
      expect((await organisations.contestOf(coop.id)).stayed).to.equal(false);
      await expect(organisations.endContest(coop.id, 1n, false))
        .to.be.revertedWithCustomError(organisations, "OrganisationsNotStayed")
        .withArgs(coop.id, 1n);
    });

    it("given a case that outlasts the claim, an issuer attests anew", async () => {
      const made = await given(stayed);
      const { organisations, coop, expiresAt } = made;
      await time.increaseTo(expiresAt);
      await reattest(made, CLASS.coop, expiresAt + YEAR);
      expect(await classOf(made)).to.equal(CLASS.coop);
      expect((await organisations.contestOf(coop.id)).stayed).to.equal(false);
    });
  });

  describe("stay", () => {
    it("puts the former attestation back, and keeps what the issuer said", async () => {
      const made = await given(lowered);
      const { organisations, coop, issuer, expiresAt } = made;
      expect(await organisations.stay.staticCall(coop.id)).to.deep.equal([issuer.id, 1n]);
      await expect(organisations.stay(coop.id)).to.emit(organisations, "AttestationStayed").withArgs(coop.id, 1n);
      expect(await classOf(made)).to.equal(CLASS.workerCoop);
      const { contested } = await organisations.contestOf(coop.id);
      expect([contested.userClass, contested.expiresAt]).to.deep.equal([CLASS.firm, expiresAt]);
    });

    it("INV-284 the former attestation never lasts longer than its issuer said", async () => {
      const made = await given(stayed);
      await time.increaseTo(made.expiresAt - 1n);
      expect(await classOf(made)).to.equal(CLASS.workerCoop);
      await time.increaseTo(made.expiresAt);
      expect(await classOf(made)).to.equal(CLASS.firm);
    });

    it("when nothing was taken, the time is over, the claim has run out or a case has it, it reverts with OrganisationsNothingToContest", async () => {
      const nothing = await given();
      const refused = async ({ organisations, coop }: Contested) => {
        await expect(organisations.stay(coop.id))
          .to.be.revertedWithCustomError(organisations, "OrganisationsNothingToContest")
          .withArgs(coop.id);
      };
      await refused(nothing);
      const late = await given(lowered);
      await time.increaseTo((await late.organisations.contestOf(late.coop.id)).until);
      await refused(late);
      await refused(await given(stayed));
      const short = await given();
      await reattest(short, CLASS.workerCoop, BigInt(await time.latest()) + 2n * DAY);
      await time.increase(31n * DAY);
      await reattest(short, CLASS.firm, BigInt(await time.latest()) + YEAR);
      await refused(short);
    });

    it("when the caller is not in the seat of justice, it reverts with OrganisationsNotInSeat", async () => {
      const { organisations, coop, strangers } = await given(stayed);
      const [stranger] = strangers;
      for (const call of [
        () => organisations.connect(stranger).stay(coop.id),
        () => organisations.connect(stranger).endContest(coop.id, 1n, false),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(organisations, "OrganisationsNotInSeat")
          .withArgs(stranger!.address);
      }
    });
  });

  describe("endContest", () => {
    for (const [restored, userClass] of [
      [true, CLASS.workerCoop],
      [false, CLASS.firm],
    ] as const) {
      it(`given a case, ${restored ? "it leaves the former attestation" : "it puts in what the issuer said"}`, async () => {
        const made = await given(stayed);
        const { organisations, coop } = made;
        await expect(organisations.endContest(coop.id, 1n, restored))
          .to.emit(organisations, "ContestEnded")
          .withArgs(coop.id, 1n, restored);
        expect(await classOf(made)).to.equal(userClass);
        const folded = foldLicensing(await licensingLogs(made));
        expect(plain(folded.attestations.get(coop.id))).to.deep.equal(
          plain(await organisations.attestationOf(coop.id)),
        );
        expect(plain(folded.contests.get(coop.id))).to.deep.equal(plain(await organisations.contestOf(coop.id)));
      });
    }

    it("given a former attestation that is over, what the issuer said holds, though the case was won", async () => {
      const made = await given();
      const { organisations, coop } = made;
      await reattest(made, CLASS.firm, BigInt(await time.latest()) + YEAR);
      await organisations.stay(coop.id);
      await time.increaseTo((await organisations.attestationOf(coop.id)).expiresAt);
      await expect(organisations.endContest(coop.id, 1n, true))
        .to.emit(organisations, "ContestEnded")
        .withArgs(coop.id, 1n, false);
      const folded = foldLicensing(await licensingLogs(made));
      expect(plain(folded.attestations.get(coop.id))).to.deep.equal(plain(await organisations.attestationOf(coop.id)));
    });

    it("when another contest is named, it reverts with OrganisationsNotStayed", async () => {
      const { organisations, coop } = await given(stayed);
      await expect(organisations.endContest(coop.id, 2n, true))
        .to.be.revertedWithCustomError(organisations, "OrganisationsNotStayed")
        .withArgs(coop.id, 2n);
    });
  });

  describe("rules", () => {
    it("when the time to contest is not 1 day to 1 year, it reverts with OrganisationsBadContestPeriod", async () => {
      const { organisations } = await given();
      for (const period of [DAY - 1n, YEAR + 1n]) {
        await expect(organisations.setContestPeriod(period))
          .to.be.revertedWithCustomError(organisations, "OrganisationsBadContestPeriod")
          .withArgs(period);
      }
      await expect(organisations.setContestPeriod(DAY)).to.emit(organisations, "ContestPeriodSet").withArgs(DAY);
      expect(await organisations.contestPeriod()).to.equal(DAY);
    });

    it("the seat of justice is filled once, by the nation, and not with nobody", async () => {
      const { organisations, nation, strangers } = await given();
      expect(await organisations.justice()).to.equal(nation.address);
      await expect(organisations.fillJusticeSeat(strangers[1]!))
        .to.be.revertedWithCustomError(organisations, "OrganisationsSeatTaken")
        .withArgs(nation.address);
      const fresh = (await deployLicensing(ethers)).organisations;
      await expect(fresh.fillJusticeSeat(ZeroAddress))
        .to.be.revertedWithCustomError(fresh, "CharteredZeroAddress")
        .withArgs();
      for (const call of [
        () => fresh.connect(strangers[1]).fillJusticeSeat(strangers[1]!),
        () => fresh.connect(strangers[1]).setContestPeriod(DAY),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(fresh, "CharteredOnlyNation")
          .withArgs(strangers[1]!.address);
      }
    });
  });
});
