import { formatUnits } from "ethers";

import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { tokenView, type TokenView } from "../../treasury/tokens.ts";
import { formatMoment } from "../../units.ts";
import type { PlainCalls } from "../actions.ts";
import { listsOf } from "../proposals.ts";

// What a decision spends of tokens, beside the nation's caps.

/** What a decision spends of one token, beside the caps; 0 is no such cap. */
export interface Spent {
  readonly token: TokenView;
  readonly amount: bigint;
  readonly perDecision: bigint;
  readonly perPeriod: bigint;
  /** By decisions of the running period. */
  readonly spentSoFar: bigint;
}

/** The number of the constitutional rule. */
const CONSTITUTIONAL = 0n;

interface SpendingParams {
  readonly proposal: bigint;
  readonly calls: PlainCalls;
  /** Whether the proposal was made, so that the contract has noted what kind of decision it is. */
  readonly made: boolean;
  /** The number of the rule each call takes by itself. */
  readonly ruleOfCall: readonly bigint[];
}

/** What the calls spend, and whether an ordinary decision of these calls would be over the period's cap. */
export async function spendingOf(
  nation: Nation,
  { proposal, calls, made, ruleOfCall }: SpendingParams,
): Promise<{ spends: Spent[]; refusals: NeoguildError[] }> {
  const { spending } = nation.contracts;
  if (!(await spending.isOn())) return { spends: [], refusals: [] };
  const lists = listsOf(calls);
  const [[tokens, amounts], above, { noted, constitutional }, period] = await Promise.all([
    spending.spendingOf(...lists),
    spending.isAbove(...lists),
    spending.notedOf(proposal),
    spending.period(),
  ]);
  const ordinary = made ? noted && !constitutional : !above && !ruleOfCall.includes(CONSTITUTIONAL);
  const spends = await Promise.all(
    tokens.map(async (address, index) => {
      const [{ perDecision, perPeriod }, spentSoFar, token] = await Promise.all([
        spending.capOf(address),
        spending.spentIn(address),
        tokenView(nation, address),
      ]);
      return { token, amount: amounts[index] ?? 0n, perDecision, perPeriod, spentSoFar };
    }),
  );
  const now = await nation.clock();
  const over = spends.filter(
    ({ amount, perPeriod, spentSoFar }) => perPeriod !== 0n && spentSoFar + amount > perPeriod,
  );
  const nextAt = (now / period + 1n) * period;
  return { spends, refusals: ordinary ? over.map((one) => overPeriod(one, nextAt)) : [] };
}

/** What it spends, one line for each token. */
export function spentInWords({ token, amount, perDecision, perPeriod, spentSoFar }: Spent): string {
  const money = (units: bigint) => `${formatUnits(units, token.decimals).replace(/\.0$/, "")} ${token.symbol}`;
  const decision =
    perDecision === 0n
      ? []
      : [
          amount > perDecision
            ? `above the cap of ${money(perDecision)} for a decision, so it takes the constitutional rule too`
            : `within the cap of ${money(perDecision)} for a decision`,
        ];
  const period = perPeriod === 0n ? [] : [`${money(spentSoFar)} of ${money(perPeriod)} are spent in this period`];
  if (perPeriod !== 0n && amount > perPeriod)
    period.push("no period has room for it, so it takes the constitutional rule too");
  return `it spends ${[money(amount), ...decision, ...period].join("; ")}`;
}

function overPeriod({ token, amount, perPeriod, spentSoFar }: Spent, nextAt: bigint): NeoguildError {
  const left = spentSoFar < perPeriod ? perPeriod - spentSoFar : 0n;
  const money = (units: bigint) => `${formatUnits(units, token.decimals)} ${token.symbol}`;
  return new NeoguildError({
    code: "SpendingOverCap",
    message: `it spends ${money(amount)}, and ${money(left)} are left of what ordinary decisions may spend in this period`,
    remedy: `Execute it from ${formatMoment(nextAt)} on, when the next period begins, or propose less.`,
    docs: "docs/spending.md",
  });
}
