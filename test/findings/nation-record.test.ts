import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { readRecord } from "../../sdk/connect.ts";
import { deploymentId } from "../../sdk/names.ts";

describe("Finding: nations with names in other scripts shared one record", () => {
  it("names in every script have a folder of their own, and none leaves its parent", () => {
    const names = ["Мастерская", "工房", "Ἀγορά", "Hypha example", "../../etc", "a/b", "a\\b"];
    const ids = names.map((name) => deploymentId(name, 31_337n));
    expect(new Set(ids).size).to.equal(names.length - 1); // a/b and a\b are read alike
    expect(ids[3]).to.equal("hypha-example-31337");
    for (const id of ids) expect(id).to.match(/^[\p{L}\p{N}-]+-31337$/u);
  });
});

describe("Finding: a record that was cut off while it was written ended in a stack trace", () => {
  it("readRecord says that the deployment was interrupted", () => {
    const folder = mkdtempSync(join(tmpdir(), "neoguild-"));
    try {
      for (const text of ["", '{"Nation#Members": "0x7099', '{"Nation#Members": 7}', "null"]) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "deployed_addresses.json"), text);
        expect(() => readRecord(folder), text)
          .to.throw()
          .with.property("code", "NationIncomplete");
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
