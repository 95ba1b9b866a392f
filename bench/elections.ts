import { packApprovals, type SignedApproval } from "../sdk/governance/approvals.ts";
import { deployCobudget, give, openRound, proposeBucket } from "../test/fixtures/cobudget.ts";
import {
  callOffice,
  DELEGATES,
  deployElections,
  OFFICE_RULES,
  signApproval,
  toCount,
  toVote,
  vote,
} from "../test/fixtures/elections.ts";
import { coinlessKeys } from "../test/fixtures/governance.ts";
import { FOREVER, type Person } from "../test/fixtures/membership.ts";
import { gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const BALLOTS = 100;
const CANDIDATES = 8;
const MANY = 1_000;

/** An election of three out of eight by 110 members, 100 of whom only sign, and a round of the cobudget. */
export async function measureElections(): Promise<Figures> {
  const small = await measureElection(FOUNDERS + BALLOTS);
  const large = await measureElection(MANY);
  return {
    ...small,
    "election.life100.n1000": large["election.life100"] ?? 0,
    "election.conclude.n1000": large["election.conclude"] ?? 0,
    ...(await measureCobudget()),
  };
}

/** @param size Of the nation; those who neither send nor sign take no part. */
async function measureElection(size: number): Promise<Figures> {
  const chain = await newChain();
  const coinless = coinlessKeys(size - FOUNDERS);
  const rules = OFFICE_RULES;
  const nation = await deployElections(chain.ethers, chain.networkHelpers, {
    founders: FOUNDERS,
    coinless,
    rules,
  });
  const { elections, founders } = nation;
  const [first, second, third] = founders as [Person, Person, Person];
  const called = await gasOf(elections.callOffice(DELEGATES));
  const election = await elections.electionCount();
  const stands: number[] = [];
  for (const { id: by, signer } of founders.slice(0, CANDIDATES)) {
    const act = { by, election, merit: 0n, deadline: FOREVER };
    stands.push(await gasOf(elections.connect(signer).stand(act, "0x")));
  }
  await toVote(nation, election);
  for (const by of [first, second]) await vote(nation, election, by, 0b10110101);
  const own = await gasOf(vote(nation, election, third, 0b01101011));
  const ballots: SignedApproval[] = [];
  for (const [index, signer] of coinless.slice(0, BALLOTS).entries()) {
    const author = { id: BigInt(FOUNDERS + index + 1), signer };
    ballots.push(await signApproval(nation, author, election, (index * 37) % 256));
  }
  const carried = await gasOf(elections.castBallots(election, packApprovals(ballots)));
  const votes = await elections.votesOf(election);
  if (votes.ballots !== BigInt(BALLOTS + 3)) throw new Error(`${votes.ballots} ballots were counted`);
  await toCount(nation, election);
  const concluded = await gasOf(elections.conclude(election));
  const next = await callOffice(nation, 1);
  if (next !== 2n) throw new Error("two elections were to be called");
  return {
    "election.call": called,
    "election.stand": stands.at(-1) ?? 0,
    "election.vote.own": own,
    "election.vote.batch100": carried / BALLOTS,
    "election.conclude": concluded,
    "election.life100": called + stands.reduce((sum, gas) => sum + gas, 0) + carried + concluded,
  };
}

async function measureCobudget(): Promise<Figures> {
  const chain = await newChain();
  const nation = await deployCobudget(chain.ethers, chain.networkHelpers);
  const { cobudget, loom, people } = nation;
  const [amara, bo, chen] = people as [Person, Person, Person];
  const round = await openRound(nation, 1_003n);
  const bucket = await proposeBucket(nation, { round, guild: loom, by: amara, goal: 300n });
  await give(nation, bucket, chen, 100n);
  const given = await gasOf(give(nation, bucket, bo, 60n));
  const changed = await gasOf(give(nation, bucket, bo, 50n));
  const funded = await gasOf(give(nation, bucket, amara, 200n));
  const paid = await gasOf(cobudget.pay(bucket));
  return {
    "cobudget.give": given,
    "cobudget.give.changed": changed,
    "cobudget.give.funds": funded,
    "cobudget.pay": paid,
  };
}
