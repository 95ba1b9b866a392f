import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Contract, getAddress, type Interface, type JsonRpcProvider } from "ethers";

import { NeoguildError } from "./errors.ts";
import { LegibleInterface } from "./legible.ts";
import { deploymentId } from "./names.ts";
import { requireChain } from "./genesis.ts";
import { chainIdOf, rpcProvider, unlockedProvider } from "./provider.ts";
import * as bindings from "../typechain-types/index.ts";

/** The nation's contracts by the names used in code; the record calls them by their Solidity names. */
const CONTRACTS = {
  timelock: ["TimelockController", bindings.TimelockController__factory],
  members: ["Members", bindings.Members__factory],
  distance: ["Distance", bindings.Distance__factory],
  recovery: ["Recovery", bindings.Recovery__factory],
  guilds: ["Guilds", bindings.Guilds__factory],
  treaties: ["Treaties", bindings.Treaties__factory],
  chapters: ["Chapters", bindings.Chapters__factory],
  guildTerms: ["GuildTerms", bindings.GuildTerms__factory],
  conflicts: ["Conflicts", bindings.Conflicts__factory],
  ledger: ["ContributionLedger", bindings.ContributionLedger__factory],
  commitments: ["Commitments", bindings.Commitments__factory],
  ranks: ["Ranks", bindings.Ranks__factory],
  reserve: ["Reserve", bindings.Reserve__factory],
  surplus: ["Surplus", bindings.Surplus__factory],
  expenses: ["Expenses", bindings.Expenses__factory],
  policies: ["LicencePolicies", bindings.LicencePolicies__factory],
  organisations: ["Organisations", bindings.Organisations__factory],
  commons: ["Commons", bindings.Commons__factory],
  pacts: ["Pacts", bindings.Pacts__factory],
  licences: ["Licences", bindings.Licences__factory],
  grantTokens: ["GrantTokens", bindings.GrantTokens__factory],
  charter: ["Charter", bindings.Charter__factory],
  rules: ["DecisionRules", bindings.DecisionRules__factory],
  petitions: ["Petitions", bindings.Petitions__factory],
  articles: ["Articles", bindings.Articles__factory],
  holds: ["Holds", bindings.Holds__factory],
  councils: ["Councils", bindings.Councils__factory],
  assembly: ["Assembly", bindings.Assembly__factory],
  elections: ["Elections", bindings.Elections__factory],
  chambers: ["Chambers", bindings.Chambers__factory],
  brake: ["Brake", bindings.Brake__factory],
  spending: ["Spending", bindings.Spending__factory],
  cobudget: ["Cobudget", bindings.Cobudget__factory],
  sealedBallots: ["SealedBallots", bindings.SealedBallots__factory],
  delegations: ["Delegations", bindings.Delegations__factory],
  moving: ["Moving", bindings.Moving__factory],
  opening: ["Opening", bindings.Opening__factory],
  calendar: ["Calendar", bindings.Calendar__factory],
  sortition: ["Sortition", bindings.Sortition__factory],
  cases: ["Cases", bindings.Cases__factory],
} as const;

