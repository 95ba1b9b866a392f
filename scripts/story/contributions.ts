import { ZeroHash } from "ethers";

import { act, send } from "../../sdk/acts.ts";
import { dayOf, encodePayload, type EntryInput } from "../../sdk/contributions/payload.ts";
import { formatMinutes, formatMoment } from "../../sdk/units.ts";
import { DAY, FIRST_SEASON, type Scene, STUDIO } from "./scene.ts";
import { type Name, type Stage } from "./stage.ts";

/** What each member worked, in hours of a track. */
const YEAR: readonly { readonly who: Name; readonly hours: number; readonly track: EntryInput["track"] }[] = [
  { who: "Amara", hours: 1600, track: "livelihood" },
  { who: "Bo", hours: 1200, track: "livelihood" },
  { who: "Chen", hours: 800, track: "livelihood" },
  { who: "Dita", hours: 12, track: "livelihood" },
  { who: "Emil", hours: 20, track: "love" },
  { who: "Hana", hours: 40, track: "care" },
  { who: "Jo", hours: 300, track: "livelihood" },
];
const APPRAISERS: readonly Name[] = ["Farah", "Goran"];

export const seasonOpened: Scene = {
  title: "The season opens",
  done: async ({ nation }) => (await nation.contracts.ledger.lastSeason()) >= FIRST_SEASON,
  async play(stage) {
    const { ledger } = stage.nation.contracts;
    await send(stage.nation, ledger.connect(stage.account("the courier")), "openSeason", []);
    const { opensAt, endsAt } = await ledger.seasonOf(FIRST_SEASON);
    return [
      `Season 1 runs from ${formatMoment(opensAt)} to ${formatMoment(endsAt)}. Its terms are fixed from here on.`,
    ];
  },
};

export const workEntered: Scene = {
  title: "A year's work",
  async done(stage) {
    const states = await batchStates(stage);
    return states.every((state) => state !== 0n);
  },
  async play(stage) {
    const { opensAt } = await stage.nation.contracts.ledger.seasonOf(FIRST_SEASON);
    await stage.waitUntil(opensAt + 300n * DAY);
    const states = await batchStates(stage);
    const missing = YEAR.filter((_, index) => states[index] === 0n);
    await stage.together(
      await Promise.all(
        missing.map(async (line) => {
          const payload = await payloadOf(stage, line);
          return [line.who, act("ledger", "submit", { guild: STUDIO, replaces: ZeroHash, payload })] as const;
        }),
      ),
    );
    const told = YEAR.map(({ who, hours, track }) => `${who} ${hours} h of ${track}`);
    return [`They enter what they did: ${told.join(", ")}.`, "So far these are claims."];
  },
};

export const workAppraised: Scene = {
  title: "Peers appraise",
  async done(stage) {
    const { ledger } = stage.nation.contracts;
    const batches = await Promise.all((await batchIds(stage)).map((batch) => ledger.batchOf(batch)));
    return batches.every(({ appraisals }) => appraisals >= 2n);
  },
  async play(stage) {
    const { ledger } = stage.nation.contracts;
    const acts = [];
    for (const batch of await batchIds(stage)) {
      const known = await ledger.appraisersOf(batch);
      for (const name of APPRAISERS) {
        if (known.includes(await stage.id(name))) continue;
        acts.push([name, act("ledger", "appraise", { batch, declined: [], questioned: [] })] as const);
      }
    }
    await stage.together(acts);
    return [
      "Farah and Goran, who have entered nothing themselves, look at each batch and sign that it is as described. Nobody",
      "could appraise their own work: the contract would not count it.",
    ];
  },
};

export const workSettled: Scene = {
  title: "What was accepted, counts",
  done: async (stage) => (await batchStates(stage)).every((state) => state === 3n),
  async play(stage) {
    const { ledger } = stage.nation.contracts;
    const { terms } = await ledger.seasonOf(FIRST_SEASON);
    for (const [index, batch] of (await batchIds(stage)).entries()) {
      const line = YEAR[index];
      const { submittedAt, state } = await ledger.batchOf(batch);
      if (state === 3n || line === undefined) continue;
      await stage.waitUntil(submittedAt + terms.appraisalPeriod + terms.challengePeriod + 1n);
      const carrier = ledger.connect(stage.account("the courier"));
      await send(stage.nation, carrier, "settle", [batch, await payloadOf(stage, line)]);
    }
    const [record] = await ledger.recordOf(STUDIO, await stage.id("Amara"));
    return [
      "Nobody challenged an entry in the week after the appraisals, so each is settled: it is in its author's record for ever",
      `(Amara: ${formatMinutes(record)}) and, where it counts, in the season.`,
    ];
  },
};

async function payloadOf(stage: Stage, { who, hours, track }: (typeof YEAR)[number]): Promise<string> {
  const provider = Number(await stage.id(who));
  const { opensAt } = await stage.nation.contracts.ledger.seasonOf(FIRST_SEASON);
  // A year's hours in four quarters, the last minutes in the fourth.
  const quarter = Math.floor((hours * 60) / 4);
  const quantities = [quarter, quarter, quarter, hours * 60 - 3 * quarter];
  return encodePayload(
    quantities.map((quantity, index) => ({ provider, track, quantity, day: dayOf(opensAt) + 70 * (index + 1) })),
  );
}

async function batchIds(stage: Stage): Promise<string[]> {
  const { ledger } = stage.nation.contracts;
  return Promise.all(
    YEAR.map(async (line) => ledger.batchId(await stage.id(line.who), STUDIO, await payloadOf(stage, line))),
  );
}

async function batchStates(stage: Stage): Promise<bigint[]> {
  const { ledger } = stage.nation.contracts;
  return Promise.all((await batchIds(stage)).map(async (batch) => (await ledger.batchOf(batch)).state));
}
