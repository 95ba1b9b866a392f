import { z } from "zod";

import { between, count, share } from "../charterFields.ts";
import { WEEKDAYS } from "../governance/calendar.ts";
import { WHOLE_BPS } from "../units.ts";

/** What happens when people disagree: this domain's part of a charter (docs/charters.md). */

const workingDays = count.min(1, "at least one working day").max(60, "at most 60 working days");

/** As a checked charter has it. */
export type JusticeCharter = z.output<typeof justice>;

export const justice = z.strictObject({
  /** Days on which no deadline of justice runs. */
  calendar: z.strictObject({
    /** Of every week; at least one day is worked. */
    restDays: z.array(z.enum(WEEKDAYS)).max(6, "at least one day of the week must be worked"),
    /** Feasts, written `2026-12-25`; the assembly adds those of later years. */
    closed: z.array(z.iso.date()),
  }),
  /** How a panel is drawn; in working days. */
  lot: z.strictObject({
    /** In which members commit to a secret, and after them reveal it. */
    commitDays: workingDays,
    revealDays: workingDays,
    /** In which a person drawn takes the seat or recuses themselves. */
    answerDays: workingDays,
    /** A round with fewer secrets is void. */
    leastReveals: count.min(1).max(255),
    /** Most void rounds; the round after them is never void. */
    rounds: count.max(10),
  }),
  /** How a case goes; in working days unless it says otherwise. */
  cases: z.strictObject({
    /** To settle with a mediator, and after it for the claimant to give notice. */
    mediationDays: workingDays,
    noticeDays: workingDays,
    replyDays: workingDays,
    /** For a panel to be complete; no panel, no decision. */
    lotDays: count.min(1).max(250),
    panelDays: count.min(1).max(120),
    appealDays: workingDays,
    seats: count.min(1).max(31),
    appealSeats: count.min(2).max(32),
    /** Share of all seats that must name a sanction or a harder one. */
    sanction: share.refine((bps) => bps > WHOLE_BPS / 2n, "must be more than 50%"),
    expulsion: share.refine((bps) => bps > WHOLE_BPS / 2n, "must be more than 50%"),
    suspension: between("1d", "5y"),
    /** A note, or the record of a lost office, shows this long. */
    noteTerm: between("1d", "5y"),
    /** Members who together can ask for an interim separation from a chapter, and the days it lasts at most. */
    separators: count.min(2, "no single person can separate somebody").max(30),
    separation: between("1d", "60d").refine((seconds) => seconds % 86_400n === 0n, "must be whole days"),
    /** Cases that one member may have open as claimant. */
    openCases: count.min(1, "a member must be able to raise a case").max(255),
  }),
});
