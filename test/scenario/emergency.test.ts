import { expect } from "chai";
import { network } from "hardhat";

import { agreed, deployChambers, due, electWardens, passed, pull, STATE } from "../fixtures/chambers.ts";
import { callOf } from "../fixtures/governance.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// Three wardens are elected; two of them, or five members within two days, stop new acts for twelve days: as long as it takes
// to decide by the constitutional rule here, with a day of notice, a week of voting and two days of waiting.
describe("An emergency", () => {
  async function wardened() {
    const context = await deployChambers(ethers, networkHelpers, { founders: 8, brake: { lasts: 12n * DAY } });
    const [amara, bo, chen, dana, ...others] = context.founders as [Person, Person, Person, Person, ...Person[]];
    await electWardens(context, [bo, chen, dana]);
    return { ...context, context, amara, bo, chen, dana, others };
  }
  const setting = () => networkHelpers.loadFixture(wardened);

  describe("Tornado Cash, May 2023: what a decision does is seen only once it has passed, and nobody can hold it up", () => {
    it("two wardens hold it up, and the assembly cancels it while it waits", async () => {
      const { context, assembly, brake, members, bo, chen } = await setting();
      const bad = await passed(context, { words: "As the last one, with one thing more" });
      await due(context, bad.key, bad.id);
      await pull(context, bo);
      expect(await brake.isStopping(), "one warden alone holds up nothing").to.equal(false);
      await pull(context, chen);
      await expect(assembly.execute(...bad.key))
        .to.be.revertedWithCustomError(brake, "BrakeStopping")
        .withArgs((await brake.state()).stopsUntil);
      const [targets, values, calldatas, words] = bad.key;
      const cancel = await callOf(assembly, "cancel", [[...targets], [...values], [...calldatas], words]);
      const rescue = await agreed(context, cancel, "Cancel it");
      await due(context, rescue.key, rescue.id);
      expect(await brake.isStopping()).to.equal(true);
      await assembly.execute(...rescue.key);
      expect(await assembly.state(bad.id)).to.equal(STATE.canceled);
      expect((await members.terms()).vouchStock).to.equal(0n);
    });
  });

  describe("Germany, 1930 to 1933: emergency powers renewed by those who had them, until nothing else was left", () => {
    it("the brake ends by itself, and those who pulled it cannot pull it again", async () => {
      const { context, assembly, brake, bo, chen, dana, others } = await setting();
      const made = await passed(context);
      await due(context, made.key, made.id);
      await pull(context, bo);
      await pull(context, chen);
      await time.increaseTo((await brake.state()).stopsUntil);
      for (const person of [dana, bo, ...others]) {
        await expect(pull(context, person)).to.be.revertedWithCustomError(brake, "BrakeNotArmed");
      }
      await assembly.execute(...made.key);
      const armed = await agreed(context, await callOf(brake, "arm", []), "Arm it again");
      await due(context, armed.key, armed.id);
      await assembly.execute(...armed.key);
      await pull(context, bo);
      await pull(context, dana);
      expect(await brake.isStopping()).to.equal(true);
    });
  });

  describe("Aragon Association, May 2023: an emergency declared to keep a vote from deciding", () => {
    it("people vote, leave and decide about the brake while it stops", async () => {
      const { context, assembly, brake, members, bo, chen } = await setting();
      for (const warden of [bo, chen]) await pull(context, warden);
      const { stopsUntil } = await brake.state();
      const leaver = context.founders[7]!;
      await members.connect(leaver.signer).resign({ by: leaver.id, nonce: 0n, deadline: FOREVER }, "0x");
      const release = await agreed(
        { ...context, founders: context.founders.slice(0, 7) },
        await callOf(brake, "release", []),
        "Enough",
      );
      await due(context, release.key, release.id);
      await assembly.execute(...release.key);
      expect(BigInt(await time.latest())).to.be.lessThan(stopsUntil);
      expect(await brake.isStopping()).to.equal(false);
    });
  });
});
