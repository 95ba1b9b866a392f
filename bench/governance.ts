import { Choice, packBallots, type SignedBallot } from "../sdk/governance/ballots.ts";
import type { Calls, ProposalKey } from "../sdk/governance/proposals.ts";
import { ASSEMBLY_SEAT, BRAKE_TERMS } from "../test/fixtures/chambers.ts";
import {
  callOf,
  deployGovernance,
  keyOf,
  ORDINARY,
  signBallot,
  type Elector,
  type Governance,
} from "../test/fixtures/governance.ts";
import { FOREVER, PLAIN_TERMS } from "../test/fixtures/membership.ts";
import { gasOf, newChain, type Chain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const BALLOTS = 100;
/** Nearly all that a transaction can carry. */
const MANY = 1_000;

/** Proposals that change the nation's terms of membership, decided by 110 members, 100 of whom only sign. */
export async function measureGovernance(): Promise<Figures> {
  const many = await measureMany();
  const chain = await newChain();
  const nation = await deployGovernance(chain.ethers, { founders: FOUNDERS, coinless: BALLOTS, ...idleParts(chain) });
  const { assembly, founders } = nation;
  const [proposer, first, second] = nation.electors as [Elector, Elector, Elector];
  const carried = nation.electors.slice(FOUNDERS);
  await live(chain, nation, "a first time", carried);
  const lived = await live(chain, nation, "a second time", carried);

  const { id } = await propose(nation, "with own ballots");
  await chain.networkHelpers.time.increase(ORDINARY.votingDelay + 1n);
  const ballot = ({ id: by, signer }: Elector) =>
    gasOf(assembly.connect(signer).castBallot({ by, proposal: id, choice: Choice.For, deadline: FOREVER }, "0x"));
  for (const elector of [proposer, first]) await ballot(elector);
  if (founders.length !== FOUNDERS) throw new Error("carried ballots would be those of founders");
  return {
    "governance.propose": lived.proposed,
    "governance.vote.own": await ballot(second),
    "governance.vote.batch100": lived.voted / BALLOTS,
    "governance.close": lived.closed,
    "governance.close.n1000": many.closed,
    "governance.vote.batch1000": many.voted / MANY,
    "governance.life100": lived.whole,
  };
}

/** With a thousand ballots in one transaction; a first decision is carried by as many as it takes. */
async function measureMany() {
  const chain = await newChain();
  const nation = await deployGovernance(chain.ethers, { founders: FOUNDERS, coinless: MANY, ...idleParts(chain) });
  const carried = nation.electors.slice(FOUNDERS);
  await live(chain, nation, "a first time", carried.slice(0, MANY / 4));
  return live(chain, nation, "a second time", carried);
}

/** What every nation has in the assembly's seats, with nothing to do. */
function idleParts({ ethers }: Chain): Pick<NonNullable<Parameters<typeof deployGovernance>[1]>, "prepare"> {
  return {
    async prepare({ timelock, members, guilds, assembly, holds }) {
      const spending = await ethers.deployContract("Spending", [timelock, assembly, 30n * 86_400n, [], [], []]);
      // Whom an office and a case would be asked of: nobody pulls the brake here.
      const brake = await ethers.deployContract("Brake", [timelock, members, guilds, holds, guilds, BRAKE_TERMS]);
      await assembly.fillSeat(ASSEMBLY_SEAT.spending, spending);
      await assembly.fillSeat(ASSEMBLY_SEAT.brake, brake);
      return { brake };
    },
  };
}

/** The gas of one batch with a ballot of each. */
async function carryAll(nation: Governance, id: bigint, electors: readonly Elector[]): Promise<number> {
  const { assembly } = nation;
  const ballots: SignedBallot[] = [];
  for (const elector of electors) ballots.push(await signBallot(nation, elector, id, Choice.For));
  const gas = await gasOf(assembly.castBallots(id, packBallots(ballots)));
  const [, forVotes] = await assembly.proposalVotes(id);
  if (forVotes !== BigInt(electors.length)) throw new Error(`${forVotes} of ${electors.length} ballots were counted`);
  return gas;
}

/** From the proposal to the change, with one batch of carried ballots. */
async function live(chain: Chain, nation: Governance, description: string, electors: readonly Elector[]) {
  const { assembly } = nation;
  const { time } = chain.networkHelpers;
  const { id, key, gas: proposed } = await propose(nation, description);
  await time.increase(ORDINARY.votingDelay + 1n);

  const voted = await carryAll(nation, id, electors);

  await time.increase(ORDINARY.votingPeriod);
  const queued = await gasOf(assembly.queue(...key));
  await time.increase(ORDINARY.executionDelay);
  const executed = await gasOf(assembly.execute(...key));
  return { proposed, voted, closed: queued + executed, whole: proposed + voted + queued + executed };
}

async function propose(
  { assembly, members, founders }: Governance,
  description: string,
): Promise<{ id: bigint; key: ProposalKey; gas: number }> {
  const [proposer] = founders;
  if (proposer === undefined) throw new Error("somebody must propose");
  // The length differs from proposal to proposal, so that each changes something.
  const terms = { ...PLAIN_TERMS, grace: PLAIN_TERMS.grace + BigInt(description.length) };
  const calls: Calls = await callOf(members, "setTerms", [terms]);
  const key = keyOf(calls, description);
  const [targets, values, calldatas] = key;
  const gas = await gasOf(assembly.connect(proposer.signer).propose(targets, values, calldatas, description));
  return { id: await assembly.hashProposal(...key), key, gas };
}
