import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { readLogs } from "../logs.ts";
import { foldExpenses, type ExpensesState } from "./expensesFold.ts";

/** The words of `ExpenseKind`, in its order. */
export const EXPENSE_KINDS = ["reimbursement", "invoice", "wage", "milestone"] as const;

/** The words of `RequestState`, in its order. */
export const REQUEST_STATES = ["unknown", "asked", "approved", "paid", "withdrawn", "refused"] as const;

/** The words of `MilestoneState`, in its order. */
export const MILESTONE_STATES = ["open", "committed", "delivered", "released"] as const;

/** Everything guilds have granted, asked, approved and paid, from the logs. */
export async function readExpenses(nation: Nation): Promise<ExpensesState> {
  return foldExpenses(await readLogs(nation, ["expenses"]));
}

/** One of the words of a list, by its place; a place beyond it is shown as it is. */
export function wordOf(words: readonly string[], place: bigint): string {
  return words[Number(place)] ?? `code ${place}`;
}

/** A request that waits for approval or payment, of a milestone. @throws NeoguildError `ExpenseUnknown` */
export function deliveryOf({ requests }: ExpensesState, budget: bigint, milestone: bigint): string {
  const found = [...requests].findLast(
    ([, each]) => each.budget === budget && each.milestone === milestone && each.state >= 1n && each.state <= 3n,
  );
  if (found !== undefined) return found[0];
  throw new NeoguildError({
    code: "ExpenseUnknown",
    message: `milestone ${milestone} of budget ${budget} is not delivered`,
    remedy: `See where it stands with 'npx hardhat budget:show --budget ${budget}'.`,
  });
}

/** A guild's request. @throws NeoguildError `ExpenseUnknown` */
export function requestIn({ requests }: ExpensesState, request: string) {
  const found = requests.get(request.toLowerCase());
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "ExpenseUnknown",
    message: `nobody asked ${request}`,
    remedy: "See a guild's requests with 'npx hardhat expense:list --guild ID'.",
  });
}
