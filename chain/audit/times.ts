import { formatMoment } from "../../sdk/units.ts";
import type { Entry, Genesis, Head } from "../format.ts";
import { kindOf } from "./acts.ts";
import type { Fault } from "./finding.ts";

/**
 * Seconds by which clocks of honest machines may differ. Blocks of one second are put a second apart, so a chain that
 * was very busy is also a little ahead of its machine.
 */
export const TOLERANCE = 3600;

export interface TimeParams {
  readonly entry: Entry;
  /** The latest block before it. */
  readonly before: Head;
  readonly genesis: Genesis;
  /** The auditing machine's clock, in Unix seconds. */
  readonly now: number;
}

/** Do the times of an entry agree with each other, follow the block before, and keep within the present? */
export function timeFaults({ entry, before, genesis, now }: TimeParams): Fault[] {
  const { method, mined = [], head } = entry;
  const found = (what: string): Fault[] => [{ kind: "time", what }];
  if (method === "evm_revert") return [];
  const last = mined.at(-1) ?? before.timestamp;
  if (method !== "hardhat_mine" && last !== head.timestamp) {
    return found(`its block is of ${moment(head.timestamp)} in one place and of ${moment(last)} in another`);
  }
  const apart = genesis["allowBlocksWithSameTimestamp"] === true ? 0 : 1;
  const times = [before.timestamp, ...mined];
  const back = times.findIndex((time, index) => index > 0 && time < (times[index - 1] ?? 0) + apart);
  if (back > 0) {
    return found(`it goes back: ${moment(times[back] ?? 0)} follows ${moment(times[back - 1] ?? 0)}`);
  }
  if (kindOf(genesis) === "rehearsal") return [];
  if (entry.clock !== undefined) return found(`the chain's clock was put ${entry.clock} s ahead of the machine's`);
  if (head.timestamp > now + TOLERANCE) {
    return found(`its block is of ${moment(head.timestamp)}, and here it is ${moment(now)}`);
  }
  return [];
}

/** Of a line whose block differs: does it stand later than the line after it, so that its time was put forward? */
export function forwardFaults({ head }: Entry, next: Entry | undefined): Fault[] {
  const after = next?.mined?.[0];
  if (after === undefined || head.timestamp < after) return [];
  return [{ kind: "time", what: `its block is of ${moment(head.timestamp)}, the one after it of ${moment(after)}` }];
}

/** The last moment a date can tell, in Unix seconds; a forged line may say more. */
const LAST_MOMENT = 8.64e12;

function moment(timestamp: number): string {
  if (timestamp > LAST_MOMENT) return `second ${timestamp}`;
  return `${formatMoment(BigInt(timestamp))} (${timestamp})`;
}
