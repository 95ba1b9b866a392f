import { MaxUint256, ZeroAddress } from "ethers";

import { FOREVER, type Membership, type Person } from "../test/fixtures/membership.ts";
import {
  acceptWork,
  closeSeason,
  commandedGuild,
  deployTreasury,
  fiveBuckets,
  NO_REF,
  rules,
  Track,
  UNIT,
} from "../test/fixtures/treasury.ts";
import { carryForAll, coinlessKeys, gasOf, newChain, type Author } from "./chain.ts";
import type { Figures } from "./figures.ts";

const TEN = 10;
const THOUSAND = 1_000;
const TEN_THOUSAND = 10_000;
const FOUNDERS = TEN + 2; // two keep the fund
const FOUNDING_BATCH = 250;
const BATCH = 100;
const JOINS = 140; // as many as a transaction holds
const INCOME = 100_000n * UNIT;

/** Income of guilds of ten, of a thousand and of ten thousand, in a nation that has closed a season before. */
export async function measureTreasury(): Promise<Figures> {
  const chain = await newChain();
  // A token as OpenZeppelin makes it, not the odd one of the tests, whose quirks cost gas at every step.
  const token = await chain.ethers.deployContract("PlainToken");
  const nation = { ...(await deployTreasury(chain.ethers, { founders: FOUNDERS })), token };
  const { ledger, surplus, founders } = nation;
  const coinless = await foundMembers(nation, TEN_THOUSAND - FOUNDERS);
  const ten = await commandedGuild(nation, "Ten", founders.slice(0, TEN));
  const fund = await commandedGuild(nation, "Fund", founders.slice(TEN));
  const thousand = await commandedGuild(nation, "Thousand", founders);
  const tenThousand = await commandedGuild(nation, "Ten thousand", founders);
  const join =
    (guild: bigint) =>
    ({ id }: Author) => ({ by: id, guild, nonce: guild, deadline: FOREVER });
  await carryForAll(nation.guilds, "join", coinless.slice(0, THOUSAND - FOUNDERS), join(thousand));
  await carryForAll(nation.guilds, "join", coinless, join(tenThousand), JOINS);

  const people = founders.slice(0, TEN);
  const workers = coinless.slice(0, BATCH);
  const payees = [...people.map(({ signer }) => signer.address), ...workers.map(({ signer }) => signer.address)];
  for (const payee of payees) await token.mint(payee, 1n); // they have held the token before
  await token.mint(nation.nation, 10n * INCOME);
  await token.connect(nation.nation).approve(surplus, MaxUint256);
  await surplus.setEquation([...fiveBuckets(fund)], rules());

  // The first season under the equation, so that reserve and fund have received before.
  await nextSeason();
  await deposit(ten);
  await work(ten, people, 600n);
  await surplus.closeBooks(ten, await closeSeason(nation, chain.networkHelpers), token);

  await nextSeason();
  const guilds = [ten, thousand, tenThousand];
  for (const guild of guilds) await deposit(guild);
  const deposits = await inTurn(guilds, deposit);
  await work(ten, people, 900n);
  await work(thousand, workers, 900n);
  await work(tenThousand, workers, 900n);
  const season = await closeSeason(nation, chain.networkHelpers);
  const closes = await inTurn(guilds, (guild) => gasOf(surplus.closeBooks(guild, season, token)));

  const [first, second] = people as [Person, Person];
  await claim(first);
  const claimOwn = await claim(second);
  await surplus.claimFor([coinless[BATCH]?.id ?? 0n], thousand, season, token);
  const ids = workers.map(({ id }) => id);
  const claimBatch = await gasOf(surplus.claimFor(ids, thousand, season, token));
  return {
    ...bySize("treasury.deposit", deposits),
    ...bySize("treasury.close", closes),
    "treasury.claim.own": claimOwn,
    "treasury.claim.batch100": claimBatch / BATCH,
  };

  async function nextSeason(): Promise<void> {
    const { endsAt } = await ledger.seasonOf(await ledger.lastSeason());
    const now = BigInt(await chain.networkHelpers.time.latest());
    if (now < endsAt) await chain.networkHelpers.time.increaseTo(endsAt);
    await ledger.openSeason();
  }

  function deposit(guild: bigint): Promise<number> {
    return gasOf(surplus.connect(nation.nation).deposit(guild, token, INCOME, 0n, NO_REF));
  }

  /** The same minutes of livelihood and of care for each, all accepted. */
  function work(guild: bigint, workers: readonly { readonly id: bigint }[], minutes: bigint): Promise<void> {
    const entries = workers.flatMap(({ id }) => [
      { member: id, minutes },
      { member: id, minutes, track: Track.Care },
    ]);
    return acceptWork(nation, chain.networkHelpers, { guild, people: founders, work: entries });
  }

  function claim({ id, signer }: Person): Promise<number> {
    const act = { by: id, guild: ten, season, token, to: ZeroAddress, deadline: FOREVER };
    return gasOf(surplus.connect(signer).claim(act, "0x"));
  }
}

async function inTurn(guilds: readonly bigint[], measure: (guild: bigint) => Promise<number>): Promise<number[]> {
  const figures: number[] = [];
  for (const guild of guilds) figures.push(await measure(guild));
  return figures;
}

/** Figures of the guilds of ten, of a thousand and of ten thousand. */
function bySize(name: string, figures: readonly number[]): Figures {
  const sizes = [TEN, THOUSAND, TEN_THOUSAND];
  return Object.fromEntries(figures.map((gas, index) => [`${name}.n${sizes[index] ?? 0}`, gas]));
}

/** More founders, who hold a key and no coin. */
async function foundMembers({ members, founders }: Membership, count: number): Promise<Author[]> {
  const keys = coinlessKeys(count);
  for (let from = 0; from < count; from += FOUNDING_BATCH) {
    await members.found(keys.slice(from, from + FOUNDING_BATCH));
  }
  return keys.map((signer, index) => ({ id: BigInt(founders.length + index + 1), signer }));
}
