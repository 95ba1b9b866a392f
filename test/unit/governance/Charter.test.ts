import { expect } from "chai";
import { network } from "hardhat";

import { deployMembership } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

describe("Charter", () => {
  const first = ethers.id("first");
  const second = ethers.id("second");

  async function founding() {
    const nation = await deployMembership(ethers);
    const charter = await ethers.deployContract("Charter", [nation.timelock, first, "ipfs://first"]);
    return { ...nation, charter };
  }

  describe("amend", () => {
    it("puts the next version into force", async () => {
      const { charter } = await networkHelpers.loadFixture(founding);
      expect(await charter.charter()).to.deep.equal([1n, first, "ipfs://first"]);
      await expect(charter.amend(second, "ipfs://second"))
        .to.emit(charter, "CharterAdopted")
        .withArgs(2n, second, "ipfs://second");
      expect(await charter.charter()).to.deep.equal([2n, second, "ipfs://second"]);
    });

    it("reverts with CharterEmpty, CharterBadUri and CharteredOnlyNation", async () => {
      const { charter, strangers } = await networkHelpers.loadFixture(founding);
      await expect(charter.amend(ethers.ZeroHash, "x")).to.be.revertedWithCustomError(charter, "CharterEmpty");
      for (const length of [0, 257]) {
        await expect(charter.amend(second, "x".repeat(length)))
          .to.be.revertedWithCustomError(charter, "CharterBadUri")
          .withArgs(BigInt(length));
      }
      await expect(charter.connect(strangers[0]).amend(second, "x"))
        .to.be.revertedWithCustomError(charter, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
    });
  });

  it("has articles that no function can change", async () => {
    const { charter } = await networkHelpers.loadFixture(founding);
    const count = await charter.articleCount();
    const articles = await Promise.all(Array.from({ length: Number(count) }, (_, index) => charter.article(index)));
    expect(new Set(articles).size).to.equal(6);
    expect(articles[0]).to.match(/^One active member has one vote/);
    await expect(charter.article(count))
      .to.be.revertedWithCustomError(charter, "CharterUnknownArticle")
      .withArgs(count, count);
  });
});
