import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

import { deploymentId, slugOf } from "../../sdk/names.ts";
import type { NeoguildError } from "../../sdk/errors.ts";
import { parseJournal, type JournalText } from "../format.ts";
import { charterOf, foundingKey } from "../founding.ts";
import { journalOf, nationFile, nationFolder, type LocalNation } from "../nations.ts";
import { readLines } from "../store.ts";
import { damaged, isPlainPath, type Files } from "./archive.ts";
import { problem } from "./errors.ts";

// What a backup holds, by its path in the archive:
//
//     backup.json                   what this file calls a manifest
//     charter.json                  the rules
//     nation/nation.json            the nation's folder, by a closed list: no key that lies in it ever gets in
//     nation/roster.json            if there is one
//     nation/care.json              if there is one
//     nation/<kind>/journal.jsonl   the chain
//     nation/<kind>/charter.json    the rules it was founded with, if they were kept
//     nation/….witness.jsonl        what witnesses keep, where it lies there, also in nation/witnesses/
//     record/…                      Ignition's record of the contracts

/** Where a machine keeps what belongs to nations. */
export interface Places {
  /** Folder of the nations. */
  readonly home: string;
  /** Folder of the deployment records. */
  readonly deployments: string;
  /** What the path of a charter is relative to. */
  readonly project: string;
  /** Folder of charters, relative to the project. */
  readonly charters: string;
}

const MANIFEST = "backup.json";
const RECORD = "deployed_addresses.json";
const OPTIONAL = ["roster.json", "care.json"];
/** Witnesses' files in the nation's folder, and a folder of them. */
const WITNESS = /^(?:witnesses|[^/.][^/]*\.witness\.jsonl)$/;

const hash = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 32 bytes in lower-case hex");

const manifestFile = z.strictObject({
  format: z.literal("neoguild-backup/1"),
  nation: z.string().min(1),
  kind: z.enum(["rehearsal", "real"]),
  chainId: z.int().positive(),
  /** When it was made, by the machine's clock. */
  made: z.iso.datetime(),
  /** The latest block of the chain in it. */
  head: z.strictObject({ number: z.int().nonnegative(), hash, timestamp: z.int().nonnegative() }),
  /** Lines of the journal, and the last one's seal, which stands for all of them. */
  lines: z.int().positive(),
  seal: hash,
  /** SHA-256 of each other file. */
  files: z.record(z.string(), hash),
});

export type Manifest = Readonly<z.output<typeof manifestFile>>;

/** A backup's files, checked, and what they say. */
export interface Contents {
  readonly files: Files;
  readonly manifest: Manifest;
  readonly nation: LocalNation;
  readonly journal: JournalText;
}

/**
 * Reads everything that belongs to a nation. It may run meanwhile: of the journal, whole sealed lines are taken.
 * @throws NeoguildError `BackupIncomplete`; JournalError "corrupted"
 */
