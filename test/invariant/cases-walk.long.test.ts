import { expect } from "chai";
import { network } from "hardhat";

import { deadlineOf } from "../../sdk/governance/calendar.ts";
import { CASE_TERMS, deployCourtOver, HIDDEN, Outcome, Sanction, say, Stage } from "../fixtures/cases.ts";
import { openChapter } from "../fixtures/chapters.ts";
import { answerBy, commitBy, Seat, Stage as LotStage } from "../fixtures/justice.ts";
import { deployLicensingOver } from "../fixtures/licensing.ts";
import { DAY, FOREVER, YEAR, type Person } from "../fixtures/membership.ts";
import { bucket, BucketKind, closeSeason, commandedGuild, deployTreasury, payIncome } from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";
import {
  finalOf,
  isDismissed,
  layOn,
  levelOf,
  objectionTo,
  SEPARATION,
  statusOf,
  type GhostCase,
  type GhostPerson,
  type Panel,
} from "./justice/ghost.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const PEOPLE = 19;
const STEPS = thorough ? 1_200 : 700;
const SEEDS = thorough ? [173, 171, 172, 175, 176, 178] : [173];
const INCOME = 19_000n;
const CALENDAR = { restDays: new Set(["saturday", "sunday"] as const), closed: new Set<bigint>() };
/** A Monday: the same days of the week in every run of a seed. */
const [SOME_MONDAY, WEEK] = [4n * DAY, 7n * DAY];

/** Each must happen at least this often in a walk, or it shows nothing. */
const FREQUENT = {
  ...{ raise: 5, mediate: 4, end: 2, withdraw: 1, notify: 4, reply: 2, separate: 2, lot: 6, judge: 5 },
  ...{ advance: 12, enforce: 2, rest: 2, collect: 2, wait: 10 },
};
/** Each must come about at least this often in all walks together. */
const OUTCOMES = thorough
  ? { note: 3, office: 2, suspension: 3, expulsion: 3, dismissed: 1, undecided: 3, confirmed: 2, reversed: 2 }
  : { office: 1, expulsion: 1, confirmed: 1 };

const seen: Record<string, number> = {};
const count = (what: string) => (seen[what] = (seen[what] ?? 0) + 1);

describe("Cases over a random history", () => {
  for (const seed of SEEDS) {
    it(`INV-171 to INV-174 hold, and what is owed stays owed (seed ${seed})`, () => walk(seed));
  }

  it("comes to every kind of end", () => {
    for (const [outcome, least] of Object.entries(OUTCOMES)) {
      expect(seen[outcome] ?? 0, `${outcome} of ${JSON.stringify(seen)}`).to.be.at.least(least);
    }
  });
});

/** There was nothing to choose from. */
class NothingThere extends Error {}

/** The walk asks for much that is not possible: a contract of ours refused, or there was nothing to choose from. */
function isRefusal(error: unknown): boolean {
  const refused = /reverted with custom error '(Cases|Sortition|Members|Chapters|Guilds|Surplus)/;
  return error instanceof NothingThere || refused.test(String(error));
}

