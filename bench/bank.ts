import { ZeroAddress } from "ethers";

import { BANK_TERMS, deployBank, line, PAYER, payCost, said } from "../test/fixtures/bank.ts";
import { FOREVER, type Person } from "../test/fixtures/membership.ts";
import { acceptWork, bucket, BucketKind, closeSeason, commandedGuild } from "../test/fixtures/treasury.ts";
import { gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const MEMBERS = 10;

/** A line booked and confirmed, shares claimed as payouts, and one marked paid: after a first of each. */
export async function measureBank(): Promise<Figures> {
  const chain = await newChain();
  const equation = [bucket(BucketKind.ContributionShare, 0n)];
  const nation = await deployBank(chain.ethers, { founders: MEMBERS + 1, equation });
  const { bank, surplus, founders } = nation;
  const [first, second] = nation.officers;
  const people = founders.slice(0, MEMBERS);
  const guild = await commandedGuild(nation, "Weavers", people);

  const book = async () => {
    const values = { ...line(100_000n), to: guild, payer: PAYER };
    const booked = await gasOf(bank.connect(first.signer).bookIncome({ ...said(first), ...values }, "0x"));
    const act = { ...said(second, first), ...values };
    return { booked, confirmed: await gasOf(bank.connect(second.signer).bookIncome(act, "0x")) };
  };
  const pay = async (payout: bigint, amount: bigint) => {
    const values = { ...line(amount), payout };
    const stated = await gasOf(bank.connect(first.signer).markPaid({ ...said(first), ...values }, "0x"));
    const act = { ...said(second, first), ...values };
    return { stated, confirmed: await gasOf(bank.connect(second.signer).markPaid(act, "0x")) };
  };

  await book();
  const income = await book();
  await payCost(chain.ethers, nation, guild, (people[2] as Person).signer, 500n);
  await pay(1n, 500n);
  await payCost(chain.ethers, nation, guild, (people[3] as Person).signer, 500n);
  const paid = await pay(2n, 500n);

  const work = people.map(({ id }) => ({ member: id, minutes: 600n }));
  await acceptWork(nation, chain.networkHelpers, { guild, people: founders.slice(0, 3), work });
  const season = await closeSeason(nation, chain.networkHelpers);
  await surplus.closeBooks(guild, season, bank);
  const claim = ({ id, signer }: Person) => {
    const act = { by: id, guild, season, token: bank, to: ZeroAddress, deadline: FOREVER };
    return gasOf(surplus.connect(signer).claim(act, "0x"));
  };
  await claim(people[0] as Person);
  const own = await claim(people[1] as Person);
  const rest = people.slice(2).map(({ id }) => id);
  const many = await gasOf(surplus.claimFor(rest, guild, season, bank));
  const { timelock, members } = nation;
  const account = [timelock, members, surplus, [], "Another account", "EUR", 2, BANK_TERMS];
  const deployed = (await chain.ethers.deployContract("BankMoney", account)).deploymentTransaction();
  return {
    "bank.income.first": income.booked,
    "bank.income.second": income.confirmed,
    "bank.paid.first": paid.stated,
    "bank.paid.second": paid.confirmed,
    "bank.claim.own": own,
    "bank.claim.batch8": many / rest.length,
    "bank.deploy": Number((await deployed?.wait())?.gasUsed ?? 0n),
  };
}
