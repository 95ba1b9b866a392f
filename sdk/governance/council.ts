import { act, type Act } from "../acts.ts";
import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import type { PlainCalls } from "./actions.ts";

/** A proposal to a guild's council, as its log has it. */
export interface CouncilProposalView {
  readonly proposal: bigint;
  readonly guild: bigint;
  readonly by: bigint;
  readonly calls: PlainCalls;
  readonly description: string;
  /** Unix seconds. */
  readonly closesAt: bigint;
  readonly expiresAt: bigint;
}

/** The proposals to a guild's council, or to all, in order. */
export async function councilProposals(
  { contracts: { councils } }: Nation,
  guild?: bigint,
): Promise<CouncilProposalView[]> {
  const logs = await councils.queryFilter(councils.filters.CouncilProposed(undefined, guild));
  return logs.map(({ args }) => ({
    proposal: args.proposal,
    guild: args.guild,
    by: args.by,
    calls: { targets: [...args.targets], values: [...args[4]], calldatas: [...args.calldatas] },
    description: args.description,
    closesAt: args.closesAt,
    expiresAt: args.expiresAt,
  }));
}

/** One of them. @throws NeoguildError `CouncilProposalUnknown` */
export async function councilProposal(nation: Nation, proposal: bigint): Promise<CouncilProposalView> {
  const found = (await councilProposals(nation)).find((one) => one.proposal === proposal);
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "CouncilProposalUnknown",
    message: `no council has a proposal ${proposal}`,
    remedy: "See a guild's proposals with 'npx hardhat council:show --guild ID'.",
  });
}

/** A proposal of the same guild with the same calls and words that is open or agreed: there is no need for a second one. */
export async function sameProposal(
  nation: Nation,
  params: { guild: bigint; calls: PlainCalls; description: string },
): Promise<CouncilProposalView | undefined> {
  const all = await councilProposals(nation, params.guild);
  const same = all.filter(
    ({ calls, description }) =>
      description === params.description && JSON.stringify(plain(calls)) === JSON.stringify(plain(params.calls)),
  );
  const states = await Promise.all(same.map(({ proposal }) => nation.contracts.councils.stateOf(proposal)));
  return same.find((_, index) => states[index] === 1n || states[index] === 2n || states[index] === 6n);
}

/** The act that brings calls of a guild's account before its council. */
export function councilAct(params: { guild: bigint; calls: PlainCalls; description: string }): Act {
  const { targets, values, calldatas } = params.calls;
  return act("councils", "propose", {
    guild: params.guild,
    targets,
    values,
    calldatas,
    description: params.description,
  });
}

function plain({ targets, values, calldatas }: PlainCalls): unknown {
  return [targets.map((one) => one.toLowerCase()), values.map(String), calldatas.map((one) => one.toLowerCase())];
}
