import { expect } from "chai";

import { NeoguildError } from "../../../sdk/errors.ts";
import {
  formatDuration,
  formatMinutes,
  formatMoment,
  formatShare,
  parseDuration,
  parseShare,
} from "../../../sdk/units.ts";

describe("units", () => {
  const durations: [string, bigint][] = [
    ["0", 0n],
    ["45s", 45n],
    ["30min", 1_800n],
    ["16h", 57_600n],
    ["90d", 7_776_000n],
    ["2w", 1_209_600n],
    ["1y", 31_536_000n],
  ];
  for (const [text, seconds] of durations) {
    it(`reads ${text} as ${seconds} seconds`, () => expect(parseDuration(text)).to.equal(seconds));
  }
  for (const text of ["90", "h", "-1d", "1.5h", "1 d", ""]) {
    it(`refuses the duration "${text}"`, () => {
      expect(() => parseDuration(text))
        .to.throw(NeoguildError)
        .and.to.include({ code: "DurationInvalid" });
    });
  }

  const shares: [string, bigint][] = [
    ["0%", 0n],
    ["33.25%", 3_325n],
    ["0.5%", 50n],
    ["100%", 10_000n],
  ];
  for (const [text, bps] of shares) {
    it(`reads and writes ${text}`, () => {
      expect(parseShare(text)).to.equal(bps);
      expect(formatShare(bps)).to.equal(text);
    });
  }
  for (const text of ["80", "100.01%", "-1%", "1.234%", "half"]) {
    it(`refuses the share "${text}"`, () => {
      expect(() => parseShare(text))
        .to.throw(NeoguildError)
        .and.to.include({ code: "ShareInvalid" });
    });
  }

  it("writes durations in their two largest units", () => {
    expect(formatDuration(0n)).to.equal("none");
    expect(formatDuration(86_400n)).to.equal("1 day");
    expect(formatDuration(34_560_000n + 5n)).to.equal("1 year 35 days");
  });

  it("writes moments in UTC and work in hours", () => {
    expect(formatMoment(1_800_000_000n)).to.equal("2027-01-15 08:00 UTC");
    expect(formatMoment(2n ** 256n - 1n)).to.equal(`second ${2n ** 256n - 1n}`);
    expect(formatMinutes(96_000n)).to.equal("1600 h");
    expect(formatMinutes(90n)).to.equal("1 h 30 min");
  });
});
