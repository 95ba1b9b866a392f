import type { Track } from "./tracks.ts";

/** A resource specification in ValueFlows terms that a guild may take over, as it is or with a rate of its own. */
export interface SuggestedSpecification {
  /** The word by which it is asked for: `resource:specify --suggested mediation`. */
  readonly name: string;
  /** What it means, so that two people who enter it mean the same. */
  readonly note: string;
  /** The ValueFlows action with which it is entered. */
  readonly action: "work" | "deliverService";
  /** What is counted, where more than the fact itself is to be counted. */
  readonly unit: string;
  readonly track: Track;
  /** Credits for one entry, whatever its quantity. The minutes are a proposal: what an occasion usually takes. */
  readonly perEntry: number;
  /** Credits for a unit, where counting is no burden; 0 is the default, and care never needs it. */
  readonly perUnit: number;
}

/**
 * Work that is seldom seen because nobody counts it. Each may be entered without any quantity: an occasion is worth
 * `perEntry` credits, so that nobody has to take the time of a conversation. Whoever wants minutes enters minutes instead:
 * time worked needs no specification. The list is a beginning; a guild adds its own (`resource:specify`).
 *
 * There is no list of who gives most, here or anywhere else: care is counted so that it is shared, not to be won.
 */
export const CARE_SPECIFICATIONS: readonly SuggestedSpecification[] = [
  care("hosting", "Receiving people: opening up, a welcome, a room made ready, staying until all have left", 120),
  care("listening", "Hearing somebody out who needs it; who it was and what was said stays between them", 60),
  care("onboarding", "Showing somebody new how things are done here, and being there for their questions", 120),
  care("mediation", "Helping two people who are at odds to speak with each other; no case, and nobody is judged", 120),
  care("checking-in", "Asking after somebody who is ill, away or silent", 30),
  care("mentoring", "Accompanying somebody's learning over time, one meeting at a time", 60),
  care("facilitation", "Holding a meeting so that everybody is heard: preparing, moderating, tending the mood", 120),
  care("minute-taking", "Writing down what was decided, and sending it to those who were not there", 60),
  care("coordination", "Keeping together who does what by when, and reminding people kindly", 60),
  care("scribing", "Entering what others did, for those who cannot or would not", 30),
  care("translating", "Saying the same in another language, in writing or in a conversation", 60, "page"),
  care("making-accessible", "Captions, descriptions, large print, plain words, a way in for everybody", 60),
  care("bookkeeping", "Receipts, accounts, the closing of a month: so that the others need not worry", 120),
  care("paperwork", "Forms, permits, letters to offices", 60),
  care("cleaning", "Leaving a place so that others like to come", 60),
  care("cooking", "A meal for those who work together, with shopping and washing up", 120, "meal"),
  care("repairing", "Mending what all use, before somebody has to ask", 60),
  care("childcare", "Minding children so that their parents can take part", 120),
  care("elder-care", "Being there for old or ill people of the guild or their families", 120),
  care("driving", "Bringing people who could not come otherwise", 60),
  care("first-aid", "Being the one who is called when somebody is hurt, and standing by for it", 120),
  care("moderation", "Keeping a chat or a forum friendly: reading, answering, cooling down", 60),
  care("support", "Answering questions of people who use what the guild makes", 60),
  care("gardening", "Watering, weeding, tending what grows at the place", 60),
];

/** The suggestions of a track, or all. */
export function suggestedSpecifications(track?: Track): readonly SuggestedSpecification[] {
  return CARE_SPECIFICATIONS.filter((one) => track === undefined || one.track === track);
}

function care(name: string, note: string, perEntry: number, unit = ""): SuggestedSpecification {
  return { name, note, action: "deliverService", unit, track: "care", perEntry, perUnit: 0 };
}
