import { expect } from "chai";
import { network } from "hardhat";

import { USE_REASONS } from "../../sdk/licensing/explain.ts";
import { addUniform, attest, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { FOREVER, YEAR } from "../fixtures/membership.ts";
import { COIN } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const [PAY, BY_APPROVAL] = [2n, 3n];
const about = PURPOSE.manufacture;

/** A firm under a dear policy and a second, cheap and longer one. */
async function world() {
  const nation = await deployLicensing(ethers);
  const broken = await addUniform(nation, PAY, { term: YEAR, fee: { token: COIN, amount: 5n } });
  const decoy = await addUniform(nation, PAY, { term: 2n * YEAR, fee: { token: COIN, amount: 1n } });
  const work = await publishWork(nation, { policies: [broken, decoy] });
  const firm = await attest(nation, "firm", nation.strangers[0]!);
  const court = nation.strangers[9]!;
  await nation.licences.fillSeat(0n, court);
  const number = (work << 40n) | (firm.id << 8n) | about;
  const take = (policy: bigint, value: bigint, nonce: bigint) =>
    nation.licences.connect(firm.signer).take(takeAct(firm.id, work, policy, about, nonce), "0x", { value });
  return { ...nation, broken, decoy, work, firm, court, number, take };
}

describe("Finding: a licensee chose the policy on which the sanction fell", () => {
  it("the policy that was broken cannot be taken again after the case has ended the grant", async () => {
    const n = await networkHelpers.loadFixture(world);
    await n.take(n.broken, 5n, 0n); // breaks its terms; the case is raised about this grant
    await n.take(n.decoy, 1n, 1n); // while the case runs
    await n.licences.connect(n.court).end(n.number, n.broken);
    await expect(n.take(n.broken, 5n, 2n)).to.be.revertedWithCustomError(n.licences, "LicencesRefused");
  });

  it("given a suspension, what canUse names can be taken", async () => {
    const n = await networkHelpers.loadFixture(world);
    const forever = await addUniform(n, PAY, { fee: { token: COIN, amount: 3n } });
    const work = await publishWork(n, { policies: [forever, n.decoy] });
    const take = (policy: bigint, value: bigint, nonce: bigint) =>
      n.licences.connect(n.firm.signer).take(takeAct(n.firm.id, work, policy, about, nonce), "0x", { value });
    await take(forever, 3n, 0n);
    const until = BigInt(await networkHelpers.time.latest()) + YEAR;
    await n.licences.connect(n.court).suspend((work << 40n) | (n.firm.id << 8n) | about, forever, until);
    const { reason, policy } = await n.licences.canUse(work, n.firm.id, about);
    expect([USE_REASONS[Number(reason)], policy]).to.deep.equal(["FeeDue", n.decoy]);
    await take(n.decoy, 1n, 1n);
  });

  it("an approval nobody asked for does not keep a licensee from what the work sells", async () => {
    const n = await networkHelpers.loadFixture(world);
    const approved = await addUniform(n, BY_APPROVAL);
    const work = await publishWork(n, { policies: [approved, n.decoy] });
    const act = { by: n.steward.id, licensee: n.firm.id, work, policy: approved, purpose: about, nonce: 0n };
    await n.licences.connect(n.steward.signer).approve({ ...act, deadline: FOREVER }, "0x");
    await n.licences.connect(n.firm.signer).take(takeAct(n.firm.id, work, n.decoy, about), "0x", { value: 1n });
  });
});
