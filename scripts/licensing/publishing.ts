import { writeFileSync } from "node:fs";
import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { parseShare } from "../../sdk/units.ts";
import { file, hash, parsed } from "../options.ts";
import { type Report, type TaskContext, unchanged } from "../task.ts";

/** `1:10%,4:2.5%`: works it builds on, with their shares of what it earns. */
export const parents = z
  .string()
  .transform((text) => text.split(","))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^[1-9]\d{0,9}:.+$/, "write each parent as WORK:SHARE, such as 1:10%")
        .transform((one) => ({ work: BigInt(one.split(":")[0] ?? "0"), share: one.split(":")[1] ?? "" })),
    ),
  )
  .pipe(z.array(z.object({ work: z.bigint(), share: parsed(parseShare) })))
  .transform((list) => list.sort((a, b) => Number(a.work - b.work)));

export type Parents = z.output<typeof parents>;

/** What of a work is published: options of several tasks. */
export const contentOptions = {
  content: file.optional().describe("The file, or the folder with all files; only its keccak256 hash is sent"),
  hash: hash.optional().describe("Or the hash itself"),
  manifest: file.optional().describe("Of a folder: write its manifest here, so that others can check file by file"),
};

export const uri = z
  .string()
  .refine((text) => text !== "", "say where the content is found, such as https://… or ipfs://…")
  .describe("Where the content is found: https://…, ipfs://…");

export const anyway = z
  .boolean()
  .default(false)
  .describe("Publish although the licences conflict: you have settled it with the holders of the rights");

interface ContentOptions {
  readonly content?: string | undefined;
  readonly hash?: string | undefined;
  readonly manifest?: string | undefined;
}

/** The content's hash and what to say about it; a manifest is written if one is asked for. */
export async function contentOf(options: ContentOptions): Promise<{ contentHash: string; lines: string[] }> {
  const { content, hash, manifest } = options;
  if ((content === undefined) === (hash === undefined)) throw contentMissing();
  if (content === undefined) return { contentHash: (hash ?? "").toLowerCase(), lines: [] };
  const { manifestText, readContent } = await import("../../sdk/licensing/works/manifest.ts");
  const read = await readContent(content);
  if (read.kind === "file") {
    if (manifest !== undefined) throw noManifest(content);
    return { contentHash: read.hash, lines: [`One file of ${read.file.bytes.toLocaleString("en")} bytes.`] };
  }
  const { files } = read.manifest;
  const lines = [
    `${files.length} ${files.length === 1 ? "file" : "files"}, known together by the hash of their manifest.`,
  ];
  if (manifest !== undefined) {
    writeFileSync(manifest, manifestText(read.manifest));
    lines.push(`Manifest: ${manifest}. Publish it with the work.`);
  }
  return { contentHash: read.hash, lines };
}

interface PublishOptions extends ContentOptions {
  readonly by: bigint;
  readonly guild: bigint;
  readonly uri: string;
  readonly policies: bigint[];
  readonly anyway: boolean;
}

/** Publishes a work, with or without works it builds on. Whatever speaks against it is said before anything is sent. */
export async function publishWork(
  { nation, perform }: Pick<TaskContext<unknown>, "nation" | "perform">,
  options: PublishOptions,
  parents: Parents,
): Promise<Report> {
  const { readTogether, requireKept, requireRightToDerive } = await import("../../sdk/licensing/works/derive.ts");
  const { requireUri } = await import("../../sdk/licensing/works/uris.ts");
  const { by, guild, policies } = options;
  const uri = requireUri(options.uri);
  const { contentHash, lines } = await contentOf(options);
  const connected = await nation();
  const { commons } = connected.contracts;
  const published = await commons.queryFilter(commons.filters.WorkPublished(undefined, guild));
  const same = published.find(({ args }) => args.contentHash === contentHash);
  if (same !== undefined) {
    return unchanged(`Guild ${guild} has published this already: work ${same.args.work}.`, { work: same.args.work });
  }
  const derivative = { guild, policies, parents: parents.map(({ work }) => work) };
  await requireRightToDerive(connected, derivative);
  const care = requireKept(await readTogether(connected, derivative), options.anyway);
  const fields = { ...derivative, contentHash, uri, sharesBps: parents.map(({ share }) => share) };
  const report = await perform(by, act("commons", "publish", fields), {
    tell: (outcome) => {
      const { work } = eventNamed(outcome, "WorkPublished").args as { work: bigint };
      const under = `under ${policies.length === 1 ? "policy" : "policies"} ${policies.join(", ")}`;
      const on = derivative.parents.length === 0 ? "" : `, built on ${worksInWords(derivative.parents)}`;
      return { lines: [`Work ${work} of guild ${guild}, ${under}${on}.`], data: { work, guild, contentHash } };
    },
  });
  return { ...report, lines: [...lines, ...report.lines, ...care.map((sentence) => `Mind: ${sentence}`)] };
}

const worksInWords = (works: readonly bigint[]) =>
  `${works.length === 1 ? "work" : "works"} ${works.map(String).join(", ")}`;

function contentMissing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "either the content or its hash is needed",
    remedy: "Name the file or the folder with --content, or its keccak256 hash with --hash.",
  });
}

function noManifest(content: string): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: `${content} is one file, which needs no manifest`,
    remedy: "Leave --manifest out, or name a folder with --content.",
  });
}
