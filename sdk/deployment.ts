import type { BaseContract } from "ethers";

import { solidityName, type ContractName, type Nation } from "./connect.ts";
import { everyContract } from "./contracts.ts";
import { NeoguildError } from "./errors.ts";
import type { Check } from "./verify/check.ts";
import { IChartered__factory } from "../typechain-types/index.ts";

const NOBODY = `0x${"0".repeat(40)}`;

/**
 * Asks the chain whether anybody but the nation itself holds a right over its contracts: founding accounts, roles of the
 * timelock (from its logs, so that no holder is overlooked), and the seats.
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

/** The timelock administers itself; the assembly alone proposes, cancels and executes. */
async function provenRoles({ contracts: { timelock }, addresses }: Nation): Promise<Check[]> {
  const roles: [string, string, string][] = [
    ["The timelock's only administrator is itself", await timelock.DEFAULT_ADMIN_ROLE(), addresses.timelock],
    ["Only the assembly proposes to the timelock", await timelock.PROPOSER_ROLE(), addresses.assembly],
    ["Only the assembly cancels in the timelock", await timelock.CANCELLER_ROLE(), addresses.assembly],
    ["Only the assembly executes through the timelock", await timelock.EXECUTOR_ROLE(), addresses.assembly],
  ];
  return Promise.all(
    roles.map(async ([claim, role, rightful]) => {
      const [granted, revoked] = await Promise.all([
        timelock.queryFilter(timelock.filters.RoleGranted(role)),
        timelock.queryFilter(timelock.filters.RoleRevoked(role)),
      ]);
      const changes = [...granted, ...revoked].sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
      const holders = new Set<string>();
      for (const { fragment, args } of changes) {
        if (fragment.name === "RoleGranted") holders.add(args.account);
        else holders.delete(args.account);
      }
      const found = [...holders];
      return { claim, holds: found.join() === rightful, expected: rightful, found: found.join(", ") || "nobody" };
    }),
  );
}

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
  ["guilds", "seatOf", [0], "councils"],
  ["guilds", "seatOf", [1], "ranks"],
  ["commons", "licences", [], "licences"],
  ["surplus", "expensesSeat", [], "expenses"],
  ["reserve", "lossSeat", [], "surplus"],
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
