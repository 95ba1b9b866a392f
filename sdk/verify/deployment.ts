import type { HashedCharter } from "../charter.ts";
import type { Nation } from "../connect.ts";
import { proveNobodyElse } from "../deployment.ts";
import type { Check } from "./check.ts";
import { checkCode, type Planned } from "./code.ts";
import { checkNothingMore } from "./extras.ts";
import { foundedAt } from "./history.ts";
import { checkRules } from "./rules.ts";

export interface VerifyParams {
  readonly charter: HashedCharter;
  /** Every contract as the charter and the compiled sources make it. */
  readonly planned: readonly Planned[];
}

/**
 * Everything that can be asked of a nation on the chain beside its charter: its code, who holds what, its rules. What
 * other code answers proves nothing, so the rest is asked only where all the code is right.
 */
export async function checkDeployment(nation: Nation, { charter, planned }: VerifyParams): Promise<Check[]> {
  const code = await Promise.all(planned.map((contract) => checkCode(nation.provider, contract)));
  if (code.some(({ holds }) => !holds)) return code;
  const founded = await foundedAt(nation);
  const [owners, rules, extras] = await Promise.all([
    proveNobodyElse(nation),
    checkRules(nation, charter, founded),
    checkNothingMore(nation, charter, founded),
  ]);
  return [...code, ...owners, ...rules, ...extras];
}