export interface Contracts {
  readonly timelock: bindings.TimelockController;
  readonly members: bindings.Members;
  readonly distance: bindings.Distance;
  readonly recovery: bindings.Recovery;
  readonly guilds: bindings.Guilds;
  readonly treaties: bindings.Treaties;
  readonly chapters: bindings.Chapters;
  readonly guildTerms: bindings.GuildTerms;
  readonly conflicts: bindings.Conflicts;
  readonly ledger: bindings.ContributionLedger;
  readonly commitments: bindings.Commitments;
  readonly ranks: bindings.Ranks;
  readonly reserve: bindings.Reserve;
  readonly surplus: bindings.Surplus;
  readonly expenses: bindings.Expenses;
  readonly policies: bindings.LicencePolicies;
  readonly organisations: bindings.Organisations;
  readonly commons: bindings.Commons;
  readonly pacts: bindings.Pacts;
  readonly licences: bindings.Licences;
  readonly grantTokens: bindings.GrantTokens;
  readonly charter: bindings.Charter;
  readonly rules: bindings.DecisionRules;
  readonly petitions: bindings.Petitions;
  readonly articles: bindings.Articles;
  readonly holds: bindings.Holds;
  readonly councils: bindings.Councils;
  readonly assembly: bindings.Assembly;
  readonly elections: bindings.Elections;
  readonly chambers: bindings.Chambers;
  readonly brake: bindings.Brake;
  readonly spending: bindings.Spending;
  readonly cobudget: bindings.Cobudget;
  readonly sealedBallots: bindings.SealedBallots;
  readonly delegations: bindings.Delegations;
  readonly moving: bindings.Moving;
  readonly opening: bindings.Opening;
  readonly calendar: bindings.Calendar;
  readonly sortition: bindings.Sortition;
  readonly cases: bindings.Cases;
}

export type ContractName = keyof Contracts;

/** A bank account of the nation, of which there may be none, one or several: `bank1`, `bank2` … in the charter's order. */
export type BankName = `bank${number}`;

export interface Bank {
  readonly name: BankName;
  readonly address: string;
  readonly contract: bindings.BankMoney;
}

/** The names under which `Nation.contracts` has them. */
export const contractNames = Object.keys(CONTRACTS) as ContractName[];

/** The Solidity name of a contract, as records, charters and proposals call it; a bank account's has its number. */
export function solidityName(contract: ContractName | BankName): string {
  return contract in CONTRACTS ? CONTRACTS[contract as ContractName][0] : contract.replace("bank", "BankMoney");
}

/** The ABI of a contract by its name in code, without a chain. */
export function interfaceOf(contract: ContractName | BankName): Interface {
  if (!(contract in CONTRACTS)) return new LegibleInterface(bindings.BankMoney__factory.abi);
  return new LegibleInterface(CONTRACTS[contract as ContractName][1].abi);
}

/** A connection to one nation on one chain. */
export interface Nation {
  readonly name: string;
  readonly chainId: bigint;
  readonly provider: JsonRpcProvider;
  readonly contracts: Contracts;
  readonly addresses: Readonly<Record<ContractName, string>>;
  /** The nation's bank accounts (docs/bank-money.md). */
  readonly banks: readonly Bank[];
  /** The chain's own time: number and timestamp (Unix seconds) of the latest block. */
  now(): Promise<{ number: number; timestamp: bigint }>;
  /** When the next block would be (Unix seconds): what a deadline counts from, as a quiet chain's latest may be weeks old. */
  clock(): Promise<bigint>;
}

export interface ConnectParams {
  /** RPC address of a node, for example `http://127.0.0.1:8545`. */
  readonly rpcUrl: string;
  /** Folder of deployment records. */
  readonly deployments?: string;
  /** Name of the nation where the chain has more than one. */
  readonly nation?: string | undefined;
}

/** The folder of the deployment records, from the project's root. */
export const DEPLOYMENTS = "ignition/deployments";

/**
 * Connects to a nation that is deployed on the chain behind an RPC address.
 * @throws NeoguildError `NodeUnreachable`, `NodeRefused`, `NationNotFound`, `NationAmbiguous`, `ChainOther` or `NationGone`
 */
