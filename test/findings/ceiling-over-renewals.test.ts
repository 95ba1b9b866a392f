import { expect } from "chai";
import { network } from "hardhat";

import {
  addUniform,
  ANY_PRICE,
  attest,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
} from "../fixtures/licensing.ts";
import { DAY, FOREVER } from "../fixtures/membership.ts";
import { COIN } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const PAY = 2n;
const TERM = 2n * DAY;

describe("Finding: the ceiling of a term held for all terms after it", () => {
  it("units made in a renewed term cost what they cost, or the flat price counts against the one ceiling", async () => {
    const nation = await deployLicensing(ethers);
    const price = { token: COIN, perGrant: 1n, perUnit: 7n, ceiling: 71n };
    const policy = await addUniform(nation, PAY, { term: TERM, price });
    const work = await publishWork(nation, { policies: [policy] });
    const firm = await attest(nation, "firm", nation.strangers[0]!);
    const { licences, surplus, ledger, guild } = nation;
    let nonce = 0n;
    const take = () =>
      licences
        .connect(firm.signer)
        .take(takeAct(firm.id, work, policy, PURPOSE.manufacture, nonce++), "0x", { value: 1n });
    const report = (units: bigint, value: bigint) =>
      licences.connect(firm.signer).report(
        {
          ...{ by: firm.id, work, purpose: PURPOSE.manufacture, units, most: ANY_PRICE },
          ...{ nonce: nonce++, deadline: FOREVER },
        },
        "0x",
        { value },
      );
    await take();
    await report(10n, 70n);
    // Each term that is paid for has its own ceiling; a renewal is for the last term only.
    for (let term = 0; term < 5; ++term) {
      await take();
      await report(1_000_000n, 70n);
      await networkHelpers.time.increase(TERM);
    }
    const { income } = await surplus.booksOf(guild, await ledger.lastSeason(), COIN);
    expect(income).to.equal(6n * 71n);
  });
});
