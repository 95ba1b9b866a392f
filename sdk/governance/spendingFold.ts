import type { DecodedLog } from "../logs.ts";
import type * as Spending from "../../typechain-types/contracts/governance/Spending.ts";
import type { Cap } from "./spending.ts";

/** The state of `Spending`, rebuilt from its logs alone. */
export interface SpendingState {
  period: bigint;
  readonly caps: Map<string, Cap>;
  /** By target and selector: whether it pays, and where token and amount stand. */
  readonly paying: Map<string, readonly [pays: boolean, tokenWord: bigint, amountWord: bigint]>;
  /** Whether a proposal that spends took the constitutional rule. */
  readonly noted: Map<bigint, boolean>;
  /** What was spent of a token in the last period in which anything was. */
  readonly uses: Map<string, { readonly period: bigint; readonly spent: bigint }>;
}

interface Events {
  CapSet: Spending.CapSetEvent.OutputObject;
  SpendingPeriodSet: Spending.SpendingPeriodSetEvent.OutputObject;
  PayingSet: Spending.PayingSetEvent.OutputObject;
  SpendingNoted: Spending.SpendingNotedEvent.OutputObject;
  SpendingBooked: Spending.SpendingBookedEvent.OutputObject;
}

type Reducer = (state: SpendingState, args: never) => void;

const REDUCERS: { readonly [E in keyof Events]: (state: SpendingState, args: Events[E]) => void } = {
  CapSet({ caps }, { token, cap: { perDecision, perPeriod } }) {
    caps.set(token, { perDecision, perPeriod });
  },
  SpendingPeriodSet(state, { newPeriod }) {
    state.period = newPeriod;
  },
  PayingSet({ paying }, { target, selector, pays, tokenWord, amountWord }) {
    paying.set(`${target} ${selector}`, [pays, tokenWord, amountWord]);
  },
  SpendingNoted({ noted }, { proposalId, constitutional }) {
    noted.set(proposalId, constitutional);
  },
  SpendingBooked({ uses }, { token, period, spent }) {
    uses.set(token, { period, spent });
  },
};

/** Folds the logs of `Spending`, in the order of the chain. */
export function foldSpending(logs: Iterable<DecodedLog>): SpendingState {
  const state: SpendingState = {
    period: 0n,
    caps: new Map(),
    paying: new Map(),
    noted: new Map(),
    uses: new Map(),
  };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args as never);
  return state;
}

/** `spentIn`, folded. */
export function spentIn({ uses, period }: SpendingState, token: string, now: bigint): bigint {
  const use = uses.get(token);
  return use !== undefined && use.period === now / period ? use.spent : 0n;
}

/** `isOn`, folded. */
export function isOn({ caps }: SpendingState): boolean {
  return [...caps.values()].some(({ perDecision, perPeriod }) => perDecision !== 0n || perPeriod !== 0n);
}
