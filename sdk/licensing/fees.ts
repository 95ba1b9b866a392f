import type { Nation } from "../connect.ts";

const PAY = 2n;
const RECIPROCATE = 1n;

/**
 * What a grant under one policy costs an agent now: the fee where the policy's cell says Pay, or Reciprocate and the
 * agent's accepted contributions do not reach the minutes; otherwise nothing.
 */
export async function feeDue(
  { contracts: { commons, licences, organisations, policies } }: Nation,
  params: { work: bigint; agent: bigint; policy: bigint; purpose: number },
): Promise<{ token: string; amount: bigint }> {
  const { work, agent, policy, purpose } = params;
  const [{ guild }, { userClass }, fee, terms] = await Promise.all([
    commons.workOf(work),
    organisations.classOf(agent),
    policies.feeOf(policy),
    policies.termsOf(policy),
  ]);
  const { decision } = await policies.cellOf(policy, userClass, purpose);
  const given = decision === RECIPROCATE ? await licences.reciprocityOf(guild, agent) : 0n;
  const due = decision === PAY || (decision === RECIPROCATE && given < terms.reciprocityMinutes);
  return { token: fee.token, amount: due ? fee.amount : 0n };
}
