import { expect } from "chai";
import { network } from "hardhat";

import {
  act,
  BED,
  CHAPTER_TERMS,
  deployChapters,
  DESK,
  HARBOUR,
  HEARTH,
  TREATY_TERMS,
  WORKSHOP,
  type Places,
} from "../../fixtures/chapters.ts";
import { DAY, FOREVER, introduce, sign, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());
const { longestStay, guestDays } = CHAPTER_TERMS;

/** The nomad is founder 3, at home at the Hearth, whose hosts are 1 and 2; the Harbour's hosts are 6 and 7. */
const NOMAD = 3;
const [HOME_HOST, HOST, OTHER_HOST] = [1, 6, 7];

describe("Chapters: guests", () => {
  /** The seat of justice is one account. */
  const nation = async () => {
    const places = await deployChapters(ethers);
    const justice = places.strangers.at(-1)!;
    await places.chapters.fillJusticeSeat(justice);
    return { ...places, justice };
  };
  const given = () => networkHelpers.loadFixture(nation);
  const person = ({ founders }: Places, id: number): Person => founders[id - 1]!;

  const visit = async (places: Places, length = 30n * DAY, from = 0n, id = NOMAD, chapter = HARBOUR) => {
    const begin = from === 0n ? await now() : from;
    return act(places.chapters, person(places, id), "visit", { chapter, from, until: begin + length });
  };
  const vouch = (places: Places, by = HOME_HOST, stay = 1n) =>
    act(places.chapters, person(places, by), "vouch", { chapter: HARBOUR, guest: NOMAD, stay });
  const accept = (places: Places, by = HOST, stay = 1n) =>
    act(places.chapters, person(places, by), "accept", { chapter: HARBOUR, guest: NOMAD, stay });
  const depart = (places: Places, id = NOMAD) =>
    act(places.chapters, person(places, id), "depart", { chapter: HARBOUR });
  const stay = async (places: Places, length: bigint, number: bigint) => {
    await visit(places, length);
    await vouch(places, HOME_HOST, number);
    await accept(places, HOST, number);
  };
  const uses = (places: Places, chapter = HARBOUR, id = NOMAD) =>
    Promise.all([DESK, BED, WORKSHOP, 255].map((use) => places.chapters.mayUse(chapter, id, use)));

  /** The nomad has asked, 1 has vouched, 6 has accepted. */
  const hosted = async () => {
    const places = await nation();
    await stay(places, 30n * DAY, 1n);
    return places;
  };
  const givenGuest = () => networkHelpers.loadFixture(hosted);

  describe("visit", () => {
    it("asks for a stay that is neither vouched for nor accepted", async () => {
      const places = await given();
      const { chapters } = places;
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      const until = at + 20n * DAY;
      await expect(act(chapters, person(places, NOMAD), "visit", { chapter: HARBOUR, from: at - 9n, until }))
        .to.emit(chapters, "StayAsked")
        .withArgs(HARBOUR, 3n, 1n, HEARTH, at, until);
      expect(await chapters.stayOf(HARBOUR, 3n)).to.deep.equal([1n, HEARTH, at, until, 0n, 0n, 0n, 0n]);
      expect(await chapters.isGuest(HARBOUR, 3n)).to.equal(false);
      expect(await uses(places)).to.deep.equal([false, false, false, false]);
    });

    it("is replaced by asking again, which voids what was vouched for", async () => {
      const places = await given();
      const { chapters } = places;
      await visit(places);
      await vouch(places);
      await visit(places, 10n * DAY);
      const { number, vouchedBy } = await chapters.stayOf(HARBOUR, 3n);
      expect([number, vouchedBy]).to.deep.equal([2n, 0n]);
      await expect(accept(places, HOST, 1n))
        .to.be.revertedWithCustomError(chapters, "ChaptersWrongStay")
        .withArgs(HARBOUR, 3n, 1n, 2n);
    });

    it("refuses who has no home, who is at home there, and an unknown chapter", async () => {
      const places = await given();
      const { chapters } = places;
      await expect(visit(places, DAY, 0n, 10))
        .to.be.revertedWithCustomError(chapters, "ChaptersNoHome")
        .withArgs(10n);
      await expect(visit(places, DAY, 0n, 3, HEARTH))
        .to.be.revertedWithCustomError(chapters, "ChaptersAlreadyHome")
        .withArgs(3n, HEARTH);
      await expect(visit(places, DAY, 0n, 3, 9n))
        .to.be.revertedWithCustomError(chapters, "ChaptersUnknownChapter")
        .withArgs(9n);
    });

    it("refuses a chapter that is not open yet", async () => {
      const places = await given();
      const { chapters } = places;
      await act(chapters, person(places, 1), "open", { name: "Hill", uses: 0n, guestUses: 0n, nonce: 7n });
      await expect(visit(places, DAY, 0n, 3, 3n))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotOpen")
        .withArgs(3n);
    });

    it("refuses who is not admitted", async () => {
      const places = await given();
      const { chapters, strangers } = places;
      const applicant = await introduce(places, person(places, 1), strangers[0]!);
      await expect(act(chapters, applicant, "visit", { chapter: HARBOUR, from: 0n, until: FOREVER }))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotAdmitted")
        .withArgs(applicant.id);
    });

    it("refuses a stay that is too long, ends before it begins or begins after a year", async () => {
      const places = await given();
      const { chapters } = places;
      const ask = (from: bigint, until: bigint) =>
        act(chapters, person(places, NOMAD), "visit", { chapter: HARBOUR, from, until });
      const at = (await now()) + 1000n;
      for (const [from, until] of [
        [at, at + longestStay + 1n],
        [at, at],
        [at + 2n * YEAR, at + 2n * YEAR + DAY],
      ] as const) {
        await expect(ask(from, until))
          .to.be.revertedWithCustomError(chapters, "ChaptersBadStay")
          .withArgs(from, until, longestStay);
      }
      await ask(at, at + longestStay);
    });

    it("refuses a second stay while one runs", async () => {
      const places = await givenGuest();
      const { chapters } = places;
      const { until } = await chapters.stayOf(HARBOUR, 3n);
      await expect(visit(places))
        .to.be.revertedWithCustomError(chapters, "ChaptersStayRunning")
        .withArgs(HARBOUR, 3n, until);
      await time.increaseTo(until);
      await visit(places);
      expect((await chapters.stayOf(HARBOUR, 3n)).number).to.equal(2n);
    });
  });

  describe("vouch", () => {
    it("is for a host of the nomad's home, once", async () => {
      const places = await given();
      const { chapters } = places;
      await visit(places);
      await expect(vouch(places, 4)).to.be.revertedWithCustomError(chapters, "ChaptersNotHost").withArgs(HEARTH, 4n);
      await expect(vouch(places, HOST)).to.be.revertedWithCustomError(chapters, "ChaptersNotHost").withArgs(HEARTH, 6n);
      await expect(vouch(places)).to.emit(chapters, "StayVouched").withArgs(HARBOUR, 3n, 1n, 1n);
      await expect(vouch(places, 2))
        .to.be.revertedWithCustomError(chapters, "ChaptersAlreadyVouched")
        .withArgs(HARBOUR, 3n, 1n);
    });

    it("refuses a host who vouches for themselves", async () => {
      const places = await given();
      const { chapters } = places;
      await visit(places, DAY, 0n, HOME_HOST);
      await expect(act(chapters, person(places, HOME_HOST), "vouch", { chapter: HARBOUR, guest: HOME_HOST, stay: 1n }))
        .to.be.revertedWithCustomError(chapters, "ChaptersTwoPeopleNeeded")
        .withArgs(1n, 1n);
    });

    it("refuses a stay nobody asked for, or one that is over", async () => {
      const places = await given();
      const { chapters } = places;
      await expect(vouch(places))
        .to.be.revertedWithCustomError(chapters, "ChaptersWrongStay")
        .withArgs(HARBOUR, 3n, 1n, 0n);
      await visit(places, DAY);
      await time.increase(DAY);
      await expect(vouch(places))
        .to.be.revertedWithCustomError(chapters, "ChaptersWrongStay")
        .withArgs(HARBOUR, 3n, 1n, 1n);
    });
  });

  describe("accept", () => {
    it("makes the nomad a guest until the end, who may use what guests may and no more", async () => {
      const places = await given();
      const { chapters } = places;
      await visit(places);
      await vouch(places);
      const { until } = await chapters.stayOf(HARBOUR, 3n);
      const at = (await now()) + 3600n;
      await time.setNextBlockTimestamp(at);
      await expect(accept(places)).to.emit(chapters, "StayAccepted").withArgs(HARBOUR, 3n, 1n, 6n, at, until);
      expect(await chapters.isGuest(HARBOUR, 3n)).to.equal(true);
      expect(await uses(places)).to.deep.equal([true, true, false, false]);
      expect(await uses(places, HEARTH), "still at home at home").to.deep.equal([true, true, true, false]);
      await time.increaseTo(until);
      expect(await chapters.isGuest(HARBOUR, 3n)).to.equal(false);
      expect(await uses(places)).to.deep.equal([false, false, false, false]);
    });

    it("is taken ahead of a stay that begins later", async () => {
      const places = await given();
      const { chapters } = places;
      const from = (await now()) + 40n * DAY;
      await visit(places, 10n * DAY, from);
      await vouch(places);
      await accept(places);
      expect(await chapters.isGuest(HARBOUR, 3n)).to.equal(false);
      await time.increaseTo(from);
      expect(await chapters.isGuest(HARBOUR, 3n)).to.equal(true);
    });

    it("INV-150 needs a vouch of the home side, and a host of the place who is neither guest nor voucher", async () => {
      const places = await given();
      const { chapters } = places;
      await visit(places);
      await expect(accept(places))
        .to.be.revertedWithCustomError(chapters, "ChaptersVouchMissing")
        .withArgs(HARBOUR, 3n);
      await vouch(places);
      await expect(accept(places, 8)).to.be.revertedWithCustomError(chapters, "ChaptersNotHost").withArgs(HARBOUR, 8n);
      await expect(accept(places, HOME_HOST))
        .to.be.revertedWithCustomError(chapters, "ChaptersTwoPeopleNeeded")
        .withArgs(1n, 3n);
      await accept(places);
      await expect(accept(places, OTHER_HOST))
        .to.be.revertedWithCustomError(chapters, "ChaptersWrongStay")
        .withArgs(HARBOUR, 3n, 1n, 1n);
    });

    it("INV-150 books the days of a year: no more than the terms say, and anew when it is over", async () => {
      const places = await given();
      const { chapters } = places;
      await stay(places, 60n * DAY, 1n);
      const { yearFrom } = await chapters.stayOf(HARBOUR, 3n);
      await time.increase(60n * DAY);
      await visit(places, 31n * DAY);
      await vouch(places, HOME_HOST, 2n);
      await expect(accept(places, HOST, 2n))
        .to.be.revertedWithCustomError(chapters, "ChaptersGuestDaysUsed")
        .withArgs(HARBOUR, 3n, 31n, guestDays - 60n);
      await stay(places, 30n * DAY, 3n);
      const second = await chapters.stayOf(HARBOUR, 3n);
      expect([second.yearFrom, second.yearDays]).to.deep.equal([yearFrom, 90n]);
      await time.increaseTo(yearFrom + YEAR);
      await act(chapters, person(places, HOME_HOST), "host", { chapter: HEARTH, hosting: true });
      await act(chapters, person(places, HOST), "host", { chapter: HARBOUR, hosting: true });
      await stay(places, 10n * DAY, 4n);
      expect((await chapters.stayOf(HARBOUR, 3n)).yearDays).to.equal(10n);
    });

    it("INV-150 begins no new year with a stay that is asked for beyond it and not made", async () => {
      const places = await given();
      const { chapters } = places;
      await stay(places, 60n * DAY, 1n);
      await time.increase(60n * DAY);
      await stay(places, 30n * DAY, 2n);
      await time.increase(30n * DAY);
      await visit(places, DAY, (await now()) + 300n * DAY);
      await vouch(places, HOME_HOST, 3n);
      await expect(accept(places, HOST, 3n))
        .to.be.revertedWithCustomError(chapters, "ChaptersGuestDaysUsed")
        .withArgs(HARBOUR, 3n, 1n, 0n);
    });

    it("is carried by anybody with the host's signature", async () => {
      const places = await given();
      const { chapters, strangers } = places;
      await visit(places);
      await vouch(places);
      const statement = { by: 6n, chapter: HARBOUR, guest: 3n, stay: 1n, deadline: FOREVER };
      const signature = await sign(places, person(places, HOST), chapters, "accept", statement);
      await chapters.connect(strangers[0]).accept(statement, signature);
      expect(await chapters.isGuest(HARBOUR, 3n)).to.equal(true);
    });
  });

  describe("depart", () => {
    it("ends the stay and gives back the days that have not begun", async () => {
      const places = await givenGuest();
      const { chapters } = places;
      const { from } = await chapters.stayOf(HARBOUR, 3n);
      const at = from + 10n * DAY + 1n;
      await time.setNextBlockTimestamp(at);
      await expect(depart(places)).to.emit(chapters, "StayEnded").withArgs(HARBOUR, 3n, 1n, at);
      const { until, yearDays } = await chapters.stayOf(HARBOUR, 3n);
      expect([until, yearDays]).to.deep.equal([at, 11n]);
      expect(await chapters.isGuest(HARBOUR, 3n)).to.equal(false);
      await expect(depart(places)).to.be.revertedWithCustomError(chapters, "ChaptersNoStay").withArgs(HARBOUR, 3n);
    });

    it("costs no day before the stay has begun", async () => {
      const places = await given();
      const { chapters } = places;
      await visit(places, 10n * DAY, (await now()) + 40n * DAY);
      await vouch(places);
      await accept(places);
      await depart(places);
      expect((await chapters.stayOf(HARBOUR, 3n)).yearDays).to.equal(0n);
      await visit(places);
    });

    it("refuses who was not accepted", async () => {
      const places = await given();
      await visit(places);
      await expect(depart(places))
        .to.be.revertedWithCustomError(places.chapters, "ChaptersNoStay")
        .withArgs(HARBOUR, 3n);
    });
  });

  describe("mayUse", () => {
    it("INV-152 answers all who are at home alike, and all guests alike", async () => {
      const places = await givenGuest();
      const { chapters } = places;
      for (const id of [6, 7, 8, 9]) expect(await uses(places, HARBOUR, id)).to.deep.equal([true, true, true, false]);
      await visit(places, DAY, 0n, 4);
      await act(chapters, person(places, 2), "vouch", { chapter: HARBOUR, guest: 4n, stay: 1n });
      await act(chapters, person(places, 7), "accept", { chapter: HARBOUR, guest: 4n, stay: 1n });
      expect(await uses(places, HARBOUR, 4)).to.deep.equal(await uses(places, HARBOUR, NOMAD));
      await act(chapters, person(places, HOST), "offerUses", { chapter: HARBOUR, uses: 5n, guestUses: 4n, nonce: 3n });
      for (const id of [4, NOMAD]) expect(await uses(places, HARBOUR, id)).to.deep.equal([false, false, true, false]);
      expect(await uses(places, HARBOUR, 8)).to.deep.equal([true, false, true, false]);
    });

    it("is false for who is nowhere at home, for nobody, and in a chapter there is not", async () => {
      const places = await given();
      expect(await uses(places, HEARTH, 10)).to.deep.equal([false, false, false, false]);
      expect(await uses(places, HEARTH, 0)).to.deep.equal([false, false, false, false]);
      expect(await uses(places, 0n, 10)).to.deep.equal([false, false, false, false]);
      expect(await uses(places, 9n, NOMAD)).to.deep.equal([false, false, false, false]);
    });

    it("goes on during a declared leave, and ends with the membership", async () => {
      const places = await givenGuest();
      const { members } = places;
      await act(members, person(places, NOMAD), "rest", { resting: true });
      expect(await uses(places)).to.deep.equal([true, true, false, false]);
      expect(await uses(places, HEARTH)).to.deep.equal([true, true, true, false]);
      await act(members, person(places, NOMAD), "resign", {});
      expect(await uses(places)).to.deep.equal([false, false, false, false]);
      expect(await uses(places, HEARTH)).to.deep.equal([false, false, false, false]);
    });
  });

  describe("fillJusticeSeat", () => {
    it("is filled once, by the nation, and not with nobody", async () => {
      const { chapters, timelock, members, treaties, justice, founders } = await given();
      await expect(chapters.fillJusticeSeat(founders[0]!.signer))
        .to.be.revertedWithCustomError(chapters, "ChaptersSeatTaken")
        .withArgs(justice.address);
      const empty = await ethers.deployContract("Chapters", [timelock, members, treaties, CHAPTER_TERMS]);
      await expect(empty.fillJusticeSeat(ethers.ZeroAddress)).to.be.revertedWithCustomError(
        empty,
        "CharteredZeroAddress",
      );
      const { signer } = founders[0]!;
      await expect(empty.connect(signer).fillJusticeSeat(signer))
        .to.be.revertedWithCustomError(empty, "CharteredOnlyNation")
        .withArgs(signer.address);
      await expect(empty.fillJusticeSeat(justice)).to.emit(empty, "JusticeSeatFilled").withArgs(justice.address);
      expect(await empty.justice()).to.equal(justice.address);
    });
  });

  describe("separate", () => {
    it("is for the seat of justice alone, in a chapter that there is", async () => {
      const { chapters, nation: founding, justice } = await given();
      await expect(chapters.separate(HARBOUR, 3n, FOREVER))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotJustice")
        .withArgs(founding.address);
      await expect(chapters.connect(justice).separate(9n, 3n, FOREVER))
        .to.be.revertedWithCustomError(chapters, "ChaptersUnknownChapter")
        .withArgs(9n);
    });

    it("INV-153 keeps a person away from one chapter for a time, and touches neither vote nor office nor home", async () => {
      const places = await given();
      const { chapters, members, justice } = places;
      const until = (await now()) + 10n * DAY;
      const agent = await members.agentOf(1n);
      await expect(chapters.connect(justice).separate(HEARTH, 1n, until))
        .to.emit(chapters, "Separated")
        .withArgs(HEARTH, 1n, until);
      expect(await chapters.separatedUntil(HEARTH, 1n)).to.equal(until);
      expect(await uses(places, HEARTH, 1)).to.deep.equal([false, false, false, false]);
      expect(await members.isActive(1n)).to.equal(true);
      expect(await members.agentOf(1n)).to.deep.equal(agent);
      expect(await chapters.isHost(HEARTH, 1n)).to.equal(true);
      expect((await chapters.homeOf(1n)).chapter).to.equal(HEARTH);
      await time.increaseTo(until);
      expect(await chapters.separatedUntil(HEARTH, 1n), "leaves no mark").to.equal(0n);
      expect(await uses(places, HEARTH, 1)).to.deep.equal([true, true, true, false]);
    });

    it("keeps a guest from asking and from being accepted, and is lifted by an earlier end", async () => {
      const places = await given();
      const { chapters, justice } = places;
      await visit(places);
      await vouch(places);
      const until = (await now()) + 10n * DAY;
      await chapters.connect(justice).separate(HARBOUR, 3n, until);
      for (const send of [accept, visit]) {
        await expect(send(places))
          .to.be.revertedWithCustomError(chapters, "ChaptersSeparated")
          .withArgs(HARBOUR, 3n, until);
      }
      await chapters.connect(justice).separate(HARBOUR, 3n, 0n);
      await accept(places);
      expect(await uses(places)).to.deep.equal([true, true, false, false]);
    });
  });

  describe("dismiss", () => {
    it("ends an office, by the seat of justice alone; who is separated too takes none in the meantime", async () => {
      const places = await given();
      const { chapters, justice, founders } = places;
      const { signer } = founders[0]!;
      await expect(chapters.connect(signer).dismiss(HEARTH, 2n))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotJustice")
        .withArgs(signer.address);
      await expect(chapters.connect(justice).dismiss(HEARTH, 2n))
        .to.emit(chapters, "HostSet")
        .withArgs(HEARTH, 2n, 0n, 1n);
      expect(await chapters.isHost(HEARTH, 2n)).to.equal(false);
      await expect(chapters.connect(justice).dismiss(HEARTH, 2n))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotHost")
        .withArgs(HEARTH, 2n);
      const until = (await now()) + 10n * DAY;
      await chapters.connect(justice).separate(HEARTH, 2n, until);
      await expect(act(chapters, person(places, 2), "host", { chapter: HEARTH, hosting: true }))
        .to.be.revertedWithCustomError(chapters, "ChaptersSeparated")
        .withArgs(HEARTH, 2n, until);
    });
  });

  describe("receiveGuest", () => {
    const TREATY = 1n;
    const GUEST = 2n;
    /** A member of the other nation, with the id 2 there, holds a pass with the right to stay. */
    const recognised = async () => {
      const places = await nation();
      const { treaties, abroad } = places;
      const until = (await now()) + YEAR;
      await treaties.recognise(abroad.members, { ...TREATY_TERMS, until });
      const pass = { treaty: TREATY, guest: GUEST, until: (await now()) + 80n * DAY, deadline: FOREVER };
      await treaties.connect(abroad.founders[1]!.signer).takePass(pass, "0x", 0n);
      return places;
    };
    const givenPass = () => networkHelpers.loadFixture(recognised);
    const receive = (places: Places, until: bigint, by = HOST, guest = GUEST) =>
      act(places.chapters, person(places, by), "receiveGuest", { chapter: HARBOUR, treaty: TREATY, guest, until });
    const foreignUses = ({ chapters }: Places) =>
      Promise.all([DESK, BED, WORKSHOP, 255].map((use) => chapters.recognisedMayUse(HARBOUR, TREATY, GUEST, use)));

    it("lets a host take in who has a pass, with what every guest may use", async () => {
      const places = await givenPass();
      const { chapters } = places;
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      const until = at + 30n * DAY;
      await expect(receive(places, until))
        .to.emit(chapters, "GuestReceived")
        .withArgs(HARBOUR, TREATY, GUEST, 1n, 6n, at, until);
      expect(await chapters.recognisedStayOf(HARBOUR, TREATY, GUEST)).to.deep.equal([
        1n,
        0n,
        at,
        until,
        0n,
        6n,
        at,
        30n,
      ]);
      expect(await foreignUses(places)).to.deep.equal([true, true, false, false]);
      expect(await chapters.isGuest(HARBOUR, GUEST), "not the member with this id here").to.equal(false);
      await time.increaseTo(until);
      expect(await foreignUses(places)).to.deep.equal([false, false, false, false]);
    });

    it("ends with the pass and with the membership there", async () => {
      const places = await givenPass();
      const { abroad } = places;
      await receive(places, (await now()) + 30n * DAY);
      await act(abroad.members, abroad.founders[1]!, "resign", {});
      expect(await foreignUses(places)).to.deep.equal([false, false, false, false]);
    });

    it("refuses who has no pass, who is no host, a second stay, and one that is too long", async () => {
      const places = await givenPass();
      const { chapters } = places;
      const until = (await now()) + 30n * DAY;
      await expect(receive(places, until, HOST, 1n))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotRecognised")
        .withArgs(TREATY, 1n);
      await expect(receive(places, until, HOME_HOST))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotHost")
        .withArgs(HARBOUR, 1n);
      await expect(receive(places, until + longestStay)).to.be.revertedWithCustomError(chapters, "ChaptersBadStay");
      await receive(places, until);
      await expect(receive(places, until + DAY))
        .to.be.revertedWithCustomError(chapters, "ChaptersStayRunning")
        .withArgs(HARBOUR, GUEST, until);
    });

    it("books the days of a year as for every guest", async () => {
      const places = await givenPass();
      const { chapters, abroad, treaties } = places;
      await receive(places, (await now()) + 60n * DAY);
      await time.increase(60n * DAY);
      const pass = { treaty: TREATY, guest: GUEST, until: (await now()) + 90n * DAY, deadline: FOREVER };
      await treaties.connect(abroad.founders[1]!.signer).takePass(pass, "0x", 0n);
      await expect(receive(places, (await now()) + 40n * DAY))
        .to.be.revertedWithCustomError(chapters, "ChaptersGuestDaysUsed")
        .withArgs(HARBOUR, GUEST, 40n, 30n);
    });
  });
});
