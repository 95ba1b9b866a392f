import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { createKeystore, openKeystore } from "../../sdk/signers.ts";

describe("Finding: where nobody could type a passphrase, a keystore was encrypted with none", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "neoguild-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("an empty passphrase is refused and no file is written", async () => {
    const file = join(folder, "empty.json");
    const error: unknown = await createKeystore(file, "").catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "PassphraseMissing");
    expect(existsSync(file)).to.equal(false);
  });

  it("with one, only the owner reads the file", async () => {
    const file = join(folder, "me.json");
    const address = await createKeystore(file, "correct horse");
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect((await openKeystore(file, () => Promise.resolve("correct horse"))).address).to.equal(address);
  });
});
