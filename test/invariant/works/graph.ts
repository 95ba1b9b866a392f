import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";

import { edgeKey, foldLicensing } from "../../../sdk/licensing/fold.ts";
import { pullsDue, upstreamOf, WHOLE } from "../../../sdk/licensing/works/graph.ts";
import { addUniform, deployLicensing, licensingLogs, publishAct, type Licensing } from "../../fixtures/licensing.ts";
import { foundGuild, type Person } from "../../fixtures/membership.ts";
import { COIN } from "../../fixtures/treasury.ts";

const BPS = 10_000n;

/** A random number below a bound, as `randomOf` gives them. */
type Next = (bound: number) => number;

interface GhostEdge {
  readonly parent: bigint;
  readonly shareBps: bigint;
  /** What it took in over all time, and what was moved on, in ten-thousandths of a unit. */
  took: bigint;
  moved: bigint;
}

interface GhostWork {
  readonly guild: bigint;
  readonly edges: GhostEdge[];
  /** What was paid to it from anywhere, and what stayed with its guild, in units. */
  paid: bigint;
  kept: bigint;
}

/**
 * What must be so, by the sentence alone: of everything ever paid to a work each parent has its share exactly, and the guild
 * the rest, whole units at a time. It knows no slot and no log of the contract.
 */
export class GhostGraph {
  readonly works = new Map<bigint, GhostWork>();

  pay(id: bigint, amount: bigint): void {
    const work = this.work(id);
    work.paid += amount;
    for (const edge of work.edges) edge.took = work.paid * edge.shareBps;
    const upstream = work.edges.reduce((sum, { took }) => sum + took, 0n);
    work.kept = work.paid - (upstream + BPS - 1n) / BPS;
  }

  waits(child: bigint, parent: bigint): bigint {
    const { took, moved } = this.edge(child, parent);
    return (took - moved) / BPS;
  }

  pull(child: bigint, parent: bigint): bigint {
    const amount = this.waits(child, parent);
    this.edge(child, parent).moved += amount * BPS;
    this.pay(parent, amount);
    return amount;
  }

  /** What the commons holds: for each work what its edges took in and did not move, made whole. */
  held(): bigint {
    return [...this.works.values()].reduce((sum, { edges }) => {
      const scaled = edges.reduce((rest, { took, moved }) => rest + took - moved, 0n);
      return sum + (scaled + BPS - 1n) / BPS;
    }, 0n);
  }

  /** What came from outside: what was paid to each work, without what its children moved on. */
  paidIn(): bigint {
    return [...this.works.values()].reduce(
      (sum, { paid, edges }) => sum + paid - edges.reduce((moved, edge) => moved + edge.moved / BPS, 0n),
      0n,
    );
  }

  work(id: bigint): GhostWork {
    const work = this.works.get(id);
    if (work === undefined) throw new Error(`no work ${id}`);
    return work;
  }

  private edge(child: bigint, parent: bigint): GhostEdge {
    const edge = this.work(child).edges.find((one) => one.parent === parent);
    if (edge === undefined) throw new Error(`no edge ${child} to ${parent}`);
    return edge;
  }
}

export interface GraphWorld extends Licensing {
  readonly policy: bigint;
  readonly stewards: readonly { readonly guild: bigint; readonly steward: Person }[];
}

/** Three guilds under one open policy. */
export async function graphWorld(ethers: HardhatEthers): Promise<GraphWorld> {
  const nation = await deployLicensing(ethers);
  const stewards = [{ guild: nation.guild, steward: nation.steward }];
  for (const index of [3, 4]) {
    const steward = nation.founders[index]!;
    stewards.push({ guild: await foundGuild(nation, `Forge ${index}`, [steward]), steward });
  }
  return { ...nation, policy: await addUniform(nation, 0n), stewards };
}

/** Publishes `count` works, each on up to eight earlier ones, most of them recent, so that the graph grows deep and wide. */
export async function publishRandomly(world: GraphWorld, ghost: GhostGraph, count: number, next: Next): Promise<void> {
  const { commons, policy, stewards } = world;
  for (let made = 0; made < count; ++made) {
    const id = BigInt(ghost.works.size + 1);
    const chosen = new Set<bigint>();
    const most = Math.min(ghost.works.size, next(9));
    while (chosen.size < most) {
      const back = next(3) === 0 ? next(ghost.works.size) : next(Math.min(ghost.works.size, 12));
      chosen.add(id - 1n - BigInt(back));
    }
    const parents = [...chosen].sort((a, b) => (a < b ? -1 : 1));
    const sharesBps = parents.map(() => BigInt(next(Math.floor(9_999 / parents.length) + 1)));
    const who = stewards[next(stewards.length)]!;
    const act = publishAct(world, { policies: [policy], parents, sharesBps, ...who });
    await commons.connect(who.steward.signer).publish(act, "0x");
    const edges = parents.map((parent, index) => ({ parent, shareBps: sharesBps[index]!, took: 0n, moved: 0n }));
    ghost.works.set(id, { guild: who.guild, edges, paid: 0n, kept: 0n });
  }
}

