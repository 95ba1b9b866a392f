import { createHash } from "node:crypto";

import { formatShare } from "../../units.ts";
import { isCovered, type ScannedFile, tagsFor } from "./scan.ts";
import { expressionOf, licencesIn, type OfferedPolicy } from "./terms.ts";

// SPDX 2.3, clauses 6 to 11, in its JSON form. Numbers beside fields are those of the specification.

export interface SpdxDocument {
  readonly spdxVersion: "SPDX-2.3"; // 6.1
  readonly dataLicense: "CC0-1.0"; // 6.2
  readonly SPDXID: "SPDXRef-DOCUMENT"; // 6.3
  readonly name: string; // 6.4
  readonly documentNamespace: string; // 6.5
  readonly creationInfo: { readonly created: string; readonly creators: readonly string[]; readonly comment: string };
  readonly packages: readonly SpdxPackage[];
  readonly files?: readonly SpdxFile[];
  readonly hasExtractedLicensingInfos?: readonly ExtractedLicence[];
  readonly relationships: readonly Relationship[];
}

interface SpdxPackage {
  readonly SPDXID: string; // 7.2
  readonly name: string; // 7.1
  readonly versionInfo: string; // 7.3
  readonly originator: string; // 7.6
  readonly downloadLocation: string; // 7.7
  readonly filesAnalyzed: boolean; // 7.8
  readonly packageVerificationCode?: { readonly packageVerificationCodeValue: string }; // 7.9
  readonly licenseConcluded: string; // 7.13
  readonly licenseInfoFromFiles?: readonly string[]; // 7.14, only with files
  readonly licenseDeclared: string; // 7.15
  readonly licenseComments?: string; // 7.16
  readonly copyrightText: string; // 7.17
  readonly comment: string; // 7.20
  readonly releaseDate?: string; // 7.25
}

interface SpdxFile {
  readonly fileName: string; // 8.1
  readonly SPDXID: string; // 8.2
  readonly checksums: readonly { readonly algorithm: "SHA1" | "SHA256"; readonly checksumValue: string }[]; // 8.4
  readonly licenseConcluded: string; // 8.5
  readonly licenseInfoInFiles: readonly string[]; // 8.6
  readonly copyrightText: string; // 8.8
}

interface ExtractedLicence {
  readonly licenseId: string; // 10.1
  readonly extractedText: string; // 10.2
  readonly name?: string; // 10.3
  readonly seeAlsos?: readonly string[]; // 10.4
  readonly comment?: string; // 10.5
}

interface Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: "DESCRIBES" | "CONTAINS" | "DESCENDANT_OF";
  readonly relatedSpdxElement: string;
  readonly comment?: string;
}

/** A work as its SPDX document tells it. */
export interface SpdxWork {
  readonly id: bigint;
  readonly version: number;
  readonly contentHash: string;
  readonly guild: string;
  /** Places of the content, the first one first. */
  readonly uris: readonly string[];
  readonly policies: readonly OfferedPolicy[];
  /** When this version was published (Unix seconds), where it is known. */
  readonly publishedAt?: bigint;
}

const NOASSERTION = "NOASSERTION";

/** What clause 7.7 takes as a place to load from. */
const LOADABLE = /^(https?|ftp|git\+https):\/\/[^\s]+$/;

/**
 * The SPDX document of a version of a work: what it is, its terms, its files and what it builds on.
 * @param params.files Its files, where they are at hand and were found to be that version.
 * @param params.texts Texts of licences that are not on the SPDX list, by their ids.
 * @param params.created Unix seconds.
 */
