import { NeoguildError } from "../errors.ts";

/** One thing that was asked of the chain, with what had to come and what came. */
export interface Check {
  readonly claim: string;
  readonly holds: boolean;
  readonly expected: string;
  readonly found: string;
  /** Why it holds though the two differ: the nation changed it since, in the open. */
  readonly note?: string;
}

/** A line for people: ✓ and the claim, or ✗ with what was expected and found. */
export function checkInWords({ claim, holds, expected, found, note }: Check): string {
  if (!holds) return `✗ ${claim}: expected ${expected}, found ${found}`;
  return note === undefined ? `✓ ${claim}` : `✓ ${claim}: ${note} (charter: ${expected}; now: ${found})`;
}

/** @throws NeoguildError `DeploymentDiffers` with every check that does not hold */
export function requireVerified(checks: readonly Check[]): void {
  const broken = checks.filter(({ holds }) => !holds);
  if (broken.length === 0) return;
  throw new NeoguildError({
    code: "DeploymentDiffers",
    message: `${broken.length} of ${checks.length} checks do not hold:\n${broken.map((check) => `  ${checkInWords(check)}`).join("\n")}`,
    remedy:
      "Check that this is the charter it was founded with and the release it was deployed from; if both are, do not use it.",
    docs: "docs/deployment.md#verifying",
  });
}
