import { expect } from "chai";
import { network } from "hardhat";

import { Choice } from "../../../sdk/governance/ballots.ts";
import { topicBits, topicsIn, unpackCarried } from "../../../sdk/governance/delegations.ts";
import { countOf, covers, delegationOf, foldDelegations } from "../../../sdk/governance/delegationsFold.ts";
import { listsOf, type Calls } from "../../../sdk/governance/proposals.ts";
import { RuleFlag } from "../../../sdk/governance/rules.ts";
import {
  accountOf,
  commit,
  delegate,
  deploySources,
  open,
  openingOf,
  revoke,
  saltOf,
  SEAT,
  YEAR_OF_SECONDS,
  type VotingNation,
} from "../../fixtures/ballotSources.ts";
import { callOf, CONSTITUTIONAL, ORDINARY, proposeBy, signAs } from "../../fixtures/governance.ts";
import { DAY, FOREVER, foundGuild, PLAIN_TERMS, vouchIn, YEAR, type Person } from "../../fixtures/membership.ts";
import { randomOf } from "../../fixtures/walk.ts";

const { ethers, networkHelpers: helpers } = await network.create();
const { time } = helpers;

const flags = (...all: number[]) => BigInt(all.reduce((set, one) => set | one, 0));
/** By the function of `Members` whose proposals take it; their numbers, from 0, are the topics. */
const RULES = {
  seal: CONSTITUTIONAL,
  setTerms: { ...ORDINARY, blocks: 1n, flags: flags(RuleFlag.Delegable, RuleFlag.MayChange) },
  fold: { ...ORDINARY, flags: flags(RuleFlag.Delegable) },
  found: {
    ...ORDINARY,
    revealHours: 48n,
    flags: flags(RuleFlag.Delegable, RuleFlag.Sealed, RuleFlag.UnrevealedAbstains),
  },
};
type Name = keyof typeof RULES;
const TOPIC = { seal: 0, setTerms: 1, fold: 2, found: 3 } as const;

