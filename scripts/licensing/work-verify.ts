import { basename, join } from "node:path";
import { existsSync, statSync } from "node:fs";

import { NeoguildError } from "../../sdk/errors.ts";
import type { Verification } from "../../sdk/licensing/works/verify.ts";
import { count, file, readJson, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const workVerify = defineTask({
  name: "work:verify",
  description:
    "Tells whether a file or folder at hand is the work the chain has, and which version; with its manifest file by file. " +
    "Exits with 1 if it is not. Example: npx hardhat work:verify --work 3 --content design/",
  options: {
    work: workId.describe("The work"),
    content: file.describe("The file or folder, from wherever it came"),
    revision: count.optional().describe("Compare with this version alone"),
    manifest: file.optional().describe("Its manifest; a neoguild-manifest.json in the folder is found by itself"),
  },
  async run({ options, nation }) {
    const { MANIFEST_FILE, manifest: schema, readContent } = await import("../../sdk/licensing/works/manifest.ts");
    const { verifyContent } = await import("../../sdk/licensing/works/verify.ts");
    const { versionIn, workIn, worksOf } = await import("../../sdk/licensing/works/read.ts");
    const { work } = options;
    const known = workIn(await worksOf(await nation()), work);
    const only = options.revision === undefined ? undefined : Number(options.revision);
    if (only !== undefined) versionIn(known, work, only);
    const content = await readContent(options.content);
    const inside = join(options.content, MANIFEST_FILE);
    const isFolder = statSync(options.content).isDirectory();
    const named = options.manifest ?? (isFolder && existsSync(inside) ? inside : undefined);
    const manifest = named === undefined ? undefined : readJson(named, schema);
    const found = verifyContent({ versions: known.versions, content, manifest, only });
    const passed = found.version !== undefined || found.part !== undefined;
    const lines = linesOf(found, { work, latest: known.versions.length, content: options.content, hash: content.hash });
    return {
      lines,
      data: { work, contentHash: content.hash, passed, ...found, version: found.version ?? found.against },
      fault: passed ? undefined : differs(work, options.content),
    };
  },
});

interface Telling {
  readonly work: bigint;
  readonly latest: number;
  readonly content: string;
  readonly hash: string;
}

function linesOf(found: Verification, { work, latest, content, hash }: Telling): string[] {
  const { version, against, part, files, strangeManifest } = found;
  const name = basename(content);
  const age = (one: number) => (one === latest ? "the latest" : `of ${latest}`);
  const lines: string[] = [];
  if (version !== undefined) lines.push(`${name} is version ${version} of work ${work}, ${age(version)}.`);
  else if (part !== undefined) lines.push(`${name} is ${part} of version ${against ?? 0} of work ${work}.`);
  else lines.push(`${name} is no version of work ${work}: its hash is ${hash}.`);
  if (version === undefined && against !== undefined && files.length > 0) {
    lines.push(`Compared with version ${against} (${age(against)}):`);
    for (const { path, state } of files) if (state !== "same") lines.push(`  ${state.padEnd(7)}  ${path}`);
    lines.push(`  ${files.filter(({ state }) => state === "same").length} of ${files.length} files are as published.`);
  }
  if (strangeManifest) lines.push("The manifest at hand is that of no version, so it proves nothing and was not used.");
  if (version === undefined && part === undefined && against === undefined && !strangeManifest) {
    lines.push(
      "Without the manifest it was published with nobody can tell which files differ: name it with --manifest.",
    );
  }
  return lines;
}

function differs(work: bigint, content: string): NeoguildError {
  return new NeoguildError({
    code: "WorkDiffers",
    message: `${content} is not what was published as work ${work}`,
    remedy:
      "Do not rely on it: get the work from another of its places ('npx hardhat work:show' lists them), or ask its guild.",
    docs: "docs/works.md#verify",
  });
}
