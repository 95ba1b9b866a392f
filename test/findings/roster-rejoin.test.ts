import { expect } from "chai";
import { network } from "hardhat";

import { FOREVER } from "../fixtures/membership.ts";
import { bucket, BucketKind, closeSeason, commandedGuild, deployTreasury, payIncome } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

describe("Finding: quitting a guild and joining it again rewrote the roster's past", () => {
  it("a former stay counts at its own time, and the equal share of it is taken", async () => {
    const nation = await deployTreasury(ethers, { equation: [bucket(BucketKind.EqualShare, 0n)] });
    const { founders, guilds, surplus, token } = nation;
    const [amara, bo] = [founders[0]!, founders[1]!];
    const guild = await commandedGuild(nation, "Weavers", [amara, bo]);
    await networkHelpers.time.increaseTo((await nation.ledger.seasonOf(1n)).endsAt);
    await nation.ledger.openSeason();
    await payIncome(nation, guild, 1_000n, token);
    const season = await closeSeason(nation, networkHelpers);
    await surplus.closeBooks(guild, season, token);
    expect(await surplus.shareOf(guild, season, token, bo.id)).to.deep.equal([500n, false]);

    const again = { by: bo.id, guild, nonce: 0n, deadline: FOREVER };
    await guilds.connect(bo.signer).quit(again, "0x");
    await networkHelpers.time.increase(10);
    await guilds.connect(bo.signer).join(again, "0x");

    expect(await surplus.shareOf(guild, season, token, bo.id)).to.deep.equal([500n, false]);
    await surplus.claimFor([amara.id, bo.id], guild, season, token);
    const books = await surplus.booksOf(guild, season, token);
    expect([books.collected, books.uncollected]).to.deep.equal([1_000n, 0n]);
  });

  it("several stays are told apart to the second", async () => {
    const nation = await deployTreasury(ethers);
    const { founders, guilds } = nation;
    const [amara, bo] = [founders[0]!, founders[1]!];
    const guild = await commandedGuild(nation, "Weavers", [amara]);
    const act = { by: bo.id, guild, nonce: 0n, deadline: FOREVER };
    const moments: number[] = [];
    for (const method of ["join", "quit", "join", "quit", "join"] as const) {
      await networkHelpers.time.increase(100);
      await guilds.connect(bo.signer)[method](act, "0x");
      moments.push(await networkHelpers.time.latest());
    }
    for (const [index, moment] of moments.entries()) {
      expect(await guilds.wasOnRoster(guild, bo.id, moment - 1)).to.equal(index % 2 === 1, `before ${index}`);
      expect(await guilds.wasOnRoster(guild, bo.id, moment)).to.equal(index % 2 === 0, `at ${index}`);
    }
  });
});
