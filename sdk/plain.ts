/**
 * A line for a terminal. Names, addresses and proposals are written by anybody: what could move the cursor, break the
 * line or turn the reading direction, and so forge what others read, becomes a sign of its own.
 */
export function plain(line: string): string {
  return line.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
