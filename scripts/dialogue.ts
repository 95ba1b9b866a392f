import { createInterface } from "node:readline";

import { NeoguildError } from "../sdk/errors.ts";
import { plain } from "../sdk/plain.ts";

/** Questions on a terminal, one after another, until `close`. They go to stderr: stdout is for the result. */
export interface Dialogue {
  say(...lines: string[]): void;
  /**
   * Asks until the answer is a good one.
   * @param question.read Turns the text into the answer; what it throws is shown, and the question is asked again.
   * @throws NeoguildError `InputEnded`
   */
  ask<T>(question: Question<T>): Promise<T>;
  close(): void;
}

export interface Question<T> {
  /** What is asked, in a few words. */
  readonly text: string;
  /** Why it matters, in a sentence or more, each a line of its own. */
  readonly why?: readonly string[];
  /** What an empty line means; shown in brackets. */
  readonly fallback?: string | undefined;
  readonly read: (answer: string) => T;
}

export function openDialogue(): Dialogue {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: process.stdin.isTTY });
  // The iterator keeps lines that come before their question is asked.
  const answers = lines[Symbol.asyncIterator]();
  const say = (...texts: string[]) => process.stderr.write(texts.map((text) => `${plain(text)}\n`).join(""));
  return {
    say,
    async ask({ text, why = [], fallback, read }) {
      say("", ...why);
      for (;;) {
        lines.setPrompt(plain(`${text}${fallback === undefined ? "" : ` [${fallback}]`}: `));
        lines.prompt();
        const next = await answers.next();
        if (next.done === true) {
          say("");
          throw inputEnded();
        }
        const answer = next.value.trim();
        if (answer === "" && fallback === undefined) {
          say("  An answer is needed here.");
          continue;
        }
        try {
          return read(answer === "" ? (fallback ?? "") : answer);
        } catch (error) {
          if (!(error instanceof NeoguildError)) throw error;
          say(...`${error.message}\n→ ${error.remedy}`.split("\n").map((line) => `  ${line}`));
        }
      }
    },
    close: () => lines.close(),
  };
}

function inputEnded(): NeoguildError {
  return new NeoguildError({
    code: "InputEnded",
    message: "the questions were not answered to the end, so nothing was written",
    remedy: "Run the command again, or give the answers as options (see --help).",
  });
}
