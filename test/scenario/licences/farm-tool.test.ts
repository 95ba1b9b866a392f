import { expect } from "chai";
import { network } from "hardhat";

import { compatible } from "../../../sdk/licensing/compatibility.ts";
import {
  addLicence,
  deployLicensing,
  publishAct,
  publishWork,
  PURPOSE,
  type Licensing,
} from "../../fixtures/licensing.ts";
import { FOREVER, foundGuild } from "../../fixtures/membership.ts";
import { told } from "../../fixtures/stories.ts";
import { COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers } = await network.create();

const CERN_S = "CERN-OHL-S-2.0";
const GPL = "GPL-3.0-or-later";

describe("Story: a seed drill is forked twice, and the forks are merged", () => {
  let nation: Licensing;
  let cern: bigint, mit: bigint, gpl: bigint;
  let hill: Steward, bog: Steward, plain: Steward;
  let drill: bigint, steep: bigint, wet: bigint, merged: bigint;

  interface Steward {
    readonly guild: bigint;
    readonly steward: Licensing["steward"];
  }

  before(async () => {
    nation = await deployLicensing(ethers, { founders: 7 });
    [cern, mit, gpl] = [
      await addLicence(nation, CERN_S),
      await addLicence(nation, "MIT"),
      await addLicence(nation, GPL),
    ];
    const found = async (name: string, place: number): Promise<Steward> => {
      const steward = nation.founders[place]!;
      return { guild: await foundGuild(nation, name, [steward]), steward };
    };
    [hill, bog, plain] = [await found("Hill farm", 3), await found("Bog farm", 4), await found("Plain farm", 5)];
  });

  const income = async ({ guild }: Pick<Steward, "guild">) => (await nation.surplus.booksOf(guild, 1n, COIN)).income;
  const waiting = (child: bigint, parent: bigint) => nation.commons.waiting(child, parent, COIN);
  const pull = (child: bigint, parent: bigint) => nation.commons.connect(nation.strangers[7]).pull(child, parent, COIN);
  const refused = async (work: Parameters<typeof publishAct>[1], parent: bigint) => {
    const { commons } = nation;
    const signer = (work.steward ?? nation.steward).signer;
    await expect(commons.connect(signer).publish(publishAct(nation, work), "0x"))
      .to.be.revertedWithCustomError(commons, "CommonsDerivativeRule")
      .withArgs(parent);
  };

  it("Amara's guild publishes the drill under CERN-OHL-S: everybody may build it, and build on it", async () => {
    drill = await publishWork(nation, { policies: [cern] });
    for (const agent of [0n, hill.guild]) {
      expect(await told(nation, drill, agent, PURPOSE.manufacture)).to.include({ allowed: true, reason: "Open" });
    }
  });

  it("one farm makes it light for steep fields, one wide for wet ones; a fifth and three tenths stay with the drill", async () => {
    const onDrill = { policies: [cern], parents: [drill] };
    steep = await publishWork(nation, { ...onDrill, sharesBps: [2_000n], ...hill });
    wet = await publishWork(nation, { ...onDrill, sharesBps: [3_000n], ...bog });
    expect(await nation.commons.parentsOf(steep)).to.deep.equal([[drill, 2_000n]]);
    expect(await nation.commons.parentsOf(wet)).to.deep.equal([[drill, 3_000n]]);
  });

  it("a third asks first: both forks can be kept under CERN-OHL-S alone, MIT would let the source go", () => {
    const parents = [[CERN_S], [CERN_S]];
    expect(compatible({ parents, child: [CERN_S] })).to.include({ verdict: "yes" });
    const { verdict, sentences } = compatible({ parents, child: ["MIT"] });
    expect(verdict).to.equal("no");
    expect(sentences.join(" ")).to.contain("3.3d").and.to.contain("MIT would let the work go on without that");
  });

  it("the commons says the same: not under MIT, not under MIT beside it, and not offered under MIT later", async () => {
    const onBoth = { parents: [steep, wet], sharesBps: [2_500n, 2_500n], ...plain };
    await refused({ ...onBoth, policies: [mit] }, steep);
    await refused({ ...onBoth, policies: [cern, mit] }, steep);
    merged = await publishWork(nation, { ...onBoth, policies: [cern] });
    const { commons } = nation;
    const offer = { by: plain.steward.id, work: merged, policy: mit, deadline: FOREVER };
    await expect(commons.connect(plain.steward.signer).offer(offer, "0x"))
      .to.be.revertedWithCustomError(commons, "CommonsDerivativeRule")
      .withArgs(steep);
  });

  it("with a controller under the GPL it cannot be merged at all: each asks for the whole, and the answer says which terms meet", async () => {
    const controller = await publishWork(nation, { policies: [gpl], ...bog });
    const { verdict, possible, sentences } = compatible({ parents: [[CERN_S], [GPL]], child: [CERN_S] });
    expect({ verdict, possible }).to.deep.equal({ verdict: "no", possible: [] });
    expect(sentences.join(" ")).to.contain("neither names the other");
    const onBoth = { parents: [merged, controller], sharesBps: [0n, 0n], ...hill };
    await refused({ ...onBoth, policies: [cern] }, controller);
    await refused({ ...onBoth, policies: [gpl] }, merged);
  });

  it("a maker thanks the merged drill with 100 coins, which climb to the first along both forks, edge by edge", async () => {
    await nation.commons.connect(nation.strangers[0]).pay(merged, COIN, 100n * UNIT, { value: 100n * UNIT });
    expect(await income(plain)).to.equal(50n * UNIT);
    expect([await waiting(merged, steep), await waiting(merged, wet)]).to.deep.equal([25n * UNIT, 25n * UNIT]);
    expect(await waiting(steep, drill), "nothing has come by there").to.equal(0n);

    await pull(merged, steep);
    await pull(steep, drill);
    expect([await income(hill), await income(nation)]).to.deep.equal([20n * UNIT, 5n * UNIT]);
    await pull(merged, wet);
    await pull(wet, drill);
    expect(await income(bog)).to.equal((175n * UNIT) / 10n);
    expect(await income(nation), "5 by the hill and 7.5 by the bog").to.equal((125n * UNIT) / 10n);
  });

  it("nothing waits anywhere, nothing stayed behind, and nobody pulls twice", async () => {
    const { commons } = nation;
    const edges = [
      [merged, steep],
      [merged, wet],
      [steep, drill],
      [wet, drill],
    ] as const;
    for (const [child, parent] of edges) {
      await expect(pull(child, parent))
        .to.be.revertedWithCustomError(commons, "CommonsNothingWaits")
        .withArgs(child, parent, COIN);
    }
    expect(await ethers.provider.getBalance(commons)).to.equal(0n);
    const arrived = await Promise.all([plain, hill, bog, nation].map(income));
    expect(arrived.reduce((sum, part) => sum + part)).to.equal(100n * UNIT);
  });
});
