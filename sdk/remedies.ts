import { isHexString } from "ethers";

import { BATCH_STATES } from "./contributions/batches.ts";
import { COMMITMENT_STATES } from "./contributions/commitmentsFold.ts";
import { contributionsRemedies } from "./contributions/remedies.ts";
import type { Remedies } from "./errors.ts";
import { brakeRemedies } from "./governance/brakeRemedies.ts";
import { chamberRemedies } from "./governance/chamberRemedies.ts";
import { CHAMBERS } from "./governance/chambersFold.ts";
import { BUCKET_STATES } from "./governance/cobudgetFold.ts";
import { cobudgetRemedies } from "./governance/cobudgetRemedies.ts";
import { councilRemedies } from "./governance/councilRemedies.ts";
import { HOLD_STATES } from "./governance/councilsFold.ts";
import { delegationRemedies } from "./governance/delegationRemedies.ts";
import { electionRemedies } from "./governance/electionRemedies.ts";
import { ELECTION_STATES, OBSTACLES } from "./governance/electionsFold.ts";
import { LINE_FAULTS, MOVE_STATES } from "./governance/movingFold.ts";
import { movingRemedies } from "./governance/movingRemedies.ts";
import { spendingRemedies } from "./governance/spendingRemedies.ts";
import { COUNCIL_STATES, PROPOSAL_STATES } from "./governance/proposals.ts";
import { governanceRemedies } from "./governance/remedies.ts";
import { SEALED_STAGES } from "./governance/sealedBallots.ts";
import { sealedRemedies } from "./governance/sealedRemedies.ts";
import { CASE_STAGES, grantInWords, SANCTIONS } from "./justice/cases.ts";
import { justiceRemedies } from "./justice/remedies.ts";
import { LOT_SEATS, LOT_STAGES, obstacleInWords } from "./justice/sortition.ts";
import { PURPOSES, USER_CLASSES } from "./licensing/kinds.ts";
import { explain } from "./licensing/explain.ts";
import { PROMISE_STATES } from "./licensing/pactsFold.ts";
import { licensingRemedies } from "./licensing/remedies.ts";
import { membershipRemedies } from "./membership/remedies.ts";
import { RANKS } from "./membership/ranks.ts";
import { STATUSES } from "./membership/status.ts";
import { expenseRemedies } from "./treasury/expenseRemedies.ts";
import { MILESTONE_STATES, REQUEST_STATES } from "./treasury/expenses.ts";
import { PAYOUT_STATES } from "./treasury/bankFold.ts";
import { treasuryRemedies } from "./treasury/remedies.ts";
import { typesRemedies } from "./types/remedies.ts";
import { formatDuration, formatMinutes, formatMoment, formatShare } from "./units.ts";

/** The remedies by domain, in the order of the floors. */
export const remediesByDomain: Readonly<Record<string, Remedies>> = {
  types: typesRemedies,
  membership: membershipRemedies,
  contributions: contributionsRemedies,
  treasury: { ...treasuryRemedies, ...expenseRemedies },
  licensing: licensingRemedies,
  governance: {
    ...governanceRemedies,
    ...electionRemedies,
    ...cobudgetRemedies,
    ...chamberRemedies,
    ...brakeRemedies,
    ...sealedRemedies,
    ...delegationRemedies,
    ...spendingRemedies,
    ...councilRemedies,
    ...movingRemedies,
  },
  justice: justiceRemedies,
};

export const remedies: Remedies = Object.assign({}, ...Object.values(remediesByDomain)) as Remedies;

const word = (words: readonly string[]) => (code: bigint) => words[Number(code)] ?? `code ${code}`;

/** How an argument is shown, by the kind its placeholder names. */
const KINDS: Readonly<Record<string, (value: bigint) => string>> = {
  moment: formatMoment,
  end: (moment) => (moment === 0n ? "for ever" : formatMoment(moment)),
  duration: formatDuration,
  share: formatShare,
  work: formatMinutes,
  ordinal: (index) => (index + 1n).toString(),
  rank: word(RANKS),
  seat: word(["guilds", "organisations", "distance", "recovery", "justice"]),
  status: word(STATUSES),
  payout: word(PAYOUT_STATES),
  batch: word(BATCH_STATES),
  request: word(REQUEST_STATES),
  milestone: word(MILESTONE_STATES),
  commitment: word(COMMITMENT_STATES),
  council: word(COUNCIL_STATES),
  hold: word(HOLD_STATES),
  proposal: word(PROPOSAL_STATES),
  election: word(ELECTION_STATES),
  eligibility: word(OBSTACLES),
  bucket: word(BUCKET_STATES),
  chamber: word(CHAMBERS),
  sealed: word(SEALED_STAGES),
  move: word(MOVE_STATES),
  line: word(LINE_FAULTS),
  purpose: word(PURPOSES),
  promise: word(PROMISE_STATES),
  class: word(USER_CLASSES),
  case: word(CASE_STAGES),
  sanction: word(SANCTIONS),
  grant: grantInWords,
  lot: word(LOT_STAGES),
  lotseat: word(LOT_SEATS),
  obstacle: obstacleInWords,
  use: (reason) => explain(0n, reason).sentence.split(". ")[0] ?? "",
};

/** `{field}` or `{field:kind}`. */
export const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/g;

/** The sentences of an error with its arguments in their places; `undefined` for an error we know nothing about. */
export function remedyFor(
  name: string,
  args: Readonly<Record<string, unknown>>,
): { message: string; remedy: string } | undefined {
  const known = remedies[name];
  if (known === undefined) return undefined;
  const [message, remedy] = known.map((sentence) => filled(sentence, args));
  return { message: message ?? name, remedy: remedy ?? "" };
}

function filled(sentence: string, args: Readonly<Record<string, unknown>>): string {
  return sentence.replace(PLACEHOLDER, (_, field: string, kind?: string) => {
    const value = args[field];
    const show = kind === undefined ? undefined : KINDS[kind];
    // What is kept as 32 bytes may be a number too.
    const number = isHexString(value, 32) ? BigInt(value) : value;
    return show === undefined || typeof number !== "bigint" ? String(value) : show(number);
  });
}

/** Whether a placeholder's kind is one we can show. */
export function isKind(kind: string): boolean {
  return kind in KINDS;
}
