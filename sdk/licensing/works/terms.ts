import type { Nation } from "../../connect.ts";
import { faultOfId } from "../spdx.ts";

/** A policy a work is offered under, as documents about the work name it. */
export interface OfferedPolicy {
  readonly id: bigint;
  /** As it stands in licence expressions: an SPDX id or `LicenseRef-…`. */
  readonly licence: string;
  readonly uri: string;
  readonly textHash: string;
}

/** Letters an SPDX id may have. */
const NOT_OF_AN_ID = /[^A-Za-z0-9.-]+/g;

/**
 * A policy's id as it may stand in a licence expression. What is neither on the SPDX list nor a `LicenseRef-` of its own
 * becomes one, so that no reader takes it for a licence it is not.
 */
export function licenceId(spdxId: string): string {
  if (faultOfId(spdxId) === undefined) return spdxId;
  return `LicenseRef-${spdxId.replace(/^LicenseRef-/, "").replace(NOT_OF_AN_ID, "-")}`;
}

/** What several policies mean together: whoever uses the work chooses one of them. */
export function expressionOf(policies: readonly OfferedPolicy[]): string {
  return [...new Set(policies.map(({ licence }) => licence))].join(" OR ");
}

/** The single licences an expression names, without its operators; of `A WITH B` both. */
export function licencesIn(expression: string): string[] {
  const words = expression.split(/[\s()]+/).filter((word) => word !== "" && !["AND", "OR", "WITH"].includes(word));
  return [...new Set(words)];
}

/** Policies by their ids, as the nation's catalogue has them. */
export async function policiesNamed(
  { contracts: { policies } }: Nation,
  ids: readonly bigint[],
): Promise<OfferedPolicy[]> {
  const found = await Promise.all(ids.map((id) => policies.policyOf(id)));
  return found.map(({ spdxId, uri, textHash }, index) => ({
    id: ids[index] ?? 0n,
    licence: licenceId(spdxId),
    uri,
    textHash,
  }));
}
