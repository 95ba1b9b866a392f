import { expect } from "chai";
import { network } from "hardhat";

import {
  addCopyFair,
  addLicence,
  addUniform,
  attest,
  deployLicensing,
  gasOf,
  publishAct,
  publishWork,
  PURPOSE,
  takeAct,
} from "../../fixtures/licensing.ts";
import { foundGuild } from "../../fixtures/membership.ts";
import { UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/** Ceilings in the steady state: ids, seats and the season's income slot are in use already. */
describe("Licensing gas", () => {
  async function setUp() {
    const nation = await deployLicensing(ethers);
    const ppl = await addLicence(nation, "PPL");
    const copyFair = await addCopyFair(nation);
    const priced = await addUniform(nation, 2n, {
      fee: { token: await nation.token.getAddress(), amount: 10n * UNIT },
    });
    const [first, second] = [
      await publishWork(nation, { policies: [ppl, copyFair] }),
      await publishWork(nation, { policies: [ppl, copyFair, priced] }),
    ];
    const coop = await attest(nation, "worker co-op", nation.strangers[0]!);
    const firm = await attest(nation, "firm", nation.strangers[1]!);
    await nation.commons.pay(first, ethers.ZeroAddress, 1n, { value: 1n });
    const { token, commons } = nation;
    await token.mint(firm.signer, 1_000n * UNIT);
    await token.connect(firm.signer).approve(commons, 1_000n * UNIT);
    await commons.connect(firm.signer).pay(first, token, UNIT);
    // Eight licensees share a slot that counts their tokens, and one of them has one already.
    await nation.licences.connect(coop.signer).take(takeAct(coop.id, second, ppl, PURPOSE.personal), "0x");
    const otherSteward = nation.founders[3]!;
    const otherGuild = await foundGuild(nation, "Forge", [otherSteward]);
    return { ...nation, ppl, copyFair, priced, first, second, coop, firm, otherGuild, otherSteward };
  }

  const report = (name: string, gas: bigint) => process.env["GAS"] && console.log(`      ${name}: ${gas}`);

  it("publishes a work for at most 80,000", async () => {
    const n = await networkHelpers.loadFixture(setUp);
    const gas = await gasOf(
      n.commons.connect(n.steward.signer).publish(publishAct(n, { policies: [n.ppl, n.copyFair] }), "0x"),
    );
    report("register", gas);
    expect(gas).to.be.at.most(80_000n);
  });

  it("publishes a derivative of two works for at most 115,000, also of two works of another guild", async () => {
    const n = await networkHelpers.loadFixture(setUp);
    const work = { policies: [n.ppl], parents: [n.first, n.second], sharesBps: [1_000n, 500n] };
    for (const who of [
      { guild: n.guild, steward: n.steward },
      { guild: n.otherGuild, steward: n.otherSteward },
    ]) {
      const gas = await gasOf(n.commons.connect(who.steward.signer).publish(publishAct(n, { ...work, ...who }), "0x"));
      report("derivative", gas);
      expect(gas).to.be.at.most(115_000n);
    }
  });

  it("grants freely for at most 85,000", async () => {
    const n = await networkHelpers.loadFixture(setUp);
    const act = takeAct(n.coop.id, n.first, n.ppl, PURPOSE.commercial);
    const gas = await gasOf(n.licences.connect(n.coop.signer).take(act, "0x"));
    report("free grant", gas);
    expect(gas).to.be.at.most(85_000n);
  });

  it("grants for a fee, booked in the surplus, for at most 165,000", async () => {
    const n = await networkHelpers.loadFixture(setUp);
    const coins = takeAct(n.firm.id, n.first, n.copyFair, PURPOSE.commercial);
    const gasInCoins = await gasOf(n.licences.connect(n.firm.signer).take(coins, "0x", { value: 10n * UNIT }));
    const tokens = takeAct(n.firm.id, n.second, n.priced, PURPOSE.commercial);
    const gasInTokens = await gasOf(n.licences.connect(n.firm.signer).take(tokens, "0x"));
    report("paid grant, coin", gasInCoins);
    report("paid grant, ERC-20", gasInTokens);
    expect(gasInCoins).to.be.at.most(165_000n);
    expect(gasInTokens).to.be.at.most(165_000n);
  });

  // A firm has it free by the second policy alone; of a person the register is asked, too.
  for (const [who, most] of [
    ["coop", 45_000n],
    ["firm", 46_500n],
    ["member", 52_000n],
  ] as const) {
    it(`answers canUse of a ${who} for at most ${most.toLocaleString("en")}`, async () => {
      const n = await networkHelpers.loadFixture(setUp);
      const { id } = who === "member" ? n.founders[3]! : n[who];
      const gas = await n.licences.canUse.estimateGas(n.first, id, PURPOSE.nonCommercial);
      report(`canUse of ${who}`, gas);
      expect(gas).to.be.at.most(most);
    });
  }
});
