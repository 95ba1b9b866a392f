import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { NeoguildError } from "../../sdk/errors.ts";
import { count, file, text, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const workSpdx = defineTask({
  name: "work:spdx",
  description:
    "Writes the SPDX 2.3 document of a work: its terms, what it builds on and, with its files, what each of them says. For " +
    "software bills of materials and for a repository. Example: npx hardhat work:spdx --work 3 --content design/ --to work-3.spdx.json",
  options: {
    work: workId.describe("The work"),
    revision: count.optional().describe("The version; the latest unless one is named"),
    content: file.optional().describe("Its file or folder, which must be that version"),
    copyright: text.optional().describe("Who holds the rights: '2026 Guild Loom and contributors'"),
    texts: file
      .optional()
      .describe("A folder with texts of licences that SPDX does not list, such as LicenseRef-X.txt"),
    to: file.describe("The file to write, such as work-3.spdx.json"),
  },
  async run({ options, nation }) {
    const { worksOf, workIn } = await import("../../sdk/licensing/works/read.ts");
    const { worksInWords } = await import("../../sdk/licensing/works/papers.ts");
    const { spdxDocument } = await import("../../sdk/licensing/works/spdx.ts");
    const { textsAtHand } = await import("../../sdk/licensing/works/texts.ts");
    const { scanFiles } = await import("../../sdk/licensing/works/scan.ts");
    const { readContent } = await import("../../sdk/licensing/works/manifest.ts");
    const connected = await nation();
    const state = await worksOf(connected);
    const { workAt } = await worksInWords(connected, state);
    const work = await workAt(options.work, options.revision === undefined ? undefined : Number(options.revision));
    const { edges } = workIn(state, options.work);
    const parents = await Promise.all(
      edges.map(async ({ parent, shareBps }) => ({ ...(await workAt(parent)), shareBps })),
    );
    if (options.content !== undefined) {
      const { hash } = await readContent(options.content);
      if (hash !== work.contentHash.toLowerCase()) throw otherContent(options.content, options.work, work.version);
    }
    const { texts } = textsAtHand(
      [work, ...parents].flatMap(({ policies }) => policies),
      options.texts,
    );
    const { timestamp } = await connected.now();
    const document = spdxDocument({
      nation: { name: connected.name, chainId: connected.chainId, commons: connected.addresses.commons },
      ...{ work, parents, texts, copyright: options.copyright, created: timestamp },
      files: options.content === undefined ? undefined : scanFiles(options.content),
    });
    requireOwnSpdx(options.to);
    writeFileSync(options.to, `${JSON.stringify(document, null, 2)}\n`);
    const { packages, files = [] } = document;
    const terms = packages[0]?.licenseDeclared ?? "";
    return {
      lines: [
        `${options.to}: work ${options.work}, version ${work.version}, ${terms}; ${files.length === 0 ? "without its files" : `${files.length} files`}.`,
      ],
      data: { written: options.to, work: options.work, version: work.version, licence: terms, files: files.length },
    };
  },
});

/** Written anew it may be; whatever else lies there is left alone. */
function requireOwnSpdx(path: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8").includes('"spdxVersion": "SPDX-2.3"')) return;
  throw new NeoguildError({
    code: "FileExists",
    message: `there is already a file ${path}, and it is no SPDX document`,
    remedy: "Name another file; nothing was written.",
  });
}

function otherContent(content: string, work: bigint, version: number): NeoguildError {
  return new NeoguildError({
    code: "WorkDiffers",
    message: `${content} is not version ${version} of work ${work}, so a document about it would say what is not so`,
    remedy: `See what differs with 'npx hardhat work:verify --work ${work} --content ${content}'; nothing was written.`,
    docs: "docs/works.md#verify",
  });
}
