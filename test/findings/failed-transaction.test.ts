import { expect } from "chai";
import { network } from "hardhat";

import { send } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { deployMembership, FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

describe("Finding: a transaction that failed was told as done, if it would have succeeded a moment later", () => {
  it("what reverted on chain is an error", async () => {
    const nation = await deployMembership(ethers);
    const { guilds, founders } = nation;
    const [amara, bo] = [founders[0]!, founders[1]!];
    const guild = await foundGuild(nation, "Loom", [amara]);
    const act = { by: bo.id, guild, nonce: 0n, deadline: FOREVER };
    // As much of a connection as sending needs.
    const connection = { provider: ethers.provider, contracts: {}, addresses: {} } as unknown as Nation;

    // In one block: Bo quits the guild, which fails, and then joins it.
    await ethers.provider.send("evm_setAutomine", [false]);
    const quitting = send(connection, guilds.connect(bo.signer), "quit", [act, "0x", { gasLimit: 500_000n }]);
    const told = quitting.catch((thrown: unknown) => thrown);
    await guilds.connect(bo.signer).join(act, "0x", { gasLimit: 500_000n, nonce: 1 });
    await networkHelpers.mine();
    await ethers.provider.send("evm_setAutomine", [true]);

    expect(await guilds.isOnRoster(guild, bo.id)).to.equal(true);
    expect(await told).to.have.property("code", "TransactionReverted");
  });
});
