import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { EXPENSE_KINDS, REQUEST_STATES, wordOf } from "../../sdk/treasury/expenses.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { address, agentId, amount, byMember, guildId, id, seasonId, text, token } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const NOBODY = `0x${"0".repeat(40)}`;
const NOTHING = `0x${"0".repeat(64)}`;

export const expenseRequest = defineTask({
  name: "expense:request",
  description:
    "Asks a guild to pay: an outlay back (reimbursement), an invoice, or a wage in advance. Paid is the author, or another " +
    "agent (--payee), or for an invoice an address outside the nation (--to, with --who). Of --evidence and --who only " +
    "hashes are sent. Needs a member on the roster, or the payee of an invoice. " +
    "Example: npx hardhat expense:request --by 3 --guild 10 --kind reimbursement --amount 42.50 --evidence receipt-17",
  options: {
    by: byMember,
    guild: guildId,
    kind: z
      .enum(EXPENSE_KINDS)
      .exclude(["milestone"])
      .default("reimbursement")
      .describe("reimbursement, invoice or wage"),
    amount: amount.describe("Amount in the token"),
    token: token.describe("Address of an ERC-20, or native"),
    budget: id("a budget's number", "").optional().describe("The budget; without it, within the guild's limit"),
    season: seasonId.optional().describe("The season whose income pays; the last one unless given"),
    payee: agentId.optional().describe("The agent to be paid, if not the author"),
    to: address.optional().describe("Address of somebody outside the nation (invoice)"),
    who: text.optional().describe("Who that is; not sent, only its salted hash"),
    evidence: text.describe("What shows it, such as the number of an invoice; not sent, only its hash"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { id: hashOf } = await import("ethers");
    const { readExpenses } = await import("../../sdk/treasury/expenses.ts");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { by, guild, token, budget = 0n } = options;
    const season = options.season ?? (await connected.contracts.ledger.lastSeason());
    const { decimals, symbol } = await tokenView(connected, token);
    const units = parseAmount(options.amount, decimals);
    const evidence = hashOf(options.evidence);
    const asked = [...(await readExpenses(connected)).requests].find(
      ([, each]) =>
        each.by === by &&
        each.guild === guild &&
        each.evidence === evidence &&
        each.amount === units &&
        each.token.toLowerCase() === token.toLowerCase() &&
        (options.season === undefined || each.season === season) &&
        each.state <= 3n,
    );
    if (asked !== undefined) {
      const [request, { state, season: before }] = asked;
      const line = `This was asked already and is ${wordOf(REQUEST_STATES, state)}: ${request}.`;
      const other = `${line} It was for season ${before}; name --season ${season} to ask for this one too.`;
      return unchanged(before === season ? line : other, { request });
    }
    const isOutside = options.to !== undefined;
    const who = options.who === undefined ? undefined : await saltedHash(options.who);
    const terms = {
      ...{ guild, kind: BigInt(EXPENSE_KINDS.indexOf(options.kind)), budget, season, token, amount: units, evidence },
      payee: isOutside ? (options.payee ?? 0n) : (options.payee ?? by),
      ...{ to: options.to ?? NOBODY, payeeHash: who?.hash ?? NOTHING },
    };
    return perform(by, act("expenses", "ask", terms), {
      tell: (outcome) => {
        const { request } = eventNamed(outcome, "ExpenseAsked").args as { request: string };
        return {
          lines: [
            `Request ${request}: ${options.kind} of ${formatAmount(units, decimals)} ${symbol} to ${options.to ?? `agent ${terms.payee}`}.`,
            ...(who === undefined ? [] : [`Salt of who is paid: ${who.salt}`]),
            `Two stewards approve it: npx hardhat expense:approve --by ID --request ${request}`,
          ],
          data: { request, ...terms, ...(who === undefined ? {} : { salt: who.salt }) },
        };
      },
    });
  },
});
