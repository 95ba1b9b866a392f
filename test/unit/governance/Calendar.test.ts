import { expect } from "chai";
import { network } from "hardhat";

import {
  closedWords,
  dayOf,
  daysOfWord,
  deadlineOf,
  restDayBits,
  restDaysOf,
} from "../../../sdk/governance/calendar.ts";
import { DAY, deployMembership } from "../../fixtures/membership.ts";
import { randomOf } from "../../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();

/** The day's second `second`, as Unix seconds. */
const on = (date: string, second = 0n) => dayOf(date) * DAY + second;
/** The end of a day: the first second of the next. */
const endOf = (date: string) => on(date) + DAY;

describe("Calendar", () => {
  const closed = ["2026-12-25", "2026-12-26", "2027-01-01"].map(dayOf);

  async function office() {
    const context = await deployMembership(ethers, { founders: 1 });
    const weekend = restDayBits(["saturday", "sunday"]);
    const calendar = await ethers.deployContract("Calendar", [context.timelock, weekend, closedWords(closed)]);
    return { ...context, calendar };
  }

  describe("constructor", () => {
    it("keeps the charter's rest days and closed days, and says so in events", async () => {
      const { calendar } = await networkHelpers.loadFixture(office);
      expect(await calendar.restDays()).to.equal(0b1100000n);
      const words = closedWords(closed);
      expect(words.length).to.equal(1);
      for (const { word, bits } of words) {
        expect(await calendar.closedDays(word)).to.equal(bits);
        await expect(calendar.deploymentTransaction()).to.emit(calendar, "ClosedDaysSet").withArgs(word, bits);
      }
      await expect(calendar.deploymentTransaction()).to.emit(calendar, "RestDaysSet").withArgs(0b1100000n);
    });

    it("reverts with CalendarBadRestDays where no day is worked, or an eighth rests", async () => {
      const { calendar, timelock } = await networkHelpers.loadFixture(office);
      for (const restDays of [0x7f, 0x80]) {
        await expect(ethers.deployContract("Calendar", [timelock, restDays, []]))
          .to.be.revertedWithCustomError(calendar, "CalendarBadRestDays")
          .withArgs(restDays);
      }
    });
  });

  describe("isWorkingDay", () => {
    it("knows weekends and closed days", async () => {
      const { calendar } = await networkHelpers.loadFixture(office);
      const answers = { "2026-12-24": true, "2026-12-25": false, "2026-12-27": false, "2026-12-28": true };
      for (const [date, worked] of Object.entries(answers)) {
        expect(await calendar.isWorkingDay(dayOf(date)), date).to.equal(worked);
      }
    });
  });

  describe("deadline", () => {
    it("is the end of the day itself for no working day", async () => {
      const { calendar } = await networkHelpers.loadFixture(office);
      expect(await calendar.deadline(on("2026-11-23", 5n), 0)).to.equal(endOf("2026-11-23"));
      expect(await calendar.deadline(on("2026-11-22", 5n), 0)).to.equal(endOf("2026-11-22"));
    });

    it("does not count the day it is given on, from its first second to its last", async () => {
      const { calendar } = await networkHelpers.loadFixture(office);
      for (const second of [0n, DAY - 1n]) {
        expect(await calendar.deadline(on("2026-11-23", second), 1)).to.equal(endOf("2026-11-24"));
      }
    });

    it("passes over weekends and feasts", async () => {
      const { calendar } = await networkHelpers.loadFixture(office);
      expect(await calendar.deadline(on("2026-11-27"), 1)).to.equal(endOf("2026-11-30")); // Friday to Monday
      expect(await calendar.deadline(on("2026-12-23"), 2)).to.equal(endOf("2026-12-28")); // over Christmas
      expect(await calendar.deadline(on("2026-12-31"), 1)).to.equal(endOf("2027-01-04")); // over New Year
    });

    it("ends after 366 days whatever is closed", async () => {
      const { calendar } = await networkHelpers.loadFixture(office);
      const from = on("2027-03-01");
      const word = from / DAY / 256n;
      for (const next of [0n, 1n, 2n]) await calendar.setClosedDays(word + next, ethers.MaxUint256);
      expect(await calendar.deadline(from, 1)).to.equal(from + 367n * DAY);
      expect(await calendar.deadline(from, 65_535)).to.equal(from + 367n * DAY);
    });

    it("is what the SDK computes, over random calendars", async () => {
      const { calendar } = await networkHelpers.loadFixture(office);
      const random = randomOf(160);
      for (let run = 0; run < 20; run += 1) {
        const restDays = restDaysOf(BigInt(random(127)));
        const first = BigInt(20_000 + random(3_000));
        const days = Array.from({ length: random(200) }, () => first + BigInt(random(300)));
        await calendar.setRestDays(restDayBits(restDays));
        for (const { word, bits } of closedWords(days)) await calendar.setClosedDays(word, bits);
        const words = await Promise.all(
          Array.from({ length: 4 }, async (_, index) => {
            const word = first / 256n + BigInt(index);
            return daysOfWord(word, await calendar.closedDays(word));
          }),
        );
        const from = first * DAY + BigInt(random(86_400));
        const count = random(120);
        const model = deadlineOf({ restDays, closed: new Set(words.flat()) }, from, count);
        expect(await calendar.deadline(from, count), `run ${run}`).to.equal(model);
      }
    });
  });

  describe("setRestDays and setClosedDays", () => {
    it("are the nation's, and change what is asked from then on", async () => {
      const { calendar, founders, nation } = await networkHelpers.loadFixture(office);
      const member = calendar.connect(founders[0]!.signer);
      for (const attempt of [() => member.setRestDays(0), () => member.setClosedDays(1, 1)]) {
        await expect(attempt())
          .to.be.revertedWithCustomError(calendar, "CharteredOnlyNation")
          .withArgs(founders[0]!.signer.address);
      }
      await expect(calendar.connect(nation).setRestDays(0b1000000))
        .to.emit(calendar, "RestDaysSet")
        .withArgs(0b1000000n);
      expect(await calendar.deadline(on("2026-11-27"), 1)).to.equal(endOf("2026-11-28"));
      await expect(calendar.setRestDays(0x7f))
        .to.be.revertedWithCustomError(calendar, "CalendarBadRestDays")
        .withArgs(0x7fn);
    });
  });
});
