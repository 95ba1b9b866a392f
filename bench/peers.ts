import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id as hashOf, ZeroAddress, type BaseContract, type ContractTransactionResponse } from "ethers";

import { domainOf } from "../sdk/statements.ts";
import { gasOf, gasOfAll, newChain, type Chain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const VOTERS = 110;
const BALLOTS = 100;
const FOR = 1;
const HOUR = 3_600n;
const VOTING_PERIOD = 72n * HOUR;
const EXECUTION_DELAY = 24n * HOUR;

interface Peers extends Chain {
  readonly token: BaseContract;
  readonly governor: BaseContract;
  readonly voters: readonly HardhatEthersSigner[];
}

/** OpenZeppelin's governor, timelock and one-vote token, doing what `measureGovernance` does. */
export async function measurePeers(): Promise<Figures> {
  const { peers, admissions } = await deploy();
  const { governor, networkHelpers, voters } = peers;
  const signing = voters.slice(VOTERS - BALLOTS);
  await live(peers, "a first time", signing);
  const lived = await live(peers, "a second time", signing);

  const { id } = await propose(peers, "with own ballots");
  await networkHelpers.time.increase(HOUR + 1n);
  const own = [];
  for (const voter of voters.slice(0, 3)) own.push(await gasOf(send(governor, voter, "castVote", [id, FOR])));
  return {
    "peer.oz.vote.own": own.at(-1) ?? 0,
    "peer.oz.voteBySig": lived.voted / BALLOTS,
    "peer.oz.life100": lived.whole,
    "peer.oz721votes.mintAndDelegate": admissions.at(-1) ?? 0,
  };
}

async function deploy(): Promise<{ peers: Peers; admissions: number[] }> {
  const chain = await newChain(VOTERS + 1);
  const { ethers } = chain;
  const [deployer, ...voters] = await ethers.getSigners();
  if (deployer === undefined) throw new Error("the chain has no accounts");
  const token = (await ethers.deployContract("PeerVotes")) as unknown as BaseContract;
  const timelock = await ethers.deployContract("TimelockController", [EXECUTION_DELAY, [], [], deployer]);
  const governor = (await ethers.deployContract("PeerGovernor", [token, timelock])) as unknown as BaseContract;
  for (const role of [await timelock.PROPOSER_ROLE(), await timelock.CANCELLER_ROLE()]) {
    await timelock.grantRole(role, governor);
  }
  await timelock.grantRole(await timelock.EXECUTOR_ROLE(), ZeroAddress);

  const admissions = [];
  for (const [index, voter] of voters.entries()) {
    const minted = await gasOf(send(token, deployer, "mint", [voter, index + 1]));
    admissions.push(minted + (await gasOf(send(token, voter, "delegate", [voter]))));
  }
  return { peers: { ...chain, token, governor, voters }, admissions };
}

/** From the proposal to the change; every ballot is signed and comes in a transaction of its own, as it must. */
async function live(peers: Peers, description: string, signing: readonly HardhatEthersSigner[]) {
  const { governor, networkHelpers, voters } = peers;
  const [proposer] = voters;
  const { id, args, gas: proposed } = await propose(peers, description);
  await networkHelpers.time.increase(HOUR + 1n);
  const voted = await gasOfAll(signing, async (voter) =>
    send(governor, proposer, "castVoteBySig", [id, FOR, voter, await signVote(governor, voter, id)]),
  );
  await networkHelpers.time.increase(VOTING_PERIOD);
  const queued = await gasOf(send(governor, proposer, "queue", args));
  await networkHelpers.time.increase(EXECUTION_DELAY);
  const executed = await gasOf(send(governor, proposer, "execute", args));
  return { voted, whole: proposed + voted + queued + executed };
}

async function propose({ governor, voters }: Peers, description: string) {
  const [proposer] = voters;
  const change = governor.interface.encodeFunctionData("setVotingPeriod", [VOTING_PERIOD + BigInt(description.length)]);
  const calls = [[await governor.getAddress()], [0n], [change]];
  const gas = await gasOf(send(governor, proposer, "propose", [...calls, description]));
  const args = [...calls, hashOf(description)];
  return { id: (await governor.getFunction("hashProposal").staticCall(...args)) as bigint, args, gas };
}

async function signVote(governor: BaseContract, voter: HardhatEthersSigner, proposalId: bigint): Promise<string> {
  const types = {
    Ballot: [
      { name: "proposalId", type: "uint256" },
      { name: "support", type: "uint8" },
      { name: "voter", type: "address" },
      { name: "nonce", type: "uint256" },
    ],
  };
  const nonce = (await governor.getFunction("nonces").staticCall(voter)) as bigint;
  const vote = { proposalId, support: FOR, voter: voter.address, nonce };
  return voter.signTypedData(await domainOf(governor), types, vote);
}

/** Peers are no part of the project, so they have no bindings. */
function send(
  contract: BaseContract,
  sender: HardhatEthersSigner | undefined,
  method: string,
  args: readonly unknown[],
): Promise<ContractTransactionResponse> {
  if (sender === undefined) throw new Error("the chain has too few accounts");
  return contract
    .connect(sender)
    .getFunction(method)
    .send(...args);
}
