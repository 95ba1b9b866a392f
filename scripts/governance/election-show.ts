import type { Nation } from "../../sdk/connect.ts";
import type { CandidateView, ElectionView } from "../../sdk/governance/elections.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { rankName } from "../../sdk/membership/ranks.ts";
import { formatDuration, formatMinutes, formatMoment } from "../../sdk/units.ts";
import { electionId, guildId } from "../options.ts";
import { defineTask } from "../task.ts";

export const electionShow = defineTask({
  name: "election:show",
  description:
    "Shows an election: what it fills, its candidates, the count so far and what is next; without --election the offices " +
    "that are elected with their rules, and all elections. Example: npx hardhat election:show --election 4",
  options: { election: electionId.optional(), guild: guildId.optional().describe("Only the elections of one guild") },
  async run({ options: { election, guild }, nation }) {
    const { allElections, electionView } = await import("../../sdk/governance/elections.ts");
    const connected = await nation();
    if (election !== undefined) {
      const view = await electionView(connected, election);
      const rules = await rulesInWords(connected, view.office, election);
      return { lines: [...inWords(view), `  rules   ${rules}`], data: { ...view } };
    }
    if (guild !== undefined) await requireGuild(connected, guild);
    const [views, offices] = await Promise.all([allElections(connected, guild), officesOf(connected)]);
    const lines = views.map(
      (view) =>
        `${view.election}  ${view.state.padEnd(11)}  ${whatOf(view)}, ${view.ballots} of ${view.electorate} ballots`,
    );
    const none = offices.length === 0 ? "Nobody is elected in this nation." : "No election was called yet.";
    return {
      lines: [...offices.map(({ line }) => line), ...(lines.length === 0 ? [none] : lines)],
      data: { offices: offices.map(({ office, name }) => ({ office, name })), elections: views },
    };
  },
});

async function officesOf(nation: Nation) {
  const { elections } = nation.contracts;
  const count = Number(await elections.officeCount());
  const all = await Promise.all(
    Array.from({ length: count + 1 }, async (_, office) => {
      const { name, rules } = await elections.officeOf(office);
      const title = office === 0 ? "Stewards of each guild" : `Office ${office}, ${name}`;
      return { office, name, seats: rules.seats, line: `${title}: ${await rulesInWords(nation, BigInt(office))}` };
    }),
  );
  return all.filter(({ seats }) => seats !== 0n);
}

/** The rules of an office now, or those that an election was called under. */
async function rulesInWords({ contracts: { elections } }: Nation, office: bigint, election?: bigint): Promise<string> {
  const { rules } = election === undefined ? await elections.officeOf(office) : await elections.electionOf(election);
  const merit = [
    ...(rules.rank === 0n ? [] : [`the rank ${rankName(rules.rank)}`]),
    ...(rules.standingMinutes === 0n ? [] : [`a standing of ${formatMinutes(rules.standingMinutes)}`]),
  ].join(" or ");
  const asked = [
    ...(rules.tenureDays === 0n ? [] : [`${rules.tenureDays} days here before the call`]),
    ...(merit === "" ? [] : [merit]),
    "no sanction on record",
    ...(rules.termsInRow === 0n ? [] : [`at most ${rules.termsInRow} terms in a row`]),
  ];
  return `${rules.seats} seats for ${formatDuration(rules.term)}; who stands has ${asked.join(", ")}`;
}

const whatOf = ({ guild, title }: ElectionView) => (guild === 0n ? title : `${title} of guild ${guild}`);

const NEXT: Readonly<Record<string, string>> = {
  nominations: "election:nominate, election:stand",
  voting: "election:vote",
  counting: "election:conclude, by anybody",
};

function inWords(view: ElectionView): string[] {
  const { election, state, opensAt, closesAt, ballots, electorate, candidates, until } = view;
  const next = NEXT[state];
  return [
    `Election ${election}: ${whatOf(view)}`,
    `  state   ${state}${next === undefined ? "" : `; next: ${next}`}`,
    `  voting  ${formatMoment(opensAt)} to ${formatMoment(closesAt)}`,
    `  ballots ${ballots} of ${electorate}`,
    ...candidates.map((candidate) => `  ${candidateInWords(candidate)}`),
    ...(candidates.some(({ seated }) => seated) ? [`  term    until ${formatMoment(until)}`] : []),
  ];
}

function candidateInWords({ agent, nominations, approvals, place, stoodDown, seated }: CandidateView): string {
  const notes = [
    ...(place === 0 ? [] : [`place ${place}`]),
    ...(seated ? ["elected"] : []),
    ...(stoodDown ? ["stood down"] : []),
    ...(nominations === 0n ? [] : [`nominated by ${nominations}`]),
  ];
  return `agent ${agent}: ${approvals} approve${notes.length === 0 ? "" : `, ${notes.join(", ")}`}`;
}
