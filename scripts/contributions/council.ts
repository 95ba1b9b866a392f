import { eventNamed } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import type { PlainCalls } from "../../sdk/governance/actions.ts";
import { formatMoment } from "../../sdk/units.ts";
import { unchanged, type Report, type TaskContext } from "../task.ts";

/** Proposes calls of a guild's account to its council, unless the same is proposed already. */
export async function proposeToCouncil(
  { nation, perform }: Pick<TaskContext<unknown>, "nation" | "perform">,
  params: {
    by: bigint;
    guild: bigint;
    calls: PlainCalls;
    description: string;
    /** What to know beside what the proposal says. */
    notes?: readonly string[];
    data?: Report["data"];
  },
): Promise<Report> {
  const { by, guild, calls, description, notes = [], data = {} } = params;
  const { callsInWords } = await import("../../sdk/governance/actions.ts");
  const { councilAct, sameProposal } = await import("../../sdk/governance/council.ts");
  const connected: Nation = await nation();
  const same = await sameProposal(connected, { guild, calls, description });
  if (same !== undefined) return unchanged(`This was proposed already: ${same.proposal}.`, { proposal: same.proposal });
  return perform(by, councilAct({ guild, calls, description }), {
    tell(outcome) {
      const { proposal = 0n, closesAt = 0n } = eventNamed(outcome, "CouncilProposed").args as Record<string, bigint>;
      return {
        lines: [
          `Proposal ${proposal} to the council of guild ${guild}: ${description}`,
          ...callsInWords(connected, calls).map((line) => `  ${line}`),
          ...notes,
          `Objections until ${formatMoment(closesAt)}; then: npx hardhat council:execute --proposal ${proposal}`,
        ],
        data: { proposal, guild, by, closesAt, ...data },
      };
    },
  });
}
