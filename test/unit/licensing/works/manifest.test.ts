import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { keccak256, toUtf8Bytes } from "ethers";

import { NeoguildError } from "../../../../sdk/errors.ts";
import {
  manifest as schema,
  MANIFEST_FILE,
  manifestHash,
  manifestText,
  readContent,
} from "../../../../sdk/licensing/works/manifest.ts";
import { clashIn, faultOfPath } from "../../../../sdk/licensing/works/paths.ts";

describe("manifest of a work", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "neoguild-work-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
  async function codeOf(reading: Promise<unknown>): Promise<string> {
    try {
      await reading;
    } catch (error) {
      if (error instanceof NeoguildError) return error.code;
      throw error;
    }
    return "read";
  }
  async function folderContent() {
    const content = await readContent(folder);
    if (content.kind !== "folder") throw new Error("a folder was read as a file");
    return content;
  }

  it("lists every file by the bytes of its path, with size and SHA-256, in a text fixed to the last byte", async () => {
    put({ "b/part.scad": "cube(1);\n", "B.txt": "", "é.md": "é", "b.txt2": "2" });
    const { manifest, hash } = await folderContent();
    expect(manifest.files.map(({ path }) => path)).to.deep.equal(["B.txt", "b.txt2", "b/part.scad", "é.md"]);
    expect(manifest.files[0]).to.deep.equal({
      path: "B.txt",
      bytes: 0,
      sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    });
    expect(manifestText(manifest)).to.match(/^\{\n {2}"format": "neoguild-manifest-1",\n {2}"files": \[\n/);
    expect(hash)
      .to.equal(keccak256(toUtf8Bytes(manifestText(manifest))))
      .and.equal(manifestHash(manifest));
  });

  it("comes to the same hash whoever reads, in whatever order the disk has the files", async () => {
    put({ "z.txt": "1", "a.txt": "2" });
    const first = await folderContent();
    rmSync(join(folder, "z.txt"));
    put({ "z.txt": "1" });
    expect((await folderContent()).hash).to.equal(first.hash);
  });

  it("takes names in decomposed letters, as some systems write them, for the composed ones", async () => {
    put({ ["é.txt".normalize("NFD")]: "1" });
    expect((await folderContent()).manifest.files[0]?.path).to.equal("é.txt".normalize("NFC"));
  });

  it("passes over version control, what file browsers leave, and the manifest itself", async () => {
    put({ "a.txt": "1" });
    const { hash } = await folderContent();
    put({ ".git/HEAD": "ref", "sub/.git/x": "y", ".DS_Store": "x", "sub/Thumbs.db": "x", [MANIFEST_FILE]: "{}" });
    expect((await folderContent()).hash).to.equal(hash);
    put({ "sub/neoguild-manifest.json": "{}" });
    expect((await folderContent()).hash).not.to.equal(hash);
  });

  it("refuses links, to files, folders and nowhere", async () => {
    put({ "a.txt": "1", "b/c.txt": "2" });
    for (const target of ["a.txt", "b", "/etc/passwd", "nowhere"]) {
      symlinkSync(target, join(folder, "link"));
      expect(await codeOf(readContent(folder)), target).to.equal("WorkHasLink");
      rmSync(join(folder, "link"));
    }
  });

  it("refuses names that mean another file, or none, on somebody's system", async () => {
    put({ "a\u202etxt.exe": "1" });
    expect(await codeOf(readContent(folder))).to.equal("WorkPathOdd");
  });

  it("says what a path lacks, and lets good ones pass", () => {
    for (const bad of [
      "",
      "/a",
      "../a",
      "a/../b",
      "a//b",
      "./a",
      "a/",
      "nul",
      "LPT1.txt",
      "é".normalize("NFD"),
      "a\\b",
      "con.txt",
      "x:y",
      "q?",
      "end ",
      "end.",
      "a\u200bb",
      "tab\t",
    ]) {
      expect(faultOfPath(bad), bad).to.be.a("string");
    }
    expect(faultOfPath(`${"é".repeat(128)}.txt`)).to.contain("255 bytes");
    for (const good of ["a", "a/b.c", ".reuse/x", "..a", "Straße/ñ.txt", "コン/図面.svg", "console.ts"]) {
      expect(faultOfPath(good), good).to.equal(undefined);
    }
    expect(clashIn(["a/B", "A/b"])).to.deep.equal(["a/B", "A/b"]);
  });

  it("refuses an empty folder, and what is not there", async () => {
    expect(await codeOf(readContent(folder))).to.equal("WorkContentEmpty");
    mkdirSync(join(folder, "sub"));
    expect(await codeOf(readContent(folder))).to.equal("WorkContentEmpty");
    expect(await codeOf(readContent(join(folder, "nothing")))).to.equal("WorkContentUnreadable");
  });

  it("knows a single file by the hash of its bytes", async () => {
    put({ "a.txt": "abc" });
    const content = await readContent(join(folder, "a.txt"));
    expect(content).to.deep.include({ kind: "file", hash: keccak256(toUtf8Bytes("abc")) });
  });

  describe("read from a file", () => {
    const sha256 = "0".repeat(64);
    const listing = (...paths: string[]) => ({
      format: "neoguild-manifest-1",
      files: paths.map((path) => ({ path, bytes: 1, sha256 })),
    });

    it("is taken if it is one this reader could have written", () => {
      expect(schema.safeParse(listing("a", "b/c")).success).to.equal(true);
    });

    it("is refused with paths out of the folder, out of order, twice, clashing, or with anything more", () => {
      for (const bad of [
        listing("../a"),
        listing("/etc/passwd"),
        listing("b", "a"),
        listing("a", "a"),
        listing("A", "a"),
        listing(),
        { ...listing("a"), more: 1 },
        { ...listing("a"), format: "neoguild-manifest-2" },
      ]) {
        expect(schema.safeParse(bad).success, JSON.stringify(bad)).to.equal(false);
      }
    });
  });
});
