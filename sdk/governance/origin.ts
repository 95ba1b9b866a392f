import type { Charter } from "../charter.ts";

/** As `Origin` on the chain. */
export interface Origin {
  readonly chain: bigint;
  readonly moving: string;
  readonly move: bigint;
  readonly root: string;
  readonly tokens: string[];
}

const NOWHERE: Origin = { chain: 0n, moving: `0x${"0".repeat(40)}`, move: 0n, root: `0x${"0".repeat(64)}`, tokens: [] };

/** Where a nation came from, as `Opening` takes it; all zero for one that came from nowhere. */
export function originOf({ governance: { origin } }: Charter): Origin {
  return origin === undefined ? NOWHERE : { ...origin, move: BigInt(origin.move) };
}
