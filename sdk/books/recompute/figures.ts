/**
 * The kinds of figures that books are made of: for each, who has one, what the export says it is, and the view that
 * answers it on the chain. A new kind is one entry in the list of its contract.
 */
import { BANK_FIGURES } from "./figures/banks.ts";
import { CONTRIBUTION_FIGURES } from "./figures/contributions.ts";
import { EXPENSE_FIGURES } from "./figures/expenses.ts";
import type { FigureKind } from "./figures/kind.ts";
import { RESERVE_FIGURES } from "./figures/reserve.ts";
import { SURPLUS_FIGURES } from "./figures/surplus.ts";

/** In the order in which they are compared. */
export const FIGURE_KINDS: readonly FigureKind[] = [
  ...CONTRIBUTION_FIGURES,
  ...SURPLUS_FIGURES,
  ...RESERVE_FIGURES,
  ...EXPENSE_FIGURES,
  ...BANK_FIGURES,
];
