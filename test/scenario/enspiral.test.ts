import { expect } from "chai";
import { network } from "hardhat";

import { readCharter } from "../../sdk/charter.ts";
import { deadlineOf } from "../../sdk/governance/calendar.ts";
import { Choice } from "../../sdk/governance/ballots.ts";
import { ruleList, ruleNames } from "../../sdk/governance/terms.ts";
import { callOf, deployGovernance, proposeBy } from "../fixtures/governance.ts";
import { DAY } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { Against: NO, For: YES, Abstain: ABSTAIN, Block: BLOCK } = Choice;
const WEEKEND = { restDays: new Set(["saturday", "sunday"] as const), closed: new Set<bigint>() };

// The rules are those of charters/enspiral.json, after Enspiral's decisions agreement.
describe("The five types of decision at a network with Enspiral's rules", () => {
  const { rules: charter } = readCharter("charters/enspiral.json");
  const names = ruleNames(charter);
  /** Each rule decides on a function of its own; the constitutional one on whatever is left. */
  const FUNCTIONS: Readonly<Record<string, string>> = {
    standard: "setTerms",
    significant: "fold",
    emergency: "seal",
    advice: "found",
    constitutional: "renew",
  };

  const nation = () =>
    deployGovernance(ethers, {
      founders: 8,
      rules: ruleList(charter),
      listed: Object.fromEntries(names.slice(1).map((name) => [FUNCTIONS[name]!, names.indexOf(name)])),
    });

  /** Proposes under a rule, and lets members state their positions; the first members state them, the others none. */
  async function decided(rule: string, positions: readonly number[]) {
    const context = await networkHelpers.loadFixture(nation);
    const { assembly, members, founders } = context;
    const { selector } = members.interface.getFunction(FUNCTIONS[rule] as "fold");
    const calls = { ...(await callOf(members, "fold", [1n])), calldatas: [selector] };
    const { id } = await proposeBy(context, founders[0]!, calls, rule);
    const made = BigInt(await time.latest());
    await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    for (const [index, position] of positions.entries()) {
      await assembly.connect(founders[index]!.signer).castVote(id, position);
    }
    const { snapshot, deadline } = await assembly.voteOf(id);
    await time.increaseTo(deadline + 1n);
    return { passed: (await assembly.state(id)) === 4n, made, snapshot, deadline };
  }

  const cases: [rule: string, why: string, positions: readonly number[], passes: boolean][] = [
    ["standard", "nobody blocks, though more say no", [YES, NO, NO], true],
    ["standard", "nobody says anything", [], true],
    ["standard", "one of eight blocks", [YES, YES, YES, YES, YES, YES, YES, BLOCK], false],
    ["significant", "over half of those stating a position agree", [YES, YES, YES, NO, ABSTAIN], true],
    ["significant", "half of those stating a position agree", [YES, YES, NO, ABSTAIN], false],
    ["significant", "one blocks", [YES, YES, YES, BLOCK], false],
    ["constitutional", "six of eight (75%) agree or abstain", [YES, YES, YES, YES, ABSTAIN, ABSTAIN], true],
    ["constitutional", "six agree or abstain, and two say no", [YES, YES, YES, YES, ABSTAIN, ABSTAIN, NO, NO], true],
    ["constitutional", "five of eight agree or abstain", [YES, YES, YES, YES, ABSTAIN, NO, NO], false],
    ["constitutional", "one blocks", [YES, YES, YES, YES, YES, YES, YES, BLOCK], false],
    ["emergency", "75% of those stating a position agree, over a block", [YES, YES, YES, BLOCK], true],
    ["emergency", "fewer than 75% agree", [YES, YES, YES, YES, YES, BLOCK, NO], false],
    ["advice", "six of eight agree or abstain, after advice", [YES, YES, YES, YES, YES, ABSTAIN], true],
    ["advice", "too few decide", [YES, YES, YES, YES, YES], false],
  ];
  for (const [rule, why, positions, passes] of cases) {
    it(`${rule}: ${passes ? "passes" : "does not pass"} when ${why}`, async () => {
      expect((await decided(rule, positions)).passed).to.equal(passes);
    });
  }

  const days: Readonly<Record<string, number>> = {
    standard: 3,
    significant: 5,
    constitutional: 5,
    emergency: 10,
    advice: 5,
  };
  for (const [rule, workingDays] of Object.entries(days)) {
    it(`${rule}: is open for ${workingDays} whole working days, weekends not counted`, async () => {
      const { made, snapshot, deadline } = await decided(rule, []);
      const from = rule === "advice" ? deadlineOf(WEEKEND, made, 5) - 1n : made;
      expect(snapshot).to.equal(from);
      expect(deadline).to.equal(deadlineOf(WEEKEND, snapshot, workingDays) - 1n);
      expect(deadline - snapshot >= BigInt(workingDays) * DAY).to.equal(true);
    });
  }

  it("advice: is sought for five working days before the decision opens", async () => {
    const { made, snapshot } = await decided("advice", []);
    expect(snapshot - made >= 5n * DAY).to.equal(true);
  });
});
