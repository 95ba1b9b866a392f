import { expect } from "chai";
import { toBeHex, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { deadlineOf } from "../../../sdk/governance/calendar.ts";
import { signStatement } from "../../../sdk/statements.ts";
import {
  advance,
  CASE_TERMS,
  courseOf,
  decided,
  deployCourt,
  drawn,
  fieldsOf,
  founderOf,
  HIDDEN,
  lotOf,
  Matter,
  named,
  notified,
  Outcome,
  raised,
  Sanction,
  say,
  seated,
  Stage,
  waitOut,
  type Court,
  type Trial,
} from "../../fixtures/cases.ts";
import { act, openChapter } from "../../fixtures/chapters.ts";
import { coinlessKeys } from "../../fixtures/governance.ts";
import { Obstacle, Stage as LotStage } from "../../fixtures/justice.ts";
import { DAY, FOREVER, foundGuild, introduce, vouchIn } from "../../fixtures/membership.ts";
import { nameContacts, PLAIN_RECOVERY, supportAll, veto } from "../../fixtures/recovery.ts";
import { Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { None, Note, LossOfOffice, Suspension, Expulsion } = Sanction;
const WEEKEND = { restDays: new Set(["saturday", "sunday"] as const), closed: new Set<bigint>() };

const now = async () => BigInt(await time.latest());
const due = async (days: bigint) => deadlineOf(WEEKEND, await now(), Number(days));

describe("Cases", () => {
  const court = () => deployCourt(ethers);
  /** Founders 1 to 4 are the Weavers and host the Hearth. */
  const settled = async () => {
    const made = await court();
    const people = made.founders.slice(0, 4);
    const guild = await foundGuild(made, "Weavers", people);
    await openChapter(made, "Hearth", people);
    await openChapter(made, "Harbour", made.founders.slice(4, 6));
    return { ...made, guild };
  };
  const given = <T extends Court>(state: () => Promise<T>) => networkHelpers.loadFixture(state);
  const withCase = async (fields: Readonly<Record<string, unknown>> = {}) => {
    const made = await given(settled);
    const trial = await raised(made, time, fields);
    return { ...made, ...trial, trial };
  };
  const panelOf = async (levels: readonly bigint[], proposed = Expulsion, fields = {}) => {
    const made = await withCase(fields);
    await notified(made.trial, proposed);
    const panel = await decided(made.trial, levels);
    return { ...made, panel };
  };
  const status = async ({ members }: Court, id: bigint) => (await members.civicStatus(id)).status;

  describe("when it is deployed", () => {
    it("keeps its terms as version 1", async () => {
      const { cases } = await given(court);
      const [terms, version] = await cases.terms();
      expect([...terms]).to.deep.equal(Object.values(CASE_TERMS));
      expect(version).to.equal(1n);
      await expect(cases.deploymentTransaction())
        .to.emit(cases, "JusticeTermsSet")
        .withArgs(1n, Object.values(CASE_TERMS));
    });

    it("reverts with CharteredZeroAddress for whatever is missing", async () => {
      const { cases, timelock, members, guilds, recovery, chapters, calendar, sortition, ...licensing } =
        await given(court);
      const { organisations, commons, licences } = licensing;
      const floors = { members, guilds, recovery, chapters, organisations, commons, licences, calendar, sortition };
      const libraries = { Proceedings: await ethers.deployContract("Proceedings") };
      for (const missing of ["timelock", ...Object.keys(floors)]) {
        const given = { ...floors, [missing]: ZeroAddress };
        const by = missing === "timelock" ? ZeroAddress : timelock;
        const made = ethers.deployContract("Cases", [by, given, CASE_TERMS], { libraries });
        await expect(made, missing).to.be.revertedWithCustomError(cases, "CharteredZeroAddress").withArgs();
      }
    });
  });

  describe("setTerms", () => {
    const BAD: readonly [string, Partial<typeof CASE_TERMS>][] = [
      ["mediationDays", { mediationDays: 0n }],
      ["mediationDays", { mediationDays: 61n }],
      ["noticeDays", { noticeDays: 0n }],
      ["replyDays", { replyDays: 61n }],
      ["lotDays", { lotDays: 251n }],
      ["panelDays", { panelDays: 121n }],
      ["appealDays", { appealDays: 0n }],
      ["separationDays", { separationDays: 61n }],
      ["seats", { seats: 0n }],
      ["appealSeats", { appealSeats: 3n }],
      ["appealSeats", { appealSeats: 33n }],
      ["sanctionBps", { sanctionBps: 5_000n }],
      ["sanctionBps", { sanctionBps: 10_001n }],
      ["expulsionBps", { expulsionBps: 5_999n }],
      ["expulsionBps", { expulsionBps: 10_001n }],
      ["suspension", { suspension: DAY - 1n }],
      ["suspension", { suspension: 5n * 365n * DAY + 1n }],
      ["noteTerm", { noteTerm: 0n }],
      ["noteTerm", { noteTerm: 5n * 365n * DAY + 1n }],
      ["separators", { separators: 1n }],
      ["separators", { separators: 31n }],
      ["openCases", { openCases: 0n }],
    ];
    for (const [word, change] of BAD) {
      it(`reverts with CasesBadTerms for ${word} ${Object.values(change)[0] ?? ""}`, async () => {
        const { cases } = await given(court);
        await expect(cases.setTerms({ ...CASE_TERMS, ...change }))
          .to.be.revertedWithCustomError(cases, "CasesBadTerms")
          .withArgs(word);
      });
    }

    it("reverts with CharteredOnlyNation for everybody else", async () => {
      const { cases, founders } = await given(court);
      await expect(cases.connect(founders[0]!.signer).setTerms(CASE_TERMS))
        .to.be.revertedWithCustomError(cases, "CharteredOnlyNation")
        .withArgs(founders[0]!.signer.address);
    });

    it("leaves open cases under the terms they were raised under", async () => {
      const { cases, id, trial } = await withCase();
      await cases.setTerms({ ...CASE_TERMS, replyDays: 60n, seats: 1n, appealSeats: 2n });
      expect((await cases.caseOf(id))[0].terms).to.equal(1n);
      await notified(trial);
      expect((await courseOf(trial)).due).to.equal(await due(CASE_TERMS.replyDays));
      await advance(trial);
      expect((await trial.court.sortition.lotOf(await lotOf(trial))).seats).to.equal(CASE_TERMS.seats);
      expect((await cases.terms()).version).to.equal(2n);
      expect((await cases.termsAt(1)).seats).to.equal(CASE_TERMS.seats);
    });
  });

  describe("raise", () => {
    it("opens a mediation until the end of a working day", async () => {
      const { cases, founders } = await given(settled);
      const claimant = founders[0]!;
      const about = toBeHex(77, 32);
      const raising = say({ cases }, claimant, "raise", {
        respondent: 2n,
        matter: Matter.Contribution,
        about,
        mediator: 5n,
      });
      await expect(raising)
        .to.emit(cases, "CaseRaised")
        .withArgs(1n, 1n, 2n, Matter.Contribution, about, 0n, 0n, HIDDEN, 1n);
      const until = await due(CASE_TERMS.mediationDays);
      await expect(raising)
        .to.emit(cases, "MediationOpened")
        .withArgs(1n, until, deadlineOf(WEEKEND, until, Number(CASE_TERMS.noticeDays)));
      await expect(raising).to.emit(cases, "MediatorNamed").withArgs(1n, 5n, 1n);
      const [record, course] = await cases.caseOf(1);
      expect(named(record)).to.include({ claimant: 1n, respondent: 2n, mediator: 5n, mediatorBy: 1n, about });
      expect(named(course)).to.include({ stage: Stage.Mediation, due: until });
      expect(await cases.caseCount()).to.equal(1n);
      expect(await cases.openCasesOf(1)).to.equal(1n);
    });

    it("is carried by anybody when signed, once", async () => {
      const { cases, members, founders, strangers } = await given(court);
      const fields = fieldsOf("raise", 1n, { respondent: 2n });
      const { keyEpoch } = await members.keyOf(1);
      const { signature } = await signStatement({
        ...{ contract: cases, method: "raise", act: fields, keyEpoch },
        signer: founders[0]!.signer,
      });
      const call = cases.interface.encodeFunctionData("raise", [fields as never, signature]);
      await strangers[0]!.sendTransaction({ to: await cases.getAddress(), data: call });
      expect(await cases.openCasesOf(1)).to.equal(1n);
      const reason = cases.interface.encodeErrorResult("StatementNonceUsed", [1n, 0n]);
      await expect(cases.carry([call]))
        .to.emit(cases, "CallSkipped")
        .withArgs(0n, reason);
    });

    it("reverts against oneself, about a key, and outside the nation", async () => {
      const made = await given(court);
      const { cases, founders, strangers } = made;
      const applicant = await introduce(made, founders[4]!, strangers[0]!);
      const [amara] = founders;
      const by = (fields: Readonly<Record<string, unknown>>) =>
        say(made, amara!, "raise", { respondent: 2n, ...fields });
      await expect(by({ respondent: 1n }))
        .to.be.revertedWithCustomError(cases, "CasesOwnCase")
        .withArgs(1n);
      await expect(by({ matter: Matter.Key }))
        .to.be.revertedWithCustomError(cases, "CasesBadMatter")
        .withArgs(Matter.Key);
      await expect(by({ respondent: applicant.id }))
        .to.be.revertedWithCustomError(cases, "CasesNotInNation")
        .withArgs(applicant.id, Status.Applicant);
      await expect(say(made, applicant, "raise", { respondent: 2n }))
        .to.be.revertedWithCustomError(cases, "CasesNotInNation")
        .withArgs(applicant.id, Status.Applicant);
    });

    it("reverts for offices that the respondent does not hold", async () => {
      const made = await given(settled);
      const by = (fields: Readonly<Record<string, unknown>>) => say(made, made.founders[4]!, "raise", fields);
      await expect(by({ respondent: 6n, guild: made.guild }))
        .to.be.revertedWithCustomError(made.cases, "CasesNotOnRoster")
        .withArgs(made.guild, 6n);
      await expect(by({ respondent: 3n, chapter: 1n }))
        .to.be.revertedWithCustomError(made.cases, "CasesNotHost")
        .withArgs(1n, 3n);
    });

    it("reverts with CasesTooManyOpen at the limit, until one closes", async () => {
      const made = await given(court);
      const [amara] = made.founders;
      await say(made, amara!, "raise", { respondent: 2n });
      await say(made, amara!, "raise", { respondent: 3n });
      await expect(say(made, amara!, "raise", { respondent: 4n }))
        .to.be.revertedWithCustomError(made.cases, "CasesTooManyOpen")
        .withArgs(1n, CASE_TERMS.openCases);
      await say(made, amara!, "withdraw", { id: 1n });
      await say(made, amara!, "raise", { respondent: 4n });
      expect(await made.cases.openCasesOf(1)).to.equal(2n);
    });

    it("is open to the suspended: access is the same for all", async () => {
      const made = await panelOf([Suspension, Suspension, Suspension], Suspension);
      await waitOut(made.trial);
      await made.cases.enforce(made.id);
      await say(made, made.respondent, "raise", { respondent: made.claimant.id });
      expect(await made.cases.caseCount()).to.equal(2n);
    });
  });

  describe("mediate", () => {
    it("agrees on a mediator once both parties name the same", async () => {
      const { trial, cases, id, claimant, respondent } = await withCase({ mediator: 5n });
      await expect(say(trial.court, respondent, "mediate", { id, mediator: 6n }))
        .to.emit(cases, "MediatorNamed")
        .withArgs(id, 6n, 2n);
      await expect(say(trial.court, claimant, "mediate", { id, mediator: 6n }))
        .to.emit(cases, "MediatorNamed")
        .withArgs(id, 6n, 3n);
    });

    it("reverts with CasesBadMediator for a party or somebody inactive", async () => {
      const { trial, cases, id, respondent, members, founders } = await withCase();
      await act(members, founders[5]!, "rest", { resting: true });
      for (const mediator of [1n, 2n, 6n, 99n]) {
        await expect(say(trial.court, respondent, "mediate", { id, mediator }))
          .to.be.revertedWithCustomError(cases, "CasesBadMediator")
          .withArgs(id, mediator);
      }
    });

    it("reverts with CasesNotYours for others", async () => {
      const { trial, cases, id, founders } = await withCase();
      await expect(say(trial.court, founders[3]!, "mediate", { id, mediator: 5n }))
        .to.be.revertedWithCustomError(cases, "CasesNotYours")
        .withArgs(id, 4n);
    });
  });

  describe("conclude", () => {
    it("closes the case when both parties have settled, and forgets it", async () => {
      const { trial, cases, id, claimant, respondent } = await withCase();
      await expect(say(trial.court, claimant, "conclude", { id, settled: true }))
        .to.emit(cases, "SettlementSigned")
        .withArgs(id, 1n);
      await expect(say(trial.court, claimant, "conclude", { id, settled: true }))
        .to.be.revertedWithCustomError(cases, "CasesAlreadySaid")
        .withArgs(id, 1n);
      await expect(say(trial.court, respondent, "conclude", { id, settled: true }))
        .to.emit(cases, "CaseClosed")
        .withArgs(id, Outcome.Settled, None, 0n);
      await verifyForgotten(trial, Outcome.Settled);
    });

    it("ends the mediation by the respondent or the agreed mediator, never by the claimant", async () => {
      const { trial, cases, id, claimant, respondent, founders } = await withCase({ mediator: 5n });
      const end = { id, settled: false };
      const mediator = founders[4]!;
      for (const person of [claimant, mediator]) {
        await expect(say(trial.court, person, "conclude", end))
          .to.be.revertedWithCustomError(cases, "CasesNotYours")
          .withArgs(id, person.id);
      }
      await say(trial.court, respondent, "mediate", { id, mediator: 5n });
      await expect(say(trial.court, mediator, "conclude", end))
        .to.emit(cases, "MediationEnded")
        .withArgs(id, 5n, (await now()) + 1n);
      await say(trial.court, claimant, "notify", { id });
      expect((await courseOf(trial)).stage).to.equal(Stage.Noticed);
    });

    it("reverts with CasesNotYours when others settle", async () => {
      const { trial, cases, id, founders } = await withCase();
      await expect(say(trial.court, founders[3]!, "conclude", { id, settled: true }))
        .to.be.revertedWithCustomError(cases, "CasesNotYours")
        .withArgs(id, 4n);
    });
  });

  describe("notify", () => {
    it("gives notice of the concern and of what may follow at most", async () => {
      const { trial, cases, id, claimant, respondent } = await withCase();
      await say(trial.court, respondent, "conclude", { id, settled: false });
      const noticing = await say(trial.court, claimant, "notify", { id, proposed: Suspension });
      const course = await courseOf(trial);
      await expect(noticing).to.emit(cases, "CaseNoticed").withArgs(id, HIDDEN, Suspension, course.due);
      expect(named(course)).to.include({ stage: Stage.Noticed, proposed: Suspension });
      expect(course.due).to.equal(await due(CASE_TERMS.replyDays));
    });

    it("reverts for others, without a sanction, and for an office nobody named", async () => {
      const { trial, cases, id, claimant, respondent } = await withCase();
      await say(trial.court, respondent, "conclude", { id, settled: false });
      await expect(say(trial.court, respondent, "notify", { id }))
        .to.be.revertedWithCustomError(cases, "CasesNotYours")
        .withArgs(id, 2n);
      await expect(say(trial.court, claimant, "notify", { id, proposed: None }))
        .to.be.revertedWithCustomError(cases, "CasesBadSanction")
        .withArgs(id, None, Expulsion);
      await expect(say(trial.court, claimant, "notify", { id, proposed: LossOfOffice }))
        .to.be.revertedWithCustomError(cases, "CasesNoOffice")
        .withArgs(id);
    });

    it("reverts with CasesTooEarly and CasesTooLate", async () => {
      const { trial, cases, id, claimant } = await withCase();
      const { due: over, lapsesAt } = await courseOf(trial);
      await expect(say(trial.court, claimant, "notify", { id }))
        .to.be.revertedWithCustomError(cases, "CasesTooEarly")
        .withArgs(id, over);
      await time.increaseTo(lapsesAt);
      await expect(say(trial.court, claimant, "notify", { id }))
        .to.be.revertedWithCustomError(cases, "CasesTooLate")
        .withArgs(id, lapsesAt);
    });
  });

  describe("reply", () => {
    it("is the respondent's, once", async () => {
      const { trial, cases, id, claimant, respondent } = await withCase();
      await notified(trial);
      await expect(say(trial.court, claimant, "reply", { id }))
        .to.be.revertedWithCustomError(cases, "CasesNotYours")
        .withArgs(id, 1n);
      await expect(say(trial.court, respondent, "reply", { id }))
        .to.emit(cases, "CaseReplied")
        .withArgs(id, HIDDEN);
      expect((await cases.caseOf(id))[0].replied).to.equal(true);
      await expect(say(trial.court, respondent, "reply", { id }))
        .to.be.revertedWithCustomError(cases, "CasesAlreadySaid")
        .withArgs(id, 2n);
    });
  });

  describe("withdraw", () => {
    it("is the claimant's, and closes the lot that is under way", async () => {
      const { trial, cases, sortition, id, claimant, respondent } = await withCase();
      await notified(trial);
      await advance(trial);
      const lot = await lotOf(trial);
      await expect(say(trial.court, respondent, "withdraw", { id }))
        .to.be.revertedWithCustomError(cases, "CasesNotYours")
        .withArgs(id, 2n);
      await expect(say(trial.court, claimant, "withdraw", { id }))
        .to.emit(cases, "CaseClosed")
        .withArgs(id, Outcome.Withdrawn, None, 0n);
      expect(await sortition.stageOf(lot)).to.equal(LotStage.Closed);
      await verifyForgotten(trial, Outcome.Withdrawn);
    });
  });

  describe("separate", () => {
    const ask = (trial: Trial, person: bigint, chapter = 1n) =>
      say(trial.court, founderOf(trial.court, person), "separate", { id: trial.id, chapter });

    it("keeps the respondent away once enough members have asked, and touches no vote", async () => {
      const { trial, cases, chapters, members, id } = await withCase();
      await expect(ask(trial, 3n)).to.emit(cases, "SeparationSigned").withArgs(id, 1n, 3n);
      await ask(trial, 5n, 2n);
      expect(await chapters.separatedUntil(1, 2)).to.equal(0n);
      expect(await cases.separationOf(id)).to.deep.equal([
        [3n, 5n],
        [1n, 2n],
      ]);
      await expect(ask(trial, 4n))
        .to.emit(cases, "InterimSeparated")
        .withArgs(id, 1n, (await now()) + 1n + CASE_TERMS.separationDays * DAY);
      expect(await chapters.separatedUntil(1, 2)).to.equal((await now()) + CASE_TERMS.separationDays * DAY);
      expect(await members.isActive(2)).to.equal(true);
      await expect(ask(trial, 6n)).to.be.revertedWithCustomError(cases, "CasesAlreadySeparated").withArgs(id, 1n);
    });

    it("ends when the case closes", async () => {
      const { trial, chapters, claimant, id } = await withCase();
      await ask(trial, 3n);
      await ask(trial, 4n);
      await say(trial.court, claimant, "withdraw", { id });
      expect(await chapters.separatedUntil(1, 2)).to.equal(0n);
      expect(await trial.court.cases.separationOf(id)).to.deep.equal([[], []]);
    });

    it("is left alone where another case makes it last longer", async () => {
      const { trial, chapters, claimant, id } = await withCase();
      await ask(trial, 3n);
      await ask(trial, 4n);
      await time.increase(5n * DAY);
      const other = { ...(await raised(trial.court, time, { nonce: 1 })) };
      await ask(other, 3n);
      await ask(other, 4n);
      const until = await chapters.separatedUntil(1, 2);
      await say(trial.court, claimant, "withdraw", { id });
      expect(await chapters.separatedUntil(1, 2)).to.equal(until);
      await say(trial.court, claimant, "withdraw", { id: other.id });
      expect(await chapters.separatedUntil(1, 2)).to.equal(0n);
    });

    it("keeps those who asked, and an agreed mediator, off the panel", async () => {
      const { trial, sortition, respondent, id } = await withCase({ mediator: 7n });
      await say(trial.court, respondent, "mediate", { id, mediator: 7n });
      await ask(trial, 5n);
      await notified(trial);
      await advance(trial);
      for (const person of [1n, 2n, 5n, 7n]) {
        expect(await sortition.obstacleOf(await lotOf(trial), person)).to.equal(Obstacle.Barred);
      }
      expect(await sortition.obstacleOf(await lotOf(trial), 6n)).to.equal(Obstacle.None);
    });

    it("reverts for the respondent, the inactive, twice, and for no chapter", async () => {
      const { trial, cases, members, founders, id } = await withCase();
      await act(members, founders[6]!, "rest", { resting: true });
      await expect(ask(trial, 2n)).to.be.revertedWithCustomError(cases, "CasesNotYours").withArgs(id, 2n);
      await expect(ask(trial, 7n)).to.be.revertedWithCustomError(cases, "CasesNotActive").withArgs(7n);
      await expect(ask(trial, 3n, 9n))
        .to.be.revertedWithCustomError(cases, "CasesBadChapter")
        .withArgs(9n);
      await ask(trial, 3n);
      await expect(ask(trial, 3n, 2n))
        .to.be.revertedWithCustomError(cases, "CasesAlreadySaid")
        .withArgs(id, 3n);
    });

    it("reverts with CasesTooManySigners after sixty", async () => {
      const made = await deployCourt(ethers, { founders: 6, terms: { separators: 30n } });
      const wallets = coinlessKeys(61);
      await made.members.found(wallets);
      for (const [name, first] of [
        ["Hearth", 0],
        ["Harbour", 2],
        ["Haven", 4],
      ] as const) {
        await openChapter(made, name, made.founders.slice(first, first + 2));
      }
      const { cases } = made;
      const { id } = await raised(made, time);
      const signed = await Promise.all(
        wallets.map(async (signer, index) => {
          const fields = { by: BigInt(index + 7), id, chapter: 1n + BigInt(Math.floor(index / 29)), deadline: FOREVER };
          const { signature } = await signStatement({
            contract: cases,
            method: "separate",
            act: fields,
            keyEpoch: 0n,
            signer,
          });
          return cases.interface.encodeFunctionData("separate", [fields, signature]);
        }),
      );
      await cases.carry(signed.slice(0, 60));
      expect((await cases.separationOf(id)).signers).to.have.length(60);
      const reason = cases.interface.encodeErrorResult("CasesTooManySigners", [id, 60]);
      await expect(cases.carry(signed.slice(60)))
        .to.emit(cases, "CallSkipped")
        .withArgs(0n, reason);
    });
  });

  describe("judge", () => {
    it("counts what each panelist names, once", async () => {
      const { trial, cases, id } = await withCase();
      await notified(trial, Suspension);
      const panel = await seated(trial);
      const lot = await lotOf(trial);
      await expect(say(trial.court, panel[0]!, "judge", { id, level: Note }))
        .to.emit(cases, "CaseJudged")
        .withArgs(id, lot, panel[0]!.id, Note, HIDDEN);
      expect(await cases.tallyOf(lot)).to.deep.equal([0n, 1n, 0n, 0n, 0n]);
      expect(await cases.hasJudged(lot, panel[0]!.id)).to.equal(true);
      expect(await cases.hasJudged(lot, panel[1]!.id)).to.equal(false);
      await expect(say(trial.court, panel[0]!, "judge", { id, level: None }))
        .to.be.revertedWithCustomError(cases, "CasesAlreadySaid")
        .withArgs(id, panel[0]!.id);
    });

    it("reverts for others, beyond the notice, for an office nobody named, and for who rests", async () => {
      const { trial, cases, members, id, claimant } = await withCase();
      await notified(trial, Suspension);
      const [first, second] = await seated(trial);
      await expect(say(trial.court, claimant, "judge", { id, level: None }))
        .to.be.revertedWithCustomError(cases, "CasesNotOnPanel")
        .withArgs(id, 1n);
      await expect(say(trial.court, first!, "judge", { id, level: Expulsion }))
        .to.be.revertedWithCustomError(cases, "CasesBadSanction")
        .withArgs(id, Expulsion, Suspension);
      await expect(say(trial.court, first!, "judge", { id, level: LossOfOffice }))
        .to.be.revertedWithCustomError(cases, "CasesNoOffice")
        .withArgs(id);
      await act(members, second!, "rest", { resting: true });
      await expect(say(trial.court, second!, "judge", { id, level: None }))
        .to.be.revertedWithCustomError(cases, "CasesNotActive")
        .withArgs(second!.id);
    });

    it("leaves every seat with its panelist: nobody can make room for a second judgment", async () => {
      const { trial, sortition } = await withCase();
      await notified(trial);
      const [first] = await seated(trial);
      const lot = await lotOf(trial);
      const leaving = { by: first!.id, lot, takes: false, deadline: FOREVER };
      await expect(sortition.connect(first!.signer).answer(leaving, "0x"))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
        .withArgs(lot, LotStage.Closed);
    });
  });

  describe("the decision", () => {
    const CASES: readonly [string, readonly bigint[], bigint, bigint][] = [
      ["two of three for a note", [Note, Note, None], Outcome.Upheld, Note],
      ["what two of three go up to", [Expulsion, Suspension, Note], Outcome.Upheld, Suspension],
      ["an expulsion only by all three", [Expulsion, Expulsion, Expulsion], Outcome.Upheld, Expulsion],
      ["two for expulsion, who so reach a suspension", [Expulsion, Expulsion, None], Outcome.Upheld, Suspension],
      ["two of three for nothing", [None, None, Expulsion], Outcome.Dismissed, None],
      ["one for a note and silence", [Note], Outcome.NoDecision, None],
      ["silence: no decision means no sanction", [], Outcome.NoDecision, None],
    ];
    for (const [title, levels, outcome, level] of CASES) {
      it(`is ${Object.keys(Outcome)[Number(outcome)] ?? ""} for ${title}`, async () => {
        const { trial, cases, id } = await panelOf(levels);
        const course = await courseOf(trial);
        expect(named(course)).to.include({ stage: Stage.Decided, outcome, level });
        expect(course.due).to.equal(await due(CASE_TERMS.appealDays));
        await waitOut(trial);
        await cases.advance(id);
        if (level !== None) expect((await courseOf(trial)).stage).to.equal(Stage.Final);
        else await verifyForgotten(trial, outcome);
      });
    }

    it("is none when no panel can be made in time", async () => {
      const { trial, cases, id } = await withCase();
      await notified(trial);
      await advance(trial);
      await waitOut(trial);
      await expect(cases.advance(id)).to.emit(cases, "CaseClosed").withArgs(id, Outcome.NoDecision, None, 0n);
      await verifyForgotten(trial, Outcome.NoDecision);
    });
  });

  describe("appeal", () => {
    it("goes to a larger panel without anybody of the first", async () => {
      const { trial, sortition, respondent, id, panel } = await panelOf([Expulsion, Expulsion, Expulsion]);
      await say(trial.court, respondent, "appeal", { id });
      await advance(trial);
      const lot = await lotOf(trial);
      expect((await sortition.lotOf(lot)).seats).to.equal(CASE_TERMS.appealSeats);
      for (const { id: person } of panel) {
        expect(await sortition.obstacleOf(lot, person)).to.equal(Obstacle.DrawnBefore);
      }
      const second = await drawn(trial);
      expect(second).to.have.length(5);
      expect(second.filter(({ id: person }) => panel.some((one) => one.id === person))).to.deep.equal([]);
    });

    const ON_APPEAL: readonly [
      string,
      readonly bigint[],
      ("claimant" | "respondent")[],
      readonly bigint[],
      bigint,
      bigint,
    ][] = [
      [
        "confirms an expulsion",
        Array(3).fill(Expulsion),
        ["respondent"],
        Array(5).fill(Expulsion),
        Outcome.Upheld,
        Expulsion,
      ],
      [
        "makes it milder",
        Array(3).fill(Expulsion),
        ["respondent"],
        [Note, Note, Note, None, None],
        Outcome.Upheld,
        Note,
      ],
      ["dismisses", Array(3).fill(Expulsion), ["respondent"], [None, None, None, Note, Note], Outcome.Dismissed, None],
      [
        "comes to no decision: no sanction",
        Array(3).fill(Expulsion),
        ["respondent"],
        [Expulsion],
        Outcome.NoDecision,
        None,
      ],
      [
        "cannot be harder for who appeals alone",
        Array(3).fill(Note),
        ["respondent"],
        Array(5).fill(Expulsion),
        Outcome.Upheld,
        Note,
      ],
      [
        "can be harder for the claimant",
        Array(3).fill(Note),
        ["claimant"],
        Array(5).fill(Suspension),
        Outcome.Upheld,
        Suspension,
      ],
      [
        "expels by no single panel",
        Array(3).fill(Note),
        ["claimant", "respondent"],
        Array(5).fill(Expulsion),
        Outcome.Upheld,
        Suspension,
      ],
      ["sanctions what was dismissed", Array(3).fill(None), ["claimant"], Array(5).fill(Note), Outcome.Upheld, Note],
      [
        "leaves what only the claimant appealed, without a decision",
        Array(3).fill(Note),
        ["claimant"],
        [],
        Outcome.Upheld,
        Note,
      ],
      ["leaves a dismissal, without a decision", Array(3).fill(None), ["claimant"], [], Outcome.Dismissed, None],
    ];
    for (const [title, first, parties, second, outcome, level] of ON_APPEAL) {
      it(title, async () => {
        const { trial, id, cases, ...made } = await panelOf(first);
        for (const party of parties) await say(trial.court, made[party], "appeal", { id });
        await decided(trial, second);
        const course = await courseOf(trial);
        expect(named(course)).to.include({ outcome, level, stage: level === None ? Stage.Closed : Stage.Final });
      });
    }

    it("reverts for who got what they asked for, for others, and twice", async () => {
      const { trial, cases, id, claimant, respondent, founders } = await panelOf([Note, Note, Note], Note);
      await expect(say(trial.court, claimant, "appeal", { id }))
        .to.be.revertedWithCustomError(cases, "CasesNothingToAppeal")
        .withArgs(id, 1n);
      await expect(say(trial.court, founders[4]!, "appeal", { id }))
        .to.be.revertedWithCustomError(cases, "CasesNotYours")
        .withArgs(id, 5n);
      await expect(say(trial.court, respondent, "appeal", { id }))
        .to.emit(cases, "CaseAppealed")
        .withArgs(id, 2n, HIDDEN);
      await expect(say(trial.court, respondent, "appeal", { id }))
        .to.be.revertedWithCustomError(cases, "CasesAlreadySaid")
        .withArgs(id, 2n);
    });
  });

  describe("enforce", () => {
    const enforced = async (level: bigint, fields = {}) => {
      const made = await panelOf([level, level, level], level, fields);
      await waitOut(made.trial);
      const sending = made.cases.enforce(made.id);
      await sending;
      return { ...made, sending, at: await now() };
    };

    it("keeps a note until it ends, and then shows nothing", async () => {
      const { cases, id, sending, at } = await enforced(Note);
      const until = at + CASE_TERMS.noteTerm;
      await expect(sending).to.emit(cases, "CaseClosed").withArgs(id, Outcome.Upheld, Note, until);
      expect(await cases.noteOf(2)).to.equal(until);
      expect((await cases.caseOf(id))[0].respondent).to.equal(2n);
      await time.increaseTo(until);
      expect(await cases.noteOf(2)).to.equal(0n);
      expect((await cases.caseOf(id))[0].respondent).to.equal(0n);
      expect(await cases.openCasesOf(1)).to.equal(0n);
    });

    it("ends stewardship and hosting where they were named", async () => {
      const made = await given(settled);
      const [steward, claimant] = [made.founders[0]!, made.founders[4]!];
      await say(made, claimant, "raise", { respondent: steward.id, guild: made.guild, chapter: 1n });
      const officer = { court: made, time, id: 1n, claimant, respondent: steward };
      await notified(officer, LossOfOffice);
      await decided(officer, [LossOfOffice, LossOfOffice, LossOfOffice]);
      expect(await made.guilds.isSteward(made.guild, steward.id)).to.equal(true);
      await waitOut(officer);
      await made.cases.enforce(1);
      expect(await made.guilds.isSteward(made.guild, steward.id)).to.equal(false);
      expect(await made.guilds.isOnRoster(made.guild, steward.id)).to.equal(true);
      expect(await made.chapters.isHost(1, steward.id)).to.equal(false);
      expect(await made.members.isActive(steward.id)).to.equal(true);
    });

    it("suspends for the time of the terms", async () => {
      const made = await enforced(Suspension);
      expect(await status(made, 2n)).to.equal(Status.Suspended);
      await expect(made.members.reinstate(2)).to.be.revertedWithCustomError(made.members, "MembersSuspensionRunning");
      await time.increase(CASE_TERMS.suspension);
      await made.members.reinstate(2);
      expect(await status(made, 2n)).to.equal(Status.Active);
    });

    it("expels, also who has left meanwhile", async () => {
      const made = await panelOf([Expulsion, Expulsion, Expulsion]);
      await act(made.members, made.respondent, "resign", {});
      await waitOut(made.trial);
      await made.cases.enforce(made.id);
      expect(await status(made, 2n)).to.equal(Status.Expelled);
      expect((await made.cases.caseOf(made.id))[1].due).to.equal(FOREVER);
    });

    it("closes a second case against somebody who was expelled in the first", async () => {
      const made = await given(settled);
      const first = await raised(made, time);
      const second = await raised(made, time, { nonce: 1 });
      for (const trial of [first, second]) await notified(trial);
      for (const trial of [first, second]) {
        await decided(trial, [Expulsion, Expulsion, Expulsion]);
        await waitOut(trial);
      }
      await made.cases.enforce(first.id);
      await made.cases.enforce(second.id);
      expect(await status(made, 2n)).to.equal(Status.Expelled);
      expect((await courseOf(second)).stage).to.equal(Stage.Closed);
    });

    it("lets the respondent vote until then", async () => {
      const made = await panelOf([Expulsion, Expulsion, Expulsion]);
      const before = await now();
      await waitOut(made.trial);
      await made.cases.enforce(made.id);
      await networkHelpers.mine();
      expect(await made.members.wasActive(2, before)).to.equal(true);
      expect(await made.members.wasActive(2, await now().then((moment) => moment - 1n))).to.equal(false);
    });
  });

  describe("dispute", () => {
    const CONTACTS = [3n, 4n, 5n, 6n, 7n];
    /** Founder 1 vetoed a recovery, and her contacts ask again. */
    const contested = async () => {
      const made = await court();
      const [amara] = made.founders;
      await nameContacts(made, amara!, CONTACTS);
      await time.increase(PLAIN_RECOVERY.contactsDelay);
      const lost = { agent: 1n, key: made.strangers[0]! };
      await supportAll(made, made.founders.slice(2, 5), lost);
      await veto(made, amara!);
      await supportAll(made, made.founders.slice(2, 6), lost);
      return { ...made, amara: amara!, newKey: lost.key.address };
    };
    const disputed = async () => {
      const made = await given(contested);
      await say(made, made.amara, "dispute", { respondent: 3n });
      const trial = { court: made, time, id: 1n, claimant: made.amara, respondent: made.founders[2]! };
      return { ...made, trial };
    };
    const pendingRound = async ({ recovery }: Court) => recovery.roundOf(1);

    it("holds the recovery up and gives notice at once", async () => {
      const made = await disputed();
      const [record, course] = await made.cases.caseOf(1);
      const { number, stayedUntil } = await pendingRound(made);
      expect(named(record)).to.include({ claimant: 1n, respondent: 3n, matter: Matter.Key });
      expect(record.about).to.equal(toBeHex(number, 32));
      expect(named(course)).to.include({ stage: Stage.Noticed, proposed: Note });
      expect(stayedUntil).to.equal((await now()) + PLAIN_RECOVERY.longestStay);
      expect(await made.cases.openCasesOf(1)).to.equal(0n);
      expect(await made.cases.separationOf(1)).to.deep.equal([[], []]);
    });

    it("has none of the contacts on the panel", async () => {
      const { trial, sortition } = await disputed();
      await advance(trial);
      for (const contact of CONTACTS) {
        expect(await sortition.obstacleOf(await lotOf(trial), contact)).to.equal(Obstacle.Barred);
      }
    });

    const ENDS: readonly [string, readonly bigint[], "cancelled" | "dropped" | "going on"][] = [
      ["cancels the recovery when it is upheld", [Note, Note, Note], "cancelled"],
      ["drops it without a decision: the contacts can ask again", [], "dropped"],
      ["lets it go on when it is dismissed", [None, None, None], "going on"],
    ];
    for (const [title, levels, end] of ENDS) {
      it(title, async () => {
        const { trial, cases, recovery, newKey, members, ...made } = await disputed();
        await decided(trial, levels);
        await waitOut(trial);
        await cases.enforce(1);
        const round = await recovery.roundOf(1);
        expect(round.newKey).to.equal(end === "going on" ? newKey : ZeroAddress);
        expect(round.quietUntil !== 0n).to.equal(end === "cancelled");
        expect((await cases.caseOf(1))[0].claimant).to.equal(0n);
        expect(await cases.noteOf(3)).to.equal(0n);
        if (end !== "going on") return;
        await time.increaseTo(round.readyAt);
        await recovery.complete(1);
        expect((await members.keyOf(1)).key).to.equal(newKey);
        expect(made.amara.id).to.equal(1n);
      });
    }

    it("lets it go on when it is withdrawn", async () => {
      const { trial, recovery, newKey, amara } = await disputed();
      await say(trial.court, amara, "withdraw", { id: 1n });
      const round = await recovery.roundOf(1);
      expect(round.newKey).to.equal(newKey);
      expect(round.stayedUntil <= (await now())).to.equal(true);
    });

    it("closes also when the recovery is over before it", async () => {
      const { trial, cases, recovery } = await disputed();
      await time.increaseTo((await recovery.roundOf(1)).readyAt);
      await recovery.complete(1);
      await decided(trial, [Note, Note, Note]);
      await waitOut(trial);
      await cases.enforce(1);
      expect(named(await courseOf(trial))).to.include({ stage: Stage.Closed, outcome: Outcome.Upheld });
    });

    it("happens once for a recovery: a thief with the key delays it and no more", async () => {
      const { trial, recovery, amara } = await disputed();
      await say(trial.court, amara, "withdraw", { id: 1n });
      const { number } = await recovery.roundOf(1);
      await expect(say(trial.court, amara, "dispute", { respondent: 3n, nonce: 1 }))
        .to.be.revertedWithCustomError(recovery, "RecoveryAlreadyStayed")
        .withArgs(1n, number);
    });

    it("reverts when the respondent is no contact, and when nothing is pending", async () => {
      const made = await given(contested);
      await expect(say(made, made.amara, "dispute", { respondent: 8n }))
        .to.be.revertedWithCustomError(made.cases, "CasesNotContact")
        .withArgs(1n, 8n);
      await expect(say(made, made.founders[1]!, "dispute", { respondent: 3n }))
        .to.be.revertedWithCustomError(made.recovery, "RecoveryNotPending")
        .withArgs(2n);
    });

    it("knows no separation", async () => {
      const made = await disputed();
      await openChapter(made, "Hearth", made.founders.slice(7, 9));
      await expect(say(made, made.founders[8]!, "separate", { id: 1n, chapter: 1n }))
        .to.be.revertedWithCustomError(made.cases, "CasesNoSeparation")
        .withArgs(1n);
    });
  });

  describe("a ring of friends", () => {
    it("is not drawn: a vouch between a candidate and a party, or the guild concerned, keeps them off", async () => {
      const made = await given(settled);
      const { founders, strangers, sortition, guild } = made;
      const newcomer = await vouchIn(made, [founders[8]!, founders[9]!], strangers[0]!);
      await say(made, newcomer, "raise", { respondent: 2n, guild });
      const trial = { court: made, time, id: 1n, claimant: newcomer, respondent: founders[1]! };
      await notified(trial);
      await advance(trial);
      const lot = await lotOf(trial);
      expect(await sortition.obstacleOf(lot, 9n)).to.equal(Obstacle.VouchBetween);
      expect(await sortition.obstacleOf(lot, 3n)).to.equal(Obstacle.SameGuild);
      const panel = await drawn(trial);
      expect(panel.map(({ id }) => id).filter((id) => [1n, 2n, 3n, 4n, 9n, 10n].includes(id))).to.deep.equal([]);
    });
  });

  /** INV-174: the outcome is left, and nobody's name. */
  async function verifyForgotten(trial: Trial, outcome: bigint): Promise<void> {
    const { cases } = trial.court;
    const [record, course] = await cases.caseOf(trial.id);
    expect(named(course)).to.include({ stage: Stage.Closed, outcome, level: None, due: 0n });
    expect([...record].filter((field) => BigInt(field) !== 0n)).to.deep.equal([]);
    expect(await cases.openCasesOf(trial.claimant.id)).to.equal(0n);
    expect(await cases.noteOf(trial.respondent.id)).to.equal(0n);
    expect(await cases.separationOf(trial.id)).to.deep.equal([[], []]);
  }
});
