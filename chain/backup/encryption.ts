import { Decrypter, Encrypter, type Identity, type Recipient } from "age-encryption";

import type { NeoguildError } from "../../sdk/errors.ts";
import { damaged } from "./archive.ts";
import { problem } from "./errors.ts";

// Backups are files of age (age-encryption.org/v1), so that the program `age` opens them as well.

/** Who shall be able to open a backup: whoever knows the passphrase, or whoever has the key of a recipient. */
export type Lock =
  | {
      readonly passphrase: string;
      /** Base-2 logarithm of scrypt's cost, age's own unless given. */ readonly cost?: number;
    }
  | { readonly recipients: readonly string[] };

/** What opens a backup: its passphrase, or age identities (`AGE-SECRET-KEY-1…`). */
export type Key = { readonly passphrase: string } | { readonly identities: readonly string[] };

export interface Encrypted {
  readonly bytes: Uint8Array;
  /** Decrypts what was read back from the disk, with the passphrase or, for recipients, with the key of this one file. */
  readonly reopen: (bytes: Uint8Array) => Promise<Uint8Array>;
}

const MAGIC = "age-encryption.org/v1\n";
const LEAST_LENGTH = 14;
const LEAST_VARIETY = 8;

export function isAge(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;
}

/** Whether it was locked with a passphrase, rather than to recipients. */
export function hasPassphrase(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, MAGIC.length + 10)).toString("latin1");
  return start === `${MAGIC}-> scrypt `;
}

/** A backup lies about in many places for years, where anybody may try passphrases. @throws NeoguildError `PassphraseWeak` */
function requireStrong(passphrase: string): void {
  if (passphrase.length >= LEAST_LENGTH && new Set(passphrase).size >= LEAST_VARIETY) return;
  throw problem(
    "PassphraseWeak",
    `this passphrase is too easy to guess: ${LEAST_LENGTH} characters are the least, ${LEAST_VARIETY} of them different`,
    "Take five words that nobody would put together; write them down where the board can find them.",
  );
}

/** @throws NeoguildError `PassphraseWeak`, `KeyInvalid` */
export async function encrypt(plain: Uint8Array, lock: Lock): Promise<Encrypted> {
  const encrypter = new Encrypter();
  if ("passphrase" in lock) {
    requireStrong(lock.passphrase);
    encrypter.setPassphrase(lock.passphrase);
    if (lock.cost !== undefined) encrypter.setScryptWorkFactor(lock.cost);
    return { bytes: await encrypter.encrypt(plain), reopen: (bytes) => decrypt(bytes, lock) };
  }
  // Nobody but the recipients can open the file later, so its key is kept until it was read back.
  let fileKey: Uint8Array | null = null;
  const witness: Recipient & Identity = {
    wrapFileKey(key) {
      fileKey = key;
      return [];
    },
    unwrapFileKey: () => fileKey,
  };
  addRecipients(encrypter, lock.recipients);
  encrypter.addRecipient(witness);
  return { bytes: await encrypter.encrypt(plain), reopen: (bytes) => open(bytes, (one) => one.addIdentity(witness)) };
}

/** @throws NeoguildError `BackupLocked`, `BackupDamaged`, `KeyInvalid` */
export async function decrypt(bytes: Uint8Array, key: Key): Promise<Uint8Array> {
  return open(bytes, (decrypter) => {
    if ("passphrase" in key) return decrypter.addPassphrase(key.passphrase);
    try {
      for (const identity of key.identities) decrypter.addIdentity(identity);
    } catch (cause) {
      throw problem("KeyInvalid", "an identity given is none of age's", "It begins with AGE-SECRET-KEY-1.", cause);
    }
  });
}

async function open(bytes: Uint8Array, addKey: (decrypter: Decrypter) => void): Promise<Uint8Array> {
  if (!isAge(bytes)) throw damaged("it does not begin as a file of age does");
  const decrypter = new Decrypter();
  addKey(decrypter);
  try {
    return await decrypter.decrypt(bytes);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    if (cause.message.startsWith("no identity matched")) throw locked(hasPassphrase(bytes), cause);
    throw damaged(`its encryption shows a change or a missing end (${cause.message})`, cause);
  }
}

function addRecipients(encrypter: Encrypter, recipients: readonly string[]): void {
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (cause) {
      throw problem(
        "KeyInvalid",
        `"${recipient}" is no age recipient`,
        "It is the public key of who may open the backup, and begins with age1.",
        cause,
      );
    }
  }
}

function locked(byPassphrase: boolean, cause: Error): NeoguildError {
  return byPassphrase
    ? problem(
        "BackupLocked",
        "the backup stays locked: this is not its passphrase",
        "Type it again, or name the file that holds it in NEOGUILD_PASSPHRASE_FILE.",
        cause,
      )
    : problem(
        "BackupLocked",
        "the backup stays locked: it was made for other keys",
        "Name with --identity the file that holds the secret key of one of its recipients.",
        cause,
      );
}
