import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import { z } from "zod";

import { address, hash, plain, signed, signTyped, whole } from "../../signedFile.ts";
import type { TypedStatement } from "../../statements.ts";
import { DECISIONS } from "../catalogue.ts";
import { PURPOSES, USER_CLASSES } from "../kinds.ts";
import { STANDINGS } from "../obligations.ts";

// A proof of a grant says, as of one block, who was granted what under which terms, and how it stood. The licensee,
// stewards of the work's guild and other members sign it; with the chain's own evidence it can also be checked with
// nothing but the hash of that block. Who reads it needs neither this chain nor this program.

const words = z.string().max(300);
/** A field of the policy or the meter by the contract's name for it, and its value: numbers are decimal. */
const fact = z.strictObject({ name: z.string().regex(/^[A-Za-z][\w.]{0,79}$/), value: words });
const facts = z.array(fact).max(40);

/** Bytes of a trie's nodes, from the root down. */
const nodes = z.array(z.string().regex(/^0x([0-9a-f]{2}){1,1200}$/, "a node is bytes in hexadecimal")).max(65);

/** What `eth_getProof` says of one contract: the way to the account, and to each slot. */
const account = z.strictObject({
  address,
  nodes,
  slots: z.array(z.strictObject({ slot: hash, nodes })).max(32),
});

/** The block's header, whose hash the proof names, and what stands in the state that it names. */
export const evidence = z.strictObject({
  header: z.string().regex(/^0x([0-9a-f]{2}){100,4096}$/, "a header is bytes in hexadecimal"),
  accounts: z.array(account).max(8),
});

export type Evidence = z.output<typeof evidence>;

/** Signatures under one proof. */
export const MOST_SIGNATURES = 64;

/** In which part somebody signs. */
export const PARTS = ["licensee", "steward", "member"] as const;

const signature = z.strictObject({
  by: whole(32),
  as: z.enum(PARTS),
  key: address,
  keyEpoch: whole(8),
  signature: signed,
});

/** A proof as it is stored and handed on. Whole numbers are decimal strings; times are Unix seconds. */
export const grantProof = z.strictObject({
  format: z.literal("neoguild-grant-1"),
  nation: z.string().min(1).max(100),
  chainId: whole(64),
  /** The contracts all this was read from. */
  licences: address,
  policies: address,
  commons: address,
  members: address,
  /** The block that all this was read from, and its time. */
  block: whole(53),
  blockHash: hash,
  asOf: whole(40),
  grant: z.strictObject({
    /** work << 40 | licensee << 8 | purpose. */
    number: whole(72),
    work: whole(32),
    licensee: whole(32),
    purpose: z.enum(PURPOSES),
    policy: whole(16),
    /** Why it was granted. */
    basis: z.enum(DECISIONS),
    /** Of the licensee, when it was granted. */
    userClass: z.enum(USER_CLASSES),
    /** Of the work, when it was granted. */
    version: whole(16),
    /** Who made it: the licensee, or a steward who approved. */
    by: whole(32),
    grantedAt: whole(40),
    /** Exclusive; 0 = never. */
    expiresAt: whole(40),
    /** In the smallest unit of the policy's token. */
    paid: whole(96),
  }),
  /** The version that was granted: its steward guild, content and where it was published. */
  work: z.strictObject({ guild: whole(32), contentHash: hash, uri: words }),
  licence: z.strictObject({
    spdxId: z.string().min(1).max(64),
    uri: words,
    /** keccak256 of the licence's text. */
    textHash: hash,
    terms: facts,
  }),
  licensee: z.strictObject({ key: address, keyEpoch: whole(8) }),
  /** Whether it was in force as of the block; what was given, and what was due. */
  state: z.strictObject({ inForce: z.boolean(), standing: z.enum(STANDINGS), meter: facts, due: facts }),
  signatures: z.array(signature).min(1).max(MOST_SIGNATURES),
  evidence: evidence.optional(),
});

export type GrantProof = z.output<typeof grantProof>;
export type Part = (typeof PARTS)[number];

/** What stands in a proof before anybody has signed it. The chain's evidence speaks for itself and is not signed. */
export type GrantContent = Omit<GrantProof, "signatures" | "evidence">;

const fields = (list: string): TypedDataField[] =>
  list.split(", ").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });

const TYPES: Record<string, TypedDataField[]> = {
  Statement: fields("uint32 by, string as, uint8 keyEpoch, Proof proof"),
  Proof: fields(
    "string nation, address policies, address commons, address members, uint64 block, bytes32 blockHash, uint40 asOf, Grant grant, " +
      "Work work, Licence licence, Licensee licensee, State state",
  ),
  Grant: fields(
    "uint256 number, uint32 work, uint32 licensee, string purpose, uint16 policy, string basis, string userClass, " +
      "uint16 version, uint32 by, uint40 grantedAt, uint40 expiresAt, uint96 paid",
  ),
  Work: fields("uint32 guild, bytes32 contentHash, string uri"),
  Licence: fields("string spdxId, string uri, bytes32 textHash, Fact[] terms"),
  Licensee: fields("address key, uint8 keyEpoch"),
  State: fields("bool inForce, string standing, Fact[] meter, Fact[] due"),
  Fact: fields("string name, string value"),
};

/**
 * What somebody signs: the whole proof, so that a wallet shows every field of it, and in which part they do.
 * The domain is not that of the acts: a signature of a proof is never one of an act, nor the other way round.
 */
export function typedProof(content: GrantContent, by: { by: string; as: Part; keyEpoch: string }): TypedStatement {
  const { nation, block, blockHash, asOf, grant, work, licence, licensee, state } = content;
  const contracts = {
    policies: plain(content.policies),
    commons: plain(content.commons),
    members: plain(content.members),
  };
  const holder = { ...licensee, key: plain(licensee.key) };
  const proof = { nation, ...contracts, block, blockHash, asOf, grant, work, licence, licensee: holder, state };
  const message = { by: by.by, as: by.as, keyEpoch: by.keyEpoch, proof };
  return { domain: domainOf(content), types: TYPES, primaryType: "Statement", message };
}

function domainOf({ chainId, licences }: GrantContent): TypedDataDomain {
  return { name: "Neoguild Grant", version: "1", chainId: BigInt(chainId), verifyingContract: plain(licences) };
}

/** Signs a proof, in a part. Nothing is sent. Whether it is true is to be asked before. */
export async function signProof(
  content: GrantContent,
  author: { id: bigint; as: Part; key: string; keyEpoch: bigint; signer: Signer },
): Promise<GrantProof["signatures"][number]> {
  const by = { by: author.id.toString(), as: author.as, keyEpoch: author.keyEpoch.toString() };
  const signature = await signTyped(author.signer, typedProof(content, by));
  return { ...by, key: author.key, signature };
}
