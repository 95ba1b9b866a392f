import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keccak256 } from "ethers";

import type { OfferedPolicy } from "./terms.ts";

/** Where texts of our own stand. */
const CATALOGUE = new URL("../../../charters/licences/", import.meta.url);

export interface LicenceTexts {
  /** By licence id. */
  readonly texts: ReadonlyMap<string, string>;
  /** Licences of which a text was found that is not the one the policy names by its hash; it was not used. */
  readonly otherThanNamed: readonly string[];
}

/**
 * Texts of licences that are at hand: from the catalogue, and from a folder with files such as `MIT.txt`. Of a licence that
 * is not on the SPDX list only the very text counts whose hash the policy names; one on the list is known by its id.
 */
export function textsAtHand(policies: readonly OfferedPolicy[], folder?: string): LicenceTexts {
  const texts = new Map<string, string>();
  const otherThanNamed: string[] = [];
  for (const { licence, textHash } of policies) {
    const places = [
      ...(folder === undefined ? [] : [join(folder, `${licence}.txt`)]),
      new URL(`${licence}.txt`, CATALOGUE),
    ];
    const found = places.filter((place) => existsSync(place)).map((place) => readFileSync(place));
    const text =
      found.find((bytes) => keccak256(bytes) === textHash) ??
      (licence.startsWith("LicenseRef-") ? undefined : found[0]);
    if (text !== undefined) texts.set(licence, text.toString("utf8"));
    else if (found.length > 0) otherThanNamed.push(licence);
  }
  return { texts, otherThanNamed };
}
