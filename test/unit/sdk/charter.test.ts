import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";

import { parseCharter, readCharter } from "../../../sdk/charter.ts";
import { charterInWords } from "../../../sdk/charterInWords.ts";
import { cobudgetTerms, councilTerms, electedOffices, holdTerms } from "../../../sdk/governance/terms.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { brakeTerms, chamberTerms } from "../../../sdk/governance/chamberTerms.ts";
import { WEEKDAYS } from "../../../sdk/governance/calendar.ts";
import { spendingTerms } from "../../../sdk/governance/spending.ts";
import { ruleOf } from "../../../sdk/governance/charterRule.ts";

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

const COUNCIL = {
  ...{ questionWindow: "1d", objectionWindow: "2d", integrationWindow: "3d", executionWindow: "30d", objections: 2 },
  ...{ rounds: 3, amender: "stewards", vote: { window: "4d", threshold: "66.67%" }, routine: { window: "1d" } },
};
const OFFICE = {
  ...{ seats: 2, term: "1y", termsInRow: 3, tenure: "30d", standing: "100h" },
  ...{ nominations: "7d", voting: "14d" },
};

const ACCOUNT = { name: "Our account", currency: "EUR", officers: [1, 2], officerTerm: "1y", confirmWithin: "14d" };

describe("charter", () => {
  describe("given caps on money", () => {
    const CAP = { token: "native", perDecision: "10", perPeriod: "25" };
    const capped = (caps: unknown[]) =>
      withFault((charter) => set(charter, "governance.spending", { period: "30d", caps }));
    const path = "governance.spending.caps";

    it("reads them in the token's smallest unit, and caps nothing where it says nothing", () => {
      const parse = withFault((charter) => {
        set(charter, "governance.spending", { period: "30d", caps: [CAP, { ...CAP, token: TWELVE[0], decimals: 6 }] });
        set(charter, "treasury.depositCaps", [{ token: "native", most: "100" }]);
      });
      const { rules } = parse() as ReturnType<typeof readCharter>;
      const { period, caps } = spendingTerms(rules);
      expect(period).to.equal(30n * 86_400n);
      expect(caps).to.deep.equal([
        { perDecision: 10n * 10n ** 18n, perPeriod: 25n * 10n ** 18n },
        { perDecision: 10_000_000n, perPeriod: 25_000_000n },
      ]);
      expect(rules.treasury.depositCaps).to.deep.equal([{ token: `0x${"0".repeat(40)}`, most: 100n * 10n ** 18n }]);
      expect(spendingTerms(readCharter("charters/hypha.json").rules).tokens).to.deep.equal([]);
    });

    it("refuses what caps nothing, the same token twice, and a decision's cap above the period's", () => {
      verifyRefused(capped([{ token: "native" }]), `${path}.0`, "names neither perDecision nor perPeriod");
      verifyRefused(capped([]), path, "name a token");
      verifyRefused(capped([CAP, CAP]), `${path}.1.token`, "named twice");
      verifyRefused(capped([{ ...CAP, perDecision: "26" }]), `${path}.0.perDecision`, "more than perPeriod");
      verifyRefused(capped([{ ...CAP, perDecision: "0" }]), `${path}.0.perDecision`, "must be more than 0");
      verifyRefused(
        capped([{ ...CAP, decimals: 0, perPeriod: "25.5" }]),
        `${path}.0.perPeriod`,
        "more than the token's 0",
      );
      const deposits = withFault((charter) => set(charter, "treasury.depositCaps", [{ token: "native", most: "0" }]));
      verifyRefused(deposits, "treasury.depositCaps.0.most", "must be more than 0");
    });
  });

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

    it("says what its decision rules ask for", () => {
      const rule = {
        ...{ threshold: "consent", of: "all ballots", quorum: { root: "1.5", engaged: "40%" }, blocks: 2 },
        ...{ sponsors: { least: 3, share: "20%" }, mayChange: false, readings: 2 },
        ...{ workingDays: true, notice: "2d", votingPeriod: "5d" },
        ...{ lateHours: 0, executionDelay: "1d", executionWindow: "30d" },
      };
      const json = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Json;
      set(json, "governance.rules.ordinary", rule);
      const { rules } = parseCharter(json, "a");
      expect(ruleOf(rules.governance.rules["ordinary"]!)).to.deep.equal({
        ...{ thresholdBps: 0n, quorumBps: 0n, quorumRoot: 150n, quorumEngaged: 4_000n, blocks: 2n, sponsors: 3n },
        ...{ sponsorBps: 2_000n, flags: 200n, lateHours: 0n, revealHours: 0n, votingDelay: 172_800n },
        ...{ votingPeriod: 432_000n, executionDelay: 86_400n, executionWindow: 2_592_000n },
      });
      const words = charterInWords(rules).join("\n");
      for (const said of [
        "made with 3 members and 20% of the members behind it",
        "voting begins after 2 working days and lasts 5 working days",
        "it passes unless it is blocked; 1.5 times the square root of their number and 40% of those who voted",
        "2 blocks stop it; a ballot once cast stays",
        "it passes only when it has passed twice",
      ]) {
        expect(words).to.contain(said);
      }
    });

    it("says which chambers and what brake there are, where there are any", () => {
      const charter = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Json;
      const bare = parseCharter(charter, "bare").rules;
      expect(charterInWords(bare).join("\n")).not.to.contain("Chambers").and.not.to.contain("Brake");
      expect(Object.values(chamberTerms(bare)).concat(Object.values(brakeTerms(bare)))).to.deep.equal(
        Array(12).fill(0n),
      );
      set(charter, "governance.chambers", {
        ...{ two: "40%", three: "25%", raise: "30%", members: { least: 10 }, masters: {} },
        organisations: { least: 2, classes: ["non-profit", "co-op"] },
      });
      const office = { seats: 3, term: "1y", nominations: "7d", voting: "7d" };
      const offices = [
        { ...office, name: "Treasurer" },
        { ...office, name: "Warden" },
      ];
      set(charter, "governance.elections", { offices });
      set(charter, "governance.brake", { office: "Warden", officers: 2, members: 5, gathers: "2d", lasts: "3d" });
      const { rules } = parseCharter(charter, "full");
      expect(chamberTerms(rules)).to.deep.equal({
        ...{ twoBps: 4_000n, threeBps: 2_500n, raiseBps: 3_000n, leastMembers: 10n, leastMasters: 1n },
        ...{ leastOrganisations: 2n, classes: 0b10_1000n },
      });
      expect(brakeTerms(rules)).to.deep.equal({
        ...{ office: 2n, officers: 2n, members: 5n, gathers: 172_800n, lasts: 259_200n },
      });
      const words = charterInWords(rules).join("\n");
      for (const said of [
        "vetoed by 40% of each of two or 25% of each of three, and 30% more for each veto of the same before; by none alone",
        "2 who hold the office Warden or 5 members, within 2 days, have new acts wait for 3 days",
        "a constitutional decision takes effect 1 day after it is queued at the earliest",
      ]) {
        expect(words).to.contain(said);
      }
    });

    it("says who is elected, and what rounds there are, where there are any", () => {
      const charter = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Json;
      const bare = parseCharter(charter, "bare").rules;
      expect(charterInWords(bare).join("\n")).not.to.contain("Elected").and.not.to.contain("Cobudget");
      expect(electedOffices(bare)).to.deep.equal([]);
      expect(cobudgetTerms(bare)).to.include({ isOn: false });

      set(charter, "governance.elections", { offices: [{ ...OFFICE, name: "Treasurer", rank: "master" }] });
      set(charter, "governance.cobudget", { ownAllowed: false, onDelivery: true, deliveryPeriod: "90d" });
      const { rules } = parseCharter(charter, "full");
      const words = charterInWords(rules).join("\n");
      expect(words).to.contain("2 x Treasurer for 1 year, at most 3 in a row").and.to.contain("the rank master");
      expect(words).to.contain("not to one's own guild").and.to.contain("paid once delivered");
      const [stewards, treasurer] = electedOffices(rules);
      expect(stewards).to.deep.include({ name: "" });
      expect(stewards?.rules.seats).to.equal(0);
      expect(treasurer?.rules).to.deep.equal({
        ...{ seats: 2, termsInRow: 3, rank: 3, tenureDays: 30n, standingMinutes: 6_000n },
        ...{ nominationPeriod: 604_800n, votingPeriod: 1_209_600n, term: 31_536_000n },
      });
      expect(cobudgetTerms(rules)).to.deep.equal({
        ...{ isOn: true, ownAllowed: false, onDelivery: true, deliveryPeriod: 7_776_000n },
      });
    });

    it("says how guilds decide and who holds a decision, where the charter asks for more than one round", () => {
      const charter = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Json;
      const bare = parseCharter(charter, "bare").rules;
      expect(charterInWords(bare).join("\n")).not.to.contain("Holds").and.not.to.contain("Routine");
      expect(councilTerms(bare)).to.include({ rounds: 1, questionWindow: 0n, thresholdBps: 0n, routineWindow: 0n });
      expect(holdTerms(bare)).to.include({ members: 0, memberBps: 0n });

      set(charter, "governance.council", COUNCIL);
      set(charter, "governance.holds", { members: 3, share: "5%", duration: "200d" });
      const { rules } = parseCharter(charter, "full");
      const words = charterInWords(rules).join("\n");
      expect(words).to.contain(
        "within 2 days, in up to 3 rounds; then who has been on its roster for 30 days votes for 4 days, 66.67%",
      );
      expect(words).to.contain("Routine of stewards: carried out unless somebody objects within 1 day");
      expect(words).to.contain(
        "Holds: 3 members, at least 5% of the members suspend a council's decision for 200 days",
      );
      expect(councilTerms(rules)).to.deep.equal({
        ...{ questionWindow: 86_400n, objectionWindow: 172_800n, integrationWindow: 259_200n, voteWindow: 345_600n },
        ...{ executionWindow: 2_592_000n, routineWindow: 86_400n, rounds: 3, objections: 2, routineObjections: 1 },
        ...{ thresholdBps: 6_667n, quorumBps: 0n, tenureDays: 30n, amender: 1 },
      });
      expect(holdTerms(rules)).to.deep.equal({ members: 3, memberBps: 500n, duration: 17_280_000n });
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
    [
      "stewards elected for longer than their term",
      (c) => set(c, "governance.elections", { stewards: { ...OFFICE, term: "10y" } }),
      "governance.elections.stewards.term",
      "must not be longer than stewardTerm",
    ],
    [
      "two offices of one name",
      (c) =>
        set(c, "governance.elections", {
          offices: [
            { ...OFFICE, name: "Treasurer" },
            { ...OFFICE, name: "Treasurer" },
          ],
        }),
      "governance.elections.offices.1.name",
      "is the name of another office",
    ],
    [
      "a tenure of half a day",
      (c) => set(c, "governance.elections", { offices: [{ ...OFFICE, name: "Treasurer", tenure: "12h" }] }),
      "governance.elections.offices.0.tenure",
      "must be whole days",
    ],
    [
      "an office of nobody",
      (c) => set(c, "governance.elections", { stewards: { ...OFFICE, seats: 0 } }),
      "governance.elections.stewards.seats",
      "at least one person",
    ],
    [
      "a delivery that may take for ever",
      (c) => set(c, "governance.cobudget", { ownAllowed: true, onDelivery: true, deliveryPeriod: "9y" }),
      "governance.cobudget.deliveryPeriod",
      "must be 1d to 5y",
    ],
    [
      "several rounds without time between them",
      (c) => set(c, "governance.council", { ...COUNCIL, integrationWindow: "0" }),
      "governance.council.integrationWindow",
      "1h to 90d with several rounds",
    ],
    [
      "one round with time for another",
      (c) => set(c, "governance.council", { ...COUNCIL, rounds: 1 }),
      "governance.council.integrationWindow",
      "0 with one",
    ],
    [
      "eleven rounds",
      (c) => set(c, "governance.council", { ...COUNCIL, rounds: 11 }),
      "governance.council.rounds",
      "at most ten rounds",
    ],
    [
      "questions for a minute",
      (c) => set(c, "governance.council", { ...COUNCIL, questionWindow: "1min" }),
      "governance.council.questionWindow",
      "must be 0, or 1h to 90d",
    ],
    [
      "a tenure of hours",
      (c) => set(c, "governance.council", { ...COUNCIL, tenure: "36h" }),
      "governance.council.tenure",
      "must be whole days",
    ],
    [
      "a guild's vote that a minority carries",
      (c) => set(c, "governance.council", { ...COUNCIL, vote: { window: "4d", threshold: "49%" } }),
      "governance.council.vote.threshold",
      "50% or more",
    ],
    [
      "holds of nobody",
      (c) => set(c, "governance.holds", { duration: "200d" }),
      "governance.holds.members",
      "say how many members",
    ],
    [
      "holds that end before the assembly can decide",
      (c) => set(c, "governance.holds", { members: 3, duration: "2d" }),
      "governance.holds.duration",
      "before the assembly could decide: Holds.confirm takes up to",
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
      "a part for a guild that is not there",
      (c) =>
        set(c, "treasury.valueEquation", [
          { to: "account", guild: 2, share: "5%" },
          { to: "reserve", share: "rest" },
        ]),
      "treasury.valueEquation.0.guild",
      "there is no guild 2",
    ],
    [
      "a part for guild 0",
      (c) =>
        set(c, "treasury.valueEquation", [
          { to: "account", guild: 0, share: "5%" },
          { to: "reserve", share: "rest" },
        ]),
      "treasury.valueEquation.0.guild",
      "1",
    ],
    [
      "a part for a guild whose name the contract refuses",
      (c) => {
        set(c, "guilds", [...(c["guilds"] as Json[]), { name: "ü".repeat(33), roster: [1] }]);
        set(c, "treasury.valueEquation", [
          { to: "account", guild: 2, share: "5%" },
          { to: "reserve", share: "rest" },
        ]);
      },
      "guilds.1.name",
      "has 66 bytes",
    ],
    [
      "a part for a guild whose name another has",
      (c) => {
        const [first] = c["guilds"] as Json[];
        set(c, "guilds", [first, { ...first, roster: [1] }]);
        set(c, "treasury.valueEquation", [
          { to: "account", guild: 2, share: "5%" },
          { to: "reserve", share: "rest" },
        ]);
      },
      "guilds.1.name",
      "is the name of guild 1 too",
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
      "a threshold below half",
      (c) => set(c, "governance.rules.ordinary.threshold", "49%"),
      "governance.rules.ordinary.threshold",
      'or "consent"',
    ],
    [
      "consent that nothing stops",
      (c) => set(c, "governance.rules.ordinary.threshold", "consent"),
      "governance.rules.ordinary.blocks",
      "or everything passes",
    ],
    [
      "a kind of quorum that nobody knows",
      (c) => set(c, "governance.rules.ordinary.quorum", { heads: "5%" }),
      "governance.rules.ordinary.quorum",
      "heads",
    ],
    [
      "a quorum of a thousand roots",
      (c) => set(c, "governance.rules.ordinary.quorum", { root: "1000" }),
      "governance.rules.ordinary.quorum.root",
      "at most 650",
    ],
    [
      "a constitution by engagement",
      (c) => set(c, "governance.rules.constitutional.quorum", { engaged: "50%" }),
      "governance.rules.constitutional.quorum",
      "nothing could be decided",
    ],
    [
      "more blocks than can be counted",
      (c) => set(c, "governance.rules.ordinary.blocks", 256),
      "governance.rules.ordinary.blocks",
      '"weigh"',
    ],
    [
      "three readings",
      (c) => set(c, "governance.rules.ordinary.readings", 3),
      "governance.rules.ordinary.readings",
      "one reading or two",
    ],
    [
      "sealed ballots that could turn late",
      (c) => set(c, "governance.rules.ordinary.sealed", { openWithin: 48 }),
      "governance.rules.ordinary.lateHours",
      "must be 0 where ballots are sealed",
    ],
    [
      "delegates for who knows how long",
      (c) => set(c, "governance.rules.ordinary.delegates", true),
      "governance.rules.ordinary.delegates",
      "needs governance.delegations",
    ],
    [
      "delegations that no rule counts",
      (c) => set(c, "governance.delegations", { longest: "1y" }),
      "governance.delegations",
      "no rule counts delegates",
    ],
    [
      "delegations for ever",
      (c) => {
        set(c, "governance.rules.ordinary.delegates", true);
        set(c, "governance.delegations", { longest: "2y" });
      },
      "governance.delegations.longest",
      "must be 1d to 1y",
    ],
    [
      "vetoes of chambers that the nation does not have",
      (c) => set(c, "governance.rules.ordinary.chambers", true),
      "governance.rules.ordinary.chambers",
      "the nation has no chambers",
    ],
    [
      "no time for a veto",
      (c) => {
        set(c, "governance.chambers", { two: "40%", three: "25%", members: {}, masters: {} });
        set(c, "governance.rules.ordinary.chambers", true);
        set(c, "governance.rules.ordinary.executionDelay", "23h");
      },
      "governance.rules.ordinary.executionDelay",
      "at least 1d",
    ],
    [
      "a veto that is the last word on the constitution",
      (c) => {
        set(c, "governance.chambers", { two: "40%", three: "25%", members: {}, masters: {} });
        set(c, "governance.rules.constitutional.chambers", true);
      },
      "governance.chambers.raise",
      "more than 0%",
    ],
    [
      "one chamber alone",
      (c) => set(c, "governance.chambers", { two: "40%", three: "25%", masters: {} }),
      "governance.chambers",
      "two chambers at least",
    ],
    [
      "a veto that takes more of three than of two",
      (c) => set(c, "governance.chambers", { two: "25%", three: "40%", members: {}, masters: {} }),
      "governance.chambers.three",
      "not be more than two",
    ],
    [
      "a veto of nobody",
      (c) => set(c, "governance.chambers", { two: "40%", three: "0%", members: {}, masters: {} }),
      "governance.chambers.three",
      "more than 0%",
    ],
    [
      "a chamber of members among the organisations",
      (c) =>
        set(c, "governance.chambers", {
          ...{ two: "40%", three: "25%", members: {} },
          organisations: { classes: ["member"] },
        }),
      "governance.chambers.organisations.classes",
      "non-profit",
    ],
    [
      "a brake that nobody can pull",
      (c) => set(c, "governance.brake", { gathers: "1d", lasts: "1d" }),
      "governance.brake.members",
      "nobody",
    ],
    [
      "a brake for an office that nobody is elected to",
      (c) => set(c, "governance.brake", { office: "Warden", officers: 1, gathers: "1d", lasts: "1d" }),
      "governance.brake.office",
      "no office",
    ],
    [
      "a brake that stops longer than decisions stand",
      (c) => {
        set(c, "governance.brake", { members: 3, gathers: "1d", lasts: "3d" });
        set(c, "governance.rules.ordinary.executionWindow", "3d");
      },
      "governance.rules.ordinary.executionWindow",
      "governance.brake.lasts",
    ],
    [
      "more time to leave than the constitutional rule waits",
      (c) => set(c, "governance.exitWindow", "8d"),
      "governance.rules.constitutional.executionDelay",
      "governance.exitWindow",
    ],
    [
      "part of a working day",
      (c) => {
        set(c, "governance.rules.ordinary.workingDays", true);
        set(c, "governance.rules.ordinary.notice", "36h");
      },
      "governance.rules.ordinary.notice",
      "whole days",
    ],
    [
      "more working days than a year has",
      (c) => {
        set(c, "governance.rules.ordinary.workingDays", true);
        set(c, "governance.rules.ordinary.votingPeriod", "181d");
      },
      "governance.rules.ordinary.votingPeriod",
      "at most 180d",
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

  for (const [given, file, why] of [
    ["no file", "package-lock.missing.json", "there is no such file"],
    ["a folder", "charters", "it is a folder"],
    ["a file that is no JSON", "README.md", "it is no JSON"],
  ] as const) {
    describe(`given ${given}`, () => {
      it("throws CharterUnreadable, and says why", () => {
        expect(() => readCharter(file))
          .to.throw(NeoguildError, `${file} cannot be read: ${why}`)
          .and.to.include({ code: "CharterUnreadable" });
      });
    });
  }
});
