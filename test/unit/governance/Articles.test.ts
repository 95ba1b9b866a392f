import { expect } from "chai";
import { network } from "hardhat";

import { listsOf } from "../../../sdk/governance/proposals.ts";
import { callOf, deployGovernance, type Governance } from "../../fixtures/governance.ts";
import { DAY, foundGuild, PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

const [SAME_PROCEDURE, THE_ARTICLES] = [4n, 5n];

describe("Articles", () => {
  const nation = () => deployGovernance(ethers, { founders: 5 });

  const dataOf = (context: Governance, contract: "members" | "timelock" | "assembly", name: string, args: unknown[]) =>
    context[contract].interface.encodeFunctionData(name as never, args as never);

  async function check(context: Governance, target: string, data: string) {
    return context.articles.check([target], [0n], [data]);
  }

  it("reverts with ArticlesZeroAddress without a timelock", async () => {
    const { articles, timelock } = await networkHelpers.loadFixture(nation);
    await expect(ethers.deployContract("Articles", [ethers.ZeroAddress, []])).to.be.revertedWithCustomError(
      articles,
      "ArticlesZeroAddress",
    );
    expect(await articles.timelock()).to.equal(await timelock.getAddress());
    expect(await articles.guardCount()).to.equal(1n);
  });

  describe("check", () => {
    it("lets through what crosses nothing, and answers with the code that is met", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { articles, members, strangers } = context;
      const target = await members.getAddress();
      const code = ethers.keccak256((await members.getDeployedCode()) ?? "0x");
      const once = ethers.keccak256(ethers.concat([ethers.ZeroHash, code]));
      const data = dataOf(context, "members", "setTerms", [PLAIN_TERMS]);
      expect(await check(context, target, data)).to.equal(once);
      const nobody = ethers.keccak256(ethers.concat([once, ethers.ZeroHash]));
      const person = strangers[0]!.address;
      expect(await articles.check([target, person], [0n, 1n], [data, "0x"])).to.equal(nobody);
    });

    it("reverts with ArticlesCrossed for whatever puts somebody else in charge of the timelock", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { articles, timelock, strangers } = context;
      const target = await timelock.getAddress();
      const role = await timelock.PROPOSER_ROLE();
      const thief = strangers[0]!.address;
      const crossings: [string, unknown[]][] = [
        ["grantRole", [role, thief]],
        ["revokeRole", [role, await context.assembly.getAddress()]],
        ["renounceRole", [await timelock.DEFAULT_ADMIN_ROLE(), target]],
        ["schedule", [target, 0n, "0x", ethers.ZeroHash, ethers.ZeroHash, 0n]],
        ["scheduleBatch", [[target], [0n], ["0x"], ethers.ZeroHash, ethers.ZeroHash, 0n]],
        ["execute", [target, 0n, "0x", ethers.ZeroHash, ethers.ZeroHash]],
        ["updateDelay", [365n * DAY + 1n]],
      ];
      for (const [name, args] of crossings) {
        const data = dataOf(context, "timelock", name, args);
        await expect(check(context, target, data))
          .to.be.revertedWithCustomError(articles, "ArticlesCrossed")
          .withArgs(THE_ARTICLES, target, data.slice(0, 10));
      }
      await check(context, target, dataOf(context, "timelock", "updateDelay", [365n * DAY]));
      await check(context, target, "0x");
    });

    it("reverts with ArticlesCrossed for a guarded call, and for a word out of its bounds", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { members, timelock, strangers } = context;
      const seat = dataOf(context, "members", "fillSeat", [4, strangers[0]!.address]);
      await expect(check(context, await members.getAddress(), seat))
        .to.be.revertedWithCustomError(context.articles, "ArticlesCrossed")
        .withArgs(SAME_PROCEDURE, await members.getAddress(), seat.slice(0, 10));
      const [target, selector] = [await context.guilds.getAddress(), "0x12345678"];
      const guards = [
        { target, selector, article: 2, word: 1, least: 3, most: 5 },
        { target, selector, article: 3, word: 0, least: 0, most: 9 },
      ];
      const articles = await ethers.deployContract("Articles", [timelock, guards]);
      const words = (...all: bigint[]) => ethers.concat([selector, ...all.map((word) => ethers.toBeHex(word, 32))]);
      for (const [data, article] of [
        [words(0n, 2n), 2n],
        [words(0n, 6n), 2n],
        [words(10n, 3n), 3n],
        [words(0n), 2n], // too short to have it
      ] as const) {
        await expect(articles.check([target], [0n], [data]))
          .to.be.revertedWithCustomError(articles, "ArticlesCrossed")
          .withArgs(article, target, selector);
      }
      await articles.check([target], [0n], [words(9n, 5n)]);
      expect(await articles.guardAt(0n)).to.deep.equal([target, selector, 2n, 1n, 3n, 5n]);
    });

    it("looks into what forwards calls, however deep", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { articles, members, guilds, timelock, strangers, founders } = context;
      const guild = await foundGuild(context, "Weavers", founders.slice(0, 3));
      const account = await guilds.accountOf(guild);
      const [register, lock] = [await members.getAddress(), await timelock.getAddress()];
      const executes = new ethers.Interface(["function execute(address,uint256,bytes)", "function multicall(bytes[])"]);
      const seat = dataOf(context, "members", "fillSeat", [4, strangers[0]!.address]);
      const carried = dataOf(context, "members", "carry", [[dataOf(context, "members", "fold", [1n]), seat]]);
      const twice = dataOf(context, "members", "carry", [[carried]]);
      const role = await timelock.PROPOSER_ROLE();
      const grant = dataOf(context, "timelock", "grantRole", [role, strangers[0]!.address]);
      const wrapped = executes.encodeFunctionData("execute", [lock, 0n, grant]);
      for (const [target, data, crossed] of [
        [register, carried, register],
        [register, twice, register],
        [register, executes.encodeFunctionData("multicall", [[seat]]), register],
        [account, wrapped, lock],
        [account, executes.encodeFunctionData("execute", [account, 0n, wrapped]), lock],
      ] as const) {
        const [article, selector] = crossed === lock ? [THE_ARTICLES, grant] : [SAME_PROCEDURE, seat];
        await expect(check(context, target, data))
          .to.be.revertedWithCustomError(articles, "ArticlesCrossed")
          .withArgs(article, crossed, selector.slice(0, 10));
      }
      await check(context, register, dataOf(context, "members", "carry", [[dataOf(context, "members", "fold", [1n])]]));
    });

    it("reverts with ArticlesUnreadable for calls inside that cannot be read", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { articles, members } = context;
      const register = await members.getAddress();
      const execute = ethers.id("execute(address,uint256,bytes)").slice(0, 10);
      for (const [target, data] of [
        [register, `${members.interface.getFunction("carry").selector}ff`],
        [await context.guilds.getAddress(), `${execute}${"ff".repeat(96)}`],
      ] as const) {
        await expect(check(context, target, data))
          .to.be.revertedWithCustomError(articles, "ArticlesUnreadable")
          .withArgs(target, data.slice(0, 10));
      }
    });

    it("reverts with ArticlesNoCode for data sent where no contract is yet, and lets coins go there", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { articles, strangers } = context;
      const [person] = strangers as [(typeof strangers)[0]];
      await expect(check(context, person.address, "0x12345678"))
        .to.be.revertedWithCustomError(articles, "ArticlesNoCode")
        .withArgs(person.address);
      await check(context, person.address, "0x");
    });

    it("keeps a proposal that crosses an article from being made", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { assembly, articles, timelock, founders, strangers } = context;
      const calls = await callOf(timelock, "grantRole", [await timelock.PROPOSER_ROLE(), strangers[0]!.address]);
      await expect(
        assembly.connect(founders[0]!.signer).propose(...listsOf(calls), "A better assembly"),
      ).to.be.revertedWithCustomError(articles, "ArticlesCrossed");
    });
  });

  describe("holds", () => {
    it("is false for anybody but the assembly", async () => {
      const { articles, assembly, members } = await networkHelpers.loadFixture(nation);
      expect(await articles.holds(assembly)).to.equal(true);
      expect(await articles.holds(members)).to.equal(false);
    });
  });
});
