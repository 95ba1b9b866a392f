import { expect } from "chai";
import { network } from "hardhat";

import { carry, signedAct, type SignedAct } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { deployMembership, FOREVER, sign } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

/** The register as a connection sees it, and what a stranger could put into a file for its member Amara to carry. */
async function given() {
  const { members, founders, strangers } = await deployMembership(ethers);
  const address = await members.getAddress();
  const chainId = (await ethers.provider.getNetwork()).chainId;
  // As much of a connection as carrying to the register needs.
  const nation = {
    chainId,
    provider: ethers.provider,
    contracts: { members },
    addresses: { members: address },
    banks: [],
  } as unknown as Nation;
  const file = (method: string, act: Record<string, unknown>, more: Partial<SignedAct> = {}): SignedAct => ({
    format: "neoguild-act-1",
    chainId: chainId.toString(),
    contract: "members",
    address,
    method,
    act: { nonce: "7", deadline: FOREVER.toString(), ...act },
    signature: "0x",
    rest: [],
    ...more,
  });
  return { nation, members, amara: founders[0]!, bo: founders[1]!, stranger: strangers[0]!, file };
}
const load = () => networkHelpers.loadFixture(given);

describe("Finding: a file without a signature made its carrier act", () => {
  it("an act that nobody signed is refused where files are read", async () => {
    const { file, amara } = await load();
    const { error } = signedAct.safeParse(file("resign", { by: amara.id.toString() }));
    expect(error?.issues.map(({ path }) => path.join("."))).to.deep.equal(["signature"]);
  });

  it("an act that nobody signed is not carried, and its carrier stays a member", async () => {
    const { nation, members, amara, file } = await load();
    const resign = file("resign", { by: amara.id.toString() });
    const error: unknown = await carry(nation, amara.signer, [resign]).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "ActUnsigned");
    expect(await members.isActive(amara.id)).to.equal(true);
  });

  it("a consent that nobody signed does not give the carrier's key away", async () => {
    const context = await load();
    const { nation, members, bo, stranger, file } = context;
    const fields = { by: bo.id, newKey: stranger.address, nonce: 7n, deadline: FOREVER };
    const signature = await sign({ ...context } as never, bo, members, "rotateKey", fields);
    const act = { by: bo.id.toString(), newKey: stranger.address };
    const rotate = file("rotateKey", act, { signature, rest: ["0x"] });
    const error: unknown = await carry(nation, stranger, [rotate]).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "ActUnsigned");
    expect(await members.idOf(stranger)).to.equal(0n);
  });

  it("what is no act of the contract is told in plain words", async () => {
    const { nation, amara, file } = await load();
    for (const method of ["carry", "nothing", "constructor", "vouch"]) {
      const strange = file(method, { by: "1" }, { signature: "0x12" });
      const error: unknown = await carry(nation, amara.signer, [strange]).catch((thrown: unknown) => thrown);
      expect(error, method).to.have.property("code", "ActMalformed");
    }
  });

  it("an author or a nonce that is no number is refused where files are read", async () => {
    const { file } = await load();
    for (const act of [{ by: "me" }, { by: {} }, { by: "1", nonce: "-" }]) {
      expect(signedAct.safeParse(file("resign", act, { signature: "0x12" })).success).to.equal(false);
    }
  });
});
