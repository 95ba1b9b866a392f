import { Choice } from "../sdk/governance/ballots.ts";
import { topicBits } from "../sdk/governance/delegations.ts";
import { RuleFlag } from "../sdk/governance/rules.ts";
import { packCommitments, packOpenings, type SignedCommitment } from "../sdk/governance/sealedBallots.ts";
import {
  deploySources,
  openingOf,
  saltOf,
  signCommitment,
  YEAR_OF_SECONDS,
  type VotingNation,
} from "../test/fixtures/ballotSources.ts";
import { callOf, CONSTITUTIONAL, ORDINARY, proposeBy } from "../test/fixtures/governance.ts";
import { FOREVER, PLAIN_TERMS, type Person } from "../test/fixtures/membership.ts";
import { carryForAll, gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const BALLOTS = 100;
const SEALED = 1;
const DELEGABLE = 2;
const RULES = [
  CONSTITUTIONAL,
  { ...ORDINARY, flags: BigInt(RuleFlag.Sealed | RuleFlag.MayChange), revealHours: 24n },
  { ...ORDINARY, flags: BigInt(RuleFlag.Delegable | RuleFlag.MayChange) },
];

/** Votes of 110 members, 100 of whom only sign: by sealed ballots, and by a delegate. */
export async function measureSealed(): Promise<Figures> {
  const { ethers, networkHelpers } = await newChain();
  const nation = await deploySources(ethers, networkHelpers, {
    ...{ founders: FOUNDERS, coinless: BALLOTS, rules: RULES, listed: { setTerms: SEALED, fold: DELEGABLE } },
  });
  return { ...(await measureBallots(nation)), ...(await measureDelegate(nation)) };
}

/** Somebody carries the commitments of 100 in one transaction, and opens all of them in another. */
async function measureBallots(nation: VotingNation): Promise<Figures> {
  const { assembly, sealedBallots, helpers } = nation;
  const terms = { ...PLAIN_TERMS, grace: PLAIN_TERMS.grace + 1n };
  const proposal = await propose(nation, "setTerms", [terms]);
  const ballots = nation.electors.slice(FOUNDERS).map((author, index) => ({
    ...{ author, by: author.id, choice: Choice.For, salt: saltOf(index) },
  }));
  const commitments: SignedCommitment[] = [];
  for (const { author, ...opening } of ballots) {
    commitments.push(await signCommitment(nation, author, proposal, opening));
  }
  const committed = await gasOf(sealedBallots.commitBallots(proposal, packCommitments(commitments)));
  await helpers.time.increaseTo(await openingOf(nation, proposal));
  const opened = await gasOf(sealedBallots.openBallots(proposal, packOpenings(ballots)));
  const [, forVotes] = await assembly.proposalVotes(proposal);
  if (forVotes !== BigInt(BALLOTS)) throw new Error(`${forVotes} of ${BALLOTS} ballots were opened`);
  return {
    "governance.sealed.commit.batch100": committed / BALLOTS,
    "governance.sealed.open.batch100": opened / BALLOTS,
  };
}

/** 100 members have one delegate, whose choice somebody brings in for all of them. */
async function measureDelegate(nation: VotingNation): Promise<Figures> {
  const { assembly, delegations, founders, helpers } = nation;
  const [delegate, other] = founders as [Person, Person, ...Person[]];
  const until = BigInt(await helpers.time.latest()) + YEAR_OF_SECONDS - 86_400n;
  const given = { delegate: delegate.id, topics: topicBits([DELEGABLE]), until, order: 1, deadline: FOREVER };
  const authors = nation.electors.slice(FOUNDERS);
  await carryForAll(delegations, "giveDelegation", authors, ({ id }) => ({ by: id, ...given }), 50);
  const own = await gasOf(delegations.connect(other.signer).giveDelegation({ by: other.id, ...given }, "0x"));

  const proposal = await propose(nation, "fold", [1n]);
  const ballot = { by: delegate.id, proposal, choice: Choice.For, deadline: FOREVER };
  await assembly.connect(delegate.signer).castBallot(ballot, "0x");
  const members = authors.map(({ id }) => id);
  const carried = await gasOf(delegations.carryChoice(proposal, delegate.id, members));
  const [, forVotes] = await assembly.proposalVotes(proposal);
  if (forVotes !== BigInt(BALLOTS + 1)) throw new Error(`${forVotes - 1n} of ${BALLOTS} choices were brought in`);
  return {
    "governance.delegate.give": own,
    "governance.delegate.carry.batch100": carried / BALLOTS,
  };
}

/** A proposal that is under the vote. */
async function propose(nation: VotingNation, method: string, args: readonly unknown[]): Promise<bigint> {
  const { assembly, members, founders, helpers } = nation;
  const [proposer] = founders as [Person, ...Person[]];
  const { id } = await proposeBy(nation, proposer, await callOf(members, method, args), method);
  await helpers.time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
  return id;
}
