import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";

import { scanFiles, tagsOf } from "../../../../sdk/licensing/works/scan.ts";
import { spdxDocument, verificationCode } from "../../../../sdk/licensing/works/spdx.ts";
import { expressionOf, licenceId, licencesIn } from "../../../../sdk/licensing/works/terms.ts";

// What SPDX 2.3 asks of a document in JSON, as far as ours has it: nothing may be missing and nothing invented.
const spdxId = z.string().regex(/^SPDXRef-[A-Za-z0-9.-]+$/);
const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const checksum = z.union([
  z.strictObject({ algorithm: z.literal("SHA1"), checksumValue: hex(40) }),
  z.strictObject({ algorithm: z.literal("SHA256"), checksumValue: hex(64) }),
]);
const document = z.strictObject({
  spdxVersion: z.literal("SPDX-2.3"),
  dataLicense: z.literal("CC0-1.0"),
  SPDXID: z.literal("SPDXRef-DOCUMENT"),
  name: z.string().min(1),
  documentNamespace: z.url().refine((uri) => !uri.includes("#")),
  creationInfo: z.strictObject({
    created: moment,
    creators: z.array(z.string().regex(/^(Person|Organization|Tool): .+/)).min(1),
    comment: z.string(),
  }),
  packages: z.array(
    z.strictObject({
      SPDXID: spdxId,
      name: z.string().min(1),
      versionInfo: z.string(),
      originator: z.string().regex(/^(Person|Organization): .+|^NOASSERTION$/),
      downloadLocation: z.string().regex(/^((https?|ftp|git\+https):\/\/\S+|NONE|NOASSERTION)$/),
      filesAnalyzed: z.boolean(),
      packageVerificationCode: z.strictObject({ packageVerificationCodeValue: hex(40) }).optional(),
      licenseConcluded: z.string(),
      licenseInfoFromFiles: z.array(z.string()).optional(),
      licenseDeclared: z.string(),
      licenseComments: z.string().optional(),
      copyrightText: z.string(),
      comment: z.string(),
      releaseDate: moment.optional(),
    }),
  ),
  files: z
    .array(
      z.strictObject({
        fileName: z.string().startsWith("./"),
        SPDXID: spdxId,
        checksums: z.array(checksum).min(1),
        licenseConcluded: z.string(),
        licenseInfoInFiles: z.array(z.string()).min(1),
        copyrightText: z.string(),
      }),
    )
    .optional(),
  hasExtractedLicensingInfos: z
    .array(
      z.strictObject({
        licenseId: z.string().regex(/^LicenseRef-[A-Za-z0-9.-]+$/),
        extractedText: z.string().min(1),
        name: z.string().optional(),
        seeAlsos: z.array(z.url()).optional(),
        comment: z.string().optional(),
      }),
    )
    .optional(),
  relationships: z.array(
    z.strictObject({
      spdxElementId: spdxId,
      relationshipType: z.enum(["DESCRIBES", "CONTAINS", "DESCENDANT_OF"]),
      relatedSpdxElement: spdxId,
      comment: z.string().optional(),
    }),
  ),
});

const [PPL, COPY_FAIR] = [
  { id: 3n, licence: "PPL", uri: "https://wiki.example/PPL", textHash: "0x01" },
  { id: 4n, licence: "LicenseRef-Neoguild-CopyFair-1.0", uri: "charters/licences/x.txt", textHash: "0x02" },
];
const HASH = `0x${"ab".repeat(32)}`;
const [LICENCE_TAG, COPYRIGHT_TAG] = [
  ["SPDX", "License-Identifier"].join("-"),
  ["SPDX", "FileCopyrightText"].join("-"),
];

