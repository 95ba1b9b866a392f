import { resolve } from "node:path";
import { z } from "zod";

import { quoted } from "../../sdk/names.ts";
import { formatMoment } from "../../sdk/units.ts";
import { file, readBytes } from "../options.ts";
import { defineTask } from "../task.ts";
import { keyFor, placesIn } from "./local.ts";

export const nationRestore = defineTask({
  name: "nation:restore",
  description:
    "Brings the nation of a backup to this machine: checks every file, replays the journal and compares the head before " +
    "anything gets its place; overwrites nothing. With --drill it does all that in a folder of its own, removes it, and " +
    "notes the day. Example: npx hardhat nation:restore --from ours.age --drill",
  options: {
    from: file.describe("The backup"),
    home: file.optional().describe("Folder of the nations, instead of this machine's own"),
    identity: file.optional().describe("File with the secret key of a recipient, for a backup that was made for keys"),
    drill: z.boolean().default(false).describe("Try it, and leave nothing behind"),
  },
  async run({ options, hre }) {
    const bytes = readBytes(options.from);
    const key = await keyFor(options.identity, options.from, bytes);
    const [{ unpack }, { decrypt }, { drill, restoreNation }] = await Promise.all([
      import("../../chain/backup/archive.ts"),
      import("../../chain/backup/encryption.ts"),
      import("../../chain/backup/restore.ts"),
    ]);
    const files = unpack(await decrypt(bytes, key));
    const params = { from: resolve(options.from), files, places: placesIn(options.home), hre };
    const { manifest, head, folder, charter, noted } = options.drill
      ? await drill(params)
      : { ...(await restoreNation(params)), noted: false };

    const { nation, kind, chainId, made, lines, seal } = manifest;
    const where = options.home === undefined ? "" : `NEOGUILD_HOME=${options.home} `;
    return {
      lines: [
        `${nation} (${kind}, chain ${chainId}), from the backup of ${made.slice(0, 16).replace("T", " ")} UTC: every file is whole.`,
        `  head  block ${head.number} of ${formatMoment(BigInt(head.timestamp))}, ${head.hash}: the same as in the backup`,
        `  seal  line ${lines} of the journal, ${seal}`,
        ...(options.drill
          ? ["The drill went well and left nothing behind.", ...(noted ? ["Its day is noted in care.json."] : [])]
          : [
              `It lives in ${folder} now. Before you start it, make sure that it runs nowhere else any more:`,
              `  ${where}npm start -- --charter ${quoted(charter)}`,
            ]),
      ],
      data: { nation, kind, chainId, made, head, lines, seal, charter, drill: options.drill, changed: !options.drill },
    };
  },
});
