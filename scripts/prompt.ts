import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** The passphrase of a keystore: from the file that NEOGUILD_PASSPHRASE_FILE names, else typed without an echo. */
export async function askPassphrase(keystore: string): Promise<string> {
  const file = process.env["NEOGUILD_PASSPHRASE_FILE"];
  if (file !== undefined) return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  process.stderr.write(`Passphrase of ${keystore}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await answer("", silent);
  } finally {
    process.stderr.write("\n");
  }
}

/** Asks for a plain yes before something that costs or cannot be undone; anything else, also no answer, is a no. */
export async function confirm(question: string): Promise<boolean> {
  const text = await answer(`${question} Type yes to go on: `, process.stderr);
  return text.trim().toLowerCase() === "yes";
}

/** One line from the keyboard; empty where nobody can type one. */
async function answer(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  return new Promise((done) => {
    lines.once("close", () => done(""));
    lines.question(question, (text) => {
      done(text);
      lines.close();
    });
  });
}
