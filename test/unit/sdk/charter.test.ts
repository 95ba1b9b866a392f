import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";

import { parseCharter, readCharter } from "../../../sdk/charter.ts";
import { charterInWords } from "../../../sdk/charterInWords.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { WEEKDAYS } from "../../../sdk/justice/calendar.ts";

type Json = Record<string, unknown>;

/** The example charter with one thing changed, so that each test differs from a good charter in one fault. */
function withFault(change: (charter: Json) => void): () => unknown {
  const charter = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Json;
  change(charter);
  return () => parseCharter(charter, "fault.json");
}

function verifyRefused(parse: () => unknown, path: string, rule: string): void {
  try {
    parse();
  } catch (error) {
    expect(error).to.be.instanceOf(NeoguildError).and.to.include({ code: "CharterInvalid" });
    const { message } = error as NeoguildError;
    const faults = message.split("\n").slice(1);
    expect(faults, message).to.have.lengthOf(1);
    expect(faults[0]).to.contain(path).and.to.contain(rule);
    return;
  }
  expect.fail("the charter was taken");
}

const set = (charter: Json, path: string, value: unknown) => {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const inner = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, charter);
  inner[last] = value;
};

const TWELVE = Array.from({ length: 12 }, (_, index) => `0x${(index + 1).toString(16).padStart(40, "0")}`);

const ACCOUNT = { name: "Our account", currency: "EUR", officers: [1, 2], officerTerm: "1y", confirmWithin: "14d" };

