import type { BaseContract } from "ethers";

import type { Nation } from "./connect.ts";
import { NeoguildError } from "./errors.ts";
import { IChartered__factory, TimelockController__factory } from "../typechain-types/index.ts";

/** One thing that was asked of the chain. */
export interface Proof {
  readonly claim: string;
  readonly holds: boolean;
  /** What the chain answered. */
  readonly found: string;
}

const NOBODY = `0x${"0".repeat(40)}`;

/**
 * Asks the chain whether anybody but the nation itself holds a right over its contracts: founding accounts, roles of the
 * timelock (from its logs, so that no holder is overlooked), and the seats.
 */
export async function proveNobodyElse(nation: Nation): Promise<Proof[]> {
  return [...(await provenSealed(nation)), ...(await provenRoles(nation)), ...(await provenSeats(nation))];
}

/** @throws NeoguildError `NationNotClosed` with every claim that does not hold */
export function requireProven(proofs: readonly Proof[]): void {
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
async function provenSealed(nation: Nation): Promise<Proof[]> {
  const timelock = await nation.contracts.members.timelock();
  const chartered = contractsWith(nation, "founder()");
  return Promise.all(
    chartered.map(async ([name, contract]) => {
      const view = IChartered__factory.connect(await contract.getAddress(), nation.provider);
      const [founder, obeys] = await Promise.all([view.founder(), view.timelock()]);
      return {
        claim: `${name} is sealed and obeys the timelock alone`,
        holds: founder === NOBODY && obeys === timelock,
        found: founder === NOBODY ? `timelock ${obeys}` : `founding account ${founder}`,
      };
    }),
  );
}

/** The timelock administers itself; the assembly alone proposes, cancels and executes. */
async function provenRoles(nation: Nation): Promise<Proof[]> {
  const address = await nation.contracts.members.timelock();
  const timelock = TimelockController__factory.connect(address, nation.provider);
  const assembly = (nation.addresses as Readonly<Record<string, string>>)["assembly"];
  const roles: [string, string, string | undefined][] = [
    ["The timelock's only administrator is itself", await timelock.DEFAULT_ADMIN_ROLE(), address],
    ["Only the assembly proposes to the timelock", await timelock.PROPOSER_ROLE(), assembly],
    ["Only the assembly cancels in the timelock", await timelock.CANCELLER_ROLE(), assembly],
    ["Only the assembly executes through the timelock", await timelock.EXECUTOR_ROLE(), assembly],
  ];
  return Promise.all(
    roles.map(async ([claim, role, rightful]) => {
      const [granted, revoked] = await Promise.all([
        timelock.queryFilter(timelock.filters.RoleGranted(role)),
        timelock.queryFilter(timelock.filters.RoleRevoked(role)),
      ]);
      const holders = new Set<string>();
      const changes = [...granted, ...revoked].sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
      for (const { eventName, args } of changes) {
        if (eventName === "RoleGranted") holders.add(args.account);
        else holders.delete(args.account);
      }
      const found = [...holders];
      const expected = rightful === undefined ? [] : [rightful];
      return { claim, holds: found.join() === expected.join(), found: found.join(", ") || "nobody" };
    }),
  );
}

/** Who may speak for a later floor: function of the contract that has the seat, and the contract that must sit in it. */
const SEATS: readonly [string, string, readonly unknown[], string][] = [
  ["members", "seatOf", [0], "guilds"],
  ["members", "seatOf", [1], "organisations"],
  ["guilds", "councils", [], "councils"],
  ["commons", "licences", [], "licences"],
];

async function provenSeats(nation: Nation): Promise<Proof[]> {
  const contracts = nation.contracts as unknown as Readonly<Record<string, BaseContract>>;
  const addresses = nation.addresses as Readonly<Record<string, string>>;
  const present = SEATS.filter(([contract, , , sitter]) => contract in contracts && sitter in contracts);
  return Promise.all(
    present.map(async ([contract, view, args, sitter]) => {
      const found = (await contracts[contract]?.getFunction(view).staticCall(...args)) as string;
      return { claim: `The seat for ${sitter} in ${contract} is filled`, holds: found === addresses[sitter], found };
    }),
  );
}

function contractsWith(nation: Nation, signature: string): [string, BaseContract][] {
  const contracts = Object.entries(nation.contracts) as [string, BaseContract][];
  return contracts.filter(([, contract]) => contract.interface.hasFunction(signature));
}
