import { expect } from "chai";
import { network } from "hardhat";

import { USE_REASONS } from "../../../sdk/licensing/explain.ts";
import { addUniform, publishWork, PURPOSE, takeAct } from "../../fixtures/licensing.ts";
import { DAY } from "../../fixtures/membership.ts";
import { deployMetering, QUARTER, takeMetered } from "../../fixtures/metering.ts";
import { randomOf, thorough } from "../../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();

const ASKED = thorough ? 2_000 : 200;

describe("Licences: canUse, recognisedCanUse and optionsOf never revert", () => {
  it("INV-265 whatever work, agent, purpose, guest and moment, over grants kept, missed, suspended and ended", async () => {
    const n = await deployMetering(ethers);
    const numbers: bigint[] = [];
    for (const name of ["quarterly", "both", "royalty", "termed"] as const) numbers.push(await takeMetered(n, name));
    numbers.push(await takeMetered(n, "sale", 100n), await takeMetered(n, "byUnit", 100n));
    const free = await addUniform(n, 0n);
    const { quarterly, approved, royalty } = n.policy;
    const four = await publishWork(n, { policies: [approved, royalty, quarterly, free] });
    await n.licences.connect(n.firm.signer).take(takeAct(n.firm.id, four, quarterly, PURPOSE.manufacture), "0x");
    const latest = BigInt(await networkHelpers.time.latest());
    await n.licences.connect(n.court).suspend(numbers[4]!, n.policy.sale, latest + 100n * DAY);
    await n.licences.connect(n.court).end(numbers[1]!, n.policy.both);

    const next = randomOf(7);
    const pick = (known: readonly bigint[], beyond: bigint) =>
      next(4) === 0 ? (BigInt(next(2 ** 31)) * 2n) % (beyond + 1n) : known[next(known.length)]!;
    const [works, agents] = [
      [0n, ...Object.values(n.work), four, 99n],
      [0n, 1n, n.guild, n.firm.id, 99n],
    ];
    for (let i = 0; i < ASKED; ++i) {
      if (i % 40 === 39) await networkHelpers.time.increase(QUARTER / 5n);
      const [work, agent] = [pick(works, 2n ** 32n - 1n), pick(agents, 2n ** 32n - 1n)];
      const purpose = pick([0n, 1n, 2n, 3n, 4n, 5n, 255n], 255n);
      const [decision, reason, policy] = await n.licences.canUse(work, agent, purpose);
      expect(decision).to.be.at.most(4n);
      expect(Number(reason)).to.be.lessThan(USE_REASONS.length);
      const options = await n.licences.optionsOf(work, agent, purpose);
      if (policy !== 0n) expect(options.map((option) => option.policy)).to.include(policy);
      const guest = await n.licences.recognisedCanUse(work, pick([0n, 1n], 65_535n), agent, purpose);
      expect(Number(guest.reason)).to.be.lessThan(USE_REASONS.length);
    }
  });
});
