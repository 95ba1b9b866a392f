import type { Signer } from "ethers";

import { eventNamed, send, type Outcome } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { hasEntry } from "../../sdk/contributions/bitmaps.ts";
import type { Entry } from "../../sdk/contributions/payload.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { entryNumbers, guildId, hash } from "../options.ts";
import { progressBar } from "../progress.ts";
import { defineTask, unchanged, type Report } from "../task.ts";

export const contributionSettle = defineTask({
  name: "contribution:settle",
  description:
    "Credits what was accepted of a batch, or with --guild of all its batches, once the periods of appraisal and challenge are " +
    "over. Anybody may send it. Examples: npx hardhat contribution:settle --batch 0x… · npx hardhat contribution:settle --guild 10",
  options: {
    batch: hash.optional().describe("The batch's id"),
    guild: guildId.optional().describe("All batches of this guild whose time has come"),
    upTo: entryNumbers
      .optional()
      .describe("Settles the entries up to this one: for a batch too dear for one transaction"),
  },
  async run({ options: { batch, guild, upTo: numbers }, nation, transact, carrier }) {
    if (guild !== undefined && batch === undefined) return settleAll(await nation(), await carrier(), guild);
    if (batch === undefined || guild !== undefined) throw saysWhat();
    const upTo = numbers?.[0];
    const { batchView, BATCH_STATES } = await import("../../sdk/contributions/batches.ts");
    const connected = await nation();
    const { entries, payload } = await batchView(connected, batch);
    const { state } = await connected.contracts.ledger.batchOf(batch);
    if (state === 2n || state === 3n)
      return unchanged(`Batch ${batch} is ${BATCH_STATES[Number(state)] ?? "closed"} already.`, { batch });
    const tell = (event: "BatchSettled" | "BatchPartSettled") => ({
      tell: (outcome: Outcome) => {
        const { credited, counted, season } = eventNamed(outcome, event).args as unknown as Settled;
        const accepted = entries.filter((_, index) => hasEntry(credited, index));
        const counting = entries.filter((_, index) => hasEntry(counted, index));
        const isTime = ({ resource, corrects }: Entry) => resource === 0 && corrects === undefined;
        const minutes = accepted.filter(isTime).reduce((sum, { quantity }) => sum + quantity, 0);
        return {
          lines: [
            `Batch ${batch}: ${accepted.length} of ${entries.length} entries credited, ${formatMinutes(BigInt(minutes))}; ` +
              `${counting.length} count toward season ${season}.`,
          ],
          data: { batch, season, credited: accepted.length, counted: counting.length, minutes },
        };
      },
    });
    return upTo === undefined || upTo >= entries.length
      ? transact("ledger", "settle", [batch, payload], tell("BatchSettled"))
      : transact("ledger", "settlePart", [batch, payload, upTo], tell("BatchPartSettled"));
  },
});

/** Settles what is ready, one batch after the other; a batch that is refused stops nobody else's. */
async function settleAll(nation: Nation, carrier: Signer, guild: bigint): Promise<Report> {
  const { batchesOf } = await import("../../sdk/contributions/batches.ts");
  const { ledger } = nation.contracts;
  await requireGuild(nation, guild);
  const now = await nation.clock();
  const batches = await batchesOf(nation, guild);
  const states = await Promise.all(batches.map(({ batch }) => ledger.batchOf(batch)));
  const open = batches.filter((_, index) => [1n, 4n].includes(states[index]?.state ?? 0n));
  const seasons = new Map<bigint, bigint>();
  for (const season of new Set(open.map((one) => one.season))) {
    const { terms } = await ledger.seasonOf(season);
    seasons.set(season, terms.appraisalPeriod + terms.challengePeriod);
  }
  const ready = open.filter(({ season, submittedAt }) => submittedAt + (seasons.get(season) ?? 0n) <= now);
  const bar = progressBar("Settling batches", ready.length);
  const settled: { batch: string; credited: number; entries: number }[] = [];
  const refused: { batch: string; why: string }[] = [];
  for (const [index, { batch, payload, entries }] of ready.entries()) {
    try {
      const outcome = await send(nation, ledger.connect(carrier), "settle", [batch, payload]);
      const { credited } = eventNamed(outcome, "BatchSettled").args as unknown as Settled;
      const count = entries.filter((_, place) => hasEntry(credited, place)).length;
      settled.push({ batch, credited: count, entries: entries.length });
    } catch (error) {
      if (!(error instanceof NeoguildError)) throw error;
      refused.push({ batch, why: `${error.message}. ${error.remedy}` });
    }
    bar.at(index + 1);
  }
  bar.end();
  const waiting = open.length - ready.length;
  return {
    lines: [
      ...settled.map((one) => `Batch ${one.batch}: ${one.credited} of ${one.entries} entries credited.`),
      ...refused.map(({ batch, why }) => `Batch ${batch} was refused: ${why}`),
      `${settled.length} batches settled, ${waiting} not ready yet.`,
      ...(settled.length === 0 ? ["Nothing was sent."] : []),
    ],
    data: { guild, settled, refused, waiting, changed: settled.length > 0 },
    fault: refused.length === 0 ? undefined : someRefused(refused.length),
  };
}

function someRefused(count: number): NeoguildError {
  return new NeoguildError({
    code: "BatchesRefused",
    message: `${count} batches could not be settled`,
    remedy:
      "The others are settled; see each reason above. A batch too dear for one transaction is settled with --up-to.",
  });
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "contribution:settle needs either --batch or --guild",
    remedy: "Name one batch (--batch 0x…), or a guild whose batches are all settled that are ready (--guild 10).",
  });
}

interface Settled {
  readonly season: bigint;
  readonly credited: readonly bigint[];
  readonly counted: readonly bigint[];
}
