import { join } from "node:path";

import { slugOf } from "../../sdk/names.ts";
import { file } from "../options.ts";
import { defineTask } from "../task.ts";
import { localName, lockFor, placesIn } from "./local.ts";
import { recipients, told } from "./nation-backup.ts";

export const nationHandover = defineTask({
  name: "nation:handover",
  description:
    "For when somebody else shall run a nation: makes its last backup on this machine and a page for the successor with " +
    "what runs where, who holds what, the steps in order and what to compare. The nation must be stopped. " +
    "Example: npx hardhat nation:handover --to-recipient age1…",
  options: {
    to: file.optional().describe("The backup to write; backups/<nation>-handover.age unless given"),
    toRecipient: recipients,
    page: file.optional().describe("The page to write; the backup's name with .md unless given"),
  },
  async run({ options }) {
    const name = await localName(options.nation);
    const [{ handOver }, { requireNation }] = await Promise.all([
      import("../../chain/backup/handover.ts"),
      import("../../chain/backup/make.ts"),
    ]);
    const places = placesIn();
    requireNation(name, places.home);
    const to = options.to ?? join("backups", `${slugOf(name)}-handover.age`);
    const page = options.page ?? `${to.replace(/\.age$/, "")}.md`;
    const lock = await lockFor(options.toRecipient, to);
    const { backup, text } = await handOver({ name, to, lock, places, page });
    const { head, lines, seal } = backup.manifest;
    return {
      lines: [...text.trimEnd().split("\n"), "", ...told(backup), `The page: ${page}`],
      data: { file: to, page, nation: name, head, lines, seal },
    };
  },
});
