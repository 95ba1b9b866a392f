import { scrypt as nativeScrypt } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import {
  getAddress,
  getBytes,
  hexlify,
  scrypt,
  Wallet,
  type JsonRpcApiProvider,
  type JsonRpcProvider,
  type Signer,
} from "ethers";

import { NeoguildError } from "./errors.ts";
import { safeAt, SafeOwner } from "./safe.ts";

// Node's own scrypt opens a keystore ten times faster than the one in JavaScript.
const derive = promisify<Uint8Array, Uint8Array, number, object, Buffer>(nativeScrypt);
scrypt.register(async (passphrase, salt, N, r, p, length) =>
  hexlify(await derive(getBytes(passphrase), getBytes(salt), length, { N, r, p, maxmem: 256 * N * r })),
);

/** Where the key of an author comes from; with none of them, the account must be one the node itself holds. */
export interface KeySource {
  /** An encrypted JSON keystore file. */
  readonly keystore?: string | undefined;
  /** The passphrase of a keystore, asked for only when it is needed. */
  readonly passphrase?: ((file: string) => Promise<string>) | undefined;
  /** Accounts beside the node's own: those of a hardware wallet, for example. Asked for only when they are needed. */
  readonly others?: (() => Promise<JsonRpcApiProvider | undefined>) | undefined;
}

/**
 * The signer that holds `address`: the keystore's wallet, an account of a local node in a rehearsal, or one of the others.
 * Where `address` is a Safe, the signer may be one of its owners.
 * @throws NeoguildError `WalletWrong`, `WalletLocked` or `WalletMissing`
 */
export async function signerFor(provider: JsonRpcProvider, address: string, source: KeySource): Promise<Signer> {
  const key = getAddress(address);
  if (source.keystore !== undefined) {
    const wallet = (await openKeystore(source.keystore, source.passphrase)).connect(provider);
    const signer = await signerAmong(provider, key, [wallet.address], () => wallet);
    if (signer !== undefined) return signer;
    throw new NeoguildError({
      code: "WalletWrong",
      message: `the keystore ${source.keystore} holds ${wallet.address}, but this act needs the key ${key}`,
      remedy: "Name the keystore of the member who acts, or the member whose keystore this is (--by).",
      docs: "docs/wallets.md",
    });
  }
  for (const accounts of [provider, await source.others?.()]) {
    if (accounts === undefined) continue;
    const signer = await signerAmong(provider, key, await held(accounts), (account) => accounts.getSigner(account));
    if (signer !== undefined) return signer;
  }
  throw new NeoguildError({
    code: "WalletMissing",
    message: `nobody here holds the key ${key}: the node does not, and no keystore was named`,
    remedy: "Name the member's keystore with --keystore FILE, or in NEOGUILD_KEYSTORE.",
    docs: "docs/wallets.md",
  });
}

/** The signer of `key` where it is one of these accounts, or a Safe that one of them owns. */
async function signerAmong(
  provider: JsonRpcProvider,
  key: string,
  accounts: readonly string[],
  open: (account: string) => Signer | Promise<Signer>,
): Promise<Signer | undefined> {
  if (accounts.includes(key)) return open(key);
  const safe = await safeAt(provider, key);
  const owner = safe?.owners.find((one) => accounts.includes(one));
  return safe === undefined || owner === undefined ? undefined : new SafeOwner(safe, await open(owner));
}

/** The accounts behind a provider; many nodes hold none and refuse the question. */
async function held(provider: JsonRpcApiProvider): Promise<string[]> {
  const accounts = (await provider.send("eth_accounts", []).catch(() => [])) as string[];
  return accounts.map((account) => getAddress(account));
}

/** The first account of a local node in a rehearsal, which carries what anybody may. @throws NeoguildError `WalletMissing` */
export async function firstAccount(provider: JsonRpcProvider): Promise<Signer> {
  const [first] = await provider.listAccounts();
  if (first !== undefined) return first;
  throw new NeoguildError({
    code: "WalletMissing",
    message: "the node holds nobody's account, and no keystore was named",
    remedy: "Name your keystore with --keystore FILE, or in NEOGUILD_KEYSTORE.",
    docs: "docs/wallets.md",
  });
}

/** Opens an encrypted JSON keystore. @throws NeoguildError `WalletUnreadable`, `WalletLocked` */
export async function openKeystore(file: string, passphrase: KeySource["passphrase"]): Promise<Wallet> {
  let json: string;
  try {
    json = readFileSync(file, "utf8");
  } catch (cause) {
    throw new NeoguildError(
      { code: "WalletUnreadable", message: `cannot read the keystore ${file}`, remedy: "Check the file's path." },
      { cause },
    );
  }
  if (passphrase === undefined) throw locked(file, "no passphrase was given");
  try {
    return (await Wallet.fromEncryptedJson(json, await passphrase(file))) as Wallet;
  } catch (cause) {
    throw locked(file, "the passphrase does not open it, or the file is damaged", cause);
  }
}

/**
 * Writes a new wallet into an encrypted JSON keystore that only its owner can read. Never overwrites a file.
 * @throws NeoguildError `WalletExists`, `PassphraseMissing`
 */
export async function createKeystore(file: string, passphrase: string): Promise<string> {
  if (existsSync(file)) {
    const message = `there is already a file ${file}`;
    throw new NeoguildError({
      code: "WalletExists",
      message,
      remedy: "Choose another file name; a key is never overwritten.",
    });
  }
  if (passphrase === "") {
    throw new NeoguildError({
      code: "PassphraseMissing",
      message: `no passphrase was given for ${file}, and without one the key would lie open`,
      remedy: "Type one when asked, or name a file that holds it in NEOGUILD_NEW_PASSPHRASE_FILE.",
    });
  }
  const wallet = Wallet.createRandom();
  writeFileSync(file, await wallet.encrypt(passphrase), { mode: 0o600, flag: "wx" });
  return wallet.address;
}

/** The address a keystore says it is for; known without its passphrase. @throws NeoguildError `WalletUnreadable` */
export function keystoreAddress(file: string): string {
  try {
    const { address } = JSON.parse(readFileSync(file, "utf8")) as { address: string };
    return getAddress(address.startsWith("0x") ? address : `0x${address}`);
  } catch (cause) {
    const message = `${file} is no encrypted JSON keystore`;
    throw new NeoguildError(
      { code: "WalletUnreadable", message, remedy: "Make one with 'npx hardhat wallet:new --out FILE'." },
      { cause },
    );
  }
}

function locked(file: string, why: string, cause?: unknown): NeoguildError {
  const remedy = "Type the passphrase when asked, or name a file that holds it in NEOGUILD_PASSPHRASE_FILE.";
  return new NeoguildError(
    { code: "WalletLocked", message: `the keystore ${file} stays locked: ${why}`, remedy, docs: "docs/first-day.md" },
    { cause },
  );
}
