import { readFileSync } from "node:fs";
import { expect } from "chai";

import { parseCharter } from "../../sdk/charter.ts";
import { NeoguildError } from "../../sdk/errors.ts";

/**
 * A charter could list functions that always take the constitutional rule. The deployment then stopped with a TypeError,
 * or halfway at a contract that refused the list.
 */
describe("Finding: a charter that lists what always takes the constitutional rule", () => {
  for (const act of ["DecisionRules.setRule", "Members.carry"]) {
    it(`is refused for ${act}, with the path and the rule`, () => {
      const charter = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as {
        governance: { acts: Record<string, string> };
      };
      charter.governance.acts[act] = "ordinary";
      expect(() => parseCharter(charter, "fault.json"))
        .to.throw(NeoguildError, `governance.acts.${act}: takes the constitutional rule in any case`)
        .and.to.include({ code: "CharterInvalid" });
    });
  }
});
