import { writeFileSync } from "node:fs";

import { formatCsv } from "../../sdk/csv.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import type { Waiting } from "../../sdk/books/unpaid.ts";
import { formatDuration } from "../../sdk/units.ts";
import { agentId, file, oneToken } from "../options.ts";
import { defineTask } from "../task.ts";
import { tokenOffline } from "./columns.ts";

export const treasuryUnpaid = defineTask({
  name: "treasury:unpaid",
  description:
    "Lists who waits for money: how much, since when, why, and the command that helps. What waits longest stands first. " +
    "Examples: npx hardhat treasury:unpaid · npx hardhat treasury:unpaid --agent 3 --csv unpaid.csv",
  options: {
    agent: agentId.optional().describe("Only what this agent waits for"),
    token: oneToken.describe("Only this token: the address of an ERC-20, or native"),
    csv: file.optional().describe("Write the list to this CSV file too"),
  },
  async run({ options: { agent, token, csv }, nation }) {
    const { takeBooks } = await import("../../sdk/books/export.ts");
    const { worldOf } = await import("../../sdk/books/recompute/world.ts");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const { REASONS, unpaidIn } = await import("../../sdk/books/unpaid.ts");
    const connected = await nation();
    if (agent !== undefined) await requireAgent(connected, agent);
    const books = await takeBooks(connected);
    const world = { ...worldOf(books), now: await connected.clock() };
    const waiting = unpaidIn(world).filter(
      (one) =>
        (agent === undefined || one.agent === agent) &&
        (token === undefined || one.token.toLowerCase() === token.toLowerCase()),
    );
    const tokens = [...new Set(waiting.map((one) => one.token))];
    const views = new Map(
      await Promise.all(tokens.map(async (one) => [one, await tokenView(connected, one)] as const)),
    );
    const rows = waiting.map((one) => {
      const { symbol, decimals } = views.get(one.token) ?? tokenOffline(one.token);
      return {
        ...one,
        symbol,
        shown: formatAmount(one.amount, decimals),
        seconds: world.now - one.since,
        why: REASONS[one.reason] + (one.isContested ? "; a recovery is pending, so only their own key is paid" : ""),
        command: one.next === undefined ? undefined : `npx hardhat ${one.next}`,
      };
    });
    if (csv !== undefined) writeFileSync(csv, formatCsv([CSV_HEAD, ...rows.map(csvRow)]));
    const sums = tokens.map((one) => {
      const { symbol, decimals } = views.get(one) ?? tokenOffline(one);
      const amount = waiting.filter((found) => found.token === one).reduce((sum, found) => sum + found.amount, 0n);
      return { token: one, symbol, amount, shown: formatAmount(amount, decimals) };
    });
    return {
      lines: [
        ...(rows.length === 0 ? ["Nobody waits for money."] : []),
        ...rows.flatMap(({ agent: who, shown, symbol, seconds, why, command, guild, season, request }) => [
          `${nameOf(who, request)}: ${shown} ${symbol}, for ${formatDuration(seconds)}${placeOf(guild, season)}`,
          `  ${why}${command === undefined ? "." : ` → ${command}`}`,
        ]),
        ...sums.map(({ shown, symbol }) => `Together ${shown} ${symbol}.`),
        ...(csv === undefined ? [] : [`Written to ${csv}.`]),
      ],
      data: { waiting: rows, sums },
    };
  },
});

const CSV_HEAD = ["agent", "amount", "token", "symbol", "since", "days", "reason", "why", "guild", "season", "command"];

type Row = Waiting & { shown: string; symbol: string; seconds: bigint; why: string; command: string | undefined };

function csvRow({ agent, shown, token, symbol, since, seconds, reason, why, guild, season, command }: Row): string[] {
  const moment = new Date(Number(since) * 1000).toISOString();
  const place = [guild?.toString() ?? "", season?.toString() ?? ""];
  return [
    `${agent}`,
    shown.replaceAll(",", ""),
    token,
    symbol,
    moment,
    `${seconds / 86_400n}`,
    reason,
    why,
    ...place,
    command ?? "",
  ];
}

function nameOf(agent: bigint, request: string | undefined): string {
  if (agent === 0n && request !== undefined) return "A payee outside the nation";
  return agent === 0n ? "The reserve" : `Agent ${agent}`;
}

function placeOf(guild: bigint | undefined, season: bigint | undefined): string {
  return guild === undefined ? "" : ` (guild ${guild}${season === undefined ? "" : `, season ${season}`})`;
}
