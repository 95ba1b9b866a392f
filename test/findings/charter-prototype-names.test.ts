import { readFileSync } from "node:fs";
import { expect } from "chai";

import { parseCharter, readCharter } from "../../sdk/charter.ts";
import type { NeoguildError } from "../../sdk/errors.ts";

interface Governed {
  governance: { rules: Record<string, unknown>; acts: Record<string, string> };
}
const example = () => JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Governed;

function faultOf(change: (charter: Governed) => void): string {
  const charter = example();
  change(charter);
  try {
    parseCharter(charter, "fault.json");
  } catch (error) {
    return (error as NeoguildError).message;
  }
  return "taken";
}

describe("Finding: names that every JavaScript object has passed the charter's check", () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    it(`there is no rule "${name}"`, () => {
      expect(faultOf(({ governance }) => (governance.acts["Reserve.spend"] = name))).to.contain(`no rule "${name}"`);
    });
  }
  for (const act of ["constructor.name", "toString.call", "Members.", "Members", "Members.(", "Reserve.spend.x"]) {
    it(`"${act}" is no function of a contract`, () => {
      expect(faultOf(({ governance }) => (governance.acts[act] = "ordinary"))).to.contain(
        "is no function of a contract",
      );
    });
  }
  it("a rule named __proto__ is refused, not overlooked", () => {
    const text = readFileSync("charters/hypha.json", "utf8").replace('"ordinary": {', '"__proto__": {');
    const charter: unknown = JSON.parse(text);
    expect(() => parseCharter(charter, "fault.json")).to.throw("__proto__");
  });
  it("the example is still taken", () => {
    expect(readCharter("charters/hypha.json").rules.name).to.equal("Hypha example");
  });
});
