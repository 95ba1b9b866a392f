/** One entry of a store, shown with a proof: for a case, an auditor or a funder, without showing any other entry. */
import { z } from "zod";

import { must } from "../../must.ts";
import { rootOf } from "../payload.ts";
import { isInTree, KeptEntry, leafOf, treeOf, type Store } from "./store.ts";

export const Disclosure = z.strictObject({
  format: z.literal("neoguild-disclosure-1"),
  chainId: z.string(),
  ledger: z.string(),
  batch: z.string(),
  /** Place of the entry in the store, from 0. */
  index: z.int().min(0),
  entry: KeptEntry.shape.entry,
  salt: KeptEntry.shape.salt,
  proof: z.array(z.string()),
});
export type Disclosure = z.output<typeof Disclosure>;

/** @throws RangeError If the store has no such entry. */
export function disclose(store: Store, batch: string, index: number): Disclosure {
  const { entry, salt } = must(store.entries[index], `entry ${index}`);
  const proof = treeOf(store.entries).getProof(index);
  const { chainId, ledger } = store;
  return { format: "neoguild-disclosure-1", chainId, ledger, batch, index, entry, salt, proof };
}

/**
 * Whether the entry is one of those that the batch with this payload was made of. That it was accepted, the ledger says of
 * the batch's totals.
 */
export function isDisclosed({ entry, salt, index, proof }: Disclosure, payload: string): boolean {
  const root = rootOf(payload);
  return root !== undefined && isInTree(root, leafOf({ entry, salt }, index), proof);
}
