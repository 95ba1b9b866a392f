import { act, eventNamed, type Act } from "../sdk/acts.ts";
import type { Nation } from "../sdk/connect.ts";
import { NeoguildError } from "../sdk/errors.ts";
import type { PlainCalls } from "../sdk/governance/actions.ts";
import { requireGuild } from "../sdk/membership/guilds.ts";
import { formatMoment } from "../sdk/units.ts";
import { unchanged, type Report, type TaskContext } from "./task.ts";

/** Proposes calls of the nation to its assembly, unless the same is proposed already. */
export async function proposeToAssembly(
  { nation, perform }: Pick<TaskContext<unknown>, "nation" | "perform">,
  { by, calls, description, data = {} }: { by: bigint; calls: PlainCalls; description: string; data?: Report["data"] },
): Promise<Report> {
  const { callsInWords } = await import("../sdk/governance/preview/calls.ts");
  const { ownDescription, proposalId } = await import("../sdk/governance/proposals.ts");
  const connected = await nation();
  const { assembly, members } = connected.contracts;
  const { key } = await members.keyOf(by);
  const owned = ownDescription(description, key);
  const proposal = proposalId(calls, owned);
  const before = await proposedBefore(connected, proposal);
  if (before !== undefined) return before;
  const words = await callsInWords(connected, calls);
  const report = await perform(by, act("assembly", "makeProposal", { ...calls, description: owned }), {
    tell: () => ({
      lines: [`Proposal ${proposal}: ${description}`, ...words.map((line) => `  ${line}`)],
      data: { proposal, by, ...data },
    }),
  });
  if (report.data["changed"] !== true) return report;
  const { snapshot, deadline } = await assembly.voteOf(proposal);
  const when = `Voting from ${formatMoment(snapshot)} to ${formatMoment(deadline)}.`;
  return { lines: [...report.lines, when], data: { ...report.data, snapshot, deadline } };
}

/**
 * What to say if the assembly had this very proposal before: nothing is to be done while it is under way or carried out.
 * @throws NeoguildError `ProposalOver` if it came to nothing: the same words and calls are the same proposal for ever
 */
export async function proposedBefore(nation: Nation, proposal: bigint): Promise<Report | undefined> {
  const { assembly } = nation.contracts;
  if ((await assembly.proposalSnapshot(proposal)) === 0n) return undefined;
  const { PROPOSAL_STATES } = await import("../sdk/governance/proposals.ts");
  const state = PROPOSAL_STATES[Number(await assembly.state(proposal))] ?? "Pending";
  if (state !== "Canceled" && state !== "Defeated" && state !== "Expired") {
    return unchanged(`This was proposed already: ${proposal}.`, { proposal });
  }
  throw new NeoguildError({
    code: "ProposalOver",
    message: `this was proposed before, and is ${state}: ${proposal}`,
    remedy: "Propose it in other words, or have another member propose it. Nothing was sent.",
  });
}

/** Proposes what a guild's account should do to its council, unless the same is proposed already. */
export async function proposeToCouncil(
  { nation, perform }: Pick<TaskContext<unknown>, "nation" | "perform">,
  params: {
    by: bigint;
    guild: bigint;
    calls: PlainCalls;
    description: string;
    /** How the report says it; as the description unless given. */
    told?: string;
    /** Whether the report lists the calls, where the description does not say all of them. */
    withCalls?: boolean;
    /** What to know beside what the proposal says. */
    notes?: readonly string[];
    data?: Report["data"];
    /** The act of a steward's routine, in place of a proposal. */
    routine?: Act | undefined;
  },
): Promise<Report> {
  const { by, guild, calls, description, told = description, withCalls = true, notes = [], data, routine } = params;
  const { callsInWords } = await import("../sdk/governance/preview/calls.ts");
  const { councilAct, sameProposal } = await import("../sdk/governance/council.ts");
  const { requirePossible } = await import("../sdk/governance/possible.ts");
  const connected = await nation();
  await requireGuild(connected, guild);
  const same = await sameProposal(connected, { guild, calls, description });
  if (same !== undefined) return unchanged(`This was proposed already: ${same.proposal}.`, { proposal: same.proposal });
  await requirePossible(connected, { guild, calls });
  const words = withCalls ? await callsInWords(connected, calls) : [];
  return perform(by, routine ?? councilAct({ guild, calls, description }), {
    tell(outcome) {
      const { proposal = 0n, closesAt = 0n } = eventNamed(outcome, "CouncilRoundOpened").args as Record<string, bigint>;
      const what = routine === undefined ? "Proposal" : "Routine act";
      return {
        lines: [
          `${what} ${proposal} to the council of guild ${guild}: ${told}`,
          ...words.map((line) => `  ${line}`),
          ...notes,
          `Objections until ${formatMoment(closesAt)}; then: npx hardhat council:execute --proposal ${proposal}`,
        ],
        data: { proposal, guild, by, closesAt, ...data },
      };
    },
  });
}
