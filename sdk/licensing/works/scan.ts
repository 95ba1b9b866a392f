import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { isUtf8 } from "node:buffer";

import { filesOf, type FoundFile } from "./manifest.ts";

/** A file of a work with what documents about it need. */
export interface ScannedFile extends FoundFile {
  readonly bytes: number;
  readonly sha1: string;
  readonly sha256: string;
  /** The file as text, if it is text in UTF-8; undefined if it is anything else. */
  readonly text: string | undefined;
}

/** What a file says of itself by tags. */
export interface Tags {
  /** Licence expressions. */
  readonly licences: readonly string[];
  /** Copyright notices, without the tag. */
  readonly copyrights: readonly string[];
}

// The tags are put together here so that no tool takes this file's patterns for its own licence.
const [LICENCE_TAG, COPYRIGHT_TAG] = [
  ["SPDX", "License-Identifier"].join("-"),
  ["SPDX", "FileCopyrightText"].join("-"),
];
const IGNORED = /REUSE-IgnoreStart[^]*?(REUSE-IgnoreEnd|$)/g;
const SNIPPETS = /SPDX-SnippetBegin[^]*?(SPDX-SnippetEnd|$)/g;

/** What ends a comment that began on the same line. */
const COMMENT_END = /\s*(\*\/|-->|\*\)|%>)?\s*$/;

/** Reads the files of a work, one file or a folder. @throws as `readContent` */
export function scanFiles(path: string): ScannedFile[] {
  const found = statSync(path).isDirectory() ? filesOf(path) : [{ path: basename(path).normalize("NFC"), place: path }];
  return found.map((file) => {
    const content = readFileSync(file.place);
    const digest = (algorithm: string) => createHash(algorithm).update(content).digest("hex");
    const isText = isUtf8(content) && !content.includes(0);
    return {
      ...file,
      bytes: content.length,
      sha1: digest("sha1"),
      sha256: digest("sha256"),
      text: isText ? content.toString("utf8") : undefined,
    };
  });
}

/** The tags of a text, without those it only shows or quotes (REUSE 3.3, "Ignore block" and "In-line Snippet comments"). */
export function tagsOf(text: string): Tags {
  const own = text.replace(IGNORED, "").replace(SNIPPETS, "");
  return { licences: valuesOf(own, LICENCE_TAG), copyrights: valuesOf(own, COPYRIGHT_TAG) };
}

/** The tags that hold for a file: those of the file beside it, named like it with `.license`, before its own. */
export function tagsFor(file: ScannedFile, all: readonly ScannedFile[]): Tags {
  const beside = all.find(({ path }) => path === `${file.path}.license`);
  return tagsOf(beside?.text ?? file.text ?? "");
}

function valuesOf(text: string, tag: string): string[] {
  const values = [...text.matchAll(new RegExp(`${tag}:[ \\t]*([^\\r\\n]+)`, "g"))].map(([, value = ""]) =>
    value.replace(COMMENT_END, "").trim(),
  );
  return [...new Set(values)].filter((value) => value !== "");
}

/** Lines that say who holds the rights and under which licences, as tags. */
export function tagLines(copyright: string, expression: string): string[] {
  return [`${COPYRIGHT_TAG}: ${copyright}`, `${LICENCE_TAG}: ${expression}`];
}

/** Whether a file has to say its terms at all (REUSE 3.3, "Covered and ignored Files"). */
export function isCovered({ path, bytes }: Pick<ScannedFile, "path" | "bytes">): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (bytes === 0 || path.startsWith("LICENSES/") || path.startsWith(".reuse/")) return false;
  if (/^(COPYING|LICENSE)(\..*)?$/.test(name) || name === "REUSE.toml" || name.endsWith(".license")) return false;
  return !/\.spdx(\.(json|rdf|ya?ml|xml))?$/.test(name);
}
