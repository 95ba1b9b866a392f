import { budgetOf, requestOf, unpaidOf, withoutBudgetOf } from "../../../treasury/expensesFold.ts";
import { everyFolio, fields, type FigureKind } from "./kind.ts";

/** Costs that were asked for and approved. */
export const EXPENSE_FIGURES: readonly FigureKind[] = [
  {
    kind: "costs approved and unpaid",
    contract: "expenses",
    view: "unpaidOf",
    figures: (world) =>
      everyFolio(world).map(({ guild, season, token }) => ({
        who: `guild ${guild}, season ${season}, token ${token}`,
        args: [guild, season, token],
        says: { unpaid: unpaidOf(world.expenses, guild, season, token) },
      })),
    read: ([unpaid]) => ({ unpaid: unpaid as bigint }),
  },
  {
    kind: "costs approved and unpaid",
    contract: "expenses",
    view: "withoutBudgetOf",
    figures: (world) =>
      everyFolio(world).map(({ guild, season, token }) => ({
        who: `guild ${guild}, season ${season}, token ${token}`,
        args: [guild, season, token],
        says: { withoutBudget: withoutBudgetOf(world.expenses, guild, season, token) },
      })),
    read: ([withoutBudget]) => ({ withoutBudget: withoutBudget as bigint }),
  },
  {
    kind: "requests for money",
    contract: "expenses",
    view: "requestOf",
    figures: ({ expenses }) =>
      [...expenses.requests.keys()].map((request) => {
        const { amount, guild, season, state, payee, token } = requestOf(expenses, request);
        return { who: `request ${request}`, args: [request], says: { amount, guild, season, state, payee, token } };
      }),
    read: fields("amount", "guild", "season", "state", "payee", "token"),
  },
  {
    kind: "budgets",
    contract: "expenses",
    view: "budgetOf",
    figures: ({ expenses }) =>
      [...expenses.budgets.keys()].map((budget) => {
        const { amount, bound, ended, token } = budgetOf(expenses, budget);
        return { who: `budget ${budget}`, args: [budget], says: { amount, bound, ended, token } };
      }),
    read: fields("amount", "bound", "ended", "token"),
  },
];
