/** Who financed each guild and what returned to them, rebuilt from the logs of `Surplus` alone. Part of `SurplusFold`. */
import type { EventLog } from "../logs.ts";

type Args = EventLog["args"];

/** As `ISurplus.Financier`. */
export interface FinancierState {
  readonly ceiling: bigint;
  readonly returned: bigint;
  readonly principal: bigint;
  readonly agent: bigint;
}

/** Financiers of a guild in a token, at most. */
const MOST = 16;

export class FinancierFold {
  readonly #lists = new Map<string, FinancierState[]>();

  /** In their own place; else in a new one; in a full list in the first to whom all has returned. */
  acknowledge(args: Args): void {
    const [agent, principal, ceiling] = [args.financier as bigint, args.principal as bigint, args.ceiling as bigint];
    const list = this.of(args.guild as bigint, args.token as string);
    const own = list.findIndex((each) => each.agent === agent);
    const free = list.length < MOST ? list.length : list.findIndex((each) => each.returned === each.ceiling);
    const place = own === -1 ? free : own;
    if (place === -1) throw new RangeError(`the logs never freed a place for agent ${agent}`);
    list[place] = { ceiling, returned: list[own]?.returned ?? 0n, principal, agent };
    this.#lists.set(keyOf(args), list);
  }

  give(args: Args): void {
    const list = this.of(args.guild as bigint, args.token as string);
    const add = (each: FinancierState) => ({ ...each, returned: each.returned + (args.amount as bigint) });
    this.#lists.set(
      keyOf(args),
      list.map((each) => (each.agent === args.financier ? add(each) : each)),
    );
  }

  of(guild: bigint, token: string): FinancierState[] {
    return [...(this.#lists.get(`${guild}/${token}`) ?? [])];
  }
}

function keyOf({ guild, token }: Args): string {
  return `${guild}/${token}`;
}
