import type { GuildTermsView } from "../../sdk/contributions/guildTerms.ts";
import type { Entry } from "../../sdk/contributions/payload.ts";
import { formatMinutes } from "../../sdk/units.ts";

/** The names of a guild's resources by their numbers. */
export type ResourceNames = ReadonlyMap<number, string>;

export const resourceNames = ({ specifications }: GuildTermsView): ResourceNames =>
  new Map(specifications.map(({ resource, next }) => [Number(resource), next.name]));

/**
 * What an entry is about, without who and when: `8 h of livelihood, a gift`, `1 of mediation of care`; of a correction, what
 * it takes.
 */
export function givenInWords({ resource, quantity, track, gift, corrects }: Entry, names: ResourceNames): string {
  const what =
    resource === 0
      ? formatMinutes(BigInt(quantity))
      : `${quantity} of ${names.get(resource) ?? `resource ${resource}`}`;
  const takes = corrects === undefined ? "" : `a correction of batch ${corrects} that takes back `;
  return `${takes}${what} of ${track}${gift ? ", a gift" : ""}`;
}
