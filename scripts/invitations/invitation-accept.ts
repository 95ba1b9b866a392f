import { existsSync } from "node:fs";
import { z } from "zod";

import { homeFolder } from "../../chain/folders.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { openDialogue } from "../dialogue.ts";
import { file, text } from "../options.ts";
import { askNewPassphrase, askPassphrase } from "../prompt.ts";
import { defineTask } from "../task.ts";

export const invitationAccept = defineTask({
  name: "invitation:accept",
  description:
    "Turns an invitation code into a key of your own: makes a keystore with a passphrase that only you know. On the " +
    "machine with the roster your address is bound at once; on any other it prints one line to send back (--elsewhere " +
    "where this machine has rosters of other nations). " +
    "Example: npx hardhat invitation:accept --nation riverbend --keystore me.json",
  options: {
    nation: text.describe("The nation that invited you"),
    code: text.optional().describe("The invitation code; asked for if absent"),
    keystore: file.describe("The keystore to make"),
    existing: z.boolean().default(false).describe("Take the keystore that is there already instead of making one"),
    elsewhere: z
      .boolean()
      .default(false)
      .describe("The nation's roster is on another machine, though those of others are here"),
  },
  async run({ options: { nation, code, keystore, existing, elsewhere } }) {
    const [
      { findRoster, localRosters },
      { answerLine, answerText, hashOf, placeOfHash },
      { bindKey, requireOpenNation },
      signers,
    ] = await Promise.all([
      import("../../chain/roster.ts"),
      import("../../chain/invitations.ts"),
      import("../../chain/bind.ts"),
      import("../../sdk/signers.ts"),
    ]);
    const home = homeFolder();
    const roster = findRoster(nation, home);
    if (roster !== undefined) requireOpenNation(roster, home);
    const others = localRosters(home).map((other) => other.nation);
    if (roster === undefined && others.length > 0 && !elsewhere) throw noSuchRoster(nation, others);
    if (existsSync(keystore) && !existing) throw keystoreExists(keystore);
    // Whatever is wrong with the code is said before a key is made, so that it stays good.
    const read = (typed: string) => {
      const typedHash = hashOf(typed);
      if (roster !== undefined) placeOfHash(roster, typedHash);
      return typedHash;
    };
    const hash = code === undefined ? await ask("Invitation code", read) : read(code);

    const passphrase = await (existing ? askPassphrase(keystore) : askNewPassphrase(keystore));
    if (!existing) await signers.createKeystore(keystore, passphrase);
    const wallet = await signers.openKeystore(keystore, () => Promise.resolve(passphrase));
    const { address } = wallet;
    const kept = `Your key ${address}: ${keystore}. Keep the file and the passphrase, apart: without either it is lost.`;
    if (roster === undefined) {
      const answer = answerLine(address, await wallet.signMessage(answerText(nation, hash)));
      const lines = [
        kept,
        "The roster is not on this machine. Send this line to who keeps it; nothing in it is secret:",
      ];
      return { lines: [...lines, `  ${answer}`], data: { address, keystore, answer } };
    }
    // Read anew: while the passphrase was typed, somebody else may have accepted, or a code been renewed.
    const { charterOf, rosterOf } = await import("./roster.ts");
    const current = rosterOf(nation);
    const at = placeOfHash(current, hash);
    const charter = charterOf(current.nation);
    const { people } = bindKey({ roster: current, place: at, address, charter, home });
    const { name } = people[at] ?? { name: "" };
    return {
      lines: [kept, `Bound to ${name}, founder ${at + 1} of ${current.nation}: ${charter}`],
      data: { address, keystore, name, id: at + 1, charter },
    };
  },
});

async function ask<T>(what: string, read: (text: string) => T): Promise<T> {
  const dialogue = openDialogue();
  try {
    return await dialogue.ask({ text: what, read });
  } finally {
    dialogue.close();
  }
}

function noSuchRoster(nation: string, others: readonly string[]): NeoguildError {
  return new NeoguildError({
    code: "RosterMissing",
    message: `there is no roster of "${nation}" here, only of ${others.join(", ")}`,
    remedy:
      "Write the nation's name as it is here; if its roster is on another machine, add --elsewhere. Nothing was written.",
    docs: "docs/first-hour.md#invitations",
  });
}

function keystoreExists(keystore: string): NeoguildError {
  return new NeoguildError({
    code: "WalletExists",
    message: `there is already a file ${keystore}`,
    remedy:
      "Choose another file name, for a key is never overwritten; if it is your own keystore, add --existing. Your code is still good.",
    docs: "docs/first-hour.md#invitations",
  });
}
