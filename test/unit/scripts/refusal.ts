import { NeoguildError } from "../../../sdk/errors.ts";

/** The error with which a promise must fail. */
export async function refusalOf(asked: Promise<unknown>): Promise<NeoguildError> {
  const refused: unknown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refused instanceof NeoguildError) return refused;
  throw new Error(`it was not refused: ${String(refused)}`);
}
