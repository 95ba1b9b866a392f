import type { BaseContract } from "ethers";

import { solidityName, type ContractName, type Nation } from "./connect.ts";
import { everyContract } from "./contracts.ts";
import { NeoguildError } from "./errors.ts";
import type { Check } from "./verify/check.ts";
import { foundedAt, isAfter, type Place } from "./verify/history.ts";
import { IChartered__factory } from "../typechain-types/index.ts";

const NOBODY = `0x${"0".repeat(40)}`;

/**
 * Asks the chain whether anybody but the nation itself holds a right over its contracts: founding accounts, roles of the
 * timelock (from its logs, so that no holder is overlooked), what the timelock did before it was the assembly's, and the
 * seats.
 */
export async function proveNobodyElse(nation: Nation): Promise<Check[]> {
  return [...(await provenSealed(nation)), ...(await provenRoles(nation)), ...(await provenSeats(nation))];
}

/** @throws NeoguildError `NationNotClosed` with every claim that does not hold */
export function requireProven(proofs: readonly Check[]): void {
  const broken = proofs.filter(({ holds }) => !holds);
  if (broken.length === 0) return;
  throw new NeoguildError({
    code: "NationNotClosed",
    message: `somebody outside the nation may hold a right:\n${broken.map(({ claim, found }) => `  ${claim}: ${found}`).join("\n")}`,
    remedy: "Run 'npx hardhat nation:deploy' again to finish the deployment; do not use the nation before this holds.",
    docs: "docs/deployment.md",
  });
}

/** Every contract with a founding account has given it up, and obeys the one timelock. */
async function provenSealed(nation: Nation): Promise<Check[]> {
  const { addresses, provider } = nation;
  const chartered = everyContract(nation).filter(({ contract }) => contract.interface.hasFunction("founder()"));
  return Promise.all(
    chartered.map(async ({ name, address }) => {
      const view = IChartered__factory.connect(address, provider);
      const [founder, obeys] = await Promise.all([view.founder(), view.timelock()]);
      return {
        claim: `${solidityName(name)} is sealed and obeys the timelock alone`,
        holds: founder === NOBODY && obeys === addresses.timelock,
        expected: `timelock ${addresses.timelock}`,
        found: founder === NOBODY ? `timelock ${obeys}` : `founding account ${founder}`,
      };
    }),
  );
}

/**
 * The timelock administers itself; the assembly alone proposes, cancels and executes. Before that it did nothing: whoever
 * deployed it administered it until then, and what they had it allow or begin (`approve`, a move) is kept elsewhere.
 */
async function provenRoles(nation: Nation): Promise<Check[]> {
  const { timelock } = nation.contracts;
  const { addresses } = nation;
  const roles: [string, string, string][] = [
    ["The timelock's only administrator is itself", await timelock.DEFAULT_ADMIN_ROLE(), addresses.timelock],
    ["Only the assembly proposes to the timelock", await timelock.PROPOSER_ROLE(), addresses.assembly],
    ["Only the assembly cancels in the timelock", await timelock.CANCELLER_ROLE(), addresses.assembly],
    ["Only the assembly executes through the timelock", await timelock.EXECUTOR_ROLE(), addresses.assembly],
  ];
  const [granted, revoked, scheduled, executed, founded] = await Promise.all([
    timelock.queryFilter(timelock.filters.RoleGranted()),
    timelock.queryFilter(timelock.filters.RoleRevoked()),
    timelock.queryFilter(timelock.filters.CallScheduled()),
    timelock.queryFilter(timelock.filters.CallExecuted()),
    foundedAt(nation),
  ]);
  const holders = new Map(roles.map(([, role]) => [role, new Set<string>()]));
  const found = (role: string) => [...(holders.get(role) ?? [])];
  let handed: Place | undefined;
  for (const change of [...granted, ...revoked].sort((a, b) => (isAfter(a, b) ? 1 : -1))) {
    const { role, account } = change.args;
    if (change.fragment.name === "RoleGranted") holders.get(role)?.add(account);
    else holders.get(role)?.delete(account);
    // From here on only the assembly can change who holds a role.
    if (roles.every(([, each, rightful]) => found(each).join() === rightful)) handed ??= change;
  }
  // Rules are the founding account's to set until the last seal, so that the assembly is nobody else's only from then on.
  const ended = handed !== undefined && founded !== undefined ? latest(handed, founded) : undefined;
  const early = [...scheduled, ...executed].filter((log) => ended === undefined || !isAfter(log, ended));
  const blocks = [...new Set(early.map(({ blockNumber }) => blockNumber))].sort((a, b) => a - b);
  return [
    ...roles.map(([claim, role, rightful]) => {
      const names = found(role);
      return { claim, holds: names.join() === rightful, expected: rightful, found: names.join(", ") || "nobody" };
    }),
    {
      claim: "The timelock did nothing before it was the assembly's",
      holds: early.length === 0,
      expected: "no call",
      found: early.length === 0 ? "no call" : `calls in block ${blocks.join(", ")}`,
    },
  ];
}

const latest = (a: Place, b: Place) => (isAfter(a, b) ? a : b);

/** Who may speak for another floor: the contract that has the seat, the view that names its holder, and who must sit there. */
const SEATS: readonly [ContractName, string, readonly unknown[], ContractName][] = [
  ["members", "seatOf", [0], "guilds"],
  ["members", "seatOf", [1], "organisations"],
  ["members", "seatOf", [2], "distance"],
  ["members", "seatOf", [3], "recovery"],
  ["members", "seatOf", [4], "cases"],
  ["guilds", "seatOf", [2], "cases"],
  ["recovery", "justice", [], "cases"],
  ["chapters", "justice", [], "cases"],
  ["sortition", "cases", [], "cases"],
  ["organisations", "justice", [], "cases"],
  ["guilds", "seatOf", [0], "councils"],
  ["guilds", "seatOf", [1], "ranks"],
  ["guilds", "seatOf", [3], "elections"],
  ["commons", "licences", [], "licences"],
  ["licences", "seatOf", [0], "cases"],
  ["licences", "seatOf", [1], "pacts"],
  ["surplus", "expensesSeat", [], "expenses"],
  ["reserve", "lossSeat", [], "surplus"],
  ["assembly", "seatOf", [2], "chambers"],
  ["assembly", "seatOf", [3], "brake"],
  ["assembly", "seatOf", [0], "sealedBallots"],
  ["assembly", "seatOf", [1], "delegations"],
  ["assembly", "seatOf", [4], "spending"],
];

async function provenSeats({ contracts, addresses }: Nation): Promise<Check[]> {
  return Promise.all(
    SEATS.map(async ([name, view, args, holder]) => {
      const contract: BaseContract = contracts[name];
      const found = (await contract.getFunction(view).staticCall(...args)) as string;
      const claim = `The seat in ${solidityName(name)} that is for ${solidityName(holder)} is held by it`;
      return { claim, holds: found === addresses[holder], expected: addresses[holder], found };
    }),
  );
}
