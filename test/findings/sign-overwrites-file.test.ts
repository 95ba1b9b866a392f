import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { writeOwn } from "../../scripts/output.ts";

describe("Finding: a file named for a signed act was overwritten, even a keystore", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "neoguild-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("what the task did not write itself stays as it is", () => {
    const file = join(folder, "me.json");
    for (const text of ['{"crypto":{},"version":3}', "not JSON", "null", "[]"]) {
      writeFileSync(file, text);
      expect(() => writeOwn(file, { format: "neoguild-act-1" }))
        .to.throw()
        .with.property("code", "FileExists");
      expect(readFileSync(file, "utf8")).to.equal(text);
    }
  });

  it("a second run writes anew what the first one wrote", () => {
    const file = join(folder, "act.json");
    const act = (by: bigint) => ({ format: "neoguild-act-1", by });
    writeOwn(file, act(1n));
    writeOwn(file, act(2n));
    expect(JSON.parse(readFileSync(file, "utf8"))).to.deep.equal({ format: "neoguild-act-1", by: "2" });
  });
});
