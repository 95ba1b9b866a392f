import { expect } from "chai";
import { network } from "hardhat";

import type { Nation } from "../../../sdk/connect.ts";
import { checkProof } from "../../../sdk/licensing/proof/check.ts";
import { signProof, type GrantContent } from "../../../sdk/licensing/proof/content.ts";
import { draftProof } from "../../../sdk/licensing/proof/draft.ts";
import { gatherEvidence } from "../../../sdk/licensing/proof/evidence.ts";
import { type Licensing, addLicence, publishWork, PURPOSE, takeAct } from "../../fixtures/licensing.ts";
import { DAY } from "../../fixtures/membership.ts";
import { deployMetering, reportAct, takeMetered } from "../../fixtures/metering.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** What a proof reads of a connection, over a fixture's contracts. */
async function nationOf(n: Licensing): Promise<Nation> {
  const { licences, policies, commons, members, guilds } = n;
  const contracts = { licences, policies, commons, members, guilds };
  const named = Object.entries(contracts).map(async ([name, contract]) => [name, await contract.getAddress()] as const);
  const addresses = Object.fromEntries(await Promise.all(named));
  const { chainId } = await ethers.provider.getNetwork();
  return { name: "fixture", chainId, provider: ethers.provider, contracts, addresses } as unknown as Nation;
}

describe("The proof of a grant, of what the contracts keep", () => {
  /** A firm with a grant that gives back in periods and reports units, and a work that is free for all. */
  async function setUp() {
    const n = await deployMetering(ethers);
    const free = await addLicence(n, "MIT");
    const open = await publishWork(n, { policies: [free] });
    return { ...n, free, open, connected: await nationOf(n) };
  }
  const given = () => networkHelpers.loadFixture(setUp);

  async function verified(nation: Nation, content: GrantContent, author: { id: bigint; signer: never }) {
    const evidence = await gatherEvidence(nation.provider, content);
    expect(evidence, "evidence").not.to.equal(undefined);
    const { key, keyEpoch } = await nation.contracts.members.keyOf(author.id);
    const signature = await signProof(content, { ...author, as: "licensee", key, keyEpoch });
    const checks = await checkProof(nation, { ...content, signatures: [signature], ...(evidence && { evidence }) });
    expect(checks.filter(({ holds }) => !holds)).to.deep.equal([]);
    return checks;
  }

  it("finds a free grant where they keep it, and its empty meter", async () => {
    const n = await given();
    const [by] = n.founders;
    await n.licences.connect(by!.signer).take(takeAct(by!.id, n.open, n.free, PURPOSE.commercial), "0x");
    const content = await draftProof(n.connected, { work: n.open, licensee: by!.id, purpose: PURPOSE.commercial });
    expect(content).to.deep.include({ licence: { ...content.licence, spdxId: "MIT" } });
    expect(content.state).to.include({ inForce: true, standing: "Kept" });
    await verified(n.connected, content, by as never);
  });

  it("finds one with terms, a price and a meter that ran", async () => {
    const n = await given();
    const { licences, firm, connected: nation } = n;
    const which = { work: n.work.quarterly, licensee: firm.id, purpose: PURPOSE.manufacture };
    const number = await takeMetered(n, "quarterly");
    await licences.connect(firm.signer).report(reportAct(n, which.work, 7n), "0x");
    await licences.settle(number, 300n, { value: 300n });
    await time.increase(95n * DAY);
    await networkHelpers.mine();
    const content = await draftProof(nation, which);
    expect(content.state).to.include({ inForce: true, standing: "InGrace" });
    expect(content.state.meter).to.deep.include({ name: "units", value: "7" });
    await verified(nation, content, firm as never);
  });
});
