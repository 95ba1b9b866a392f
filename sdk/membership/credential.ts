import type { Provider, Signer, TypedDataDomain, TypedDataField } from "ethers";
import { z } from "zod";

import type { Members } from "../../typechain-types/index.ts";
import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { address, hash, plain, proven, same, signed, signTyped, whole } from "../signedFile.ts";
import type { TypedStatement } from "../statements.ts";
import { checkInWords, type Check } from "../verify/check.ts";
import { formatMoment } from "../units.ts";
import { reasonInWords, statusName } from "./status.ts";

// A credential is a member's own signed statement of their place in a register, for one audience and for a time. Nobody
// issues it: who reads it asks the register, or trusts the members whose co-signatures stand below.

/** A member who says the same of the holder. */
const cosignature = z.strictObject({ by: whole(32), key: address, keyEpoch: whole(8), signature: signed });

/** A credential as it is stored and handed on. Whole numbers are decimal strings; times are Unix seconds. */
export const credential = z.strictObject({
  format: z.literal("neoguild-credential-1"),
  chainId: whole(64),
  /** The `Members` contract. */
  register: address,
  agent: whole(32),
  key: address,
  keyEpoch: whole(8),
  /** Of those who hold a passport. */
  status: z.enum(["Active", "Inactive", "Suspended"]),
  /** First second of the present spell of membership. */
  since: whole(40),
  /** The block that all this was read from, and its time. */
  block: whole(53),
  blockHash: hash,
  asOf: whole(40),
  /** For whom it was made: a copy in other hands says so. */
  audience: z.string().min(1).max(200),
  expiresAt: whole(40),
  /** By the holder's key. */
  signature: signed,
  cosignatures: z.array(cosignature).max(64),
});

export type Credential = z.output<typeof credential>;

const HOLDER_TYPES: Record<string, TypedDataField[]> = {
  Credential: [
    { name: "agent", type: "uint32" },
    { name: "key", type: "address" },
    { name: "keyEpoch", type: "uint8" },
    { name: "status", type: "string" },
    { name: "since", type: "uint40" },
    { name: "block", type: "uint64" },
    { name: "blockHash", type: "bytes32" },
    { name: "asOf", type: "uint40" },
    { name: "audience", type: "string" },
    { name: "expiresAt", type: "uint40" },
  ],
};
/** The whole credential stands in it, so that a wallet shows a co-signer every field. */
const COSIGNER_TYPES: Record<string, TypedDataField[]> = {
  Cosignature: [
    { name: "by", type: "uint32" },
    { name: "keyEpoch", type: "uint8" },
    { name: "credential", type: "Credential" },
  ],
  ...HOLDER_TYPES,
};

/** What stands in a credential before anybody has signed it. */
type Unsigned = Omit<Credential, "signature" | "cosignatures">;

/**
 * A domain of its own, not that of the register's acts: a signature of a credential is never one of an act, nor the
 * other way round.
 */
function domainOf({ chainId, register }: Unsigned): TypedDataDomain {
  return { name: "Neoguild Credential", version: "1", chainId: BigInt(chainId), verifyingContract: plain(register) };
}

function fieldsOf({ agent, keyEpoch, status, since, block, blockHash, asOf, audience, expiresAt, ...rest }: Unsigned) {
  return { agent, key: plain(rest.key), keyEpoch, status, since, block, blockHash, asOf, audience, expiresAt };
}

/** What the holder signs. */
export function typedCredential(content: Unsigned): TypedStatement {
  return { domain: domainOf(content), types: HOLDER_TYPES, primaryType: "Credential", message: fieldsOf(content) };
}

/** What a co-signer signs. */
export function typedCosignature(content: Unsigned, by: { by: string; keyEpoch: string }): TypedStatement {
  const message = { by: by.by, keyEpoch: by.keyEpoch, credential: fieldsOf(content) };
  return { domain: domainOf(content), types: COSIGNER_TYPES, primaryType: "Cosignature", message };
}

/**
 * What a member's credential says, read from the register as it is now. It never outlives what the membership has left
 * without a renewal.
 * @param params.validity Seconds.
 * @throws NeoguildError `CredentialNoPassport`
 */
