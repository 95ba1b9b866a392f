import type { Result } from "ethers";
import { ZeroHash } from "ethers";

import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import { CASE_STAGES, CLAIMANT, MATTERS, RESPONDENT, SANCTIONS, type CaseStage } from "./cases.ts";

/** As `JusticeTerms`, in its order. */
export type JusticeTerms = Readonly<Record<string, bigint>>;

/** As `ICases.Case`, in its order. */
export interface FoldedRecord {
  claimant: bigint;
  respondent: bigint;
  mediator: bigint;
  mediatorBy: bigint;
  matter: bigint;
  replied: boolean;
  raisedAt: bigint;
  terms: bigint;
  lot: bigint;
  appealLot: bigint;
  guild: bigint;
  chapter: bigint;
  separatedFrom: bigint;
  separatedUntil: bigint;
  about: string;
}

/** As `Course`, in its order. */
export interface FoldedCourse {
  stage: bigint;
  outcome: bigint;
  proposed: bigint;
  level: bigint;
  settledBy: bigint;
  appealedBy: bigint;
  due: bigint;
  lapsesAt: bigint;
}

export interface FoldedCase {
  record: FoldedRecord;
  readonly course: FoldedCourse;
  /** Who asked for a separation, and for which chapter. */
  readonly signers: { readonly by: bigint; readonly chapter: bigint }[];
}

/** The whole state of `Cases`, rebuilt from its logs alone. */
export interface CasesState {
  readonly terms: Map<bigint, JusticeTerms>;
  readonly cases: Map<bigint, FoldedCase>;
  /** By lot: who has judged, and what each named. */
  readonly judgments: Map<bigint, Map<bigint, bigint>>;
  /** By person: the end of the latest note. */
  readonly notes: Map<bigint, bigint>;
}

const code = (words: readonly string[], word: string): bigint => BigInt(words.indexOf(word));
const stageOf = (stage: CaseStage): bigint => code(CASE_STAGES, stage);
const NOTE = code(SANCTIONS, "note");
/** A case about this matter, or one after it, knows no sanction: it decides on what somebody else did. */
const KEY = code(MATTERS, "key");

/** What a case shows that is unknown or forgotten. */
const noRecord = (): FoldedRecord => ({
  ...{ claimant: 0n, respondent: 0n, mediator: 0n, mediatorBy: 0n, matter: 0n, replied: false, raisedAt: 0n },
  ...{ terms: 0n, lot: 0n, appealLot: 0n, guild: 0n, chapter: 0n, separatedFrom: 0n, separatedUntil: 0n },
  about: ZeroHash,
});
const noCourse = (): FoldedCourse => ({
  ...{ stage: 0n, outcome: 0n, proposed: 0n, level: 0n, settledBy: 0n, appealedBy: 0n, due: 0n, lapsesAt: 0n },
});

/** Each event's effect; the names are those of the ABI, and other events have none. */
const reducers: Readonly<Record<string, (state: CasesState, args: Result, at: bigint) => void>> = {
  JusticeTermsSet: ({ terms }, args) => {
    terms.set(args[0] as bigint, (args[1] as Result).toObject() as JusticeTerms);
  },
  CaseRaised: ({ cases }, args, raisedAt) => {
    const { id, claimant, respondent, matter, about, guild, chapter, terms } =
      args.toObject() as unknown as FoldedRecord & {
        id: bigint;
      };
    const record = { ...noRecord(), claimant, respondent, matter, about, guild, chapter, terms, raisedAt };
    cases.set(id, { record, course: noCourse(), signers: [] });
  },
  MediationOpened: (state, args) => {
    const [id, due, lapsesAt] = args as unknown as [bigint, bigint, bigint];
    Object.assign(courseIn(state, id), { stage: stageOf("Mediation"), due, lapsesAt });
  },
  MediatorNamed: (state, args) => {
    const [id, mediator, mediatorBy] = args as unknown as [bigint, bigint, bigint];
    Object.assign(caseIn(state, id).record, { mediator, mediatorBy });
  },
  MediationEnded: (state, args) => {
    courseIn(state, args[0] as bigint).due = args[2] as bigint;
  },
  SettlementSigned: (state, args) => {
    const [id, by] = args as unknown as [bigint, bigint];
    courseIn(state, id).settledBy |= partyIn(state, id, by);
  },
  CaseNoticed: (state, args) => {
    const [id, , proposed, due] = args as unknown as [bigint, string, bigint, bigint];
    Object.assign(courseIn(state, id), { stage: stageOf("Noticed"), proposed, due });
  },
  CaseReplied: (state, args) => {
    caseIn(state, args[0] as bigint).record.replied = true;
  },
  PanelLotOpened: (state, args) => {
    const [id, lot, appealed, due] = args as unknown as [bigint, bigint, boolean, bigint];
    const { record, course } = caseIn(state, id);
    Object.assign(course, { stage: stageOf(appealed ? "AppealLot" : "Lot"), due });
    Object.assign(record, appealed ? { appealLot: lot } : { lot });
  },
  PanelSeated: (state, args) => {
    const [id, lot, due] = args as unknown as [bigint, bigint, bigint];
    const { record, course } = caseIn(state, id);
    Object.assign(course, { stage: stageOf(record.appealLot === lot ? "AppealPanel" : "Panel"), due });
  },
  CaseJudged: ({ judgments }, args) => {
    const [, lot, by, level] = args as unknown as [bigint, bigint, bigint, bigint];
    judgments.set(lot, (judgments.get(lot) ?? new Map<bigint, bigint>()).set(by, level));
  },
  CaseDecided: (state, args) => {
    const [id, outcome, level, due] = args as unknown as [bigint, bigint, bigint, bigint];
    const course = courseIn(state, id);
    Object.assign(course, { outcome, level });
    // After a second panel the next log tells where the case goes.
    if (course.stage === stageOf("Panel")) Object.assign(course, { stage: stageOf("Decided"), due });
  },
  CaseAppealed: (state, args) => {
    const [id, by] = args as unknown as [bigint, bigint];
    courseIn(state, id).appealedBy |= partyIn(state, id, by);
  },
  CaseFinal: (state, args) => {
    courseIn(state, args[0] as bigint).stage = stageOf("Final");
  },
  CaseClosed: (state, args) => {
    const [id, outcome, level, until] = args as unknown as [bigint, bigint, bigint, bigint];
    const known = caseIn(state, id);
    const { matter, respondent } = known.record;
    Object.assign(known.course, { stage: stageOf("Closed"), outcome, level, due: until });
    if (until === 0n) {
      known.record = noRecord();
      known.signers.length = 0;
    } else if (level === NOTE && matter < KEY && until > (state.notes.get(respondent) ?? 0n)) {
      state.notes.set(respondent, until);
    }
  },
  SeparationSigned: (state, args) => {
    const [id, chapter, by] = args as unknown as [bigint, bigint, bigint];
    caseIn(state, id).signers.push({ by, chapter });
  },
  InterimSeparated: (state, args) => {
    const [id, separatedFrom, separatedUntil] = args as unknown as [bigint, bigint, bigint];
    Object.assign(caseIn(state, id).record, { separatedFrom, separatedUntil });
  },
};

