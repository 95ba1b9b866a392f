import { join } from "node:path";

import type { Backup } from "../../chain/backup/make.ts";
import { slugOf } from "../../sdk/names.ts";
import { formatMoment } from "../../sdk/units.ts";
import { file } from "../options.ts";
import { defineTask } from "../task.ts";
import { localName, lockFor, placesIn } from "./local.ts";

/** Recipients of a backup, in one option. */
export const recipients = file
  .optional()
  .describe("Public keys (age1…) of who may open it, with commas between them; without any, a passphrase is asked");

export const nationBackup = defineTask({
  name: "nation:backup",
  description:
    "Writes a nation of this machine into one encrypted file: charter, roster, journal, record, witnesses; nobody's key. " +
    "The nation may run. The file is read back and compared before it gets its name. The program age opens it too. " +
    "Example: npx hardhat nation:backup --to /media/stick/ours.age",
  options: {
    to: file.optional().describe("The file to write; backups/<nation>-<date>.age unless given"),
    toRecipient: recipients,
  },
  async run({ options }) {
    const name = await localName(options.nation);
    const { makeBackup, requireNation } = await import("../../chain/backup/make.ts");
    const places = placesIn();
    requireNation(name, places.home);
    const to = options.to ?? join("backups", `${slugOf(name)}-${new Date().toISOString().slice(0, 10)}.age`);
    const lock = await lockFor(options.toRecipient, to);
    const backup = await makeBackup({ name, to, lock, places });
    const { head, lines, seal, files } = backup.manifest;
    return {
      lines: [
        ...told(backup),
        "Read back and compared. Take it to another machine or medium; whoever has it needs its key as well.",
      ],
      data: { file: to, bytes: backup.bytes, nation: name, head, lines, seal, files: Object.keys(files) },
    };
  },
});

/** A backup in the lines that a later restore is compared with. */
export function told({ manifest, file: path, bytes }: Backup): string[] {
  const { nation, kind, chainId, head, lines, seal } = manifest;
  return [
    `Backup of ${nation} (${kind}, chain ${chainId}): ${path}, ${bytes.toLocaleString("en")} bytes`,
    `  head  block ${head.number} of ${formatMoment(BigInt(head.timestamp))}, ${head.hash}`,
    `  seal  line ${lines} of the journal, ${seal}`,
  ];
}
