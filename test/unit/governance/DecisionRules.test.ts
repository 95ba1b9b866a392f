import { expect } from "chai";
import { network } from "hardhat";

import { listsOf } from "../../../sdk/governance/proposals.ts";
import { type Rule, RuleFlag, stricter } from "../../../sdk/governance/rules.ts";
import { callOf, CONSENSUS, CONSTITUTIONAL, deployGovernance, HOUR, ORDINARY } from "../../fixtures/governance.ts";
import { DAY, deployMembership } from "../../fixtures/membership.ts";
import { randomOf } from "../../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();

const words = (rule: Rule): bigint[] => Object.values(rule as unknown as Record<string, bigint>);

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
      DAY,
    ]);
    return { ...nation, rules, selector };
  }

  describe("deployment", () => {
    it("refuses to be without a constitutional rule", async () => {
      const { rules, timelock } = await networkHelpers.loadFixture(founding);
      await expect(ethers.deployContract("DecisionRules", [timelock, [], [], 3, DAY]))
        .to.be.revertedWithCustomError(rules, "RulesUnknown")
        .withArgs(0n);
    });
  });

  describe("the exit window", () => {
    it("is a day to 180 days, and refused otherwise with RulesBadExitWindow", async () => {
      const { rules, timelock } = await networkHelpers.loadFixture(founding);
      for (const window of [0n, DAY - 1n, 180n * DAY + 1n]) {
        await expect(ethers.deployContract("DecisionRules", [timelock, [CONSTITUTIONAL], [], 3, window]))
          .to.be.revertedWithCustomError(rules, "RulesBadExitWindow")
          .withArgs(window, DAY, 180n * DAY);
      }
      expect(await rules.exitWindow()).to.equal(DAY);
    });

    it("INV-357 refuses a constitutional rule that takes effect sooner, at the founding and later", async () => {
      const { rules, timelock } = await networkHelpers.loadFixture(founding);
      const soon = { ...CONSTITUTIONAL, executionDelay: DAY - 1n };
      await expect(ethers.deployContract("DecisionRules", [timelock, [soon], [], 3, DAY]))
        .to.be.revertedWithCustomError(rules, "RulesBelowExitWindow")
        .withArgs(DAY - 1n, DAY);
      await expect(rules.setRule(0, soon))
        .to.be.revertedWithCustomError(rules, "RulesBelowExitWindow")
        .withArgs(DAY - 1n, DAY);
      await rules.setRule(1, { ...ORDINARY, executionDelay: DAY - 1n });
      await rules.setRule(0, { ...CONSTITUTIONAL, executionDelay: DAY });
    });
  });

  describe("setRule", () => {
    it("reverts with RulesOutOfRange for an executionDelay under a day where chambers may veto", async () => {
      const { rules } = await networkHelpers.loadFixture(founding);
      const vetoed = { ...ORDINARY, flags: BigInt(RuleFlag.Chambers) };
      await rules.setRule(1, { ...vetoed, executionDelay: DAY });
      await expect(rules.setRule(1, { ...vetoed, executionDelay: DAY - 1n }))
        .to.be.revertedWithCustomError(rules, "RulesOutOfRange")
        .withArgs("executionDelay");
    });

    it("changes a rule and adds the next one", async () => {
      const { rules } = await networkHelpers.loadFixture(founding);
      await expect(rules.setRule(2, CONSENSUS)).to.emit(rules, "RuleSet").withArgs(2n, words(CONSENSUS));
      await rules.setRule(1, { ...ORDINARY, quorumBps: 1n });
      expect(await rules.ruleCount()).to.equal(3n);
      expect((await rules.ruleAt(1)).quorumBps).to.equal(1n);
    });

    const ranges = [
      ["thresholdBps", [0n, 1n, 4_999n, 10_001n]],
      ["quorumBps", [10_001n]],
      ["quorumEngaged", [10_001n]],
      ["sponsorBps", [10_001n]],
      ["revealHours", [1n]],
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

    const working = { ...ORDINARY, votingDelay: 0n, flags: BigInt(RuleFlag.WorkingDays) };
    const sealed = { ...ORDINARY, revealHours: 24n, flags: BigInt(RuleFlag.Sealed) };
    const combinations = [
      {
        title: "consent that blocks only weigh against",
        field: "thresholdBps",
        rule: { thresholdBps: 0n, blocks: 255n },
      },
      { title: "a notice of part of a working day", field: "votingDelay", rule: { ...working, votingDelay: HOUR } },
      { title: "part of a working day to vote", field: "votingPeriod", rule: { ...working, votingPeriod: DAY + 1n } },
      { title: "181 working days", field: "votingPeriod", rule: { ...working, votingPeriod: 181n * DAY } },
      { title: "sealed ballots that nobody can open", field: "revealHours", rule: { ...sealed, revealHours: 0n } },
      { title: "sealed ballots that turn late", field: "lateHours", rule: { ...sealed, lateHours: 1n } },
      {
        title: "open ballots that are not opened",
        field: "flags",
        rule: { flags: BigInt(RuleFlag.UnrevealedAbstains) },
      },
    ];
    for (const { title, field, rule } of combinations) {
      it(`reverts with RulesOutOfRange("${field}") for ${title}`, async () => {
        const { rules } = await networkHelpers.loadFixture(founding);
        await expect(rules.setRule(1, { ...ORDINARY, ...rule }))
          .to.be.revertedWithCustomError(rules, "RulesOutOfRange")
          .withArgs(field);
      });
    }

    it("takes consent, sealed ballots and working days, and engagement for any rule but the constitutional one", async () => {
      const { rules } = await networkHelpers.loadFixture(founding);
      await rules.setRule(1, { ...ORDINARY, thresholdBps: 0n, blocks: 1n });
      await rules.setRule(1, { ...sealed, flags: BigInt(RuleFlag.Sealed | RuleFlag.UnrevealedAbstains) });
      await rules.setRule(1, { ...working, votingPeriod: 180n * DAY });
      await rules.setRule(1, { ...ORDINARY, quorumEngaged: 5_000n });
      await expect(rules.setRule(0, { ...CONSTITUTIONAL, quorumEngaged: 1n }))
        .to.be.revertedWithCustomError(rules, "RulesOutOfRange")
        .withArgs("quorumEngaged");
    });

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

  it("combines rules as the SDK does", async () => {
    const { rules, members } = await networkHelpers.loadFixture(founding);
    const random = randomOf(320);
    const some = (most: number) => BigInt(random(most + 1));
    const selectors = ["0x00000001", "0x00000002"];
    for (let round = 0; round < 12; ++round) {
      const pair = selectors.map((): Rule => {
        const sealed = random(2) === 0;
        const flags = (random(256) & ~RuleFlag.Sealed & ~RuleFlag.UnrevealedAbstains) | (sealed ? RuleFlag.Sealed : 0);
        return {
          ...{ thresholdBps: 5_000n + some(5_000), quorumBps: some(10_000), quorumRoot: some(9_000) },
          ...{ quorumEngaged: some(10_000), blocks: some(3), sponsors: some(9), sponsorBps: some(10_000) },
          ...{ flags: BigInt(flags), lateHours: sealed ? 0n : some(24), revealHours: sealed ? 1n + some(99) : 0n },
          ...{ votingDelay: some(9) * DAY, votingPeriod: (1n + some(30)) * DAY },
          ...{ executionDelay: DAY + some(900), executionWindow: DAY + some(9_000) },
        };
      });
      for (const [index, rule] of pair.entries()) {
        await rules.setRule(index + 2, rule);
        await rules.setRuleFor(members, selectors[index]!, index + 2);
      }
      const found = await rules.ruleForCalls([members, members], [0n, 0n], selectors);
      expect(found).to.deep.equal(words(stricter(pair[0]!, pair[1]!)));
    }
  });

  it("rules a proposal that changes a rule by the constitutional rule", async () => {
    const { assembly, rules, founders } = await deployGovernance(ethers);
    const calls = await callOf(rules, "setRule", [1, { ...ORDINARY, thresholdBps: 6_000n }]);
    await assembly.connect(founders[0]!.signer).propose(...listsOf(calls), "Change a rule");
    const [event] = await assembly.queryFilter(assembly.filters.ProposalRuled());
    expect(event!.args.rule.thresholdBps).to.equal(CONSTITUTIONAL.thresholdBps);
  });
});
