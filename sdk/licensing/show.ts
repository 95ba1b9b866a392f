import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { PURPOSES, USER_CLASSES } from "./kinds.ts";
import { grantNumber } from "./grants.ts";
import { STANDINGS, type Standing } from "./obligations.ts";
import { formatAmount } from "../treasury/money.ts";
import { tokenView, type TokenView } from "../treasury/tokens.ts";
import { formatMinutes, formatMoment } from "../units.ts";

/** What a grant is known by. */
export interface GrantKey {
  readonly work: bigint;
  readonly licensee: bigint;
  readonly purpose: number;
}

const BASES = ["free", "in return", "for money", "by approval"];

/** A grant with its meter as it is now, in the words and numbers that several tasks show. */
export interface ShownGrant extends GrantKey {
  readonly number: bigint;
  readonly policy: bigint;
  readonly standing: Standing;
  readonly amount: bigint;
  readonly minutesDue: bigint;
  readonly view: TokenView;
  readonly token: string;
  readonly lines: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads a grant, undefined if there is none. */
export async function showGrant(connected: Nation, key: GrantKey): Promise<ShownGrant | undefined> {
  const { licences, policies } = connected.contracts;
  const { work, licensee, purpose } = key;
  const number = grantNumber(work, licensee, BigInt(purpose));
  const [grant, meter, due] = await Promise.all([
    licences.grantOf(work, licensee, purpose),
    licences.meterOf(number),
    licences.dueOf(number),
  ]);
  if (grant.grantedAt === 0n) return undefined;
  const [{ spdxId }, ask] = await Promise.all([
    policies.policyOf(grant.policy),
    policies.askOf(grant.policy, grant.userClass),
  ]);
  const view = await tokenView(connected, ask.token);
  const standing = STANDINGS[Number(due.standing)] ?? "None";
  const money = (amount: bigint) => `${formatAmount(amount, view.decimals)} ${view.symbol}`;
  const until = grant.expiresAt === 0n ? "for ever" : `until ${formatMoment(grant.expiresAt)}`;
  const byPeriods = ask.periodDays !== 0n && (grant.basis === 1n || grant.basis === 2n);
  const lines = [
    `Licence ${number}: agent ${licensee}, work ${work}, ${PURPOSES[purpose] ?? ""}, policy ${grant.policy} (${spdxId})`,
    `  granted ${BASES[Number(grant.basis)] ?? ""} on ${formatMoment(grant.grantedAt)} as ${USER_CLASSES[Number(grant.userClass)] ?? ""}, ${until}; version ${grant.version}`,
    `  ${wordsOf(standing)}`,
  ];
  if (grant.paid !== 0n) lines.push(`  paid for it: ${money(grant.paid)}`);
  if (byPeriods) {
    const asked = [
      grant.basis === 1n && ask.minutesAsked !== 0n ? formatMinutes(ask.minutesAsked) : "",
      grant.basis === 1n && ask.amount !== 0n ? money(ask.amount) : "",
    ].filter((part) => part !== "");
    const each = asked.join(ask.both ? " and " : " or ") || "the units reported in it";
    const counted = standing === "Lapsed" ? "periods to give for in all" : "whole periods so far";
    lines.push(`  every ${ask.periodDays} days: ${each}; ${due.periods} ${counted}`);
    lines.push(`  given: ${money(meter.paid)} and ${formatMinutes(meter.minutesCounted)}`);
    if (due.amount !== 0n || due.minutesDue !== 0n) {
      const open = [
        due.amount === 0n ? "" : money(due.amount),
        due.minutesDue === 0n ? "" : formatMinutes(due.minutesDue),
      ];
      const joint = due.amount !== 0n && due.minutesDue !== 0n && !ask.both ? " or " : " and ";
      lines.push(`  open: ${open.filter((part) => part !== "").join(joint)}, since ${formatMoment(due.dueAt)}`);
    }
    if (standing === "Kept" && due.dueAt !== 0n) lines.push(`  next due: ${formatMoment(due.dueAt)}`);
    if (standing === "InGrace") lines.push(`  to be given by ${formatMoment(due.breachAt)}`);
    if (standing === "Overdue") lines.push(`  lapses on ${formatMoment(due.lapsesAt)} unless it is given before`);
  }
  if (meter.units !== 0n) lines.push(`  reported: ${meter.units} units, ${money(meter.unitFees)} for them`);
  if (meter.suspended !== 0n) lines.push(`  suspended by a case until ${formatMoment(meter.suspendedUntil)}`);
  if (meter.ended !== 0n) lines.push("  ended by a case");
  const { userClass, version, grantedAt, expiresAt, paid } = grant;
  const { periods, dueAt, breachAt, lapsesAt, amount, minutesDue } = due;
  return {
    ...{
      work,
      licensee,
      purpose,
      number,
      policy: grant.policy,
      standing,
      amount,
      minutesDue,
      view,
      token: ask.token,
      lines,
    },
    data: {
      ...{ number, work, licensee, purpose: PURPOSES[purpose], policy: grant.policy, licence: spdxId },
      ...{
        basis: BASES[Number(grant.basis)],
        userClass: USER_CLASSES[Number(userClass)],
        version,
        grantedAt,
        expiresAt,
        paid,
      },
      ...{ standing, periods, amount, minutesDue, dueAt, breachAt, lapsesAt },
      meter: {
        ...{ given: meter.paid, minutesCounted: meter.minutesCounted, units: meter.units, unitFees: meter.unitFees },
        ...{ noticedAt: meter.noticedAt, lapsedAt: meter.lapsedAt, suspendedUntil: meter.suspendedUntil },
        ...{ suspended: meter.suspended, ended: meter.ended, lapsedPeriods: meter.lapsedPeriods },
      },
    },
  };
}

function wordsOf(standing: Standing): string {
  const words: Readonly<Record<Standing, string>> = {
    None: "there is none",
    Kept: "in force",
    InGrace: "in force; what the last period asked for is open",
    Overdue: "overdue: in force again once what is open is given",
    Lapsed: "lapsed",
    Over: "its term is over",
  };
  return words[standing];
}

/** As `showGrant`. @throws NeoguildError `LicencesNoGrant` */
export async function requireGrant(connected: Nation, key: GrantKey): Promise<ShownGrant> {
  const grant = await showGrant(connected, key);
  if (grant !== undefined) return grant;
  const { work, licensee, purpose } = key;
  const word = PURPOSES[purpose] ?? "";
  throw new NeoguildError({
    code: "LicencesNoGrant",
    message: `agent ${licensee} was granted nothing for work ${work} (${word})`,
    remedy: `Take one with 'npx hardhat licence:grant --by ${licensee} --work ${work} --policy P --purpose ${word}'.`,
    docs: "docs/errors.md#licencesnogrant",
  });
}
