import type { Nation } from "../connect.ts";
import { HOLD_STATES, type HoldState } from "./councilsFold.ts";

/** A hold on a decision of a council, with who wants it. */
export interface HoldView {
  readonly proposal: bigint;
  readonly round: bigint;
  /** By which `Holds` knows the round. */
  readonly number: bigint;
  readonly state: HoldState;
  readonly needed: bigint;
  /** Last second of the hold, or when it was confirmed (Unix seconds); 0 = too few members yet. */
  readonly until: bigint;
  /** Who wants it, and why: a text, or the salted hash of one. */
  readonly members: readonly { readonly by: bigint; readonly text: string; readonly hash: string }[];
}

/** The holds that were called on councils' decisions, in order. */
export async function allHolds({ contracts: { holds }, addresses }: Nation): Promise<HoldView[]> {
  const subject = addresses.councils;
  const [called, joined] = await Promise.all([
    holds.queryFilter(holds.filters.HoldCalled(subject)),
    holds.queryFilter(holds.filters.HoldJoined(subject)),
  ]);
  return Promise.all(
    called.map(async ({ args: { number } }) => {
      const [code, { needed, until }] = await Promise.all([
        holds.stateOf(subject, number),
        holds.heldOf(subject, number),
      ]);
      const members = joined
        .filter(({ args }) => args.number === number)
        .map(({ args: { by, text, reason: hash } }) => ({ by, text, hash }));
      const state = HOLD_STATES[Number(code)] ?? "none";
      return { proposal: number >> 8n, round: number & 255n, number, state, needed, until, members };
    }),
  );
}
