import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { NeoguildError } from "../sdk/errors.ts";
import { OPEN, replaceFile } from "../sdk/files.ts";
import { slugOf } from "../sdk/names.ts";

/** JSON of data with big integers, which are written as decimal strings. */
export function toJson(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value), 2);
}

/** A task in a hint, unless it is called with a nation, or only for its help, already; `nation:deploy` goes by a charter. */
const HINT = /npx hardhat (?!nation:deploy)\w+:[\w-]+(?![\w-]*[^'\n]*--(?:nation|help)\b)/g;

/** What a task prints, with the nation that it was given in its hints: they are about the same one. */
export function hintsFor(nation: string | undefined, text: string): string {
  return nation === undefined ? text : text.replace(HINT, (hint) => `${hint} --nation ${slugOf(nation)}`);
}

/**
 * Writes a file that says what it is. Run again, a task may write it anew; any other file, such as a keystore named by
 * mistake, is left alone.
 * @throws NeoguildError `FileExists`
 */
export function writeOwn(file: string, content: { readonly format: string }): void {
  const exists = requireOwn(file, content.format);
  writeFileSync(file, `${toJson(content)}\n`, { flag: exists ? "w" : "wx" });
}

/** The same for a large public file, whose text is at hand: written whole or not at all. @throws NeoguildError `FileExists`, `FileUnwritable` */
export function replaceOwn(file: string, format: string, text: string): void {
  requireOwn(file, format);
  try {
    replaceFile(file, text, OPEN);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new NeoguildError(
      {
        code: "FileUnwritable",
        message: `${file} cannot be written: ${code ?? message}`,
        remedy: "Name a file in a folder that you may write to; nothing was written.",
      },
      { cause },
    );
  }
}

/** Whether there is such a file, which then is of this format. */
function requireOwn(file: string, format: string): boolean {
  const exists = existsSync(file);
  if (exists && formatOf(file) !== format) {
    throw new NeoguildError({
      code: "FileExists",
      message: `there is already a file ${file}, and it is no ${format}`,
      remedy: "Name another file; nothing was written or sent.",
    });
  }
  return exists;
}

/**
 * Writes a table for people, readable by its owner alone. A file that is there with anything else in it is left alone.
 * @throws NeoguildError `FileExists`
 */
export function writeTable(file: string, content: string): void {
  if (!existsSync(file)) return writeFileSync(file, content, { flag: "wx", mode: 0o600 });
  if (readFileSync(file, "utf8") === content) return;
  throw new NeoguildError({
    code: "FileExists",
    message: `there is already a file ${file}, with something else in it`,
    remedy: "Name another file; nothing was written or sent.",
  });
}

function formatOf(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { format?: unknown }).format;
  } catch {
    return undefined;
  }
}
