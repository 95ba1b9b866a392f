import { expect } from "chai";
import { network } from "hardhat";

import { listsOf } from "../../../sdk/governance/proposals.ts";
import { callOf, CONSENSUS, CONSTITUTIONAL, deployGovernance, ORDINARY } from "../../fixtures/governance.ts";
import { DAY, deployMembership } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

const words = (rule: typeof CONSTITUTIONAL) => Object.values(rule);

describe("DecisionRules", () => {
  /** Not sealed: the founding account may set rules, as an executed decision may later. */
  async function founding() {
    const nation = await deployMembership(ethers);
    const { members, timelock } = nation;
    const selector = members.interface.getFunction("setTerms").selector;
    const rules = await ethers.deployContract("DecisionRules", [
      timelock,
      [CONSTITUTIONAL, ORDINARY],
      [{ target: members, selector, rule: 1 }],
      3,
    ]);
    return { ...nation, rules, selector };
  }

  describe("deployment", () => {
    it("refuses to be without a constitutional rule", async () => {
      const { rules, timelock } = await networkHelpers.loadFixture(founding);
      await expect(ethers.deployContract("DecisionRules", [timelock, [], [], 3]))
        .to.be.revertedWithCustomError(rules, "RulesUnknown")
        .withArgs(0n);
    });
  });

  describe("setRule", () => {
    it("changes a rule and adds the next one", async () => {
      const { rules } = await networkHelpers.loadFixture(founding);
      await expect(rules.setRule(2, CONSENSUS))
        .to.emit(rules, "RuleSet")
        .withArgs(2n, ...words(CONSENSUS));
      await rules.setRule(1, { ...ORDINARY, quorumBps: 1n });
      expect(await rules.ruleCount()).to.equal(3n);
      expect((await rules.ruleAt(1)).quorumBps).to.equal(1n);
    });

    const ranges = [
      ["thresholdBps", [4_999n, 10_001n]],
      ["quorumBps", [10_001n]],
      ["votingDelay", [90n * DAY + 1n]],
      ["votingPeriod", [3_599n, 365n * DAY + 1n]],
      ["executionDelay", [3_599n, 365n * DAY + 1n]],
      ["executionWindow", [DAY - 1n, 365n * DAY + 1n]],
      ["lateHours", [73n]],
    ] as const;
    for (const [field, values] of ranges) {
      it(`reverts with RulesOutOfRange for a ${field} of ${values.join(" or ")}`, async () => {
        const { rules } = await networkHelpers.loadFixture(founding);
        for (const value of values) {
          await expect(rules.setRule(1, { ...ORDINARY, [field]: value }))
            .to.be.revertedWithCustomError(rules, "RulesOutOfRange")
            .withArgs(field);
        }
      });
    }

    it("reverts with RulesUnknown for a number that leaves a gap", async () => {
      const { rules } = await networkHelpers.loadFixture(founding);
      await expect(rules.setRule(3, ORDINARY)).to.be.revertedWithCustomError(rules, "RulesUnknown").withArgs(3n);
      await expect(rules.ruleAt(2)).to.be.revertedWithCustomError(rules, "RulesUnknown").withArgs(2n);
    });

    it("reverts with CharteredOnlyNation for everybody but the nation", async () => {
      const { rules, strangers, selector } = await networkHelpers.loadFixture(founding);
      const stranger = rules.connect(strangers[0]);
      for (const call of [
        () => stranger.setRule(1, ORDINARY),
        () => stranger.setRuleFor(rules, selector, 1),
        () => stranger.setProposalsPerMember(1),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(rules, "CharteredOnlyNation")
          .withArgs(strangers[0]!.address);
      }
    });
  });

  describe("setRuleFor", () => {
    it("lists a function, and takes it off the list again", async () => {
      const { rules, members, selector } = await networkHelpers.loadFixture(founding);
      expect(await rules.ruleIndexFor(members, selector)).to.equal(1n);
      await expect(rules.setRuleFor(members, selector, 0))
        .to.emit(rules, "RuleForSet")
        .withArgs(await members.getAddress(), selector, 1n, 0n);
      expect(await rules.ruleIndexFor(members, selector)).to.equal(0n);
    });

    it("reverts with RulesOnlyConstitutional for the timelock, these rules and whatever forwards calls", async () => {
      const { rules, members, timelock, selector } = await networkHelpers.loadFixture(founding);
      const forwarding = ["carry(bytes[])", "multicall(bytes[])", "execute(address,uint256,bytes)"];
      for (const [target, chosen] of [
        [timelock, selector],
        [rules, selector],
        ...forwarding.map((signature) => [members, ethers.id(signature).slice(0, 10)] as const),
      ] as const) {
        await expect(rules.setRuleFor(target, chosen, 1))
          .to.be.revertedWithCustomError(rules, "RulesOnlyConstitutional")
          .withArgs(await target.getAddress(), chosen);
        await rules.setRuleFor(target, chosen, 0);
      }
    });

    it("reverts with RulesUnknown for a rule there is not", async () => {
      const { rules, members, selector } = await networkHelpers.loadFixture(founding);
      await expect(rules.setRuleFor(members, selector, 2))
        .to.be.revertedWithCustomError(rules, "RulesUnknown")
        .withArgs(2n);
    });
  });

  describe("setProposalsPerMember", () => {
    it("takes 1 to 6, and reverts with RulesBadProposalLimit for anything else", async () => {
      const { rules } = await networkHelpers.loadFixture(founding);
      await expect(rules.setProposalsPerMember(6)).to.emit(rules, "ProposalsPerMemberSet").withArgs(6n);
      expect(await rules.proposalsPerMember()).to.equal(6n);
      for (const proposals of [0n, 7n]) {
        await expect(rules.setProposalsPerMember(proposals))
          .to.be.revertedWithCustomError(rules, "RulesBadProposalLimit")
          .withArgs(proposals, 6n);
      }
    });
  });

  describe("ruleForCalls", () => {
    it("takes the listed rule for a listed function, the constitutional one for anything else", async () => {
      const { rules, members, guilds, timelock, selector } = await networkHelpers.loadFixture(founding);
      expect(await rules.ruleForCalls([members], [0n], [selector])).to.deep.equal(words(ORDINARY));
      const constitutional = [
        { target: members, value: 1n, data: selector, why: "it carries money" },
        { target: members, value: 0n, data: "0x", why: "it has no data" },
        { target: members, value: 0n, data: selector.slice(0, 8), why: "its data is shorter than a selector" },
        { target: guilds, value: 0n, data: selector, why: "it is another contract's" },
        { target: timelock, value: 0n, data: "0x8f2a0bb0", why: "it is the timelock's scheduleBatch" },
      ];
      for (const { target, value, data, why } of constitutional) {
        expect(await rules.ruleForCalls([target], [value], [data]), why).to.deep.equal(words(CONSTITUTIONAL));
      }
    });

    it("takes the stricter of several in every single respect", async () => {
      const { rules, members, selector } = await networkHelpers.loadFixture(founding);
      await rules.setRule(2, { ...CONSENSUS, executionWindow: DAY, blocks: 3n });
      await rules.setRule(3, { ...CONSENSUS, blocks: 2n, lateHours: 1n });
      const other = ethers.id("other()").slice(0, 10);
      const third = ethers.id("third()").slice(0, 10);
      await rules.setRuleFor(members, other, 2);
      await rules.setRuleFor(members, third, 3);
      const expected = { ...CONSTITUTIONAL, blocks: 2n, lateHours: 24n, executionWindow: DAY };
      for (const order of [
        [selector, other, third, "0xffffffff"],
        ["0xffffffff", third, other, selector, other],
      ]) {
        const targets = order.map(() => members);
        const values = order.map(() => 0n);
        expect(await rules.ruleForCalls(targets, values, order)).to.deep.equal(words(expected));
      }
    });
  });

  it("rules a proposal that changes a rule by the constitutional rule", async () => {
    const { assembly, rules, founders } = await deployGovernance(ethers);
    const calls = await callOf(rules, "setRule", [1, { ...ORDINARY, thresholdBps: 6_000n }]);
    await assembly.connect(founders[0]!.signer).propose(...listsOf(calls), "Change a rule");
    const [event] = await assembly.queryFilter(assembly.filters.ProposalRuled());
    expect(event!.args.thresholdBps).to.equal(CONSTITUTIONAL.thresholdBps);
  });
});