async function walk(seed: number): Promise<void> {
  const money = await deployTreasury(ethers, {
    founders: PEOPLE,
    equation: [bucket(BucketKind.EqualShare, 0n)],
    terms: { term: 50n * YEAR, longestRest: 2n * YEAR },
  });
  const { founders, members, guilds, surplus, token, ledger } = money;
  const nation = { ...money, ...(await deployLicensingOver(ethers, money)) };
  const court = { ...nation, ...(await deployCourtOver(ethers, nation)) };
  const { cases, sortition, chapters } = court;
  const commons = await commandedGuild(money, "Commons", founders);
  const loom = await commandedGuild(money, "Loom", founders.slice(0, 5));
  const hearth = await openChapter(court, "Hearth", founders.slice(5, 9));
  await time.increaseTo((await ledger.seasonOf(1n)).endsAt);
  await ledger.openSeason();
  await payIncome(money, commons, INCOME, token);
  const season = await closeSeason(money, networkHelpers);
  await surplus.closeBooks(commons, season, token);

  const random = randomOf(seed);
  await time.increaseTo(((BigInt(await time.latest()) - SOME_MONDAY) / WEEK + 1n) * WEEK + SOME_MONDAY);
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new NothingThere();
    return list[random(list.length)]!;
  };
  const now = async () => BigInt(await time.latest());
  const ghosts: GhostCase[] = [];
  const secrets = new Map<bigint, { by: bigint; secret: string }[]>();
  const people: GhostPerson[] = await Promise.all(
    founders.map(async ({ id }) => ({
      ...{ id, resting: false, left: false, expelled: false, suspended: false, suspendedUntil: 0n, noteUntil: 0n },
      stewardUntil: (await guilds.placeOf(loom, id)).stewardUntil,
      hostUntil: (await chapters.officesOf(hearth)).find(({ host }) => host === id)?.until ?? 0n,
      ...{ owed: INCOME / BigInt(PEOPLE), collected: false },
    })),
  );
  const person = (id: bigint): Person => founders[Number(id) - 1]!;
  const ghostOf = (id: bigint): GhostPerson => people[Number(id) - 1]!;
  const isActive = (id: bigint) => statusOf(ghostOf(id)) === 3n;
  const deadline = (from: bigint, days: bigint) => deadlineOf(CALENDAR, from, Number(days));
  const done: Record<string, number> = {};
  let refused = 0;

  const stageOf = async (id: bigint) => (await cases.caseOf(id))[1].stage;
  /** Mostly a case at a stage where the act is possible; now and then any. */
  const pickAt = async (...stages: bigint[]): Promise<GhostCase> => {
    if (random(10) === 0) return pick(ghosts);
    const open = ghosts.filter(({ closed }) => !closed);
    const found = await Promise.all(open.map(({ id }) => stageOf(id)));
    return pick(open.filter((_, index) => stages.includes(found[index]!)));
  };
  /** Mostly a case whose time is over; now and then any that is open. */
  const pickDue = async (): Promise<GhostCase> => {
    const open = ghosts.filter(({ closed }) => !closed);
    if (random(4) === 0) return pick(open);
    const at = await now();
    const courses = await Promise.all(open.map(async ({ id }) => (await cases.caseOf(id))[1]));
    const moves = [Stage.Lot, Stage.Panel, Stage.AppealLot, Stage.AppealPanel, Stage.Final];
    return pick(open.filter((_, index) => at + 1n >= courses[index]!.due || moves.includes(courses[index]!.stage)));
  };
  /** Mostly one of these, now and then anybody. */
  const mostly = (...ids: bigint[]): Person => (random(8) === 0 ? pick(founders) : person(pick(ids)));
  const lotOf = async (id: bigint) => {
    const [{ lot, appealLot }] = await cases.caseOf(id);
    return appealLot === 0n ? lot : appealLot;
  };

  /** INV-174, and that no name got a mark by it. */
  const verifyForgotten = async (ghost: GhostCase) => {
    const [record, { stage, level }] = await cases.caseOf(ghost.id);
    expect([stage, level], `case ${ghost.id}`).to.deep.equal([Stage.Closed, Sanction.None]);
    expect(
      [...record].filter((field) => BigInt(field) !== 0n),
      "INV-174",
    ).to.deep.equal([]);
    expect(await cases.separationOf(ghost.id)).to.deep.equal([[], []]);
    ghost.closed = true;
  };

  /** INV-173: everybody is what the ghosts know, whoever has a case. What is owed is theirs. */
  const verifyPeople = async () => {
    const at = await now();
    for (const ghost of people) {
      const { id } = ghost;
      const [{ status }, votes, note, { stewardUntil }, share, open, offices] = await Promise.all([
        members.agentOf(id),
        members.getVotes(person(id).signer),
        cases.noteOf(id),
        guilds.placeOf(loom, id),
        surplus.shareOf(commons, season, token, id),
        cases.openCasesOf(id),
        chapters.officesOf(hearth),
      ]);
      const why = `person ${id}`;
      expect(status, why).to.equal(statusOf(ghost));
      expect(votes, `${why} votes`).to.equal(isActive(id) ? 1n : 0n);
      expect(note, `${why} note`).to.equal(at < ghost.noteUntil ? ghost.noteUntil : 0n);
      expect(stewardUntil, `${why} steward`).to.equal(ghost.stewardUntil);
      expect(offices.find(({ host }) => host === id)?.until ?? 0n, `${why} host`).to.equal(ghost.hostUntil);
      expect(share, `${why} is owed`).to.deep.equal([ghost.owed, ghost.collected]);
      expect(await token.balanceOf(person(id).signer), why).to.equal(ghost.collected ? ghost.owed : 0n);
      expect(open, why).to.equal(BigInt(ghosts.filter((one) => one.claimant === id && !one.closed).length));
      const apart = ghosts.some((one) => !one.closed && one.respondent === id && at < one.apartUntil);
      if (!apart) expect(await chapters.separatedUntil(hearth, id), `${why} apart`).to.equal(0n);
    }
  };

  /** Whoever sits has no part in the case, and nobody sits on both panels. */
  const verifyPanel = (ghost: GhostCase, panel: Panel) => {
    const { claimant, respondent, mediators, askedApart, first, guild } = ghost;
    expect(panel.people.size, "every seat is taken").to.equal(Number(panel.seats));
    for (const id of panel.people) {
      const why = `case ${ghost.id}, panelist ${id}`;
      expect([claimant, respondent], why).not.to.include(id);
      expect(mediators.has(id) || askedApart.has(id), why).to.equal(false);
      expect(first !== panel && first?.people.has(id), why).not.to.equal(true);
      if (guild !== 0n) expect(id, why).to.be.greaterThan(5n);
    }
  };

  /** The case has come to its end: what follows is what the record of the walk says. */
  const conclude = async (ghost: GhostCase) => {
    ghost.final = finalOf(ghost);
    const [, { stage, level }] = await cases.caseOf(ghost.id);
    expect(level, `case ${ghost.id} ends with`).to.equal(ghost.final);
    if (ghost.final === Sanction.None) {
      expect(stage, "INV-172").to.equal(Stage.Closed);
      await verifyForgotten(ghost);
      const last = ghost.second ?? ghost.first;
      count(last !== undefined && isDismissed(last) ? "dismissed" : "undecided");
    }
    if (ghost.appealedBy.size !== 0 && ghost.first !== undefined) {
      count(ghost.final === levelOf(ghost.first) ? "confirmed" : "reversed");
    }
  };

  const seat = async (ghost: GhostCase, appeal: boolean): Promise<Panel> => {
    const [{ lot, appealLot }] = await cases.caseOf(ghost.id);
    const on = await sortition.panelOf(appeal ? appealLot : lot);
    const judgeUntil = deadline(await now(), CASE_TERMS.panelDays);
    const seats = appeal ? CASE_TERMS.appealSeats : CASE_TERMS.seats;
    return { seats, people: new Set(on), named: new Map(), judgeUntil };
  };
  const verifyOver = async (panel: Panel) => {
    const isWhole = BigInt(panel.named.size) === panel.seats;
    expect(isWhole || (await now()) >= panel.judgeUntil, "the panel had its time").to.equal(true);
  };

  /** What comes next in a lot, by whoever can do it; some withhold their secret, some recuse themselves. */
  const stepOf = async (lot: bigint) => {
    const stage = await sortition.stageOf(lot);
    if (stage === LotStage.Committing) {
      const told = secrets.get(lot) ?? [];
      secrets.set(lot, told);
      for (let i = 0; i < 4; i += 1) {
        const by = pick(founders);
        const secret = ethers.id(`${seed}/${lot}/${told.length}`);
        await commitBy(court as never, lot, by, secret).then(() => told.push({ by: by.id, secret }), ignore);
      }
      await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
    } else if (stage === LotStage.Revealing) {
      const withheld = random(6) === 0;
      for (const { by, secret } of secrets.get(lot)!.splice(withheld ? 1 : 0)) {
        await sortition.reveal(lot, by, secret).catch(ignore);
      }
      secrets.set(lot, []);
      if (withheld) await time.increaseTo((await sortition.lotOf(lot)).revealUntil);
    } else if (stage === LotStage.RoundOver || stage === LotStage.BlockAwaited) {
      await sortition.closeRound(lot);
    } else if (stage === LotStage.Drawing) {
      await sortition.draw(lot, 50);
    } else {
      for (const id of await sortition.panelOf(lot)) {
        const { seat: place, answerUntil } = await sortition.seatOf(lot, id);
        const late = (await now()) >= answerUntil || !isActive(id);
        if (late) await sortition.vacate(lot, id).catch(ignore);
        else if (place === Seat.Offered)
          await answerBy(court as never, lot, person(id), random(12) !== 0).catch(ignore);
      }
    }
  };

  const actions: Record<string, (on?: GhostCase) => Promise<void>> = {
    async raise() {
      if (ghosts.filter(({ closed }) => !closed).length > 4) throw new NothingThere();
      // Half of the cases are against somebody who holds an office, or did.
      const [claimant, respondent] = [pick(founders), pick(random(2) === 0 ? founders : founders.slice(0, 7))];
      const guild = respondent.id <= 5n && random(4) !== 0 ? loom : 0n;
      const chapter = ghostOf(respondent.id).hostUntil > (await now()) && random(2) === 0 ? hearth : 0n;
      await say(court, claimant, "raise", { respondent: respondent.id, guild, chapter });
      ghosts.push({
        ...{ id: BigInt(ghosts.length + 1), claimant: claimant.id, respondent: respondent.id, guild, chapter },
        ...{ named: { mediator: 0n, by: new Set<bigint>() }, mediators: new Set(), askedApart: new Map() },
        ...{ apartFrom: 0n, apartUntil: 0n },
        ...{ proposed: 0n, replyUntil: 0n, lotOpenedAt: 0n, first: undefined, second: undefined, appealsUntil: 0n },
        ...{ appealedBy: new Set<bigint>(), final: undefined, closed: false },
      });
      for (const { id } of [claimant, respondent]) expect(ghostOf(id).left || ghostOf(id).expelled).to.equal(false);
    },
    async mediate() {
      const ghost = await pickAt(Stage.Mediation);
      const by = mostly(ghost.claimant, ghost.respondent);
      const mediator = random(3) === 0 ? pick(founders).id : ghost.named.mediator || pick(founders).id;
      await say(court, by, "mediate", { id: ghost.id, mediator });
      expect([ghost.claimant, ghost.respondent]).to.include(by.id);
      // A name replaces the one before; agreed is who is named by both.
      const others = ghost.named.mediator === mediator ? ghost.named.by : [];
      ghost.named = { mediator, by: new Set([...others, by.id]) };
      if (ghost.named.by.size === 2) ghost.mediators.add(mediator);
      if (ghost.mediators.size > 1) count("replaced");
    },
    async settle() {
      const ghost = await pickAt(Stage.Mediation);
      for (const by of [ghost.claimant, ghost.respondent]) {
        if (random(4) !== 0) await say(court, person(by), "conclude", { id: ghost.id, settled: true }).catch(ignore);
      }
      if (ghost.closed || (await stageOf(ghost.id)) !== Stage.Closed) throw new NothingThere();
      expect((await cases.caseOf(ghost.id))[1].outcome).to.equal(Outcome.Settled);
      await verifyForgotten(ghost);
    },
    async end() {
      const ghost = await pickAt(Stage.Mediation);
      const by = mostly(ghost.respondent, ...ghost.mediators);
      await say(court, by, "conclude", { id: ghost.id, settled: false });
      const mediates = ghost.named.by.size === 2 && by.id === ghost.named.mediator;
      expect(by.id === ghost.respondent || mediates, "not the claimant alone").to.equal(true);
    },
    async withdraw() {
      if (random(4) !== 0) throw new NothingThere();
      const ghost = await pickAt(Stage.Mediation, Stage.Noticed, Stage.Lot, Stage.Panel);
      const by = mostly(ghost.claimant);
      await say(court, by, "withdraw", { id: ghost.id });
      expect(by.id).to.equal(ghost.claimant);
      await verifyForgotten(ghost);
    },
    async notify() {
      const ghost = await pickAt(Stage.Mediation);
      const by = mostly(ghost.claimant);
      const office = ghost.guild + ghost.chapter !== 0n && random(2) === 0;
      const most = office ? Sanction.LossOfOffice : Sanction.Expulsion;
      const proposed = random(5) === 0 ? BigInt(random(5)) : most;
      await say(court, by, "notify", { id: ghost.id, proposed });
      expect([by.id, ghost.replyUntil]).to.deep.equal([ghost.claimant, 0n]);
      Object.assign(ghost, { proposed, replyUntil: deadline(await now(), CASE_TERMS.replyDays) });
    },
    async reply() {
      const ghost = await pickAt(Stage.Noticed);
      const by = mostly(ghost.respondent);
      await say(court, by, "reply", { id: ghost.id });
      expect(by.id).to.equal(ghost.respondent);
    },
    async separate() {
      const ghost = await pickAt(Stage.Mediation, Stage.Noticed);
      const by = pick(founders);
      await say(court, by, "separate", { id: ghost.id, chapter: hearth });
      expect(isActive(by.id) && by.id !== ghost.respondent && !ghost.askedApart.has(by.id)).to.equal(true);
      ghost.askedApart.set(by.id, hearth);
      if (BigInt(ghost.askedApart.size) < CASE_TERMS.separators) return;
      Object.assign(ghost, { apartFrom: hearth, apartUntil: (await now()) + SEPARATION });
    },
    async lot() {
      const lot = await lotOf((await pickAt(Stage.Lot, Stage.AppealLot)).id);
      if ((await sortition.stageOf(lot)) === LotStage.Complete) throw new NothingThere();
      for (let i = 0; i < 6; i += 1) await stepOf(lot);
    },
    async judge() {
      const ghost = await pickAt(Stage.Panel, Stage.AppealPanel);
      const panel = ghost.second ?? ghost.first;
      const mood = pick([0, 0, 1, 2, 3, 3, 4, 4, 4]);
      const on = panel === undefined || random(10) === 0 ? [pick(founders).id] : [...panel.people];
      for (const by of on) {
        const level = BigInt(random(9) === 0 ? random(5) : Math.min(mood, Number(ghost.proposed)));
        try {
          await say(court, person(by), "judge", { id: ghost.id, level, reason: HIDDEN });
        } catch (error) {
          if (!isRefusal(error)) throw error;
          continue;
        }
        expect(panel!.people.has(by) && isActive(by) && !panel!.named.has(by)).to.equal(true);
        expect(level <= ghost.proposed && (await now()) < panel!.judgeUntil).to.equal(true);
        panel!.named.set(by, level);
      }
      if (panel === undefined || panel.named.size === 0) throw new NothingThere();
    },
    async appeal() {
      const ghost = await pickAt(Stage.Decided);
      const by = mostly(ghost.claimant, ghost.respondent);
      await say(court, by, "appeal", { id: ghost.id });
      expect([ghost.claimant, ghost.respondent]).to.include(by.id);
      expect((await now()) < ghost.appealsUntil && !ghost.appealedBy.has(by.id)).to.equal(true);
      ghost.appealedBy.add(by.id);
    },
    async advance(on) {
      const ghost = on ?? (await pickDue());
      const before = await stageOf(ghost.id);
      await cases.connect(pick(founders).signer).advance(ghost.id);
      const [after, at] = [await stageOf(ghost.id), await now()];
      const step = `${before}>${after}`;
      switch (before) {
        case Stage.Mediation:
          expect(ghost.replyUntil, step).to.equal(0n);
          await verifyForgotten(ghost);
          break;
        case Stage.Noticed:
          expect(at >= ghost.replyUntil, "the whole time to reply").to.equal(true);
          ghost.lotOpenedAt = at;
          break;
        case Stage.Lot:
        case Stage.AppealLot: {
          const appeal = before === Stage.AppealLot;
          if (after !== Stage.Panel && after !== Stage.AppealPanel) {
            await conclude(ghost);
            break;
          }
          const panel = await seat(ghost, appeal);
          if (appeal) ghost.second = panel;
          else ghost.first = panel;
          verifyPanel(ghost, panel);
          break;
        }
        case Stage.Panel:
          await verifyOver(ghost.first!);
          expect((await cases.caseOf(ghost.id))[1].level).to.equal(levelOf(ghost.first!));
          ghost.appealsUntil = deadline(at, CASE_TERMS.appealDays);
          break;
        case Stage.Decided:
          expect(at >= ghost.appealsUntil, "the whole time to appeal").to.equal(true);
          if (after === Stage.AppealLot) expect(ghost.appealedBy.size).to.be.greaterThan(0);
          else await conclude(ghost);
          break;
        case Stage.AppealPanel:
          await verifyOver(ghost.second!);
          await conclude(ghost);
          break;
        default:
          throw new Error(`a step from ${step}`);
      }
    },
    async enforce(on) {
      const ghost = on ?? (await pickDue());
      await cases.connect(pick(founders).signer).enforce(ghost.id);
      const at = await now();
      ghost.final ??= finalOf(ghost);
      if (ghost.final === Sanction.None) return verifyForgotten(ghost);
      expect(objectionTo(ghost, ghost.final, at), `case ${ghost.id}: ${ghost.final}`).to.equal(undefined);
      const [, { stage, level }] = await cases.caseOf(ghost.id);
      expect([stage, level]).to.deep.equal([Stage.Closed, ghost.final]);
      layOn(ghostOf(ghost.respondent), ghost, ghost.final, at);
      ghost.closed = true;
      count(["", "note", "office", "suspension", "expulsion"][Number(ghost.final)]!);
    },
    async reinstate() {
      const { id } = pick(people.filter(({ suspended }) => suspended));
      await members.reinstate(id);
      expect((await now()) >= ghostOf(id).suspendedUntil).to.equal(true);
      Object.assign(ghostOf(id), { suspended: false, suspendedUntil: 0n });
    },
    async rest() {
      const ghost = pick(people);
      const resting = !ghost.resting;
      if (resting && people.filter(({ id }) => isActive(id)).length < 16) throw new NothingThere();
      const act = { by: ghost.id, resting, nonce: 0, deadline: FOREVER };
      await members.connect(person(ghost.id).signer).rest(act, "0x");
      ghost.resting = resting;
    },
    async resign() {
      if (random(12) !== 0 || people.some(({ left }) => left)) throw new NothingThere();
      const ghost = pick(people);
      await members.connect(person(ghost.id).signer).resign({ by: ghost.id, nonce: 0, deadline: FOREVER }, "0x");
      Object.assign(ghost, { left: true, suspended: false, resting: false });
    },
    async collect() {
      const ghost = pick(people.filter(({ collected, id }) => !collected && !isActive(id)));
      await surplus.claimFor([ghost.id], commons, season, token);
      ghost.collected = true;
    },
    async wait() {
      const ghost = await pickAt(Stage.Mediation, Stage.Noticed, Stage.Panel, Stage.Decided, Stage.AppealPanel);
      const { due } = (await cases.caseOf(ghost.id))[1];
      const at = await now();
      // The last second before a deadline, or the first of it; somebody tries at once.
      const edge = due - BigInt(random(2));
      if (edge <= at || edge - at > 40n * DAY || random(3) === 0) {
        await time.increase(BigInt(1 + random(72)) * (DAY / 24n));
        return;
      }
      await time.setNextBlockTimestamp(edge);
      await actions[pick(["advance", "enforce"])]!(ghost).catch(ignore);
      if ((await now()) < edge) await networkHelpers.mine();
    },
  };
  const weights = { raise: 4, mediate: 9, settle: 1, end: 4, withdraw: 2, notify: 8, reply: 3, separate: 3, lot: 10 };
  const others = {
    judge: 7,
    appeal: 3,
    advance: 12,
    enforce: 4,
    reinstate: 2,
    rest: 2,
    resign: 1,
    collect: 1,
    wait: 7,
  };
  const names = Object.entries({ ...weights, ...others }).flatMap(([name, weight]) =>
    Array.from({ length: weight }, () => name),
  );

  for (let step = 0; step < STEPS; step += 1) {
    const name = pick(names);
    try {
      await actions[name]!();
      done[name] = (done[name] ?? 0) + 1;
      if (["enforce", "withdraw", "settle"].includes(name)) await verifyPeople();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (!(error instanceof NothingThere)) refused += 1;
    }
    if (step % 20 === 0) await verifyPeople();
  }

  for (const [name, least] of Object.entries(FREQUENT)) {
    expect(done[name] ?? 0, `${name} of ${JSON.stringify(done)}`).to.be.at.least(least);
  }
  const successes = Object.values(done).reduce((sum, times) => sum + times, 0);
  expect(refused, `refusals, and ${successes} successes`).to.be.lessThan(2 * successes);
  // Whatever became of them: everybody collects what was theirs before.
  await surplus.claimFor(
    people.filter(({ collected }) => !collected).map(({ id }) => id),
    commons,
    season,
    token,
  );
  for (const ghost of people) ghost.collected = true;
  await verifyPeople();
}

function ignore(error: unknown): void {
  if (!isRefusal(error)) throw error;
}
