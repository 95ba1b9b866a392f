import type { Signer } from "ethers";
import { z } from "zod";

import type { SignedAct } from "../acts.ts";
import { contractNames, interfaceOf, type Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { parseCall } from "../legible.ts";
import { actTypeOf, domainOf } from "../statements.ts";
import { proposalView, requireVotable } from "./assembly.ts";
import { proposalId, type Calls } from "./proposals.ts";

/** All that it takes to sign a ballot where there is no node: made where there is one, and carried there by hand. */
export const ballotPaper = z.strictObject({
  format: z.literal("neoguild-ballot-paper-1"),
  nation: z.string(),
  chainId: z.string().regex(/^\d+$/),
  /** Of `Assembly`. */
  address: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  /** Of the assembly's EIP-712 domain. */
  domain: z.strictObject({ name: z.string(), version: z.string() }),
  proposal: z.coerce.bigint(),
  description: z.string(),
  calls: z.strictObject({
    targets: z.array(z.string()),
    values: z.array(z.coerce.bigint()),
    calldatas: z.array(z.string()),
  }),
  /** Unix seconds: until then the ballot can be carried, unless the vote is prolonged. */
  deadline: z.coerce.bigint(),
  /** Whether the proposal's rule knows blocks. */
  mayBlock: z.boolean(),
  /** Whose ballot can be signed with it: a signature holds for the key's present epoch alone. */
  members: z.array(z.strictObject({ id: z.coerce.bigint(), key: z.string(), keyEpoch: z.coerce.bigint() })),
});

export type BallotPaper = z.output<typeof ballotPaper>;

/**
 * The ballot paper of a proposal for some members.
 * @throws NeoguildError `ProposalUnknown`, `MembersUnknownAgent`, or why no ballot could be signed; `PaperOdd` for a description
 * that is no text
 */
export async function paperOf(
  nation: Nation,
  { proposal, members }: { readonly proposal: bigint; readonly members: readonly bigint[] },
): Promise<BallotPaper> {
  const { assembly, members: register } = nation.contracts;
  const { calls, description } = await proposalView(nation, proposal);
  const { deadline, blocks } = await requireVotable(nation, proposal);
  const { name = "", version = "" } = await domainOf(assembly);
  const paper: BallotPaper = {
    ...{ format: "neoguild-ballot-paper-1", nation: nation.name, chainId: nation.chainId.toString() },
    ...{ address: nation.addresses.assembly, domain: { name: name ?? "", version: version ?? "" } },
    ...{ proposal, description, calls, deadline, mayBlock: blocks > 0n },
    members: await Promise.all(
      members.map(async (id) => {
        const { key, keyEpoch } = await register.keyOf(id);
        if (BigInt(key) === 0n) throw unknownMember(id);
        return { id, key, keyEpoch };
      }),
    ),
  };
  requireTrue(paper);
  return paper;
}

/** The id of a proposal is the hash of its calls and words, so a paper cannot show others than those that are voted on. */
function requireTrue({ proposal, calls, description }: BallotPaper): void {
  if (hashes(calls, description) === proposal) return;
  throw new NeoguildError({
    code: "PaperOdd",
    message: `the calls and words of this ballot paper are not those of proposal ${proposal}`,
    remedy: "Have the paper made again with 'npx hardhat proposal:paper', by somebody you trust; nothing was signed.",
  });
}

function hashes(calls: Calls, description: string): bigint | undefined {
  try {
    return proposalId(calls, description);
  } catch {
    return undefined; // something in it is no address, or no bytes
  }
}

/** What a ballot paper is about, in words: of each call the address, and the function as every nation's contracts have it. */
export function paperInWords({ calls }: BallotPaper): string[] {
  const known = contractNames.map(interfaceOf);
  return calls.targets.map((target, index) => {
    const data = String(calls.calldatas[index]);
    const value = calls.values[index] ?? 0n;
    const [parsed] = known.flatMap((abi) => parseCall(abi, data) ?? []);
    const what = parsed === undefined ? data : `${parsed.name}(${parsed.args.map(inWords).join(", ")})`;
    return `call ${target}: ${what}${value === 0n ? "" : `, with ${value} wei`}`;
  });
}

function inWords(value: unknown): string {
  return Array.isArray(value) ? `(${value.map(inWords).join(", ")})` : String(value);
}

/**
 * Signs a ballot with a paper; asks no node. What it gives is carried like every signed ballot.
 * @throws NeoguildError `PaperOdd`, `PaperOfOthers` or `WalletWrong`
 */
export async function signOnPaper(
  paper: BallotPaper,
  { by, choice, signer }: { readonly by: bigint; readonly choice: number; readonly signer: Signer },
): Promise<SignedAct> {
  requireTrue(paper);
  const member = paper.members.find(({ id }) => id === by);
  if (member === undefined) throw ofOthers(paper, by);
  const address = await signer.getAddress();
  if (address !== member.key) throw wrongWallet(address, member.key);
  const fragment = interfaceOf("assembly").getFunction("castBallot");
  if (fragment === null) throw new TypeError("an assembly without ballots");
  const { primaryType, fields } = actTypeOf(fragment);
  const { chainId, address: verifyingContract, proposal, deadline } = paper;
  const act = { by, proposal, choice, deadline };
  const domain = { ...paper.domain, chainId, verifyingContract };
  const signature = await signer.signTypedData(
    domain,
    { [primaryType]: fields },
    { ...act, keyEpoch: member.keyEpoch },
  );
  const to = { chainId, contract: "assembly", address: verifyingContract, method: "castBallot" } as const;
  return { format: "neoguild-act-1", ...to, act, signature, rest: [] };
}

function unknownMember(id: bigint): NeoguildError {
  return new NeoguildError({
    code: "MembersUnknownAgent",
    message: `there is no agent ${id}`,
    remedy: "See who there is with 'npx hardhat member:list'.",
    docs: "docs/errors.md#membersunknownagent",
  });
}

function ofOthers({ members }: BallotPaper, by: bigint): NeoguildError {
  return new NeoguildError({
    code: "PaperOfOthers",
    message: `this ballot paper is for ${members.map(({ id }) => `agent ${id}`).join(", ")}, and not for agent ${by}`,
    remedy: `Have one made with 'npx hardhat proposal:paper --for ${by}'.`,
  });
}

function wrongWallet(address: string, key: string): NeoguildError {
  return new NeoguildError({
    code: "WalletWrong",
    message: `the keystore holds ${address}, but this ballot needs the key ${key}`,
    remedy: "Name the keystore of the member who votes. For a contract wallet sign where there is a node.",
    docs: "docs/wallets.md",
  });
}
