import { expect } from "chai";
import { network } from "hardhat";

import { bitmapOf, entriesOf, hasEntry } from "../../sdk/contributions/bitmaps.ts";
import { foldContributions } from "../../sdk/contributions/fold.ts";
import * as folded from "../../sdk/contributions/views.ts";
import { foldGuildTerms, ownTermsOf } from "../../sdk/contributions/guildTermsFold.ts";
import { encodePayload, type EntryInput } from "../../sdk/contributions/payload.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { type Contributions, deployContributions, NO_BATCH } from "../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = thorough ? 2400 : 1200;
const SEED = 0x6e656f67;
const HALF_LIFE = 20n * DAY;
const SEASON = {
  duration: 20n * DAY,
  appraisalPeriod: 4n * DAY,
  challengePeriod: 4n * DAY,
  standingHalfLife: HALF_LIFE,
  pairLimit: 60n,
  cap: 700n,
  minimumCredit: [300n, 0n, 120n] as [bigint, bigint, bigint],
};
const NEEDED = 2;
/** The resource that the guild specifies, on the first track. */
const WORDS = 3;
/** That entries name. */
const WORKS = 2;
/** Enough for the pair limit to refuse. */
const PEOPLE = 13;
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
  readonly questioned: Map<bigint, Set<number>>;
  readonly withdrawn: Set<number>;
  readonly challenged: Set<number>;
  settledTo: number;
  state: "open" | "withdrawn" | "settled" | "settling";
}

