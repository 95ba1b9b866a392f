import { DECISIONS, type Decision } from "./catalogue.ts";

/** Reasons of `Licences.canUse`, in the order of `UseReason`: the smaller, the more is allowed. */
export const USE_REASONS = [
  "OwnWork",
  "Open",
  "GrantHeld",
  "GrantInGrace",
  "ContributionsAccepted",
  "PactAgreed",
  "ReciprocityOverdue",
  "ContributionsOrFeeDue",
  "ReciprocityOffered",
  "FeeDue",
  "ContributionsMissing",
  "ApprovalNeeded",
  "GrantSuspended",
  "GrantEnded",
  "ArrearsDue",
  "NotForThisClass",
  "NotOffered",
  "UnknownPurpose",
  "UnknownAgent",
  "UnknownWork",
] as const;

export type UseReason = (typeof USE_REASONS)[number];

/** Sentences: what is so, and what to do next. */
const SENTENCES: Readonly<Record<UseReason, readonly [so: string, next: string]>> = {
  OwnWork: ["This guild stewards the work", "Go ahead; no licence is needed."],
  GrantHeld: ["A licence for this purpose is in force", "Go ahead, within the terms it was granted under."],
  Open: [
    "The licence lets everybody of this kind use the work for this",
    "Go ahead; take a grant if you want it on record.",
  ],
  ContributionsAccepted: [
    "The guild has accepted enough contributions of this agent",
    "Go ahead; take a grant to keep the right when the season is over.",
  ],
  GrantInGrace: [
    "A licence for this purpose is in force, and something is open from the last period",
    "Go ahead, and give what is due while its days of grace run.",
  ],
  PactAgreed: [
    "A pact with this public body covers the guild's works for this",
    "Go ahead, as long as the pact is in force.",
  ],
  ReciprocityOverdue: [
    "What the licence asks for in every period is overdue",
    "Give what is open, and the licence is in force again; after the time to cure it lapses.",
  ],
  ReciprocityOffered: [
    "The licence asks for something in every period",
    "Take a grant, and then contribute or pay what it asks for by the end of each period.",
  ],
  GrantSuspended: [
    "A case has suspended this licence for this agent",
    "Wait until the suspension is over; another licence of the work may allow it before.",
  ],
  GrantEnded: [
    "A case has ended this licence for this agent",
    "Choose another purpose, or ask the guild to offer the work under a second policy.",
  ],
  ArrearsDue: [
    "Something is still owed on the last licence for this",
    "Settle it first; then a new licence can be taken.",
  ],
  ContributionsOrFeeDue: [
    "The licence asks for something in return",
    "Contribute to the guild until it has accepted the minutes the policy names, or take a grant and pay the fee.",
  ],
  FeeDue: ["The licence asks for a fee", "Take a grant and pay the fee with it."],
  ContributionsMissing: [
    "The licence asks for contributions and takes no money instead",
    "Contribute to the guild until it has accepted the minutes the policy names.",
  ],
  ApprovalNeeded: ["The licence leaves this to the guild", "Ask a steward of the guild to approve."],
  NotForThisClass: [
    "No licence of this work allows this to users of this kind",
    "Choose another purpose, or ask the guild to offer the work under a second policy.",
  ],
  NotOffered: [
    "The guild gives no new licences of this kind for the work",
    "Ask a steward whether grants will open again; a licence already granted stays in force.",
  ],
  UnknownPurpose: ["There is no such purpose", "Name personal, non-commercial, commercial, derivative or manufacture."],
  UnknownAgent: [
    "There is no such agent in the register",
    "Check the number; ask with agent 0 for somebody outside the nation. A grant needs an agent of one's own.",
  ],
  UnknownWork: ["There is no such work in the commons", "Check the number of the work."],
};

/** An answer of `canUse` for people. */
export interface Explanation {
  readonly decision: Decision;
  readonly reason: UseReason;
  /** Whether nothing is missing: the agent may use the work now. */
  readonly allowed: boolean;
  /** What is so and what to do next, in two sentences. */
  readonly sentence: string;
}

/**
 * Turns the codes of `Licences.canUse` into words.
 * @throws RangeError for a code the contracts do not have.
 */
export function explain(decision: bigint, reason: bigint): Explanation {
  const decisionName = DECISIONS[Number(decision)];
  const reasonName = USE_REASONS[Number(reason)];
  if (decisionName === undefined || reasonName === undefined) {
    throw new RangeError(`no decision ${decision} or no reason ${reason}`);
  }
  const [so, next] = SENTENCES[reasonName];
  const allowed = Number(reason) <= USE_REASONS.indexOf("PactAgreed");
  return { decision: decisionName, reason: reasonName, allowed, sentence: `${so}. ${next}` };
}
