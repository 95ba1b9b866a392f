import { expect } from "chai";
import { network } from "hardhat";

import { bitmapOf } from "../../sdk/contributions/bitmaps.ts";
import { deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers } = await network.create();

// In a batch of more than 256 entries a provider's bitmap of one word, whose missing words are zero by the payload format,
// ended in a panic: whoever did not pad it could not take back an entry a scribe had made in their name.
describe("finding: a provider withdraws with a short bitmap", () => {
  it("given 300 entries, when a provider withdraws the first by one word, it emits EntriesWithdrawn", async () => {
    const context = await deployContributions(ethers);
    const { ledger, founders } = context;
    const [scribe, provider] = [founders[0]!, founders[1]!];
    const guild = await foundGuild(context, "Makers", [scribe, provider]);
    const entries = Array.from({ length: 300 }, (_, quantity) => hours(provider, { quantity }));
    const { id: batch, payload } = await submitBatch(context, guild, scribe, entries);
    const act = { by: provider.id, batch, withdrawn: bitmapOf([0]), deadline: FOREVER };
    expect(act.withdrawn.length).to.equal(1);
    await expect(ledger.connect(provider.signer).withdraw(act, "0x", payload))
      .to.emit(ledger, "EntriesWithdrawn")
      .withArgs(batch, provider.id, [1n]);
    expect(await ledger.withdrawnEntries(batch)).to.deep.equal([1n, 0n]);
  });
});
