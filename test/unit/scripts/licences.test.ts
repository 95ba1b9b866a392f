import { expect } from "chai";

import { CATALOGUE } from "../../fixtures/licensing.ts";
import { runTask } from "./harness.ts";

const ask = (task: string, options: Readonly<Record<string, unknown>> = {}) => runTask({}, task, options);

/** What can be asked of the catalogue without a nation. */
describe("tasks about licences", () => {
  describe("licence:explain", () => {
    it("lists the catalogue when no licence is named", async () => {
      const { data } = await ask("licence:explain");
      const ids = (data["licences"] as { licence: string }[]).map(({ licence }) => licence);
      expect(ids).to.have.members(CATALOGUE);
    });

    it("says who may do what and by which clause, what it asks, and where the reading may be disputed", async () => {
      const { output } = await ask("licence:explain", { licence: "PPL" });
      expect(output).to.contain("no legal advice");
      expect(output).to.contain("commercial: Forbidden for everybody but worker co-ops and firms (4b)");
      expect(output).to.contain("- What is free cannot be withdrawn. (7b)");
      expect(output).to.contain("? Whether 4d reaches");
      expect(output).to.contain("Forbidden = not by this licence; the work may offer another");
      expect(output).to.contain("4c: Commercial purposes are open to a worker-owned business");
    });

    it("points to the list when it has no such licence", async () => {
      const { error } = await ask("licence:explain", { licence: "GPL-3.0" });
      expect(error).to.include({ code: "LicenceUnknown" });
      expect(error?.remedy).to.contain("licence:explain");
    });
  });

  describe("licence:compare", () => {
    it("says what may build on what, and under what a work may build on both", async () => {
      const { data, output } = await ask("licence:compare", { first: "CC-BY-SA-4.0", second: "GPL-3.0-or-later" });
      expect(data).to.have.nested.property("onFirst.verdict", "with care");
      expect(data).to.have.nested.property("onSecond.verdict", "no");
      expect(data).to.have.nested.property("both.possible[0].spdxId", "GPL-3.0-or-later");
      expect(output).to.contain("A work that builds on one under each: under GPL-3.0-or-later (with care)");
      expect(output).to.contain("no legal advice");
    });

    it("asks for the second licence before anything is read", async () => {
      const { error } = await ask("licence:compare", { first: "PPL" });
      expect(error).to.include({ code: "OptionsInvalid" });
    });
  });
});
