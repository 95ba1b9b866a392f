import { readFileSync } from "node:fs";
import { getAddress } from "ethers";

import { parseCharter, readCharter, type CharterFile } from "../sdk/charter.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { OPEN, replaceFile } from "../sdk/files.ts";
import { findNation } from "./nations.ts";
import { foundersOf, keepRoster, requireInStep, seat, type Roster } from "./roster.ts";

/** Writes a charter that was checked, whole or not at all. @throws NeoguildError `CharterInvalid` */
export function writeCharter(path: string, charter: CharterFile): void {
  parseCharter(charter, path);
  replaceFile(path, `${JSON.stringify(charter, undefined, 2)}\n`, OPEN);
}

/**
 * Binds a key to the place of somebody invited: the address goes into the charter and then into the roster, where it
 * takes the place of the code. Cut off in between, it can be done again.
 * @throws NeoguildError `NationFounded`, `KeyTaken`, `RosterOutOfStep`
 */
export function bindKey(params: {
  roster: Roster;
  place: number;
  address: string;
  charter: string;
  home: string;
}): Roster {
  const { roster, place, home } = params;
  const address = getAddress(params.address);
  requireOpenNation(roster, home);
  const holder = roster.people.find((person) => person.address === address);
  if (holder !== undefined) {
    throw new NeoguildError({
      code: "KeyTaken",
      message: `${address} is the key of ${holder.name} already; one person, one key`,
      remedy: "Make another keystore: name a file that does not exist yet with --keystore.",
      docs: "docs/first-hour.md#invitations",
    });
  }
  const people = roster.people.map(({ name, role, ...rest }, index) =>
    index === place ? { name, role, address } : { name, role, ...rest },
  );
  const bound: Roster = { ...roster, people };
  const charter = readCharter(params.charter);
  const founders = foundersOf(bound);
  if (charter.rules.founders.join() !== founders.join()) {
    requireInStep(charter, roster);
    const file = JSON.parse(readFileSync(params.charter, "utf8")) as CharterFile;
    writeCharter(params.charter, seat(file, founders, roster.guild));
  }
  keepRoster(bound, home);
  return bound;
}

/** @throws NeoguildError `NationFounded` once the real nation stands, whose founders are on the chain for ever. */
export function requireOpenNation(roster: Roster, home: string): void {
  if (findNation(roster.nation, home)?.kind !== "real") return;
  throw new NeoguildError({
    code: "NationFounded",
    message: `${roster.nation} stands already, with the founders it has; invitations to found it are over`,
    remedy: "Join as everybody does: make a key ('npx hardhat wallet:new'), then 'npx hardhat member:apply'.",
    docs: "docs/first-hour.md#invitations",
  });
}
