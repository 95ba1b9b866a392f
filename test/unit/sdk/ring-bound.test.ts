import { expect } from "chai";

import { ringBound, type Ring, type VouchRules } from "../../../sdk/membership/ringBound.ts";

const DAY = 86_400;
const RULES: VouchRules = { quantity: 5, spacing: 5 * DAY, stock: 100, validity: 730 * DAY, refereesBps: 0, steps: 5 };
const bound = (rules: Partial<VouchRules>, ring: Partial<Ring>) =>
  ringBound({ ...RULES, ...rules }, { fed: 15, elapsed: 0, refereesOutside: 100, ...ring });

describe("ringBound", () => {
  describe("while the vouches from outside do not suffice for a start", () => {
    // 5, then 4, 3, 2 and 1 vouches from outside beside those inside
    for (const [fed, most] of [
      [0, 0],
      [4, 0],
      [5, 1],
      [8, 1],
      [9, 2],
      [12, 3],
      [14, 4],
    ] as const) {
      it(`is ${most} for ${fed}, however long it lasts`, () => {
        expect(bound({}, { fed, elapsed: 10_000 * DAY })).to.equal(most);
      });
    }
  });

  describe("when they suffice", () => {
    it("grows by a vouch of every member in each spacing", () => {
      expect(bound({}, { elapsed: 0 })).to.equal(3); // 15 / 4
      expect(bound({}, { elapsed: 5 * DAY - 1 })).to.equal(3);
      expect(bound({}, { elapsed: 5 * DAY })).to.equal(4); // (15 + 3) / 4
      expect(bound({}, { elapsed: 10 * DAY })).to.equal(5); // (15 + 3 + 4) / 4
    });

    it("has no end in time where one vouch suffices, or nothing spaces them", () => {
      expect(bound({ quantity: 1 }, { fed: 1 })).to.equal(Infinity);
      expect(bound({ spacing: 0 }, {})).to.equal(Infinity);
    });
  });

  describe("under the distance rule", () => {
    const near = { refereesBps: 8_000, steps: 2, stock: 2, validity: 0 };

    it("ends as many steps inside as the rule has", () => {
      // two vouches from outside, and two from each of those who got them
      expect(bound({ ...near, quantity: 1, spacing: 0 }, { fed: 2 })).to.equal(2 + 4);
    });

    it("counts a stock anew with every validity", () => {
      const rules = { ...near, quantity: 1, spacing: 0, validity: 30 * DAY };
      expect(bound(rules, { fed: 2, elapsed: 30 * DAY })).to.equal(2 + 8);
    });

    it("sets none for a ring that could outnumber the referees outside", () => {
      const rules = { ...near, quantity: 1, spacing: 0 };
      expect(bound(rules, { fed: 2, refereesOutside: 2 })).to.equal(6); // fewer than eight, four for each outside
      expect(bound(rules, { fed: 2, refereesOutside: 1 })).to.equal(Infinity);
    });
  });
});
