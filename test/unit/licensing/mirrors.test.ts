import { expect } from "chai";
import { network } from "hardhat";

import { foldLicensing } from "../../../sdk/licensing/fold.ts";
import { addUniform, CONTENT, deployLicensing, licensingLogs, publishWork } from "../../fixtures/licensing.ts";
import { FOREVER, sign } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

describe("Commons mirror", () => {
  async function withWork() {
    const nation = await deployLicensing(ethers);
    const work = await publishWork(nation, { policies: [await addUniform(nation, 0n)] });
    const act = { by: nation.steward.id, work, version: 1n, uri: "https://mirror.example/wheel", nonce: 0n };
    return { ...nation, work, act: { ...act, deadline: FOREVER } };
  }
  const given = () => networkHelpers.loadFixture(withWork);

  it("when a steward names a place more, it emits WorkMirrored, and the place stands beside the first", async () => {
    const nation = await given();
    const { commons, steward, work, act } = nation;
    await expect(commons.connect(steward.signer).mirror(act, "0x"))
      .to.emit(commons, "WorkMirrored")
      .withArgs(work, steward.id, 1n, act.uri);
    const [version] = foldLicensing(await licensingLogs(nation)).works.get(work)!.versions;
    expect(version).to.deep.equal({ contentHash: CONTENT, uris: ["ipfs://wheel", act.uri] });
  });

  it("when a steward signed it, anybody carries it, and once only", async () => {
    const nation = await given();
    const { commons, steward, strangers, act } = nation;
    const signature = await sign(nation, steward, commons, "mirror", act);
    await commons.connect(strangers[0]).mirror(act, signature);
    await expect(commons.connect(strangers[0]).mirror(act, signature))
      .to.be.revertedWithCustomError(commons, "StatementNonceUsed")
      .withArgs(steward.id, 0n);
  });

  it("when the version is none, or not published yet, it reverts with CommonsWrongVersion", async () => {
    const { commons, steward, work, act } = await given();
    for (const version of [0n, 2n]) {
      await expect(commons.connect(steward.signer).mirror({ ...act, version }, "0x"))
        .to.be.revertedWithCustomError(commons, "CommonsWrongVersion")
        .withArgs(work, version, 2n);
    }
  });

  it("when the URI is empty, or has more than 256 bytes, it reverts with CommonsBadUri", async () => {
    const { commons, steward, act } = await given();
    for (const uri of ["", "x".repeat(257)]) {
      await expect(commons.connect(steward.signer).mirror({ ...act, uri }, "0x"))
        .to.be.revertedWithCustomError(commons, "CommonsBadUri")
        .withArgs(uri.length);
    }
  });

  it("when the author is no steward of its guild, or there is no such work, it reverts", async () => {
    const { commons, founders, guild, act } = await given();
    const other = founders[3]!;
    await expect(commons.connect(other.signer).mirror({ ...act, by: other.id }, "0x"))
      .to.be.revertedWithCustomError(commons, "CommonsNotSteward")
      .withArgs(guild, other.id);
    await expect(commons.connect(founders[0]!.signer).mirror({ ...act, work: 9n }, "0x"))
      .to.be.revertedWithCustomError(commons, "CommonsUnknownWork")
      .withArgs(9n);
  });
});
