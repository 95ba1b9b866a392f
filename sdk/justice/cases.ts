import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { PURPOSES } from "../licensing/kinds.ts";
import { formatMoment } from "../units.ts";

/** The words of the enumerations in contracts/justice/ICases.sol, each in its order. */
export const CASE_STAGES = [
  "None",
  "Mediation",
  "Noticed",
  "Lot",
  "Panel",
  "Decided",
  "AppealLot",
  "AppealPanel",
  "Final",
  "Closed",
] as const;
export const CASE_OUTCOMES = ["None", "Settled", "Withdrawn", "NoDecision", "Dismissed", "Upheld"] as const;
export const SANCTIONS = ["none", "note", "loss-of-office", "suspension", "expulsion"] as const;
export const MATTERS = ["conduct", "contribution", "licence", "key", "attestation"] as const;

/** What a case about a licence is about. */
export interface AboutGrant {
  readonly policy: bigint;
  readonly work: bigint;
  readonly licensee: bigint;
  readonly purpose: bigint;
}

/** What a case about a licence is about: the policy and the number of the grant, as 32 bytes. */
export function aboutGrant({ policy, work, licensee, purpose }: AboutGrant): string {
  const number = (policy << 72n) | (work << 40n) | (licensee << 8n) | purpose;
  return `0x${number.toString(16).padStart(64, "0")}`;
}

/** The other way round. */
export function grantIn(about: string): AboutGrant {
  const number = BigInt(about);
  return {
    policy: number >> 72n,
    work: (number >> 40n) & 0xffff_ffffn,
    licensee: (number >> 8n) & 0xffff_ffffn,
    purpose: number & 0xffn,
  };
}

/** The licence that a grant's number stands for. */
export function grantInWords(about: bigint): string {
  const { work, purpose } = grantIn(`0x${about.toString(16)}`);
  return `the licence for work ${work} (${PURPOSES[Number(purpose)] ?? `purpose ${purpose}`})`;
}

export type CaseStage = (typeof CASE_STAGES)[number];

/** Bits of the parties in `settledBy`, `appealedBy` and `mediatorBy`. */
export const CLAIMANT = 1n;
export const RESPONDENT = 2n;
export const BOTH = 3n;

/** A case as it shows now; a forgotten one has no names. Moments are Unix seconds. */
export interface CaseView {
  readonly id: bigint;
  readonly stage: CaseStage;
  readonly outcome: (typeof CASE_OUTCOMES)[number];
  readonly proposed: (typeof SANCTIONS)[number];
  readonly level: (typeof SANCTIONS)[number];
  readonly claimant: bigint;
  readonly respondent: bigint;
  readonly matter: (typeof MATTERS)[number];
  readonly about: string;
  readonly guild: bigint;
  readonly chapter: bigint;
  /** 0 until both parties name the same. */
  readonly mediator: bigint;
  readonly replied: boolean;
  readonly settledBy: bigint;
  readonly appealedBy: bigint;
  /** The lot of the present panel, 0 = none yet. */
  readonly lot: bigint;
  readonly due: bigint;
  readonly lapsesAt: bigint;
  readonly separatedFrom: bigint;
  readonly separatedUntil: bigint;
}

/** A case as it stands. @throws NeoguildError `CaseUnknown` */
export async function caseView({ contracts: { cases } }: Nation, id: bigint): Promise<CaseView> {
  const [record, course] = await cases.caseOf(id);
  const word = <Word extends string>(words: readonly [Word, ...Word[]], code: bigint): Word =>
    words[Number(code)] ?? words[0];
  const stage = word(CASE_STAGES, course.stage);
  if (stage === "None") {
    throw new NeoguildError({
      code: "CaseUnknown",
      message: `there is no case ${id}`,
      remedy: "See the open cases with 'npx hardhat case:show'.",
    });
  }
  const { claimant, respondent, about, guild, chapter, mediator, mediatorBy, replied, lot, appealLot } = record;
  const { settledBy, appealedBy, due, lapsesAt } = course;
  return {
    ...{ id, stage, claimant, respondent, about, guild, chapter, replied, settledBy, appealedBy, due, lapsesAt },
    outcome: word(CASE_OUTCOMES, course.outcome),
    proposed: word(SANCTIONS, course.proposed),
    level: word(SANCTIONS, course.level),
    matter: word(MATTERS, record.matter),
    mediator: mediatorBy === BOTH ? mediator : 0n,
    lot: appealLot === 0n ? lot : appealLot,
    separatedFrom: record.separatedFrom,
    separatedUntil: record.separatedUntil,
  };
}

/** All cases that are not closed, or show a sanction that runs, in order. */
export async function casesShown(nation: Nation): Promise<CaseView[]> {
  const count = await nation.contracts.cases.caseCount();
  const ids = Array.from({ length: Number(count) }, (_, index) => BigInt(index + 1));
  const all = await Promise.all(ids.map((id) => caseView(nation, id)));
  return all.filter(({ claimant }) => claimant !== 0n);
}

/** What the case waits for, and what anybody can do about it, as a sentence. */
export function nextInWords(view: CaseView, now: bigint): string {
  const { id, stage, due, lapsesAt, appealedBy, level, outcome, lot } = view;
  const over = now >= due;
  const until = formatMoment(due);
  const advance = `anybody moves it on: npx hardhat case:advance --case ${id}`;
  switch (stage) {
    case "None":
      return "there is no such case";
    case "Mediation":
      if (!over) return `the parties can settle; mediation runs until ${until}`;
      if (now >= lapsesAt) return `it lapsed without a notice; ${advance}`;
      return `the claimant can give notice until ${formatMoment(lapsesAt)}: npx hardhat case:notify --case ${id}`;
    case "Noticed":
      return over ? `the time to reply is over; ${advance}` : `the respondent can reply until ${until}`;
    case "Lot":
    case "AppealLot":
      return over
        ? `no panel was made in time unless the lot is complete; ${advance}`
        : `a panel is drawn until ${until}: npx hardhat lot:show --lot ${lot}; once it is complete, ${advance}`;
    case "Panel":
    case "AppealPanel":
      return over ? `the time to judge is over; ${advance}` : `the panel judges until ${until}`;
    case "Decided":
      if (!over) return `${decisionInWords(view)}; it can be appealed until ${until}`;
      if (appealedBy !== 0n) return `appealed; ${advance}`;
      return `nobody appealed; anybody ends it: npx hardhat case:enforce --case ${id}`;
    case "Final":
      return `${decisionInWords(view)}; anybody carries it out: npx hardhat case:enforce --case ${id}`;
    case "Closed":
      return level === "none" || due === 0n
        ? `closed: ${outcome}`
        : `closed: ${sanctionInWords(view)}${due >= 2n ** 40n - 1n ? "" : `, shown until ${until}`}`;
  }
}

/** A sanction about a licence touches the grant alone. */
function sanctionInWords({ matter, level }: CaseView): string {
  if (matter !== "licence" || level === "note") return level;
  return level === "suspension" ? "the licence is suspended" : "the licence is ended";
}

function decisionInWords(view: CaseView): string {
  const { outcome } = view;
  return outcome === "Upheld"
    ? `upheld: ${sanctionInWords(view)}`
    : outcome === "Dismissed"
      ? "dismissed"
      : "no decision was reached";
}
