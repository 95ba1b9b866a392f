import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { guildId, token } from "../options.ts";
import { defineTask } from "../task.ts";

export const financierShow = defineTask({
  name: "financier:show",
  description:
    "Shows who financed a guild, as its council acknowledged it: what they gave, what has returned, and how much still may. " +
    "Example: npx hardhat financier:show --guild 10",
  options: { guild: guildId, token: token.describe("Address of an ERC-20, or native") },
  async run({ options: { guild, token }, nation }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    await requireGuild(connected, guild);
    const [{ decimals, symbol }, found] = await Promise.all([
      tokenView(connected, token),
      connected.contracts.surplus.financiersOf(guild, token),
    ]);
    const financiers = found.map(({ agent, principal, ceiling, returned }) => ({
      ...{ agent, principal, ceiling, returned },
      open: ceiling - returned,
    }));
    const money = (units: bigint) => `${formatAmount(units, decimals)} ${symbol}`;
    return {
      lines:
        financiers.length === 0
          ? [`Guild ${guild} has acknowledged no financier in ${symbol}.`]
          : financiers.map(
              ({ agent, principal, returned, open }) =>
                `Agent ${agent} gave ${money(principal)}; ${money(returned)} returned, ${money(open)} may still`,
            ),
      data: { guild, token, financiers },
    };
  },
});
