import type { Entry } from "../../sdk/contributions/payload.ts";
import { openedSeason, seasonView } from "../../sdk/contributions/seasons.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { requireWorks } from "../../sdk/licensing/works/read.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatMinutes, formatMoment } from "../../sdk/units.ts";
import { agentId, guildId, hash, seasonId, workId } from "../options.ts";
import { defineTask, type TaskContext, type Report } from "../task.ts";
import { givenInWords, resourceNames, type ResourceNames } from "./words.ts";

export const contributionShow = defineTask({
  name: "contribution:show",
  description:
    "Shows a batch with its entries and who accepted it, a guild's batches, a member's record and standing in a guild, or " +
    "the credits for a work. Examples: npx hardhat contribution:show --batch 0x… · npx hardhat contribution:show --guild 10 " +
    "--member 3 · npx hardhat contribution:show --guild 10 --work 4",
  options: {
    batch: hash.optional().describe("A batch's id"),
    guild: guildId.optional(),
    member: agentId.optional().describe("A member's agent id, with --guild"),
    work: workId.optional().describe("A work's id, with --guild: who was credited for it, or what --member was"),
    season: seasonId.optional().describe("With --work: through which season; the last one otherwise"),
  },
  async run({ options: { batch, guild, member, work, season }, nation }) {
    if (batch !== undefined) return showBatch(nation, batch);
    if (guild === undefined) throw saysWhat();
    const connected = await nation();
    await requireGuild(connected, guild);
    if (member !== undefined) await requireAgent(connected, member);
    if (season !== undefined) await openedSeason(connected, season);
    if (work !== undefined) await requireWorks(connected, [work]);
    if (work !== undefined) return showWork(nation, { guild, work, member, season });
    return member === undefined ? showGuild(nation, guild) : showMember(nation, guild, member);
  },
});

type Connecting = TaskContext<unknown>["nation"];

async function showBatch(nation: Connecting, batch: string): Promise<Report> {
  const { batchView, BATCH_STATES } = await import("../../sdk/contributions/batches.ts");
  const { guildTermsOf } = await import("../../sdk/contributions/guildTerms.ts");
  const connected = await nation();
  const { ledger } = connected.contracts;
  const view = await batchView(connected, batch);
  const [{ state }, appraisers, season, counted] = await Promise.all([
    ledger.batchOf(batch),
    ledger.appraisersOf(batch),
    seasonView(connected, view.season),
    guildTermsOf(connected, view.guild),
  ]);
  const names = resourceNames(counted);
  const settleFrom = view.submittedAt + season.appraisalPeriod + season.challengePeriod;
  const word = BATCH_STATES[Number(state)] ?? "unknown";
  return {
    lines: [
      `Batch ${batch}: ${word}, guild ${view.guild}, season ${view.season}, entered by agent ${view.by} ${formatMoment(view.submittedAt)}`,
      `  accepted by ${appraisers.join(", ") || "nobody yet"} (${season.appraisals} needed); settled from ${formatMoment(settleFrom)}`,
      ...view.entries.map((entry, index) => `  ${index + 1}. ${entryInWords(entry, names)}`),
    ],
    data: { ...view, state: word, appraisers: [...appraisers], settleFrom },
  };
}

async function showGuild(nation: Connecting, guild: bigint): Promise<Report> {
  const { batchesOf, BATCH_STATES } = await import("../../sdk/contributions/batches.ts");
  const connected = await nation();
  const batches = await batchesOf(connected, guild);
  const states = await Promise.all(batches.map(({ batch }) => connected.contracts.ledger.batchOf(batch)));
  const known = batches.map((view, index) => ({ ...view, state: BATCH_STATES[Number(states[index]?.state ?? 0n)] }));
  const lines = known.map(
    ({ batch, by, season, entries, state }) =>
      `${batch}  season ${season}  agent ${by}  ${entries.length} entries  ${state ?? "unknown"}`,
  );
  return { lines: lines.length === 0 ? [`Guild ${guild} has no contributions yet.`] : lines, data: { batches: known } };
}

async function showMember(nation: Connecting, guild: bigint, member: bigint): Promise<Report> {
  const { ledger } = (await nation()).contracts;
  const [{ record, standing }, debt, season] = await Promise.all([
    ledger.recordAndStandingOf(guild, member),
    ledger.debtOf(guild, member),
    ledger.lastSeason(),
  ]);
  const credits = await Promise.all(TRACKS.map((_, track) => ledger.creditOf(guild, member, season, track)));
  const tracks = TRACKS.map((track, index) => ({
    track,
    record: record[index] ?? 0n,
    standing: standing[index] ?? 0n,
    season: credits[index] ?? 0n,
    debt: debt[index] ?? 0n,
  }));
  return {
    lines: [
      `Agent ${member} in guild ${guild}, season ${season}:`,
      ...tracks.map(
        (one) =>
          `  ${one.track.padEnd(10)} record ${formatMinutes(one.record)}, standing ${formatAmount(one.standing, 18)} min, ` +
          `this season ${formatMinutes(one.season)}` +
          (one.debt === 0n ? "" : `, a debt of ${formatMinutes(one.debt)} from corrections`),
      ),
    ],
    data: { guild, member, seasonNumber: season, tracks },
  };
}

interface WorkAsked {
  readonly guild: bigint;
  readonly work: bigint;
  readonly member: bigint | undefined;
  readonly season: bigint | undefined;
}

/** Who was credited for a work, as its guild's roster stands. */
async function showWork(nation: Connecting, { guild, work, member, season: asked }: WorkAsked): Promise<Report> {
  const { rosterOf } = await import("../../sdk/membership/register.ts");
  const connected = await nation();
  const { ledger } = connected.contracts;
  const season = asked ?? (await ledger.lastSeason());
  const total = await ledger.workTotalAt(guild, work, season);
  const people = member === undefined ? await rosterOf(connected, guild) : [member];
  const credits = await Promise.all(people.map((id) => ledger.workCreditAt(guild, work, id, season)));
  const members = people
    .map((id, place) => ({ member: id, credits: credits[place] ?? 0n }))
    .filter((one) => member !== undefined || one.credits !== 0n);
  const others = total - members.reduce((sum, one) => sum + one.credits, 0n);
  return {
    lines: [
      `Work ${work} in guild ${guild}, through season ${season}: ${formatMinutes(total)}`,
      ...members.map((one) => `  agent ${one.member}: ${formatMinutes(one.credits)}`),
      ...(others === 0n || member !== undefined ? [] : [`  no longer on the roster: ${formatMinutes(others)}`]),
    ],
    data: { guild, work, season, total, members, others },
  };
}

function entryInWords(entry: Entry, names: ResourceNames): string {
  const { provider, day, work, chapter, evidence } = entry;
  return [
    `agent ${provider} ${givenInWords(entry, names)}`,
    new Date(day * 86_400_000).toISOString().slice(0, 10),
    ...(chapter === 0 ? [] : [`in chapter ${chapter}`]),
    ...(work === 0 ? [] : [`on work ${work}`]),
    ...(evidence === undefined ? [] : [`evidence ${evidence}`]),
  ].join(", ");
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "contribution:show needs --batch or --guild",
    remedy: "Name a batch (--batch 0x…), a guild (--guild 10), or a member in a guild (--guild 10 --member 3).",
  });
}
