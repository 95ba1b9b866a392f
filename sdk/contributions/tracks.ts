/** What a contribution is given for; the place in the list is the number on chain (`Track`). */
export const TRACKS = ["livelihood", "love", "care"] as const;

export type Track = (typeof TRACKS)[number];