interface Ghost {
  readonly guild: bigint;
  readonly batches: GhostBatch[];
  readonly seasons: {
    readonly opensAt: bigint;
    readonly endsAt: bigint;
    readonly closesAt: bigint;
    closed: readonly bigint[] | undefined;
  }[];
  /** Everything credited, and what corrections took (below zero): who, on which track, and how old it is. */
  readonly credits: { entry: string; provider: bigint; track: number; minutes: bigint; at: bigint }[];
  /** Those of them that standing is made of. */
  standing: Ghost["credits"];
  /** What counts, by season, member and track. */
  readonly counted: Map<string, bigint>;
  /** What corrections took beyond that, by member and track. */
  readonly debts: Map<string, bigint>;
  /** Credits for a work, in the order in which they came and went: whose they are and which season took them. */
  readonly works: { work: number; provider: bigint; season: bigint; minutes: bigint }[];
  /** Hours that one accepted of another, by season, appraiser and provider. */
  readonly accepted: Map<string, bigint>;
  readonly conflicts: Set<string>;
  /** When each season was closed, and `standing` as it was then. */
  readonly closes: Map<bigint, { readonly closedAt: bigint; readonly standing: Ghost["credits"] }>;
  /** The guild's budgets and rates, in the order in which they were set. */
  readonly budgets: { readonly setAt: bigint; readonly budget: bigint; readonly countsWorks: boolean }[];
  readonly rates: { readonly setAt: bigint; readonly perUnit: bigint }[];
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
    nation = await deployContributions(ethers, { founders: PEOPLE, season: SEASON });
    await nation.guilds.fillSeat(0, nation.nation); // in the councils' place: it makes the guild's account act
    const guild = await foundGuild(nation, "Makers", nation.founders);
    const books = {
      counted: new Map(),
      debts: new Map(),
      works: [],
      accepted: new Map(),
      conflicts: new Set<string>(),
      closes: new Map(),
    };
    ghost = { guild, batches: [], seasons: [], credits: [], standing: [], ...books, budgets: [], rates: [] };
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
    const { opensAt, endsAt, closesAt } = await nation.ledger.seasonOf(ghost.seasons.length + 1);
    ghost.seasons.push({ opensAt, endsAt, closesAt, closed: undefined });
  }

  async function submit() {
    const author = pick(nation.founders);
    const settled = ghost.batches.filter(({ state }) => state === "settled");
    const corrects = random(2) === 0 && settled.length > 0 ? pick(settled) : undefined;
    // A few do and judge most of the work, so that they come near the pair limit.
    const entries = Array.from({ length: 1 + random(5) }, (): EntryInput => ({
      provider: Number((random(3) ? fewOf() : pick(nation.founders)).id),
      track: random(2) ? "livelihood" : pick(TRACKS),
      quantity: random(200),
      resource: random(6) === 0 ? pick([WORDS, WORDS + 1]) : 0,
      day: random(1 << 16),
      work: random(4) ? 1 : random(WORKS + 1),
      ...(corrects && random(2) === 0 && correctionOf(corrects)),
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
      ...{ declined: new Map(), questioned: new Map(), withdrawn: new Set(), challenged: new Set(), settledTo: 0 },
    });
  }

  /** Of something that was credited, as a rule. */
  function correctionOf({ id, entries }: GhostBatch) {
    const { provider, track, work } = pick(entries);
    return { corrects: id, provider, track, work: work ?? 0 };
  }

  async function appraise() {
    const batch = ghost.batches.at(-1 - random(3));
    if (batch === undefined) return;
    const peer = random(4) ? fewOf() : pick(nation.founders);
    const declined = random(3) === 0 ? subset(batch.entries.length) : [];
    const questioned = random(3) === 0 ? subset(batch.entries.length).filter((entry) => !declined.includes(entry)) : [];
    const now = await nextSecond();
    const end = batch.submittedAt + (batch.challenged.size > 0 ? 8n : 4n) * DAY;
    const allowed = batch.state === "open" && now < end && batch.author !== peer && !batch.declined.has(peer.id);
    if (batch.declined.has(peer.id)) return answer(batch, peer, now < end);
    if (await say("appraise", batch, peer, { declined, questioned, allowed })) {
      batch.declined.set(peer.id, new Set(declined));
      batch.questioned.set(peer.id, new Set(questioned));
    }
  }

  const fewOf = () => nation.founders[random(3)]!;

  async function say(
    action: string,
    batch: GhostBatch,
    peer: Person,
    said: { declined: number[]; questioned: number[]; allowed: boolean },
  ) {
    const [declined, questioned] = [bitmapOf(said.declined), bitmapOf(said.questioned)];
    const act = { by: peer.id, batch: batch.id, declined, questioned, deadline: FOREVER };
    return attempt(action, said.allowed, () => nation.ledger.connect(peer.signer).appraise(act, "0x"));
  }

  /** Comes back to what one questioned, or repeats oneself. */
  async function answer(batch: GhostBatch, peer: Person, inTime: boolean) {
    const open = [...(batch.questioned.get(peer.id) ?? [])];
    const questioned = random(4) === 0 ? subset(batch.entries.length) : open.filter(() => random(2) === 0);
    const rest = open.filter((entry) => !questioned.includes(entry));
    const declined = random(4) === 0 ? subset(batch.entries.length) : rest.filter(() => random(2) === 0);
    const before = batch.declined.get(peer.id)!;
    const fits =
      questioned.every((entry) => open.includes(entry)) &&
      declined.every((entry) => rest.includes(entry) || before.has(entry));
    const allowed = batch.state === "open" && inTime && fits && rest.length > 0 && batch.author !== peer;
    if (!(await say("answer", batch, peer, { declined, questioned, allowed }))) return;
    declined.forEach((entry) => batch.declined.get(peer.id)!.add(entry));
    batch.questioned.set(peer.id, new Set(questioned));
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
    const own = entries
      .map((entry) => batch.entries[entry]!)
      .every(({ provider, corrects }) => BigInt(provider) === by.id && corrects === undefined);
    const isNew = entries.some((entry) => !batch.withdrawn.has(entry));
    const allowed = batch.state === "open" && (by === batch.author || (!whole && own)) && (whole || isNew);
    const act = { by: by.id, batch: batch.id, withdrawn: bitmapOf(entries), deadline: FOREVER };
    const send = () => nation.ledger.connect(by.signer).withdraw(act, "0x", batch.payload);
    if (!(await attempt("withdraw", allowed, send))) return;
    if (whole) batch.state = "withdrawn";
    else entries.forEach((entry) => batch.withdrawn.add(entry));
  }

  async function settle() {
    const isOpen = ({ state }: GhostBatch) => state === "open" || state === "settling";
    const candidates = ghost.batches.filter((batch) => isOpen(batch) || random(12) === 0);
    if (candidates.length === 0) return;
    const batch = pick(candidates);
    const now = await nextSecond();
    const closed = (season: bigint) => ghost.seasons[Number(season) - 1]!.closed !== undefined;
    const season = closed(batch.season) ? BigInt(ghost.seasons.length) : batch.season;
    const due = isOpen(batch) && now >= batch.submittedAt + 8n * DAY && !closed(season);
    const count = batch.entries.length;
    const upTo = random(4) === 0 ? random(count + 2) : count;
    // A part this small ends where the provider changes.
    const isCut = upTo < count && batch.entries[upTo - 1]?.provider === batch.entries[upTo]!.provider;
    const allowed = due && upTo > batch.settledTo && upTo <= count && !isCut;
    const send = () =>
      upTo === count && random(2)
        ? nation.ledger.settle(batch.id, batch.payload)
        : nation.ledger.settlePart(batch.id, batch.payload, upTo);
    if (!(await attempt("settle", allowed, send))) return;
    for (let from = batch.settledTo; from < upTo;) {
      const { provider } = batch.entries[from]!;
      let end = from;
      while (end < upTo && batch.entries[end]!.provider === provider) ++end;
      settleRun(
        batch,
        season,
        Array.from({ length: end - from }, (_, index) => from + index),
      );
      from = end;
    }
    batch.settledTo = upTo;
    batch.state = upTo === count ? "settled" : "settling";
  }

  /** What a notebook says of the entries of one provider that stand together. */
  function settleRun(batch: GhostBatch, season: bigint, run: readonly number[]) {
    const provider = BigInt(batch.entries[run[0]!]!.provider);
    const worth = (entry: number) => worthOf(batch.entries[entry]!, season);
    const adds = run.filter((entry) => batch.entries[entry]!.corrects === undefined);
    const refuses = (peer: bigint, entry: number) =>
      batch.declined.get(peer)!.has(entry) || batch.questioned.get(peer)!.has(entry);
    const claimed = sumOf(adds.filter((entry) => !batch.withdrawn.has(entry)).map(worth));
    // Whoever is corrected cannot choose by whom.
    const isNamed = (peer: bigint) => adds.length === run.length && ghost.conflicts.has(`${provider}/${peer}`);
    const independent = [...batch.declined.keys()].filter(
      (peer) => peer !== provider && !ghost.conflicts.has(`${peer}/${provider}`) && !isNamed(peer),
    );
    if (independent.length < NEEDED) return;
    const peers = independent.filter((peer) => {
      if (claimed === 0n || run.every((entry) => refuses(peer, entry))) return true;
      const [there, back] = [`${batch.season}/${peer}/${provider}`, `${batch.season}/${provider}/${peer}`];
      const grown = (ghost.accepted.get(there) ?? 0n) + (claimed + 59n) / 60n;
      const given = ghost.accepted.get(back) ?? 0n;
      if (grown * 60n > SEASON.pairLimit && given * 60n > SEASON.pairLimit) {
        done["beyond the pair limit"] = (done["beyond the pair limit"] ?? 0) + 1;
        return false;
      }
      ghost.accepted.set(there, grown);
      return true;
    });
    const accepted = run.filter((entry) => {
      const accepts = peers.filter((peer) => !refuses(peer, entry)).length;
      if (!adds.includes(entry) && accepts <= peers.length - accepts) return false;
      return !batch.withdrawn.has(entry) && accepts >= NEEDED + (batch.challenged.has(entry) ? 1 : 0);
    });
    const added = accepted.filter((entry) => adds.includes(entry));
    const budget = ghost.budgets.findLast(({ setAt }) => setAt < opening(season))?.budget ?? 0n;
    const used = sumOf(
      [...ghost.counted].filter(([key]) => key.startsWith(`${season}/`)).map(([, credits]) => credits),
    );
    const counts = budget === 0n || used + sumOf(added.map(worth)) <= budget;
    if (!counts) done["beyond the budget"] = (done["beyond the budget"] ?? 0) + 1;
    for (const entry of added) {
      const track = note(batch, entry, provider, worth(entry));
      if (!counts) continue;
      countWork(batch.entries[entry]!, provider, season, worth(entry));
      const [debtKey, key] = [`${provider}/${track}`, `${season}/${provider}/${track}`];
      const setOff = least(ghost.debts.get(debtKey) ?? 0n, worth(entry));
      ghost.debts.set(debtKey, (ghost.debts.get(debtKey) ?? 0n) - setOff);
      ghost.counted.set(key, (ghost.counted.get(key) ?? 0n) + worth(entry) - setOff);
    }
    for (const entry of accepted.filter((index) => !adds.includes(index))) correct(batch, entry, provider, season);
  }

  function correct(batch: GhostBatch, entry: number, provider: bigint, season: bigint) {
    const track = TRACKS.indexOf(batch.entries[entry]!.track);
    const held = sumOf(ghost.credits.filter((one) => one.provider === provider && one.track === track).map(minutes));
    const taken = least(worthOf(batch.entries[entry]!, season), held);
    note(batch, entry, provider, -taken);
    countWork(batch.entries[entry]!, provider, season, -taken);
    const [debtKey, key] = [`${provider}/${track}`, `${season}/${provider}/${track}`];
    const counted = ghost.counted.get(key) ?? 0n;
    ghost.counted.set(key, counted - least(counted, taken));
    ghost.debts.set(debtKey, (ghost.debts.get(debtKey) ?? 0n) + taken - least(counted, taken));
    done["corrected"] = (done["corrected"] ?? 0) + 1;
    if (taken > counted) done["in debt"] = (done["in debt"] ?? 0) + 1;
  }

  /** What is taken is held in the season that takes it, and in all later ones. */
  function countWork({ work = 0 }: EntryInput, provider: bigint, season: bigint, minutes: bigint) {
    const counts = ghost.budgets.findLast(({ setAt }) => setAt < opening(season))?.countsWorks ?? false;
    if (work === 0 || !counts || minutes === 0n) return;
    const later = ghost.seasons.map((_, index) => BigInt(index + 1)).filter((one) => one >= season);
    const held = later.map((one) => workCredit(work, provider, one)).reduce(least);
    const change = minutes < 0n ? -least(-minutes, held) : minutes;
    ghost.works.push({ work, provider, season, minutes: change });
    const word = minutes < 0n ? "taken for a work" : "credited for a work";
    if (change !== 0n) done[word] = (done[word] ?? 0) + 1;
    if (season < ghost.seasons.length) done["counted for a work late"] = (done["counted for a work late"] ?? 0) + 1;
  }

  const workCredit = (work: number, provider: bigint, season: bigint) =>
    sumOf(
      ghost.works
        .filter((one) => one.work === work && one.provider === provider && one.season <= season)
        .map((one) => one.minutes),
    );

  /** A correction is as old as the batch it corrects. */
  function note(batch: GhostBatch, index: number, provider: bigint, minutes: bigint): number {
    const entry = batch.entries[index]!;
    const track = TRACKS.indexOf(entry.track);
    const from = ghost.batches.find(({ id }) => id === entry.corrects) ?? batch;
    const credit = { entry: `${batch.id}/${index}`, provider, track, minutes, at: from.submittedAt };
    ghost.credits.push(credit);
    // Who names a younger batch than the one that was credited may take more standing than there is: then none is left,
    // and none outlives the record.
    const others = ghost.standing.filter((one) => one.provider !== provider || one.track !== track);
    const own = [...ghost.standing.filter((one) => !others.includes(one)), credit];
    const held = sumOf(
      ghost.credits.filter((one) => one.provider === provider && one.track === track).map((one) => one.minutes),
    );
    ghost.standing = held === 0n || fallenBy(own, from.submittedAt) < 0 ? others : [...others, ...own];
    return track;
  }

  function worthOf({ resource = 0, quantity, track }: EntryInput, season: bigint): bigint {
    if (resource === 0) return BigInt(quantity);
    const rate = ghost.rates.findLast(({ setAt }) => setAt < opening(season));
    if (resource !== WORDS || track !== "livelihood" || rate === undefined) return 0n;
    return (BigInt(quantity) * rate.perUnit) / 1_000_000n + 7n;
  }

  const named = Array.from({ length: WORKS }, (_, index) => index + 1);
  const opening = (season: bigint) => ghost.seasons[Number(season) - 1]!.opensAt;
  const sumOf = (numbers: readonly bigint[]) => numbers.reduce((sum, number) => sum + number, 0n);
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  const minutes = (one: Ghost["credits"][number]) => one.minutes;
  const fallenBy = (credits: Ghost["credits"], moment: bigint) =>
    credits.reduce((sum, one) => sum + Number(one.minutes) * 2 ** -(Number(moment - one.at) / Number(HALF_LIFE)), 0);

  /** The guild sets its budget, or its rate, for seasons to come. */
  async function decide() {
    const { guilds, guildTerms } = nation;
    const setAt = await nextSecond();
    const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(ghost.guild));
    const act = { by: ghost.guild, nonce: 0, deadline: FOREVER };
    const budget = pick([0n, 0n, 60n, 150n]);
    const perUnit = BigInt(1 + random(3_000_000));
    const countsWorks = random(6) !== 0;
    const words = { resource: WORDS, name: "translation", unit: "word", perUnit, perEntry: 7, track: 0 };
    const data = random(2)
      ? guildTerms.interface.encodeFunctionData("setGuildTerms", [
          { ...act, budget, totalsOnly: false, countsWorks },
          "0x",
        ])
      : guildTerms.interface.encodeFunctionData("specify", [{ ...act, ...words }, "0x"]);
    await account.connect(nation.nation).execute(guildTerms, 0, data);
    if (data.startsWith(guildTerms.interface.getFunction("specify").selector)) ghost.rates.push({ setAt, perUnit });
    else ghost.budgets.push({ setAt, budget, countsWorks });
  }

  /** Two find that they are too close, or no longer. */
  async function quarrel() {
    const [by, other] = [pick(nation.founders), pick(nation.founders)];
    if (by === other) return;
    const key = `${by.id}/${other.id}`;
    const act = { by: by.id, other: other.id, nonce: 0, deadline: FOREVER };
    const isKnown = ghost.conflicts.has(key);
    const named = [...ghost.conflicts].filter((pair) => pair.startsWith(`${by.id}/`)).length;
    if (!isKnown && (named > 1 || random(2))) return;
    await nation.conflicts.connect(by.signer)[isKnown ? "takeBack" : "declare"](act, "0x");
    if (isKnown) ghost.conflicts.delete(key);
    else ghost.conflicts.add(key);
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
    const closedAt = await nextSecond();
    // Earlier ones that nobody has closed come first.
    const open = [...ghost.seasons.slice(0, season).entries()].filter(([, { closed }]) => closed === undefined);
    const isOpen = ghost.seasons[season - 1]!.closed === undefined;
    const allowed = isOpen && open.every(([, { closesAt }]) => closedAt >= closesAt);
    if (!(await attempt("closeSeason", allowed, () => nation.ledger.closeSeason(season)))) return;
    for (const [index, each] of open) {
      const id = BigInt(index + 1);
      each.closed = await eligibleOnChain(id);
      ghost.closes.set(id, { closedAt, standing: [...ghost.standing] });
    }
  }

  const often = [submit, appraise, appraise, appraise, appraise, settle];
  const likely = [...often, ...often, ...often];
  const rare = [decide, decide, quarrel, challenge, withdraw, openSeason, closeSeason, closeSeason];
  const actions = [...likely, ...rare, pass, pass, pass, pass];

  /** Eligible totals and everybody's eligible credits of a season, as the chain says now. */
  async function eligibleOnChain(season: bigint): Promise<readonly bigint[]> {
    const { ledger, founders } = nation;
    const totals = ledger.eligibleTotalsOf(ghost.guild, season);
    const credits = founders.map(({ id }) => ledger.eligibleCreditsOf(ghost.guild, id, season));
    const standing = founders.map(({ id }) => ledger.standingAtClose(ghost.guild, id, season));
    const works = named.flatMap((work) => [
      ledger.workTotalAt(ghost.guild, work, season),
      ...founders.map(({ id }) => ledger.workCreditAt(ghost.guild, work, id, season)),
    ]);
    return (await Promise.all([totals, ...credits, ...standing, ...works])).flat();
  }

  const minutesOf = (credits: Ghost["credits"]) => sumOf(credits.map(minutes));

  it("was no idle walk: every act was carried out, and refused, many times", () => {
    const unseen = [
      ...["corrected", "beyond the pair limit", "beyond the budget"],
      ...["credited for a work", "taken for a work", "counted for a work late"],
    ].filter((word) => !(Number(done[word]) > 1));
    expect(unseen).to.deep.equal([]);
    expect(ghost.batches.some(({ state }) => state === "settling") || Number(done["settle"]) > 0).to.equal(true);
    const acts = ["submit", "appraise", "answer", "challenge", "withdraw", "settle", "closeSeason", "openSeason"];
    for (const action of acts) {
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
          const own = ghost.counted.get(`${season}/${id}/${track}`) ?? 0n;
          return own < minimum ? 0n : least(own, SEASON.cap);
        }),
      );
      const totals = [0, 1, 2].map((track) => sumOf(eligible.filter((_, index) => index % 3 === track)));
      const seen = await eligibleOnChain(season);
      expect(seen.slice(0, 3 + eligible.length)).to.deep.equal([...totals, ...eligible]);
      const all = [...ghost.counted].filter(([key]) => key.startsWith(`${season}/`)).map(([, credits]) => credits);
      expect(await nation.ledger.countedOf(ghost.guild, season)).to.equal(sumOf(all));
    }
  });

  it("INV-23 a debt is what corrections took beyond the credits of a season, less what was set off", async () => {
    expect(done["in debt"]).to.be.greaterThan(1);
    for (const { id } of nation.founders) {
      const expected = [0, 1, 2].map((track) => ghost.debts.get(`${id}/${track}`) ?? 0n);
      expect(await nation.ledger.debtOf(ghost.guild, id)).to.deep.equal(expected);
    }
  });

  it("INV-235 credits for works are the sum of what named them, through each season", async () => {
    for (const season of ghost.seasons.map((_, index) => BigInt(index + 1))) {
      for (const work of named) {
        const own = nation.founders.map(({ id }) => workCredit(work, id, season));
        expect(await nation.ledger.workTotalAt(ghost.guild, work, season)).to.equal(sumOf(own));
        for (const [place, { id }] of nation.founders.entries()) {
          expect(await nation.ledger.workCreditAt(ghost.guild, work, id, season)).to.equal(own[place]);
        }
      }
    }
  });

  it("INV-24 standing equals its closed form, now and at every close", async () => {
    const { ledger, founders } = nation;
    const verify = (seen: readonly bigint[], member: bigint, moment: bigint, known: Ghost["credits"]) => {
      for (const track of [0, 1, 2]) {
        const own = known.filter((credit) => credit.provider === member && credit.track === track);
        const exact = fallenBy(own, moment);
        // Where corrections took nearly everything, what is left is as exact as what there was.
        const all = fallenBy(
          own.map((one) => ({ ...one, minutes: one.minutes < 0n ? -one.minutes : one.minutes })),
          moment,
        );
        expect(Math.abs(Number(seen[track]) / 1e18 - exact)).to.be.at.most(1e-12 * all + 1e-18);
      }
    };
    const now = BigInt(await time.latest());
    for (const { id } of founders) {
      verify((await ledger.recordAndStandingOf(ghost.guild, id)).standing, id, now, ghost.standing);
      for (const [season, { closedAt, standing }] of ghost.closes) {
        verify(await ledger.standingAtClose(ghost.guild, id, season), id, closedAt, standing);
      }
    }
    expect(ghost.closes.size).to.be.greaterThan(1);
  });

  it("INV-14 an entry is credited at most once, and never by its provider's own appraisal", async () => {
    const { ledger } = nation;
    const whole = await ledger.queryFilter(ledger.filters.BatchSettled());
    const parts = await ledger.queryFilter(ledger.filters.BatchPartSettled());
    expect(parts.length).to.be.greaterThan(1);
    expect(new Set(whole.map(({ args }) => args.batch)).size).to.equal(whole.length);
    const credited = [...whole, ...parts].flatMap(({ args }) =>
      entriesOf(args.credited).map((entry) => `${args.batch}/${entry}`),
    );
    expect(new Set(credited).size).to.equal(credited.length);
    expect(credited.sort()).to.deep.equal(ghost.credits.map(({ entry }) => entry).sort());
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
    const terms = foldGuildTerms(
      (await ethers.provider.getLogs({ address: await nation.guildTerms.getAddress(), fromBlock: 0 })).map((log) => {
        const { name, args } = nation.guildTerms.interface.parseLog(log)!;
        return { address: log.address, name, args, blockTimestamp: 0n };
      }),
    );
    const state = foldContributions(decoded, undefined, ownTermsOf(terms));
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
    for (const season of [...state.seasons.keys()]) {
      for (const work of [0, ...named].map(BigInt)) {
        const total = folded.workTotalAt(state, ghost.guild, work, season);
        expect(total).to.equal(await ledger.workTotalAt(ghost.guild, work, season));
        for (const { id: member } of founders) {
          const credit = folded.workCreditAt(state, { guild: ghost.guild, work, member, season });
          expect(credit).to.equal(await ledger.workCreditAt(ghost.guild, work, member, season));
        }
      }
    }
    for (const [id, batch] of state.batches) {
      const seen = await ledger.batchOf(id);
      expect([batch.guild, batch.by, batch.season, batch.submittedAt]).to.deep.equal(seen.slice(0, 4));
      expect(BigInt(batch.count)).to.equal(seen.count);
      expect(BigInt(batch.settledTo)).to.equal(await ledger.settledTo(id));
      expect(batch.state).to.equal(BATCH_STATES[Number(seen.state) - 1]);
      expect(batch.appraisals.map(({ by }) => by)).to.deep.equal(await ledger.appraisersOf(id));
      const sets = [
        [batch.withdrawn, await ledger.withdrawnEntries(id)],
        [batch.challenged, await ledger.challengedEntries(id)],
        ...(await Promise.all(
          batch.appraisals.flatMap(({ declined, questioned }, place) => [
            ledger.declinedBy(id, place).then((seen) => [declined, seen] as const),
            ledger.questionedBy(id, place).then((seen) => [questioned, seen] as const),
          ]),
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
        expect(Math.abs(Number(standing[track]) / 1e18 - minutes)).to.be.lessThan(1e-9);
      });
      expect(folded.debtOf(state, ghost.guild, member)).to.deep.equal(await ledger.debtOf(ghost.guild, member));
      for (const season of state.seasons.keys()) {
        const seen = await ledger.standingAtClose(ghost.guild, member, season);
        folded.standingAtClose(state, { guild: ghost.guild, member, season }).forEach((credits, track) => {
          expect(Math.abs(Number(seen[track]) / 1e18 - credits)).to.be.lessThan(1e-9);
        });
      }
    }
  });
});
