import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** The passphrase of a keystore: from the file that NEOGUILD_PASSPHRASE_FILE names, else typed without an echo. */
export async function askPassphrase(keystore: string): Promise<string> {
  const file = process.env["NEOGUILD_PASSPHRASE_FILE"];
  if (file !== undefined) return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  process.stderr.write(`Passphrase of ${keystore}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}

/** Asks for a plain yes before something that costs or cannot be undone; anything else is a no. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} Type yes to go on: `);
    return answer.trim().toLowerCase() === "yes";
  } finally {
    lines.close();
  }
}
