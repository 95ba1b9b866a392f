import { saltedHash, type SaltedHash } from "../sdk/privacy.ts";

/** A text that stays with those it concerns: what goes on the chain, and the line that tells its author to keep the salt. */
export async function hidden(text: string): Promise<{ kept: SaltedHash; line: string }> {
  const kept = await saltedHash(text);
  return { kept, line: `Only its hash was sent. Salt, to show later what it stands for: ${kept.salt}` };
}
