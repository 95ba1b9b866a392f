import { createInterface } from "node:readline";
import { Writable } from "node:stream";

import { NeoguildError } from "../sdk/errors.ts";
import { readText } from "./options.ts";

/** The passphrase of a keystore: from the file that NEOGUILD_PASSPHRASE_FILE names, else typed without an echo. */
export async function askPassphrase(keystore: string): Promise<string> {
  return passphraseIn("NEOGUILD_PASSPHRASE_FILE") ?? (await typeHidden(`Passphrase of ${keystore}: `));
}

/**
 * The passphrase of a keystore or a backup to be made; typed, it is asked twice. The file that NEOGUILD_NEW_PASSPHRASE_FILE
 * names takes its place: a variable of its own, so that the passphrase of whoever runs the machine, which opens a
 * keystore, never becomes that of another person's key.
 * @throws NeoguildError `PassphraseMistyped`
 */
export async function askNewPassphrase(keystore: string): Promise<string> {
  const kept = passphraseIn("NEOGUILD_NEW_PASSPHRASE_FILE");
  if (kept !== undefined) return kept;
  const passphrase = await typeHidden(`Passphrase of ${keystore}: `);
  if (passphrase === "" || (await typeHidden("The same passphrase again: ")) === passphrase) return passphrase;
  throw new NeoguildError({
    code: "PassphraseMistyped",
    message: `the two passphrases for ${keystore} differ, so no keystore was made`,
    remedy: "Run the command again and type the same passphrase twice.",
  });
}

function passphraseIn(variable: string): string | undefined {
  const file = process.env[variable];
  return file === undefined ? undefined : readText(file).replace(/\r?\n$/, "");
}

/** A line typed without an echo. */
async function typeHidden(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await answer(question, silent);
  } finally {
    process.stderr.write("\n");
  }
}

/** Asks for a plain yes before something that costs or cannot be undone; anything else, also no answer, is a no. */
export async function confirm(question: string): Promise<boolean> {
  const text = await answer(`${question} Type yes to go on: `, process.stderr);
  return text.trim().toLowerCase() === "yes";
}

/** One line from the keyboard; empty where nobody can type one. The question appears once its output hides the answer. */
async function answer(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  if (output !== process.stderr) process.stderr.write(question);
  return new Promise((done) => {
    lines.once("close", () => done(""));
    lines.question(output === process.stderr ? question : "", (text) => {
      done(text);
      lines.close();
    });
  });
}
