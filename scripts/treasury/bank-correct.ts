import { byMember, hash, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { account, openAccount, payerHash, payoutNamed, payoutOption } from "./bank.ts";

export const bankCorrect = defineTask({
  name: "bank:correct",
  description:
    "Undoes a wrong income line with money that books have set aside for it (surplus:cost to the account's own contract), by " +
    "a first officer; a second one confirms it with bank:confirm. Both stay visible. " +
    'Example: npx hardhat bank:correct --by 1 --line 0x… --payout 7 --reason "it was the neighbours\'"',
  options: {
    by: byMember.describe("The officer"),
    account,
    line: hash.describe("The wrong line, as bank:reconcile --json and bank:show name it"),
    payout: payoutOption,
    reason: text.describe("Why; only its salted hash is sent"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { bankAct } = await import("../../sdk/treasury/bank.ts");
    const connected = await nation();
    const { bank } = await openAccount(connected, options.account);
    const payout = await payoutNamed(connected, bank, options.payout);
    const booking = await bank.contract.correctionId(options.line, payout);
    const { hash: reason, salt } = await payerHash(options.reason);
    return perform(options.by, bankAct(bank, "correct", { confirms: 0n, line: options.line, payout, reason }), {
      tell: () => ({
        lines: [
          `Line ${options.line} is to be undone by payout ${payout}.`,
          `Another officer confirms: npx hardhat bank:confirm --booking ${booking}`,
          `Salt of the reason: ${salt}`,
        ],
        data: { account: bank.name, booking, payout, salt },
      }),
    });
  },
});
