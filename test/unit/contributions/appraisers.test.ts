import { expect } from "chai";
import { Wallet } from "ethers";
import { network } from "hardhat";

import { deployContributions, hours, submitBatch } from "../../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild } from "../../fixtures/membership.ts";
import { signStatement } from "../../../sdk/statements.ts";

const { ethers, networkHelpers } = await network.create();

const MOST = 64;
const PER_TRANSACTION = 32;
const GAS = 16_000_000n; // given, since estimating the gas of such a batch takes longer than running it

describe("ContributionLedger with a full house of appraisers", () => {
  it("reverts with LedgerAppraisalsFull after 64, and settles what they said", async () => {
    const context = await deployContributions(ethers);
    const { ledger, guilds, members, founders, strangers } = context;
    const wallets = Array.from({ length: MOST + 1 }, (_, i) => new Wallet(ethers.id(`appraiser ${i}`)));
    for (let i = 0; i < wallets.length; i += PER_TRANSACTION)
      await members.found(wallets.slice(i, i + PER_TRANSACTION), { gasLimit: GAS });
    const guild = await foundGuild(context, "Makers", founders);
    const people = wallets.map((signer, index) => ({ signer, id: BigInt(1 + founders.length + index) }));

    const joins = people.map(async ({ id, signer }) => {
      const act = { by: id, guild, nonce: 0, deadline: FOREVER };
      const { signature } = await signStatement({ contract: guilds, method: "join", act, keyEpoch: 0, signer });
      return guilds.interface.encodeFunctionData("join", [act, signature]);
    });
    for (let i = 0; i < joins.length; i += PER_TRANSACTION) {
      await guilds
        .connect(strangers[0])
        .carry(await Promise.all(joins.slice(i, i + PER_TRANSACTION)), { gasLimit: GAS });
    }

    const { id: batch, payload } = await submitBatch(context, guild, founders[0]!, [hours(founders[1]!)]);
    const appraisals = people.map(async ({ id, signer }) => {
      const act = { by: id, batch, declined: [], questioned: [], deadline: FOREVER };
      const { signature } = await signStatement({ contract: ledger, method: "appraise", act, keyEpoch: 0, signer });
      return ledger.interface.encodeFunctionData("appraise", [act, signature]);
    });
    for (let i = 0; i < MOST; i += PER_TRANSACTION) {
      const calls = await Promise.all(appraisals.slice(i, Math.min(i + PER_TRANSACTION, MOST)));
      await ledger.connect(strangers[0]).carry(calls, { gasLimit: GAS });
    }
    expect(await ledger.appraisersOf(batch)).to.deep.equal(people.slice(0, MOST).map(({ id }) => id));
    const one = await appraisals[MOST]!;
    await expect(strangers[0]!.sendTransaction({ to: ledger, data: one }))
      .to.be.revertedWithCustomError(ledger, "LedgerAppraisalsFull")
      .withArgs(batch);

    await networkHelpers.time.increase(14n * DAY);
    await expect(ledger.settle(batch, payload)).to.emit(ledger, "BatchSettled").withArgs(batch, 1n, [1n], [1n]);
  });
});
