import * as decisions from "./decisions.ts";
import * as money from "./money.ts";
import type { Player, Row } from "./rows.ts";
import type { Stage } from "./stage.ts";
import * as work from "./work.ts";

const PLAYERS: { readonly [A in Row["act"]]: Player<A> } = {
  found: work.found,
  join: work.join,
  open: work.open,
  hours: work.enter,
  appraise: work.appraise,
  settle: work.settle,
  income: money.income,
  cost: money.cost,
  pay: money.pay,
  close: money.close,
  collect: money.collect,
  propose: decisions.propose,
  vote: decisions.vote,
  queue: decisions.queue,
  execute: decisions.execute,
};

export function play(stage: Stage, row: Row): Promise<string> {
  // The compiler cannot see that the player and the row are of the same act; the table's type says so.
  const player = PLAYERS[row.act] as (stage: Stage, row: Row) => Promise<string>;
  return player(stage, row);
}
