import { expect } from "chai";
import { network } from "hardhat";

import { grantNumber } from "../../../sdk/licensing/grants.ts";
import { STANDINGS } from "../../../sdk/licensing/obligations.ts";
import {
  ANY_PRICE,
  attest,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../../fixtures/licensing.ts";
import { DAY, FOREVER, type Person } from "../../fixtures/membership.ts";
import { addQuarterlyFair, FAIR, goTo, told } from "../../fixtures/stories.ts";
import { COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

interface Story extends Licensing {
  readonly fair: bigint;
  readonly drill: bigint;
  readonly acme: Person;
  readonly number: bigint;
  readonly grantedAt: bigint;
  readonly noticedAt: bigint;
}

/** For one period and 100 units. */
const OPEN = FAIR.amount + 100n * FAIR.perUnit;
/** With the third period: the licence was in force in its first days, those of the second one's grace. */
const OWED = OPEN + FAIR.amount;

describe("Story: a firm that manufactures, reports its units, and falls behind", () => {
  /** Acme gives for its first quarter, not for the second, and has a notice five days after that became a breach. */
  const behind = async (): Promise<Story> => {
    const nation = await deployLicensing(ethers);
    const { licences, steward } = nation;
    const fair = await addQuarterlyFair(nation);
    const drill = await publishWork(nation, { policies: [fair] });
    const acme = await attest(nation, "firm", nation.strangers[0]!);
    const begun = { ...nation, fair, drill, acme, number: grantNumber(drill, acme.id, PURPOSE.manufacture) };
    await take(begun);
    const { grantedAt } = await licences.grantOf(drill, acme.id, PURPOSE.manufacture);
    const story = { ...begun, grantedAt };

    await report(story, 250n);
    await settle(story, FAIR.amount + 250n * FAIR.perUnit);
    await goTo(nation, networkHelpers, grantedAt + FAIR.period + DAY);
    expect(await asks(story)).to.include({ allowed: true, reason: "GrantHeld" });
    await report(story, 100n);
    const secondDue = grantedAt + 2n * FAIR.period;
    await goTo(nation, networkHelpers, secondDue);
    expect(await asks(story)).to.include({ allowed: true, reason: "GrantInGrace" });
    await goTo(nation, networkHelpers, secondDue + FAIR.grace + 5n * DAY);
    expect(await asks(story)).to.include({ allowed: false, reason: "ReciprocityOverdue" });
    await expect(report(story, 1n))
      .to.be.revertedWithCustomError(licences, "LicencesStillDue")
      .withArgs(story.number, OPEN, FAIR.minutes + 200n);

    const act = { by: steward.id, licensee: acme.id, work: drill, purpose: PURPOSE.manufacture, nonce: 0n };
    await licences.connect(steward.signer).notice({ ...act, deadline: FOREVER }, "0x");
    const { noticedAt } = await licences.meterOf(story.number);
    return { ...story, noticedAt };
  };
  const begin = () => networkHelpers.loadFixture(behind);

  const take = ({ licences, acme, drill, fair }: Pick<Story, "licences" | "acme" | "drill" | "fair">) =>
    licences.connect(acme.signer).take(takeAct(acme.id, drill, fair, PURPOSE.manufacture), "0x");
  let reports = 0n;
  const report = ({ licences, acme, drill }: Pick<Story, "licences" | "acme" | "drill">, units: bigint) => {
    const of = { by: acme.id, work: drill, purpose: PURPOSE.manufacture, units, most: ANY_PRICE };
    return licences.connect(acme.signer).report({ ...of, nonce: ++reports, deadline: FOREVER }, "0x");
  };
  const settle = ({ licences, acme, number }: Pick<Story, "licences" | "acme" | "number">, amount: bigint) =>
    licences.connect(acme.signer).settle(number, amount, { value: amount });
  const asks = (story: Licensing & Pick<Story, "drill" | "acme">) =>
    told(story, story.drill, story.acme.id, PURPOSE.manufacture);
  const incomes = async ({ ledger, surplus, guild }: Licensing) => {
    const last = await ledger.lastSeason();
    const seasons = Array.from({ length: Number(last) }, (_, index) => BigInt(index + 1));
    const books = await Promise.all(seasons.map((season) => surplus.booksOf(guild, season, COIN)));
    return books.reduce((sum, { income }) => sum + income, 0n);
  };
  const standing = async ({ licences, number }: Story) => {
    const { standing: code, amount } = await licences.dueOf(number);
    return [STANDINGS[Number(code)], amount];
  };
  const nextNonce = (act: ReturnType<typeof takeAct>) => ({ ...act, nonce: 1n });

  it("the notice brings the end nearer: thirty days from it, in place of sixty from the breach", async () => {
    const story = await begin();
    const { breachAt, lapsesAt } = await story.licences.dueOf(story.number);
    expect(lapsesAt)
      .to.equal(story.noticedAt + 30n * DAY)
      .and.to.be.lessThan(breachAt + 60n * DAY);
  });

  it("on day 29 Acme gives all that is open: the licence is in force again, and its meter runs on as before", async () => {
    const story = await begin();
    const { licences, number, noticedAt, grantedAt, drill, acme } = story;
    await goTo(story, networkHelpers, noticedAt + 29n * DAY);
    expect(await asks(story)).to.include({ allowed: false, reason: "ReciprocityOverdue" });
    expect(await standing(story)).to.deep.equal(["Overdue", OPEN]);
    await settle(story, OPEN);
    expect(await asks(story)).to.include({ allowed: true, reason: "GrantHeld" });
    expect(await licences.holdsGrant(drill, acme.id, PURPOSE.manufacture)).to.equal(true);
    expect((await licences.grantOf(drill, acme.id, PURPOSE.manufacture)).grantedAt).to.equal(grantedAt);
    expect((await licences.dueOf(number)).dueAt).to.equal(grantedAt + 3n * FAIR.period);
    expect(await incomes(story)).to.equal(2n * FAIR.amount + 350n * FAIR.perUnit);
    await report(story, 40n);
    expect((await licences.meterOf(number)).units).to.equal(390n);
  });

  it("on day 29 a part does not do: it stays overdue, and lapses with the rest open and the period in which its grace ran", async () => {
    const story = await begin();
    await goTo(story, networkHelpers, story.noticedAt + 29n * DAY);
    await settle(story, OPEN - UNIT);
    expect(await standing(story)).to.deep.equal(["Overdue", UNIT]);
    await goTo(story, networkHelpers, story.noticedAt + 30n * DAY);
    expect(await standing(story)).to.deep.equal(["Lapsed", UNIT + FAIR.amount]);
  });

  it("on day 31 it has lapsed, without anybody's act, and what is owed bars a new one", async () => {
    const story = await begin();
    const { licences, number, noticedAt } = story;
    await goTo(story, networkHelpers, noticedAt + 31n * DAY);
    expect(await asks(story)).to.include({ allowed: false, reason: "ArrearsDue" });
    expect(await standing(story)).to.deep.equal(["Lapsed", OWED]);
    expect((await licences.dueOf(number)).lapsesAt).to.equal(noticedAt + 30n * DAY);
    const again = takeAct(story.acme.id, story.drill, story.fair, PURPOSE.manufacture, 1n);
    await expect(licences.connect(story.acme.signer).take(again, "0x"))
      .to.be.revertedWithCustomError(licences, "LicencesStillDue")
      .withArgs(number, OWED, 2n * FAIR.minutes + 200n);
    await expect(report(story, 1n)).to.be.revertedWithCustomError(licences, "LicencesStillDue");
  });

  it("on day 31 what Acme pays settles what it owes, no more, and revives nothing; then it takes a new licence", async () => {
    const story = await begin();
    const { licences, number, noticedAt, acme, drill, fair } = story;
    await goTo(story, networkHelpers, noticedAt + 31n * DAY);
    await expect(settle(story, OWED + 1n))
      .to.be.revertedWithCustomError(licences, "LicencesNothingOwed")
      .withArgs(number, OWED, 2n * FAIR.minutes + 200n);
    await expect(settle(story, OWED))
      .to.emit(licences, "LicenceLapsed")
      .withArgs(number, noticedAt + 30n * DAY, 3n);
    expect(await standing(story)).to.deep.equal(["Lapsed", 0n]);
    expect(await asks(story)).to.include({ allowed: false, reason: "ReciprocityOffered" });
    expect(await licences.holdsGrant(drill, acme.id, PURPOSE.manufacture)).to.equal(false);

    await licences.connect(acme.signer).take(nextNonce(takeAct(acme.id, drill, fair, PURPOSE.manufacture)), "0x");
    expect(await asks(story)).to.include({ allowed: true, reason: "GrantHeld" });
    const { paid, units, noticedAt: noticed, lapsedAt, lapsedPeriods } = await licences.meterOf(number);
    expect([paid, units, noticed, lapsedAt, lapsedPeriods], "a new meter").to.deep.equal([0n, 0n, 0n, 0n, 0n]);
  });
});
