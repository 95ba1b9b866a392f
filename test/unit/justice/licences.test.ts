import { expect } from "chai";
import { toBeHex } from "ethers";
import { network } from "hardhat";

import { aboutGrant } from "../../../sdk/justice/cases.ts";

import {
  CASE_TERMS,
  courseOf,
  decided,
  deployLicenceCourt,
  lotOf,
  Matter,
  named,
  notified,
  Outcome,
  raised,
  Sanction,
  say,
  Stage,
  advance,
  waitOut,
  takeGrant,
  type LicenceCourt,
  type Trial,
} from "../../fixtures/cases.ts";
import { openChapter } from "../../fixtures/chapters.ts";
import { Obstacle } from "../../fixtures/justice.ts";
import { attest, PURPOSE, takeAct } from "../../fixtures/licensing.ts";
import { FOREVER, sign, type Person } from "../../fixtures/membership.ts";
import { Status } from "../../fixtures/status.ts";
import { asGuild, commandedGuild } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { None, Note, LossOfOffice, Suspension, Expulsion } = Sanction;

interface Floor extends LicenceCourt {
  /** Holds a grant of the work. */
  readonly firm: Person;
  readonly number: bigint;
}

/** The policy in the first place of the work's. */
const FIRST = 1n;

const aboutOf = ({ work, policy }: LicenceCourt, licensee: bigint) =>
  aboutGrant({ policy, work, licensee, purpose: PURPOSE.manufacture });
const now = async () => BigInt(await time.latest());

