import { existsSync } from "node:fs";

import type { Nation } from "../../sdk/connect.ts";
import { batchesOf, type BatchView } from "../../sdk/contributions/batches.ts";
import { publishedOf, Store, treeOf, type IsCountedByEntry } from "../../sdk/contributions/kept/store.ts";
import { rootOf } from "../../sdk/contributions/payload.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { writeDurably } from "../../sdk/files.ts";
import { keyFor, lockFor } from "../nation/local.ts";
import { asText, readBytes, readChecked } from "../options.ts";
import { toJson } from "../output.ts";

// The encrypted file of a store.

/** Opens a store, with its passphrase or an identity of age. */
export async function openStore(path: string, identity: string | undefined): Promise<Store> {
  const { decrypt } = await import("../../chain/backup/encryption.ts");
  const bytes = readBytes(path);
  const plain = await decrypt(bytes, await keyFor(identity, path, bytes));
  return readChecked(path, JSON.parse(asText(path, plain)), Store);
}

/** Writes a store, and reads it back before it counts as written. A file that is there is never replaced. */
export async function writeStore(path: string, store: Store, recipients: string | undefined): Promise<void> {
  if (existsSync(path)) {
    throw new NeoguildError({
      code: "FileExists",
      message: `there is already a file ${path}`,
      remedy: "Name another file; nothing was written or sent.",
    });
  }
  const { encrypt } = await import("../../chain/backup/encryption.ts");
  const plain = new TextEncoder().encode(toJson(store));
  const { bytes, reopen } = await encrypt(plain, await lockFor(recipients, path));
  writeDurably(path, bytes);
  const back = await reopen(readBytes(path));
  if (Buffer.compare(back, plain) !== 0) throw new RangeError(`${path} was not read back as it was written`);
}

/** Which resources the guild credits by the entry, under the rates of a season: the one that runs, unless it is named. */
export async function countedByEntry(
  { contracts }: Nation,
  guild: bigint,
  resources: Iterable<number>,
  season?: bigint,
) {
  const { ledger, guildTerms } = contracts;
  const { opensAt } = await ledger.seasonOf(season ?? (await ledger.lastSeason()));
  const flat = new Set<number>();
  for (const resource of new Set(resources)) {
    if (resource !== 0 && (await guildTerms.rateAt(guild, resource, opensAt)).perEntry > 0n) flat.add(resource);
  }
  const isCounted: IsCountedByEntry = (resource) => flat.has(resource);
  return isCounted;
}

/** The batch on the ledger that a store was published as. @throws NeoguildError `StoreNotPublished` */
export async function batchOfStore(nation: Nation, store: Store): Promise<BatchView> {
  const isHere = store.chainId === String(nation.chainId) && store.ledger === nation.addresses.ledger;
  const guild = BigInt(store.guild);
  const resources = store.entries.map(({ entry }) => entry.resource);
  // Which rates it was published by, its season says.
  const { root } = treeOf(store.entries);
  const isOfStore = ({ by, payload }: BatchView) => by === BigInt(store.by) && rootOf(payload) === root;
  for (const batch of isHere ? (await batchesOf(nation, guild)).filter(isOfStore) : []) {
    const counted = await countedByEntry(nation, guild, resources, batch.season);
    if (batch.payload === publishedOf(store, counted)) return batch;
  }
  throw new NeoguildError({
    code: "StoreNotPublished",
    message: isHere
      ? "the ledger has no batch of exactly these entries"
      : `the store is of another nation: chain ${store.chainId}, ledger ${store.ledger}`,
    remedy: "An entry may have been changed, or the totals were never sent; send them with contribution:keep.",
    docs: "docs/contributions.md",
  });
}
