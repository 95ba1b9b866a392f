import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { NeoguildError } from "../sdk/errors.ts";
import { replaceFile } from "../sdk/files.ts";
import { slugOf } from "../sdk/names.ts";

/**
 * The nations that live on this machine, one folder each beside one another:
 *
 *     .neoguild/<slug>/nation.json              what this file reads and writes
 *     .neoguild/<slug>/roster.json              names, which never go on a chain
 *     .neoguild/<slug>/rehearsal/journal.jsonl  the play
 *     .neoguild/<slug>/real/journal.jsonl       the ledger
 *
 * The record of a nation's contracts is Ignition's, in the folder of deployments under `<slug>-<chain id>`.
 */
export const NATIONS = ".neoguild";

/** A rehearsal has Hardhat's chain id; a real nation one of its own, so that no signature is good in both. */
export const REHEARSAL_CHAIN_ID = 31_337;

/** Trying the rules out, with a movable date; or the ledger, which starts today and takes signed acts only. */
export type Kind = "rehearsal" | "real";

export const nationFile = z.strictObject({
  format: z.literal("neoguild-nation/1"),
  name: z.string().min(1),
  /** Path of the charter file, relative to the project. */
  charter: z.string().min(1),
  kind: z.enum(["rehearsal", "real"]),
  chainId: z.number().int().positive(),
  /** Port of its RPC on 127.0.0.1. */
  port: z.number().int().min(1).max(65_535),
  /** Who the coins of a real nation's founding are for: settled with the chain id, whatever the files say later. */
  cashier: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/)
    .optional(),
});

export type LocalNation = Readonly<z.output<typeof nationFile>>;

/** The folder of a nation on this machine. */
export function nationFolder(name: string, home = NATIONS): string {
  return join(home, slugOf(name));
}

/** The journal of a nation's chain; the rehearsal's and the ledger's are never the same file. */
export function journalOf(name: string, kind: Kind, home = NATIONS): string {
  return join(nationFolder(name, home), kind, "journal.jsonl");
}

/** The nation of this name on this machine, if there is one. @throws NeoguildError `NationFileInvalid` */
export function findNation(name: string, home = NATIONS): LocalNation | undefined {
  const path = join(nationFolder(name, home), "nation.json");
  return existsSync(path) ? parse(path) : undefined;
}

/** Every nation on this machine, by name. */
export function localNations(home = NATIONS): LocalNation[] {
  const slugs = existsSync(home) ? readdirSync(home).sort() : [];
  const paths = slugs.map((slug) => join(home, slug, "nation.json")).filter((path) => existsSync(path));
  return paths.map((path) => parse(path));
}

/** Writes a nation down, whole or not at all. */
export function keepNation(nation: LocalNation, home = NATIONS): void {
  const path = join(nationFolder(nation.name, home), "nation.json");
  replaceFile(path, `${JSON.stringify(nation, undefined, 2)}\n`);
}

function parse(path: string): LocalNation {
  try {
    return nationFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new NeoguildError(
      {
        code: "NationFileInvalid",
        message: `${path} cannot be read as a nation of this machine`,
        remedy:
          "Restore a backup beside it ('npx hardhat nation:restore --from FILE --home OTHER') and copy this one file back; " +
          "nothing was changed.",
        docs: "docs/nation.md",
      },
      { cause },
    );
  }
}
