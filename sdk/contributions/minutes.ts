/** Credits per track; a credit is a minute of work, or what a guild's rate says is worth one. */
export type Minutes = readonly [bigint, bigint, bigint];

export const NOTHING: Minutes = [0n, 0n, 0n];

/** A number for each track. */
export const mapTracks = (of: (track: 0 | 1 | 2) => bigint): Minutes => [of(0), of(1), of(2)];

export const sum = (a: Minutes, b: Minutes): Minutes => mapTracks((track) => a[track] + b[track]);

export const less = (a: Minutes, b: Minutes): Minutes => mapTracks((track) => a[track] - b[track]);
