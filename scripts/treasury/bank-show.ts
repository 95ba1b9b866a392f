import { BOOKING_KINDS } from "../../sdk/treasury/bankFold.ts";
import { shownDay } from "../../sdk/treasury/bankStatement.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";
import { account, openAccount } from "./bank.ts";

export const bankShow = defineTask({
  name: "bank:show",
  description:
    "Shows a bank account's money: its officers, where the units lie, what the bank should hold, and what waits for a second " +
    "officer; with --agent what that agent is owed and keeps. Example: npx hardhat bank:show",
  options: { account, agent: agentId.optional().describe("One agent's units") },
  async run({ options, nation }) {
    const { foldOf } = await import("../../sdk/treasury/bank.ts");
    const connected = await nation();
    const { bank, money } = await openAccount(connected, options.account);
    const { contract, address } = bank;
    const [name, fold, now, supply] = await Promise.all([
      contract.name(),
      foldOf(connected, bank),
      connected.clock(),
      contract.totalSupply(),
    ]);
    const officers = await Promise.all(
      [...fold.officerUntil].map(async ([id, until]) => ({ id, until, inOffice: await contract.isOfficer(id) })),
    );
    const [waitingIn, waitingOut] = fold.unconfirmed;
    const held = [...fold.books]
      .map((book) => ({ book: nameOf(book), units: fold.heldBy(book) }))
      .filter(({ units }) => units !== 0n);
    const agents = new Set([...[...fold.payouts.values()].map(({ to }) => to), ...fold.kept.keys()]);
    const owed = [...agents]
      .filter((id) => id !== 0n && (options.agent === undefined || id === options.agent))
      .map((id) => ({ agent: id, kept: fold.keptBy(id), waiting: fold.waitingFor(id) }))
      .filter(({ kept, waiting }) => kept + waiting !== 0n);
    const open = [...fold.bookings]
      .filter(([, { second }]) => second === 0n)
      .map(([booking, entry]) => ({
        booking,
        kind: BOOKING_KINDS[Number(entry.kind)],
        amount: entry.amount,
        first: entry.first,
        to: entry.to,
        payout: entry.payout,
        day: fold.lines.get(booking)?.day,
        confirmBy: entry.confirmBy,
        lapsed: now > entry.confirmBy,
      }));
    return {
      lines: [
        `${name} (account ${bank.name.slice(4)}) at ${address}: ${money(supply)}`,
        ...officers.map(
          ({ id, until, inOffice }) =>
            `  officer    agent ${id}, until ${formatMoment(until)}${inOffice ? "" : " — NOT IN OFFICE"}`,
        ),
        ...held.map(({ book, units }) => `  in ${book.padEnd(16)} ${money(units).padStart(20)}`),
        ...owed.map(
          ({ agent, kept, waiting }) =>
            `  agent ${String(agent).padEnd(13)} ${money(kept + waiting).padStart(20)}` +
            (kept === 0n ? ", to be paid out" : `, of which ${money(kept)} are kept`),
        ),
        `  the bank should hold ${money(supply + waitingIn - waitingOut)}`,
        ...open.map(
          ({ booking, kind, amount, first, to, payout, day, confirmBy, lapsed }) =>
            `  ${lapsed ? "lapsed" : "waits"}: ${kind}, ${money(amount)}${day === undefined ? "" : ` of ${shownDay(day)}`}` +
            (kind === "income" ? ` for ${to === 0n ? "the reserve" : `agent ${to}`}` : `, payout ${payout}`) +
            `, stated by agent ${first}, until ${formatMoment(confirmBy)}\n    ${booking}`,
        ),
      ],
      data: { account: bank.name, name, address, supply, waitingIn, waitingOut, officers, held, owed, open },
    };

    function nameOf(book: string): string {
      const found = Object.entries(connected.addresses).find(([, at]) => at === book);
      return book === address ? "set aside" : (found?.[0] ?? book);
    }
  },
});
