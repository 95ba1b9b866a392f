import { ZeroHash } from "ethers";

import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { LINE_FAULTS } from "../../sdk/governance/movingFold.ts";
import type { MoveView, PublicationView } from "../../sdk/governance/moving.ts";
import type { Origin } from "../../sdk/governance/origin.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { formatDuration, formatMoment } from "../../sdk/units.ts";
import { agentId, file, readJson } from "../options.ts";
import { defineTask } from "../task.ts";

export const movingShow = defineTask({
  name: "moving:show",
  description:
    "Shows where the nation came from and where it goes: the move, its dates and tokens, the published lines; with --agent " +
    "what somebody declared and carries, and what was opened for them here. In the new nation, --from compares where it says " +
    "it came from with the lines; what differs is named, and the exit code is 1. Example: npx hardhat moving:show --agent 3",
  options: {
    agent: agentId.optional().describe("Whose luggage and opening to show"),
    from: file.optional().describe("The lines of the former nation, as nation:export writes them"),
  },
  async run({ options: { agent, from }, nation }) {
    const { lastMove, declaredBefore, luggageOf, whereTo } = await import("../../sdk/governance/moving.ts");
    const connected = await nation();
    const { opening } = connected.contracts;
    if (agent !== undefined) await requireAgent(connected, agent);
    const [move, movedTo, origin] = await Promise.all([lastMove(connected), whereTo(connected), opening.origin()]);
    const luggage = move === undefined || agent === undefined ? undefined : await luggageOf(connected, move, agent);
    const faults = from === undefined ? undefined : await faultsOf(from, connected, origin);
    const opened = agent === undefined || origin.chain === 0n ? undefined : await openedIn(connected, agent);
    return {
      lines: [
        origin.chain === 0n
          ? "This nation came from nowhere."
          : `Came from chain ${origin.chain}: move ${origin.move} of ${origin.moving}, lines with the root ${origin.root}.`,
        ...(faults === undefined ? [] : [comparison(from ?? "", connected.addresses.opening, faults)]),
        ...(move === undefined ? ["It has announced no move."] : inWords(move)),
        ...(movedTo === undefined
          ? []
          : [`THE NATION HAS MOVED to chain ${movedTo.chain}, opening ${movedTo.opening}, root ${movedTo.root}.`]),
        ...(luggage === undefined || agent === undefined
          ? []
          : [
              BigInt(luggage.key) === 0n
                ? `Agent ${agent} has declared nothing.`
                : `Agent ${agent} ${luggage.comes ? "comes along" : "stays"}; its line opens with ${luggage.key}.`,
              ...(luggage.isFormer ? [declaredBefore(agent, luggage.key)] : []),
              `  satchel ${luggage.satchel}`,
              ...luggage.carried.map(({ token, amount }) => `  carries ${amount} of ${token}`),
            ]),
        ...(opened === undefined ? [] : [opened.line]),
      ],
      data: {
        move,
        movedTo,
        origin: {
          ...{ chain: origin.chain, moving: origin.moving, move: origin.move, root: origin.root },
          tokens: [...origin.tokens],
        },
        luggage,
        opened: opened?.former,
        differs: faults,
      },
      fault: faults === undefined || faults.length === 0 ? undefined : otherOrigin(from ?? "", faults),
    };
  },
});

async function faultsOf(from: string, { chainId }: Nation, origin: Origin): Promise<string[]> {
  const { LinesFile, openFile, originFaults } = await import("../../sdk/governance/movingLines.ts");
  const given = readJson(from, LinesFile);
  openFile(given);
  return [...originFaults(given, origin), ...(BigInt(given.toChain) === chainId ? [] : ["toChain"])];
}

const comparison = (from: string, opening: string, faults: readonly string[]) =>
  faults.length === 0
    ? `Its opening ${opening} is for the lines in ${from}.`
    : `WRONG: its opening ${opening} is not for the lines in ${from}: ${faults.join(", ")}.`;

function otherOrigin(from: string, faults: readonly string[]): NeoguildError {
  return new NeoguildError({
    code: "OriginDiffers",
    message: `this nation did not come from where ${from} says: ${faults.join(", ")}`,
    remedy: "Do not vote for Moving.attest with this opening; the charter's governance.origin must be as exported.",
    docs: "docs/moving.md",
  });
}

async function openedIn({ contracts: { opening } }: Nation, agent: bigint) {
  const { former, accepted, standing, openedAt } = await opening.openingOf(agent);
  const line =
    former === 0n
      ? `Agent ${agent} has opened no line.`
      : `Agent ${agent} was agent ${former}, opened ${formatMoment(openedAt)}: ${accepted.join("/")} minutes accepted, ` +
        `${standing.join("/")} of standing (livelihood/love/care).`;
  return { former, line };
}

function inWords(view: MoveView): string[] {
  const { move, state, toChain, freezeAt, attestBy, checkPeriod, releasePeriod, tokens, publications } = view;
  return [
    `Move ${move} to chain ${toChain}: ${state}`,
    `  freeze  ${formatMoment(freezeAt)}; lines are checked for ${formatDuration(checkPeriod)}`,
    `  attest  by ${formatMoment(attestBy)}; then ${formatDuration(releasePeriod)} to release`,
    ...tokens.map(({ here, there }, place) => `  token ${place + 1} ${here} there ${there}`),
    ...publications.map(publicationInWords),
  ];
}

function publicationInWords({ publication, root, file, by, lines, objections, refuted }: PublicationView): string {
  const fault = refuted === 0n ? "" : `; REFUTED: ${LINE_FAULTS[Number(refuted)] ?? ""}`;
  const sha = file === ZeroHash ? "" : `, file ${file}`;
  return `  lines ${publication} by agent ${by}: root ${root}, ${lines} lines${sha}, ${objections} objections${fault}`;
}
