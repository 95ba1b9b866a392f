import { expect } from "chai";
import { id, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { deployMembership, FOREVER, introduce } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// `Passport` is abstract: `Members` is the passport.
describe("Passport", () => {
  const nation = async () => {
    const context = await deployMembership(ethers);
    const applicant = await introduce(context, context.founders[0]!, context.strangers[0]!);
    return { ...context, applicant };
  };
  const given = () => networkHelpers.loadFixture(nation);

  describe("given a member", () => {
    it("shows one locked token, whose id is the agent's", async () => {
      const { members, founders } = await given();
      const [holder] = founders;
      expect(await members.balanceOf(holder!.signer)).to.equal(1n);
      expect(await members.ownerOf(holder!.id)).to.equal(holder!.signer.address);
      expect(await members.locked(holder!.id)).to.equal(true);
      expect(await members.getApproved(holder!.id)).to.equal(ZeroAddress);
      expect(await members.tokenURI(holder!.id)).to.equal("");
    });

    it("counts one vote, now and at a past second", async () => {
      const { members, founders } = await given();
      const [holder] = founders;
      const moment = BigInt(await time.latest()) - 1n;
      expect(await members.getVotes(holder!.signer)).to.equal(1n);
      expect(await members.getPastVotes(holder!.signer, moment)).to.equal(1n);
      expect(await members.getPastTotalSupply(moment)).to.equal(5n);
    });

    it("reads no vote in the present second", async () => {
      const { members, founders } = await given();
      const moment = BigInt(await time.latest());
      await expect(members.getPastVotes(founders[0]!.signer, moment))
        .to.be.revertedWithCustomError(members, "ElectorateFutureLookup")
        .withArgs(moment, moment);
      await expect(members.getPastTotalSupply(moment))
        .to.be.revertedWithCustomError(members, "ElectorateFutureLookup")
        .withArgs(moment, moment);
    });
  });

  describe("given somebody who is no member", () => {
    it("shows no token and no vote of an applicant, nor of a guild or a stranger", async () => {
      const { members, guilds, founders, applicant, strangers } = await given();
      await guilds.connect(founders[0]!.signer).found({ by: 1n, name: "Weavers", nonce: 0, deadline: FOREVER }, "0x");
      const moment = BigInt(await time.latest()) - 1n;
      for (const account of [applicant.signer.address, await guilds.accountOf(7n), strangers[1]!.address]) {
        expect(await members.balanceOf(account)).to.equal(0n);
        expect(await members.getVotes(account)).to.equal(0n);
        expect(await members.getPastVotes(account, moment)).to.equal(0n);
      }
    });

    it("answers PassportUnknown for a token that nobody holds", async () => {
      const { members, applicant } = await given();
      for (const tokenId of [0n, applicant.id, 99n, 2n ** 32n + 1n, 2n ** 255n]) {
        for (const view of ["ownerOf", "locked", "getApproved", "tokenURI"] as const) {
          await expect(members[view](tokenId))
            .to.be.revertedWithCustomError(members, "PassportUnknown")
            .withArgs(tokenId);
        }
      }
    });
  });

  describe("moving it", () => {
    it("is refused in every way that ERC-721 knows", async () => {
      const { members, founders, strangers } = await given();
      const [holder] = founders;
      const [from, to] = [holder!.signer, strangers[1]!];
      const own = members.connect(from);
      const attempts = [
        own.approve(to, 1n),
        own.setApprovalForAll(to, true),
        own.transferFrom(from, to, 1n),
        own["safeTransferFrom(address,address,uint256)"](from, to, 1n),
        own["safeTransferFrom(address,address,uint256,bytes)"](from, to, 1n, "0x"),
      ];
      for (const attempt of attempts) {
        await expect(attempt).to.be.revertedWithCustomError(members, "PassportNotTransferable").withArgs();
      }
      expect(await members.isApprovedForAll(from, to)).to.equal(false);
    });

    it("is refused for its vote, which is everybody's own", async () => {
      const { members, founders, strangers } = await given();
      const [holder] = founders;
      const own = members.connect(holder!.signer);
      await expect(own.delegate(strangers[1]!))
        .to.be.revertedWithCustomError(members, "PassportNotDelegable")
        .withArgs();
      await expect(own.delegateBySig(strangers[1]!, 0, 0, 27, ZeroHash, ZeroHash))
        .to.be.revertedWithCustomError(members, "PassportNotDelegable")
        .withArgs();
      expect(await members.delegates(holder!.signer)).to.equal(holder!.signer.address);
    });
  });

  describe("as other tools see it", () => {
    it("has a name, a clock in seconds, and says which standards it reads like", async () => {
      const { members } = await given();
      expect([await members.name(), await members.symbol()]).to.deep.equal(["Neoguild Passport", "PASSPORT"]);
      expect(await members.clock()).to.equal(BigInt(await time.latest()));
      expect(await members.CLOCK_MODE()).to.equal("mode=timestamp");
      const known = { erc165: "0x01ffc9a7", erc721: "0x80ac58cd", metadata: "0x5b5e139f", erc5192: "0xb45a3c0e" };
      for (const [standard, interfaceId] of Object.entries({ ...known, erc6372: "0xda287a1d", votes: "0xe90fb3f6" })) {
        expect(await members.supportsInterface(interfaceId), standard).to.equal(true);
      }
      for (const interfaceId of ["0xffffffff", id("nothing").slice(0, 10)]) {
        expect(await members.supportsInterface(interfaceId)).to.equal(false);
      }
    });
  });
});
