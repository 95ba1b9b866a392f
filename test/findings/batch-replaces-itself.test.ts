import { expect } from "chai";
import { network } from "hardhat";

import { encodePayload } from "../../sdk/contributions/payload.ts";
import { deployContributions, hours } from "../fixtures/contributions.ts";
import { FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers } = await network.create();

// A batch's id is known beforehand, so it could name itself as the batch it replaces. It was then withdrawn in the logs
// before it was submitted, and whoever rebuilt the ledger from them stumbled, or took it for open.
describe("finding: a batch replaces itself", () => {
  it("when a batch names its own id, submit reverts with LedgerUnknownBatch", async () => {
    const context = await deployContributions(ethers);
    const { ledger, founders } = context;
    const author = founders[0]!;
    const guild = await foundGuild(context, "Makers", [author]);
    const payload = encodePayload([hours(author)]);
    const batch = await ledger.batchId(author.id, guild, payload);
    const act = { by: author.id, guild, replaces: batch, payload, deadline: FOREVER };
    await expect(ledger.connect(author.signer).submit(act, "0x"))
      .to.be.revertedWithCustomError(ledger, "LedgerUnknownBatch")
      .withArgs(batch);
  });
});
