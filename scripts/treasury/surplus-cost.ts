import { openedSeason } from "../../sdk/contributions/seasons.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { address, amount, byMember, guildId, seasonId, text, token } from "../options.ts";
import { proposeToCouncil } from "../proposing.ts";
import { defineTask, signing } from "../task.ts";
import { NO_END } from "./forGuild.ts";

export const surplusCost = defineTask({
  name: "surplus:cost",
  description:
    "Proposes to a guild's council to pay a cost, wages or a reimbursement from a season's income; agreed, anybody has it " +
    "carried out with council:execute. Needs a member on the roster; --evidence names the invoice (only its hash is sent). " +
    "Example: npx hardhat surplus:cost --by 3 --guild 10 --to 0x… --amount 250 --evidence INV-7",
  options: {
    by: byMember,
    guild: guildId,
    to: address.describe("Who is paid"),
    amount: amount.describe("Amount in the token"),
    token: token.describe("Address of an ERC-20, or native"),
    season: seasonId.optional().describe("The season whose income pays; the last one unless given"),
    evidence: text.describe("What it is for, such as an invoice number"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { id } = await import("ethers");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { surplus, ledger } = connected.contracts;
    const { by, guild, token, to } = options;
    const season = options.season ?? (await ledger.lastSeason());
    await openedSeason(connected, season);
    const view = await tokenView(connected, token);
    const units = parseAmount(options.amount, view.decimals);
    const evidence = id(options.evidence);
    // The nonce follows from the invoice, so the same cost is the same proposal.
    const cost = { by: guild, season, token, to, amount: units, evidence, nonce: BigInt(evidence), deadline: NO_END };
    const call = surplus.interface.encodeFunctionData("payCost", [cost, "0x"]);
    const shown = `${formatAmount(units, view.decimals)} ${view.symbol}`;
    return proposeToCouncil(
      { nation, perform },
      {
        by,
        guild,
        calls: { targets: [connected.addresses.surplus], values: [0n], calldatas: [call] },
        description: `Pay ${shown} to ${to} (${options.evidence})`,
        told: `pay ${shown} to ${to}.`,
        withCalls: false,
        data: { season, token, amount: units, to },
      },
    );
  },
});
