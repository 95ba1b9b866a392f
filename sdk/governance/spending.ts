import type { Charter } from "../charter.ts";
import { CALLABLE } from "./selectors.ts";

/** As `ISpending.Cap`, in the token's smallest unit; 0 is no limit of that kind. */
export interface Cap {
  readonly perDecision: bigint;
  readonly perPeriod: bigint;
}

/** The period where a charter caps nothing: it matters only once the nation sets a cap. */
const PERIOD = 30n * 86_400n;

/** Functions that pay of what is the nation's but not the timelock's; their tokens and amounts are named so. */
const PAYING = ["Reserve.spend", "Reserve.lend"];

/** The charter's caps on what ordinary decisions spend, as `Spending` takes them. */
export function spendingTerms({ governance }: Charter): { period: bigint; tokens: string[]; caps: Cap[] } {
  const { period, caps } = governance.spending ?? { period: PERIOD, caps: [] };
  return {
    period,
    tokens: caps.map(({ token }) => token),
    caps: caps.map(({ perDecision, perPeriod }) => ({ perDecision, perPeriod })),
  };
}

/** What pays of the nation's, and where in its arguments token and amount stand. */
export function payingActs(): { contract: string; selector: string; tokenWord: bigint; amountWord: bigint }[] {
  return PAYING.map((act) => {
    const [contract = "", name = ""] = act.split(".");
    const fragment = CALLABLE[contract]?.getFunction(name);
    const wordOf = (wanted: string) => BigInt(fragment?.inputs.findIndex((input) => input.name === wanted) ?? -1);
    const [tokenWord, amountWord] = [wordOf("token"), wordOf("amount")];
    if (fragment == null || tokenWord < 0n || amountWord < 0n) throw new TypeError(`${act} names no token and amount`);
    return { contract, selector: fragment.selector, tokenWord, amountWord };
  });
}
