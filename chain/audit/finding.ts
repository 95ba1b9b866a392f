// What an audit can find, and what each means for people.

/** What each kind of finding means, for somebody who has to decide what to do about it. */
export const MEANINGS = {
  text: "The line is not what a journal holds: it is damaged, or another program wrote it.",
  seal: "The line was changed or damaged after it was written, and not sealed anew.",
  missing: "Something that was in the journal was taken out of it.",
  order: "Lines stand in another order than they were written in.",
  genesis: "The journal's first line was changed, or it is of another nation or configuration than it is taken for.",
  unsigned: "Whoever ran the machine changed the chain with something that nobody signed.",
  signature: "The transaction was forged or altered: no key signed it for this nation.",
  time: "A date was changed, or the machine's clock was moved.",
  refused:
    "The line was altered or put in, or what it builds on was taken out: the chain does not answer it as written.",
  block: "The block does not follow from the lines: a transaction, a time or the block's hash was changed.",
  witness: "The history that was witnessed was rewritten or cut off, or the witness kept another copy's.",
  record:
    "The contracts or the charter are not those of the record and the file, or were made by another version of this program.",
} as const;

export type FindingKind = keyof typeof MEANINGS;

/** One thing that is not as it should be. */
export interface Fault {
  readonly kind: FindingKind;
  /** What is wrong, with the values. */
  readonly what: string;
}

/** A fault and where it is. */
export interface Finding extends Fault {
  /** Line of the journal's file, from 1; absent where no line can be named. */
  readonly line?: number | undefined;
}

/** The faults of one line. */
export function atLine(line: number, faults: readonly Fault[]): Finding[] {
  return faults.map((fault) => ({ ...fault, line }));
}
