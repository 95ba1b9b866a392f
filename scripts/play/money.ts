import { id as hashOf, ZeroAddress } from "ethers";

import { eventNamed, send } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { councilAct, councilProposals, type CouncilProposalView } from "../../sdk/governance/council.ts";
import { listsOf } from "../../sdk/governance/proposals.ts";
import { rosterEver } from "../../sdk/membership/register.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatMoment } from "../../sdk/units.ts";
import type { Player } from "./rows.ts";
import type { Stage } from "./stage.ts";
import { guildCalled, listed } from "./work.ts";

const NO_END = (1n << 40n) - 1n;
/** How the description of a proposed cost begins. */
const COST = "Pay for ";

/** Coins as people read them. */
const coins = (amount: bigint): string => formatAmount(amount, 18);

/** Somebody outside pays; the reference tells one payment from another. */
export const income: Player<"income"> = async (stage, { guild, amount, text }) => {
  const { nation, carrier } = stage;
  const { surplus } = nation.contracts;
  const [id, ref] = [await guildCalled(stage, guild), hashOf(text)];
  const paid = await surplus.queryFilter(surplus.filters.Deposited(id, undefined, ZeroAddress));
  if (paid.some(({ args }) => args.ref === ref)) return `${text} was paid to ${guild} already.`;
  await stage.fund(await carrier.getAddress(), amount);
  await send(nation, surplus.connect(carrier), "deposit", [id, ZeroAddress, amount, 0n, ref, { value: amount }]);
  return `${guild} is paid ${coins(amount)} (${text}).`;
};

export const cost: Player<"cost"> = async (stage, { who, guild, amount, to, season, text }) => {
  const { nation } = stage;
  const { surplus, members } = nation.contracts;
  const id = await guildCalled(stage, guild);
  const payee = typeof to === "bigint" ? (await members.keyOf(to)).key : to;
  const fields = {
    by: id,
    season: await seasonOr(stage, season),
    token: ZeroAddress,
    to: payee,
    amount,
    evidence: hashOf(text),
    nonce: BigInt(hashOf(text)),
    deadline: NO_END,
  };
  const calldatas = [surplus.interface.encodeFunctionData("payCost", [fields, "0x"])];
  const calls = { targets: [nation.addresses.surplus], values: [0n], calldatas };
  const known = await costCalled(stage, id, text);
  if (known !== undefined) return `${guild} was asked already to pay for ${text}: proposal ${known.proposal}.`;
  await stage.act(who, councilAct({ guild: id, calls, description: `${COST}${text}` }));
  const proposed = await costCalled(stage, id, text);
  const until = formatMoment(proposed?.closesAt ?? 0n);
  return `${stage.call(who)} proposes that ${guild} pays ${coins(amount)} (${text}); objections until ${until}.`;
};

/** Carries out a cost to which nobody objected. */
export const pay: Player<"pay"> = async (stage, { guild, text }) => {
  const { nation, carrier } = stage;
  const proposed = await costCalled(stage, await guildCalled(stage, guild), text);
  if (proposed === undefined) {
    throw new NeoguildError({
      code: "CostUnknown",
      message: `nobody asked ${guild} to pay for "${text}"`,
      remedy: "See what a guild was asked with 'npx hardhat council:show --guild ID', or add a row with the cost.",
    });
  }
  const { councils } = nation.contracts;
  await send(nation, councils.connect(carrier), "execute", [proposed.proposal, ...listsOf(proposed.calls)]);
  return `Nobody objected: ${guild} pays for ${text}.`;
};

/** Makes the season's numbers final, unless they are, and runs the guild's surplus through the value equation. */
export const close: Player<"close"> = async (stage, { guild, season }) => {
  const { nation, carrier } = stage;
  const { ledger, surplus } = nation.contracts;
  const [id, number] = [await guildCalled(stage, guild), await seasonOr(stage, season)];
  if (!(await ledger.isClosed(number))) await send(nation, ledger.connect(carrier), "closeSeason", [number]);
  const outcome = await send(nation, surplus.connect(carrier), "closeBooks", [id, number, ZeroAddress]);
  const { toReserve } = eventNamed(outcome, "BooksClosed").args as { toReserve: bigint };
  return `Season ${number} is closed and the books of ${guild} too: ${coins(toReserve)} to the reserve, the rest by the charter.`;
};

/** For those named, or for all who are due a share and have not collected it. */
export const collect: Player<"collect"> = async (stage, { guild, who, season }) => {
  const { nation, carrier } = stage;
  const { surplus } = nation.contracts;
  const books = [await guildCalled(stage, guild), await seasonOr(stage, season), ZeroAddress] as const;
  const people = who ?? (await rosterEver(nation, books[0]));
  const shares = await Promise.all(people.map((person) => surplus.shareOf(...books, person)));
  const due = people.filter((_, index) => shares[index]?.collected === false && shares[index].amount > 0n);
  if (due.length === 0) return `Nothing is left to collect by ${listed(stage, people)}.`;
  await send(nation, surplus.connect(carrier), "claimFor", [due, ...books]);
  const told = due.map((person) => `${stage.call(person)} ${coins(shares[people.indexOf(person)]?.amount ?? 0n)}`);
  return `Shares of ${guild}, season ${books[1]}: ${told.join(", ")}.`;
};

/** What for a guild is asked to pay, by a proposal's description: by these words rows find a cost again. */
export function costIn(description: string): string | undefined {
  return description.startsWith(COST) ? description.slice(COST.length) : undefined;
}

async function costCalled({ nation }: Stage, guild: bigint, text: string): Promise<CouncilProposalView | undefined> {
  const all = await councilProposals(nation, guild);
  return all.findLast(({ description }) => costIn(description) === text);
}

async function seasonOr({ nation }: Stage, season: bigint | undefined): Promise<bigint> {
  return season ?? nation.contracts.ledger.lastSeason();
}
