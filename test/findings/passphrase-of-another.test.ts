import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

import { openKeystore } from "../../sdk/signers.ts";
import { temporaryFolder } from "../fixtures/processes.ts";
import { runTask } from "../unit/scripts/harness.ts";
import { refusalOf } from "../unit/scripts/refusal.ts";

describe("Finding: a member's new key was locked with the passphrase of whoever runs the machine", () => {
  const folder = temporaryFolder("passphrase");
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it("it is locked with its own, and to open it the other file is named", async () => {
    const out = join(folder, "amara.json");
    const files = {
      NEOGUILD_PASSPHRASE_FILE: write("machine", "words of the machine\n"),
      NEOGUILD_NEW_PASSPHRASE_FILE: write("amara", "words of Amara\n"),
    };
    const { data } = await runTask(files, "wallet:new", { out });
    const opened = (words: string) => openKeystore(out, () => Promise.resolve(words));
    expect(await opened("words of Amara")).to.include({ address: data["address"] });
    const refused = await refusalOf(opened("words of the machine"));
    expect(refused).to.include({ code: "WalletLocked" });
    expect(refused.remedy).to.contain("NEOGUILD_PASSPHRASE_FILE");
  });
});
