import { eventNamed } from "../../sdk/acts.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { amount, token, workId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const workPay = defineTask({
  name: "work:pay",
  description:
    "Pays for a work where no licence or pact asks for it: a gift, a royalty. It goes to the work's guild, and the shares of the " +
    "works it builds on wait for work:pull. Anybody may pay; no right comes with it (licence:grant). --total is what the paying " +
    "account shall have paid for the work in all, without fees of licences: run again it pays nothing twice, and a higher total " +
    "pays the difference. An ERC-20 is allowed first. Example: npx hardhat work:pay --work 1 --total 2.5",
  options: {
    work: workId.describe("The work"),
    total: amount.describe("What this account shall have paid in all, such as 100 or 2.5"),
    token: token.describe("Address of an ERC-20, or native"),
  },
  async run({ options: { work, total, token }, nation, carrier, transact }) {
    const { paidFor, requirePayable } = await import("../../sdk/licensing/works/payments.ts");
    const { allow, NATIVE, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const guild = await requirePayable(connected, work);
    const { decimals, symbol } = await tokenView(connected, token);
    const told = (units: bigint) => `${formatAmount(units, decimals)} ${symbol}`;
    const sender = await carrier();
    const payer = await sender.getAddress();
    const before = await paidFor(connected, { payer, work, token });
    const due = parseAmount(total, decimals) - before;
    const data = { work, guild, token, payer };
    if (due <= 0n) {
      const line = `${told(before)} were paid for work ${work} by ${payer} already; a higher --total pays more.`;
      return unchanged(line, { ...data, total: before });
    }
    if (token !== NATIVE) await allow(connected, { sender, token, spender: connected.addresses.commons, amount: due });
    return transact("commons", "pay", [work, token, due], {
      value: token === NATIVE ? due : undefined,
      tell: (outcome) => {
        const { amount, ownShare } = eventNamed(outcome, "WorkPaid").args as { amount: bigint; ownShare: bigint };
        const upstream = amount - ownShare;
        const waits = upstream === 0n ? "" : `, ${told(upstream)} wait for the works it builds on (work:pull --all)`;
        return {
          lines: [
            `${told(amount)} paid for work ${work}: ${told(ownShare)} to guild ${guild}${waits}.`,
            `${told(before + amount)} in all from ${payer}.`,
          ],
          data: { ...data, amount, ownShare, upstream, total: before + amount },
        };
      },
    });
  },
});
