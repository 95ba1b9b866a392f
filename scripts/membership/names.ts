import { homeFolder } from "../../chain/folders.ts";
import { type Kind, REHEARSAL_CHAIN_ID } from "../../chain/nations.ts";
import { findRoster, foundersById } from "../../chain/roster.ts";
import type { Nation } from "../../sdk/connect.ts";

/**
 * Names of a nation's founders by their ids, where its roster is on this machine; for the terminal, and never for the
 * chain.
 */
export function privateNames(nation: Nation): ReadonlyMap<bigint, string> {
  const kind: Kind = nation.chainId === BigInt(REHEARSAL_CHAIN_ID) ? "rehearsal" : "real";
  // A record is called by the nation's slug and its chain, and a folder by the slug.
  const roster = findRoster(nation.name.replace(/-\d+$/, ""), homeFolder());
  if (roster === undefined) return new Map();
  return new Map(Array.from(foundersById(roster, kind), ([id, { name }]) => [id, name]));
}
