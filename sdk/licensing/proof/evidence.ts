import { AbiCoder, encodeRlp, keccak256, toBeArray, toBeHex, toUtf8Bytes, zeroPadBytes } from "ethers";
import { z } from "zod";

import { plain, same } from "../../signedFile.ts";
import type { Check } from "../../verify/check.ts";
import { DECISIONS } from "../catalogue.ts";
import { USER_CLASSES } from "../kinds.ts";
import type { Evidence, GrantContent } from "./content.ts";
import { decoded, provenAccount, provenWord, TrieProofBroken } from "./trie.ts";

// The chain's own evidence: the block's header, whose hash is the block's, names the root of its state, and from there
// `eth_getProof` shows the way to what the contracts keep. Nobody's word is needed for what is checked here but that the
// block is one of the chain, and that the addresses are the nation's.

/** Places of the mappings in the contracts' storage. A test compares them with what the contracts answer. */
const PLACE = { grants: 0n, meters: 1n, policies: 1n, works: 5n, agents: 12n } as const;

/** A field of a struct by its name among the facts, and its bits; fields lie in their slot from the low bits up. */
type Layout = readonly (readonly [name: string, bits: bigint])[];

/** `ILicences.Meter`, slot by slot. */
const METER: readonly Layout[] = [
  [
    ["unitFees", 96n],
    ["paid", 96n],
    ["minutesCounted", 32n],
    ["reportedIn", 16n],
  ],
  [
    ["units", 64n],
    ["noticedAt", 40n],
    ["lapsedAt", 40n],
    ["suspendedUntil", 40n],
    ["suspended", 8n],
    ["ended", 8n],
    ["lapsedPeriods", 32n],
  ],
];

/** A policy as `LicencePolicies` keeps it, slot by slot, up to its texts. */
const TERMS: readonly Layout[] = [
  [
    ["terms.matrix", 136n],
    ["terms.derivativeRule", 8n],
    ["terms.attribution", 8n],
    ["terms.irrevocable", 8n],
    ["terms.term", 32n],
    ["reciprocity.minutesAsked", 32n],
    ["reciprocity.periodDays", 16n],
    ["reciprocity.both", 8n],
    // The last byte says whether a flat price is named, which the next slot says too.
  ],
  [
    ["price.token", 160n],
    ["price.perGrant", 96n],
  ],
  [["price.classBps", 16n]],
  [
    ["price.perUnit", 96n],
    ["price.ceiling", 96n],
    ["terms.compatibleWith", 64n],
  ],
  [
    ["reciprocity.amount", 96n],
    ["reciprocity.graceDays", 8n],
    ["reciprocity.cureDays", 8n],
    ["reciprocity.firstCureDays", 8n],
  ],
];
/** Slots of a policy behind them. */
const [TEXT_HASH, SPDX_ID, URI] = [5n, 6n, 7n];
/** All of the first slot but its last byte. */
const FIRST_TERMS = (1n << 248n) - 1n;

/** One word that a contract must keep if a proof is true. */
interface Witness {
  readonly claim: string;
  readonly address: string;
  readonly slot: string;
  readonly word: bigint;
  /** Bits of the word that are compared; the others say something else. */
  readonly mask: bigint;
}

type Contract = "licences" | "policies" | "commons" | "members";

const ALL = (1n << 256n) - 1n;

/** What must stand in storage if what a proof says is true. */
export function witnessesOf(content: GrantContent): readonly Witness[] {
  const { grant, work, licence, licensee, state } = content;
  const policy = (offset: bigint) => slotIn(PLACE.policies, grant.policy, offset);
  const keeps = (of: Contract, claim: string, slot: string, word: bigint, mask = ALL): Witness => ({
    ...{ claim, slot, word, mask },
    address: plain(content[of]),
  });
  const key = BigInt(licensee.key) | (BigInt(licensee.keyEpoch) << EPOCH_AT);
  return [
    keeps(
      "licences",
      `The chain keeps grant ${grant.number} so`,
      slotIn(PLACE.grants, grant.number),
      packedGrant(grant),
    ),
    ...METER.map((layout, place) =>
      keeps(
        "licences",
        `The chain keeps the grant's meter so (${place + 1} of ${METER.length})`,
        slotIn(PLACE.meters, grant.number, BigInt(place)),
        packed(state.meter, layout),
      ),
    ),
    keeps("policies", `The chain keeps this hash of the licence's text`, policy(TEXT_HASH), BigInt(licence.textHash)),
    ...textWords(policy(SPDX_ID), licence.spdxId).map(({ slot, word }) =>
      keeps("policies", "The chain keeps this SPDX id", slot, word),
    ),
    ...textWords(policy(URI), licence.uri).map(({ slot, word }) =>
      keeps("policies", "The chain keeps this address of the licence's text", slot, word),
    ),
    ...TERMS.map((layout, place) =>
      keeps(
        "policies",
        `The chain keeps the policy's terms so (${place + 1} of ${TERMS.length})`,
        policy(BigInt(place)),
        packed(licence.terms, layout),
        place === 0 ? FIRST_TERMS : ALL,
      ),
    ),
    keeps(
      "commons",
      `The chain keeps guild ${work.guild} as steward of work ${grant.work}`,
      slotIn(PLACE.works, grant.work),
      BigInt(work.guild),
      ID,
    ),
    keeps(
      "members",
      `The chain keeps this key for agent ${grant.licensee}`,
      slotIn(PLACE.agents, grant.licensee),
      key,
      KEY | (0xffn << EPOCH_AT),
    ),
  ];
}

