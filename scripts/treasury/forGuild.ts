import type { BaseContract } from "ethers";

import { eventNamed } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import type { PlainCalls } from "../../sdk/governance/actions.ts";
import { formatMoment } from "../../sdk/units.ts";
import { unchanged, type Report, type TaskContext } from "../task.ts";

/** A deadline that a decision of a council never misses (Unix seconds, the largest `uint40`). */
export const NO_END = (1n << 40n) - 1n;

/** The calls by which a guild itself acts in `Expenses`, or in `Surplus`. */
export function expenseCalls(
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
  const { councilAct, sameProposal } = await import("../../sdk/governance/council.ts");
  const connected = await nation();
  const { by, guild, description, method, fields } = params;
  const calls = expenseCalls(connected, method, { by: guild, ...fields }, params.contract);
  const same = await sameProposal(connected, { guild, calls, description });
  if (same !== undefined) {
    return unchanged(`This was proposed already: ${same.proposal}.`, { proposal: same.proposal });
  }
  return perform(by, councilAct({ guild, calls, description }), {
    tell: (outcome) => {
      const { proposal = 0n, closesAt = 0n } = eventNamed(outcome, "CouncilProposed").args as Record<string, bigint>;
      return {
        lines: [
          `Proposal ${proposal} to the council of guild ${guild}: ${description}`,
          `Objections until ${formatMoment(closesAt)}; then: npx hardhat council:execute --proposal ${proposal}`,
        ],
        data: { proposal, guild, closesAt, ...params.data },
      };
    },
  });
}
