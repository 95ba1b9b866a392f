import { expect } from "chai";
import { network } from "hardhat";

import { addUniform, deployLicensing, publishAct, publishWork, PURPOSE, takeAct } from "../../fixtures/licensing.ts";
import { FOREVER, foundGuild } from "../../fixtures/membership.ts";
import { COIN } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const [FREE, PAY, BY_APPROVAL, FORBIDDEN] = [0n, 2n, 3n, 4n];
const [ANY, SAME] = [1n, 2n];
const FEE = 100n;
const DAY = 86_400n;

describe("Commons: the right to build on another guild's work", () => {
  /** A work that guilds may build on for a fee, offered under a second policy that gives them nothing but would bind nobody. */
  async function withPricedWork() {
    const nation = await deployLicensing(ethers);
    const priced = await addUniform(nation, PAY, {
      derivativeRule: SAME,
      term: 10n * DAY,
      fee: { token: COIN, amount: FEE },
    });
    const closed = await addUniform(nation, FORBIDDEN, { derivativeRule: ANY });
    const work = await publishWork(nation, { policies: [priced, closed] });
    const steward = nation.founders[3]!;
    const guild = await foundGuild(nation, "Mill", [steward]);
    const { account } = (await nation.guilds.queryFilter(nation.guilds.filters.GuildFounded(guild)))[0]!.args;
    return { ...nation, priced, closed, work, mill: { guild, steward }, account };
  }
  const given = () => networkHelpers.loadFixture(withPricedWork);
  type World = Awaited<ReturnType<typeof withPricedWork>>;

  const derive = (nation: World, policies: bigint[], parent = nation.work) =>
    nation.commons
      .connect(nation.mill.steward.signer)
      .publish(publishAct(nation, { policies, parents: [parent], sharesBps: [1_000n], ...nation.mill }), "0x");

  /** The guild takes the licence for derivatives by its own key, its account. */
  async function take(nation: World, policy: bigint, work = nation.work) {
    const { licences, mill, account } = nation;
    await networkHelpers.impersonateAccount(account);
    await networkHelpers.setBalance(account, 10n ** 18n);
    const signer = await ethers.getSigner(account);
    await licences.connect(signer).take(takeAct(mill.guild, work, policy, PURPOSE.derivative), "0x", { value: FEE });
  }

  it("given no policy that is free for members, and no grant, it reverts with CommonsMayNotDerive", async () => {
    const nation = await given();
    for (const policies of [[nation.priced], [nation.closed]]) {
      await expect(derive(nation, policies))
        .to.be.revertedWithCustomError(nation.commons, "CommonsMayNotDerive")
        .withArgs(nation.work, nation.mill.guild);
    }
  });

  it("given a grant for derivatives, the guild builds on it under the rule of the grant's policy", async () => {
    const nation = await given();
    await take(nation, nation.priced);
    await expect(derive(nation, [nation.priced])).to.emit(nation.commons, "WorkPublished");
  });

  it("given a grant under a strict policy, it does not open the laxer rule of another", async () => {
    const nation = await given();
    await take(nation, nation.priced);
    await expect(derive(nation, [nation.closed]))
      .to.be.revertedWithCustomError(nation.commons, "CommonsDerivativeRule")
      .withArgs(nation.work);
  });

  it("given a grant that is over, it reverts with CommonsMayNotDerive; what was published by it stays", async () => {
    const nation = await given();
    await take(nation, nation.priced);
    await derive(nation, [nation.priced]);
    await networkHelpers.time.increase(10n * DAY);
    await expect(derive(nation, [nation.priced])).to.be.revertedWithCustomError(nation.commons, "CommonsMayNotDerive");
    expect((await nation.commons.workOf(2n)).parents).to.equal(1n);
    await expect(nation.commons.pay(2n, COIN, 1_000n, { value: 1_000n })).to.emit(nation.commons, "WorkPaid");
  });

  it("given a grant for another purpose, or of another guild, it reverts with CommonsMayNotDerive", async () => {
    const nation = await given();
    const { licences, founders, account, mill, work, priced } = nation;
    await networkHelpers.impersonateAccount(account);
    await networkHelpers.setBalance(account, 10n ** 18n);
    const act = takeAct(mill.guild, work, priced, PURPOSE.commercial);
    await licences.connect(await ethers.getSigner(account)).take(act, "0x", { value: FEE });
    const person = founders[4]!;
    await licences
      .connect(person.signer)
      .take(takeAct(person.id, work, priced, PURPOSE.derivative), "0x", { value: FEE });
    await expect(derive(nation, [priced])).to.be.revertedWithCustomError(nation.commons, "CommonsMayNotDerive");
  });

  it("given an approval, the guild builds on it", async () => {
    const nation = await given();
    const asked = await addUniform(nation, BY_APPROVAL, { derivativeRule: ANY });
    const work = await publishWork(nation, { policies: [asked] });
    await expect(derive(nation, [asked], work)).to.be.revertedWithCustomError(nation.commons, "CommonsMayNotDerive");
    const approval = {
      ...{ by: nation.steward.id, licensee: nation.mill.guild, work, policy: asked, purpose: PURPOSE.derivative },
      ...{ nonce: 0n, deadline: FOREVER },
    };
    await nation.licences.connect(nation.steward.signer).approve(approval, "0x");
    await expect(derive(nation, [asked], work)).to.emit(nation.commons, "WorkPublished");
  });

  it("given the guild's own work, no right is asked for", async () => {
    const nation = await given();
    const act = { policies: [nation.closed], parents: [nation.work], sharesBps: [0n] };
    await publishWork(nation, act);
    expect(await nation.commons.lastId()).to.equal(2n);
  });

  it("when a policy is offered later, the right is asked for again", async () => {
    const nation = await given();
    const { commons, mill, priced, closed } = nation;
    const free = await addUniform(nation, FREE, { derivativeRule: ANY });
    await take(nation, priced);
    await derive(nation, [priced]);
    await networkHelpers.time.increase(10n * DAY);
    for (const policy of [closed, free]) {
      const act = { by: mill.steward.id, work: 2n, policy, deadline: FOREVER };
      await expect(commons.connect(mill.steward.signer).offer(act, "0x"))
        .to.be.revertedWithCustomError(commons, "CommonsMayNotDerive")
        .withArgs(nation.work, mill.guild);
    }
  });

  it("given three parents and more, every edge is kept and bound", async () => {
    const nation = await given();
    const open = await addUniform(nation, FREE);
    const parents: bigint[] = [];
    for (let i = 0; i < 8; ++i) parents.push(await publishWork(nation, { policies: [open] }));
    const sharesBps = parents.map((_, index) => BigInt(index * 100));
    const work = await publishWork(nation, { policies: [open], parents, sharesBps, ...nation.mill });
    expect(await nation.commons.parentsOf(work)).to.deep.equal(parents.map((parent, i) => [parent, sharesBps[i]!]));
    const { upstreamBps, parents: count } = await nation.commons.workOf(work);
    expect([upstreamBps, count]).to.deep.equal([2_800n, 8n]);
    await nation.commons.pay(work, COIN, 10_000n, { value: 10_000n });
    for (const [index, parent] of parents.entries()) {
      expect(await nation.commons.waiting(work, parent, COIN)).to.equal(BigInt(index * 100));
    }
  });
});
