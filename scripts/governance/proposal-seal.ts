import { existsSync } from "node:fs";

import { act } from "../../sdk/acts.ts";
import { replaceFile } from "../../sdk/files.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, choice, CHOICES, file, proposalId } from "../options.ts";
import { toJson } from "../output.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const proposalSeal = defineTask({
  name: "proposal:seal",
  description:
    "Commits to a ballot where ballots are sealed. Choice and salt stay in the file --keep, which is written first and for " +
    "its owner's eyes only: keep it, and open the ballot after the voting period (proposal:open), or hand it to somebody who " +
    "does. Without it nobody can. Everybody can see the choice afterwards: this is no secret ballot. " +
    "Example: npx hardhat proposal:seal --by 3 --proposal 1234… --choice for --keep my-ballot.json",
  options: {
    by: byMember,
    proposal: proposalId,
    choice,
    keep: file.describe("Where the sealed ballot is kept; one that is there for the same choice is used again"),
    ...signing,
  },
  async run({ options: { by, proposal, choice, keep }, nation, perform }) {
    const { newSalt } = await import("../../sdk/governance/sealedBallots.ts");
    const { commitmentOf, readSealed, requireFree, requireSame } = await import("./sealed.ts");
    const connected = await nation();
    const { sealedBallots, assembly } = connected.contracts;
    const known = existsSync(keep) ? readSealed(keep, connected) : undefined;
    if (known !== undefined) requireSame(keep, known, { by, proposal, choice });
    const committed = await sealedBallots.committedBy(proposal, by);
    if (known !== undefined && commitmentOf(known) === committed) {
      return unchanged(`Agent ${by} has committed to the ballot in ${keep} already.`, { by, proposal, kept: keep });
    }
    await requireFree(connected, { proposal, by, choice, committed });
    const ballot = known ?? {
      ...{ format: "neoguild-sealed-ballot-1" as const, chainId: connected.chainId.toString() },
      ...{ address: connected.addresses.sealedBallots, proposal, by, choice, salt: newSalt() },
    };
    // Before anything is sent: a commitment whose salt is lost is a ballot that nobody can open.
    if (known === undefined) replaceFile(keep, `${toJson(ballot)}\n`);
    const { deadline } = await assembly.voteOf(proposal);
    const { revealHours } = await assembly.decisionOf(proposal);
    const from = deadline - revealHours * 3_600n + 1n;
    return perform(by, act("sealedBallots", "commitBallot", { proposal, commitment: commitmentOf(ballot) }), {
      tell: () => ({
        lines: [
          `Agent ${by} has sealed a ballot on proposal ${proposal}: "${CHOICES[choice] ?? ""}", known to ${keep} alone.`,
          `Open it from ${formatMoment(from)} to ${formatMoment(deadline)}: npx hardhat proposal:open --from ${keep}`,
        ],
        data: { by, proposal, kept: keep, opensAt: from, deadline },
      }),
    });
  },
});