describe("Delegations", () => {
  const nationOf = (terms: { longest?: bigint; most?: bigint }) =>
    deploySources(ethers, helpers, {
      ...{ founders: 8, rules: Object.values(RULES), listed: { setTerms: 1, fold: 2, found: 3 }, ...terms },
      terms: { term: 10n * YEAR },
    });
  const unlimited = () => nationOf({});
  const ofTwo = () => nationOf({ most: 2n });
  const off = () => nationOf({ longest: 0n });
  const allDelegable = () =>
    deploySources(ethers, helpers, {
      founders: 8,
      rules: [{ ...CONSTITUTIONAL, flags: flags(RuleFlag.Delegable) }, RULES.setTerms],
      listed: { setTerms: 1 },
    });

  async function load(fixture = unlimited) {
    const nation = await helpers.loadFixture(fixture);
    const [amara, bo, chen, dita, emil] = nation.founders as [Person, Person, Person, Person, Person];
    return { ...nation, nation, amara, bo, chen, dita, emil };
  }

  /** A vote on calls of these functions; it is open. */
  async function voting(nation: VotingNation, ...names: Name[]): Promise<bigint> {
    const { members, assembly, founders } = nation;
    const args = { seal: [], setTerms: [PLAIN_TERMS], fold: [1n], found: [[]] };
    const calls = await Promise.all(names.map((name) => callOf(members, name, args[name])));
    const { id } = await proposeBy(
      nation,
      founders[7]!,
      {
        targets: calls.flatMap(({ targets }) => targets),
        values: calls.flatMap(({ values }) => values),
        calldatas: calls.flatMap(({ calldatas }) => calldatas),
      },
      "A vote",
    );
    await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    return id;
  }

  const vote = ({ assembly }: VotingNation, { id: by, signer }: Person, proposal: bigint, choice: number) =>
    assembly.connect(signer).castBallot({ by, proposal, choice, deadline: FOREVER }, "0x");

  const lastReport = async ({ delegations }: VotingNation) => {
    const events = await delegations.queryFilter(delegations.filters.ChoiceCarried);
    return unpackCarried(events.at(-1)!.args.report).map(({ by, outcome }) => [by, outcome]);
  };

  it("is not deployed without an assembly, or for delegations of more than a year", async () => {
    const { timelock, assembly } = await load();
    const factory = await ethers.getContractFactory("Delegations");
    await expect(factory.deploy(timelock, ethers.ZeroAddress, { longest: 0n, most: 0n })).to.be.revertedWithCustomError(
      factory,
      "CharteredZeroAddress",
    );
    await expect(factory.deploy(timelock, assembly, { longest: 366n * DAY + 1n, most: 0n }))
      .to.be.revertedWithCustomError(factory, "DelegationsBadTerms")
      .withArgs(366n * DAY + 1n, 366n * DAY);
  });

  describe("giveDelegation", () => {
    it("leaves topics to another member, each for itself, until a day", async () => {
      const { nation, delegations, amara, bo, chen } = await load();
      const until = BigInt(await time.latest()) + 90n * DAY;
      await expect(delegate(nation, amara, bo.id, [TOPIC.setTerms, TOPIC.fold], until))
        .to.emit(delegations, "DelegationGiven")
        .withArgs(amara.id, bo.id, TOPIC.fold, await next(), until, 1);
      await delegate(nation, amara, chen.id, [TOPIC.fold], until);
      expect((await delegations.delegationOf(amara.id, TOPIC.setTerms)).delegate).to.equal(bo.id);
      expect((await delegations.delegationOf(amara.id, TOPIC.fold)).delegate).to.equal(chen.id);
      expect(await delegations.countOf(bo.id, TOPIC.setTerms)).to.equal(1n);
      expect(await delegations.countOf(bo.id, TOPIC.fold)).to.equal(0n);
      expect(await delegations.countOf(chen.id, TOPIC.fold)).to.equal(1n);
      expect(await delegations.orderOf(amara.id)).to.equal(2n);
    });

    it("begins anew with another delegate and not when it is renewed with the same", async () => {
      const { nation, delegations, amara, bo, chen } = await load();
      await delegate(nation, amara, bo.id, [TOPIC.fold]);
      const { since } = await delegations.delegationOf(amara.id, TOPIC.fold);
      await time.increase(10n * DAY);
      await delegate(nation, amara, bo.id, [TOPIC.fold]);
      expect((await delegations.delegationOf(amara.id, TOPIC.fold)).since).to.equal(since);
      await delegate(nation, amara, chen.id, [TOPIC.fold]);
      expect((await delegations.delegationOf(amara.id, TOPIC.fold)).since).to.equal(await time.latest());
      await time.increase(366n * DAY);
      await delegate(nation, amara, chen.id, [TOPIC.fold]);
      expect((await delegations.delegationOf(amara.id, TOPIC.fold)).since).to.equal(await time.latest());
      expect(await delegations.countOf(chen.id, TOPIC.fold)).to.equal(1n);
    });

    it("is signed and carried by anybody, and takes nobody else's word", async () => {
      const { nation, delegations, amara, bo, strangers } = await load();
      const until = BigInt(await time.latest()) + DAY;
      const act = { by: amara.id, delegate: bo.id, topics: 2n, until, order: 1n, deadline: FOREVER };
      const signature = await signAs(nation, amara, delegations, "giveDelegation", act);
      await expect(delegations.connect(bo.signer).giveDelegation(act, "0x"))
        .to.be.revertedWithCustomError(delegations, "StatementNotByKeyHolder")
        .withArgs(amara.id, bo.signer.address);
      await expect(delegations.giveDelegation({ ...act, topics: 4n }, signature))
        .to.be.revertedWithCustomError(delegations, "StatementBadSignature")
        .withArgs(amara.id);
      await delegations.connect(strangers[0]).giveDelegation(act, signature);
      expect((await delegations.delegationOf(amara.id, 1)).delegate).to.equal(bo.id);
    });

    it("INV-346 is never brought back by what was signed before it was revoked", async () => {
      const { nation, delegations, amara, bo } = await load();
      const until = BigInt(await time.latest()) + DAY;
      const act = { by: amara.id, delegate: bo.id, topics: 2n, until, order: 1n, deadline: FOREVER };
      const held = { ...act, order: 2n };
      const [first, kept] = await Promise.all(
        [act, held].map((one) => signAs(nation, amara, delegations, "giveDelegation", one)),
      );
      await delegations.giveDelegation(act, first!);
      await expect(delegations.giveDelegation(act, first!))
        .to.be.revertedWithCustomError(delegations, "DelegationsOutOfOrder")
        .withArgs(amara.id, 1, 2);
      await revoke(nation, amara, [1]);
      await expect(delegations.giveDelegation(held, kept!))
        .to.be.revertedWithCustomError(delegations, "DelegationsOutOfOrder")
        .withArgs(amara.id, 2, 3);
    });

    it("reverts with DelegationsNotMember for who is no active member", async () => {
      const { nation, delegations, members, amara, bo } = await load();
      await members.connect(amara.signer).resign({ by: amara.id, nonce: 0n, deadline: FOREVER }, "0x");
      await expect(delegate(nation, amara, bo.id, [1]))
        .to.be.revertedWithCustomError(delegations, "DelegationsNotMember")
        .withArgs(amara.id);
    });

    it("reverts with DelegationsNoDelegate for oneself, a guild, and who is no active member", async () => {
      const { nation, delegations, members, founders, amara, bo } = await load();
      const guild = await foundGuild(nation, "Loom", founders.slice(2, 6));
      await members.connect(bo.signer).resign({ by: bo.id, nonce: 0n, deadline: FOREVER }, "0x");
      for (const whom of [amara.id, bo.id, guild, 9_999n]) {
        await expect(delegate(nation, amara, whom, [1]))
          .to.be.revertedWithCustomError(delegations, "DelegationsNoDelegate")
          .withArgs(whom);
      }
    });

    it("reverts with DelegationsBadTopics for none, and for one that is no decision rule", async () => {
      const { nation, delegations, amara, bo } = await load();
      for (const topics of [[], [4], [1, 255]]) {
        await expect(delegate(nation, amara, bo.id, topics))
          .to.be.revertedWithCustomError(delegations, "DelegationsBadTopics")
          .withArgs(topicBits(topics), 4n);
      }
    });

    it("reverts with DelegationsBadEnd for one that is over, or would last longer than the nation allows", async () => {
      const { nation, delegations, amara, bo } = await load();
      for (const beyond of [0n, YEAR_OF_SECONDS + 1n]) {
        const now = BigInt(await time.latest()) + 100n;
        await time.setNextBlockTimestamp(now);
        await expect(delegate(nation, amara, bo.id, [1], now + beyond))
          .to.be.revertedWithCustomError(delegations, "DelegationsBadEnd")
          .withArgs(now + beyond, now + YEAR_OF_SECONDS);
      }
    });

    it("INV-345 reverts with DelegationsFull above the nation's most, until some have run out and are cleared away", async () => {
      const { nation, delegations, amara, bo, chen, dita, emil, strangers } = await load(ofTwo);
      const until = BigInt(await time.latest()) + 30n * DAY;
      await delegate(nation, amara, emil.id, [1], until);
      await delegate(nation, bo, emil.id, [1], until);
      await delegate(nation, bo, emil.id, [1], until + DAY); // renews: still two
      await delegate(nation, chen, emil.id, [2]);
      await expect(delegate(nation, chen, emil.id, [1]))
        .to.be.revertedWithCustomError(delegations, "DelegationsFull")
        .withArgs(emil.id, 1, 2);
      await time.increaseTo(until);
      await expect(delegate(nation, dita, emil.id, [1])).to.be.revertedWithCustomError(delegations, "DelegationsFull");
      await delegations.connect(strangers[0]).clearDelegations(amara.id, 2n);
      await delegate(nation, dita, emil.id, [1]);
      expect(await delegations.countOf(emil.id, 1)).to.equal(2n);
    });

    it("reverts with DelegationsOff in a nation without delegates", async () => {
      const nation = await helpers.loadFixture(off);
      const { delegations, founders } = nation;
      const [amara, bo] = founders as [Person, Person];
      await expect(
        delegate(nation, amara, bo.id, [1], BigInt(await time.latest()) + DAY),
      ).to.be.revertedWithCustomError(delegations, "DelegationsOff");
      const id = await voting(nation, "setTerms");
      await vote(nation, bo, id, Choice.For);
      await expect(delegations.carryChoice(id, bo.id, [amara.id])).to.be.revertedWithCustomError(
        delegations,
        "DelegationsOff",
      );
      expect(await delegations.covers(id, amara.id, bo.id)).to.equal(false);
    });
  });

  describe("revokeDelegation", () => {
    it("INV-346 takes topics back at any time, by their author alone, also one who has left", async () => {
      const { nation, delegations, members, amara, bo } = await load();
      await delegate(nation, amara, bo.id, [1, 2]);
      const act = { by: amara.id, topics: 2n, order: 2n, deadline: FOREVER };
      await expect(delegations.connect(bo.signer).revokeDelegation(act, "0x"))
        .to.be.revertedWithCustomError(delegations, "StatementNotByKeyHolder")
        .withArgs(amara.id, bo.signer.address);
      await expect(
        delegations
          .connect(bo.signer)
          .revokeDelegation(act, await signAs(nation, amara, delegations, "revokeDelegation", act)),
      )
        .to.emit(delegations, "DelegationEnded")
        .withArgs(amara.id, bo.id, 1, 2);
      expect((await delegations.delegationOf(amara.id, 1)).delegate).to.equal(0n);
      await members.connect(amara.signer).resign({ by: amara.id, nonce: 0n, deadline: FOREVER }, "0x");
      await revoke(nation, amara, [1, 2, 255]);
      expect(await delegations.countOf(bo.id, 2)).to.equal(0n);
    });

    it("INV-346 voids what its author signed before, also where nothing was given yet", async () => {
      const { nation, delegations, amara, bo } = await load();
      const until = BigInt(await time.latest()) + DAY;
      const act = { by: amara.id, delegate: bo.id, topics: 2n, until, order: 1n, deadline: FOREVER };
      const signature = await signAs(nation, amara, delegations, "giveDelegation", act);
      const revoked = await revoke(nation, amara, [2]); // whichever topic: the order is one for all
      await expect(revoked).to.emit(delegations, "DelegationsRevoked").withArgs(amara.id, 4n, 1);
      await expect(revoked).not.to.emit(delegations, "DelegationEnded");
      await expect(delegations.giveDelegation(act, signature))
        .to.be.revertedWithCustomError(delegations, "DelegationsOutOfOrder")
        .withArgs(amara.id, 1, 2);
      await delegate(nation, amara, bo.id, [1]);
      expect(await delegations.orderOf(amara.id)).to.equal(2n);
    });

    it("reverts with DelegationsOutOfOrder where what it takes back was carried first, and is made anew", async () => {
      const { nation, delegations, amara, bo } = await load();
      const act = { by: amara.id, topics: 2n, order: 1n, deadline: FOREVER };
      await delegate(nation, amara, bo.id, [1]);
      await expect(delegations.connect(amara.signer).revokeDelegation(act, "0x"))
        .to.be.revertedWithCustomError(delegations, "DelegationsOutOfOrder")
        .withArgs(amara.id, 1, 2);
      await delegations.connect(amara.signer).revokeDelegation({ ...act, order: 2n }, "0x");
      expect(await delegations.countOf(bo.id, 1)).to.equal(0n);
    });

    it("reverts with DelegationsNone where no topic is named", async () => {
      const { nation, delegations, amara, bo } = await load();
      await delegate(nation, amara, bo.id, [1]);
      await expect(revoke(nation, amara, []))
        .to.be.revertedWithCustomError(delegations, "DelegationsNone")
        .withArgs(amara.id, 0n);
      expect(await delegations.orderOf(amara.id)).to.equal(1n);
    });
  });

  describe("clearDelegations", () => {
    it("clears away what has run out, and nothing else", async () => {
      const { nation, delegations, amara, bo, strangers } = await load();
      const until = BigInt(await time.latest()) + DAY;
      await delegate(nation, amara, bo.id, [1], until);
      const anybody = delegations.connect(strangers[0]);
      await expect(anybody.clearDelegations(amara.id, 2n))
        .to.be.revertedWithCustomError(delegations, "DelegationsNotEnded")
        .withArgs(amara.id, 1, until);
      await expect(anybody.clearDelegations(amara.id, 4n))
        .to.be.revertedWithCustomError(delegations, "DelegationsNone")
        .withArgs(amara.id, 4n);
      await time.increaseTo(until);
      await expect(anybody.clearDelegations(amara.id, 2n))
        .to.emit(delegations, "DelegationEnded")
        .withArgs(amara.id, bo.id, 1, 0);
    });
  });

  describe("note", () => {
    it("keeps each rule that the calls of a proposal take, as they are when it is made", async () => {
      const { nation, delegations } = await load();
      const id = await voting(nation, "setTerms", "fold");
      expect(topicsIn(await delegations.topicsOf(id))).to.deep.equal([1n, 2n]);
      const made = await delegations.queryFilter(delegations.filters.TopicsNoted(id));
      expect(made.map(({ args }) => args.topics)).to.deep.equal([6n]);
    });

    it("keeps none where one of them does not let delegates be counted", async () => {
      const { nation, delegations } = await load();
      expect(await delegations.topicsOf(await voting(nation, "setTerms", "seal"))).to.equal(0n);
    });

    it("takes what carries money, or no data, for constitutional, whatever its function", async () => {
      const nation = await helpers.loadFixture(allDelegable);
      const { delegations, members, founders } = nation;
      const { targets, calldatas } = await callOf(members, "setTerms", [PLAIN_TERMS]);
      const topicsOf = async (values: bigint[], data: Calls["calldatas"], title: string) => {
        const calls = { targets: values.map(() => targets[0]!), values, calldatas: data };
        const { id } = await proposeBy(nation, founders[0]!, calls, title);
        return topicsIn(await delegations.topicsOf(id));
      };
      expect(await topicsOf([0n], calldatas, "Terms")).to.deep.equal([1n]);
      expect(await topicsOf([0n, 1n], [...calldatas, ...calldatas], "Terms and money")).to.deep.equal([0n, 1n]);
      expect(await topicsOf([0n], ["0x"], "Nothing")).to.deep.equal([0n]);
    });

    it("INV-344 adds the constitutional one where the assembly says that a proposal takes it beside its calls'", async () => {
      const { nation, delegations, members, assembly } = await load();
      const lists = listsOf(await callOf(members, "setTerms", [PLAIN_TERMS]));
      const asAssembly = delegations.connect(await accountOf(ethers, helpers, assembly));
      for (const [proposal, constitutional, topics] of [
        [1n, false, 2n],
        [2n, true, 3n],
      ] as const) {
        await expect(asAssembly.note(proposal, ...lists, constitutional))
          .to.emit(nation.delegations, "TopicsNoted")
          .withArgs(proposal, topics);
      }
    });

    it("reverts with DelegationsOnlyAssembly for anybody else", async () => {
      const { delegations, strangers } = await load();
      await expect(delegations.connect(strangers[0]).note(1n, [], [], [], false))
        .to.be.revertedWithCustomError(delegations, "DelegationsOnlyAssembly")
        .withArgs(strangers[0]!.address);
    });
  });

  describe("carryChoice", () => {
    it("INV-344 counts the delegate's choice for who gave them the topic and does not vote, and follows it", async () => {
      const { nation, delegations, assembly, amara, bo, chen, dita, emil, strangers } = await load();
      for (const one of [amara, chen, dita]) await delegate(nation, one, bo.id, [1]);
      await delegate(nation, emil, bo.id, [2]);
      const id = await voting(nation, "setTerms");
      await vote(nation, bo, id, Choice.For);
      await vote(nation, dita, id, Choice.Against);
      const all = [amara, chen, dita, emil].map(({ id: member }) => member);
      const anybody = delegations.connect(strangers[0]);
      await expect(anybody.carryChoice(id, bo.id, all))
        .to.emit(assembly, "BallotsBroughtIn")
        .withArgs(id, SEAT.delegations, Choice.For, [amara.id, chen.id]);
      expect(await lastReport(nation)).to.deep.equal([
        [amara.id, "passed on"],
        [chen.id, "passed on"],
        [dita.id, "passed on"], // the assembly has her own
        [emil.id, "not delegated"],
      ]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 3n, 0n, 0n]);

      await vote(nation, bo, id, Choice.Block);
      await vote(nation, chen, id, Choice.Abstain);
      await anybody.carryChoice(id, bo.id, all);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 0n, 1n, 2n]);
      expect(await assembly.ballotOf(id, amara.id)).to.deep.equal([true, 3n, true]);
    });

    it("needs a delegation on every topic of the proposal, to the same delegate", async () => {
      const { nation, delegations, amara, bo, chen, dita } = await load();
      await delegate(nation, amara, bo.id, [1]);
      await delegate(nation, chen, bo.id, [1, 2]);
      await delegate(nation, dita, bo.id, [1]);
      await delegate(nation, dita, chen.id, [2]);
      const id = await voting(nation, "setTerms", "fold");
      await vote(nation, bo, id, Choice.For);
      expect(await delegations.carryChoice.staticCall(id, bo.id, [amara.id, chen.id, dita.id])).to.equal(1n);
      await delegations.carryChoice(id, bo.id, [amara.id, chen.id, dita.id]);
      expect((await lastReport(nation)).map(([, outcome]) => outcome)).to.deep.equal([
        "not delegated",
        "passed on",
        "not delegated",
      ]);
    });

    it("takes a delegation of the snapshot's second, and none that began later", async () => {
      const { nation, delegations, assembly, members, founders, amara, bo, chen, dita } = await load();
      const calls = await callOf(members, "setTerms", [PLAIN_TERMS]);
      await delegate(nation, dita, chen.id, [1]);
      const { id } = await proposeBy(nation, founders[7]!, calls, "A vote");
      await time.setNextBlockTimestamp(await assembly.proposalSnapshot(id));
      await delegate(nation, amara, bo.id, [1]);
      await delegate(nation, chen, bo.id, [1]); // a second later
      await delegate(nation, dita, bo.id, [1]); // from another delegate
      await vote(nation, bo, id, Choice.For);
      const covered = [amara, chen, dita].map((one) => delegations.covers(id, one.id, bo.id));
      expect(await Promise.all(covered)).to.deep.equal([true, false, false]);
      expect(await delegations.carryChoice.staticCall(id, bo.id, [amara.id, chen.id, dita.id])).to.equal(1n);
    });

    it("takes none that was revoked or ran out; what was brought in before stays until its member votes", async () => {
      const { nation, delegations, assembly, amara, bo, chen, dita } = await load();
      await delegate(nation, amara, bo.id, [1]);
      await delegate(nation, chen, bo.id, [1]);
      await delegate(nation, dita, bo.id, [1], BigInt(await time.latest()) + DAY);
      const id = await voting(nation, "setTerms");
      await vote(nation, bo, id, Choice.For);
      await delegations.carryChoice(id, bo.id, [amara.id]);
      await revoke(nation, amara, [1]);
      await time.increase(DAY);
      await vote(nation, bo, id, Choice.Against);
      expect(await delegations.carryChoice.staticCall(id, bo.id, [amara.id, chen.id, dita.id])).to.equal(1n);
      await delegations.carryChoice(id, bo.id, [amara.id, chen.id, dita.id]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([2n, 1n, 0n, 0n]);
      await vote(nation, amara, id, Choice.Abstain);
      expect(await assembly.proposalVotes(id)).to.deep.equal([2n, 0n, 1n, 0n]);
    });

    it("counts nobody who was not of the electorate, and one who has left since as their delegate votes", async () => {
      const { nation, delegations, assembly, members, strangers, founders, amara, bo, chen } = await load();
      await delegate(nation, chen, bo.id, [1]);
      const late = await vouchIn(nation, founders.slice(0, 2), strangers[0]!);
      const id = await voting(nation, "setTerms");
      await delegate(nation, late, bo.id, [1]);
      await vote(nation, bo, id, Choice.For);
      await members.connect(chen.signer).resign({ by: chen.id, nonce: 0n, deadline: FOREVER }, "0x");
      await delegations.carryChoice(id, bo.id, [amara.id, chen.id, late.id]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 2n, 0n, 0n]);
    });

    it("reverts with DelegationsNoBallot for a delegate who did not vote, also one whose own delegate did: no chains", async () => {
      const { nation, delegations, amara, bo, chen } = await load();
      await delegate(nation, amara, bo.id, [1]);
      await delegate(nation, bo, chen.id, [1]);
      const id = await voting(nation, "setTerms");
      const refused = async () => {
        await expect(delegations.carryChoice(id, bo.id, [amara.id]))
          .to.be.revertedWithCustomError(delegations, "DelegationsNoBallot")
          .withArgs(id, bo.id);
      };
      await refused();
      await vote(nation, chen, id, Choice.For);
      await delegations.carryChoice(id, chen.id, [bo.id]);
      await refused();
    });

    it("reverts with DelegationsNoDelegate for a delegate who is no active member any more", async () => {
      const { nation, delegations, members, amara, bo } = await load();
      await delegate(nation, amara, bo.id, [1]);
      const id = await voting(nation, "setTerms");
      await vote(nation, bo, id, Choice.For);
      await members.connect(bo.signer).resign({ by: bo.id, nonce: 0n, deadline: FOREVER }, "0x");
      await expect(delegations.carryChoice(id, bo.id, [amara.id]))
        .to.be.revertedWithCustomError(delegations, "DelegationsNoDelegate")
        .withArgs(bo.id);
    });

    it("reverts with DelegationsNotDelegable where the rule takes none", async () => {
      const { nation, delegations, amara, bo } = await load();
      await delegate(nation, amara, bo.id, [0]);
      const id = await voting(nation, "seal");
      await vote(nation, bo, id, Choice.For);
      await expect(delegations.carryChoice(id, bo.id, [amara.id]))
        .to.be.revertedWithCustomError(delegations, "DelegationsNotDelegable")
        .withArgs(id);
    });

    it("reverts once the vote is over", async () => {
      const { nation, delegations, assembly, amara, bo } = await load();
      await delegate(nation, amara, bo.id, [1]);
      const id = await voting(nation, "setTerms");
      await vote(nation, bo, id, Choice.For);
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
      await expect(delegations.carryChoice(id, bo.id, [amara.id])).to.be.revertedWithCustomError(
        assembly,
        "GovernorUnexpectedProposalState",
      );
    });

    it("follows a delegate's sealed ballot once it is opened, and leaves alone who committed to their own", async () => {
      const { nation, delegations, assembly, amara, bo, chen, dita } = await load();
      for (const one of [amara, chen, dita]) await delegate(nation, one, bo.id, [3]);
      const id = await voting(nation, "found");
      await commit(nation, bo, id, { choice: Choice.For, salt: saltOf(2) });
      await commit(nation, chen, id, { choice: Choice.Against, salt: saltOf(3) });
      const all = [amara, chen, dita].map(({ id: member }) => member);
      await expect(delegations.carryChoice(id, bo.id, all)).to.be.revertedWithCustomError(
        delegations,
        "DelegationsNoBallot",
      );
      await time.setNextBlockTimestamp(await openingOf(nation, id));
      await open(nation, id, [{ by: bo.id, choice: Choice.For, salt: saltOf(2) }]);
      await delegations.carryChoice(id, bo.id, all);
      expect((await lastReport(nation))[1]).to.deep.equal([chen.id, "has a sealed ballot"]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 3n, 0n, 0n]);
      await open(nation, id, [{ by: chen.id, choice: Choice.Against, salt: saltOf(3) }]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 3n, 0n, 0n]);
    });
  });

  describe("setTerms", () => {
    it("is the nation's alone, within a year", async () => {
      const { nation, delegations, strangers, timelock } = await load();
      const terms = { longest: 30n * DAY, most: 5n };
      await expect(delegations.connect(strangers[0]).setTerms(terms))
        .to.be.revertedWithCustomError(delegations, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
      const asNation = delegations.connect(await ethers.getImpersonatedSigner(await timelock.getAddress()));
      await helpers.setBalance(await timelock.getAddress(), 10n ** 20n);
      await expect(asNation.setTerms({ ...terms, longest: 367n * DAY }))
        .to.be.revertedWithCustomError(delegations, "DelegationsBadTerms")
        .withArgs(367n * DAY, 366n * DAY);
      await expect(asNation.setTerms(terms))
        .to.emit(delegations, "DelegationTermsSet")
        .withArgs(30n * DAY, 5);
      expect(await nation.delegations.terms()).to.deep.equal([30n * DAY, 5n]);
    });
  });

  it("tells in its logs all that it keeps", async () => {
    const { nation, delegations, assembly, amara, bo, chen, dita } = await load();
    await delegate(nation, amara, bo.id, [1, 2]);
    await delegate(nation, chen, bo.id, [1]);
    await delegate(nation, dita, amara.id, [2], BigInt(await time.latest()) + DAY);
    const proposal = await voting(nation, "setTerms", "fold");
    await revoke(nation, chen, [1]);
    await time.increase(2n * DAY);
    await delegations.clearDelegations(dita.id, 4n);
    const state = await folded(nation);
    const vote = { proposal, snapshot: await assembly.proposalSnapshot(proposal), now: BigInt(await time.latest()) };
    for (const { id } of [amara, bo, chen, dita]) {
      for (const topic of [0n, 1n, 2n, 3n]) {
        const { delegate: to, since, until } = await delegations.delegationOf(id, topic);
        expect(delegationOf(state, id, topic)).to.deep.equal({ delegate: to, since, until });
        expect(countOf(state, id, topic)).to.equal(await delegations.countOf(id, topic));
      }
      expect(state.orders.get(id) ?? 0n).to.equal(await delegations.orderOf(id));
      expect(covers(state, vote, id, bo.id)).to.equal(await delegations.covers(proposal, id, bo.id));
    }
    expect(state.topics.get(proposal)).to.equal(await delegations.topicsOf(proposal));
    const { longest, most } = await delegations.terms();
    expect(state.terms).to.deep.equal({ longest, most });
  });

  for (const seed of [1, 2, 3]) {
    it(`tells in its logs the order of every member's changes, whatever they give and revoke (seed ${seed})`, async () => {
      const { nation, delegations, founders } = await load(ofTwo);
      const people = founders.slice(0, 4);
      const random = randomOf(seed);
      const orders = new Map<bigint, bigint>();
      let refused = 0;
      for (let step = 0; step < 60; ++step) {
        const by = people[random(people.length)]!;
        const topics = [0, 1, 2, 3].filter(() => random(3) === 0);
        const until = BigInt(await time.latest()) + BigInt(1 + random(3)) * DAY;
        const to = people[random(people.length)]!.id;
        if (random(5) === 0) await time.increase(DAY);
        const [change, steps] = [
          [() => delegate(nation, by, to, topics, until), 1n] as const,
          [() => revoke(nation, by, topics), 1n] as const,
          [() => delegations.clearDelegations(by.id, topicBits(topics)), 0n] as const, // no change of theirs
        ][random(3)]!;
        const before = orders.get(by.id) ?? 0n;
        const after = await change().then(
          () => before + steps,
          () => (++refused, before),
        );
        orders.set(by.id, after);
        expect(await delegations.orderOf(by.id), "as many as were taken").to.equal(after);
        const state = await folded(nation);
        for (const { id } of people) {
          expect(state.orders.get(id) ?? 0n).to.equal(orders.get(id) ?? 0n);
          for (const topic of [0n, 1n, 2n, 3n]) {
            expect(delegationOf(state, id, topic).delegate).to.equal(
              (await delegations.delegationOf(id, topic)).delegate,
            );
          }
        }
      }
      expect(refused, "some are refused, and use none up").to.be.greaterThan(0).and.to.be.lessThan(60);
    });
  }
});

/** What the logs of `Delegations` tell. */
async function folded({ delegations }: VotingNation) {
  const logs = await ethers.provider.getLogs({ address: await delegations.getAddress(), fromBlock: 0 });
  return foldDelegations(
    logs.map((log) => {
      const { name, args } = delegations.interface.parseLog(log)!;
      return { address: log.address, blockTimestamp: 0n, name, args };
    }),
  );
}

/** The second of the next block, where nothing says otherwise. */
async function next(): Promise<bigint> {
  const now = BigInt(await time.latest()) + 1n;
  await time.setNextBlockTimestamp(now);
  return now;
}
