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
  outside,
  redirect,
  refuse,
  RequestState,
  stateOf,
  withdraw,
  type Spending,
} from "../../fixtures/expenses.ts";
import { DAY, FOREVER, foundGuild, sign, type Person } from "../../fixtures/membership.ts";
import { consentOf, nameContacts, PLAIN_RECOVERY, supportAll, veto } from "../../fixtures/recovery.ts";
import { closeSeason, COIN } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const spending = () => deployExpenses(ethers);
const load = () => networkHelpers.loadFixture(spending);

/** The guild also has 10,000 coins, all of which a budget grants, and a payee who is a contract of ours. */
const withCoins = async () => {
  const world = await spending();
  const { surplus, guild } = world;
  await surplus.deposit(guild, COIN, INCOME, 0n, ZeroHash, { value: INCOME });
  const budget = await grantBudget(ethers, world, { token: COIN, amount: INCOME });
  const receiver = await ethers.deployContract("OddReceiver");
  const to = await receiver.getAddress();
  return { ...world, budget, receiver, invoice: { ...outside(world, to), token: COIN, budget } };
};
const loadCoins = () => networkHelpers.loadFixture(withCoins);

/** Agent `person` takes another key. */
const rotate = async (world: Spending, person: Person, key: Spending["strangers"][number]) => {
  const act = { by: person.id, newKey: key.address, nonce: 0, deadline: FOREVER };
  await world.members.connect(person.signer).rotateKey(act, "0x", await consentOf(world, key, person.id));
  return { id: person.id, signer: key };
};
/** Three contacts say that another key is Dora's. */
const contested = async () => {
  const world = await spending();
  const { dora, amara, bo, chen, esi, strangers } = world;
  await nameContacts(world, dora, [amara.id, bo.id, chen.id, esi.id]);
  await time.increase(PLAIN_RECOVERY.contactsDelay);
  return { ...world, key: strangers[1]!, contacts: [amara, bo] };
};