export async function draftCredential(
  nation: Nation,
  params: { agent: bigint; audience: string; validity: bigint },
): Promise<Unsigned> {
  const { members } = nation.contracts;
  const [{ number }, clock] = await Promise.all([nation.now(), nation.clock()]);
  const [block, civic, agent] = await Promise.all([
    nation.provider.getBlock(number),
    members.civicStatus(params.agent, PRESENT),
    members.agentOf(params.agent),
  ]);
  const status = statusName(civic.status);
  if (block?.hash == null) throw new TypeError("a chain without a block");
  if (status !== "Active" && status !== "Inactive" && status !== "Suspended") {
    throw new NeoguildError({
      code: "CredentialNoPassport",
      message: `agent ${params.agent} holds no passport: ${status} (${reasonInWords(civic)})`,
      remedy: "See what is missing with 'npx hardhat member:show'.",
      docs: "docs/privacy.md#credentials",
    });
  }
  const wanted = clock + params.validity;
  const expiresAt = status === "Active" && agent.until < wanted ? agent.until : wanted;
  return {
    format: "neoguild-credential-1",
    chainId: nation.chainId.toString(),
    register: nation.addresses.members,
    agent: params.agent.toString(),
    key: agent.key,
    keyEpoch: agent.keyEpoch.toString(),
    status,
    since: agent.since.toString(),
    block: number.toString(),
    blockHash: block.hash,
    asOf: block.timestamp.toString(),
    audience: params.audience,
    expiresAt: expiresAt.toString(),
  };
}

/** Signs a credential with its holder's key. Nothing is sent. */
export async function signCredential(draft: Unsigned, holder: Signer): Promise<Credential> {
  return { ...draft, signature: await signTyped(holder, typedCredential(draft)), cosignatures: [] };
}

/** Adds a member's co-signature. Nothing is sent. Whether the credential is true is to be asked before. */
export async function cosignCredential(
  nation: Nation,
  content: Credential,
  author: { id: bigint; signer: Signer },
): Promise<Credential> {
  const { key, keyEpoch } = await nation.contracts.members.keyOf(author.id);
  const by = { by: author.id.toString(), keyEpoch: keyEpoch.toString() };
  const signature = await signTyped(author.signer, typedCosignature(content, by));
  return { ...content, cosignatures: [...content.cosignatures, { ...by, key, signature }] };
}

/** The register that a credential is checked against. */
export interface TrustedRegister {
  readonly provider: Provider;
  /** Address of `Members`, as the nation publishes it and not as the credential says. */
  readonly members: string;
}

/**
 * What can be said of a credential without a chain: that it is signed by the keys it names, for this audience, and has
 * not run out. A contract wallet's signature cannot be checked here, and counts as false.
 * @param params.now Unix seconds.
 * @param params.audience Who asks; without it the audience is not checked.
 */
export async function checkOffline(
  content: Credential,
  params: { now: bigint; audience?: string | undefined },
): Promise<Check[]> {
  return [...inTime(content, params), ...(await signatures(content))];
}

/**
 * What the register says of a credential now: that chain, block and register are those it names, that the holder's key
 * still holds the passport with that status, that the co-signers are members, and all that is checked offline, contract
 * wallets (ERC-1271) included. Reads what any ERC-721 tool can (ERC-165, ERC-721, ERC-5192).
 */
export async function checkCredential(
  content: Credential,
  register: TrustedRegister,
  audience?: string,
): Promise<Check[]> {
  const { provider, members } = register;
  const { Members__factory } = await import("../../typechain-types/index.ts");
  const asked = Members__factory.connect(members, provider);
  const [{ chainId }, spoken] = await Promise.all([
    provider.getNetwork(),
    Promise.all(STANDARDS.map((id) => asked.supportsInterface(id).catch(() => false))),
  ]);
  const here = [
    same("It is for this chain", chainId.toString(), content.chainId),
    same("It is for this register", plain(members), plain(content.register)),
    same("The register speaks ERC-165, ERC-721 and ERC-5192", "true, true, true", spoken.join(", ")),
  ];
  // Of another register, or of what is none, there is nothing more to ask.
  if (!here.every(({ holds }) => holds)) return here;
  const now = await asked.clock(PRESENT);
  return [
    ...here,
    ...inTime(content, { now, audience }),
    ...(await signatures(content, provider)),
    ...(await standing(content, asked, provider)),
  ];
}

