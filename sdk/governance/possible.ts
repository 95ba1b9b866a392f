import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { explainRevert } from "../reverts.ts";
import type { PlainCalls } from "./actions.ts";

/** Refusals of what a guild's account does that neither time nor money mends; what any other says may change. */
const FOR_EVER: ReadonlySet<string> = new Set([
  "ExpensesAgentsAddress",
  "ExpensesAlreadyAsked",
  "ExpensesBadKind",
  "ExpensesBadMilestones",
  "ExpensesBadPayee",
  "ExpensesBadTerm",
  "ExpensesBudgetOver",
  "ExpensesNoAmount",
  "ExpensesNoEvidence",
  "ExpensesOnlyGuild",
  "ExpensesOtherBudget",
  "ExpensesSeasonClosed",
  "ExpensesUnknownMilestone",
  "GuildTermsBadName",
  "GuildTermsBadRate",
  "GuildTermsBadResource",
  "RanksBadRank",
  "StatementExpired",
  "SurplusBadCeiling",
  "SurplusBadFinancier",
  "SurplusBadPayee",
  "SurplusBooksClosed",
]);

/**
 * Checks that what a guild's account is to do can be carried out one day: each call is tried on the chain as it stands,
 * alone. What is refused for want of money or time, or because an earlier call is missing, passes.
 * @throws NeoguildError the refusal that would stand for ever
 */
export async function requirePossible(nation: Nation, params: { guild: bigint; calls: PlainCalls }): Promise<void> {
  const { targets, values, calldatas } = params.calls;
  const from = await nation.contracts.guilds.accountOf(params.guild);
  for (const [place, to] of targets.entries()) {
    try {
      await nation.provider.call({ from, to, value: values[place] ?? 0n, data: calldatas[place] ?? "0x" });
    } catch (error) {
      const refusal = explainRevert(error);
      if (!(refusal instanceof NeoguildError) || !FOR_EVER.has(refusal.code)) continue;
      const { code, message, remedy, docs } = refusal;
      const told = {
        code,
        message: `this could never be carried out: ${message}`,
        remedy: `${remedy} Nothing was sent.`,
      };
      throw new NeoguildError(docs === undefined ? told : { ...told, docs }, { cause: error });
    }
  }
}
