import { expect } from "chai";

import { type Content, type Manifest, manifestHash } from "../../../../sdk/licensing/works/manifest.ts";
import { verifyContent } from "../../../../sdk/licensing/works/verify.ts";

const sha = (digit: string) => digit.repeat(64);
const listing = (files: Readonly<Record<string, string>>): Manifest => ({
  format: "neoguild-manifest-1",
  files: Object.entries(files).map(([path, digit]) => ({ path, bytes: 1, sha256: sha(digit) })),
});
const folder = (manifest: Manifest): Content => ({ kind: "folder", hash: manifestHash(manifest), manifest });
const version = (contentHash: string) => ({ contentHash, uris: [] });

describe("verify content", () => {
  const [first, second] = [
    listing({ "a.txt": "1", "b.txt": "2" }),
    listing({ "a.txt": "1", "b.txt": "3", "c.txt": "4" }),
  ];
  const versions = [version(manifestHash(first)), version(manifestHash(second).toUpperCase().replace("X", "x"))];

  it("names the version a folder is, every file the same", () => {
    const found = verifyContent({ versions, content: folder(second) });
    expect(found).to.deep.include({ version: 2, against: 2, strangeManifest: false });
    expect(found.files.map(({ state }) => state)).to.deep.equal(["same", "same", "same"]);
  });

  it("names the latest of versions with the same content, and only the one that was asked for", () => {
    const same = [version(manifestHash(first)), version(sha("f")), version(manifestHash(first))];
    expect(verifyContent({ versions: same, content: folder(first) }).version).to.equal(3);
    expect(verifyContent({ versions: same, content: folder(first), only: 1 }).version).to.equal(1);
    expect(verifyContent({ versions: same, content: folder(first), only: 2 }).version).to.equal(undefined);
  });

  it("tells file by file what differs from the manifest it was published with", () => {
    const content = folder(listing({ "a.txt": "9", "c.txt": "4", "d.txt": "5" }));
    const found = verifyContent({ versions, content, manifest: second });
    expect(found).to.deep.include({ version: undefined, against: 2 });
    expect(found.files).to.deep.equal([
      { path: "a.txt", state: "changed" },
      { path: "b.txt", state: "missing" },
      { path: "c.txt", state: "same" },
      { path: "d.txt", state: "added" },
    ]);
  });

  it("believes no manifest that the chain does not have, though the folder fits it", () => {
    const forged = listing({ "a.txt": "9" });
    const found = verifyContent({ versions, content: folder(forged), manifest: forged });
    expect(found).to.deep.equal({
      version: undefined,
      against: undefined,
      strangeManifest: true,
      part: undefined,
      files: [],
    });
  });

  it("knows one file of a work by its manifest, under whatever name", () => {
    const content: Content = { kind: "file", hash: sha("0"), file: { bytes: 1, sha256: sha("4") } };
    expect(verifyContent({ versions, content, manifest: second }).part).to.equal("c.txt");
    expect(verifyContent({ versions, content }).part).to.equal(undefined);
    expect(verifyContent({ versions, content, manifest: second, only: 1 }).part).to.equal(undefined);
  });
});
