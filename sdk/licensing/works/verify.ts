import type { Version } from "../fold.ts";
import { type Content, type ListedFile, type Manifest, manifestHash } from "./manifest.ts";

/** What became of one file of a manifest: as published, with other content, not there, or there and not listed. */
export type FileState = "same" | "changed" | "missing" | "added";

export interface FileVerdict {
  readonly path: string;
  readonly state: FileState;
}

/** What a file or folder at hand is, seen from the chain. */
export interface Verification {
  /** The version whose hash the content has, the latest of several; undefined if there is none. */
  readonly version: number | undefined;
  /** The version a manifest at hand belongs to, by which single files were told apart. */
  readonly against: number | undefined;
  /** A manifest was at hand, and is that of no version: it proves nothing and was not used. */
  readonly strangeManifest: boolean;
  /** The path under which the manifest lists the one file that was named, if it does. */
  readonly part: string | undefined;
  /** File by file, where it can be told. */
  readonly files: readonly FileVerdict[];
}

/**
 * Compares content with what a work's versions were published as.
 * @param params.versions From the first on, as `LicensingState` has them.
 * @param params.only Compare with this version alone.
 * @param params.manifest One that came with the content. It is believed only if its hash is that of a version.
 */
export function verifyContent(params: {
  readonly versions: readonly Version[];
  readonly content: Content;
  readonly manifest?: Manifest | undefined;
  readonly only?: number | undefined;
}): Verification {
  const { versions, content, manifest, only } = params;
  const versionWith = (hash: string): number | undefined => {
    const place = versions.findLastIndex(
      ({ contentHash }, index) =>
        contentHash.toLowerCase() === hash.toLowerCase() && (only === undefined || only === index + 1),
    );
    return place === -1 ? undefined : place + 1;
  };
  const version = versionWith(content.hash);
  const listed = content.kind === "folder" && version !== undefined ? content.manifest : manifest;
  const against = listed === undefined ? undefined : versionWith(manifestHash(listed));
  const strangeManifest = listed !== undefined && against === undefined;
  const known = against === undefined ? undefined : listed;
  const part =
    content.kind === "file" ? known?.files.find(({ sha256 }) => sha256 === content.file.sha256)?.path : undefined;
  const files = content.kind === "folder" && known !== undefined ? compareFiles(known, content.manifest) : [];
  return { version, against, strangeManifest, part, files };
}

/** File by file, in the order of the paths; `published` is trusted, `found` is on the disk. */
export function compareFiles(published: Manifest, found: Manifest): FileVerdict[] {
  const byPath = (files: readonly ListedFile[]) => new Map(files.map((file) => [file.path, file.sha256]));
  const [wanted, present] = [byPath(published.files), byPath(found.files)];
  const stateOf = (path: string): FileState => {
    if (!wanted.has(path)) return "added";
    if (!present.has(path)) return "missing";
    return wanted.get(path) === present.get(path) ? "same" : "changed";
  };
  return [...new Set([...wanted.keys(), ...present.keys()])].sort().map((path) => ({ path, state: stateOf(path) }));
}
