import type { Charter } from "./charter.ts";
import { formatAmount } from "./treasury/money.ts";
import { formatDuration, formatMinutes, formatShare } from "./units.ts";

/** The rules of a charter as people read them, one line each. */
export function charterInWords(charter: Charter): string[] {
  return [
    ...membershipInWords(charter),
    chaptersInWords(charter),
    ...distanceInWords(charter),
    recoveryInWords(charter),
    ...seasonInWords(charter),
    ...ranksInWords(charter),
    ...treasuryInWords(charter),
    `Licences: ${charter.licensing.policies.map(({ licence }) => licence).join(", ")}`,
    ...governanceInWords(charter),
    ...justiceInWords(charter),
  ];
}

function membershipInWords({ membership }: Charter): string[] {
  const { vouches, vouchValidity, probation, acceptance, term, grace, longestRest, applicationWindow } = membership;
  const validity = vouchValidity === 0n ? "for ever" : `for ${formatDuration(vouchValidity)}`;
  const accepted =
    acceptance === 0n ? "nobody needs to accept" : `${formatShare(acceptance)} of the active members must accept`;
  const rest =
    longestRest === 0n
      ? "a rest delays no renewal"
      : `renewals wait for a rest of up to ${formatDuration(longestRest)}`;
  const application =
    applicationWindow === 0n
      ? "applications do not lapse"
      : `an application lapses after ${formatDuration(applicationWindow)}`;
  return [
    `Admission: ${vouches} ${vouches === 1 ? "vouch" : "vouches"}, valid ${validity}; probation ${formatDuration(probation)}; ${accepted}`,
    `Membership: renewed every ${formatDuration(term)}, with ${formatDuration(grace)} of grace; ${rest}; ${application}`,
  ];
}

function chaptersInWords({ chapters }: Charter): string {
  const { hosts, hostTerm, longestStay, guestDays } = chapters;
  return (
    `Chapters: ${hosts} hosts open one, each for ${formatDuration(hostTerm)}; guests stay up to ` +
    `${formatDuration(longestStay)}, ${guestDays} days a year`
  );
}

function distanceInWords({ membership: { distance } }: Charter): string[] {
  const { referees, steps, validity } = distance;
  if (referees === 0n) return [];
  return [
    `Web of trust: paths of at most ${steps} vouches from ${formatShare(referees)} of the referees, shown at most ${formatDuration(validity)} before`,
  ];
}

function recoveryInWords({ recovery }: Charter): string {
  const { share, delay, finalShare, finalDelay } = recovery;
  return (
    `Lost keys: ${formatShare(share)} of a person's contacts recover one in ${formatDuration(delay)}; ` +
    `after a veto, ${formatShare(finalShare)} in ${formatDuration(finalDelay)}`
  );
}

function seasonInWords({ season }: Charter): string[] {
  const { length, appraisalPeriod, challengePeriod, appraisals, minimum, standingHalfLife } = season;
  const least = Object.entries(minimum).map(([track, seconds]) => `${track} ${formatMinutes(seconds / 60n)}`);
  const { cap, pairLimit } = season;
  const most = cap === 0n ? "" : `, at most ${formatMinutes(cap / 60n)} a track`;
  const pairs = pairLimit === 0n ? "" : `; two people accept at most ${formatMinutes(pairLimit / 60n)} of each other`;
  const standing = standingHalfLife === 0n ? "does not fade" : `halves every ${formatDuration(standingHalfLife)}`;
  return [
    `Seasons: ${formatDuration(length)}; ${appraisals} peers appraise within ${formatDuration(appraisalPeriod)}, challenges for ${formatDuration(challengePeriod)} more${pairs}`,
    `What counts: at least ${least.join(", ")}${most}; hours in probation ${season.probationaryHoursCount ? "count" : "do not count"}; standing ${standing}`,
  ];
}

function ranksInWords({ ranks }: Charter): string[] {
  const { notice, peers, stewards, term, replyPeriod, decisionPeriod } = ranks;
  const first = stewards === peers ? "" : `, or ${stewards} with stewards where fewer hold it`;
  return [
    `Ranks: conferred by ${peers} who hold it${first}, for ${formatDuration(term)}, on what was published ${formatDuration(notice)} before; ` +
      `reviewed with ${formatDuration(replyPeriod)} to reply and ${formatDuration(decisionPeriod)} to decide`,
  ];
}

