/** The words of `Rank`, in its order. */
export const RANKS = ["none", "apprentice", "journeyman", "master"] as const;

export type RankName = (typeof RANKS)[number];

/** The word of a rank's number, as the contracts give it: 0 is no rank. @throws RangeError */
export function rankName(rank: bigint): RankName {
  const name = RANKS[Number(rank)];
  if (name === undefined) throw new RangeError(`there is no rank ${rank}`);
  return name;
}