describe("charter", () => {
  describe("given a good file", () => {
    for (const file of readdirSync("charters").filter((name) => name.endsWith(".json"))) {
      it(`takes charters/${file}`, () => {
        expect(readCharter(`charters/${file}`).rules.justice.cases.seats).to.be.greaterThan(0);
      });
    }

    it("takes the example of docs/charters.md, and its hash is that of the plan in docs/deployment.md", () => {
      const [, example = ""] = /## A charter of your own.*?```json\n(.*?)```/s.exec(
        readFileSync("docs/charters.md", "utf8"),
      )!;
      const { hash } = parseCharter(JSON.parse(example), "charters.md");
      expect(readFileSync("docs/deployment.md", "utf8")).to.include(`charter  ${hash}`);
    });

    it("reads durations as seconds and shares as basis points", () => {
      const { rules, hash } = readCharter("charters/hypha.json");
      expect(rules.membership.probation).to.equal(31_536_000n);
      expect(rules.membership.acceptance).to.equal(10_000n);
      expect(hash).to.match(/^0x[0-9a-f]{64}$/);
    });

    it("says the rules in words", () => {
      const words = charterInWords(readCharter("charters/hypha.json").rules).join("\n");
      expect(words).to.contain("80% to the reserve").and.to.contain("2 vouches").and.to.contain("livelihood 16 h");
      expect(words).to.contain("saturday, sunday rest").and.to.contain("at least 3");
    });

    it("says the distance rule where there is one", () => {
      const words = (file: string) => charterInWords(readCharter(file).rules).join("\n");
      expect(words("charters/g1-v1.json")).to.contain("at most 5 vouches from 80% of the referees");
      expect(words("charters/hypha.json")).not.to.contain("referees");
    });

    it("has the same hash however the file is laid out", () => {
      const json = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Record<string, unknown>;
      const turned = Object.fromEntries(Object.entries(json).reverse());
      expect(parseCharter(turned, "a").hash).to.equal(parseCharter(json, "b").hash);
    });
  });

  const faults: [given: string, change: (charter: Json) => void, path: string, rule: string][] = [
    ["a name without a letter or a digit", (c) => set(c, "name", "…?!"), "name", "needs a letter or a digit"],
    [
      "the distance rule without a stock of vouches",
      (c) => set(c, "membership.distance.referees", "80%"),
      "membership.vouchStock",
      "must not be 0",
    ],
    ["a path of one step", (c) => set(c, "membership.distance.steps", 1), "membership.distance.steps", "is a vouch"],
    ["an unknown field", (c) => set(c, "season.lenght", "1y"), "season", "lenght"],
    [
      "shares over 100%",
      (c) =>
        set(c, "treasury.valueEquation", [
          { to: "reserve", share: "80%" },
          { to: "equal", share: "30%" },
          { to: "contribution", track: "care", share: "rest" },
        ]),
      "treasury.valueEquation",
      "%",
    ],
    [
      "two buckets by standing or outstanding credits",
      (c) =>
        set(c, "treasury.valueEquation", [
          { to: "standing", share: "30%" },
          { to: "outstanding", price: "2", share: "30%" },
          { to: "reserve", share: "rest" },
        ]),
      "treasury.valueEquation.1",
      "only one bucket",
    ],
    [
      "outstanding credits in the last bucket",
      (c) => set(c, "treasury.valueEquation", [{ to: "outstanding", price: "2", share: "rest" }]),
      "treasury.valueEquation.0",
      "needs a bucket after",
    ],
    [
      "a highest payout below the lowest",
      (c) => set(c, "treasury.rules", { maxRatio: "0.5" }),
      "treasury.rules.maxRatio",
      "highest for a lowest of one",
    ],
    [
      "a loss rule under which the reserve bears nothing",
      (c) => set(c, "treasury.rules", { loss: "0%" }),
      "treasury.rules.loss",
      "leave it out",
    ],
    [
      "a duplicate founder",
      (c) => set(c, "founders.1", (c["founders"] as string[])[0]),
      "founders.1",
      "the same key as founder 1",
    ],
    [
      "a voting period of zero",
      (c) => set(c, "governance.rules.ordinary.votingPeriod", "0"),
      "votingPeriod",
      "longer than zero",
    ],
    [
      "a guild in which nobody could appraise",
      (c) => set(c, "guilds.0.roster", [1, 2]),
      "guilds.0.roster",
      "nobody could appraise",
    ],
    [
      "a pair limit under which a guild of twelve has too few appraisers",
      (c) => {
        set(c, "founders", TWELVE);
        set(
          c,
          "guilds.0.roster",
          Array.from({ length: 12 }, (_, index) => index + 1),
        );
        set(c, "season.appraisals", 6);
        set(c, "season.pairLimit", "40h");
      },
      "guilds.0.roster",
      "take 13 people, and this guild has 12",
    ],
    ["a duration without a unit", (c) => set(c, "season.length", "90"), "season.length", "is no duration"],
    [
      "a share that is no percentage",
      (c) => set(c, "treasury.reserve.cap", "a quarter"),
      "treasury.reserve.cap",
      "is no share",
    ],
    [
      "a bank account of one officer",
      (c) => set(c, "treasury.bank", [{ ...ACCOUNT, officers: [1] }]),
      "treasury.bank.0.officers",
      "fewer than two officers",
    ],
    [
      "a bank account whose officer is no founder",
      (c) => set(c, "treasury.bank", [ACCOUNT, { ...ACCOUNT, officers: [1, 99] }]),
      "treasury.bank.1.officers.1",
      "there is no founder 99",
    ],
    [
      "a bank account with one officer twice",
      (c) => set(c, "treasury.bank", [{ ...ACCOUNT, officers: [2, 2] }]),
      "treasury.bank.0.officers.1",
      "listed twice",
    ],
    [
      "a bank account in a currency that is no code",
      (c) => set(c, "treasury.bank", [{ ...ACCOUNT, currency: "euro" }]),
      "treasury.bank.0.currency",
      "such as EUR",
    ],
    [
      "an address with a wrong checksum",
      (c) => set(c, "founders.0", "0x70997970c51812dc3A010C7d01b50e0d17dc79C8"),
      "founders.0",
      "is no address",
    ],
    [
      "a week without a working day",
      (c) => set(c, "justice.calendar.restDays", [...WEEKDAYS]),
      "justice.calendar.restDays",
      "at least one day",
    ],
    [
      "an appeal to a panel that is no larger",
      (c) => set(c, "justice.cases.appealSeats", 3),
      "justice.cases.appealSeats",
      "must be more than seats",
    ],
    [
      "an expulsion that is easier than a sanction",
      (c) => set(c, "justice.cases.expulsion", "60%"),
      "justice.cases.expulsion",
      "must not be less than sanction",
    ],
    [
      "a lot that runs out of time while somebody holds it up",
      (c) => set(c, "justice.cases.lotDays", 17),
      "justice.cases.lotDays",
      "is too short",
    ],
    [
      "a recovery that goes on before the case about it is over",
      (c) => set(c, "recovery.longestStay", "140d"),
      "recovery.longestStay",
      "must outlast a case",
    ],
    [
      "a closed day that no calendar has",
      (c) => set(c, "justice.calendar.closed", ["2027-02-29"]),
      "justice.calendar.closed.0",
      "date",
    ],
    ["no time to reveal", (c) => set(c, "justice.lot.revealDays", 0), "justice.lot.revealDays", "one working day"],
  ];
  for (const [given, change, path, rule] of faults) {
    describe(`given ${given}`, () => {
      it(`names ${path} and the rule, once`, () => verifyRefused(withFault(change), path, rule));
    });
  }

  describe("given a file that is no JSON", () => {
    it("throws CharterUnreadable", () => {
      expect(() => readCharter("package-lock.missing.json"))
        .to.throw(NeoguildError)
        .and.to.include({ code: "CharterUnreadable" });
    });
  });
});
