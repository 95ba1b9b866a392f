import { AbiCoder, getAddress, hexlify, id as hashOf, keccak256, type BytesLike } from "ethers";

/** What a proposal would do, in order: one entry of each list per call. */
export interface Calls {
  readonly targets: readonly string[];
  /** Wei sent with each call. */
  readonly values: readonly bigint[];
  readonly calldatas: readonly BytesLike[];
}

/** The four arguments by which `queue`, `execute` and `cancel` know a proposal. */
export type ProposalKey = readonly [targets: string[], values: bigint[], calldatas: string[], descriptionHash: string];

/** As in `IGovernor.ProposalState`. */
export const PROPOSAL_STATES = [
  "Pending",
  "Active",
  "Canceled",
  "Defeated",
  "Succeeded",
  "Queued",
  "Expired",
  "Executed",
] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** As `ICouncils.CouncilState`. */
export const COUNCIL_STATES = [
  ...(["none", "open", "agreed", "stopped", "withdrawn", "expired", "executed"] as const),
  ...(["questions", "integrating", "voting", "held", "dropped"] as const),
] as const;

const CALLS = ["address[]", "uint256[]", "bytes[]"];

/** Calls as the three lists that the contracts take. */
export function listsOf(calls: Calls): [targets: string[], values: bigint[], calldatas: string[]] {
  return [[...calls.targets], [...calls.values], calls.calldatas.map((data) => hexlify(data))];
}

/** The id of a proposal, as every OpenZeppelin governor computes it. */
export function proposalId(calls: Calls, description: string): bigint {
  return proposalIdOf(calls, hashOf(description));
}

/** The same by the hash of a description whose bytes may be no text. */
export function proposalIdOf(calls: Calls, descriptionHash: string): bigint {
  const encoded = AbiCoder.defaultAbiCoder().encode(
    [...CALLS, "bytes32"],
    [calls.targets, calls.values, calls.calldatas, descriptionHash],
  );
  return BigInt(keccak256(encoded));
}

/** The hash by which `Councils` knows the calls of a guild's proposal. */
export function callsHash(calls: Calls): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(CALLS, [calls.targets, calls.values, calls.calldatas]));
}

/**
 * The description with the suffix that lets nobody but `proposer` use it: without it, somebody who sees a proposal on
 * its way could make the same one first and withdraw it. One that has a suffix already is left as it is.
 */
export function ownDescription(description: string, proposer: string): string {
  return /#proposer=0x[0-9a-fA-F]{40}$/.test(description)
    ? description
    : `${description}#proposer=${getAddress(proposer)}`;
}

/** The description as people should read it, without the suffix. */
export function readableDescription(description: string): string {
  return description.replace(/#proposer=0x[0-9a-fA-F]{40}$/, "");
}
