import deprecatedIds from "spdx-license-ids/deprecated.json" with { type: "json" };
import licenceIds from "spdx-license-ids/index.json" with { type: "json" };

/** A name of one's own for a licence that SPDX does not list, by annex D of its specification. */
const LICENSE_REF = /^LicenseRef-[A-Za-z0-9.-]+$/;

/**
 * What is wrong with the id of a licence, in words; undefined where it is on SPDX's list or a `LicenseRef-` of somebody's
 * own. Letters count: SPDX writes `CC-BY-SA-4.0`.
 */
export function faultOfId(id: string): string | undefined {
  if (LICENSE_REF.test(id) || licenceIds.includes(id)) return undefined;
  if (deprecatedIds.includes(id))
    return `SPDX has given up "${id}"; write the id that took its place, say with -or-later`;
  const meant = licenceIds.find((known) => known.toLowerCase() === id.toLowerCase());
  if (meant !== undefined) return `SPDX writes it "${meant}"`;
  return `SPDX lists no "${id}"; a licence that it does not list is called LicenseRef- and a name`;
}
