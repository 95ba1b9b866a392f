/** The words of `ExpenseKind`, in its order. */
export const EXPENSE_KINDS = ["reimbursement", "invoice", "wage", "milestone"] as const;

/** The words of `RequestState`, in its order. */
export const REQUEST_STATES = ["unknown", "asked", "approved", "paid", "withdrawn", "refused"] as const;

/** The words of `MilestoneState`, in its order. */
export const MILESTONE_STATES = ["open", "committed", "delivered", "released"] as const;
