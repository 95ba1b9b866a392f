import { expect } from "chai";
import { network } from "hardhat";

import {
  acceptWork,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  NO_REF,
  payIncome,
  UNIT,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers: helpers } = await network.create();

describe("Surplus, the cap on deposits", () => {
  const treasury = async () => {
    const nation = await deployTreasury(ethers, { founders: 5 });
    const guild = await commandedGuild(nation, "Studio", nation.founders.slice(0, 3));
    return { ...nation, guild };
  };

  it("is set by the nation alone", async () => {
    const { surplus, token, founders, nation } = await helpers.loadFixture(treasury);
    const { signer } = founders[0]!;
    await expect(surplus.connect(signer).setDepositCap(token, 1n))
      .to.be.revertedWithCustomError(surplus, "CharteredOnlyNation")
      .withArgs(signer.address);
    await surplus.connect(nation).setDepositCap(token, 5n);
    await expect(surplus.connect(nation).setDepositCap(token, 7n))
      .to.emit(surplus, "DepositCapSet")
      .withArgs(token, 5n, 7n);
    expect(await surplus.depositCap(token)).to.equal(7n);
  });

  it("takes deposits up to it and refuses the next, in a token and in coin, until it is raised", async () => {
    const nation = await helpers.loadFixture(treasury);
    const { surplus, token, guild } = nation;
    await surplus.setDepositCap(token, 10n * UNIT);
    await payIncome(nation, guild, 4n * UNIT, token);
    await payIncome(nation, guild, 6n * UNIT, token);
    await expect(payIncome(nation, guild, 1n, token))
      .to.be.revertedWithCustomError(surplus, "SurplusOverDepositCap")
      .withArgs(token, 10n * UNIT + 1n, 10n * UNIT);
    await surplus.setDepositCap(token, 11n * UNIT);
    await payIncome(nation, guild, 1n, token);

    await surplus.setDepositCap(COIN, 2n);
    await surplus.deposit(guild, COIN, 2n, 0n, NO_REF, { value: 2n });
    await expect(surplus.deposit(guild, COIN, 1n, 0n, NO_REF, { value: 1n }))
      .to.be.revertedWithCustomError(surplus, "SurplusOverDepositCap")
      .withArgs(COIN, 3n, 2n);
  });

  it("is none where it is zero", async () => {
    const nation = await helpers.loadFixture(treasury);
    await payIncome(nation, nation.guild, 10n ** 30n, nation.token);
    expect(await nation.surplus.depositCap(nation.token)).to.equal(0n);
  });

  it("holds back nothing that leaves: far above the cap, books close, the reserve gets its part and shares are collected", async () => {
    const nation = await helpers.loadFixture(treasury);
    const { surplus, token, guild, reserve, founders } = nation;
    const people = founders.slice(0, 3);
    await acceptWork(nation, helpers, { guild, people, work: [{ member: people[0]!.id, minutes: 60n }] });
    await payIncome(nation, guild, 100n * UNIT, token);
    await surplus.setDepositCap(token, 1n);
    const season = await closeSeason(nation, helpers);
    await surplus.closeBooks(guild, season, token);
    expect(await token.balanceOf(reserve)).to.equal(80n * UNIT);
    await surplus.claimFor([people[0]!.id], guild, season, token);
    expect(await token.balanceOf(people[0]!.signer)).to.equal(20n * UNIT);
  });
});