export function gather(nation: LocalNation, places: Places, now: Date): Contents {
  const folder = nationFolder(nation.name, places.home);
  const record = join(places.deployments, deploymentId(nation.name, BigInt(nation.chainId)));
  const journal = readJournalPrefix(nation, places.home);
  requireFile(join(record, RECORD), nation, "is not founded yet: it has no record of its contracts");
  if (foundingKey(nation.name, places.home) !== undefined) throw unfounded(nation);
  const founded = charterOf(nation.name, nation.kind, places.home);
  const charter = [resolve(places.project, nation.charter), founded].find((path) => existsSync(path)) ?? founded;
  requireFile(charter, nation, "has no charter");

  const names = readdirSync(folder).filter((name) => OPTIONAL.includes(name) || WITNESS.test(name));
  const files = new Map<string, Uint8Array>([
    ["charter.json", readFileSync(charter)],
    ["nation/nation.json", readFileSync(join(folder, "nation.json"))],
    ...names.flatMap((name) => filesUnder(join(folder, name), `nation/${name}`)),
    [journalPath(nation.kind), journal.bytes],
    ...(existsSync(founded) ? filesUnder(founded, foundedPath(nation.kind)) : []),
    ...filesUnder(record, "record"),
  ]);
  const { header, entries } = journal.text;
  const last = entries.at(-1) ?? header;
  const manifest: Manifest = {
    format: "neoguild-backup/1",
    nation: nation.name,
    kind: nation.kind,
    chainId: nation.chainId,
    made: now.toISOString(),
    head: last.head,
    lines: entries.length + 1,
    seal: last.hash,
    files: Object.fromEntries([...files].map(([path, content]) => [path, digest(content)])),
  };
  files.set(MANIFEST, Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  return { files, manifest, nation, journal: journal.text };
}

/** Checks a backup's files against each other, whoever made them. @throws NeoguildError `BackupDamaged`, JournalError */
export function check(files: Files): Contents {
  const manifest = parsed(files, MANIFEST, manifestFile);
  const listed = Object.keys(manifest.files);
  const others = [...files.keys()].filter((path) => path !== MANIFEST);
  for (const path of others) if (!listed.includes(path)) throw damaged(`${path} is not in its list of files`);
  for (const [path, expected] of Object.entries(manifest.files)) {
    const content = files.get(path);
    if (content === undefined) throw damaged(`${path} is missing`);
    if (digest(content) !== expected) throw damaged(`${path} is not as it was`);
    if (!isPlainPath(path) || !belongs(path, manifest.kind)) throw damaged(`${path} has no place in a backup`);
  }

  const nation = parsed(files, "nation/nation.json", nationFile);
  const { name } = parsed(files, "charter.json", z.looseObject({ name: z.string() }));
  const agree = [nation.name, name].every((one) => one === manifest.nation) && slugOf(name) !== "";
  if (!agree || nation.kind !== manifest.kind || nation.chainId !== manifest.chainId) {
    throw damaged("its parts are of different nations");
  }
  parsed(files, `record/${RECORD}`, z.record(z.string(), z.string()));
  if (files.has("nation/roster.json")) parsed(files, "nation/roster.json", z.looseObject({ format: z.string() }));

  const journal = parseJournal("in the backup", linesOf(files.get(journalPath(manifest.kind))));
  const last = journal.entries.at(-1) ?? journal.header;
  if (last.hash !== manifest.seal || last.head.hash !== manifest.head.hash)
    throw damaged("its journal has another end");
  if (journal.header.genesis["chainId"] !== manifest.chainId) throw damaged("its journal is of another chain");
  return { files, manifest, nation, journal };
}

function journalPath(kind: Manifest["kind"]): string {
  return `nation/${kind}/journal.jsonl`;
}

function foundedPath(kind: Manifest["kind"]): string {
  return `nation/${kind}/charter.json`;
}

function belongs(path: string, kind: Manifest["kind"]): boolean {
  const chain = [journalPath(kind), foundedPath(kind)];
  const exact = ["charter.json", "nation/nation.json", ...chain, ...OPTIONAL.map((name) => `nation/${name}`)];
  const [top, name = ""] = path.split("/");
  return exact.includes(path) || (top === "nation" && WITNESS.test(name)) || top === "record";
}

function readJournalPrefix(nation: LocalNation, home: string): { bytes: Uint8Array; text: JournalText } {
  const path = journalOf(nation.name, nation.kind, home);
  requireFile(path, nation, `has no journal at ${path}: it was never started`);
  const { lines } = readLines(path);
  return { bytes: Buffer.from(lines.map((line) => `${line}\n`).join("")), text: parseJournal(path, lines) };
}

function unfounded({ name }: LocalNation): NeoguildError {
  return problem("BackupIncomplete", `${name} is being founded`, "Start it until it stands, then back it up.");
}

function requireFile(path: string, { name }: LocalNation, lacks: string): void {
  if (existsSync(path)) return;
  throw problem("BackupIncomplete", `${name} ${lacks} (${path})`, "Start it once with 'npm start', then back it up.");
}

function filesUnder(path: string, name: string): [string, Uint8Array][] {
  if (!statSync(path).isDirectory()) return [[name, readFileSync(path)]];
  // What begins with a dot is the file manager's, and no part of a nation.
  return readdirSync(path)
    .filter((inside) => !inside.startsWith("."))
    .sort()
    .flatMap((inside) => filesUnder(join(path, inside), `${name}/${inside}`));
}

function linesOf(journal: Uint8Array | undefined): string[] {
  if (journal === undefined) throw damaged("its journal is missing");
  const lines = Buffer.from(journal).toString("utf8").split("\n");
  if (lines.pop() !== "") throw damaged("its journal ends in the middle of a line");
  return lines;
}

function parsed<Schema extends z.ZodType>(files: Files, path: string, schema: Schema): z.output<Schema> {
  const content = files.get(path);
  if (content === undefined) throw damaged(`${path} is missing`);
  try {
    return schema.parse(JSON.parse(Buffer.from(content).toString("utf8")));
  } catch (cause) {
    throw damaged(`${path} cannot be read`, cause);
  }
}

function digest(content: Uint8Array): string {
  return `0x${createHash("sha256").update(content).digest("hex")}`;
}
