import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { deployMembership, FOREVER, foundGuild } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

describe("GuildAccount", () => {
  const founded = async () => {
    const context = await deployMembership(ethers);
    const guild = await foundGuild(context, "Weavers", context.founders.slice(0, 2));
    const account = await ethers.getContractAt("GuildAccount", await context.guilds.accountOf(guild));
    return { ...context, guild, account, council: context.strangers[0]! };
  };
  const seated = async () => {
    const context = await founded();
    await context.guilds.fillSeat(0, context.council);
    return context;
  };
  const given = () => networkHelpers.loadFixture(seated);

  describe("execute", () => {
    it("calls as the guild and returns the answer", async () => {
      const { members, guilds, guild, account, council } = await given();
      const data = guilds.interface.encodeFunctionData("isGuild", [guild]);
      const answer = await account.connect(council).execute.staticCall(guilds, 0, data);
      expect(guilds.interface.decodeFunctionResult("isGuild", answer)[0]).to.equal(true);
      const act = members.interface.encodeFunctionData("cancelNonce", [guild, 5n]);
      await expect(account.connect(council).execute(members, 0, act))
        .to.emit(account, "AccountExecuted")
        .withArgs(await members.getAddress(), 0n, act)
        .and.to.emit(members, "NonceUsed")
        .withArgs(guild, 5n);
    });

    it("pays anybody, contract or not", async () => {
      const { account, council, strangers, nation } = await given();
      await nation.sendTransaction({ to: account, value: parseEther("3") });
      const wallet = await ethers.deployContract("ContractWallet", [strangers[1]!]);
      for (const payee of [strangers[2]!.address, await wallet.getAddress()]) {
        await expect(account.connect(council).execute(payee, parseEther("1"), "0x")).to.changeEtherBalances(
          ethers,
          [account, payee],
          [-parseEther("1"), parseEther("1")],
        );
      }
    });

    it("pays no more than it has", async () => {
      const { account, council, strangers } = await given();
      await expect(account.connect(council).execute(strangers[2]!, 1n, "0x"))
        .to.be.revertedWithCustomError(account, "InsufficientBalance")
        .withArgs(0n, 1n);
    });

    it("bubbles up why a call failed", async () => {
      const { guilds, guild, account, council } = await given();
      const act = { by: guild, guild: 99n, nonce: 0n, deadline: FOREVER };
      const data = guilds.interface.encodeFunctionData("join", [act, "0x"]);
      await expect(account.connect(council).execute(guilds, 0, data))
        .to.be.revertedWithCustomError(guilds, "GuildsUnknownGuild")
        .withArgs(99n);
    });

    it("refuses a call with data to where no code is: it would succeed and do nothing", async () => {
      const { account, council, strangers } = await given();
      await expect(account.connect(council).execute(strangers[2]!, 0n, "0x12345678"))
        .to.be.revertedWithCustomError(account, "AddressEmptyCode")
        .withArgs(strangers[2]!.address);
    });

    it("is refused to anybody but the councils: founder, steward and the guild itself included", async () => {
      const { guilds, account, council, founders, nation } = await given();
      for (const caller of [founders[0]!.signer, nation]) {
        await expect(account.connect(caller).execute(guilds, 0, "0x"))
          .to.be.revertedWithCustomError(account, "AccountOnlyCouncils")
          .withArgs(caller.address);
      }
      const self = account.interface.encodeFunctionData("execute", [await guilds.getAddress(), 0, "0x"]);
      await expect(account.connect(council).execute(account, 0, self))
        .to.be.revertedWithCustomError(account, "AccountOnlyCouncils")
        .withArgs(await account.getAddress());
    });

    it("obeys nobody before the councils' seat is filled", async () => {
      const { account, guilds, nation } = await networkHelpers.loadFixture(founded);
      await expect(account.execute(guilds, 0, "0x"))
        .to.be.revertedWithCustomError(account, "AccountOnlyCouncils")
        .withArgs(nation.address);
    });
  });
});
