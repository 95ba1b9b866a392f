import { expect } from "chai";
import { id, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import {
  approve,
  ask,
  askAct,
  asked,
  deployExpenses,
  grantBudget,
  guildActs,
  INCOME,
  Kind,
  LIMIT,
  MilestoneState,
  outside,
  redirect,
  refuse,
  RequestState,
  stateOf,
  withdraw,
  type AskFields,
  type Spending,
} from "../../fixtures/expenses.ts";
import { DAY, FOREVER, foundGuild, sign, type Person } from "../../fixtures/membership.ts";
import { asGuild, closeSeason, COIN } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const spending = () => deployExpenses(ethers);
const load = () => networkHelpers.loadFixture(spending);
const WHY = id("why");

const now = async () => BigInt(await time.latest());
const steward = (world: Spending, person: Person, until: bigint) => {
  const act = { by: world.guild, steward: person.id, until, nonce: 0n, deadline: FOREVER };
  const data = world.guilds.interface.encodeFunctionData("appoint", [act, "0x"]);
  return asGuild(ethers, world, world.guild, world.guilds, data);
};
const conflict = ({ conflicts }: Spending, by: Person, other: Person) =>
  conflicts.connect(by.signer).declare({ by: by.id, other: other.id, nonce: 0, deadline: FOREVER }, "0x");
const commit = ({ expenses }: Spending, by: Person, budget: bigint, milestone = 1n) =>
  expenses.connect(by.signer).commitTo({ by: by.id, budget, milestone, nonce: 0n, deadline: FOREVER }, "0x");
const giveBack = ({ expenses }: Spending, by: Person, budget: bigint, milestone = 1n) =>
  expenses.connect(by.signer).giveBack({ by: by.id, budget, milestone, nonce: 0n, deadline: FOREVER }, "0x");
const deliverAct = (by: Person, budget: bigint, milestone = 1n, season = 1n, evidence = id("it is done")) => ({
  by: by.id,
  budget,
  milestone,
  season,
  evidence,
  deadline: FOREVER,
});
const deliver = async ({ expenses }: Spending, by: Person, ...what: [bigint, bigint?, bigint?, string?]) => {
  const asking = expenses.connect(by.signer);
  const request = await asking.deliver.staticCall(deliverAct(by, ...what), "0x");
  await asking.deliver(deliverAct(by, ...what), "0x");
  return request;
};
const milestone = async ({ expenses }: Spending, budget: bigint, number = 1) =>
  (await expenses.milestonesOf(budget))[number - 1]!;
/** Another guild, of Fay alone. */
const anotherGuild = (world: Spending) => foundGuild(world, "Smiths", [world.fay]);

describe("Expenses", () => {
  describe("deployment", () => {
    it("reverts with ExpensesZeroAddress without one of the contracts below", async () => {
      const { members, guilds, ledger, conflicts, surplus } = await load();
      const factory = await ethers.getContractFactory("Expenses");
      const below = [members, guilds, ledger, conflicts, surplus];
      for (const index of below.keys()) {
        const args = below.map((each, place) => (place === index ? ZeroAddress : each));
        await expect(ethers.deployContract("Expenses", args)).to.be.revertedWithCustomError(
          factory,
          "ExpensesZeroAddress",
        );
      }
    });
  });

  describe("grant", () => {
    const plain = { amount: 1_000n, season: 1n, until: 0n, purpose: WHY, milestones: [] as bigint[] };

    it("keeps the budget, sets aside what is for milestones, and says all of it", async () => {
      const world = await load();
      const { expenses, guild, tokenAddress: token } = world;
      const fields = { ...plain, token, milestones: [300n, 200n] };
      await expect(guildActs(ethers, world, "grant", fields))
        .to.emit(expenses, "BudgetGranted")
        .withArgs(1n, guild, token, 1_000n, 1n, 0n, WHY, [300n, 200n]);
      expect(await expenses.lastBudget()).to.equal(1n);
      expect([...(await expenses.budgetOf(1n))]).to.deep.equal([token, guild, 1n, 0n, false, 1_000n, 500n]);
      expect((await expenses.milestonesOf(1n)).map((each) => [...each])).to.deep.equal([
        [300n, 0n, 0n],
        [200n, 0n, 0n],
      ]);
    });
    it("takes a season that is not open yet", async () => {
      const world = await load();
      await grantBudget(ethers, world, { season: 2n });
      expect((await world.expenses.budgetOf(1n)).season).to.equal(2n);
    });
    it("reverts with StatementNotByKeyHolder when a member sends it", async () => {
      const { expenses, guild, amara, tokenAddress: token } = await load();
      const act = { by: guild, token, ...plain, nonce: 0n, deadline: FOREVER };
      await expect(expenses.connect(amara.signer).grant(act, "0x"))
        .to.be.revertedWithCustomError(expenses, "StatementNotByKeyHolder")
        .withArgs(guild, amara.signer.address);
    });
    it("reverts with ExpensesUnknownGuild for an agent that is no guild", async () => {
      const { expenses, amara, tokenAddress: token } = await load();
      const act = { by: amara.id, token, ...plain, nonce: 0n, deadline: FOREVER };
      await expect(expenses.connect(amara.signer).grant(act, "0x"))
        .to.be.revertedWithCustomError(expenses, "ExpensesUnknownGuild")
        .withArgs(amara.id);
    });
    it("reverts with ExpensesNoAmount for nothing", async () => {
      const world = await load();
      await expect(grantBudget(ethers, world, { amount: 0n })).to.be.revertedWithCustomError(
        world.expenses,
        "ExpensesNoAmount",
      );
    });
    it("reverts with ExpensesSeasonClosed for a closed season", async () => {
      const world = await load();
      await closeSeason(world, networkHelpers);
      await expect(grantBudget(ethers, world))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesSeasonClosed")
        .withArgs(1n);
    });
    it("reverts with ExpensesBadTerm with both a season and a moment, with neither, and with a past moment", async () => {
      const world = await load();
      const moment = (await now()) + DAY;
      for (const [season, until] of [
        [1n, moment],
        [0n, 0n],
        [0n, 1_000n],
      ] as const) {
        await expect(grantBudget(ethers, world, { season, until }))
          .to.be.revertedWithCustomError(world.expenses, "ExpensesBadTerm")
          .withArgs(season, until);
      }
    });
    it("reverts with ExpensesBadMilestones for too many, one of nothing, or more than the budget", async () => {
      const world = await load();
      const cases = [
        [Array<bigint>(33).fill(1n), 0n],
        [[10n, 0n], 10n],
        [[600n, 401n], 1_001n],
      ] as const;
      for (const [milestones, total] of cases) {
        await expect(grantBudget(ethers, world, { milestones }))
          .to.be.revertedWithCustomError(world.expenses, "ExpensesBadMilestones")
          .withArgs(milestones.length, total);
      }
      await grantBudget(ethers, world, { milestones: Array<bigint>(32).fill(1n) });
      expect(await world.expenses.milestonesOf(1n)).to.have.length(32);
    });
  });

  describe("endBudget", () => {
    it("lets nothing more be asked or approved from it, and keeps what is approved", async () => {
      const world = await load();
      const { expenses, dora } = world;
      const budget = await grantBudget(ethers, world);
      const done = await asked(world, dora, { budget });
      const waiting = await ask(world, dora, { budget });
      await approve(world, world.amara, waiting);
      await expect(guildActs(ethers, world, "endBudget", { budget }))
        .to.emit(expenses, "BudgetEnded")
        .withArgs(budget);
      await expect(ask(world, dora, { budget }))
        .to.be.revertedWithCustomError(expenses, "ExpensesBudgetOver")
        .withArgs(budget);
      await expect(approve(world, world.bo, waiting))
        .to.be.revertedWithCustomError(expenses, "ExpensesBudgetOver")
        .withArgs(budget);
      await expenses.pay(done);
      expect((await expenses.budgetOf(budget)).ended).to.equal(true);
    });
    it("reverts with ExpensesBudgetOver the second time", async () => {
      const world = await load();
      const budget = await grantBudget(ethers, world);
      await guildActs(ethers, world, "endBudget", { budget });
      await expect(guildActs(ethers, world, "endBudget", { budget }))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesBudgetOver")
        .withArgs(budget);
    });
    it("reverts with ExpensesUnknownBudget, and with ExpensesOnlyGuild for another's", async () => {
      const world = await load();
      const { expenses, amara, guild } = world;
      await expect(guildActs(ethers, world, "endBudget", { budget: 7n }))
        .to.be.revertedWithCustomError(expenses, "ExpensesUnknownBudget")
        .withArgs(7n);
      const budget = await grantBudget(ethers, world);
      await expect(expenses.connect(amara.signer).endBudget({ by: amara.id, budget, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(expenses, "ExpensesOnlyGuild")
        .withArgs(guild, amara.id);
    });
  });

  describe("setLimit", () => {
    it("sets what is approved in a season without a budget, for one token", async () => {
      const world = await load();
      const { expenses, guild, tokenAddress: token } = world;
      await expect(guildActs(ethers, world, "setLimit", { token, amount: 70n }))
        .to.emit(expenses, "LimitSet")
        .withArgs(guild, token, 70n);
      expect(await expenses.limitOf(guild, token)).to.equal(70n);
      expect(await expenses.limitOf(guild, COIN)).to.equal(0n);
    });
    it("reverts with ExpensesUnknownGuild for an agent that is no guild", async () => {
      const { expenses, amara, tokenAddress: token } = await load();
      const act = { by: amara.id, token, amount: 1n, nonce: 0n, deadline: FOREVER };
      await expect(expenses.connect(amara.signer).setLimit(act, "0x"))
        .to.be.revertedWithCustomError(expenses, "ExpensesUnknownGuild")
        .withArgs(amara.id);
    });
  });

  describe("nameApprover", () => {
    it("lets an active member approve until then, on the roster or not", async () => {
      const world = await load();
      const { expenses, guild, dora, fay, amara } = world;
      const until = (await now()) + 10n * DAY;
      await expect(guildActs(ethers, world, "nameApprover", { holder: fay.id, until }))
        .to.emit(expenses, "ApproverNamed")
        .withArgs(guild, fay.id, until);
      expect(await expenses.approvesUntil(guild, fay.id)).to.equal(until);
      const [first, second] = [await ask(world, dora), await ask(world, dora)];
      await approve(world, fay, first);
      await approve(world, amara, first);
      expect(await stateOf(world, first)).to.equal(RequestState.Approved);
      await time.increaseTo(until);
      await expect(approve(world, fay, second))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotApprover")
        .withArgs(guild, fay.id);
    });
    it("does not let an organisation, or a member who rests, approve", async () => {
      const world = await load();
      const { expenses, members, guild, dora, fay, firm } = world;
      const request = await ask(world, dora);
      for (const { id: holder } of [firm, fay]) {
        await guildActs(ethers, world, "nameApprover", { holder, until: (await now()) + 10n * DAY });
      }
      await members.connect(fay.signer).resign({ by: fay.id, nonce: 0, deadline: FOREVER }, "0x");
      for (const person of [firm, fay]) {
        await expect(approve(world, person, request))
          .to.be.revertedWithCustomError(expenses, "ExpensesNotApprover")
          .withArgs(guild, person.id);
      }
    });
    it("reverts with ExpensesUnknownGuild for an agent that is no guild", async () => {
      const { expenses, amara, bo } = await load();
      const act = { by: amara.id, holder: bo.id, until: 1n, nonce: 0n, deadline: FOREVER };
      await expect(expenses.connect(amara.signer).nameApprover(act, "0x"))
        .to.be.revertedWithCustomError(expenses, "ExpensesUnknownGuild")
        .withArgs(amara.id);
    });
  });

  describe("ask", () => {
    it("keeps the request under the id of all it says, and says it", async () => {
      const world = await load();
      const { expenses, guild, dora, tokenAddress: token } = world;
      const act = askAct(world, dora);
      const { by, deadline: _, ...rest } = act;
      const terms = { ...rest, milestone: 0n };
      const request = await expenses.requestId(by, terms);
      await expect(expenses.connect(dora.signer).ask(act, "0x"))
        .to.emit(expenses, "ExpenseAsked")
        .withArgs(request, guild, dora.id, [
          guild,
          Kind.Reimbursement,
          0n,
          0n,
          1n,
          token,
          dora.id,
          ZeroAddress,
          100n,
          ZeroHash,
          act.evidence,
        ]);
      const kept = [100n, guild, 1n, 0n, RequestState.Asked, 0n, 0n, token, dora.id, dora.id, 0n, ZeroAddress, 0n, 0n];
      expect([...(await expenses.requestOf(request))]).to.deep.equal(kept);
    });
    const refused = (title: string, error: string, act: (world: Spending) => [Person, AskFields], args: unknown[]) => {
      it(`reverts with ${error} ${title}`, async () => {
        const world = await load();
        const [by, fields] = act(world);
        const values = args.map((value) =>
          typeof value === "function" ? (value as (world: Spending) => unknown)(world) : value,
        );
        await expect(ask(world, by, fields))
          .to.be.revertedWithCustomError(world.expenses, error)
          .withArgs(...values);
      });
    };
    const guild = (world: Spending) => world.guild;
    refused("of no guild", "ExpensesUnknownGuild", ({ dora, amara }) => [dora, { guild: amara.id }], [1n]);
    refused("for a milestone", "ExpensesBadKind", ({ dora }) => [dora, { kind: Kind.Milestone }], [3n]);
    refused("for no season", "ExpensesUnknownSeason", ({ dora }) => [dora, { season: 0n }], [0n]);
    refused("for a season to come", "ExpensesUnknownSeason", ({ dora }) => [dora, { season: 2n }], [2n]);
    refused("for nothing", "ExpensesNoAmount", ({ dora }) => [dora, { amount: 0n }], []);
    refused("without evidence", "ExpensesNoEvidence", ({ dora }) => [dora, { evidence: ZeroHash }], []);
    refused("by somebody not on the roster", "ExpensesNotOnRoster", (world) => [world.fay, outside(world)], [
      guild,
      (world: Spending) => world.fay.id,
    ]);
    refused(
      "for an outlay of somebody not on the roster",
      "ExpensesNotOnRoster",
      ({ dora, fay }) => [dora, { payee: fay.id }],
      [guild, (world: Spending) => world.fay.id],
    );
    refused(
      "for a wage of an organisation",
      "ExpensesNotOnRoster",
      ({ dora, firm }) => [dora, { kind: Kind.Wage, payee: firm.id }],
      [guild, (world: Spending) => world.firm.id],
    );
    refused("for a budget nobody granted", "ExpensesUnknownBudget", ({ dora }) => [dora, { budget: 5n }], [5n]);
    refused("for nobody", "ExpensesBadPayee", ({ dora }) => [dora, { kind: Kind.Invoice, payee: 0n }], [
      0n,
      ZeroAddress,
    ]);
    refused(
      "for an address without a hash of whose it is",
      "ExpensesBadPayee",
      (world) => [world.dora, { ...outside(world), payeeHash: ZeroHash }],
      [0n, (world: Spending) => world.supplier],
    );
    refused("for an agent at an address", "ExpensesBadPayee", ({ dora, supplier }) => [dora, { to: supplier }], [
      (world: Spending) => world.dora.id,
      (world: Spending) => world.supplier,
    ]);
    refused("for an agent with a hash", "ExpensesBadPayee", ({ dora }) => [dora, { payeeHash: WHY }], [
      (world: Spending) => world.dora.id,
      ZeroAddress,
    ]);
    refused("for an agent that is none", "ExpensesBadPayee", ({ dora }) => [dora, { kind: Kind.Invoice, payee: 99n }], [
      99n,
      ZeroAddress,
    ]);
    refused(
      "for the guild itself",
      "ExpensesBadPayee",
      (world) => [world.dora, { kind: Kind.Invoice, payee: world.guild }],
      [guild, ZeroAddress],
    );
    refused(
      "for an address that is a steward's key",
      "ExpensesAgentsAddress",
      (world) => [world.dora, outside(world, world.bo.signer.address)],
      [(world: Spending) => world.bo.signer.address, (world: Spending) => world.bo.id],
    );

    it("reverts with ExpensesSeasonClosed once the season is closed", async () => {
      const world = await load();
      await closeSeason(world, networkHelpers);
      await expect(ask(world, world.dora))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesSeasonClosed")
        .withArgs(1n);
    });
    it("reverts with ExpensesOtherBudget for another guild's, another token or another season", async () => {
      const world = await load();
      const { expenses, ledger, dora, fay } = world;
      const budget = await grantBudget(ethers, world);
      const other = await anotherGuild(world);
      await time.increaseTo((await ledger.seasonOf(1n)).endsAt);
      await ledger.openSeason();
      const cases: [Person, AskFields][] = [
        [fay, { budget, guild: other }],
        [dora, { budget, token: COIN }],
        [dora, { budget, season: 2n }],
      ];
      for (const [by, fields] of cases) {
        await expect(ask(world, by, fields))
          .to.be.revertedWithCustomError(expenses, "ExpensesOtherBudget")
          .withArgs(budget);
      }
    });
    it("reverts with ExpensesAlreadyAsked the second time, also after it was withdrawn", async () => {
      const world = await load();
      const { expenses, dora } = world;
      const act = askAct(world, dora);
      const asking = expenses.connect(dora.signer);
      const request = await asking.ask.staticCall(act, "0x");
      await asking.ask(act, "0x");
      await expect(asking.ask(act, "0x"))
        .to.be.revertedWithCustomError(expenses, "ExpensesAlreadyAsked")
        .withArgs(request);
      await withdraw(world, dora, request);
      await expect(asking.ask(act, "0x"))
        .to.be.revertedWithCustomError(expenses, "ExpensesAlreadyAsked")
        .withArgs(request);
    });
    it("takes the invoice of an organisation by itself, one by a member for it, and one by the guild", async () => {
      const world = await load();
      const { firm, dora } = world;
      const own = await ask(world, firm, { kind: Kind.Invoice });
      const through = await ask(world, dora, { kind: Kind.Invoice, payee: firm.id });
      for (const request of [own, through]) expect(await stateOf(world, request)).to.equal(RequestState.Asked);
      const act = { ...askAct(world, dora), ...outside(world) };
      await guildActs(ethers, world, "ask", { ...act, by: world.guild });
    });
  });

  describe("approve", () => {
    it("INV-201 takes two stewards, and binds limit and season at the second", async () => {
      const world = await load();
      const { expenses, guild, dora, amara, bo, tokenAddress: token } = world;
      const request = await ask(world, dora);
      await expect(approve(world, amara, request))
        .to.emit(expenses, "ExpenseApproved")
        .withArgs(request, amara.id, false);
      expect(await stateOf(world, request)).to.equal(RequestState.Asked);
      expect((await expenses.requestOf(request)).approver).to.equal(amara.id);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(0n);
      await expect(approve(world, bo, request))
        .to.emit(expenses, "ExpenseApproved")
        .withArgs(request, bo.id, true);
      expect(await stateOf(world, request)).to.equal(RequestState.Approved);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(100n);
      expect(await expenses.withoutBudgetOf(guild, 1n, token)).to.equal(100n);
    });
    it("INV-201 takes the guild's own act alone", async () => {
      const world = await load();
      const { expenses, guild } = world;
      const request = await ask(world, world.dora);
      await expect(guildActs(ethers, world, "approve", { request }))
        .to.emit(expenses, "ExpenseApproved")
        .withArgs(request, guild, true);
      expect(await stateOf(world, request)).to.equal(RequestState.Approved);
    });
    it("reverts with ExpensesNotApprover for a member without the office", async () => {
      const world = await load();
      const request = await ask(world, world.dora);
      await expect(approve(world, world.esi, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesNotApprover")
        .withArgs(world.guild, world.esi.id);
    });
    it("reverts with ExpensesNotApprover for another guild's steward, and for another guild's council", async () => {
      const world = await load();
      const request = await ask(world, world.dora);
      const other = await anotherGuild(world);
      await expect(approve(world, world.fay, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesNotApprover")
        .withArgs(world.guild, world.fay.id);
      await expect(guildActs(ethers, world, "approve", { request }, other))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesNotApprover")
        .withArgs(world.guild, other);
    });
    it("reverts with ExpensesWrongState for what nobody asked", async () => {
      const world = await load();
      await expect(approve(world, world.amara, WHY))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesWrongState")
        .withArgs(WHY, RequestState.None);
    });
    it("INV-201 reverts with ExpensesNotIndependent for the payee and for the requester", async () => {
      const world = await load();
      const { expenses, amara, bo } = world;
      const request = await ask(world, amara, { payee: bo.id });
      for (const person of [amara, bo]) {
        await expect(approve(world, person, request))
          .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
          .withArgs(request, person.id);
      }
    });
    it("INV-201 reverts with ExpensesNotIndependent in a declared conflict with either, whoever declared it", async () => {
      const world = await load();
      const { expenses, amara, bo, chen, dora, esi } = world;
      await conflict(world, amara, dora);
      await conflict(world, esi, bo);
      const request = await ask(world, dora, { payee: esi.id });
      for (const person of [amara, bo]) {
        await expect(approve(world, person, request))
          .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
          .withArgs(request, person.id);
      }
      await approve(world, chen, request);
    });
    it("reverts with ExpensesAlreadySaid the second time, and after a refusal", async () => {
      const world = await load();
      const { expenses, amara, bo, dora } = world;
      const request = await ask(world, dora);
      await approve(world, amara, request);
      await refuse(world, bo, request);
      for (const person of [amara, bo]) {
        await expect(approve(world, person, request))
          .to.be.revertedWithCustomError(expenses, "ExpensesAlreadySaid")
          .withArgs(request, person.id);
      }
    });
    it("lets the first approval die with its author's office: a third steward takes the place", async () => {
      const world = await load();
      const { expenses, amara, bo, chen, dora } = world;
      const request = await ask(world, dora);
      await approve(world, bo, request);
      await steward(world, bo, await now());
      await expect(approve(world, chen, request))
        .to.emit(expenses, "ExpenseApproved")
        .withArgs(request, chen.id, false);
      expect((await expenses.requestOf(request)).approver).to.equal(chen.id);
      await approve(world, amara, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Approved);
    });
    it("lets the first approval die with a conflict its author declares afterwards", async () => {
      const world = await load();
      const { amara, bo, dora } = world;
      const request = await ask(world, dora);
      await approve(world, bo, request);
      await conflict(world, bo, dora);
      await approve(world, amara, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Asked);
    });
    it("keeps what is approved when the offices end later", async () => {
      const world = await load();
      const { expenses, amara, bo, dora } = world;
      const request = await asked(world, dora, {}, [bo, amara]);
      await steward(world, bo, await now());
      await expenses.pay(request);
      expect(await stateOf(world, request)).to.equal(RequestState.Paid);
    });
    it("reverts with ExpensesSeasonClosed once the season is closed", async () => {
      const world = await load();
      const request = await ask(world, world.dora);
      await approve(world, world.amara, request);
      await closeSeason(world, networkHelpers);
      await expect(approve(world, world.bo, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesSeasonClosed")
        .withArgs(1n);
    });
    it("INV-202 reverts with ExpensesOverBudget beyond what it leaves beside its milestones", async () => {
      const world = await load();
      const { expenses, dora } = world;
      const budget = await grantBudget(ethers, world, { milestones: [300n] });
      await asked(world, dora, { budget, amount: 500n });
      const request = await ask(world, dora, { budget, amount: 201n });
      await approve(world, world.amara, request);
      await expect(approve(world, world.bo, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesOverBudget")
        .withArgs(budget, 201n, 200n);
      await asked(world, dora, { budget, amount: 200n });
      expect((await expenses.budgetOf(budget)).bound).to.equal(1_000n);
    });
    it("reverts with ExpensesBudgetOver once its time is over", async () => {
      const world = await load();
      const until = (await now()) + 10n * DAY;
      const budget = await grantBudget(ethers, world, { season: 0n, until });
      const request = await ask(world, world.dora, { budget });
      await approve(world, world.amara, request);
      await time.increaseTo(until);
      await expect(approve(world, world.bo, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesBudgetOver")
        .withArgs(budget);
    });
    it("reverts with ExpensesOverLimit beyond it, also by the guild's own act, and after the guild lowered it", async () => {
      const world = await load();
      const { expenses, guild, dora, tokenAddress: token } = world;
      await asked(world, dora, { amount: LIMIT - 50n });
      const request = await ask(world, dora, { amount: 51n });
      await expect(guildActs(ethers, world, "approve", { request }))
        .to.be.revertedWithCustomError(expenses, "ExpensesOverLimit")
        .withArgs(guild, token, 51n, 50n);
      await guildActs(ethers, world, "setLimit", { token, amount: 10n });
      await expect(guildActs(ethers, world, "approve", { request }))
        .to.be.revertedWithCustomError(expenses, "ExpensesOverLimit")
        .withArgs(guild, token, 51n, 0n);
    });
    it("counts the limit anew in each season", async () => {
      const world = await load();
      const { ledger, dora } = world;
      await asked(world, dora, { amount: LIMIT });
      await time.increaseTo((await ledger.seasonOf(1n)).endsAt);
      await ledger.openSeason();
      await asked(world, dora, { amount: LIMIT, season: 2n });
    });
  });

  describe("refuse", () => {
    it("takes two stewards", async () => {
      const world = await load();
      const { expenses, amara, bo, dora } = world;
      const request = await ask(world, dora);
      await expect(refuse(world, amara, request))
        .to.emit(expenses, "ExpenseRefused")
        .withArgs(request, amara.id, WHY, false);
      expect((await expenses.requestOf(request)).refuser).to.equal(amara.id);
      await expect(refuse(world, bo, request))
        .to.emit(expenses, "ExpenseRefused")
        .withArgs(request, bo.id, WHY, true);
      expect(await stateOf(world, request)).to.equal(RequestState.Refused);
    });
    it("takes back the approval of whoever now refuses", async () => {
      const world = await load();
      const { expenses, amara, bo, dora } = world;
      const request = await ask(world, dora);
      await approve(world, amara, request);
      await refuse(world, amara, request);
      expect((await expenses.requestOf(request)).approver).to.equal(0n);
      await approve(world, bo, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Asked);
    });
    it("keeps the first refusal when its author's office ends, so that no word from before comes back", async () => {
      const world = await load();
      const { expenses, bo, chen, dora } = world;
      const request = await ask(world, dora);
      const yes = { by: bo.id, request, deadline: FOREVER };
      const signature = await sign(world, bo, expenses, "approve", yes);
      await expenses.approve(yes, signature);
      await refuse(world, bo, request);
      await steward(world, bo, await now());
      await steward(world, bo, (await now()) + 100n * DAY);
      await expect(expenses.approve(yes, signature))
        .to.be.revertedWithCustomError(expenses, "ExpensesAlreadySaid")
        .withArgs(request, bo.id);
      await refuse(world, chen, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Refused);
    });
    it("is not kept from anybody by a conflict the requester declares", async () => {
      const world = await load();
      const { amara, bo, dora } = world;
      const request = await ask(world, dora);
      for (const honest of [amara, bo]) {
        await conflict(world, dora, honest);
        await refuse(world, honest, request);
      }
      expect(await stateOf(world, request)).to.equal(RequestState.Refused);
    });
    it("reverts with ExpensesAlreadySaid the second time", async () => {
      const world = await load();
      const request = await ask(world, world.dora);
      await refuse(world, world.amara, request);
      await expect(refuse(world, world.amara, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesAlreadySaid")
        .withArgs(request, world.amara.id);
    });
    it("reverts with ExpensesNotApprover without the office, and ExpensesNotIndependent for the requester", async () => {
      const world = await load();
      const { expenses, amara, esi, guild } = world;
      const request = await ask(world, amara);
      await expect(refuse(world, esi, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotApprover")
        .withArgs(guild, esi.id);
      await expect(refuse(world, amara, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
        .withArgs(request, amara.id);
    });
    it("reverts with ExpensesWrongState for what nobody asked, and by stewards once it is approved", async () => {
      const world = await load();
      await expect(refuse(world, world.chen, WHY))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesWrongState")
        .withArgs(WHY, RequestState.None);
      const request = await asked(world, world.dora);
      await expect(refuse(world, world.chen, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesWrongState")
        .withArgs(request, RequestState.Approved);
    });
    it("lets the guild itself refuse what is approved, which gives back what it had bound", async () => {
      const world = await load();
      const { expenses, guild, dora, tokenAddress: token } = world;
      const budget = await grantBudget(ethers, world);
      const [withOne, without] = [await asked(world, dora, { budget }), await asked(world, dora)];
      for (const request of [withOne, without]) await guildActs(ethers, world, "refuse", { request, reason: WHY });
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(0n);
      expect(await expenses.withoutBudgetOf(guild, 1n, token)).to.equal(0n);
      expect((await expenses.budgetOf(budget)).bound).to.equal(0n);
      await expect(expenses.pay(withOne))
        .to.be.revertedWithCustomError(expenses, "ExpensesWrongState")
        .withArgs(withOne, RequestState.Refused);
    });
    it("reverts with ExpensesSeasonClosed for what was approved when it closed; what was not can still be refused", async () => {
      const world = await load();
      const { expenses, dora } = world;
      const [approved, open] = [await asked(world, dora), await ask(world, dora)];
      await closeSeason(world, networkHelpers);
      await expect(guildActs(ethers, world, "refuse", { request: approved, reason: WHY }))
        .to.be.revertedWithCustomError(expenses, "ExpensesSeasonClosed")
        .withArgs(1n);
      await guildActs(ethers, world, "refuse", { request: open, reason: WHY });
      expect(await stateOf(world, open)).to.equal(RequestState.Refused);
    });
  });

  describe("withdraw", () => {
    it("ends an open request, and an approved one with what it had bound", async () => {
      const world = await load();
      const { expenses, guild, dora, tokenAddress: token } = world;
      const [open, approved] = [await ask(world, dora), await asked(world, dora)];
      for (const request of [open, approved]) {
        await expect(withdraw(world, dora, request))
          .to.emit(expenses, "ExpenseWithdrawn")
          .withArgs(request);
        expect(await stateOf(world, request)).to.equal(RequestState.Withdrawn);
      }
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(0n);
      expect(await expenses.withoutBudgetOf(guild, 1n, token)).to.equal(0n);
    });
    it("reverts with ExpensesNotRequester for anybody else, the payee too", async () => {
      const world = await load();
      const request = await ask(world, world.dora, { payee: world.esi.id });
      await expect(withdraw(world, world.esi, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesNotRequester")
        .withArgs(request, world.esi.id);
    });
    it("reverts with ExpensesWrongState once paid", async () => {
      const world = await load();
      const request = await asked(world, world.dora);
      await world.expenses.pay(request);
      await expect(withdraw(world, world.dora, request))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesWrongState")
        .withArgs(request, RequestState.Paid);
    });
    it("reverts with ExpensesSeasonClosed for what was approved when it closed", async () => {
      const world = await load();
      const [approved, open] = [await asked(world, world.dora), await ask(world, world.dora)];
      await closeSeason(world, networkHelpers);
      await expect(withdraw(world, world.dora, approved))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesSeasonClosed")
        .withArgs(1n);
      await withdraw(world, world.dora, open);
    });
  });

  describe("redirect", () => {
    it("has the payee paid at the address they named", async () => {
      const world = await load();
      const { expenses, token, dora, supplier } = world;
      const request = await asked(world, dora);
      await expect(redirect(world, dora, request, supplier))
        .to.emit(expenses, "ExpenseRedirected")
        .withArgs(request, supplier, 0n);
      await expect(expenses.pay(request)).to.emit(expenses, "ExpensePaid").withArgs(request, supplier);
      expect(await token.balanceOf(supplier)).to.equal(100n);
    });
    it("goes back to the payee's own key with 0", async () => {
      const world = await load();
      const { expenses, token, dora, supplier } = world;
      const request = await asked(world, dora);
      await redirect(world, dora, request, supplier);
      await redirect(world, dora, request, ZeroAddress);
      await expenses.pay(request);
      expect(await token.balanceOf(dora.signer)).to.equal(100n);
    });
    it("reverts with ExpensesNotPayee for anybody else, and where the payee is outside the nation", async () => {
      const world = await load();
      const { expenses, dora, esi, supplier } = world;
      const request = await ask(world, dora, { payee: esi.id });
      const invoice = await ask(world, dora, outside(world));
      for (const each of [request, invoice]) {
        await expect(redirect(world, dora, each, supplier))
          .to.be.revertedWithCustomError(expenses, "ExpensesNotPayee")
          .withArgs(each, dora.id);
      }
    });
    it("reverts with ExpensesWrongState once paid", async () => {
      const world = await load();
      const request = await asked(world, world.dora);
      await world.expenses.pay(request);
      await expect(redirect(world, world.dora, request, world.supplier))
        .to.be.revertedWithCustomError(world.expenses, "ExpensesWrongState")
        .withArgs(request, RequestState.Paid);
    });
  });

  describe("pay", () => {
    it("INV-204 pays from the season's income, by anybody, and books the cost under the request's id", async () => {
      const world = await load();
      const { expenses, surplus, token, guild, dora, strangers, tokenAddress } = world;
      const request = await asked(world, dora);
      await expect(expenses.connect(strangers[5]).pay(request))
        .to.emit(surplus, "CostPaid")
        .withArgs(guild, 1n, tokenAddress, dora.signer.address, 100n, request)
        .and.to.emit(expenses, "ExpensePaid")
        .withArgs(request, dora.signer.address);
      expect(await token.balanceOf(dora.signer)).to.equal(100n);
      const { costs, available } = await surplus.booksOf(guild, 1n, token);
      expect([costs, available]).to.deep.equal([100n, INCOME - 100n]);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(0n);
      expect(await expenses.withoutBudgetOf(guild, 1n, token)).to.equal(100n);
    });
    it("pays an invoice of somebody outside, and an organisation at its key", async () => {
      const world = await load();
      const { expenses, token, dora, firm, supplier } = world;
      await expenses.pay(await asked(world, dora, outside(world)));
      await expenses.pay(await asked(world, dora, { kind: Kind.Invoice, payee: firm.id }));
      expect(await token.balanceOf(supplier)).to.equal(100n);
      expect(await token.balanceOf(firm.signer)).to.equal(100n);
    });
    it("counts wages paid in advance, member by member", async () => {
      const world = await load();
      const { expenses, guild, dora, esi, tokenAddress: token } = world;
      for (const amount of [60n, 40n]) await expenses.pay(await asked(world, dora, { kind: Kind.Wage, amount }));
      await asked(world, esi, { kind: Kind.Wage });
      expect(await expenses.wagesOf(guild, 1n, token, dora.id)).to.equal(100n);
      expect(await expenses.wagesOf(guild, 1n, token, esi.id)).to.equal(0n);
    });
    it("INV-200 reverts with ExpensesWrongState the second time, before approval, and after a withdrawal", async () => {
      const world = await load();
      const { expenses, dora } = world;
      const [paid, open, gone] = [await asked(world, dora), await ask(world, dora), await asked(world, dora)];
      await expenses.pay(paid);
      await withdraw(world, dora, gone);
      for (const [request, state] of [
        [paid, RequestState.Paid],
        [open, RequestState.Asked],
        [gone, RequestState.Withdrawn],
        [WHY, RequestState.None],
      ] as const) {
        await expect(expenses.pay(request))
          .to.be.revertedWithCustomError(expenses, "ExpensesWrongState")
          .withArgs(request, state);
      }
    });
    it("waits for income, stops nobody, and is paid when it comes", async () => {
      const world = await load();
      const { expenses, surplus, guild, dora, esi, nation, token, tokenAddress } = world;
      const budget = await grantBudget(ethers, world, { amount: 2n * INCOME });
      const large = await asked(world, dora, { budget, amount: INCOME + 1n });
      const small = await asked(world, esi, { budget });
      await expect(expenses.pay(large))
        .to.be.revertedWithCustomError(surplus, "SurplusOverdraw")
        .withArgs(INCOME + 1n, INCOME);
      await expenses.pay(small);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(INCOME + 1n);
      await token.mint(nation, 101n);
      await token.connect(nation).approve(surplus, 101n);
      await surplus.connect(nation).deposit(guild, tokenAddress, 101n, 0n, ZeroHash);
      await expenses.pay(large);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(0n);
    });
    it("can be paid after the season is closed, while its books are open", async () => {
      const world = await load();
      const request = await asked(world, world.dora);
      await closeSeason(world, networkHelpers);
      await world.expenses.pay(request);
      expect(await stateOf(world, request)).to.equal(RequestState.Paid);
    });
  });

  describe("a milestone", () => {
    const granted = async () => {
      const world = await load();
      const budget = await grantBudget(ethers, world, { milestones: [300n, 200n] });
      return { ...world, budget };
    };

    it("is taken on, delivered, released by two, and paid", async () => {
      const world = await granted();
      const { expenses, budget, dora, token } = world;
      await expect(commit(world, dora, budget, 2n))
        .to.emit(expenses, "MilestoneTaken")
        .withArgs(budget, 2n, dora.id);
      expect([...(await milestone(world, budget, 2))]).to.deep.equal([200n, dora.id, MilestoneState.Committed]);
      const request = await deliver(world, dora, budget, 2n);
      expect((await milestone(world, budget, 2)).state).to.equal(MilestoneState.Delivered);
      await approve(world, world.amara, request);
      await approve(world, world.bo, request);
      expect((await milestone(world, budget, 2)).state).to.equal(MilestoneState.Released);
      await expenses.pay(request);
      expect(await token.balanceOf(dora.signer)).to.equal(200n);
      expect((await expenses.budgetOf(budget)).bound).to.equal(500n);
      expect(await expenses.withoutBudgetOf(world.guild, 1n, token)).to.equal(0n);
    });
    it("is not approved by whoever delivered it", async () => {
      const world = await granted();
      const { expenses, budget, amara } = world;
      await commit(world, amara, budget);
      const request = await deliver(world, amara, budget);
      await expect(approve(world, amara, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
        .withArgs(request, amara.id);
    });
    it("can be delivered anew when it was refused, withdrawn, or refused by the guild once released", async () => {
      const world = await granted();
      const { budget, dora, amara, bo } = world;
      await commit(world, dora, budget);
      const first = await deliver(world, dora, budget, 1n, 1n, id("first"));
      for (const person of [amara, bo]) await refuse(world, person, first);
      expect((await milestone(world, budget)).state).to.equal(MilestoneState.Committed);
      const second = await deliver(world, dora, budget, 1n, 1n, id("second"));
      await withdraw(world, dora, second);
      const third = await deliver(world, dora, budget, 1n, 1n, id("third"));
      for (const person of [amara, bo]) await approve(world, person, third);
      await guildActs(ethers, world, "refuse", { request: third, reason: WHY });
      expect([...(await milestone(world, budget))]).to.deep.equal([300n, dora.id, MilestoneState.Committed]);
      expect((await world.expenses.budgetOf(budget)).bound).to.equal(500n);
      await deliver(world, dora, budget, 1n, 1n, id("fourth"));
    });
    it("can be given back, and taken by the guild from somebody who does not deliver", async () => {
      const world = await granted();
      const { expenses, budget, dora, esi } = world;
      await commit(world, dora, budget);
      await expect(giveBack(world, dora, budget))
        .to.emit(expenses, "MilestoneGivenBack")
        .withArgs(budget, 1n, dora.id);
      await commit(world, esi, budget);
      await guildActs(ethers, world, "giveBack", { budget, milestone: 1n });
      expect([...(await milestone(world, budget))]).to.deep.equal([300n, 0n, MilestoneState.Open]);
    });
    it("reverts with ExpensesMilestoneState when it is taken on, delivered or given back out of order", async () => {
      const world = await granted();
      const { expenses, budget, dora, esi } = world;
      const wrong = (state: bigint) => [budget, 1n, state] as const;
      for (const act of [() => giveBack(world, dora, budget), () => deliver(world, dora, budget)]) {
        await expect(act())
          .to.be.revertedWithCustomError(expenses, "ExpensesMilestoneState")
          .withArgs(...wrong(MilestoneState.Open));
      }
      await commit(world, dora, budget);
      await expect(commit(world, esi, budget))
        .to.be.revertedWithCustomError(expenses, "ExpensesMilestoneState")
        .withArgs(...wrong(MilestoneState.Committed));
      await deliver(world, dora, budget);
      for (const act of [
        () => giveBack(world, dora, budget),
        () => deliver(world, dora, budget, 1n, 1n, id("again")),
      ]) {
        await expect(act())
          .to.be.revertedWithCustomError(expenses, "ExpensesMilestoneState")
          .withArgs(...wrong(MilestoneState.Delivered));
      }
    });
    it("reverts with ExpensesNotCommitted for a milestone another has taken on", async () => {
      const world = await granted();
      const { expenses, budget, dora, esi } = world;
      await commit(world, dora, budget);
      for (const act of [() => giveBack(world, esi, budget), () => deliver(world, esi, budget)]) {
        await expect(act())
          .to.be.revertedWithCustomError(expenses, "ExpensesNotCommitted")
          .withArgs(budget, 1n, esi.id);
      }
    });
    it("reverts with ExpensesUnknownMilestone for none, and ExpensesUnknownBudget", async () => {
      const world = await granted();
      const { expenses, budget, dora } = world;
      for (const number of [0n, 3n]) {
        await expect(commit(world, dora, budget, number))
          .to.be.revertedWithCustomError(expenses, "ExpensesUnknownMilestone")
          .withArgs(budget, number);
      }
      await expect(commit(world, dora, 9n))
        .to.be.revertedWithCustomError(expenses, "ExpensesUnknownBudget")
        .withArgs(9n);
    });
    it("reverts with ExpensesNotOnRoster for somebody outside the guild, and ExpensesBudgetOver when it is ended", async () => {
      const world = await granted();
      const { expenses, budget, guild, dora, fay } = world;
      await expect(commit(world, fay, budget))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotOnRoster")
        .withArgs(guild, fay.id);
      await guildActs(ethers, world, "endBudget", { budget });
      await expect(commit(world, dora, budget))
        .to.be.revertedWithCustomError(expenses, "ExpensesBudgetOver")
        .withArgs(budget);
    });
    it("reverts with ExpensesSeasonClosed and ExpensesOtherBudget for a season it is not for", async () => {
      const world = await granted();
      const { expenses, ledger, budget, dora } = world;
      await commit(world, dora, budget);
      await time.increaseTo((await ledger.seasonOf(1n)).endsAt);
      await ledger.openSeason();
      await expect(deliver(world, dora, budget, 1n, 2n))
        .to.be.revertedWithCustomError(expenses, "ExpensesOtherBudget")
        .withArgs(budget);
      await time.increaseTo((await ledger.seasonOf(1n)).closesAt);
      await ledger.closeSeason(1n);
      await expect(deliver(world, dora, budget))
        .to.be.revertedWithCustomError(expenses, "ExpensesSeasonClosed")
        .withArgs(1n);
    });
  });
});
