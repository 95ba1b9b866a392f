import { NeoguildError } from "../../sdk/errors.ts";
import { signConsent } from "../../sdk/membership/consent.ts";
import { contactsInWords, recoveryView } from "../../sdk/membership/recovery.ts";
import { formatMoment } from "../../sdk/units.ts";
import { address, agentId, duration, file } from "../options.ts";
import { writeOwn } from "../output.ts";
import { askPassphrase } from "../prompt.ts";
import { defineTask, handOn, unchanged } from "../task.ts";

export const recoveryRequest = defineTask({
  name: "recovery:request",
  description:
    "Asks your contacts for help when your key is lost or stolen: writes your new key's signed consent into a file, which " +
    "they take to 'recovery:support'. Tell them by a way on which they know it is you. Nothing is sent. " +
    "Example: npx hardhat recovery:request --for 3 --new-keystore new.json",
  options: {
    for: agentId.describe("Your agent id"),
    newKeystore: file.optional().describe("Encrypted keystore of the new key (wallet:new)"),
    newKey: address.optional().describe("The new key's address, if the local node holds it or it is a Safe"),
    out: file.default("recovery.json").describe("Where to write the request"),
    valid: duration.default(30n * 86_400n).describe("How long your contacts can use it, such as 30d"),
  },
  async run({ options, nation }) {
    const connected = await nation();
    const { keystoreAddress, signerFor } = await import("../../sdk/signers.ts");
    const { for: agent, newKeystore, out } = options;
    const newKey = options.newKey ?? (newKeystore === undefined ? undefined : keystoreAddress(newKeystore));
    if (newKey === undefined) throw newKeyMissing();
    const { key } = await connected.contracts.members.keyOf(agent);
    if (BigInt(key) === BigInt(newKey)) return unchanged(`Agent ${agent} has the key ${key} already.`, { agent, key });

    const deadline = (await connected.clock()) + options.valid;
    const source = { keystore: newKeystore, passphrase: askPassphrase };
    const signer = await signerFor(connected.provider, newKey, source);
    writeOwn(out, await signConsent(connected, { signer, agent, deadline }));
    const view = await recoveryView(connected, agent);
    const next = `Each of your contacts supports it with: npx hardhat recovery:support --by ID --request ${out}`;
    return {
      lines: [
        `${newKey} is to serve agent ${agent}; valid until ${formatMoment(deadline)}: ${out}`,
        ...contactsInWords(view).map((line) => `  ${line}`),
        await handOn(signer, out, next),
      ],
      data: { request: out, agent, newKey, deadline, contacts: view.contacts, needed: view.needed, changed: false },
    };
  },
});

function newKeyMissing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "the new key is not named",
    remedy: "Name its keystore with --new-keystore FILE, or an account of the local node with --new-key.",
  });
}
