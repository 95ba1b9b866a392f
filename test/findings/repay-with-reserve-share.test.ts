import { expect } from "chai";
import { network } from "hardhat";

import { DAY } from "../fixtures/membership.ts";
import { bucket, BucketKind, closeSeason, commandedGuild, deployTreasury, payIncome } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const PURPOSE = `0x${"17".repeat(32)}`;

describe("Finding: a token's hook let the reserve's own income pay a borrower's loan back", () => {
  it("only what the payer announced can count as repaid", async () => {
    const nation = await deployTreasury(ethers, { equation: [bucket(BucketKind.Reserve, 0n)] });
    const { reserve, surplus, token, founders } = nation;
    const guild = await commandedGuild(nation, "Weavers", founders.slice(0, 2));
    await token.mint(reserve, 1_000n);
    const dueAt = BigInt(await networkHelpers.time.latest()) + 900n * DAY;
    await reserve.lend(guild, token, 400n, dueAt, PURPOSE);
    await payIncome(nation, guild, 5_000n, token);
    const season = await closeSeason(nation, networkHelpers);

    // While the payer's one unit moves, the hook has Surplus send 5,000 units to the reserve.
    const payer = founders[0]!.signer;
    await token.mint(payer, 1n);
    await token.connect(payer).approve(reserve, 1n);
    const closing = surplus.interface.encodeFunctionData("closeBooks", [guild, season, await token.getAddress()]);
    await token.reenterWith(surplus, closing);
    await expect(reserve.connect(payer).repay(1n, 1n)).to.emit(reserve, "Repaid").withArgs(1n, payer.address, 1n);
    expect(await token.reentries()).to.equal(1n);
    expect((await reserve.loanOf(1n)).repaid).to.equal(1n);
    expect(await reserve.outstanding(token)).to.equal(399n);
  });
});
