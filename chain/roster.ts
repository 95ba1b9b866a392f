import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getAddress, HDNodeWallet, Mnemonic } from "ethers";
import { z } from "zod";

import type { HashedCharter } from "../sdk/charter.ts";
import { slugOf } from "../sdk/names.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { replaceFile } from "../sdk/files.ts";
import { fundedPlaces } from "../sdk/treasury/charter.ts";
import { nationFolder, NATIONS, type Kind } from "./nations.ts";

/**
 * Who the founders of a nation are: names beside the chain, never on it. The roster is private to its owner (mode 0600).
 * Somebody without a wallet has an invitation: the hash of a code, kept until the code has become a key.
 */

/** What somebody does beside being a member; the cashier also keeps the counter of a real nation's money. */
export const ROLES = ["founder", "cashier", "officer"] as const;

const person = z.strictObject({
  name: z.string().min(1).max(64),
  role: z.enum(ROLES),
  address: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/)
    .transform((text) => getAddress(text.toLowerCase()))
    .optional(),
  invitation: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/), since: z.iso.datetime() }).optional(),
});

const rosterFile = z.strictObject({
  format: z.literal("neoguild-roster/1"),
  nation: z.string().min(1),
  /** The guild that the founders mean to found. */
  guild: z.string().min(1).max(64).optional(),
  /** In the order of their ids on the chain. */
  people: z.array(person).min(1),
});

export type Person = Readonly<z.output<typeof person>>;

export type Roster = Readonly<Omit<z.output<typeof rosterFile>, "people">> & { readonly people: readonly Person[] };

/** Where the roster of a nation is kept. */
export function rosterPath(nation: string, home = NATIONS): string {
  return join(nationFolder(nation, home), "roster.json");
}

/** The roster of a nation on this machine, if there is one. @throws NeoguildError `RosterInvalid` */
export function findRoster(nation: string, home = NATIONS): Roster | undefined {
  const path = rosterPath(nation, home);
  return existsSync(path) ? parse(path) : undefined;
}

/** Every roster on this machine. */
export function localRosters(home = NATIONS): Roster[] {
  const slugs = existsSync(home) ? readdirSync(home).sort() : [];
  const paths = slugs.map((slug) => join(home, slug, "roster.json")).filter((path) => existsSync(path));
  return paths.map((path) => parse(path));
}

/** Writes a roster down, whole or not at all, for its owner's eyes only. */
export function keepRoster(roster: Roster, home = NATIONS): void {
  replaceFile(rosterPath(roster.nation, home), `${JSON.stringify(rosterFile.parse(roster), undefined, 2)}\n`);
}

/** Addresses of the founders who have one, in the order of the roster: what the charter lists. */
export function foundersOf(roster: Roster): string[] {
  return roster.people.flatMap(({ address }) => (address === undefined ? [] : [address]));
}

/** The founders of a chain by their ids: everybody found a rehearsal, a real nation those who had a key. */
export function foundersById(roster: Roster, kind: Kind): ReadonlyMap<bigint, Person> {
  const founders = roster.people.filter(({ address }) => kind === "rehearsal" || address !== undefined);
  return new Map(founders.map((person, place) => [BigInt(place + 1), person]));
}

/** Who was invited and has no key yet. */
export function openInvitations(roster: Roster): Person[] {
  return roster.people.filter(({ address }) => address === undefined);
}

/** Who keeps the money's counter: the cashier, else the first founder. */
export function cashierOf(roster: Roster): Person | undefined {
  return roster.people.find(({ role }) => role === "cashier") ?? roster.people[0];
}

/** What of a charter counts founders or guilds, in the file and when it is read. */
interface Seated<Bucket> {
  readonly founders: readonly string[];
  readonly guilds: readonly { readonly name: string; readonly roster: readonly number[] }[];
  readonly licensing: { readonly issuers: readonly number[] };
  readonly season: { readonly appraisals: number };
  readonly treasury: { readonly valueEquation: readonly Bucket[] };
}

/** A bucket of the value equation, which may count a guild. */
interface BucketOf {
  readonly to: string;
  readonly guild?: number;
}

/**
 * A charter with these founders instead, in this order; its guilds and issuers stay the same people. Who is new joins
 * the first guild, or where the charter lists none but those that the value equation pays, the one called `guild`, once
 * that has peers enough to appraise; and every guild that is paid.
 */
