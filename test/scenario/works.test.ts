import { expect } from "chai";
import { network } from "hardhat";

import { addUp } from "../../sdk/treasury/books.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { FOREVER, type Person } from "../fixtures/membership.ts";
import {
  addCopyFair,
  attest,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../fixtures/licensing.ts";
import { acceptWork, asGuild, bucket, BucketKind, closeSeason, COIN, rules, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const hours = (count: bigint) => count * 60n;

describe("Story: two designs earn licence fees, and those who worked on each share them", () => {
  let nation: Licensing;
  let chair: bigint, lamp: bigint;
  let books: readonly [bigint, bigint, string];
  let amara: Person, bo: Person, chen: Person;
  const balance = async ({ signer }: Person) => ethers.provider.getBalance(signer);

  before(async () => {
    nation = await deployLicensing(ethers);
    [amara, bo, chen] = nation.founders as [Person, Person, Person];
    await nation.guilds.fillSeat(0, nation.nation); // in the councils' place: it makes the guild's account act
    books = [nation.guild, 2n, COIN];
  });

  it("the nation shares 70 % of a surplus by works, and the guild counts credits for them", async () => {
    const { surplus, guildTerms, guild } = nation;
    await surplus.setEquation([bucket(BucketKind.WorkShare, 7_000n), bucket(BucketKind.Reserve, 0n)], rules());
    const terms = { by: guild, budget: 0, totalsOnly: false, countsWorks: true, nonce: 0, deadline: FOREVER };
    const data = guildTerms.interface.encodeFunctionData("setGuildTerms", [terms, "0x"]);
    await asGuild(ethers, nation, guild, guildTerms, data);
    await networkHelpers.time.increaseTo((await nation.ledger.seasonOf(1)).endsAt);
    await nation.ledger.openSeason();
  });

  it("the guild publishes a chair and a lamp, for a fee of ten coins", async () => {
    const sold = await addCopyFair(nation);
    [chair, lamp] = [await publishWork(nation, { policies: [sold] }), await publishWork(nation, { policies: [sold] })];
    for (const [place, work] of [chair, chair, chair, lamp].entries()) {
      const firm = await attest(nation, "firm", nation.strangers[place]!);
      const act = takeAct(firm.id, work, sold, PURPOSE.commercial);
      await nation.licences.connect(firm.signer).take(act, "0x", { value: 10n * UNIT });
    }
    // Somebody buys a cup of tea.
    await nation.surplus.deposit(nation.guild, COIN, 10n * UNIT, 0n, ethers.ZeroHash, { value: 10n * UNIT });
    expect((await nation.surplus.workShareOf(...books, chair, amara.id)).income).to.equal(30n * UNIT);
  });

  it("Amara and Bo work on the chair, two to one; Bo and Chen on the lamp, one to three", async () => {
    const work = [
      { member: amara.id, minutes: hours(40n), on: chair },
      { member: bo.id, minutes: hours(20n), on: chair },
      { member: bo.id, minutes: hours(10n), on: lamp },
      { member: chen.id, minutes: hours(30n), on: lamp },
      { member: chen.id, minutes: hours(500n) }, // on no work
    ];
    await acceptWork(nation, networkHelpers, { guild: nation.guild, people: [amara, bo, chen], work });
    await closeSeason(nation, networkHelpers);
    expect(await nation.ledger.workTotalAt(nation.guild, chair, 2)).to.equal(hours(60n));
    expect(await nation.ledger.workCreditAt(nation.guild, lamp, chen.id, 2)).to.equal(hours(30n));
  });

  it("of 50 coins 28 are for the two designs, 21 and 7; each comes for their own", async () => {
    const { surplus } = nation;
    await surplus.closeBooks(...books);
    const before = await balance(amara);
    const [guild, season, token] = books;
    const act = { by: amara.id, guild, season, token, work: chair, to: amara.signer.address, deadline: FOREVER };
    const receipt = await (await surplus.connect(amara.signer).claimWork(act, "0x")).wait();
    const gained = (await balance(amara)) - before + receipt!.gasUsed * receipt!.gasPrice;
    expect(formatAmount(gained, 18)).to.equal("14.00");

    const others = [await balance(bo), await balance(chen)] as const;
    for (const work of [chair, lamp]) await surplus.claimWorkFor([amara.id, bo.id, chen.id], ...books, work);
    expect(formatAmount((await balance(bo)) - others[0], 18)).to.equal("8.75"); // 7 of the chair, 1.75 of the lamp
    expect(formatAmount((await balance(chen)) - others[1], 18)).to.equal("5.25");
  });

  it("the books add up: 28 to members, 22 to the reserve", async () => {
    const seen = await nation.surplus.booksOf(...books);
    const { costs, available, unweighed, toReserve, toAccounts, collected, lent, uncollected, remainder } = seen;
    const parts = { costs, available, unweighed, toReserve, toAccounts, collected, lent, uncollected, remainder };
    addUp({ ...parts, income: seen.income, equation: seen.equation });
    expect(parts).to.include({ collected: 28n * UNIT, toReserve: 22n * UNIT, uncollected: 0n, remainder: 0n });
  });
});