describe("Cases about a licence", () => {
  const floor = async (): Promise<Floor> => {
    const court = await deployLicenceCourt(ethers);
    const issuer = court.founders[13]!;
    await court.organisations.appointIssuer(issuer.id, FOREVER);
    const firm = await attest({ ...court, issuer }, "firm", court.strangers[0]!);
    return { ...court, firm, number: await takeGrant(court, firm) };
  };
  const given = () => networkHelpers.loadFixture(floor);

  /** The steward raises a case against the firm. */
  async function charged(): Promise<Floor & { readonly trial: Trial }> {
    const made = await given();
    const fields = { matter: Matter.Licence, about: aboutOf(made, made.firm.id), guild: made.guild };
    const trial = await raised(made, time, { respondent: made.firm.id, ...fields });
    return { ...made, trial: { ...trial, respondent: made.firm } };
  }

  describe("raise", () => {
    it("is for a steward of the work's guild, against whoever holds the grant", async () => {
      const { trial, cases, firm, guild } = await charged();
      const [record] = await cases.caseOf(trial.id);
      expect(named(record)).to.include({ claimant: 1n, respondent: firm.id, matter: Matter.Licence, guild });
      expect(await cases.openCasesOf(1n)).to.equal(1n);
    });

    it("when the respondent holds no such grant, it reverts with CasesNotGrant", async () => {
      const made = await given();
      const { cases, firm, guild, founders, work, policy, otherPolicy } = made;
      const held = { policy, work, licensee: firm.id, purpose: PURPOSE.manufacture };
      const bad: readonly (readonly [bigint, string])[] = [
        [firm.id, toBeHex(0n, 32)],
        [firm.id, aboutGrant({ ...held, work: work + 1n })],
        [firm.id, aboutGrant({ ...held, purpose: PURPOSE.commercial })],
        [firm.id, aboutGrant({ ...held, purpose: 5n })],
        [firm.id, aboutGrant({ ...held, purpose: 8n })],
        [firm.id, toBeHex(BigInt(aboutGrant(held)) | (1n << 88n), 32)],
        // No policy is named, or one that the work is not offered under.
        [firm.id, aboutGrant({ ...held, policy: 0n })],
        [firm.id, aboutGrant({ ...held, policy: otherPolicy })],
        [founders[5]!.id, aboutGrant(held)],
      ];
      for (const [respondent, about] of bad) {
        const fields = { respondent, matter: Matter.Licence, about, guild };
        await expect(say(made, founders[0]!, "raise", fields), about)
          .to.be.revertedWithCustomError(cases, "CasesNotGrant")
          .withArgs(about, respondent);
      }
    });

    it("when the author is no steward, or names another guild, it reverts with CasesNotSteward", async () => {
      const made = await given();
      const { cases, firm, guild, founders } = made;
      const fields = { respondent: firm.id, matter: Matter.Licence, about: aboutOf(made, firm.id) };
      for (const [by, named] of [
        [founders[1]!, guild],
        [founders[0]!, 0n],
      ] as const) {
        await expect(say(made, by, "raise", { ...fields, guild: named }))
          .to.be.revertedWithCustomError(cases, "CasesNotSteward")
          .withArgs(guild, by.id);
      }
    });

    it("an organisation faces a case about its grant and about nothing else", async () => {
      const made = await given();
      await expect(say(made, made.founders[0]!, "raise", { respondent: made.firm.id }))
        .to.be.revertedWithCustomError(made.cases, "CasesNotInNation")
        .withArgs(made.firm.id, Status.Organisation);
    });

    it("when the matter is a key or an attestation, it reverts with CasesBadMatter", async () => {
      const made = await given();
      for (const matter of [Matter.Key, Matter.Attestation]) {
        await expect(say(made, made.founders[0]!, "raise", { respondent: made.firm.id, matter }))
          .to.be.revertedWithCustomError(made.cases, "CasesBadMatter")
          .withArgs(matter);
      }
    });
  });

  it("the firm replies, also by signature, and settles with the guild", async () => {
    const { trial, ...made } = await charged();
    await notified(trial);
    const act = { by: made.firm.id, id: trial.id, content: toBeHex(1n, 32), deadline: FOREVER };
    const signature = await sign(made, made.firm, made.cases, "reply", act);
    await expect(made.cases.connect(made.strangers[3]).reply(act, signature)).to.emit(made.cases, "CaseReplied");

    const other = await charged();
    for (const party of [other.founders[0]!, other.firm]) {
      await say(other, party, "conclude", { id: other.trial.id, settled: true });
    }
    expect((await courseOf(other.trial)).outcome).to.equal(Outcome.Settled);
  });

  it("there is no office to lose, and nobody to keep away from a chapter", async () => {
    const { trial, ...made } = await charged();
    await openChapter(made, "Hearth", made.founders.slice(7, 9));
    await expect(say(made, made.founders[8]!, "separate", { id: trial.id, chapter: 1n }))
      .to.be.revertedWithCustomError(made.cases, "CasesNoSeparation")
      .withArgs(trial.id);
    await say(made, made.firm, "conclude", { id: trial.id, settled: false });
    await expect(say(made, made.founders[0]!, "notify", { id: trial.id, proposed: LossOfOffice }))
      .to.be.revertedWithCustomError(made.cases, "CasesNoOffice")
      .withArgs(trial.id);
  });

  it("nobody of the work's guild judges, nor of a guild that holds the grant", async () => {
    const made = await given();
    const { licences, work, policy } = made;
    const forge = await commandedGuild(made, "Forge", made.founders.slice(4, 7));
    const act = takeAct(forge, work, policy, PURPOSE.manufacture);
    await asGuild(ethers, made, forge, licences, licences.interface.encodeFunctionData("take", [act, "0x"]));
    const fields = { matter: Matter.Licence, about: aboutOf(made, forge), guild: made.guild };
    const trial = await raised(made, time, { respondent: forge, ...fields });
    await time.increaseTo((await courseOf(trial)).due);
    await say(made, made.founders[0]!, "notify", { id: trial.id });
    await advance(trial);
    const obstacles = await Promise.all(
      made.founders.map(async ({ id }) => made.sortition.obstacleOf(await lotOf(trial), id)),
    );
    expect(obstacles.slice(1, 8)).to.deep.equal([...Array<bigint>(6).fill(Obstacle.SameGuild), Obstacle.None]);
  });

  describe("the end", () => {
    async function ended(levels: readonly bigint[], proposed = Expulsion) {
      const made = await charged();
      await notified(made.trial, proposed);
      await decided(made.trial, levels);
      await waitOut(made.trial);
      return made;
    }

    it("INV-286 suspension: the grant is suspended for the time of the terms, and nothing else", async () => {
      const { trial, cases, licences, members, number, policy, firm } = await ended([Suspension, Suspension, None]);
      const carried = await cases.enforce(trial.id);
      const until = (await now()) + CASE_TERMS.suspension;
      await expect(carried).to.emit(licences, "LicenceSuspended").withArgs(number, policy, FIRST, until);
      await expect(carried).not.to.emit(licences, "LicenceEnded");
      const { level, due, stage } = await courseOf(trial);
      expect([stage, level, due]).to.deep.equal([Stage.Closed, Suspension, until]);
      expect(await cases.noteOf(firm.id)).to.equal(0n);
      expect((await members.agentOf(firm.id)).status).to.equal(Status.Organisation);
      expect(await cases.openCasesOf(1n)).to.equal(0n);
    });

    it("INV-286 expulsion: the grant ends, the firm stays who it is, and its name shows no longer than a note's", async () => {
      const { trial, cases, licences, members, number, policy, firm } = await ended([Expulsion, Expulsion, Expulsion]);
      const carried = await cases.enforce(trial.id);
      await expect(carried)
        .to.emit(licences, "LicenceEnded")
        .withArgs(number, policy, FIRST, await now(), 0n);
      await expect(carried).not.to.emit(licences, "LicenceSuspended");
      expect((await members.agentOf(firm.id)).status).to.equal(Status.Organisation);
      expect((await courseOf(trial)).due).to.equal((await now()) + CASE_TERMS.noteTerm);
      expect((await cases.caseOf(trial.id))[0].respondent).to.equal(firm.id);
      await time.increase(CASE_TERMS.noteTerm);
      expect((await cases.caseOf(trial.id))[0].respondent).to.equal(0n);
    });

    it("note: the firm has a note, and the grant is left alone", async () => {
      const { trial, cases, licences, firm } = await ended([Note, Note, Note], Note);
      const carried = cases.enforce(trial.id);
      await expect(carried).not.to.emit(licences, "LicenceSuspended");
      await expect(carried).not.to.emit(licences, "LicenceEnded");
      expect(await cases.noteOf(firm.id)).to.equal((await now()) + CASE_TERMS.noteTerm);
    });

    for (const [what, levels, outcome] of [
      ["dismissed", [None, None, None], Outcome.Dismissed],
      ["without a decision", [], Outcome.NoDecision],
    ] as const) {
      it(`${what}: nothing happens to the grant, and nobody's name is left`, async () => {
        const { trial, cases, licences } = await ended(levels);
        const carried = cases.enforce(trial.id);
        await expect(carried).not.to.emit(licences, "LicenceSuspended");
        await expect(carried).not.to.emit(licences, "LicenceEnded");
        expect(named(await courseOf(trial))).to.include({ stage: Stage.Closed, outcome, level: None });
        expect((await cases.caseOf(trial.id))[0].respondent).to.equal(0n);
      });
    }

    it("the firm appeals, and the larger panel decides on less", async () => {
      const made = await charged();
      const { trial, firm, cases, licences } = made;
      await notified(trial);
      await decided(trial, [Expulsion, Expulsion, Expulsion]);
      await say(made, firm, "appeal", { id: trial.id });
      await waitOut(trial);
      await decided(trial, [Note, Note, Note, Note, Note]);
      await expect(cases.enforce(trial.id)).not.to.emit(licences, "LicenceEnded");
      expect(await cases.noteOf(firm.id)).not.to.equal(0n);
    });

    it("a member who holds the grant loses it, and nothing else", async () => {
      const made = await given();
      const amara = made.founders[8]!;
      const number = await takeGrant(made, amara);
      const fields = { matter: Matter.Licence, about: aboutOf(made, amara.id), guild: made.guild };
      const trial = { ...(await raised(made, time, { respondent: amara.id, ...fields })), respondent: amara };
      await notified(trial);
      await decided(trial, [Expulsion, Expulsion, Expulsion]);
      await waitOut(trial);
      const carried = await made.cases.enforce(trial.id);
      await expect(carried)
        .to.emit(made.licences, "LicenceEnded")
        .withArgs(number, made.policy, FIRST, await now(), 0n);
      expect(await made.members.isActive(amara.id)).to.equal(true);
    });
  });
});
