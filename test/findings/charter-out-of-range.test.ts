import { readFileSync } from "node:fs";
import { expect } from "chai";

import { parseCharter } from "../../sdk/charter.ts";
import type { NeoguildError } from "../../sdk/errors.ts";

type Json = Record<string, unknown>;

/** The faults of the example charter with one value changed, as path and message. */
function faultsOf(path: string, value: unknown): string[] {
  const charter = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Json;
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const inner = keys.reduce<Json>((at, key) => at[key] as Json, charter);
  inner[last] = value;
  try {
    parseCharter(charter, "fault.json");
    return [];
  } catch (error) {
    return (error as NeoguildError).message.split("\n").slice(1);
  }
}

const BUCKETS = { to: "reserve", share: "1%" };

describe("Finding: a charter that the contracts refuse failed halfway through its deployment", () => {
  const outside: [path: string, value: unknown][] = [
    ["founders.0", `0x${"0".repeat(40)}`],
    ["stewardTerm", "23h"],
    ["stewardTerm", "11y"],
    ["membership.vouchStock", 65_536],
    ["membership.vouchSpacing", "200y"],
    ["membership.vouchValidity", "101y"],
    ["membership.probation", "99999999999999999y"],
    ["membership.acceptancePeriod", "23h"],
    ["membership.term", "101y"],
    ["membership.renewalWindow", "11y"],
    ["membership.grace", "200y"],
    ["membership.keyInterval", "200y"],
    ["justice.cases.mediationDays", 0],
    ["justice.cases.noticeDays", 61],
    ["justice.cases.replyDays", 0],
    ["justice.cases.lotDays", 251],
    ["justice.cases.panelDays", 121],
    ["justice.cases.appealDays", 61],
    ["justice.cases.seats", 0],
    ["justice.cases.appealSeats", 33],
    ["justice.cases.sanction", "50%"],
    ["justice.cases.suspension", "23h"],
    ["justice.cases.noteTerm", "6y"],
    ["justice.cases.separators", 1],
    ["justice.cases.separators", 31],
    ["justice.cases.separation", "61d"],
    ["justice.cases.separation", "36h"],
    ["justice.cases.openCases", 0],
    ["chapters.hosts", 1],
    ["chapters.hosts", 9],
    ["chapters.backers", 0],
    ["chapters.backers", 256],
    ["chapters.hostTerm", "23h"],
    ["chapters.hostTerm", "11y"],
    ["chapters.homeInterval", "11y"],
    ["chapters.longestStay", "59min"],
    ["chapters.longestStay", "2y"],
    ["chapters.guestDays", 0],
    ["chapters.guestDays", 366],
    ["membership.longestRest", "200y"],
    ["membership.applicationWindow", "1y"], // as long as the probation
    ["recovery.share", "66.67%"],
    ["recovery.finalShare", "49.99%"],
    ["recovery.contactsDelay", "13d"],
    ["recovery.window", "23h"],
    ["recovery.delay", "23h"],
    ["recovery.finalDelay", "14d"],
    ["recovery.vetoMemory", "13d"],
    ["recovery.longestStay", "2y"],
    ["season.length", "23h"],
    ["season.length", "11y"],
    ["season.appraisalPeriod", "2y"],
    ["season.challengePeriod", "2y"],
    ["season.standingHalfLife", "1h"],
    ["season.minimum.care", "99999y"],
    ["season.minimum.care", "90s"], // the ledger counts minutes
    ["season.pairLimit", "59s"], // in minutes 0, which is no limit
    ["season.cap", "30s"],
    ["season.cap", "15h"], // the minimum of livelihood is 16 h
    ["treasury.reserve.cap", "0%"],
    ["treasury.reserve.period", "23h"],
    ["treasury.valueEquation", [...Array.from({ length: 8 }, () => BUCKETS), { to: "equal", share: "rest" }]],
    [
      "treasury.valueEquation",
      [
        { to: "reserve", share: "50%" },
        { to: "equal", share: "80%", ofRemaining: true },
        { to: "reserve", share: "30%" },
        { to: "equal", share: "rest" },
      ],
    ],
    ["licensing.policies.3.price.perGrant", "999999999999"],
    ["licensing.policies.3.term", "200y"],
    ["licensing.longestAttestation", "11y"],
    ["governance.rules.ordinary.notice", "91d"],
    ["governance.rules.ordinary.votingPeriod", "59min"],
    ["governance.rules.ordinary.votingPeriod", "2y"],
    ["governance.rules.ordinary.lateHours", 169],
    ["governance.rules.ordinary.executionDelay", "0"],
    ["governance.rules.ordinary.executionWindow", "1h"],
    ["governance.council.objectionWindow", "91d"],
    ["governance.council.executionWindow", "59min"],
  ];
  for (const [path, value] of outside) {
    it(`${path} = ${JSON.stringify(value)} is named before anything is sent`, () => {
      const faults = faultsOf(path, value);
      expect(faults[0], faults.join()).to.contain(path);
    });
  }

  it("what is just inside is taken", () => {
    const inside: [string, unknown][] = [
      ["stewardTerm", "1d"],
      ["membership.vouchValidity", "100y"],
      ["chapters.hosts", 8],
      ["chapters.homeInterval", "0"],
      ["chapters.longestStay", "1y"],
      ["membership.applicationWindow", "0"],
      ["membership.applicationWindow", "366d"],
      ["season.length", "10y"],
      ["season.standingHalfLife", "0"],
      ["season.cap", "16h"],
      ["season.pairLimit", "90min"],
      ["treasury.reserve.cap", "0.01%"],
      ["governance.rules.ordinary.lateHours", 168],
      ["governance.council.objectionWindow", "90d"],
    ];
    for (const [path, value] of inside) expect(faultsOf(path, value), path).to.deep.equal([]);
  });
});
