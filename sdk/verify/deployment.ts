import type { HashedCharter } from "../charter.ts";
import type { Nation } from "../connect.ts";
import { proveNobodyElse } from "../deployment.ts";
import type { Check } from "./check.ts";
import { checkCode, type Planned } from "./code.ts";
import { checkNothingMore } from "./extras.ts";
import { checkRules } from "./rules.ts";

export interface VerifyParams {
  readonly charter: HashedCharter;
  /** Every contract as the charter and the compiled sources make it. */
  readonly planned: readonly Planned[];
}

/** Everything that can be asked of a nation on the chain beside its charter: its code, who holds what, its rules. */
export async function checkDeployment(nation: Nation, { charter, planned }: VerifyParams): Promise<Check[]> {
  const [code, owners, rules, extras] = await Promise.all([
    Promise.all(planned.map((contract) => checkCode(nation.provider, contract))),
    proveNobodyElse(nation),
    checkRules(nation, charter),
    checkNothingMore(nation, charter),
  ]);
  return [...code, ...owners, ...rules, ...extras];
}
