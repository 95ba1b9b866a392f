/** The books of a guild, a season and a token. */
export interface Folio {
  readonly guild: bigint;
  readonly season: bigint;
  readonly token: string;
}

export const folioKey = ({ guild, season, token }: Folio) => `${guild}/${season}/${token}`;