describe("Expenses, attacked", () => {
  describe("by a payee that is a contract", () => {
    for (const [title, manner] of [
      ["refuses coins", 1n],
      ["burns all gas", 3n],
    ] as const) {
      it(`waits while the payee ${title}, stops nobody, and is paid once they take it`, async () => {
        const world = await loadCoins();
        const { expenses, surplus, guild, receiver, invoice, dora, budget } = world;
        const [bad, good] = [
          await asked(world, dora, invoice),
          await asked(world, dora, { kind: Kind.Invoice, token: COIN, budget }),
        ];
        await receiver.behave(manner);
        await expect(expenses.pay(bad))
          .to.be.revertedWithCustomError(expenses, "ExpensesNotReceived")
          .withArgs(bad, await receiver.getAddress());
        expect(await stateOf(world, bad)).to.equal(RequestState.Approved);
        const calls = [bad, good].map((request) => expenses.interface.encodeFunctionData("pay", [request]));
        await expect(expenses.carry(calls)).to.emit(expenses, "CallSkipped").and.to.emit(expenses, "ExpensePaid");
        expect(await stateOf(world, good)).to.equal(RequestState.Paid);
        expect(await expenses.unpaidOf(guild, 1n, COIN)).to.equal(100n);
        await receiver.behave(0n);
        await expenses.pay(bad);
        expect((await surplus.booksOf(guild, 1n, COIN)).costs).to.equal(200n);
      });
    }
    it("INV-200 pays once when the payee calls back to be paid again, for this request or for another", async () => {
      const world = await loadCoins();
      const { expenses, receiver, invoice, dora } = world;
      const [first, second] = [await asked(world, dora, invoice), await asked(world, dora, invoice)];
      for (const again of [first, second]) {
        await receiver.reenterWith(expenses, expenses.interface.encodeFunctionData("pay", [again]));
        if ((await stateOf(world, first)) === RequestState.Approved) await expenses.pay(first);
      }
      await expenses.pay(second);
      expect(await receiver.reentries()).to.equal(0n);
      expect(await ethers.provider.getBalance(receiver)).to.equal(200n);
    });
    it("cannot withdraw or redirect what is being paid by calling back", async () => {
      const world = await loadCoins();
      const { expenses, members, receiver, budget, guild, nation } = world;
      await members.connect(nation).register(9, receiver);
      const agent = await members.lastId();
      const act = {
        ...askAct(world, world.dora, { kind: Kind.Invoice, token: COIN, budget, payee: agent, guild }),
        by: agent,
      };
      const request = await expenses.requestId(agent, { ...act, milestone: 0n });
      await receiver.execute(expenses, expenses.interface.encodeFunctionData("ask", [act, "0x"]));
      for (const person of [world.amara, world.bo]) await approve(world, person, request);
      for (const data of [
        expenses.interface.encodeFunctionData("withdraw", [{ by: agent, request, deadline: FOREVER }, "0x"]),
        expenses.interface.encodeFunctionData("redirect", [
          { by: agent, request, to: world.supplier, nonce: 0n, deadline: FOREVER },
          "0x",
        ]),
      ]) {
        const snapshot = await networkHelpers.takeSnapshot();
        await receiver.reenterWith(expenses, data);
        await expenses.pay(request);
        expect(await receiver.reentries()).to.equal(0n);
        expect(await stateOf(world, request)).to.equal(RequestState.Paid);
        await snapshot.restore();
      }
    });
  });

  describe("by a token", () => {
    for (const [title, quirk] of [
      ["says no", 1n],
      ["reverts", 3n],
    ] as const) {
      it(`waits while the token ${title}`, async () => {
        const world = await load();
        const { expenses, token, dora } = world;
        const request = await asked(world, dora);
        await token.setQuirk(quirk);
        await expect(expenses.pay(request))
          .to.be.revertedWithCustomError(expenses, "ExpensesNotReceived")
          .withArgs(request, dora.signer.address);
        await token.setQuirk(0n);
        await expenses.pay(request);
      });
    }
    it("INV-200 pays once when the token calls back to pay again", async () => {
      const world = await load();
      const { expenses, token, dora, surplus, guild } = world;
      const [first, second] = [await asked(world, dora), await asked(world, dora)];
      await token.reenterWith(expenses, expenses.interface.encodeFunctionData("pay", [second]));
      await expenses.pay(first);
      expect(await token.reentries()).to.equal(0n);
      expect(await token.balanceOf(dora.signer)).to.equal(100n);
      expect((await surplus.booksOf(guild, 1n, token)).costs).to.equal(100n);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(100n);
    });
    it("pays a payee whom the token blocks at the address they name", async () => {
      const world = await load();
      const { expenses, token, dora, supplier } = world;
      const request = await asked(world, dora);
      await token.blockPayee(dora.signer);
      await expect(expenses.pay(request)).to.be.revertedWithCustomError(expenses, "ExpensesNotReceived");
      await redirect(world, dora, request, supplier);
      await expenses.pay(request);
      expect(await token.balanceOf(supplier)).to.equal(100n);
    });
  });

  describe("by whoever holds a payee's key", () => {
    it("INV-205 reverts with ExpensesRecoveryPending for another address while the key is contested", async () => {
      const world = await networkHelpers.loadFixture(contested);
      const { expenses, dora, key, contacts, supplier } = world;
      const [before, plain] = [await asked(world, dora), await asked(world, dora)];
      await redirect(world, dora, before, supplier);
      await supportAll(world, contacts, { agent: dora.id, key });
      const refusals = [() => redirect(world, dora, plain, supplier), () => expenses.pay(before)];
      for (const refusal of refusals) {
        await expect(refusal()).to.be.revertedWithCustomError(expenses, "ExpensesRecoveryPending").withArgs(dora.id);
      }
      await expenses.pay(plain);
      await redirect(world, dora, before, dora.signer.address);
      await expenses.pay(before);
      expect(await world.token.balanceOf(dora.signer)).to.equal(200n);
    });
    it("pays the address again after a veto", async () => {
      const world = await networkHelpers.loadFixture(contested);
      const { expenses, token, dora, key, contacts, supplier } = world;
      const request = await asked(world, dora);
      await redirect(world, dora, request, supplier);
      await supportAll(world, contacts, { agent: dora.id, key });
      await veto(world, dora);
      await expenses.pay(request);
      expect(await token.balanceOf(supplier)).to.equal(100n);
    });
    it("INV-205 pays at the recovered key, not at the address that a thief named with the old one", async () => {
      const world = await networkHelpers.loadFixture(contested);
      const { expenses, recovery, token, dora, key, contacts, supplier } = world;
      const request = await asked(world, dora);
      await redirect(world, dora, request, supplier);
      await supportAll(world, contacts, { agent: dora.id, key });
      await time.increase(PLAIN_RECOVERY.delay + DAY);
      await recovery.complete(dora.id);
      await expenses.pay(request);
      expect(await token.balanceOf(key)).to.equal(100n);
      expect(await token.balanceOf(supplier)).to.equal(0n);
    });
  });

  describe("by a steward", () => {
    it("INV-201 who takes the key that an invoice is paid to after it was asked", async () => {
      const world = await load();
      const { expenses, bo, dora, strangers, amara } = world;
      const request = await ask(world, dora, outside(world, strangers[3]!.address));
      await approve(world, bo, request);
      const moved = await rotate(world, bo, strangers[3]!);
      await expect(approve(world, moved, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
        .withArgs(request, bo.id);
      // Their first approval, from before, does not count any more either.
      await approve(world, amara, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Asked);
    });
    it("INV-201 who is on the roster of the guild that is paid, or was until lately", async () => {
      const world = await load();
      const { expenses, guilds, bo, chen, amara, dora } = world;
      const smiths = await foundGuild(world, "Smiths", [bo, chen]);
      const request = await ask(world, dora, { kind: Kind.Invoice, payee: smiths });
      await guilds.connect(chen.signer).quit({ by: chen.id, guild: smiths, nonce: 0n, deadline: FOREVER }, "0x");
      for (const person of [bo, chen]) {
        await expect(approve(world, person, request))
          .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
          .withArgs(request, person.id);
      }
      await approve(world, amara, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Asked);
    });
    it("who approves twice under two keys", async () => {
      const world = await load();
      const { expenses, bo, dora, strangers } = world;
      const request = await ask(world, dora);
      await approve(world, bo, request);
      const moved = await rotate(world, bo, strangers[3]!);
      await expect(approve(world, moved, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesAlreadySaid")
        .withArgs(request, bo.id);
    });
    it("who asks for a member with whom they share the money, and approves: they asked", async () => {
      const world = await load();
      const { expenses, amara, bo, dora } = world;
      const request = await ask(world, amara, { payee: dora.id });
      await approve(world, bo, request);
      await expect(approve(world, amara, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesNotIndependent")
        .withArgs(request, amara.id);
    });
    it("whom a case has dismissed: their approval is gone before the second comes", async () => {
      const world = await load();
      const { guilds, guild, nation, bo, amara, dora } = world;
      const request = await ask(world, dora);
      await approve(world, bo, request);
      await guilds.fillSeat(2, nation);
      await guilds.connect(nation).dismiss(guild, bo.id);
      await approve(world, amara, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Asked);
    });
    it("in league with another and a requester: they get what budget, limit and income leave, and no more", async () => {
      const world = await load();
      const { expenses, guild, dora, amara, bo, token } = world;
      const budget = await grantBudget(ethers, world);
      const loot = [
        await asked(world, dora, { ...outside(world), amount: LIMIT }),
        await asked(world, dora, { ...outside(world), budget, amount: 1_000n }),
      ];
      for (const request of loot) await expenses.pay(request);
      for (const fields of [{ amount: 1n }, { amount: 1n, budget }]) {
        const more = await ask(world, dora, { ...outside(world), ...fields });
        await approve(world, amara, more);
        await expect(approve(world, bo, more)).to.be.revert(ethers);
      }
      expect(await token.balanceOf(world.supplier)).to.equal(LIMIT + 1_000n);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(0n);
    });
  });

  describe("by races", () => {
    it("lets the council and two stewards race: whichever comes first decides, the other finds it decided", async () => {
      const world = await load();
      const { expenses, dora, amara, bo } = world;
      const request = await ask(world, dora);
      await approve(world, amara, request);
      await guildActs(ethers, world, "refuse", { request, reason: id("no") });
      await expect(approve(world, bo, request))
        .to.be.revertedWithCustomError(expenses, "ExpensesWrongState")
        .withArgs(request, RequestState.Refused);
      const other = await asked(world, dora);
      await expect(guildActs(ethers, world, "approve", { request: other }))
        .to.be.revertedWithCustomError(expenses, "ExpensesWrongState")
        .withArgs(other, RequestState.Approved);
      await expenses.pay(other);
      await expect(guildActs(ethers, world, "refuse", { request: other, reason: id("no") }))
        .to.be.revertedWithCustomError(expenses, "ExpensesWrongState")
        .withArgs(other, RequestState.Paid);
    });
    it("does not approve by two who refused and approved halfway", async () => {
      const world = await load();
      const { dora, amara, bo, chen } = world;
      const request = await ask(world, dora);
      await approve(world, amara, request);
      await refuse(world, bo, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Asked);
      await approve(world, chen, request);
      expect(await stateOf(world, request)).to.equal(RequestState.Approved);
    });
    it("keeps what a closed season owes: nothing approved, withdrawn or refused after its close", async () => {
      const world = await load();
      const { expenses, surplus, guild, dora, amara, bo, token } = world;
      const budget = await grantBudget(ethers, world, { amount: 2n * INCOME });
      const owed = await asked(world, dora, { budget, amount: INCOME + 1n });
      const open = await ask(world, dora, { budget });
      await approve(world, amara, open);
      await closeSeason(world, networkHelpers);
      for (const act of [() => withdraw(world, dora, owed), () => approve(world, bo, open)]) {
        await expect(act()).to.be.revertedWithCustomError(expenses, "ExpensesSeasonClosed").withArgs(1n);
      }
      await surplus.closeBooks(guild, 1n, token);
      expect(await expenses.unpaidOf(guild, 1n, token)).to.equal(INCOME + 1n);
      await expect(expenses.pay(owed)).to.be.revert(ethers);
      expect(await stateOf(world, owed)).to.equal(RequestState.Approved);
    });
  });

  describe("by carried statements", () => {
    it("carries every act its author signed, to the same end", async () => {
      const world = await load();
      const { expenses, dora, amara, bo, supplier, strangers, token } = world;
      const carrier = expenses.connect(strangers[5]);
      const budget = await grantBudget(ethers, world, { milestones: [50n] });
      let nonce = 0n;
      const carried = async (by: Person, method: "commitTo" | "giveBack" | "deliver" | "redirect", act: object) => {
        nonce += 1n;
        const full = { by: by.id, nonce, deadline: FOREVER, ...act };
        const signature = await sign(world, by, expenses, method, full);
        await carrier.getFunction(method).send(full, signature);
      };
      const asking = askAct(world, dora);
      await carrier.ask(asking, await sign(world, dora, expenses, "ask", asking));
      const request = await expenses.requestId(dora.id, { ...asking, milestone: 0n });
      await carried(dora, "redirect", { request, to: supplier });
      for (const by of [amara, bo]) {
        const act = { by: by.id, request, deadline: FOREVER };
        await carrier.approve(act, await sign(world, by, expenses, "approve", act));
      }
      await carrier.pay(request);
      expect(await token.balanceOf(supplier)).to.equal(100n);

      await carried(dora, "commitTo", { budget, milestone: 1n });
      await carried(dora, "giveBack", { budget, milestone: 1n });
      await carried(dora, "commitTo", { budget, milestone: 1n });
      const evidence = id("it is done");
      await carried(dora, "deliver", { budget, milestone: 1n, season: 1n, evidence });
      const terms = { ...asking, kind: Kind.Milestone, budget, milestone: 1n, amount: 50n, evidence };
      const delivered = await expenses.requestId(dora.id, terms);
      const refusal = { by: amara.id, request: delivered, reason: id("why"), deadline: FOREVER };
      await carrier.refuse(refusal, await sign(world, amara, expenses, "refuse", refusal));
      const withdrawal = { by: dora.id, request: delivered, deadline: FOREVER };
      await carrier.withdraw(withdrawal, await sign(world, dora, expenses, "withdraw", withdrawal));
      expect(await stateOf(world, delivered)).to.equal(RequestState.Withdrawn);
    });
    it("signs the guild's acts too, with a key that signs: their types are what the contract hashes", async () => {
      // A guild's account signs nothing, so the types are compared with a guild that cannot be: refusals come after the check.
      const world = await load();
      const { expenses, amara, tokenAddress: token } = world;
      const by = amara.id;
      const fields = { by, nonce: 1n, deadline: FOREVER };
      const acts = {
        grant: { ...fields, token, amount: 1n, season: 1n, until: 0n, purpose: id("x"), milestones: [1n, 2n] },
        setLimit: { ...fields, token, amount: 1n },
        nameApprover: { ...fields, holder: 2n, until: 1n },
      };
      for (const [method, act] of Object.entries(acts)) {
        const signature = await sign(world, amara, expenses, method, act);
        await expect(expenses.getFunction(method).send(act, signature))
          .to.be.revertedWithCustomError(expenses, "ExpensesUnknownGuild")
          .withArgs(by);
      }
      const budget = await grantBudget(ethers, world);
      const act = { by, budget, deadline: FOREVER };
      await expect(expenses.endBudget(act, await sign(world, amara, expenses, "endBudget", act)))
        .to.be.revertedWithCustomError(expenses, "ExpensesOnlyGuild")
        .withArgs(world.guild, by);
    });
    it("refuses an approval carried to another request", async () => {
      const world = await load();
      const { expenses, dora, amara } = world;
      const [cheap, dear] = [await ask(world, dora, { amount: 1n }), await ask(world, dora, { amount: 400n })];
      const act = { by: amara.id, request: cheap, deadline: FOREVER };
      const signature = await sign(world, amara, expenses, "approve", act);
      await expect(expenses.approve({ ...act, request: dear }, signature))
        .to.be.revertedWithCustomError(expenses, "StatementBadSignature")
        .withArgs(amara.id);
    });
    it("cannot have a request edited after its approval: other terms are another request", async () => {
      const world = await load();
      const { expenses, dora, amara } = world;
      const act = askAct(world, dora);
      await expenses.connect(dora.signer).ask(act, "0x");
      const request = await expenses.requestId(dora.id, { ...act, milestone: 0n });
      await approve(world, amara, request);
      for (const change of [{ amount: 499n }, { payee: world.esi.id }, { evidence: id("other") }]) {
        const edited = { ...act, ...change };
        await expenses.connect(dora.signer).ask(edited, "0x");
        const other = await expenses.requestId(dora.id, { ...edited, milestone: 0n });
        expect(other).not.to.equal(request);
        expect((await expenses.requestOf(other)).approver).to.equal(0n);
      }
      expect((await expenses.requestOf(request)).amount).to.equal(100n);
    });
    it("does not let an old approval undo its author's refusal, nor an old refusal come back", async () => {
      const world = await load();
      const { expenses, dora, amara } = world;
      const request = await ask(world, dora);
      const yes = { by: amara.id, request, deadline: FOREVER };
      const approval = await sign(world, amara, expenses, "approve", yes);
      const no = { ...yes, reason: id("why") };
      const refusal = await sign(world, amara, expenses, "refuse", no);
      await expenses.approve(yes, approval);
      await expenses.refuse(no, refusal);
      for (const again of [() => expenses.approve(yes, approval), () => expenses.refuse(no, refusal)]) {
        await expect(again())
          .to.be.revertedWithCustomError(expenses, "ExpensesAlreadySaid")
          .withArgs(request, amara.id);
      }
    });
    it("refuses what was signed for too short a time, with a former key, or used before", async () => {
      const world = await load();
      const { expenses, dora, amara, bo, strangers, supplier } = world;
      const request = await ask(world, dora);
      const late = { by: amara.id, request, deadline: 1n };
      await expect(expenses.approve(late, await sign(world, amara, expenses, "approve", late)))
        .to.be.revertedWithCustomError(expenses, "StatementExpired")
        .withArgs(amara.id, 1n);
      const act = { by: bo.id, request, deadline: FOREVER };
      const signature = await sign(world, bo, expenses, "approve", act);
      await rotate(world, bo, strangers[3]!);
      await expect(expenses.approve(act, signature))
        .to.be.revertedWithCustomError(expenses, "StatementBadSignature")
        .withArgs(bo.id);
      const moving = { by: dora.id, request, to: supplier, nonce: 5n, deadline: FOREVER };
      const moved = await sign(world, dora, expenses, "redirect", moving);
      await expenses.redirect(moving, moved);
      await redirect(world, dora, request, ZeroAddress);
      await expect(expenses.redirect(moving, moved))
        .to.be.revertedWithCustomError(expenses, "StatementNonceUsed")
        .withArgs(dora.id, 5n);
    });
  });

  it("has no way to pay but through a seat that nobody else can take", async () => {
    const { surplus, guild, tokenAddress, strangers, expenses } = await load();
    const paying = surplus.connect(strangers[5]).payFor(guild, 1n, tokenAddress, strangers[5]!, 1n, ZeroHash);
    await expect(paying).to.be.revertedWithCustomError(surplus, "SurplusNotInSeat").withArgs(strangers[5]!.address);
    expect(await surplus.expensesSeat()).to.equal(await expenses.getAddress());
  });
});