/** An agent's id, a key, and where the key's epoch begins. */
const ID = (1n << 32n) - 1n;
const KEY = (1n << 160n) - 1n;
const EPOCH_AT = 248n;

/** Slot of a mapping's value, or of one of its later slots. */
function slotIn(place: bigint, key: string, offset = 0n): string {
  const first = keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [key, place]));
  return toBeHex((BigInt(first) + offset) & ALL, 32);
}

/** A text as it lies in storage: with its length in its slot, or from 32 bytes on behind the hash of that. */
function textWords(slot: string, text: string): { slot: string; word: bigint }[] {
  const bytes = toUtf8Bytes(text);
  const length = BigInt(bytes.length);
  const words = Array.from({ length: Math.ceil(bytes.length / 32) }, (_, place) =>
    BigInt(zeroPadBytes(bytes.slice(32 * place, 32 * place + 32), 32)),
  );
  if (bytes.length < 32) return [{ slot, word: (words[0] ?? 0n) | (2n * length) }];
  const first = BigInt(keccak256(slot));
  const behind = words.map((word, place) => ({ slot: toBeHex((first + BigInt(place)) & ALL, 32), word }));
  return [{ slot, word: 2n * length + 1n }, ...behind];
}

/** `ILicences.Grant` as it lies in its slot. */
function packedGrant({ by, policy, basis, userClass, version, ...rest }: GrantContent["grant"]): bigint {
  return joined([
    [BigInt(by), 32n],
    [BigInt(policy), 16n],
    [BigInt(DECISIONS.indexOf(basis)), 8n],
    [BigInt(USER_CLASSES.indexOf(userClass)), 8n],
    [BigInt(version), 16n],
    [BigInt(rest.grantedAt), 40n],
    [BigInt(rest.expiresAt), 40n],
    [BigInt(rest.paid), 96n],
  ]);
}

/** Facts as they lie in a slot. A list has its elements one beside the other. */
function packed(facts: GrantContent["licence"]["terms"], layout: Layout): bigint {
  return joined(
    layout.flatMap(([name, bits]) => {
      const { value } = facts.find((one) => one.name === name) ?? { value: "" };
      return value.split(",").map((one) => [wordOf(one), bits] as const);
    }),
  );
}

/** @returns A word that no field has, where a fact is missing or is no number. */
function wordOf(value: string): bigint {
  if (value === "true" || value === "false") return value === "true" ? 1n : 0n;
  return /^(\d{1,78}|0x[0-9a-fA-F]{40})$/.test(value) ? BigInt(value) : -1n;
}

/** Fields of a slot from the low bits up; a word that no slot holds, where one does not fit its bits. */
function joined(fields: readonly (readonly [value: bigint, bits: bigint])[]): bigint {
  let [word, shift] = [0n, 0n];
  for (const [value, bits] of fields) {
    if (value < 0n || value >> bits !== 0n) return UNFIT;
    word |= value << shift;
    shift += bits;
  }
  return shift > 256n ? UNFIT : word;
}

const UNFIT = 1n << 256n;

/** A node that is asked by JSON-RPC. */
export interface Node {
  send(method: string, params: unknown[]): Promise<unknown>;
}

/**
 * Asks a node for the evidence of a proof. Nothing where it has none to give, or where its blocks are not hashed as
 * Ethereum's are: the proof then rests on its signatures.
 */
export async function gatherEvidence(provider: Node, content: GrantContent): Promise<Evidence | undefined> {
  const wanted = witnessesOf(content);
  const tag = `0x${BigInt(content.block).toString(16)}`;
  try {
    const block: unknown = await provider.send("eth_getBlockByNumber", [tag, false]);
    const header = headerOf(rawBlock.parse(block));
    const accounts = await Promise.all(
      [...new Set(wanted.map(({ address }) => address))].map(async (address) => {
        const slots = wanted.filter((one) => one.address === address).map(({ slot }) => slot);
        const told = rawProof.parse(await provider.send("eth_getProof", [address, slots, tag]));
        const kept = slots.map((slot, place) => ({ slot, nodes: told.storageProof[place]?.proof ?? [] }));
        return { address, nodes: told.accountProof, slots: kept };
      }),
    );
    const found = { header, accounts };
    return checkEvidence(content, found).every(({ holds }) => holds) ? found : undefined;
  } catch {
    return undefined;
  }
}

