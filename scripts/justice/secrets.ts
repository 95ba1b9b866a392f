import { existsSync } from "node:fs";
import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { PRIVATE, writeDurably } from "../../sdk/files.ts";
import { readJson } from "../options.ts";
import { toJson } from "../output.ts";

const id = z
  .string()
  .regex(/^\d{1,10}$/, "a whole number is due here")
  .transform(BigInt);

/** A secret as `lot:commit` writes it. Who loses the file withholds the secret; who passes it on lets others see it. */
const secretFile = z.strictObject({
  format: z.literal("neoguild-secret-1"),
  chainId: z.string(),
  /** The contract that draws. */
  address: z.string(),
  lot: id,
  round: id,
  by: id,
  secret: z.string().regex(/^0x[0-9a-f]{64}$/, "a secret is 0x and 64 hexadecimal digits"),
});

export type SecretFile = z.output<typeof secretFile>;

/** @throws NeoguildError `FileUnreadable`, `FileInvalid` */
export function readSecret(path: string): SecretFile {
  return readJson(path, secretFile);
}

/**
 * The secret for a commitment: that in the file, if it is for this very commitment, or a new one, written there for its
 * owner's eyes before anybody relies on it.
 * @throws NeoguildError `FileExists` where the file holds anything else
 */
export function keepSecret(path: string, wanted: Omit<SecretFile, "secret">, fresh: string): string {
  if (!existsSync(path)) {
    writeDurably(path, `${toJson({ ...wanted, secret: fresh })}\n`, PRIVATE);
    return fresh;
  }
  const { secret, ...known } = readSecret(path);
  if (toJson(known) === toJson(wanted)) return secret;
  throw new NeoguildError({
    code: "FileExists",
    message: `${path} holds another secret: for lot ${known.lot}, round ${known.round}, agent ${known.by}`,
    remedy: "Name another file; nothing was written or sent.",
  });
}
