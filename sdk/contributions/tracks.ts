/** What a contribution is given for, in the order of the contract's `Track`. */
export const TRACKS = ["livelihood", "love", "care"] as const;

export type Track = (typeof TRACKS)[number];
