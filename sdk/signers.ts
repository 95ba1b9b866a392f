import { readFileSync } from "node:fs";
import { getAddress, Wallet, type JsonRpcProvider, type Signer } from "ethers";

import { NeoguildError } from "./errors.ts";

/** Where the key of an author comes from; with none of them, the account must be one the node itself holds. */
export interface KeySource {
  /** An encrypted JSON keystore file. */
  readonly keystore?: string | undefined;
  /** The keystore's passphrase, asked for only when it is needed. */
  readonly passphrase?: (() => Promise<string>) | undefined;
}

/**
 * The signer that holds `address`: the keystore's wallet, or an account of a local node in a rehearsal.
 * @throws NeoguildError `WalletWrong`, `WalletLocked` or `WalletMissing`
 */
export async function signerFor(provider: JsonRpcProvider, address: string, source: KeySource): Promise<Signer> {
  if (source.keystore !== undefined) {
    const wallet = await openKeystore(source.keystore, source.passphrase);
    if (wallet.address !== getAddress(address)) {
      throw new NeoguildError({
        code: "WalletWrong",
        message: `the keystore ${source.keystore} holds ${wallet.address}, but this act needs the key ${address}`,
        remedy: "Name the keystore of the member who acts, or the member whose keystore this is (--by).",
        docs: "docs/wallets.md",
      });
    }
    return wallet.connect(provider);
  }
  const held = ((await provider.send("eth_accounts", [])) as string[]).map((account) => getAddress(account));
  if (!held.includes(getAddress(address))) {
    throw new NeoguildError({
      code: "WalletMissing",
      message: `nobody here holds the key ${address}: the node does not, and no keystore was named`,
      remedy: "Name the member's keystore with --keystore FILE, or in NEOGUILD_KEYSTORE.",
      docs: "docs/wallets.md",
    });
  }
  return provider.getSigner(address);
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
    return (await Wallet.fromEncryptedJson(json, await passphrase())) as Wallet;
  } catch (cause) {
    throw locked(file, "the passphrase does not open it, or the file is damaged", cause);
  }
}

function locked(file: string, why: string, cause?: unknown): NeoguildError {
  const remedy = "Type the passphrase when asked, or name a file that holds it in NEOGUILD_PASSPHRASE_FILE.";
  return new NeoguildError({ code: "WalletLocked", message: `the keystore ${file} stays locked: ${why}`, remedy }, { cause });
}
