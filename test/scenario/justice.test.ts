import { expect } from "chai";
import { network } from "hardhat";

import {
  advance,
  courseOf,
  decided,
  deployCourt,
  drawn,
  notified,
  Outcome,
  Sanction,
  say,
  Stage,
  waitOut,
  type Court,
  type Trial,
} from "../fixtures/cases.ts";
import { act, openChapter } from "../fixtures/chapters.ts";
import { foundGuild, type Person } from "../fixtures/membership.ts";
import { Status } from "../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { None, LossOfOffice, Suspension, Expulsion } = Sanction;

describe("Justice, told as stories", () => {
  /** Amara and Bo, founders 1 and 2, and twelve others. Bo is steward of the Weavers and host of the Hearth. */
  const nation = async (): Promise<Court & { guild: bigint; amara: Person; bo: Person }> => {
    const court = await deployCourt(ethers);
    const [amara, bo, chen] = court.founders as [Person, Person, Person];
    const guild = await foundGuild(court, "Weavers", [bo, chen]);
    await openChapter(court, "Hearth", [bo, chen]);
    return { ...court, guild, amara, bo };
  };
  const begin = () => networkHelpers.loadFixture(nation);
  const statusOf = async ({ members }: Court, { id }: Person) => (await members.civicStatus(id)).status;
  /** The office is not what is asked: the same acts, in the same order, with the same refusals. */
  const caseOf = async (court: Court, claimant: Person, respondent: Person, fields = {}): Promise<Trial> => {
    await say(court, claimant, "raise", { respondent: respondent.id, ...fields });
    return { court, time, id: await court.cases.caseCount(), claimant, respondent };
  };

  it("An officer is charged: Amara brings Bo before a panel, and Bo loses the office and nothing else", async () => {
    const { guild, amara, bo, ...court } = await begin();
    const trial = await caseOf(court, amara, bo, { guild, chapter: 1n, mediator: 5n });
    await say(court, bo, "mediate", { id: trial.id, mediator: 5n });
    await say(court, court.founders[4]!, "conclude", { id: trial.id, settled: false });
    await say(court, amara, "notify", { id: trial.id, proposed: LossOfOffice });
    await say(court, bo, "reply", { id: trial.id });

    // Nobody of the guild can be drawn, and until the end Bo holds the office and votes.
    const panel = await decided(trial, [LossOfOffice, LossOfOffice, None]);
    expect(panel.map(({ id }) => id)).not.to.include.members([3n]);
    expect(await court.guilds.isSteward(guild, bo.id)).to.equal(true);
    expect(await court.members.isActive(bo.id)).to.equal(true);

    await waitOut(trial);
    await court.cases.enforce(trial.id);
    expect(await court.guilds.isSteward(guild, bo.id)).to.equal(false);
    expect(await court.chapters.isHost(1, bo.id)).to.equal(false);
    expect(await court.guilds.isOnRoster(guild, bo.id)).to.equal(true);
    expect(await statusOf(court, bo)).to.equal(Status.Active);
  });

  it("An expulsion takes two panels when it is appealed, and Bo votes until it is carried out", async () => {
    const { amara, bo, ...court } = await begin();
    const trial = await caseOf(court, amara, bo);
    await notified(trial);
    const first = await decided(trial, [Expulsion, Expulsion, Expulsion]);
    await say(court, bo, "appeal", { id: trial.id });
    const second = await decided(trial, [Expulsion, Expulsion, Expulsion, Expulsion, None]);
    expect(second.filter(({ id }) => first.some((one) => one.id === id))).to.deep.equal([]);
    expect(await court.members.isActive(bo.id)).to.equal(true);

    await court.cases.connect(court.strangers[0]).enforce(trial.id);
    expect(await statusOf(court, bo)).to.equal(Status.Expelled);
    await expect(act(court.members, bo, "reapply", {}))
      .to.be.revertedWithCustomError(court.members, "MembersWrongStatus")
      .withArgs(bo.id, Status.Expelled);
  });

  it("A second panel sees it otherwise, and the case leaves no mark beside Bo's name", async () => {
    const { amara, bo, ...court } = await begin();
    const trial = await caseOf(court, amara, bo);
    await notified(trial, Suspension);
    await decided(trial, [Suspension, Suspension, Suspension]);
    await say(court, bo, "appeal", { id: trial.id });
    await decided(trial, [None, None, None, Suspension, Suspension]);

    const [record, course] = await court.cases.caseOf(trial.id);
    expect([course.stage, course.outcome, course.level]).to.deep.equal([Stage.Closed, Outcome.Dismissed, None]);
    expect([record.claimant, record.respondent]).to.deep.equal([0n, 0n]);
    for (const lot of [1n, 2n]) expect(await court.sortition.partiesOf(lot)).to.deep.equal([]);
    expect(await court.cases.noteOf(bo.id)).to.equal(0n);
    expect(await statusOf(court, bo)).to.equal(Status.Active);
  });

  it("A ring of friends keeps off its own panel, and those drawn who know Bo give the seat back", async () => {
    const { amara, bo, ...court } = await begin();
    const trial = await caseOf(court, amara, bo);
    await notified(trial);
    await advance(trial);
    // Founders 4, 6 and 8 are Bo's friends, and say so when they are drawn.
    const panel = await drawn(trial, [4n, 6n, 8n]);
    expect(panel).to.have.length(3);
    expect(panel.map(({ id }) => id).filter((id) => [1n, 2n, 4n, 6n, 8n].includes(id))).to.deep.equal([]);
  });

  it("The panel is silent, and no decision means no sanction", async () => {
    const { amara, bo, ...court } = await begin();
    const trial = await caseOf(court, amara, bo);
    await notified(trial);
    const panel = await decided(trial, [Expulsion]);
    expect(panel).to.have.length(3);
    expect((await courseOf(trial)).outcome).to.equal(Outcome.NoDecision);
    await waitOut(trial);
    await court.cases.enforce(trial.id);
    expect(await statusOf(court, bo)).to.equal(Status.Active);
    expect((await courseOf(trial)).stage).to.equal(Stage.Closed);
  });

  it("Bo is kept away from the Hearth until heard, and neither vote nor office is touched", async () => {
    const { guild, amara, bo, ...court } = await begin();
    const trial = await caseOf(court, amara, bo);
    expect(await court.chapters.mayUse(1, bo.id, 0)).to.equal(true);
    for (const person of court.founders.slice(4, 6)) {
      await say(court, person, "separate", { id: trial.id, chapter: 1n });
    }
    expect(await court.chapters.mayUse(1, bo.id, 0)).to.equal(false);
    expect(await court.members.isActive(bo.id)).to.equal(true);
    expect(await court.guilds.isSteward(guild, bo.id)).to.equal(true);
    await notified(trial);
    await decided(trial, [None, None, None]);
    await waitOut(trial);
    await court.cases.enforce(trial.id);
    expect(await court.chapters.mayUse(1, bo.id, 0)).to.equal(true);
  });
});
