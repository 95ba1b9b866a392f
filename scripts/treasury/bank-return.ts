import { defineTask } from "../task.ts";
import { markPayout, payoutLineOptions } from "./payoutLine.ts";

export const bankReturn = defineTask({
  name: "bank:return",
  description:
    "Books a payment that the bank sent back, by a first officer; confirmed with bank:confirm, the money is owed again, as a new payout. Nobody marks their own. " +
    "Example: npx hardhat bank:return --by 1 --payout NG-7K3Q-0001C-XK --statement june.csv --row 7",
  options: payoutLineOptions,
  run: (context) => markPayout(context, { out: false, happened: "have come back" }),
});
