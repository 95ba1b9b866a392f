import { expect } from "chai";
import { network } from "hardhat";

import { addUniform, attest, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { FOREVER } from "../fixtures/membership.ts";
import { QUARTER, QUARTERLY } from "../fixtures/metering.ts";

const { ethers, networkHelpers } = await network.create();
const RECIPROCATE = 1n;
const [COOP, FIRM] = [5n, 8n];

/** A co-op pays a tenth of what a firm pays; terms of a year. */
async function sliding() {
  const nation = await deployLicensing(ethers);
  const classBps = [10_000n, 10_000n, 10_000n, 10_000n, 1_000n, 1_000n, 10_000n, 10_000n, 10_000n] as const;
  const policy = await addUniform(nation, RECIPROCATE, {
    reciprocity: QUARTERLY,
    price: { classBps: [...classBps] },
    term: 4n * QUARTER,
  });
  const work = await publishWork(nation, { policies: [policy] });
  const coop = await attest(nation, "co-op", nation.strangers[0]!);
  const take = (nonce: bigint) =>
    nation.licences.connect(coop.signer).take(takeAct(coop.id, work, policy, PURPOSE.manufacture, nonce), "0x");
  const grant = () => nation.licences.grantOf(work, coop.id, PURPOSE.manufacture);
  return { ...nation, policy, work, coop, take, grant };
}

describe("Finding: what a class pays outlived the class, term after term", () => {
  it("a co-op that became a firm renews at the firm's price, or not at all", async () => {
    const n = await networkHelpers.loadFixture(sliding);
    await n.take(0n);
    expect((await n.grant()).userClass).to.equal(COOP);
    const act = { by: n.issuer.id, organisation: n.coop.id, userClass: FIRM, evidence: ethers.id("firm"), nonce: 0n };
    const expiresAt = BigInt(await networkHelpers.time.latest()) + 4n * QUARTER;
    await n.organisations.connect(n.issuer.signer).reattest({ ...act, expiresAt, deadline: FOREVER }, "0x");
    expect((await n.organisations.classOf(n.coop.id)).userClass).to.equal(FIRM);

    const { expiresAt: before } = await n.grant();
    const renewed = await n.take(1n).then(
      () => true,
      () => false,
    );
    const held = await n.grant();
    expect(
      !renewed || held.userClass === FIRM,
      `renewed to ${held.expiresAt - before} s more as class ${held.userClass}`,
    ).to.equal(true);
  });

  it("nobody holds today's terms for a hundred years by renewing a hundred times in an hour", async () => {
    const n = await networkHelpers.loadFixture(sliding);
    await n.take(0n);
    for (let i = 1n; i < 20n; ++i) await n.take(i).catch(() => undefined);
    const { grantedAt, expiresAt } = await n.grant();
    expect(expiresAt - grantedAt).to.be.lessThanOrEqual(8n * QUARTER);
  });
});
