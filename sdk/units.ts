import { NeoguildError } from "./errors.ts";

const SECONDS: Readonly<Record<string, bigint>> = {
  s: 1n,
  min: 60n,
  h: 3_600n,
  d: 86_400n,
  w: 604_800n,
  y: 31_536_000n,
};

/** Basis points of a whole: 10_000 are all. */
export const WHOLE_BPS = 10_000n;

/**
 * Seconds of a duration such as `90d`, `16h`, `30min`, `2w` or `1y` (a year has 365 days); `0` is none.
 * @throws NeoguildError `DurationInvalid`
 */
export function parseDuration(text: string): bigint {
  if (text === "0") return 0n;
  const [, count, unit] = /^(\d+)(s|min|h|d|w|y)$/.exec(text) ?? [];
  const seconds = unit === undefined ? undefined : SECONDS[unit];
  if (count === undefined || seconds === undefined) {
    throw new NeoguildError({
      code: "DurationInvalid",
      message: `"${text}" is no duration`,
      remedy: "Write a whole number and a unit: 45s, 30min, 16h, 90d, 2w or 1y.",
    });
  }
  return BigInt(count) * seconds;
}

/** A duration as people read it, in its two largest units: `1 year 35 days`, `2 hours`, `none`. */
export function formatDuration(seconds: bigint): string {
  const units: [string, bigint][] = [
    ["year", 31_536_000n],
    ["day", 86_400n],
    ["hour", 3_600n],
    ["minute", 60n],
    ["second", 1n],
  ];
  const parts: string[] = [];
  let rest = seconds;
  for (const [name, size] of units) {
    const count = rest / size;
    rest %= size;
    if (count > 0n) parts.push(`${count} ${name}${count === 1n ? "" : "s"}`);
  }
  return parts.length === 0 ? "none" : parts.slice(0, 2).join(" ");
}

/** The end of the year 9999. */
const LAST_DATE = 253_402_300_799n;

/** A moment (Unix seconds) in UTC, to the minute: `2026-11-22 21:05 UTC`. One after the year 9999 is shown as its number. */
export function formatMoment(unixSeconds: bigint): string {
  if (unixSeconds > LAST_DATE) return `second ${unixSeconds}`;
  return `${new Date(Number(unixSeconds) * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/**
 * Basis points of a share such as `80%` or `33.25%`.
 * @throws NeoguildError `ShareInvalid`
 */
export function parseShare(text: string): bigint {
  const [, whole, fraction = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?%$/.exec(text) ?? [];
  const bps = whole === undefined ? -1n : BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
  if (bps < 0n || bps > WHOLE_BPS) {
    throw new NeoguildError({
      code: "ShareInvalid",
      message: `"${text}" is no share`,
      remedy: "Write a percentage from 0% to 100% with at most two decimals: 80% or 33.25%.",
    });
  }
  return bps;
}

/** `8000n` → `80%`, `3325n` → `33.25%`. */
export function formatShare(bps: bigint): string {
  const fraction = (bps % 100n).toString().padStart(2, "0").replace(/0+$/, "");
  return `${bps / 100n}${fraction === "" ? "" : `.${fraction}`}%`;
}

/** Minutes of work as hours: `96000n` → `1600 h`, `90n` → `1 h 30 min`. */
export function formatMinutes(minutes: bigint): string {
  const rest = minutes % 60n;
  return rest === 0n ? `${minutes / 60n} h` : `${minutes / 60n} h ${rest} min`;
}
