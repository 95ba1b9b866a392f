import { expect } from "chai";
import { network } from "hardhat";

import { USE_REASONS } from "../../sdk/licensing/explain.ts";
import { addUniform, attest, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { DAY, FOREVER } from "../fixtures/membership.ts";
import { COIN } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const [PAY, BY_APPROVAL, FORBIDDEN] = [2n, 3n, 4n];
const WORKER_COOP = 4n;
const FREE_FOR_WORKER_COOPS = Array.from({ length: 45 }, (_, cell) =>
  Math.floor(cell / 5) === 4 ? 0n : FORBIDDEN << (3n * BigInt(cell)),
).reduce((a, b) => a | b, 0n);
const purpose = PURPOSE.manufacture;

describe("Finding: a steward's approval made the end of a licence out of its suspension", () => {
  it("what was paid for, for ever, is there again once the suspension is over", async () => {
    const nation = await deployLicensing(ethers);
    const { licences, steward } = nation;
    const paid = await addUniform(nation, PAY, { fee: { token: COIN, amount: 100n } });
    const approved = await addUniform(nation, BY_APPROVAL, { term: DAY });
    const work = await publishWork(nation, { policies: [paid, approved] });
    const firm = await attest(nation, "firm", nation.strangers[0]!);
    const court = nation.strangers[9]!;
    await licences.fillSeat(0n, court);
    await licences.connect(firm.signer).take(takeAct(firm.id, work, paid, purpose), "0x", { value: 100n });
    const held = await licences.grantOf(work, firm.id, purpose);

    const until = BigInt(await networkHelpers.time.latest()) + 30n * DAY;
    await licences.connect(court).suspend((work << 40n) | (firm.id << 8n) | purpose, paid, until);
    // The firm has asked for nothing.
    const act = { by: steward.id, licensee: firm.id, work, policy: approved, purpose, nonce: 0n, deadline: FOREVER };
    await licences
      .connect(steward.signer)
      .approve(act, "0x")
      .catch(() => undefined);
    await networkHelpers.time.increaseTo(until);

    const { reason } = await licences.canUse(work, firm.id, purpose);
    expect(USE_REASONS[Number(reason)]).to.equal("GrantHeld");
    expect(await licences.grantOf(work, firm.id, purpose)).to.deep.equal(held);
  });

  it("what was free for a class is there again once the class is, also where grants were stopped meanwhile", async () => {
    const nation = await deployLicensing(ethers);
    const { licences, steward, commons, organisations, issuer } = nation;
    const approved = await addUniform(nation, BY_APPROVAL, { term: DAY });
    const free = await addUniform(nation, FORBIDDEN, { matrix: FREE_FOR_WORKER_COOPS });
    const work = await publishWork(nation, { policies: [free, approved] });
    const coop = await attest(nation, "worker co-op", nation.strangers[0]!);
    await licences.connect(coop.signer).take(takeAct(coop.id, work, free, PURPOSE.commercial), "0x");
    const attestFor = async (days: bigint, nonce: bigint) => {
      const expiresAt = BigInt(await networkHelpers.time.latest()) + days * DAY;
      const act = {
        by: issuer.id,
        organisation: coop.id,
        userClass: WORKER_COOP,
        evidence: ethers.id("statutes"),
        expiresAt,
      };
      await organisations.connect(issuer.signer).reattest({ ...act, nonce, deadline: FOREVER }, "0x");
    };
    await attestFor(10n, 0n);
    await networkHelpers.time.increase(11n * DAY); // the next attestation comes late
    const of = { by: steward.id, work, deadline: FOREVER };
    const act = { ...of, licensee: coop.id, policy: approved, purpose: PURPOSE.commercial, nonce: 0n };
    await licences
      .connect(steward.signer)
      .approve(act, "0x")
      .catch(() => undefined);
    await commons.connect(steward.signer).stopGrants({ ...of, stopped: true, nonce: 1n }, "0x");
    await networkHelpers.time.increase(DAY);
    await attestFor(300n, 1n);
    const { reason } = await licences.canUse(work, coop.id, PURPOSE.commercial);
    expect(USE_REASONS[Number(reason)]).to.equal("GrantHeld");
  });
});
