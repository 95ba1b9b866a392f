import { expect } from "chai";
import { network } from "hardhat";

import { aboutGrant } from "../../../sdk/justice/cases.ts";
import { decided, deployCourtOver, fieldsOf, Matter, Sanction, say, type Court } from "../../fixtures/cases.ts";
import {
  addCopyFair,
  addLicence,
  attest,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../../fixtures/licensing.ts";
import { foundGuild, YEAR, type Person } from "../../fixtures/membership.ts";
import { goTo, told } from "../../fixtures/stories.ts";
import { asGuild, COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { Expulsion } = Sanction;
const FEE = 10n * UNIT;

// PPL 7a: the licence ends upon breach; licences of those who received adaptations do not.
describe("Story: a guild loses its licence of a wheel; those who use the loom it built on it keep theirs", () => {
  let nation: Licensing, court: Court;
  let ppl: bigint, fair: bigint, wheel: bigint, loom: bigint, mill: bigint;
  let miller: Person, spokes: Person, acme: Person;

  before(async () => {
    nation = await deployLicensing(ethers, { founders: 14, terms: { term: 10n * YEAR } });
    const { guilds, founders, strangers } = nation;
    court = { ...nation, ...(await deployCourtOver(ethers, nation)) };
    await guilds.fillSeat(0n, nation.nation); // in the councils' place: it makes the guild's account act
    [ppl, fair] = [await addLicence(nation, "PPL"), await addCopyFair(nation)];
    miller = founders[3]!;
    mill = await foundGuild(nation, "Mill", [miller]);
    spokes = await attest(nation, "worker co-op", strangers[0]!);
    acme = await attest(nation, "firm", strangers[1]!);
  });

  const millActs = (contract: Licensing["licences"] | Court["cases"], method: string, act: object) =>
    asGuild(
      ethers,
      nation,
      mill,
      contract,
      contract.interface.encodeFunctionData(method as never, [act, "0x"] as never),
    );
  const take = ({ id, signer }: Person, policy: bigint, value = 0n) =>
    nation.licences.connect(signer).take(takeAct(id, loom, policy, PURPOSE.commercial), "0x", { value });
  const asks = (agent: bigint, work: bigint, purpose: bigint) => told(nation, work, agent, purpose);

  it("the mill takes a licence of the wheel for derivatives, builds a loom on it, and leaves it a tenth", async () => {
    wheel = await publishWork(nation, { policies: [ppl] });
    await millActs(nation.licences, "take", takeAct(mill, wheel, ppl, PURPOSE.derivative));
    const work = { policies: [ppl, fair], parents: [wheel], sharesBps: [1_000n] };
    loom = await publishWork(nation, { ...work, guild: mill, steward: miller });
    expect(await nation.licences.holdsGrant(wheel, mill, PURPOSE.derivative)).to.equal(true);
  });

  it("a co-op takes the loom free, and a firm for ten coins", async () => {
    await take(spokes, ppl);
    await take(acme, fair, FEE);
    for (const { id } of [spokes, acme]) {
      expect(await nation.licences.holdsGrant(loom, id, PURPOSE.commercial)).to.equal(true);
    }
  });

  it("the mill breaks its licence; Amara, steward of the wheel's guild, brings a case, and a panel ends it", async () => {
    const { steward, guild, licences } = nation;
    const about = aboutGrant({ policy: ppl, work: wheel, licensee: mill, purpose: PURPOSE.derivative });
    await say(court, steward, "raise", { respondent: mill, matter: Matter.Licence, about, guild });
    const id = await court.cases.caseCount();
    await millActs(court.cases, "conclude", fieldsOf("conclude", mill, { id, settled: false }));
    await say(court, steward, "notify", { id, proposed: Expulsion });
    await decided({ court, time, id, claimant: steward, respondent: miller }, [Expulsion, Expulsion, Expulsion]);
    await goTo(nation, networkHelpers, (await court.cases.caseOf(id))[1].due);
    await expect(court.cases.enforce(id)).to.emit(licences, "LicenceEnded");
    expect(await asks(mill, wheel, PURPOSE.derivative)).to.include({ allowed: false, reason: "GrantEnded" });
    expect(await licences.holdsGrant(wheel, mill, PURPOSE.derivative)).to.equal(false);
  });

  it("whoever had a licence of the loom has it still, with its own terms", async () => {
    for (const { id } of [spokes, acme]) {
      expect(await asks(id, loom, PURPOSE.commercial)).to.include({ allowed: true });
      expect(await nation.licences.holdsGrant(loom, id, PURPOSE.commercial)).to.equal(true);
    }
    expect(await asks(acme.id, loom, PURPOSE.commercial)).to.include({ reason: "GrantHeld", policy: fair });
  });

  it("the loom stands as published, is open to others, and pays the wheel its tenth as before", async () => {
    const { commons, strangers } = nation;
    expect(await commons.parentsOf(loom)).to.deep.equal([[wheel, 1_000n]]);
    const weavers = await attest(nation, "worker co-op", strangers[2]!);
    await take(weavers, ppl);
    expect(await asks(weavers.id, loom, PURPOSE.commercial)).to.include({ allowed: true });
    await commons.pay(loom, COIN, FEE, { value: FEE });
    // Of Acme's fee and of this.
    expect(await commons.waiting(loom, wheel, COIN)).to.equal(2n * UNIT);
  });

  it("the mill's licence alone has ended: a member builds on the wheel, and the mill uses its own loom", async () => {
    expect(await asks(nation.founders[5]!.id, wheel, PURPOSE.derivative)).to.include({ allowed: true, reason: "Open" });
    expect(await asks(mill, loom, PURPOSE.commercial)).to.include({ allowed: true, reason: "OwnWork" });
  });
});
