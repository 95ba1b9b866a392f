import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { DAY, deployMembership, PLAIN_TERMS, YEAR } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

// `Chartered` is abstract: its promises are kept here by `Guilds`, and for the founding by `Members`.
describe("Chartered", () => {
  const nation = () => deployMembership(ethers);
  const given = () => networkHelpers.loadFixture(nation);
  const sealed = async () => {
    const context = await nation();
    await context.guilds.seal();
    await context.members.seal();
    return context;
  };

  describe("constructor", () => {
    it("says who founds the contract and which timelock sets its rules ever after", async () => {
      const { guilds, timelock, nation: founder } = await given();
      await expect(guilds.deploymentTransaction())
        .to.emit(guilds, "FoundingBegan")
        .withArgs(await timelock.getAddress(), founder.address);
      expect(await guilds.timelock()).to.equal(await timelock.getAddress());
      expect(await guilds.founder()).to.equal(founder.address);
    });

    it("refuses the zero address as the timelock", async () => {
      const { guilds, members } = await given();
      await expect(ethers.deployContract("Guilds", [ZeroAddress, members, YEAR, DAY])).to.be.revertedWithCustomError(
        guilds,
        "CharteredZeroAddress",
      );
    });
  });

  describe("a rule", () => {
    it("is set by the founding account before the seal", async () => {
      const { guilds } = await given();
      await expect(guilds.setStewardTerm(YEAR)).to.emit(guilds, "StewardTermSet").withArgs(YEAR);
    });

    it("is set by the timelock before the seal and after", async () => {
      const { guilds, timelock } = await networkHelpers.loadFixture(sealed);
      await executeByTimelock(timelock, guilds, guilds.interface.encodeFunctionData("setStewardTerm", [YEAR]));
      expect(await guilds.stewardTerm()).to.equal(YEAR);
    });

    it("is not set by a stranger, nor by a member", async () => {
      const { guilds, members, strangers, founders } = await given();
      for (const caller of [strangers[0]!, founders[0]!.signer]) {
        await expect(guilds.connect(caller).setStewardTerm(YEAR))
          .to.be.revertedWithCustomError(guilds, "CharteredOnlyNation")
          .withArgs(caller.address);
        await expect(members.connect(caller).setTerms(PLAIN_TERMS))
          .to.be.revertedWithCustomError(members, "CharteredOnlyNation")
          .withArgs(caller.address);
      }
    });

    it("is not set by the founding account after the seal", async () => {
      const { guilds, nation: founder } = await networkHelpers.loadFixture(sealed);
      await expect(guilds.setStewardTerm(YEAR))
        .to.be.revertedWithCustomError(guilds, "CharteredOnlyNation")
        .withArgs(founder.address);
    });
  });

  describe("seal", () => {
    it("ends the founding", async () => {
      const { guilds } = await given();
      await expect(guilds.seal()).to.emit(guilds, "Sealed").withArgs();
      expect(await guilds.founder()).to.equal(ZeroAddress);
    });

    it("is refused to anybody but the founding account, and a second time", async () => {
      const { guilds, nation: founder, strangers } = await given();
      await expect(guilds.connect(strangers[0]).seal())
        .to.be.revertedWithCustomError(guilds, "CharteredOnlyFounding")
        .withArgs(strangers[0]!.address);
      await guilds.seal();
      await expect(guilds.seal())
        .to.be.revertedWithCustomError(guilds, "CharteredOnlyFounding")
        .withArgs(founder.address);
    });
  });

  describe("what belongs to the founding alone", () => {
    it("is refused even to the timelock", async () => {
      const { members, timelock, strangers } = await given();
      const data = members.interface.encodeFunctionData("found", [[strangers[0]!.address]]);
      await expect(executeByTimelock(timelock, members, data))
        .to.be.revertedWithCustomError(members, "CharteredOnlyFounding")
        .withArgs(await timelock.getAddress());
    });

    it("is refused to everybody after the seal (INV-01)", async () => {
      const { members, nation: founder, strangers } = await networkHelpers.loadFixture(sealed);
      await expect(members.found([strangers[0]!.address]))
        .to.be.revertedWithCustomError(members, "CharteredOnlyFounding")
        .withArgs(founder.address);
    });
  });

  type Nation = Awaited<ReturnType<typeof nation>>;

  async function executeByTimelock(
    timelock: Nation["timelock"],
    target: Nation["members"] | Nation["guilds"],
    data: string,
  ) {
    const zero = `0x${"00".repeat(32)}`;
    await timelock.schedule(target, 0, data, zero, zero, 0);
    return timelock.execute(target, 0, data, zero, zero);
  }
});
