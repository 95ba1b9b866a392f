import type { Signer } from "ethers";
import { z } from "zod";

import { act, send } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { openedSeason } from "../../sdk/contributions/seasons.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { address, agentIds, byMember, guildId, seasonId, token, workId } from "../options.ts";
import { progressBar } from "../progress.ts";
import { defineTask, signing, unchanged, type Report } from "../task.ts";

const OWN_KEY = `0x${"0".repeat(40)}`;

export const surplusClaim = defineTask({
  name: "surplus:claim",
  description:
    "Collects a member's share of closed books: paid out, or credited as a loan to the nation, as the charter says. With " +
    "--for anybody collects for many, each to their own key; with --for all for everybody to whom something is due. With " +
    "--work it is the share of what that work earned. " +
    "Examples: npx hardhat surplus:claim --by 3 --guild 10 --season 1 · npx hardhat surplus:claim --for 3,4,5 --guild 10 " +
    "--season 1 · npx hardhat surplus:claim --by 3 --guild 10 --season 1 --work 4",
  options: {
    by: byMember.optional(),
    for: z
      .union([z.literal("all"), agentIds])
      .optional()
      .describe("Members to collect for: 3,4,5, or all to whom something is due"),
    guild: guildId,
    season: seasonId.describe("The season"),
    token: token.describe("Address of an ERC-20, or native"),
    work: workId.optional().describe("Collect the share of what this work earned, instead of all others"),
    to: address.default(OWN_KEY).describe("Where to pay to, if not to one's own key (with --by)"),
    ...signing,
  },
  async run({ options, nation, perform, transact, carrier }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { by, guild, season, token, to, work } = options;
    const { decimals, symbol } = await tokenView(connected, token);
    if ((by === undefined) === (options.for === undefined)) throw saysForWhom();
    if (by === undefined && (to !== OWN_KEY || options.sign !== undefined)) throw onlyOwn();
    await Promise.all([requireGuild(connected, guild), openedSeason(connected, season)]);
    const books = { guild, season, token, work };
    if (options.for === "all") return collectForAll(connected, await carrier(), books);
    const members = by === undefined ? (options.for ?? []) : [by];
    const shares = await sharesOf(connected, members, books);
    const due = members.map((member, index) => ({ member, amount: shares[index]?.amount ?? 0n }));
    if (shares.every(({ amount, collected }) => collected && amount > 0n)) {
      return unchanged(`Collected already by ${members.join(", ")}.`, { guild, season, work, shares: due });
    }
    const lines = due.map(({ member, amount }, index) => {
      const before = shares[index]?.collected === true && amount > 0n ? ", collected before" : "";
      return `Agent ${member}: ${formatAmount(amount, decimals)} ${symbol}${before}.`;
    });
    const telling = { tell: () => ({ lines, data: { guild, season, token, work, shares: due } }) };
    if (work !== undefined && by === undefined)
      return transact("surplus", "claimWorkFor", [members, guild, season, token, work], telling);
    const claim =
      work === undefined
        ? act("surplus", "claim", { guild, season, token, to })
        : act("surplus", "claimWork", { guild, season, token, work, to });
    if (by !== undefined) return perform(by, claim, telling);
    return transact("surplus", "claimFor", [members, guild, season, token], telling);
  },
});

/** Members a transaction collects for; each costs some 30,000 gas of its 16.78 million. */
const PAGE = 150;

interface Books {
  readonly guild: bigint;
  readonly season: bigint;
  readonly token: string;
  /** What this work earned; everything else if undefined. */
  readonly work: bigint | undefined;
}

/** What each has of the books, and whether it was collected. */
function sharesOf({ contracts: { surplus } }: Nation, members: readonly bigint[], books: Books) {
  const { guild, season, token, work } = books;
  return Promise.all(
    members.map((member) =>
      work === undefined
        ? surplus.shareOf(guild, season, token, member)
        : surplus.workShareOf(guild, season, token, work, member),
    ),
  );
}

async function collectForAll(nation: Nation, carrier: Signer, books: Books): Promise<Report> {
  const { rosterEver } = await import("../../sdk/membership/register.ts");
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const { guild, season, token, work } = books;
  const surplus = nation.contracts.surplus.connect(carrier);
  const { decimals, symbol } = await tokenView(nation, token);
  const roster = await rosterEver(nation, guild);
  const shares = await sharesOf(nation, roster, books);
  const due = roster.filter((_, index) => shares[index]?.collected === false && shares[index].amount > 0n);
  const sum = shares.reduce((total, { amount, collected }) => (collected ? total : total + amount), 0n);
  const bar = progressBar("Collecting", due.length);
  for (let from = 0; from < due.length; from += PAGE) {
    const page = due.slice(from, from + PAGE);
    if (work === undefined) await send(nation, surplus, "claimFor", [page, guild, season, token]);
    else await send(nation, surplus, "claimWorkFor", [page, guild, season, token, work]);
    bar.at(from + page.length);
  }
  bar.end();
  const line = `Collected for ${due.length} members: ${formatAmount(sum, decimals)} ${symbol}.`;
  const lines =
    due.length === 0 ? ["Everybody to whom something was due has collected it.", "Nothing was sent."] : [line];
  return { lines, data: { guild, season, token, work, members: due, sum, changed: due.length > 0 } };
}

function saysForWhom(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "surplus:claim needs either --by or --for",
    remedy: "Collect your own share with --by ID, or others' with --for 3,4,5.",
  });
}

function onlyOwn(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message:
      "surplus:claim --for pays each member's own key and is signed by nobody, so it takes neither --to nor --sign",
    remedy: "Leave them out, or have the member collect with --by ID.",
  });
}
