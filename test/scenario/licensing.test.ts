import { expect } from "chai";
import { network } from "hardhat";

import { explain } from "../../sdk/licensing/explain.ts";
import {
  addCopyFair,
  addLicence,
  attest,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../fixtures/licensing.ts";
import { COIN, UNIT } from "../fixtures/treasury.ts";

const { ethers } = await network.create();

describe("Story: a worker co-op uses a design free, a firm pays for it", () => {
  let nation: Licensing;
  let ppl: bigint, copyFair: bigint, wheel: bigint, loom: bigint;
  let coop: Awaited<ReturnType<typeof attest>>;
  let firm: Awaited<ReturnType<typeof attest>>;

  const ask = async (work: bigint, agent: bigint) => {
    const [decision, reason, policy] = await nation.licences.canUse(work, agent, PURPOSE.commercial);
    return { ...explain(decision, reason), policy };
  };

  before(async () => {
    nation = await deployLicensing(ethers);
    ppl = await addLicence(nation, "PPL");
    copyFair = await addCopyFair(nation);
    coop = await attest(nation, "worker co-op", nation.strangers[0]!);
    firm = await attest(nation, "firm", nation.strangers[1]!);
  });

  it("Amara's guild publishes a spinning wheel under PPL", async () => {
    wheel = await publishWork(nation, { policies: [ppl] });
    expect(await nation.commons.policiesOf(wheel)).to.deep.equal([ppl]);
  });

  it("the guild builds a loom on it, offers it under PPL and CopyFair, and leaves the wheel a tenth", async () => {
    loom = await publishWork(nation, { policies: [ppl, copyFair], parents: [wheel], sharesBps: [1_000n] });
    expect(await nation.commons.parentsOf(loom)).to.deep.equal([[wheel, 1_000n]]);
  });

  it("Bo's worker co-op may use the loom commercially under PPL, and takes a free grant", async () => {
    expect(await ask(loom, coop.id)).to.include({ allowed: true, reason: "Open", policy: ppl });
    await nation.licences.connect(coop.signer).take(takeAct(coop.id, loom, ppl, PURPOSE.commercial), "0x");
    expect((await nation.licences.grantOf(loom, coop.id, PURPOSE.commercial)).paid).to.equal(0n);
  });

  it("Chen's firm is refused the wheel, which is under PPL alone, and is told what to do", async () => {
    const answer = await ask(wheel, firm.id);
    expect(answer).to.include({ allowed: false, decision: "Forbidden", reason: "NotForThisClass" });
    expect(answer.sentence).to.include("second policy");
    await expect(nation.licences.connect(firm.signer).take(takeAct(firm.id, wheel, ppl, PURPOSE.commercial), "0x"))
      .to.be.revertedWithCustomError(nation.licences, "LicencesRefused")
      .withArgs(wheel, firm.id, PURPOSE.commercial, 15n);
  });

  it("the firm is refused the loom under PPL too, and pays under its second policy", async () => {
    await expect(nation.licences.connect(firm.signer).take(takeAct(firm.id, loom, ppl, PURPOSE.commercial), "0x"))
      .to.be.revertedWithCustomError(nation.licences, "LicencesRefused")
      .withArgs(loom, firm.id, PURPOSE.commercial, 15n);
    expect(await ask(loom, firm.id)).to.include({ reason: "ContributionsOrFeeDue", policy: copyFair });
    const act = takeAct(firm.id, loom, copyFair, PURPOSE.commercial);
    await nation.licences.connect(firm.signer).take(act, "0x", { value: 10n * UNIT });
    expect(await ask(loom, firm.id)).to.include({ allowed: true, reason: "GrantHeld", policy: copyFair });
  });

  it("nine tenths are in the guild's surplus at once; the wheel's tenth waits and anybody moves it on", async () => {
    const { surplus, commons, guild, strangers } = nation;
    expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(9n * UNIT);
    expect(await commons.waiting(loom, wheel, COIN)).to.equal(UNIT);
    await commons.connect(strangers[7]).pull(loom, wheel, COIN);
    expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(10n * UNIT);
  });
});
