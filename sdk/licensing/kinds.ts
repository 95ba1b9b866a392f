// Who uses a work and for what. Options of tasks are made of these words, so this imports nothing.

/** Rows of every matrix, in the order of `UserClass`. */
export const USER_CLASSES = [
  "individual",
  "member",
  "recognised guest",
  "non-profit",
  "worker co-op",
  "co-op",
  "social enterprise",
  "public body",
  "firm",
] as const;

/** Columns of every matrix, in the order of `Purpose`. */
export const PURPOSES = ["personal", "non-commercial", "commercial", "derivative", "manufacture"] as const;

export type UserClass = (typeof USER_CLASSES)[number];
export type Purpose = (typeof PURPOSES)[number];

/** The first class in `USER_CLASSES` that an issuer can attest. */
export const ATTESTED = 3;
