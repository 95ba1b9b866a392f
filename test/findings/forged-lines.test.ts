import { expect } from "chai";

import { plain } from "../../sdk/plain.ts";

describe("Finding: a proposal's text could move the cursor and forge the lines a voter reads", () => {
  for (const [what, text] of [
    ["a line break", "Mill\n  Reserve.spend(to: 1)"],
    ["a carriage return", "spend 9,000\rspend 9"],
    ["an escape sequence", "\u001b[1A\u001b[2Kharmless"],
    ["a C1 control", "\u009b2Jharmless"],
    ["an override of the direction", "\u202Egnp.exe"],
    ["an isolate", "\u2066abc\u2069"],
    ["a line separator", "a\u2028b"],
  ] as const) {
    it(`${what} is shown as a sign of its own`, () => {
      expect(plain(text))
        .to.match(/^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+$/u)
        .and.to.contain("\ufffd");
    });
  }
  it("words in every script stay as they are", () => {
    for (const text of ["✓ Ἀγορά · 工房", "مجلس", "½ h", "👩‍🌾"]) expect(plain(text)).to.equal(text);
  });
});
