import { expect } from "chai";
import { id as hashOf } from "ethers";
import { network } from "hardhat";

import { grantNumber } from "../../../sdk/licensing/grants.ts";
import {
  addCopyFair,
  addLicence,
  addUniform,
  attest,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../../fixtures/licensing.ts";
import { DAY, FOREVER, YEAR, type Person } from "../../fixtures/membership.ts";
import { addQuarterlyFair, FAIR, goTo, told } from "../../fixtures/stories.ts";
import { asGuild, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const BY_APPROVAL = 3n;

describe("Story: a new steward, other terms, no new licences: what was granted lasts", () => {
  let nation: Licensing;
  let sold: bigint, quarterly: bigint, asked: bigint, wheel: bigint;
  let acme: Person, forge: Person, city: Person, late: Person;
  let amara: Person, bo: Person;
  let granted: unknown;

  /** Every grant as it is kept, with its meter. */
  const kept = async () =>
    Promise.all(
      [acme, forge, city].map(async ({ id }) => [
        await nation.licences.grantOf(wheel, id, PURPOSE.commercial),
        await nation.licences.meterOf(grantNumber(wheel, id, PURPOSE.commercial)),
      ]),
    );
  const allHold = async () => {
    for (const { id } of [acme, forge, city]) {
      expect(await told(nation, wheel, id, PURPOSE.commercial)).to.include({ allowed: true, reason: "GrantHeld" });
    }
    expect(await kept()).to.deep.equal(granted);
  };
  const take = ({ id, signer }: Person, policy: bigint, value = 0n) =>
    nation.licences.connect(signer).take(takeAct(id, wheel, policy, PURPOSE.commercial), "0x", { value });
  const of = () => ({ work: wheel, deadline: FOREVER });

  before(async () => {
    nation = await deployLicensing(ethers);
    [amara, bo] = nation.founders as [Person, Person];
    await nation.guilds.fillSeat(0n, nation.nation); // in the councils' place: it makes the guild's account act
    sold = await addCopyFair(nation);
    quarterly = await addQuarterlyFair(nation);
    asked = await addUniform(nation, BY_APPROVAL);
    wheel = await publishWork(nation, { policies: [sold, quarterly, asked] });
    const { strangers } = nation;
    [acme, forge] = [await attest(nation, "firm", strangers[0]!), await attest(nation, "firm", strangers[1]!)];
    [city, late] = [await attest(nation, "public body", strangers[2]!), await attest(nation, "firm", strangers[3]!)];
  });

  it("Acme pays for a licence, the forge takes one by the quarter, Amara approves the city's", async () => {
    await take(acme, sold, 10n * UNIT);
    await take(forge, quarterly);
    const approval = { by: amara.id, licensee: city.id, policy: asked, purpose: PURPOSE.commercial, nonce: 0n };
    await nation.licences.connect(amara.signer).approve({ ...approval, ...of() }, "0x");
    granted = await kept();
    await allHold();
  });

  it("the guild makes Bo its steward in Amara's place: she approves nothing more, and what she approved stays", async () => {
    const { guilds, guild, licences } = nation;
    const appoint = (steward: bigint, until: bigint, nonce: bigint) =>
      asGuild(
        ...([ethers, nation, guild, guilds] as const),
        guilds.interface.encodeFunctionData("appoint", [{ by: guild, steward, until, nonce, deadline: FOREVER }, "0x"]),
      );
    const now = BigInt(await time.latest());
    await appoint(bo.id, now + YEAR, 0n);
    await appoint(amara.id, now, 1n);
    expect([await guilds.isSteward(guild, amara.id), await guilds.isSteward(guild, bo.id)]).to.deep.equal([
      false,
      true,
    ]);
    await allHold();
    const approval = { by: amara.id, licensee: late.id, policy: asked, purpose: PURPOSE.commercial, nonce: 1n };
    await expect(licences.connect(amara.signer).approve({ ...approval, ...of() }, "0x"))
      .to.be.revertedWithCustomError(licences, "LicencesNotSteward")
      .withArgs(guild, amara.id);
  });

  it("Bo offers the wheel under the PPL too, which is closed to firms and the city, and publishes a new version", async () => {
    const { commons } = nation;
    const ppl = await addLicence(nation, "PPL");
    await commons.connect(bo.signer).offer({ by: bo.id, policy: ppl, ...of() }, "0x");
    const revision = { by: bo.id, version: 2n, contentHash: hashOf("a better wheel"), uri: "ipfs://better", ...of() };
    await commons.connect(bo.signer).revise(revision, "0x");
    await allHold();
  });

  it("the nation adds dearer terms: a policy is never changed, so they are for works that offer them", async () => {
    const dear = await addCopyFair(nation, { fee: { token: ethers.ZeroAddress, amount: 1_000n * UNIT } });
    expect(await nation.commons.policiesOf(wheel)).not.to.include(dear);
    await allHold();
  });

  it("Bo stops new licences: who has none gets none, whatever they would pay, and who has one notices nothing", async () => {
    const { commons, licences } = nation;
    await commons.connect(bo.signer).stopGrants({ by: bo.id, stopped: true, nonce: 0n, ...of() }, "0x");
    expect(await told(nation, wheel, late.id, PURPOSE.commercial)).to.include({ allowed: false, reason: "NotOffered" });
    await expect(take(late, sold, 10n * UNIT)).to.be.revertedWithCustomError(licences, "LicencesRefused");
    await allHold();
  });

  it("what the licence gives free for ever, no steward stops", async () => {
    const coop = await attest(nation, "worker co-op", nation.strangers[4]!);
    for (const agent of [0n, coop.id]) {
      expect(await told(nation, wheel, agent, PURPOSE.nonCommercial)).to.include({ allowed: true, reason: "Open" });
    }
    expect(await told(nation, wheel, coop.id, PURPOSE.commercial)).to.include({ allowed: true, reason: "Open" });
  });

  it("while they are stopped the forge gives for its quarters and its licence runs on", async () => {
    const { licences } = nation;
    const number = grantNumber(wheel, forge.id, PURPOSE.commercial);
    const { grantedAt } = await licences.grantOf(wheel, forge.id, PURPOSE.commercial);
    await goTo(nation, networkHelpers, grantedAt + FAIR.period + DAY);
    expect(await told(nation, wheel, forge.id, PURPOSE.commercial)).to.include({ reason: "GrantInGrace" });
    await licences.connect(forge.signer).settle(number, FAIR.amount, { value: FAIR.amount });
    expect(await told(nation, wheel, forge.id, PURPOSE.commercial)).to.include({ allowed: true, reason: "GrantHeld" });
  });
});
