import { expect } from "chai";
import { network } from "hardhat";

import { deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers } = await network.create();

// Whoever leaves the nation stays on a guild's roster until they quit it, and could raise the bar for everybody's work.
describe("finding: a former member challenges", () => {
  it("given a person who resigned, still on the roster, challenge reverts with LedgerNotAdmitted", async () => {
    const context = await deployContributions(ethers);
    const { ledger, members, founders } = context;
    const [author, former] = [founders[0]!, founders[1]!];
    const guild = await foundGuild(context, "Makers", [author, former]);
    const { id: batch } = await submitBatch(context, guild, author, [hours(author)]);
    await members.connect(former.signer).resign({ by: former.id, nonce: 0, deadline: FOREVER }, "0x");
    const act = { by: former.id, batch, challenged: [1n], reason: ethers.id("spite"), deadline: FOREVER };
    await expect(ledger.connect(former.signer).challenge(act, "0x"))
      .to.be.revertedWithCustomError(ledger, "LedgerNotAdmitted")
      .withArgs(former.id);
  });
});
