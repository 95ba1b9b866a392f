import type { Provider, Signer } from "ethers";
import { z } from "zod";

import type { TypedStatement } from "./statements.ts";
import type { Check } from "./verify/check.ts";

// What files that people sign and hand on have in common (credentials, proofs of grants): whole numbers as decimal
// strings, times as Unix seconds, bytes in hexadecimal, and signatures of EIP-712 data by the keys they name.

/** A whole number in decimal that fits so many bits. */
export const whole = (bits: number) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,77})$/, "a whole number in decimal is due here")
    .refine((text) => BigInt(text) < 1n << BigInt(bits), `the number has more than ${bits} bits`);
/** An address, in whatever case. */
export const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "an address is 0x and 40 hexadecimal digits");
/** 32 bytes in hexadecimal. */
export const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/, "a hash is 0x and 64 hexadecimal digits");
/** A signature; a contract wallet's may be long. */
export const signed = z.string().regex(/^0x([0-9a-fA-F]{2}){1,4096}$/, "a signature is bytes in hexadecimal");

/** A contract wallet's yes: the selector of `isValidSignature` in a word. */
const ERC1271_VALID = `0x1626ba7e${"0".repeat(56)}`;

/** Whether a key made a signature: a plain key's is recovered; a contract is asked (ERC-1271), where there is a chain. */
export async function proven(
  claim: string,
  signed: { key: string; statement: TypedStatement; signature: string },
  provider?: Provider,
): Promise<Check> {
  const { Interface, TypedDataEncoder, recoverAddress } = await import("ethers");
  const { domain, types, message } = signed.statement;
  const digest = TypedDataEncoder.hash(domain, types, message);
  const key = plain(signed.key);
  let found: string;
  try {
    found = recoverAddress(digest, signed.signature).toLowerCase();
  } catch {
    found = "no signature of a plain key";
  }
  if (found === key) return { claim, holds: true, expected: key, found };
  if (provider === undefined) {
    return { claim, holds: false, expected: key, found: `${found}; a contract wallet's needs its chain` };
  }
  const wallet = new Interface(["function isValidSignature(bytes32, bytes) view returns (bytes4)"]);
  const data = wallet.encodeFunctionData("isValidSignature", [digest, signed.signature]);
  const answer = await provider.call({ to: key, data }).catch(() => "0x");
  return { claim, holds: answer === ERC1271_VALID, expected: key, found: answer === ERC1271_VALID ? key : found };
}

/** Has a key sign a statement (EIP-712). */
export async function signTyped(signer: Signer, { domain, types, message }: TypedStatement): Promise<string> {
  return signer.signTypedData(domain, types, message);
}

/** Whether two texts are the same, capitals apart. */
export function same(claim: string, expected: string, found: string): Check {
  return { claim, holds: expected.toLowerCase() === found.toLowerCase(), expected, found };
}

/** An address as all are written here: without the checksum, which a hand may have changed. */
export function plain(text: string): string {
  return text.toLowerCase();
}