/** Pays works at random, small sums as often as large ones, and moves on what waits here and there. */
export async function payRandomly(world: GraphWorld, ghost: GhostGraph, payments: number, next: Next): Promise<void> {
  const { commons } = world;
  const ids = [...ghost.works.keys()];
  for (let paid = 0; paid < payments; ++paid) {
    const leaf = ids[ids.length - 1 - next(Math.min(ids.length, 20))]!;
    const amount = next(2) === 0 ? BigInt(1 + next(30)) : BigInt(1 + next(1_000_000)) ** 2n;
    await commons.pay(leaf, COIN, amount, { value: amount });
    ghost.pay(leaf, amount);
    const { edges } = ghost.work(leaf);
    const edge = edges[next(Math.max(edges.length, 1))];
    if (edge !== undefined && ghost.waits(leaf, edge.parent) > 0n) {
      await commons.pull(leaf, edge.parent, COIN);
      ghost.pull(leaf, edge.parent);
    }
  }
}

/** Moves on everything by the plan of the SDK, which anybody can carry out, and returns how many steps it took. */
export async function pullEverything(world: GraphWorld, ghost: GhostGraph): Promise<number> {
  const { commons } = world;
  const plan = pullsDue(foldLicensing(await licensingLogs(world)));
  const PAGE = 40;
  for (let first = 0; first < plan.length; first += PAGE) {
    const page = plan.slice(first, first + PAGE);
    const calls = page.map(({ child, parent, token }) =>
      commons.interface.encodeFunctionData("pull", [child, parent, token]),
    );
    expect(await commons.carry.staticCall(calls)).to.equal(BigInt(page.length));
    await commons.carry(calls);
    for (const { child, parent, amount } of page) expect(ghost.pull(child, parent)).to.equal(amount);
  }
  return plan.length;
}

/** INV-63, INV-64, INV-65 and INV-271 for the whole graph. */
export async function verifyGraph(world: GraphWorld, ghost: GhostGraph): Promise<void> {
  const { commons, surplus, nation } = world;
  const incomes = new Map<bigint, bigint>();
  for (const [id, work] of ghost.works) {
    const edges = await commons.parentsOf(id);
    expect(edges.map(({ parent, shareBps }) => [parent, shareBps])).to.deep.equal(
      work.edges.map(({ parent, shareBps }) => [parent, shareBps]),
    );
    for (const { parent } of edges) {
      expect(parent < id, "INV-63 edges lead to earlier works").to.equal(true);
      expect(await commons.waiting(id, parent, COIN), edgeKey(id, parent, COIN)).to.equal(ghost.waits(id, parent));
    }
    incomes.set(work.guild, (incomes.get(work.guild) ?? 0n) + work.kept);
  }
  let arrived = 0n;
  for (const [guild, income] of incomes) {
    expect((await surplus.booksOf(guild, 1n, COIN)).income, `income of guild ${guild}`).to.equal(income);
    arrived += income;
  }
  const held = await nation.provider!.getBalance(commons);
  expect(held, "INV-65 the commons holds what waits, for each work made whole").to.equal(ghost.held());
  expect(arrived + held, "INV-64 paid in = arrived + held").to.equal(ghost.paidIn());
}

/**
 * INV-271: pays one leaf alone, moves everything on, and compares what each work upstream kept with its share over all
 * paths. Each edge holds back less than one unit, so nobody is short by more than there are edges on the way.
 */
export async function verifyPaths(world: GraphWorld, ghost: GhostGraph, leaf: bigint, amount: bigint): Promise<void> {
  const before = new Map([...ghost.works].map(([id, { kept }]) => [id, kept]));
  await world.commons.pay(leaf, COIN, amount, { value: amount });
  ghost.pay(leaf, amount);
  await pullEverything(world, ghost);
  const upstream = upstreamOf(ghost.works, leaf);
  const edges = BigInt(upstream.reduce((sum, { work }) => sum + ghost.work(work).edges.length, 0));
  let arrived = 0n;
  for (const { work, keeps } of upstream) {
    const kept = ghost.work(work).kept - before.get(work)!;
    const due = (amount * keeps) / WHOLE;
    const apart = kept > due ? kept - due : due - kept;
    expect(apart <= edges + 1n, `work ${work} kept ${kept}, due by all paths ${due}`).to.equal(true);
    arrived += kept;
  }
  const dust = amount - arrived;
  expect(dust >= -edges && dust <= edges, `dust ${dust} on ${edges} edges`).to.equal(true);
  for (const [id, { kept }] of ghost.works) {
    if (!upstream.some(({ work }) => work === id)) expect(kept, `work ${id} is not upstream`).to.equal(before.get(id));
  }
}
