import type { EthereumProvider } from "hardhat/types/providers";

import { Charter__factory } from "../../typechain-types/factories/contracts/governance/Charter__factory.ts";
import type { Header } from "../format.ts";
import type { Kind } from "../nations.ts";
import type { Creation } from "./acts.ts";
import { type Compiled, NAMES, isCompiled } from "./compiled.ts";
import type { Fault, Finding } from "./finding.ts";

// What a journal is taken to be of, held against what it is of.

export interface Claims {
  /** The nation's chain id, where this machine knows the nation. */
  readonly chainId?: number | undefined;
  /** Who the coins of its founding are for. */
  readonly cashier?: string | undefined;
  /** Hash of the charter file. */
  readonly charter?: string | undefined;
  /** Contract addresses by name in the record of the nation's deployment on a chain. */
  readonly addressesOn?: ((chainId: number) => Readonly<Record<string, string>>) | undefined;
}

/** Contract addresses by name, and who has them so: the record, or a witness. */
export interface Known {
  readonly by: string;
  readonly addresses: Readonly<Record<string, string>>;
}

export function nationFaults({ genesis }: Header, { chainId }: Claims): Fault[] {
  if (chainId === undefined || genesis["chainId"] === chainId) return [];
  const what = `it is of chain ${String(genesis["chainId"])}, and this machine's nation is on chain ${chainId}`;
  return [{ kind: "genesis", what }];
}

/** On the replayed chain: is each known contract made of this version's code, and is the charter the file? */
export async function deploymentFindings(
  provider: EthereumProvider,
  creations: readonly Creation[],
  { compiled, known, charter }: { compiled: Compiled; known: readonly Known[]; charter: string | undefined },
): Promise<Finding[]> {
  const made = new Map<string, Creation>();
  for (const creation of creations) {
    const { address } = creation;
    const code: unknown = await provider.request({ method: "eth_getCode", params: [address, "latest"] });
    if (code !== "0x") made.set(address.toLowerCase(), creation);
  }
  const findings = known.flatMap(({ by, addresses }) =>
    Object.entries(addresses).flatMap(([name, address]): Finding[] => {
      const creation = made.get(address.toLowerCase());
      if (isCompiled(compiled, name, creation, made)) return [];
      const there =
        creation === undefined ? "where no line makes a contract" : "which is not made of this version's code";
      return [{ kind: "record", line: creation?.line, what: `${by} has ${name} at ${address}, ${there}` }];
    }),
  );
  return charter === undefined
    ? findings
    : [...findings, ...(await charterFindings(provider, compiled, made, known, charter))];
}

/** What was compared with nothing, since nothing was given or is on this machine to compare it with. */
export function notCompared(kind: Kind, claims: Claims, known: readonly Known[]): string[] {
  const missing = NAMES.filter((name) => known.every(({ addresses }) => addresses[name] === undefined));
  return [
    ...(kind === "real" ? ofFounding(claims) : []),
    ...(missing.length === 0
      ? []
      : [`That these contracts are made of this version's code, as no record here has them: ${missing.join(", ")}.`]),
    ...(claims.charter === undefined ? ["That the charter is the one you know: no charter file was given."] : []),
  ];
}

function ofFounding({ chainId, cashier }: Claims): string[] {
  return [
    ...(chainId === undefined
      ? [
          "That it is the nation's chain and not any chain begun like it: no real nation of that name is on this machine.",
        ]
      : []),
    ...(cashier === undefined ? ["That the founding's coins went to the cashier: nothing here says who that is."] : []),
  ];
}

/** Without a record nobody can tell the nation's charter from one that a stranger made, so each has to be the file. */
async function charterFindings(
  provider: EthereumProvider,
  compiled: Compiled,
  made: ReadonlyMap<string, Creation>,
  known: readonly Known[],
  charter: string,
): Promise<Finding[]> {
  const charters = [...made].filter(([, creation]) => isCompiled(compiled, "Charter", creation, made));
  const recorded = known.flatMap(({ addresses: { Charter } }) => Charter?.toLowerCase() ?? []);
  if (recorded.length === 0 && charters.length === 0) {
    return [{ kind: "record", what: "no line makes this version's Charter" }];
  }
  const findings: Finding[] = [];
  for (const [to, { line }] of charters.filter(([address]) => recorded.length === 0 || recorded.includes(address))) {
    const view = Charter__factory.createInterface();
    const data = view.encodeFunctionData("charter");
    const answer = String(await provider.request({ method: "eth_call", params: [{ to, data }, "latest"] }));
    const [version, found] = view.decodeFunctionResult("charter", answer) as unknown as [bigint, string, string];
    const what = `the charter at ${to} (version ${version}) has the hash ${found}, the file ${charter}`;
    if (found !== charter) findings.push({ kind: "record", line, what });
  }
  return findings;
}
