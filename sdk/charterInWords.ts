import type { Charter } from "./charter.ts";
import { ruleInWords } from "./governance/rules.ts";
import { ruleOf } from "./governance/charterRule.ts";
import { formatAmount } from "./treasury/money.ts";
import { fundedGuilds } from "./treasury/terms.ts";
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
    `Licences: ${charter.licensing.policies.map(policyInWords).join(", ")}`,
    ...governanceInWords(charter),
    ...justiceInWords(charter),
  ];
}

/** A licence with what the nation asks for it, such as `PPL` or `… (250 or 16h every 90d; 0.5 a unit)`. */
function policyInWords({ licence, price, reciprocity, term }: Charter["licensing"]["policies"][number]): string {
  const work = reciprocity?.work === undefined ? "" : formatDuration(reciprocity.work);
  const each = [work, reciprocity?.amount ?? ""].filter((part) => part !== "");
  const period = reciprocity?.period === undefined ? "" : ` every ${formatDuration(reciprocity.period)}`;
  const asks = [
    price?.perGrant === undefined ? "" : `${price.perGrant} a grant`,
    each.length === 0 ? "" : `${each.join(reciprocity?.both === true ? " and " : " or ")}${period}`,
    price?.perUnit === undefined ? "" : `${price.perUnit} a unit`,
    term === undefined ? "" : `for ${formatDuration(term)}`,
  ].filter((part) => part !== "");
  return asks.length === 0 ? licence : `${licence} (${asks.join("; ")})`;
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

function bucketInWords(bucket: Bucket, guilds: Charter["guilds"]): string {
  if (bucket.to === "reserve") return "the reserve";
  if (bucket.to === "equal") return "equal shares";
  if (bucket.to === "account") return `the guild "${guilds[bucket.guild - 1]?.name ?? ""}"`;
  if (bucket.to === "financiers") return "the guild's financiers, up to their ceilings";
  if (bucket.to === "contribution") return `${bucket.track} contributions`;
  if (bucket.to === "work") return "the works that brought it, by the credits for each";
  const of = bucket.track === "all" ? "all tracks" : bucket.track;
  if (bucket.to === "standing") return `standing (${of})`;
  return `credits not yet paid for (${of}), at ${formatAmount(bucket.price, 18)} each`;
}

function treasuryInWords(charter: Charter): string[] {
  const { treasury, guilds } = charter;
  const buckets = treasury.valueEquation.map((bucket, index, { length }) => {
    const share =
      bucket.share === "rest" || index === length - 1
        ? "the rest"
        : `${formatShare(bucket.share)}${bucket.ofRemaining ? " of what remains" : ""}`;
    return `${share} to ${bucketInWords(bucket, guilds)}`;
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
    ...fundedGuilds(charter).map(
      ({ name, roster: [first, ...others] }) =>
        `Founded at once, to be paid: the guild "${name}", by founder ${first}` +
        (others.length === 0 ? "" : `, with ${others.join(", ")}`),
    ),
    ...depositCapsInWords(treasury),
    `Reserve: at most ${formatShare(cap)} may leave in ${formatDuration(period)}`,
    ...treasury.bank.map(
      ({ name, currency, officers, officerTerm, confirmWithin }) =>
        `Bank account "${name}" in ${currency}: two of ${officers.length} officers book each line within ` +
        `${formatDuration(confirmWithin)}; an officer is appointed for ${formatDuration(officerTerm)}`,
    ),
  ];
}

function governanceInWords({ governance }: Charter): string[] {
  const rules = Object.entries(governance.rules).map(
    ([name, rule]) => `Decisions (${name}): ${ruleInWords(ruleOf(rule)).join("; ")}`,
  );
  return [
    ...rules,
    ...councilInWords(governance.council),
    ...holdsInWords(governance.holds),
    ...electionsInWords(governance.elections),
    ...cobudgetInWords(governance.cobudget),
    ...chambersInWords(governance.chambers),
    ...brakeInWords(governance.brake),
    `Leaving: a constitutional decision takes effect ${formatDuration(governance.exitWindow)} after it is queued at the earliest`,
    ...delegationsInWords(governance.delegations),
    ...spendingInWords(governance.spending),
    ...originInWords(governance.origin),
  ];
}

type Council = Charter["governance"]["council"];

function councilInWords({ objectionWindow, rounds, tenure, vote, routine }: Council): string[] {
  const again = rounds === 1 ? "" : `, in up to ${rounds} rounds`;
  const electors = tenure === 0n ? "its roster" : `who has been on its roster for ${formatDuration(tenure)}`;
  const then =
    vote === undefined
      ? ""
      : `; then ${electors} votes for ${formatDuration(vote.window)}, ${formatShare(vote.threshold)}`;
  const acts =
    routine === undefined
      ? []
      : [`Routine of stewards: carried out unless somebody objects within ${formatDuration(routine.window)}`];
  return [
    `Councils: a guild decides if nobody objects within ${formatDuration(objectionWindow)}${again}${then}`,
    ...acts,
  ];
}

function holdsInWords(holds: Charter["governance"]["holds"]): string[] {
  if (holds === undefined) return [];
  const { members, share, duration } = holds;
  const who = [
    ...(members > 0 ? [`${members} members`] : []),
    ...(share > 0n ? [`${formatShare(share)} of the members`] : []),
  ].join(", at least ");
  return [`Holds: ${who} suspend a council's decision for ${formatDuration(duration)}, in which the assembly decides`];
}

type Elections = Charter["governance"]["elections"];
type Chambers = NonNullable<Charter["governance"]["chambers"]>;
type Brake = NonNullable<Charter["governance"]["brake"]>;
type ElectedOffice = NonNullable<Elections["stewards"]>;

function electionsInWords({ stewards, offices }: Elections): string[] {
  const guilds = stewards === undefined ? [] : [`Elected by each guild: ${officeInWords("steward", stewards)}`];
  return [...guilds, ...offices.map((office) => `Elected by the members: ${officeInWords(office.name, office)}`)];
}

function chambersInWords(chambers: Chambers | undefined): string[] {
  if (chambers === undefined) return [];
  const { two, three, raise, members, masters, organisations } = chambers;
  const sit = [
    ...(members === undefined ? [] : ["the members"]),
    ...(masters === undefined ? [] : ["the masters of guilds"]),
    ...(organisations === undefined ? [] : ["organisations and pact partners"]),
  ];
  const shares = [
    `${formatShare(two)} of each of two`,
    ...(sit.length === 3 ? [`${formatShare(three)} of each of three`] : []),
  ];
  const again = raise === 0n ? "" : `, and ${formatShare(raise)} more for each veto of the same before`;
  return [`Chambers (${sit.join(", ")}): a decision is vetoed by ${shares.join(" or ")}${again}; by none alone`];
}

function brakeInWords(brake: Brake | undefined): string[] {
  if (brake === undefined) return [];
  const { office, officers, members, gathers, lasts } = brake;
  const who = [
    ...(office === undefined ? [] : [`${officers} who hold the office ${office}`]),
    ...(members === 0 ? [] : [`${members} members`]),
  ];
  return [
    `Brake: ${who.join(" or ")}, within ${formatDuration(gathers)}, have new acts wait for ${formatDuration(lasts)}; ` +
      "then only once the assembly has armed it again",
  ];
}

function officeInWords(name: string, office: ElectedOffice): string {
  const { seats, term, termsInRow, tenure, rank, standing, nominations, voting } = office;
  const row = termsInRow === 0 ? "" : `, at most ${termsInRow} in a row`;
  const here = tenure === 0n ? [] : [`${formatDuration(tenure)} here`];
  const merit = [
    ...(rank === undefined ? [] : [`the rank ${rank}`]),
    ...(standing === 0n ? [] : [`a standing of ${formatMinutes(standing / 60n)}`]),
  ].join(" or ");
  const needs = [...here, ...(merit === "" ? [] : [merit])];
  const who = needs.length === 0 ? "" : `; who stands has ${needs.join(" and ")}`;
  return (
    `${seats} x ${name} for ${formatDuration(term)}${row}; nominations for ${formatDuration(nominations)}, then a vote by ` +
    `approval for ${formatDuration(voting)}${who}`
  );
}

function spendingInWords(spending: Charter["governance"]["spending"]): string[] {
  return (spending?.caps ?? []).map(({ token, perDecision, perPeriod }) => {
    const caps = [
      ...(perDecision === 0n ? [] : [`above ${perDecision} it takes the constitutional rule too`]),
      ...(perPeriod === 0n
        ? []
        : [
            ...(perDecision === 0n ? [`above ${perPeriod} it takes the constitutional rule too`] : []),
            `all of them spend at most ${perPeriod} in ${formatDuration(spending?.period ?? 0n)}`,
          ]),
    ];
    return `Spending of ${tokenInWords(token)} by ordinary decisions, in its smallest unit: ${caps.join("; ")}`;
  });
}

function depositCapsInWords({ depositCaps }: Charter["treasury"]): string[] {
  return depositCaps.map(
    ({ token, most }) => `Deposits: the surplus takes ${most} of ${tokenInWords(token)} for now, in its smallest unit`,
  );
}

function tokenInWords(token: string): string {
  return BigInt(token) === 0n ? "the native coin" : token;
}

function cobudgetInWords(cobudget: Charter["governance"]["cobudget"]): string[] {
  if (cobudget === undefined) return [];
  const own = cobudget.ownAllowed ? "also to one's own guild" : "not to one's own guild";
  const paid = cobudget.onDelivery
    ? `paid once delivered, within ${formatDuration(cobudget.deliveryPeriod)} of the round's end`
    : "paid into the guild's surplus at once";
  return [`Cobudget: each member gives an equal share of a round's budget, ${own}; what is funded is ${paid}`];
}

function delegationsInWords(delegations: Charter["governance"]["delegations"]): string[] {
  if (delegations === undefined) return [];
  const most = delegations.most === 0 ? "" : `, each for at most ${delegations.most} members a topic`;
  return [
    `Delegates: by topic and for at most ${formatDuration(delegations.longest)}${most}; one's own ballot comes first`,
  ];
}

function originInWords(origin: Charter["governance"]["origin"]): string[] {
  if (origin === undefined) return [];
  const { chain, moving, move, root } = origin;
  return [`Came from chain ${chain}: move ${move} of ${moving}, lines with the root ${root}`];
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
