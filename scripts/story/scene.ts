import { parseEther } from "ethers";

import { formatAmount } from "../../sdk/treasury/money.ts";
import type { Name, Stage } from "./stage.ts";

/** One scene of the story: it plays only what the chain does not show yet, so that a story cut off can be taken up again. */
export interface Scene {
  readonly title: string;
  /** Whether the chain already shows this scene's end. */
  done(stage: Stage): Promise<boolean>;
  /** Plays it and says what happened, a sentence a line. */
  play(stage: Stage): Promise<string[]>;
}

export const DAY = 86_400n;

/** Minutes of work. */
export const HOUR = 60n;

export const FIRST_SEASON = 1n;

/** The guild is the first agent after the nine founders. */
export const STUDIO = 10n;

/** What the charter asks of firms for a year's use of the design. */
export const LICENCE_FEE = parseEther("18000");

/** An amount of rehearsal money as people read it. */
export function coins(amount: bigint): string {
  return formatAmount(amount, 18);
}

/** Rehearsal money: an outsider's account gets the coins it is about to spend, and some for the gas. */
export async function giveCoins(stage: Stage, name: Name, amount: bigint): Promise<void> {
  const { provider } = stage.nation;
  const balance = amount + parseEther("100");
  await provider.send("hardhat_setBalance", [stage.account(name).address, `0x${balance.toString(16)}`]);
}
