import { id, ZeroAddress, ZeroHash } from "ethers";

import { STUDIO } from "../../../scripts/story/scene.ts";
import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, type Act } from "../../../sdk/acts.ts";
import { callsOf } from "../../../sdk/governance/actions.ts";
import { councilAct } from "../../../sdk/governance/council.ts";
import * as expenses from "../../../sdk/treasury/expensesFold.ts";
import { COIN } from "../../fixtures/treasury.ts";
import { cross, each, one, pairs, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const NO_END = String((1n << 40n) - 1n);

/** What the story of npm start leaves out: a guild that pays its bills in every way, and a request in every state. */
export async function liveExpenses(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { contracts } = nation;
  const courier = stage.account("the courier");
  const season = await contracts.ledger.currentSeason();
  const value = { value: 5_000n };
  await send(nation, contracts.surplus.connect(courier), "deposit", [STUDIO, COIN, 5_000n, 0n, id("sale"), value]);
  const until = String((await stage.now()) + 300n * 86_400n);
  const [amara, bo, dita] = await Promise.all((["Amara", "Bo", "Dita"] as const).map((name) => stage.id(name)));
  const granted = { token: COIN, amount: "1000", purpose: id("tools"), milestones: ["100", "50"] };
  await asStudio(stage, [
    ["Guilds", "appoint", { steward: String(amara), until }],
    ["Guilds", "appoint", { steward: String(bo), until }],
    ["Expenses", "nameApprover", { holder: String(dita), until }],
    ["Surplus", "acknowledge", { financier: String(dita), token: COIN, principal: "500", ceiling: "600" }],
    ["Expenses", "setLimit", { token: COIN, amount: "300" }],
    ["Expenses", "grant", { ...granted, season: String(season), until: "0" }],
    ["Expenses", "grant", { ...granted, season: "0", until, milestones: [] }],
  ]);

  const paid = await asked(stage, "Chen", { kind: 2n, amount: 40n });
  for (const name of ["Amara", "Dita"] as const) await does(stage, name, act("expenses", "approve", { request: paid }));
  await does(stage, "Chen", act("expenses", "redirect", { request: paid, to: stage.account("Jo").address }));
  await send(nation, contracts.expenses.connect(courier), "pay", [paid]);

  const waiting = await asked(stage, "Chen", { budget: 1n, amount: 850n });
  for (const name of ["Amara", "Bo"] as const)
    await does(stage, name, act("expenses", "approve", { request: waiting }));
  const refused = await asked(stage, "Emil", { budget: 2n });
  await does(stage, "Amara", act("expenses", "approve", { request: refused }));
  for (const name of ["Amara", "Bo"] as const) {
    await does(stage, name, act("expenses", "refuse", { request: refused, reason: id("why") }));
  }
  const withdrawn = await asked(stage, "Farah", { amount: 60n });
  for (const name of ["Amara", "Bo"] as const) {
    await does(stage, name, act("expenses", "approve", { request: withdrawn }));
  }
  await does(stage, "Farah", act("expenses", "withdraw", { request: withdrawn }));
  await asked(stage, "Chen", { kind: 1n, payee: 0n, to: `0x${"77".repeat(20)}`, payeeHash: id("a shop") });

  await does(stage, "Chen", act("expenses", "commitTo", { budget: 1n, milestone: 1n }));
  await does(stage, "Chen", act("expenses", "giveBack", { budget: 1n, milestone: 1n }));
  await does(stage, "Emil", act("expenses", "commitTo", { budget: 1n, milestone: 1n }));
  await does(stage, "Farah", act("expenses", "commitTo", { budget: 1n, milestone: 2n }));
  await does(stage, "Farah", act("expenses", "deliver", { budget: 1n, milestone: 2n, season, evidence: id("it") }));
  await asStudio(stage, [["Expenses", "endBudget", { budget: "2" }]]);
}

async function asStudio(stage: Stage, acts: readonly [string, string, object][]): Promise<void> {
  const { nation } = stage;
  const { councils } = nation.contracts;
  const actions = acts.map(([contract, name, args]) => ({
    contract,
    function: name,
    value: "0",
    arguments: { nonce: "0", deadline: NO_END, ...args },
  }));
  const calls = callsOf(nation, actions, STUDIO);
  await perform(
    nation,
    await stage.author("Bo"),
    councilAct({ guild: STUDIO, calls, description: acts.map(([, name]) => name).join() }),
  );
  const proposal = await councils.proposalCount();
  await stage.waitUntil((await councils.proposalOf(proposal)).closesAt + 1n);
  const carrier = councils.connect(stage.account("the courier"));
  await send(nation, carrier, "execute", [proposal, calls.targets, calls.values, calls.calldatas]);
}

interface Asked {
  readonly kind?: bigint;
  readonly budget?: bigint;
  readonly amount?: bigint;
  readonly payee?: bigint;
  readonly to?: string;
  readonly payeeHash?: string;
}

async function asked(stage: Stage, name: Name, fields: Asked): Promise<string> {
  const { contracts } = stage.nation;
  const by = await stage.id(name);
  const season = await contracts.ledger.currentSeason();
  const plain = { kind: 0n, budget: 0n, token: COIN, payee: by, to: ZeroAddress, amount: 10n, payeeHash: ZeroHash };
  const terms = { guild: STUDIO, season, ...plain, evidence: id(name), ...fields };
  await does(stage, name, act("expenses", "ask", terms));
  return contracts.expenses.requestId(by, { ...terms, milestone: 0n });
}

const does = async (stage: Stage, name: Name, deed: Act) => perform(stage.nation, await stage.author(name), deed);

const budgetsOf = ({ expenses }: World) => upTo(expenses.budgets.size);
const guildsOf = ({ members }: World): bigint[] => [0n, ...members.guilds.keys()];
const seasonsOf = ({ ledger }: World): bigint[] => upTo(ledger.seasons.size);
const inSeasons = (world: World, answer: (guild: bigint, season: bigint) => bigint) =>
  pairs(guildsOf(world), seasonsOf(world)).map(([guild, season]) => ({
    args: [guild, season, COIN],
    is: answer(guild, season),
  }));

export const expenseViews: Views = {
  requestOf: (world) =>
    each([...world.expenses.requests.keys(), ZeroHash], (request) => expenses.requestOf(world.expenses, request)),
  lastBudget: (world) => one(BigInt(world.expenses.budgets.size)),
  budgetOf: (world) => each(budgetsOf(world), (budget) => expenses.budgetOf(world.expenses, budget)),
  milestonesOf: (world) => each(budgetsOf(world), (budget) => expenses.milestonesOf(world.expenses, budget)),
  limitOf: (world) => cross(guildsOf(world), [COIN], (guild, token) => expenses.limitOf(world.expenses, guild, token)),
  approvesUntil: (world) =>
    cross(guildsOf(world), upTo(world.members.agents.size), (guild, holder) =>
      expenses.approvesUntil(world.expenses, guild, holder),
    ),
  unpaidOf: (world) => inSeasons(world, (guild, season) => expenses.unpaidOf(world.expenses, guild, season, COIN)),
  withoutBudgetOf: (world) =>
    inSeasons(world, (guild, season) => expenses.withoutBudgetOf(world.expenses, guild, season, COIN)),
  wagesOf: (world) =>
    pairs(pairs(guildsOf(world), seasonsOf(world)), upTo(world.members.agents.size)).map(
      ([[guild, season], member]) => ({
        args: [guild, season, COIN, member],
        is: expenses.wagesOf(world.expenses, guild, season, COIN, member),
      }),
    ),
};
