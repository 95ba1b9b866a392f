import type { Nation } from "../sdk/connect.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { formatDuration, formatMoment } from "../sdk/units.ts";
import { REHEARSAL_CHAIN_ID } from "./nations.ts";

// What only a rehearsal allows: another date, and acting for its members.

type Chain = Pick<Nation, "chainId" | "provider" | "name">;

/** Less than this far from the machine's clock, in seconds, a chain's date is today's. */
const SAME_DATE = 3_600n;

/** Whether a chain is a rehearsal: the chain id of Hardhat's node, and the node that can move its own clock. */
export async function isRehearsal({ chainId, provider }: Chain): Promise<boolean> {
  if (chainId !== BigInt(REHEARSAL_CHAIN_ID)) return false;
  return provider.send("hardhat_metadata", []).then(
    () => true,
    () => false,
  );
}

/** @throws NeoguildError `NotARehearsal` before anything is sent. */
export async function requireRehearsal(chain: Chain): Promise<void> {
  if (await isRehearsal(chain)) return;
  throw new NeoguildError({
    code: "NotARehearsal",
    message: `${chain.name} on chain ${chain.chainId} is no rehearsal: its date and its members' acts are real`,
    remedy: "Nothing was sent. Try it on a rehearsal: 'npm start' without --real runs one.",
    docs: "docs/rehearsal.md",
  });
}

/** The chain's present in Unix seconds: that of the next block, since the clock goes on between two. */
export async function presentOf({ provider }: Chain): Promise<bigint> {
  const { timestamp } = (await provider.send("eth_getBlockByNumber", ["pending", false])) as { timestamp: string };
  return BigInt(timestamp);
}

/** Moves the rehearsal's date to a moment (Unix seconds) after its present, in a block of that very time. */
export async function skipTo({ provider }: Chain, moment: bigint): Promise<void> {
  await provider.send("evm_mine", [Number(moment)]);
}

/** The rehearsal's date as people read it, and how far that is from the machine's. */
export function rehearsalDate(moment: bigint, today = BigInt(Math.floor(Date.now() / 1000))): string {
  const ahead = moment - today;
  const distance = formatDuration(ahead < 0n ? -ahead : ahead);
  const where =
    ahead > SAME_DATE ? `${distance} ahead of today` : ahead < -SAME_DATE ? `${distance} behind today` : "today";
  return `Rehearsal date ${formatMoment(moment)}, ${where}`;
}
