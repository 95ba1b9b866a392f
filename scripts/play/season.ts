import { presentOf, rehearsalDate, skipTo } from "../../chain/rehearsal.ts";
import { send } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { dayOf } from "../../sdk/contributions/payload.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { allProposals } from "../../sdk/governance/assembly.ts";
import { councilProposals } from "../../sdk/governance/council.ts";
import { allAgents, allGuilds } from "../../sdk/membership/register.ts";
import { explainRevert } from "../../sdk/reverts.ts";
import { formatMoment } from "../../sdk/units.ts";
import type { NumberedRow, Standing } from "./check.ts";
import { costIn } from "./money.ts";
import { play } from "./players.ts";
import type { Known } from "./rows.ts";
import { setStage, type Stage } from "./stage.ts";

/** Days counted in one transaction. */
const FOLDED_DAYS = 2_000n;

/** How the nation stands before the first row. */
export async function standingOf(nation: Nation, names: Known["names"]): Promise<Standing> {
  const [genesis, agents, guilds, proposals, asked, present] = await Promise.all([
    nation.provider.getBlock(0),
    allAgents(nation),
    allGuilds(nation),
    allProposals(nation),
    councilProposals(nation),
    presentOf(nation),
  ]);
  const costs = asked.flatMap(({ guild: id, description }) => {
    const [guild, text] = [guilds.find((one) => one.id === id)?.name, costIn(description)];
    return guild === undefined || text === undefined ? [] : [{ guild, text }];
  });
  return {
    firstDay: BigInt(dayOf(genesis?.timestamp ?? 0)),
    names,
    lastId: BigInt(agents.length),
    active: agents.filter(({ status }) => status === "Active").map(({ id }) => id),
    present,
    guilds: guilds.map(({ name }) => name),
    proposals: proposals.map(({ title }) => title),
    costs,
  };
}

/**
 * Plays rows, each on its day, and tells what happened, a line each.
 * @throws NeoguildError `SeasonStopped` that tells the row, why, and what was played before it
 */
export async function playSeason(
  nation: Nation,
  rows: readonly NumberedRow[],
  names: Known["names"],
): Promise<string[]> {
  const stage = await setStage(nation, names);
  const lines: string[] = [];
  try {
    for (const { number, row } of rows) {
      try {
        if (row.day > (await presentOf(nation))) await skip(stage, row.day);
        const told = await play(stage, row);
        lines.push(`${formatMoment((await nation.now()).timestamp).slice(0, 10)}  row ${number}: ${told}`);
      } catch (error) {
        throw stopped(number, row.act, explainRevert(error), lines);
      }
    }
  } finally {
    await stage.leave();
  }
  return [...lines, `${rehearsalDate((await nation.now()).timestamp)}.`];
}

/** Skips to a day, and counts the members of the days between, as acts of a nation in daily use would have. */
async function skip({ nation, carrier }: Stage, day: bigint): Promise<void> {
  await skipTo(nation, day);
  const members = nation.contracts.members.connect(carrier);
  while ((await members.foldedDay()) <= BigInt(dayOf(day))) await send(nation, members, "fold", [FOLDED_DAYS]);
}

/** What was played is told whatever stopped it, also a fault that nobody foresaw. */
function stopped(number: number, act: string, cause: unknown, played: readonly string[]): NeoguildError {
  const { message, remedy } =
    cause instanceof NeoguildError ? cause : { message: String(cause), remedy: "See that the node runs as it should." };
  const before = played.length === 0 ? "Nothing was played before it." : `Played before it:\n${played.join("\n")}`;
  return new NeoguildError(
    {
      code: "SeasonStopped",
      message: `row ${number} (${act}) was refused: ${message}. ${before}`,
      remedy: `${remedy} Then go on with '--row ${number}'.`,
      docs: "docs/rehearsal.md",
    },
    { cause },
  );
}
