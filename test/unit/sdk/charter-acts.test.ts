import { readFileSync } from "node:fs";
import { expect } from "chai";

import { parseCharter } from "../../../sdk/charter.ts";
import { contractNames, interfaceOf, solidityName } from "../../../sdk/connect.ts";
import type { NeoguildError } from "../../../sdk/errors.ts";
import { CALLABLE } from "../../../sdk/governance/selectors.ts";
import { listedActs } from "../../../sdk/governance/terms.ts";

interface Governed {
  governance: { rules: Record<string, object>; acts: Record<string, string> };
}

describe("the acts of a charter", () => {
  const charter = (acts: Record<string, string>, rules: Record<string, object> = {}) => {
    const given = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Governed;
    given.governance.acts = acts;
    Object.assign(given.governance.rules, rules);
    return parseCharter(given, "charter.json").rules;
  };
  const faultsOf = (acts: Record<string, string>, rules: Record<string, object> = {}): string[] => {
    try {
      charter(acts, rules);
      return [];
    } catch (error) {
      return (error as NeoguildError).message.split("\n").slice(1);
    }
  };
  const constitutional = () =>
    (JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Governed).governance.rules["constitutional"]!;

  it("can be those of every contract that obeys the nation's timelock", () => {
    const chartered = contractNames.filter((name) => interfaceOf(name).hasFunction("timelock")).map(solidityName);
    expect(Object.keys(CALLABLE)).to.deep.equal([...chartered, "BankMoney"]);
    const acts = ["Licences.fillSeat", "Pacts.propose", "Pacts.giveNotice", "Pacts.nameSpeaker", "Assembly.cancel"];
    const listed = listedActs(charter(Object.fromEntries(acts.map((act) => [act, "ordinary"]))));
    expect(listed.map(({ act }) => act)).to.deep.equal(acts);
    expect(listed.at(-1)).to.deep.include({ contract: "Assembly", rule: 1 });
  });

  it("are refused once, by what is wrong first", () => {
    for (const act of ["Nobody.carry", "Members.dance", "Members.isActive", "TimelockController.grantRole"]) {
      const [fault, ...more] = faultsOf({ [act]: "none" });
      expect(fault).to.contain(`governance.acts.${act}: is no function of a contract that a decision can call`);
      expect(more).to.deep.equal([]);
    }
    expect(faultsOf({ "Assembly.cancel": "none" })).to.deep.equal([
      '  governance.acts.Assembly.cancel: there is no rule "none"',
    ]);
  });

  describe("that bound what others decide", () => {
    for (const act of ["Chambers.setTerms", "Delegations.setTerms", "Moving.attest", "Spending.setCap"]) {
      it(`${act} takes no rule that is easier than the constitutional one`, () => {
        expect(faultsOf({ [act]: "ordinary" })).to.deep.equal([
          `  governance.acts.${act}: bounds what others decide: "ordinary" is easier than the constitutional rule`,
        ]);
        expect(faultsOf({ [act]: "constitutional" })).to.deep.equal([]);
        expect(faultsOf({ [act]: "strict" }, { strict: { ...constitutional(), readings: 2 } })).to.deep.equal([]);
        const faster = { ...constitutional(), readings: 2, executionDelay: "1h" };
        expect(faultsOf({ [act]: "faster" }, { faster })).to.have.lengthOf(1);
      });
    }
  });
});
