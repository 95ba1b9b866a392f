import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { ZeroHash } from "ethers";

import type { HashedCharter } from "../../sdk/charter.ts";
import { membershipTerms } from "../../sdk/membership/terms.ts";

/** Founders a single transaction can admit without coming near the gas limit of a transaction (16.78 million). */
const FOUNDERS_A_BATCH = 200;

/**
 * A nation from its charter: every contract, every seat filled, every rule set, the founders admitted, and all of it
 * sealed, so that from then on the timelock alone can change a rule and the assembly alone can command the timelock.
 */
export function nationModule({ rules }: HashedCharter) {
  return buildModule("Nation", (m) => {
    const deployer = m.getAccount(0);
    const timelock = m.contract("TimelockController", [0, [], [], deployer]);
    const admission = m.library("Admission");
    const members = m.contract("Members", [timelock, membershipTerms(rules)], { libraries: { Admission: admission } });
    const guilds = m.contract("Guilds", [timelock, members, rules.stewardTerm]);

    const seats = [m.call(members, "fillSeat", [0, guilds], { id: "MembersGuildsSeat" })];
    const batches = chunks(rules.founders, FOUNDERS_A_BATCH);
    const founded = batches.map((keys, index) => m.call(members, "found", [keys], { id: `Founders${index}` }));

    const sealed = [members, guilds].map((contract) => m.call(contract, "seal", [], { after: [...seats, ...founded] }));
    m.call(timelock, "renounceRole", [ZeroHash, deployer], { id: "TimelockAdminGone", after: sealed });
    return { timelock, members, guilds };
  });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
