import { defineTask } from "../task.ts";
import { markPayout, payoutLineOptions } from "./payoutLine.ts";

export const bankMarkPaid = defineTask({
  name: "bank:mark-paid",
  description:
    "Marks a payout paid by a line of the bank's statement, by a first officer; a second one confirms it with bank:confirm, which ends the payout. Nobody marks their own. " +
    "Example: npx hardhat bank:mark-paid --by 1 --payout NG-7K3Q-0001C-XK --statement june.csv --row 7",
  options: payoutLineOptions,
  run: (context) => markPayout(context, { out: true, happened: "were paid" }),
});
