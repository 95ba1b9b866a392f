import type { BankFold } from "../../../treasury/bankFold.ts";
import type { BooksWorld } from "../world.ts";
import { fields, type Figure, type FigureKind } from "./kind.ts";

/** Money at banks. */
export const BANK_FIGURES: readonly FigureKind[] = [
  {
    kind: "bank money",
    contract: "banks",
    view: "reconciliation",
    figures: ({ banks }) =>
      inBanks(banks, (bank) => {
        const [waitingIn, waitingOut] = bank.unconfirmed;
        return [{ who: "the account", args: [], says: { supply: bank.supply, waitingIn, waitingOut } }];
      }),
    read: ([supply, waitingIn, waitingOut]) => ({
      supply: supply as bigint,
      waitingIn: waitingIn as bigint,
      waitingOut: waitingOut as bigint,
    }),
  },
  {
    kind: "bank money",
    contract: "banks",
    view: "unitsOf",
    figures: ({ banks, members }) =>
      inBanks(banks, (bank) =>
        [...members.agents.keys()].map((agent) => ({
          who: `agent ${agent}`,
          args: [agent],
          says: { kept: bank.keptBy(agent), waiting: bank.waitingFor(agent) },
        })),
      ),
    read: ([kept, waiting]) => ({ kept: kept as bigint, waiting: waiting as bigint }),
  },
  {
    kind: "payouts of banks",
    contract: "banks",
    view: "payoutOf",
    figures: ({ banks }) =>
      inBanks(banks, (bank) =>
        [...bank.payouts].map(([payout, { to, amount, state, madeAt }]) => ({
          who: `payout ${payout}`,
          args: [payout],
          says: { to, amount, state, madeAt },
        })),
      ),
    read: fields("to", "amount", "state", "madeAt"),
  },
];

function inBanks(banks: BooksWorld["banks"], figuresOf: (bank: BankFold) => Figure[]): Figure[] {
  return [...banks].flatMap(([name, bank]) =>
    figuresOf(bank).map((figure) => ({ ...figure, who: `${figure.who}, ${name}`, bank: name })),
  );
}
