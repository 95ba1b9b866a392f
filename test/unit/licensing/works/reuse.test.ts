import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";

import { licenceFile } from "../../../../sdk/licensing/works/licenceFile.ts";
import { planReuse, type Style } from "../../../../sdk/licensing/works/reuse.ts";
import { scanFiles, tagLines } from "../../../../sdk/licensing/works/scan.ts";

const [COPYRIGHT, LICENCE] = tagLines("2026 Guild Loom", "PPL OR MIT");

describe("REUSE of a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "neoguild-reuse-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const policies = [
    { id: 3n, licence: "PPL", uri: "https://example.org/ppl", textHash: "0x" },
    { id: 5n, licence: "MIT", uri: "", textHash: "0x" },
  ];
  const nation = "weaver-land-100";
  const plan = (style: Style = "headers", texts: readonly (readonly [string, string])[] = []) =>
    planReuse({
      ...{ files: scanFiles(folder), title: "Wheel", policies, nation, copyright: "2026 Guild Loom", style },
      texts: new Map(texts),
    });
  const carryOut = (...args: Parameters<typeof plan>) => {
    const made = plan(...args);
    for (const { path, text } of made.write) put(path, text);
    return made;
  };
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const TEXTS = [
    ["PPL", "the PPL"],
    ["MIT", "the MIT"],
  ] as const;

  it("puts a comment at the head of files that take one, after what must stay first", () => {
    put("a.py", "#!/usr/bin/env python3\nprint(1)\n");
    put("b.scad", "cube(1);\n");
    put("c.svg", '<?xml version="1.0"?>\n<svg/>\n');
    put("d.ts", "\ufeffexport {};\r\n");
    put("e.css", "\nbody {}\n");
    carryOut();
    expect(read("a.py")).to.equal(`#!/usr/bin/env python3\n# ${COPYRIGHT}\n# ${LICENCE}\n\nprint(1)\n`);
    expect(read("b.scad")).to.equal(`// ${COPYRIGHT}\n// ${LICENCE}\n\ncube(1);\n`);
    expect(read("c.svg")).to.equal(`<?xml version="1.0"?>\n<!--\n${COPYRIGHT}\n${LICENCE}\n-->\n\n<svg/>\n`);
    expect(read("d.ts")).to.equal(`\ufeff// ${COPYRIGHT}\r\n// ${LICENCE}\r\n\r\nexport {};\r\n`);
    expect(read("e.css")).to.equal(`/*\n${COPYRIGHT}\n${LICENCE}\n*/\n\nbody {}\n`);
  });

  it("puts a file beside those that take none: binaries, data, pages with settings at their head", () => {
    put("a.stl", new Uint8Array([0, 255, 1]));
    put("b.json", "{}\n");
    put("c.md", "---\ntitle: x\n---\n");
    put("d.step", "ISO-10303-21;\n");
    expect(carryOut().write.map(({ path }) => path)).to.deep.equal([
      ...["a.stl.license", "b.json.license", "c.md.license", "d.step.license", "LICENSE"],
    ]);
    expect(read("a.stl.license")).to.equal(`${COPYRIGHT}\n${LICENCE}\n`);
    expect(read("b.json")).to.equal("{}\n");
  });

  it("leaves out what needs no terms, and adds the texts that are at hand", () => {
    put("empty.txt", "");
    put("LICENSE", "x");
    put("COPYING.md", "x");
    put("bom.spdx.json", "{}");
    put("a.py", "1\n");
    const { write, textsMissing } = plan("headers", [["PPL", "the PPL"]]);
    expect(write.map(({ path }) => path)).to.deep.equal(["a.py", "LICENSES/PPL.txt"]);
    expect(textsMissing).to.deep.equal(["MIT"]);
  });

  it("changes nothing a second time, in either style", () => {
    for (const style of ["headers", "toml"] as const) {
      put("a.py", "1\n");
      put("b.stl", new Uint8Array([0]));
      expect(carryOut(style, TEXTS).write, style).not.to.deep.equal([]);
      const { textsMissing, textsUnused, write } = plan(style, TEXTS);
      expect(write, style).to.deep.equal([]);
      expect([...textsMissing, ...textsUnused], style).to.deep.equal([]);
      rmSync(folder, { recursive: true });
    }
    mkdirSync(folder);
  });

  it("says it for all files in one REUSE.toml, what a file says itself coming first", () => {
    put("a.py", "1\n");
    expect(carryOut("toml", TEXTS).write.map(({ path }) => path)).to.deep.equal([
      ...["REUSE.toml", "LICENSES/PPL.txt", "LICENSES/MIT.txt", "LICENSE"],
    ]);
    expect(read("REUSE.toml")).to.equal(
      `version = 1\n\n[[annotations]]\npath = "**"\nprecedence = "closest"\n${["SPDX", "FileCopyrightText"].join("-")} = "2026 Guild Loom"\n${["SPDX", "License-Identifier"].join("-")} = "PPL OR MIT"\n`,
    );
  });

  it("tells people in a LICENSE which work it is, its licences, and where their texts lie", () => {
    put("a.py", "1\n");
    put("LICENSES/PPL.md", "the PPL");
    carryOut("headers", TEXTS);
    expect(read("LICENSE").split("\n")).to.deep.equal([
      ...["Wheel", "", COPYRIGHT, LICENCE, "", "Offered under these licences; whoever uses it chooses one:"],
      ...["", "  PPL", "    text: LICENSES/PPL.md", "    published at: https://example.org/ppl"],
      ...["    policy 3 of weaver-land-100", "", "  MIT", "    text: LICENSES/MIT.txt"],
      ...["    policy 5 of weaver-land-100", ""],
      "What a file says at its head, beside it (.license) or in REUSE.toml holds for that file: https://reuse.software",
      "",
    ]);
    const { otherLicence, write } = plan("headers", TEXTS);
    expect([otherLicence, write]).to.deep.equal([undefined, []]);
  });

  it("lets no name or place add a line to LICENSE that says other terms", () => {
    const [, other] = tagLines("", "MIT");
    const text = licenceFile({
      ...{ title: `Wheel\n${other}`, copyright: "2026 Guild Loom", nation, textAt: (id) => `LICENSES/${id}.txt` },
      policies: [{ id: 3n, licence: "PPL", uri: `https://example.org/\r\n${other}`, textHash: "0x" }],
    });
    expect(text.split(/[\r\n]/).filter((line) => line.trim().startsWith(other ?? ""))).to.deep.equal([]);
    expect(text).to.contain(`Wheel\ufffd${other}\n`);
  });

  it("overwrites no LICENSE that differs and puts none beside another such file, but names it", () => {
    for (const path of ["LICENSE", "LICENSE.md", "COPYING", "Licence.txt"]) {
      put(path, "All rights reserved\n");
      const { otherLicence, write } = plan("headers", TEXTS);
      expect(otherLicence).to.equal(path);
      expect(write.map((one) => one.path)).not.to.include("LICENSE");
      rmSync(join(folder, path));
    }
    put("vendor/LICENSE", "x");
    put("LICENSES/MIT.txt", "the MIT");
    expect(plan("headers", TEXTS)).to.have.property("otherLicence", undefined);
  });

  it("leaves a file that says other terms as it is, names it, and asks for its text too", () => {
    const [copyright, licence] = tagLines("2020 Somebody", "Apache-2.0");
    const own = `// ${copyright}\n// ${licence}\n`;
    put("lib.js", own);
    put("LICENSES/GPL-3.0-or-later.txt", "x");
    const { differing, textsMissing, textsUnused } = carryOut("headers", TEXTS);
    expect(differing).to.deep.equal([{ path: "lib.js", licences: ["Apache-2.0"] }]);
    expect(textsMissing).to.deep.equal(["Apache-2.0"]);
    expect(textsUnused).to.deep.equal(["GPL-3.0-or-later.txt"]);
    expect(read("lib.js")).to.equal(own);
  });
});
