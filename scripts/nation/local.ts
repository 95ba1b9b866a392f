import type { Places } from "../../chain/backup/contents.ts";
import type { Key, Lock } from "../../chain/backup/encryption.ts";
import { chartersFolder, deploymentsFolder, homeFolder } from "../../chain/folders.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { asText, readBytes } from "../options.ts";
import { askNewPassphrase, askPassphrase } from "../prompt.ts";

// What the tasks ask that keep the nations of this machine safe.

/** Where this machine keeps what belongs to nations. */
export function placesIn(home = homeFolder()): Places {
  return { home, deployments: deploymentsFolder(), project: ".", charters: chartersFolder() };
}

/** The nation named, or the only one there is. @throws NeoguildError `NationUnknown`, `NationAmbiguous` */
export async function localName(named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { localNations } = await import("../../chain/nations.ts");
  const names = localNations(homeFolder()).map(({ name }) => name);
  const [only, ...others] = names;
  if (only === undefined) {
    throw new NeoguildError({
      code: "NationUnknown",
      message: `there is no nation in ${homeFolder()}`,
      remedy: "Run this on the machine where the nation lives, in the folder of this program.",
      docs: "docs/runbook.md",
    });
  }
  if (others.length > 0) {
    throw new NeoguildError({
      code: "NationAmbiguous",
      message: `more than one nation lives on this machine: ${names.join(", ")}`,
      remedy: "Name one with --nation.",
    });
  }
  return only;
}

/** Recipients with commas between them, else a passphrase, asked twice. */
export async function lockFor(recipients: string | undefined, file: string): Promise<Lock> {
  if (recipients !== undefined) return { recipients: recipients.split(",").map((one) => one.trim()) };
  return { passphrase: await askNewPassphrase(file) };
}

/** What opens a backup: the identities in a file, which may have a passphrase itself, or the backup's passphrase. */
export async function keyFor(identity: string | undefined, file: string, bytes: Uint8Array): Promise<Key> {
  const { decrypt, hasPassphrase } = await import("../../chain/backup/encryption.ts");
  if (hasPassphrase(bytes)) return { passphrase: await askPassphrase(file) };
  if (identity === undefined) {
    throw new NeoguildError({
      code: "BackupLocked",
      message: `${file} was made for keys, not for a passphrase`,
      remedy: "Name with --identity the file that holds the secret key of one of its recipients.",
      docs: "docs/runbook.md",
    });
  }
  const kept = readBytes(identity);
  const text = hasPassphrase(kept) ? await decrypt(kept, { passphrase: await askPassphrase(identity) }) : kept;
  const lines = asText(identity, text).split(/\r?\n/);
  return { identities: lines.filter((line) => line !== "" && !line.startsWith("#")) };
}
