import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import type { Expenses } from "../../typechain-types/index.ts";
import { Kind } from "../fixtures/expenses.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";
import { centsOf, deployRuleSet, give, settle, shareOut, type RuleSet } from "../fixtures/ruleSets.ts";
import { asGuild, closeSeason, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const CENT = UNIT / 100n;

/** Hours of the published example. The last person is below the 16 hours that the bylaws ask for. */
const HOURS = [1_600, 1_200, 800, 12];

// The rules are those of charters/hypha.json, after the published bylaws of Hypha Worker Co-operative.
describe("A year at a co-op with Hypha's rules", () => {
  it("shares 100,000 for 1,600, 1,200, 800 and 12 hours: 80,000 / 8,888.89 / 6,666.67 / 4,444.44 / 0", async () => {
    const nation = await deployRuleSet(ethers, "hypha");
    const { reserve, surplus, token, founders } = nation;
    const people = founders.slice(0, 4);
    const [peer, otherPeer] = founders.slice(4) as [Person, Person];
    const batches = [];
    for (const [index, person] of people.entries()) {
      const entry = { track: "livelihood", quantity: HOURS[index]! * 60 } as const;
      batches.push(await give(nation, person, [peer, otherPeer], [entry]));
    }
    await settle(nation, networkHelpers, batches);
    const at = await shareOut(nation, networkHelpers, 100_000n * UNIT);

    expect(await token.balanceOf(reserve)).to.equal(80_000n * UNIT);
    expect(await centsOf(nation, at, people)).to.deep.equal([8_888_89n, 6_666_67n, 4_444_44n, 0n]);
    // The bylaws hold shares as loans of the members, paid when they leave.
    await surplus.claimFor(
      people.map((person) => person.id),
      ...at,
    );
    expect(await surplus.loanOf(people[0]!.id, token)).to.equal((20_000n * UNIT * 1_600n) / 3_600n);
    expect(await token.balanceOf(people[0]!.signer)).to.equal(0n);
  });

  it("bears a loss of 50,000 with 30,000 in the reserve: 30,000 of the reserve, 20,000 of the members by hours", async () => {
    const nation = await deployRuleSet(ethers, "hypha");
    const { ledger, guilds, guild, reserve, surplus, token, founders } = nation;
    const people = founders.slice(0, 4);
    const [peer, otherPeer, mill] = founders.slice(4) as [Person, Person, Person];
    const expenses = await deployExpensesOver(nation);
    const tokenAddress = await token.getAddress();

    // A good year leaves 30,000 in the reserve, and 7,500 that Amara lends.
    const work = await give(nation, people[0]!, [peer, otherPeer], [{ track: "livelihood", quantity: 6_000 }]);
    await settle(nation, networkHelpers, [work]);
    const good = await shareOut(nation, networkHelpers, 37_500n * UNIT);
    await surplus.claimFor([people[0]!.id], ...good);
    expect(await token.balanceOf(reserve)).to.equal(30_000n * UNIT);

    // A year without income, and a bill of 50,000 that two stewards approved.
    await ledger.openSeason();
    const until = BigInt(await networkHelpers.time.latest()) + 300n * DAY;
    for (const steward of [peer, otherPeer]) {
      const act = { by: guild, steward: steward.id, until, nonce: 0n, deadline: FOREVER };
      await asGuild(ethers, nation, guild, guilds, guilds.interface.encodeFunctionData("appoint", [act, "0x"]));
    }
    const limit = { by: guild, token: tokenAddress, amount: 50_000n * UNIT, nonce: 0n, deadline: FOREVER };
    await asGuild(ethers, nation, guild, expenses, expenses.interface.encodeFunctionData("setLimit", [limit, "0x"]));
    const bill = {
      ...{ by: mill.id, guild, kind: Kind.Invoice, budget: 0n, season: 2n, token: tokenAddress, payee: 0n },
      ...{ to: nation.strangers[0]!.address, amount: 50_000n * UNIT, payeeHash: id("the mill"), evidence: id("bill") },
      deadline: FOREVER,
    };
    const asking = expenses.connect(mill.signer);
    const request = await asking.ask.staticCall(bill, "0x");
    await asking.ask(bill, "0x");
    for (const { id: by, signer } of [peer, otherPeer]) {
      await expenses.connect(signer).approve({ by, request, deadline: FOREVER }, "0x");
    }
    const batches = [];
    for (const [index, person] of people.entries()) {
      const entry = { track: "livelihood", quantity: HOURS[index]! * 60 } as const;
      batches.push(await give(nation, person, [peer, otherPeer], [entry]));
    }
    await settle(nation, networkHelpers, batches);
    const at = [guild, await closeSeason(nation, networkHelpers), tokenAddress] as const;
    expect(await expenses.unpaidOf(...at)).to.equal(50_000n * UNIT);
    await surplus.closeBooks(...at);

    // 80 % of 50,000 are 40,000, and the reserve holds 30,000.
    const loss = await surplus.lossOf(...at);
    expect([loss.due, loss.byReserve, loss.byMembers]).to.deep.equal([50_000n, 30_000n, 20_000n].map((n) => n * UNIT));
    expect(await token.balanceOf(reserve)).to.equal(0n);
    await surplus.pullLoss(
      people.map((person) => person.id),
      ...at,
    );
    const parts = await Promise.all(people.map((person) => surplus.lossPartOf(...at, person.id)));
    const cents = parts.map(({ amount }) => (amount + CENT / 2n) / CENT);
    expect(cents).to.deep.equal([8_888_89n, 6_666_67n, 4_444_44n, 0n]);
    expect(parts.reduce((sum, { amount }) => sum + amount, 0n)).to.equal(20_000n * UNIT);
    // Amara's loan goes to it; what she still bears is withheld from her next shares.
    expect(await surplus.loanOf(people[0]!.id, token)).to.equal(0n);
    expect(parts[0]!.open).to.equal(parts[0]!.amount - 7_500n * UNIT);
  });

  async function deployExpensesOver({ members, guilds, ledger, surplus }: RuleSet): Promise<Expenses> {
    const conflicts = await ethers.deployContract("Conflicts", [members]);
    const expenses = await ethers.deployContract("Expenses", [members, guilds, ledger, conflicts, surplus]);
    await surplus.fillExpensesSeat(expenses);
    return expenses;
  }
});
