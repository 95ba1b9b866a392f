import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { PAYOUT_STATES } from "../../sdk/treasury/bankFold.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, file, readCsv } from "../options.ts";
import { writeTable } from "../output.ts";
import { defineTask, signing } from "../task.ts";
import { account, openAccount } from "./bank.ts";

/** As many as one transaction can mark with ease. */
const AT_ONCE = 500;

export const bankPayouts = defineTask({
  name: "bank:payouts",
  description:
    "Lists what a bank account owes, each payout with the reference that the bank is given; --csv writes the file from which " +
    "officers pay. --accounts adds what the bank needs to know of each agent from a private table (agent,name,iban). " +
    "--sent says on the chain that they are being paid, so that nobody keeps one meanwhile. What was sent once is in no " +
    "later file, also when the bank took longer than it is kept for; --again lists it once more, after a look at the statement. " +
    "Examples: npx hardhat bank:payouts · npx hardhat bank:payouts --csv pay.csv --accounts ibans.csv --sent --by 1",
  options: {
    account,
    all: z.boolean().default(false).describe("Also those that were paid, kept, returned or corrected"),
    csv: file.optional().describe("Write those that wait to this file"),
    accounts: file.optional().describe("CSV of the officers' own: agent, and whatever the bank needs"),
    again: z
      .boolean()
      .default(false)
      .describe("Also those sent before whose time at the bank is over; see first that the statement has none of them"),
    sent: z.boolean().default(false).describe("Say on the chain that they are at the bank; needs --by"),
    by: byMember.optional().describe("With --sent: the officer who says so"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, sent } = options;
    // Before the file is written, which nobody would know to be at the bank.
    if (sent && by === undefined) throw saysWho();
    const { bankAct, foldOf, placeOf } = await import("../../sdk/treasury/bank.ts");
    const { referenceOf } = await import("../../sdk/treasury/bankReferences.ts");
    const connected = await nation();
    const { bank, money, currency, decimals } = await openAccount(connected, options.account);
    const fold = await foldOf(connected, bank);
    const place = placeOf(connected, bank);
    const now = await connected.clock();
    const contested = await contestedAmong([...fold.payouts.values()].map(({ to }) => to));
    const every = [...fold.payouts].map(([payout, { to, amount, state, madeAt, lockedUntil }]) => ({
      payout,
      reference: referenceOf(place, payout),
      to,
      amount,
      state: PAYOUT_STATES[Number(state)] ?? "none",
      madeAt,
      atBank: state === 1n && lockedUntil >= now,
      sentBefore: state === 1n && lockedUntil !== 0n && lockedUntil < now,
      contested: contested.has(to),
    }));
    const waiting = every.filter(({ state }) => state === "waiting");
    const shown = options.all ? every : waiting;
    const sum = waiting.reduce((total, { amount }) => total + amount, 0n);
    const lines = [
      ...shown.map(
        ({ payout, reference, to, amount, state, madeAt, atBank, sentBefore, contested: isContested }) =>
          `  ${String(payout).padStart(4)}  ${reference}  ${money(amount).padStart(18)}  ` +
          `${to === 0n ? "set aside" : `agent ${to}`}, ${atBank ? "at the bank" : sentBefore ? "was at the bank" : state}, since ${formatMoment(madeAt)}` +
          (isContested && state === "waiting" ? " — A RECOVERY OF ITS KEY IS PENDING: pay only whom you know" : ""),
      ),
      waiting.length === 0 ? "Nobody waits to be paid." : `${waiting.length} wait to be paid: ${money(sum)}.`,
    ];
    // What the officers have had at the bank is in no second file, or it would be paid twice: nobody here knows whether it
    // was, until two say so.
    const before = waiting.filter(({ sentBefore }) => sentBefore);
    const fresh = waiting
      .filter(({ atBank, sentBefore }) => !atBank && (options.again || !sentBefore))
      .slice(0, AT_ONCE);
    if (before.length > 0 && !options.again) {
      lines.push(
        `${before.length} were sent before and are not known to be paid: look at the statement (npx hardhat bank:reconcile), ` +
          `then mark them paid or list them once more with --again.`,
      );
    }
    if (fresh.length === AT_ONCE) lines.push(`No more than ${AT_ONCE} at once; run it again for the others.`);
    if (options.csv !== undefined) {
      writeTable(options.csv, csvOf(fresh));
      lines.push(`${fresh.length} payouts that are not at the bank${options.again ? "" : " yet"}: ${options.csv}`);
    }
    const data = { account: bank.name, payouts: shown, waiting: waiting.length, sum };
    if (by === undefined || !sent || fresh.length === 0) return { lines, data: { ...data, changed: false } };
    const payouts = fresh.map(({ payout }) => payout);
    return perform(by, bankAct(bank, "markSent", { payouts }), {
      tell: () => ({
        lines: [...lines, `${payouts.length} payouts are at the bank.`],
        data: { ...data, sent: payouts },
      }),
    });

    function csvOf(payouts: typeof waiting): string {
      const [head = [], ...rows] = options.accounts === undefined ? [] : readCsv(options.accounts);
      const at = head.findIndex((cell) => cell.toLowerCase() === "agent");
      const more = head.filter((_, place) => place !== at);
      const known = new Map(rows.map((row) => [row[at] ?? "", row.filter((_, place) => place !== at)]));
      const cells = payouts.map(({ reference, amount, to, payout }) => [
        reference,
        formatAmount(amount, decimals, { shown: decimals }).replaceAll(",", ""),
        currency,
        String(to),
        String(payout),
        ...(known.get(String(to)) ?? more.map(() => "")),
      ]);
      const table = [["reference", "amount", "currency", "agent", "payout", ...more], ...cells];
      return `${table.map((row) => row.map(quoted).join(",")).join("\n")}\n`;
    }

    async function contestedAmong(agents: readonly bigint[]): Promise<ReadonlySet<bigint>> {
      const { recovery } = connected.contracts;
      const unique = [...new Set(agents)].filter((id) => id !== 0n);
      const pending = await Promise.all(unique.map((id) => recovery.isPending(id)));
      return new Set(unique.filter((_, index) => pending[index]));
    }
  },
});

function saysWho(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "bank:payouts --sent needs --by",
    remedy: "Name the officer who says so (--by 1); no file was written, and nothing was sent.",
    docs: "docs/bank-money.md",
  });
}

/** A cell of CSV; what a spreadsheet would take for a formula is put in quotes with a leading apostrophe. */
function quoted(cell: string): string {
  const safe = /^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