/** What a failed check means, as one error; nothing where all hold. */
export function falsehoods(checks: readonly Check[]): NeoguildError | undefined {
  const broken = checks.filter(({ holds }) => !holds);
  if (broken.length === 0) return undefined;
  return new NeoguildError({
    code: "CredentialUntrue",
    message: `${broken.length} of ${checks.length} checks of this credential do not hold:\n${broken.map((check) => `  ${checkInWords(check)}`).join("\n")}`,
    remedy: "Ask its holder for a new one ('npx hardhat credential:export'), and trust nothing that this one says.",
    docs: "docs/privacy.md#credentials",
  });
}

/** @throws NeoguildError `CredentialUntrue` */
export function requireTrue(checks: readonly Check[]): void {
  const fault = falsehoods(checks);
  if (fault !== undefined) throw fault;
}

/** Views are asked as of the coming block: on a quiet chain the latest may be weeks old. */
const PRESENT = { blockTag: "pending" };

const NOBODY = "nobody";

/** ERC-165, ERC-721 and ERC-5192. */
const STANDARDS = ["0x01ffc9a7", "0x80ac58cd", "0xb45a3c0e"];

async function standing(content: Credential, register: Members, provider: Provider): Promise<Check[]> {
  const agent = BigInt(content.agent);
  const [block, owner, locked, known, civic] = await Promise.all([
    provider.getBlock(Number(content.block)),
    register.ownerOf(agent).catch(() => NOBODY),
    register.locked(agent).catch(() => false),
    register.agentOf(agent),
    register.civicStatus(agent, PRESENT),
  ]);
  const cosigners = await Promise.all(
    content.cosignatures.map(async ({ by, key, keyEpoch }) => {
      const [present, active] = await Promise.all([register.keyOf(by), register.isActive(by, PRESENT)]);
      const found = active ? `key ${present.key}, epoch ${present.keyEpoch}` : "no active member";
      return same(`Co-signer ${by} is a member with this key`, `key ${plain(key)}, epoch ${keyEpoch}`, found);
    }),
  );
  return [
    same("Its block is on this chain", content.blockHash, block?.hash ?? "no such block"),
    same("Its block has this time", content.asOf, String(block?.timestamp ?? "none")),
    same(`Passport ${agent} is held by this key`, plain(content.key), owner),
    same(`Passport ${agent} is bound to its holder`, "true", String(locked)),
    same("The key has not changed since", content.keyEpoch, known.keyEpoch.toString()),
    same("The status is still so", content.status, statusName(civic.status)),
    {
      claim: "The present spell began then",
      holds: BigInt(content.since) === known.since,
      expected: moment(content.since),
      found: moment(known.since),
    },
    ...cosigners,
  ];
}

function inTime(content: Credential, { now, audience }: { now: bigint; audience?: string | undefined }): Check[] {
  const expired = {
    claim: `It holds until ${moment(content.expiresAt)}`,
    holds: now < BigInt(content.expiresAt),
    expected: `before ${moment(content.expiresAt)}`,
    found: moment(now),
  };
  return audience === undefined ? [expired] : [expired, same("It was made for you", audience, content.audience)];
}

async function signatures(content: Credential, provider?: Provider): Promise<Check[]> {
  const { agent, key, signature, cosignatures } = content;
  const own = proven(`Agent ${agent} signed it`, { key, signature, statement: typedCredential(content) }, provider);
  const others = cosignatures.map((one) =>
    proven(`Agent ${one.by} co-signed it`, { ...one, statement: typedCosignature(content, one) }, provider),
  );
  const authors = [agent, ...cosignatures.map(({ by }) => by)];
  const distinct = String(new Set(authors).size);
  return [...(await Promise.all([own, ...others])), same("Everybody signed once", String(authors.length), distinct)];
}

function moment(seconds: string | bigint): string {
  return formatMoment(BigInt(seconds));
}
