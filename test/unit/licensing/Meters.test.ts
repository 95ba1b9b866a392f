import { expect } from "chai";
import { network } from "hardhat";

import { USE_REASONS, type UseReason } from "../../../sdk/licensing/explain.ts";
import { grantNumber } from "../../../sdk/licensing/grants.ts";
import { addUniform, attest, publishWork, PURPOSE, takeAct } from "../../fixtures/licensing.ts";
import { DAY, FOREVER, sign } from "../../fixtures/membership.ts";
import {
  countAct,
  deployMetering,
  noticeAct,
  QUARTER,
  QUARTERLY,
  releaseAct,
  reportAct,
  standing,
  takeMetered,
  type Metering,
} from "../../fixtures/metering.ts";
import { signed } from "../../fixtures/pacts.ts";
import { acceptWork, COIN } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const [KEPT, IN_GRACE, LAPSED, OVER] = [1n, 2n, 4n, 5n];

describe("Licences: what a grant asks for afterwards", () => {
  const deployed = () => deployMetering(ethers);
  const fixture = () => networkHelpers.loadFixture(deployed);
  /** Time goes by; where a season is over, somebody opens the next, so that guilds have income. */
  const pass = async (n: Metering, seconds: bigint) => {
    await networkHelpers.time.increase(seconds);
    const { endsAt } = await n.ledger.seasonOf(await n.ledger.lastSeason());
    if (endsAt <= BigInt(await networkHelpers.time.latest())) await n.ledger.openSeason();
  };

  const why = async (n: Metering, work: bigint): Promise<UseReason> => {
    const { reason } = await n.licences.canUse(work, n.firm.id, PURPOSE.manufacture);
    return USE_REASONS[Number(reason)]!;
  };
  const report = (n: Metering, work: bigint, units: bigint, value = 0n) =>
    n.licences.connect(n.firm.signer).report(reportAct(n, work, units), "0x", { value });
  const settle = (n: Metering, number: bigint, amount: bigint) =>
    n.licences.connect(n.firm.signer).settle(number, amount, { value: amount });
  const notice = (n: Metering, work: bigint) => n.licences.connect(n.steward.signer).notice(noticeAct(n, work), "0x");
  /** Bo works in the guild: 60 accepted minutes for each whole hour. Takes 15 days. */
  async function work(n: Metering, minutes: bigint) {
    const bo = n.founders[1]!;
    const people = n.founders.slice(0, 3).reverse();
    await acceptWork(n, networkHelpers, { guild: n.guild, people, work: [{ member: bo.id, minutes }] });
    return bo;
  }

  describe("taking a grant that asks for something in every period", () => {
    it("costs nothing, is in force at once, and says when something is due", async () => {
      const n = await fixture();
      expect(await why(n, n.work.quarterly)).to.equal("ReciprocityOffered");
      const number = await takeMetered(n, "quarterly");
      expect(await why(n, n.work.quarterly)).to.equal("GrantHeld");
      const { grantedAt, basis } = await n.licences.grantOf(n.work.quarterly, n.firm.id, PURPOSE.manufacture);
      expect(basis).to.equal(1n);
      const dueAt = grantedAt + QUARTER;
      const due = [KEPT, 0n, 0n, 0n, dueAt, dueAt + 10n * DAY, dueAt + 40n * DAY];
      expect(await n.licences.dueOf(number)).to.deep.equal(due);
    });

    it("goes through grace, breach and lapse with the clock alone", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      for (const [days, expected, open] of [
        [90n, "GrantInGrace", ["InGrace", 600n, 60n]],
        [10n, "ReciprocityOverdue", ["Overdue", 600n, 60n]],
        [30n, "ArrearsDue", ["Lapsed", 1_200n, 120n]],
        [400n, "ArrearsDue", ["Lapsed", 1_200n, 120n]],
      ] as const) {
        await pass(n, days * DAY);
        expect(await why(n, n.work.quarterly)).to.equal(expected);
        expect(await standing(n, number)).to.deep.equal(open);
      }
      expect(await n.licences.holdsGrant(n.work.quarterly, n.firm.id, PURPOSE.manufacture)).to.equal(false);
    });
  });

  describe("settle", () => {
    it("INV-264 books what is paid in the guild's surplus; paid in the time to cure, the grant is in force again", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await pass(n, 129n * DAY);
      expect(await why(n, n.work.quarterly)).to.equal("ReciprocityOverdue");
      await expect(settle(n, number, 600n))
        .to.emit(n.licences, "LicenceSettled")
        .withArgs(number, n.firm.signer.address, 600n);
      expect((await n.surplus.booksOf(n.guild, await n.ledger.lastSeason(), COIN)).income).to.equal(600n);
      expect(await why(n, n.work.quarterly)).to.equal("GrantHeld");
    });

    it("covers the oldest period first; a part leaves the rest open", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await pass(n, 95n * DAY);
      await settle(n, number, 590n);
      expect(await standing(n, number)).to.deep.equal(["InGrace", 10n, 1n]);
    });

    it("may come in advance, and from anybody", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await n.licences.connect(n.strangers[5]).settle(number, 1_800n, { value: 1_800n });
      await pass(n, 3n * QUARTER + DAY);
      expect(await why(n, n.work.quarterly)).to.equal("GrantHeld");
      await pass(n, QUARTER);
      expect(await why(n, n.work.quarterly)).to.equal("GrantInGrace");
    });

    it("after the lapse settles what is owed and no more, and brings the grant not back; a new one can then be taken", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await pass(n, 131n * DAY);
      await expect(takeMetered(n, "quarterly"))
        .to.be.revertedWithCustomError(n.licences, "LicencesStillDue")
        .withArgs(number, 1_200n, 120n);
      await expect(settle(n, number, 1_201n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNothingOwed")
        .withArgs(number, 1_200n, 120n);
      const { lapsesAt } = await n.licences.dueOf(number);
      await expect(settle(n, number, 700n))
        .to.emit(n.licences, "LicenceLapsed")
        .withArgs(number, lapsesAt, 2n);
      expect(await standing(n, number)).to.deep.equal(["Lapsed", 500n, 50n]);
      await settle(n, number, 500n);
      expect(await standing(n, number)).to.deep.equal(["Lapsed", 0n, 0n]);
      expect(await why(n, n.work.quarterly)).to.equal("ReciprocityOffered");
      await takeMetered(n, "quarterly");
      expect(await standing(n, number)).to.deep.equal(["Kept", 0n, 0n]);
      expect((await n.licences.meterOf(number)).paid).to.equal(0n);
    });

    it("when the grant is none or asks for no money, or nothing is paid, it reverts", async () => {
      const n = await fixture();
      const sold = await takeMetered(n, "sale", 100n);
      await expect(settle(n, 5n, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNoGrant")
        .withArgs(5n);
      await expect(settle(n, sold, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNotAsked")
        .withArgs(sold);
      await expect(settle(n, sold, 0n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNothingToPay")
        .withArgs(0n);
    });
  });

  describe("count", () => {
    it("INV-263 makes accepted work count for a firm that its author works for, no minute twice", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      const bo = await work(n, 90n);
      await pass(n, 80n * DAY);
      const count = (minutes: bigint) =>
        n.licences.connect(bo.signer).count(countAct(n, n.work.quarterly, bo.id, minutes), "0x");
      await expect(count(60n)).to.emit(n.licences, "ContributionsCounted").withArgs(number, bo.id, 60n);
      expect(await standing(n, number)).to.deep.equal(["Kept", 0n, 0n]);
      expect(await n.licences.minutesCountedOf(n.guild, bo.id)).to.equal(60n);
      for (const minutes of [31n, 0n]) {
        await expect(count(minutes))
          .to.be.revertedWithCustomError(n.licences, "LicencesMinutesShort")
          .withArgs(30n, minutes);
      }
    });

    it("mixes with money at the rate, and may be carried", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      const bo = await work(n, 20n);
      await pass(n, 80n * DAY);
      const act = countAct(n, n.work.quarterly, bo.id, 20n);
      await n.licences.connect(n.strangers[6]).count(act, await sign(n, bo, n.licences, "count", act));
      expect(await standing(n, number)).to.deep.equal(["InGrace", 400n, 40n]);
      await settle(n, number, 400n);
      expect(await standing(n, number)).to.deep.equal(["Kept", 0n, 0n]);
    });

    it("with both asked for, neither makes up for the other", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "both");
      await settle(n, number, 6_000n);
      const bo = await work(n, 60n);
      await pass(n, 80n * DAY);
      expect(await standing(n, number)).to.deep.equal(["InGrace", 0n, 60n]);
      await n.licences.connect(bo.signer).count(countAct(n, n.work.both, bo.id, 60n), "0x");
      expect(await standing(n, number)).to.deep.equal(["Kept", 0n, 0n]);
    });

    it("where one unit of money stands for many minutes, asks for no minute more than is missing", async () => {
      const n = await fixture();
      const policy = await addUniform(n, 1n, { reciprocity: { ...QUARTERLY, amount: 1n } });
      const coarse = await publishWork(n, { policies: [policy] });
      await n.licences.connect(n.firm.signer).take(takeAct(n.firm.id, coarse, policy, PURPOSE.manufacture), "0x");
      const number = grantNumber(coarse, n.firm.id, PURPOSE.manufacture);
      const bo = await work(n, 60n);
      const count = (minutes: bigint) => n.licences.connect(bo.signer).count(countAct(n, coarse, bo.id, minutes), "0x");
      await pass(n, 80n * DAY);
      await count(30n);
      expect(await standing(n, number)).to.deep.equal(["InGrace", 1n, 30n]);
      await count(30n);
      expect(await standing(n, number)).to.deep.equal(["Kept", 0n, 0n]);
    });

    it("accepted minutes that nobody has counted keep no grant: they could keep several", async () => {
      const n = await fixture();
      const bo = await work(n, 120n);
      const act = takeAct(bo.id, n.work.quarterly, n.policy.quarterly, PURPOSE.manufacture);
      await n.licences.connect(bo.signer).take(act, "0x");
      const asked = async () => (await n.licences.canUse(n.work.quarterly, bo.id, PURPOSE.manufacture)).reason;
      await pass(n, 120n * DAY);
      expect(USE_REASONS[Number(await asked())]).to.equal("ReciprocityOverdue");
      await pass(n, 11n * DAY);
      expect(USE_REASONS[Number(await asked())]).to.equal("ArrearsDue");
      const count = { ...countAct(n, n.work.quarterly, bo.id, 120n), licensee: bo.id };
      await n.licences.connect(bo.signer).count(count, "0x");
      expect(USE_REASONS[Number(await asked())]).to.equal("ReciprocityOffered");
    });

    it("when the grant asks for no minutes, or none are owed any more, it reverts", async () => {
      const n = await fixture();
      const bo = await work(n, 150n);
      const royalty = await takeMetered(n, "royalty");
      const count = (work: bigint, minutes: bigint) =>
        n.licences.connect(bo.signer).count(countAct(n, work, bo.id, minutes), "0x");
      await expect(count(n.work.royalty, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNotAsked")
        .withArgs(royalty);
      const number = await takeMetered(n, "quarterly");
      await pass(n, 131n * DAY);
      await expect(count(n.work.quarterly, 121n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNothingOwed")
        .withArgs(number, 1_200n, 120n);
    });
  });

  describe("report", () => {
    it("adds the units' fee to what is due at the end of the running period", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await expect(report(n, n.work.quarterly, 50n))
        .to.emit(n.licences, "UnitsReported")
        .withArgs(number, 50n, 100n, 0n, 1n);
      expect(await standing(n, number)).to.deep.equal(["Kept", 0n, 0n]);
      await pass(n, QUARTER);
      expect(await standing(n, number)).to.deep.equal(["InGrace", 700n, 70n]);
    });

    it("asks for no more than the ceiling over the grant's life", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await report(n, n.work.quarterly, 400n);
      await report(n, n.work.quarterly, 400n);
      expect((await n.licences.meterOf(number)).unitFees).to.equal(1_000n);
    });

    it("a royalty alone falls due with the period of its report, and lapses the grant if it is not paid", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "royalty");
      await pass(n, QUARTER + DAY);
      await report(n, n.work.royalty, 10n);
      expect(await why(n, n.work.royalty)).to.equal("GrantHeld");
      await pass(n, QUARTER);
      expect(await standing(n, number)).to.deep.equal(["InGrace", 30n, 0n]);
      await pass(n, 40n * DAY);
      expect(await why(n, n.work.royalty)).to.equal("ArrearsDue");
      await settle(n, number, 30n);
      expect(await why(n, n.work.royalty)).to.equal("FeeDue");
    });

    it("without periods it is paid with the report, up to the ceiling that counts the flat price too", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "byUnit", 100n);
      await report(n, n.work.byUnit, 6n, 42n);
      await expect(report(n, n.work.byUnit, 6n, 28n))
        .to.emit(n.licences, "UnitsReported")
        .withArgs(number, 6n, 28n, 28n, 0n);
      await report(n, n.work.byUnit, 6n);
      expect((await n.surplus.booksOf(n.guild, await n.ledger.lastSeason(), COIN)).income).to.equal(170n);
      expect((await n.licences.meterOf(number)).units).to.equal(18n);
      await expect(report(n, n.work.byUnit, 6n, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNothingToPay")
        .withArgs(1n);
    });

    it("when earlier dues are open, or it makes no sense, it reverts", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await expect(report(n, n.work.quarterly, 0n)).to.be.revertedWithCustomError(n.licences, "LicencesZeroUnits");
      await expect(report(n, n.work.quarterly, 1n, 2n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNothingToPay")
        .withArgs(2n);
      await report(n, n.work.quarterly, 1n);
      const most = 2n ** 64n - 1n;
      await expect(report(n, n.work.quarterly, most))
        .to.be.revertedWithCustomError(n.licences, "LicencesTooManyUnits")
        .withArgs(most);
      await pass(n, QUARTER);
      await expect(report(n, n.work.quarterly, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesStillDue")
        .withArgs(number, 602n, 61n);
      const sold = await takeMetered(n, "sale", 100n);
      await expect(report(n, n.work.sale, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNotAsked")
        .withArgs(sold);
    });
  });

  describe("notice", () => {
    it("shortens the time to cure to that after a first notice; once per breach", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await pass(n, 101n * DAY);
      const at = (time: bigint) => time > 0n;
      await expect(notice(n, n.work.quarterly)).to.emit(n.licences, "BreachNoticed").withArgs(number, n.steward.id, at);
      const { noticedAt } = await n.licences.meterOf(number);
      expect((await n.licences.dueOf(number)).lapsesAt).to.equal(noticedAt + 15n * DAY);
      await expect(notice(n, n.work.quarterly))
        .to.be.revertedWithCustomError(n.licences, "LicencesNoBreach")
        .withArgs(number, 3n, noticedAt);
      await pass(n, 14n * DAY);
      expect(await why(n, n.work.quarterly)).to.equal("ReciprocityOverdue");
      await pass(n, DAY);
      expect(await why(n, n.work.quarterly)).to.equal("ArrearsDue");
    });

    it("of a breach that was cured says nothing about the next", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await pass(n, 101n * DAY);
      await notice(n, n.work.quarterly);
      await settle(n, number, 600n);
      await pass(n, QUARTER);
      expect(await why(n, n.work.quarterly)).to.equal("ReciprocityOverdue");
      const { breachAt, lapsesAt } = await n.licences.dueOf(number);
      expect(lapsesAt).to.equal(breachAt + 30n * DAY);
      await notice(n, n.work.quarterly);
    });

    it("when there is no breach, or the author is no steward, it reverts", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      for (const expected of [KEPT, IN_GRACE]) {
        await expect(notice(n, n.work.quarterly))
          .to.be.revertedWithCustomError(n.licences, "LicencesNoBreach")
          .withArgs(number, expected, 0n);
        await pass(n, QUARTER);
      }
      const bo = n.founders[1]!;
      await expect(n.licences.connect(bo.signer).notice(noticeAct(n, n.work.quarterly, bo.id), "0x"))
        .to.be.revertedWithCustomError(n.licences, "LicencesNotSteward")
        .withArgs(n.guild, bo.id);
    });
  });

  describe("release", () => {
    it("ends a grant with the running period, which stays owed", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      const { grantedAt } = await n.licences.grantOf(n.work.quarterly, n.firm.id, PURPOSE.manufacture);
      await pass(n, 10n * DAY);
      await expect(n.licences.connect(n.firm.signer).release(releaseAct(n, n.work.quarterly), "0x"))
        .to.emit(n.licences, "LicenceReleased")
        .withArgs(number, grantedAt + QUARTER);
      expect(await why(n, n.work.quarterly)).to.equal("GrantHeld");
      await pass(n, QUARTER);
      expect(await standing(n, number)).to.deep.equal(["Over", 600n, 60n]);
      expect(await why(n, n.work.quarterly)).to.equal("ArrearsDue");
    });

    it("ends a grant without periods at once", async () => {
      const n = await fixture();
      const sold = await takeMetered(n, "sale", 100n);
      const now = BigInt(await ethers.provider.getBlock("latest").then((block) => block!.timestamp)) + 1n;
      await networkHelpers.time.setNextBlockTimestamp(now);
      await expect(n.licences.connect(n.firm.signer).release(releaseAct(n, n.work.sale), "0x"))
        .to.emit(n.licences, "LicenceReleased")
        .withArgs(sold, now);
      expect(await why(n, n.work.sale)).not.to.equal("GrantHeld");
    });

    it("when the grant ends as early anyway, it reverts", async () => {
      const n = await fixture();
      const release = (work: bigint) => n.licences.connect(n.firm.signer).release(releaseAct(n, work), "0x");
      const number = await takeMetered(n, "quarterly");
      await release(n.work.quarterly);
      const { expiresAt } = await n.licences.grantOf(n.work.quarterly, n.firm.id, PURPOSE.manufacture);
      await expect(release(n.work.quarterly))
        .to.be.revertedWithCustomError(n.licences, "LicencesEndsAnyway")
        .withArgs(number, KEPT, expiresAt);
      await pass(n, QUARTER);
      await expect(release(n.work.quarterly))
        .to.be.revertedWithCustomError(n.licences, "LicencesEndsAnyway")
        .withArgs(number, OVER, expiresAt);
    });
  });

  describe("renewal", () => {
    it("adds a term at the end of the old one, and the meter runs on", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "termed");
      const first = await n.licences.grantOf(n.work.termed, n.firm.id, PURPOSE.manufacture);
      await settle(n, number, 600n);
      await pass(n, QUARTER + DAY);
      await takeMetered(n, "termed");
      const renewed = await n.licences.grantOf(n.work.termed, n.firm.id, PURPOSE.manufacture);
      expect(renewed.grantedAt).to.equal(first.grantedAt);
      expect(renewed.expiresAt).to.equal(first.expiresAt + 4n * QUARTER);
      expect((await n.licences.meterOf(number)).paid).to.equal(600n);
    });

    it("when something is open, it reverts with LicencesStillDue", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "termed");
      await pass(n, QUARTER);
      await expect(takeMetered(n, "termed"))
        .to.be.revertedWithCustomError(n.licences, "LicencesStillDue")
        .withArgs(number, 600n, 60n);
    });

    it("when another policy would take the place of one that runs by periods, it reverts with LicencesAlreadyGranted", async () => {
      const n = await fixture();
      const free = await addUniform(n, 0n);
      const offered = await publishWork(n, { policies: [n.policy.termed, free] });
      const take = (policy: bigint) =>
        n.licences.connect(n.firm.signer).take(takeAct(n.firm.id, offered, policy, PURPOSE.manufacture), "0x");
      await take(n.policy.termed);
      const { expiresAt } = await n.licences.grantOf(offered, n.firm.id, PURPOSE.manufacture);
      await expect(take(free))
        .to.be.revertedWithCustomError(n.licences, "LicencesAlreadyGranted")
        .withArgs(n.policy.termed, expiresAt);
    });
  });

  describe("suspend and end", () => {
    const soon = async (days: bigint) => BigInt(await networkHelpers.time.latest()) + days * DAY;

    it("void the policy for this licensee and purpose, and no other policy of the work", async () => {
      const n = await fixture();
      const free = await addUniform(n, 0n);
      const offered = await publishWork(n, { policies: [free, n.policy.sale] });
      const take = (policy: bigint, value = 0n) =>
        n.licences
          .connect(n.firm.signer)
          .take(takeAct(n.firm.id, offered, policy, PURPOSE.manufacture), "0x", { value });
      await take(free);
      const number = (offered << 40n) | (n.firm.id << 8n) | PURPOSE.manufacture;
      const until = await soon(10n);
      await expect(n.licences.connect(n.court).suspend(number, free, until))
        .to.emit(n.licences, "LicenceSuspended")
        .withArgs(number, free, 1n, until);
      expect(await why(n, offered)).to.equal("FeeDue");
      expect(await n.licences.holdsGrant(offered, n.firm.id, PURPOSE.manufacture)).to.equal(false);
      expect((await n.licences.canUse(offered, n.firm.id, PURPOSE.personal)).reason).to.equal(1n);
      await pass(n, 10n * DAY);
      expect(await why(n, offered)).to.equal("Open");
      await n.licences.connect(n.court).end(number, free);
      expect(await why(n, offered)).to.equal("FeeDue");
      await expect(take(free))
        .to.be.revertedWithCustomError(n.licences, "LicencesRefused")
        .withArgs(offered, n.firm.id, PURPOSE.manufacture, BigInt(USE_REASONS.indexOf("GrantEnded")));
      await take(n.policy.sale, 100n);
      expect(await why(n, offered)).to.equal("GrantHeld");
    });

    it("say so where no other policy answers; an end is for ever and leaves what was open owed", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      await n.licences.connect(n.court).suspend(number, n.policy.quarterly, await soon(5n));
      expect(await why(n, n.work.quarterly)).to.equal("GrantSuspended");
      await pass(n, 95n * DAY);
      expect(await why(n, n.work.quarterly)).to.equal("GrantInGrace");
      const at = (time: bigint) => time > 0n;
      await expect(n.licences.connect(n.court).end(number, n.policy.quarterly))
        .to.emit(n.licences, "LicenceEnded")
        .withArgs(number, n.policy.quarterly, 1n, at, 1n);
      expect(await why(n, n.work.quarterly)).to.equal("GrantEnded");
      expect(await standing(n, number)).to.deep.equal(["Lapsed", 600n, 60n]);
      expect((await n.licences.dueOf(number)).standing).to.equal(LAPSED);
    });

    it("a second suspension neither cuts the first short nor brings one back that is over", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      const [late, early] = [await soon(20n), await soon(5n)];
      await n.licences.connect(n.court).suspend(number, n.policy.quarterly, late);
      await n.licences.connect(n.court).suspend(number, n.policy.quarterly, early);
      expect((await n.licences.meterOf(number)).suspendedUntil).to.equal(late);
    });

    it("when the caller is not in the seat, the grant none, or the time over, it reverts", async () => {
      const n = await fixture();
      const number = await takeMetered(n, "quarterly");
      const [outsider, until] = [n.strangers[4]!, await soon(1n)];
      for (const call of [
        n.licences.connect(outsider).suspend(number, 1n, until),
        n.licences.connect(outsider).end(number, 1n),
      ]) {
        await expect(call)
          .to.be.revertedWithCustomError(n.licences, "LicencesNotInSeat")
          .withArgs(0n, outsider.address);
      }
      const court = n.licences.connect(n.court);
      await expect(court.end(7n, 1n)).to.be.revertedWithCustomError(n.licences, "LicencesNoGrant").withArgs(7n);
      await expect(court.suspend(7n, 1n, until))
        .to.be.revertedWithCustomError(n.licences, "LicencesNoGrant")
        .withArgs(7n);
      await expect(court.suspend(number, n.policy.quarterly, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesBadSuspension")
        .withArgs(1n);
      for (const call of [court.suspend(number, n.policy.sale, until), court.end(number, n.policy.sale)]) {
        await expect(call)
          .to.be.revertedWithCustomError(n.licences, "LicencesNotOffered")
          .withArgs(number, n.policy.sale);
      }
    });
  });

  describe("seats", () => {
    it("are filled once, by the nation", async () => {
      const n = await fixture();
      const [someone, other] = [n.strangers[7]!, n.strangers[8]!];
      await expect(n.licences.connect(someone).fillSeat(1n, someone))
        .to.be.revertedWithCustomError(n.licences, "CharteredOnlyNation")
        .withArgs(someone.address);
      await expect(n.licences.fillSeat(1n, ethers.ZeroAddress)).to.be.revertedWithCustomError(
        n.licences,
        "CharteredZeroAddress",
      );
      await expect(n.licences.fillSeat(1n, someone))
        .to.emit(n.licences, "LicenceSeatFilled")
        .withArgs(1n, someone.address);
      expect(await n.licences.seatOf(1n)).to.equal(someone.address);
      await expect(n.licences.fillSeat(1n, other))
        .to.be.revertedWithCustomError(n.licences, "LicencesSeatTaken")
        .withArgs(1n, someone.address);
    });
  });

  it("optionsOf says what each policy answers by itself, and nothing for what is unknown", async () => {
    const n = await fixture();
    const { quarterly, sale, approved, royalty } = n.policy;
    const offered = await publishWork(n, { policies: [quarterly, sale, approved, royalty] });
    const reasons = ["ReciprocityOffered", "FeeDue", "ApprovalNeeded", "FeeDue"] as const;
    const decisions = [1n, 2n, 3n, 2n];
    const asks = [
      [0n, 2n, 600n, 90n, 60n, 0n],
      [100n, 0n, 0n, 0n, 0n, 0n],
      [0n, 0n, 0n, 0n, 0n, 0n],
      [0n, 3n, 0n, 90n, 0n, 0n],
    ];
    expect(await n.licences.optionsOf(offered, n.firm.id, PURPOSE.commercial)).to.deep.equal(
      [quarterly, sale, approved, royalty].map((policy, place) => [
        policy,
        decisions[place],
        BigInt(USE_REASONS.indexOf(reasons[place]!)),
        COIN,
        ...asks[place]!,
      ]),
    );
    for (const [asked, agent, purpose] of [
      [99n, n.firm.id, 0n],
      [offered, 99n, 0n],
      [offered, n.firm.id, 5n],
    ] as const) {
      expect(await n.licences.optionsOf(asked, agent, purpose)).to.deep.equal([]);
    }
  });

  it("a price by class is each class's part of every amount, rounded up", async () => {
    const n = await fixture();
    const shares = [10_000n, 1n, 3_333n, 5_000n, 10_000n, 10_000n, 10_000n, 10_000n, 2_500n];
    const classBps = shares as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    const policy = await addUniform(n, 2n, { price: { perGrant: 101n, perUnit: 7n, ceiling: 1_001n, classBps } });
    for (const [userClass, bps] of shares.entries()) {
      const part = (amount: bigint) => (amount * bps + 9_999n) / 10_000n;
      const { perGrant, perUnit, ceiling } = await n.policies.askOf(policy, userClass);
      expect([perGrant, perUnit, ceiling]).to.deep.equal([part(101n), part(7n), part(1_001n)]);
      expect(await n.policies.perGrantOf(policy, userClass)).to.deep.equal([COIN, part(101n)]);
    }
    const offered = await publishWork(n, { policies: [policy] });
    const act = takeAct(n.firm.id, offered, policy, PURPOSE.commercial);
    await n.licences.connect(n.firm.signer).take(act, "0x", { value: 26n });
    expect((await n.licences.grantOf(offered, n.firm.id, PURPOSE.commercial)).paid).to.equal(26n);
  });

  it("a pact stands for the approval of a public body, while it is in force", async () => {
    const n = await fixture();
    const pacts = await ethers.deployContract("Pacts", [n.timelock, n.members, n.organisations, n.commons]);
    await n.licences.fillSeat(1n, pacts);
    const city = await attest(n, "public body", n.strangers[2]!);
    const asked = async (work = n.work.approved) =>
      USE_REASONS[Number((await n.licences.canUse(work, city.id, PURPOSE.commercial)).reason)];
    expect(await asked()).to.equal("ApprovalNeeded");
    const pact = await signed({ ...n, pacts, city, work: n.work.approved });
    expect(await asked()).to.equal("PactAgreed");
    const act = takeAct(city.id, n.work.approved, n.policy.approved, PURPOSE.commercial);
    await expect(n.licences.connect(city.signer).take(act, "0x"))
      .to.be.revertedWithCustomError(n.licences, "LicencesRefused")
      .withArgs(n.work.approved, city.id, PURPOSE.commercial, BigInt(USE_REASONS.indexOf("PactAgreed")));
    expect(await why(n, n.work.approved)).to.equal("ApprovalNeeded");

    const priced = await addUniform(n, 2n, { price: { perGrant: 1n } });
    const both = await publishWork(n, { policies: [priced, n.policy.approved] });
    expect(await asked(both), "free by the pact, though another policy would take money").to.equal("PactAgreed");
    expect((await n.licences.canUse(both, city.id, PURPOSE.commercial)).policy).to.equal(n.policy.approved);

    const approval = { ...act, by: n.steward.id, licensee: city.id };
    await n.licences.connect(n.steward.signer).approve(approval, "0x");
    expect(await asked()).to.equal("GrantHeld");
    await pacts.giveNotice(pact);
    await networkHelpers.time.increase(91n * DAY);
    expect(await asked(both), "the pact is over").to.equal("FeeDue");
  });

  it("deadline and key are checked as for every act", async () => {
    const n = await fixture();
    await takeMetered(n, "quarterly");
    const late = { ...reportAct(n, n.work.quarterly, 1n), deadline: 1n };
    await expect(n.licences.connect(n.firm.signer).report(late, "0x"))
      .to.be.revertedWithCustomError(n.licences, "StatementExpired")
      .withArgs(n.firm.id, 1n);
    expect(FOREVER > 1n).to.equal(true);
  });
});
