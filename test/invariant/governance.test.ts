import { expect } from "chai";
import type { BaseContract } from "ethers";
import { network } from "hardhat";

import { Choice, packBallots, type SignedBallot } from "../../sdk/governance/ballots.ts";
import {
  councilState,
  electorateAt,
  foldGovernance,
  liveProposals,
  proposalState,
  quorumOf,
  votesOf,
} from "../../sdk/governance/fold.ts";
import { listsOf, PROPOSAL_STATES, type Calls, type ProposalKey } from "../../sdk/governance/proposals.ts";
import { callOf, CONSENSUS, deployGovernance, ORDINARY, proposeBy, signBallot } from "../fixtures/governance.ts";
import { DAY, FOREVER, foundGuild, PLAIN_TERMS, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = thorough ? 400 : 220;
const FREQUENT = new Set(["vote", "carry", "queue", "execute", "propose", "withdraw"]);
const COUNCIL_STATES = ["None", "Open", "Agreed", "Stopped", "Withdrawn", "Expired", "Executed"];

/** What the walk itself remembers of a proposal, beside the chain. */
interface Ghost {
  readonly id: bigint;
  readonly key: ProposalKey;
  readonly proposer: Person;
  readonly quorumBps: bigint;
  readonly blocks: boolean;
  readonly snapshot: bigint;
  readonly ballots: Map<bigint, number>;
  electorate: Set<bigint> | undefined;
  queuedAt: bigint | undefined;
}

describe("Governance over a random history", () => {
  for (const seed of [11]) {
    it(`INV-41 to INV-46 hold, and the logs alone tell every view (seed ${seed})`, async () => {
      const nation = await deployGovernance(ethers, { founders: 8, coinless: 6, listed: { setTerms: 1, fold: 2 } });
      const { assembly, members, councils, rules, charter, guilds, founders, electors, strangers } = nation;
      const start = await ethers.provider.getBlockNumber();
      const guild = await foundGuild(nation, "Weavers", founders.slice(0, 4));
      const random = randomOf(seed);
      const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
      const ghosts: Ghost[] = [];
      const active = new Set(electors.map(({ id }) => id));
      const councilCalls = new Map<bigint, Calls>();
      const done: Record<string, number> = {};
      let version = 0n;
      const now = async () => BigInt(await time.latest());

      /** Fixes who may vote on every proposal whose snapshot has passed; called before anybody's status changes. */
      const freeze = (at: bigint) => {
        for (const ghost of ghosts) {
          if (ghost.snapshot < at) ghost.electorate ??= new Set(active);
        }
      };

      /** Whether the ghost, from its own count, lets a proposal pass. */
      const ghostPasses = ({ ballots, electorate, quorumBps, blocks }: Ghost) => {
        const count = (choice: number) => BigInt([...ballots.values()].filter((cast) => cast === choice).length);
        if (blocks && count(Choice.Block) > 0n) return false;
        const inFavour = count(Choice.For);
        const enough = (inFavour + count(Choice.Abstain)) * 10_000n >= BigInt(electorate!.size) * quorumBps;
        return enough && inFavour > count(Choice.Against) + count(Choice.Block);
      };

      const actions: Record<string, () => Promise<void>> = {
        async propose() {
          const consensual = random(2) === 0;
          const calls = consensual
            ? await callOf(members, "fold", [1n])
            : await callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: ++version }]);
          const proposer = pick(founders);
          const made = await proposeBy(nation, proposer, calls, `Proposal ${ghosts.length}`);
          const rule = consensual ? CONSENSUS : ORDINARY;
          ghosts.push({
            ...{ ...made, proposer, quorumBps: rule.quorumBps, blocks: consensual, ballots: new Map() },
            ...{ electorate: undefined, queuedAt: undefined, snapshot: await assembly.proposalSnapshot(made.id) },
          });
        },
        async vote() {
          const [ghost, voter, choice] = [pick(ghosts), pick(founders), pick([1, 1, 1, 0, 2, 3])];
          await assembly.connect(voter.signer).castVote(ghost.id, choice);
          freeze(await now());
          expect(ghost.ballots.has(voter.id), "one ballot each").to.equal(false);
          expect(ghost.electorate?.has(voter.id), "of the electorate").to.equal(true);
          ghost.ballots.set(voter.id, choice);
        },
        async change() {
          const [ghost, voter, choice] = [pick(ghosts), pick(founders), pick([0, 1, 2])];
          const act = { by: voter.id, proposal: ghost.id, choice, deadline: FOREVER };
          await assembly.connect(voter.signer).castBallot(act, "0x");
          freeze(await now());
          expect(ghost.electorate?.has(voter.id), "of the electorate").to.equal(true);
          ghost.ballots.set(voter.id, choice);
        },
        async carry() {
          const ghost = pick(ghosts);
          const ballots: SignedBallot[] = [];
          for (let i = 0; i < 6; ++i)
            ballots.push(await signBallot(nation, pick(electors), ghost.id, pick([1, 1, 0, 2])));
          await assembly.connect(strangers[0]).castBallots(ghost.id, packBallots(ballots));
          freeze(await now());
          for (const { by, choice } of ballots) {
            if (ghost.electorate!.has(by) && !ghost.ballots.has(by)) ghost.ballots.set(by, choice);
          }
        },
        async queue() {
          const ghost = pick(ghosts);
          await assembly.queue(...ghost.key);
          freeze(await now());
          expect(ghostPasses(ghost), "only what passed is queued").to.equal(true);
          expect((await now()) > (await assembly.proposalDeadline(ghost.id)), "after the vote").to.equal(true);
          ghost.queuedAt = await now();
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
          const act = { by: by.id, proposal, reason: ethers.ZeroHash, deadline: FOREVER };
          await councils.connect(by.signer).objectTo(act, "0x");
        },
        async councilExecute() {
          const id = BigInt(1 + random(councilCalls.size));
          await councils.execute(id, ...listsOf(councilCalls.get(id)!));
        },
      };

      await actions.propose!();
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

      for (const ghost of ghosts) {
        const counted = [0, 1, 2, 3].map(
          (choice) => [...ghost.ballots.values()].filter((cast) => cast === choice).length,
        );
        expect(await assembly.proposalVotes(ghost.id)).to.deep.equal(counted.map(BigInt));
      }

      const contracts = [members, rules, assembly, councils, charter];
      const addresses = new Map<string, (typeof contracts)[number]>();
      for (const contract of contracts) addresses.set(await contract.getAddress(), contract);
      const logs = await ethers.provider.getLogs({ address: [...addresses.keys()], fromBlock: 0 });
      expect(logs.at(-1)!.blockNumber).to.be.greaterThan(start);
      const interfaceAt = (address: string) => (addresses.get(address) as BaseContract | undefined)?.interface;
      const parsed = logs.map((log) => interfaceAt(log.address)?.parseLog(log));
      const folded = foldGovernance(parsed.filter((log) => log != null));
      const at = await now();
      expect(folded.rules.map((rule) => Object.values(rule) as unknown[])).to.deep.equal([
        ...(await Promise.all([0, 1, 2].map((index) => rules.ruleAt(index)))),
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
        expect([vote.thresholdBps, vote.quorumBps, vote.blocks, vote.lateHours]).to.deep.equal([
          ...[rule.thresholdBps, rule.quorumBps, rule.blocks, rule.lateHours],
        ]);
        for (const elector of electors) {
          const choice = proposal.ballots.get(elector.id);
          expect(await assembly.ballotOf(id, elector.id)).to.deep.equal([choice !== undefined, BigInt(choice ?? 0)]);
        }
      }
      for (const { id } of electors) expect(await assembly.liveProposals(id)).to.equal(liveProposals(folded, id, at));
      expect(electorateAt(folded, at - 1n)).to.equal(await members.activeCountAt(at - 1n));
      expect(await councils.proposalCount()).to.equal(BigInt(folded.councilProposals.size));
      for (const [id, proposal] of folded.councilProposals) {
        const known = await councils.proposalOf(id);
        expect(COUNCIL_STATES[Number(await councils.stateOf(id))]).to.equal(councilState(folded, id, at));
        expect([known.openedAt, known.callsHash, known.objections]).to.deep.equal([
          ...[proposal.openedAt, proposal.callsHash, BigInt(proposal.objections.size)],
        ]);
      }
      const { version: number, contentHash, uri } = folded.charter;
      expect(await charter.charter()).to.deep.equal([number, contentHash, uri]);
    });
  }
});
