import type { EthereumProvider } from "hardhat/types/providers";

import type { Header } from "../format.ts";
import { Charter__factory } from "../../typechain-types/factories/contracts/governance/Charter__factory.ts";
import type { Creation } from "./acts.ts";
import type { Fault, Finding } from "./finding.ts";

// What a journal is taken to be of, held against what it is of.

export interface Claims {
  /** The nation's chain id, where this machine knows the nation. */
  readonly chainId?: number | undefined;
  /** Hash of the charter file. */
  readonly charter?: string | undefined;
  /** Contract addresses by name in the record of the nation's deployment on a chain. */
  readonly addressesOn?: ((chainId: number) => Readonly<Record<string, string>>) | undefined;
}

export function nationFaults({ genesis }: Header, { chainId }: Claims): Fault[] {
  if (chainId === undefined || genesis["chainId"] === chainId) return [];
  const what = `it is of chain ${String(genesis["chainId"])}, and this machine's nation is on chain ${chainId}`;
  return [{ kind: "genesis", what }];
}

/** On the replayed chain: is there code at every address of the record, and is the charter the file? */
export async function deploymentFindings(
  provider: EthereumProvider,
  creations: readonly Creation[],
  { addresses, charter }: { addresses: Readonly<Record<string, string>>; charter: string | undefined },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, address] of Object.entries(addresses)) {
    const code: unknown = await provider.request({ method: "eth_getCode", params: [address, "latest"] });
    if (code === "0x")
      findings.push({ kind: "record", what: `the record has ${name} at ${address}, where no contract is` });
  }
  if (charter === undefined) return findings;
  const created = creations.find(({ code }) => code.startsWith(Charter__factory.bytecode));
  if (created === undefined) return [...findings, { kind: "record", what: "no line creates this version's Charter" }];
  const { address: to, line } = created;
  const view = Charter__factory.createInterface();
  const data = view.encodeFunctionData("charter");
  const answer = String(await provider.request({ method: "eth_call", params: [{ to, data }, "latest"] }));
  const [version, found] = view.decodeFunctionResult("charter", answer) as unknown as [bigint, string, string];
  if (found === charter) return findings;
  const what = `the nation's charter (version ${version}) has the hash ${found}, the file ${charter}`;
  return [...findings, { kind: "record", line, what }];
}
