import { getAddress, HDNodeWallet, Mnemonic } from "ethers";

import { NeoguildError } from "./errors.ts";

/** How many accounts a Hardhat node has unless told otherwise. */
const ACCOUNTS = 20;

/**
 * The keys every Hardhat node prints at its start are known to everybody: whoever uses them elsewhere is robbed.
 * @throws NeoguildError `TestKeyRefused` with those among the addresses
 */
export function refuseTestKeys(addresses: readonly string[]): void {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(`${"test ".repeat(11)}junk`), "m/44'/60'/0'/0");
  const known = new Set(Array.from({ length: ACCOUNTS }, (_, index) => root.deriveChild(index).address));
  const found = addresses.map((address) => getAddress(address)).filter((address) => known.has(address));
  if (found.length === 0) return;
  throw new NeoguildError({
    code: "TestKeyRefused",
    message: `everybody knows the private key of ${found.join(", ")}: it is one of Hardhat's test keys`,
    remedy: "Deploy with a key of your own ('npx hardhat wallet:new'), and name the founders' own keys in the charter.",
    docs: "docs/deployment.md",
  });
}
