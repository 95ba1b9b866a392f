import type { BaseContract } from "ethers";

import type { Nation } from "../../sdk/connect.ts";
import type { PlainCalls } from "../../sdk/governance/actions.ts";
import { proposeToCouncil } from "../proposing.ts";
import type { Report, TaskContext } from "../task.ts";

/** A deadline that a decision of a council never misses (Unix seconds, the largest `uint40`). */
export const NO_END = (1n << 40n) - 1n;

/** The calls by which a guild itself acts in `Expenses`, or in `Surplus`. */
function expenseCalls(
  nation: Nation,
  method: string,
  fields: Readonly<Record<string, unknown>>,
  contract: "expenses" | "surplus" = "expenses",
): PlainCalls {
  const { interface: abi }: BaseContract = nation.contracts[contract];
  const act = { nonce: 0n, deadline: NO_END, ...fields };
  return {
    targets: [nation.addresses[contract]],
    values: [0n],
    calldatas: [abi.encodeFunctionData(method, [act, "0x"])],
  };
}

/** Brings before a guild's council what the guild should do; what was proposed before, and is open or agreed, is not again. */
export async function propose(
  { nation, perform }: Pick<TaskContext<unknown>, "nation" | "perform">,
  params: {
    by: bigint;
    guild: bigint;
    method: string;
    contract?: "expenses" | "surplus";
    fields: Readonly<Record<string, unknown>>;
    description: string;
    data?: Report["data"];
  },
): Promise<Report> {
  const { by, guild, description, method, fields, data } = params;
  const calls = expenseCalls(await nation(), method, { by: guild, ...fields }, params.contract);
  return proposeToCouncil({ nation, perform }, { by, guild, calls, description, withCalls: false, data });
}
