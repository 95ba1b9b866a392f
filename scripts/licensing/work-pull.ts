import { formatAmount } from "../../sdk/treasury/money.ts";
import { token, workId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const workPull = defineTask({
  name: "work:pull",
  description:
    "Moves on what waits for a work from one that builds on it: into its guild's books, where it is split again. Anybody may " +
    "send it. Example: npx hardhat work:pull --child 2 --parent 1",
  options: {
    child: workId.describe("The work that was paid for"),
    parent: workId.describe("The work it builds on"),
    token: token.describe("Address of an ERC-20, or native"),
  },
  async run({ options: { child, parent, token }, nation, transact }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const amount = await connected.contracts.commons.waiting(child, parent, token);
    if (amount === 0n)
      return unchanged(`Nothing waits for work ${parent} from work ${child}.`, { child, parent, token });
    const { decimals, symbol } = await tokenView(connected, token);
    return transact("commons", "pull", [child, parent, token], {
      tell: () => ({
        lines: [`${formatAmount(amount, decimals)} ${symbol} moved from work ${child} to work ${parent}.`],
        data: { child, parent, token, amount },
      }),
    });
  },
});