export function seat<Bucket extends BucketOf, T extends Seated<Bucket>>(
  charter: T & Seated<Bucket>,
  founders: readonly string[],
  guild: string | undefined,
) {
  const before = charter.founders.map((key) => getAddress(key));
  const everybody = before.map((_, index) => index + 1);
  const funded = fundedPlaces(charter.treasury.valueEquation);
  const listed = charter.guilds.map((each, index) => ({
    ...each,
    place: index + 1,
    isFunded: funded.includes(index + 1),
  }));
  const isPlanned = guild !== undefined && listed.every(({ name, isFunded }) => isFunded && name !== guild);
  const all = isPlanned ? [{ name: guild, roster: everybody, place: 0, isFunded: false }, ...listed] : listed;
  const first = all.findIndex(({ isFunded }) => !isFunded);
  const seated = all
    .map(({ roster, isFunded, ...each }, index) => {
      const joins = (key: string) =>
        before.includes(key) ? roster.includes(before.indexOf(key) + 1) : isFunded || index === first;
      return { ...each, isFunded, roster: founders.flatMap((key, place) => (joins(key) ? [place + 1] : [])) };
    })
    .filter(({ isFunded, roster }) => isFunded || roster.length > charter.season.appraisals);
  const places = new Map(seated.map(({ place }, index) => [place, index + 1]));
  const issuers = charter.licensing.issuers.map((issuer) => founders.indexOf(before[issuer - 1] ?? "") + 1);
  return {
    ...charter,
    founders: [...founders],
    guilds: seated.map(({ name, roster }) => ({ name, roster })),
    licensing: { ...charter.licensing, issuers: issuers.filter((place) => place > 0) },
    treasury: { ...charter.treasury, valueEquation: recounted(charter.treasury.valueEquation, places) },
  };
}

/** A value equation with its guilds in other places. */
export function recounted<Bucket extends BucketOf>(
  equation: readonly Bucket[],
  places: ReadonlyMap<number, number>,
): Bucket[] {
  return equation.map((bucket) =>
    bucket.guild === undefined ? bucket : { ...bucket, guild: places.get(bucket.guild) ?? bucket.guild },
  );
}

/** Hardhat's test accounts from this one up stand in first for who has no key yet. */
const FIRST_STAND_IN = 10;

/**
 * The charter of a rehearsal: everybody on the roster founds, and one of Hardhat's test accounts, which the node holds,
 * stands in for each who has not accepted the invitation yet.
 * @throws NeoguildError `RosterOutOfStep`, `RosterTooLong`
 */
export function rehearsalCharter(charter: HashedCharter, roster: Roster): HashedCharter {
  const { rules } = charter;
  requireInStep(charter, roster);
  const open = openInvitations(roster);
  if (open.length === 0) return charter;
  const taken = foundersOf(roster);
  const standIns = testAccounts().filter((account) => !taken.includes(account));
  if (open.length > standIns.length) {
    throw new NeoguildError({
      code: "RosterTooLong",
      message: `${open.length} people have no key yet, and a rehearsal has only ${standIns.length} accounts to stand in`,
      remedy: "Let some accept their invitations first ('npx hardhat invitation:accept').",
      docs: "docs/first-hour.md",
    });
  }
  const founders = roster.people.map(({ address }) => address ?? standIns.shift() ?? "");
  return { ...charter, rules: seat(rules, founders, roster.guild) };
}

/** @throws NeoguildError `RosterOutOfStep` where the charter lists other founders than the roster has. */
export function requireInStep({ rules, fileName }: HashedCharter, roster: Roster): void {
  const [listed, known] = [rules.founders.map((key) => getAddress(key)), foundersOf(roster)];
  if (listed.length === known.length && listed.every((key, place) => key === known[place])) return;
  const place = listed.findIndex((key, index) => key !== known[index]);
  const at = place === -1 ? listed.length : place;
  throw new NeoguildError({
    code: "RosterOutOfStep",
    message:
      `${fileName} and the roster of ${roster.nation} name different founders: at place ${at + 1} the charter has ` +
      `${listed[at] ?? "nobody"}, the roster ${known[at] ?? "nobody"}`,
    remedy:
      "Write the right address in both, or make both anew from names.csv with 'npm run nation:new -- --replace …'.",
    docs: "docs/first-hour.md",
  });
}

/** The accounts of Hardhat's node, whose keys everybody knows, but the first, which carries and deploys. */
function testAccounts(): string[] {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(`${"test ".repeat(11)}junk`), "m/44'/60'/0'/0");
  const accounts = Array.from({ length: 20 }, (_, index) => root.deriveChild(index).address);
  return [...accounts.slice(FIRST_STAND_IN), ...accounts.slice(1, FIRST_STAND_IN)];
}

function parse(path: string): Roster {
  try {
    const roster = rosterFile.parse(JSON.parse(readFileSync(path, "utf8")));
    if (slugOf(roster.nation) === "") throw new TypeError("a roster of no nation");
    return roster;
  } catch (cause) {
    throw new NeoguildError(
      {
        code: "RosterInvalid",
        message: `${path} cannot be read as a roster`,
        remedy:
          "Restore a backup beside it ('npx hardhat nation:restore --from FILE --home OTHER') and copy this one file back; " +
          "nothing was changed.",
        docs: "docs/first-hour.md",
      },
      { cause },
    );
  }
}
