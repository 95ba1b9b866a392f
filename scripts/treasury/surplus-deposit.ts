import { eventNamed } from "../../sdk/acts.ts";
import { requireWorks } from "../../sdk/licensing/works/read.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { amount, guildId, text, token, workId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const surplusDeposit = defineTask({
  name: "surplus:deposit",
  description:
    "Pays income to a guild, into the season that is open. Anybody may pay. --ref is the payer's own reference, such as an " +
    "invoice number (only its hash is sent); with the same one nothing is paid twice. An ERC-20 is allowed first. " +
    "Example: npx hardhat surplus:deposit --guild 10 --amount 100000 --ref INV-2026-17",
  options: {
    guild: guildId,
    amount: amount.describe("Amount in the token, such as 100000 or 12.5"),
    token: token.describe("Address of an ERC-20, or native"),
    ref: text.describe("The payer's reference; the same one is never paid twice"),
    work: workId.optional().describe("The work whose licence brought the income"),
  },
  async run({ options, nation, carrier, transact }) {
    const { id } = await import("ethers");
    const { allow, NATIVE, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { surplus } = connected.contracts;
    const { guild, token, work = 0n } = options;
    const view = await tokenView(connected, token);
    const ref = id(options.ref);
    await Promise.all([requireGuild(connected, guild), requireWorks(connected, [work])]);
    const paid = await surplus.queryFilter(surplus.filters.Deposited(guild, undefined, token));
    if (paid.some(({ args }) => args.ref === ref)) {
      return unchanged(`"${options.ref}" was paid to guild ${guild} already.`, { guild, ref });
    }
    const units = parseAmount(options.amount, view.decimals);
    const native = token === NATIVE;
    if (!native)
      await allow(connected, { sender: await carrier(), token, spender: await surplus.getAddress(), amount: units });
    return transact("surplus", "deposit", [guild, token, units, work, ref], {
      tell: (outcome) => {
        const { amount: booked, season } = eventNamed(outcome, "Deposited").args as { amount: bigint; season: bigint };
        const line = `${formatAmount(booked, view.decimals)} ${view.symbol} booked for guild ${guild}, season ${season}.`;
        return { lines: [line], data: { guild, season, token, amount: booked, ref } };
      },
      value: native ? units : undefined,
    });
  },
});
