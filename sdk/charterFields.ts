import { getAddress } from "ethers";
import { z } from "zod";

import { NeoguildError } from "./errors.ts";
import { parseDuration, parseShare } from "./units.ts";

/** Kinds of fields that several parts of a charter have; each part stands in its domain's `charter.ts`. */

/** No duration of a charter is longer; in seconds it fits 32 bits. */
const LONGEST = parseDuration("100y");

/** Runs a parser that throws inside zod, so that its message appears with the path of the field. */
export function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      const message = error instanceof NeoguildError ? `${error.message}. ${error.remedy}` : String(error);
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
  });
}

/** A length of time such as `30d`, in seconds; at most 100 years. */
export const duration = parsed(parseDuration).refine((seconds) => seconds <= LONGEST, "must be at most 100y");
/** The same, and not none. */
export const someDuration = duration.refine((seconds) => seconds > 0n, "must be longer than zero");
/** The ranges are the contracts' own, so that a charter is refused here and not halfway through its deployment. */
export const between = (least: string, most: string) =>
  parsed(parseDuration).refine(
    (seconds) => seconds >= parseDuration(least) && seconds <= parseDuration(most),
    `must be ${least} to ${most}`,
  );
/** Whether seconds make whole days. */
export const isWholeDays = (seconds: bigint) => seconds % 86_400n === 0n;
/** A share such as `12.5%`, in basis points. */
export const share = parsed(parseShare);
/** An address, with its checksum. */
export const address = parsed((text) => {
  try {
    return getAddress(text);
  } catch {
    throw new NeoguildError({
      code: "AddressInvalid",
      message: `"${text}" is no address`,
      remedy: "Write 0x and 40 hexadecimal digits; mixed case must match the checksum",
    });
  }
});
/** The native coin, as the zero address, or an ERC-20. */
export const token = z
  .string()
  .transform((text) => (text === "native" ? `0x${"0".repeat(40)}` : text))
  .pipe(address);
/** A whole number from 0 on. */
export const count = z.number().int().nonnegative();
