import { decodeRlp, keccak256, type RlpStructuredData } from "ethers";

// What an Ethereum chain keeps, it keeps in Merkle-Patricia tries (the Yellow Paper, appendix D): a root, and on the way
// down from it nodes that name the next one by its hash. Who has the root and the nodes of one way can check what stands
// at its end, and that nothing stands there, without the rest.

/** Root of a trie in which nothing is kept. */
export const EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

/** A proof that is none: the nodes do not lead from the root to where the key would be. */
export class TrieProofBroken extends Error {
  override readonly name = "TrieProofBroken";
}

/** An account of the state. */
export interface Account {
  readonly nonce: bigint;
  readonly storageRoot: string;
  readonly codeHash: string;
}

/**
 * What a trie whose keys are hashed keeps for a key.
 * @param key Bytes in hexadecimal, not hashed.
 * @param nodes The nodes from the root down, and no others, as `eth_getProof` gives them.
 * @returns The bytes kept; `undefined` if there are none.
 * @throws TrieProofBroken
 */
export function provenValue(root: string, key: string, nodes: readonly string[]): string | undefined {
  const unread = [...nodes];
  const value = root === EMPTY_ROOT ? undefined : walk(root, keccak256(key).slice(2), unread);
  if (unread.length > 0) throw new TrieProofBroken(`${unread.length} nodes lead nowhere`);
  return value;
}

/** @throws TrieProofBroken; for an account that is not there, too. */
export function provenAccount(stateRoot: string, address: string, nodes: readonly string[]): Account {
  const value = provenValue(stateRoot, address, nodes);
  const account = value === undefined ? [] : decoded(value);
  const [nonce, balance, storageRoot, codeHash] = account;
  if (![nonce, balance, storageRoot, codeHash].every(isText) || account.length !== 4) {
    throw new TrieProofBroken(`there is no account ${address}`);
  }
  return { nonce: numberOf(nonce as string), storageRoot: storageRoot as string, codeHash: codeHash as string };
}

/** The word in a slot of an account's storage; zero where nothing was written. @throws TrieProofBroken */
export function provenWord(storageRoot: string, slot: string, nodes: readonly string[]): bigint {
  const value = provenValue(storageRoot, slot, nodes);
  if (value === undefined) return 0n;
  const word = decoded(value);
  if (!isText(word)) throw new TrieProofBroken("a slot holds one word");
  return numberOf(word);
}

/** @param path The hashed key, a digit for each branch. @param unread Nodes, from which those that were used are taken. */
function walk(root: string, path: string, unread: string[]): string | undefined {
  let [node, rest] = [resolved(root, unread), path];
  for (;;) {
    if (node.length === 17) {
      const child = node[Number.parseInt(rest.charAt(0), 16)];
      if (child === "0x") return undefined;
      [node, rest] = [resolved(child, unread), rest.slice(1)];
    } else if (node.length === 2) {
      const [shared, isLeaf] = compact(node[0]);
      if (isLeaf) return shared === rest ? textOf(node[1]) : undefined;
      if (shared === "" || !rest.startsWith(shared)) return undefined;
      [node, rest] = [resolved(node[1], unread), rest.slice(shared.length)];
    } else {
      throw new TrieProofBroken(`a node has 2 or 17 parts, not ${node.length}`);
    }
    // Keys are hashes, all of one length: a way that goes on beyond them is none.
    if (rest === "" && node.length === 17) throw new TrieProofBroken("the way is longer than the key");
  }
}

/** The node that another one names: by its hash, or where it is short by itself. */
function resolved(reference: RlpStructuredData | undefined, unread: string[]): readonly RlpStructuredData[] {
  if (reference !== undefined && !isText(reference)) return reference;
  const next = unread.shift();
  if (next === undefined) throw new TrieProofBroken("the way ends before the key does");
  if (keccak256(next) !== reference) throw new TrieProofBroken(`node ${next.slice(0, 18)}… is not the one named`);
  const node = decoded(next);
  if (isText(node)) throw new TrieProofBroken("a node is a list");
  return node;
}

/** Digits of a path written in bytes ("hex prefix"), and whether it is a leaf's. */
function compact(part: RlpStructuredData | undefined): readonly [digits: string, isLeaf: boolean] {
  const text = textOf(part).slice(2);
  const flags = Number.parseInt(text.charAt(0), 16);
  if (!(flags <= 3)) throw new TrieProofBroken("a path begins with a digit up to 3");
  return [text.slice(flags % 2 === 1 ? 1 : 2), flags >= 2];
}

/** @throws TrieProofBroken */
export function decoded(bytes: string): RlpStructuredData {
  try {
    return decodeRlp(bytes);
  } catch (cause) {
    throw new TrieProofBroken("these bytes are no RLP", { cause });
  }
}

function textOf(part: RlpStructuredData | undefined): string {
  if (isText(part)) return part;
  throw new TrieProofBroken("bytes were due, and a list came");
}

function isText(part: RlpStructuredData | undefined): part is string {
  return typeof part === "string";
}

function numberOf(bytes: string): bigint {
  return bytes === "0x" ? 0n : BigInt(bytes);
}
