import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { writeCharter } from "../../../chain/bind.ts";
import { hashOf, newCode } from "../../../chain/invitations.ts";
import { findNation, journalOf } from "../../../chain/nations.ts";
import {
  findRoster,
  foundersOf,
  keepRoster,
  recounted,
  rosterPath,
  seat,
  type Person,
  type Roster,
} from "../../../chain/roster.ts";
import { parseCharter, readCharter, type CharterFile, type HashedCharter } from "../../../sdk/charter.ts";
import { slugOf } from "../../../sdk/names.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { fundedPlaces } from "../../../sdk/treasury/charter.ts";
import type { NewPerson } from "./people.ts";
import type { Answers } from "./questions.ts";

/** Where a nation's files go. */
export interface Places {
  readonly charters: string;
  readonly home: string;
  /** Whether a charter and a roster that are there already are made anew. */
  readonly replace: boolean;
}

export interface Made {
  readonly charter: HashedCharter;
  readonly path: string;
  readonly roster: Roster;
  /** Codes by the place of who is invited; told once, and kept as hashes only. */
  readonly codes: ReadonlyMap<number, string>;
  /** Whether a rehearsal of an earlier charter is under way. */
  readonly rehearsed: boolean;
}

/** @throws NeoguildError `NationFounded`, `NationExists` */
export function requireFree(name: string, { charters, home, replace }: Places): void {
  const path = charterPath(charters, name);
  if (findNation(name, home)?.kind === "real") {
    throw new NeoguildError({
      code: "NationFounded",
      message: `${name} stands as a real nation on this machine; its charter is changed by vote`,
      remedy: "Choose another name, or propose the change ('npx hardhat proposal:create').",
      docs: "docs/first-hour.md",
    });
  }
  const ours = existsSync(rosterPath(name, home));
  // A charter without a roster was not made here: it is a rule set, or somebody wrote it by hand.
  if (existsSync(path) && !ours)
    throw exists(`there is a charter ${path} already, and not from here`, "Choose another name.");
  if (ours && !replace) {
    const remedy = `Choose another name; or, if it is this very nation that you make anew, add --replace.`;
    throw exists(`there is a nation "${findRoster(name, home)?.nation ?? name}" already`, remedy);
  }
}

/** Writes the roster and the charter of a new nation. Whoever was on the roster before keeps their key or their code. */
export function makeNation(answers: Answers, places: Places): Made {
  const { name, about, guild, rules } = answers;
  requireFree(name, places);
  const before = findRoster(name, places.home);
  const codes = new Map<number, string>();
  const people = answers.people.map((person, place): Person => {
    const kept = before?.people.find((known) => known.name === person.name);
    const { name, role, address = kept?.address } = person;
    if (address !== undefined) return { name, role, address };
    if (kept?.invitation !== undefined) return { name, role, invitation: kept.invitation };
    const code = newCode();
    codes.set(place, code);
    return { name, role, invitation: { hash: hashOf(code), since: new Date().toISOString() } };
  });
  const roster: Roster = { format: "neoguild-roster/1", nation: name, guild, people };
  requireDifferent(people);
  const seated = seat({ ...onlyFunded(rules), name, about, founders: [] }, foundersOf(roster), guild);
  // Until the assembly appoints others, the first founder who has a key attests organisations.
  const charter = { ...seated, licensing: { ...rules.licensing, issuers: [1] } };
  mkdirSync(places.charters, { recursive: true });
  const path = charterPath(places.charters, name);
  // Whatever is wrong is said before a code is kept that nobody has seen.
  parseCharter(charter, path);
  // The roster first: a charter without one is taken for somebody else's.
  keepRoster(roster, places.home);
  writeCharter(path, charter);
  const rehearsed = existsSync(journalOf(name, "rehearsal", places.home));
  return { charter: readCharter(path), path, roster, codes, rehearsed };
}

/** The rules without the guilds of their example, but for those that the value equation pays; nobody is in these yet. */
function onlyFunded(rules: CharterFile): CharterFile {
  const { guilds, treasury } = rules;
  const places = fundedPlaces(treasury.valueEquation);
  const moved = new Map(places.map((place, index) => [place, index + 1]));
  return {
    ...rules,
    guilds: guilds.flatMap(({ name }, index) => (moved.has(index + 1) ? [{ name, roster: [] }] : [])),
    treasury: { ...treasury, valueEquation: recounted(treasury.valueEquation, moved) },
  };
}

/** The charter file of a nation on this machine. */
function charterPath(charters: string, name: string): string {
  return join(charters, `${slugOf(name)}.json`);
}

/** A key kept from before may be the one that a table now names for somebody else. */
function requireDifferent(people: readonly Pick<NewPerson, "name" | "address">[] | readonly Person[]): void {
  people.forEach(({ name, address }, place) => {
    const first = people.findIndex((other) => other.address === address);
    if (address === undefined || first === place) return;
    throw new NeoguildError({
      code: "KeyTaken",
      message: `${address} would be the key of ${people[first]?.name ?? ""} and of ${name}`,
      remedy: "Give each their own; whoever is on the roster keeps the key they accepted with. Nothing was written.",
      docs: "docs/first-hour.md#invitations",
    });
  });
}

function exists(message: string, remedy: string): NeoguildError {
  return new NeoguildError({ code: "NationExists", message, remedy, docs: "docs/first-hour.md" });
}