const hex = z.string().regex(/^0x[0-9a-f]*$/);
const rawProof = z.looseObject({
  accountProof: z.array(hex),
  storageProof: z.array(z.looseObject({ proof: z.array(hex) })),
});

/** A block's header as JSON-RPC spells it, in the order in which it is hashed (EIP-1559, 4895, 4844, 4788 and 7685 last). */
const bytes = { kind: "bytes", schema: hex } as const;
const quantity = { kind: "quantity", schema: hex } as const;
const HEADER = {
  ...{ parentHash: bytes, sha3Uncles: bytes, miner: bytes, stateRoot: bytes, transactionsRoot: bytes },
  ...{ receiptsRoot: bytes, logsBloom: bytes, difficulty: quantity, number: quantity, gasLimit: quantity },
  ...{ gasUsed: quantity, timestamp: quantity, extraData: bytes, mixHash: bytes, nonce: bytes },
  ...{ baseFeePerGas: quantity, withdrawalsRoot: bytes, blobGasUsed: quantity, excessBlobGas: quantity },
  ...{ parentBeaconBlockRoot: bytes, requestsHash: bytes },
} as const;
/** Places of those that are read. */
const [STATE_ROOT, NUMBER, TIMESTAMP] = [3, 8, 11];
const rawBlock = z.looseObject(Object.fromEntries(Object.keys(HEADER).map((name) => [name, hex.optional()])));

function headerOf(block: Record<string, unknown>): string {
  const parts = Object.entries(HEADER).flatMap(([name, { kind }]) => {
    const value = block[name];
    if (typeof value !== "string") return [];
    return [kind === "bytes" ? value : toBeArray(value)];
  });
  return encodeRlp(parts);
}

/** Whether the evidence is of the block that a proof names, and shows what the proof says. Asks nobody. */
export function checkEvidence(content: GrantContent, { header, accounts }: Evidence): Check[] {
  const { licence, state } = content;
  const fields = partsOf(header);
  const [root = "", number = "", time = ""] = [STATE_ROOT, NUMBER, TIMESTAMP].map((place) => fields[place]);
  const ofBlock = [
    same("The header is that of its block", content.blockHash, keccak256(header)),
    same(
      "The header has its number and time",
      `${content.block}, ${content.asOf}`,
      `${toText(number)}, ${toText(time)}`,
    ),
  ];
  const storage = new Map(
    accounts.map(({ address, nodes, slots }) => {
      const ways = new Map(slots.map((one) => [one.slot.toLowerCase(), one.nodes]));
      return [plain(address), { account: provenOr(() => provenAccount(root, address, nodes)), ways }] as const;
    }),
  );
  const kept = witnessesOf(content).map(({ claim, address, slot, word, mask }): Check => {
    const { account, ways } = storage.get(address) ?? {};
    const nodes = ways?.get(slot);
    if (account === undefined || nodes === undefined) return failed(claim, word, "no evidence of it");
    if (typeof account === "string") return failed(claim, word, account);
    const found = provenOr(() => provenWord(account.storageRoot, slot, nodes) & mask);
    if (typeof found === "string") return failed(claim, word, found);
    return { claim, holds: found === word, expected: inHex(word), found: inHex(found) };
  });
  return [...ofBlock, namesOf("terms", licence.terms, TERMS), namesOf("meter", state.meter, METER), ...kept];
}

/** What is proven, or in words why it is not. */
function provenOr<T>(prove: () => T): T | string {
  try {
    return prove();
  } catch (error) {
    if (error instanceof TrieProofBroken) return error.message;
    throw error;
  }
}

/** Whether facts are those that the chain keeps, and no others beside them. */
function namesOf(what: string, facts: GrantContent["licence"]["terms"], layouts: readonly Layout[]): Check {
  const kept = layouts.flat().map(([name]) => name);
  return same(
    `Its ${what} are what the chain keeps, no more and no less`,
    inOrder(kept),
    inOrder(facts.map(({ name }) => name)),
  );
}

function inOrder(names: readonly string[]): string {
  return [...names].sort().join(", ");
}

function failed(claim: string, word: bigint, found: string): Check {
  return { claim, holds: false, expected: inHex(word), found };
}

function partsOf(header: string): readonly string[] {
  try {
    const parts = decoded(header);
    return typeof parts === "string" ? [] : parts.map((part) => (typeof part === "string" ? part : ""));
  } catch {
    return [];
  }
}

function toText(bytes: string): string {
  return bytes === "" ? "none" : BigInt(bytes === "0x" ? 0 : bytes).toString();
}

function inHex(word: bigint): string {
  return word === UNFIT ? "what no slot holds" : toBeHex(word, 32);
}
