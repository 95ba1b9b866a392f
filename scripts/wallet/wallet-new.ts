import { file } from "../options.ts";
import { askNewPassphrase } from "../prompt.ts";
import { defineTask } from "../task.ts";

export const walletNew = defineTask({
  name: "wallet:new",
  description:
    "Makes a new key and writes it, encrypted with a passphrase you type (or that the file named in " +
    "NEOGUILD_NEW_PASSPHRASE_FILE holds), into a keystore. Never overwrites a file. Example: npx hardhat wallet:new --out me.json",
  options: { out: file.describe("The keystore to write") },
  async run({ options: { out } }) {
    const { createKeystore } = await import("../../sdk/signers.ts");
    const address = await createKeystore(out, await askNewPassphrase(out));
    const use = `Use it with --keystore ${out}, or name it in NEOGUILD_KEYSTORE. Without the passphrase it is lost: keep both.`;
    return { lines: [`New key ${address}: ${out}`, use], data: { address, keystore: out } };
  },
});
