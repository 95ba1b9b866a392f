import { expect } from "chai";
import { network } from "hardhat";

import {
  act,
  CHAPTER_TERMS,
  deployChapters,
  deployPlaces,
  GUEST_USES,
  HARBOUR,
  HEARTH,
  USES,
  type Places,
} from "../../fixtures/chapters.ts";
import { DAY, FOREVER, introduce, sign, vouchIn, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());
const { hostTerm, homeInterval } = CHAPTER_TERMS;

describe("Chapters: hosts and homes", () => {
  const prepared = () => networkHelpers.loadFixture(places);
  const places = () => deployPlaces(ethers);
  const opened = () => deployChapters(ethers);
  const given = () => networkHelpers.loadFixture(opened);
  /** A founder by id. */
  const person = ({ founders }: Places, id: number): Person => founders[id - 1]!;
  const host = (places: Places, id: number, chapter = HEARTH) =>
    act(places.chapters, person(places, id), "host", { chapter, hosting: true });
  const back = async (places: Places, by: number, id: number, chapter = HEARTH) => {
    const { round } = await places.chapters.backingOf(chapter, id);
    return act(places.chapters, person(places, by), "back", { chapter, person: id, round });
  };
  const settle = (places: Places, id: number, chapter: bigint) =>
    act(places.chapters, person(places, id), "settle", { chapter });

  describe("constructor", () => {
    it("refuses to stand on no register, or without treaties", async () => {
      const { chapters, treaties, members, timelock } = await prepared();
      for (const [register, others] of [
        [ethers.ZeroAddress, treaties],
        [members, ethers.ZeroAddress],
      ] as const) {
        await expect(
          ethers.deployContract("Chapters", [timelock, register, others, CHAPTER_TERMS]),
        ).to.be.revertedWithCustomError(chapters, "CharteredZeroAddress");
      }
    });
  });

  describe("setTerms", () => {
    it("is the nation's alone to do", async () => {
      const { chapters, founders } = await prepared();
      const { signer } = founders[0]!;
      await expect(chapters.connect(signer).setTerms(CHAPTER_TERMS))
        .to.be.revertedWithCustomError(chapters, "CharteredOnlyNation")
        .withArgs(signer.address);
    });

    it("sets them and says so", async () => {
      const { chapters } = await prepared();
      const terms = { ...CHAPTER_TERMS, leastHosts: 3n };
      await expect(chapters.setTerms(terms))
        .to.emit(chapters, "ChapterTermsSet")
        .withArgs(...Object.values(terms));
      expect(await chapters.terms()).to.deep.equal(Object.values(terms));
    });

    for (const [word, ...values] of [
      ["leastHosts", 1n, 9n],
      ["backers", 0n],
      ["hostTerm", DAY - 1n, 3650n * DAY + 1n],
      ["homeInterval", 3650n * DAY + 1n],
      ["longestStay", 3599n, YEAR + 1n],
      ["guestDays", 0n, 366n],
    ] as const) {
      it(`refuses ${values.join(" and ")} for ${word}`, async () => {
        const { chapters } = await prepared();
        for (const value of values) {
          await expect(chapters.setTerms({ ...CHAPTER_TERMS, [word]: value }))
            .to.be.revertedWithCustomError(chapters, "ChaptersBadTerms")
            .withArgs(word);
        }
      });
    }
  });

  describe("open", () => {
    const asked = { name: "Hearth", uses: USES, guestUses: GUEST_USES };

    it("prepares a chapter with one host, in which nobody is at home yet", async () => {
      const context = await prepared();
      const { chapters } = context;
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      await expect(act(chapters, person(context, 1), "open", asked))
        .to.emit(chapters, "ChapterPrepared")
        .withArgs(HEARTH, 1n, "Hearth")
        .and.to.emit(chapters, "UsesOffered")
        .withArgs(HEARTH, USES, GUEST_USES)
        .and.to.emit(chapters, "HostSet")
        .withArgs(HEARTH, 1n, at + hostTerm, 0n);
      expect(await chapters.chapterOf(HEARTH)).to.deep.equal([1n, 0n, USES, GUEST_USES]);
      expect(await chapters.isOpen(HEARTH)).to.equal(false);
      expect(await chapters.isHost(HEARTH, 1n)).to.equal(true);
      await expect(settle(context, 1, HEARTH))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotOpen")
        .withArgs(HEARTH);
    });

    it("opens when as many hosts have taken office as the terms ask for", async () => {
      const context = await prepared();
      const { chapters } = context;
      await chapters.setTerms({ ...CHAPTER_TERMS, leastHosts: 3n });
      await act(chapters, person(context, 1), "open", asked);
      await expect(host(context, 2), "a stranger")
        .to.be.revertedWithCustomError(chapters, "ChaptersBackingMissing")
        .withArgs(HEARTH, 2n, 0n, 2n);
      await back(context, 1, 2);
      await host(context, 2);
      expect(await chapters.isOpen(HEARTH)).to.equal(false);
      await back(context, 2, 3);
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      await expect(host(context, 3)).to.emit(chapters, "ChapterOpened").withArgs(HEARTH, at);
      expect(await chapters.isOpen(HEARTH)).to.equal(true);
      expect(await chapters.officesOf(HEARTH)).to.have.length(3);
    });

    it("is gone on with by any active member if whoever prepared it is no host any more", async () => {
      const context = await prepared();
      const { chapters } = context;
      await act(chapters, person(context, 1), "open", asked);
      await act(chapters, person(context, 1), "host", { chapter: HEARTH, hosting: false });
      await host(context, 2);
      expect(await chapters.isHost(HEARTH, 2n)).to.equal(true);
      expect(await chapters.isOpen(HEARTH)).to.equal(false);
    });

    it("is carried by anybody with the author's signature over the name", async () => {
      const context = await prepared();
      const { chapters, founders, strangers } = context;
      const statement = { by: 1n, ...asked, nonce: 1n, deadline: FOREVER };
      const signature = await sign(context, founders[0]!, chapters, "open", statement);
      await expect(chapters.connect(strangers[0]).open({ ...statement, name: "Heart" }, signature))
        .to.be.revertedWithCustomError(chapters, "StatementBadSignature")
        .withArgs(1n);
      await chapters.connect(strangers[0]).open(statement, signature);
      expect(await chapters.lastId()).to.equal(HEARTH);
    });

    it("refuses who is no active member", async () => {
      const context = await prepared();
      const { chapters, strangers } = context;
      const applicant = await introduce(context, person(context, 1), strangers[0]!);
      await expect(act(chapters, applicant, "open", asked))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotAdmitted")
        .withArgs(applicant.id);
    });

    it("refuses a name that is empty or long, and to offer guests what those at home are not offered", async () => {
      const context = await prepared();
      const { chapters } = context;
      for (const name of ["", "x".repeat(65)]) {
        await expect(act(chapters, person(context, 1), "open", { ...asked, name }))
          .to.be.revertedWithCustomError(chapters, "ChaptersBadName")
          .withArgs(name.length);
      }
      await expect(act(chapters, person(context, 1), "open", { ...asked, guestUses: 8n }))
        .to.be.revertedWithCustomError(chapters, "ChaptersBadUses")
        .withArgs(USES, 8n);
    });
  });

  describe("offerUses", () => {
    it("is for a host to do, and within what is offered to those at home", async () => {
      const context = await given();
      const { chapters } = context;
      await expect(act(chapters, person(context, 2), "offerUses", { chapter: HEARTH, uses: 9n, guestUses: 1n }))
        .to.emit(chapters, "UsesOffered")
        .withArgs(HEARTH, 9n, 1n);
      await expect(act(chapters, person(context, 2), "offerUses", { chapter: HEARTH, uses: 8n, guestUses: 1n }))
        .to.be.revertedWithCustomError(chapters, "ChaptersBadUses")
        .withArgs(8n, 1n);
      await expect(act(chapters, person(context, 3), "offerUses", { chapter: HEARTH, uses: 9n, guestUses: 1n }))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotHost")
        .withArgs(HEARTH, 3n);
    });
  });

  describe("host", () => {
    it("refuses an unknown chapter", async () => {
      const context = await given();
      await expect(host(context, 1, 9n))
        .to.be.revertedWithCustomError(context.chapters, "ChaptersUnknownChapter")
        .withArgs(9n);
    });

    describe("given enough hosts are in office", () => {
      it("refuses who is at home there and backed by nobody, also a host who wants another term", async () => {
        const context = await given();
        for (const id of [3, 1]) {
          await expect(host(context, id))
            .to.be.revertedWithCustomError(context.chapters, "ChaptersBackingMissing")
            .withArgs(HEARTH, id, 0n, 2n);
        }
      });

      it("takes whom one host backs", async () => {
        const context = await given();
        const { chapters } = context;
        await expect(back(context, 1, 3))
          .to.emit(chapters, "HostBacked")
          .withArgs(HEARTH, 3n, 1n, 1n, true);
        expect(await chapters.backingOf(HEARTH, 3n)).to.deep.equal([1n, 0n, true]);
        const at = (await now()) + 5n;
        await time.setNextBlockTimestamp(at);
        await expect(host(context, 3))
          .to.emit(chapters, "HostSet")
          .withArgs(HEARTH, 3n, at + hostTerm, 2n);
        expect(await chapters.isHost(HEARTH, 3n)).to.equal(true);
        expect(await chapters.backingOf(HEARTH, 3n), "used").to.deep.equal([2n, 0n, false]);
      });

      it("takes whom enough people at home there back, whatever the hosts want", async () => {
        const context = await given();
        const { chapters } = context;
        await back(context, 4, 3);
        await expect(host(context, 3))
          .to.be.revertedWithCustomError(chapters, "ChaptersBackingMissing")
          .withArgs(HEARTH, 3n, 1n, 2n);
        await expect(back(context, 5, 3))
          .to.emit(chapters, "HostBacked")
          .withArgs(HEARTH, 3n, 5n, 1n, false);
        await host(context, 3);
        expect(await chapters.isHost(HEARTH, 3n)).to.equal(true);
      });

      it("refuses who is at home elsewhere, also with backing", async () => {
        const context = await given();
        await back(context, 1, 8);
        await expect(host(context, 8))
          .to.be.revertedWithCustomError(context.chapters, "ChaptersNotAtHome")
          .withArgs(HEARTH, 8n);
      });

      it("refuses who is no active member", async () => {
        const context = await given();
        const { chapters, members } = context;
        await back(context, 1, 3);
        await act(members, person(context, 3), "rest", { resting: true });
        await expect(host(context, 3)).to.be.revertedWithCustomError(chapters, "ChaptersNotAdmitted").withArgs(3n);
      });
    });

    describe("INV-151 given fewer hosts than the chapter needs", () => {
      it("lets anybody at home there step in, without backing", async () => {
        const context = await given();
        const { chapters } = context;
        await time.increase(hostTerm);
        expect(await chapters.isHost(HEARTH, 1n), "the term is over").to.equal(false);
        await host(context, 3);
        await host(context, 4);
        await expect(host(context, 5)).to.be.revertedWithCustomError(chapters, "ChaptersBackingMissing");
        expect(await chapters.isHost(HEARTH, 3n)).to.equal(true);
      });

      it("lets them step in also where a host is no active member any more", async () => {
        const context = await given();
        await act(context.members, person(context, 1), "resign", {});
        await host(context, 3);
        expect(await context.chapters.isHost(HEARTH, 3n)).to.equal(true);
      });

      it("refuses who is at home elsewhere", async () => {
        const context = await given();
        await time.increase(hostTerm);
        await expect(host(context, 8))
          .to.be.revertedWithCustomError(context.chapters, "ChaptersNotAtHome")
          .withArgs(HEARTH, 8n);
      });
    });

    it("lays the office down, once", async () => {
      const context = await given();
      const { chapters } = context;
      const lay = () => act(chapters, person(context, 1), "host", { chapter: HEARTH, hosting: false });
      await expect(lay()).to.emit(chapters, "HostSet").withArgs(HEARTH, 1n, 0n, 0n);
      expect(await chapters.isHost(HEARTH, 1n)).to.equal(false);
      await expect(lay()).to.be.revertedWithCustomError(chapters, "ChaptersNotHost").withArgs(HEARTH, 1n);
    });

    describe("given all 8 offices are held", () => {
      /** Founders 1 to 8 host the Hearth, founder 9 is at home there too, and so is 10. */
      const crowded = async () => {
        const context = await opened();
        await time.increase(homeInterval);
        for (const id of [6, 7, 8, 9, 10]) await settle(context, id, HEARTH);
        for (const id of [3, 4, 5, 6, 7, 8]) {
          await back(context, 1, id);
          await host(context, id);
        }
        return context;
      };
      const givenCrowded = () => networkHelpers.loadFixture(crowded);

      it("refuses whom a host backs", async () => {
        const context = await givenCrowded();
        await back(context, 1, 9);
        await expect(host(context, 9))
          .to.be.revertedWithCustomError(context.chapters, "ChaptersOfficesHeld")
          .withArgs(HEARTH);
      });

      it("INV-151 gives whom enough people at home there back the office that ends first", async () => {
        const context = await givenCrowded();
        const { chapters, strangers } = context;
        const resident = await vouchIn(context, context.founders.slice(0, 2), strangers[0]!);
        await act(chapters, resident, "settle", { chapter: HEARTH });
        const { round } = await chapters.backingOf(HEARTH, 9n);
        await act(chapters, resident, "back", { chapter: HEARTH, person: 9n, round });
        await back(context, 10, 9);
        await host(context, 9);
        expect(await chapters.isHost(HEARTH, 9n)).to.equal(true);
        expect(await chapters.isHost(HEARTH, 1n)).to.equal(false);
        expect(await chapters.officesOf(HEARTH)).to.have.length(8);
      });

      it("gives whom a host backs the office of one who is no active member", async () => {
        const context = await givenCrowded();
        const { chapters } = context;
        await act(context.members, person(context, 4), "rest", { resting: true });
        await back(context, 1, 9);
        await expect(host(context, 9)).to.emit(chapters, "HostSet");
        expect((await chapters.officesOf(HEARTH))[3]?.host).to.equal(9n);
      });

      it("prolongs an office in its own place", async () => {
        const context = await givenCrowded();
        const { chapters } = context;
        await back(context, 1, 5);
        const at = (await now()) + 5n;
        await time.setNextBlockTimestamp(at);
        await expect(host(context, 5))
          .to.emit(chapters, "HostSet")
          .withArgs(HEARTH, 5n, at + hostTerm, 4n);
      });
    });
  });

  describe("back", () => {
    it("refuses to back oneself", async () => {
      const context = await given();
      await expect(back(context, 1, 1))
        .to.be.revertedWithCustomError(context.chapters, "ChaptersTwoPeopleNeeded")
        .withArgs(1n, 1n);
    });

    it("refuses who neither hosts nor is at home there, or is not active", async () => {
      const context = await given();
      const { chapters, members } = context;
      await expect(back(context, 8, 3))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotAtHome")
        .withArgs(HEARTH, 8n);
      await act(members, person(context, 4), "rest", { resting: true });
      await expect(back(context, 4, 3))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotAtHome")
        .withArgs(HEARTH, 4n);
    });

    it("refuses an unknown chapter", async () => {
      const context = await given();
      await expect(back(context, 1, 3, 9n))
        .to.be.revertedWithCustomError(context.chapters, "ChaptersUnknownChapter")
        .withArgs(9n);
    });

    it("counts a person once in a round, and in the open round alone", async () => {
      const context = await given();
      const { chapters } = context;
      await back(context, 4, 3);
      await expect(back(context, 4, 3))
        .to.be.revertedWithCustomError(chapters, "ChaptersAlreadyBacked")
        .withArgs(HEARTH, 3n, 4n);
      await expect(act(chapters, person(context, 5), "back", { chapter: HEARTH, person: 3n, round: 2n }))
        .to.be.revertedWithCustomError(chapters, "ChaptersWrongRound")
        .withArgs(HEARTH, 3n, 2n, 1n);
      await time.increase(30n * DAY);
      expect(await chapters.backingOf(HEARTH, 3n), "a round lasts 30 days").to.deep.equal([2n, 0n, false]);
      await back(context, 4, 3);
      expect(await chapters.backingOf(HEARTH, 3n)).to.deep.equal([2n, 1n, false]);
    });
  });

  describe("settle", () => {
    it("chooses a home, and after the interval another", async () => {
      const context = await given();
      const { chapters } = context;
      const { since } = await chapters.homeOf(5n);
      await expect(settle(context, 5, HARBOUR))
        .to.be.revertedWithCustomError(chapters, "ChaptersHomeTooSoon")
        .withArgs(5n, since + homeInterval);
      await time.setNextBlockTimestamp(since + homeInterval);
      await expect(settle(context, 5, HARBOUR))
        .to.emit(chapters, "HomeChosen")
        .withArgs(5n, HEARTH, HARBOUR);
      expect(await chapters.homeOf(5n)).to.deep.equal([HARBOUR, since + homeInterval]);
    });

    it("gives a home up at any time, which is no way round the interval", async () => {
      const context = await given();
      const { chapters } = context;
      await expect(settle(context, 5, 0n))
        .to.emit(chapters, "HomeChosen")
        .withArgs(5n, HEARTH, 0n);
      const { since } = await chapters.homeOf(5n);
      await expect(settle(context, 5, HARBOUR))
        .to.be.revertedWithCustomError(chapters, "ChaptersHomeTooSoon")
        .withArgs(5n, since + homeInterval);
    });

    it("refuses the present home, an unknown chapter, and who is not admitted", async () => {
      const context = await given();
      const { chapters, strangers } = context;
      await expect(settle(context, 5, HEARTH))
        .to.be.revertedWithCustomError(chapters, "ChaptersAlreadyHome")
        .withArgs(5n, HEARTH);
      await expect(settle(context, 5, 9n))
        .to.be.revertedWithCustomError(chapters, "ChaptersUnknownChapter")
        .withArgs(9n);
      const applicant = await introduce(context, person(context, 1), strangers[0]!);
      await expect(act(chapters, applicant, "settle", { chapter: HEARTH }))
        .to.be.revertedWithCustomError(chapters, "ChaptersNotAdmitted")
        .withArgs(applicant.id);
    });
  });
});
