import { ZeroHash } from "ethers";
import { z } from "zod";

import { saltedHash } from "../../sdk/privacy.ts";

/** The option of tasks that say something to a guild, or to the nation. */
export const publicly = z
  .boolean()
  .default(false)
  .describe("Send the words themselves, for everybody to read for ever");

/** Words as an act takes them: a text, or the salted hash of one; and what to tell whoever said it. */
export interface Words {
  readonly hash: string;
  readonly text: string;
  /** Empty where the text is sent. */
  readonly salt: string;
  readonly notes: readonly string[];
}

/** @param isPublic Whether the text itself is sent. */
export async function wordsOf(text: string, isPublic: boolean): Promise<Words> {
  if (isPublic) return { hash: ZeroHash, text, salt: "", notes: [] };
  const { hash, salt } = await saltedHash(text);
  return { hash, text: "", salt, notes: [`Salt of these words: ${salt}`] };
}
