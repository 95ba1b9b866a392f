import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { agentId, amount, purpose, workId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const licenceSettle = defineTask({
  name: "licence:settle",
  description:
    "Pays what a licence asks for in its periods: what is open now, or with --total so much that this has been paid in all, which " +
    "may be in advance. Anybody may pay, and running it again pays nothing twice. It goes to the work's guild and to the works it " +
    "builds on. Example: npx hardhat licence:settle --work 1 --licensee 12 --purpose manufacture",
  options: {
    work: workId.describe("The work"),
    licensee: agentId.describe("Who holds the licence"),
    purpose,
    total: amount.optional().describe("What shall have been paid in all for periods and units, such as 500 or 12.5"),
  },
  async run({ options: { work, licensee, purpose, total }, nation, carrier, transact }) {
    const { requireGrant } = await import("../../sdk/licensing/show.ts");
    const { allow, NATIVE } = await import("../../sdk/treasury/tokens.ts");
    const { formatAmount, parseAmount } = await import("../../sdk/treasury/money.ts");
    const connected = await nation();
    const { number, token, view, ...grant } = await requireGrant(connected, { work, licensee, purpose });
    const { paid } = await connected.contracts.licences.meterOf(number);
    const due = total === undefined ? grant.amount : parseAmount(total, view.decimals) - paid;
    const data = { number, work, licensee, purpose: PURPOSES[purpose], token };
    if (due <= 0n) return unchanged(`Nothing is to be paid on licence ${number}.`, data);
    if (token !== NATIVE)
      await allow(connected, { sender: await carrier(), token, spender: connected.addresses.commons, amount: due });
    return transact("licences", "settle", [number, due], {
      tell: () => ({
        lines: [`${formatAmount(due, view.decimals)} ${view.symbol} paid on licence ${number}.`],
        data: { ...data, amount: due },
      }),
      value: token === NATIVE ? due : undefined,
    });
  },
});
