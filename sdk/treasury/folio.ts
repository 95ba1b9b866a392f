import type { LogDescription } from "ethers";

/** A decoded log of the treasury; ethers' `interface.parseLog` makes one. */
export type TreasuryLog = Pick<LogDescription, "name" | "args">;

/** The books of a guild, a season and a token. */
export interface Folio {
  readonly guild: bigint;
  readonly season: bigint;
  readonly token: string;
}

export const folioKey = ({ guild, season, token }: Folio) => `${guild}/${season}/${token}`;
