import { edgeKey } from "../../../licensing/fold.ts";
import { must } from "../../../must.ts";
import { fields, pairs, type FigureKind } from "./kind.ts";

/** What the reserve lent and spent, and what waits in the commons. */
export const RESERVE_FIGURES: readonly FigureKind[] = [
  {
    kind: "the reserve's loans",
    contract: "reserve",
    view: "loanOf",
    figures: ({ reserve }) =>
      Array.from({ length: Number(reserve.lastLoan) }, (_, place) => {
        const loan = BigInt(place + 1);
        const { borrower, token, dueAt, amount, repaid } = must(reserve.loanOf(loan), `loan ${loan}`);
        return { who: `loan ${loan}`, args: [loan], says: { borrower, token, dueAt, amount, repaid } };
      }),
    read: fields("borrower", "token", "dueAt", "amount", "repaid"),
  },
  {
    kind: "the reserve",
    contract: "reserve",
    view: "outstanding",
    figures: ({ reserve, tokens }) =>
      tokens.map((token) => ({
        who: `token ${token}`,
        args: [token],
        says: { outstanding: reserve.outstanding(token) },
      })),
    read: ([outstanding]) => ({ outstanding: outstanding as bigint }),
  },
  {
    kind: "the reserve",
    contract: "reserve",
    view: "spentIn",
    figures: ({ reserve, tokens, now }) =>
      tokens.map((token) => ({ who: `token ${token}`, args: [token], says: { spent: reserve.spentIn(token, now) } })),
    read: ([spent]) => ({ spent: spent as bigint }),
  },
  {
    kind: "waiting in Commons",
    contract: "commons",
    view: "waiting",
    figures: ({ licensing, tokens }) =>
      [...licensing.works].flatMap(([child, { edges }]) =>
        pairs(edges, tokens).map(([{ parent }, token]) => ({
          who: `work ${child} to work ${parent}, token ${token}`,
          args: [child, parent, token],
          says: { waiting: licensing.waiting.get(edgeKey(child, parent, token)) ?? 0n },
        })),
      ),
    read: ([waiting]) => ({ waiting: waiting as bigint }),
  },
];
