import { expect } from "chai";
import { network } from "hardhat";

import { upstreamOf } from "../../sdk/licensing/works/graph.ts";
import { randomOf } from "../fixtures/walk.ts";
import {
  GhostGraph,
  graphWorld,
  payRandomly,
  publishRandomly,
  pullEverything,
  verifyGraph,
  verifyPaths,
} from "./works/graph.ts";

const { ethers } = await network.create();

describe("Works: what is paid at a leaf is what arrives along all paths, plus dust", () => {
  it("INV-271 holds for a random graph of 1,000 works, of which some lie hundreds of steps above others", async () => {
    const world = await graphWorld(ethers);
    const [ghost, next] = [new GhostGraph(), randomOf(1_000)];
    await publishRandomly(world, ghost, 1_000, next);
    expect(Math.max(...upstreamOf(ghost.works, 1_000n).map(({ farthest }) => farthest))).to.be.greaterThan(200);
    await payRandomly(world, ghost, 300, next);
    expect(await pullEverything(world, ghost)).to.be.greaterThan(1_000);
    await verifyPaths(world, ghost, 1_000n, 10n ** 18n + 7n);
    await verifyGraph(world, ghost);
  });
});
