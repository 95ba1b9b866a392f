import {
  courseOf,
  deployCourt,
  drawn,
  raised,
  Sanction,
  say,
  waitOut,
  type Court,
  type Trial,
} from "../test/fixtures/cases.ts";
import { openChapter } from "../test/fixtures/chapters.ts";
import type { Person } from "../test/fixtures/membership.ts";
import { gasOf, newChain, type Chain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const { Expulsion } = Sanction;

/**
 * A case from its raising to an expulsion confirmed on appeal, step by step. No step depends on how many members
 * there are.
 */
export async function measureCases(): Promise<Figures> {
  const chain = await newChain();
  const court = await deployCourt(chain.ethers);
  await openChapter(court, "Hearth", court.founders.slice(0, 3));
  // The second case is measured, when the contract's own slots are in use.
  const first = await raised(court, chain.networkHelpers.time, { nonce: 9 });
  await say(court, first.claimant, "withdraw", { id: first.id });
  return live(chain, court);
}

async function live({ networkHelpers: { time } }: Chain, court: Court): Promise<Figures> {
  const [claimant, respondent, third, fourth] = court.founders as [Person, Person, Person, Person];
  const raise = await gasOf(say(court, claimant, "raise", { respondent: respondent.id, mediator: 5n }));
  const id = await court.cases.caseCount();
  const trial: Trial = { court, time, id, claimant, respondent };
  const by = (person: Person, ...[method, fields]: [Parameters<typeof say>[2], Record<string, unknown>?]) =>
    gasOf(say(court, person, method, { id, ...fields }));
  const advance = () => gasOf(court.cases.advance(id));

  const mediate = await by(respondent, "mediate", { mediator: 5n });
  await by(third, "separate", { chapter: 1n });
  const separate = await by(fourth, "separate", { chapter: 1n });
  const conclude = await by(respondent, "conclude", { settled: false });
  const notify = await by(claimant, "notify", { proposed: Expulsion });
  const reply = await by(respondent, "reply");
  const judgment = async () => {
    await waitOut(trial);
    const openLot = await advance();
    const panel = await drawn(trial);
    const seat = await advance();
    let judge = 0;
    for (const panelist of panel) judge = await by(panelist, "judge", { level: Expulsion });
    return { openLot, seat, judge, decide: await advance() };
  };
  const panel = await judgment();
  const appeal = await by(respondent, "appeal");
  const second = await judgment();
  if ((await courseOf(trial)).level !== Expulsion) throw new Error("the expulsion was not confirmed");
  const enforce = await gasOf(court.cases.enforce(id));
  return {
    "justice.step.raise": raise,
    "justice.step.mediate": mediate,
    "justice.step.separate": separate,
    "justice.step.conclude": conclude,
    "justice.step.notify": notify,
    "justice.step.reply": reply,
    "justice.step.openLot": panel.openLot,
    "justice.step.seat": panel.seat,
    "justice.step.judge": panel.judge,
    "justice.step.decide": panel.decide,
    "justice.step.appeal": appeal,
    "justice.step.openAppealLot": second.openLot,
    "justice.step.enforce": enforce,
  };
}
