import { expect } from "chai";
import { network } from "hardhat";

import { signStatement } from "../../../sdk/statements.ts";
import type { HostileRegister } from "../../../typechain-types/index.ts";
import { deployPlaces, TREATY_TERMS, type Places } from "../../fixtures/chapters.ts";
import { DAY, FOREVER, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());
const [STAY, LICENCE] = [0, 1];
const TREATY = 1n;

/** As in `HostileRegister`. */
const [HONEST, REVERT, BURN_GAS, ANSWER_NOTHING, ANSWER_SHORT, ANSWER_LONG, ANSWER_WIDE] = [0, 1, 2, 3, 4, 5, 6];

describe("Treaties", () => {
  const nation = () => deployPlaces(ethers);
  const given = () => networkHelpers.loadFixture(nation);
  const terms = async (changes: Partial<typeof TREATY_TERMS & { until: bigint }> = {}) => ({
    ...TREATY_TERMS,
    until: (await now()) + YEAR,
    ...changes,
  });
  /** The other nation is recognised for a year, with room for two. */
  const recognised = async () => {
    const places = await nation();
    await places.treaties.recognise(places.abroad.members, await terms());
    return places;
  };
  const givenTreaty = () => networkHelpers.loadFixture(recognised);

  const pass = async (guest: bigint, length = 50n * DAY) => ({
    treaty: TREATY,
    guest,
    until: (await now()) + length,
    deadline: FOREVER,
  });
  const take = async ({ treaties }: Places, { id, signer }: Person, length = 50n * DAY, replaced = 0n) =>
    treaties.connect(signer).takePass(await pass(id, length), "0x", replaced);

  describe("constructor", () => {
    it("refuses to stand on no register", async () => {
      const { treaties, timelock } = await given();
      await expect(ethers.deployContract("Treaties", [timelock, ethers.ZeroAddress])).to.be.revertedWithCustomError(
        treaties,
        "CharteredZeroAddress",
      );
    });
  });

  describe("recognise", () => {
    it("is the nation's alone to do", async () => {
      const { treaties, abroad, founders } = await given();
      const { signer } = founders[0]!;
      await expect(treaties.connect(signer).recognise(abroad.members, await terms()))
        .to.be.revertedWithCustomError(treaties, "CharteredOnlyNation")
        .withArgs(signer.address);
    });

    it("keeps what the nation promises, and says so", async () => {
      const { treaties, abroad } = await given();
      const register = await abroad.members.getAddress();
      const promised = await terms({ rights: 3n });
      const { rights, mostGuests, passTerm, notice, until } = promised;
      const made = (await now()) + 5n;
      await time.setNextBlockTimestamp(made);
      await expect(treaties.recognise(register, promised))
        .to.emit(treaties, "TreatyMade")
        .withArgs(TREATY, register, rights, mostGuests, passTerm, notice, until);
      expect(await treaties.lastId()).to.equal(TREATY);
      expect(await treaties.treatyWith(register)).to.equal(TREATY);
      expect(await treaties.treatyOf(TREATY)).to.deep.equal([
        register,
        until,
        rights,
        mostGuests,
        0n,
        made,
        passTerm,
        notice,
      ]);
    });

    it("refuses what is no contract, and the nation's own register", async () => {
      const { treaties, members, strangers } = await given();
      for (const register of [strangers[0]!.address, await members.getAddress()]) {
        await expect(treaties.recognise(register, await terms()))
          .to.be.revertedWithCustomError(treaties, "TreatiesBadRegister")
          .withArgs(register);
      }
    });

    it("makes one treaty at a time with a register, and another when that has ended", async () => {
      const { treaties, abroad } = await givenTreaty();
      const register = await abroad.members.getAddress();
      const { endsAt } = await treaties.treatyOf(TREATY);
      await expect(treaties.recognise(register, await terms()))
        .to.be.revertedWithCustomError(treaties, "TreatiesRecognised")
        .withArgs(register, TREATY, endsAt);
      await time.increaseTo(endsAt);
      await treaties.recognise(register, await terms());
      expect(await treaties.treatyWith(register)).to.equal(2n);
    });

    for (const [word, value] of [
      ["rights", 0n],
      ["rights", 4n],
      ["mostGuests", 0n],
      ["passTerm", DAY - 1n],
      ["passTerm", YEAR + 1n],
      ["notice", YEAR + 1n],
      ["until", 1n],
      ["until", FOREVER],
    ] as const) {
      it(`refuses ${value} for ${word}`, async () => {
        const { treaties, abroad } = await given();
        await expect(treaties.recognise(abroad.members, await terms({ [word]: value })))
          .to.be.revertedWithCustomError(treaties, "TreatiesBadTerms")
          .withArgs(word);
      });
    }
  });

  describe("revoke", () => {
    it("is the nation's alone to do", async () => {
      const { treaties, founders } = await givenTreaty();
      const { signer } = founders[0]!;
      await expect(treaties.connect(signer).revoke(TREATY))
        .to.be.revertedWithCustomError(treaties, "CharteredOnlyNation")
        .withArgs(signer.address);
    });

    it("ends the treaty after its notice, not before; a second time does not put that off", async () => {
      const places = await givenTreaty();
      const { treaties, abroad } = places;
      const [guest] = abroad.founders;
      await take(places, guest!, 90n * DAY);
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      await expect(treaties.revoke(TREATY))
        .to.emit(treaties, "TreatyRevoked")
        .withArgs(TREATY, at + 30n * DAY);
      await time.increase(10n * DAY);
      await expect(treaties.revoke(TREATY))
        .to.emit(treaties, "TreatyRevoked")
        .withArgs(TREATY, at + 30n * DAY);
      await time.increaseTo(at + 30n * DAY - 1n);
      expect(await treaties.hasRight(TREATY, guest!.id, STAY)).to.equal(true);
      await time.increaseTo(at + 30n * DAY);
      expect(await treaties.rightsOf(TREATY, guest!.id)).to.equal(0n);
      await expect(treaties.revoke(TREATY)).to.be.revertedWithCustomError(treaties, "TreatiesEnded").withArgs(TREATY);
    });
  });

  describe("takePass", () => {
    it("gives a member of the other nation what the treaty says, and nothing else", async () => {
      const places = await givenTreaty();
      const { treaties, members, abroad } = places;
      const [guest] = abroad.founders;
      const until = (await now()) + 50n * DAY;
      await expect(take(places, guest!)).to.emit(treaties, "PassTaken").withArgs(TREATY, guest!.id, until, 0n);
      expect(await treaties.passOf(TREATY, guest!.id)).to.equal(until);
      expect(await treaties.rightsOf(TREATY, guest!.id)).to.equal(1n);
      expect(await treaties.hasRight(TREATY, guest!.id, STAY)).to.equal(true);
      expect(await treaties.hasRight(TREATY, guest!.id, LICENCE)).to.equal(false);
      expect(await members.idOf(guest!.signer)).to.equal(0n);
      expect(await members.lastId()).to.equal(10n);
    });

    it("is carried by anybody with the signature of the key that the other register names", async () => {
      const { treaties, abroad, founders, strangers } = await givenTreaty();
      const [guest, other] = abroad.founders;
      const statement = await pass(guest!.id);
      const signed = (signer: Person["signer"], keyEpoch = 0n) =>
        signStatement({ contract: treaties, method: "takePass", act: statement, keyEpoch, signer });
      const carrier = treaties.connect(strangers[0]);
      for (const { signature } of [await signed(other!.signer), await signed(guest!.signer, 1n)]) {
        await expect(carrier.takePass(statement, signature, 0n))
          .to.be.revertedWithCustomError(treaties, "StatementBadSignature")
          .withArgs(guest!.id);
      }
      await expect(treaties.connect(founders[0]!.signer).takePass(statement, "0x", 0n))
        .to.be.revertedWithCustomError(treaties, "StatementNotByKeyHolder")
        .withArgs(guest!.id, founders[0]!.signer.address);
      const { signature } = await signed(guest!.signer);
      await carrier.takePass(statement, signature, 0n);
      await expect(carrier.takePass(statement, signature, 0n), "carried a second time")
        .to.be.revertedWithCustomError(treaties, "TreatiesBadPass")
        .withArgs(statement.until, statement.until, (await now()) + 1n + 100n * DAY);
    });

    it("refuses a statement past its deadline", async () => {
      const { treaties, abroad } = await givenTreaty();
      const [guest] = abroad.founders;
      const late = { ...(await pass(guest!.id)), deadline: 1n };
      await expect(treaties.connect(guest!.signer).takePass(late, "0x", 0n))
        .to.be.revertedWithCustomError(treaties, "StatementExpired")
        .withArgs(guest!.id, 1n);
    });

    it("refuses who is no active member there", async () => {
      const places = await givenTreaty();
      const { treaties, abroad } = places;
      const [guest] = abroad.founders;
      await abroad.members.connect(guest!.signer).resign({ by: guest!.id, nonce: 0, deadline: FOREVER }, "0x");
      await expect(take(places, guest!))
        .to.be.revertedWithCustomError(treaties, "TreatiesNotMember")
        .withArgs(TREATY, guest!.id);
    });

    it("refuses a treaty that never was", async () => {
      const { treaties, abroad } = await given();
      const [guest] = abroad.founders;
      await expect(treaties.connect(guest!.signer).takePass(await pass(guest!.id), "0x", 0n))
        .to.be.revertedWithCustomError(treaties, "TreatiesEnded")
        .withArgs(TREATY);
    });

    it("lasts a term at most, never beyond the treaty, and is prolonged but never shortened", async () => {
      const places = await givenTreaty();
      const { treaties, abroad } = places;
      const [guest] = abroad.founders;
      const connected = treaties.connect(guest!.signer);
      const at = (await now()) + 100n;
      await time.setNextBlockTimestamp(at);
      await expect(connected.takePass({ ...(await pass(guest!.id)), until: at + 100n * DAY + 1n }, "0x", 0n))
        .to.be.revertedWithCustomError(treaties, "TreatiesBadPass")
        .withArgs(at + 100n * DAY + 1n, 0n, at + 100n * DAY);
      await expect(connected.takePass({ ...(await pass(guest!.id)), until: at }, "0x", 0n))
        .to.be.revertedWithCustomError(treaties, "TreatiesBadPass")
        .withArgs(at, 0n, at + 1n + 100n * DAY);
      await take(places, guest!, 20n * DAY);
      await take(places, guest!, 60n * DAY);
      const held = await treaties.passOf(TREATY, guest!.id);
      await expect(connected.takePass({ ...(await pass(guest!.id)), until: held - 1n }, "0x", 0n))
        .to.be.revertedWithCustomError(treaties, "TreatiesBadPass")
        .withArgs(held - 1n, held, (await now()) + 1n + 100n * DAY);
      expect((await treaties.treatyOf(TREATY)).passes, "one place however often it is prolonged").to.equal(1n);

      const { endsAt } = await treaties.treatyOf(TREATY);
      await time.increaseTo(endsAt - 10n * DAY);
      await expect(connected.takePass({ ...(await pass(guest!.id)), until: endsAt + 1n }, "0x", 0n))
        .to.be.revertedWithCustomError(treaties, "TreatiesBadPass")
        .withArgs(endsAt + 1n, held, endsAt);
      await connected.takePass({ ...(await pass(guest!.id)), until: endsAt }, "0x", 0n);
      expect(await treaties.rightsOf(TREATY, guest!.id)).to.equal(1n);
    });

    describe("given all passes are taken", () => {
      const full = async () => {
        const places = await recognised();
        const [first, second] = places.abroad.founders;
        await take(places, first!, 20n * DAY);
        await take(places, second!, 90n * DAY);
        return places;
      };
      const givenFull = () => networkHelpers.loadFixture(full);

      it("INV-154 refuses a third while both run, whoever is named", async () => {
        const places = await givenFull();
        const { treaties, abroad } = places;
        for (const replaced of [0n, 1n, 2n, 3n]) {
          await expect(take(places, abroad.founders[2]!, DAY, replaced))
            .to.be.revertedWithCustomError(treaties, "TreatiesFull")
            .withArgs(TREATY, 2n, replaced);
        }
      });

      it("gives the place of a pass whose term is over to a newcomer", async () => {
        const places = await givenFull();
        const { treaties, abroad } = places;
        await time.increase(20n * DAY);
        const until = (await now()) + 50n * DAY;
        await expect(take(places, abroad.founders[2]!, 50n * DAY, 1n))
          .to.emit(treaties, "PassTaken")
          .withArgs(TREATY, 3n, until, 1n);
        expect(await treaties.passOf(TREATY, 1n)).to.equal(0n);
        expect((await treaties.treatyOf(TREATY)).passes).to.equal(2n);
      });

      it("gives the place of who left there to a newcomer, who then has the rights in their stead", async () => {
        const places = await givenFull();
        const { treaties, abroad } = places;
        const [, left, newcomer] = abroad.founders;
        await abroad.members.connect(left!.signer).resign({ by: left!.id, nonce: 0, deadline: FOREVER }, "0x");
        expect(await treaties.rightsOf(TREATY, left!.id), "ends with the membership there").to.equal(0n);
        await take(places, newcomer!, 50n * DAY, left!.id);
        expect(await treaties.rightsOf(TREATY, newcomer!.id)).to.equal(1n);
      });
    });
  });

  describe("given a register that turns hostile", () => {
    const hostile = async () => {
      const places = await nation();
      const register = await ethers.deployContract("HostileRegister");
      const [guest, other] = places.strangers;
      await register.set(1, guest!, true);
      await register.set(2, other!, true);
      await places.treaties.recognise(register, await terms({ mostGuests: 1n }));
      await take(places, { id: 1n, signer: guest! });
      return { ...places, register, guest: guest!, other: other! };
    };
    const givenHostile = () => networkHelpers.loadFixture(hostile);
    const moods = { REVERT, BURN_GAS, ANSWER_NOTHING, ANSWER_SHORT, ANSWER_LONG, ANSWER_WIDE };

    for (const [name, mood] of Object.entries(moods)) {
      it(`INV-155 answers that nobody has rights, within bounds, in mood ${name}`, async () => {
        const places = await givenHostile();
        const { treaties, register, other } = places;
        expect(await treaties.rightsOf(TREATY, 1n)).to.equal(1n);
        await register.setMood(mood);
        expect(await treaties.rightsOf(TREATY, 1n, { gasLimit: 120_000n })).to.equal(0n);
        await verifyRefused(places, register, other);
        await register.setMood(HONEST);
        expect(await treaties.rightsOf(TREATY, 1n)).to.equal(1n);
      });
    }

    /** Nobody gets in by an answer that is none, and nobody loses a place by it. */
    async function verifyRefused(places: Places, register: HostileRegister, other: Person["signer"]): Promise<void> {
      const { treaties } = places;
      const sent = treaties.connect(other).takePass(await pass(2n), "0x", 1n, { gasLimit: 300_000n });
      await expect(sent).to.be.revertedWithCustomError(treaties, "StatementNotByKeyHolder").withArgs(2n, other.address);
      expect(await register.getAddress()).to.equal((await treaties.treatyOf(TREATY)).register);
      expect(await treaties.passOf(TREATY, 1n)).not.to.equal(0n);
    }

    it("takes nobody's place because its register was given too little gas to answer", async () => {
      const places = await givenHostile();
      const { treaties, other } = places;
      const connected = treaties.connect(other);
      const statement = await pass(2n);
      for (const gasLimit of [60_000n, 70_000n, 80_000n, 90_000n, 100_000n, 120_000n, 150_000n]) {
        await expect(connected.takePass(statement, "0x", 1n, { gasLimit })).to.revert(ethers);
      }
      expect(await treaties.passOf(TREATY, 1n)).not.to.equal(0n);
    });
  });
});
