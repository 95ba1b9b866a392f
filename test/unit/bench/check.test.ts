import { expect } from "chai";

import { changeOf, compare, serialize, table } from "../../../bench/figures.ts";

const COMMITTED = { "guild.found": 200_000, "treasury.claim.own": 70_000 };

describe("Benchmark", () => {
  describe("compare", () => {
    describe("given the same figures", () => {
      it("finds no difference, whatever their order", () => {
        expect(compare(COMMITTED, { "treasury.claim.own": 70_000, "guild.found": 200_000 })).to.deep.equal([]);
      });
    });

    describe("when a figure moved by 1 % or less", () => {
      for (const gas of [198_000, 202_000]) {
        it(`finds no difference: 200,000 → ${gas}`, () => {
          expect(compare(COMMITTED, { ...COMMITTED, "guild.found": gas })).to.deep.equal([]);
        });
      }
    });

    describe("when a figure moved by more than 1 %", () => {
      for (const [gas, change] of [
        [197_999, "-1.0 %"],
        [202_001, "+1.0 %"],
        [250_000, "+25.0 %"],
        [100_000, "-50.0 %"],
      ] as const) {
        it(`names it with its change: 200,000 → ${gas}`, () => {
          const differences = compare(COMMITTED, { ...COMMITTED, "guild.found": gas });
          expect(differences).to.deep.equal([{ key: "guild.found", committed: 200_000, now: gas }]);
          expect(differences.map(changeOf)).to.deep.equal([change]);
        });
      }
    });

    describe("when a committed key is not measured", () => {
      it("names it as missing", () => {
        const differences = compare(COMMITTED, { "guild.found": 200_000 });
        expect(differences).to.deep.equal([{ key: "treasury.claim.own", committed: 70_000 }]);
        expect(differences.map(changeOf)).to.deep.equal(["missing"]);
      });
    });

    describe("when a measured key is not committed", () => {
      it("names it as new", () => {
        const differences = compare(COMMITTED, { ...COMMITTED, "licensing.canUse": 45_000 });
        expect(differences).to.deep.equal([{ key: "licensing.canUse", now: 45_000 }]);
        expect(differences.map(changeOf)).to.deep.equal(["new"]);
      });
    });

    describe("when several figures differ", () => {
      it("names them sorted by key", () => {
        const keys = compare({ b: 100, d: 100 }, { c: 1, b: 90, a: 1 }).map(({ key }) => key);
        expect(keys).to.deep.equal(["a", "b", "c", "d"]);
      });
    });
  });

  describe("serialize", () => {
    it("writes one figure a line, sorted by key", () => {
      expect(serialize({ b: 2, a: 1 })).to.equal('{\n  "a": 1,\n  "b": 2\n}\n');
    });
  });

  describe("table", () => {
    it("sets the first column left and the others right", () => {
      const rows = [
        ["guild.found", "200"],
        ["a", "1,000"],
      ];
      expect(table(["key", "gas"], rows)).to.equal("key            gas\nguild.found    200\na            1,000");
    });
  });
});
