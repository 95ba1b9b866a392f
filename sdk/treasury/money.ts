/**
 * Amounts are `bigint`s in a token's smallest unit from the chain to the screen. They are read from people's input and
 * shown to people here, and nowhere else.
 */
import { NeoguildError } from "../errors.ts";

const PLAIN_NUMBER = /^(\d+)(?:\.(\d+))?$/;

/**
 * Reads a decimal amount ("100000", "8888.89", "100,000.50") into the smallest unit.
 * @param decimals Of the token, such as 18.
 * @throws NeoguildError `AmountInvalid` if the text is no plain decimal number, or has more decimals than the token
 */
export function parseAmount(text: string, decimals: number): bigint {
  const grouped = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text);
  const [, whole, fraction = ""] = PLAIN_NUMBER.exec(grouped ? text.replaceAll(",", "") : text) ?? [];
  if (whole === undefined) throw invalid(`"${text}" is no amount`);
  if (fraction.length > decimals) throw invalid(`"${text}" has more than the token's ${decimals} decimals`);
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

function invalid(message: string): NeoguildError {
  return new NeoguildError({ code: "AmountInvalid", message, remedy: "Write it like 1234.56; nothing was sent." });
}

/**
 * Shows an amount with a fixed number of decimals, rounded half up (away from zero), thousands grouped: 8,888.89.
 * @param options.shown Decimals shown; 2 unless said otherwise.
 */
export function formatAmount(amount: bigint, decimals: number, options: { shown?: number } = {}): string {
  const shown = options.shown ?? 2;
  const size = amount < 0n ? -amount : amount;
  const step = 10n ** BigInt(Math.max(decimals - shown, 0));
  const rounded = ((size + step / 2n) / step) * 10n ** BigInt(Math.max(shown - decimals, 0));
  const digits = rounded.toString().padStart(shown + 1, "0");
  const whole = digits.slice(0, digits.length - shown).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = shown === 0 ? "" : `.${digits.slice(-shown)}`;
  return `${amount < 0n && rounded !== 0n ? "-" : ""}${whole}${fraction}`;
}
