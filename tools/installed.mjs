// Says whether `node_modules` is what `package-lock.json` asks for. An install ends by leaving a stamp in it: the hash
// of the lock file it followed and the platform it was made on.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LOCK = new URL("../package-lock.json", import.meta.url);
const STAMP = new URL("../node_modules/.neoguild-installed", import.meta.url);

const stamp = () => {
  const lock = createHash("sha256").update(readFileSync(LOCK)).digest("hex");
  return `${process.platform}-${process.arch} ${lock}\n`;
};

export const isInstalled = () => existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp();

export const markInstalled = () => {
  rmSync(STAMP, { force: true }); // the file may be a hard link into another copy of the tree
  writeFileSync(STAMP, stamp());
};

/** The Node this project pins, as an absolute path; undefined where npm has no package of it for this platform. */
export const pinnedNode = () => {
  const file = process.platform === "win32" ? "node.exe" : "node";
  const url = new URL(
    `../node_modules/node-${process.platform.replace("win32", "win")}-${process.arch}/bin/${file}`,
    import.meta.url,
  );
  return existsSync(url) ? fileURLToPath(url) : undefined;
};