export async function connect(params: ConnectParams): Promise<Nation> {
  const chainId = await chainIdOf(params.rpcUrl);
  const provider = rpcProvider(params.rpcUrl, chainId);
  const name = nationOn(chainId, params);
  const folder = join(params.deployments ?? DEPLOYMENTS, name);
  const record = readRecord(folder);
  const addresses = Object.fromEntries(
    contractNames.map((key) => [key, addressIn(record, CONTRACTS[key][0], name)]),
  ) as Record<ContractName, string>;
  const [code] = await Promise.all([
    provider.getCode(addresses.members),
    requireChain(folder, unlockedProvider(provider)),
  ]);
  if (code === "0x") {
    throw new NeoguildError({
      code: "NationGone",
      message: `the record of ${name} names contracts that are not on this chain: the chain was reset`,
      remedy: `Start the chain that has them, or remove ${folder} and deploy again.`,
      docs: "docs/deployment.md",
    });
  }
  const contracts = Object.fromEntries(
    contractNames.map((key) => [key, new Contract(addresses[key], interfaceOf(key), provider)]),
  ) as unknown as Contracts;
  const nation: Nation = {
    name,
    chainId,
    provider,
    contracts,
    addresses,
    banks: banksIn(record, provider),
    async now() {
      const block = await provider.getBlock("latest");
      if (block === null) throw new TypeError("a chain without a block");
      return { number: block.number, timestamp: BigInt(block.timestamp) };
    },
    async clock() {
      const [{ timestamp }, coming] = await Promise.all([
        nation.now(),
        provider.send("eth_getBlockByNumber", ["pending", false]) as Promise<{ timestamp: string } | null>,
      ]);
      const ahead = BigInt(coming?.timestamp ?? 0);
      return ahead > timestamp ? ahead : timestamp;
    },
  };
  return nation;
}

/** The number of a bank account's record, from 1: `BankMoney2`. */
function banksIn(record: Readonly<Record<string, string>>, provider: JsonRpcProvider): Bank[] {
  const numbers = Object.keys(record).flatMap((future) => {
    const [, number] = /^BankMoney(\d+)$/.exec(future) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  return numbers
    .sort((a, b) => a - b)
    .map((number) => {
      const address = record[`BankMoney${number}`] ?? "";
      const name: BankName = `bank${number}`;
      const contract = new Contract(address, interfaceOf(name), provider) as unknown as bindings.BankMoney;
      return { name, address, contract };
    });
}

/** Contract addresses of a deployment record by Solidity name. @throws NeoguildError `NationIncomplete` */
export function readRecord(folder: string): Readonly<Record<string, string>> {
  try {
    const record = JSON.parse(readFileSync(join(folder, "deployed_addresses.json"), "utf8")) as Record<string, string>;
    return Object.fromEntries(
      Object.entries(record).map(([future, address]) => [future.split("#").at(-1) ?? future, getAddress(address)]),
    );
  } catch (cause) {
    throw incomplete(`the record ${folder} cannot be read`, cause);
  }
}

function nationOn(chainId: bigint, params: ConnectParams): string {
  const folder = params.deployments ?? DEPLOYMENTS;
  const all = existsSync(folder) ? readdirSync(folder) : [];
  const here = all.filter(
    (id) => id.endsWith(`-${chainId}`) && existsSync(join(folder, id, "deployed_addresses.json")),
  );
  const wanted =
    params.nation === undefined ? here : here.filter((id) => id === deploymentId(params.nation ?? "", chainId));
  const [only, ...others] = wanted;
  if (only === undefined) {
    throw new NeoguildError({
      code: "NationNotFound",
      message: `no nation ${params.nation === undefined ? "" : `"${params.nation}" `}is recorded for chain ${chainId}`,
      remedy: `Deploy one with 'npx hardhat nation:deploy', or go to the right network (records here: ${all.join(", ") || "none"}).`,
    });
  }
  if (others.length > 0) {
    throw new NeoguildError({
      code: "NationAmbiguous",
      message: `more than one nation is recorded for chain ${chainId}: ${wanted.join(", ")}`,
      remedy: "Name one with --nation.",
    });
  }
  return only;
}

function addressIn(record: Readonly<Record<string, string>>, contract: string, nation: string): string {
  const address = record[contract];
  if (address === undefined) throw incomplete(`the record of ${nation} has no ${contract}`);
  return address;
}

function incomplete(what: string, cause?: unknown): NeoguildError {
  return new NeoguildError(
    {
      code: "NationIncomplete",
      message: `${what}: its deployment was interrupted`,
      remedy: "Run 'npx hardhat nation:deploy' again; it goes on where it stopped.",
    },
    { cause },
  );
}