/** Folds logs, in the order of the chain. Other logs are passed over. */
export function foldCases(logs: Iterable<DecodedLog>): CasesState {
  const state: CasesState = { terms: new Map(), cases: new Map(), judgments: new Map(), notes: new Map() };
  for (const { name, args, blockTimestamp } of logs) reducers[name]?.(state, args, blockTimestamp);
  return state;
}

// --- what the views of `Cases` answer, folded
// ---------------------------------------------------------------------------

/** `version`, folded: the number of the terms in force; the first are 1. */
export const version = ({ terms }: CasesState): bigint => BigInt(terms.size);

const NO_TERMS = 15;

/** `termsAt`, folded: the fields in their order, zeros for a version there is not. */
export function termsAt({ terms }: CasesState, number: bigint): bigint[] {
  return Object.values(terms.get(number) ?? {}).concat(terms.has(number) ? [] : Array<bigint>(NO_TERMS).fill(0n));
}

/** `caseOf`, folded: nobody's name where it is forgotten or the sanction is over. */
export function caseOf({ cases }: CasesState, id: bigint, now: bigint): [FoldedRecord, FoldedCourse] {
  const known = cases.get(id);
  if (known === undefined) return [noRecord(), noCourse()];
  const hidden = known.course.stage === stageOf("Closed") && now >= known.course.due;
  return [hidden ? noRecord() : known.record, known.course];
}

/** `tallyOf`, folded. */
export function tallyOf({ judgments }: CasesState, lot: bigint): bigint[] {
  const named = [...(judgments.get(lot) ?? new Map<bigint, bigint>()).values()];
  return SANCTIONS.map((_, level) => BigInt(named.filter((one) => one === BigInt(level)).length));
}

/** `hasJudged`, folded. */
export const hasJudged = ({ judgments }: CasesState, lot: bigint, by: bigint): boolean =>
  judgments.get(lot)?.has(by) ?? false;

/** `openCasesOf`, folded. */
export function openCasesOf({ cases }: CasesState, claimant: bigint): bigint {
  const open = [...cases.values()].filter(
    ({ record, course }) => record.claimant === claimant && record.matter < KEY && course.stage !== stageOf("Closed"),
  );
  return BigInt(open.length);
}

/** `noteOf`, folded. */
export function noteOf({ notes }: CasesState, person: bigint, now: bigint): bigint {
  const until = notes.get(person) ?? 0n;
  return now < until ? until : 0n;
}

/** `separationOf`, folded. */
export function separationOf({ cases }: CasesState, id: bigint): [bigint[], bigint[]] {
  const known = cases.get(id);
  const shown = known === undefined || known.course.stage === stageOf("Closed") ? [] : known.signers;
  return [shown.map(({ by }) => by), shown.map(({ chapter }) => chapter)];
}

function caseIn({ cases }: CasesState, id: bigint): FoldedCase {
  return must(cases.get(id), `case ${id}`);
}

function courseIn(state: CasesState, id: bigint): FoldedCourse {
  return caseIn(state, id).course;
}

function partyIn(state: CasesState, id: bigint, by: bigint): bigint {
  return by === caseIn(state, id).record.claimant ? CLAIMANT : RESPONDENT;
}
