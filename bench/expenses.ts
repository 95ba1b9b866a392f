import {
  approve,
  ask,
  deployExpenses,
  grantBudget,
  guildActs,
  outside,
  type AskFields,
} from "../test/fixtures/expenses.ts";
import { FOREVER, sign } from "../test/fixtures/membership.ts";
import { gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

/** A guild's bill from request to payment, from a budget, in a token the payee has held before; sent by their authors. */
export async function measureExpenses(): Promise<Figures> {
  const { ethers } = await newChain();
  const world = await deployExpenses(ethers);
  const { expenses, token, dora, amara, bo, supplier } = world;
  for (const payee of [dora.signer.address, supplier]) await token.mint(payee, 1n);
  const budget = await grantBudget(ethers, world, { milestones: [100n, 100n] });

  // The first of a budget and season writes words that all later ones only change.
  await life({ budget });
  const warm = await life({ budget });
  const { request: invoice } = await life({ budget, ...outside(world) });

  const request = await ask(world, dora, { budget });
  const act = { by: amara.id, request, deadline: FOREVER };
  const signature = await sign(world, amara, expenses, "approve", act);
  const carried = await gasOf(expenses.approve(act, signature));

  const commit = (milestone: bigint) => ({ by: dora.id, budget, milestone, nonce: 0n, deadline: FOREVER });
  const own = expenses.connect(dora.signer);
  const taken = await gasOf(own.commitTo(commit(1n), "0x"));
  const delivery = { by: dora.id, budget, milestone: 1n, season: 1n, evidence: ethers.id("it"), deadline: FOREVER };
  const delivered = await gasOf(own.deliver(delivery, "0x"));
  const granting = { token: await token.getAddress(), amount: 500n, season: 1n, until: 0n, purpose: ethers.id("more") };
  const granted = await gasOf(guildActs(ethers, world, "grant", { ...granting, milestones: [] }));
  return {
    "treasury.expense.request": warm.request,
    "treasury.expense.invoice": invoice,
    "treasury.expense.approve": warm.first,
    "treasury.expense.approve.carried": carried,
    "treasury.expense.approve.second": warm.second,
    "treasury.expense.pay": warm.pay,
    "treasury.expense.life": warm.request + warm.first + warm.second + warm.pay,
    "treasury.budget.grant": granted,
    "treasury.milestone.commit": taken,
    "treasury.milestone.deliver": delivered,
  };

  async function life(fields: AskFields) {
    const request = await ask(world, dora, fields);
    const [asked] = await expenses.queryFilter(expenses.filters.ExpenseAsked(request));
    if (asked === undefined) throw new Error("the request left no log");
    const receipt = await asked.getTransactionReceipt();
    const first = await gasOf(approve(world, amara, request));
    const second = await gasOf(approve(world, bo, request));
    const pay = await gasOf(expenses.pay(request));
    return { request: Number(receipt.gasUsed), first, second, pay };
  }
}
