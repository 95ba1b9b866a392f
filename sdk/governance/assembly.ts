import { AbiCoder, keccak256, type Result } from "ethers";

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { legible, textAsBytes } from "../legible.ts";
import { remedyFor } from "../remedies.ts";
import type { PlainCalls } from "./actions.ts";
import { PROPOSAL_STATES, readableDescription, type ProposalState } from "./proposals.ts";
import { hasFlag, RuleFlag, type Rule } from "./rules.ts";

/** A proposal to the assembly, as its log has it, and its state now. */
export interface ProposalView {
  readonly proposal: bigint;
  /** Address of the key that proposed. */
  readonly proposer: string;
  readonly calls: PlainCalls;
  /** As it stands on chain, with U+FFFD for what is no text; `title` is for people. */
  readonly description: string;
  /** Of the very bytes on chain: by it and the calls the assembly knows the proposal. */
  readonly descriptionHash: string;
  readonly title: string;
  readonly state: ProposalState;
}

/** All proposals in the order of their making. */
export async function allProposals(nation: Nation): Promise<ProposalView[]> {
  const logs = await proposalLogs(nation);
  return Promise.all(logs.map((log) => viewOf(nation, log)));
}

async function proposalLogs({ contracts: { assembly } }: Nation) {
  return assembly.queryFilter(assembly.filters.ProposalCreated());
}

type ProposalLog = Awaited<ReturnType<typeof proposalLogs>>[number];

async function viewOf({ contracts: { assembly } }: Nation, log: ProposalLog): Promise<ProposalView> {
  const { args } = log;
  const sent = descriptionIn(log);
  const description = legible(sent);
  const state = await assembly.state(args.proposalId);
  return {
    proposal: args.proposalId,
    proposer: args.proposer,
    calls: { targets: [...args.targets], values: [...args[3]], calldatas: [...args.calldatas] },
    description,
    descriptionHash: keccak256(sent),
    title: readableDescription(description),
    state: PROPOSAL_STATES[Number(state)] ?? "Pending",
  };
}

/** The bytes of a description; the assembly takes any. */
function descriptionIn({ fragment, data }: ProposalLog): string {
  const decoded = AbiCoder.defaultAbiCoder().decode(fragment.inputs.map(textAsBytes), data);
  return decoded.getValue("description") as string;
}

/** The rule that a proposal keeps, and what of two readings there is. @throws NeoguildError `ProposalUnknown` */
export async function proposalRule(
  nation: Nation,
  proposal: bigint,
): Promise<{ rule: Rule; firstReading?: bigint; noted: boolean }> {
  const { assembly } = nation.contracts;
  const [ruled, second, noted] = await Promise.all([
    assembly.queryFilter(assembly.filters.ProposalRuled(proposal)),
    assembly.queryFilter(assembly.filters.SecondReadingMade(proposal)),
    assembly.queryFilter(assembly.filters.FirstReadingPassed(proposal)),
  ]);
  const [event] = ruled;
  if (event === undefined) throw unknown(`there is no proposal ${proposal}`);
  const firstReading = second[0]?.args.firstReading;
  return {
    rule: (event.args.rule as unknown as Result).toObject() as unknown as Rule,
    ...(firstReading === undefined ? {} : { firstReading }),
    noted: noted.length > 0,
  };
}

/** Why somebody votes as they do: a text, or the salted hash of one that stays with them. */
export interface BallotReason {
  readonly by: bigint;
  /** As in `Choice`. */
  readonly choice: number;
  readonly reason: string;
}

/** The reasons that went with ballots on a proposal, in the order of the chain. */
export async function reasonsOf({ contracts }: Nation, proposal: bigint): Promise<BallotReason[]> {
  const { assembly, members } = contracts;
  const [made] = await assembly.queryFilter(assembly.filters.ProposalRuled(proposal));
  if (made === undefined) return [];
  const [cast, changed] = await Promise.all([
    assembly.queryFilter(assembly.filters.VoteCast(), made.blockNumber),
    assembly.queryFilter(assembly.filters.BallotChanged(undefined, proposal), made.blockNumber),
  ]);
  const first = cast
    .filter(({ args }) => args.proposalId === proposal && args.reason !== "")
    .map(async ({ args, blockNumber, index }) => ({
      place: { blockNumber, index },
      told: { by: await members.idOf(args.voter), choice: Number(args.support), reason: args.reason },
    }));
  const replacing = changed
    .filter(({ args }) => args.reason !== "")
    .map(({ args, blockNumber, index }) => ({
      place: { blockNumber, index },
      told: { by: args.by, choice: Number(args.newChoice), reason: args.reason },
    }));
  const all = [...(await Promise.all(first)), ...replacing];
  all.sort((a, b) => a.place.blockNumber - b.place.blockNumber || a.place.index - b.place.index);
  return all.map(({ told }) => told);
}

/**
 * The vote on a proposal, if an open ballot on it can still count: signed before the vote opens, or while it is on.
 * @throws NeoguildError `GovernorNonexistentProposal`, `GovernorUnexpectedProposalState` or `AssemblySealed`
 */
export async function requireVotable({ contracts: { assembly } }: Nation, proposal: bigint) {
  const [vote, opener] = await Promise.all([assembly.voteOf(proposal), assembly.seatOf(SEALED_SEAT)]);
  if (vote.deadline === 0n) throw refused("GovernorNonexistentProposal", { proposalId: proposal });
  const current = await assembly.state(proposal);
  if (!["Pending", "Active"].includes(PROPOSAL_STATES[Number(current)] ?? "")) {
    throw refused("GovernorUnexpectedProposalState", { proposalId: proposal, current });
  }
  // Where nobody is seated to open sealed ballots they are open.
  if (hasFlag(vote, RuleFlag.Sealed) && BigInt(opener) !== 0n)
    throw refused("AssemblySealed", { proposalId: proposal });
  return vote;
}

/** `IAssembly.Seat.Sealed`. */
const SEALED_SEAT = 0n;

function refused(code: string, args: Readonly<Record<string, unknown>>): NeoguildError {
  const { message = code, remedy = "" } = remedyFor(code, args) ?? {};
  return new NeoguildError({ code, message, remedy, docs: `docs/errors.md#${code.toLowerCase()}` });
}

/** A proposal by its id; the last one unless given. @throws NeoguildError `ProposalUnknown` */
export async function proposalView(nation: Nation, proposal?: bigint): Promise<ProposalView> {
  const all = await proposalLogs(nation);
  // By the id first: what another member wrote of another proposal is not read.
  const found = proposal === undefined ? all.at(-1) : all.find(({ args }) => args.proposalId === proposal);
  if (found !== undefined) return viewOf(nation, found);
  throw unknown(proposal === undefined ? "nobody has proposed anything yet" : `there is no proposal ${proposal}`);
}

function unknown(message: string): NeoguildError {
  return new NeoguildError({
    code: "ProposalUnknown",
    message,
    remedy: "See all with 'npx hardhat proposal:show', or make one with 'npx hardhat proposal:create'.",
  });
}
