import type { Nation } from "../connect.ts";
import { USE_REASONS, type UseReason } from "./explain.ts";

const FEE_REASONS: readonly UseReason[] = ["FeeDue", "ContributionsOrFeeDue"];

/**
 * What taking a grant under one policy costs an agent now: the flat price of the agent's class where the policy's cell says
 * Pay, or Reciprocate without periods and the agent's accepted contributions do not reach the minutes; otherwise nothing.
 * And the most it binds them to: that, or the amount of each period.
 */
export async function feeDue(
  { contracts: { licences, organisations, policies } }: Nation,
  params: { work: bigint; agent: bigint; policy: bigint; purpose: number },
): Promise<{ token: string; amount: bigint; most: bigint }> {
  const { work, agent, policy, purpose } = params;
  const [options, { userClass }] = await Promise.all([
    licences.optionsOf(work, agent, purpose),
    organisations.classOf(agent),
  ]);
  const { token, perGrant } = await policies.perGrantOf(policy, userClass);
  const option = options.find((each) => each.policy === policy);
  const due = option !== undefined && FEE_REASONS.includes(USE_REASONS[Number(option.reason)] ?? "UnknownWork");
  const amount = due ? perGrant : 0n;
  const perPeriod = option?.perPeriod ?? 0n;
  return { token, amount, most: amount > perPeriod ? amount : perPeriod };
}

/** What so many units more cost on a grant, and how much of it is paid with the report: all of it where it has no periods. */
export async function unitFee(
  { contracts: { licences, policies } }: Nation,
  params: { number: bigint; work: bigint; licensee: bigint; purpose: number; policy: bigint; units: bigint },
): Promise<{ fee: bigint; now: bigint }> {
  const { number, work, licensee, purpose, policy, units } = params;
  const [{ userClass, paid }, { unitFees }] = await Promise.all([
    licences.grantOf(work, licensee, purpose),
    licences.meterOf(number),
  ]);
  const { perUnit, ceiling, periodDays } = await policies.askOf(policy, userClass);
  const left = ceiling - paid - unitFees;
  const whole = perUnit * units;
  const fee = ceiling === 0n || whole < left ? whole : left > 0n ? left : 0n;
  return { fee, now: periodDays === 0n ? fee : 0n };
}
