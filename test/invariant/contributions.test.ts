import { expect } from "chai";
import { network } from "hardhat";

import { bitmapOf, entriesOf, hasEntry } from "../../sdk/contributions/bitmaps.ts";
import * as folded from "../../sdk/contributions/fold.ts";
import { encodePayload, type EntryInput, TRACKS } from "../../sdk/contributions/payload.ts";
import { type Contributions, deployContributions, NO_BATCH } from "../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";
import { randomOf } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = 450;
const SEED = 0x6e656f67;
const HALF_LIFE = 20n * DAY;
const SEASON = {
  duration: 12n * DAY,
  appraisalPeriod: 4n * DAY,
  challengePeriod: 4n * DAY,
  standingHalfLife: HALF_LIFE,
  minimumCredit: [300n, 0n, 120n] as [bigint, bigint, bigint],
};
const BATCH_STATES = ["open", "withdrawn", "settled", "settling"];

/** A batch as a person with a notebook would keep it: sets and numbers, no packing. */
interface GhostBatch {
  readonly id: string;
  readonly author: Person;
  readonly entries: readonly EntryInput[];
  readonly payload: string;
  readonly season: bigint;
  readonly submittedAt: bigint;
  readonly declined: Map<bigint, Set<number>>;
  readonly withdrawn: Set<number>;
  readonly challenged: Set<number>;
  state: "open" | "withdrawn" | "settled";
}

interface Ghost {
  readonly guild: bigint;
  readonly batches: GhostBatch[];
  readonly seasons: { readonly endsAt: bigint; readonly closesAt: bigint; closed: readonly bigint[] | undefined }[];
  /** Minutes credited: who, which track, which season, from which entry. */
  readonly credits: { entry: string; provider: bigint; track: number; season: bigint; minutes: bigint; at: bigint }[];
}

