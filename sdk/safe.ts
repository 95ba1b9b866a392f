import {
  AbstractSigner,
  concat,
  dataLength,
  dataSlice,
  getAddress,
  Interface,
  recoverAddress,
  TypedDataEncoder,
  type Provider,
  type Signer,
  type TypedDataDomain,
  type TypedDataField,
} from "ethers";

import { NeoguildError } from "./errors.ts";
import type { TypedStatement } from "./statements.ts";

/** A Safe: a contract account whose owners sign for it (ERC-1271), at least `threshold` of them. */
export interface Safe {
  readonly address: string;
  readonly chainId: bigint;
  readonly owners: readonly string[];
  readonly threshold: number;
}

/** Bytes of one owner's signature. */
const SIGNATURE = 65;

const safeViews = new Interface([
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
]);

/** The Safe at an address, with its owners of this moment; `undefined` if what is there is none. */
export async function safeAt(provider: Provider, address: string): Promise<Safe | undefined> {
  if ((await provider.getCode(address)) === "0x") return undefined;
  const ask = async (view: "getOwners" | "getThreshold") => {
    const answer = await provider.call({ to: address, data: safeViews.encodeFunctionData(view) });
    return safeViews.decodeFunctionResult(view, answer)[0] as unknown;
  };
  try {
    const [owners, threshold] = await Promise.all([ask("getOwners"), ask("getThreshold")]);
    const { chainId } = await provider.getNetwork();
    return { address: getAddress(address), chainId, owners: [...(owners as string[])], threshold: Number(threshold) };
  } catch {
    return undefined; // another kind of contract
  }
}

/**
 * What an owner signs so that their Safe stands behind `digest`: a `SafeMessage` in the Safe's own EIP-712 domain (Safe's
 * CompatibilityFallbackHandler), so that a signature for one Safe is worth nothing to another with the same owners.
 */
export function safeMessage(safe: Pick<Safe, "address" | "chainId">, digest: string): TypedStatement {
  return {
    domain: { chainId: safe.chainId, verifyingContract: safe.address },
    types: { SafeMessage: [{ name: "message", type: "bytes" }] },
    primaryType: "SafeMessage",
    message: { message: digest },
  };
}

/** The owners whose signatures over `digest` are among those packed, in the order a Safe wants them. */
export function signedBy(safe: Safe, digest: string, packed: string): string[] {
  return [...signaturesOf(safe, digest, packed).keys()].sort(byAddress);
}

/**
 * Packs owners' signatures as a Safe reads them: one after the other, by rising address of the owner, each owner once.
 * What is by nobody who is an owner now is left out, for with it the Safe would refuse all.
 */
export function packSignatures(safe: Safe, digest: string, signatures: readonly string[]): string {
  const known = signaturesOf(safe, digest, concat(signatures));
  const ordered = [...known].sort(([one], [other]) => byAddress(one, other));
  return concat(ordered.map(([, signature]) => signature));
}

/** The signer of a Safe's key that one owner can be: signs typed data, sends nothing. */
export class SafeOwner extends AbstractSigner {
  readonly safe: Safe;
  readonly owner: Signer;

  constructor(safe: Safe, owner: Signer) {
    super(owner.provider);
    this.safe = safe;
    this.owner = owner;
  }

  override getAddress(): Promise<string> {
    return Promise.resolve(this.safe.address);
  }

  override connect(provider: Provider | null): SafeOwner {
    return new SafeOwner(this.safe, this.owner.connect(provider));
  }

  /** This owner's signature for the Safe; where the threshold is higher, others add theirs to it. */
  override signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    const wrapped = safeMessage(this.safe, TypedDataEncoder.hash(domain, types, value));
    return this.owner.signTypedData(wrapped.domain, wrapped.types, wrapped.message);
  }

  override signMessage(): Promise<string> {
    return Promise.reject(this.#signsActsOnly());
  }

  override signTransaction(): Promise<string> {
    return Promise.reject(this.#signsActsOnly());
  }

  override sendTransaction(): Promise<never> {
    return Promise.reject(this.#signsActsOnly());
  }

  #signsActsOnly(): NeoguildError {
    const { address, owners, threshold } = this.safe;
    return new NeoguildError({
      code: "SafeSignsActs",
      message: `the key ${address} is a Safe: ${threshold} of its ${owners.length} owners have to sign, not one to send`,
      remedy:
        "Add --sign FILE, let the other owners add theirs with 'npx hardhat wallet:safe-sign', then carry the file.",
      docs: "docs/wallets.md",
    });
  }
}

function signaturesOf(safe: Safe, digest: string, packed: string): Map<string, string> {
  const { domain, types, message } = safeMessage(safe, digest);
  const hash = TypedDataEncoder.hash(domain, types, message);
  const found = new Map<string, string>();
  for (let start = 0; start + SIGNATURE <= dataLength(packed); start += SIGNATURE) {
    const signature = dataSlice(packed, start, start + SIGNATURE);
    const signer = recovered(hash, signature);
    if (signer !== undefined && safe.owners.includes(signer)) found.set(signer, signature);
  }
  return found;
}

function recovered(hash: string, signature: string): string | undefined {
  try {
    return recoverAddress(hash, signature);
  } catch {
    return undefined; // not the signature of a plain key
  }
}

function byAddress(one: string, other: string): number {
  return BigInt(one) < BigInt(other) ? -1 : 1;
}
