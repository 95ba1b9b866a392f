import type { CouncilProposalView, CouncilWords } from "../../sdk/governance/council.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import type { ICouncils } from "../../typechain-types/contracts/governance/Councils.ts";
import { formatMoment } from "../../sdk/units.ts";
import { guildId, proposalId } from "../options.ts";
import { defineTask } from "../task.ts";

export const councilShow = defineTask({
  name: "council:show",
  description:
    "Shows the proposals of guilds' councils: what they would do, their round and state, and how many object; with " +
    "--proposal also the questions, answers and reasons. Example: npx hardhat council:show --guild 10",
  options: { guild: guildId.optional(), proposal: proposalId.optional() },
  async run({ options: { guild, proposal }, nation }) {
    const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
    const { councilProposal, councilProposals, councilWords } = await import("../../sdk/governance/council.ts");
    const { COUNCIL_STATES } = await import("../../sdk/governance/proposals.ts");
    const connected = await nation();
    const { councils } = connected.contracts;
    if (guild !== undefined) await requireGuild(connected, guild);
    if (proposal !== undefined) await councilProposal(connected, proposal);
    const all = await councilProposals(connected, guild);
    const wanted = all.filter((one) => proposal === undefined || one.proposal === proposal);
    const proposals = await Promise.all(
      wanted.map(async (one) => {
        const [state, kept] = await Promise.all([councils.stateOf(one.proposal), councils.proposalOf(one.proposal)]);
        const { objections, stopsAt, votesFor, votesAgainst, abstentions, electors } = kept;
        const words = proposal === undefined ? [] : await councilWords(connected, one.proposal);
        const actions = await callsInWords(connected, one.calls);
        const counts = { objections, stopsAt, votesFor, votesAgainst, abstentions, electors };
        const line = standingOf(one, COUNCIL_STATES[Number(state)] ?? "none", kept);
        return { ...one, state: COUNCIL_STATES[Number(state)] ?? "none", ...counts, words, actions, line };
      }),
    );
    const lines = proposals.flatMap((one) => [
      `Proposal ${one.proposal}, guild ${one.guild}, by agent ${one.by}: ${one.description}`,
      ...one.actions.map((line) => `  ${line}`),
      `  ${one.line}`,
      ...one.words.map((words) => `  ${wordsInWords(words)}`),
    ]);
    const data = { proposals: proposals.map(({ line, ...rest }) => ({ ...rest, standing: line })) };
    return { lines: lines.length === 0 ? ["There is no such proposal."] : lines, data };
  },
});

function standingOf(
  { round, opensAt, closesAt }: CouncilProposalView,
  state: string,
  kept: ICouncils.CouncilProposalStructOutput,
): string {
  const { objections, stopsAt, terms, votesFor, votesAgainst, abstentions, electors } = kept;
  const place = round === 0n ? "routine act" : terms.rounds === 1n ? "" : `round ${round} of ${terms.rounds}`;
  const parts = [state, ...(place === "" ? [] : [place])];
  if (state === "questions") return `${parts.join(", ")}; questions until ${formatMoment(opensAt)}`;
  const objecting = `objections ${objections} (${stopsAt} stop it) until ${formatMoment(closesAt)}`;
  if (state === "integrating") {
    return `${parts.join(", ")}; ${objecting}; amend it until ${formatMoment(closesAt + terms.integrationWindow)}`;
  }
  const votes = votesFor + votesAgainst + abstentions;
  if (state !== "voting" && votes === 0n) return `${parts.join(", ")}; ${objecting}`;
  return (
    `${parts.join(", ")}; ${objecting}; for ${votesFor}, against ${votesAgainst}, abstain ${abstentions} of ${electors} ` +
    `until ${formatMoment(closesAt + terms.voteWindow)}`
  );
}

function wordsInWords({ kind, by, round, question, text }: CouncilWords): string {
  const number = question === undefined ? "" : ` ${question}`;
  const when = round === undefined ? "" : ` in round ${round}`;
  const said = kind === "taken back" ? "" : `: ${text === "" ? "(words that stay with the guild)" : text}`;
  return `${kind === "taken back" ? "objection taken back" : `${kind}${number}`}${when}, agent ${by}${said}`;
}
