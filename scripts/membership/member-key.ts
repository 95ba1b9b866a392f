import { act, ACT_VALIDITY } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { signConsent } from "../../sdk/membership/consent.ts";
import { address, byMember, file } from "../options.ts";
import { askPassphrase } from "../prompt.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const memberKey = defineTask({
  name: "member:key",
  description:
    "Moves an agent to another key; signatures of the old key are dead at once. Needs both wallets: the present one acts, " +
    "the new one consents. Example: npx hardhat member:key --by 3 --keystore old.json --new-keystore new.json",
  options: {
    by: byMember,
    newKeystore: file.optional().describe("Encrypted keystore of the new key, or of an owner if that is a Safe"),
    newKey: address.optional().describe("The new key's address, if the local node holds it or it is a Safe"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const connected = await nation();
    const { keystoreAddress, signerFor } = await import("../../sdk/signers.ts");
    const { by, newKeystore } = options;
    const newKey = options.newKey ?? (newKeystore === undefined ? undefined : keystoreAddress(newKeystore));
    if (newKey === undefined) throw newKeyMissing();
    const { key } = await connected.contracts.members.keyOf(by);
    if (BigInt(key) === BigInt(newKey)) return unchanged(`Agent ${by} has the key ${key} already.`, { by, key });

    const deadline = (await connected.clock()) + ACT_VALIDITY;
    const source = { keystore: newKeystore, passphrase: askPassphrase };
    const signer = await signerFor(connected.provider, newKey, source);
    const { signature } = await signConsent(connected, { signer, agent: by, deadline });
    return perform(by, act("members", "rotateKey", { newKey, deadline }, signature), {
      tell: () => ({ lines: [`Agent ${by} has the key ${newKey}; the old one is dead.`], data: { by, key: newKey } }),
    });
  },
});

function newKeyMissing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "the new key is not named",
    remedy: "Name its keystore with --new-keystore FILE, or an account of the local node with --new-key.",
  });
}
