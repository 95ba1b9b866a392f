import { encodePayload, type EntryInput } from "../sdk/contributions/payload.ts";
import type { Track } from "../sdk/contributions/tracks.ts";
import { deployContributions, hours, NO_BATCH, SOME_DAY, type Contributions } from "../test/fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../test/fixtures/membership.ts";
import { gasOf, gasOfAll, newChain, type Chain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const DAYS = 5;
const SEASONS = 4;
const EIGHT_HOURS = 8 * 60;
const MINIMUM: [bigint, bigint, bigint] = [16n * 60n, 0n, 0n];
/** Two people may accept 200 hours of each other in a season: so every acceptance is measured. */
const PAIR_LIMIT = 200n * 60n;

/** A batch of entries from its submission to its credits, in a season already used and in a new one. */
export async function measureContributions(): Promise<Figures> {
  const plain = await measureLives(20, 0n);
  const fading = await measureLives(20, 90n * DAY);
  const large = await measureLives(200, 0n);
  return {
    "contributions.submit.single": plain.single,
    "contributions.life.batch100": plain.life,
    "contributions.life.batch100.newSeason": plain.newSeason,
    "contributions.life.batch100.standing": fading.life,
    "contributions.life.batch100.newSeason.standing": fading.newSeason,
    "contributions.life.batch1000": large.life,
    "contributions.life.batch1000.newSeason": large.newSeason,
  };
}

/** @param standingHalfLife Seconds; 0 = no standing is kept. */
async function measureLives(providers: number, standingHalfLife: bigint) {
  const chain = await newChain(providers + 5);
  const season = { minimumCredit: MINIMUM, standingHalfLife, pairLimit: PAIR_LIMIT };
  const nation = await deployContributions(chain.ethers, { founders: providers + 2, season });
  const { ledger, founders } = nation;
  const guild = await foundGuild(nation, "Makers", founders);
  const life = (week: number) => liveBatch(chain, nation, guild, week);

  await life(0);
  const usedSeason = await life(1);
  const [author] = founders as [Person];
  const single = await gasOf(ledger.connect(author.signer).submit(submission(guild, author, [hours(author)]), "0x"));

  // Four seasons one after the other: every fourth time a slot of old credits is a new one.
  const newSeasons: number[] = [];
  for (let season = 1; season <= SEASONS; ++season) {
    await chain.networkHelpers.time.increaseTo((await ledger.seasonOf(season)).endsAt);
    await ledger.openSeason();
    newSeasons.push(await life(1 + season));
  }
  return { single, life: usedSeason, newSeason: newSeasons.reduce((sum, gas) => sum + gas) / SEASONS };
}

/** Submits five entries of each but the last two, has those accept them and settles; gas per entry. */
async function liveBatch(chain: Chain, nation: Contributions, guild: bigint, week: number): Promise<number> {
  const { ledger, founders } = nation;
  const [scribe] = founders as [Person];
  const providers = founders.slice(0, -2);
  const act = submission(
    guild,
    scribe,
    providers.flatMap((person) => weekOf(person, week)),
  );
  const batch = await ledger.batchId(scribe.id, guild, act.payload);
  const submitted = await gasOf(ledger.connect(scribe.signer).submit(act, "0x"));
  const appraised = await gasOfAll(founders.slice(-2), ({ id, signer }) =>
    ledger.connect(signer).appraise({ by: id, batch, declined: [], questioned: [], deadline: FOREVER }, "0x"),
  );
  await chain.networkHelpers.time.increase(15n * DAY);
  const settled = await gasOf(ledger.settle(batch, act.payload));
  return (submitted + appraised + settled) / (DAYS * providers.length);
}

/** Five days of eight hours, the last of them for care. */
function weekOf(person: Person, week: number): EntryInput[] {
  return Array.from({ length: DAYS }, (_, day) => {
    const track: Track = day === DAYS - 1 ? "care" : "livelihood";
    return hours(person, { track, quantity: EIGHT_HOURS, day: SOME_DAY + 7 * week + day });
  });
}

function submission(guild: bigint, author: Person, entries: readonly EntryInput[]) {
  return { by: author.id, guild, replaces: NO_BATCH, payload: encodePayload(entries), deadline: FOREVER };
}
