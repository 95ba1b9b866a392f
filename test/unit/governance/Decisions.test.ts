import { expect } from "chai";
import { network } from "hardhat";

import { deadlineOf } from "../../../sdk/governance/calendar.ts";
import { listsOf } from "../../../sdk/governance/proposals.ts";
import { RuleFlag } from "../../../sdk/governance/rules.ts";
import {
  callOf,
  CONSTITUTIONAL,
  deployGovernance,
  keyOf,
  ORDINARY,
  proposeBy,
  type RuleTerms,
} from "../../fixtures/governance.ts";
import { accountOf } from "../../fixtures/ballotSources.ts";
import { DAY, PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const State = { Defeated: 3n, Succeeded: 4n, Queued: 5n };
const [AGAINST, FOR, ABSTAIN, BLOCK] = [0, 1, 2, 3];
const WEEKEND = { restDays: new Set(["saturday", "sunday"] as const), closed: new Set<bigint>() };

describe("What a rule asks of a decision", () => {
  /** Ten members, and one rule beside the constitutional one. */
  async function nationUnder(rule: Partial<RuleTerms>) {
    return deployGovernance(ethers, { founders: 10, rules: [CONSTITUTIONAL, { ...ORDINARY, quorumBps: 0n, ...rule }] });
  }

  type Context = Awaited<ReturnType<typeof nationUnder>>;

  async function proposed(context: Context, vouchStock = 7n) {
    const calls = await callOf(context.members, "setTerms", [{ ...PLAIN_TERMS, vouchStock }]);
    return { ...(await proposeBy(context, context.founders[0]!, calls, `Stock ${vouchStock}`)), calls };
  }

  async function voted(context: Context, id: bigint, choices: readonly number[]) {
    const { assembly, founders } = context;
    await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    for (const [index, choice] of choices.entries())
      await assembly.connect(founders[index]!.signer).castVote(id, choice);
    await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
    return assembly.state(id);
  }

  const outcomes: [title: string, rule: Partial<RuleTerms>, choices: readonly number[], passes: boolean][] = [
    ["consent passes in silence", { thresholdBps: 0n, blocks: 1n }, [], true],
    ["consent passes over votes against", { thresholdBps: 0n, blocks: 1n }, [FOR, AGAINST, AGAINST], true],
    ["consent ends at a block", { thresholdBps: 0n, blocks: 1n }, [FOR, FOR, FOR, BLOCK], false],
    ["consent with a quorum needs it", { thresholdBps: 0n, blocks: 1n, quorumBps: 3_000n }, [FOR, ABSTAIN], false],
    ["blocks that weigh stop nothing", { blocks: 255n, thresholdBps: 7_500n }, [FOR, FOR, FOR, BLOCK], true],
    ["blocks that weigh count against", { blocks: 255n, thresholdBps: 7_500n }, [FOR, FOR, FOR, BLOCK, AGAINST], false],
    ["half of all ballots are no majority", { flags: 128n }, [FOR, FOR, AGAINST, ABSTAIN], false],
    ["more than half of all ballots are", { flags: 128n }, [FOR, FOR, FOR, AGAINST, ABSTAIN], true],
    ["abstaining does not count among For and Against", {}, [FOR, FOR, AGAINST, ABSTAIN], true],
    // The root of ten is 3.16; 1.5 times that is 4.74, so five.
    ["four miss one and a half roots of ten", { quorumRoot: 150n }, [FOR, FOR, FOR, ABSTAIN], false],
    ["five reach them", { quorumRoot: 150n }, [FOR, FOR, FOR, FOR, ABSTAIN], true],
    ["no quorum is more than all", { quorumRoot: 65_000n }, Array<number>(10).fill(FOR), true],
    ["the greater of two quorums counts", { quorumRoot: 100n, quorumBps: 5_000n }, [FOR, FOR, FOR, FOR], false],
  ];
  for (const [title, rule, choices, passes] of outcomes) {
    it(`${title}: ${passes ? "passed" : "defeated"}`, async () => {
      const context = await nationUnder(rule);
      const { id } = await proposed(context);
      expect(await voted(context, id, choices)).to.equal(passes ? State.Succeeded : State.Defeated);
    });
  }

  describe("given a quorum by engagement", () => {
    it("goes by the last four decisions, with all members in the place of those there were not", async () => {
      const context = await nationUnder({ quorumEngaged: 5_000n });
      const { assembly } = context;
      expect(await assembly.engagement()).to.equal(10n);
      const needed = async (stock: bigint, ballots: number) => {
        const { id, key } = await proposed(context, stock);
        expect(await voted(context, id, Array<number>(ballots).fill(FOR))).to.equal(State.Succeeded);
        await assembly.queue(...key);
        return (await assembly.decisionOf(id)).engaged;
      };
      // Half of: ten; (5 + 30) / 4; (5 + 5 + 20) / 4; (5 + 5 + 4 + 10) / 4; (5 + 5 + 4 + 3) / 4. Rounded up.
      expect(await needed(11n, 5)).to.equal(5n);
      expect(await needed(12n, 5)).to.equal(5n);
      expect(await needed(13n, 4)).to.equal(4n);
      expect(await needed(14n, 3)).to.equal(3n);
      expect(await needed(15n, 3)).to.equal(3n);
      expect(await assembly.engagement()).to.equal(3n);
    });

    it("is not lowered by votes that nobody noticed", async () => {
      const context = await nationUnder({ quorumEngaged: 5_000n });
      for (const stock of [1n, 2n, 3n]) await proposed(context, stock);
      await time.increase(30n * DAY);
      const { id } = await proposed(context);
      expect(await voted(context, id, [FOR, FOR, FOR, FOR])).to.equal(State.Defeated);
    });
  });

  describe("given working days", () => {
    const flags = BigInt(RuleFlag.WorkingDays);

    it("begins and ends with whole working days", async () => {
      const context = await nationUnder({ flags, votingDelay: 2n * DAY, votingPeriod: 5n * DAY });
      const { id } = await proposed(context);
      const made = BigInt(await time.latest());
      const { snapshot, deadline } = await context.assembly.voteOf(id);
      expect(snapshot).to.equal(deadlineOf(WEEKEND, made, 2) - 1n);
      expect(deadline).to.equal(deadlineOf(WEEKEND, snapshot, 5) - 1n);
    });

    it("begins at once without notice, and keeps its days when the calendar changes", async () => {
      const context = await nationUnder({ flags, votingDelay: 0n, votingPeriod: 3n * DAY });
      const { id } = await proposed(context);
      const made = BigInt(await time.latest());
      const { snapshot, deadline } = await context.assembly.voteOf(id);
      expect([snapshot, deadline]).to.deep.equal([made, deadlineOf(WEEKEND, made, 3) - 1n]);
    });

    it("rounds up what a combined rule took from one without them", async () => {
      const context = await deployGovernance(ethers, {
        rules: [CONSTITUTIONAL, { ...ORDINARY, flags, votingDelay: 0n }, { ...ORDINARY, votingPeriod: 3n * DAY + 1n }],
        listed: { setTerms: 1, fold: 2 },
      });
      const [terms, fold] = [
        await callOf(context.members, "setTerms", [PLAIN_TERMS]),
        await callOf(context.members, "fold", [1n]),
      ];
      const both = {
        targets: [...terms.targets, ...fold.targets],
        values: [0n, 0n],
        calldatas: [...terms.calldatas, ...fold.calldatas],
      };
      const { id } = await proposeBy(context, context.founders[0]!, both, "Both");
      const { snapshot, deadline } = await context.assembly.voteOf(id);
      expect(deadline).to.equal(deadlineOf(WEEKEND, snapshot, 4) - 1n);
    });
  });

  describe("given two readings", () => {
    const readings = () => nationUnder({ flags: BigInt(RuleFlag.TwoReadings) });

    async function read() {
      const context = await networkHelpers.loadFixture(readings);
      const made = await proposed(context);
      await voted(context, made.id, [FOR, FOR]);
      return { ...context, context, ...made };
    }

    it("notes the first as passed and queues nothing; the second, of the same calls, is queued", async () => {
      const { assembly, timelock, context, founders, id, key, calls } = await read();
      const hash = ethers.keccak256(
        ethers.AbiCoder.defaultAbiCoder().encode(["address[]", "uint256[]", "bytes[]"], listsOf(calls)),
      );
      const noted = assembly.queue(...key);
      await expect(noted).to.emit(assembly, "FirstReadingPassed").withArgs(id, hash);
      await expect(noted).not.to.emit(timelock, "CallScheduled");
      expect(await assembly.state(id)).to.equal(State.Succeeded);
      expect(await assembly.firstReadingOf(hash)).to.equal(id);
      const again = keyOf(calls, "Stock 7, second reading");
      await expect(assembly.connect(founders[1]!.signer).propose(...listsOf(calls), "Stock 7, second reading"))
        .to.emit(assembly, "SecondReadingMade")
        .withArgs(await assembly.hashProposal(...again), id);
      await voted(context, await assembly.hashProposal(...again), [FOR, FOR]);
      await expect(assembly.queue(...again)).to.emit(timelock, "CallScheduled");
    });

    it("reverts with AssemblyReadingUsed for a second decision on one first reading, made before the other was queued", async () => {
      const { assembly, context, founders, id, key, calls } = await read();
      await assembly.queue(...key);
      const [one, other] = [keyOf(calls, "One"), keyOf(calls, "Other")];
      for (const title of ["One", "Other"]) {
        await assembly.connect(founders[1]!.signer).propose(...listsOf(calls), title);
      }
      const ids = [await assembly.hashProposal(...one), await assembly.hashProposal(...other)];
      await time.increaseTo((await assembly.proposalSnapshot(ids[1]!)) + 1n);
      for (const each of ids) {
        for (const { signer } of context.founders.slice(0, 2)) await assembly.connect(signer).castVote(each, 1);
      }
      await time.increaseTo((await assembly.proposalDeadline(ids[1]!)) + 1n);
      await assembly.queue(...one);
      await expect(assembly.queue(...other))
        .to.be.revertedWithCustomError(assembly, "AssemblyReadingUsed")
        .withArgs(ids[1], id);
      await expect(assembly.queue(...key))
        .to.be.revertedWithCustomError(assembly, "AssemblyReadingUsed")
        .withArgs(id, id);
    });

    /** Makes a proposal of the same calls that passes, and does not queue it. */
    async function passedAgain(
      { context, assembly, founders, calls }: Awaited<ReturnType<typeof read>>,
      title: string,
    ) {
      const key = keyOf(calls, title);
      const id = await assembly.hashProposal(...key);
      const making = assembly.connect(founders[1]!.signer).propose(...listsOf(calls), title);
      await making;
      expect(await voted(context, id, [FOR, FOR])).to.equal(State.Succeeded);
      return { id, key, making };
    }

    const asNation = async ({ timelock }: Context) => accountOf(ethers, networkHelpers, timelock);

    it("lets nobody hide a new first reading behind one that is used up", async () => {
      const known = await read();
      const { assembly, founders, key, id, calls } = known;
      await assembly.queue(...key);
      const second = await passedAgain(known, "Second");
      await assembly.queue(...second.key);
      const anew = await passedAgain(known, "First anew");
      await assembly.queue(...anew.key);
      await expect(assembly.queue(...key))
        .to.be.revertedWithCustomError(assembly, "AssemblyReadingUsed")
        .withArgs(id, id);
      await expect(assembly.connect(founders[1]!.signer).propose(...listsOf(calls), "Second anew"))
        .to.emit(assembly, "SecondReadingMade")
        .withArgs(await assembly.hashProposal(...keyOf(calls, "Second anew")), anew.id);
    });

    it("queues no second reading whose first the nation has cancelled", async () => {
      const known = await read();
      const { assembly, key, id } = known;
      await assembly.queue(...key);
      const second = await passedAgain(known, "Second");
      await assembly.connect(await asNation(known)).cancel(...key);
      await expect(assembly.queue(...second.key))
        .to.be.revertedWithCustomError(assembly, "AssemblyReadingUsed")
        .withArgs(second.id, id);
    });

    it("is used up by a second reading that the nation cancels, not by one that its proposer takes back", async () => {
      const known = await read();
      const { assembly, founders, key, calls } = known;
      const proposer = assembly.connect(founders[1]!.signer);
      await assembly.queue(...key);
      await proposer.propose(...listsOf(calls), "Taken back");
      await proposer.cancel(...keyOf(calls, "Taken back"));
      const second = await passedAgain(known, "Second");
      await expect(second.making).to.emit(assembly, "SecondReadingMade");
      await assembly.connect(await asNation(known)).cancel(...second.key);
      await expect(proposer.propose(...listsOf(calls), "Third")).not.to.emit(assembly, "SecondReadingMade");
    });

    it("takes other calls, a first reading that was not noted, and one that lapsed, for nothing", async () => {
      const { assembly, context, founders, key, calls } = await read();
      const propose = (title: string) => assembly.connect(founders[1]!.signer).propose(...listsOf(calls), title);
      await expect(propose("before it was noted")).not.to.emit(assembly, "SecondReadingMade");
      await assembly.queue(...key);
      await proposed(context, 8n);
      expect(await assembly.queryFilter(assembly.filters.SecondReadingMade())).to.deep.equal([]);
      await time.increase(ORDINARY.executionWindow);
      await expect(propose("too late")).not.to.emit(assembly, "SecondReadingMade");
    });

    it("cannot be executed after its first reading, whatever anybody does", async () => {
      const { assembly, key } = await read();
      await assembly.queue(...key);
      await assembly.queue(...key);
      await time.increase(10n * DAY);
      await expect(assembly.execute(...key)).to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState");
    });
  });
});