describe("SPDX document of a work", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "neoguild-spdx-"));
    writeFileSync(join(folder, "a.scad"), `// ${COPYRIGHT_TAG}: 2026 Loom\n// ${LICENCE_TAG}: MIT OR PPL\ncube(1);\n`);
    writeFileSync(join(folder, "b.stl"), new Uint8Array([0, 1, 2]));
  });
  after(() => rmSync(folder, { recursive: true }));

  const guild = "guild Loom (10) of Weaver Land";
  const uris = ["ipfs://bafy", "https://a.example/wheel.zip"];
  const work = {
    id: 3n,
    version: 1,
    contentHash: HASH,
    guild,
    uris,
    policies: [PPL, COPY_FAIR],
    publishedAt: 1_800_000_000n,
  };
  const parent = { ...work, id: 1n, uris: ["ipfs://x"], policies: [PPL], shareBps: 1_050n };
  const nation = { name: "Weaver Land", chainId: 31_337n, commons: `0x${"Cd".repeat(20)}` };
  const made = (files = true, texts = new Map<string, string>()) =>
    spdxDocument({
      ...{ nation, work, parents: [parent], texts, created: 1_800_000_100n },
      files: files ? scanFiles(folder) : undefined,
    });

  it("holds what SPDX 2.3 asks for, with its files and without", () => {
    for (const files of [true, false]) {
      const result = document.safeParse(JSON.parse(JSON.stringify(made(files))));
      expect(result.error?.issues ?? []).to.deep.equal([]);
    }
  });

  it("says the terms, the place, the files and what the work descends from", () => {
    const { packages, files, relationships, documentNamespace } = made();
    expect(packages[0]).to.deep.include({
      licenseDeclared: "PPL OR LicenseRef-Neoguild-CopyFair-1.0",
      downloadLocation: "https://a.example/wheel.zip",
      filesAnalyzed: true,
      licenseInfoFromFiles: ["MIT", "PPL", "NOASSERTION"],
      releaseDate: "2027-01-15T08:00:00Z",
    });
    expect(packages[0]?.comment).to.contain(HASH).and.to.contain("ipfs://bafy");
    expect(packages[1]).to.include({ filesAnalyzed: false, downloadLocation: "NOASSERTION" });
    expect(files?.map(({ fileName, licenseConcluded }) => [fileName, licenseConcluded])).to.deep.equal([
      ["./a.scad", "MIT OR PPL"],
      ["./b.stl", "NOASSERTION"],
    ]);
    expect(
      relationships.map((one) => `${one.spdxElementId} ${one.relationshipType} ${one.relatedSpdxElement}`),
    ).to.deep.equal([
      "SPDXRef-DOCUMENT DESCRIBES SPDXRef-Work-3",
      "SPDXRef-Work-3 CONTAINS SPDXRef-File-1",
      "SPDXRef-Work-3 CONTAINS SPDXRef-File-2",
      "SPDXRef-Work-3 DESCENDANT_OF SPDXRef-Work-1",
    ]);
    expect(relationships.at(-1)?.comment).to.contain("10.5%");
    expect(documentNamespace).to.match(/^https:\/\/spdx\.org\/spdxdocs\/Weaver-Land-work-3-v1-31337-0x/);
  });

  it("brings the text of every licence SPDX does not list, or says where it is", () => {
    expect(made().hasExtractedLicensingInfos).to.deep.equal([
      {
        licenseId: COPY_FAIR.licence,
        extractedText: "The text of this licence was not at hand, keccak256 0x02, at charters/licences/x.txt.",
        name: "Neoguild-CopyFair-1.0",
        comment: "Policy 4 of the nation's catalogue.",
      },
    ]);
    const [extracted] = made(true, new Map([[COPY_FAIR.licence, "Be fair."]])).hasExtractedLicensingInfos ?? [];
    expect(extracted?.extractedText).to.equal("Be fair.");
  });

  it("has the verification code of clause 7.9: SHA-1 over the sorted SHA-1 of the files", () => {
    const [a, b] = [{ sha1: "b".repeat(40) }, { sha1: "a".repeat(40) }];
    const expected = createHash("sha1")
      .update(`${"a".repeat(40)}${"b".repeat(40)}`)
      .digest("hex");
    expect(verificationCode([a, b])).to.equal(expected);
  });
});

describe("terms in licence expressions", () => {
  it("take listed ids as they are, and make every other a LicenseRef", () => {
    expect(licenceId("MIT")).to.equal("MIT");
    expect(licenceId("LicenseRef-CoopCycle")).to.equal("LicenseRef-CoopCycle");
    expect(licenceId("My licence (v1)")).to.equal("LicenseRef-My-licence-v1-");
    expect(licenceId("mit")).to.equal("LicenseRef-mit");
  });

  it("offer a choice between several policies, each named once", () => {
    expect(expressionOf([PPL, COPY_FAIR, PPL])).to.equal("PPL OR LicenseRef-Neoguild-CopyFair-1.0");
    expect(licencesIn("(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0")).to.deep.equal([
      ...["MIT", "Apache-2.0", "GPL-2.0-only", "Classpath-exception-2.0"],
    ]);
  });

  it("are read from a file's tags, without what it only quotes or cites in part", () => {
    const text = [
      `/* ${COPYRIGHT_TAG}: 2026 Loom */`,
      `<!-- ${LICENCE_TAG}: MIT -->`,
      "REUSE-IgnoreStart",
      `${LICENCE_TAG}: GPL-3.0-or-later`,
      "REUSE-IgnoreEnd",
      `SPDX-SnippetBegin\n${LICENCE_TAG}: CC0-1.0\nSPDX-SnippetEnd`,
    ].join("\n");
    expect(tagsOf(text)).to.deep.equal({ licences: ["MIT"], copyrights: ["2026 Loom"] });
  });
});
