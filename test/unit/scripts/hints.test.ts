import { expect } from "chai";
import hre from "hardhat";

import { hintsFor } from "../../../scripts/output.ts";

/** With two nations on a machine, a hint without a name would reach neither. */
describe("hints of a task", () => {
  for (const [given, nation, text, printed] of [
    ["no nation", undefined, "See 'npx hardhat member:list'.", "See 'npx hardhat member:list'."],
    ["a nation", "mill", "See 'npx hardhat member:list'.", "See 'npx hardhat member:list --nation mill'."],
    ["a name of two words", "Our Mill", "npx hardhat season:open", "npx hardhat season:open --nation our-mill"],
    [
      "options in the hint",
      "mill",
      "then: npx hardhat council:execute --proposal 7",
      "then: npx hardhat council:execute --nation mill --proposal 7",
    ],
    [
      "two hints, one with its nation",
      "mill",
      "'npx hardhat time:skip --nation other --by 3d' or 'npx hardhat season:open'",
      "'npx hardhat time:skip --nation other --by 3d' or 'npx hardhat season:open --nation mill'",
    ],
    ["a hint for help", "mill", "See 'npx hardhat season:open --help'.", "See 'npx hardhat season:open --help'."],
    ["no task of ours", "mill", "npx hardhat build, npm start", "npx hardhat build, npm start"],
    ["what makes a nation", "mill", "npx hardhat nation:deploy", "npx hardhat nation:deploy"],
  ] as const) {
    it(`given ${given}, print ${printed}`, () => {
      expect(hintsFor(nation, text)).to.equal(printed);
    });
  }

  it("name tasks that take --nation", () => {
    const tasks = [...hre.tasks.rootTasks.values()].filter(({ id }) => id[0]?.includes(":"));
    expect(tasks).not.to.be.empty;
    expect(tasks.filter(({ options }) => !options.has("nation")).map(({ id }) => id)).to.deep.equal([]);
  });
});
