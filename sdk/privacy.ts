import { randomBytes } from "node:crypto";

/** What stands on chain in place of a text, and the salt without which nobody can guess the text from it. */
export interface SaltedHash {
  readonly hash: string;
  readonly salt: string;
}

/** Bytes of a salt: as many as of a hash, so that salts cannot be tried. */
const SALT = 32;

/** The salted hash of a text that stays off chain: keccak256 of the salt (32 bytes) and the text. */
export async function saltedHash(text: string, salt = `0x${randomBytes(SALT).toString("hex")}`): Promise<SaltedHash> {
  const { concat, keccak256, toUtf8Bytes } = await import("ethers");
  return { hash: keccak256(concat([salt, toUtf8Bytes(text)])), salt };
}

/** Whether a text, shown with its salt, is what a hash on chain stands for. A salt has 32 bytes, so no text begins in it. */
export async function isHashOf({ hash, salt }: SaltedHash, text: string): Promise<boolean> {
  const { dataLength } = await import("ethers");
  return dataLength(salt) === SALT && (await saltedHash(text, salt)).hash === hash.toLowerCase();
}