describe("ContributionLedger under a random walk", function () {
  const random = randomOf(SEED);
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  const subset = (count: number) => Array.from({ length: count }, (_, i) => i).filter(() => random(3) === 0);
  const done: Record<string, number> = {};
  const refused: Record<string, number> = {};
  let nation: Contributions;
  let ghost: Ghost;

  before(async () => {
    nation = await deployContributions(ethers, { founders: 7, season: SEASON });
    const guild = await foundGuild(nation, "Makers", nation.founders);
    ghost = { guild, batches: [], seasons: [], credits: [] };
    await noteSeason();
    for (let step = 0; step < STEPS; ++step) await pick(actions)();
  });

  /** Sends a transaction that the ghost expects to pass or to be refused, and fails if the chain thinks otherwise. */
  async function attempt(action: string, expected: boolean, send: () => Promise<unknown>): Promise<boolean> {
    const outcome = await send().then(
      () => true,
      (problem: unknown) => {
        if (!String(problem).includes("custom error")) throw problem;
        return false;
      },
    );
    expect(outcome, `${action} in a state where the ghost expects ${expected}`).to.equal(expected);
    const counts = outcome ? done : refused;
    counts[action] = (counts[action] ?? 0) + 1;
    return outcome;
  }

  /** The second in which the next transaction runs. */
  async function nextSecond(): Promise<bigint> {
    const now = BigInt(await time.latest()) + 1n;
    await time.setNextBlockTimestamp(now);
    return now;
  }

  async function noteSeason() {
    const { endsAt, closesAt } = await nation.ledger.seasonOf(ghost.seasons.length + 1);
    ghost.seasons.push({ endsAt, closesAt, closed: undefined });
  }

  async function submit() {
    const author = pick(nation.founders);
    const entries = Array.from({ length: 1 + random(5) }, () => ({
      provider: Number(pick(nation.founders).id),
      track: pick(TRACKS),
      quantity: random(200),
      resource: random(8) === 0 ? 3 : 0,
      day: random(1 << 16),
    }));
    const payload = encodePayload(entries);
    const id = await nation.ledger.batchId(author.id, ghost.guild, payload);
    const replaced = random(6) === 0 ? ghost.batches.at(-1) : undefined;
    const now = await nextSecond();
    const allowed =
      now < ghost.seasons.at(-1)!.endsAt &&
      (replaced === undefined || (replaced.state === "open" && replaced.author === author));
    const act = { by: author.id, guild: ghost.guild, replaces: replaced?.id ?? NO_BATCH, payload, deadline: FOREVER };
    if (!(await attempt("submit", allowed, () => nation.ledger.connect(author.signer).submit(act, "0x")))) return;
    if (replaced) replaced.state = "withdrawn";
    ghost.batches.push({
      ...{ id, author, entries, payload, season: BigInt(ghost.seasons.length), submittedAt: now, state: "open" },
      ...{ declined: new Map(), withdrawn: new Set(), challenged: new Set() },
    });
  }

  async function appraise() {
    const batch = ghost.batches.at(-1 - random(3));
    if (batch === undefined) return;
    const peer = pick(nation.founders);
    const declined = random(3) === 0 ? subset(batch.entries.length) : [];
    const now = await nextSecond();
    const end = batch.submittedAt + (batch.challenged.size > 0 ? 8n : 4n) * DAY;
    const allowed = batch.state === "open" && now < end && batch.author !== peer && !batch.declined.has(peer.id);
    const act = { by: peer.id, batch: batch.id, declined: bitmapOf(declined), questioned: [], deadline: FOREVER };
    if (await attempt("appraise", allowed, () => nation.ledger.connect(peer.signer).appraise(act, "0x"))) {
      batch.declined.set(peer.id, new Set(declined));
    }
  }

  async function challenge() {
    const batch = ghost.batches.at(-1 - random(3));
    if (batch === undefined) return;
    const peer = pick(nation.founders);
    const entries = subset(batch.entries.length);
    const now = await nextSecond();
    const isNew = entries.some((entry) => !batch.challenged.has(entry));
    const allowed = batch.state === "open" && now < batch.submittedAt + 6n * DAY && isNew;
    const reason = ethers.id("reason");
    const act = { by: peer.id, batch: batch.id, challenged: bitmapOf(entries), reason, deadline: FOREVER };
    if (await attempt("challenge", allowed, () => nation.ledger.connect(peer.signer).challenge(act, "0x"))) {
      entries.forEach((entry) => batch.challenged.add(entry));
    }
  }

  async function withdraw() {
    const batch = ghost.batches.at(-1 - random(4));
    if (batch === undefined) return;
    const by = random(2) ? batch.author : pick(nation.founders);
    const entries = subset(batch.entries.length);
    await nextSecond();
    const whole = entries.length === 0;
    const own = entries.every((entry) => BigInt(batch.entries[entry]!.provider) === by.id);
    const isNew = entries.some((entry) => !batch.withdrawn.has(entry));
    const allowed = batch.state === "open" && (by === batch.author || (!whole && own)) && (whole || isNew);
    const act = { by: by.id, batch: batch.id, withdrawn: bitmapOf(entries), deadline: FOREVER };
    const send = () => nation.ledger.connect(by.signer).withdraw(act, "0x", batch.payload);
    if (!(await attempt("withdraw", allowed, send))) return;
    if (whole) batch.state = "withdrawn";
    else entries.forEach((entry) => batch.withdrawn.add(entry));
  }

  async function settle() {
    const candidates = ghost.batches.filter(({ state }) => state === "open" || random(12) === 0);
    if (candidates.length === 0) return;
    const batch = pick(candidates);
    const now = await nextSecond();
    const closed = (season: bigint) => ghost.seasons[Number(season) - 1]!.closed !== undefined;
    const season = closed(batch.season) ? BigInt(ghost.seasons.length) : batch.season;
    const allowed = batch.state === "open" && now >= batch.submittedAt + 8n * DAY && !closed(season);
    if (!(await attempt("settle", allowed, () => nation.ledger.settle(batch.id, batch.payload)))) return;
    batch.state = "settled";
    batch.entries.forEach(({ provider, track, quantity, resource }, index) => {
      const peers = [...batch.declined].filter(([id, declined]) => id !== BigInt(provider) && !declined.has(index));
      if (batch.withdrawn.has(index) || peers.length < (batch.challenged.has(index) ? 3 : 2) || resource !== 0) return;
      const who = { provider: BigInt(provider), track: TRACKS.indexOf(track), minutes: BigInt(quantity) };
      ghost.credits.push({ ...who, entry: `${batch.id}/${index}`, season, at: batch.submittedAt });
    });
  }

  async function pass() {
    await time.increase(BigInt(1 + random(3)) * (DAY / 2n));
  }

  async function openSeason() {
    const allowed = (await nextSecond()) >= ghost.seasons.at(-1)!.endsAt;
    if (await attempt("openSeason", allowed, () => nation.ledger.openSeason())) await noteSeason();
  }

  async function closeSeason() {
    const season = 1 + random(ghost.seasons.length);
    const { closesAt, closed } = ghost.seasons[season - 1]!;
    const allowed = (await nextSecond()) >= closesAt && closed === undefined;
    if (!(await attempt("closeSeason", allowed, () => nation.ledger.closeSeason(season)))) return;
    ghost.seasons[season - 1]!.closed = await eligibleOnChain(BigInt(season));
  }

  const likely = [submit, submit, appraise, appraise, appraise, appraise, appraise, appraise, settle, settle, settle];
  const actions = [...likely, challenge, withdraw, pass, pass, pass, openSeason, closeSeason, closeSeason];

  /** Eligible totals and everybody's eligible credits of a season, as the chain says now. */
  async function eligibleOnChain(season: bigint): Promise<readonly bigint[]> {
    const { ledger, founders } = nation;
    const totals = ledger.eligibleTotalsOf(ghost.guild, season);
    const credits = founders.map(({ id }) => ledger.eligibleCreditsOf(ghost.guild, id, season));
    return (await Promise.all([totals, ...credits])).flat();
  }

  const minutesOf = (credits: Ghost["credits"]) => credits.reduce((sum, { minutes }) => sum + minutes, 0n);

  it("was no idle walk: every act was carried out, and refused, many times", () => {
    for (const action of ["submit", "appraise", "challenge", "withdraw", "settle", "closeSeason", "openSeason"]) {
      expect(done[action], `${action} done`).to.be.greaterThan(1);
      expect(refused[action], `${action} refused`).to.be.greaterThan(1);
    }
    expect(ghost.credits.length).to.be.greaterThan(20);
  });

  it("INV-12 a record is the sum of the minutes that enough others accepted", async () => {
    for (const { id } of nation.founders) {
      const expected = [0, 1, 2].map((track) =>
        minutesOf(ghost.credits.filter((credit) => credit.provider === id && credit.track === track)),
      );
      expect(await nation.ledger.recordOf(ghost.guild, id)).to.deep.equal(expected);
    }
  });

  it("INV-13 a season's total is the sum of the credits that reach its minimum", async () => {
    for (const season of ghost.seasons.map((_, index) => BigInt(index + 1))) {
      const eligible = nation.founders.flatMap(({ id }) =>
        SEASON.minimumCredit.map((minimum, track) => {
          const own = ghost.credits.filter(
            (credit) => credit.provider === id && credit.track === track && credit.season === season,
          );
          return minutesOf(own) < minimum ? 0n : minutesOf(own);
        }),
      );
      const totals = [0, 1, 2].map((track) =>
        eligible.filter((_, index) => index % 3 === track).reduce((sum, minutes) => sum + minutes, 0n),
      );
      expect(await eligibleOnChain(season)).to.deep.equal([...totals, ...eligible]);
    }
  });

  it("INV-14 an entry is credited at most once, and never by its provider's own appraisal", async () => {
    const settled = await nation.ledger.queryFilter(nation.ledger.filters.BatchSettled());
    expect(new Set(settled.map(({ args }) => args.batch)).size).to.equal(settled.length);
    const credited = settled.flatMap(({ args }) => entriesOf(args.credited).map((entry) => `${args.batch}/${entry}`));
    const timed = credited.filter((key) => {
      const [id, index] = key.split("/");
      return ghost.batches.find((batch) => batch.id === id)!.entries[Number(index)]!.resource === 0;
    });
    expect(timed.sort()).to.deep.equal(ghost.credits.map(({ entry }) => entry).sort());
  });

  it("INV-15 a closed season never changes", async () => {
    const closed = ghost.seasons.flatMap(({ closed: then }, index) =>
      then ? [[BigInt(index + 1), then] as const] : [],
    );
    expect(closed.length).to.be.greaterThan(1);
    for (const [season, then] of closed) expect(await eligibleOnChain(season)).to.deep.equal(then);
  });

  it("a fold of the logs alone equals every public view", async () => {
    const { ledger, founders } = nation;
    const logs = await ethers.provider.getLogs({ address: await ledger.getAddress(), fromBlock: 0 });
    // Nobody rests in this walk, so that the time of a log does not matter here.
    const decoded = logs.flatMap((log) => {
      const parsed = ledger.interface.parseLog(log);
      if (parsed === null) return [];
      return [{ name: parsed.name, args: parsed.args, blockTimestamp: 0n }];
    });
    const state = folded.foldContributions(decoded);
    const now = BigInt(await time.latest());

    expect(Object.values(state.terms!)).to.deep.equal(await ledger.terms());
    expect(state.lastSeason).to.equal(await ledger.lastSeason());
    expect(folded.currentSeason(state, now)).to.equal(await ledger.currentSeason());
    for (const [id, season] of state.seasons) {
      const { terms, clock, closedAt, closesAt, endsAt, opensAt } = season;
      const expected = [opensAt, endsAt, closesAt, closedAt, clock, Object.values(terms)];
      expect(await ledger.seasonOf(id)).to.deep.equal(expected);
      expect(folded.isClosed(state, id)).to.equal(await ledger.isClosed(id));
      expect(folded.eligibleTotals(state, ghost.guild, id)).to.deep.equal(
        await ledger.eligibleTotalsOf(ghost.guild, id),
      );
      for (const { id: member } of founders) {
        for (const track of [0, 1, 2]) {
          const credit = folded.creditsOf(state, ghost.guild, member, id)[track];
          expect(credit).to.equal(await ledger.creditOf(ghost.guild, member, id, track));
        }
        const eligible = folded.eligibleCredits(state, ghost.guild, member, id);
        expect(eligible).to.deep.equal(await ledger.eligibleCreditsOf(ghost.guild, member, id));
      }
    }
    for (const [id, batch] of state.batches) {
      const seen = await ledger.batchOf(id);
      expect([batch.guild, batch.by, batch.season, batch.submittedAt]).to.deep.equal(seen.slice(0, 4));
      expect(BigInt(batch.count)).to.equal(seen.count);
      expect(batch.state).to.equal(BATCH_STATES[Number(seen.state) - 1]);
      expect(batch.appraisals.map(({ by }) => by)).to.deep.equal(await ledger.appraisersOf(id));
      const sets = [
        [batch.withdrawn, await ledger.withdrawnEntries(id)],
        [batch.challenged, await ledger.challengedEntries(id)],
        ...(await Promise.all(
          batch.appraisals.map(async ({ declined }, place) => [declined, await ledger.declinedBy(id, place)] as const),
        )),
      ] as const;
      for (const [ours, theirs] of sets) {
        for (let entry = 0; entry < batch.count; ++entry)
          expect(hasEntry(ours, entry)).to.equal(hasEntry(theirs, entry));
      }
    }
    for (const { id: member } of founders) {
      const [record, standing] = await ledger.recordAndStandingOf(ghost.guild, member);
      expect(folded.recordOf(state, ghost.guild, member)).to.deep.equal(record);
      const closedForm = folded.standingOf(state, { guild: ghost.guild, member, now });
      closedForm.forEach((minutes, track) => {
        expect(Math.abs(Number(standing[track]) / 1e18 - minutes)).to.be.lessThan(1e-5);
      });
    }
  });
});
