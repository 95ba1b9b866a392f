import { id as hashOf, ZeroHash } from "ethers";

import { act, eventNamed, send } from "../../sdk/acts.ts";
import { batchesOf } from "../../sdk/contributions/batches.ts";
import { dayOf, encodePayload } from "../../sdk/contributions/payload.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { allGuilds } from "../../sdk/membership/register.ts";
import { formatMinutes, formatMoment } from "../../sdk/units.ts";
import type { Player } from "./rows.ts";
import type { Stage } from "./stage.ts";

/** As the contract's `BatchState`. */
const OPEN = 1n;

export const found: Player<"found"> = async (stage, { who, guild }) => {
  const known = (await allGuilds(stage.nation)).find(({ name }) => name === guild);
  if (known !== undefined) return `There is a guild ${guild} already: agent ${known.id}.`;
  await stage.act(who, act("guilds", "found", { name: guild }));
  return `${stage.call(who)} founds the guild ${guild}: agent ${await guildCalled(stage, guild)}.`;
};

export const join: Player<"join"> = async (stage, { who, guild }) => {
  const id = await guildCalled(stage, guild);
  for (const person of who) await stage.act(person, act("guilds", "join", { guild: id }), "GuildsAlreadyOnRoster");
  return `${listed(stage, who)} ${who.length === 1 ? "is" : "are"} on the roster of ${guild}.`;
};

export const open: Player<"open"> = async ({ nation, carrier }) => {
  const outcome = await send(nation, nation.contracts.ledger.connect(carrier), "openSeason", []);
  const { season, endsAt } = eventNamed(outcome, "SeasonOpened").args as { season: bigint; endsAt: bigint };
  return `Season ${season} is open; it ends ${formatMoment(endsAt)}.`;
};

export const enter: Player<"hours"> = async (stage, { day, who, guild, hours, track, text }) => {
  const evidence = text === undefined ? {} : { evidence: hashOf(text) };
  const payload = encodePayload([{ provider: Number(who), quantity: hours, track, day: dayOf(day), ...evidence }]);
  const fields = { guild: await guildCalled(stage, guild), replaces: ZeroHash, payload };
  const entered = await stage.act(who, act("ledger", "submit", fields), "LedgerBatchKnown");
  const what = `${formatMinutes(BigInt(hours))} of ${track}${text === undefined ? "" : ` (${text})`}`;
  return entered === false ? `${stage.call(who)} has entered ${what} already.` : `${stage.call(who)} enters ${what}.`;
};

/** Everything open in the guild, but for what the appraiser entered or has appraised. */
export const appraise: Player<"appraise"> = async (stage, { who, guild }) => {
  const { ledger } = stage.nation.contracts;
  let count = 0;
  for (const { batch, by } of await openBatches(stage, guild)) {
    const known = await ledger.appraisersOf(batch);
    for (const person of who) {
      if (person === by || known.includes(person)) continue;
      await stage.act(person, act("ledger", "appraise", { batch, declined: [], questioned: [] }));
      ++count;
    }
  }
  return `${listed(stage, who)} sign that what was entered in ${guild} is as described: ${counted(count, "signature")}.`;
};

/** Everything open in the guild whose periods of appraisal and challenge are over. */
export const settle: Player<"settle"> = async (stage, { guild }) => {
  const { nation, carrier } = stage;
  const { ledger } = nation.contracts;
  const { timestamp } = await nation.now();
  let [settled, waiting] = [0, 0];
  for (const { batch, season, submittedAt, payload } of await openBatches(stage, guild)) {
    const { terms } = await ledger.seasonOf(season);
    if (submittedAt + terms.appraisalPeriod + terms.challengePeriod < timestamp) {
      await send(nation, ledger.connect(carrier), "settle", [batch, payload]);
      ++settled;
    } else ++waiting;
  }
  if (settled === 0 && waiting > 0) {
    throw new NeoguildError({
      code: "SettleTooSoon",
      message: `of ${counted(waiting, "batch")} entered in ${guild}, none has been open to appraisal and challenge long enough`,
      remedy: "Settle on a later day: after both periods, which the charter sets.",
    });
  }
  return `${counted(settled, "batch")} of ${guild} settled: what peers accepted, counts.`;
};

/** The agent id of a guild. */
export async function guildCalled({ nation }: Stage, name: string): Promise<bigint> {
  const found = (await allGuilds(nation)).find((guild) => guild.name === name);
  if (found !== undefined) return found.id;
  throw new NeoguildError({
    code: "GuildUnknown",
    message: `no guild is called "${name}"`,
    remedy: "See all guilds with 'npx hardhat member:list', or add a row that founds it.",
  });
}

/** People as they are called, with commas and a word between them. */
export function listed(stage: Stage, who: readonly bigint[]): string {
  return new Intl.ListFormat("en").format(who.map((id) => stage.call(id)));
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : what.endsWith("ch") ? "es" : "s"}`;
}

async function openBatches(stage: Stage, guild: string) {
  const batches = await batchesOf(stage.nation, await guildCalled(stage, guild));
  const { ledger } = stage.nation.contracts;
  const states = await Promise.all(batches.map(({ batch }) => ledger.batchOf(batch)));
  return batches.filter((_, index) => states[index]?.state === OPEN);
}