export function spdxDocument(params: {
  readonly nation: { readonly name: string; readonly chainId: bigint; readonly commons: string };
  readonly work: SpdxWork;
  readonly parents: readonly (SpdxWork & { readonly shareBps: bigint })[];
  readonly files?: readonly ScannedFile[] | undefined;
  readonly texts?: ReadonlyMap<string, string>;
  readonly copyright?: string | undefined;
  readonly created: bigint;
}): SpdxDocument {
  const { nation, work, parents, files, texts = new Map<string, string>(), copyright, created } = params;
  const documented = files?.filter(({ path }) => !/\.spdx(\.[a-z]+)?$/.test(path));
  const spdxFiles = documented?.map((file, index) => fileOf(file, documented, index));
  const main = packageOf(work, copyright, documented, spdxFiles);
  const policies = [work, ...parents].flatMap((one) => one.policies);
  const named = new Set([
    ...policies.map(({ licence }) => licence),
    ...(spdxFiles ?? []).flatMap(({ licenseInfoInFiles }) => licenseInfoInFiles),
  ]);
  const extracted = [...named]
    .filter((id) => id.startsWith("LicenseRef-"))
    .map((id) =>
      extractedOf(
        id,
        policies.find(({ licence }) => licence === id),
        texts.get(id),
      ),
    );
  const name = `${slug(nation.name)}-work-${work.id}-v${work.version}`;
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${nation.chainId}-${nation.commons.toLowerCase()}-${work.contentHash.slice(2, 18)}-${created}`,
    creationInfo: {
      created: moment(created),
      creators: ["Tool: neoguild-0.1.0", `Organization: ${work.guild}`],
      comment: `Made from the commons of ${nation.name}: chain ${nation.chainId}, contract ${nation.commons}.`,
    },
    packages: [main, ...parents.map((parent) => packageOf(parent, undefined))],
    ...(spdxFiles === undefined ? {} : { files: spdxFiles }),
    ...(extracted.length === 0 ? {} : { hasExtractedLicensingInfos: extracted }),
    relationships: [
      { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: main.SPDXID },
      ...(spdxFiles ?? []).map(({ SPDXID }): Relationship => ({
        spdxElementId: main.SPDXID,
        relationshipType: "CONTAINS",
        relatedSpdxElement: SPDXID,
      })),
      ...parents.map((parent): Relationship => ({
        spdxElementId: main.SPDXID,
        relationshipType: "DESCENDANT_OF",
        relatedSpdxElement: packageId(parent.id),
        comment: `${formatShare(parent.shareBps)} of what the work earns goes to work ${parent.id}.`,
      })),
    ],
  };
}

function packageOf(
  work: SpdxWork,
  copyright: string | undefined,
  files?: readonly ScannedFile[],
  spdxFiles?: readonly SpdxFile[],
): SpdxPackage {
  const { id, version, contentHash, guild, uris, policies, publishedAt } = work;
  const expression = expressionOf(policies);
  const place = uris.find((uri) => LOADABLE.test(uri)) ?? NOASSERTION;
  const others = uris.filter((uri) => uri !== place);
  const found = [...new Set((spdxFiles ?? []).flatMap(({ licenseInfoInFiles }) => licenseInfoInFiles))];
  return {
    SPDXID: packageId(id),
    name: `work-${id}`,
    versionInfo: String(version),
    originator: `Organization: ${guild}`,
    downloadLocation: place,
    filesAnalyzed: files !== undefined,
    ...(files === undefined
      ? {}
      : {
          packageVerificationCode: { packageVerificationCodeValue: verificationCode(files) },
          licenseInfoFromFiles: found.length === 0 ? [NOASSERTION] : found,
        }),
    licenseConcluded: expression,
    licenseDeclared: expression,
    ...(policies.length > 1 ? { licenseComments: "Offered under several policies; each user chooses one." } : {}),
    copyrightText: copyright ?? NOASSERTION,
    comment: [
      `Content hash on chain: keccak256 ${contentHash}.`,
      ...(others.length === 0 ? [] : [`Also found at: ${others.join(" ")}`]),
    ].join(" "),
    ...(publishedAt === undefined ? {} : { releaseDate: moment(publishedAt) }),
  };
}

function fileOf(file: ScannedFile, all: readonly ScannedFile[], index: number): SpdxFile {
  const { licences, copyrights } = isCovered(file) ? tagsFor(file, all) : { licences: [], copyrights: [] };
  const said = [...new Set(licences.flatMap(licencesIn))];
  return {
    fileName: `./${file.path}`,
    SPDXID: `SPDXRef-File-${index + 1}`,
    checksums: [
      { algorithm: "SHA1", checksumValue: file.sha1 },
      { algorithm: "SHA256", checksumValue: file.sha256 },
    ],
    licenseConcluded: licences.length === 0 ? NOASSERTION : licences.map(bracketed).join(" AND "),
    licenseInfoInFiles: said.length === 0 ? [NOASSERTION] : said,
    copyrightText: copyrights.length === 0 ? NOASSERTION : copyrights.join("\n"),
  };
}

const bracketed = (expression: string, _: number, all: readonly string[]) =>
  all.length > 1 && expression.includes(" ") ? `(${expression})` : expression;

/** Clause 7.9.4: SHA-1 over the SHA-1 of every file, sorted and put together. */
export function verificationCode(files: readonly Pick<ScannedFile, "sha1">[]): string {
  const joined = files
    .map(({ sha1 }) => sha1)
    .sort()
    .join("");
  return createHash("sha1").update(joined).digest("hex");
}

function extractedOf(id: string, policy: OfferedPolicy | undefined, text: string | undefined): ExtractedLicence {
  const where =
    policy === undefined ? "" : `, keccak256 ${policy.textHash}${policy.uri === "" ? "" : `, at ${policy.uri}`}`;
  const isLink = policy !== undefined && /^https?:\/\//.test(policy.uri);
  return {
    licenseId: id,
    extractedText: text ?? `The text of this licence was not at hand${where}.`,
    name: id.slice("LicenseRef-".length),
    ...(isLink ? { seeAlsos: [policy.uri] } : {}),
    ...(policy === undefined ? {} : { comment: `Policy ${policy.id} of the nation's catalogue.` }),
  };
}

const packageId = (work: bigint) => `SPDXRef-Work-${work}`;
const slug = (name: string) => name.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "nation";
const moment = (seconds: bigint) => `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}Z`;
