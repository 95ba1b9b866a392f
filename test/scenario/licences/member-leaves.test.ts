import { expect } from "chai";
import { network } from "hardhat";

import { USER_CLASSES } from "../../../sdk/licensing/kinds.ts";
import {
  addCopyFair,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../../fixtures/licensing.ts";
import { DAY, FOREVER, YEAR, type Person } from "../../fixtures/membership.ts";
import { goTo, told } from "../../fixtures/stories.ts";
import { UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const FEE = 10n * UNIT;
const CLASS = {
  individual: BigInt(USER_CLASSES.indexOf("individual")),
  member: BigInt(USER_CLASSES.indexOf("member")),
};

// What is free for a class is free as long as one is of it, also by a grant; what was paid for lasts for its term.
describe("Story: a member who leaves after taking a member's licence", () => {
  let nation: Licensing;
  let yearly: bigint, wheel: bigint, loom: bigint, expiresAt: bigint;
  let dana: Person, elif: Person;

  before(async () => {
    nation = await deployLicensing(ethers, { founders: 6, terms: { term: 10n * YEAR } });
    [dana, elif] = [nation.founders[3]!, nation.founders[4]!];
    yearly = await addCopyFair(nation, { term: YEAR });
    const forGood = await addCopyFair(nation);
    wheel = await publishWork(nation, { policies: [yearly] });
    loom = await publishWork(nation, { policies: [forGood] });
    await take(wheel, yearly);
    await take(loom, forGood);
    ({ expiresAt } = await nation.licences.grantOf(wheel, dana.id, PURPOSE.commercial));
  });

  const take = (work: bigint, policy: bigint, { nonce = 0n, value = 0n } = {}) =>
    nation.licences
      .connect(dana.signer)
      .take(takeAct(dana.id, work, policy, PURPOSE.commercial, nonce + work * 10n), "0x", { value });
  const asks = (who: Person, work: bigint, purpose: bigint = PURPOSE.commercial) => told(nation, work, who.id, purpose);

  it("as members Dana and Elif sell what they make free; Dana has taken a licence for it, Elif has not", async () => {
    for (const who of [dana, elif]) {
      expect(await asks(who, wheel)).to.include({ allowed: true, decision: "Free", reason: "Open" });
    }
    const { userClass, paid } = await nation.licences.grantOf(wheel, dana.id, PURPOSE.commercial);
    expect([userClass, paid]).to.deep.equal([CLASS.member, 0n]);
  });

  it("both leave: the class of today answers, also for what Dana was granted free as a member", async () => {
    for (const { id, signer } of [dana, elif]) {
      await nation.members.connect(signer).resign({ by: id, nonce: 0n, deadline: FOREVER }, "0x");
    }
    for (const who of [dana, elif]) {
      expect(await asks(who, wheel)).to.include({ allowed: false, reason: "ContributionsOrFeeDue" });
    }
    expect(await asks(dana, loom), "nor for what has no term").to.include({ allowed: false });
  });

  it("the grant stays in the books as it was made, and is not renewed free", async () => {
    const kept = await nation.licences.grantOf(wheel, dana.id, PURPOSE.commercial);
    expect([kept.userClass, kept.expiresAt]).to.deep.equal([CLASS.member, expiresAt]);
    await expect(take(wheel, yearly, { nonce: 1n }))
      .to.be.revertedWithCustomError(nation.commons, "CommonsWrongValue")
      .withArgs(FEE, 0n);
  });

  it("for the fee anybody pays she has a year again, as an individual", async () => {
    await take(wheel, yearly, { nonce: 2n, value: FEE });
    expect(await asks(dana, wheel)).to.include({ allowed: true, reason: "GrantHeld" });
    const { userClass, paid } = await nation.licences.grantOf(wheel, dana.id, PURPOSE.commercial);
    expect([userClass, paid]).to.deep.equal([CLASS.individual, FEE]);
  });

  it("what was paid for lasts to the last second of its term", async () => {
    ({ expiresAt } = await nation.licences.grantOf(wheel, dana.id, PURPOSE.commercial));
    await goTo(nation, networkHelpers, expiresAt - 1n);
    expect(await asks(dana, wheel)).to.include({ allowed: true, reason: "GrantHeld" });
    await goTo(nation, networkHelpers, expiresAt + DAY);
    expect(await asks(dana, wheel)).to.include({ allowed: false, reason: "ContributionsOrFeeDue" });
  });
});
