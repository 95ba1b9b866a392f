import { join } from "node:path";

import { chartersFolder, homeFolder } from "../../chain/folders.ts";
import { findNation } from "../../chain/nations.ts";
import { findRoster, localRosters, rosterPath, type Roster } from "../../chain/roster.ts";
import { slugOf } from "../../sdk/names.ts";
import { NeoguildError } from "../../sdk/errors.ts";

/** The roster of the nation named, or the only one here. @throws NeoguildError `RosterMissing`, `NationAmbiguous` */
export function rosterOf(nation: string | undefined): Roster {
  const home = homeFolder();
  const all = localRosters(home);
  const found = nation === undefined ? all[0] : findRoster(nation, home);
  if (nation === undefined && all.length > 1) {
    throw new NeoguildError({
      code: "NationAmbiguous",
      message: `more than one nation has a roster here: ${all.map((roster) => roster.nation).join(", ")}`,
      remedy: "Name one with --nation.",
    });
  }
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "RosterMissing",
    message: nation === undefined ? "no nation has a roster here" : `there is no roster ${rosterPath(nation, home)}`,
    remedy: "Make a nation with 'npm run nation:new', or go to the machine that keeps its roster.",
    docs: "docs/first-hour.md#invitations",
  });
}

/** The charter file of a nation on this machine. */
export function charterOf(nation: string): string {
  return findNation(nation, homeFolder())?.charter ?? join(chartersFolder(), `${slugOf(nation)}.json`);
}
