import { unknownGuild } from "../../sdk/membership/guilds.ts";
import { allGuilds, rosterOf } from "../../sdk/membership/register.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatMoment } from "../../sdk/units.ts";
import { guildId } from "../options.ts";
import { defineTask } from "../task.ts";

export const guildShow = defineTask({
  name: "guild:show",
  description:
    "Shows a guild: its account and what it holds, its roster and its stewards. Needs the guild's agent id (see " +
    "member:list). Example: npx hardhat guild:show --guild 10",
  options: { guild: guildId },
  async run({ options: { guild }, nation }) {
    const { balanceOf, NATIVE, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { guilds } = connected.contracts;
    const known = (await allGuilds(connected)).find(({ id }) => id === guild);
    if (known === undefined) throw unknownGuild(guild);
    const roster = await rosterOf(connected, guild);
    const places = await Promise.all(roster.map((member) => guilds.placeOf(guild, member)));
    const offices = await Promise.all(roster.map((member) => guilds.isSteward(guild, member)));
    const persons = roster.map((id, index) => ({
      id,
      since: places[index]?.since ?? 0n,
      stewardUntil: offices[index] === true ? (places[index]?.stewardUntil ?? 0n) : 0n,
    }));
    const balance = await balanceOf(connected, NATIVE, known.account);
    const { decimals, symbol } = await tokenView(connected, NATIVE);
    return {
      lines: [
        `Guild ${guild} "${known.name}", founded by agent ${known.foundedBy}`,
        `  account  ${known.account} (${formatAmount(balance, decimals)} ${symbol})`,
        `  roster   ${persons.length} on it`,
        ...persons.map(({ id, since, stewardUntil }) => {
          const office = stewardUntil === 0n ? "" : `, steward until ${formatMoment(stewardUntil)}`;
          return `    agent ${id} since ${formatMoment(since)}${office}`;
        }),
      ],
      data: { ...known, balance, roster: persons },
    };
  },
});
