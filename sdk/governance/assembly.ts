import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import type { PlainCalls } from "./actions.ts";
import { PROPOSAL_STATES, readableDescription, type ProposalState } from "./proposals.ts";

/** A proposal to the assembly, as its log has it, and its state now. */
export interface ProposalView {
  readonly proposal: bigint;
  /** Address of the key that proposed. */
  readonly proposer: string;
  readonly calls: PlainCalls;
  /** As it stands on chain; `title` is for people. */
  readonly description: string;
  readonly title: string;
  readonly state: ProposalState;
}

/** All proposals in the order of their making. */
export async function allProposals(nation: Nation): Promise<ProposalView[]> {
  const { assembly } = nation.contracts;
  const logs = await assembly.queryFilter(assembly.filters.ProposalCreated());
  const states = await Promise.all(logs.map(({ args }) => assembly.state(args.proposalId)));
  return logs.map(({ args }, index) => ({
    proposal: args.proposalId,
    proposer: args.proposer,
    calls: { targets: [...args.targets], values: [...args[3]], calldatas: [...args.calldatas] },
    description: args.description,
    title: readableDescription(args.description),
    state: PROPOSAL_STATES[Number(states[index])] ?? "Pending",
  }));
}

/** A proposal by its id; the last one unless given. @throws NeoguildError `ProposalUnknown` */
export async function proposalView(nation: Nation, proposal?: bigint): Promise<ProposalView> {
  const all = await allProposals(nation);
  const found = proposal === undefined ? all.at(-1) : all.find((one) => one.proposal === proposal);
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "ProposalUnknown",
    message: proposal === undefined ? "nobody has proposed anything yet" : `there is no proposal ${proposal}`,
    remedy: "See all with 'npx hardhat proposal:show', or make one with 'npx hardhat proposal:create'.",
  });
}
