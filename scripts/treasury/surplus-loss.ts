import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { openedSeason } from "../../sdk/contributions/seasons.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { guildId, seasonId, token } from "../options.ts";
import { defineTask, unchanged, type Report } from "../task.ts";

/** Members asked about, or borne for, at once. */
const PAGE = 200;

interface Folio {
  readonly guild: bigint;
  readonly season: bigint;
  readonly token: string;
}

export const surplusLoss = defineTask({
  name: "surplus:loss",
  description:
    "Shows what a season owed beyond its income when its books were closed, who bears it, and each member's part. With " +
    "--pull it has members bear their parts: from what they have lent to the nation, and from what was withheld of their " +
    "shares. Anybody may send it, again and again. " +
    "Examples: npx hardhat surplus:loss --guild 10 --season 2 · npx hardhat surplus:loss --guild 10 --season 2 --pull",
  options: {
    guild: guildId,
    season: seasonId.describe("The season"),
    token: token.describe("Address of an ERC-20, or native"),
    pull: z.boolean().default(false).describe("Has the members bear their parts now"),
  },
  async run({ options: { guild, season, token, pull }, nation, transact }) {
    const connected = await nation();
    const folio = { guild, season, token };
    await Promise.all([requireGuild(connected, guild), openedSeason(connected, season)]);
    if (!pull) return show(connected, folio);
    const { open, next } = await bearersOf(connected, folio);
    const done = `Nothing is to be borne now of the loss of guild ${guild}, season ${season}.`;
    if (next.length === 0) return unchanged(done, { ...folio, open });
    return transact("surplus", "pullLoss", [next, guild, season, token], {
      tell: () => ({
        lines: [`Borne by ${next.length} members; what they still owe is withheld from their next shares.`],
        data: { ...folio, members: next },
      }),
    });
  },
});

async function show(nation: Nation, folio: Folio): Promise<Report> {
  const { lossRows } = await import("./lossRows.ts");
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const { guild, season, token } = folio;
  const [{ decimals, symbol }, loss] = await Promise.all([
    tokenView(nation, token),
    nation.contracts.surplus.lossOf(guild, season, token),
  ]);
  if (loss.due === 0n)
    return { lines: [`Guild ${guild}, season ${season}: no loss in ${symbol}.`], data: { ...folio } };
  const { parts } = await bearersOf(nation, folio);
  const money = (units: bigint) => formatAmount(units, decimals).padStart(20);
  const { rows, data } = lossRows(loss);
  return {
    lines: [
      `Guild ${guild}, season ${season}, in ${symbol}: ${formatAmount(loss.due, decimals)} approved and unpaid at the close`,
      ...rows.map(([name, units]) => `  ${name.padEnd(32)}${money(units)}`),
      ...(parts.length === 0 ? [] : ["Members' parts, and what of them is not collected yet:"]),
      ...parts.map(({ member, amount, open }) => `  ${`agent ${member}`.padEnd(32)}${money(amount)}${money(open)}`),
    ],
    data: { ...folio, ...data, parts },
  };
}

interface Bearers {
  readonly parts: readonly { readonly member: bigint; readonly amount: bigint; readonly open: bigint }[];
  /** Whose part is not counted, or of whose part something can be collected now; at most a page. */
  readonly next: bigint[];
  readonly open: bigint;
}

/** Who had hours in the season, in the order of their ids. */
async function bearersOf({ contracts: { surplus, ledger, members } }: Nation, folio: Folio): Promise<Bearers> {
  const { guild, season, token } = folio;
  const last = await members.lastId();
  const bearers: bigint[] = [];
  for (let first = 1n; first <= last; first += BigInt(PAGE)) {
    const count = Math.min(PAGE, Number(last - first) + 1);
    const ids = Array.from({ length: count }, (_, index) => first + BigInt(index));
    const lanes = await ledger.eligibleLanesOf(guild, ids, season);
    bearers.push(...ids.filter((_, index) => BigInt.asUintN(32, lanes[index] ?? 0n) !== 0n));
  }
  const parts = await Promise.all(
    bearers.map(async (member) => {
      const [{ amount, open }, { withheld }, lent] = await Promise.all([
        surplus.lossPartOf(guild, season, token, member),
        surplus.debtOf(member, token),
        surplus.loanOf(member, token),
      ]);
      return { member, amount, open, isNext: amount === 0n || (open !== 0n && withheld + lent !== 0n) };
    }),
  );
  // Once all are counted, a part of 0 is less than the smallest unit.
  const { counted, total } = await surplus.lossOf(guild, season, token);
  const next = parts.filter(({ isNext, amount }) => isNext && (amount !== 0n || counted !== total));
  return {
    parts: parts.map(({ member, amount, open }) => ({ member, amount, open })),
    next: next.slice(0, PAGE).map(({ member }) => member),
    open: parts.reduce((sum, { open }) => sum + open, 0n),
  };
}
