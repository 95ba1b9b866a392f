import type { Nation } from "../connect.ts";
import { classesInWords, inWords } from "./words.ts";
import { DECISIONS, type Decision } from "./catalogue.ts";
import { USER_CLASSES, type UserClass } from "./kinds.ts";
import { USE_REASONS, type UseReason } from "./explain.ts";
import { RIGHTS } from "../membership/chapters/uses.ts";
import { formatAmount } from "../treasury/money.ts";
import { tokenView, type TokenView } from "../treasury/tokens.ts";
import { formatMinutes } from "../units.ts";

/** What one policy of a work answers an agent, and what it would ask for. */
export interface PolicyOption {
  readonly policy: bigint;
  readonly licence: string;
  readonly decision: Decision;
  readonly reason: UseReason;
  /** Such as `250 ETH or 16 h every 90 days`; empty where nothing is asked, or nothing would help. */
  readonly asks: string;
}

/** Every policy of a work with its answer, the most permissive first. */
export async function optionsFor(
  connected: Nation,
  params: { work: bigint; agent: bigint; purpose: number },
): Promise<PolicyOption[]> {
  const { licences, policies } = connected.contracts;
  const options = await licences.optionsOf(params.work, params.agent, params.purpose);
  const read = options.map(async (option): Promise<PolicyOption> => {
    const { policy, decision, reason } = option;
    const [{ spdxId: licence }, view] = await Promise.all([
      policies.policyOf(policy),
      tokenView(connected, option.token),
    ]);
    const reasonName = USE_REASONS[Number(reason)] ?? "UnknownWork";
    const { both } = (await policies.policyOf(policy)).reciprocity;
    return {
      ...{ policy, licence, reason: reasonName, decision: DECISIONS[Number(decision)] ?? "Forbidden" },
      asks: asksInWords(reasonName, { ...pick(option), both }, view),
    };
  });
  return byReason(await Promise.all(read));
}

/**
 * The same for a member of another nation, by the row that `Licences.recognisedCanUse` answers by: that of recognised guests
 * while their pass gives the right to use works, otherwise that of anybody. They can hold no grant, and so give nothing.
 */
export async function optionsForGuest(
  connected: Nation,
  params: { work: bigint; treaty: bigint; guest: bigint; purpose: number },
): Promise<PolicyOption[]> {
  const { work, treaty, guest, purpose } = params;
  const recognised = await connected.contracts.treaties.hasRight(treaty, guest, RIGHTS.indexOf("licence"));
  return optionsForClass(connected, { work, userClass: recognised ? "recognised guest" : "individual", purpose });
}

/** What every policy of a work answers a class, and would ask of it, before anything was granted or contributed. */
export async function optionsForClass(
  connected: Nation,
  { work, userClass, purpose }: { work: bigint; userClass: UserClass; purpose: number },
): Promise<PolicyOption[]> {
  const { commons, policies } = connected.contracts;
  const row = USER_CLASSES.indexOf(userClass);
  const [offered, { grantsStopped }] = await Promise.all([commons.policiesOf(work), commons.workOf(work)]);
  const read = offered.map(async (policy): Promise<PolicyOption> => {
    const [{ spdxId: licence, price }, cell, ask] = await Promise.all([
      policies.policyOf(policy),
      policies.cellOf(policy, row, purpose),
      policies.askOf(policy, row),
    ]);
    const said = DECISIONS[Number(cell.decision)] ?? "Forbidden";
    const stopped = grantsStopped && !(said === "Free" && cell.irrevocable);
    const [decision, reason]: [Decision, UseReason] = stopped
      ? ["Forbidden", "NotOffered"]
      : [said, reasonOf(said, { isPriced: price.perGrant !== 0n, periodDays: ask.periodDays })];
    const { perGrant, perUnit, amount: perPeriod, periodDays, minutesAsked, both } = ask;
    const minutesMissing = periodDays === 0n ? minutesAsked : 0n;
    const asked = { perGrant, perUnit, perPeriod, periodDays, minutesAsked, minutesMissing, both };
    const asks = asksInWords(reason, asked, await tokenView(connected, ask.token));
    return { policy, licence, decision, reason, asks };
  });
  return byReason(await Promise.all(read));
}

/** As the contract's `Questions.reasonOf`. */
function reasonOf(
  decision: Decision,
  { isPriced, periodDays }: { readonly isPriced: boolean; readonly periodDays: bigint },
): UseReason {
  if (decision === "Free") return "Open";
  if (decision === "Forbidden") return "NotForThisClass";
  if (decision === "Pay") return "FeeDue";
  if (decision === "ByApproval") return "ApprovalNeeded";
  if (periodDays !== 0n) return "ReciprocityOffered";
  return isPriced ? "ContributionsOrFeeDue" : "ContributionsMissing";
}

const byReason = (options: readonly PolicyOption[]) =>
  options.toSorted((a, b) => USE_REASONS.indexOf(a.reason) - USE_REASONS.indexOf(b.reason));

interface Asked {
  readonly perGrant: bigint;
  readonly perUnit: bigint;
  readonly perPeriod: bigint;
  readonly periodDays: bigint;
  readonly minutesAsked: bigint;
  readonly minutesMissing: bigint;
  readonly both: boolean;
}

const pick = ({ perGrant, perUnit, perPeriod, periodDays, minutesAsked, minutesMissing }: Omit<Asked, "both">) => ({
  ...{ perGrant, perUnit, perPeriod, periodDays, minutesAsked, minutesMissing },
});

function asksInWords(reason: UseReason, asked: Asked, { decimals, symbol }: TokenView): string {
  const money = (amount: bigint) => `${formatAmount(amount, decimals)} ${symbol}`;
  const { perGrant, perUnit, perPeriod, periodDays, minutesAsked, minutesMissing, both } = asked;
  const units = perUnit === 0n ? [] : [`${money(perUnit)} for each unit`];
  const work = `${formatMinutes(minutesMissing)} more of work accepted in this season`;
  if (reason === "FeeDue") return inWords([...(perGrant === 0n ? [] : [money(perGrant)]), ...units]);
  if (reason === "ContributionsMissing") return work;
  if (reason === "ContributionsOrFeeDue") return `${work}, or ${money(perGrant)}`;
  if (reason === "ApprovalNeeded") return "a steward's approval";
  if (reason !== "ReciprocityOffered") return "";
  const each = [minutesAsked === 0n ? "" : formatMinutes(minutesAsked), perPeriod === 0n ? "" : money(perPeriod)];
  const parts = each.filter((part) => part !== "").join(both ? " and " : " or ");
  return inWords([`${parts} every ${periodDays} days`, ...units]);
}

/** Classes to whom some policy of a work gives this purpose free, such as `members and worker co-ops`; empty if to none. */
export async function freeFor(
  { contracts: { commons, policies } }: Nation,
  params: { work: bigint; purpose: number },
): Promise<string> {
  const [offered, { grantsStopped }] = await Promise.all([
    commons.policiesOf(params.work),
    commons.workOf(params.work),
  ]);
  const terms = await Promise.all(offered.map((policy) => policies.termsOf(policy)));
  const free = USER_CLASSES.filter((_, row) =>
    terms.some(({ matrix, irrevocable }) => {
      const cell = (matrix >> BigInt(3 * (5 * row + params.purpose))) & 7n;
      return cell === 0n && (irrevocable || !grantsStopped);
    }),
  );
  return free.length === 0 ? "" : classesInWords(free);
}
