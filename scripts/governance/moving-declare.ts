import { z } from "zod";

import { act, ACT_VALIDITY } from "../../sdk/acts.ts";
import { signConsent } from "../../sdk/membership/consent.ts";
import { address, byMember, file } from "../options.ts";
import { askPassphrase } from "../prompt.ts";
import { defineTask, signing } from "../task.ts";

export const movingDeclare = defineTask({
  name: "moving:declare",
  description:
    "Says with which key your line will be opened on the other side, and with --comes that you come along and are to be " +
    "named among the founders there. Whoever carries money says it first; a guild or a contract wallet names a plain key, " +
    "which consents (--new-keystore). It can be said again until the freeze. " +
    "Example: npx hardhat moving:declare --by 3 --comes",
  options: {
    by: byMember,
    comes: z.boolean().default(false).describe("You come along"),
    newKeystore: file.optional().describe("Encrypted keystore of another key than your own"),
    newKey: address.optional().describe("Its address, if the local node holds it"),
    ...signing,
  },
  async run({ options: { by, comes, newKeystore, newKey }, nation, perform }) {
    const connected = await nation();
    const { keystoreAddress, signerFor } = await import("../../sdk/signers.ts");
    const { moving } = connected.contracts;
    const move = await moving.lastMove();
    const order = (await moving.declarationOf(move, by)).order + 1n;
    const { key: own } = await connected.contracts.members.keyOf(by);
    const key = newKey ?? (newKeystore === undefined ? own : keystoreAddress(newKeystore));
    const deadline = (await connected.clock()) + ACT_VALIDITY;
    let consent = "0x";
    if (BigInt(key) !== BigInt(own)) {
      const source = { keystore: newKeystore, passphrase: askPassphrase };
      const signer = await signerFor(connected.provider, key, source);
      ({ signature: consent } = await signConsent(connected, { signer, agent: by, deadline }));
    }
    return perform(by, act("moving", "declare", { move, key, comes, order, deadline }, consent), {
      tell: () => ({
        lines: [`Agent ${by} ${comes ? "comes along" : "does not come along"}; its line opens with ${key}.`],
        data: { by, key, comes },
      }),
    });
  },
});
