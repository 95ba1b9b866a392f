import { expect } from "chai";
import type { BaseContract } from "ethers";
import { network } from "hardhat";

import { Choice, packBallots, type SignedBallot } from "../../sdk/governance/ballots.ts";
import {
  electorateAt,
  foldGovernance,
  liveProposals,
  proposalState,
  quorumOf,
  votesOf,
} from "../../sdk/governance/fold.ts";
import { type Rule, RuleFlag } from "../../sdk/governance/rules.ts";
import { listsOf, proposalId, PROPOSAL_STATES, type Calls, type ProposalKey } from "../../sdk/governance/proposals.ts";
import { accountOf, deploySources } from "../fixtures/ballotSources.ts";
import { callOf, CONSENSUS, CONSTITUTIONAL, ORDINARY, proposeBy, signBallot } from "../fixtures/governance.ts";
import { DAY, FOREVER, foundGuild, PLAIN_TERMS, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = thorough ? 600 : 300;
const FREQUENT = new Set(["vote", "carry", "queue", "execute", "propose", "withdraw", "delegate"]);

/** What the walk itself remembers of a proposal, beside the chain. */
interface Ghost {
  readonly id: bigint;
  readonly key: ProposalKey;
  readonly proposer: Person;
  readonly rule: Rule;
  readonly snapshot: bigint;
  /** By voter: the choice, and whether it is their own. */
  readonly ballots: Map<bigint, { readonly choice: number; readonly own: boolean }>;
  readonly calls: Calls;
  /** Ballots that the engagement of late asks for, by the ghost's own list of decisions. */
  readonly engaged: number;
  electorate: Set<bigint> | undefined;
  queuedAt: bigint | undefined;
}

/** Rules of every kind beside the constitutional one, by the function of `Members` that takes each. */
const RULES: Readonly<Record<string, Rule>> = {
  setTerms: { ...ORDINARY, sponsors: 2n },
  fold: { ...CONSENSUS, flags: BigInt(RuleFlag.Delegable) },
  seal: { ...ORDINARY, quorumBps: 0n, quorumRoot: 100n, flags: BigInt(RuleFlag.TwoReadings | RuleFlag.MayChange) },
  found: { ...ORDINARY, quorumBps: 0n, quorumEngaged: 5_000n, thresholdBps: 0n, blocks: 1n },
};

describe("Governance over a random history", () => {
  for (const seed of [11]) {
    it(`INV-41 to INV-46 hold, and the logs alone tell every view (seed ${seed})`, async () => {
      const names = Object.keys(RULES);
      const nation = await deploySources(ethers, networkHelpers, {
        ...{ founders: 8, coinless: 6, rules: [CONSTITUTIONAL, ...Object.values(RULES)] },
        listed: Object.fromEntries(names.map((name, index) => [name, index + 1])),
      });
      // Any choice for anybody: more than the contract in the seat would ask for (test/invariant/sealed.long.test.ts walks that).
      const delegations = await accountOf(ethers, networkHelpers, nation.delegations);
      const {
        assembly,
        members,
        timelock,
        councils,
        rules,
        charter,
        petitions,
        guilds,
        founders,
        electors,
        strangers,
      } = nation;
      const start = await ethers.provider.getBlockNumber();
      const guild = await foundGuild(nation, "Weavers", founders.slice(0, 4));
      const random = randomOf(seed);
      const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
      const ghosts: Ghost[] = [];
      const active = new Set(electors.map(({ id }) => id));
      const councilCalls = new Map<bigint, Calls>();
      const done: Record<string, number> = {};
      const decided: number[] = [];
      const sponsors = new Map<bigint, Set<bigint>>();
      const firstOf = new Map<bigint, bigint>(); // of a second reading its first
      const used = new Set<bigint>(); // first readings
      let version = 0n;
      const now = async () => BigInt(await time.latest());

      /** Mostly a proposal of late, so that some gather enough ballots. */
      const someGhost = () => pick(random(6) === 0 ? ghosts : ghosts.slice(-4));

      /** Fixes who may vote on every proposal whose snapshot has passed; called before anybody's status changes. */
      const freeze = (at: bigint) => {
        for (const ghost of ghosts) {
          if (ghost.snapshot < at) ghost.electorate ??= new Set(active);
        }
      };

      /** Whether the ghost, from its own count, lets a proposal pass. */
      const ghostPasses = ({ ballots, electorate, rule, engaged }: Ghost) => {
        const count = (choice: number) => [...ballots.values()].filter((cast) => cast.choice === choice).length;
        if (rule.blocks > 0n && BigInt(count(Choice.Block)) >= rule.blocks) return false;
        const inFavour = count(Choice.For);
        const size = electorate!.size;
        const needed = [(size * Number(rule.quorumBps)) / 10_000, (Number(rule.quorumRoot) / 100) * Math.sqrt(size)];
        const enough = inFavour + count(Choice.Abstain) >= Math.min(Math.max(...needed, engaged), size);
        return enough && (rule.thresholdBps === 0n || inFavour > count(Choice.Against) + count(Choice.Block));
      };

      /** A call that takes the rule of a function; its words differ, so that each is another proposal. */
      const someCalls = async (name: string): Promise<Calls> => {
        if (name === "setTerms") return callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: ++version }]);
        const { selector } = members.interface.getFunction(name as "fold");
        // Sealed, the others would revert; votes do not care.
        const data = name === "fold" ? members.interface.encodeFunctionData("fold", [1n]) : selector;
        return { targets: [await members.getAddress()], values: [0n], calldatas: [data] };
      };

      const make = async (name: string, calls: Calls) => {
        const proposer = pick(founders);
        const title = `Proposal ${ghosts.length}`;
        const rule = RULES[name]!;
        if (rule.sponsors > 0n && random(4) !== 0) {
          const others = founders.filter(({ id }) => id !== proposer.id && active.has(id));
          const act = { by: pick(others).id, proposal: proposalId(calls, title), deadline: FOREVER };
          await petitions.connect(founders[Number(act.by) - 1]!.signer).sponsor(act, "0x");
          sponsors.set(act.proposal, (sponsors.get(act.proposal) ?? new Set()).add(act.by));
        }
        const last = decided.slice(-4);
        const made = await proposeBy(nation, proposer, calls, title);
        const behind = new Set([...(sponsors.get(made.id) ?? []), proposer.id]);
        expect(BigInt(behind.size) >= rule.sponsors, "enough sponsors").to.equal(true);
        const average = last.reduce((sum, ballots) => sum + ballots, (4 - last.length) * active.size) / 4;
        ghosts.push({
          ...{ ...made, calls, proposer, rule: await keptRule(made.id, rule), ballots: new Map() },
          ...{ electorate: undefined, queuedAt: undefined, snapshot: await assembly.proposalSnapshot(made.id) },
          engaged: Math.ceil((average * Number(rule.quorumEngaged)) / 10_000),
        });
      };

      /** The ghost knows a second reading by itself: the same calls have passed, and still stand passed. */
      const keptRule = async (id: bigint, rule: Rule): Promise<Rule> => {
        const made = await assembly.queryFilter(assembly.filters.SecondReadingMade(id));
        const [second] = made;
        if (second === undefined) return rule;
        const first = ghosts.find((ghost) => ghost.id === second.args.firstReading)!;
        expect(ghostPasses(first), "a first reading that passed").to.equal(true);
        expect(used.has(first.id), "a first reading that stands behind nothing yet").to.equal(false);
        firstOf.set(id, first.id);
        return { ...rule, flags: rule.flags & ~BigInt(RuleFlag.TwoReadings) };
      };

      const actions: Record<string, () => Promise<void>> = {
        async propose() {
          const name = pick([...names, "setTerms", "fold", "fold"]);
          await make(name, await someCalls(name));
        },
        async proposeReading() {
          await make("seal", await someCalls("seal"));
        },
        async attack() {
          const thief = strangers[0]!.address;
          const [role, seat] = [
            await timelock.PROPOSER_ROLE(),
            members.interface.encodeFunctionData("fillSeat", [4, thief]),
          ];
          const calls = pick([
            await callOf(timelock, "grantRole", [role, thief]),
            await callOf(members, "carry", [[seat]]),
            await callOf(members, "fillSeat", [4, thief]),
          ]);
          const proposing = assembly.connect(pick(founders.slice(0, 5)).signer).propose(...listsOf(calls), "Trust me");
          await expect(proposing).to.be.revertedWithCustomError(nation.articles, "ArticlesCrossed");
        },
        async vote() {
          const [ghost, voter, choice] = [someGhost(), pick(founders), pick([1, 1, 1, 1, 1, 0, 2, 3])];
          await assembly.connect(voter.signer).castVote(ghost.id, choice);
          freeze(await now());
          expect(ghost.ballots.get(voter.id)?.own ?? false, "one ballot each").to.equal(false);
          expect(ghost.electorate?.has(voter.id), "of the electorate").to.equal(true);
          ghost.ballots.set(voter.id, { choice, own: true });
        },
        async change() {
          const [ghost, voter, choice] = [someGhost(), pick(founders), pick([0, 1, 1, 2])];
          const act = { by: voter.id, proposal: ghost.id, choice, deadline: FOREVER };
          await assembly.connect(voter.signer).castBallot(act, "0x");
          freeze(await now());
          const mayChange = (ghost.rule.flags & BigInt(RuleFlag.MayChange)) !== 0n;
          expect(mayChange || !ghost.ballots.get(voter.id)?.own, "as the rule allows").to.equal(true);
          expect(ghost.electorate?.has(voter.id), "of the electorate").to.equal(true);
          ghost.ballots.set(voter.id, { choice, own: true });
        },
        async carry() {
          const ghost = someGhost();
          const ballots: SignedBallot[] = [];
          for (let i = 0; i < 6; ++i)
            ballots.push(await signBallot(nation, pick(electors), ghost.id, pick([1, 1, 0, 2])));
          await assembly.connect(strangers[0]).castBallots(ghost.id, packBallots(ballots));
          freeze(await now());
          for (const { by, choice } of ballots) {
            const may = ghost.electorate!.has(by) && !ghost.ballots.get(by)?.own;
            if (may) ghost.ballots.set(by, { choice, own: true });
          }
        },
        async delegate() {
          const [ghost, choice] = [someGhost(), pick([0, 1, 1, 1, 1, 2, 2, 3])];
          const voters = [pick(electors).id, pick(electors).id, 999n, pick(electors).id];
          await assembly.connect(delegations).castFrom(ghost.id, voters, choice);
          freeze(await now());
          expect(ghost.rule.flags & BigInt(RuleFlag.Delegable), "as the rule allows").not.to.equal(0n);
          for (const by of voters) {
            const may = ghost.electorate!.has(by) && !ghost.ballots.get(by)?.own;
            if (may) ghost.ballots.set(by, { choice, own: false });
          }
        },
        async queue() {
          const good = ghosts.filter((each) => each.electorate !== undefined && ghostPasses(each)).slice(-3);
          const ghost = pick(good.length === 0 || random(3) === 0 ? ghosts : good);
          await assembly.queue(...ghost.key);
          freeze(await now());
          expect(ghostPasses(ghost), "only what passed is queued").to.equal(true);
          expect((await now()) > (await assembly.proposalDeadline(ghost.id)), "after the vote").to.equal(true);
          const first = firstOf.get(ghost.id) ?? ghost.id;
          expect(used.has(first), "a first reading stands behind one decision").to.equal(false);
          if ((ghost.rule.flags & BigInt(RuleFlag.TwoReadings)) !== 0n) return; // noted, not queued
          used.add(first);
          ghost.queuedAt = await now();
          if (ghost.engaged !== 0) decided.push(ghost.ballots.size);
        },
        async execute() {
          const waiting = ghosts.filter(({ queuedAt }) => queuedAt !== undefined);
          const ghost = pick(waiting.length === 0 || random(4) === 0 ? ghosts : waiting);
          await assembly.execute(...ghost.key);
          expect(ghost.queuedAt !== undefined, "only what was queued, once").to.equal(true);
          expect((await now()) >= ghost.queuedAt! + DAY, "after the wait").to.equal(true);
          ghost.queuedAt = undefined;
        },
        async withdraw() {
          const ghost = random(8) === 0 ? pick(ghosts) : ghosts.at(-1)!;
          const by = random(4) === 0 ? pick(founders) : ghost.proposer;
          await assembly.connect(by.signer).cancel(...ghost.key);
          expect(by, "by its proposer").to.equal(ghost.proposer);
          expect((await now()) <= ghost.snapshot, "before the vote").to.equal(true);
        },
        async rest() {
          const { id, signer } = pick(founders.slice(5));
          const resting = active.has(id);
          await members.connect(signer).rest({ by: id, resting, nonce: 0n, deadline: FOREVER }, "0x");
          freeze(await now());
          if (resting) active.delete(id);
          else active.add(id);
        },
        async councilPropose() {
          const calls = await callOf(guilds, "stewardTerm", []);
          const [targets, values, calldatas] = listsOf(calls);
          const by = pick(founders.slice(0, 4));
          const act = { by: by.id, guild, targets, values, calldatas, description: "", nonce: 0n, deadline: FOREVER };
          await councils.connect(by.signer).propose(act, "0x");
          councilCalls.set(await councils.proposalCount(), calls);
        },
        async councilObject() {
          const by = pick(founders);
          const proposal = await councils.proposalCount();
          const act = { by: by.id, proposal, round: 1, reason: ethers.id("why"), text: "", deadline: FOREVER };
          await councils.connect(by.signer).objectTo(act, "0x");
        },
        async councilExecute() {
          const id = BigInt(1 + random(councilCalls.size));
          await councils.execute(id, ...listsOf(councilCalls.get(id)!));
        },
      };

      await make("fold", await someCalls("fold"));
      await actions.councilPropose!();
      for (let step = 0; step < STEPS; ++step) {
        await time.increase(pick([600, 1_800, 7_200, 21_600]));
        const name = pick(Object.keys(actions).flatMap((key) => (FREQUENT.has(key) ? [key, key, key] : [key])));
        const failure = await actions[name]!().then(
          () => undefined,
          (error: unknown) => error as Error,
        );
        if (failure === undefined) done[name] = (done[name] ?? 0) + 1;
        // The chain may refuse an act; a broken expectation of the walk may not pass for a refusal.
        else if (!/reverted with custom error/.test(failure.message)) throw failure;
      }
      for (const name of Object.keys(actions)) expect(done[name] ?? 0, `${name} succeeded`).to.be.greaterThan(0);

      expect(await nation.articles.holds(assembly), "the nation is its assembly's").to.equal(true);
      const granted = await timelock.queryFilter(timelock.filters.RoleGranted());
      expect(granted.filter(({ blockNumber }) => blockNumber > start)).to.deep.equal([]);

      for (const ghost of ghosts) {
        const counted = [0, 1, 2, 3].map(
          (choice) => [...ghost.ballots.values()].filter((cast) => cast.choice === choice).length,
        );
        expect(await assembly.proposalVotes(ghost.id)).to.deep.equal(counted.map(BigInt));
        for (const [voter, { own }] of ghost.ballots) {
          expect((await assembly.ballotOf(ghost.id, voter)).delegated).to.equal(!own);
        }
      }

      const contracts = [members, rules, petitions, assembly, charter];
      const addresses = new Map<string, (typeof contracts)[number]>();
      for (const contract of contracts) addresses.set(await contract.getAddress(), contract);
      const logs = await ethers.provider.getLogs({ address: [...addresses.keys()], fromBlock: 0 });
      expect(logs.at(-1)!.blockNumber).to.be.greaterThan(start);
      const interfaceAt = (address: string) => (addresses.get(address) as BaseContract | undefined)?.interface;
      const parsed = logs.map((log) => interfaceAt(log.address)?.parseLog(log));
      const folded = foldGovernance(parsed.filter((log) => log != null));
      const at = await now();
      expect(folded.rules.map((rule) => Object.values(rule) as unknown[])).to.deep.equal([
        ...(await Promise.all([0, 1, 2, 3, 4].map((index) => rules.ruleAt(index)))),
      ]);
      expect(folded.proposalsPerMember).to.equal(await rules.proposalsPerMember());
      for (const [key, rule] of folded.ruleFor) {
        const [target, selector] = key.split("/") as [string, string];
        expect(await rules.ruleIndexFor(target, selector)).to.equal(rule);
      }
      for (const [id, proposal] of folded.proposals) {
        expect(await assembly.state(id)).to.equal(BigInt(PROPOSAL_STATES.indexOf(proposalState(folded, proposal, at))));
        expect(await assembly.proposalVotes(id)).to.deep.equal(votesOf(proposal));
        expect(await assembly.proposalQuorum(id)).to.equal(quorumOf(folded, proposal, at));
        expect(await assembly.proposalEta(id)).to.equal(proposal.eta);
        expect(await assembly.proposalProposer(id)).to.equal(folded.keyOfAgent.get(proposal.by));
        const { snapshot, deadline, canceled, rule } = proposal;
        const vote = await assembly.voteOf(id);
        expect([vote.snapshot, vote.deadline, vote.canceled]).to.deep.equal([snapshot, deadline, canceled]);
        expect([vote.thresholdBps, vote.quorumBps, vote.quorumRoot, vote.flags]).to.deep.equal([
          ...[rule.thresholdBps, rule.quorumBps, rule.quorumRoot, rule.flags],
        ]);
        expect([vote.blocks, vote.lateHours]).to.deep.equal([rule.blocks, rule.lateHours]);
        expect((await assembly.decisionOf(id)).engaged).to.equal(proposal.engaged);
        expect(await assembly.codeOf(id)).to.equal(proposal.code);
        for (const elector of electors) {
          const choice = proposal.ballots.get(elector.id);
          expect(await assembly.ballotOf(id, elector.id)).to.deep.equal([
            ...[choice !== undefined, BigInt(choice ?? 0), proposal.delegated.has(elector.id)],
          ]);
        }
      }
      for (const { id } of electors) expect(await assembly.liveProposals(id)).to.equal(liveProposals(folded, id, at));
      for (const [id, petition] of folded.petitions) {
        expect(await petitions.petitionOf(id)).to.deep.equal([petition.until, BigInt(petition.sponsors.size)]);
        expect(petition.sponsors).to.deep.equal(sponsors.get(id));
      }
      expect(folded.decided).to.deep.equal(decided.map(BigInt));
      expect(electorateAt(folded, at - 1n)).to.equal(await members.activeCountAt(at - 1n));
      const { version: number, contentHash, uri } = folded.charter;
      expect(await charter.charter()).to.deep.equal([number, contentHash, uri]);
    });
  }
});
