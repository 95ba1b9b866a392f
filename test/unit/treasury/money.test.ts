import { expect } from "chai";
import fc from "fast-check";

import { NeoguildError } from "../../../sdk/errors.ts";
import { formatAmount, parseAmount } from "../../../sdk/treasury/money.ts";

describe("money", () => {
  describe("parseAmount", () => {
    for (const [text, decimals, amount] of [
      ["0", 18, 0n],
      ["1", 18, 10n ** 18n],
      ["8888.89", 2, 888_889n],
      ["100,000.5", 6, 100_000_500_000n],
      ["12", 0, 12n],
    ] as const) {
      it(`reads ${text} with ${decimals} decimals`, () => expect(parseAmount(text, decimals)).to.equal(amount));
    }
    for (const text of ["", "1.", ".5", "-1", "1e3", "1,00", "1.234", " 1", "0x10", "٣"]) {
      it(`refuses ${JSON.stringify(text)} with 2 decimals`, () => {
        expect(() => parseAmount(text, 2))
          .to.throw(NeoguildError)
          .with.property("code", "AmountInvalid");
      });
    }
  });

  describe("formatAmount", () => {
    for (const [amount, decimals, shown, text] of [
      [0n, 18, 2, "0.00"],
      [8_888_888_888_888_888_888_888n, 18, 2, "8,888.89"],
      [4_444_444_444_444_444_444_444n, 18, 2, "4,444.44"],
      [5n, 3, 2, "0.01"],
      [4n, 3, 2, "0.00"],
      [-4n, 3, 2, "0.00"],
      [-5n, 3, 2, "-0.01"],
      [999_995n, 3, 2, "1,000.00"],
      [12n, 0, 2, "12.00"],
      [1_234_567n, 0, 0, "1,234,567"],
    ] as const) {
      it(`shows ${amount} of ${decimals} decimals as ${text}`, () => {
        expect(formatAmount(amount, decimals, { shown })).to.equal(text);
      });
    }
    it("shows what parseAmount reads, when nothing is rounded away", () => {
      fc.assert(
        fc.property(fc.bigInt({ min: 0n, max: 1n << 160n }), fc.integer({ min: 0, max: 77 }), (amount, decimals) => {
          expect(parseAmount(formatAmount(amount, decimals, { shown: decimals }), decimals)).to.equal(amount);
        }),
      );
    });
  });
});
