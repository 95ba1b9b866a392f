import { randomBytes } from "node:crypto";

/** What stands on chain in place of a text, and the salt without which nobody can guess the text from it. */
export interface SaltedHash {
  readonly hash: string;
  readonly salt: string;
}

/** The salted hash of a text that stays off chain: keccak256 of the salt (32 bytes) and the text. */
export async function saltedHash(text: string, salt = `0x${randomBytes(32).toString("hex")}`): Promise<SaltedHash> {
  const { concat, keccak256, toUtf8Bytes } = await import("ethers");
  return { hash: keccak256(concat([salt, toUtf8Bytes(text)])), salt };
}
