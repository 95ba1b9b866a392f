import { id, ZeroHash } from "ethers";

import { STUDIO } from "../../../scripts/story/scene.ts";
import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, type Act } from "../../../sdk/acts.ts";
import { COIN } from "../../fixtures/treasury.ts";
import { cross, pairs, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

/** A season that owes more than it has: what was approved in `liveExpenses` waits, and a large bill comes on top. */
export async function liveLoss(stage: Stage): Promise<void> {
  const { contracts } = stage.nation;
  const courier = stage.account("the courier");
  const season = await contracts.ledger.currentSeason();
  const farah = await stage.id("Farah");
  const plain = { guild: STUDIO, season, kind: 0n, budget: 0n, token: COIN, payee: farah, to: COIN };
  const terms = { ...plain, amount: 100n, payeeHash: ZeroHash, evidence: id("more") };
  await does(stage, "Farah", act("expenses", "ask", terms));
  const request = await contracts.expenses.requestId(farah, { ...terms, milestone: 0n });
  for (const name of ["Amara", "Bo"] as const) await does(stage, name, act("expenses", "approve", { request }));

  await stage.waitUntil((await contracts.ledger.seasonOf(season)).closesAt);
  await send(stage.nation, contracts.members.connect(courier), "fold", [400n]);
  await send(stage.nation, contracts.ledger.connect(courier), "closeSeason", [season]);
  const surplus = contracts.surplus.connect(courier);
  await send(stage.nation, surplus, "closeBooks", [STUDIO, season, COIN]);
  const everybody = upTo(await contracts.members.lastId());
  await send(stage.nation, surplus, "pullLoss", [everybody, STUDIO, season, COIN]);
  await send(stage.nation, contracts.expenses.connect(courier), "pay", [request]);
}

const does = async (stage: Stage, name: Name, deed: Act) => perform(stage.nation, await stage.author(name), deed);

const guildsOf = ({ members }: World): bigint[] => [0n, ...members.guilds.keys()];
const foliosOf = (world: World) => pairs(guildsOf(world), upTo(world.ledger.seasons.size));

export const lossViews: Views = {
  lossOf: (world) =>
    foliosOf(world).map(([guild, season]) => ({
      args: [guild, season, COIN],
      is: world.surplus.losses.lossOf(guild, season, COIN),
    })),
  lossPartOf: (world) =>
    pairs(foliosOf(world), upTo(world.members.agents.size)).map(([[guild, season], member]) => ({
      args: [guild, season, COIN, member],
      is: world.surplus.losses.partOf(guild, season, COIN, member),
    })),
  debtOf: (world) =>
    cross(upTo(world.members.agents.size), [COIN], (member) => world.surplus.losses.debtOf(member, COIN)),
  financiersOf: (world) => cross(guildsOf(world), [COIN], (guild) => world.surplus.financiers.of(guild, COIN)),
  putInBy: (world) => cross(guildsOf(world), [COIN], (guild) => world.surplus.losses.putInBy(guild, COIN)),
};
