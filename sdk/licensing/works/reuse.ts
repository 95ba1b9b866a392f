import { licenceFile, licenceFileIn } from "./licenceFile.ts";
import { expressionOf, licencesIn, type OfferedPolicy } from "./terms.ts";
import { isCovered, type ScannedFile, tagLines, tagsFor } from "./scan.ts";

/** How the files of a work say their terms: in a comment each, or all of them in one file at the top. */
export const STYLES = ["headers", "toml"] as const;
export type Style = (typeof STYLES)[number];

export interface ReusePlan {
  /** Files to write, with their whole text: those of the work with a header, and new ones beside them. */
  readonly write: readonly { readonly path: string; readonly text: string }[];
  /** Files that say their terms already, and say others than the work's. */
  readonly differing: readonly { readonly path: string; readonly licences: readonly string[] }[];
  /** A file at the top that says the terms of the whole already, and says them otherwise than `LICENSE` would; it stays. */
  readonly otherLicence: string | undefined;
  /** Licences whose text is neither in the folder nor at hand. */
  readonly textsMissing: readonly string[];
  /** Files in `LICENSES/` that no file of the work needs. */
  readonly textsUnused: readonly string[];
}

/**
 * What a folder lacks to follow REUSE 3.3: every covered file says who holds the rights and under which licences, and
 * every licence named is there as text. Beside it a `LICENSE` that tells people so, where no such file is at the top yet.
 * Nothing that a file says already is changed; carried out, a second plan is empty.
 * @param params.texts Texts of licences that are at hand, by their ids.
 */
export function planReuse(params: {
  readonly files: readonly ScannedFile[];
  /** What the work is called in `LICENSE`. */
  readonly title: string;
  readonly policies: readonly OfferedPolicy[];
  readonly nation: string;
  /** Such as `2026 Guild Loom and its contributors`. */
  readonly copyright: string;
  readonly style: Style;
  readonly texts: ReadonlyMap<string, string>;
}): ReusePlan {
  const { files, title, policies, nation, copyright, style, texts } = params;
  const expression = expressionOf(policies);
  const lines = tagLines(copyright, expression);
  const covered = files.filter(isCovered);
  const tagged = covered.map((file) => ({ file, tags: tagsFor(file, files) }));
  const silent = tagged.filter(({ tags }) => tags.licences.length === 0 || tags.copyrights.length === 0);
  const hasToml = files.some(({ path }) => path === "REUSE.toml");

  const write: { path: string; text: string }[] = [];
  if (style === "toml") {
    if (silent.length > 0 && !hasToml) write.push({ path: "REUSE.toml", text: reuseToml(copyright, expression) });
  } else if (!hasToml) {
    for (const { file } of silent) write.push(withHeader(file, lines));
  }
  const differing = tagged
    .filter(({ tags }) => tags.licences.length > 0 && !tags.licences.includes(expression))
    .map(({ file, tags }) => ({ path: file.path, licences: tags.licences }));

  const named = [expression, ...tagged.flatMap(({ tags }) => tags.licences)].flatMap(licencesIn);
  const needed = [...new Set(named)].map((id) => id.replace(/\+$/, ""));
  const present = new Set(
    files.filter(({ path }) => path.startsWith("LICENSES/")).map(({ path }) => path.slice("LICENSES/".length)),
  );
  const textsMissing: string[] = [];
  for (const id of needed) {
    if ([...present].some((name) => isTextOf(name, id))) continue;
    const text = texts.get(id);
    if (text === undefined) textsMissing.push(id);
    else write.push({ path: `LICENSES/${id}.txt`, text });
  }
  const textAt = (id: string) => `LICENSES/${[...present].find((name) => isTextOf(name, id)) ?? `${id}.txt`}`;
  const whole = licenceFile({ title, copyright, policies, nation, textAt });
  const found = licenceFileIn(files);
  if (found === undefined) write.push({ path: "LICENSE", text: whole });
  const otherLicence = found === undefined || found.text === whole ? undefined : found.path;
  const textsUnused = [...present].filter((name) => !needed.some((id) => isTextOf(name, id))).sort();
  return { write, differing, otherLicence, textsMissing, textsUnused };
}

/** Whether a file in `LICENSES/` has the text of a licence: it is named by its id, with any ending. */
const isTextOf = (name: string, id: string) => name.replace(/\.[^.]*$/, "") === id;

/** One table for the whole work; what a file says itself comes first. */
function reuseToml(copyright: string, expression: string): string {
  const basic = (text: string) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");
  return [
    "version = 1",
    "",
    "[[annotations]]",
    'path = "**"',
    'precedence = "closest"',
    `SPDX-FileCopyrightText = ${basic(copyright)}`,
    `SPDX-License-Identifier = ${basic(expression)}`,
    "",
  ].join("\n");
}

type Comment = (lines: readonly string[]) => string[];
const each =
  (sign: string): Comment =>
  (lines) =>
    lines.map((line) => `${sign} ${line}`);
const block =
  (open: string, close: string): Comment =>
  (lines) => [open, ...lines, close];

/** Comments by the endings of files. Whatever is not listed here says its terms in a file beside it. */
const COMMENTS: readonly (readonly [comment: Comment, endings: string])[] = [
  [each("//"), "c h cc cpp hpp ino js mjs cjs jsx ts mts tsx sol rs go java kt swift dart scad scala zig v sv"],
  [each("#"), "py sh bash yml yaml toml rb pl r jl tcl cmake mk nix tf"],
  [each("--"), "lua sql hs vhd vhdl adb ads"],
  [each("%"), "tex bib"],
  [each(";"), "lisp el scm asm"],
  [block("/*", "*/"), "css scss"],
  [block("<!--", "-->"), "md html htm svg xml"],
];
const COMMENT_OF = new Map(COMMENTS.flatMap(([comment, endings]) => endings.split(" ").map((one) => [one, comment])));

/** Lines that must stay first: of a script, its encoding, a document's kind. */
const STAYS_FIRST = /^(#!|<\?xml|<!doctype|#.*coding[:=])/i;
const BOM = "\ufeff";

function withHeader(file: ScannedFile, lines: readonly string[]): { path: string; text: string } {
  const ending = /\.([^./]+)$/.exec(file.path)?.[1]?.toLowerCase() ?? "";
  const comment = COMMENT_OF.get(ending);
  // A page with settings at its head must keep them there.
  const beside = comment === undefined || file.text === undefined || /^\ufeff?(---|\+\+\+)\r?\n/.test(file.text);
  if (beside) return { path: `${file.path}.license`, text: `${lines.join("\n")}\n` };

  const mark = file.text.startsWith(BOM) ? BOM : "";
  const text = file.text.slice(mark.length);
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const rows = text.split(/(?<=\n)/);
  const first = rows.findIndex((row) => !STAYS_FIRST.test(row));
  const kept = rows.slice(0, first === -1 ? rows.length : first).map((row) => (row.endsWith("\n") ? row : row + end));
  const rest = rows.slice(kept.length);
  const header = comment(lines).map((line) => line + end);
  const gap = rest.length === 0 || rest[0]?.trim() === "" ? [] : [end];
  return { path: file.path, text: mark + [...kept, ...header, ...gap, ...rest].join("") };
}
