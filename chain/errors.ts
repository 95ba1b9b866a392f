import { HardhatPluginError } from "hardhat/plugins";

export const PLUGIN_ID = "neoguild-journal";

/** What went wrong with a journal, in one word that a program can compare. */
export type JournalProblem =
  | "corrupted" // a line is damaged
  | "foreign" // the journal was written on another genesis
  | "locked" // another process holds it
  | "diverged" // a replay did not end where the journal says it should
  | "unwritable" // the disk refused a line
  | "unsupported" // the network's configuration cannot be replayed
  | "port"; // the port to serve on is taken

/** Thrown for everything the user of a journal can act upon; the message says what is wrong and what to do. */
export class JournalError extends HardhatPluginError {
  public readonly code: JournalProblem;

  public constructor(code: JournalProblem, message: string, cause?: Error) {
    super(PLUGIN_ID, message, cause);
    this.code = code;
  }
}
