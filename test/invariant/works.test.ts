import { network } from "hardhat";

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
  it("INV-271 holds for a random graph of 16 works", async () => {
    const world = await graphWorld(ethers);
    const [ghost, next] = [new GhostGraph(), randomOf(6)];
    await publishRandomly(world, ghost, 16, next);
    await payRandomly(world, ghost, 15, next);
    await pullEverything(world, ghost);
    await verifyPaths(world, ghost, 16n, 10n ** 15n + 7n);
    await verifyGraph(world, ghost);
  });
});
