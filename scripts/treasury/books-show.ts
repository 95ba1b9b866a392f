import { formatAmount } from "../../sdk/treasury/money.ts";
import { guildId, seasonId, token } from "../options.ts";
import { defineTask } from "../task.ts";

export const booksShow = defineTask({
  name: "books:show",
  description:
    "Shows the books of a guild's season as a table whose lines add up to the income, and each member's share. " +
    "Example: npx hardhat books:show --guild 10 --season 1",
  options: {
    guild: guildId,
    season: seasonId.optional().describe("The season; the last one unless given"),
    token: token.describe("Address of an ERC-20, or native"),
  },
  async run({ options, nation }) {
    const { rosterEver } = await import("../../sdk/membership/register.ts");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { surplus, ledger } = connected.contracts;
    const { guild, token } = options;
    const season = options.season ?? (await ledger.lastSeason());
    const [books, { pass }, { decimals, symbol }, roster] = await Promise.all([
      surplus.booksOf(guild, season, token),
      surplus.weighingOf(guild, season, token),
      tokenView(connected, token),
      rosterEver(connected, guild),
    ]);
    const closed = books.equation !== 0n;
    // While members are weighed nobody's share is known.
    const sharing = closed && pass === 0n ? roster : [];
    const found = await Promise.all(sharing.map((member) => surplus.shareOf(guild, season, token, member)));
    const shares = sharing.map((member, index) => ({
      member,
      amount: found[index]?.amount ?? 0n,
      collected: found[index]?.collected ?? false,
    }));
    const parts: [string, bigint][] = [
      ["costs", books.costs],
      ["available for costs", books.available],
      ["waiting to be weighed", books.unweighed],
      ["to the reserve", books.toReserve],
      ["to accounts", books.toAccounts],
      ["collected by members", books.collected],
      ["lent by members to the nation", books.lent],
      ["not yet collected", books.uncollected],
      ["left by rounding", books.remainder],
    ];
    const sum = parts.reduce((total, [, units]) => total + units, 0n);
    const row = (name: string, units: bigint) => `  ${name.padEnd(32)}${formatAmount(units, decimals).padStart(20)}`;
    const due = shares.filter(({ amount }) => amount > 0n);
    return {
      lines: [
        `Guild ${guild}, season ${season}, in ${symbol}: books ${closed ? `closed by equation ${books.equation}` : "open"}`,
        row("income", books.income),
        `  ${"─".repeat(52)}`,
        ...parts.filter(([, units]) => units > 0n).map(([name, units]) => row(name, units)),
        `  ${"─".repeat(52)}`,
        row("sum", sum),
        ...(due.length === 0 ? [] : ["Members' shares:"]),
        ...due.map(({ member, amount, collected }) => row(`agent ${member}${collected ? ", collected" : ""}`, amount)),
      ],
      data: { guild, season, token, closed, income: books.income, parts: Object.fromEntries(parts), sum, shares },
    };
  },
});
