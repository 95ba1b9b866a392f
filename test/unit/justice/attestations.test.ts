import { expect } from "chai";
import { toBeHex, ZeroHash } from "ethers";
import { network } from "hardhat";

import {
  advance,
  courseOf,
  decided,
  deployCourt,
  HIDDEN,
  lotOf,
  Matter,
  named,
  Outcome,
  Sanction,
  say,
  Stage,
  waitOut,
  type Court,
  type Trial,
} from "../../fixtures/cases.ts";
import { openChapter } from "../../fixtures/chapters.ts";
import { Obstacle } from "../../fixtures/justice.ts";
import { attest } from "../../fixtures/licensing.ts";
import { FOREVER, foundGuild, sign, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { None, Note, Suspension } = Sanction;
const CLASS = { workerCoop: 4n, firm: 8n };

interface Contested extends Court {
  readonly coop: Person;
  readonly issuer: Person;
  readonly expiresAt: bigint;
}

describe("Cases about an attestation", () => {
  /** The last founder attested a worker co-op, and says now that it is a firm. */
  const lowered = async (): Promise<Contested> => {
    const court = await deployCourt(ethers);
    const issuer = court.founders[13]!;
    await court.organisations.appointIssuer(issuer.id, FOREVER);
    const coop = await attest({ ...court, issuer }, "worker co-op", court.strangers[0]!);
    const { expiresAt } = await court.organisations.attestationOf(coop.id);
    const made = { ...court, coop, issuer, expiresAt };
    await reattest(made, CLASS.firm, expiresAt);
    return made;
  };
  function reattest(
    { organisations, issuer, coop }: Omit<Contested, "expiresAt">,
    userClass: bigint,
    expiresAt: bigint,
  ) {
    const act = { by: issuer.id, organisation: coop.id, userClass, evidence: ZeroHash, expiresAt };
    return organisations.connect(issuer.signer).reattest({ ...act, nonce: 0n, deadline: FOREVER }, "0x");
  }
  const given = () => networkHelpers.loadFixture(lowered);
  async function contested(): Promise<Contested & { readonly trial: Trial }> {
    const made = await given();
    await say(made, made.coop, "contest");
    return { ...made, trial: { court: made, time, id: 1n, claimant: made.coop, respondent: made.issuer } };
  }
  const classOf = async ({ organisations, coop }: Contested) => (await organisations.classOf(coop.id)).userClass;

  it("puts the former class back and gives the issuer notice at once", async () => {
    const made = await contested();
    const [record, course] = await made.cases.caseOf(1n);
    const parties = { claimant: made.coop.id, respondent: made.issuer.id, matter: Matter.Attestation };
    expect(named(record)).to.include({ ...parties, about: toBeHex(1n, 32) });
    expect(named(course)).to.include({ stage: Stage.Noticed, proposed: Note });
    expect(await classOf(made)).to.equal(CLASS.workerCoop);
    expect(await made.cases.openCasesOf(made.coop.id)).to.equal(0n);
    expect(await made.cases.separationOf(1n)).to.deep.equal([[], []]);
  });

  it("is signed by the organisation's key and carried by anybody, once", async () => {
    const made = await given();
    const { cases, organisations, coop, strangers } = made;
    const act = { by: coop.id, concern: HIDDEN, nonce: 3n, deadline: FOREVER };
    const signature = await sign(made, coop, cases, "contest", act);
    await cases.connect(strangers[4]).contest(act, signature);
    await expect(cases.connect(strangers[4]).contest(act, signature))
      .to.be.revertedWithCustomError(cases, "StatementNonceUsed")
      .withArgs(coop.id, 3n);
    await expect(say(made, coop, "contest"))
      .to.be.revertedWithCustomError(organisations, "OrganisationsNothingToContest")
      .withArgs(coop.id);
  });

  it("the panel names nothing but whether it is upheld, and there is no separation", async () => {
    const made = await contested();
    await openChapter(made, "Hearth", made.founders.slice(7, 9));
    await expect(say(made, made.founders[8]!, "separate", { id: 1n, chapter: 1n }))
      .to.be.revertedWithCustomError(made.cases, "CasesNoSeparation")
      .withArgs(1n);
    await advance(made.trial);
    expect(await made.sortition.obstacleOf(await lotOf(made.trial), made.issuer.id)).to.equal(Obstacle.Barred);
    const judged = say(made, made.founders[2]!, "judge", { id: 1n, level: Suspension });
    await expect(judged).to.be.revertedWithCustomError(made.cases, "CasesWrongStage").withArgs(1n, Stage.Lot);
  });

  it("given an issuer that is a guild, nobody of it judges", async () => {
    const made = await given();
    const { members, guilds, organisations, founders, coop, expiresAt } = made;
    const audit = await foundGuild(made, "Audit", founders.slice(2, 5));
    await guilds.fillSeat(0, made.nation);
    const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(audit));
    await organisations.appointIssuer(audit, FOREVER);
    await reattest(made, CLASS.workerCoop, expiresAt);
    const act = { by: audit, organisation: coop.id, userClass: CLASS.firm, evidence: ZeroHash, expiresAt };
    const data = organisations.interface.encodeFunctionData("reattest", [
      { ...act, nonce: 0n, deadline: FOREVER },
      "0x",
    ]);
    await account.connect(made.nation).execute(organisations, 0n, data);
    expect(await members.idOf(account)).to.equal(audit);
    await say(made, coop, "contest");
    const trial = { court: made, time, id: 1n, claimant: coop, respondent: made.issuer };
    await advance(trial);
    const lot = await lotOf(trial);
    for (const id of [3n, 4n, 5n]) expect(await made.sortition.obstacleOf(lot, id)).to.equal(Obstacle.SameGuild);
    expect(await made.sortition.obstacleOf(lot, 6n)).to.equal(Obstacle.None);
  });

  const ENDS: readonly [string, readonly bigint[], bigint, bigint][] = [
    ["upheld: the former class stays", [Note, Note, Note], CLASS.workerCoop, Outcome.Upheld],
    ["without a decision: the former class stays", [], CLASS.workerCoop, Outcome.NoDecision],
    ["dismissed: what the issuer said holds", [None, None, None], CLASS.firm, Outcome.Dismissed],
  ];
  for (const [title, levels, userClass, outcome] of ENDS) {
    it(title, async () => {
      const made = await contested();
      await decided(made.trial, levels);
      expect(await classOf(made)).to.equal(CLASS.workerCoop);
      await waitOut(made.trial);
      await made.cases.enforce(1n);
      expect(await classOf(made)).to.equal(userClass);
      expect(named(await courseOf(made.trial))).to.include({ stage: Stage.Closed, outcome });
      expect((await made.cases.caseOf(1n))[0].claimant).to.equal(0n);
      expect(await made.cases.noteOf(made.issuer.id)).to.equal(0n);
      expect((await made.organisations.contestOf(made.coop.id)).stayed).to.equal(false);
    });
  }

  it("withdrawn: what the issuer said holds", async () => {
    const made = await contested();
    await say(made, made.coop, "withdraw", { id: 1n });
    expect(await classOf(made)).to.equal(CLASS.firm);
  });

  it("the issuer appeals, and the larger panel lets what was said hold", async () => {
    const made = await contested();
    await decided(made.trial, [Note, Note, Note]);
    await say(made, made.issuer, "appeal", { id: 1n });
    await waitOut(made.trial);
    await decided(made.trial, [None, None, None, None, None]);
    expect((await courseOf(made.trial)).outcome).to.equal(Outcome.Dismissed);
    expect(await classOf(made)).to.equal(CLASS.firm);
  });

  it("closes also when the issuer has given everything back before", async () => {
    const made = await contested();
    await reattest(made, CLASS.workerCoop, made.expiresAt + 1n);
    await decided(made.trial, [None, None, None]);
    await waitOut(made.trial);
    await made.cases.enforce(1n);
    expect((await courseOf(made.trial)).stage).to.equal(Stage.Closed);
    expect(await classOf(made)).to.equal(CLASS.workerCoop);
  });

  it("ends with the time that the issuer gave, whatever the case is at", async () => {
    const made = await contested();
    await time.increaseTo(made.expiresAt);
    expect(await classOf(made)).to.equal(CLASS.firm);
    await reattest(made, CLASS.workerCoop, made.expiresAt + YEAR);
    expect(await classOf(made)).to.equal(CLASS.workerCoop);
  });
});
