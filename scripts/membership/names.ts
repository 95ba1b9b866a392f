import { REHEARSAL_CHAIN_ID } from "../../chain/nations.ts";
import { localRosters } from "../../chain/roster.ts";
import { type Nation } from "../../sdk/connect.ts";
import { deploymentId } from "../../sdk/names.ts";
import { homeFolder } from "../task.ts";

/**
 * Names of a nation's founders by their ids, where its roster is on this machine; for the terminal, and never for the
 * chain. Founders' ids are their places on the roster; a real nation was founded by those of them who had a key.
 */
export function privateNames(nation: Nation): ReadonlyMap<bigint, string> {
  const roster = localRosters(homeFolder()).find((known) => deploymentId(known.nation, nation.chainId) === nation.name);
  if (roster === undefined) return new Map();
  const real = nation.chainId !== BigInt(REHEARSAL_CHAIN_ID);
  const founders = roster.people.filter(({ address }) => !real || address !== undefined);
  return new Map(founders.map(({ name }, place) => [BigInt(place + 1), name]));
}