type Bucket = Charter["treasury"]["valueEquation"][number];

function bucketInWords(bucket: Bucket): string {
  if (bucket.to === "reserve") return "the reserve";
  if (bucket.to === "equal") return "equal shares";
  if (bucket.to === "financiers") return "the guild's financiers, up to their ceilings";
  if (bucket.to === "contribution") return `${bucket.track} contributions`;
  if (bucket.to === "work") return "the works that brought it, by the credits for each";
  const of = bucket.track === "all" ? "all tracks" : bucket.track;
  if (bucket.to === "standing") return `standing (${of})`;
  return `credits not yet paid for (${of}), at ${formatAmount(bucket.price, 18)} each`;
}

function treasuryInWords({ treasury }: Charter): string[] {
  const buckets = treasury.valueEquation.map((bucket, index, { length }) => {
    const share =
      bucket.share === "rest" || index === length - 1
        ? "the rest"
        : `${formatShare(bucket.share)}${bucket.ofRemaining ? " of what remains" : ""}`;
    return `${share} to ${bucketInWords(bucket)}`;
  });
  const payout = treasury.payout === "pay" ? "paid out on collection" : "lent to the nation until the member leaves";
  const { cap, period } = treasury.reserve;
  const { careBalance, maxRatio, loss } = treasury.rules;
  const care = careBalance ? ["who gives less care than an equal part gets as much less for livelihood"] : [];
  const most = maxRatio === undefined ? [] : [`no payout is over ${formatAmount(maxRatio, 2)} times the lowest`];
  const bears =
    loss === undefined ? [] : [`the reserve bears ${formatShare(loss)} of a loss, and members the rest by hours`];
  const rules = [`members' shares are ${payout}`, ...care, ...most, ...bears];
  return [
    `Surplus: ${buckets.join(", ")}; ${rules.join("; ")}`,
    `Reserve: at most ${formatShare(cap)} may leave in ${formatDuration(period)}`,
    ...treasury.bank.map(
      ({ name, currency, officers, officerTerm, confirmWithin }) =>
        `Bank account "${name}" in ${currency}: two of ${officers.length} officers book each line within ` +
        `${formatDuration(confirmWithin)}; an officer is appointed for ${formatDuration(officerTerm)}`,
    ),
  ];
}

function governanceInWords({ governance }: Charter): string[] {
  const rules = Object.entries(governance.rules).map(([name, rule]) => {
    const blocks = rule.blocks === 0 ? "" : `, ${rule.blocks} blocks stop it`;
    return (
      `Decisions (${name}): over ${formatDuration(rule.votingPeriod)} of voting, ${formatShare(rule.threshold)} for and ` +
      `${formatShare(rule.quorum)} taking part${blocks}; carried out ${formatDuration(rule.executionDelay)} later`
    );
  });
  return [
    ...rules,
    `Councils: a guild decides if nobody objects within ${formatDuration(governance.council.objectionWindow)}`,
  ];
}

function justiceInWords({ justice: { calendar, lot, cases } }: Charter): string[] {
  const rest = calendar.restDays.length === 0 ? "no day of the week rests" : `${calendar.restDays.join(", ")} rest`;
  return [
    `Working days: ${rest}, and ${calendar.closed.length} more days are closed`,
    `Panels by lot: secrets given for ${lot.commitDays} and revealed for ${lot.revealDays} working days, at least ` +
      `${lot.leastReveals}; at most ${lot.rounds} void rounds; an answer within ${lot.answerDays} working days`,
    `Cases: ${cases.mediationDays} working days of mediation, ${cases.replyDays} to reply, ${cases.panelDays} for a panel of ` +
      `${cases.seats}, ${cases.appealDays} to appeal to one of ${cases.appealSeats}; ${formatShare(cases.sanction)} of the ` +
      `seats for a sanction, ${formatShare(cases.expulsion)} for expulsion; no decision means no sanction`,
  ];
}
