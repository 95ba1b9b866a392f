import { expect } from "chai";
import { readFileSync } from "node:fs";

import { parseCharter, type CharterFile } from "../../../sdk/charter.ts";
import { charterInWords } from "../../../sdk/charterInWords.ts";
import { equationRules, fundedGuilds, valueEquation } from "../../../sdk/treasury/terms.ts";
import { bucket, BucketKind, rules, Track } from "../../fixtures/treasury.ts";

/** Hypha's charter with another treasury, and perhaps other guilds. */
function charterWith(treasury: Partial<CharterFile["treasury"]>, more: Partial<CharterFile> = {}) {
  const file = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as CharterFile;
  return parseCharter({ ...file, ...more, treasury: { ...file.treasury, ...treasury } }, "test.json").rules;
}

describe("A charter's value equation", () => {
  const charter = charterWith({
    valueEquation: [
      { to: "reserve", share: "10%" },
      { to: "outstanding", track: "livelihood", price: "0.5", share: "40%" },
      { to: "contribution", track: "care", share: "20%" },
      { to: "contribution", track: "livelihood", share: "rest" },
    ],
    payout: "pay",
    rules: { careBalance: true, maxRatio: "7.5" },
  });

  it("becomes the buckets and rules that Surplus takes", () => {
    expect(valueEquation(charter)).to.deep.equal([
      bucket(BucketKind.Reserve, 1_000n),
      bucket(BucketKind.Outstanding, 4_000n, { track: Track.Livelihood }),
      bucket(BucketKind.ContributionShare, 2_000n, { track: Track.Care }),
      bucket(BucketKind.ContributionShare, 0n, { track: Track.Livelihood }),
    ]);
    expect(equationRules(charter)).to.deep.equal(rules({ careBalance: true, maxRatio: 750n, price: 5n * 10n ** 17n }));
  });

  it("takes standing of all tracks where none is named", () => {
    const standing = charterWith({ valueEquation: [{ to: "standing", share: "rest" }] });
    expect(valueEquation(standing)).to.deep.equal([bucket(BucketKind.StandingShare, 0n, { track: Track.All })]);
    expect(equationRules(standing)).to.deep.equal(rules({ mode: 1n, lossToReserveBps: 8_000n }));
  });

  it("takes a bucket of financiers", () => {
    const financed = charterWith({
      valueEquation: [
        { to: "financiers", share: "30%" },
        { to: "reserve", share: "rest" },
      ],
    });
    expect(valueEquation(financed)).to.deep.equal([
      bucket(BucketKind.Financiers, 3_000n),
      bucket(BucketKind.Reserve, 0n),
    ]);
    expect(charterInWords(financed).join()).to.contain("30% to the guild's financiers, up to their ceilings");
  });

  it("shares by works, and says so in words", () => {
    const byWork = charterWith({
      valueEquation: [
        { to: "work", share: "60%" },
        { to: "reserve", share: "rest" },
      ],
    });
    expect(valueEquation(byWork)).to.deep.equal([bucket(BucketKind.WorkShare, 6_000n), bucket(BucketKind.Reserve, 0n)]);
    const line = charterInWords(byWork).find((each) => each.startsWith("Surplus:"));
    expect(line).to.contain("60% to the works that brought it, by the credits for each");
  });

  describe("given guilds that are paid", () => {
    const guilds = [
      { name: "Land trust", roster: [4, 2] },
      { name: "Studio", roster: [1, 2, 3] },
      { name: "School", roster: [9] },
    ];
    const valueEquationOf: CharterFile["treasury"]["valueEquation"] = [
      { to: "account", guild: 3, share: "10%" },
      { to: "account", guild: 1, share: "50%", ofRemaining: true },
      { to: "account", guild: 3, share: "5%" },
      { to: "reserve", share: "rest" },
    ];
    const charter = charterWith({ valueEquation: valueEquationOf }, { guilds });

    it("numbers them after the founders, in the charter's order", () => {
      expect(fundedGuilds(charter)).to.deep.equal([
        { place: 1, id: 10n, name: "Land trust", roster: [4n, 2n] },
        { place: 3, id: 11n, name: "School", roster: [9n] },
      ]);
      expect(valueEquation(charter)).to.deep.equal([
        bucket(BucketKind.Account, 1_000n, { account: 11n }),
        bucket(BucketKind.Account, 5_000n, { account: 10n, ofRemaining: true }),
        bucket(BucketKind.Account, 500n, { account: 11n }),
        bucket(BucketKind.Reserve, 0n),
      ]);
    });

    it("takes other ids where the guilds are founded already", () => {
      const ids = new Map([
        [1, 40n],
        [3, 50n],
      ]);
      expect(valueEquation(charter, ids).map(({ account }) => account)).to.deep.equal([50n, 40n, 50n, 0n]);
    });

    it("says in words which, and that they are founded at once", () => {
      const words = charterInWords(charter).join("\n");
      expect(words).to.contain('10% to the guild "School", 50% of what remains to the guild "Land trust"');
      expect(words).to.contain('Founded at once, to be paid: the guild "Land trust", by founder 4, with 2');
      expect(words).to.contain('Founded at once, to be paid: the guild "School", by founder 9');
      expect(charterInWords(charterWith({})).join()).not.to.contain("Founded at once");
    });
  });

  it("is told in words", () => {
    const line = charterInWords(charter).find((each) => each.startsWith("Surplus:"));
    expect(line).to.contain("40% to credits not yet paid for (livelihood), at 0.50 each");
    expect(line).to.contain("who gives less care than an equal part");
    expect(line).to.contain("no payout is over 7.50 times the lowest");
    expect(line).not.to.contain("a loss");
    expect(charterInWords(charterWith({})).join()).to.contain("the reserve bears 80% of a loss");
  });
});
