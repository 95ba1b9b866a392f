import { expect } from "chai";
import { network } from "hardhat";

import { grantNumber } from "../../../sdk/licensing/grants.ts";
import { attest, deployLicensing, publishWork, PURPOSE, takeAct, type Licensing } from "../../fixtures/licensing.ts";
import { DAY, FOREVER, type Person } from "../../fixtures/membership.ts";
import { addQuarterlyFair, FAIR, goTo, told } from "../../fixtures/stories.ts";
import { acceptWork, COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

describe("Story: a firm that pays with contributions", () => {
  let nation: Licensing;
  let drill: bigint, number: bigint, grantedAt: bigint;
  let acme: Person, amara: Person, bo: Person, chen: Person;
  let counts = 0n;

  before(async () => {
    nation = await deployLicensing(ethers);
    [amara, bo, chen] = nation.founders as [Person, Person, Person];
    const fair = await addQuarterlyFair(nation);
    drill = await publishWork(nation, { policies: [fair] });
    acme = await attest(nation, "firm", nation.strangers[0]!);
    await nation.licences.connect(acme.signer).take(takeAct(acme.id, drill, fair, PURPOSE.manufacture), "0x");
    number = grantNumber(drill, acme.id, PURPOSE.manufacture);
    ({ grantedAt } = await nation.licences.grantOf(drill, acme.id, PURPOSE.manufacture));
  });

  const asks = () => told(nation, drill, acme.id, PURPOSE.manufacture);
  const count = ({ id, signer }: Person, minutesCounted: bigint) => {
    const act = { by: id, licensee: acme.id, work: drill, purpose: PURPOSE.manufacture, minutesCounted };
    return nation.licences.connect(signer).count({ ...act, nonce: ++counts, deadline: FOREVER }, "0x");
  };
  const uncounted = async ({ id }: Person) => {
    const record = await nation.ledger.recordOf(nation.guild, id);
    return record.reduce((sum, part) => sum + part) - (await nation.licences.minutesCountedOf(nation.guild, id));
  };

  it("Bo and Chen, whom Acme employs, improve the drill in the guild, 10 and 9 hours, and the guild accepts it", async () => {
    const work = [
      { member: bo.id, minutes: 600n, on: drill },
      { member: chen.id, minutes: 540n, on: drill },
    ];
    await acceptWork(nation, networkHelpers, { guild: nation.guild, people: [amara, bo, chen], work });
    expect([await uncounted(bo), await uncounted(chen)]).to.deep.equal([600n, 540n]);
  });

  it("the firm has no record of its own: until they count it, nothing is given for its licence", async () => {
    await goTo(nation, networkHelpers, grantedAt + FAIR.period);
    expect(await asks()).to.include({ allowed: true, reason: "GrantInGrace" });
    const { amount, minutesDue } = await nation.licences.dueOf(number);
    expect([amount, minutesDue]).to.deep.equal([FAIR.amount, FAIR.minutes]);
    expect(await nation.licences.reciprocityOf(nation.guild, acme.id)).to.equal(0n);
  });

  it("Bo counts his 10 hours and Chen 6 of hers: the quarter is given, without a coin", async () => {
    await expect(count(bo, 600n)).to.emit(nation.licences, "ContributionsCounted").withArgs(number, bo.id, 600n);
    expect(await asks()).to.include({ reason: "GrantInGrace" });
    await count(chen, 360n);
    expect(await asks()).to.include({ allowed: true, reason: "GrantHeld" });
    expect((await nation.licences.dueOf(number)).dueAt).to.equal(grantedAt + 2n * FAIR.period);
    expect((await nation.licences.meterOf(number)).paid).to.equal(0n);
  });

  it("no minute counts twice, and nobody counts what was never accepted", async () => {
    const { licences } = nation;
    for (const [who, left] of [
      [bo, 0n],
      [chen, 180n],
      [amara, 0n],
    ] as const) {
      await expect(count(who, left + 1n))
        .to.be.revertedWithCustomError(licences, "LicencesMinutesShort")
        .withArgs(left, left + 1n);
    }
  });

  it("the next quarter is mixed: Chen's last 3 hours are worth 9 coins, and Acme pays the other 39", async () => {
    await count(chen, 180n);
    await goTo(nation, networkHelpers, grantedAt + 2n * FAIR.period);
    const { amount, minutesDue } = await nation.licences.dueOf(number);
    expect([amount, minutesDue]).to.deep.equal([39n * UNIT, 780n]);
    await nation.licences.connect(acme.signer).settle(number, amount, { value: amount });
    expect(await asks()).to.include({ allowed: true, reason: "GrantHeld" });
    const season = await nation.ledger.lastSeason();
    expect((await nation.surplus.booksOf(nation.guild, season, COIN)).income).to.equal(39n * UNIT);
  });

  it("without work and without money it is overdue when its days of grace are over, as for everybody", async () => {
    await goTo(nation, networkHelpers, grantedAt + 3n * FAIR.period + FAIR.grace + DAY);
    expect(await asks()).to.include({ allowed: false, reason: "ReciprocityOverdue" });
  });
});
