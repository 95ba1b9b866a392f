import { expect } from "chai";
import { network } from "hardhat";

import { grantNumber } from "../../sdk/licensing/grants.ts";
import { addUniform, attest, deployLicensing, publishWork, PURPOSE, takeAct } from "../fixtures/licensing.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";
import { QUARTERLY } from "../fixtures/metering.ts";

const { ethers, networkHelpers } = await network.create();

/** In force for 85 days of grace after the 90 of a period, and then one day to cure. */
const GENEROUS = { ...QUARTERLY, graceDays: 85n, cureDays: 1n, firstCureDays: 0n };

describe("Finding: who let a grant lapse owed less than who gave it back (INV-266)", () => {
  for (const [days, reciprocity] of [
    [99n, QUARTERLY],
    [174n, GENEROUS],
  ] as const) {
    it(`after ${days} days of use both owe the second period, which was begun`, async () => {
      const nation = await deployLicensing(ethers, { season: { duration: 3_650n * DAY } });
      const { licences, strangers } = nation;
      const policy = await addUniform(nation, 1n, { reciprocity });
      const work = await publishWork(nation, { policies: [policy] });
      const [honest, sly] = [
        await attest(nation, "firm", strangers[0]!),
        await attest(nation, "firm", strangers[1]!),
      ] as const;
      const numberOf = ({ id }: Person) => grantNumber(work, id, PURPOSE.manufacture);
      for (const { id, signer } of [honest, sly]) {
        await licences.connect(signer).take(takeAct(id, work, policy, PURPOSE.manufacture), "0x");
      }
      await networkHelpers.time.increase(days * DAY);
      for (const { id } of [honest, sly]) {
        expect(await licences.holdsGrant(work, id, PURPOSE.manufacture)).to.equal(true);
      }
      // One pays and gives the grant back; the other does neither.
      const { amount: first } = await licences.dueOf(numberOf(honest));
      await licences.settle(numberOf(honest), first, { value: first });
      const release = { by: honest.id, work, purpose: PURPOSE.manufacture, nonce: 0n, deadline: FOREVER };
      await licences.connect(honest.signer).release(release, "0x");
      await networkHelpers.time.increase(100n * DAY);
      const { amount: second } = await licences.dueOf(numberOf(honest));
      expect(first + second, "two periods").to.equal(2n * QUARTERLY.amount);
      const { amount } = await licences.dueOf(numberOf(sly));
      expect(amount, "as much").to.be.at.least(first + second);
    });
  }

  it("who pays the arrears and takes a new grant has paid for the days of grace too", async () => {
    const nation = await deployLicensing(ethers, { season: { duration: 3_650n * DAY } });
    const { licences, strangers } = nation;
    const policy = await addUniform(nation, 1n, { reciprocity: GENEROUS });
    const work = await publishWork(nation, { policies: [policy] });
    const { id, signer } = await attest(nation, "firm", strangers[0]!);
    const number = grantNumber(work, id, PURPOSE.manufacture);
    const take = () => licences.connect(signer).take(takeAct(id, work, policy, PURPOSE.manufacture), "0x");
    let [paid, inForce] = [0n, 0n];
    for (let time = 0; time < 2; ++time) {
      await take();
      await networkHelpers.time.increase(174n * DAY);
      expect(await licences.holdsGrant(work, id, PURPOSE.manufacture)).to.equal(true);
      inForce += 174n;
      await networkHelpers.time.increase(3n * DAY);
      const { amount } = await licences.dueOf(number);
      await licences.settle(number, amount, { value: amount });
      paid += amount;
    }
    expect(paid, "for every whole period in force").to.be.at.least((inForce / QUARTERLY.periodDays) * QUARTERLY.amount);
  });
});
