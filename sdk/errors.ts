/** What a `NeoguildError` tells: what is wrong, what to do about it, and where to read more. */
export interface Problem {
  /** The custom error's name, or a short code of our own such as `CharterInvalid`. */
  readonly code: string;
  /** What is wrong, in one sentence with the values at hand. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  /** A page of the documentation, relative to the repository. */
  readonly docs?: string;
}

/** The one error this SDK throws on purpose. Its message is for people; its `code` is for programs. */
export class NeoguildError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly docs: string | undefined;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = "NeoguildError";
    this.code = problem.code;
    this.remedy = problem.remedy;
    this.docs = problem.docs;
  }
}

/**
 * What each custom error means and what to do about it, by its name: two sentences (the first without capital and full
 * stop) in which `{field}` stands for an argument and `{field:kind}` for one shown as a moment, a share, a status …
 */
export type Remedies = Readonly<Record<string, readonly [message: string, remedy: string]>>;
