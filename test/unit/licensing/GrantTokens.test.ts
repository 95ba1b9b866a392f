import { expect } from "chai";
import { id, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { grantNumber } from "../../../sdk/licensing/grants.ts";
import { tokenUri } from "../../../sdk/licensing/tokens.ts";

const { ethers, networkHelpers } = await network.create();

const [WORK, AMARA, BO] = [3n, 7n, 8n];
const MANUFACTURE = 4n;
const GRANTED = {
  ...{ by: 7n, policy: 2n, basis: 0n, userClass: 5n, version: 7n },
  ...{ grantedAt: 86_400n, expiresAt: 0n, paid: 0n },
};
const NUMBER = grantNumber(WORK, AMARA, MANUFACTURE);

describe("GrantTokens", () => {
  /** A book whose grants and keys the test sets stands for `Licences` and the register. */
  async function setUp() {
    const [amara, bo, other] = await ethers.getSigners();
    const book = await ethers.deployContract("TokenBook");
    const tokens = await ethers.deployContract("GrantTokens", [book, book]);
    await book.setKey(AMARA, amara!);
    await book.setKey(BO, bo!);
    await book.grant(WORK, AMARA, MANUFACTURE, GRANTED);
    return { book, tokens, amara: amara!, bo: bo!, other: other! };
  }
  async function withToken() {
    const world = await setUp();
    await world.tokens.issue(NUMBER);
    return world;
  }
  const given = () => networkHelpers.loadFixture(withToken);

  it("is deployed over a register and its licences only", async () => {
    const { book, tokens } = await networkHelpers.loadFixture(setUp);
    for (const parts of [
      [ZeroAddress, book],
      [book, ZeroAddress],
    ] as const) {
      await expect(ethers.deployContract("GrantTokens", [...parts]))
        .to.be.revertedWithCustomError(tokens, "GrantTokensZeroAddress")
        .withArgs();
    }
  });

  describe("issue", () => {
    describe("given a grant", () => {
      it("issues one locked token to the licensee's key, whoever calls", async () => {
        const { tokens, amara, other } = await networkHelpers.loadFixture(setUp);
        const sent = tokens.connect(other).issue(NUMBER);
        await expect(sent).to.emit(tokens, "Transfer").withArgs(ZeroAddress, amara, NUMBER);
        await expect(sent).to.emit(tokens, "Locked").withArgs(NUMBER);
        expect(await tokens.ownerOf(NUMBER)).to.equal(amara.address);
        expect(await tokens.locked(NUMBER)).to.equal(true);
        expect(await tokens.getApproved(NUMBER)).to.equal(ZeroAddress);
        expect(await tokens.balanceOf(amara)).to.equal(1n);
      });

      it("issues no second one, also when the grant is renewed (INV-290)", async () => {
        const { book, tokens, amara } = await given();
        await book.grant(WORK, AMARA, MANUFACTURE, { ...GRANTED, expiresAt: 172_800n });
        await expect(tokens.issue(NUMBER))
          .to.be.revertedWithCustomError(tokens, "GrantTokensUpToDate")
          .withArgs(NUMBER, amara.address);
        expect(await tokens.balanceOf(amara)).to.equal(1n);
      });

      it("counts each holder's own (INV-290)", async () => {
        const { book, tokens, amara, bo } = await given();
        for (const [work, agent, purpose] of [
          [WORK, AMARA, 0n],
          [WORK + 1n, AMARA, MANUFACTURE],
          [WORK, BO, 0n],
        ] as const) {
          await book.grant(work, agent, purpose, GRANTED);
          await tokens.issue(grantNumber(work, agent, purpose));
        }
        expect([await tokens.balanceOf(amara), await tokens.balanceOf(bo)]).to.deep.equal([3n, 1n]);
      });
    });

    describe("given a licensee whose key has changed", () => {
      it("brings the token to the new key, and says so once", async () => {
        const { book, tokens, amara, other } = await given();
        await book.setKey(AMARA, other);
        const sent = tokens.issue(NUMBER);
        await expect(sent).to.emit(tokens, "Transfer").withArgs(amara, other, NUMBER);
        await expect(sent).not.to.emit(tokens, "Locked");
        expect(await tokens.ownerOf(NUMBER)).to.equal(other.address);
        expect([await tokens.balanceOf(amara), await tokens.balanceOf(other)]).to.deep.equal([0n, 1n]);
      });
    });

    describe("given a number that was never granted", () => {
      it("reverts with GrantTokensNoGrant, also for what only looks like one", async () => {
        const { tokens } = await given();
        const beyond = [NUMBER | (1n << 72n), NUMBER | (1n << 255n), grantNumber(WORK, AMARA, 255n)];
        for (const number of [0n, NUMBER - 1n, NUMBER + 1n, grantNumber(WORK + 1n, AMARA, MANUFACTURE), ...beyond]) {
          await expect(tokens.issue(number))
            .to.be.revertedWithCustomError(tokens, "GrantTokensNoGrant")
            .withArgs(number);
        }
      });
    });
  });

  describe("given a grant whose token nobody had issued", () => {
    it("answers GrantTokensUnknown, and counts nothing", async () => {
      const { tokens, amara } = await networkHelpers.loadFixture(setUp);
      for (const view of ["ownerOf", "locked", "getApproved", "tokenURI"] as const) {
        await expect(tokens[view](NUMBER)).to.be.revertedWithCustomError(tokens, "GrantTokensUnknown").withArgs(NUMBER);
      }
      expect(await tokens.balanceOf(amara)).to.equal(0n);
      await expect(tokens.balanceOf(ZeroAddress))
        .to.be.revertedWithCustomError(tokens, "GrantTokensZeroOwner")
        .withArgs();
    });
  });

  describe("tokenURI", () => {
    it("says what was granted last, as the SDK does", async () => {
      const { book, tokens } = await given();
      expect(await metadataOf(tokens.tokenURI(NUMBER))).to.deep.equal({
        ...{ name: "Work 3, agent 7: manufacture", work: 3, licensee: 7, purpose: "manufacture", policy: 2 },
        ...{ version: 7, granted: 86_400, expires: "never" },
      });
      for (const purpose of [0n, 1n, 2n, 3n, 4n]) {
        const [number, grant] = [grantNumber(WORK, AMARA, purpose), { ...GRANTED, expiresAt: 172_800n + purpose }];
        await book.grant(WORK, AMARA, purpose, grant);
        if (purpose !== MANUFACTURE) await tokens.issue(number);
        expect(await tokens.tokenURI(number)).to.equal(tokenUri(number, grant));
      }
    });
  });

  describe("moving it", () => {
    it("is refused in every way that ERC-721 knows", async () => {
      const { tokens, amara, other } = await given();
      const own = tokens.connect(amara);
      const attempts = [
        own.approve(other, NUMBER),
        own.setApprovalForAll(other, true),
        own.transferFrom(amara, other, NUMBER),
        own["safeTransferFrom(address,address,uint256)"](amara, other, NUMBER),
        own["safeTransferFrom(address,address,uint256,bytes)"](amara, other, NUMBER, "0x"),
      ];
      for (const attempt of attempts) {
        await expect(attempt).to.be.revertedWithCustomError(tokens, "GrantTokensNotTransferable").withArgs();
      }
      expect(await tokens.isApprovedForAll(amara, other)).to.equal(false);
    });
  });

  describe("as other tools see it", () => {
    it("has a name, and says which standards it reads like", async () => {
      const { tokens } = await given();
      expect([await tokens.name(), await tokens.symbol()]).to.deep.equal(["Neoguild Licences", "LICENCE"]);
      const known = { erc165: "0x01ffc9a7", erc721: "0x80ac58cd", metadata: "0x5b5e139f", erc5192: "0xb45a3c0e" };
      for (const [standard, interfaceId] of Object.entries(known)) {
        expect(await tokens.supportsInterface(interfaceId), standard).to.equal(true);
      }
      for (const interfaceId of ["0xffffffff", id("nothing").slice(0, 10)]) {
        expect(await tokens.supportsInterface(interfaceId)).to.equal(false);
      }
    });
  });
});

/** The JSON of a token, its name and its attributes by their names. */
async function metadataOf(uri: Promise<string>): Promise<Record<string, unknown>> {
  const [head, text = ""] = (await uri).split(",");
  expect(head).to.equal("data:application/json;base64");
  const { name, attributes } = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as {
    name: string;
    attributes: { trait_type: string; value: unknown }[];
  };
  return { name, ...Object.fromEntries(attributes.map(({ trait_type, value }) => [trait_type, value])) };
}
