import { getAddress, hexlify, toBeHex } from "ethers";

import { solidityName, type Nation } from "../../connect.ts";
import { everyContract } from "../../contracts.ts";
import { NATIVE, tokenView, type TokenView } from "../../treasury/tokens.ts";
import type { Calls } from "../proposals.ts";
import type { Simulated } from "./simulate.ts";
import type { Vocabulary } from "./words.ts";

/** Names for everybody and every token that is spoken of in calls, and in what they did where they were tried out. */
export async function vocabularyOf(
  nation: Nation,
  calls: Calls,
  simulated: Pick<Simulated, "logs" | "amounts" | "state"> = { logs: [], amounts: [], state: [] },
): Promise<Vocabulary> {
  const contracts = everyContract(nation).map(({ name, address, contract }) => ({
    address,
    name: solidityName(name),
    abi: contract.interface,
  }));
  const own = new Set(contracts.map(({ address }) => address));
  const spoken = new Set<string>([
    ...calls.targets.map((target) => getAddress(target)),
    ...calls.calldatas.flatMap((data) => accountsIn(`0x${hexlify(data).slice(10)}`)),
    ...simulated.logs.flatMap(({ address, topics, data }) => [
      getAddress(address),
      ...topics.slice(1).flatMap(accountsIn),
      ...accountsIn(data),
    ]),
    ...simulated.amounts.flatMap(({ token, account }) => [token, account]),
    ...simulated.state.map(({ address }) => address),
  ]);
  const agents = new Map<string, string>();
  const tokens = new Map<string, TokenView>([[NATIVE, await tokenView(nation, NATIVE)]]);
  for (const address of spoken) {
    if (own.has(address) || address === NATIVE) continue;
    const agent = await agentAt(nation, address);
    if (agent !== undefined) agents.set(address, agent);
    else if ((await nation.provider.getCode(address)) !== "0x") tokens.set(address, await tokenView(nation, address));
  }
  return { contracts, agents, tokens };
}

/** As `Status`: bodies are no persons. */
const BODIES = new Map([
  [8n, "guild"],
  [9n, "organisation"],
]);

async function agentAt({ contracts: { members } }: Nation, address: string): Promise<string | undefined> {
  const agent = await members.idOf(address);
  if (agent === 0n) return undefined;
  const { status } = await members.agentOf(agent);
  return `${BODIES.get(status) ?? "agent"} ${agent}`;
}

/** The words of some data that may be accounts. */
function accountsIn(data: string): string[] {
  const words = data.slice(2).match(/.{64}/g) ?? [];
  return words.flatMap((word) => {
    const value = BigInt(`0x${word}`);
    return value > 2n ** 64n && value < 2n ** 160n ? [getAddress(toBeHex(value, 20))] : [];
  });
}
