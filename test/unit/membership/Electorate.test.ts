import { expect } from "chai";
import { network } from "hardhat";

import { DAY, deployMembership, FOREVER, PLAIN_TERMS, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());

// `Electorate` is abstract: its promises are kept here by `Members`.
describe("Electorate", () => {
  const under = (term: bigint) => deployMembership(ethers, { terms: { ...PLAIN_TERMS, term, renewalWindow: DAY } });
  const tenDays = () => under(10n * DAY);
  const threeYears = () => under(1095n * DAY);
  const restOf = (by: Person, resting: boolean, nonce = 0n) => ({ by: by.id, resting, nonce, deadline: FOREVER });

  describe("activeCountAt", () => {
    it("counts from the second a spell begins to the second before it ends", async () => {
      const { members } = await networkHelpers.loadFixture(tenDays);
      const { since, until } = await members.agentOf(1n);
      await time.increaseTo(until + 1n);
      expect(await members.activeCountAt(since - 1n)).to.equal(0n);
      expect(await members.activeCountAt(since)).to.equal(5n);
      expect(await members.activeCountAt(until - 1n)).to.equal(5n);
      expect(await members.activeCountAt(until)).to.equal(0n);
    });

    it("answers the same before and after the passed days are folded", async () => {
      const { members } = await networkHelpers.loadFixture(tenDays);
      const { since, until } = await members.agentOf(1n);
      await time.increaseTo(until + 3n * DAY);
      const moments = [since, until - 1n, until, until + DAY];
      const before = await Promise.all(moments.map((moment) => members.activeCountAt(moment)));
      await members.fold(1000);
      expect(await Promise.all(moments.map((moment) => members.activeCountAt(moment)))).to.deep.equal(before);
      expect(before).to.deep.equal([5n, 5n, 0n, 0n]);
    });

    it("answers the present second and later moments with ElectorateFutureLookup", async () => {
      const { members } = await networkHelpers.loadFixture(tenDays);
      const present = await now();
      for (const moment of [present, present + 1n, 2n ** 255n]) {
        await expect(members.activeCountAt(moment))
          .to.be.revertedWithCustomError(members, "ElectorateFutureLookup")
          .withArgs(moment, present);
        await expect(members.wasActive(1n, moment))
          .to.be.revertedWithCustomError(members, "ElectorateFutureLookup")
          .withArgs(moment, present);
        await expect(members.electorsAt([1n], moment))
          .to.be.revertedWithCustomError(members, "ElectorateFutureLookup")
          .withArgs(moment, present);
      }
    });

    it("asks for a fold first after 400 silent days", async () => {
      const { members } = await networkHelpers.loadFixture(threeYears);
      const folded = await members.foldedDay();
      await time.increaseTo((folded + 400n) * DAY + 1n);
      expect(await members.activeCountAt((folded + 400n) * DAY - 1n)).to.equal(5n);
      await expect(members.activeCountAt((folded + 400n) * DAY))
        .to.be.revertedWithCustomError(members, "ElectorateFoldFirst")
        .withArgs(folded, folded + 401n);
    });

    it("does not count twice who rests and comes back in one second", async () => {
      const { members, founders } = await networkHelpers.loadFixture(tenDays);
      const [member] = founders;
      const calls = [true, false, true, false].map((resting) =>
        members.interface.encodeFunctionData("rest", [restOf(member!, resting), "0x"]),
      );
      await members.connect(member!.signer).carry(calls);
      const moment = await now();
      const { since, until } = await members.agentOf(member!.id);
      expect(since).to.equal(moment);
      await time.increaseTo(until + 1n);
      expect(await members.activeCountAt(moment)).to.equal(5n);
      expect(await members.activeCountAt(until)).to.equal(0n);
      expect(await members.wasActive(member!.id, moment)).to.equal(true);
      expect(await members.wasActive(member!.id, moment - 1n)).to.equal(true);
    });

    it("does not count a spell that ended in the second it began", async () => {
      const { members, founders } = await networkHelpers.loadFixture(tenDays);
      const [member] = founders;
      await members.connect(member!.signer).rest(restOf(member!, true), "0x");
      const calls = [false, true].map((resting) =>
        members.interface.encodeFunctionData("rest", [restOf(member!, resting), "0x"]),
      );
      await members.connect(member!.signer).carry(calls);
      const moment = await now();
      await time.increase(20n * DAY);
      expect(await members.activeCountAt(moment)).to.equal(4n);
      expect(await members.wasActive(member!.id, moment)).to.equal(false);
    });
  });

  describe("wasActive", () => {
    it("remembers every spell of a person", async () => {
      const { members, founders } = await networkHelpers.loadFixture(tenDays);
      const [member] = founders;
      const { since } = await members.agentOf(1n);
      const edges = [since];
      for (const resting of [true, false, true, false, true]) {
        await time.increase(DAY);
        await members.connect(member!.signer).rest(restOf(member!, resting), "0x");
        edges.push(await now());
      }
      await time.increase(DAY);
      for (const [index, edge] of edges.entries()) {
        const active = index % 2 === 0;
        expect(await members.wasActive(1n, edge), `at edge ${index}`).to.equal(active);
        expect(await members.wasActive(1n, edge - 1n), `before edge ${index}`).to.equal(!active);
      }
    });

    it("is false for whoever was never a member, whatever the moment", async () => {
      const { members } = await networkHelpers.loadFixture(tenDays);
      expect(await members.wasActive(99n, 0n)).to.equal(false);
      expect(await members.wasActive(0n, (await now()) - 1n)).to.equal(false);
    });
  });

  describe("electorsAt", () => {
    it("gives key, epoch and eligibility of each agent asked for", async () => {
      const { members, founders } = await networkHelpers.loadFixture(tenDays);
      const [first, second] = founders;
      await members.connect(second!.signer).rest(restOf(second!, true), "0x");
      const moment = await now();
      await time.increase(1n);
      const word = (key: string, keyEpoch: bigint, eligible: bigint) =>
        (BigInt(key) << 16n) | (keyEpoch << 8n) | eligible;
      expect(await members.electorsAt([1n, 2n, 99n], moment)).to.deep.equal([
        word(first!.signer.address, 0n, 1n),
        word(second!.signer.address, 0n, 0n),
        0n,
      ]);
    });
  });

  describe("fold", () => {
    it("folds at most as many days as asked, and no day that has not begun", async () => {
      const { members } = await networkHelpers.loadFixture(tenDays);
      const first = await members.foldedDay();
      await time.increaseTo((first + 20n) * DAY + 1n);
      await expect(members.fold(3))
        .to.emit(members, "DaysFolded")
        .withArgs(first + 3n);
      await expect(members.fold(1000))
        .to.emit(members, "DaysFolded")
        .withArgs(first + 21n);
      expect(await members.foldedDay()).to.equal(first + 21n);
    });

    it("does nothing when there is nothing to fold", async () => {
      const { members } = await networkHelpers.loadFixture(tenDays);
      await expect(members.fold(1000)).not.to.emit(members, "DaysFolded");
      await time.increase(5n * DAY);
      await expect(members.fold(0)).not.to.emit(members, "DaysFolded");
    });

    it("takes years of silence in a few calls, and acts wait for it", async () => {
      const { members, founders } = await networkHelpers.loadFixture(threeYears);
      const first = await members.foldedDay();
      const today = first + 900n;
      await time.increaseTo(today * DAY + 1n);
      await expect(members.connect(founders[0]!.signer).rest(restOf(founders[0]!, true), "0x"))
        .to.be.revertedWithCustomError(members, "ElectorateFoldFirst")
        .withArgs(first + 400n, today + 1n);
      const sent = await members.fold(1000);
      expect((await sent.wait())!.gasUsed).to.be.lessThan(700_000n);
      await members.connect(founders[0]!.signer).rest(restOf(founders[0]!, true), "0x");
      await time.increase(1n);
      expect(await members.activeCountAt((await now()) - 1n)).to.equal(4n);
    });
  });
});
